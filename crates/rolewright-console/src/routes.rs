//! All routes, in one table.

use std::future::ready;

use crate::handler::{access, form, overview, policies, roles, run, setup};
use crate::route::{Effect, Route, get, post};

const ROUTES: &[Route] = &[
    get("/", |console, asked| {
        Box::pin(overview::show(console, asked))
    }),
    get("/setup", |console, asked| {
        Box::pin(ready(setup::choose(console, asked)))
    }),
    get("/setup/form", |console, asked| {
        Box::pin(form::form(console, asked))
    }),
    post("/setup/form", Effect::Draft, |console, asked| {
        Box::pin(form::save(console, asked))
    }),
    get("/setup/plan", |console, asked| {
        Box::pin(setup::plan(console, asked))
    }),
    get("/setup/verify", |console, asked| {
        Box::pin(setup::verify(console, asked))
    }),
    get("/setup/report", |console, asked| {
        Box::pin(setup::report(console, asked))
    }),
    get("/setup/copy", |console, asked| {
        Box::pin(setup::copy(console, asked))
    }),
    // The page of a form that was sent, opened again.
    get("/setup/apply", |console, asked| {
        Box::pin(ready(setup::start(console, asked)))
    }),
    post("/setup/apply", Effect::Account, |console, asked| {
        Box::pin(ready(run::start(console, asked)))
    }),
    get("/run", |console, asked| {
        Box::pin(ready(run::show(console, asked)))
    }),
    get("/run/events", |console, asked| {
        Box::pin(ready(run::events(console, asked)))
    }),
    get("/run/report", |console, asked| {
        Box::pin(run::report(console, asked))
    }),
    get("/roles", |console, asked| {
        Box::pin(roles::list(console, asked))
    }),
    get("/role", |console, asked| {
        Box::pin(roles::show(console, asked))
    }),
    get("/policies", |console, asked| {
        Box::pin(policies::list(console, asked))
    }),
    get("/policy", |console, asked| {
        Box::pin(policies::show(console, asked))
    }),
    get("/access", |console, asked| {
        Box::pin(access::show(console, asked))
    }),
];

/// Returns the routes of a console. One that doesn't write has none that changes the account; those about the
/// emulator exist only if one serves the console.
pub(crate) fn routes(writes: bool, of_emulator: bool) -> impl Iterator<Item = &'static Route> {
    #[cfg(feature = "emulator")]
    let further = crate::emulator_routes::EMULATOR_ROUTES;
    #[cfg(not(feature = "emulator"))]
    let further: &[Route] = &[];
    let further = further.iter().filter(move |_| of_emulator);
    let all = ROUTES.iter().chain(further);
    all.filter(move |route| writes || route.effect != Effect::Account)
}

#[cfg(test)]
mod tests {
    use hyper::Method;

    use super::*;

    #[test]
    fn only_routes_of_simulated_accounts_change_an_account() {
        assert!(routes(false, true).all(|route| route.effect != Effect::Account));
        let writes = routes(true, false).filter(|route| route.effect == Effect::Account);
        assert_eq!(
            writes.map(|route| route.path).collect::<Vec<_>>(),
            ["/setup/apply"]
        );
    }

    #[test]
    fn every_route_with_an_effect_is_a_form_and_no_path_has_a_method_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for route in routes(true, true) {
            let is_form = route.method == Method::POST;
            assert_eq!(is_form, route.effect != Effect::Nothing, "{}", route.path);
            assert!(
                seen.insert((route.method.as_str(), route.path)),
                "{}",
                route.path
            );
        }
    }
}
