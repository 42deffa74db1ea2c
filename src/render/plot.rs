//! A timeline as a drawing (SVG) for a report: bars for one query, lines for several, that are told
//! apart by colour and by dashes.

use std::fmt::{Error, Write as _};

use super::drawn::{Counted, name, not_drawn, totals};
use super::escape::{escape_html, terminal_safe};
use super::wrap::shortened;
use crate::model::{Count, Timeline};

/// Colours that people who see colours otherwise tell apart (Okabe and Ito 2008), without its yellow,
/// which is too light for lines.
const COLOURS: [&str; 7] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"];

/// Dashes of lines, which go round slower than colours.
const DASHES: [&str; 7] = ["none", "8 4", "2 3", "10 3 2 3", "14 5", "5 2", "2 6"];

const WIDTH: f64 = 960.0;
const PLOT_HEIGHT: f64 = 320.0;
const LEFT: f64 = 76.0;
const RIGHT: f64 = 44.0;
const LINE: f64 = 20.0;

/// Columns of a line of the legend at most.
const LEGEND: usize = 100;

/// Width of a letter of the axes; fonts differ, so it is taken rather too wide.
const LETTER: f64 = 7.2;

/// The drawing.
#[must_use]
pub fn plot(timeline: &Timeline, by: Counted) -> String {
    // Writing to memory does not fail.
    draw(timeline, by).unwrap_or_default()
}

/// Where things are.
struct Layout<'a> {
    timeline: &'a Timeline,
    by: Counted,
    /// The height at which the values are zero.
    foot: f64,
    /// The distance of lines across, and the highest of them.
    step: f64,
    highest: f64,
    /// Width of a period.
    each: f64,
}

impl Layout<'_> {
    fn y(&self, value: f64) -> f64 {
        self.foot - PLOT_HEIGHT * value / self.highest
    }

    /// The middle of a period.
    fn x(&self, at: usize) -> f64 {
        LEFT + self.each * (float(at) + 0.5)
    }
}

fn draw(timeline: &Timeline, by: Counted) -> Result<String, Error> {
    let mut notes = vec![];
    for series in &timeline.series {
        let rest = not_drawn(series, by);
        if !rest.is_empty() {
            notes.push(shortened(&format!("Not in the plot of {}: {rest}", name(series)), LEGEND + 20));
        }
    }
    let foot = 44.0 + LINE * float(timeline.series.len()) + 24.0 + PLOT_HEIGHT;
    let height = foot + 52.0 + LINE * float(notes.len());
    let most = by.most(timeline);
    let step = tick_step(most, by);
    let highest = (most / step).ceil().max(1.0) * step;
    let each = (WIDTH - LEFT - RIGHT) / float(timeline.periods.len().max(1));
    let layout = Layout { timeline, by, foot, step, highest, each };

    let mut svg = String::new();
    let title = text(&capitalized(&by.title(timeline)));
    writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\" font-size=\"13\" fill=\"#222\" role=\"img\" aria-label=\"{title}\">"
    )?;
    writeln!(svg, "<rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>")?;
    writeln!(svg, "<text x=\"{LEFT}\" y=\"30\" font-size=\"18\" font-weight=\"bold\">{title}</text>")?;
    legend(timeline, &mut svg)?;
    axes(&layout, &mut svg)?;
    for number in 0..timeline.series.len() {
        counts(&layout, number, &mut svg)?;
    }
    for (number, note) in notes.iter().enumerate() {
        let at = foot + 46.0 + LINE * float(number);
        writeln!(svg, "<text x=\"{LEFT}\" y=\"{at:.1}\" font-size=\"12\" fill=\"#555\">{}</text>", text(note))?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn legend(timeline: &Timeline, svg: &mut String) -> Result<(), Error> {
    for (number, series) in timeline.series.iter().enumerate() {
        let (colour, dash) = look(number);
        let at = 44.0 + LINE * (float(number) + 0.5);
        if timeline.series.len() == 1 {
            writeln!(svg, "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"24\" height=\"10\" fill=\"{colour}\"/>", at - 5.0)?;
        } else {
            writeln!(
                svg,
                "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{at:.1}\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-dasharray=\"{dash}\"/>",
                LEFT + 24.0
            )?;
        }
        let label = format!("{} ({})", shortened(name(series), LEGEND), totals(series));
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">{}</text>", LEFT + 32.0, at + 4.5, text(&label))?;
    }
    Ok(())
}

fn axes(layout: &Layout<'_>, svg: &mut String) -> Result<(), Error> {
    let mut value = 0.0;
    while value <= layout.highest + layout.step / 2.0 {
        let at = layout.y(value);
        let colour = if value == 0.0 { "#444" } else { "#ddd" };
        writeln!(svg, "<line x1=\"{LEFT}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{at:.1}\" stroke=\"{colour}\"/>", WIDTH - RIGHT)?;
        let label = axis_figure(value, layout.step, layout.by);
        writeln!(svg, "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>", LEFT - 8.0, at + 4.5)?;
        value += layout.step;
    }
    let (periods, foot) = (&layout.timeline.periods, layout.foot);
    // As many names as there is room for, evenly.
    let longest = periods.iter().map(|period| period.period.len()).max().unwrap_or(0);
    let widest = float(longest) * LETTER + 14.0;
    let steps = label_steps(layout.timeline.every);
    let every = steps.iter().copied().find(|every| float(*every) * layout.each >= widest);
    let every = every.or_else(|| (1..=periods.len()).find(|every| float(*every) * layout.each >= widest)).unwrap_or(usize::MAX);
    for (at, period) in periods.iter().enumerate().step_by(every) {
        let x = layout.x(at);
        writeln!(svg, "<line x1=\"{x:.1}\" y1=\"{foot:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"#444\"/>", foot + 5.0)?;
        writeln!(svg, "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>", foot + 20.0, text(&period.period))?;
    }
    if periods.is_empty() {
        let (x, y) = (f64::midpoint(LEFT, WIDTH - RIGHT), foot - PLOT_HEIGHT / 2.0);
        writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\" fill=\"#666\">no dated article</text>")?;
    }
    Ok(())
}

