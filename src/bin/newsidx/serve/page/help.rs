//! What can be written in a query, and which keys work.

use maud::html;

use super::super::answer::{Answer, Asked};
use super::super::given::Given;
use super::super::problem::Problem;
use super::answer;
use super::frame::Frame;

/// What can be written, and what it means.
const LANGUAGE: [(&str, &str); 18] = [
    ("harbour strike", "articles with all words; where few have them all, the best partial matches follow"),
    ("\"harbour strike\"", "the exact words, in order"),
    ("strike OR walkout", "either; also AND, NOT, parentheses"),
    ("strike -football", "without a word"),
    ("=Strike", "exactly this form of the word"),
    ("recycl*", "words that begin so; ? is one letter"),
    ("harbour~1", "one letter may differ"),
    ("/colou?r/", "words that match an expression"),
    ("harbour w/5 strike", "within five words of each other"),
    ("harbour PRE/5 strike", "the same, in this order"),
    ("harbour w/s strike", "in one sentence; w/p in one paragraph"),
    ("atleast3(strike)", "three times or more"),
    ("first/50(strike)", "among the first fifty words"),
    ("title:strike", "in the headline; also outlet: agency: author: lang: url: path:"),
    ("outlet:=\"The Quay Courier\"", "by an outlet called just so; also agency: author:"),
    ("date:2025-02", "of a month, day or year; date:2025-02-01..2025-02-28, date:>=2025, date:none"),
    ("lang:en", "in a language"),
    ("junk:subscribe", "in what was set aside"),
];

const KEYS: [(&str, &str); 5] = [
    ("/", "to the search box"),
    ("j and k", "next result, result before"),
    ("Enter", "open it"),
    ("Esc", "leave the box; from an article, back to the results"),
    ("?", "the list of keys"),
];

#[expect(clippy::unnecessary_wraps, reason = "pages are one table of functions")]
pub(in crate::serve) fn help(_: &Asked<'_>) -> Result<Answer, Problem> {
    let main = html! {
        main.plain id="main" {
            h1 { "Help" }
            section {
                h2 { "Queries" }
                dl.language {
                    @for (query, says) in LANGUAGE {
                        div { dt { a href=(Given::default().address("/", &[], &[("q", query)])) { code { (query) } } } dd { (says) } }
                    }
                }
                p { "Capitals and accents make no difference. Other spellings of a name are found too, unless it stands in quotes or behind " code { "=" } ". "
                    "Above the results stands how the query was read." }
            }
            section {
                h2 { "Stories and what was set aside" }
                p { "Copies of one report are one row. Its page shows who had it first and what each copy kept, cut and changed. "
                    "Menus, teasers, share bars and the like are set aside and not searched; the switch above an article shows them, with the reasons." }
            }
            section {
                h2 { "Keys" }
                dl.language { @for (key, does) in KEYS { div { dt { kbd { (key) } } dd { (does) } } } }
            }
        }
    };
    Ok(answer(Frame::new("Help").of(&main)))
}
