//! The routes of an emulator's console, beside those of every console.

use futures_util::future::{BoxFuture, ready};
use hyper::Method;

use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;
use crate::handler::emulator::{Emulated, controls, instances, requests};
use crate::routes::{Effect, Route};

macro_rules! get {
    ($path:literal, $handler:path) => {
        Route {
            method: Method::GET,
            path: $path,
            effect: Effect::Nothing,
            handler: |console, asked| answered(console, asked, $handler),
        }
    };
}

macro_rules! post {
    ($path:literal, $handler:path) => {
        Route {
            method: Method::POST,
            path: $path,
            effect: Effect::Account,
            handler: |console, asked| answered(console, asked, $handler),
        }
    };
}

/// The routes, which exist for an emulator only.
pub(crate) const EMULATOR_ROUTES: &[Route] = &[
    get!("/requests", requests::list),
    get!("/requests/events", requests::events),
    get!("/request", requests::show),
    get!("/learned", requests::learned),
    get!("/emulator", controls::show),
    post!("/emulator/faults", controls::add_fault),
    post!("/emulator/faults/remove", controls::remove_fault),
    post!("/emulator/clock", controls::move_clock),
    post!("/emulator/reset", controls::reset),
    get!("/instances", instances::list),
    post!("/instances", instances::create),
];

/// Answers with a handler that needs the emulator.
fn answered<'a>(
    console: &'a Console,
    asked: &'a Asked,
    handler: fn(&Emulated<'_>) -> Answer,
) -> BoxFuture<'a, Answer> {
    Box::pin(ready(match &asked.emulator {
        Some(emulator) => handler(&Emulated {
            view: console.view(asked),
            fields: &asked.fields,
            emulator,
        }),
        None => console.no_such_page(),
    }))
}