/// The counts of one query: bars if it is the only one.
fn counts(layout: &Layout<'_>, number: usize, svg: &mut String) -> Result<(), Error> {
    let Some(series) = layout.timeline.series.get(number) else { return Ok(()) };
    let (colour, dash) = look(number);
    let each = layout.each;
    if layout.timeline.series.len() == 1 {
        let bar = (each * 0.8).max(each - 6.0);
        for (at, count) in series.counts.iter().enumerate() {
            let Some(value) = layout.by.value(count).filter(|value| *value > 0.0) else { continue };
            let (x, top) = (layout.x(at) - bar / 2.0, layout.y(value));
            let height = layout.foot - top;
            writeln!(svg, "<rect x=\"{x:.2}\" y=\"{top:.1}\" width=\"{bar:.2}\" height=\"{height:.1}\" fill=\"{colour}\"/>")?;
        }
        return Ok(());
    }
    for run in runs(&series.counts, layout.by) {
        let points: Vec<String> = run.iter().map(|(at, value)| format!("{:.1},{:.1}", layout.x(*at), layout.y(*value))).collect();
        writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2.5\" stroke-linejoin=\"round\" stroke-dasharray=\"{dash}\"/>",
            points.join(" ")
        )?;
        // Points can be told from each other only where they are apart; one alone is no line.
        if each >= 8.0 || run.len() == 1 {
            for (at, value) in run {
                let (x, y) = (layout.x(at), layout.y(value));
                writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>")?;
            }
        }
    }
    Ok(())
}

/// From how many periods to how many names are put, so that they are months of one name, weeks of a quarter.
fn label_steps(every: &str) -> &'static [usize] {
    match every {
        "day" => &[1, 2, 7, 14, 28],
        "week" => &[1, 2, 4, 13, 26, 52],
        "month" => &[1, 2, 3, 6, 12, 24, 60, 120],
        _ => &[1, 2, 5, 10, 20, 50, 100],
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of periods and queries")]
fn float(number: usize) -> f64 {
    number as f64
}

fn look(number: usize) -> (&'static str, &'static str) {
    let colour = COLOURS.get(number % COLOURS.len()).copied().unwrap_or("#000000");
    // Dashes tell what black ink does not.
    (colour, DASHES.get(number % DASHES.len()).copied().unwrap_or("none"))
}

/// Points in a row that have values.
fn runs(counts: &[Count], by: Counted) -> Vec<Vec<(usize, f64)>> {
    let mut runs = vec![vec![]];
    for (at, count) in counts.iter().enumerate() {
        match (by.value(count), runs.last_mut()) {
            (Some(value), Some(run)) => run.push((at, value)),
            (None, Some(run)) if !run.is_empty() => runs.push(vec![]),
            _ => {}
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// The distance of lines across: 1, 2 or 5 of a power of ten, of which there are six at most.
fn tick_step(most: f64, by: Counted) -> f64 {
    let least = if by.share { 0.000_01 } else { 1.0 };
    let rough = (most / 6.0).max(least);
    let power = 10f64.powf(rough.log10().floor());
    [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough * 0.999_999).unwrap_or(rough)
}

/// A value on the axis, as exact as the step asks for.
fn axis_figure(value: f64, step: f64, by: Counted) -> String {
    if !by.share {
        return format!("{value:.0}");
    }
    let places = (2..7).find(|places| step * 10f64.powi(*places) >= 0.999).unwrap_or(7) - 2;
    format!("{:.*} %", usize::try_from(places).unwrap_or(0), value * 100.0)
}

fn text(text: &str) -> String {
    escape_html(&terminal_safe(text))
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_figures() {
        let counts = Counted::default();
        for (most, step) in [(0.0, 1.0), (3.0, 1.0), (6.0, 1.0), (7.0, 2.0), (60.0, 10.0), (61.0, 20.0), (1234.0, 500.0)] {
            assert!((tick_step(most, counts) - step).abs() < 1e-9, "{most}: {}", tick_step(most, counts));
        }
        let shares = Counted { share: true, ..counts };
        let figures = |most: f64| {
            let step = tick_step(most, shares);
            (0..2).map(|number| axis_figure(f64::from(number) * step, step, shares)).collect::<Vec<_>>()
        };
        assert_eq!(figures(0.5), ["0 %", "10 %"]);
        assert_eq!(figures(0.02), ["0.0 %", "0.5 %"]);
        assert_eq!(figures(0.002), ["0.00 %", "0.05 %"]);
    }

    #[test]
    fn what_is_unknown_parts_a_line() {
        let known = |share| Count { article_share: Some(share), ..Count::default() };
        let counts = [Some(0.5), None, Some(0.25), Some(0.0)].map(known);
        let by = Counted { share: true, ..Counted::default() };
        assert_eq!(runs(&counts, by), [vec![(0, 0.5)], vec![(2, 0.25), (3, 0.0)]]);
    }
}
