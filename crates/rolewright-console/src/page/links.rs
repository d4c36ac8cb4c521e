//! Links to the pages of roles and policies.

use maud::{Markup, html};
use rolewright::PolicyName;
use rolewright::evaluate::StatementRef;
use rolewright::text::excerpt;

use super::{MOST_LINE, address, code};

/// The name of a role, as a link.
pub(crate) fn role(base: &str, name: &str) -> Markup {
    let to = address(&format!("{base}/role"), &[("name", name)]);
    html! { a href=(to) { (excerpt(name, MOST_LINE)) } }
}

/// The name of a policy, as a link. Without a type the page finds it by name, which in a decision may also be
/// that of a policy without a page, like "the bucket policy".
pub(crate) fn policy(base: &str, name: &str, kind: Option<&str>) -> Markup {
    let shown = excerpt(name, MOST_LINE);
    if kind.is_none() && name.parse::<PolicyName>().is_err() {
        return html! { (shown) };
    }
    let fields = [("name", name)].into_iter();
    let fields: Vec<_> = fields.chain(kind.map(|kind| ("type", kind))).collect();
    html! { a href=(address(&format!("{base}/policy"), &fields)) { (shown) } }
}

/// A sentence in which the name of the statement's policy is a link, if it begins with the statement.
pub(crate) fn sentence(
    base: &str,
    text: &str,
    statement: Option<&StatementRef>,
    kind: Option<&str>,
) -> Markup {
    let rest = statement.and_then(|one| Some((one, text.strip_prefix(&one.to_string())?)));
    match rest {
        Some((one, rest)) => {
            html! { (self::statement(base, one, kind)) (code(&excerpt(rest, 2_000))) }
        }
        None => code(&excerpt(text, 2_000)),
    }
}

/// A statement, with the name of its policy as a link.
pub(crate) fn statement(base: &str, statement: &StatementRef, kind: Option<&str>) -> Markup {
    html! { "statement " (statement.index + 1) " of " (policy(base, &statement.policy, kind)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_a_policy_can_have_is_a_link() {
        let linked = |name: &str| policy("/base", name, None).into_string();
        assert_eq!(
            linked("read"),
            r#"<a href="/base/policy?name=read">read</a>"#
        );
        assert_eq!(linked("the bucket policy"), "the bucket policy");
        assert_eq!(linked("<b>"), "&lt;b&gt;");
    }

    #[test]
    fn a_sentence_that_begins_with_another_statement_has_no_link() {
        let statement = StatementRef::new("read", 1);
        let linked =
            |text: &str| sentence("", text, Some(&statement), Some("System")).into_string();
        assert_eq!(
            linked("statement 2 of read denies `x`"),
            r#"statement 2 of <a href="/policy?name=read&amp;type=System">read</a> denies <code>x</code>"#
        );
        assert_eq!(linked("no statement allows x"), "no statement allows x");
    }
}
