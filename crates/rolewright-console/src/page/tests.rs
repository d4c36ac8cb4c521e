//! The pages of fixed states, as recorded.

use std::sync::Arc;

use maud::Markup;
use rolewright::evaluate::{PolicySet, Request};
use rolewright::fleet::RoleReport;
use rolewright::mock::WallClock;
use rolewright::operation::{
    CallerIdentity, ListEntitiesForPolicyOutput, Policy, PolicyVersion, RoleSummary,
};
use rolewright::policy::{Catalogue, PolicyDocument, Statement};
use rolewright::recipe::library::{self, CUSTOM_BUCKET};
use rolewright::setup::{DiffLine, Goal, Sign};
use rolewright::{Error, ErrorKind, MemoryProvider, RamProvider, RunOptions};

use super::access::Answer;
use super::field::{FieldError, FieldErrors};
use super::form::{Bucket, Form, Inspected};
use super::overview::Overview;
use super::policies::PolicyState;
use super::principals::{Principals, Trust};
use super::roles::Listed;
use super::setup::{Apply, Copied, Judged};
use super::{View, access, form, overview, policies, roles, run, setup};
use crate::copied;
use crate::draft::Draft;
use crate::runs::{Ended, Progress, RunStep};
use crate::trust::Trusted;

pub(super) fn provider() -> MemoryProvider {
    let clock = WallClock::fixed("2026-01-02T03:04:05Z".parse().unwrap());
    MemoryProvider::builder().clock(clock).build()
}

pub(super) fn view(provider: &MemoryProvider) -> View<'static> {
    View {
        base: "/base",
        provider: provider.info(),
        form_token: "token",
        of_emulator: false,
    }
}

fn draft() -> Draft {
    Draft {
        recipe: CUSTOM_BUCKET.to_owned(),
        values: [(
            "bucket".to_owned(),
            vec!["my-images@cn-hangzhou".to_owned()],
        )]
        .into(),
        ..Draft::default()
    }
}

async fn reports(provider: &MemoryProvider, goal: Goal) -> Vec<RoleReport> {
    let roles = draft().recipes().unwrap();
    let roles = roles
        .into_iter()
        .map(|role| (role, Default::default()))
        .collect();
    let all = rolewright::run_all(roles, goal, provider, RunOptions::default())
        .await
        .unwrap();
    all.iter()
        .map(|(role, result)| RoleReport::new(role, result))
        .collect()
}

/// Records a page, one element a line.
pub(super) fn record(name: &str, page: Markup) {
    let page = page.into_string().replace("><", ">\n<");
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, page);
    });
}

#[test]
fn the_first_page_and_lists_are_as_recorded() {
    let provider = provider();
    let view = view(&provider);
    let caller = CallerIdentity {
        account_id: "42".into(),
        arn: "acs:ram::42:user/<alice>".into(),
        ..CallerIdentity::default()
    };
    let state = Overview {
        caller: Ok(caller),
        run: Some("7".into()),
    };
    record("overview", overview::page(&view, &state));
    let role = RoleSummary {
        role_name: "a/<b>".into(),
        description: Some("\"quoted\"".into()),
        create_date: "2026-01-02T03:04:05Z".into(),
        ..RoleSummary::default()
    };
    let state = Listed {
        find: "<b>",
        items: Ok(vec![role]),
        next: Some("a&b".into()),
        is_cut: true,
    };
    record("roles", roles::roles(&view, &state));
    let policy = Policy {
        policy_name: "read".into(),
        default_version: "v2".into(),
        attachment_count: Some(1),
        ..Policy::default()
    };
    let state = Listed {
        find: "",
        items: Ok(vec![policy.clone(), policy]),
        next: None,
        is_cut: false,
    };
    record("policies", policies::policies(&view, &state));
}

