//! Traced waits.

use std::time::Duration;

use rolewright_core::clock::Clock;
use rolewright_core::provider::Wait;
use tracing::Instrument;

/// Sleeps in a span `wait`.
pub(crate) async fn pause(clock: &dyn Clock, wait: &Wait, duration: Duration) {
    let span = tracing::info_span!(
        "wait",
        action = wait.action,
        reason = ?wait.reason,
        milliseconds = wait.milliseconds,
        error = wait.error,
    );
    async {
        tracing::debug!("waiting");
        clock.sleep(duration).await;
    }
    .instrument(span)
    .await;
}
