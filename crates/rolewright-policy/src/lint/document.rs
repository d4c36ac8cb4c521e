//! The document model of the checks: all valid parts with their positions, even when other parts
//! are invalid.

use super::field::field;
use super::near::nearest;
use super::options::{Kind, LintOptions};
use super::pattern::{is_everything, is_star};
use crate::model::{Branch, Effect, Fault, Field, PolicyDocument, Span, Tree};

/// A document and its context.
pub(super) struct Document<'t> {
    pub(super) text: &'t str,
    pub(super) tree: Option<&'t Tree>,
    pub(super) fault: Option<&'t Fault>,
    pub(super) kind: Kind,
    pub(super) options: &'t LintOptions,
    pub(super) statements: Vec<Statement<'t>>,
    /// The parsed document, when it is valid.
    pub(super) read: Option<PolicyDocument>,
}

/// The valid parts of a statement.
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

/// A string, alone or in an array.
#[derive(Clone, Copy)]
pub(super) struct Item<'t> {
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// The array that contains it, and its index there.
    pub(super) list: Option<(&'t [Tree], usize)>,
}

/// A principal and its type.
pub(super) struct Principal<'t> {
    pub(super) kind: &'t str,
    pub(super) kind_span: Span,
    pub(super) item: Item<'t>,
}

/// One test of a condition.
pub(super) struct Test<'t> {
    pub(super) operator: &'t str,
    pub(super) operator_span: Span,
    pub(super) key: &'t str,
    pub(super) key_span: Span,
    pub(super) values: Vec<Item<'t>>,
}

/// Size limit in bytes of checks that compare all pairs: twice the quota of a policy.
const LARGEST_COMPARED: usize = 2 * crate::model::POLICY_DOCUMENT_BYTES;

impl<'t> Document<'t> {
    pub(super) fn new(
        text: &'t str,
        tree: Option<&'t Tree>,
        fault: Option<&'t Fault>,
        kind: Kind,
        options: &'t LintOptions,
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

    /// Whether the document is small enough to compare all pairs.
    pub(super) fn is_small(&self) -> bool {
        self.text.len() <= LARGEST_COMPARED
    }

    /// Returns the candidate that is similar to the word; none for large documents, to bound the
    /// time.
    pub(super) fn nearest<'c>(
        &self,
        word: &str,
        candidates: impl IntoIterator<Item = &'c str>,
    ) -> Option<&'c str> {
        self.is_small().then(|| nearest(word, candidates)).flatten()
    }

    /// The Allow statements.
    pub(super) fn allows(&self) -> impl Iterator<Item = &Statement<'t>> {
        let all = self.statements.iter();
        all.filter(|statement| statement.effect == Some(Effect::Allow))
    }

    /// The Deny statements.
    pub(super) fn denies(&self) -> impl Iterator<Item = &Statement<'t>> {
        let all = self.statements.iter();
        all.filter(|statement| statement.effect == Some(Effect::Deny))
    }

    /// Every test of every condition.
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test<'t>> {
        self.statements.iter().flat_map(|s| &s.tests)
    }

    /// Every action of every statement, including those of `NotAction`.
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

    /// The position of its effect, or its start when it has none.
    pub(super) fn head(&self) -> Span {
        let effect = field(self.tree, "Effect").map(Field::span);
        effect.unwrap_or(Span {
            start: self.tree.span.start,
            end: self.tree.span.start + 1,
        })
    }

    /// The position of a field's key, or [`head`](Self::head) when the field is missing.
    pub(super) fn place_of(&self, name: &str) -> Span {
        field(self.tree, name).map_or_else(|| self.head(), |field| field.key_span)
    }

    /// The tests with this key.
    pub(super) fn tests_of(&self, key: &str) -> impl Iterator<Item = &Test<'t>> {
        self.tests.iter().filter(move |test| test.key == key)
    }

    /// Whether it applies to every resource.
    pub(super) fn is_about_everything(&self) -> bool {
        self.resources
            .iter()
            .any(|resource| is_everything(resource.text))
    }

    /// Whether a test restricts it.
    pub(super) fn is_restricted(&self) -> bool {
        !self.tests.iter().all(Test::always_holds)
    }
}

impl Test<'_> {
    /// Whether it holds for every request that sends the key.
    pub(super) fn always_holds(&self) -> bool {
        let any = |is: fn(&str) -> bool| self.values.iter().any(|value| is(value.text));
        match self.operator {
            "StringLike" => any(is_star),
            "IpAddress" => any(|text| text.ends_with("/0")),
            "Bool" => any(|text| text == "true") && any(|text| text == "false"),
            _ => false,
        }
    }
}

impl Item<'_> {
    pub(super) fn is_pattern(&self) -> bool {
        self.text.contains(['*', '?'])
    }
}

/// Each string of a value.
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

/// A string, or a number or boolean as written.
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
        let tests = block.value.fields().unwrap_or_default().iter();
        tests.map(|test| Test {
            operator: &block.key,
            operator_span: block.key_span,
            key: &test.key,
            key_span: test.key_span,
            values: items(&test.value),
        })
    });
    each.collect()
}
