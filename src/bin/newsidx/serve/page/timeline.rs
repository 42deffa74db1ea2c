//! How coverage runs over time: bars that lead to their days, and can be brushed over with the
//! script.

use maud::{Markup, html};
use newsidx::model::{Period, Timeline};

use super::super::given::Given;
use super::parts::{count, day_text, number, short_day};

/// Fewer bars say nothing.
const FEWEST: usize = 2;

const HEIGHT: u64 = 64;

pub(super) fn timeline(given: &Given, timeline: &Timeline) -> Markup {
    let Some(series) = timeline.series.first() else { return html! {} };
    let bars: Vec<(&Period, u64)> = timeline.periods.iter().zip(series.counts.iter().map(|count| count.articles)).collect();
    let most = bars.iter().map(|(_, articles)| *articles).max().unwrap_or(1).max(1);
    let (Some((first, _)), Some((last, _)), true) = (bars.first(), bars.last(), bars.len() >= FEWEST) else { return html! {} };
    let (first, last) = (short_day(&first.first), short_day(&last.last));
    let imprecise: u64 = series.imprecise.iter().map(|imprecise| imprecise.articles).sum();
    html! {
        figure.timeline {
            svg viewBox=(format!("0 0 {} {HEIGHT}", bars.len() * 10)) preserveAspectRatio="none" role="group"
                aria-label=(format!("Articles by {} from {first} to {last}", timeline.every)) {
                @for (at, (period, articles)) in bars.iter().enumerate() {
                    @let height = (articles * (HEIGHT - 2)).div_ceil(most);
                    @let says = format!("{}: {}", period_text(period), count(*articles, "article"));
                    a href=(given.address("/", &["since", "until", "on", "page"], &[("since", &period.first), ("until", &period.last)]))
                        tabindex="-1" data-from=(period.first) data-to=(period.last) aria-label=(says) {
                        title { (says) }
                        rect.behind x=(at * 10) y="0" width="10" height=(HEIGHT) {}
                        rect.bar x=(at * 10 + 1) y=(HEIGHT - height) width="8" height=(height) {}
                    }
                }
            }
            figcaption {
                span { (first) }
                span {
                    "by " (timeline.every) ", " (number(most)) " at most"
                    @if series.undated.articles > 0 { ", " (number(series.undated.articles)) " undated" }
                    @if imprecise > 0 { ", " (number(imprecise)) " known less exactly" }
                }
                span { (last) }
            }
        }
    }
}

/// A period as people write it; a week by its first day.
fn period_text(period: &Period) -> String {
    if period.period.contains('W') { format!("week of {}", day_text(&period.first)) } else { day_text(&period.period) }
}
