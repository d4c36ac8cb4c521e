//! A set-up: recipe, form, plan, verification, texts to copy.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use hyper::StatusCode;
use rolewright::fleet::RoleReport;
use rolewright::lint::{self, Kind, lint};
use rolewright::recipe::Recipe;
use rolewright::recipe::library;
use rolewright::setup::{Approved, Goal, Options};
use rolewright::{AccountId, Error, ErrorKind, Result, RoleName, RunOptions};
use rolewright_report::setup::{Page, roles_html};

use super::{account, ok, problem};
use crate::answer::{self, Answer};
use crate::asked::{Asked, Fields};
use crate::console::Console;
use crate::copied;
use crate::draft::Draft;
use crate::page::setup::{self, Apply, Copied, Form, Inspected, Judged, Trust};
use crate::runs::Plan;
use crate::terms::ConsoleTerms;
use crate::trust::{Trusted, words};

/// The maximum number of buckets that the form inspects.
const MOST_INSPECTED: usize = 50;

/// Lists the recipes that match a text; all without one.
pub(crate) async fn choose(console: &Arc<Console>, asked: &Asked) -> Answer {
    let text = asked.fields.get("find");
    let found = match text {
        "" => library::all().iter().collect(),
        text => library::find(text),
    };
    ok(setup::choose(&console.view(asked), text, &found))
}

/// Shows a draft, or the form of a recipe.
pub(crate) async fn form(console: &Arc<Console>, asked: &Asked) -> Answer {
    let id = asked.fields.get("draft");
    let draft = match id {
        "" => {
            // A link can name the bucket.
            let bucket = asked.fields.get("bucket");
            let bucket = Some(bucket).filter(|bucket| !bucket.is_empty());
            let value = |bucket: &str| ("bucket".to_owned(), vec![bucket.to_owned()]);
            Ok(Draft {
                recipe: asked.fields.get("recipe").to_owned(),
                values: bucket.map(value).into_iter().collect(),
                ..Draft::default()
            })
        }
        id => console.drafts.get(id),
    };
    match draft {
        Ok(draft) => show(console, asked, id, &draft, None).await,
        Err(error) => failed(console, asked, "No such draft", error),
    }
}

async fn show(
    console: &Arc<Console>,
    asked: &Asked,
    id: &str,
    draft: &Draft,
    refused: Option<Error>,
) -> Answer {
    let entry = match draft.entry() {
        Ok(entry) => entry,
        Err(error) => return failed(console, asked, "No such recipe", error),
    };
    let mut problems: Vec<_> = refused.map(problem).into_iter().collect();
    let account = account(console).await;
    let known = account.as_ref().ok().cloned();
    problems.extend(account.err().map(problem));
    let recipes = draft.recipes();
    let assumed = recipes
        .iter()
        .flatten()
        .flat_map(|recipe| recipe.assumed_trust());
    let assumed = assumed.collect();
    // A form that was not saved yet has no values, which is not an error of its reader.
    if !id.is_empty() {
        problems.extend(recipes.as_ref().err().map(rolewright::error::Problem::from));
    }
    let trusts = match draft.trust_texts(known.as_ref()) {
        Ok(texts) => texts
            .into_iter()
            .map(|(role, text)| linted(console, role, text, known.as_ref()))
            .collect(),
        Err(error) => {
            problems.push(problem(error));
            Vec::new()
        }
    };
    let trusted = match (known.as_ref(), trusts.first()) {
        (Some(account), Some(trust)) if draft.has_trust() => Trusted::of_json(&trust.text, account),
        _ => None,
    };
    let state = Form {
        id,
        draft,
        entry,
        account: known.map(String::from).unwrap_or_default(),
        problems,
        trusts,
        trusted,
        buckets: buckets(console, id, recipes.unwrap_or_default()).await,
        assumed,
    };
    ok(setup::form(&console.view(asked), &state))
}

