//! The resources that a service may check an action on.

use super::actions::Action;
use super::automaton::{Class, Token, some, tokens};
use crate::evaluate::GLOBAL;

const WITHIN_PART: Class = Class::Not(&['/', ':']);
const WITHOUT_COLON: Class = Class::Not(&[':']);

/// Resources of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Form {
    /// The first characters.
    pub(super) front: String,
    /// Whether a region follows that is `*` or empty, which is equivalent.
    pub(super) regionless: bool,
    /// Whether letter case is ignored, as in names of roles.
    pub(super) folds: bool,
    /// The rest.
    pub(super) rest: Vec<Token>,
    /// Rests that belong to other forms.
    pub(super) not: Vec<Vec<Token>>,
}

/// Whether a colon in a relative id can matter: a pattern has one there, or is no complete ARN and
/// has one after a wildcard. Otherwise a colon is like any other character, because the parts of
/// complete ARNs are compared one by one, as in [`meets`](crate::evaluate::meets).
pub(super) fn colons_matter(patterns: &[&str]) -> bool {
    patterns
        .iter()
        .any(|pattern| match pattern.matches(':').count() {
            4 => false,
            0..4 => pattern
                .find(['*', '?'])
                .and_then(|first| pattern.get(first..))
                .is_some_and(|rest| rest.contains(':')),
            _ => true,
        })
}

/// The forms of an action's resources; empty for an action without resource-level permissions. An
/// action that is not in the catalogue may be checked on any ARN.
pub(super) fn forms(action: &Action, with_colons: bool) -> Vec<Form> {
    let id = if with_colons {
        Class::Any
    } else {
        WITHOUT_COLON
    };
    let known = action.known.filter(|(_, known)| known.on.is_some());
    let Some((service, known)) = known else {
        return every(id);
    };
    let mut forms = Vec::new();
    for form in service
        .forms_of(known)
        .flatten()
        .filter_map(|form| documented(form, id))
    {
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    forms
}

fn colon() -> Token {
    Token::One(Class::Only(':'))
}

/// The account and the start of the id.
fn account_then(id: &[Token]) -> Vec<Token> {
    let account = some(WITHIN_PART);
    [&[colon()], &account[..], &[colon()], id].concat()
}

fn every(id: Class) -> Vec<Form> {
    let (any, part) = (some(id), some(WITHIN_PART));
    let own = |code: &&str| tokens(&format!("{code}:*"));
    let mut forms = vec![Form {
        front: "acs:".to_owned(),
        rest: [&part[..], &[colon()], &part[..], &account_then(&any)].concat(),
        not: GLOBAL.iter().map(own).collect(),
        ..Form::default()
    }];
    let role = [tokens("role/"), any.to_vec()].concat();
    for code in GLOBAL {
        let of = |id: &[Token]| Form {
            front: format!("acs:{code}:"),
            regionless: true,
            rest: account_then(id),
            ..Form::default()
        };
        let is_ram = code == "ram";
        forms.push(Form {
            not: Vec::from_iter(is_ram.then(|| account_then(&tokens("role/*")))),
            ..of(&any)
        });
        if is_ram {
            forms.push(Form {
                folds: true,
                ..of(&role)
            });
        }
    }
    forms
}

/// A form of the catalogue, such as `acs:oss:*:{account}:{bucket}/{object}`.
fn documented(form: &str, name: Class) -> Option<Form> {
    let mut parts = form.splitn(5, ':').skip(1);
    let (code, _, account, id) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let regionless = GLOBAL.contains(&code);
    let variable = if id.contains('/') { name } else { WITHIN_PART };
    let mut rest = Vec::new();
    if !regionless {
        rest.extend(some(WITHIN_PART));
    }
    rest.push(colon());
    rest.extend(filled(account, WITHIN_PART));
    rest.push(colon());
    rest.extend(filled(id, variable));
    Some(Form {
        front: format!("acs:{code}:"),
        regionless,
        folds: code == "ram" && id.starts_with("role/"),
        rest,
        not: Vec::new(),
    })
}

/// A part of a form with some text of a class for each `{..}`.
fn filled(part: &str, class: Class) -> Vec<Token> {
    let mut rest = Vec::new();
    let mut inside = false;
    for character in part.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                rest.extend(some(class));
            }
            _ if inside => {}
            plain => rest.push(Token::One(Class::Only(plain))),
        }
    }
    rest
}
