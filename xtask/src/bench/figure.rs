//! Figures: samples, goals, and their storage.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::process::{Failure, Result};

/// Samples of a measurement for one contestant.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) what: String,
    pub(super) who: String,
    pub(super) unit: String,
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) samples: usize,
}

impl Row {
    pub(super) fn new(what: &str, who: &str, unit: &str, samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let count = sorted.len();
        Self {
            what: what.to_owned(),
            who: who.to_owned(),
            unit: unit.to_owned(),
            median: (at(count.saturating_sub(1) / 2) + at(count / 2)) / 2.0,
            least: at(0),
            most: at(count.saturating_sub(1)),
            samples: count,
        }
    }
}

/// A goal for a figure.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Goal {
    pub(super) text: String,
    pub(super) value: f64,
    pub(super) goal: f64,
    /// Whether the goal is a maximum.
    pub(super) at_most: bool,
}

impl Goal {
    pub(super) fn at_least(goal: f64, text: &str, value: f64) -> Self {
        Self {
            text: text.to_owned(),
            value,
            goal,
            at_most: false,
        }
    }

    pub(super) fn at_most(goal: f64, text: &str, value: f64) -> Self {
        Self {
            at_most: true,
            ..Self::at_least(goal, text, value)
        }
    }

    /// Returns the ratio to the goal; at least 1 if it is met.
    pub(super) fn reach(&self) -> f64 {
        if self.at_most {
            self.goal / self.value
        } else {
            self.value / self.goal
        }
    }

    pub(super) fn is_met(&self) -> bool {
        self.reach() >= 1.0
    }
}

/// The result of a part.
#[derive(Default)]
pub(super) struct Measured {
    pub(super) rows: Vec<Row>,
    pub(super) goals: Vec<Goal>,
}

/// All figures.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Machine and versions, as names and values.
    pub(super) machine: Vec<(String, String)>,
    parts: BTreeMap<String, (String, Vec<Row>, Vec<Goal>)>,
}

impl Figures {
    /// Reads the figures of earlier runs; empty if there are none.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let Ok(text) = fs::read_to_string(path) else {
            return Ok(Self::default());
        };
        let json: Value = serde_json::from_str(&text).map_err(Failure::new)?;
        let parts = json.get("parts").and_then(Value::as_object);
        let parts = parts.into_iter().flatten().map(|(name, part)| {
            let list = |key: &str| part.get(key).and_then(Value::as_array).cloned();
            let rows = list("rows").unwrap_or_default();
            let goals = list("goals").unwrap_or_default();
            let part = (
                text_at(part, "date"),
                rows.iter().map(Row::from).collect(),
                goals.iter().map(Goal::from).collect(),
            );
            (name.clone(), part)
        });
        let machine = json.get("machine").and_then(Value::as_object);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let machine = machine.into_iter().flatten();
        Ok(Self {
            machine: machine
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
            parts: parts.collect(),
        })
    }

    pub(super) fn put(&mut self, part: &str, date: &str, measured: Measured) {
        let Measured { rows, goals } = measured;
        self.parts
            .insert(part.to_owned(), (date.to_owned(), rows, goals));
    }

    pub(super) fn part(&self, name: &str) -> Option<(&str, &[Row], &[Goal])> {
        let (date, rows, goals) = self.parts.get(name)?;
        Some((date, rows, goals))
    }
}

impl From<&Figures> for Value {
    fn from(figures: &Figures) -> Self {
        let machine: serde_json::Map<_, _> = figures
            .machine
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
            .collect();
        let parts: serde_json::Map<_, _> = figures
            .parts
            .iter()
            .map(|(name, (date, rows, goals))| {
                let rows: Vec<Value> = rows.iter().map(Value::from).collect();
                let goals: Vec<Value> = goals.iter().map(Value::from).collect();
                (
                    name.clone(),
                    json!({"date": date, "rows": rows, "goals": goals}),
                )
            })
            .collect();
        json!({"machine": machine, "parts": parts})
    }
}

impl From<&Row> for Value {
    fn from(row: &Row) -> Self {
        json!({
            "what": row.what, "who": row.who, "unit": row.unit, "median": row.median,
            "least": row.least, "most": row.most, "samples": row.samples,
        })
    }
}

impl From<&Value> for Row {
    fn from(json: &Value) -> Self {
        let samples = json.get("samples").and_then(Value::as_u64);
        Self {
            what: text_at(json, "what"),
            who: text_at(json, "who"),
            unit: text_at(json, "unit"),
            median: number_at(json, "median"),
            least: number_at(json, "least"),
            most: number_at(json, "most"),
            samples: samples.and_then(|count| count.try_into().ok()).unwrap_or(0),
        }
    }
}

impl From<&Goal> for Value {
    fn from(goal: &Goal) -> Self {
        json!({"text": goal.text, "value": goal.value, "goal": goal.goal, "at_most": goal.at_most})
    }
}

impl From<&Value> for Goal {
    fn from(json: &Value) -> Self {
        Self {
            text: text_at(json, "text"),
            value: number_at(json, "value"),
            goal: number_at(json, "goal"),
            at_most: json
                .get("at_most")
                .and_then(Value::as_bool)
                .unwrap_or(false),
        }
    }
}

fn text_at(json: &Value, key: &str) -> String {
    let text = json.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

pub(super) fn number_at(json: &Value, key: &str) -> f64 {
    json.get(key).and_then(Value::as_f64).unwrap_or(f64::NAN)
}

/// Returns the median of a contestant.
pub(super) fn median(rows: &[Row], what: &str, who: &str) -> f64 {
    let found = rows.iter().find(|row| row.what == what && row.who == who);
    found.map_or(f64::NAN, |row| row.median)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_median_and_the_ends() {
        let row = Row::new("wall time", "us", "ms", &[4.0, 1.0, 3.0, 2.0]);
        assert_eq!((row.median, row.least, row.most), (2.5, 1.0, 4.0));
        assert_eq!(Row::from(&Value::from(&row)), row);
    }

    #[test]
    fn a_goal_is_met_from_its_value_on() {
        assert!(Goal::at_least(20.0, "", 20.0).is_met());
        assert!(!Goal::at_least(20.0, "", 19.9).is_met());
        assert!(Goal::at_most(1.15, "", 1.1).is_met());
        let missed = Goal::at_most(1.15, "", 1.2);
        assert!(!missed.is_met());
        assert_eq!(Goal::from(&Value::from(&missed)), missed);
    }
}
