//! Formats the figures as a page.

use super::figure::{Figures, Goal, Row};
use super::parts;

const HEAD: &str = "\
# Benchmarks

Cost of rolewright compared with its alternatives, measured in one run on one machine.
`cargo xtask bench` writes this page; `cargo xtask bench NAME...` measures single parts. It installs
the alternatives from their registries. Each figure is the median, with minimum and maximum of the
samples.

";

/// Formats the whole page.
pub(super) fn whole(figures: &Figures) -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| environment | |\n|---|---|\n");
    for (name, value) in &figures.machine {
        page.push_str(&format!("| {name} | {value} |\n"));
    }
    page.push_str(
        "\n## Goals\n\n| measurement | figure | goal | ratio | result |\n|---|---|---|---|---|\n",
    );
    for part in &parts::ALL {
        let goals = figures
            .part(part.name)
            .map_or(&[][..], |(_, _, goals)| goals);
        goals.iter().for_each(|goal| page.push_str(&of_goal(goal)));
    }
    for part in &parts::ALL {
        let Some((date, rows, _)) = figures.part(part.name) else {
            continue;
        };
        let (title, about, name) = (part.title, part.about, part.name);
        page.push_str(&format!("\n## {title}\n\n{about}\n\n"));
        page.push_str(&format!("`cargo xtask bench {name}`, {date}\n\n"));
        page.push_str(&table(rows));
    }
    page
}

/// Formats the result of a part for the terminal.
pub(super) fn of_part(rows: &[Row], goals: &[Goal]) -> String {
    let goals: String = goals.iter().map(of_goal).collect();
    table(rows) + &goals
}

fn of_goal(goal: &Goal) -> String {
    let bound = if goal.at_most { "at most" } else { "at least" };
    let verdict = if goal.is_met() { "met" } else { "**missed**" };
    let (text, value, limit) = (&goal.text, short(goal.value), short(goal.goal));
    let reach = short(goal.reach() * 100.0);
    format!("| {text} | {value} | {bound} {limit} | {reach} % | {verdict} |\n")
}

fn table(rows: &[Row]) -> String {
    let mut table =
        "| measurement | program | median | range | samples |\n|---|---|---|---|---|\n".to_owned();
    for row in rows {
        let Row {
            what,
            who,
            unit,
            samples,
            ..
        } = row;
        let (median, least, most) = (short(row.median), short(row.least), short(row.most));
        table.push_str(&format!(
            "| {what} | {who} | {median} {unit} | {least} to {most} | {samples} |\n"
        ));
    }
    table
}

/// Formats a number with three significant digits and thousands separators.
pub(super) fn short(value: f64) -> String {
    let digits = match value.abs() {
        v if v >= 100.0 => 0,
        v if v >= 10.0 => 1,
        _ => 2,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let mut apart = String::new();
    for (place, digit) in whole.char_indices() {
        if place > 0 && (whole.len() - place) % 3 == 0 && digit.is_ascii_digit() {
            apart.push(',');
        }
        apart.push(digit);
    }
    match rest {
        "" => apart,
        rest => format!("{apart}.{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::Measured;
    use super::super::part::Part;
    use super::*;

    #[test]
    fn a_number_has_three_digits_that_count() {
        assert_eq!(short(1.234), "1.23");
        assert_eq!(short(12.34), "12.3");
        assert_eq!(short(123.4), "123");
        assert_eq!(short(1_234_567.0), "1,234,567");
    }

    #[test]
    fn every_measured_part_has_its_section_and_goals() {
        let mut figures = Figures::default();
        for part in &parts::ALL {
            let goals = vec![Goal::at_least(1.0, part.name, 2.0)];
            let rows = vec![Row::new("speed", part.name, "ms", &[1.0])];
            figures.put(part.name, "2026-01-02", Measured { rows, goals });
        }
        let page = whole(&figures);
        for Part { name, title, .. } in &parts::ALL {
            for line in [
                format!("| {name} | 2.00 | at least 1.00 | 200 % | met |"),
                format!("## {title}"),
                format!("`cargo xtask bench {name}`, 2026-01-02"),
                format!("| speed | {name} | 1.00 ms | 1.00 to 1.00 | 1 |"),
            ] {
                assert!(page.lines().any(|known| known == line), "{line}");
            }
        }
    }

    #[test]
    fn a_missed_goal_is_marked() {
        let missed = of_goal(&Goal::at_least(20.0, "speed", 12.0));
        assert_eq!(
            missed,
            "| speed | 12.0 | at least 20.0 | 60.0 % | **missed** |\n"
        );
    }
}
