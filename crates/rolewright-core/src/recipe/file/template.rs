//! Texts with parameters.

use std::collections::BTreeMap;

/// The values of the parameters.
pub(super) type Values = BTreeMap<String, Vec<String>>;

/// The parameter that is always there: the id of the current account.
pub(super) const ACCOUNT: &str = "account";

/// A text with parameters, for example `acs:oss:*:*:{bucket}/*`.
#[derive(Clone, Debug)]
pub(super) struct Template<'t> {
    parts: Vec<Part<'t>>,
}

#[derive(Clone, Copy, Debug)]
enum Part<'t> {
    Text(&'t str),
    Parameter(&'t str),
}

/// A text, and the value of each parameter in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Expanded<'t> {
    pub(super) text: String,
    values: Vec<(&'t str, String)>,
}

impl Expanded<'_> {
    /// Returns the value that was inserted for a parameter.
    pub(super) fn value_of(&self, parameter: &str) -> Option<&str> {
        let mut values = self.values.iter();
        let found = values.find(|(name, _)| *name == parameter);
        found.map(|(_, value)| value.as_str())
    }
}

impl<'t> Template<'t> {
    /// Parses a text; fails on a brace without its counterpart.
    pub(super) fn parse(text: &'t str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("a closing brace is missing in `{text}`"))?;
            parts.push(Part::Text(before));
            parts.push(Part::Parameter(name));
            rest = after;
        }
        if rest.contains('}') {
            return Err(format!("an opening brace is missing in `{text}`"));
        }
        parts.push(Part::Text(rest));
        Ok(Self { parts })
    }

    /// Returns the names of the parameters.
    pub(super) fn parameters(&self) -> impl Iterator<Item = &'t str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Parameter(name) => Some(*name),
            Part::Text(_) => None,
        })
    }

    /// Returns a text for each combination of values; none if a parameter has no value.
    pub(super) fn expand(&self, values: &Values) -> Vec<Expanded<'t>> {
        let mut all = vec![Expanded::default()];
        for part in &self.parts {
            all = match part {
                Part::Text(text) => {
                    for one in &mut all {
                        one.text.push_str(text);
                    }
                    all
                }
                Part::Parameter(name) => {
                    let values = values.get(*name).map_or(&[][..], Vec::as_slice);
                    all.iter().flat_map(|one| one.with(name, values)).collect()
                }
            };
        }
        all
    }

    /// Returns the part of a text in the place of a parameter, if the text has this form otherwise.
    pub(super) fn part_of<'v>(
        &self,
        text: &'v str,
        parameter: &str,
        values: &Values,
    ) -> Option<&'v str> {
        let place = self
            .parts
            .iter()
            .position(|part| matches!(part, Part::Parameter(name) if *name == parameter))?;
        let (before, after) = self.parts.split_at_checked(place)?;
        let fixed = |parts: &[Part<'t>]| {
            let all = Template {
                parts: parts.to_vec(),
            }
            .expand(values);
            all.into_iter().next().map(|one| one.text)
        };
        let rest = text.strip_prefix(fixed(before)?.as_str())?;
        rest.strip_suffix(fixed(after.get(1..)?)?.as_str())
    }
}

impl<'t> Expanded<'t> {
    fn with<'v>(&'v self, name: &'t str, values: &'v [String]) -> impl Iterator<Item = Self> + 'v {
        // The same parameter has the same value in one text.
        let fixed = self.value_of(name);
        let values = values
            .iter()
            .filter(move |value| fixed.is_none_or(|fixed| fixed == value.as_str()));
        values.map(move |value| {
            let mut one = self.clone();
            one.text.push_str(value);
            one.values.push((name, value.clone()));
            one
        })
    }
}

/// Inserts one value for each parameter; fails with the name of the first that has none.
pub(crate) fn insert(text: &str, values: &BTreeMap<String, String>) -> Result<String, String> {
    // A text with a single brace has no parameters.
    let Ok(template) = Template::parse(text) else {
        return Ok(text.to_owned());
    };
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => Ok(*text),
        Part::Parameter(name) => values
            .get(*name)
            .map(String::as_str)
            .ok_or((*name).to_owned()),
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let all = [
            ("bucket", vec!["a", "b"]),
            ("account", vec!["1"]),
            ("key", vec![]),
        ];
        let owned = |(name, values): (&str, Vec<&str>)| {
            (
                name.to_owned(),
                values.into_iter().map(String::from).collect(),
            )
        };
        all.map(owned).into()
    }

    fn texts(template: &str) -> Vec<String> {
        let all = Template::parse(template).unwrap().expand(&values());
        all.into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn a_text_stands_for_one_text_per_value() {
        assert_eq!(texts("x"), ["x"]);
        assert_eq!(texts("x:{account}:{bucket}/*"), ["x:1:a/*", "x:1:b/*"]);
        assert_eq!(texts("{bucket}={bucket}"), ["a=a", "b=b"]);
        assert!(texts("{key} of {bucket}").is_empty());
    }

    #[test]
    fn the_value_of_a_parameter_is_read_from_a_text() {
        let template = Template::parse("x:{account}:{bucket}/*").unwrap();
        let read = |text| template.part_of(text, "bucket", &values());
        assert_eq!(read("x:1:other/*"), Some("other"));
        assert_eq!(read("x:2:other/*"), None);
        assert_eq!(read("x:1:other"), None);
    }

    #[test]
    fn a_single_brace_is_an_error() {
        for text in ["{bucket", "bucket}", "{a}}"] {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }
}
