//! Where grants are placed: which managed policy holds which subject.

use std::cell::LazyCell;
use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::setup::danger::narrowed;
use crate::setup::grants::Grants;
use crate::setup::grants::layout::Layout;
use crate::setup::observe::Observed;
use crate::setup::plan::managed_policy::{ManagedPolicy, live_managed_policy};
use crate::setup::snapshot::Snapshot;

/// The maximum number of custom policies attached to a role. Source: the limits page of December
/// 2025, which calls it adjustable.
pub(super) const CUSTOM_ATTACHMENTS: usize = 10;

/// Why grants can't be placed.
pub(super) enum Unplaced {
    TooLong,
    Other(Error),
}

impl From<Error> for Unplaced {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

/// Sets the target grants of the live policies, and with `split` adds further policies.
pub(super) fn place_all(
    snapshot: &Snapshot<'_>,
    policies: &mut Vec<ManagedPolicy>,
) -> Result<(), Unplaced> {
    let desired = Grants::desired(snapshot.desired);
    let fixed = desired.only(snapshot.recipe, |subject| subject.is_none());
    let exact = snapshot.options.exact.policy;
    let mut to_place = desired;
    for managed in policies.iter_mut() {
        if exact {
            managed.target = Grants::default().merged_with(&fixed);
            continue;
        }
        // Grants of replaced versions need a place, which may be another policy.
        for document in snapshot.replaced_of(&managed.name) {
            let grants = Grants::read(snapshot.desired, document);
            to_place = to_place.merged_with(&grants.only(snapshot.recipe, |s| s.is_some()));
            let rest = grants.only(snapshot.recipe, |s| s.is_none());
            managed.target = managed.target.merged_with(&Grants {
                unmanaged: grants.unmanaged,
                ..rest
            });
        }
        if snapshot.options.narrow {
            managed.target = narrowed(snapshot, &managed.target);
        }
    }
    if let Some(own) = policies.first_mut() {
        own.used = true;
        own.target = own.target.merged_with(&fixed);
    }
    let live = policies.iter().map(|managed| Live::of(snapshot, managed));
    let mut live: Vec<Live> = live.collect();
    let mut full = Vec::new();
    for (subject, part) in to_place.by_subject(snapshot.recipe) {
        place(snapshot, policies, &mut live, &mut full, &subject, &part)?;
    }
    check_sizes(snapshot, policies)
}

/// What a live policy has.
struct Live {
    subjects: BTreeSet<String>,
    /// Whether it grants all of its policy's target, so that it is kept as it is.
    has_target: bool,
}

impl Live {
    fn of(snapshot: &Snapshot<'_>, managed: &ManagedPolicy) -> Self {
        let live = managed.live.iter();
        let subjects = live.flat_map(|(grants, _)| grants.subjects(snapshot.recipe));
        Self {
            subjects: subjects.collect(),
            has_target: is_current(managed),
        }
    }
}

/// Whether the live policy grants all of its target.
fn is_current(managed: &ManagedPolicy) -> bool {
    let live = managed.live.as_ref();
    live.is_some_and(|(live, _)| live.covers(&managed.target))
}

/// Places the grants on a subject: in a policy that has some of them already, else the first with
/// enough space, else, with `split`, a new one.
fn place(
    snapshot: &Snapshot<'_>,
    policies: &mut Vec<ManagedPolicy>,
    live: &mut [Live],
    full: &mut Vec<(usize, Size)>,
    subject: &str,
    part: &Grants,
) -> Result<(), Unplaced> {
    let size = LazyCell::new(|| Size::of(snapshot, part));
    let mut order: Vec<usize> = (0..policies.len()).collect();
    let has_subject = |index: usize| {
        live.get(index)
            .is_some_and(|live| live.subjects.contains(subject))
    };
    order.sort_by_key(|index| !has_subject(*index));
    for index in order {
        let Some(managed) = policies.get_mut(index) else {
            continue;
        };
        // Policies only grow, so what is as large as something that did not fit does not fit either.
        if full
            .iter()
            .any(|(known, too_large)| *known == index && size.is_at_least(too_large))
        {
            continue;
        }
        let live = live.get_mut(index);
        let has_part = |live: &&mut Live| {
            let grants = managed.live.as_ref().map(|(grants, _)| grants);
            live.has_target
                && live.subjects.contains(subject)
                && grants.is_some_and(|grants| grants.covers(part))
        };
        if live.as_ref().is_some_and(has_part) {
            managed.target.merge(part);
            managed.used = true;
            return Ok(());
        }
        let target = managed.target.merged_with(part);
        if target.fits(snapshot.desired, snapshot.recipe, &managed.base()) {
            if let Some(live) = live {
                live.has_target = false;
            }
            managed.target = target;
            managed.used = true;
            return Ok(());
        }
        full.push((index, size.clone()));
    }
    if !snapshot.options.split {
        return Err(Unplaced::TooLong);
    }
    let number = next_number(snapshot, policies)?;
    let mut managed = live_managed_policy(snapshot, Observed::numbered(snapshot.observed, number))?;
    managed.target = Grants::default().merged_with(part);
    managed.used = true;
    policies.push(managed);
    Ok(())
}

/// The space that grants need.
#[derive(Clone, Debug)]
struct Size {
    /// The number of resources of each group.
    resources: Vec<usize>,
    /// The size of a document of these grants alone, in bytes.
    bytes: usize,
}

impl Size {
    fn of(snapshot: &Snapshot<'_>, part: &Grants) -> Self {
        let empty = PolicyDocument::new([]);
        let alone = part.render(snapshot.desired, snapshot.recipe, &empty, Layout::Pooled);
        Self {
            resources: part.groups.iter().map(Vec::len).collect(),
            bytes: alone.size(),
        }
    }

    /// Whether it needs as much space as the other; `false` if they can't be compared.
    fn is_at_least(&self, other: &Self) -> bool {
        self.resources == other.resources && self.bytes >= other.bytes
    }
}

/// Returns the lowest free number, unless the role has the maximum number of custom policies.
fn next_number(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Result<u32, Unplaced> {
    let taken = |number: &u32| {
        let name = snapshot.observed.numbered(*number);
        let named = snapshot
            .observed
            .catalogue
            .names
            .value()
            .is_some_and(|all| all.contains(&name));
        named || policies.iter().any(|managed| managed.name == name)
    };
    let own = |key: &(PolicyType, String)| policies.iter().any(|managed| managed.name == key.1);
    let unmanaged = snapshot.observed.attached_keys();
    let unmanaged = unmanaged
        .filter(|key| key.0 == PolicyType::Custom && !own(key))
        .count();
    let used = policies
        .iter()
        .filter(|managed| managed.used || managed.attached)
        .count();
    match (2..).find(|number| !taken(number)) {
        Some(number) if used + unmanaged < CUSTOM_ATTACHMENTS => Ok(number),
        _ => Err(Unplaced::TooLong),
    }
}

/// Checks the size of each document that has to be rewritten.
fn check_sizes(snapshot: &Snapshot<'_>, policies: &[ManagedPolicy]) -> Result<(), Unplaced> {
    let fits = |managed: &ManagedPolicy| {
        let target = &managed.target;
        is_current(managed) || target.fits(snapshot.desired, snapshot.recipe, &managed.base())
    };
    if policies.iter().all(fits) {
        Ok(())
    } else {
        Err(Unplaced::TooLong)
    }
}
