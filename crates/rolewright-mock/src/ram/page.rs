//! Paged lists.

use std::collections::BTreeMap;

use crate::error::{Answer, refuse};

/// The page size parameter of a list operation, and its maximum.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    pub(crate) parameter: &'static str,
    pub(crate) requested: Option<u32>,
    pub(crate) largest: u32,
}

/// `MaxItems`, 1 to 1,000.
pub(crate) fn max_items(requested: Option<u32>) -> Size {
    Size {
        parameter: "MaxItems",
        requested,
        largest: 1000,
    }
}

/// Returns the page after `marker`, and the next page's marker if any.
///
/// A marker is the key of the last item returned, so that items added or deleted between two pages
/// neither repeat nor hide others (rules `list-order` and `marker-is-a-key`).
pub(crate) fn page<T>(
    mut items: BTreeMap<String, T>,
    marker: Option<&str>,
    size: Size,
) -> Answer<(Vec<T>, Option<String>)> {
    let Size {
        parameter,
        requested,
        largest,
    } = size;
    let size = requested.unwrap_or(100);
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
    fn an_item_deleted_between_two_pages_hides_no_other() {
        let (_, marker) = page(items(), None, max_items(Some(10))).unwrap();
        let mut fewer = items();
        fewer.remove(marker.as_deref().unwrap());
        let (rest, _) = page(fewer, marker.as_deref(), max_items(Some(1))).unwrap();
        assert_eq!(rest, [10]);
    }

    #[test]
    fn the_default_page_size_is_a_hundred() {
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
    fn an_empty_list_is_one_empty_page() {
        let (page, next) = page(BTreeMap::<String, ()>::new(), None, max_items(None)).unwrap();
        assert!(page.is_empty() && next.is_none());
    }
}
