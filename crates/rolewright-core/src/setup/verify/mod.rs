//! Verifies what was observed: requirements, causes and findings.

pub(crate) mod attached_policies;
pub(crate) mod causes;
pub(crate) mod decision;
pub(crate) mod documents;
pub(crate) mod findings;
pub(crate) mod letter_case;
pub(crate) mod managed_elsewhere;
pub(crate) mod missing_access;
pub(crate) mod requirements;
pub(crate) mod time;
