//! Container Registry instances, and why they are pending.

use std::collections::BTreeMap;

use hyper::StatusCode;
use rolewright::error::Problem;
use rolewright::mock::InstanceState;
use rolewright::{AccountId, BucketName, Error, ErrorKind, Region, Result};

use super::Emulated;
use crate::answer::{self, Answer};
use crate::page::emulator::instances::{self as page, Instances};

/// `GET /instances`: the instances of an account, after a retry of the pending ones.
pub(crate) fn list(asked: &Emulated<'_>) -> Answer {
    shown(asked, StatusCode::OK, None)
}

/// `POST /instances`: creates an instance on a bucket of the first account.
pub(crate) fn create(asked: &Emulated<'_>) -> Answer {
    match created(asked) {
        Ok(()) => answer::see_other(&asked.view.to("/instances")),
        Err(error) => shown(asked, StatusCode::BAD_REQUEST, Some(error)),
    }
}

fn created(asked: &Emulated<'_>) -> Result<()> {
    let field = |name| asked.fields.get(name);
    let region = field("region");
    Region::named(region)?;
    let bucket = BucketName::new(field("bucket"))?;
    let name = field("name");
    if name.is_empty() {
        return Err(Error::new(
            ErrorKind::InvalidInput,
            "the instance needs a name",
        ));
    }
    let created = asked.emulator.create_instance(region, name, &bucket)?;
    created.map(drop).ok_or_else(|| {
        let text = "the instance was not created";
        Error::new(ErrorKind::Conflict, text)
    })
}

fn shown(asked: &Emulated<'_>, status: StatusCode, failed: Option<Error>) -> Answer {
    let account = asked.fields.get("account");
    let instances = instances(asked, account);
    let first = asked.emulator.account_ids().into_iter().next();
    let state = Instances {
        account,
        has_members: asked.emulator.account_ids().len() > 1,
        first: &first.unwrap_or_default(),
        bucket_regions: bucket_regions(asked, account),
        instances: instances.map_err(|error| Problem::from(&error)),
        form: asked.fields,
        problem: failed.map(|error| Problem::from(&error)),
    };
    answer::page(status, page::page(&asked.view, &state))
}

fn instances(asked: &Emulated<'_>, account: &str) -> Result<BTreeMap<String, Vec<InstanceState>>> {
    if account.is_empty() {
        return asked.emulator.instances();
    }
    asked.emulator.instances_of(&AccountId::new(account)?)
}

/// Returns the region of each bucket of an account; none if it can't be read, which the list of instances says.
fn bucket_regions(asked: &Emulated<'_>, account: &str) -> BTreeMap<String, String> {
    let state = match AccountId::new(account) {
        Ok(id) => asked.emulator.account_of(&id),
        Err(_) => asked.emulator.account(),
    };
    let buckets = state.ok().and_then(|state| state.buckets);
    let buckets = buckets.into_iter().flatten();
    buckets.map(|(name, state)| (name, state.region)).collect()
}
