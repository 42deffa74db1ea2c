//! One article: what was taken for it, and on demand what was set aside, with the reasons.

use maud::{Markup, html};
use newsidx::model::{Article, JudgedBlock, Role, Sourced};
use newsidx::render::web_address;
use newsidx::search::MarkedText;

use super::super::answer::{Answer, Asked};
use super::super::given::Given;
use super::super::problem::Problem;
use super::super::request::question;
use super::frame::{BACK_ARROW, Frame};
use super::parts::{count, day_text, found, role, source, title};
use super::text::{Scraped, inline, marked};
use super::{answer, query_of};

/// Blocks that the head of the page shows already.
const IN_HEAD: [Role; 4] = [Role::Title, Role::Byline, Role::Date, Role::Outlet];

pub(in crate::serve) fn article(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let text = query_of(asked)?;
    let opened = asked.opened;
    let mut article = opened.reader.find(asked.id).map_err(Problem::absent)?;
    let searcher = opened.searcher(&asked.shared.paths);
    let (headline, blocks) = searcher.marked(&article, &question(&Given::default().with("q", text))?.request)?;
    let lineage = searcher.story_of(&article.id)?;
    article.path = asked.shared.paths.shown(&article.path);
    let back = Given::default().address("/", &[], &[("q", text)]);
    let with_junk = asked.given.flag("junk")?;
    let junk = article.junk_blocks().count() as u64;
    let answers = |(block, shown): (&JudgedBlock, &MarkedText)| block.role.is_text() && !shown.highlights.is_empty();
    let marks = article.blocks.iter().zip(&blocks).filter(|pair| answers(*pair)).count();
    let first = article.blocks.iter().zip(&blocks).position(answers);
    let language = article.language.as_deref();
    let main = html! {
        div.columns.reading {
            main id="main" {
                @if !text.is_empty() { p.back { a href=(back) { (BACK_ARROW) "Results for " (inline(text)) } } }
                article.article lang=[language] {
                    header {
                        p.meta { (super::parts::facts(article.outlet.value.as_deref(), &article.date, article.agency.value.as_deref())) }
                        h1 dir="auto" {
                            @if headline.text.trim().is_empty() { (title(None)) } @else { (marked(&headline.text, &headline.highlights)) }
                        }
                        @if !article.authors.is_empty() {
                            p.byline { "By " @for (at, author) in article.authors.iter().enumerate() { @if at > 0 { ", " } (inline(author)) } }
                        }
                    }
                    @if junk > 0 {
                        div.switch {
                            input #junk type="checkbox" name="junk" checked[with_junk];
                            label for="junk" { "Show what was set aside " span.faint { "(" (count(junk, "block")) ")" } }
                        }
                    }
                    div.text {
                        @for (at, (block, shown)) in article.blocks.iter().zip(&blocks).enumerate() { (self::block(block, shown, first == Some(at))) }
                    }
                }
            }
            aside.filters aria-label="About the article" {
                @if let Some(story) = lineage.filter(|story| story.articles > 1) {
                    section {
                        h2 { "Story" }
                        p {
                            (role(story.role)) " of "
                            a href=(format!("/stories/{}", story.id)) { (count(story.articles, "article")) }
                            @if story.outlets > 1 { " in " (count(story.outlets, "outlet")) }
                        }
                    }
                }
                @if marks > 0 { section { h2 { "Matches" } p { a href="#match" { (count(marks as u64, "paragraph")) } @if marks == 1 { " answers" } @else { " answer" } " the search" } } }
                (sources(&article))
                section { h2 { "Take it away" } p { a href=(format!("/api/v1/articles/{}", article.id)) { "JSON" } } }
            }
        }
    };
    let frame = Frame::new(title(article.title.value.as_deref())).query(text);
    let frame = if text.is_empty() { frame } else { frame.back(back) };
    Ok(answer(frame.of(&main)))
}

fn block(block: &JudgedBlock, shown: &MarkedText, is_first: bool) -> Markup {
    let id = is_first.then_some("match");
    let text = marked(&shown.text, &shown.highlights);
    match block.role {
        Role::Junk => html! {
            div.junk {
                span.reason { (block.reason.map_or("junk", newsidx::model::Reason::as_str).replace('_', " ")) }
                p dir="auto" { (text) }
            }
        },
        role if IN_HEAD.contains(&role) => html! {},
        Role::Subtitle => html! { p.standfirst id=[id] dir="auto" { (text) } },
        Role::Heading => html! { h2 id=[id] dir="auto" { (text) } },
        Role::Caption | Role::Credit => html! { p.caption id=[id] dir="auto" { (text) } },
        _ => html! { p id=[id] dir="auto" { (text) } },
    }
}

/// What is known of the article, and where from.
fn sources(article: &Article) -> Markup {
    let named = |sourced: &Sourced| sourced.value.clone().map(|value| (value, found(sourced.source).to_owned()));
    let date = article.date.value.as_deref().map(|value| (day_text(value), source(&article.date)));
    let listed = |names: &[String]| (!names.is_empty()).then(|| (names.join(", "), String::new()));
    let editors = listed(&article.editors);
    let dateline = article.dateline.clone().map(|dateline| (dateline, String::new()));
    let facts = [
        ("Outlet", named(&article.outlet)),
        ("Agency", named(&article.agency)),
        ("Date", date),
        ("Dateline", dateline),
        ("Editors", editors),
        ("Section", listed(&article.sections)),
        ("Tags", listed(&article.tags)),
    ];
    html! {
        section {
            h2 { "Sources" }
            dl.sources {
                @for (name, known) in facts {
                    @if let Some((value, from)) = known {
                        div { dt { (name) } dd { (inline(&value)) @if !from.is_empty() { span.from { (from) } } } }
                    }
                }
                @if let Some(code) = &article.language {
                    div { dt { "Language" } dd { bdi data-language=(Scraped(code)) { (Scraped(code)) } } }
                }
                @if let Some(url) = &article.url {
                    div {
                        dt { "Address" }
                        dd.long {
                            @if let Some(address) = web_address(url) { a href=(address) rel="noreferrer noopener" { (inline(url)) } } @else { (inline(url)) }
                        }
                    }
                }
                div { dt { "File" } dd.long { (inline(&article.path)) @if let Some(record) = article.record { " #" (record) } } }
            }
        }
    }
}
