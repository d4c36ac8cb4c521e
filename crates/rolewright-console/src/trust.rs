//! The trusted principals as fields of a form, and as a trust policy.

use rolewright::policy::{PolicyDocument, Principal, TrustPolicy};
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::SERVICE;
use rolewright::{AccountId, Error, ErrorKind, Result};
use serde_json::{Value, json};

use crate::asked::Fields;

/// The recipient of SAML responses, which a trust in a SAML provider must require. Source: the page on trust
/// policies.
const SAML_RECIPIENT: &str = "https://signin.aliyun.com/saml-role/sso";

/// The trusted principals, as the form shows them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Trusted {
    /// The cloud service of the recipe.
    pub(crate) service: bool,
    /// Every RAM user and role of the current account.
    pub(crate) current: bool,
    /// Ids of other accounts.
    pub(crate) accounts: Vec<String>,
    /// RAM users: `NAME` or `ACCOUNT/NAME`.
    pub(crate) users: Vec<String>,
    /// RAM roles: `NAME` or `ACCOUNT/NAME`.
    pub(crate) roles: Vec<String>,
    /// The ARN of an identity provider.
    pub(crate) provider: String,
    /// `oidc:iss`, `oidc:aud` and `oidc:sub` of an OIDC provider's tokens.
    pub(crate) token: [String; 3],
}

/// The condition keys of [`Trusted::token`].
pub(crate) const TOKEN_KEYS: [&str; 3] = ["oidc:iss", "oidc:aud", "oidc:sub"];

impl Trusted {
    /// Trusts the cloud service alone.
    pub(crate) fn service() -> Self {
        Self {
            service: true,
            ..Self::default()
        }
    }

    /// Reads the fields of the form.
    pub(crate) fn of_fields(fields: &Fields) -> Self {
        let list = |name| words(fields.get(name));
        Self {
            service: fields.has("trust_service"),
            current: fields.has("trust_current"),
            accounts: list("trust_accounts"),
            users: list("trust_users"),
            roles: list("trust_roles"),
            provider: fields.get("trust_provider").to_owned(),
            token: TOKEN_KEYS.map(|key| fields.get(key).to_owned()),
        }
    }

    /// Returns the principals as values of the option `trust`; `None` with an identity provider.
    pub(crate) fn choices(&self) -> Option<Vec<String>> {
        if !self.provider.is_empty() {
            return None;
        }
        let fixed = [(self.service, "service"), (self.current, "account:current")];
        let fixed = fixed.iter().filter(|(is_set, _)| *is_set);
        let fixed = fixed.map(|(_, choice)| (*choice).to_owned());
        let lists = [
            ("account", &self.accounts),
            ("user", &self.users),
            ("role", &self.roles),
        ];
        let lists = lists
            .into_iter()
            .flat_map(|(kind, all)| all.iter().map(move |one| format!("{kind}:{one}")));
        Some(fixed.chain(lists).collect())
    }

    /// Returns the trust policy as text.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] without a principal, and for an invalid one.
    pub(crate) fn to_json(&self, account: &AccountId) -> Result<String> {
        let plain = Self {
            provider: String::new(),
            ..self.clone()
        };
        let choices = plain.choices().unwrap_or_default();
        let principals = choices.iter().map(|choice| {
            let choice: TrustChoice = choice.parse()?;
            Ok(choice.principal(SERVICE, account))
        });
        let principals = principals.collect::<Result<Vec<_>>>()?;
        if self.provider.is_empty() {
            if principals.is_empty() {
                let error = Error::new(ErrorKind::InvalidInput, "no principal is trusted");
                return Err(error.with_remedy("choose at least one principal"));
            }
            return Ok(TrustPolicy::of(principals).document().to_pretty());
        }
        let plain = (!principals.is_empty()).then(|| TrustPolicy::of(principals));
        let statements = plain.iter().flat_map(|plain| plain.document().statements());
        let mut statements: Vec<Value> = statements
            .filter_map(|statement| serde_json::from_str(&statement.to_compact()).ok())
            .collect();
        statements.push(self.provider_statement()?);
        let document = json!({ "Version": "1", "Statement": statements });
        Ok(TrustPolicy::parse_input(&document.to_string())?
            .document()
            .to_pretty())
    }

