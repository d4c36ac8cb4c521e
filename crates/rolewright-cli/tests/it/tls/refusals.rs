//! Servers that are refused: the reason, the remedy, and no second attempt.

use rcgen::date_time_ymd;

use super::network::{AUTHORITY, Authority, KEY, Network};

/// The calls that `verify` begins with; each is sent once.
const FIRST_CALLS: usize = 5;

#[test]
fn an_untrusted_an_expired_and_a_misnamed_certificate_are_refused_at_the_first_attempt() {
    let network = Network::new();
    let own = &network.authority;
    let expired = own.server(&["localhost"], |params| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2020, 2, 1);
    });
    let early = own.server(&["localhost"], |params| {
        params.not_before = date_time_ymd(2096, 1, 1);
    });
    for (server, reason, remedy) in [
        (
            Authority::new("another").server(&["localhost"], |_| {}),
            "no trusted certificate authority issued it",
            "SSL_CERT_FILE",
        ),
        (
            Authority::new(AUTHORITY).server(&["localhost"], |_| {}),
            "its signature is not from its issuer",
            "SSL_CERT_FILE",
        ),
        (expired, "it expired at 2020-02-01T00:00:00Z", "clock"),
        (
            early,
            "it is not valid before 2096-01-01T00:00:00Z",
            "clock",
        ),
        (
            own.server(&["ram.example.com"], |_| {}),
            "it is valid only for `ram.example.com`",
            "endpoint",
        ),
    ] {
        let front = network.front(server);
        let ended = network.run_at(&front, &KEY, "verify --bucket my-images");
        assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
        let host = front.address.trim_start_matches("https://");
        let message = format!("the certificate of `{host}` was rejected: {reason}");
        assert!(ended.err.contains(&message), "{}", ended.err);
        let help = ended.err.split_once("help:").unwrap().1;
        assert!(help.contains(remedy), "{}", ended.err);
        assert!(front.connections() <= FIRST_CALLS, "{}", ended.err);
    }
}

#[test]
fn a_source_of_keys_with_an_untrusted_certificate_is_refused_with_the_reason() {
    let network = Network::new();
    let front = network.front(Authority::new("another").server(&["localhost"], |_| {}));
    let address = format!("{}/key", front.address);
    let keys = [("ALIBABA_CLOUD_CREDENTIALS_URI", address.as_str())];
    let ended = network.run_at(&network.services, &keys, "verify --bucket my-images");
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    let reason = "no trusted certificate authority issued it";
    assert!(ended.err.contains(reason), "{}", ended.err);
    assert!(ended.err.contains("SSL_CERT_FILE"), "{}", ended.err);
    assert!(front.connections() <= FIRST_CALLS, "{}", ended.err);
    assert_eq!(
        network.services.connections(),
        0,
        "nothing is sent without credentials"
    );
}

#[test]
fn an_authority_file_that_holds_no_certificate_is_named() {
    let network = Network::new();
    network.shell.write("empty.pem", "");
    for name in ["empty.pem", "nowhere.pem"] {
        let file = network.shell.path().join(name);
        let keys = [&KEY[..], &[("SSL_CERT_FILE", file.to_str().unwrap())]].concat();
        let ended = network.run_at(&network.services, &keys, "verify --bucket my-images");
        assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
        assert!(ended.err.contains("SSL_CERT_FILE"), "{}", ended.err);
        assert!(
            ended.err.contains("contains no certificate"),
            "{}",
            ended.err
        );
    }
}
