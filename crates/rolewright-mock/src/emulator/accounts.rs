//! The accounts of an emulator: the first one, which manages the others, and the members.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rolewright_core::operation::PolicyType;
use rolewright_core::provider::Secret;
use rolewright_core::{AccountId, Error, ErrorKind, Result};

use super::backend::Backend;
use super::seed::{Seed, SeedAccount};
use crate::MemoryProvider;
use crate::account::{Account, Attachment, Limits, Moment, RoleState};

/// The role of each member that trusts the management account (page "Access a member").
pub(super) const ACCESS_ROLE: &str = "ResourceDirectoryAccountAccessRole";

/// The most accounts.
pub(super) const MOST: usize = 100_000;

/// Distinguishes the numbers in the ids of different accounts.
const NUMBERS: u64 = 1_000_000_000;

/// An account of the emulator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Which {
    /// The first account, which manages the others.
    #[default]
    First,
    /// The member with this index.
    Member(usize),
}

/// The accounts beside the first one.
#[derive(Debug, Default)]
pub(super) struct Members {
    members: Vec<Member>,
    by_id: HashMap<String, usize>,
    held: Mutex<Held>,
    template: Template,
}

/// A member. It is created at its first use, so that many cost little.
#[derive(Debug)]
struct Member {
    id: String,
    /// The initial account, if a seed filled it.
    initial: Option<Box<Account>>,
    backend: OnceLock<Backend>,
}

/// What members hold whose names are unique over all accounts. What no member holds belongs to the
/// first account.
#[derive(Debug, Default)]
struct Held {
    keys: HashMap<String, usize>,
    buckets: HashMap<String, Which>,
}

/// What new members have in common.
#[derive(Debug, Default)]
pub(super) struct Template {
    pub(super) manager: String,
    pub(super) seed: Option<Secret>,
    pub(super) limits: Option<Limits>,
    pub(super) date: String,
}

impl Template {
    /// Returns a new member with its role.
    fn account(&self, index: usize, id: &str) -> Account {
        let first = NUMBERS.saturating_mul(index as u64 + 1);
        let mut account = Account {
            id: id.to_owned(),
            limits: self.limits.clone().unwrap_or_default(),
            seed: self.seed.clone(),
            next_id: first.saturating_add(1),
            buckets: Some(Default::default()),
            ..Account::default()
        };
        let number = account.take_id();
        let trust = format!(
            r#"{{"Statement":[{{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{{"RAM":["acs:ram::{}:root"]}}}}],"Version":"1"}}"#,
            self.manager
        );
        let attachment = Attachment {
            policy_type: PolicyType::System,
            policy_name: "AdministratorAccess".into(),
            date: self.date.clone(),
            resource_group: None,
            ..Attachment::default()
        };
        let role = RoleState {
            id: format!("3{number:017}"),
            description: None,
            trust,
            max_session_seconds: 3600,
            console_login: None,
            service: None,
            created: self.date.clone(),
            updated: self.date.clone(),
            tags: Default::default(),
            policies: [attachment].into(),
            ..RoleState::default()
        };
        account.roles.insert(ACCESS_ROLE.into(), role);
        account
    }
}

