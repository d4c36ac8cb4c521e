//! One request.

use maud::{Markup, html};
use rolewright::denial::layer_in_words;
use rolewright::emulator::{DeniedAccess, Entry};
use rolewright::permission::Permission;
use rolewright::text::excerpt;

use super::entry::{Place, arn, decision, statement, status, time, who};
use super::requests::CURRENT;
use crate::emulator::operation;
use crate::page::{MOST_LINE, View, layout, row as line};

pub(crate) fn page(view: &View<'_>, account: &str, entry: &Entry) -> Markup {
    let base = view.base;
    let place = Place { base, account };
    layout(
        view,
        CURRENT,
        &format!("Request {}", entry.number),
        html! {
            dl {
                (line("operation", &operation(entry)))
                (line("time", &time(&entry.time)))
                dt { "status" } dd { (status(entry)) }
                dt { "caller" } dd { (arn(place, entry)) }
                @if !entry.access_key_id.is_empty() { (line("access key", &entry.access_key_id)) }
                (line("request id", &entry.request_id))
                @if let Some(fault) = &entry.fault { (line("injected fault", fault)) }
                dt { "decision" } dd { (decision(place, entry)) }
            }
            @if let Some(denied) = &entry.denied { (denial(view, place, entry, denied)) }
            h2 { "Parameters" }
            @if entry.params.is_empty() { p { "None." } } @else {
                p.soft { "Secrets are masked, long values are cut off." }
                dl { @for (name, value) in &entry.params { (line(name, value)) } }
            }
            h2 { "Needed permissions" }
            @if entry.permissions.is_empty() { p { "None: the request needs no permission, or was refused before." } }
            @else { ul { @for one in &entry.permissions { li { (permission(one)) } } } }
            p {
                @if !entry.caller.is_empty() {
                    a href=(view.with("/learned", &[("caller", &entry.caller)])) { "Smallest policy of this caller" } " · "
                    a href=(view.with(CURRENT, &[("caller", &entry.caller)])) { "Its requests" } " · "
                }
                a href=(view.to(CURRENT)) { "All requests" }
            }
        },
    )
}

fn denial(view: &View<'_>, place: Place<'_>, entry: &Entry, denied: &DeniedAccess) -> Markup {
    let who = who(&entry.caller).filter(|_| place.has(&entry.caller));
    let layer = denied.layer.to_string();
    html! {
        h2 { "Denied access" }
        dl {
            (line("action", &denied.action))
            (line("resource", &denied.resource))
            dt { "decided by" } dd { code { (layer) }
                @if let Some(words) = layer_in_words(&layer) { span.soft { ", " (words) } } }
            dt { "statement" } dd {
                @match &denied.statement {
                    Some(one) => { (statement(place, &entry.caller, one)) }
                    None => { "none allows it" }
                }
            }
        }
        @if let Some(who) = who {
            p { a href=(view.with("/access", &[("who", &who), ("action", &denied.action), ("resource", &denied.resource)])) {
                "Explain the decision, as the account is now" } }
        }
    }
}

fn permission(permission: &Permission) -> Markup {
    html! {
        code { (excerpt(&permission.action, MOST_LINE)) } " on "
        @for (index, resource) in permission.resources.iter().enumerate() {
            @if index > 0 { ", " } code { (excerpt(resource, MOST_LINE)) }
        }
        @if !permission.context.is_empty() { " with "
            @for (index, (key, value)) in permission.context.iter().enumerate() {
                @if index > 0 { ", " } code { (excerpt(key, MOST_LINE)) "=" (excerpt(value, MOST_LINE)) }
            }
        }
    }
}

pub(crate) fn no_request(view: &View<'_>) -> Markup {
    layout(
        view,
        CURRENT,
        "No such request",
        html! {
            p { "The emulator keeps the latest 10,000 requests, until it is reset." }
            p { a href=(view.to(CURRENT)) { "All requests" } }
        },
    )
}
