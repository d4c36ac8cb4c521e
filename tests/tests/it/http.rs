//! The suite over HTTP: the provider for the real cloud against the emulator, over real sockets.

use crate::harness::Http;

#[tokio::test(flavor = "multi_thread", worker_threads = 8)]
async fn the_http_provider_and_the_emulator_keep_every_rule() {
    crate::ensure_conformance(&Http).await;
}
