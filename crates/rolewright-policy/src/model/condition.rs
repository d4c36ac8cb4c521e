//! Conditions of statements.

use super::json::Json;
use super::list::List;
use super::reader::{At, Node};
use crate::error::Result;

/// A statement's `Condition`: every test must match. An empty one is equivalent to none.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    tests: Vec<ConditionTest>,
    /// Operators without a key, which test nothing but are kept.
    idle: Vec<String>,
}

/// One test of a condition: an operator, a key and values, one of which must match.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConditionTest {
    /// Operator, for example `StringEquals`.
    pub operator: String,
    /// Condition key, for example `acs:SourceIp`.
    pub key: String,
    /// The values.
    pub values: List<ConditionValue>,
}

/// One value of a condition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConditionValue {
    /// A string, as all documented values are.
    Text(String),
    /// A number or boolean, as written.
    Literal(String),
}

impl Condition {
    /// Creates a condition from tests.
    pub fn new(tests: impl IntoIterator<Item = ConditionTest>) -> Self {
        Self {
            tests: tests.into_iter().collect(),
            idle: Vec::new(),
        }
    }

    /// Returns the condition with another test.
    #[must_use]
    pub fn with<V: Into<ConditionValue>>(
        mut self,
        operator: &str,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.tests.push(ConditionTest {
            operator: operator.to_owned(),
            key: key.to_owned(),
            values: values.into_iter().map(Into::into).collect(),
        });
        self
    }

    /// Returns the tests, as written.
    #[must_use]
    pub fn tests(&self) -> &[ConditionTest] {
        &self.tests
    }

    pub(super) fn read(node: Node<'_, '_>) -> Result<Self> {
        let (mut tests, mut idle) = (Vec::new(), Vec::new());
        for (operator, block) in node.fields()? {
            let at = At::Key(node.at, operator);
            let block = node.below(&at, block);
            let lines = block.fields()?;
            if lines.is_empty() {
                idle.push(operator.into());
            }
            for (key, values) in lines {
                let at = At::Key(block.at, key);
                let values = block.below(&at, values).list(|node| {
                    Ok(match node.scalar()? {
                        Json::Text(text) => ConditionValue::Text(text),
                        literal => ConditionValue::Literal(literal.to_compact()),
                    })
                })?;
                tests.push(ConditionTest {
                    operator: operator.into(),
                    key: key.into(),
                    values,
                });
            }
        }
        Ok(Self { tests, idle })
    }

    pub(super) fn to_json(&self) -> Json {
        let mut operators: Vec<(String, Json)> = Vec::new();
        for test in &self.tests {
            let line = (
                test.key.clone(),
                test.values.to_json(ConditionValue::to_json),
            );
            match operators
                .iter_mut()
                .find(|(operator, _)| *operator == test.operator)
            {
                Some((_, Json::Object(lines))) => lines.push(line),
                _ => operators.push((test.operator.clone(), Json::Object(vec![line]))),
            }
        }
        let nothing = |operator: &String| (operator.clone(), Json::Object(Vec::new()));
        operators.extend(self.idle.iter().map(nothing));
        Json::Object(operators)
    }

    fn sorted(&self) -> Vec<&ConditionTest> {
        let mut tests: Vec<_> = self.tests.iter().collect();
        tests.sort();
        tests.dedup();
        tests
    }
}

impl From<&str> for ConditionValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ConditionValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl ConditionValue {
    /// Returns the value; a number or boolean as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Literal(text) => text,
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::text(text.clone()),
            Self::Literal(literal) => Json::Number(literal.clone()),
        }
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Condition {}

impl PartialOrd for Condition {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Condition {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.sorted().cmp(&other.sorted())
    }
}

/// A condition as written; an empty one is equivalent to none.
#[derive(Clone, Debug)]
pub(super) struct WrittenCondition(pub(super) Option<Condition>);

impl WrittenCondition {
    fn effective(&self) -> Option<&Condition> {
        self.0
            .as_ref()
            .filter(|condition| !condition.tests().is_empty())
    }
}

impl PartialEq for WrittenCondition {
    fn eq(&self, other: &Self) -> bool {
        self.effective() == other.effective()
    }
}

impl Eq for WrittenCondition {}

impl PartialOrd for WrittenCondition {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WrittenCondition {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.effective().cmp(&other.effective())
    }
}
