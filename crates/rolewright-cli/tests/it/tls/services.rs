//! RAM, STS, OSS and Container Registry over TLS.

use rolewright::BucketName;

use super::network::{KEY, Network};
use crate::ACCOUNT;

const TRUST: &str = "--bucket my-images --trust service --trust user:alice";

#[test]
fn a_set_up_is_made_and_checked_with_every_service_over_tls() {
    let network = Network::new();
    whole_life(&network, |line| {
        network.run_at(&network.services, &KEY, line)
    });
    assert!(network.services.connections() > 0);
    assert!(
        network.hosts().is_empty(),
        "this machine is past every proxy"
    );
}

#[test]
fn the_services_are_asked_by_their_own_names_through_a_proxy() {
    let network = Network::new();
    whole_life(&network, |line| network.run_through_the_proxy(&KEY, line));
    let hosts = [
        "cr.cn-hangzhou.aliyuncs.com:443",
        "my-images.oss-cn-hangzhou.aliyuncs.com:443",
        "ram.aliyuncs.com:443",
        "sts.aliyuncs.com:443",
    ];
    assert_eq!(network.hosts(), hosts);
}

/// Applies, then tries everything that can be tried: the instance, and the bucket with the role.
fn whole_life(network: &Network, run: impl Fn(&str) -> crate::Ended) {
    let apply = run(&format!("apply {TRUST} --yes --account {ACCOUNT}"));
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    let bucket = BucketName::new("my-images").unwrap();
    let made = network
        .emulator
        .create_instance(super::network::REGION, "images", &bucket);
    let id = made.unwrap().unwrap().id;
    let verify = run(&format!("verify {TRUST} --instance {id} --live --yes"));
    assert_eq!(verify.code, 0, "{}{}", verify.out, verify.err);
}
