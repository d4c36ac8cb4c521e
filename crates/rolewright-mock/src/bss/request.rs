//! What the requests have in common.

use rolewright_core::provider::Params;

use crate::account::{Account, InstanceState};
use crate::error::{Answer, refuse};
use crate::values::{invalid, text};

/// The type of the product for accounts of the China site.
pub(super) const PRODUCT_TYPE: &str = "acr_ee_public_cn";
/// The statuses of a renewal.
pub(super) const RENEWALS: [&str; 3] = ["AutoRenewal", "ManualRenewal", "NotRenewal"];

/// Checks that the product is Container Registry for the site of the account.
pub(super) fn check_product(params: &Params) -> Answer<()> {
    let kind = check_site(params)?;
    if text(params, "ProductCode")? == "acr" && kind.is_none_or(|kind| kind == PRODUCT_TYPE) {
        return Ok(());
    }
    // The official Terraform provider knows this text.
    Err(invalid("ProductCode", "not found article by given param"))
}

/// Returns the product type; products of the international site are not applicable.
pub(super) fn check_site(params: &Params) -> Answer<Option<&str>> {
    let kind = params.get("ProductType");
    match kind {
        Some(kind) if kind.ends_with("_intl") => Err(refuse("NotApplicable")),
        kind => Ok(kind),
    }
}

/// Returns the instance with this id, of any region.
pub(super) fn instance<'a>(account: &'a mut Account, id: &str) -> Answer<&'a mut InstanceState> {
    let mut states = account.instances.values_mut().flatten();
    let found = states.find(|state| state.id == id);
    found.ok_or_else(|| refuse("ResourceNotExists"))
}

/// Returns the ids in `InstanceIDs`, at most 100 of them with commas in between.
pub(super) fn ids(params: &Params) -> Answer<Vec<&str>> {
    let ids = params.get("InstanceIDs").unwrap_or_default();
    let ids: Vec<_> = ids.split(',').map(str::trim).collect();
    if ids.len() > 100 {
        return Err(invalid("InstanceIDs", "at most 100 instances are possible"));
    }
    Ok(ids.into_iter().filter(|id| !id.is_empty()).collect())
}
