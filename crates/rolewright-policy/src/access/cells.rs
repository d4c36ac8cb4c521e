//! The access for every action on every resource, and the changes to report.

use std::collections::{BTreeMap, BTreeSet};

use super::actions::Action;
use super::change::{AccessChange, AccessException, Granted};
use super::region::Region;
use super::resources::samples;
use crate::evaluate::{Context, PolicySet, Request, TracedOutcome, Verdict};
use crate::model::{Actions, List, PolicyDocument, Statement};

/// What one side grants, and what it depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Answer {
    granted: Granted,
    /// The statements that it depends on, in canonical form.
    open: BTreeSet<String>,
}

/// Limit of rounds, above the nesting depth of patterns.
const MOST_ROUNDS: usize = 16;

/// The answers of both sides.
type Cell = [Answer; 2];

/// The cells of one action; none where it does not apply to the resource.
type Row = Vec<Option<Cell>>;

/// The policies of one side.
struct Side<'d> {
    documents: &'d [&'d PolicyDocument],
    set: PolicySet,
}

impl<'d> Side<'d> {
    fn new(documents: &'d [&'d PolicyDocument]) -> Self {
        let documents_by_number = documents.iter().enumerate();
        let set = documents_by_number.fold(PolicySet::new(), |set, (index, document)| {
            set.identity(&index.to_string(), document)
        });
        Self { documents, set }
    }

    /// The least access on any of these resources; the action needs all of them.
    fn answer(&self, action: &str, resources: &[String]) -> Answer {
        let request = |resource: &String| Request {
            context: Context::unknown(),
            ..Request::new(action, resource.as_str())
        };
        let all = resources
            .iter()
            .map(|resource| self.one(&request(resource)));
        all.min_by_key(|answer| answer.granted).unwrap_or(Answer {
            granted: Granted::No,
            open: BTreeSet::new(),
        })
    }

    fn one(&self, request: &Request) -> Answer {
        let decision = self.set.decide(request);
        let granted = match (decision.verdict, decision.at_best) {
            (Verdict::Allow, _) => Granted::Yes,
            (_, Verdict::Allow) => Granted::Perhaps,
            _ => Granted::No,
        };
        let open = match granted {
            Granted::Perhaps => self.open(request),
            _ => BTreeSet::new(),
        };
        Answer { granted, open }
    }

    /// The undecided statements, reduced to effect and condition.
    fn open(&self, request: &Request) -> BTreeSet<String> {
        let why = self.set.explain(request);
        let undecided = why
            .statements
            .iter()
            .filter(|traced| traced.part.is_some() && traced.outcome != TracedOutcome::DoesNotFit);
        undecided
            .filter_map(|traced| {
                let document = self
                    .documents
                    .get(traced.statement.policy.parse::<usize>().ok()?)?;
                document.statements().get(traced.statement.index)
            })
            .map(depends_on)
            .collect()
    }
}

/// The statement without actions and resources, in canonical form.
fn depends_on(statement: &Statement) -> String {
    let mut bare = statement.clone();
    bare.actions = Actions::Action(List::bare("*".into()));
    bare.resources = None;
    PolicyDocument::new([bare]).to_canonical()
}

pub(super) fn changes(
    actions: &[Action],
    resources: &[Region],
    sides: [&[&PolicyDocument]; 2],
    notes: &mut Vec<String>,
) -> Vec<AccessChange> {
    let sides = sides.map(Side::new);
    let grid = Grid {
        action_holds: holds(actions.iter().map(|action| &action.region)),
        resource_holds: holds(resources.iter()),
        rows: rows(actions, resources, &sides),
        actions,
        resources,
    };
    let mut reported: Vec<Entry<'_>> = Vec::new();
    // A change inside an exception of a wider change is reported separately.
    for _ in 0..MOST_ROUNDS {
        let unreported = grid.unreported(&reported);
        if unreported.is_empty() {
            break;
        }
        reported.extend(unreported);
    }
    if !grid.unreported(&reported).is_empty() {
        notes.push("some nested changes are not reported separately".into());
    }
    if reported
        .iter()
        .any(|one| one.cell[0].granted == one.cell[1].granted)
    {
        notes.push("conditions differ; which one is more permissive was not compared".into());
    }
    let exception = |(place, actions): &(usize, Vec<usize>)| AccessException {
        actions: grid.names(actions),
        resource: grid.resource(*place),
    };
    let change = |one: &Entry<'_>| AccessChange {
        before: one.cell[0].granted,
        after: one.cell[1].granted,
        actions: grid.names(&one.actions),
        resource: grid.resource(one.place),
        except: one.except.iter().map(exception).collect(),
    };
    reported.iter().map(change).collect()
}

