//! The conformance suite in files.

rolewright_conformance::tests!(crate::harness::Local);
