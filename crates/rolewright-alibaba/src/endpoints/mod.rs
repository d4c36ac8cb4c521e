//! The endpoint of each service, and the settings that select it.

pub(crate) mod endpoint;
pub(crate) mod region;

use rolewright_core::remedy::RemedyKind;
use rolewright_core::{Error, ErrorKind, Result};

use crate::endpoints::endpoint::{Endpoint, PlainHttp};
use crate::endpoints::region::{Network, Region, RegionService};
use crate::variables::Variables;

/// The global STS host, as in the official Python SDK 1.2.0.
const STS: &str = "sts.aliyuncs.com";

/// The hosts of Resource Directory, public and inside a VPC, from the metadata of the official CLI.
const RESOURCE_DIRECTORY: [&str; 2] = [
    "resourcedirectory.aliyuncs.com",
    "resourcedirectory.vpc-proxy.aliyuncs.com",
];

/// The host of Resource Management, from the metadata of the official CLI. None is known inside a VPC.
pub(crate) const RESOURCE_MANAGER: &str = "resourcemanager.aliyuncs.com";

/// Endpoint settings. What is not set comes from the [`Region`] table.
///
/// An endpoint is `https://host[:port]`, or a host name, which implies `https`. Plain `http://` is
/// accepted for this machine only, unless `allow_plain_http` is set. When the RAM endpoint is on
/// this machine, it also serves STS and Container Registry, as an emulator does.
///
/// ```
/// use rolewright_alibaba::{AlibabaProvider, Endpoints, Network, StaticCredentials};
/// use rolewright_core::RamProvider;
///
/// let endpoints = Endpoints {
///     network: Some(Network::Vpc),
///     region: Some("cn-hangzhou".into()),
///     ..Endpoints::default()
/// };
/// let credentials = StaticCredentials::new("testid", "testsecret");
/// let builder = AlibabaProvider::builder().credentials(credentials);
/// let provider = builder.endpoints(endpoints).build()?;
/// assert_eq!(provider.info().endpoint, "ram.vpc-proxy.aliyuncs.com");
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    /// RAM endpoint. Default: `ram.aliyuncs.com`, or `ram.vpc-proxy.aliyuncs.com` inside a VPC.
    pub ram: Option<String>,
    /// STS endpoint. Default: `sts.aliyuncs.com`, or that of `region` inside a VPC.
    pub sts: Option<String>,
    /// Container Registry endpoint for all regions. Default: that of the call's region.
    pub cr: Option<String>,
    /// OSS endpoint for all regions. Default: that of the bucket's region.
    pub oss: Option<String>,
    /// Public or VPC endpoints. Default: public.
    pub network: Option<Network>,
    /// The region of this machine. It selects the STS endpoint inside a VPC, and the first region
    /// where a bucket without a known region is searched. Default: the global STS endpoint and
    /// `cn-hangzhou`.
    pub region: Option<String>,
    /// Allows plain `http://` to hosts other than this machine. Requests are then unencrypted,
    /// including their parameters and any security token. The access key secret is never sent.
    pub allow_plain_http: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

/// Validated endpoints.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    pub(crate) ram: Endpoint,
    pub(crate) sts: Endpoint,
    /// One for all regions; `None` for regional ones.
    pub(crate) cr: Option<Endpoint>,
    pub(crate) oss: Option<Endpoint>,
    pub(crate) network: Network,
    pub(crate) region: Option<&'static Region>,
}

impl Endpoints {
    /// Fills in what is not set from the official clients' variables: `ALIBABA_CLOUD_ENDPOINT`
    /// (RAM) and `ALIBABA_CLOUD_STS_ENDPOINT`, unless the RAM endpoint is on this machine;
    /// `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED` (`true` or `1`) and `ALIBABA_CLOUD_ENDPOINT_TYPE`
    /// (`vpc`); `ALIBABA_CLOUD_STS_REGION` and `ALIBABA_CLOUD_REGION_ID`.
    ///
    /// Sources: the page of the `aliyun` CLI on environment variables (June 2026), and the official
    /// Python credentials library 1.0.12.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an invalid endpoint, or a variable that is not valid UTF-8.
    pub fn or_from_environment(self) -> Result<Self> {
        self.or_from(&Variables::of_process())
    }

    pub(crate) fn or_from(mut self, variables: &Variables) -> Result<Self> {
        let is_here =
            |text: &String| Endpoint::parse(text).is_ok_and(|endpoint| endpoint.is_loopback());
        if !self.ram.as_ref().is_some_and(is_here) {
            let plain = self.plain_http();
            for (field, name) in [
                (&mut self.ram, "ALIBABA_CLOUD_ENDPOINT"),
                (&mut self.sts, "ALIBABA_CLOUD_STS_ENDPOINT"),
            ] {
                if let (None, Some(text)) = (&field, variables.get(name)?) {
                    let checked = Endpoint::parse_for(&text, plain);
                    checked.map_err(|error| error.with_resource(name))?;
                    *field = Some(text);
                }
            }
        }
        let kind = variables.get("ALIBABA_CLOUD_ENDPOINT_TYPE")?;
        let is_vpc = variables.is_set("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")?
            || kind.is_some_and(|kind| kind.eq_ignore_ascii_case("vpc"));
        if is_vpc {
            self.network.get_or_insert(Network::Vpc);
        }
        for name in ["ALIBABA_CLOUD_STS_REGION", "ALIBABA_CLOUD_REGION_ID"] {
            if self.region.is_none() {
                self.region = variables.get(name)?;
            }
        }
        Ok(self)
    }

