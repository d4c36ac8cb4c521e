//! OSS's errors: codes, statuses and messages of its error pages.

use rolewright_core::evaluate::{Layer, Verdict};

use crate::authorize::Denial;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OssRefusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// The cause in detail, a number in OSS's documentation.
    pub(crate) ec: Option<&'static str>,
    /// The endpoint that the bucket has instead.
    pub(crate) endpoint: Option<String>,
    /// The access that policies denied.
    pub(crate) denial: Option<Box<Denial>>,
}

impl OssRefusal {
    pub(crate) fn denied(denial: Box<Denial>) -> Self {
        let decision = &denial.decision;
        let explicit = decision.verdict == Verdict::ExplicitDeny;
        let ec = match decision.layer {
            Layer::ResourceBasedPolicy if explicit => "0003-00000101",
            _ if denial.bucket_denies => "0003-00000203",
            _ if explicit => "0003-00000201",
            _ => "0003-00000202",
        };
        Self {
            denial: Some(denial),
            ..refuse("AccessDenied").with_ec(ec)
        }
    }

    /// As [`denied`](Self::denied), for a request on several objects.
    pub(super) fn batch_denied(denial: Box<Denial>) -> Self {
        let explicit = denial.decision.verdict == Verdict::ExplicitDeny;
        let refusal = Self::denied(denial);
        if explicit {
            refusal.with_ec("0003-00000204")
        } else {
            refusal
        }
    }

    /// The refusal of a request at the endpoint of another region than the bucket's.
    pub(super) fn other_region(region: &str) -> Self {
        let text = "The bucket you are attempting to access must be addressed using the specified \
                    endpoint. Please send all future requests to this endpoint.";
        Self {
            endpoint: Some(format!("oss-{region}.aliyuncs.com")),
            ..refuse("AccessDenied").with_message(text)
        }
    }

