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
        id: "missing-header",
        rule: "a missing signature header is http 400 `Missing<Name>` with the name of the \
               parameter that older signatures have in its place",
        origin: "the gateway's error list",
    },
    AssumedRule {
        id: "odd-authorization",
        rule: "a request without authorization header is http 400 `MissingAccessKeyId`, one with \
               another scheme http 400 `InvalidSignatureMethod`",
        origin: "the gateway's error list, for older signatures",
    },
    AssumedRule {
        id: "no-security-tokens",
        rule: "a request with a security token is http 400 \
               `InvalidSecurityToken.MismatchWithAccessKey`, since the one key has none",
        origin: "the code is one that clients know; no page gives its status",
    },
    AssumedRule {
        id: "repeated-parameter",
        rule: "of a parameter that comes more than once the last value counts, the form after \
               the query",
        origin: "no page says it",
    },
];
