//! Policy documents.

use std::collections::BTreeMap;

use super::canonical;
use super::json::Json;
use super::principal::Principals;
use super::reader::{self, At, Node};
use super::statement::Statement;
use crate::error::Result;

/// The document of an identity policy.
///
/// ```
/// use rolewright_policy::PolicyDocument;
///
/// let document = PolicyDocument::parse(
///     r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#,
/// )?;
/// assert_eq!(document.statements().len(), 1);
/// assert_eq!(PolicyDocument::parse(&document.to_pretty())?, document);
/// # Ok::<(), rolewright_policy::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct PolicyDocument {
    version: String,
    statements: Vec<Statement>,
    extra: Vec<(String, Json)>,
}

impl PolicyDocument {
    /// Creates a document of version 1.
    pub fn new(statements: impl IntoIterator<Item = Statement>) -> Self {
        let statements = statements.into_iter().collect();
        Self {
            version: "1".into(),
            statements,
            extra: Vec::new(),
        }
    }

    /// Parses the document of an identity policy, as stored in an account.
    ///
    /// # Errors
    /// [`PolicyErrorKind::PolicySyntax`](crate::PolicyErrorKind::PolicySyntax) with line, column
    /// and JSON path: for invalid JSON (including comments and trailing commas), a duplicate key, a
    /// wrong type, and a statement without effect, action or resource, or with a principal.
    pub fn parse(text: &str) -> Result<Self> {
        read_with(text, false, check_identity)
    }

    /// Parses a document from user input: as [`parse`](Self::parse), but also rejects placeholders
    /// such as `<YOUR_BUCKET_NAME>`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_input(text: &str) -> Result<Self> {
        read_with(text, true, check_identity)
    }

    /// Parses the document of an identity policy or of a trust policy.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); each statement needs a resource or a principal.
    pub fn parse_either(text: &str) -> Result<Self> {
        read_with(text, false, check_either)
    }

    /// Returns the version: `1` in every valid document.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the statements, as written.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Returns the document with other statements.
    #[must_use]
    pub fn with_statements(&self, statements: Vec<Statement>) -> Self {
        Self {
            version: self.version.clone(),
            statements,
            extra: self.extra.clone(),
        }
    }

    /// Returns JSON without white space, the form in which documents are sent.
    #[must_use]
    pub fn to_compact(&self) -> String {
        self.to_json().to_compact()
    }

    /// Returns JSON with line breaks and an indent of two spaces.
    #[must_use]
    pub fn to_pretty(&self) -> String {
        self.to_json().to_pretty()
    }

    /// Returns the canonical form: sorted, without duplicates and empty conditions.
    #[must_use]
    pub fn to_canonical(&self) -> String {
        self.canonical().to_compact()
    }

    /// Returns the canonical form as JSON.
    #[must_use]
    pub fn canonical(&self) -> Json {
        let mut statements: Vec<_> = self.statements.iter().map(canonical::statement).collect();
        statements.sort();
        statements.dedup();
        let mut fields: Vec<_> = self.elements().into_iter().collect();
        fields.push(("Statement".to_owned(), Json::Array(statements)));
        Json::Object(fields)
    }

    /// The elements other than the statements, in canonical form.
    pub(super) fn elements(&self) -> BTreeMap<String, Json> {
        let version = ("Version".to_owned(), Json::text(self.version.as_str()));
        let extra = self.extra.iter();
        let extra = extra.map(|(key, value)| (key.clone(), canonical::sorted(value)));
        extra.chain([version]).collect()
    }

    /// Returns the size of the compact form in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        self.to_compact().len()
    }

    /// Returns JSON with every element as written.
    #[must_use]
    pub fn to_json(&self) -> Json {
        let mut fields = vec![
            ("Version".to_owned(), Json::text(self.version.as_str())),
            (
                "Statement".to_owned(),
                Json::Array(self.statements.iter().map(Statement::to_json).collect()),
            ),
        ];
        fields.extend(self.extra.iter().cloned());
        Json::Object(fields)
    }
}

