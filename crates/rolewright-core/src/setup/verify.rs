//! Requirement by requirement: what is proven, refuted, or was not looked at.

use super::grants::Grants;
use super::observed::{PolicyKey, Seen};
use super::plan::Planner;
use super::report::{Finding, Level, Requirement, Standing};
use crate::error::Result;
use crate::evaluate::{AccessRequest, Decision, Verdict, evaluate, evaluate_trust};
use crate::policy::{PolicyDocument, TrustPolicy};
use crate::recipe::RequiredAccess;

impl Planner<'_> {
    /// Everything that has to hold for the recipe's purpose, each with its standing.
    pub(super) fn requirements(&self) -> Result<Vec<Requirement>> {
        let mut all = self.trust_requirements()?;
        all.push(self.attachment_requirement());
        all.extend(self.access_requirements()?);
        let unseen = |(text, reason): &(String, String)| {
            Requirement::new("out_of_sight", text, Standing::NotLookedAt).because(reason)
        };
        all.extend(self.desired.out_of_sight.iter().map(unseen));
        Ok(all)
    }

    fn trust_requirements(&self) -> Result<Vec<Requirement>> {
        let assumer = &self.desired.assumer;
        let text = format!("{} may assume the role", assumer.name);
        let Some(trust) = self.live_trust()? else {
            let missing = Requirement::new("trust", text, Standing::Refuted)
                .because("the role does not exist")
                .advise("run `rolewright apply`");
            return Ok(vec![missing]);
        };
        let decision = evaluate_trust(&trust, &assumer.principal);
        let service = Requirement {
            statement: decision.statement.clone(),
            ..Requirement::new("trust", text, decision.verdict.into())
        };
        let mut all = self.as_asked(&trust);
        all.push(match decision.verdict {
            Verdict::Allow => service.because(format!("assumed: {}", assumer.why)),
            Verdict::CannotTell => service
                .because("the statement that would let it in has a condition or another account's name")
                .advise("take the condition out, or run `rolewright apply` to add a plain statement"),
            Verdict::ExplicitDeny => service
                .because("a statement of the trust policy denies it")
                .advise("take that statement out in the RAM console"),
            Verdict::ImplicitDeny => service
                .because(format!(
                    "the trust policy does not name {}, and whom it names ({}) is not {} ({})",
                    assumer.principal,
                    principals_text(&trust),
                    assumer.name,
                    assumer.why
                ))
                .advise("run `rolewright apply` without `--trust` to add the service; whoever is trusted now stays"),
        });
        Ok(all)
    }

    /// Whether the trust is as it was asked for, or as some page says, where that is not the
    /// same question as whether it works.
    fn as_asked(&self, trust: &TrustPolicy) -> Vec<Requirement> {
        let assumer = &self.desired.assumer.principal;
        let wanted = &self.desired.trust;
        let mut all = Vec::new();
        let holds = |wanted: &TrustPolicy| trust.merged_with(wanted) == *trust;
        let trusts_assumer = evaluate_trust(trust, assumer).verdict == Verdict::Allow;
        let documented = self
            .desired
            .documented_trusts
            .iter()
            .find(|d| !trusts_assumer && holds(&d.trust));
        if let Some(documented) = documented {
            all.push(Requirement::new(
                "trust_as_documented",
                format!("the trust policy is as {} says", documented.page),
                Standing::Proven,
            ));
        }
        let asked_for_assumer = *wanted == TrustPolicy::of([assumer.clone()]);
        if !asked_for_assumer && documented.is_none_or(|d| d.trust != *wanted) {
            let standing = if holds(wanted) {
                Standing::Proven
            } else {
                Standing::Refuted
            };
            all.push(Requirement::new(
                "trust_as_asked",
                "the trust policy is as asked for",
                standing,
            ));
        }
        all
    }

    fn attachment_requirement(&self) -> Requirement {
        let key = self.observed.own_key();
        let text = format!("policy {} is attached to the role", key.1);
        match (self.live_policy(), self.observed.attached.value()) {
            (None, _) => Requirement::new("attachment", text, Standing::Refuted)
                .because("the policy does not exist")
                .advise("run `rolewright apply`"),
            (_, Some(attached))
                if attached
                    .iter()
                    .any(|p| (p.policy_type.clone(), p.policy_name.clone()) == key) =>
            {
                Requirement::new("attachment", text, Standing::Proven)
            }
            (_, Some(_)) => Requirement::new("attachment", text, Standing::Refuted)
                .because("it is not in the list of the role's policies")
                .advise("run `rolewright apply`"),
            (_, None) => Requirement::new("attachment", text, Standing::NotLookedAt)
                .because("the role's policies were not read"),
        }
    }

    fn access_requirements(&self) -> Result<Vec<Requirement>> {
        let mut documents = Vec::new();
        let mut unread = Vec::new();
        for policy in self.observed.attached.value().into_iter().flatten() {
            let key: PolicyKey = (policy.policy_type.clone(), policy.policy_name.clone());
            match self.observed.policies.get(&key) {
                Some(Seen::Is(Some(live))) => match PolicyDocument::parse(&live.document) {
                    Ok(document) => documents.push((key.1, document)),
                    Err(_) => unread.push(key.1),
                },
                _ => unread.push(key.1),
            }
        }
        let judge = |access: &RequiredAccess| {
            let policies = documents
                .iter()
                .map(|(name, document)| (name.as_str(), document));
            let request = AccessRequest {
                action: access.action.clone(),
                resource: access.resource.clone(),
                literal: access.literal,
            };
            access_requirement(access, evaluate(policies, &request), &unread)
        };
        Ok(self.desired.required.iter().map(judge).collect())
    }

    /// What is there besides, and what will not work.
    pub(super) fn findings(&self) -> Result<Vec<Finding>> {
        let mut all = Vec::new();
        self.trust_findings(&mut all)?;
        self.policy_findings(&mut all)?;
        let own = self.observed.own_key();
        for policy in self.observed.attached.value().into_iter().flatten() {
            if (policy.policy_type.clone(), policy.policy_name.clone()) != own {
                all.push(info(
                    "foreign_attachment",
                    format!(
                        "{} policy {} is attached to the role too; it stays",
                        policy.policy_type.to_string().to_lowercase(),
                        policy.policy_name
                    ),
                ));
            }
        }
        Ok(all)
    }

    fn trust_findings(&self, all: &mut Vec<Finding>) -> Result<()> {
        let assumer = &self.desired.assumer;
        let live = self.live_trust()?;
        let after = match &live {
            Some(live) => live.merged_with(&self.desired.trust),
            None => self.desired.trust.clone(),
        };
        if evaluate_trust(&after, &assumer.principal).verdict != Verdict::Allow {
            all.push(Finding {
                id: "trust_without_service".into(),
                level: Level::Warning,
                text: format!(
                    "the role will not trust {}, so {} can't assume it by all evidence, and a registry instance \
                     would stay PENDING ({})",
                    assumer.principal, assumer.name, assumer.why
                ),
                help: Some("leave `--trust` out, or add `--trust service`".into()),
            });
        }
        let wanted = self.desired.trust.principals();
        for principal in live.iter().flat_map(TrustPolicy::principals) {
            if principal != assumer.principal && !wanted.contains(&principal) {
                all.push(info(
                    "foreign_principal",
                    format!("the role also trusts {principal}; it stays"),
                ));
            }
        }
        for statement in live.iter().flat_map(|trust| trust.other_statements()) {
            if !self
                .desired
                .trust
                .document()
                .statements()
                .contains(statement)
            {
                all.push(info(
                    "foreign_trust_statement",
                    format!(
                        "the trust policy also says {}; it stays",
                        statement.to_compact()
                    ),
                ));
            }
        }
        Ok(())
    }

    fn policy_findings(&self, all: &mut Vec<Finding>) -> Result<()> {
        let Some((live, _)) = self.live_grants()? else {
            return Ok(());
        };
        for (index, generation) in &live.former {
            let name = self
                .desired
                .grants
                .get(*index)
                .map_or("", |grant| grant.name.as_str());
            all.push(Finding {
                id: "older_generation".into(),
                level: Level::Warning,
                text: format!("{name} stand in the form of generation {generation} of the page"),
                help: Some("run `rolewright apply` to bring them to today's".into()),
            });
        }
        let asked: Vec<_> = Grants::wanted(self.desired).resources().cloned().collect();
        let mut others: Vec<String> = live
            .resources()
            .filter(|resource| !asked.contains(resource))
            .map(|resource| {
                self.recipe
                    .subject_of(resource.as_str())
                    .unwrap_or_else(|| resource.as_str().to_owned())
            })
            .collect();
        others.sort();
        others.dedup();
        if !others.is_empty() {
            all.push(info(
                "other_grants",
                format!(
                    "the policy also grants access on {}; that stays",
                    others.join(", ")
                ),
            ));
        }
        for statement in &live.foreign {
            all.push(info(
                "foreign_statement",
                format!(
                    "the policy also holds a statement that is none of the page's: {}; it stays",
                    statement.to_compact()
                ),
            ));
        }
        Ok(())
    }
}

