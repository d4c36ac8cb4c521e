//! Checks on IP addresses and CIDR blocks in conditions.

use core::net::IpAddr;

use ipnet::IpNet;

use crate::evaluate::{Family, family};
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Item, Test};
use crate::lint::edit::quoted;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::model::Effect;

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"IpAddress":{"acs:SourceIp":["203.0.113.0/24","198.51.100.7"]},"StringEquals":{"acs:SourceVpc":"vpc-1"}}}"#,
);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "invalid-cidr",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a value that is neither an IP address nor a CIDR block",
        help: "write an address (`203.0.113.2`) or a block (`192.0.2.0/24`)",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"203.0.113.300"}}}"#,
        ),
        good: GOOD,
        run: invalid_cidr,
    },
    LintCheck {
        id: "host-bits-set",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "a CIDR block with host bits set; the service ignores them",
        help: "write the network address, or a longer prefix for a smaller block",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"203.0.113.7/24"}}}"#,
        ),
        good: GOOD,
        run: host_bits,
    },
    LintCheck {
        id: "single-ip-as-32",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a single address with the prefix `/32`, which documentation from 2020 to 2024 forbids",
        help: "write the address without a prefix",
        source: "page on custom policies, https://help.aliyun.com/zh/pnvs/user-guide/create-a-custom-access-policy; a field report uses `/32`",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"203.0.113.7/32"}}}"#,
        ),
        good: GOOD,
        run: single_ip,
    },
    LintCheck {
        id: "private-range-in-source-ip",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a private address in `acs:SourceIp`, which holds public addresses",
        help: "use `acs:SourceVpc`, or `acs:VpcSourceIp` where the service sends it",
        source: "KMS's page on condition keys, https://alibabacloud.com/help/en/kms/key-management-service/security-and-compliance/condition-key",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"10.0.0.0/8"}}}"#,
        ),
        good: GOOD,
        run: private_range,
    },
    LintCheck {
        id: "cidr-covers-everything",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a CIDR block of all addresses, which tests nothing",
        help: "write the intended block, or remove the test",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"IpAddress":{"acs:SourceIp":"0.0.0.0/0"}}}"#,
        ),
        good: GOOD,
        run: covers_everything,
    },
    LintCheck {
        id: "notipaddress-in-allow",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "an Allow with `NotIpAddress`: other statements can still allow the excluded addresses",
        help: "allow the intended addresses with `IpAddress`, or deny the others",
        source: page::EVALUATION,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"NotIpAddress":{"acs:SourceIp":"203.0.113.0/24"}}}"#,
        ),
        good: GOOD,
        run: not_ip_in_allow,
    },
    LintCheck {
        id: "sourceip-without-sourcevpc",
        severity: Severity::Suggestion,
        scope: Scope::Policies,
        finds: "a condition on `acs:SourceIp` for OSS without one on `acs:SourceVpc`; OSS recommends both",
        help: "add a condition on `acs:SourceVpc`",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"IpAddress":{"acs:SourceIp":"203.0.113.0/24"}}}"#,
        ),
        good: GOOD,
        run: without_vpc,
    },
];

/// Each value of an IP address operator.
fn values<'d, 't>(
    document: &'d Document<'t>,
) -> impl Iterator<Item = (&'d Test<'t>, &'d Item<'t>)> {
    let tests = document.tests();
    let tests = tests.filter(|test| matches!(family(test.operator), Some((Family::Ip, _))));
    tests.flat_map(|test| test.values.iter().map(move |value| (test, value)))
}

fn block(text: &str) -> Option<IpNet> {
    text.parse().ok()
}

fn network(text: &str) -> Option<IpNet> {
    block(text).or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

fn invalid_cidr(document: &Document<'_>, out: &mut Findings) {
    for (_, value) in values(document).filter(|(_, value)| network(value.text).is_none()) {
        let help = value.text.contains('*').then(|| {
            "write a CIDR block; OSS accepts an asterisk, but its meaning is not documented"
                .to_owned()
        });
        let message = format!(
            "{} is neither an IP address nor a CIDR block",
            shown(value.text)
        );
        out.push(Draft::new(value.span, message).maybe_help(help));
    }
}

fn host_bits(document: &Document<'_>, out: &mut Findings) {
    for (_, value) in values(document) {
        let Some(net) = block(value.text) else {
            continue;
        };
        let trunc = net.trunc();
        if trunc != net {
            let message = format!("{} matches the whole block {trunc}", shown(value.text));
            let fix = Fix::one(
                "write the network address",
                value.span,
                quoted(&trunc.to_string()),
            );
            out.push(Draft::new(value.span, message).fix(fix));
        }
    }
}

fn single_ip(document: &Document<'_>, out: &mut Findings) {
    for (_, value) in values(document) {
        let single = block(value.text).filter(|net| net.prefix_len() == net.max_prefix_len());
        if let Some(net) = single {
            let message = format!(
                "{} is a single address with a prefix length",
                shown(value.text)
            );
            let fix = Fix::one(
                "write the address without a prefix",
                value.span,
                quoted(&net.addr().to_string()),
            );
            out.push(Draft::new(value.span, message).fix(fix));
        }
    }
}

fn is_private(net: &IpNet) -> bool {
    const PRIVATE: [&str; 6] = [
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "fc00::/7",
    ];
    let mut ranges = PRIVATE.iter().filter_map(|range| block(range));
    ranges.any(|range| range.contains(net))
}

fn private_range(document: &Document<'_>, out: &mut Findings) {
    for (test, value) in values(document) {
        if test.key == "acs:SourceIp" && network(value.text).is_some_and(|net| is_private(&net)) {
            let message = format!(
                "{} is private, but `acs:SourceIp` holds public addresses",
                shown(value.text)
            );
            out.at(value.span, message);
        }
    }
}

fn covers_everything(document: &Document<'_>, out: &mut Findings) {
    for (_, value) in values(document) {
        if block(value.text).is_some_and(|net| net.prefix_len() == 0) {
            out.at(
                value.span,
                format!("{} matches every address", shown(value.text)),
            );
        }
    }
}

fn not_ip_in_allow(document: &Document<'_>, out: &mut Findings) {
    for statement in document.allows() {
        for test in statement
            .tests
            .iter()
            .filter(|test| test.operator == "NotIpAddress")
        {
            out.at(
                test.operator_span,
                "this allows every address except those listed",
            );
        }
    }
}

fn without_vpc(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let of_oss = statement
            .actions
            .iter()
            .any(|action| action.text.starts_with("oss:"));
        let by_ip = statement.tests_of("acs:SourceIp").next();
        if let Some(test) = by_ip.filter(|_| of_oss)
            && statement.tests_of("acs:SourceVpc").next().is_none()
        {
            let does = if statement.effect == Some(Effect::Deny) {
                "denied"
            } else {
                "allowed"
            };
            out.at(
                test.key_span,
                format!("requests from a VPC are not {does} by their network"),
            );
        }
    }
}
