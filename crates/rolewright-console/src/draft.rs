//! Drafts of set-ups: what the form contains, kept so that pages can be reloaded and shown in two tabs.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rolewright::policy::TrustPolicy;
use rolewright::recipe::container_registry::custom_bucket;
use rolewright::recipe::file::Arguments;
use rolewright::recipe::library::{self, CUSTOM_BUCKET, Entry};
use rolewright::recipe::{Recipe, TrustChoice};
use rolewright::{AccountId, BucketName, Error, ErrorKind, Region, Result};

use crate::trust::Trusted;

/// The maximum number of drafts; the oldest one is dropped.
const MOST_DRAFTS: usize = 256;
/// The account of documents while the real one is not known.
const ANY_ACCOUNT: &str = "1234567890123456";

/// A set-up as it was entered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    /// The id of a built-in recipe.
    pub(crate) recipe: String,
    /// The values of its parameters. A bucket can be `NAME@REGION`, if the recipe can require a region of it.
    pub(crate) values: Arguments,
    /// The trust policy, as edited; `None` for that of the recipe.
    pub(crate) trust: Option<String>,
    /// The trust policy as it was last readable; `None` for that of the recipe.
    pub(crate) last_trust: Option<String>,
    /// Whether to trust principals for which the recipe has no source.
    pub(crate) accept_assumed: bool,
}

impl Draft {
    /// Returns the built-in recipe.
    ///
    /// # Errors
    /// That of [`library::builtin`].
    pub(crate) fn entry(&self) -> Result<&'static Entry> {
        library::builtin(&self.recipe)
    }

    /// Whether the trusted principals can be chosen.
    pub(crate) fn has_trust(&self) -> bool {
        self.recipe == CUSTOM_BUCKET
    }

    /// Returns the recipes of the roles.
    ///
    /// # Errors
    /// For invalid values and an invalid trust policy.
    pub(crate) fn recipes(&self) -> Result<Vec<Arc<dyn Recipe>>> {
        if !self.has_trust() {
            return self.entry()?.bind(&self.values);
        }
        let mut names = Vec::new();
        for bucket in self.buckets() {
            names.push(bucket?);
        }
        let mut recipe = custom_bucket(names.iter().map(|(name, _)| name.clone()))?;
        for (name, region) in names {
            if let Some(region) = region {
                recipe = recipe.in_region(name, region);
            }
        }
        recipe = recipe.with_regions(self.regions()?);
        for key in self.values_of("kms_key") {
            recipe = recipe.with_kms_key(key)?;
        }
        if let Some(trust) = &self.trust {
            recipe = recipe.with_trust_policy(TrustPolicy::parse_input(trust)?);
        }
        Ok(vec![Arc::new(recipe)])
    }

    /// Returns the buckets, each with its required region.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = Result<(BucketName, Option<String>)>> {
        self.values_of("bucket").iter().map(|text| {
            let (name, region) = match text.split_once('@') {
                Some((name, region)) => (name, Some(region)),
                None => (text.as_str(), None),
            };
            let region = region.map(|id| Region::named(id).map(|_| id.to_owned()));
            Ok((BucketName::new(name)?, region.transpose()?))
        })
    }

    fn regions(&self) -> Result<Vec<String>> {
        let regions = self.values_of("region").iter();
        regions
            .map(|id| Region::named(id).map(|_| id.clone()))
            .collect()
    }

    pub(crate) fn values_of(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the error of each value and of the trust policy, alone, by the name of its parameter or
    /// `trust`, in the order of the form.
    ///
    /// # Errors
    /// That of [`entry`](Self::entry).
    pub(crate) fn errors(&self) -> Result<Vec<(&'static str, Error)>> {
        let entry = self.entry()?;
        let trust = self.trust.iter();
        let trust = trust.filter_map(|text| TrustPolicy::parse_input(text).err());
        let trust = trust.map(|error| {
            let error = Error::from(error);
            let text = format!("the trust policy is not valid: {error}");
            let named = Error::new(error.kind(), text);
            let named = match error.remedy() {
                Some(remedy) => named.with_remedy(remedy.clone()),
                None => named,
            };
            ("trust", named)
        });
        let values = entry.parameters.keys().filter_map(|name| {
            let mut values = entry.example_arguments();
            match self.values.get(name) {
                Some(own) => values.insert(name.clone(), own.clone()),
                None => values.remove(name),
            };
            let alone = Self {
                recipe: self.recipe.clone(),
                values,
                ..Self::default()
            };
            Some((name.as_str(), alone.recipes().err()?))
        });
        Ok(trust.chain(values).collect())
    }

    /// Whether the trust policy can be read.
    pub(crate) fn is_trust_readable(&self) -> bool {
        let text = self.trust.as_ref();
        text.is_none_or(|text| TrustPolicy::parse_input(text).is_ok())
    }

    /// Returns the trust policy as edited, or as it was last readable; `None` for that of the recipe.
    pub(crate) fn readable_trust(&self) -> Option<&String> {
        if self.is_trust_readable() {
            self.trust.as_ref()
        } else {
            self.last_trust.as_ref()
        }
    }

    /// Returns the trust policy as fields, as it was last readable; `None` if it contains what they can't show.
    pub(crate) fn trusted(&self, account: &AccountId) -> Option<Trusted> {
        match self.readable_trust() {
            Some(text) => Trusted::of_json(text, account),
            None => Some(Trusted::service()),
        }
    }

    /// Returns the trust policy of each role, by the role's name; as edited, if it was.
    ///
    /// # Errors
    /// That of [`recipes`](Self::recipes), unless the trust policy was edited.
    pub(crate) fn trust_texts(&self, account: Option<&AccountId>) -> Result<Vec<(String, String)>> {
        if let Some(trust) = &self.trust {
            return Ok(vec![(String::new(), trust.clone())]);
        }
        let account = match account {
            Some(account) => account.clone(),
            None => AccountId::new(ANY_ACCOUNT)?,
        };
        // The trust policy is shown before the other values are set.
        let recipes = match self.recipes() {
            Ok(recipes) => recipes,
            Err(_) if self.has_trust() => {
                let service = Trusted::service();
                return Ok(vec![(String::new(), service.to_json(&account)?)]);
            }
            Err(_) => {
                let entry = self.entry()?;
                entry.bind(&entry.example_arguments())?
            }
        };
        let text = |recipe: &Arc<dyn Recipe>| {
            let trust = recipe.desired_state(&account).trust;
            (recipe.role().to_string(), trust.document().to_pretty())
        };
        Ok(recipes.iter().map(text).collect())
    }

    /// Returns the trusted principals as choices, if they can be written as such.
    pub(crate) fn trust_choices(&self, account: &AccountId) -> Option<Vec<String>> {
        let Some(text) = &self.trust else {
            return Some(Vec::new());
        };
        let choices = Trusted::of_json(text, account)?.choices()?;
        let all = choices.iter();
        let valid = all.clone().all(|one| one.parse::<TrustChoice>().is_ok());
        let is_default = choices.len() == 1 && all.clone().all(|one| one == "service");
        valid.then(|| if is_default { Vec::new() } else { choices })
    }
}

