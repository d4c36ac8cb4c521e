//! A mock of the provider trait for unit tests (feature `testing`).

use async_trait::async_trait;

use crate::error::Result;
use crate::operation::Operation;
use crate::provider::{Call, ProviderInfo, RamProvider, Reply, decode_params};

mockall::mock! {
    /// A provider with the replies that a test sets, made with mockall.
    ///
    /// ```
    /// use futures_util::FutureExt;
    /// use rolewright_core::operation::{GetRole, GetRoleOutput, Role};
    /// use rolewright_core::testing::MockRamProvider;
    /// use rolewright_core::RamProviderExt;
    ///
    /// let mut provider = MockRamProvider::new();
    /// // With `..`, a field that a later version adds changes nothing here.
    /// provider.expect_operation(|GetRole { role_name, .. }| {
    ///     let role = Role { role_name, ..Role::default() };
    ///     Ok(GetRoleOutput { role, ..GetRoleOutput::default() })
    /// });
    /// let role = provider.get_role("demo").now_or_never().unwrap()?;
    /// assert_eq!(role.role_name, "demo");
    /// # Ok::<(), rolewright_core::Error>(())
    /// ```
    #[derive(Debug)]
    pub RamProvider {}

    #[async_trait]
    impl RamProvider for RamProvider {
        fn info(&self) -> ProviderInfo;
        async fn execute(&self, call: Call) -> Result<Reply>;
    }
}

impl MockRamProvider {
    /// Expects any number of calls of one operation of one service; `answer` returns the output.
    ///
    /// A call without a matching expectation fails the test. For counts and sequences use
    /// mockall's `expect_execute`.
    pub fn expect_operation<O, F>(&mut self, mut answer: F)
    where
        O: Operation,
        F: FnMut(O) -> Result<O::Output> + Send + 'static,
    {
        self.expect_execute()
            .withf(|call| call.action == O::ACTION && call.service.name == O::SERVICE.name)
            .returning(move |call| {
                let output = answer(decode_params(&call.params)?)?;
                Reply::encode(&output, "mock")
            });
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::operation::{GetRole, GetRoleOutput};
    use crate::provider::Service;

    #[test]
    #[should_panic(expected = "execute")]
    fn an_expected_operation_does_not_answer_for_another_service() {
        let mut provider = MockRamProvider::new();
        provider.expect_operation(|_: GetRole| Ok(GetRoleOutput::default()));
        let call = Call {
            service: Service::STS,
            ..Call::of(&GetRole::default())
        };
        let _ = provider.execute(call).now_or_never();
    }
}
