//! One request, as data.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::params::{Params, encode_params};
use crate::operation::{AssumeRoleWithOIDC, AssumeRoleWithSAML, Operation};

/// The API that a call belongs to: its product name and its version date.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Service {
    /// The product, in lower case, for example `ram`.
    pub name: Cow<'static, str>,
    /// The version date, for example `2015-05-01`.
    pub version: Cow<'static, str>,
}

impl Service {
    /// Resource Access Management.
    pub const RAM: Self = Self {
        name: Cow::Borrowed("ram"),
        version: Cow::Borrowed("2015-05-01"),
    };
    /// Object Storage Service; its calls go to a
    /// [`BucketInspector`](crate::bucket::BucketInspector).
    pub const OSS: Self = Self {
        name: Cow::Borrowed("oss"),
        version: Cow::Borrowed("2019-05-17"),
    };
    /// Security Token Service.
    pub const STS: Self = Self {
        name: Cow::Borrowed("sts"),
        version: Cow::Borrowed("2015-04-01"),
    };
    /// Container Registry. Each region has an endpoint of its own, so its calls name the region
    /// in `RegionId`.
    pub const CR: Self = Self {
        name: Cow::Borrowed("cr"),
        version: Cow::Borrowed("2018-12-01"),
    };
}

/// What carrying a call out, or carrying it out twice, does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Changes nothing.
    Read,
    /// Changes something; doing it again with the same parameters changes nothing more.
    IdempotentWrite,
    /// Changes something; doing it again fails or changes more.
    Write,
}

/// One request: which operation, with which parameters.
///
/// Most are made from an operation's struct; any other operation is called by name:
///
/// ```
/// use rolewright_core::{Access, Call, Service, operation::GetRole};
///
/// let typed = Call::of(&GetRole { role_name: "demo".into() });
/// let by_name = Call::new(Service::RAM, "GetRole", Access::Read).with_param("RoleName", "demo");
/// assert_eq!(typed, by_name);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Call {
    /// The API.
    pub service: Service,
    /// The operation's name, as the API spells it.
    pub action: Cow<'static, str>,
    /// What carrying it out does.
    pub access: Access,
    /// The parameters by wire name.
    pub params: Params,
}

impl Call {
    /// A call by name, without parameters.
    #[must_use]
    pub fn new(service: Service, action: impl Into<Cow<'static, str>>, access: Access) -> Self {
        Self {
            service,
            action: action.into(),
            access,
            params: Params::default(),
        }
    }

    /// The call that an operation's struct stands for.
    #[must_use]
    pub fn of<O: Operation>(operation: &O) -> Self {
        Self {
            service: O::SERVICE,
            action: Cow::Borrowed(O::ACTION),
            access: O::ACCESS,
            params: encode_params(operation, O::SECRETS),
        }
    }

    /// Adds a parameter.
    #[must_use]
    pub fn with_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert(name, value);
        self
    }

    /// Adds a parameter that is shown to nobody.
    #[must_use]
    pub fn with_secret_param(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.params.insert_secret(name, value);
        self
    }

    /// Whether carrying it out changes nothing.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.access == Access::Read
    }

    /// Whether it is signed with an access key. A session that is opened with the token or the
    /// assertion of an identity provider needs none (STS SDK 1.2.0: `Anonymous`).
    #[must_use]
    pub fn needs_key(&self) -> bool {
        const ANONYMOUS: [&str; 2] = [AssumeRoleWithOIDC::ACTION, AssumeRoleWithSAML::ACTION];
        self.service.name != Service::STS.name || !ANONYMOUS.contains(&self.action.as_ref())
    }

    /// What the call is about, for messages: the role, policy, user or group that it names.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        ["RoleName", "PolicyName", "UserName", "GroupName", "RoleArn"]
            .into_iter()
            .find_map(|name| self.params.get(name))
    }
}
