//! Lists that come in pages.

use std::collections::BTreeMap;

use crate::error::{Answer, refuse};

/// How a list operation calls its page size, and the largest it takes.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) parameter: &'static str,
    pub(crate) asked: Option<u32>,
    pub(crate) largest: u32,
}

/// `MaxItems`, 1 to 1,000.
pub(crate) fn max_items(asked: Option<u32>) -> Size {
    Size {
        parameter: "MaxItems",
        asked,
        largest: 1000,
    }
}

/// The page behind `marker`, and the next page's marker when there is one.
///
/// A marker is the key of the last item that was given, so that items which come and go between
/// two pages neither repeat nor hide others (rules `list-order` and `marker-is-a-key`).
pub(crate) fn page<T>(
    mut items: BTreeMap<String, T>,
    marker: Option<&str>,
    size: Size,
) -> Answer<(Vec<T>, Option<String>)> {
    let Size {
        parameter,
        asked,
        largest,
    } = size;
    let size = asked.unwrap_or(100);
    if !(1..=largest).contains(&size) {
        // Rule `page-size-out-of-range`.
        return Err(refuse(format!("InvalidParameter.{parameter}")));
    }
    if let Some(marker) = marker {
        items = items.split_off(marker);
        items.remove(marker);
    }
    let rest = items
        .keys()
        .nth(size as usize)
        .cloned()
        .map(|first| items.split_off(&first));
    let next = rest.and_then(|_| items.last_key_value().map(|(key, _)| key.clone()));
    Ok((items.into_values().collect(), next))
}
