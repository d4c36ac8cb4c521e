//! A route: a method and a path with their handler.

use futures_util::future::BoxFuture;
use hyper::Method;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;

/// Answers a request.
pub(crate) type Handler =
    for<'a> fn(&'a std::sync::Arc<Console>, &'a Asked) -> BoxFuture<'a, Answer>;

/// A method and a path with their handler.
pub(crate) struct Route {
    pub(crate) method: Method,
    /// The path below the console's base, for example `/setup`.
    pub(crate) path: &'static str,
    /// What the handler changes.
    pub(crate) effect: Effect,
    pub(crate) handler: Handler,
}

/// What a handler changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: a page, a file, or the events of a run.
    Nothing,
    /// A draft of the console itself; needs the form token.
    Draft,
    /// The account; needs the form token, and exists for simulated accounts only.
    Account,
}

pub(crate) const fn get(path: &'static str, handler: Handler) -> Route {
    Route {
        method: Method::GET,
        path,
        effect: Effect::Nothing,
        handler,
    }
}

pub(crate) const fn post(path: &'static str, effect: Effect, handler: Handler) -> Route {
    Route {
        method: Method::POST,
        path,
        effect,
        handler,
    }
}
