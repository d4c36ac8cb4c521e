//! A set-up: recipe, plan, verification, texts to copy.

use std::sync::Arc;

use hyper::StatusCode;
use rolewright::fleet::RoleReport;
use rolewright::recipe::Recipe;
use rolewright::recipe::library;
use rolewright::setup::{Approved, Goal, Options};
use rolewright::{AccountId, Error, Result, RoleName, RunOptions};
use rolewright_report::setup::{Page, roles_html};

use super::{account, ok, problem};
use crate::answer::{self, Answer};
use crate::asked::Asked;
use crate::console::Console;
use crate::copied;
use crate::draft::Draft;
use crate::page::setup::{self, Apply, Copied, Judged};
use crate::runs::Plan;
use crate::terms::ConsoleTerms;

/// Lists the recipes that match a text; all without one.
pub(crate) fn choose(console: &Arc<Console>, asked: &Asked) -> Answer {
    let text = asked.fields.get("find");
    let found = match text {
        "" => library::all().iter().collect(),
        text => library::find(text),
    };
    ok(setup::choose(&console.view(asked), text, &found))
}

/// Leads to the start of a set-up, for an address that names no recipe, draft or run.
pub(crate) fn start(console: &Console, asked: &Asked) -> Answer {
    answer::see_other(&console.view(asked).to("/setup"))
}

/// Returns the draft that a request names, with its id; else the answer to the request.
fn draft<'a>(console: &Console, asked: &'a Asked) -> Result<(&'a str, Draft), Box<Answer>> {
    match asked.fields.get("draft") {
        "" => Err(Box::new(start(console, asked))),
        id => match console.drafts.get(id) {
            Ok(draft) => Ok((id, draft)),
            Err(error) => Err(Box::new(failed(console, asked, "No such draft", error))),
        },
    }
}

/// Plans a draft. Where the console writes, the plan is kept, so that it can be applied as it was shown.
pub(crate) async fn plan(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (id, draft) = match draft(console, asked) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let run = judge(console, &draft, Goal::Plan).await;
    let mut state = Judged::of(true, id, &run);
    if let Ok(run) = &run {
        let options = &console.settings.options;
        let command = copied::command("apply", &draft, options, &run.account);
        let plan = if console.writes() && run.can_be_applied() {
            keep(console, id, run)
        } else {
            Ok(None)
        };
        match plan {
            Ok(plan) => {
                state.apply = Some(Apply {
                    plan,
                    command,
                    note: copied::note(options),
                });
            }
            Err(error) => state.problem = Some(problem(error)),
        }
    }
    ok(setup::judged(&console.view(asked), &state))
}

/// Keeps a plan and returns its id; none without changes.
fn keep(console: &Console, draft: &str, run: &Run) -> Result<Option<String>> {
    let mut roles = Vec::new();
    let mut has_changes = false;
    for ((_, result), (recipe, options)) in run.results.iter().zip(&run.roles) {
        let Ok(report) = result else { return Ok(None) };
        has_changes |= !report.changes.is_empty();
        let calls = report.changes.iter().map(|change| change.call.clone());
        let options = Options {
            approved: Some(Approved::from(calls.collect::<Vec<_>>())),
            ..options.clone()
        };
        roles.push((Arc::clone(recipe), options));
    }
    if !has_changes {
        return Ok(None);
    }
    let id = console.new_id()?;
    let draft = draft.to_owned();
    console.runs.keep(id.clone(), Plan { draft, roles });
    Ok(Some(id))
}

/// Verifies a draft.
pub(crate) async fn verify(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (id, draft) = match draft(console, asked) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let run = judge(console, &draft, Goal::VERIFY).await;
    let state = Judged::of(false, id, &run);
    ok(setup::judged(&console.view(asked), &state))
}

