//! The policy language, re-exported from rolewright-policy.

pub use rolewright_policy::{
    ASSUMED, AccessLevel, ActionPattern, Actions, AlsoNeeded, BucketPolicy, Catalogue,
    CatalogueAction, CatalogueService, Condition, ConditionTest, ConditionValue, DocumentChange,
    Effect, Glob, Json, KeyType, List, POLICY_DOCUMENT_BYTES, PolicyDocument, PolicyError,
    PolicyErrorKind, Principal, Principals, ResourcePattern, Span, Statement, TrustPolicy,
    Wildcard, diff,
};
