//! The answers to the queries of a recipe's checks.

use std::collections::BTreeMap;

use super::Seen;
use crate::bucket::BucketFacts;
use crate::error::Result;
use crate::name::BucketName;
use crate::operation::Operation;
use crate::probe::Probed;
use crate::provider::{Call, Reply};
use crate::setup::query::Query;

/// The answers to the queries of a recipe's [checks](crate::recipe::Check).
#[derive(Clone, Debug, Default)]
pub struct Answers {
    buckets: BTreeMap<BucketName, Seen<Option<BucketFacts>>>,
    probes: BTreeMap<BucketName, Probed>,
    replies: Vec<(Call, Seen<Reply>)>,
}

impl Answers {
    /// Returns the facts of a bucket; `None` inside if no account has a bucket of that name.
    #[must_use]
    pub fn bucket(&self, bucket: &BucketName) -> &Seen<Option<BucketFacts>> {
        self.buckets.get(bucket).unwrap_or(&Seen::NotYet)
    }

    /// Returns the result of using a bucket with the role, if that was tested.
    #[must_use]
    pub fn probe(&self, bucket: &BucketName) -> Option<&Probed> {
        self.probes.get(bucket)
    }

    /// Returns the reply to a call that reads.
    #[must_use]
    pub fn reply_to<O: Operation>(&self, operation: &O) -> Seen<O::Output> {
        match self.reply(&Call::of(operation)) {
            Seen::NotYet => Seen::NotYet,
            Seen::Failed(error) => Seen::Failed(error.clone()),
            Seen::Is(reply) => match reply.decode() {
                Ok(output) => Seen::Is(output),
                Err(error) => Seen::Failed(error),
            },
        }
    }

    fn reply(&self, call: &Call) -> &Seen<Reply> {
        let mut replies = self.replies.iter();
        let known = replies.find(|(known, _)| known == call);
        known.map_or(&Seen::NotYet, |(_, reply)| reply)
    }

    /// Whether there is an answer, or a failure that a retry won't change.
    pub(crate) fn has(&self, query: &Query) -> bool {
        match query {
            Query::Call(call) => self.reply(call).is_settled(),
            Query::InspectBucket { bucket, .. } => self.bucket(bucket).is_settled(),
            Query::ProbeBucket { bucket, .. } => self.probes.contains_key(bucket),
        }
    }

    pub(super) fn add_bucket(
        &mut self,
        bucket: &BucketName,
        facts: Result<Option<BucketFacts>>,
    ) -> Result<()> {
        self.buckets
            .entry(bucket.clone())
            .or_default()
            .record(facts)
    }

    pub(super) fn add_probe(&mut self, bucket: &BucketName, probed: Probed) {
        self.probes.insert(bucket.clone(), probed);
    }

    pub(super) fn add_reply(&mut self, call: &Call, answer: Result<Reply>) -> Result<()> {
        let mut reply = Seen::NotYet;
        let read = reply.record(answer);
        self.replies.retain(|(known, _)| known != call);
        self.replies.push((call.clone(), reply));
        read
    }
}