    /// Uses a RAM endpoint on this machine for OSS too, as an emulator serves it, unless the OSS
    /// endpoint is set.
    #[must_use]
    pub fn with_oss_of_this_machine(mut self) -> Self {
        let is_here =
            |text: &&String| Endpoint::parse(text).is_ok_and(|endpoint| endpoint.is_loopback());
        if self.oss.is_none() {
            self.oss = self.ram.as_ref().filter(is_here).cloned();
        }
        self
    }

    /// The STS endpoint for roles, when it overrides the one in the credentials' settings.
    pub(crate) fn sts_of_roles(&self) -> Result<Option<Endpoint>> {
        let resolved = self.resolve()?;
        let is_vpc = resolved.network == Network::Vpc;
        let decides = self.sts.is_some() || is_vpc || resolved.ram.is_loopback();
        Ok(decides.then_some(resolved.sts))
    }

    pub(crate) fn plain_http(&self) -> PlainHttp {
        if self.allow_plain_http {
            PlainHttp::Anywhere
        } else {
            PlainHttp::ToThisMachine
        }
    }

    pub(crate) fn resolve(&self) -> Result<Resolved> {
        let network = self.network.unwrap_or_default();
        let region = self.region.as_deref().map(Region::named).transpose()?;
        let parse = |text: &Option<String>, of: &str| {
            let text = text.as_deref();
            let parsed = text.map(|text| Endpoint::parse_for(text, self.plain_http()));
            parsed.transpose().map_err(|error| error.with_resource(of))
        };
        let ram = match parse(&self.ram, "RAM endpoint")? {
            Some(ram) => ram,
            None => Endpoint::parse(Region::ram(network))?,
        };
        let here = Some(&ram).filter(|ram| ram.is_loopback());
        let sts = match parse(&self.sts, "STS endpoint")? {
            Some(sts) => sts,
            None => match (here, network, region) {
                (Some(here), ..) => here.clone(),
                (None, Network::Vpc, Some(region)) => {
                    Endpoint::parse(region.host(RegionService::Sts, network)?)?
                }
                // As in the official credentials libraries.
                _ => Endpoint::parse(STS)?,
            },
        };
        let cr = parse(&self.cr, "Container Registry endpoint")?;
        Ok(Resolved {
            cr: cr.or_else(|| here.cloned()),
            oss: parse(&self.oss, "OSS endpoint")?,
            ram,
            sts,
            network,
            region,
        })
    }
}

/// Whether the host is in the region table, or a global one.
pub(crate) fn is_built_in(host: &str) -> bool {
    [STS, RESOURCE_MANAGER].contains(&host)
        || RESOURCE_DIRECTORY.contains(&host)
        || Region::ALL.iter().any(|region| region.has(host))
}

impl Resolved {
    /// The service's endpoint for calls to the region.
    pub(crate) fn of(&self, service: RegionService, region: &str) -> Result<Endpoint> {
        let set = match service {
            RegionService::Ram => Some(&self.ram),
            RegionService::Sts => Some(&self.sts),
            RegionService::Cr => self.cr.as_ref(),
            RegionService::Oss => self.oss.as_ref(),
        };
        match set {
            Some(endpoint) => Ok(endpoint.clone()),
            None if region.is_empty() => {
                let error = Error::new(ErrorKind::InvalidInput, "the call has no region");
                Err(error.with_remedy("set the region, for example `cn-hangzhou`"))
            }
            None => Endpoint::of(service, region, self.network),
        }
    }

    /// The endpoint of Resource Directory.
    pub(crate) fn of_resource_directory(&self) -> Result<Endpoint> {
        let [public, vpc] = RESOURCE_DIRECTORY;
        self.global(match self.network {
            Network::Public => public,
            Network::Vpc => vpc,
        })
    }

    /// The endpoint on this host; that of RAM if it is on this machine, as of an emulator.
    pub(crate) fn global(&self, host: &str) -> Result<Endpoint> {
        if self.ram.is_loopback() {
            return Ok(self.ram.clone());
        }
        Endpoint::parse(host)
    }

    /// Adds a remedy to an error of a connection, unless the error has one.
    pub(crate) fn with_network_remedy(&self, error: Error) -> Error {
        let is_network = matches!(error.kind(), ErrorKind::Transport | ErrorKind::Timeout);
        if error.remedy().is_some() || !is_network {
            return error;
        }
        error.with_remedy(match self.network {
            Network::Public => RemedyKind::UseVpc,
            Network::Vpc => RemedyKind::LeaveVpc,
        })
    }

    /// Whether all endpoints are on this machine, so that no cloud account is accessed.
    pub(crate) fn is_simulated(&self) -> bool {
        self.cr.is_some() && self.known().all(Endpoint::is_loopback)
    }

