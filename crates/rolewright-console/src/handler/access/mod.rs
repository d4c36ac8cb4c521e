//! Decides whether a role or a user of the account can do something.

mod identities;

use std::sync::Arc;

use futures_util::future::join_all;
use rolewright::evaluate::{Caller, PolicySet, Request};
use rolewright::operation::{
    AttachedPolicy, GetPolicy, ListGroupsForUser, ListPoliciesForGroup, ListPoliciesForUser,
};
use rolewright::policy::{Catalogue, PolicyDocument, UnknownAction};
use rolewright::{Arn, Error, ErrorKind, RamProviderExt, Result};

use self::identities::{Identities, Kind};
use super::{account, ok};
use crate::answer;
use crate::asked::{Asked, Fields};
use crate::console::Console;
use crate::page::access::{Access, Answer, page};
use crate::page::field::FieldError;

/// What the answer does not consider.
const LIMITS: &str = "The policies attached to the role or user, and to the user's groups, are considered; \
     bucket policies, control policies, session policies and grants for one resource group are not.";

pub(crate) async fn show(console: &Arc<Console>, asked: &Asked) -> answer::Answer {
    let fields = &asked.fields;
    let identities = Identities::read(console).await;
    let is_asked = fields.has("action");
    let answer = if is_asked {
        Some(decide(console, fields, &identities).await)
    } else {
        None
    };
    let state = Access {
        who: fields.get("who"),
        action: fields.get("action"),
        resource: fields.get("resource"),
        context: fields.get("context"),
        identities: identities.all(),
        answer,
        limits: is_asked.then(|| LIMITS.to_owned()).into_iter().collect(),
    };
    ok(page(&console.view(asked), &state))
}

/// An error that `field` has caused.
fn at<E: Into<Error>>(field: &'static str) -> impl Fn(E) -> FieldError {
    move |error| FieldError::at(field, &error.into())
}

async fn decide(
    console: &Console,
    fields: &Fields,
    identities: &Identities,
) -> Result<Answer, FieldError> {
    let (request, doubt) = request(fields)?;
    let (kind, name) = identities.find(fields.get("who")).map_err(at("who"))?;
    let (arn, attached) = attached(console, kind, name).await.map_err(|error| {
        let is_unknown = error.is_not_found();
        at("who")(if is_unknown {
            identities.unknown(Some(kind), name)
        } else {
            error
        })
    })?;
    let caller: Caller = arn.to_string().parse().map_err(at("who"))?;
    let read = attached.iter().map(|policy| document(console, policy));
    let mut set = PolicySet::new();
    for (policy, document) in attached.iter().zip(join_all(read).await) {
        set = set.identity(&policy.policy_name, &document.map_err(at(""))?);
    }
    let kinds = attached.into_iter();
    let kinds = kinds.map(|policy| (policy.policy_name, policy.policy_type.to_string()));
    Ok(Answer {
        why: set.explain(&request.by(caller)),
        kinds: kinds.collect(),
        doubt,
    })
}

/// The request of the form, and why its action may not exist.
fn request(fields: &Fields) -> Result<(Request, Option<UnknownAction>), FieldError> {
    let (action, resource) = (fields.get("action"), fields.get("resource"));
    Request::new(action, "*").check().map_err(at("action"))?;
    let doubt = Catalogue::embedded().unknown_action(action);
    if let Some(unknown) = doubt.as_ref().filter(|unknown| unknown.is_certain) {
        let error = Error::new(ErrorKind::InvalidInput, &unknown.message);
        let help = unknown.help.as_deref();
        let help = help.unwrap_or("check the name in the authorization reference of the service");
        return Err(at("action")(error.with_remedy(help)));
    }
    let mut request = Request::new(action, resource);
    request.check().map_err(at("resource"))?;
    let lines = fields.get("context").lines();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let Some((key, value)) = line.split_once('=') else {
            let error = Error::new(ErrorKind::InvalidInput, "a condition key has no value");
            return Err(at("context")(
                error.with_remedy("write KEY=VALUE, one a line"),
            ));
        };
        request = request.with(key.trim(), value.trim());
    }
    Ok((request, doubt))
}

/// The ARN and the policies of a role, or of a user and its groups.
async fn attached(console: &Console, kind: Kind, name: &str) -> Result<(Arn, Vec<AttachedPolicy>)> {
    let account = account(console).await?;
    Ok(match kind {
        Kind::Role => (
            Arn::role(&account, &name.parse()?),
            console.cloud.provider.list_policies_for_role(name).await?,
        ),
        Kind::User => (
            Arn::user(&account, &name.parse()?),
            of_user(console, name).await?,
        ),
    })
}

/// The policies of a user and of its groups.
async fn of_user(console: &Console, name: &str) -> Result<Vec<AttachedPolicy>> {
    let provider = &*console.cloud.provider;
    let user_name = name.to_owned();
    let own = provider.send(ListPoliciesForUser {
        user_name: user_name.clone(),
        ..Default::default()
    });
    let groups = provider.send(ListGroupsForUser {
        user_name,
        ..Default::default()
    });
    let (own, groups) = tokio::join!(own, groups);
    let mut all = own?.policies.policy;
    let of_group = groups?.groups.group.into_iter().map(|group| {
        provider.send(ListPoliciesForGroup {
            group_name: group.group_name,
            ..Default::default()
        })
    });
    for policies in join_all(of_group).await {
        all.extend(policies?.policies.policy);
    }
    Ok(all)
}

async fn document(console: &Console, policy: &AttachedPolicy) -> Result<PolicyDocument> {
    let operation = GetPolicy {
        policy_name: policy.policy_name.clone(),
        policy_type: policy.policy_type.clone(),
        ..Default::default()
    };
    let found = console.cloud.provider.send(operation).await?;
    Ok(PolicyDocument::parse(
        &found.default_policy_version.policy_document,
    )?)
}
