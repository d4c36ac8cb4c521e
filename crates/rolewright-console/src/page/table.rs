//! Tables, whose rows are cards on a narrow screen.

use maud::{Markup, html};

/// A table. The roles keep its meaning for screen readers where the style sheet shows its rows as cards.
pub(crate) fn table(
    class: &str,
    label: &str,
    headings: &[&str],
    body: impl FnOnce() -> Markup,
) -> Markup {
    html! {
        table.cards.(class) role="table" aria-label=(label) {
            thead role="rowgroup" { tr role="row" { @for name in headings {
                th scope="col" role="columnheader" { (name) }
            } } }
            (body())
        }
    }
}

/// A row, whose first cell is its header.
pub(crate) fn row<const COLUMNS: usize>(
    headings: &[&str; COLUMNS],
    cells: [Markup; COLUMNS],
) -> Markup {
    html! {
        tr role="row" { @for (index, (label, cell)) in headings.iter().zip(cells).enumerate() {
            @if index == 0 { th scope="row" role="rowheader" data-label=(label) { (cell) } }
            @else { td role="cell" data-label=(label) { (cell) } }
        } }
    }
}
