//! Object Storage Service: buckets, their settings and their objects.
//!
//! Names and actions are from the tables of the page "OSS authorization" and the operations' pages;
//! undocumented rules are in [`ASSUMED`](crate::ASSUMED).

mod acl;
mod answer;
mod bucket;
mod call;
mod copy;
mod execute;
mod list;
mod object;
mod refusal;
mod row;
mod settings;
mod stored;
mod table;
mod upload;

pub(crate) use answer::{OssAnswer, OssResult};
pub(crate) use call::OssCall;
pub(crate) use copy::source_bucket;
pub(crate) use refusal::{OssRefusal, refuse};
pub(crate) use row::Row;
pub(crate) use table::{actions, find, names};