impl Members {
    /// Creates the seeded members, and empty ones up to this number of accounts.
    ///
    /// # Errors
    /// An invalid or repeated account id; a key or bucket of two accounts; errors of the seeds.
    pub(super) fn new(
        first: &Account,
        root_key: &str,
        (seeded, count): (&[SeedAccount], usize),
        template: Template,
        moment: &Moment,
    ) -> Result<Self> {
        let wanted = count.max(seeded.len().saturating_add(1));
        if wanted > MOST {
            let message = format!("an emulator has at most {MOST} accounts, not {wanted}");
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        let mut members = Self {
            template,
            ..Self::default()
        };
        for seed in seeded {
            let given = seed.id.clone();
            let id = given.map_or_else(|| members.free_id(&first.id), Ok)?;
            members.add(first, root_key, &id, Some(&seed.contents()), moment)?;
        }
        while members.members.len() + 1 < wanted {
            let id = members.free_id(&first.id)?;
            members.add(first, root_key, &id, None, moment)?;
        }
        Ok(members)
    }

    /// Returns an id that no account has.
    fn free_id(&self, first: &str) -> Result<AccountId> {
        let from = 2_000_000_000_000_000 + self.members.len() as u64 + 1;
        let is_free = |id: &String| id != first && !self.by_id.contains_key(id);
        let mut ids = (from..).map(|number| number.to_string());
        Ok(AccountId::new(ids.find(is_free).unwrap_or_default())?)
    }

    fn add(
        &mut self,
        first: &Account,
        root_key: &str,
        id: &AccountId,
        seed: Option<&Seed>,
        moment: &Moment,
    ) -> Result<()> {
        let id = id.to_string();
        if id == first.id || self.by_id.contains_key(&id) {
            let message = format!("two accounts have the id `{id}`");
            return Err(Error::new(ErrorKind::InvalidInput, message)
                .with_remedy("give each account an id of its own"));
        }
        let index = self.members.len();
        let mut member = Member {
            id: id.clone(),
            initial: None,
            backend: OnceLock::new(),
        };
        self.by_id.insert(id.clone(), index);
        if let Some(seed) = seed.filter(|seed| !seed.is_empty()) {
            let mut account = self.template.account(index, &id);
            let about = |error: Error| error.with_resource(format!("account `{id}`"));
            self.check(first, root_key, Which::Member(index), seed)
                .map_err(about)?;
            seed.apply(&mut account, moment).map_err(about)?;
            self.held().take(index, &account);
            member.initial = Some(Box::new(account));
        }
        self.members.push(member);
        Ok(())
    }

    /// Refuses keys and buckets of a seed that another account has.
    pub(super) fn check(
        &self,
        first: &Account,
        root_key: &str,
        which: Which,
        seed: &Seed,
    ) -> Result<()> {
        let held = self.held();
        let keys = seed.keys.iter().map(|key| {
            let id = &key.id;
            let first = id == root_key || first.keys.contains_key(id);
            let holder = held.keys.get(id).copied().map(Which::Member);
            (
                format!("key `{id}`"),
                holder.or(first.then_some(Which::First)),
            )
        });
        let buckets = seed.buckets.keys().map(|name| {
            let mut first = first.buckets.iter();
            let first = first.any(|buckets| buckets.contains_key(name));
            let holder = held.buckets.get(name).copied();
            let holder = holder.or(first.then_some(Which::First));
            (format!("bucket `{name}`"), holder)
        });
        let mut all = keys.chain(buckets);
        match all.find(|(_, holder)| holder.is_some_and(|holder| holder != which)) {
            Some((what, _)) => {
                let message = format!("{what} belongs to another account");
                Err(Error::new(ErrorKind::InvalidInput, message)
                    .with_remedy("ids of keys and names of buckets are unique over all accounts"))
            }
            None => Ok(()),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Returns the ids in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| member.id.as_str())
    }

    pub(super) fn id(&self, index: usize) -> Option<&str> {
        self.members.get(index).map(|member| member.id.as_str())
    }

    /// Returns the member with this id.
    pub(super) fn find(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// Returns a member's account, which its first use creates.
    pub(super) fn backend(&self, index: usize) -> Option<&Backend> {
        let member = self.members.get(index)?;
        Some(member.backend.get_or_init(|| {
            let account = self.initial_of(index, member);
            Backend::Memory(MemoryProvider::builder().account(account).build())
        }))
    }

    /// Returns the accounts in use.
    pub(super) fn used(&self) -> impl Iterator<Item = &Backend> {
        let backends = self.members.iter();
        backends.filter_map(|member| member.backend.get())
    }

    /// Returns a member's initial account.
    pub(super) fn initial(&self, index: usize) -> Option<Account> {
        let member = self.members.get(index)?;
        Some(self.initial_of(index, member))
    }

    fn initial_of(&self, index: usize, member: &Member) -> Account {
        match &member.initial {
            Some(account) => (**account).clone(),
            None => self.template.account(index, &member.id),
        }
    }

    /// Restores the initial state.
    pub(super) fn reset(&self) -> Result<()> {
        let mut held = Held::default();
        for (index, member) in self.members.iter().enumerate() {
            if let Some(initial) = &member.initial {
                held.take(index, initial);
            }
            if let Some(backend) = member.backend.get() {
                backend.change(|account| *account = self.initial_of(index, member))?;
            }
        }
        *self.held() = held;
        Ok(())
    }

    /// Returns the account of a key or of the token of a session.
    pub(super) fn of_key(&self, (id, token): (&str, Option<&str>)) -> Which {
        if self.is_empty() {
            return Which::First;
        }
        let token = token.filter(|_| id.starts_with("STS."));
        let issuer = token.and_then(crate::account::issuer);
        let member = match issuer {
            Some(account) => self.find(account),
            None => self.held().keys.get(id).copied(),
        };
        member.map_or(Which::First, Which::Member)
    }

    /// Returns the member that holds a bucket.
    pub(super) fn of_bucket(&self, name: &str) -> Option<Which> {
        self.held().buckets.get(name).copied()
    }

    /// Reserves the name of a new bucket; false if another account has reserved it.
    pub(super) fn reserve(&self, name: &str, which: Which) -> bool {
        let mut held = self.held();
        *held.buckets.entry(name.to_owned()).or_insert(which) == which
    }

    /// Notes what a member holds after a change.
    pub(super) fn note(&self, index: usize, account: &Account) {
        let mut held = self.held();
        held.keys.retain(|_, holder| *holder != index);
        held.buckets
            .retain(|_, holder| *holder != Which::Member(index));
        held.take(index, account);
    }

    /// Notes a member's keys after one was created.
    pub(super) fn note_keys(&self, index: usize, account: &Account) {
        let keys = account.keys.keys().map(|id| (id.clone(), index));
        self.held().keys.extend(keys);
    }

    /// Ends the reservation of a bucket's name, unless the member has the bucket now.
    pub(super) fn release(&self, name: &str, which: Which, has: bool) {
        let mut held = self.held();
        let keeps = has && which != Which::First;
        if !keeps && held.buckets.get(name) == Some(&which) {
            held.buckets.remove(name);
        }
    }
}

impl Held {
    fn take(&mut self, index: usize, account: &Account) {
        let keys = account.keys.keys().map(|id| (id.clone(), index));
        self.keys.extend(keys);
        let buckets = account.buckets.iter().flatten();
        let buckets = buckets.map(|(name, _)| (name.clone(), Which::Member(index)));
        self.buckets.extend(buckets);
    }
}
