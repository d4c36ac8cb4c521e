//! Regions, and the endpoints of their services.

#[rustfmt::skip]
mod table;

pub use table::REGIONS_CHECKED;

use rolewright_core::remedy::{Remedy, RemedyKind};
use rolewright_core::text::{excerpt, nearest};
use rolewright_core::{Error, ErrorKind, Result};

/// The network of endpoints: public, or inside a VPC of the region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// Reachable over the internet.
    #[default]
    Public,
    /// Reachable only from a VPC of the region.
    Vpc,
}

/// The cloud that a region belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionCloud {
    /// The public cloud.
    Public,
    /// The finance cloud.
    Finance,
    /// The government cloud.
    Government,
}

/// A service with endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RegionService {
    /// Resource Access Management; one host for all regions.
    Ram,
    /// Security Token Service.
    Sts,
    /// Container Registry.
    Cr,
    /// Object Storage Service.
    Oss,
}

/// A region with its endpoints, which are the same for accounts of the China and the international
/// site.
///
/// The table is generated from `regions.json`, which lists the sources; docs/regions.md shows it.
/// Entries without a source are the assumed rule `region-endpoints`.
///
/// ```
/// use rolewright_alibaba::{Network, Region, RegionService};
///
/// let region = Region::named("cn-hangzhou")?;
/// let host = region.host(RegionService::Cr, Network::Vpc)?;
/// assert_eq!(host, "cr-vpc.cn-hangzhou.aliyuncs.com");
///
/// let error = Region::named("cn-hangzou").unwrap_err();
/// assert!(error.remedy().is_some_and(|remedy| remedy.text.contains("`cn-hangzhou`")));
/// # Ok::<(), rolewright_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Region {
    /// The region id, for example `cn-hangzhou`.
    pub id: &'static str,
    /// The display name, for example `China (Hangzhou)`.
    pub name: &'static str,
    /// The cloud that it belongs to.
    pub cloud: RegionCloud,
    /// Whether it is on the Chinese mainland.
    pub is_mainland: bool,
    sts: Hosts,
    cr: Hosts,
    oss: Hosts,
    /// Other values of a bucket's `Location` for this region, without `oss-`.
    oss_locations: &'static [&'static str],
}

/// The public host and the VPC host; `None` when it doesn't exist or is not known.
type Hosts = [Option<&'static str>; 2];

impl RegionService {
    /// The service's name in reports: `ram`, `sts`, `cr` or `oss`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ram => "ram",
            Self::Sts => "sts",
            Self::Cr => "cr",
            Self::Oss => "oss",
        }
    }
}

impl Region {
    /// Every region.
    pub const ALL: &'static [Self] = table::REGIONS;

    /// Returns the region with this id.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an unknown id, with the closest known one as the remedy.
    pub fn named(id: &str) -> Result<&'static Self> {
        let mut known = Self::ALL.iter();
        known
            .find(|region| region.id == id)
            .ok_or_else(|| unknown(id))
    }

    /// The region with this `Location` in OSS, with or without `oss-`.
    pub(crate) fn of_location(location: &str) -> Option<&'static Self> {
        let bare = location.strip_prefix("oss-").unwrap_or(location);
        let is_it = |region: &&Self| region.id == bare || region.oss_locations.contains(&bare);
        Self::ALL.iter().find(is_it)
    }

    /// Whether one of the region's endpoints has this host.
    pub(crate) fn has(&self, host: &str) -> bool {
        let regional = [self.sts, self.cr, self.oss];
        let mut hosts = regional.as_flattened().iter().flatten();
        table::RAM.contains(&host) || hosts.any(|known| *known == host)
    }

    /// The RAM host, which is the same for all regions.
    pub(crate) fn ram(network: Network) -> &'static str {
        let [public, vpc] = table::RAM;
        match network {
            Network::Public => public,
            Network::Vpc => vpc,
        }
    }

    /// Returns the service's host.
    ///
    /// # Errors
    /// [`ErrorKind::Unsupported`] when no such endpoint is known.
    pub fn host(&self, service: RegionService, network: Network) -> Result<&'static str> {
        let hosts = match service {
            RegionService::Ram => table::RAM.map(Some),
            RegionService::Sts => self.sts,
            RegionService::Cr => self.cr,
            RegionService::Oss => self.oss,
        };
        let [public, vpc] = hosts;
        let (host, kind) = match network {
            Network::Public => (public, "public"),
            Network::Vpc => (vpc, "VPC"),
        };
        host.ok_or_else(|| {
            let (name, service) = match service {
                RegionService::Ram => ("RAM", "ram"),
                RegionService::Sts => ("STS", "sts"),
                RegionService::Cr => ("Container Registry", "cr"),
                RegionService::Oss => ("OSS", "oss"),
            };
            let text = format!("no {kind} endpoint is known for {name} in `{}`", self.id);
            Error::new(ErrorKind::Unsupported, text)
                .with_remedy(RemedyKind::NameEndpoint.with(service))
        })
    }
}

