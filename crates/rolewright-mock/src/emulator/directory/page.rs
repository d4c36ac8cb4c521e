//! Pages of a list, by number or by token (rule `directory-pages`).

use rolewright_core::Call;
use serde_json::{Map, Value};

use crate::error::{Answer, refuse};

const DEFAULT: usize = 10;
const MOST: usize = 100;

/// The requested page.
pub(super) struct Page {
    /// The page's number; `None` with tokens.
    number: Option<usize>,
    size: usize,
    start: usize,
}

impl Page {
    /// Reads the parameters. A token, or a number of results, wins where `with_tokens` is set.
    pub(super) fn of(call: &Call, with_tokens: bool) -> Answer<Self> {
        let number = |name: &str, default, most| {
            let Some(text) = given(call, name) else {
                return Ok(default);
            };
            let value = text.parse::<usize>().ok();
            let value = value.filter(|value| (1..=most).contains(value));
            value.ok_or_else(|| invalid(name))
        };
        let token = given(call, "NextToken");
        if with_tokens && (token.is_some() || given(call, "MaxResults").is_some()) {
            let start = token.map(|token| token.parse().map_err(|_| invalid("NextToken")));
            return Ok(Self {
                number: None,
                size: number("MaxResults", DEFAULT, MOST)?,
                start: start.transpose()?.unwrap_or_default(),
            });
        }
        let size = number("PageSize", DEFAULT, MOST)?;
        let number = number("PageNumber", 1, usize::MAX / MOST)?;
        Ok(Self {
            number: Some(number),
            size,
            start: (number - 1) * size,
        })
    }

    /// Returns the fields of the answer for these items, with the list under this name.
    pub(super) fn answer<T>(
        &self,
        (list, item): (&str, &str),
        all: &[T],
        shown: impl Fn(&T) -> Value,
    ) -> Value {
        let page = all.iter().skip(self.start).take(self.size);
        let page: Vec<_> = page.map(shown).collect();
        let end = self.start.saturating_add(page.len());
        let mut fields = Map::new();
        match self.number {
            Some(number) => {
                fields.insert("PageNumber".into(), number.into());
                fields.insert("PageSize".into(), self.size.into());
            }
            None => {
                let next = if end < all.len() {
                    end.to_string()
                } else {
                    String::new()
                };
                fields.insert("NextToken".into(), next.into());
                fields.insert("MaxResults".into(), self.size.into());
            }
        }
        fields.insert("TotalCount".into(), all.len().into());
        fields.insert(list.into(), serde_json::json!({ item: page }));
        Value::Object(fields)
    }
}

/// Returns a parameter with a value.
pub(super) fn given<'a>(call: &'a Call, name: &str) -> Option<&'a str> {
    call.params.get(name).filter(|value| !value.is_empty())
}

pub(super) fn invalid(name: &str) -> crate::error::Refusal {
    refuse(format!("InvalidParameter.{name}")).with_message(format!("The {name} is invalid."))
}
