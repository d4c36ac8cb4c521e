#![doc = include_str!("../README.md")]

pub mod access;
mod account_id;
mod assumed;
mod catalogue;
mod error;
pub mod evaluate;
pub mod lint;
mod model;
pub mod text;

pub use account_id::AccountId;
pub use assumed::{ASSUMED, AssumedRule};
pub use catalogue::{
    AccessLevel, AlsoNeeded, Catalogue, CatalogueAction, CatalogueService, KeyType, UnknownAction,
};
pub use error::{Location, PolicyError, PolicyErrorKind, Result};
pub use model::{
    ActionPattern, Actions, BucketPolicy, Condition, ConditionTest, ConditionValue, DocumentChange,
    Effect, Glob, Json, List, POLICY_DOCUMENT_BYTES, PolicyDocument, Principal, Principals,
    ResourcePattern, Span, Statement, TrustPolicy, Wildcard, diff,
};
