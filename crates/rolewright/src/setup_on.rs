//! A set-up with the backends of one account.

use std::sync::Arc;

use rolewright_core::setup::{Goal, Report};
use rolewright_core::{RamProvider, Result};

use crate::setup_builder::SetupBuilder;

/// A set-up with the provider, bucket inspector and bucket probe of a [`Cloud`](crate::Cloud), from
/// [`SetupBuilder::on`].
#[derive(Clone, Debug)]
#[must_use = "it does nothing until a run is started"]
pub struct SetupOn<'a> {
    pub(crate) setup: SetupBuilder<'a>,
    pub(crate) provider: Arc<dyn RamProvider>,
}

impl SetupOn<'_> {
    /// As [`SetupBuilder::plan`].
    ///
    /// # Errors
    /// As [`SetupBuilder::plan`].
    pub async fn plan(self) -> Result<Report> {
        self.run(Goal::Plan).await
    }

    /// As [`SetupBuilder::apply`].
    ///
    /// # Errors
    /// As [`SetupBuilder::apply`].
    pub async fn apply(self) -> Result<Report> {
        self.run(Goal::Apply).await
    }

    /// Verifies all requirements, those of the buckets too if the cloud has a bucket inspector; writes
    /// nothing.
    ///
    /// # Errors
    /// As [`SetupBuilder::verify`].
    pub async fn verify(self) -> Result<Report> {
        self.run(Goal::VERIFY).await
    }

    /// As [`verify`](Self::verify), and tests each bucket with the role, which the caller must be able to
    /// assume: it writes, reads and deletes one object. Without a bucket probe the test is inconclusive.
    ///
    /// # Errors
    /// As [`SetupBuilder::verify`].
    pub async fn verify_live(self) -> Result<Report> {
        self.run(Goal::Verify { live: true }).await
    }

    /// As [`SetupBuilder::drift`].
    ///
    /// # Errors
    /// As [`SetupBuilder::drift`].
    pub async fn drift(self) -> Result<Report> {
        self.run(Goal::Drift).await
    }

    /// As [`SetupBuilder::show`].
    ///
    /// # Errors
    /// As [`SetupBuilder::show`].
    pub async fn show(self) -> Result<Report> {
        self.run(Goal::Show).await
    }

    /// As [`SetupBuilder::remove`].
    ///
    /// # Errors
    /// As [`SetupBuilder::remove`].
    pub async fn remove(self) -> Result<Report> {
        self.run(Goal::Remove).await
    }

    /// As [`SetupBuilder::rollback`].
    ///
    /// # Errors
    /// As [`SetupBuilder::rollback`].
    pub async fn rollback(self, to: Option<&str>) -> Result<Report> {
        let to = to.map(str::to_owned);
        self.run(Goal::Rollback { to }).await
    }

    /// As [`SetupBuilder::destroy`].
    ///
    /// # Errors
    /// As [`SetupBuilder::destroy`].
    pub async fn destroy(self) -> Result<Report> {
        self.run(Goal::Destroy).await
    }

    async fn run(self, goal: Goal) -> Result<Report> {
        self.setup.run(goal, &self.provider).await
    }
}
