//! The suite in files.

use crate::harness::Local;

#[tokio::test]
async fn the_local_provider_keeps_every_rule() {
    crate::ensure_conformance(&Local).await;
}