impl PartialEq for PolicyDocument {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for PolicyDocument {}

/// Parses a document and applies `check` to its statements.
pub(super) fn read_with(
    text: &str,
    refuse_placeholders: bool,
    check: fn(&Node<'_, '_>, &Statement) -> Result<()>,
) -> Result<PolicyDocument> {
    reader::read(text, refuse_placeholders, |top| {
        let (mut version, mut statements, mut extra) = (None, None, Vec::new());
        for (key, value) in top.fields()? {
            let at = At::Key(top.at, key);
            let value = top.below(&at, value);
            match key {
                "Version" => version = Some(value.text()?),
                "Statement" => {
                    let read = |node: Node<'_, '_>| {
                        let statement = Statement::read(node)?;
                        check(&node, &statement)?;
                        Ok(statement)
                    };
                    statements = Some(value.list(read)?);
                }
                unknown => {
                    value.check_case(unknown, &["Version", "Statement"])?;
                    extra.push((unknown.to_owned(), value.json()?));
                }
            }
        }
        let help = "write {\"Version\": \"1\", \"Statement\": [...]}";
        let missing = |key: &str| top.error(format!("the document has no `{key}`"), help);
        Ok(PolicyDocument {
            version: version.ok_or_else(|| missing("Version"))?,
            statements: statements.ok_or_else(|| missing("Statement"))?.into_vec(),
            extra,
        })
    })
}

fn check_either(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    match (&statement.principals, has_resource(statement)) {
        (Some(_), _) => check_trust(node, statement),
        (None, true) => Ok(()),
        (None, false) => Err(node.error(
            "the statement has neither `Resource` nor `Principal`",
            "add `Resource` to an identity policy, or `Principal` to a trust policy",
        )),
    }
}

fn has_resource(statement: &Statement) -> bool {
    let as_written = |(key, _): &(String, Json)| key == "NotResource";
    statement.resources.is_some()
        || statement.not_resources.is_some()
        || statement.extra.iter().any(as_written)
}

fn check_identity(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    if statement.principals.is_some() {
        return Err(node.error(
            "statements of an identity policy can't have a `Principal`",
            "use an identity policy here; this looks like a trust policy",
        ));
    }
    if !has_resource(statement) {
        return Err(node.error(
            "the statement has no `Resource`",
            "add `Resource`; `\"*\"` means every resource",
        ));
    }
    Ok(())
}

pub(super) fn check_trust(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    if statement.resources.is_some() {
        return Err(node.error(
            "statements of a trust policy can't have a `Resource`",
            "remove it; the role itself is the resource",
        ));
    }
    let ids = |principals: &Principals| principals.is_list_of_ids();
    if statement.principals.as_ref().is_some_and(ids) {
        return Err(node.error(
            "the `Principal` of a trust policy must be an object",
            "name the type of each principal, for example {\"Service\": [\"cr.aliyuncs.com\"]}",
        ));
    }
    if statement
        .principals
        .as_ref()
        .is_none_or(|principals| principals.iter().next().is_none())
    {
        return Err(node.error(
            "the statement has no `Principal`",
            "add the principals that may assume the role, for example {\"Service\": [\"cr.aliyuncs.com\"]}",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Condition, ConditionTest, ConditionValue};
    use proptest::prelude::*;

    fn statements() -> impl Strategy<Value = Statement> {
        let texts = || prop::collection::vec("[ -~é空]{1,12}", 1..4);
        let condition = prop::option::of(("[A-Za-z]{1,9}", "[a-z:]{1,9}", texts()));
        (any::<bool>(), texts(), texts(), condition).prop_map(
            |(deny, actions, resources, condition)| {
                let statement = if deny {
                    Statement::deny(actions)
                } else {
                    Statement::allow(actions)
                }
                .on(resources);
                let Some((operator, key, values)) = condition else {
                    return statement;
                };
                let values = values.into_iter().map(ConditionValue::Text).collect();
                statement.with_condition(Condition::new([ConditionTest {
                    operator,
                    key,
                    values,
                }]))
            },
        )
    }

    proptest! {
        #[test]
        fn parse_print_parse_is_the_identity(statements in prop::collection::vec(statements(), 0..5)) {
            let document = PolicyDocument::new(statements);
            for text in [document.to_compact(), document.to_pretty()] {
                let read = PolicyDocument::parse(&text).unwrap();
                prop_assert_eq!(&read, &document);
                prop_assert_eq!(read.to_compact(), document.to_compact());
            }
        }

        #[test]
        fn any_text_is_parsed_or_rejected_without_panic(text in r##"[\[\]{},:"#/a1 \n*é]{0,60}"##) {
            let _ = PolicyDocument::parse_input(&text);
        }

        #[test]
        fn order_and_duplicates_do_not_matter(
            (one, two) in prop::collection::vec(statements(), 0..4).prop_flat_map(|list| {
                let twice: Vec<_> = list.iter().cloned().chain(list.iter().cloned()).collect();
                (Just(list), Just(twice).prop_shuffle())
            })
        ) {
            prop_assert_eq!(PolicyDocument::new(one), PolicyDocument::new(two));
        }
    }

    fn rejection(text: &str) -> String {
        let error = PolicyDocument::parse_input(text).unwrap_err();
        format!("{error} | {}", error.help().unwrap_or_default())
    }

    const OPEN: &str = "{\n  \"Version\": \"1\",\n  \"Statement\": [{\n    \"Effect\": \"Allow\",\n    \"Action\": ";

    #[test]
    fn invalid_documents_are_rejected_with_position_and_help() {
        let with_rest = |rest: &str| format!("{OPEN}{rest}}}] }}");
        for (text, expected) in [
            (
                with_rest("\"*\", # all\n    \"Resource\": \"*\" "),
                "line 5, column 20, at `Statement[0]`: comments are not allowed in JSON | remove the comment",
            ),
            (
                with_rest("[\"oss:GetObject\",],\n    \"Resource\": \"*\" "),
                "line 5, column 31, at `Statement[0].Action[0]`: trailing comma after the last element | remove the comma",
            ),
            (
                with_rest("\"*\",\n    \"Action\": \"*\", \"Resource\": \"*\" "),
                "line 6, column 5, at `Statement[0].Action`: duplicate key `Action` | remove one of the two; which value applies is undefined",
            ),
            (
                with_rest("[\"oss:GetObject\", 7],\n    \"Resource\": \"*\" "),
                "line 5, column 33, at `Statement[0].Action[1]`: expected a string, found a number | correct the type",
            ),
            (
                with_rest("\"*\",\n    \"Resource\": \"acs:oss:*:*:<YOUR_BUCKET_NAME>\" "),
                "line 6, column 17, at `Statement[0].Resource`: `<YOUR_BUCKET_NAME>` is a placeholder | replace it with the real value",
            ),
            (
                String::new(),
                "line 1, column 1: the document is empty | write a JSON object",
            ),
            (
                "[]".into(),
                "line 1, column 1: expected an object, found an array | correct the type",
            ),
        ] {
            assert_eq!(rejection(&text), expected);
        }
        assert!(rejection(&"[".repeat(5_000)).len() < 300);
    }

    #[test]
    fn documents_are_compared_by_meaning() {
        let one = PolicyDocument::parse(
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":["x","y"],"Condition":{"Bool":{}},"Sid":"s","Odd":{"l":1,"m":2}},
                {"Effect":"Deny","Action":["c:D"],"Resource":"*","Condition":{"Bool":{"k":"true"}}}]}"#,
        )
        .unwrap();
        let two = PolicyDocument::parse(
            r#"{"Statement":[{"Action":["c:D"],"Effect":"Deny","Resource":["*"],"Condition":{"Bool":{"k":["true"]}}},
                {"Effect":"Allow","Odd":{"m":2,"l":1},"Sid":"s","Resource":["y","x","y"],"Action":["a:B"]},
                {"Effect":"Allow","Resource":["y","x"],"Action":["a:B"],"Sid":"s","Odd":{"m":2,"l":1}}],"Version":"1"}"#,
        )
        .unwrap();
        assert_eq!(one, two);
        for other in [
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":["x"]}]}"#,
            r#"{"Version":"1","Statement":[{"Effect":"Allow","NotAction":"a:B","Resource":["x","y"]}]}"#,
        ] {
            assert_ne!(PolicyDocument::parse(other).unwrap(), one);
        }
    }

    #[test]
    fn parsing_and_printing_keeps_every_element() {
        let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":["x"],"Condition":{"NumericLessThan":{"k":[10,"1e3",true]},"Bool":{}},"Sid":"s","Odd":{"n":1.50,"l":[null]}}],"Id":"me"}"#;
        assert_eq!(PolicyDocument::parse(text).unwrap().to_compact(), text);
        assert_eq!(PolicyDocument::parse(text).unwrap().size(), text.len());
    }

    #[test]
    fn a_trust_policy_in_place_of_an_identity_policy_is_reported() {
        let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"cr.aliyuncs.com"}}]}"#;
        assert!(rejection(trust).contains("trust policy"));
    }
}
