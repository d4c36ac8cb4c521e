//! How far each goal is reached, as a picture.

use super::figure::{Figures, Goal};
use super::page::short;
use super::parts;

const LEFT: f64 = 400.0;
const WIDTH: f64 = 420.0;
const ROW: f64 = 34.0;
const TOP: f64 = 56.0;
/// The ends of the scale, as powers of two of the goal.
const ENDS: (f64, f64) = (-2.0, 4.0);

const STYLE: &str = "<style>text{font:13px sans-serif;fill:#1f2328}.note{fill:#59636e;font-size:12px}\
    .met{fill:#2da44e}.missed{fill:#cf222e}.goal{stroke:#1f2328;stroke-width:1.5}\
    .grid{stroke:#d1d9e0}</style>";

/// A bar for each goal, on a scale where the goal is 1.
pub(super) fn of(figures: &Figures) -> String {
    let parts = parts::ALL.iter().filter_map(|part| figures.part(part.name));
    let goals: Vec<&Goal> = parts.flat_map(|(_, _, goals)| goals).collect();
    let bottom = TOP + ROW * goals.len() as f64;
    let (wide, high) = (LEFT + WIDTH + 110.0, bottom + 40.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
         role=\"img\" aria-label=\"How far each goal is reached\">\n{STYLE}\n\
         <rect width=\"{wide}\" height=\"{high}\" fill=\"#ffffff\"/>\n"
    );
    let title = "How far each goal is reached: longer is better, the goal is the black line";
    svg.push_str(&text(12.0, 24.0, "", title));
    for power in [-2, -1, 0, 1, 2, 3, 4] {
        let x = place(f64::from(power));
        let class = if power == 0 { "goal" } else { "grid" };
        svg.push_str(&format!(
            "<line class=\"{class}\" x1=\"{x}\" y1=\"{}\" x2=\"{x}\" y2=\"{bottom}\"/>\n",
            TOP - 8.0
        ));
        let label = match power {
            0 => "goal".to_owned(),
            power if power < 0 => format!("1/{}", 1 << -power),
            power => format!("{}x", 1 << power),
        };
        svg.push_str(&text(x - 10.0, bottom + 20.0, "note", &label));
    }
    for (number, goal) in goals.iter().enumerate() {
        svg.push_str(&bar(goal, TOP + ROW * number as f64));
    }
    svg + "</svg>\n"
}

fn bar(goal: &Goal, y: f64) -> String {
    let end = place(goal.reach().log2());
    let class = if goal.is_met() { "met" } else { "missed" };
    let bound = if goal.at_most { "most" } else { "least" };
    let figure = format!("{} (at {bound} {})", short(goal.value), short(goal.goal));
    let mut shown = text(12.0, y + 17.0, "", &goal.text);
    shown.push_str(&format!(
        "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"16\" rx=\"2\"/>\n",
        y + 4.0,
        end - LEFT
    ));
    shown.push_str(&text(end + 6.0, y + 17.0, "note", &figure));
    shown
}

/// Where a power of two of the goal lies; what is beyond the scale lies at its end.
fn place(power: f64) -> f64 {
    let (low, high) = ENDS;
    let within = match power.is_nan() {
        true => low,
        false => power.clamp(low, high),
    };
    LEFT + WIDTH * (within - low) / (high - low)
}

fn text(x: f64, y: f64, class: &str, words: &str) -> String {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    format!("<text class=\"{class}\" x=\"{x:.1}\" y=\"{y}\">{words}</text>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_goal_lies_where_its_line_is() {
        let met = Goal::at_least(20.0, "speed", 20.0);
        assert!((place(met.reach().log2()) - place(0.0)).abs() < 1e-9);
        assert!(bar(&met, 0.0).contains("class=\"met\""));
        assert!(bar(&Goal::at_most(4.0, "<size>", 8.0), 0.0).contains("&lt;size>"));
    }
}
