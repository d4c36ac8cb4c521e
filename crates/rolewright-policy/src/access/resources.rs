//! The resources to compare: the patterns of the policies, and sample names of them for each
//! action.

use std::collections::BTreeSet;

use super::actions::Action;
use super::region::{Region, sample, with_overlaps};
use crate::model::{Glob, Statement, Wildcard};

/// Limit of resource patterns, above what two documents within RAM's quota have: the comparison
/// takes cubic time.
const MOST: usize = 400;

pub(super) fn asked(statements: &[&Statement], notes: &mut Vec<String>) -> Vec<Region> {
    let named = statements
        .iter()
        .flat_map(|statement| statement.resources.as_deref().unwrap_or_default());
    let mut texts: BTreeSet<&str> = named.map(|pattern| pattern.as_str()).collect();
    if statements.iter().any(|one| one.resources.is_none()) {
        texts.insert("*");
    }
    let regions = texts
        .into_iter()
        .map(|text| Region::new(text, text.to_owned()));
    let mut regions = with_overlaps(regions.collect(), |name| name.splitn(5, ':').collect());
    if regions.len() > MOST {
        notes.push(format!(
            "only {MOST} of {} resource patterns were compared",
            regions.len()
        ));
        regions.truncate(MOST);
    }
    regions
}

fn parts(name: &str) -> Option<[&str; 5]> {
    let mut parts = name.splitn(5, ':');
    let all = [(); 5].map(|()| parts.next().unwrap_or_default());
    (name.split(':').count() >= 5).then_some(all)
}

/// Sample names in the region, one for each resource type that the action is checked on; none where
/// the action does not apply.
pub(super) fn samples(region: &Region, action: &Action) -> Vec<String> {
    let forms: Vec<&str> = match action.known {
        Some((_, known)) if known.is_on_everything() => {
            return Vec::from_iter(region.fits("*").then(|| "*".to_owned()));
        }
        Some((service, known)) => service
            .forms_of(known)
            .filter_map(|forms| {
                let mut forms = forms.iter().map(String::as_str);
                forms.find(|form| meets(region, form))
            })
            .collect(),
        None => Vec::new(),
    };
    let is_known = action.known.is_some_and(|(_, known)| known.on.is_some());
    match (forms.is_empty(), is_known) {
        (true, true) => Vec::new(),
        // The request of an action without resource-level permissions.
        (true, false) if region.fits("*") => vec!["*".to_owned()],
        (true, false) => {
            let form = format!("acs:{}:*:*:{{id}}", action.code());
            vec![one_of(region, &form)]
        }
        (false, _) => forms.iter().map(|form| one_of(region, form)).collect(),
    }
}

/// Whether the region may contain a resource of that form.
fn meets(region: &Region, form: &str) -> bool {
    let (Some(pattern), Some(form)) = (parts(&region.text), parts(form)) else {
        return region.fits(&of_form(form, &[]).join(":"));
    };
    let [_, service, .., id] = pattern;
    let [_, form_service, .., form_id] = form;
    if !Glob::new(service).meets(&Glob::new(form_service)) {
        return false;
    }
    if !form_id.contains('{') {
        return Wildcard::new(id).matches(form_id);
    }
    let slashes_fit = form_id.contains('/') || !id.contains('/');
    slashes_fit && Glob::new(id).meets(&Glob::new(&opened(form_id)))
}

/// A form with `*` in place of its variable parts.
fn opened(form: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in form.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                text.push('*');
            }
            plain if !inside => text.push(plain),
            _ => {}
        }
    }
    text
}

/// The parts of a name of that form, taken from the pattern where it is more specific.
fn of_form(form: &str, pattern: &[&str]) -> Vec<String> {
    let form = parts(form).unwrap_or(["acs", "", "*", "*", "{id}"]);
    let part = |index: usize, form: &str| {
        let specific = pattern.get(index).copied().filter(|text| *text != "*");
        match specific {
            // Only a star matches a star in the request.
            Some(text) if index < 4 => text.to_owned(),
            Some(text) => sample(text),
            None if index == 4 && form.contains('{') => sample(&opened(form)),
            None if form.contains('{') => "*".to_owned(),
            None => form.to_owned(),
        }
    };
    let all = form.iter().enumerate();
    all.map(|(index, form)| part(index, form)).collect()
}

fn one_of(region: &Region, form: &str) -> String {
    if let Some(pattern) = parts(&region.text) {
        return of_form(form, &pattern).join(":");
    }
    let name = of_form(form, &[]).join(":");
    if region.fits(&name) {
        name
    } else {
        region.sample()
    }
}