fn unknown(id: &str) -> Error {
    let bare = id.trim().strip_prefix("oss-").unwrap_or(id.trim());
    let ids = || Region::ALL.iter().map(|region| region.id);
    let by_city = |region: &&Region| {
        let word = bare.to_ascii_lowercase();
        word.len() > 3 && region.name.to_ascii_lowercase().contains(&word)
    };
    let meant = nearest(bare, ids());
    let meant = meant.or_else(|| Some(Region::ALL.iter().find(by_city)?.id));
    let error = Error::new(
        ErrorKind::InvalidInput,
        format!("unknown region `{}`", excerpt(id, 40)),
    );
    error.with_remedy(match meant {
        Some(meant) => Remedy::from(format!("did you mean `{meant}`?")),
        None => RemedyKind::NameRegionOrEndpoints.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn region_ids_are_unique_and_hosts_belong_to_their_region() {
        let ids: BTreeSet<_> = Region::ALL.iter().map(|region| region.id).collect();
        assert_eq!(ids.len(), Region::ALL.len());
        for region in Region::ALL {
            let hosts = [region.sts, region.cr, region.oss].concat();
            for host in hosts.into_iter().flatten() {
                assert!(host.ends_with(".aliyuncs.com"), "{host}");
            }
            for host in region.oss.into_iter().flatten() {
                let label = host.split('.').next().unwrap();
                let location = label.strip_suffix("-internal").unwrap_or(label);
                assert_eq!(
                    Region::of_location(location).unwrap().id,
                    region.id,
                    "{host}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_region_is_rejected_with_the_closest_known_one() {
        for (text, meant) in [
            ("cn-hangzou", "`cn-hangzhou`"),
            ("CN-HANGZHOU", "`cn-hangzhou`"),
            ("oss-cn-shanghai", "`cn-shanghai`"),
            ("ap-southeast1", "`ap-southeast-1`"),
            ("Frankfurt", "`eu-central-1`"),
        ] {
            let error = Region::named(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert!(
                error.remedy().unwrap().text.contains(meant),
                "{text}: {error:?}"
            );
        }
        for text in [
            "",
            "mars",
            "evil.example.com/",
            "x@evil",
            "cn\n",
            &"a".repeat(99),
        ] {
            let error = Region::named(text).unwrap_err();
            assert_eq!(
                error.remedy().unwrap().kind,
                RemedyKind::NameRegionOrEndpoints,
                "{text}"
            );
            assert!(!error.message().contains('\n'));
        }
    }

    #[test]
    fn hosts_of_the_finance_and_government_clouds_do_not_follow_the_pattern() {
        let host = |id, service, network| Region::named(id).unwrap().host(service, network);
        let oss = |id, network| host(id, RegionService::Oss, network).unwrap();
        assert_eq!(
            oss("cn-hangzhou-finance", Network::Public),
            "oss-cn-hzfinance.aliyuncs.com"
        );
        assert_eq!(
            oss("cn-shanghai-finance-1", Network::Vpc),
            "oss-cn-shanghai-finance-1-internal.aliyuncs.com"
        );
        let gov = host("cn-north-2-gov-1", RegionService::Sts, Network::Public);
        assert_eq!(gov.unwrap(), "sts.aliyuncs.com");
        let none = host("cn-wulanchabu", RegionService::Cr, Network::Vpc).unwrap_err();
        assert_eq!(none.kind(), ErrorKind::Unsupported);
        assert_eq!(none.remedy(), Some(&RemedyKind::NameEndpoint.with("cr")));
    }

    #[test]
    fn the_location_of_a_bucket_maps_to_its_region() {
        for (location, id) in [
            ("oss-cn-hangzhou", "cn-hangzhou"),
            ("oss-cn-hzjbp", "cn-hangzhou-finance"),
            ("oss-cn-szfinance", "cn-shenzhen-finance-1"),
            ("oss-cn-shanghai-finance-1-pub", "cn-shanghai-finance-1"),
        ] {
            assert_eq!(Region::of_location(location).unwrap().id, id);
        }
        assert!(Region::of_location("oss-new-1").is_none());
    }
}
