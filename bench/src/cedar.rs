//! A policy as cedar says it: one policy a statement, its resources as `like` on the name.

use cedar_policy::{
    Authorizer, Context, Entities, EntityUid, PolicySet, Request as CedarRequest,
    RestrictedExpression,
};
use rolewright_core::evaluate::Request;
use rolewright_core::policy::PolicyDocument;

pub struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

impl Cedar {
    pub fn new(document: &PolicyDocument) -> Outcome<Self> {
        let statements = document.statements().iter().map(|statement| {
            let list = statement.action_list().ok_or("NotAction")?;
            let actions: Vec<_> = list
                .iter()
                .map(|action| format!("Action::\"{action}\""))
                .collect();
            let resources = statement.resources.as_deref().unwrap_or_default();
            let likes: Vec<_> = resources
                .iter()
                .map(|pattern| format!("context.resource like \"{pattern}\""))
                .collect();
            Ok(format!(
                "permit(principal, action in [{}], resource) when {{ {} }};\n",
                actions.join(", "),
                likes.join(" || ")
            ))
        });
        let text = statements.collect::<Outcome<String>>()?;
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: text.parse()?,
            entities: Entities::empty(),
        })
    }

    pub fn request(request: &Request) -> Outcome<CedarRequest> {
        let resource = request.resources.first().cloned().unwrap_or_default();
        let name = |kind: &str, id: &str| -> Outcome<EntityUid> {
            Ok(format!("{kind}::\"{id}\"").parse()?)
        };
        let context = [(
            "resource".to_owned(),
            RestrictedExpression::new_string(resource),
        )];
        Ok(CedarRequest::new(
            name("User", "demo")?,
            name("Action", &request.action)?,
            name("Resource", "asked")?,
            Context::from_pairs(context)?,
            None,
        )?)
    }

    pub fn allows(&self, request: &CedarRequest) -> bool {
        let answer = self
            .authorizer
            .is_authorized(request, &self.policies, &self.entities);
        answer.decision() == cedar_policy::Decision::Allow
    }
}
