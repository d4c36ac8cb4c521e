//! OSS's errors: codes, statuses and messages of its error pages.

use crate::authorize::Denial;

/// A refused request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OssRefusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
    /// The access that policies denied.
    pub(crate) denial: Option<Box<Denial>>,
}

impl OssRefusal {
    pub(crate) fn denied(denial: Box<Denial>) -> Self {
        Self {
            denial: Some(denial),
            ..refuse("AccessDenied")
        }
    }

    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }
}

const KNOWN: [(&str, u16, &str); 25] = [
    (
        "AccessDenied",
        403,
        "You have no right to access this object because of bucket acl.",
    ),
    (
        "BucketAlreadyExists",
        409,
        "The requested bucket name is not available.",
    ),
    (
        "BucketNotEmpty",
        409,
        "The bucket you tried to delete is not empty.",
    ),
    (
        "IncorrectVersioning",
        400,
        "The versioning configuration is not valid.",
    ),
    (
        "InternalError",
        500,
        "We encountered an internal error. Please try again.",
    ),
    (
        "InvalidAccessKeyId",
        403,
        "The OSS Access Key Id you provided does not exist in our records.",
    ),
    ("InvalidArgument", 400, "An argument is not valid."),
    (
        "InvalidBucketName",
        400,
        "The specified bucket is not valid.",
    ),
    (
        "InvalidDigest",
        400,
        "The Content-MD5 you specified was invalid.",
    ),
    (
        "InvalidObjectName",
        400,
        "The specified object is not valid.",
    ),
    (
        "InvalidPart",
        400,
        "One or more of the specified parts could not be found.",
    ),
    (
        "InvalidPartOrder",
        400,
        "The list of parts was not in ascending order.",
    ),
    ("InvalidPolicyDocument", 400, "The policy is not valid."),
    (
        "InvalidSecurityToken",
        403,
        "The security token you provided is invalid.",
    ),
    (
        "MalformedXML",
        400,
        "The XML you provided was not well-formed or did not validate against our published schema.",
    ),
    ("NoSuchBucket", 404, "The specified bucket does not exist."),
    (
        "NoSuchBucketPolicy",
        404,
        "The bucket policy does not exist.",
    ),
    ("NoSuchKey", 404, "The specified key does not exist."),
    ("NoSuchLifecycle", 404, "No Row found in Lifecycle Table."),
    (
        "NoSuchServerSideEncryptionRule",
        404,
        "The server side encryption configuration does not exist.",
    ),
    (
        "NoSuchTransferAccelerationConfiguration",
        404,
        "The bucket transfer acceleration configuration does not exist.",
    ),
    ("NoSuchUpload", 404, "The specified upload does not exist."),
    (
        "NoSuchVersion",
        404,
        "The specified version does not exist.",
    ),
    (
        "NotImplemented",
        501,
        "A header you provided implies functionality that is not implemented.",
    ),
    (
        "SecurityTokenExpired",
        403,
        "The security token you provided has expired.",
    ),
];

/// Returns the refusal with this code.
pub(crate) fn refuse(code: &str) -> OssRefusal {
    let known = KNOWN.iter().find(|(known, ..)| *known == code);
    let (status, message) = known.map_or((400, code), |(_, status, text)| (*status, *text));
    OssRefusal {
        status,
        code: code.to_owned(),
        message: message.to_owned(),
        denial: None,
    }
}
