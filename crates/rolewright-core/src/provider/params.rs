//! Conversion between an operation's struct and text parameters by wire name.
//!
//! RAM takes flat text parameters; a list (`Tag`, `ResourceNames`) is one JSON text, as the
//! official SDKs send it. Absent values and empty lists are omitted.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{self, DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::secret::Secret;
use crate::error::{Error, ErrorKind, Result};

/// The parameters of a call, sorted by wire name.
///
/// Secret values are masked in `Debug` and omitted when a call is serialized.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Params {
    #[serde(flatten)]
    plain: BTreeMap<String, String>,
    #[serde(skip)]
    secret: BTreeMap<String, Secret>,
    /// Whether the operation had no fields that could become parameters.
    #[serde(skip)]
    invalid: bool,
}

impl Params {
    /// Sets a parameter.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.plain.insert(name.into(), value.into());
    }

    /// Sets a secret parameter.
    pub fn insert_secret(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.secret.insert(name.into(), Secret::new(value));
    }

    /// Returns the value of a parameter, unless it is secret.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.plain.get(name).map(String::as_str)
    }

    /// Returns all parameters sorted by name, with secrets in full, to encode a request.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for the parameters of an operation that does not serialize to an
    /// object: a request without them would be another one.
    pub fn for_wire(&self) -> Result<BTreeMap<&str, &str>> {
        if self.invalid {
            let message = "the operation does not serialize to an object, so it has no parameters";
            return Err(Error::new(ErrorKind::InvalidInput, message)
                .with_remedy("make the operation a struct with named fields"));
        }
        let plain = self
            .plain
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let secret = self
            .secret
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()));
        Ok(plain.chain(secret).collect())
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(&self.plain)
            .entries(&self.secret)
            .finish()
    }
}

/// Encodes an operation's struct as parameters; those named in `secrets` become secrets.
///
/// A value that does not serialize to an object gives parameters that can't be sent: see
/// [`Params::for_wire`].
#[must_use]
pub fn encode_params<T: Serialize>(operation: &T, secrets: &[&str]) -> Params {
    let mut params = Params::default();
    let Ok(Value::Object(fields)) = serde_json::to_value(operation) else {
        params.invalid = true;
        return params;
    };
    for (name, value) in fields {
        let text = match value {
            Value::Null => continue,
            Value::Array(items) if items.is_empty() => continue,
            Value::String(text) => text,
            other => other.to_string(),
        };
        if secrets.contains(&name.as_str()) {
            params.insert_secret(name, text);
        } else {
            params.insert(name, text);
        }
    }
    params
}

/// Decodes parameters into an operation's struct, for providers that simulate the service.
///
/// Booleans are case-insensitive, since the official Python SDK sends `True`. Unknown parameters
/// are ignored, since clients add their own (`RegionId`, `SignatureType`).
///
/// # Errors
/// [`ErrorKind::InvalidInput`] if a value does not have the field's type, and as
/// [`Params::for_wire`].
pub fn decode_params<T: DeserializeOwned>(params: &Params) -> Result<T> {
    let entries = params
        .for_wire()?
        .into_iter()
        .map(|(name, value)| (name, Text(value)));
    let deserializer = MapDeserializer::<_, de::value::Error>::new(entries);
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        Error::new(
            ErrorKind::InvalidInput,
            format!("invalid parameter `{}`: {}", error.path(), error.inner()),
        )
    })
}

/// Deserializes a parameter's text as the field's type.
struct Text<'a>(&'a str);

impl<'de> IntoDeserializer<'de, de::value::Error> for Text<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            let text = self.0.trim();
            let number = text.parse::<$type>().map_err(|_| {
                de::Error::custom(format!("`{}` is not a number", crate::text::excerpt(text, 40)))
            })?;
            visitor.$visit(number)
        }
    )*};
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.to_ascii_lowercase().as_str() {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(de::Error::custom("must be true or false")),
        }
    }

    numbers! {
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_i64 visit_i64 i64,
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let items: Vec<Value> =
            serde_json::from_str(self.0).map_err(|_| de::Error::custom("must be a JSON list"))?;
        items.into_deserializer_seq(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        StrDeserializer::new(self.0).deserialize_enum(name, variants, visitor)
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        tuple tuple_struct map struct identifier ignored_any
    }
}

/// Passes the items of a JSON list to a visitor and converts the error type.
trait IntoDeserializerSeq {
    fn into_deserializer_seq<'de, V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, de::value::Error>;
}

impl IntoDeserializerSeq for Vec<Value> {
    fn into_deserializer_seq<'de, V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, de::value::Error> {
        Value::Array(self)
            .deserialize_seq(visitor)
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{CreatePolicyVersion, CreateRole, Tag};

    #[test]
    fn a_struct_becomes_flat_text_and_back() {
        let operation = CreateRole {
            role_name: "demo".into(),
            assume_role_policy_document: "{}".into(),
            max_session_duration: Some(3600),
            tag: vec![Tag {
                key: "owner".into(),
                value: "a b".into(),
                ..Default::default()
            }],
            ..CreateRole::default()
        };
        let params = encode_params(&operation, &[]);
        assert_eq!(
            params.get("Tag"),
            Some(r#"[{"Key":"owner","Value":"a b"}]"#)
        );
        assert_eq!(params.get("MaxSessionDuration"), Some("3600"));
        assert_eq!(params.get("Description"), None);
        assert_eq!(decode_params::<CreateRole>(&params).unwrap(), operation);
    }

    #[test]
    fn booleans_of_the_python_sdk_are_accepted_and_unknown_parameters_ignored() {
        let mut params = Params::default();
        params.insert("SetAsDefault", "True");
        params.insert("RegionId", "cn-hangzhou");
        let operation: CreatePolicyVersion = decode_params(&params).unwrap();
        assert_eq!(operation.set_as_default, Some(true));
    }

    #[test]
    fn a_value_of_the_wrong_type_is_rejected_by_parameter_name() {
        let mut params = Params::default();
        params.insert("MaxSessionDuration", "an hour");
        let error = decode_params::<CreateRole>(&params).unwrap_err();
        assert!(
            error.to_string().contains("`MaxSessionDuration`"),
            "{error}"
        );
    }

    #[test]
    fn an_operation_that_is_no_object_is_an_error_and_no_empty_request() {
        for params in [
            encode_params(&"GetRole", &[]),
            encode_params(&["demo"], &[]),
            encode_params(&(), &[]),
        ] {
            let error = params.for_wire().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(decode_params::<CreateRole>(&params).is_err());
        }
    }

    #[test]
    fn secret_parameters_are_sent_but_not_printed_or_serialized() {
        let mut params = Params::default();
        params.insert_secret("Password", "hunter2");
        assert_eq!(params.for_wire().unwrap().get("Password"), Some(&"hunter2"));
        assert!(!format!("{params:?}").contains("hunter2"));
        assert!(!serde_json::to_string(&params).unwrap().contains("hunter2"));
    }
}