    /// The endpoints that are known before any call.
    pub(crate) fn known(&self) -> impl Iterator<Item = &Endpoint> {
        let known = [&self.ram, &self.sts].into_iter();
        known.chain(&self.cr).chain(&self.oss)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::OsString;

    fn resolved(endpoints: Endpoints, variables: &'static [(&str, &str)]) -> Result<Resolved> {
        let read = move |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        endpoints.or_from(&Variables::new(read, None))?.resolve()
    }

    fn hosts(resolved: &Resolved) -> [String; 4] {
        let of = |service| resolved.of(service, "cn-beijing").unwrap().host();
        [
            of(RegionService::Ram),
            of(RegionService::Sts),
            of(RegionService::Cr),
            of(RegionService::Oss),
        ]
    }

    #[test]
    fn public_endpoints_are_used_unless_vpc_is_set() {
        let public = hosts(&resolved(Endpoints::default(), &[]).unwrap());
        assert_eq!(
            public,
            [
                "ram.aliyuncs.com",
                "sts.aliyuncs.com",
                "cr.cn-beijing.aliyuncs.com",
                "oss-cn-beijing.aliyuncs.com"
            ]
        );
        for switch in [
            [
                ("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true"),
                ("ALIBABA_CLOUD_STS_REGION", "cn-beijing"),
            ],
            [
                ("ALIBABA_CLOUD_ENDPOINT_TYPE", "VPC"),
                ("ALIBABA_CLOUD_REGION_ID", "cn-beijing"),
            ],
        ] {
            let switch: &'static [_] = Box::leak(Box::new(switch));
            let vpc = hosts(&resolved(Endpoints::default(), switch).unwrap());
            assert_eq!(
                vpc,
                [
                    "ram.vpc-proxy.aliyuncs.com",
                    "sts-vpc.cn-beijing.aliyuncs.com",
                    "cr-vpc.cn-beijing.aliyuncs.com",
                    "oss-cn-beijing-internal.aliyuncs.com"
                ]
            );
            let set = Endpoints {
                network: Some(Network::Public),
                ..Endpoints::default()
            };
            assert_eq!(
                hosts(&resolved(set, switch).unwrap()),
                public,
                "a setting takes precedence over the environment"
            );
        }
    }

    #[test]
    fn settings_override_the_environment_and_the_environment_overrides_the_table() {
        const VARIABLES: &[(&str, &str)] = &[
            ("ALIBABA_CLOUD_ENDPOINT", "ram.example.com"),
            ("ALIBABA_CLOUD_STS_ENDPOINT", "sts.example.com"),
        ];
        let found = resolved(Endpoints::default(), VARIABLES).unwrap();
        assert_eq!(hosts(&found)[..2], ["ram.example.com", "sts.example.com"]);
        let set = Endpoints {
            ram: Some("ram.set.example.com".into()),
            ..Endpoints::default()
        };
        let found = resolved(set, VARIABLES).unwrap();
        assert_eq!(
            hosts(&found)[..2],
            ["ram.set.example.com", "sts.example.com"]
        );
        let emulator = Endpoints {
            ram: Some("http://127.0.0.1:9".into()),
            ..Endpoints::default()
        };
        let found = resolved(emulator, VARIABLES).unwrap();
        assert_eq!(
            hosts(&found)[..3],
            ["127.0.0.1:9"; 3],
            "credentials for an emulator are not sent elsewhere"
        );
    }

    #[test]
    fn an_invalid_endpoint_is_rejected_with_the_name_of_its_setting() {
        let error = resolved(
            Endpoints::default(),
            &[("ALIBABA_CLOUD_ENDPOINT", "http://ram.example.com")],
        );
        assert_eq!(
            error.unwrap_err().resource(),
            Some("ALIBABA_CLOUD_ENDPOINT")
        );
        let endpoints = |allow_plain_http| Endpoints {
            oss: Some("http://oss.example.com".into()),
            allow_plain_http,
            ..Endpoints::default()
        };
        let error = resolved(endpoints(false), &[]).unwrap_err();
        assert_eq!(error.resource(), Some("OSS endpoint"));
        assert!(resolved(endpoints(true), &[]).is_ok());
    }

    #[test]
    fn roles_are_assumed_at_the_sts_endpoint_of_the_settings() {
        let vpc = Endpoints {
            network: Some(Network::Vpc),
            region: Some("cn-hangzhou".into()),
            ..Endpoints::default()
        };
        let emulator = Endpoints {
            ram: Some("http://127.0.0.1:9".into()),
            ..Endpoints::default()
        };
        for (endpoints, sts) in [
            (&vpc, Some("https://sts-vpc.cn-hangzhou.aliyuncs.com")),
            (&emulator, Some("http://127.0.0.1:9")),
            (&Endpoints::default(), None),
        ] {
            let found = endpoints.sts_of_roles().unwrap();
            assert_eq!(found.map(|found| found.origin()).as_deref(), sts);
        }
        let misspelled = Endpoints {
            region: Some("cn-hangzou".into()),
            ..vpc
        };
        let error = misspelled.sts_of_roles().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}