/// The statements that match an action, its service, and the resource types that it is checked on.
type Alike<'a> = (Vec<bool>, &'a str, Option<&'a [String]>);

/// Computes all rows. Actions that match the same statements and are checked on the same resource
/// types share one row.
fn rows(actions: &[Action], resources: &[Region], sides: &[Side<'_>; 2]) -> Vec<Row> {
    let statements: Vec<_> = sides
        .iter()
        .flat_map(|side| {
            side.documents
                .iter()
                .flat_map(|document| document.statements())
        })
        .collect();
    let mut known: BTreeMap<Alike<'_>, Row> = BTreeMap::new();
    let row = |action: &Action| -> Row {
        let cell = |region: &Region| {
            let names = samples(region, action);
            let cell = || {
                sides
                    .each_ref()
                    .map(|side| side.answer(&action.sample, &names))
            };
            (!names.is_empty()).then(cell)
        };
        resources.iter().map(cell).collect()
    };
    let all = actions.iter().map(|action| {
        let about = statements.iter().map(|one| one.has_action(&action.sample));
        let kinds = action.known.and_then(|(_, known)| known.on.as_deref());
        let key = (about.collect(), action.code(), kinds);
        known.entry(key).or_insert_with(|| row(action)).clone()
    });
    all.collect()
}

fn has_changed([before, after]: &Cell) -> bool {
    before != after
}

/// A change to report.
struct Entry<'g> {
    cell: &'g Cell,
    place: usize,
    actions: Vec<usize>,
    /// Unchanged access inside this change, by resource.
    except: Vec<(usize, Vec<usize>)>,
}

/// All cells, with their actions and resources.
struct Grid<'a> {
    actions: &'a [Action],
    resources: &'a [Region],
    rows: Vec<Row>,
    /// For each pattern, the patterns that it covers.
    action_holds: Vec<Vec<bool>>,
    resource_holds: Vec<Vec<bool>>,
}

