//! The cases, by resource.

mod access_key;
mod attachment;
mod call;
mod concurrency;
mod deletion;
mod document;
mod group;
mod instance;
mod login_profile;
mod name;
mod oidc;
mod paging;
mod parameter;
mod policy;
mod policy_version;
mod role;
mod settings;
mod sts;
mod system_policy;
mod tag;
mod user;
mod version_limit;

use crate::case::Case;

/// Passes the names of all case files to a macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __every_file {
    ([$($callback:tt)*] $($arguments:tt)*) => {
        $($callback)*! {
            [
                role name policy document policy_version version_limit system_policy attachment tag
                user login_profile settings access_key group instance deletion sts oidc paging parameter call concurrency
            ]
            $($arguments)*
        }
    };
}

macro_rules! concat_cases {
    ([$($file:ident)*]) => { [$($file::CASES),*].concat() };
}

/// Returns every case, by resource.
#[must_use]
pub fn cases() -> Vec<Case> {
    __every_file!([concat_cases])
}
