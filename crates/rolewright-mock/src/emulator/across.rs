//! What goes beyond one account: sessions in another one, the names of buckets, and the space.

use std::sync::OnceLock;

use rolewright_core::operation::{AssumeRole, AssumeRoleWithOIDC, CreateAccessKey};
use rolewright_core::permission::Permission;
use rolewright_core::{Call, Operation, Reply, Result};

use super::accounts::Which;
use super::directory;
use super::emulation::Emulation;
use super::faults::Stale;
use super::judged::Judged;
use super::rpc::Refused;
use super::seed::Seed;
use crate::account::{Account, Moment};
use crate::authorize::Denial;
use crate::dispatch;
use crate::oss::{OssCall, OssRefusal, OssResult, Row, refuse, source_bucket};
use crate::sts::role_of;

impl Emulation {
    /// Returns the account of the role that a call without a key names.
    pub(super) fn of_role(&self, call: &Call) -> Option<Which> {
        if self.members.is_empty() || call.action != AssumeRoleWithOIDC::ACTION {
            return None;
        }
        let (account, _) = role_of(call.params.get("RoleArn")?)?;
        self.which(&account)
    }

    /// Opens a session of a role in another account; `None` for any other call. With `enforce`, the
    /// caller's own policies must allow it, too.
    pub(super) fn assume_across(
        &self,
        which: Which,
        (call, moment): (&Call, &Moment),
        judged: &OnceLock<Judged>,
    ) -> Option<Result<Reply, Refused>> {
        if self.members.is_empty() || call.action != AssumeRole::ACTION {
            return None;
        }
        let (account, _) = role_of(call.params.get("RoleArn")?)?;
        let target = self.which(&account).filter(|target| *target != which)?;
        Some(self.assume_in(target, which, (call, moment), judged))
    }

    fn assume_in(
        &self,
        target: Which,
        which: Which,
        (call, moment): (&Call, &Moment),
        judged: &OnceLock<Judged>,
    ) -> Result<Reply, Refused> {
        let judge = |account: &Account| Judged::of_call(self.enforce, account, call, moment);
        let principal = self.check_caller(which, moment, judge, judged)?;
        let opened = self
            .account(target)
            .read(|account| dispatch::assume_role_as(account, call, moment, principal.as_deref()));
        opened.and_then(|opened| opened).map_err(Refused::Error)
    }

    /// Answers an operation of Resource Directory; `None` for any other call.
    pub(super) fn of_directory(
        &self,
        which: Which,
        (call, moment): (&Call, &Moment),
        judged: &OnceLock<Judged>,
    ) -> Option<Result<Reply, Refused>> {
        let services = [directory::MASTER, directory::MANAGER];
        let is_known = directory::OPERATIONS.contains(&call.action.as_ref());
        (is_known && services.contains(&call.service)).then(|| {
            let judge = |account: &Account| {
                let action = format!("resourcemanager:{}", call.action);
                let permission = Permission::new(action, "*");
                Judged::of_permission(self.enforce, account, permission, moment)
            };
            self.check_caller(which, moment, judge, judged)?;
            let caller = directory::Caller {
                directory: self.directory.as_ref(),
                members: &self.members,
                manager: &self.initial.id,
                is_manager: which == Which::First,
            };
            let id = &moment.request_id;
            let answer = directory::answer(&caller, call);
            let answer = answer.map_err(|refusal| Refused::Error(refusal.into_error(id)))?;
            Reply::encode(&answer, id).map_err(Refused::Error)
        })
    }

    /// Checks that the caller exists and, with `enforce`, is allowed.
    fn check_caller(
        &self,
        which: Which,
        moment: &Moment,
        judge: impl FnOnce(&Account) -> (Judged, Result<(), Box<Denial>>),
        judged: &OnceLock<Judged>,
    ) -> Result<Option<String>, Refused> {
        let checked = self.account(which).read(|account| {
            let exists = moment.caller.check(account);
            let id = &moment.request_id;
            exists.map_err(|refusal| Refused::Error(refusal.into_error(id)))?;
            let (found, outcome) = judge(account);
            judged.get_or_init(|| found);
            outcome.map_err(Refused::Denied)?;
            Ok(moment.caller.principal(account))
        });
        checked.map_err(Refused::Error)?
    }

    /// Notes a new key, so that requests with it reach its account.
    pub(super) fn note_key(&self, which: Which, call: &Call, account: &Account) {
        if let Which::Member(index) = which
            && call.action == CreateAccessKey::ACTION
        {
            self.members.note_keys(index, account);
        }
    }