#[test]
fn the_form_is_as_recorded() {
    let provider = provider();
    let draft = draft();
    let account = "42".parse().unwrap();
    let trusted = Trusted::service();
    let policy = |text: String| Trust {
        role: String::new(),
        findings: rolewright::lint::lint(&text, &Default::default()),
        text,
    };
    let bucket = Bucket {
        name: "my-images".into(),
        regions: vec!["cn-hangzhou".into()],
        found: Inspected::Missing,
    };
    let state = Form {
        id: "draft",
        draft: &draft,
        entry: draft.entry().unwrap(),
        problems: Vec::new(),
        errors: FieldErrors::default(),
        principals: Principals {
            account: "42".into(),
            policies: vec![policy(trusted.to_json(&account).unwrap())],
            fields: Some(trusted.clone()),
        },
        buckets: vec![bucket],
        assumed: vec!["acs:ram::42:root".into()],
    };
    record("form", form::page(&view(&provider), &state));
    let wrong = Draft {
        trust: Some("{".into()),
        values: Default::default(),
        ..draft.clone()
    };
    let mut errors = FieldErrors::default();
    for (name, error) in wrong.errors().unwrap() {
        errors.add(
            if name == "trust" {
                name.to_owned()
            } else {
                form::value_id(name)
            },
            &error,
        );
    }
    let state = Form {
        draft: &wrong,
        errors,
        principals: Principals {
            account: "42".into(),
            policies: vec![policy("{".into())],
            fields: Some(trusted),
        },
        buckets: Vec::new(),
        assumed: Vec::new(),
        ..state
    };
    record("form-errors", form::page(&view(&provider), &state));
    let found = library::find("ecs/images");
    record(
        "recipes",
        setup::choose(&view(&provider), "ecs/images", &found),
    );
}

#[tokio::test]
async fn plan_run_and_copies_are_as_recorded() {
    let provider = provider();
    let view = view(&provider);
    let account = "1234567890123456".parse().unwrap();
    let state = Judged {
        draft: "draft",
        is_plan: true,
        account: "1234567890123456".into(),
        roles: reports(&provider, Goal::Plan).await,
        problem: None,
        apply: Some(Apply {
            plan: Some("plan".into()),
            command: copied::command("apply", &draft(), &[], &account),
            note: None,
        }),
    };
    record("plan", setup::judged(&view, &state));
    let step = |error: Option<&str>| RunStep {
        summary: "create role <demo>".into(),
        error: error.map(str::to_owned),
    };
    let progress = Progress {
        steps: vec![step(None), step(Some("denied `CreateRole`"))],
        now: "Writing: CreateRole".into(),
        ended: None,
    };
    record("run", run::page(&view, "7", "draft", &progress));
    let ended = Progress {
        ended: Some(Ended::Reports(Arc::new(
            reports(&provider, Goal::Apply).await,
        ))),
        ..progress
    };
    record("run-ended", run::page(&view, "7", "draft", &ended));
    let draft = draft();
    let state = Copied {
        draft: "draft",
        command: copied::command("apply", &draft, &[], &account),
        note: copied::note(&[("provider".into(), "memory".into())]),
        toml: copied::toml(&draft, &[("provider".into(), "lo\"cal".into())], &account),
        terraform: copied::terraform(&draft, &account).map_err(|error| (&error).into()),
        trust: None,
    };
    record("copy", setup::copy(&view, &state));
}

#[test]
fn a_policy_and_an_answer_are_as_recorded() {
    let provider = provider();
    let view = view(&provider);
    let version = |id: &str, is_default| PolicyVersion {
        version_id: id.into(),
        is_default_version: is_default,
        policy_document: "{\"Version\":\"1\",\"Statement\":[]}".into(),
        create_date: "2026-01-02T03:04:05Z".into(),
        ..Default::default()
    };
    let all = vec![version("v1", false), version("v2", true)];
    let state = PolicyState {
        name: "read",
        kind: "Custom".into(),
        policy: Ok(Policy {
            default_version: "v2".into(),
            ..Policy::default()
        }),
        versions: Ok(all.clone()),
        sides: all.into_iter().map(Ok).collect(),
        changes: Some(vec![DiffLine::new(Sign::Add, "action <b>")]),
        attached: Ok(ListEntitiesForPolicyOutput::default()),
    };
    record("policy", policies::policy(&view, &state));
    let read = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["*"])]);
    let request = Request::new("oss:PutObject", "acs:oss:*:42:b/<o>");
    let state = access::Access {
        who: "role:demo",
        action: "oss:PutObject",
        resource: "acs:oss:*:42:b/<o>",
        context: "",
        identities: vec!["role:demo".into(), "user:<alice>".into()],
        answer: Some(Ok(Answer {
            why: PolicySet::new().identity("read", &read).explain(&request),
            kinds: [("read".to_owned(), "Custom".to_owned())].into(),
            doubt: Catalogue::embedded().unknown_action("ram:GetRoel"),
        })),
        limits: vec!["limits".into()],
    };
    record("access", access::page(&view, &state));
    let error = Error::new(
        ErrorKind::NotFound,
        "there is no role `<b>` in this account",
    );
    let unanswered = FieldError::at("who", &error.with_remedy("did you mean `user:<b>`?"));
    let state = access::Access {
        answer: Some(Err(unanswered)),
        ..state
    };
    record("access-unanswered", access::page(&view, &state));
}
