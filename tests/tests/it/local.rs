//! The suite in files.

use crate::harness::Local;

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_local_provider_keeps_every_rule() {
    crate::ensure_conformance(&Local).await;
}