impl Grid<'_> {
    /// The widest changes that are not reported yet.
    fn unreported(&self, reported: &[Entry<'_>]) -> Vec<Entry<'_>> {
        let mut found: BTreeMap<(usize, &Cell), Vec<usize>> = BTreeMap::new();
        for (action, row) in self.rows.iter().enumerate() {
            let cells = row.iter().enumerate();
            let cells = cells.filter_map(|(place, cell)| Some((place, cell.as_ref()?)));
            let cells = cells.filter(|(place, cell)| {
                has_changed(cell)
                    && !reported
                        .iter()
                        .any(|one| self.includes(one, action, *place, cell))
            });
            let cells: Vec<_> = cells.collect();
            let is_inside = |place: usize, cell: &Cell| {
                let mut others = cells.iter();
                others.any(|(other, same)| *same == cell && self.holds_resource(*other, place))
            };
            for (place, cell) in cells
                .iter()
                .filter(|(place, cell)| !is_inside(*place, cell))
            {
                found.entry((*place, cell)).or_default().push(action);
            }
        }
        for actions in found.values_mut() {
            *actions = widest(actions, |one, other| self.holds_action(one, other));
        }
        let narrowed = found.iter().map(|((place, cell), actions)| {
            let wider = found
                .iter()
                .filter(|((other, same), _)| *same == *cell && self.holds_resource(*other, *place));
            let wider: Vec<_> = wider.flat_map(|(_, actions)| actions).collect();
            let is_new = |one: &&usize| !wider.iter().any(|wide| self.has_action(**wide, **one));
            let actions: Vec<_> = actions.iter().filter(is_new).copied().collect();
            let except = self.exceptions(&actions, *place, cell);
            Entry {
                cell,
                place: *place,
                actions,
                except,
            }
        });
        narrowed.filter(|one| !one.actions.is_empty()).collect()
    }

    /// Whether a change includes an action on a resource.
    fn includes(&self, one: &Entry<'_>, action: usize, place: usize, cell: &Cell) -> bool {
        let within = |at: usize, actions: &[usize]| {
            (at == place || self.holds_resource(at, place))
                && actions.iter().any(|wide| self.has_action(*wide, action))
        };
        one.cell == cell
            && within(one.place, &one.actions)
            && !one.except.iter().any(|(at, actions)| within(*at, actions))
    }

    fn exceptions(&self, named: &[usize], place: usize, cell: &Cell) -> Vec<(usize, Vec<usize>)> {
        let is_inside = |action: &usize| named.iter().any(|wide| self.has_action(*wide, *action));
        let inside: Vec<_> = (0..self.actions.len()).filter(is_inside).collect();
        let narrower = |other: &usize| *other == place || self.holds_resource(place, *other);
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        for other in (0..self.resources.len()).filter(narrower) {
            let differs = |action: &&usize| {
                let inner = self
                    .rows
                    .get(**action)
                    .and_then(|row| row.get(other)?.as_ref());
                inner.is_some_and(|inner| !has_changed(inner) && inner != cell)
            };
            let kept: Vec<_> = inside.iter().filter(differs).copied().collect();
            found.push((other, widest(&kept, |one, two| self.holds_action(one, two))));
        }
        let is_reported = |place: usize, action: usize| {
            let wider = found
                .iter()
                .filter(|(other, _)| self.holds_resource(*other, place));
            let mut wider = wider.flat_map(|(_, actions)| actions);
            wider.any(|wide| self.has_action(*wide, action))
        };
        let new = found.iter().map(|(place, actions)| {
            let actions = actions
                .iter()
                .filter(|action| !is_reported(*place, **action));
            (*place, actions.copied().collect::<Vec<_>>())
        });
        new.filter(|(_, actions)| !actions.is_empty()).collect()
    }

    fn names(&self, actions: &[usize]) -> Vec<String> {
        let all = actions
            .iter()
            .filter_map(|action| self.actions.get(*action));
        all.map(|action| action.region.text.clone()).collect()
    }

    fn resource(&self, place: usize) -> String {
        let region = self.resources.get(place);
        region.map(|region| region.text.clone()).unwrap_or_default()
    }

    fn has_action(&self, wide: usize, action: usize) -> bool {
        wide == action || self.holds_action(wide, action)
    }

    fn holds_action(&self, wide: usize, narrow: usize) -> bool {
        is_set(&self.action_holds, wide, narrow)
    }

    fn holds_resource(&self, wide: usize, narrow: usize) -> bool {
        is_set(&self.resource_holds, wide, narrow)
    }
}

fn is_set(table: &[Vec<bool>], row: usize, column: usize) -> bool {
    table
        .get(row)
        .and_then(|row| row.get(column))
        .copied()
        .unwrap_or(false)
}

/// For each region, the regions that it covers; of two equal regions, the first covers the second.
fn holds<'r>(regions: impl Iterator<Item = &'r Region>) -> Vec<Vec<bool>> {
    let regions: Vec<_> = regions.enumerate().collect();
    let holds = |(wide, a): &(usize, &Region), (narrow, b): &(usize, &Region)| {
        wide != narrow && a.covers(b) && (!b.covers(a) || wide < narrow)
    };
    let row = |one| regions.iter().map(|other| holds(one, other)).collect();
    regions.iter().map(row).collect()
}

/// The items that no other item covers.
fn widest(all: &[usize], covers: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let is_outermost = |one: &&usize| !all.iter().any(|other| covers(*other, **one));
    all.iter().filter(is_outermost).copied().collect()
}