fn linted(console: &Console, role: String, text: String, account: Option<&AccountId>) -> Trust {
    let seconds = u64::try_from(console.now().as_second()).unwrap_or_default();
    let options = lint::Options {
        kind: Some(Kind::Trust),
        account: account.cloned(),
        now: Some(Duration::from_secs(seconds)),
        ..lint::Options::default()
    };
    let findings = lint(&text, &options);
    Trust {
        role,
        text,
        findings,
    }
}

/// Inspects the buckets of a saved draft.
async fn buckets(
    console: &Console,
    id: &str,
    recipes: Vec<Arc<dyn Recipe>>,
) -> Vec<(String, Inspected)> {
    if id.is_empty() {
        return Vec::new();
    }
    let needs = recipes.iter().flat_map(|recipe| recipe.buckets());
    let inspected = needs.take(MOST_INSPECTED).map(|need| async move {
        let found = match &console.cloud.buckets {
            None => Inspected::NotChecked,
            Some(inspector) => {
                let region = need.required_regions().first().map(String::as_str);
                match inspector.inspect(&need.bucket, region).await {
                    Ok(Some(facts)) => Inspected::Facts(Box::new(facts)),
                    Ok(None) => Inspected::Missing,
                    Err(error) => Inspected::Failed(problem(error)),
                }
            }
        };
        (need.bucket.to_string(), found)
    });
    join_all(inspected).await
}

/// Keeps the form as a new draft, then shows it or its plan.
pub(crate) async fn save(console: &Arc<Console>, asked: &Asked) -> Answer {
    let fields = &asked.fields;
    let (draft, refused) = match entered(console, fields).await {
        Ok(entered) => entered,
        Err(error) => return failed(console, asked, "The form was not saved", error),
    };
    if refused.is_some() {
        return show(console, asked, fields.get("draft"), &draft, refused).await;
    }
    let id = match console.new_id() {
        Ok(id) => id,
        Err(error) => return failed(console, asked, "The form was not saved", error),
    };
    let is_plan = fields.get("next") == "plan" && draft.recipes().is_ok();
    console.drafts.keep(id.clone(), draft);
    let path = if is_plan {
        "/setup/plan"
    } else {
        "/setup/form"
    };
    answer::see_other(&console.view(asked).with(path, &[("draft", &id)]))
}

/// Reads the form. The trust policy is entered twice, as fields and as JSON; the one that was changed counts.
/// The error is for what can't be entered as it is.
async fn entered(console: &Console, fields: &Fields) -> Result<(Draft, Option<Error>)> {
    let mut draft = Draft {
        recipe: fields.get("recipe").to_owned(),
        accept_assumed: fields.has("accept_assumed"),
        ..Draft::default()
    };
    for (name, parameter) in &draft.entry()?.parameters {
        let text = fields.get(&format!("value.{name}"));
        let values = match parameter.many {
            true => words(text),
            false => Some(text.to_owned())
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect(),
        };
        if !values.is_empty() {
            draft.values.insert(name.clone(), values);
        }
    }
    if !draft.has_trust() {
        return Ok((draft, None));
    }
    let account = account(console).await?;
    let earlier = match fields.get("draft") {
        "" => Draft {
            recipe: draft.recipe.clone(),
            ..Draft::default()
        },
        id => console.drafts.get(id)?,
    };
    let earlier = earlier.trust_texts(Some(&account))?;
    let earlier = earlier.first().map_or("", |(_, text)| text.as_str());
    let text = fields.raw("trust").trim_end_matches('\n');
    let form = Trusted::of_fields(fields);
    let of_earlier = Trusted::of_json(earlier, &account);
    let is_form_changed = fields.has("has_form") && Some(&form) != of_earlier.as_ref();
    let is_text_changed = text != earlier;
    draft.trust = Some(text.to_owned());
    if !is_form_changed || Trusted::of_json(text, &account).as_ref() == Some(&form) {
        return Ok((draft, None));
    }
    if is_text_changed {
        let error = Error::new(
            ErrorKind::Conflict,
            "the trusted principals were changed in the form and in the JSON, differently",
        );
        let help = "the page has kept the JSON; change one of them, then save again";
        return Ok((draft, Some(error.with_remedy(help))));
    }
    match form.to_json(&account) {
        Ok(text) => {
            draft.trust = Some(text);
            Ok((draft, None))
        }
        Err(error) => Ok((draft, Some(error))),
    }
}

