//! How coverage runs over time: bars that lead to their days, and can be brushed over with the
//! script.

use maud::{Markup, html};
use newsidx::model::Facets;

use super::super::given::Given;
use super::parts::{count, day_text};

/// Fewer bars say nothing.
const FEWEST: usize = 2;

const HEIGHT: u64 = 64;

pub(super) fn timeline(given: &Given, facets: Option<&Facets>) -> Markup {
    let bars: Vec<(&str, u64)> =
        facets.into_iter().flat_map(|facets| &facets.date).filter_map(|day| Some((day.value.as_deref()?, day.articles))).collect();
    let most = bars.iter().map(|(_, articles)| *articles).max().unwrap_or(1).max(1);
    let (Some((first, _)), Some((last, _)), true) = (bars.first(), bars.last(), bars.len() >= FEWEST) else { return html! {} };
    html! {
        figure.timeline {
            svg viewBox=(format!("0 0 {} {HEIGHT}", bars.len() * 10)) preserveAspectRatio="none" role="group"
                aria-label=(format!("Articles from {} to {}", day_text(first), day_text(last))) {
                @for (at, (day, articles)) in bars.iter().enumerate() {
                    @let height = (articles * (HEIGHT - 2)).div_ceil(most);
                    a href=(given.address("/", &["since", "until", "on", "page"], &[("since", day), ("until", day)])) tabindex="-1"
                        data-from=(day) data-to=(day) aria-label=(format!("{}: {}", day_text(day), count(*articles, "article"))) {
                        title { (day_text(day)) ": " (count(*articles, "article")) }
                        rect.behind x=(at * 10) y="0" width="10" height=(HEIGHT) {}
                        rect.bar x=(at * 10 + 1) y=(HEIGHT - height) width="8" height=(height) {}
                    }
                }
            }
            figcaption { span { (day_text(first)) } span { (day_text(last)) } }
        }
    }
}