fn info(id: &str, text: String) -> Finding {
    Finding {
        id: id.into(),
        level: Level::Info,
        text,
        help: None,
    }
}

fn access_requirement(
    access: &RequiredAccess,
    decision: Decision,
    unread: &[String],
) -> Requirement {
    let text = format!("{} on {}", access.action, access.resource);
    let mut requirement = Requirement {
        group: Some(access.group.clone()),
        subject: access.subject.clone(),
        action: Some(access.action.clone()),
        resource: Some(access.resource.clone()),
        statement: decision.statement,
        ..Requirement::new("access", text, decision.verdict.into())
    };
    let unread_text = || {
        format!(
            "policy {} is attached to the role, but its document was not read",
            unread.join(", ")
        )
    };
    match decision.verdict {
        // A policy that was not read may deny, or allow, whatever the others say.
        Verdict::Allow if !unread.is_empty() => {
            requirement.standing = Standing::CannotTell;
            requirement
                .because(unread_text())
                .advise("let the caller read it (`ram:GetPolicy`), then verify again")
        }
        Verdict::ImplicitDeny if !unread.is_empty() => {
            requirement.standing = Standing::CannotTell;
            requirement
                .because(unread_text())
                .advise("let the caller read it (`ram:GetPolicy`), then verify again")
        }
        Verdict::Allow => requirement,
        Verdict::ImplicitDeny => requirement
            .because("no statement of any policy that is attached to the role allows it")
            .advise("run `rolewright apply`"),
        Verdict::ExplicitDeny => requirement
            .because("a statement denies it, and a deny wins over every allow")
            .advise("take that statement out in the RAM console"),
        Verdict::CannotTell => requirement
            .because(
                "it depends on a condition, or on a part of the statement that no page documents",
            )
            .advise("look at that statement in the RAM console"),
    }
}

fn principals_text(trust: &TrustPolicy) -> String {
    let names: Vec<_> = trust.principals().iter().map(ToString::to_string).collect();
    if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    }
}
