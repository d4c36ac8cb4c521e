//! The policy of a role session that operates recipes.

use std::sync::Arc;

use super::operator_policy::{Rights, document, merged, operator_calls};
use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::permission::{self, Permission};
use crate::recipe::Recipe;

/// The longest session policy, in characters (source: `AssumeRole` of the official Python SDK
/// `alibabacloud-sts20150401` 1.2.0).
const MOST: usize = 2048;

/// Returns a session policy that restricts an administrator's session to what a run of these recipes
/// needs, as compact JSON.
///
/// It allows all reads of RAM, since a run names every policy that is attached to a role. Other
/// actions are allowed on the objects of the recipes, as in their
/// [operator policies](super::operator_policy). If these don't fit in 2,048 characters, they are allowed
/// on all objects.
///
/// ```
/// use std::sync::Arc;
///
/// use rolewright_core::BucketName;
/// use rolewright_core::recipe::container_registry::custom_bucket;
/// use rolewright_core::setup::{Rights, session_policy};
///
/// let recipe = custom_bucket([BucketName::new("my-images")?])?;
/// let policy = session_policy(&[Arc::new(recipe)], &"1234567890123456".parse()?, Rights::Write)?;
/// assert!(policy.len() <= 2048 && policy.contains("ram:CreateRole"));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::LimitExceeded`] if the actions alone don't fit.
pub fn session_policy(
    recipes: &[Arc<dyn Recipe>],
    account: &AccountId,
    rights: Rights,
) -> Result<String> {
    let calls = recipes
        .iter()
        .flat_map(|recipe| operator_calls(&**recipe, account, rights));
    let needed = calls.filter_map(|call| permission::of(&call, account.as_str(), None));
    let is_read = |one: &Permission| {
        ["ram:Get", "ram:List"]
            .iter()
            .any(|verb| one.action.starts_with(verb))
    };
    let needed = merged(needed.filter(|one| !is_read(one)));
    let reads = ["ram:Get*", "ram:List*"].map(|action| Permission::new(action, "*"));
    let of = |needed: Vec<Permission>| {
        document(reads.iter().cloned().chain(needed).collect()).to_compact()
    };
    let narrow = of(needed.clone());
    if narrow.len() <= MOST {
        return Ok(narrow);
    }
    let anywhere = |one: Permission| Permission::new(one.action, "*");
    let wide = of(merged(needed.into_iter().map(anywhere)));
    if wide.len() <= MOST {
        return Ok(wide);
    }
    let text = format!(
        "the session policy has {} characters, and {MOST} are allowed",
        wide.len()
    );
    Err(Error::new(ErrorKind::LimitExceeded, text).with_remedy("run fewer recipes at once"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{PolicySet, Request};
    use crate::name::BucketName;
    use crate::policy::PolicyDocument;
    use crate::recipe::container_registry::custom_bucket;

    #[test]
    fn a_session_reads_ram_and_writes_only_what_the_recipe_owns() {
        let recipe = custom_bucket([BucketName::new("my-images").unwrap()]).unwrap();
        let recipes: [Arc<dyn Recipe>; 1] = [Arc::new(recipe)];
        let account = AccountId::new("1234567890123456").unwrap();
        let role = recipes[0].role().to_string();
        for (rights, action, name, allowed) in [
            (Rights::Read, "ram:GetRole", "any", true),
            (Rights::Read, "ram:DeleteRole", role.as_str(), false),
            (Rights::Write, "ram:DeleteRole", role.as_str(), true),
            (Rights::Write, "ram:DeleteRole", "other", false),
            (
                Rights::Write,
                "ram:UpdateRole",
                "ResourceDirectoryAccountAccessRole",
                false,
            ),
            (Rights::Write, "ram:CreateUser", "mallory", false),
            (Rights::Write, "sts:AssumeRole", "other", false),
        ] {
            let policy = session_policy(&recipes, &account, rights).unwrap();
            let policy = PolicyDocument::parse(&policy).unwrap();
            let resource = format!("acs:ram:*:{account}:role/{name}");
            let decision = PolicySet::new().identity("session", &policy);
            let decision = decision.decide(&Request::new(action, resource));
            assert_eq!(decision.is_allowed(), allowed, "{rights:?} {action} {name}");
        }
    }
}