    /// Changes an account directly, and notes its keys and buckets.
    pub(super) fn change<T>(
        &self,
        which: Which,
        change: impl FnOnce(&mut Account) -> T,
    ) -> Result<T> {
        self.account(which).change(|account| {
            let changed = change(account);
            if let Which::Member(index) = which {
                self.members.note(index, account);
            }
            changed
        })
    }

    /// Refuses what a seed would give to two accounts.
    pub(super) fn check_seed(&self, which: Which, seed: &Seed) -> Result<()> {
        let check = |first: &mut Account| self.members.check(first, &self.root.id, which, seed);
        self.backend.read(check)?
    }

    /// Executes an OSS request, unless its bucket belongs to another account.
    pub(super) fn execute_oss(
        &self,
        which: Which,
        (row, call): (&Row, &OssCall),
        moment: &Moment,
        stale: Option<Stale>,
        judged: &mut Judged,
    ) -> OssResult {
        self.check_bucket(which, row, call)?;
        let mut attempt = |stale| {
            let done = self.execute(which, row.is_read(), stale, |account| {
                let is_full = || {
                    let added = account.added_bytes(row, call);
                    !self.take(account, added)
                };
                let done = if !row.is_read() && is_full() {
                    Err(refuse("QuotaExceeded"))
                } else {
                    let (found, done) =
                        Judged::execute_oss(self.enforce, account, (row, call), moment);
                    *judged = found;
                    done
                };
                self.note_bucket(which, row, call, account);
                done
            });
            done.unwrap_or_else(|error| Err(refuse("InternalError").with_message(error.message())))
        };
        match attempt(stale.clone()) {
            Err(full) if full.code == "QuotaExceeded" && self.recount() => attempt(stale),
            done => done,
        }
    }

    /// Takes space in an account, which is locked meanwhile.
    pub(super) fn take(&self, account: &Account, more: u64) -> bool {
        let counted = self.members.is_empty().then_some(account);
        self.space.take(counted, more)
    }

    /// Counts what several accounts store; false if there is one, which is counted when needed.
    pub(super) fn recount(&self) -> bool {
        if self.members.is_empty() {
            return false;
        }
        let all = self.members.used().chain([&self.backend]);
        let stored = all.map(|backend| backend.read(|account| account.stored_bytes()));
        self.space.set(stored.map(Result::unwrap_or_default).sum());
        true
    }

    /// Refuses requests for a bucket of another account; a new bucket's name is reserved.
    fn check_bucket(&self, which: Which, row: &Row, call: &OssCall) -> Result<(), OssRefusal> {
        if self.members.is_empty() {
            return Ok(());
        }
        let Some(name) = &call.bucket else {
            return Ok(());
        };
        let creates = row.name == "PutBucket";
        if self.is_elsewhere(which, name, creates) {
            let code = if creates {
                "BucketAlreadyExists"
            } else {
                "AccessDenied"
            };
            return Err(refuse(code));
        }
        match source_bucket(row, call) {
            Some(source) if self.is_elsewhere(which, &source, false) => Err(refuse("AccessDenied")),
            _ => Ok(()),
        }
    }

    /// Notes whether the account still has the bucket.
    fn note_bucket(&self, which: Which, row: &Row, call: &OssCall, account: &Account) {
        let changes = matches!(row.name, "PutBucket" | "DeleteBucket");
        if let Some(name) = call.bucket.as_deref().filter(|_| changes)
            && !self.members.is_empty()
        {
            self.members.release(name, which, has_bucket(account, name));
        }
    }

    /// Whether another account has the bucket. With `reserve` the name is reserved if none has.
    fn is_elsewhere(&self, which: Which, name: &str, reserve: bool) -> bool {
        let members = &self.members;
        let is_held = if reserve {
            !members.reserve(name, which)
        } else {
            let holder = members.of_bucket(name);
            holder.is_some_and(|holder| holder != which)
        };
        if is_held || which == Which::First {
            return is_held;
        }
        let in_first = self.backend.read(|first| has_bucket(first, name));
        let in_first = in_first.unwrap_or_default();
        if in_first && reserve {
            members.release(name, which, false);
        }
        in_first
    }
}

fn has_bucket(account: &Account, name: &str) -> bool {
    let mut buckets = account.buckets.iter();
    buckets.any(|buckets| buckets.contains_key(name))
}
