//! The managed policies: the recipe's policy and the numbered ones, and what each grants.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, PolicyName};
use crate::operation::PolicyType;
use crate::policy::{POLICY_DOCUMENT_BYTES, PolicyDocument};
use crate::recipe::Recipe;
use crate::remedy::{Remedy, RemedyKind};
use crate::setup::desired::Desired;
use crate::setup::goal::Goal;
use crate::setup::grants::Grants;
use crate::setup::grants::layout::Layout;
use crate::setup::observe::Observed;
use crate::setup::options::Options;
use crate::setup::plan::managed_policy::{ManagedPolicy, live_managed_policies};
use crate::setup::plan::placement::{CUSTOM_ATTACHMENTS, Unplaced, place_all};
use crate::setup::snapshot::{Replaced, Snapshot};

/// Returns the custom policies that a recipe needs in an empty account, with their names: one, or
/// with `split` numbered ones if the buckets don't fit in one document.
///
/// ```
/// use rolewright_core::recipe::container_registry::custom_bucket;
/// use rolewright_core::{AccountId, BucketName, setup};
///
/// let names = (0..60).map(|number| BucketName::new(format!("a-rather-long-name-{number}")));
/// let recipe = custom_bucket(names.collect::<Result<Vec<_>, _>>()?)?;
/// let account = AccountId::new("1234567890123456")?;
/// let policies = setup::documents(&recipe, &account, true)?;
/// assert!(policies.iter().all(|(_, document)| document.size() <= 6144));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
///
/// # Errors
/// [`ErrorKind::LimitExceeded`] if they don't fit; the message has the number of buckets that fit
/// in each layout.
pub fn documents(
    recipe: &dyn Recipe,
    account: &AccountId,
    split: bool,
) -> Result<Vec<(PolicyName, PolicyDocument)>> {
    let desired = Desired::new(recipe, account);
    let observed = Observed::new(recipe.role().clone(), recipe.policy_type(), recipe.policy());
    let options = Options {
        split,
        ..Options::default()
    };
    let snapshot = Snapshot {
        goal: &Goal::Plan,
        recipe,
        checks: &[],
        desired: &desired,
        observed: &observed,
        options: &options,
        replaced: &Replaced::new(),
    };
    if recipe.policy_type() != PolicyType::Custom {
        return Ok(Vec::new());
    }
    let policies = managed_policies(&snapshot)?.into_iter();
    policies
        .map(|managed| {
            Ok((
                PolicyName::new(managed.name.as_str())?,
                written(&snapshot, &managed)?,
            ))
        })
        .collect()
}

/// Returns the policies with their target grants, the recipe's policy first.
pub(crate) fn managed_policies(snapshot: &Snapshot<'_>) -> Result<Vec<ManagedPolicy>> {
    let mut policies = live_managed_policies(snapshot)?;
    match place_all(snapshot, &mut policies) {
        Ok(()) => Ok(policies),
        Err(Unplaced::TooLong) => Err(too_long(snapshot, &policies)),
        Err(Unplaced::Other(error)) => Err(error),
    }
}

/// Returns the number of buckets that fit with `split`, in their order, that of the policies, and whether
/// everything fits.
fn how_many_fit_split(snapshot: &Snapshot<'_>) -> Result<(usize, usize, bool)> {
    let options = Options {
        split: true,
        ..snapshot.options.clone()
    };
    let snapshot = Snapshot {
        options: &options,
        ..snapshot.clone()
    };
    let mut policies = live_managed_policies(&snapshot)?;
    let fits = match place_all(&snapshot, &mut policies) {
        Err(Unplaced::Other(error)) => return Err(error),
        placed => placed.is_ok(),
    };
    policies.retain(|managed| managed.used || managed.attached);
    let subjects = policies
        .iter()
        .map(|managed| managed.target.subjects(snapshot.recipe));
    let subjects: BTreeSet<String> = subjects.flatten().collect();
    Ok((subjects.len(), policies.len(), fits))
}

/// Returns an error with the number of buckets that fit in each layout.
fn too_long(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Error {
    let all = policies.iter().fold(
        Grants::desired(snapshot.desired),
        |all, managed| match &managed.live {
            Some((live, _)) if !snapshot.options.exact.policy => live.merged_with(&all),
            _ => all,
        },
    );
    let subjects = all.subjects(snapshot.recipe);
    let count = |layout| how_many_fit(snapshot, &all, &subjects, layout);
    let (documented, pooled) = (count(Layout::Documented), count(Layout::Pooled));
    let split = match how_many_fit_split(snapshot) {
        Ok((_, policies, true)) => format!(", and all of them split over {policies} policies"),
        Ok((fitting, policies, false)) if fitting < subjects.len() => format!(
            ", and {fitting} split over {policies} policies; a role takes at most {CUSTOM_ATTACHMENTS}"
        ),
        // The unmanaged statements alone are too long.
        _ => String::new(),
    };
    let message = format!(
        "{} buckets do not fit: a document holds {POLICY_DOCUMENT_BYTES} bytes, which is {documented} of them as \
         documented, {pooled} with the same grants pooled in one statement{split}",
        subjects.len(),
    );
    let remedy = if snapshot.options.split {
        "grant fewer buckets, or give them shorter names".into()
    } else {
        Remedy::from(RemedyKind::Split)
    };
    Error::new(ErrorKind::LimitExceeded, message)
        .with_resource(snapshot.recipe.policy().as_str())
        .with_remedy(remedy)
}

fn how_many_fit(
    snapshot: &Snapshot<'_>,
    all: &Grants,
    subjects: &[String],
    layout: Layout,
) -> usize {
    let fits = |count: usize| {
        let known: BTreeSet<&str> = subjects.iter().take(count).map(String::as_str).collect();
        let part = all.only(snapshot.recipe, |s| s.is_none_or(|s| known.contains(s)));
        let empty = PolicyDocument::new([]);
        let document = part.render(snapshot.desired, snapshot.recipe, &empty, layout);
        document.size() <= POLICY_DOCUMENT_BYTES
    };
    // The size only grows with the count, so a binary search works.
    let (mut low, mut high) = (0, subjects.len());
    while low < high {
        let middle = (low + high).div_ceil(2);
        if fits(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}

pub(crate) fn written(snapshot: &Snapshot<'_>, managed: &ManagedPolicy) -> Result<PolicyDocument> {
    let fitting = managed
        .target
        .fitting(snapshot.desired, snapshot.recipe, &managed.base());
    fitting.ok_or_else(|| {
        let text = "the policy's document would be too long";
        Error::new(ErrorKind::LimitExceeded, text).with_resource(managed.name.clone())
    })
}
