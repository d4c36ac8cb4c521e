//! The policies attached to the role, and the required access that they allow.

use crate::operation::PolicyType;
use crate::policy::PolicyDocument;
use crate::setup::danger::is_detached;
use crate::setup::observe::Seen;
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::Answer;
use crate::setup::verify::documents::Documents;

pub(crate) fn documents(snapshot: &Snapshot<'_>) -> Documents {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for key in snapshot.observed.attached_keys() {
        // Without required accesses, nothing depends on the document.
        let is_own = key == snapshot.observed.own_key();
        if key.0 == PolicyType::System && is_own && snapshot.desired.required.is_empty() {
            continue;
        }
        let document = match snapshot.observed.policy(&key) {
            Seen::Is(Some(live)) => PolicyDocument::parse(&live.document).ok(),
            _ => None,
        };
        match document {
            Some(document) => read.push((key, document)),
            None => unread.push(key),
        }
    }
    Documents::new(read, unread, snapshot.observed.date)
}

/// Returns the policies that grant everything without ours, if there are any; then nothing has to
/// be written. If ours is attached, it is kept complete anyway.
pub(crate) fn satisfied_by_others(snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    let key = snapshot.observed.own_key();
    let mut attached = snapshot.observed.attached_keys();
    let in_use = attached.any(|key| snapshot.observed.number(&key).is_some());
    let exact = snapshot.options.exact;
    if in_use || exact.policy || exact.attachments || key.0 != PolicyType::Custom {
        return None;
    }
    let mut documents = documents(snapshot);
    if snapshot.options.narrow {
        documents
            .read
            .retain(|(key, _)| !is_detached(snapshot, key));
    }
    let mut names = Vec::new();
    for access in &snapshot.desired.required {
        // A grant that ends at some date is not enough.
        let decision = documents.decide_at(access, None);
        let statement = decision
            .statement
            .filter(|_| decision.answer == Answer::Allow)?;
        if !names.contains(&statement.policy) {
            names.push(statement.policy);
        }
    }
    (documents.unread.is_empty() && !names.is_empty()).then_some(names)
}

/// Whether any required access is not allowed.
pub(crate) fn refuses_something(snapshot: &Snapshot<'_>) -> bool {
    let documents = documents(snapshot);
    let mut required = snapshot.desired.required.iter();
    required.any(|access| documents.decide(access).answer != Answer::Allow)
}
