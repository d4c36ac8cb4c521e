//! A run whose future is dropped.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use futures_util::FutureExt;
use rolewright::setup::LiveState;
use rolewright::{
    Call, MemoryProvider, ProviderInfo, RamProvider, Reply, Result, SetupBuilder, setup,
};

/// A provider in memory whose call number `at` has no answer.
#[derive(Debug)]
struct Hangs {
    memory: MemoryProvider,
    at: usize,
    /// Whether that call is made nevertheless.
    makes_it: bool,
    calls: AtomicUsize,
}

#[async_trait]
impl RamProvider for Hangs {
    fn info(&self) -> ProviderInfo {
        self.memory.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        if self.calls.fetch_add(1, Ordering::Relaxed) == self.at {
            if self.makes_it {
                let _ = self.memory.execute(call).await;
            }
            return pending().await;
        }
        self.memory.execute(call).await
    }
}

/// An account in which two buckets are granted, or an empty one.
async fn account(is_set_up: bool) -> MemoryProvider {
    let memory = MemoryProvider::new();
    if is_set_up {
        let both = setup(["img-a", "img-b"]).apply(&memory).await.unwrap();
        assert!(both.is_ok());
    }
    memory
}

/// Drops `run` at each of its calls, before and after the call is made, and returns the number of calls. Each
/// time the same run, started again, must end in the same state as if nothing had happened.
async fn dropped_at_each_call<R>(is_set_up: bool, run: R) -> usize
where
    R: AsyncFn(SetupBuilder<'static>, &dyn RamProvider) -> Result<rolewright::setup::Report>,
{
    let builder = || setup(["img-a"]);
    let state = async |memory: &MemoryProvider| -> LiveState {
        builder().show(memory).await.unwrap().state
    };
    let undisturbed = account(is_set_up).await;
    assert!(run(builder(), &undisturbed).await.unwrap().is_ok());
    let expected = state(&undisturbed).await;
    for at in 0.. {
        for makes_it in [false, true] {
            let provider = Hangs {
                memory: account(is_set_up).await,
                at,
                makes_it,
                calls: AtomicUsize::new(0),
            };
            let ended = run(builder(), &provider).now_or_never();
            if let Some(ended) = ended {
                assert!(ended.unwrap().is_ok());
                return at;
            }
            let again = run(builder(), &provider.memory).await.unwrap();
            assert!(again.is_ok(), "call {at}: {:?}", again.outcome);
            assert_eq!(state(&provider.memory).await, expected, "call {at}");
        }
    }
    0
}

#[tokio::test]
async fn what_a_dropped_run_leaves_is_completed_by_the_next_one() {
    let apply = dropped_at_each_call(false, async |builder, on| builder.apply(on).await).await;
    assert!(apply > 7, "{apply}");
    let remove = dropped_at_each_call(true, async |builder, on| builder.remove(on).await).await;
    assert!(remove > 4, "{remove}");
    let destroy = dropped_at_each_call(true, async |builder, on| builder.force().destroy(on).await);
    let destroy = destroy.await;
    assert!(destroy > 7, "{destroy}");
}
