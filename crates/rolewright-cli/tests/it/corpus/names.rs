//! The keys and ids of reports that were renamed after the corpus was recorded.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

/// The rows of `tests/corpus/renamed.tsv`, each with whether anything needed it.
///
/// The place is `key` for a key of a report, otherwise the recorded key whose value was renamed:
/// `outcome`, `standing` or `id`.
pub(super) struct Names(Vec<([&'static str; 3], AtomicBool)>);

impl Names {
    pub(super) fn parse(table: &'static str) -> Self {
        let columns = |line: &'static str| line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let rows = table.lines().skip(1).map(columns);
        Self(rows.map(|row| (row, AtomicBool::new(false))).collect())
    }

    fn renamed(&self, place: &str, old: &str, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let mut rows = self.0.iter();
        let found = rows.find(|(row, _)| row[0] == place && row[1] == old && fits(row[2]));
        found.map(|(row, used)| {
            used.store(true, Ordering::Relaxed);
            row[2]
        })
    }

    /// Whether two values are the same, as they are or by the table.
    pub(super) fn same(&self, place: &str, old: &str, new: &str) -> bool {
        old == new || self.renamed(place, old, |name| name == new).is_some()
    }

    /// A field by its recorded key; null where it is missing.
    pub(super) fn field<'a>(&self, object: &'a Value, old: &str) -> &'a Value {
        let renamed = || object.get(self.renamed("key", old, |name| object.get(name).is_some())?);
        object.get(old).or_else(renamed).unwrap_or(&Value::Null)
    }

    /// The paths at which two recorded values differ, each with both values.
    pub(super) fn differences(&self, path: &str, old: &Value, new: &Value) -> Vec<String> {
        let place = path.rsplit('.').next().unwrap();
        match (old, new) {
            (Value::Object(old), Value::Object(new)) if old.keys().eq(new.keys()) => {
                let below =
                    |key: &String| self.differences(&format!("{path}.{key}"), &old[key], &new[key]);
                old.keys().flat_map(below).collect()
            }
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
                let pairs = old.iter().zip(new);
                let below = |(old, new)| self.differences(path, old, new);
                pairs.flat_map(below).collect()
            }
            (Value::String(old), Value::String(new)) if self.same(place, old, new) => Vec::new(),
            _ if old == new => Vec::new(),
            _ => vec![format!("{path}: {old} is now {new}")],
        }
    }

    /// The rows that nothing needed.
    pub(super) fn unused(&self) -> Vec<String> {
        let unused = self
            .0
            .iter()
            .filter(|(_, used)| !used.load(Ordering::Relaxed));
        unused.map(|(row, _)| row.join(" ")).collect()
    }
}

#[test]
fn a_name_of_the_table_equals_its_old_one_and_no_other() {
    let names = Names::parse("place\told\tnew\nkey\tstanding\tstatus\nstanding\trefuted\tfailed\n");
    let report = serde_json::json!({ "status": "failed" });
    assert_eq!(names.field(&report, "standing"), "failed");
    assert_eq!(names.unused(), ["standing refuted failed"]);
    let differs = |old: &str, new: &str| {
        let [old, new] =
            [old, new].map(|text| serde_json::json!([{ "standing": text, "id": text }]));
        names.differences("case", &old, &new)
    };
    assert!(differs("refuted", "refuted").is_empty());
    assert_eq!(
        differs("refuted", "failed"),
        [r#"case.id: "refuted" is now "failed""#]
    );
    assert_eq!(differs("proven", "failed").len(), 2);
    assert!(names.unused().is_empty());
}
