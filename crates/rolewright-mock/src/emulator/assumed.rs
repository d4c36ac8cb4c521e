//! What no page confirms of the gateway.

use rolewright_core::AssumedRule;

/// The rows of the emulator's gateway, beside [`ASSUMED`](crate::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    AssumedRule {
        id: "order-of-gateway-checks",
        rule: "of several failing checks the first of this order answers: method, authorization \
               header, key, security token, time stamp, signature, nonce, path, version, action",
        origin: "no page gives an order",
    },
    AssumedRule {
        id: "nonce-of-a-bad-signature",
        rule: "only a request whose signature is right uses its nonce up",
        origin: "no page says it; otherwise anybody could use up the nonces of others",
    },
    AssumedRule {
        id: "nonce-window",
        rule: "the latest 65,536 nonces are remembered for half an hour, whoever used them",
        origin: "a page hints at 15 minutes; a time stamp may be that far off either way",
    },
    AssumedRule {
        id: "missing-header",
        rule: "a missing signature header is http 400 `Missing<Name>` with the name of the \
               parameter that older signatures have in its place",
        origin: "the gateway's error list",
    },
    AssumedRule {
        id: "odd-authorization",
        rule: "a request without authorization header and without `AccessKeyId` is http 400 \
               `MissingAccessKeyId`, one with another scheme http 400 `InvalidSignatureMethod`",
        origin: "the gateway's error list, for older signatures",
    },
    AssumedRule {
        id: "security-token-codes",
        rule: "a session's key without its token is http 400 `MissingSecurityToken`; a token that \
               is none, or whose role is gone, `InvalidSecurityToken.Malformed`, one of another \
               key `.MismatchWithAccessKey`, one that has ended `.Expired`",
        origin: "the codes are ones that clients know; no page gives their statuses",
    },
    AssumedRule {
        id: "anonymous-calls",
        rule: "a call that needs no key is taken without one; its time stamp and nonce are not \
               looked at",
        origin: "the official clients send it without a signature, which alone would make them \
                 worth looking at",
    },
    AssumedRule {
        id: "flat-lists",
        rule: "`Tag.1.Key`, `ResourceNames.1` and `TagKeys.1` are taken as well as one JSON list",
        origin: "clients that send generic requests take lists apart; no page says what RAM does",
    },
    AssumedRule {
        id: "which-protocol",
        rule: "an authorization header tells the protocol; without one, a path or a header of OSS \
               makes it OSS, anything else RPC in the older signature",
        origin: "the services have addresses of their own",
    },
    AssumedRule {
        id: "bucket-in-host",
        rule: "a bucket is named by the host where that is `<bucket>.localhost` or \
               `<bucket>.oss-<region>.aliyuncs.com`, otherwise by the path",
        origin: "the official OSS clients use path style for addresses that are numbers",
    },
    AssumedRule {
        id: "region-of-registry",
        rule: "a call of Container Registry that names no region is about the region in its host, \
               else about one that has the instance, or any instance, else about cn-hangzhou",
        origin: "the official clients name the region by the host alone, and here all services \
                 have one",
    },
    AssumedRule {
        id: "order-of-oss-checks",
        rule: "OSS looks at the form of the signature, the key, the token, the date and the \
               signature, then at what policies allow, then at what is there; without a signature \
               nobody is let in, whatever the bucket's access control list says",
        origin: "no page gives an order",
    },
    AssumedRule {
        id: "repeated-parameter",
        rule: "of a parameter that comes more than once the last value counts, the form after \
               the query",
        origin: "no page says it",
    },
];
