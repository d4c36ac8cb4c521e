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

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> BTreeMap<String, u32> {
        (0..250)
            .map(|number| (format!("item-{number:03}"), number))
            .collect()
    }

    #[test]
    fn pages_cover_the_list_once_and_only_the_last_has_no_marker() {
        for size in [1, 7, 100, 249, 250, 1000] {
            let (mut all, mut marker, mut pages) = (Vec::new(), None::<String>, 0);
            loop {
                let (page, next) = page(items(), marker.as_deref(), max_items(Some(size))).unwrap();
                all.extend(page);
                pages += 1;
                if next.is_none() {
                    break;
                }
                marker = next;
            }
            assert_eq!(all, (0..250).collect::<Vec<_>>());
            assert_eq!(pages, 250_u32.div_ceil(size));
        }
    }

    #[test]
    fn an_item_that_goes_away_between_two_pages_hides_no_other() {
        let (_, marker) = page(items(), None, max_items(Some(10))).unwrap();
        let mut fewer = items();
        fewer.remove(marker.as_deref().unwrap());
        let (rest, _) = page(fewer, marker.as_deref(), max_items(Some(1))).unwrap();
        assert_eq!(rest, [10]);
    }

    #[test]
    fn a_page_has_a_hundred_items_unless_another_size_in_range_is_asked_for() {
        assert_eq!(page(items(), None, max_items(None)).unwrap().0.len(), 100);
        for size in [0, 1001] {
            let refusal = page(items(), None, max_items(Some(size))).unwrap_err();
            assert_eq!(
                (refusal.status, refusal.code.as_str()),
                (400, "InvalidParameter.MaxItems")
            );
        }
    }

    #[test]
    fn nothing_is_one_empty_page() {
        let (page, next) = page(BTreeMap::<String, ()>::new(), None, max_items(None)).unwrap();
        assert!(page.is_empty() && next.is_none());
    }
}
