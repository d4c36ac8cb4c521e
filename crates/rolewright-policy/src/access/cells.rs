//! The access for every action on every resource, and the changes to report.

use std::collections::BTreeMap;

use super::actions::Action;
use super::change::AccessChange;
use super::exact::{self, Class};
use super::explore::{Budget, TOO_LARGE, TooLarge};
use super::region::Region;
use super::reported::{Reported, Reports};
use super::resources::samples;
use super::side::{Cell, Side, has_changed};

/// Limit of rounds, above the nesting depth of patterns.
const MOST_ROUNDS: usize = 16;

/// The cells of one action; none where it does not apply to the resource.
type Row = Vec<Option<Cell>>;

pub(super) fn changes(
    actions: &[Action],
    resources: &[Region],
    sides: &[Side<'_>; 2],
    budget: &mut Budget,
    notes: &mut Vec<String>,
) -> Vec<AccessChange> {
    let (rows, classes) = rows(actions, resources, sides);
    let grid = Grid {
        action_holds: holds(actions.iter().map(|action| &action.region)),
        resource_holds: holds(resources.iter()),
        rows,
        actions,
        resources,
    };
    let mut found: Vec<Entry<'_>> = Vec::new();
    // A change inside an exception of a wider change is reported separately.
    for _ in 0..MOST_ROUNDS {
        let unreported = grid.unreported(&found);
        if unreported.is_empty() {
            break;
        }
        found.extend(unreported);
    }
    let mut reports = Reports {
        all: found.iter().map(|one| grid.reported(one)).collect(),
        regions: actions.iter().map(|action| &action.region).collect(),
        holds: &grid.action_holds,
    };
    if notes.is_empty() {
        match exact::correct(&classes, sides, &mut reports, budget) {
            Ok(true) => {}
            Ok(false) => notes.push("more resources differ than the changes name".into()),
            Err(TooLarge) => notes.push(TOO_LARGE.into()),
        }
    }
    let is_open = |one: &Reported| one.cell[0].granted == one.cell[1].granted;
    if reports.all.iter().any(is_open) {
        notes.push("conditions differ; which one is more permissive was not compared".into());
    }
    reports.finish()
}

/// The statements that match an action, its service, and the resource types that it is checked on.
type Alike<'a> = (Vec<bool>, &'a str, Option<&'a [String]>);

/// Computes all rows, and the classes of actions. Actions that match the same statements and are
/// checked on the same resource types are one class and share one row.
fn rows<'a>(
    actions: &'a [Action],
    resources: &[Region],
    sides: &[Side<'_>; 2],
) -> (Vec<Row>, Vec<Class<'a>>) {
    let statements: Vec<_> = sides.iter().flat_map(Side::statements).collect();
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
    let mut known: BTreeMap<Alike<'a>, (Row, Class<'a>)> = BTreeMap::new();
    let mut rows = Vec::with_capacity(actions.len());
    for (index, action) in actions.iter().enumerate() {
        let about = statements.iter().map(|one| one.has_action(&action.sample));
        let kinds = action.known.and_then(|(_, known)| known.on.as_deref());
        let key = (about.collect(), action.code(), kinds);
        let (row, class) = known.entry(key).or_insert_with(|| {
            let members = Vec::new();
            (row(action), Class { action, members })
        });
        class.members.push(index);
        rows.push(row.clone());
    }
    let classes = known.into_values().map(|(_, class)| class);
    (rows, classes.collect())
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

    fn reported(&self, one: &Entry<'_>) -> Reported {
        let except = one.except.iter();
        let except = except.map(|(place, actions)| (self.resource(*place), actions.clone()));
        Reported {
            cell: one.cell.clone(),
            resource: self.resource(one.place),
            actions: one.actions.clone(),
            except: except.collect(),
        }
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
