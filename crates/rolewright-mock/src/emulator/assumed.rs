//! Rules of the emulator that the Alibaba Cloud documentation does not confirm.

use rolewright_core::AssumedRule;

/// All assumed rules of the emulator; those of the simulated services are in
/// [`ASSUMED`](crate::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    AssumedRule {
        id: "order-of-gateway-checks",
        rule: "when several checks fail, the first in this order gives the error: method, \
               authorization header, key, security token, time stamp, signature, nonce, path, \
               version, action",
        origin: "no order is documented",
    },
    AssumedRule {
        id: "nonce-of-a-bad-signature",
        rule: "only a request with a valid signature uses up its nonce",
        origin: "not documented; otherwise anyone could use up other clients' nonces",
    },
    AssumedRule {
        id: "nonce-window",
        rule: "the latest 65,536 nonces are kept for 30 minutes, across all keys",
        origin: "a page suggests 15 minutes; time stamps may be off by 15 minutes either way",
    },
    AssumedRule {
        id: "missing-header",
        rule: "a missing signature header returns http 400 `Missing<Name>`, with the name of the \
               parameter that older signatures have instead",
        origin: "the gateway's error list",
    },
    AssumedRule {
        id: "odd-authorization",
        rule: "a request with neither an authorization header nor `AccessKeyId` returns http 400 \
               `MissingAccessKeyId`, an unknown scheme http 400 `InvalidSignatureMethod`",
        origin: "the gateway's error list, for older signatures",
    },
    AssumedRule {
        id: "security-token-codes",
        rule: "a session key without a token returns http 400 `MissingSecurityToken`; an invalid \
               token or a deleted role `InvalidSecurityToken.Malformed`, the token of another key \
               `.MismatchWithAccessKey`, an expired token `.Expired`",
        origin: "clients know these codes; their statuses are not documented",
    },
    AssumedRule {
        id: "anonymous-calls",
        rule: "an operation that needs no key is accepted without one; its time stamp and nonce \
               are not checked",
        origin: "the official clients send it unsigned, so a check would prove nothing",
    },
    AssumedRule {
        id: "flat-lists",
        rule: "lists are accepted flattened (`Tag.1.Key`, `ResourceNames.1`, `TagKeys.1`) and as one \
               JSON list",
        origin: "clients for generic requests flatten lists; what RAM accepts is not documented",
    },
    AssumedRule {
        id: "which-protocol",
        rule: "the authorization header selects the protocol; without one, an OSS path or header \
               selects OSS, anything else RPC with the older signature",
        origin: "the real services have separate endpoints",
    },
    AssumedRule {
        id: "bucket-in-host",
        rule: "the bucket is taken from the host `<bucket>.localhost` or \
               `<bucket>.oss-<region>.aliyuncs.com`, otherwise from the path",
        origin: "the official OSS clients use path style for IP addresses",
    },
    AssumedRule {
        id: "region-of-registry",
        rule: "a Container Registry call without `RegionId` uses the region in its host, else a \
               region that has the instance, else one that has any instance, else cn-hangzhou",
        origin: "the official clients set the region only in the host, and here all services share \
                 one host",
    },
    AssumedRule {
        id: "order-of-oss-checks",
        rule: "OSS checks the signature's format, the key, the token, the date and the signature, \
               then the policies, then whether the resource exists; an unsigned request is denied \
               whatever the bucket's access control list",
        origin: "no order is documented",
    },
    AssumedRule {
        id: "signing-region",
        rule: "a signature of version 4 for another region than that in the host returns http 400 \
               `InvalidArgument`; for another region than the bucket's, http 403 `AccessDenied` with the \
               bucket's endpoint",
        origin: "a test of the official Python client has the first code and its `EC` 0002-00000226; \
                 here all regions share one address, so the region of the signature stands for the \
                 endpoint",
    },
    AssumedRule {
        id: "presigned-urls",
        rule: "a presigned URL that is expired, not valid yet or has an invalid expiry returns http 403 \
               `AccessDenied`; one of version 4 is valid for at most 7 days",
        origin: "the pages on `EC` 0002-00000069, 0002-00000070 and 0002-00000235 have no codes",
    },
    AssumedRule {
        id: "unset-settings",
        rule: "what an unset bucket setting answers; deleting one that is not set returns http 204",
        origin: "the operations' pages and the tests of the official Go client; for `httpsConfig`, \
                 `overwriteConfig`, `responseHeader` and `userDefinedLogFieldsConfig` the codes that the \
                 official Terraform provider tolerates; `qosInfo` and `bucketArchiveDirectRead` have no \
                 source",
    },
    AssumedRule {
        id: "public-access-of-new-buckets",
        rule: "PutBucket blocks public access to the new bucket, deleting the setting allows it; neither \
               it nor an access control list has an effect; the account's own setting is off at first",
        origin: "blocked by default since October 2025; the answer after a deletion is not documented",
    },
    AssumedRule {
        id: "copies",
        rule: "CopyObject and UploadPartCopy need `oss:PutObject` on the copy and `oss:GetObject`, or with \
               a version `oss:GetObjectVersion`, on the source; a source in another region returns http \
               403 `AccessDenied` with its endpoint; a copy of unchanged content is http 304; a `+` in the \
               source is a blank",
        origin: "the pages document the permissions and that copies stay in a region, not the code; the \
                 official Go client encodes a blank as `+`",
    },
    AssumedRule {
        id: "group-of-a-bucket",
        rule: "an unknown resource group of a bucket returns http 404 `NoSuchResourceGroup`",
        origin: "not documented",
    },
    AssumedRule {
        id: "purchase",
        rule: "errors of a purchase are http 400, or http 404 `ResourceNotExists` for an unknown instance, \
               with the codes `MissingParameter.<Name>` and `InvalidParameter.<Name>`; unknown and \
               repeated codes of `Parameter` are refused, and so are `DefaultOssBucket` `true` with a bucket \
               and `false` without one; products of the international site are `NotApplicable`; names are \
               3 to 30 lower case letters, digits and hyphens; the same `ClientToken` returns the same \
               order while its instance exists; a refund releases the instance at once, or with \
               `ImmediatelyRelease` 0 stops it",
        origin: "the operations' pages have no table of errors; the official Terraform provider knows \
                 `NotApplicable`, `ResourceNotExists` and the text for an unknown product",
    },
    AssumedRule {
        id: "registry-calls-on-instances",
        rule: "errors of Container Registry are http 200, those of parameters http 400; an instance that is \
               not running returns `INSTANCE_STATUS_NOT_SUPPORT`; existing names are `NAMESPACE_EXIST` and \
               `REPO_EXIST`; deleting a namespace deletes its repositories; quotas are shown, not enforced; \
               the internet endpoint is disabled at first; `ListResourceGroups` is authorized by \
               `resourcemanager:ListResourceGroups` on all resources",
        origin: "the official Terraform provider reads the codes in the body; the others are not \
                 documented",
    },
    AssumedRule {
        id: "repeated-parameter",
        rule: "the last value of a repeated parameter counts; form parameters follow query \
               parameters",
        origin: "not documented",
    },
    AssumedRule {
        id: "roles-of-unknown-accounts",
        rule: "AssumeRole of a role of an unknown account returns http 404 `EntityNotExist.Role`",
        origin: "the code of an unknown role; that of an unknown account is not documented",
    },
    AssumedRule {
        id: "buckets-of-other-accounts",
        rule: "a bucket of another account returns http 403 `AccessDenied`, whatever its policy allows",
        origin: "the safer reading: what a set-up needs from another account's bucket is not given",
    },
    AssumedRule {
        id: "directory-of-members",
        rule: "a member that lists accounts or folders gets http 404 `EntityNotExists.ResourceDirectory`; \
               the management account is not among the listed accounts",
        origin: "the code for an account without a resource directory; that for a member is not documented",
    },
    AssumedRule {
        id: "directory-pages",
        rule: "a page, size, token or flag that is out of range returns http 400 \
               `InvalidParameter.<Name>`; several tags must all match; keywords match parts of id and names",
        origin: "not documented",
    },
    AssumedRule {
        id: "role-names-once",
        rule: "a role whose name differs from that of another one only in case can't be created: http 409 \
               `EntityAlreadyExists.Role`",
        origin: "ARNs ignore the case, and error messages have names in lower case; not documented",
    },
    AssumedRule {
        id: "empty-clears",
        rule: "an empty `NewComments`, `NewDescription`, `NewDisplayName`, `NewEmail` or `NewMobilePhone` \
               clears the text",
        origin: "the acceptance tests of the official Terraform provider expect it for a user's texts",
    },
    AssumedRule {
        id: "account-settings",
        rule: "the password policy, the security preferences and the alias (its id) of a new account; \
               SetPasswordPolicy sets what is absent to its default; values out of range return http 400 \
               `InvalidParameter.<Name>.Range`, in preferences `InvalidParameter.<Name>`",
        origin: "the error page of RAM has the code for the minimum length; the rest is not documented",
    },
    AssumedRule {
        id: "service-linked-roles",
        rule: "changing a service-linked role returns http 403 `NoPermission`; no service allows a suffix \
               or a description; a deletion succeeds at once",
        origin: "the pages document the codes of `CreateServiceLinkedRole`, not which services allow what",
    },
    AssumedRule {
        id: "diagnostic-messages",
        rule: "an account decodes only the diagnostic messages of its own denials, at any time; any other \
               text returns http 404 `EntityNotExist.DiagnosticMessage`; a refusal to assume a role has \
               the details of a denial, by `AssumeRolePolicy`",
        origin: "the fields, and a code that begins with `EntityNotExist`, are documented; the code's end, \
                 the lifetime of a message and the details of that refusal are not",
    },
];
