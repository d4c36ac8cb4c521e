//! Object Storage Service: buckets, their settings and their objects.
//!
//! Sources of names and accesses: the tables of the page "OSS authorization"
//! and the operations' own pages; what no page confirms is a rule of
//! [`ASSUMED`](crate::ASSUMED).

mod answer;
mod bucket;
mod call;
mod execute;
mod list;
mod object;
mod refusal;
mod settings;
mod table;
mod upload;

pub(crate) use answer::{OssAnswer, OssResult};
pub(crate) use call::OssCall;
pub(crate) use refusal::{OssRefusal, refuse};
pub(crate) use table::{Row, find, names};
