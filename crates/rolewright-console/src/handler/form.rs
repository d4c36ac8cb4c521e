//! The form of a set-up: shown, checked and kept as a draft.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rolewright::lint::{self, Kind, lint};
use rolewright::recipe::Recipe;
use rolewright::{AccountId, Error, ErrorKind, Result};

use super::setup::{failed, start};
use super::{account, ok, problem};
use crate::answer::{self, Answer};
use crate::asked::{Asked, Fields};
use crate::console::Console;
use crate::draft::Draft;
use crate::page::field::FieldErrors;
use crate::page::form::{self as page, Bucket, Form, Inspected};
use crate::page::principals::{Principals, Trust};
use crate::trust::{Trusted, words};

/// The maximum number of buckets that the form inspects.
const MOST_INSPECTED: usize = 50;

/// What can't be entered as it is.
struct Refused {
    /// The id of the field.
    field: &'static str,
    error: Error,
    /// The trusted principals to show, if the draft doesn't have them.
    trusted: Option<Trusted>,
}

/// Shows a draft, or the form of a recipe.
pub(crate) async fn form(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (id, recipe) = (asked.fields.get("draft"), asked.fields.get("recipe"));
    let draft = match id {
        "" if recipe.is_empty() => return start(console, asked),
        "" => {
            // A link can name the bucket.
            let bucket = asked.fields.get("bucket");
            let bucket = Some(bucket).filter(|bucket| !bucket.is_empty());
            let value = |bucket: &str| ("bucket".to_owned(), vec![bucket.to_owned()]);
            Ok(Draft {
                recipe: recipe.to_owned(),
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
    refused: Option<Refused>,
) -> Answer {
    let entry = match draft.entry() {
        Ok(entry) => entry,
        Err(error) => return failed(console, asked, "No such recipe", error),
    };
    let account = account(console).await;
    let known = account.as_ref().ok().cloned();
    let mut problems: Vec<_> = account.err().map(problem).into_iter().collect();
    let recipes = draft.recipes();
    let assumed = recipes
        .iter()
        .flatten()
        .flat_map(|recipe| recipe.assumed_trust());
    let assumed = assumed.collect();
    let mut errors = FieldErrors::default();
    // A form that was not saved yet has no values, which is not an error of its reader.
    if !id.is_empty() || refused.is_some() {
        if let Some(refused) = &refused {
            errors.add(refused.field, &refused.error);
        }
        for (name, error) in draft.errors().unwrap_or_default() {
            match name {
                "trust" if refused.is_some() => {}
                "trust" => errors.add("trust", &error),
                name => errors.add(page::value_id(name), &error),
            }
        }
        if errors.is_empty() {
            problems.extend(recipes.as_ref().err().map(rolewright::error::Problem::from));
        }
    }
    let policies = match draft.trust_texts(known.as_ref()) {
        Ok(texts) => texts
            .into_iter()
            .map(|(role, text)| linted(console, role, text, known.as_ref()))
            .collect(),
        Err(error) => {
            problems.push(problem(error));
            Vec::new()
        }
    };
    let shown = refused.and_then(|refused| refused.trusted);
    let saved = || draft.trusted(known.as_ref()?);
    let state = Form {
        id,
        draft,
        entry,
        problems,
        errors,
        principals: Principals {
            fields: shown.or_else(saved),
            account: known.as_ref().map(ToString::to_string).unwrap_or_default(),
            policies,
        },
        buckets: buckets(console, id, recipes.unwrap_or_default()).await,
        assumed,
    };
    ok(page::page(&console.view(asked), &state))
}

fn linted(console: &Console, role: String, text: String, account: Option<&AccountId>) -> Trust {
    let seconds = u64::try_from(console.now().as_second()).unwrap_or_default();
    let options = lint::LintOptions {
        kind: Some(Kind::Trust),
        account: account.cloned(),
        now: Some(Duration::from_secs(seconds)),
        ..lint::LintOptions::default()
    };
    let findings = lint(&text, &options);
    Trust {
        role,
        text,
        findings,
    }
}

/// Inspects the buckets of a saved draft.
async fn buckets(console: &Console, id: &str, recipes: Vec<Arc<dyn Recipe>>) -> Vec<Bucket> {
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
        Bucket {
            name: need.bucket.to_string(),
            regions: need.required_regions().to_vec(),
            found,
        }
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
async fn entered(console: &Console, fields: &Fields) -> Result<(Draft, Option<Refused>)> {
    let mut draft = Draft {
        recipe: fields.get("recipe").to_owned(),
        accept_assumed: fields.has("accept_assumed"),
        ..Draft::default()
    };
    for (name, parameter) in &draft.entry()?.parameters {
        let text = fields.get(&format!("value.{name}"));
        let values = if parameter.many {
            words(text)
        } else {
            Some(text.to_owned())
                .filter(|text| !text.is_empty())
                .into_iter()
                .collect()
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
    let texts = earlier.trust_texts(Some(&account))?;
    let text = fields.raw("trust").trim_end_matches('\n');
    let form = Trusted::of_fields(fields);
    let is_form_changed =
        fields.has("has_form") && Some(&form) != earlier.trusted(&account).as_ref();
    let is_text_changed = texts.first().is_none_or(|(_, earlier)| text != earlier);
    draft.trust = Some(text.to_owned());
    draft.last_trust = earlier.readable_trust().cloned();
    if !is_form_changed || Trusted::of_json(text, &account).as_ref() == Some(&form) {
        return Ok((draft, None));
    }
    if is_text_changed {
        let error = Error::new(
            ErrorKind::Conflict,
            "the trusted principals were changed in the form and in the JSON, differently",
        );
        let help = "the page has kept the JSON; change one of them, then save again";
        let refused = Refused {
            field: "trust",
            error: error.with_remedy(help),
            trusted: None,
        };
        return Ok((draft, Some(refused)));
    }
    match form.to_json(&account) {
        Ok(text) => {
            draft.trust = Some(text);
            Ok((draft, None))
        }
        Err(error) => {
            let refused = Refused {
                field: form.wrong_field(&account),
                error,
                trusted: Some(form),
            };
            Ok((draft, Some(refused)))
        }
    }
}
