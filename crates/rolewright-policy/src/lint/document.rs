//! A document as the checks look at it: parts with places, whatever is wrong with the others.

use super::field::field;
use super::near::nearest;
use super::options::{Kind, Options};
use super::pattern::is_star;
use crate::model::{Branch, Effect, Fault, Field, PolicyDocument, Span, Tree};

/// A document and what is known about it.
pub(super) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) tree: Option<&'t Tree>,
    pub(super) fault: Option<&'t Fault>,
    pub(super) kind: Kind,
    pub(super) options: &'t Options,
    pub(super) statements: Vec<Statement<'t>>,
    /// The same as the evaluator reads it, when it can.
    pub(super) read: Option<PolicyDocument>,
}

/// A statement's parts, as far as they have their form.
pub(super) struct Statement<'t> {
    pub(super) tree: &'t Tree,
    pub(super) fields: &'t [Field],
    pub(super) effect: Option<Effect>,
    pub(super) actions: Vec<Item<'t>>,
    pub(super) not_actions: Vec<Item<'t>>,
    pub(super) resources: Vec<Item<'t>>,
    pub(super) principals: Vec<Principal<'t>>,
    pub(super) tests: Vec<Test<'t>>,
}

/// A text, alone or in a list.
#[derive(Clone, Copy)]
pub(super) struct Item<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// The list that it stands in, and where there.
    pub(super) list: Option<(&'t [Tree], usize)>,
}

/// A principal and its kind.
pub(super) struct Principal<'t> {
    pub(super) kind: &'t str,
    pub(super) kind_span: Span,
    pub(super) item: Item<'t>,
}

/// A line of a condition.
pub(super) struct Test<'t> {
    pub(super) operator: &'t str,
    pub(super) operator_span: Span,
    pub(super) key: &'t str,
    pub(super) key_span: Span,
    pub(super) values: Vec<Item<'t>>,
}

/// Bytes up to which everything is compared with everything: twice what any policy may have.
const LARGEST_COMPARED: usize = 2 * crate::model::POLICY_DOCUMENT_BYTES;

impl<'t> Document<'t> {
    pub(super) fn new(
        text: &'t str,
        tree: Option<&'t Tree>,
        fault: Option<&'t Fault>,
        kind: Kind,
        options: &'t Options,
    ) -> Self {
        let all = tree.and_then(|tree| field(tree, "Statement"));
        let all = all.map_or(&[][..], |field| match field.value.items() {
            Some(items) => items,
            None => std::slice::from_ref(&field.value),
        });
        let small = text.len() <= LARGEST_COMPARED;
        let read = small.then(|| PolicyDocument::parse_either(text).ok());
        Self {
            text,
            tree,
            fault,
            kind,
            options,
            statements: all.iter().filter_map(Statement::new).collect(),
            read: read.flatten(),
        }
    }

    /// Whether it is small enough to compare everything with everything.
    pub(super) fn is_small(&self) -> bool {
        self.text.len() <= LARGEST_COMPARED
    }

    /// The candidate that is nearly the word, in a document that is not too large to look for it.
    pub(super) fn nearest<'c>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.is_small().then(|| nearest(word, candidates)).flatten()
    }

    /// The statements that allow.
    pub(super) fn allows(&self) -> impl Iterator<Item = &Statement<'t>> {
        let all = self.statements.iter();
        all.filter(|statement| statement.effect == Some(Effect::Allow))
    }

    /// The statements that deny.
    pub(super) fn denies(&self) -> impl Iterator<Item = &Statement<'t>> {
        let all = self.statements.iter();
        all.filter(|statement| statement.effect == Some(Effect::Deny))
    }

    /// Every line of every condition.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test<'t>> {
        self.statements.iter().flat_map(|s| &s.tests)
    }

    /// Every action of every statement, those of `NotAction` too.
    pub(super) fn actions(&self) -> impl Iterator<Item = &Item<'t>> {
        let all = self.statements.iter();
        all.flat_map(|s| s.actions.iter().chain(&s.not_actions))
    }
}

impl<'t> Statement<'t> {
    fn new(tree: &'t Tree) -> Option<Self> {
        let fields = tree.fields()?;
        let of = |name| field(tree, name).map(|field| &field.value);
        let effect = of("Effect").and_then(Tree::text);
        Some(Self {
            tree,
            fields,
            effect: match effect {
                Some("Allow") => Some(Effect::Allow),
                Some("Deny") => Some(Effect::Deny),
                _ => None,
            },
            actions: of("Action").map(items).unwrap_or_default(),
            not_actions: of("NotAction").map(items).unwrap_or_default(),
            resources: of("Resource").map(items).unwrap_or_default(),
            principals: of("Principal").map(principals).unwrap_or_default(),
            tests: of("Condition").map(tests).unwrap_or_default(),
        })
    }

    /// Where its effect stands, else where it begins.
    pub(super) fn head(&self) -> Span {
        let effect = field(self.tree, "Effect").map(Field::span);
        effect.unwrap_or(Span {
            start: self.tree.span.start,
            end: self.tree.span.start + 1,
        })
    }

    /// Where a field of it stands, its key first.
    pub(super) fn place_of(&self, name: &str) -> Span {
        field(self.tree, name).map_or_else(|| self.head(), |field| field.key_span)
    }

    /// The lines of its condition with this key.
    pub(super) fn tests_of(&self, key: &str) -> impl Iterator<Item = &Test<'t>> {
        self.tests.iter().filter(move |test| test.key == key)
    }

    /// Whether it is about everything that there is.
    pub(super) fn is_about_everything(&self) -> bool {
        self.resources.iter().any(|resource| is_star(resource.text))
    }
}

impl Item<'_> {
    pub(super) fn is_pattern(&self) -> bool {
        self.text.contains(['*', '?'])
    }
}

/// Each text of a value.
pub(super) fn items<'t>(tree: &'t Tree) -> Vec<Item<'t>> {
    let item = |tree: &'t Tree, list: Option<(&'t [Tree], usize)>| {
        let text = scalar(tree)?;
        let span = tree.span;
        Some(Item { text, span, list })
    };
    match tree.items() {
        Some(all) => {
            let each = all.iter().enumerate();
            each.filter_map(|(index, tree)| item(tree, Some((all, index))))
                .collect()
        }
        None => item(tree, None).into_iter().collect(),
    }
}

/// A text, or a number or boolean as it was written.
fn scalar(tree: &Tree) -> Option<&str> {
    match &tree.value {
        Branch::Text(text) | Branch::Number(text) => Some(text),
        Branch::Bool(true) => Some("true"),
        Branch::Bool(false) => Some("false"),
        _ => None,
    }
}

fn principals(tree: &Tree) -> Vec<Principal<'_>> {
    let kinds = tree.fields().unwrap_or_default().iter();
    let each = kinds.flat_map(|field| {
        let of_kind = items(&field.value).into_iter();
        of_kind.map(|item| Principal {
            kind: &field.key,
            kind_span: field.key_span,
            item,
        })
    });
    each.collect()
}

fn tests(tree: &Tree) -> Vec<Test<'_>> {
    let blocks = tree.fields().unwrap_or_default().iter();
    let each = blocks.flat_map(|block| {
        let lines = block.value.fields().unwrap_or_default().iter();
        lines.map(|line| Test {
            operator: &block.key,
            operator_span: block.key_span,
            key: &line.key,
            key_span: line.key_span,
            values: items(&line.value),
        })
    });
    each.collect()
}
