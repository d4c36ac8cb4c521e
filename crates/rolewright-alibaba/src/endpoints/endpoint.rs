//! Service endpoints.

use reqwest::Url;
use rolewright_core::remedy::RemedyKind;
use rolewright_core::text::excerpt;
use rolewright_core::{Error, ErrorKind, Result};
use rolewright_sign::encoding::encode_pairs;

use crate::endpoints::region::{Network, Region, RegionService};
use crate::http::transport::{authority, is_loopback};

/// Where requests may be sent without TLS.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum PlainHttp {
    #[default]
    ToThisMachine,
    Anywhere,
}

/// A validated endpoint: scheme, host and port.
#[derive(Clone, Debug)]
pub(crate) struct Endpoint(Url);

impl Endpoint {
    /// Parses `https://host[:port]`, `host[:port]`, or `http://` to this machine.
    ///
    /// Errors never show the text, since it may contain a user name and a password.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        Self::parse_for(text, PlainHttp::ToThisMachine)
    }

    /// As [`Self::parse`], with the caller's setting for plain HTTP.
    pub(crate) fn parse_for(text: &str, plain: PlainHttp) -> Result<Self> {
        let text = text.trim();
        let whole = if text.contains("://") {
            text.to_owned()
        } else {
            format!("https://{text}")
        };
        let url = Url::parse(&whole)
            .map_err(|error| refuse("the endpoint is not a valid URL").with_source(error))?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("the endpoint contains a user name or a password"));
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refuse(
                "the endpoint contains more than scheme, host and port",
            ));
        }
        let endpoint = Self(url);
        match endpoint.0.scheme() {
            "https" => Ok(endpoint),
            "http" if plain == PlainHttp::Anywhere || endpoint.is_loopback() => Ok(endpoint),
            "http" => Err(refuse(&format!(
                "plain HTTP to `{}` is not allowed, since the request would be unencrypted",
                excerpt(&endpoint.host(), 80)
            ))),
            _ => Err(refuse("the endpoint's scheme is neither https nor http")),
        }
    }

    /// The service's endpoint in the region, from the region table.
    pub(crate) fn of(service: RegionService, region: &str, network: Network) -> Result<Self> {
        Self::parse(Region::named(region)?.host(service, network)?)
    }

    /// The STS endpoint of the region, public or inside a VPC.
    pub(crate) fn of_sts(region: &str, is_vpc: bool) -> Result<Self> {
        let network = if is_vpc {
            Network::Vpc
        } else {
            Network::Public
        };
        Self::of(RegionService::Sts, region, network)
    }

    /// The `host` header: the host, and the port unless it is the scheme's default.
    pub(crate) fn host(&self) -> String {
        authority(&self.0)
    }

    /// Scheme, host and port, as [`Self::parse_for`] accepts them.
    pub(crate) fn origin(&self) -> String {
        format!("{}://{}", self.0.scheme(), self.host())
    }

    /// Whether the host is this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }

    /// Whether the URL has this endpoint's origin.
    pub(crate) fn is_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }

    /// The URL of a bucket or an object: with the bucket as a subdomain, or in the path if the host
    /// is an IP address or this machine. Query parameters without a value are written without `=`.
    pub(crate) fn of_object(&self, bucket: &str, key: &str, query: &[(&str, &str)]) -> Result<Url> {
        let mut url = self.0.clone();
        let host = url.host_str().unwrap_or_default().to_owned();
        if self.is_loopback() || !matches!(url.host(), Some(url::Host::Domain(_))) {
            url.set_path(&format!("/{bucket}/{key}"));
        } else {
            url.set_host(Some(&format!("{bucket}.{host}")))
                .map_err(|error| refuse("the bucket URL is invalid").with_source(error))?;
            url.set_path(&format!("/{key}"));
        }
        let word = |(name, value): &(&str, &str)| {
            if value.is_empty() {
                (*name).to_owned()
            } else {
                encode_pairs(&[(name, value)])
            }
        };
        let query: Vec<_> = query.iter().map(word).collect();
        url.set_query(Some(query.join("&").as_str()).filter(|query| !query.is_empty()));
        Ok(url)
    }

    /// The URL of a call with this query, which is percent-encoded already.
    pub(crate) fn with_query(&self, query: &str) -> Url {
        let mut url = self.0.clone();
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        url
    }
}

fn refuse(message: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, message).with_remedy(RemedyKind::WriteEndpoint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_scheme_implies_https_and_the_default_port_is_omitted() {
        for (text, origin) in [
            ("ram.aliyuncs.com", "https://ram.aliyuncs.com"),
            ("https://ram.aliyuncs.com:443/", "https://ram.aliyuncs.com"),
            ("RAM.aliyuncs.com:8443", "https://ram.aliyuncs.com:8443"),
            ("localhost:8443", "https://localhost:8443"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://localhost:8080", "http://localhost:8080"),
            ("http://127.9.0.1", "http://127.9.0.1"),
        ] {
            assert_eq!(Endpoint::parse(text).unwrap().origin(), origin, "{text}");
        }
    }

    #[test]
    fn plain_http_to_another_machine_is_rejected() {
        for text in [
            "http://ram.aliyuncs.com",
            "http://localhost.example.com",
            "http://10.0.0.1:8080",
            "http://[::2]",
            "http://127.0.0.1.example.com",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
            assert!(error.remedy().is_some());
        }
    }

    #[test]
    fn a_region_is_looked_up_and_never_inserted_into_a_host_name() {
        let endpoint = |region| Endpoint::of(RegionService::Cr, region, Network::Public);
        assert_eq!(
            endpoint("cn-wuhan-lr").unwrap().host(),
            "cr.cn-wuhan-lr.aliyuncs.com"
        );
        for region in ["", "evil.example.com/", "x@evil", "cn:1"] {
            assert_eq!(
                endpoint(region).unwrap_err().kind(),
                ErrorKind::InvalidInput
            );
        }
        assert_eq!(
            Endpoint::of_sts("cn-beijing", true).unwrap().host(),
            "sts-vpc.cn-beijing.aliyuncs.com"
        );
    }

    #[test]
    fn an_endpoint_with_more_than_host_and_port_is_rejected_without_being_shown() {
        for text in [
            "https://me:hunter2@ram.aliyuncs.com",
            "https://hunter2@ram.aliyuncs.com",
            "https://ram.aliyuncs.com/hunter2",
            "https://ram.aliyuncs.com?hunter2",
            "https://ram.aliyuncs.com#hunter2",
            "ftp://hunter2",
            "https://me:hunter2@a b",
            "",
        ] {
            let error = Endpoint::parse(text).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
            assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        }
    }

    #[test]
    fn a_bucket_is_a_subdomain_unless_the_host_is_an_address_or_this_machine() {
        for (endpoint, address) in [
            (
                "oss-cn-hangzhou.aliyuncs.com",
                "https://my-images.oss-cn-hangzhou.aliyuncs.com/?policy",
            ),
            ("https://10.0.0.1:9", "https://10.0.0.1:9/my-images/?policy"),
            ("http://localhost:9", "http://localhost:9/my-images/?policy"),
        ] {
            let url =
                Endpoint::parse(endpoint)
                    .unwrap()
                    .of_object("my-images", "", &[("policy", "")]);
            assert_eq!(url.unwrap().as_str(), address);
        }
    }
}