    pub(crate) fn with_ec(mut self, ec: &'static str) -> Self {
        self.ec = Some(ec);
        self
    }

    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

/// Code, status, message and `EC`, empty where no page or test of an official client has one.
const KNOWN: [(&str, u16, &str, &str); 48] = [
    (
        "AccessDenied",
        403,
        "You have no right to access this object because of bucket acl.",
        "0003-00000001",
    ),
    (
        "BucketAlreadyExists",
        409,
        "The requested bucket name is not available.",
        "",
    ),
    (
        "BucketNotEmpty",
        409,
        "The bucket you tried to delete is not empty.",
        "",
    ),
    (
        "CnameTokenNotFound",
        404,
        "The cname token does not exist.",
        "",
    ),
    ("EntityTooLarge", 413, "The request body is too large.", ""),
    (
        "FileAlreadyExists",
        409,
        "The object you specified already exists and can not be overwritten.",
        "",
    ),
    ("IncompleteBody", 400, "The request body is incomplete.", ""),
    (
        "IncorrectVersioning",
        400,
        "The versioning configuration is not valid.",
        "",
    ),
    (
        "InternalError",
        500,
        "We encountered an internal error. Please try again.",
        "",
    ),
    (
        "InvalidAccessKeyId",
        403,
        "The OSS Access Key Id you provided does not exist in our records.",
        "0002-00000902",
    ),
    ("InvalidArgument", 400, "An argument is not valid.", ""),
    (
        "InvalidBucketName",
        400,
        "The specified bucket is not valid.",
        "",
    ),
    (
        "InvalidDigest",
        400,
        "The Content-MD5 you specified was invalid.",
        "",
    ),
    (
        "InvalidObjectName",
        400,
        "The specified object is not valid.",
        "",
    ),
    (
        "InvalidPart",
        400,
        "One or more of the specified parts could not be found.",
        "",
    ),
    (
        "InvalidPartOrder",
        400,
        "The list of parts was not in ascending order.",
        "",
    ),
    ("InvalidPolicyDocument", 400, "The policy is not valid.", ""),
    (
        "InvalidSecurityToken",
        403,
        "The security token you provided is invalid.",
        "",
    ),
    (
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema.",
        "",
    ),
    (
        "MetaQueryNotExist",
        404,
        "The meta query does not exist.",
        "0037-00000003",
    ),
    (
        "NoSuchBucket",
        404,
        "The specified bucket does not exist.",
        "0015-00000101",
    ),
    (
        "NoSuchBucketOverwriteConfig",
        404,
        "The overwrite configuration does not exist.",
        "",
    ),
    (
        "NoSuchBucketPolicy",
        404,
        "The specified bucket policy does not exist.",
        "",
    ),
    (
        "NoSuchCORSConfiguration",
        404,
        "The CORS Configuration does not exist",
        "",
    ),
    (
        "NoSuchHttpsConfig",
        404,
        "The https configuration does not exist.",
        "",
    ),
    (
        "NoSuchInventory",
        404,
        "No Row found in Inventory Table",
        "",
    ),
    (
        "NoSuchKey",
        404,
        "The specified key does not exist.",
        "0026-00000001",
    ),
    (
        "NoSuchLifecycle",
        404,
        "No Row found in Lifecycle Table.",
        "",
    ),
    (
        "NoSuchReplicationConfiguration",
        404,
        "The bucket you specified does not have replication configuration",
        "",
    ),
    (
        "NoSuchResourceGroup",
        404,
        "The resource group does not exist.",
        "",
    ),
    (
        "NoSuchResponseHeaderConfiguration",
        404,
        "The response header configuration does not exist.",
        "",
    ),
    (
        "NoSuchServerSideEncryptionRule",
        404,
        "The server side encryption configuration was not found",
        "",
    ),
    ("NoSuchStyle", 404, "No Such Image Style", ""),
    (
        "NoSuchTransferAccelerationConfiguration",
        404,
        "The bucket you specified does not have transfer acceleration configuration.",
        "",
    ),
    (
        "NoSuchUpload",
        404,
        "The specified upload does not exist.",
        "",
    ),
    (
        "NoSuchUserDefinedLogFieldsConfig",
        404,
        "The configuration of log fields does not exist.",
        "",
    ),
    (
        "NoSuchVersion",
        404,
        "The specified version does not exist.",
        "",
    ),
    (
        "NoSuchWORMConfiguration",
        404,
        "The WORM Configuration does not exist",
        "",
    ),
    (
        "NoSuchWebsiteConfiguration",
        404,
        "The specified bucket does not have a website configuration.",
        "",
    ),
    (
        "NotImplemented",
        501,
        "A header you provided implies functionality that is not implemented.",
        "",
    ),
    (
        "PreconditionFailed",
        412,
        "At least one of the preconditions you specified did not hold.",
        "",
    ),
    (
        "QpsLimitExceeded",
        503,
        "The request rate is too high. Please try again.",
        "",
    ),
    (
        "QuotaExceeded",
        403,
        "The emulator keeps no more objects: its limit for objects in memory is reached.",
        "",
    ),
    (
        "RequestTimeTooSkewed",
        403,
        "The difference between the request time and the current time is too large.",
        "0002-00000504",
    ),
    (
        "RequestTimeout",
        408,
        "The request body was not received in time.",
        "",
    ),
    (
        "SecurityTokenExpired",
        403,
        "The security token you provided has expired.",
        "",
    ),
    (
        "ServiceUnavailable",
        503,
        "The service is temporarily unavailable. Please try again.",
        "",
    ),
    (
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        "0002-00000040",
    ),
];

/// Returns the refusal with this code.
pub(crate) fn refuse(code: &str) -> OssRefusal {
    let known = KNOWN.iter().find(|(known, ..)| *known == code);
    let (status, message, ec) = known.map_or((400, code, ""), |(_, status, text, ec)| {
        (*status, *text, *ec)
    });
    OssRefusal {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        ec: Some(ec).filter(|ec| !ec.is_empty()),
        endpoint: None,
        denial: None,
    }
}
