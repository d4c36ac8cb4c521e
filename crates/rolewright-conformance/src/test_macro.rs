//! The macro `tests!`: one `#[test]` for each case.

use crate::cases::cases;
use crate::harness::Harness;
use crate::run::Verdict;

/// Creates one `#[test]` for each case, in a module for each resource.
///
/// The first argument, evaluated for each case, is a closure without parameters that returns a
/// future of a provider for an empty account, or a value that implements
/// [`Harness`](crate::Harness).
///
/// ```
/// # use rolewright_core::{Call, ProviderInfo, RamProvider, Reply, Result};
/// # #[derive(Debug)]
/// # struct MyProvider;
/// # impl MyProvider {
/// #     fn new() -> Self { Self }
/// # }
/// # #[async_trait::async_trait]
/// # impl RamProvider for MyProvider {
/// #     fn info(&self) -> ProviderInfo { unimplemented!() }
/// #     async fn execute(&self, _: Call) -> Result<Reply> { unimplemented!() }
/// # }
/// rolewright_conformance::tests! {
///     || async { MyProvider::new() },
///     unsupported: {
///         Groups: "planned for 0.2",
///         AssumedRules: "not confirmed by a source",
///     },
/// }
/// ```
///
/// - `test` is the attribute of each test, for a provider that needs an async runtime:
///   `test: tokio::test`. The default is a simple blocking executor.
/// - `unsupported` maps each [`Feature`](crate::Feature) that the provider does not support to the
///   reason. Cases that need it are ignored; `cargo test` lists them with the reason.
///   [`Limits`](crate::Feature::Limits) and [`Callers`](crate::Feature::Callers) are always
///   unsupported with a closure, which takes neither.
///
/// Invoke it at most once per module.
#[macro_export]
macro_rules! tests {
    (
        || $account:expr
        $(, test: $test:meta)?
        $(, unsupported: { $($feature:ident: $why:literal),* $(,)? })?
        $(,)?
    ) => {
        $crate::__tests! {
            ($) { $crate::Constructor(|| $account) } [$($test)?]
            {
                Limits: "the constructor creates accounts with the documented limits only",
                Callers: "the constructor can't select the caller",
                $($($feature: $why,)*)?
            }
        }
    };
    (
        $harness:expr
        $(, test: $test:meta)?
        $(, unsupported: { $($feature:ident: $why:literal),* $(,)? })?
        $(,)?
    ) => {
        $crate::__tests! { ($) { $harness } [$($test)?] { $($($feature: $why,)*)? } }
    };
}

/// Defines the macro `each`, which ignores a case that needs an unsupported feature.
#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    (($d:tt) { $harness:expr } $test:tt { $($feature:ident: $why:literal,)* }) => {
        fn harness() -> impl $crate::Harness {
            $harness
        }

        // Rejects names that are not a feature.
        const _: &[$crate::Feature] = &[$($crate::Feature::$feature),*];

        macro_rules! each {
            $(($d case:ident [$feature $d($d more:ident)*]) => {
                $crate::__test! { $test ($why) $d case }
            };)*
            ($d case:ident [$d supported:ident $d($d more:ident)*]) => {
                each! { $d case [$d($d more)*] }
            };
            ($d case:ident []) => {
                $crate::__test! { $test () $d case }
            };
        }

        $crate::__every_file! { [$crate::__each_file] each }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __each_file {
    ([$($file:ident)*] $each:ident) => {
        $($crate::$file! { $each })*
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test {
    ([] ($($why:literal)?) $case:ident) => {
        #[test]
        $(#[ignore = $why])?
        fn $case() {
            $crate::__private::block_on($crate::__private::run(
                stringify!($case),
                &super::harness(),
            ));
        }
    };
    ([$test:meta] ($($why:literal)?) $case:ident) => {
        #[$test]
        $(#[ignore = $why])?
        async fn $case() {
            $crate::__private::run(stringify!($case), &super::harness()).await;
        }
    };
}

/// Runs the case with this name as a test.
#[allow(clippy::panic, reason = "a test fails by a panic")]
pub async fn run(name: &str, harness: &dyn Harness) {
    let case = cases().into_iter().find(|case| case.name == name);
    let verdict = match case {
        Some(case) => case.run(harness).await,
        None => Verdict::Skipped("unknown case".into()),
    };
    match verdict {
        Verdict::Passed => {}
        Verdict::Failed(failure) => panic!("the provider breaks the rule\n{failure}"),
        Verdict::Skipped(why) => {
            panic!("case skipped: {why}; declare the feature as unsupported")
        }
    }
}
