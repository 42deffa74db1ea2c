//! The first page: the box, what is in the index, and the stories that went furthest.

use maud::html;

use super::super::answer::{Answer, Asked};
use super::super::given::Given;
use super::super::problem::Problem;
use super::answer;
use super::frame::Frame;
use super::parts::{count, day_text};
use super::story::list;

/// Queries that show what can be asked.
const EXAMPLES: [(&str, &str); 4] = [
    ("strike w/5 port*", "words near each other"),
    ("\"said on Monday\"", "the exact words"),
    ("date:2025 NOT opinion", "a year, without a word"),
    ("atleast3(bridge)", "three times or more"),
];

pub(super) fn home(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let stats = asked.opened.stats()?;
    let stories = asked.opened.widest(&asked.shared.paths)?;
    let frame = Frame::new("Search").home();
    let day = |day: Option<i64>| day.and_then(crate::commands::stats::day).map(|day| day_text(&day.to_string()));
    let main = html! {
        main.first id="main" {
            h1 { "newsidx" }
            (frame.search_box())
            p.facts {
                (count(stats.articles, "article")) ", " (count(stats.stories, "story")) ", " (count(stats.outlets.len() as u64, "outlet"))
                @if let (Some(first), Some(last)) = (day(stats.first_day), day(stats.last_day)) { br; (first) " to " (last) }
            }
            section.examples aria-label="Examples" {
                ul {
                    @for (query, says) in EXAMPLES {
                        li { a href=(Given::default().address("/", &[], &[("q", query)])) { code { (query) } } " " span.faint { (says) } }
                    }
                }
            }
            @if !stories.is_empty() {
                section.spread {
                    h2 { "Stories that went furthest" }
                    (list(stories, true))
                    p { a href="/stories" { "All stories of several articles" } }
                }
            }
        }
    };
    Ok(answer(frame.of(&main)))
}
