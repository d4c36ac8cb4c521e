//! Rules of the emulator that the Alibaba Cloud documentation does not confirm.

use rolewright_core::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule::new(id, rule, origin)
}

/// All assumed rules of the emulator; those of the simulated services are in
/// [`ASSUMED`](crate::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "order-of-gateway-checks",
        "when several checks fail, the first in this order gives the error: method, \
         authorization header, key, security token, time stamp, signature, nonce, path, \
         version, action",
        "no order is documented",
    ),
    rule(
        "nonce-of-a-bad-signature",
        "only a request with a valid signature uses up its nonce",
        "not documented; otherwise anyone could use up other clients' nonces",
    ),
    rule(
        "nonce-window",
        "the latest 65,536 nonces are kept for 30 minutes, across all keys",
        "a page suggests 15 minutes; time stamps may be off by 15 minutes either way",
    ),
    rule(
        "missing-header",
        "a missing signature header returns http 400 `Missing<Name>`, with the name of the \
         parameter that older signatures have instead",
        "the gateway's error list",
    ),
    rule(
        "odd-authorization",
        "a request with neither an authorization header nor `AccessKeyId` returns http 400 \
         `MissingAccessKeyId`, an unknown scheme http 400 `InvalidSignatureMethod`",
        "the gateway's error list, for older signatures",
    )
    .settled_by(
        "`ping` of RAM and STS: status and code of a request without an authorization header",
    ),
    rule(
        "security-token-codes",
        "a session key without a token returns http 400 `MissingSecurityToken`; an invalid \
         token or a deleted role `InvalidSecurityToken.Malformed`, the token of another key \
         `.MismatchWithAccessKey`, an expired token `.Expired`",
        "clients know these codes; their statuses are not documented",
    )
    .settled_by(
        "`GetCallerIdentity` with the credentials of a session that has ended: status and \
         code",
    ),
    rule(
        "anonymous-calls",
        "an operation that needs no key is accepted without one; its time stamp and nonce \
         are not checked",
        "the official clients send it unsigned, so a check would prove nothing",
    ),
    rule(
        "flat-lists",
        "lists are accepted flattened (`Tag.1.Key`, `ResourceNames.1`, `TagKeys.1`) and as one \
         JSON list",
        "clients for generic requests flatten lists; what RAM accepts is not documented",
    ),
    rule(
        "which-protocol",
        "the authorization header selects the protocol; without one, an OSS path or header \
         selects OSS, anything else RPC with the older signature",
        "the real services have separate endpoints",
    ),
    rule(
        "bucket-in-host",
        "the bucket is taken from the host `<bucket>.localhost` or \
         `<bucket>.oss-<region>.aliyuncs.com`, otherwise from the path",
        "the official OSS clients use path style for IP addresses",
    ),
    rule(
        "region-of-registry",
        "a Container Registry call without `RegionId` uses the region in its host, else a \
         region that has the instance, else one that has any instance, else cn-hangzhou",
        "the official clients set the region only in the host, and here all services share \
         one host",
    ),
    rule(
        "order-of-oss-checks",
        "OSS checks the signature's format, the key, the token, the date and the signature, \
         then the policies, then whether the resource exists; an unsigned request is denied \
         whatever the bucket's access control list",
        "no order is documented",
    )
    .settled_by(
        "`ping` of OSS: status and code of an unsigned request",
    ),
    rule(
        "signing-region",
        "a signature of version 4 for another region than that in the host returns http 400 \
         `InvalidArgument`; for another region than the bucket's, http 403 `AccessDenied` with the \
         bucket's endpoint",
        "a test of the official Python client has the first code and its `EC` 0002-00000226; \
         here all regions share one address, so the region of the signature stands for the \
         endpoint",
    ),
    rule(
        "presigned-urls",
        "a presigned URL that is expired, not valid yet or has an invalid expiry returns http 403 \
         `AccessDenied`; one of version 4 is valid for at most 7 days",
        "the pages on `EC` 0002-00000069, 0002-00000070 and 0002-00000235 have no codes",
    ),
    rule(
        "unset-settings",
        "what an unset bucket setting answers; deleting one that is not set returns http 204",
        "the operations' pages and the tests of the official Go client; for `httpsConfig`, \
         `overwriteConfig`, `responseHeader` and `userDefinedLogFieldsConfig` the codes that the \
         official Terraform provider tolerates; `qosInfo` and `bucketArchiveDirectRead` have no \
         source",
    ),
    rule(
        "public-access-of-new-buckets",
        "PutBucket blocks public access to the new bucket, deleting the setting allows it; neither \
         it nor an access control list has an effect; the account's own setting is off at first",
        "blocked by default since October 2025; the answer after a deletion is not documented",
    )
    .settled_by(
        "`GetBucketInfo` of a new bucket: `Bucket.BlockPublicAccess`",
    ),
    rule(
        "copies",
        "CopyObject and UploadPartCopy need `oss:PutObject` on the copy and `oss:GetObject`, or with \
         a version `oss:GetObjectVersion`, on the source; a source in another region returns http \
         403 `AccessDenied` with its endpoint; a copy of unchanged content is http 304; a `+` in the \
         source is a blank",
        "the pages document the permissions and that copies stay in a region, not the code; the \
         official Go client encodes a blank as `+`",
    ),
    rule(
        "group-of-a-bucket",
        "an unknown resource group of a bucket returns http 404 `NoSuchResourceGroup`",
        "not documented",
    ),
    rule(
        "purchase",
        "errors of a purchase are http 400, or http 404 `ResourceNotExists` for an unknown instance, \
         with the codes `MissingParameter.<Name>` and `InvalidParameter.<Name>`; unknown and \
         repeated codes of `Parameter` are refused, and so are `DefaultOssBucket` `true` with a bucket \
         and `false` without one; products of the international site are `NotApplicable`; names are \
         3 to 30 lower case letters, digits and hyphens; the same `ClientToken` returns the same \
         order while its instance exists; a refund releases the instance at once, or with \
         `ImmediatelyRelease` 0 stops it",
        "the operations' pages have no table of errors; the official Terraform provider knows \
         `NotApplicable`, `ResourceNotExists` and the text for an unknown product",
    ),
    rule(
        "registry-calls-on-instances",
        "errors of Container Registry are http 200, those of parameters http 400; an instance that is \
         not running returns `INSTANCE_STATUS_NOT_SUPPORT`; existing names are `NAMESPACE_EXIST` and \
         `REPO_EXIST`; deleting a namespace deletes its repositories; quotas are shown, not enforced; \
         the internet endpoint is disabled at first; `ListResourceGroups` is authorized by \
         `resourcemanager:ListResourceGroups` on all resources",
        "the official Terraform provider reads the codes in the body; the others are not \
         documented",
    )
    .settled_by(
        "`GetInstance` that fails: status and code",
    ),
    rule(
        "repeated-parameter",
        "the last value of a repeated parameter counts; form parameters follow query \
         parameters",
        "not documented",
    ),
    rule(
        "roles-of-unknown-accounts",
        "AssumeRole of a role of an unknown account returns http 404 `EntityNotExist.Role`",
        "the code of an unknown role; that of an unknown account is not documented",
    ),
    rule(
        "buckets-of-other-accounts",
        "a bucket of another account returns http 403 `AccessDenied`, whatever its policy allows",
        "the safer reading: what a set-up needs from another account's bucket is not given",
    )
    .settled_by(
        "`GetBucketInfo` of a bucket of another account: status and code",
    ),
    rule(
        "directory-of-members",
        "a member that lists accounts or folders gets http 404 `EntityNotExists.ResourceDirectory`; \
         the management account is not among the listed accounts",
        "the code for an account without a resource directory; that for a member is not documented",
    ),
    rule(
        "directory-pages",
        "a page, size, token or flag that is out of range returns http 400 \
         `InvalidParameter.<Name>`; several tags must all match; keywords match parts of id and names",
        "not documented",
    ),
    rule(
        "role-names-once",
        "a role whose name differs from that of another one only in case can't be created: http 409 \
         `EntityAlreadyExists.Role`",
        "ARNs ignore the case, and error messages have names in lower case; not documented",
    ),
    rule(
        "empty-clears",
        "an empty `NewComments`, `NewDescription`, `NewDisplayName`, `NewEmail` or `NewMobilePhone` \
         clears the text",
        "the acceptance tests of the official Terraform provider expect it for a user's texts",
    ),
    rule(
        "account-settings",
        "the password policy, the security preferences and the alias (its id) of a new account; \
         SetPasswordPolicy sets what is absent to its default; values out of range return http 400 \
         `InvalidParameter.<Name>.Range`, in preferences `InvalidParameter.<Name>`",
        "the error page of RAM has the code for the minimum length; the rest is not documented",
    ),
    rule(
        "service-linked-roles",
        "changing a service-linked role returns http 403 `NoPermission`; no service allows a suffix \
         or a description; a deletion succeeds at once",
        "the pages document the codes of `CreateServiceLinkedRole`, not which services allow what",
    ),
    rule(
        "diagnostic-messages",
        "an account decodes only the diagnostic messages of its own denials, at any time; any other \
         text returns http 404 `EntityNotExist.DiagnosticMessage`; a refusal to assume a role has \
         the details of a denial, by `AssumeRolePolicy`",
        "the fields, and a code that begins with `EntityNotExist`, are documented; the code's end, \
         the lifetime of a message and the details of that refusal are not",
    )
    .settled_by(
        "a call that is denied: the fields of `AccessDeniedDetail`",
    ),
];
