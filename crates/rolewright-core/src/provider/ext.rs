//! Typed operations, shorthands and pagers for any provider.

use std::future::Future;

use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use super::call::Call;
use super::pager::Paged;
use super::ram_provider::RamProvider;
use super::reply::Reply;
use crate::error::{Error, ErrorKind, Result};
use crate::items::Items;
use crate::operation::{
    AttachedPolicy, CallerIdentity, GetCallerIdentity, GetPolicy, GetPolicyOutput, GetRole,
    ListPoliciesForRole, Operation, PolicyType, Role,
};

/// Typed calls for every [`RamProvider`], including `Arc<dyn RamProvider>`.
///
/// ```
/// # use rolewright_core::{RamProvider, RamProviderExt, Result, operation::CreateRole};
/// # async fn demo(provider: &dyn RamProvider) -> Result<()> {
/// let created = provider
///     .send(CreateRole { role_name: "demo".into(), ..CreateRole::default() })
///     .await?;
/// let role = provider.get_role("demo").await?;
/// assert_eq!(created.role.role_id, role.role_id);
/// # Ok(())
/// # }
/// ```
pub trait RamProviderExt: RamProvider {
    /// Executes a typed operation.
    ///
    /// # Errors
    /// The provider's error, or [`ErrorKind::UnexpectedReply`](crate::ErrorKind::UnexpectedReply)
    /// when the reply can't be decoded; both name the operation and its subject.
    fn send<O: Operation>(&self, operation: O) -> impl Future<Output = Result<O::Output>> + Send {
        let call = Call::of(&operation);
        async move {
            let subject = call.subject().map(str::to_owned);
            let answer = self
                .execute(call)
                .await
                .and_then(|reply: Reply| reply.decode());
            answer.map_err(|error| name(error, O::ACTION, subject))
        }
    }

    /// Returns the role with this name.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`Error::is_not_found`] if it does not exist.
    fn get_role(&self, role: &str) -> impl Future<Output = Result<Role>> + Send {
        let answer = self.send(GetRole {
            role_name: role.into(),
            ..Default::default()
        });
        async { Ok(answer.await?.role) }
    }

    /// Returns the custom policy with this name, including its default version.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`Error::is_not_found`] if it does not exist.
    fn get_policy(&self, policy: &str) -> impl Future<Output = Result<GetPolicyOutput>> + Send {
        self.send(GetPolicy {
            policy_name: policy.into(),
            policy_type: PolicyType::Custom,
            ..Default::default()
        })
    }

    /// Returns all policies attached to the role.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn list_policies_for_role(
        &self,
        role: &str,
    ) -> impl Future<Output = Result<Vec<AttachedPolicy>>> + Send {
        let answer = self.send(ListPoliciesForRole {
            role_name: role.into(),
            ..Default::default()
        });
        async { Ok(answer.await?.policies.policy) }
    }

    /// Returns the account and identity of the caller.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn get_caller_identity(&self) -> impl Future<Output = Result<CallerIdentity>> + Send {
        self.send(GetCallerIdentity::default())
    }

    /// Returns all items of a list operation, one by one or [at once](Items::collect); pages are requested
    /// as needed. It ends after its first error.
    fn pages<O: Paged>(&self, operation: O) -> Items<'_, Result<O::Item>> {
        Items::new(pages(self, operation))
    }
}

impl<P: RamProvider + ?Sized> RamProviderExt for P {}

fn name(error: Error, action: &str, subject: Option<String>) -> Error {
    let error = error.with_action(action);
    match subject {
        Some(subject) => error.with_resource(subject),
        None => error,
    }
}

fn pages<P: RamProvider + ?Sized, O: Paged>(
    provider: &P,
    first: O,
) -> impl Stream<Item = Result<O::Item>> + Send {
    stream::try_unfold(Some((first, None::<String>)), move |state| async move {
        let Some((mut operation, last_marker)) = state else {
            return Ok(None);
        };
        let (items, next) = O::split(provider.send(operation.clone()).await?);
        let state = match next {
            None => None,
            Some(marker) if last_marker.as_deref() == Some(&marker) => {
                return Err(Error::new(
                    ErrorKind::UnexpectedReply,
                    "the list does not end: the service returned the same marker twice",
                )
                .with_action(O::ACTION));
            }
            Some(marker) => {
                operation.set_marker(marker.clone());
                Some((operation, Some(marker)))
            }
        };
        Ok::<_, Error>(Some((stream::iter(items).map(Ok), state)))
    })
    .try_flatten()
}
