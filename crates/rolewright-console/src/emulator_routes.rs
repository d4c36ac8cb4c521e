//! The routes of an emulator's console, beside those of every console.

use futures_util::future::{BoxFuture, ready};
use hyper::StatusCode;

use crate::answer::{self, Answer};
use crate::asked::Asked;
use crate::console::Console;
use crate::handler::emulator::{Emulated, controls, instances, requests};
use crate::page;
use crate::route::{Effect, Route, get, post};

/// The routes, which exist for an emulator only.
pub(crate) const EMULATOR_ROUTES: &[Route] = &[
    get("/requests", |console, asked| {
        answered(console, asked, requests::list)
    }),
    get("/requests/events", |console, asked| {
        answered(console, asked, requests::events)
    }),
    get("/request", |console, asked| {
        answered(console, asked, requests::show)
    }),
    get("/learned", |console, asked| {
        answered(console, asked, requests::learned)
    }),
    get("/emulator", |console, asked| {
        answered(console, asked, controls::show)
    }),
    post("/emulator/faults", Effect::Account, |console, asked| {
        answered(console, asked, controls::add_fault)
    }),
    post(
        "/emulator/faults/remove",
        Effect::Account,
        |console, asked| answered(console, asked, controls::remove_fault),
    ),
    post("/emulator/clock", Effect::Account, |console, asked| {
        answered(console, asked, controls::move_clock)
    }),
    post("/emulator/reset", Effect::Account, |console, asked| {
        answered(console, asked, controls::reset)
    }),
    get("/instances", |console, asked| {
        answered(console, asked, instances::list)
    }),
    post("/instances", Effect::Account, |console, asked| {
        answered(console, asked, instances::create)
    }),
];

/// Answers with a handler that needs the emulator.
fn answered<'a>(
    console: &'a Console,
    asked: &'a Asked,
    handler: fn(&Emulated<'_>) -> Answer,
) -> BoxFuture<'a, Answer> {
    let view = console.view(asked);
    Box::pin(ready(match &asked.emulator {
        Some(emulator) => handler(&Emulated {
            view,
            fields: &asked.fields,
            emulator,
        }),
        None => {
            let text = "No emulator serves this console.";
            let page = page::refusal(view.base, "No such page", text);
            answer::page(StatusCode::NOT_FOUND, page)
        }
    }))
}