/// Plans a draft. Where the console writes, the plan is kept, so that it can be applied as it was shown.
pub(crate) async fn plan(console: &Arc<Console>, asked: &Asked) -> Answer {
    let id = asked.fields.get("draft");
    let draft = match console.drafts.get(id) {
        Ok(draft) => draft,
        Err(error) => return failed(console, asked, "No such draft", error),
    };
    let run = judge(console, &draft, Goal::Plan).await;
    let mut state = Judged::of("Plan", id, &run);
    if let Ok(run) = &run {
        let command = copied::command("apply", &draft, &console.settings.options, &run.account);
        let plan = match console.writes() && run.can_be_applied() {
            true => keep(console, id, run),
            false => Ok(None),
        };
        match plan {
            Ok(plan) => state.apply = Some(Apply { plan, command }),
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
    let id = asked.fields.get("draft");
    let run = match console.drafts.get(id) {
        Ok(draft) => judge(console, &draft, Goal::VERIFY).await,
        Err(error) => return failed(console, asked, "No such draft", error),
    };
    let state = Judged::of("Verification", id, &run);
    ok(setup::judged(&console.view(asked), &state))
}

/// Verifies a draft and returns the report as a file.
pub(crate) async fn report(console: &Arc<Console>, asked: &Asked) -> Answer {
    let run = match console.drafts.get(asked.fields.get("draft")) {
        Ok(draft) => judge(console, &draft, Goal::VERIFY)
            .await
            .map(|run| (draft, run)),
        Err(error) => Err(error),
    };
    match run {
        Err(error) => failed(console, asked, "No report", error),
        Ok((draft, run)) => {
            let options = &console.settings.options;
            let command = copied::command("verify", &draft, options, &run.account);
            file(console, &command, &run.reports())
        }
    }
}

/// The reports as a file.
pub(crate) fn file(console: &Console, command: &str, roles: &[RoleReport]) -> Answer {
    let page = Page {
        made: console.now(),
        command,
    };
    let html = roles_html("rolewright", roles, None, page, &ConsoleTerms);
    answer::download("rolewright.html", "text/html; charset=utf-8", html)
}

/// Shows the texts to copy.
pub(crate) async fn copy(console: &Arc<Console>, asked: &Asked) -> Answer {
    let id = asked.fields.get("draft");
    let found = match console.drafts.get(id) {
        Ok(draft) => account(console).await.map(|account| (draft, account)),
        Err(error) => Err(error),
    };
    let (draft, account) = match found {
        Ok(found) => found,
        Err(error) => return failed(console, asked, "Nothing to copy", error),
    };
    let options = &console.settings.options;
    let state = Copied {
        draft: id,
        command: copied::command("apply", &draft, options, &account),
        toml: copied::toml(&draft, options, &account),
        terraform: copied::terraform(&draft, &account).map_err(problem),
        trust: draft
            .trust
            .clone()
            .filter(|_| draft.trust_choices(&account).is_none()),
    };
    ok(setup::copy(&console.view(asked), &state))
}

fn failed(console: &Console, asked: &Asked, title: &str, error: Error) -> Answer {
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
    fn of(title: &str, draft: &'a str, run: &Result<Run>) -> Self {
        let (account, roles, error) = match run {
            Ok(run) => (run.account.to_string(), run.reports(), None),
            Err(error) => (String::new(), Vec::new(), Some(error.into())),
        };
        Self {
            draft,
            title: title.to_owned(),
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