/// The drafts by id.
#[derive(Default)]
pub(crate) struct Drafts {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    drafts: BTreeMap<String, Draft>,
    order: VecDeque<String>,
}

impl Drafts {
    pub(crate) fn keep(&self, id: String, draft: Draft) {
        let mut held = self.held();
        held.order.push_back(id.clone());
        held.drafts.insert(id, draft);
        if held.order.len() > MOST_DRAFTS
            && let Some(oldest) = held.order.pop_front()
        {
            held.drafts.remove(&oldest);
        }
    }

    /// Returns a draft.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] for one that was dropped.
    pub(crate) fn get(&self, id: &str) -> Result<Draft> {
        let found = self.held().drafts.get(id).cloned();
        found.ok_or_else(|| {
            let text =
                "the draft is not known: the console was started again, or has many newer drafts";
            Error::new(ErrorKind::NotFound, text).with_remedy("choose the recipe again")
        })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(bucket: &str) -> Draft {
        Draft {
            recipe: CUSTOM_BUCKET.to_owned(),
            values: [("bucket".to_owned(), vec![bucket.to_owned()])].into(),
            ..Draft::default()
        }
    }

    #[test]
    fn a_bucket_can_have_a_region_and_an_unknown_one_is_refused() {
        let recipes = draft("my-images@cn-hangzhou").recipes().unwrap();
        let need = &recipes[0].buckets()[0];
        assert_eq!(need.region.as_deref(), Some("cn-hangzhou"));
        assert!(draft("my-images@<b>").recipes().is_err());
        assert!(draft("<script>").recipes().is_err());
    }

    #[test]
    fn the_oldest_draft_is_dropped() {
        let drafts = Drafts::default();
        for number in 0..=MOST_DRAFTS {
            drafts.keep(number.to_string(), draft("my-images"));
        }
        assert!(drafts.get("0").is_err());
        assert!(drafts.get("1").is_ok());
    }

    #[test]
    fn the_fields_have_the_trust_that_was_last_readable() {
        let account = AccountId::new("42").unwrap();
        let mut draft = draft("my-images");
        draft.trust = Some("{".to_owned());
        assert!(!draft.is_trust_readable());
        assert_eq!(draft.trusted(&account), Some(Trusted::service()));
        let alice = Trusted {
            users: vec!["alice".to_owned()],
            ..Trusted::default()
        };
        draft.last_trust = Some(alice.to_json(&account).unwrap());
        assert_eq!(draft.trusted(&account), Some(alice));
    }

    #[test]
    fn each_error_has_its_field() {
        let mut wrong = draft("<b>");
        wrong
            .values
            .insert("region".to_owned(), vec!["<r>".to_owned()]);
        wrong.trust = Some("{".to_owned());
        let fields = |draft: &Draft| {
            let errors = draft.errors().unwrap();
            errors
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(fields(&wrong), ["trust", "bucket", "region"]);
        let mut empty = draft("my-images");
        assert!(fields(&empty).is_empty());
        empty.values.clear();
        assert_eq!(fields(&empty), ["bucket"]);
    }

    #[test]
    fn the_trust_is_shown_before_a_bucket_is_set_and_as_it_was_edited() {
        let account = AccountId::new("42").unwrap();
        let mut draft = draft("my-images");
        draft.values.clear();
        let shown = draft.trust_texts(Some(&account)).unwrap();
        assert!(shown[0].1.contains("cr.aliyuncs.com"));
        draft.trust = Some("{".to_owned());
        assert_eq!(draft.trust_texts(Some(&account)).unwrap()[0].1, "{");
    }
}
