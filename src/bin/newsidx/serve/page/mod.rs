//! The web page: HTML made here, readable and usable without scripts.
//!
//! Whatever was scraped goes through `text`, the one place where it is made harmless; maud
//! escapes all else.

mod about;
mod article;
mod compare;
mod frame;
mod help;
mod home;
mod parts;
mod refine;
mod results;
mod story;
mod text;
mod timeline;
mod why;

use maud::{Markup, html};

use super::answer::{Answer, Asked, HTML};
use super::problem::Problem;
pub(super) use about::about;
pub(super) use article::article;
pub(super) use compare::compare;
use frame::Frame;
pub(super) use help::help;
pub(super) use results::search;
pub(super) use story::{stories, story};
pub(super) use why::why;

fn answer(page: Markup) -> Answer {
    Answer::new(HTML, page.into_string())
}

/// The page that says what went wrong.
pub(super) fn problem(problem: &Problem) -> String {
    let page = html! {
        main.plain id="main" {
            h1 { (problem.title) }
            p.lead { (parts::prose(&problem.detail)) }
            p { a href="/" { "Search" } }
        }
    };
    Frame::new(&problem.title).of(&page).into_string()
}

/// The parameters of a search that other pages pass on.
fn query_of<'a>(asked: &'a Asked<'_>) -> Result<&'a str, Problem> {
    Ok(asked.given.one("q")?.unwrap_or_default())
}
