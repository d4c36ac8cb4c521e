//! `FromStr`, `Display`, `Serialize` and `Deserialize` of documents and their parts.
//!
//! Serialized, each is JSON as written, not a string. A number that no other JSON library keeps as written, such
//! as `1.50`, may lose its form.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::condition::Condition;
use super::principal::{Principal, Principals};
use super::reader;
use super::statement::{ActionPattern, Effect, ResourcePattern, Statement};
use super::{BucketPolicy, Json, PolicyDocument, TrustPolicy};
use crate::error::{PolicyError, PolicyErrorKind, Result};

/// Types whose text is JSON.
macro_rules! json_forms {
    ($($name:ident: $parse:expr, $json:expr;)*) => {$(
        impl FromStr for $name {
            type Err = PolicyError;

            fn from_str(text: &str) -> Result<Self> {
                $parse(text)
            }
        }

        /// JSON without white space.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let json: Json = $json(self);
                f.write_str(&json.to_compact())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                let json: Json = $json(self);
                serde_json::Value::from(&json).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                let value = serde_json::Value::deserialize(deserializer)?;
                value.to_string().parse().map_err(D::Error::custom)
            }
        }
    )*};
}

json_forms! {
    PolicyDocument: Self::parse, Self::to_json;
    TrustPolicy: Self::parse, |it: &Self| it.document().to_json();
    BucketPolicy: Self::parse, |it: &Self| it.document().to_json();
    Statement: |text| reader::read(text, false, Self::read), Self::to_json;
    Condition: |text| reader::read(text, false, Self::read), Self::to_json;
    Principals: |text| reader::read(text, false, Self::read), Self::to_json;
}

/// As in a document: `{"Service":"cr.aliyuncs.com"}`; an id alone is a string.
impl Serialize for Principal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => serializer.serialize_str(id),
            _ => serializer.collect_map([(self.kind(), self.value())]),
        }
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let all = Principals::deserialize(deserializer)?;
        let mut all = all.iter();
        match (all.next(), all.next()) {
            (Some(one), None) => Ok(one),
            _ => Err(D::Error::custom("expected exactly one principal")),
        }
    }
}

/// Types whose text is a string.
macro_rules! string_forms {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
            }
        }
    )*};
}

string_forms! { ActionPattern ResourcePattern Effect }

macro_rules! any_text {
    ($($name:ident)*) => {$(
        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
                Ok(text.into())
            }
        }
    )*};
}

any_text! { ActionPattern ResourcePattern }

/// Reads `Allow` or `Deny`, as written in a document.
impl FromStr for Effect {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "Allow" => Ok(Self::Allow),
            "Deny" => Ok(Self::Deny),
            other => {
                let shown = crate::text::excerpt(other, 40);
                let text = format!("invalid effect `{shown}`");
                let error = PolicyError::new(PolicyErrorKind::InvalidInput, text);
                Err(error.with_help("write `Allow` or `Deny`, capitalized"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"Effect":"Deny","Action":"oss:*","Condition":{"Bool":{"acs:SecureTransport":"false"}},"NotResource":["b","a"],"Sid":"tls","Odd":1}"#;

    fn round_trip<T>(text: &str)
    where
        T: FromStr<Err = PolicyError> + fmt::Display + Serialize + PartialEq + fmt::Debug,
        T: for<'de> Deserialize<'de>,
    {
        let value: T = text.parse().unwrap();
        assert_eq!(value.to_string(), text);
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(
            json,
            serde_json::from_str::<serde_json::Value>(text).unwrap()
        );
        assert_eq!(serde_json::from_value::<T>(json).unwrap(), value);
    }

    #[test]
    fn each_type_has_the_same_text_and_json() {
        round_trip::<Statement>(STATEMENT);
        round_trip::<PolicyDocument>(&format!(r#"{{"Version":"1","Statement":[{STATEMENT}]}}"#));
        round_trip::<Condition>(r#"{"IpAddress":{"acs:SourceIp":["10.0.0.0/8"]}}"#);
        let by =
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1:root"}}"#;
        round_trip::<TrustPolicy>(&format!(r#"{{"Version":"1","Statement":[{by}]}}"#));
        let on = r#"{"Effect":"Allow","Action":"oss:*","Resource":"b","Principal":["*"]}"#;
        round_trip::<BucketPolicy>(&format!(r#"{{"Version":"1","Statement":[{on}]}}"#));
        let effect: Effect = serde_json::from_str("\"Deny\"").unwrap();
        assert_eq!(effect, Effect::Deny);
        assert!("deny".parse::<Effect>().is_err());
        let action: ActionPattern = serde_json::from_str("\"oss:Get*\"").unwrap();
        assert!(action.matches("oss:GetObject"));
    }

    #[test]
    fn principals_have_the_notation_of_documents() {
        round_trip::<Principals>(
            r#"{"RAM":["acs:ram::1:root","acs:ram::2:user/a"],"Service":"cr.aliyuncs.com"}"#,
        );
        round_trip::<Principals>(r#"["*"]"#);
        let principals = [
            (
                r#"{"RAM":"acs:ram::1:root"}"#,
                Principal::Ram("acs:ram::1:root".into()),
            ),
            (
                r#"{"Service":"cr.aliyuncs.com"}"#,
                Principal::Service("cr.aliyuncs.com".into()),
            ),
            (r#"{"Odd":"x"}"#, Principal::Other("Odd".into(), "x".into())),
            (
                r#""20214760404935""#,
                Principal::Id("20214760404935".into()),
            ),
        ];
        for (json, principal) in principals {
            assert_eq!(serde_json::to_string(&principal).unwrap(), json);
            assert_eq!(serde_json::from_str::<Principal>(json).unwrap(), principal);
        }
        for not_one in ["{}", r#"["1","2"]"#, r#"{"RAM":["a","b"]}"#, "7"] {
            assert!(
                serde_json::from_str::<Principal>(not_one).is_err(),
                "{not_one}"
            );
        }
    }

    #[test]
    fn an_invalid_document_is_an_error_of_the_deserializer() {
        let error = serde_json::from_str::<PolicyDocument>(r#"{"Version":"1"}"#).unwrap_err();
        assert!(error.to_string().contains("no `Statement`"), "{error}");
    }

    #[test]
    fn names_and_excepted_resources_are_fields() {
        let statement: Statement = STATEMENT.parse().unwrap();
        assert_eq!(statement.sid.as_deref(), Some("tls"));
        assert_eq!(statement.not_resources.as_deref().map(<[_]>::len), Some(2));
        assert_eq!(statement.extra.len(), 1);
        let keys: Vec<_> = statement.unknown_keys().collect();
        assert_eq!(keys, ["NotResource", "Odd"]);
        // What is not of the expected type is kept as written.
        let odd = r#"{"Effect":"Deny","Action":"oss:*","NotResource":{"a":1},"Sid":7}"#;
        let odd: Statement = odd.parse().unwrap();
        assert_eq!(
            (&odd.sid, &odd.not_resources, odd.extra.len()),
            (&None, &None, 2)
        );
    }

    #[test]
    fn conditions_are_added_one_by_one() {
        let statement = Statement::allow(["oss:*"])
            .on(["*"])
            .when("IpAddress", "acs:SourceIp", ["10.0.0.0/8"])
            .when("Bool", "acs:SecureTransport", ["true"]);
        assert_eq!(
            statement.to_string(),
            r#"{"Effect":"Allow","Action":["oss:*"],"Resource":["*"],"Condition":{"IpAddress":{"acs:SourceIp":["10.0.0.0/8"]},"Bool":{"acs:SecureTransport":["true"]}}}"#
        );
    }
}
