//! The suite in memory.

use crate::harness::Memory;

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_memory_provider_keeps_every_rule() {
    crate::ensure_conformance(&Memory).await;
}
