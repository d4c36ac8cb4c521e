//! The conformance suite in memory.

rolewright_conformance::tests!(crate::harness::Memory);
