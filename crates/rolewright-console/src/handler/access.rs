//! Decides whether a role or a user of the account can do something.

use std::sync::Arc;

use futures_util::future::join_all;
use rolewright::evaluate::{Caller, Explanation, PolicySet, Request};
use rolewright::operation::{
    AttachedPolicy, GetPolicy, ListGroupsForUser, ListPoliciesForGroup, ListPoliciesForRole,
    ListPoliciesForUser,
};
use rolewright::policy::PolicyDocument;
use rolewright::{Arn, Error, ErrorKind, RamProviderExt, Result};

use super::{account, ok, problem};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;
use crate::page::access::{Access, page};

/// What the answer does not consider.
const LIMITS: &str = "The policies attached to the role or user, and to the user's groups, are considered; \
     bucket policies, control policies, session policies and grants for one resource group are not.";

pub(crate) async fn show(console: &Arc<Console>, asked: &Asked) -> Answer {
    let fields = &asked.fields;
    let (who, action, resource) = (
        fields.get("who"),
        fields.get("action"),
        fields.get("resource"),
    );
    let is_asked = fields.has("action");
    let answer = if is_asked {
        Some(decide(console, asked).await.map_err(problem))
    } else {
        None
    };
    let state = Access {
        who,
        action,
        resource,
        context: fields.get("context"),
        answer,
        limits: is_asked.then(|| LIMITS.to_owned()).into_iter().collect(),
    };
    ok(page(&console.view(asked), &state))
}

async fn decide(console: &Console, asked: &Asked) -> Result<Explanation> {
    let fields = &asked.fields;
    let account = account(console).await?;
    let (arn, attached) = match fields.get("who").split_once(':') {
        Some(("role", name)) => (
            Arn::role(&account, &name.parse()?),
            of_role(console, name).await?,
        ),
        Some(("user", name)) => (
            Arn::user(&account, &name.parse()?),
            of_user(console, name).await?,
        ),
        _ => {
            let error = Error::new(ErrorKind::InvalidInput, "it is not clear who is meant");
            return Err(error.with_remedy("write `role:NAME` or `user:NAME`"));
        }
    };
    let caller: Caller = arn.to_string().parse()?;
    let mut request = Request::new(fields.get("action"), fields.get("resource")).by(caller);
    for line in fields
        .get("context")
        .lines()
        .filter(|line| !line.trim().is_empty())
    {
        let Some((key, value)) = line.split_once('=') else {
            let error = Error::new(ErrorKind::InvalidInput, "a condition key has no value");
            return Err(error.with_remedy("write KEY=VALUE, one a line"));
        };
        request = request.with(key.trim(), value.trim());
    }
    request.check()?;
    let read = attached.iter().map(|policy| document(console, policy));
    let mut set = PolicySet::new();
    for (policy, document) in attached.iter().zip(join_all(read).await) {
        set = set.identity(&policy.policy_name, &document?);
    }
    Ok(set.explain(&request))
}

async fn of_role(console: &Console, name: &str) -> Result<Vec<AttachedPolicy>> {
    let operation = ListPoliciesForRole {
        role_name: name.to_owned(),
        ..Default::default()
    };
    Ok(console
        .cloud
        .provider
        .send(operation)
        .await?
        .policies
        .policy)
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
