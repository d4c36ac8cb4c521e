//! Providers and credential sources that are written in Python.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};
use rolewright::{
    BucketFacts, BucketInspector, BucketName, Call, Error, ErrorKind, IssuedCredentials,
    ProvideCredentials, ProviderInfo, RamProvider, Reply, Result, StaticCredentials,
};
use serde_json::{Value, json};

use crate::convert::{to_value, unicode};
use crate::error::of_exception;

/// The method that inspects a bucket.
pub(crate) const INSPECT: &str = "inspect_bucket";

/// A Python object that is called from Rust threads.
type SharedObject = Arc<Py<PyAny>>;

/// An object with the method `execute(action, params)` and optionally
/// `inspect_bucket(name, region)`.
#[derive(Clone)]
pub(crate) struct PythonProvider {
    object: SharedObject,
    /// The context variables of the run.
    context: SharedObject,
    info: ProviderInfo,
}

impl PythonProvider {
    pub(crate) fn new(object: &Bound<'_, PyAny>, name: String) -> PyResult<Self> {
        let context = object.py().import("contextvars")?;
        let context = context.call_method0("copy_context")?;
        Ok(Self {
            object: Arc::new(object.clone().unbind()),
            context: Arc::new(context.unbind()),
            info: ProviderInfo::new(name.clone(), name),
        })
    }
}

/// Calls a method in a copy of the context, which only one thread can enter.
fn call_in<'py>(
    context: &SharedObject,
    object: &Bound<'py, PyAny>,
    method: &str,
    arguments: (impl IntoPyObject<'py>, impl IntoPyObject<'py>),
) -> PyResult<Bound<'py, PyAny>> {
    let context = context.bind(object.py()).call_method0("copy")?;
    let (first, second) = arguments;
    context.call_method1("run", (object.getattr(method)?, first, second))
}

impl fmt::Debug for PythonProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PythonProvider({})", self.info.name)
    }
}

#[async_trait]
impl RamProvider for PythonProvider {
    fn info(&self) -> ProviderInfo {
        self.info.clone()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let doing = format!("{}.execute(\"{}\", ..)", self.info.name, call.action);
        let write = !call.is_read();
        let context = self.context.clone();
        // An invalid call is an error of the caller, not of the Python object.
        call.params.for_wire()?;
        ask(self.object.clone(), doing, write, move |object| {
            let py = object.py();
            let params = PyDict::new(py);
            for (name, value) in call.params.for_wire().unwrap_or_default() {
                params.set_item(name, value)?;
            }
            let answer = call_in(&context, object, "execute", (&*call.action, params))?;
            Ok(Reply::new(bytes_of(&answer)?))
        })
        .await
    }
}

#[async_trait]
impl BucketInspector for PythonProvider {
    async fn inspect(
        &self,
        bucket: &BucketName,
        region: Option<&str>,
    ) -> Result<Option<BucketFacts>> {
        let doing = format!("{}.{INSPECT}(\"{bucket}\", ..)", self.info.name);
        let (bucket, region) = (bucket.clone(), region.map(str::to_owned));
        let context = self.context.clone();
        ask(self.object.clone(), doing, false, move |object| {
            let answer = call_in(&context, object, INSPECT, (bucket.as_str(), region))?;
            if answer.is_none() {
                Ok(None)
            } else {
                facts(bucket, &to_value("the result", &answer)?).map(Some)
            }
        })
        .await
    }
}

/// The facts in a dict; missing keys are not checked.
fn facts(bucket: BucketName, known: &Value) -> PyResult<BucketFacts> {
    let Some(known) = known.as_object() else {
        let text = "the result must be None, or a dict of the bucket's properties";
        return Err(PyTypeError::new_err(text));
    };
    let unknown = BucketFacts::not_checked(bucket, "the provider did not return it");
    let mut all = serde_json::to_value(unknown).unwrap_or_default();
    for (name, value) in known {
        match all.get_mut(name).filter(|_| name != "name") {
            Some(fact) => *fact = json!({ "is": value }),
            None => {
                let shown = rolewright::text::excerpt(name, 40);
                let text = format!("a bucket has no property `{shown}`");
                return Err(PyTypeError::new_err(text));
            }
        }
    }
    let wrong = |error| PyTypeError::new_err(format!("not a bucket: {error}"));
    serde_json::from_value(all).map_err(wrong)
}

/// The result of `execute` as JSON bytes: a dict, or JSON already.
fn bytes_of(answer: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    let bytes = if let Ok(text) = answer.cast::<PyString>() {
        unicode("the result", text)?.into_bytes()
    } else if let Ok(bytes) = answer.cast::<PyBytes>() {
        bytes.as_bytes().to_vec()
    } else if answer.hasattr("__await__")? {
        let text = "`execute` must be a plain function, not a coroutine function; derive from `rolewright.AsyncProvider`";
        return Err(PyTypeError::new_err(text));
    } else {
        to_value("the result", answer)?.to_string().into_bytes()
    };
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(_)) => Ok(bytes),
        _ => Err(PyTypeError::new_err(
            "the result must be a dict, or a JSON object as str or bytes",
        )),
    }
}

/// A callable that returns credentials.
pub(crate) struct PythonCredentials(pub(crate) SharedObject);

impl fmt::Debug for PythonCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PythonCredentials")
    }
}

#[async_trait]
impl ProvideCredentials for PythonCredentials {
    async fn provide(&self) -> Result<IssuedCredentials> {
        let doing = "the credentials source".to_owned();
        let got = ask(self.0.clone(), doing, false, |source| {
            let (id, secret, token, expires): (String, String, Option<String>, Option<i64>) =
                source.call0()?.extract()?;
            let mut key = StaticCredentials::new(id, secret);
            if let Some(token) = token {
                key = key.with_security_token(token);
            }
            // Without an expiration the callable is called before each call.
            let expires = Timestamp::from_second(expires.unwrap_or(0)).ok();
            Ok(IssuedCredentials::new(key, expires))
        });
        got.await.map_err(|error| match error.kind() {
            ErrorKind::Incomplete => {
                Error::new(ErrorKind::CredentialMissing, error.message()).with_source(error)
            }
            _ => error,
        })
    }
}

/// Calls an object on a thread that may block.
async fn ask<T: Send + 'static>(
    object: SharedObject,
    doing: String,
    write: bool,
    call: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T> + Send + 'static,
) -> Result<T> {
    let asked = tokio::task::spawn_blocking(move || {
        crate::interpreter::python(|py| {
            call(object.bind(py)).map_err(|raised| of_exception(py, raised, &doing, write))
        })
    });
    let ended =
        |_| Error::new(ErrorKind::Incomplete, "the call was stopped").with_maybe_applied(write);
    match asked.await {
        Ok(Some(answer)) => answer,
        Ok(None) => Err(Error::new(
            ErrorKind::Unsupported,
            "the interpreter is shutting down",
        )),
        Err(stopped) => Err(ended(stopped)),
    }
}