    /// Returns the name of the first field whose value alone is invalid, and that of the service if only a
    /// principal is missing.
    pub(crate) fn wrong_field(&self, account: &AccountId) -> &'static str {
        type Copy = fn(&Trusted, &mut Trusted);
        let fields: [(&str, Copy); 4] = [
            ("trust_accounts", |from, to| {
                to.accounts.clone_from(&from.accounts);
            }),
            ("trust_users", |from, to| to.users.clone_from(&from.users)),
            ("trust_roles", |from, to| to.roles.clone_from(&from.roles)),
            ("trust_provider", |from, to| {
                to.provider.clone_from(&from.provider);
                to.token.clone_from(&from.token);
            }),
        ];
        let mut wrong = fields.into_iter().filter(|(_, copy)| {
            let mut alone = Self::service();
            copy(self, &mut alone);
            alone.to_json(account).is_err()
        });
        wrong.next().map_or("trust_service", |(name, _)| name)
    }

    fn provider_statement(&self) -> Result<Value> {
        let is_oidc = self.provider.contains(":oidc-provider/");
        let conditions: serde_json::Map<String, Value> = if is_oidc {
            let set = TOKEN_KEYS.iter().zip(&self.token);
            let set = set.filter(|(_, value)| !value.is_empty());
            set.map(|(key, value)| ((*key).to_owned(), json!(value)))
                .collect()
        } else if self.provider.contains(":saml-provider/") {
            [("saml:recipient".to_owned(), json!(SAML_RECIPIENT))]
                .into_iter()
                .collect()
        } else {
            let shown = rolewright::text::excerpt(&self.provider, 80);
            let text = format!("`{shown}` is not the ARN of an identity provider");
            let help = "write `acs:ram::ACCOUNT:oidc-provider/NAME` or `acs:ram::ACCOUNT:saml-provider/NAME`";
            return Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help));
        };
        let mut statement = json!({
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": { "Federated": [self.provider] },
        });
        if !conditions.is_empty()
            && let Some(statement) = statement.as_object_mut()
        {
            let condition = json!({ "StringEquals": conditions });
            statement.insert("Condition".to_owned(), condition);
        }
        Ok(statement)
    }

    /// Reads a trust policy; `None` if it contains what the form can't show.
    pub(crate) fn of_json(text: &str, account: &AccountId) -> Option<Self> {
        let policy = TrustPolicy::parse_input(text).ok()?;
        let mut trusted = Self::default();
        for principal in policy.principals() {
            trusted.add(principal, account)?;
        }
        if let Some(other) = policy.other_statements().next() {
            let value: Value = serde_json::from_str(&other.to_compact()).ok()?;
            let mut providers = other.principals.iter().flat_map(|all| all.iter());
            trusted.provider = providers.next()?.value().to_owned();
            let tests = value.pointer("/Condition/StringEquals");
            trusted.token = TOKEN_KEYS.map(|key| {
                let value = tests.and_then(|tests| tests.get(key));
                let value = value.map(|value| value.get(0).unwrap_or(value));
                value.and_then(Value::as_str).unwrap_or_default().to_owned()
            });
        }
        // What was not read is missing in the policy that is written again.
        let again = TrustPolicy::parse_input(&trusted.to_json(account).ok()?).ok()?;
        let others = |policy: &TrustPolicy| {
            PolicyDocument::new(policy.other_statements().cloned()).canonical()
        };
        let is_same =
            again.principals() == policy.principals() && others(&again) == others(&policy);
        is_same.then_some(trusted)
    }

    fn add(&mut self, principal: Principal, account: &AccountId) -> Option<()> {
        let arn = match principal {
            Principal::Service(service) if service == SERVICE => {
                self.service = true;
                return Some(());
            }
            // A SAML provider without its condition is not what the form writes.
            Principal::Federated(arn) if self.provider.is_empty() => {
                self.provider = arn;
                return Some(());
            }
            Principal::Ram(arn) => arn,
            _ => return None,
        };
        let (owner, name) = arn.strip_prefix("acs:ram::")?.split_once(':')?;
        let owned = |name: &str| {
            if owner == account.as_str() {
                name.to_owned()
            } else {
                format!("{owner}/{name}")
            }
        };
        match name.split_once('/') {
            None if name == "root" && owner == account.as_str() => self.current = true,
            None if name == "root" => self.accounts.push(owner.to_owned()),
            Some(("user", name)) => self.users.push(owned(name)),
            Some(("role", name)) => self.roles.push(owned(name)),
            _ => return None,
        }
        Some(())
    }
}

/// The words of a field, separated by commas or white space.
pub(crate) fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| c == ',' || c.is_whitespace());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> AccountId {
        AccountId::new("42").unwrap()
    }

    #[test]
    fn every_choice_of_the_form_comes_back_from_its_policy() {
        let list = |text: &str| vec![text.to_owned()];
        let forms = [
            Trusted::service(),
            Trusted {
                service: true,
                current: true,
                accounts: list("7"),
                users: list("alice"),
                roles: list("7/ci"),
                ..Trusted::default()
            },
            Trusted {
                provider: "acs:ram::42:oidc-provider/ci".into(),
                token: ["https://token.example.com", "sts", "repo:acme/images"].map(str::to_owned),
                ..Trusted::service()
            },
            Trusted {
                provider: "acs:ram::42:saml-provider/idp".into(),
                ..Trusted::default()
            },
            Trusted {
                provider: "acs:ram::42:oidc-provider/ci".into(),
                ..Trusted::default()
            },
        ];
        for form in forms {
            let text = form.to_json(&account()).unwrap();
            assert_eq!(Trusted::of_json(&text, &account()), Some(form), "{text}");
        }
    }

    #[test]
    fn a_policy_that_the_form_can_t_show_is_not_shown_in_part() {
        let condition = r#","Condition":{"Bool":{"acs:MFAPresent":"true"}}"#;
        for (principal, more) in [
            (r#"{"RAM":["acs:ram::42:root"]}"#, condition),
            (r#"{"Service":["ecs.aliyuncs.com"]}"#, ""),
            (r#"{"Federated":["acs:ram::42:saml-provider/idp"]}"#, ""),
            (r#"{"RAM":["*"]}"#, ""),
        ] {
            let text = format!(
                r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}{more}}}]}}"#
            );
            assert_eq!(Trusted::of_json(&text, &account()), None, "{text}");
        }
        let denies = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
        assert_eq!(Trusted::of_json(denies, &account()), None);
        assert_eq!(Trusted::of_json("{", &account()), None);
    }

    #[test]
    fn no_principal_and_invalid_ones_are_refused() {
        let none = Trusted::default().to_json(&account()).unwrap_err();
        assert_eq!(none.message(), "no principal is trusted");
        assert_eq!(Trusted::default().wrong_field(&account()), "trust_service");
        let bad = Trusted {
            users: vec!["<b>".into()],
            ..Trusted::default()
        };
        assert!(bad.to_json(&account()).is_err());
        assert_eq!(bad.wrong_field(&account()), "trust_users");
        let bad = Trusted {
            provider: "idp".into(),
            ..Trusted::service()
        };
        assert!(bad.to_json(&account()).is_err());
        assert_eq!(bad.wrong_field(&account()), "trust_provider");
    }
}
