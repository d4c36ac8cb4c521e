//! Actions that are not in the catalogue.

use super::{Catalogue, CatalogueService};
use crate::text::{excerpt, nearest};

/// Why an action is not a known one; see [`Catalogue::unknown_action`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownAction {
    /// What is unknown.
    pub message: String,
    /// The action to write instead, if one is similar.
    pub help: Option<String>,
    /// Whether no service has the action. Otherwise the catalogue may lack it.
    pub is_certain: bool,
}

impl Catalogue {
    /// Returns why an action is not a known one. `None` for a known action, and for one that the catalogue
    /// may lack and that is similar to no known action.
    ///
    /// ```
    /// use rolewright_policy::Catalogue;
    ///
    /// let unknown = Catalogue::embedded().unknown_action("oss:GetObjects").unwrap();
    /// assert_eq!(unknown.message, "Object Storage Service has no action `oss:GetObjects`");
    /// assert_eq!(unknown.help.as_deref(), Some("write `oss:GetObject`"));
    /// assert!(Catalogue::embedded().unknown_action("oss:GetObject").is_none());
    /// ```
    #[must_use]
    pub fn unknown_action(&self, action: &str) -> Option<UnknownAction> {
        let (code, name) = action.split_once(':')?;
        if let Some(instead) = self.alias(action) {
            return Some(UnknownAction::alias(action, &instead));
        }
        match self.service(code) {
            Some(service) => service.unknown_action(action, true),
            None => Some(UnknownAction::code(code, name, self.similar_code(code)?)),
        }
    }

    /// Returns the known service code that is similar to an unknown one.
    pub(crate) fn similar_code(&self, code: &str) -> Option<&str> {
        let is_known = self.codes().any(|known| known.eq_ignore_ascii_case(code));
        // Short codes are all similar, and not every code is known.
        if is_known || code.len() < 4 {
            return None;
        }
        nearest(code, self.codes())
    }
}

impl CatalogueService {
    /// Returns why an action of the service is not a known one, with a similar action if `suggest` is set.
    pub(crate) fn unknown_action(&self, action: &str, suggest: bool) -> Option<UnknownAction> {
        let (_, name) = action.split_once(':')?;
        if self.action(name).is_some() || self.alias(name).is_some() {
            return None;
        }
        let names = self.actions.iter().map(|action| action.name.as_str());
        let similar = suggest.then(|| nearest(name, names)).flatten();
        (self.complete || similar.is_some()).then(|| UnknownAction {
            message: format!("{} has no action `{}`", self.name, excerpt(action, 80)),
            help: similar.map(|similar| format!("write `{}:{similar}`", self.code)),
            is_certain: self.complete,
        })
    }
}

impl UnknownAction {
    /// An API operation for which the service checks another action.
    pub(crate) fn alias(operation: &str, instead: &str) -> Self {
        let shown = excerpt(operation, 80);
        Self {
            message: format!("`{shown}` is not an action; the service checks `{instead}`"),
            help: Some(format!("write `{instead}`")),
            is_certain: true,
        }
    }

    /// An action whose service code is similar to a known one.
    pub(crate) fn code(code: &str, name: &str, similar: &str) -> Self {
        let meant = format!("{similar}:{name}");
        Self {
            message: format!("unknown service code `{}`", excerpt(code, 80)),
            help: Some(format!("did you mean `{}`?", excerpt(&meant, 80))),
            is_certain: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(action: &str) -> Option<UnknownAction> {
        Catalogue::embedded().unknown_action(action)
    }

    #[test]
    fn only_a_service_whose_actions_are_all_known_certainly_lacks_an_action() {
        assert!(unknown("oss:Frobnicate").unwrap().is_certain);
        assert_eq!(unknown("oss:Frobnicate").unwrap().help, None);
        let near = unknown("ram:GetRoel").unwrap();
        assert_eq!(near.help.as_deref(), Some("write `ram:GetRole`"));
        assert!(!near.is_certain);
        assert_eq!(unknown("ram:Frobnicate"), None);
    }

    #[test]
    fn an_operation_that_is_not_an_action_and_a_misspelt_service_have_a_suggestion() {
        let help = |action: &str| unknown(action).unwrap().help.unwrap();
        assert_eq!(help("oss:UploadPart"), "write `oss:PutObject`");
        assert_eq!(help("osss:GetObject"), "did you mean `oss:GetObject`?");
        assert_eq!(unknown("a:B"), None);
        assert_eq!(unknown("OSS:getobject"), None);
    }
}