/// Plans or verifies a draft and returns the report as a file.
pub(crate) async fn report(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (_, draft) = match draft(console, asked) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let (verb, goal) = match asked.fields.get("of") {
        "plan" => ("plan", Goal::Plan),
        _ => ("verify", Goal::VERIFY),
    };
    match judge(console, &draft, goal).await {
        Err(error) => failed(console, asked, "No report", error),
        Ok(run) => {
            let options = &console.settings.options;
            let command = copied::command(verb, &draft, options, &run.account);
            file(console, &command, &run.reports())
        }
    }
}

/// The reports as a file.
pub(crate) fn file(console: &Console, command: &str, roles: &[RoleReport]) -> Answer {
    let page = Page::new(console.now(), command);
    let html = roles_html("rolewright", roles, None, page, &ConsoleTerms);
    answer::download("rolewright.html", "text/html; charset=utf-8", html)
}

/// Shows the texts to copy.
pub(crate) async fn copy(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (id, draft) = match draft(console, asked) {
        Ok(found) => found,
        Err(answer) => return *answer,
    };
    let account = match account(console).await {
        Ok(account) => account,
        Err(error) => return failed(console, asked, "Nothing to copy", error),
    };
    let options = &console.settings.options;
    let state = Copied {
        draft: id,
        command: copied::command("apply", &draft, options, &account),
        note: copied::note(options),
        toml: copied::toml(&draft, options, &account),
        terraform: copied::terraform(&draft, &account).map_err(problem),
        trust: draft
            .trust
            .clone()
            .filter(|_| draft.trust_choices(&account).is_none()),
    };
    ok(setup::copy(&console.view(asked), &state))
}

pub(crate) fn failed(console: &Console, asked: &Asked, title: &str, error: Error) -> Answer {
    let page = setup::failed(&console.view(asked), title, &problem(error));
    answer::page(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// A run that only reads.
struct Run {
    account: AccountId,
    roles: Vec<(Arc<dyn Recipe>, Options)>,
    results: Vec<(RoleName, Result<rolewright::setup::Report>)>,
}

impl Run {
    fn reports(&self) -> Vec<RoleReport> {
        let all = self.results.iter();
        all.map(|(role, result)| RoleReport::new(role, result))
            .collect()
    }

    /// Whether each role of the plan was planned, also those that are needed in this account only.
    fn can_be_applied(&self) -> bool {
        let planned = self.results.iter().map(|(role, _)| role);
        let roles = self.roles.iter().map(|(recipe, _)| recipe.role());
        planned.eq(roles)
    }
}

impl<'a> Judged<'a> {
    fn of(is_plan: bool, draft: &'a str, run: &Result<Run>) -> Self {
        let (account, roles, error) = match run {
            Ok(run) => (run.account.to_string(), run.reports(), None),
            Err(error) => (String::new(), Vec::new(), Some(error.into())),
        };
        Self {
            draft,
            is_plan,
            account,
            roles,
            problem: error,
            apply: None,
        }
    }
}

async fn judge(console: &Console, draft: &Draft, goal: Goal) -> Result<Run> {
    let account = account(console).await?;
    let options = Options {
        account: console.settings.account.clone(),
        accept_assumed: draft.accept_assumed,
        now: Some(console.now()),
        ..Options::default()
    };
    // Roles that are needed in another account are left out, as in the run.
    let needed =
        |recipe: &Arc<dyn Recipe>| recipe.only_in(&account).is_none_or(|only| only == account);
    let recipes = draft.recipes()?;
    let all = !recipes.iter().any(needed);
    let recipes = recipes.into_iter().filter(|recipe| all || needed(recipe));
    let roles: Vec<_> = recipes.map(|recipe| (recipe, options.clone())).collect();
    let run_options = RunOptions {
        buckets: console.cloud.buckets.clone(),
        cancellation: console.stop.clone(),
        ..RunOptions::default()
    };
    let provider = &*console.cloud.provider;
    let results = rolewright::run_all(roles.clone(), goal, provider, run_options).await?;
    Ok(Run {
        account,
        roles,
        results,
    })
}
