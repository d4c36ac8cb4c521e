//! Access keys that were handed out in a recording, and those here.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::client::Answer;

/// An access key in a response, with a token if it belongs to a session.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Handed {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
}

/// The keys that were handed out, by their recorded id: as recorded, and as here.
pub(crate) type Keys = BTreeMap<String, (Handed, Handed)>;

/// Returns the access key in a response.
pub(crate) fn handed(answer: &Answer) -> Option<Handed> {
    let body: Value = serde_json::from_slice(&answer.body).ok()?;
    let key = body.get("AccessKey").or_else(|| body.get("Credentials"))?;
    let text = |name: &str| Some(key.get(name)?.as_str()?.to_owned());
    Some(Handed {
        id: text("AccessKeyId")?,
        secret: text("AccessKeySecret")?,
        token: text("SecurityToken"),
    })
}
