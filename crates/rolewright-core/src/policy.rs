//! The policy language, re-exported from rolewright-policy.
//!
//! ```
//! use rolewright_core::policy::{PolicyDocument, Principal, Statement, TrustPolicy, diff};
//!
//! let read = Statement::allow(["oss:GetObject"]).on(["acs:oss:*:*:my-images/*"]);
//! let document = PolicyDocument::new([read]);
//! // Documents are equal when they mean the same, however they are written.
//! let parsed = PolicyDocument::parse(&document.to_pretty())?;
//! assert_eq!(parsed, document);
//! assert!(diff(&parsed, &document).is_empty());
//!
//! let trust = TrustPolicy::of([Principal::Service("cr.aliyuncs.com".into())]);
//! assert_eq!(trust.principals()[0].value(), "cr.aliyuncs.com");
//! # Ok::<(), rolewright_core::Error>(())
//! ```

pub use rolewright_policy::{
    ASSUMED, AccessLevel, ActionPattern, Actions, AlsoNeeded, BucketPolicy, Catalogue,
    CatalogueAction, CatalogueService, Condition, ConditionTest, ConditionValue, DocumentChange,
    Effect, Glob, Json, KeyType, List, POLICY_DOCUMENT_BYTES, PolicyDocument, PolicyError,
    PolicyErrorKind, Principal, Principals, ResourcePattern, Span, Statement, TrustPolicy,
    UnknownAction, Wildcard, diff,
};
