//! Stories: which there are, and how one went from outlet to outlet.

use maud::{Markup, html};
use newsidx::model::{ArticleRef, Carried, ChangeKind, Lineage, StoryRole, StorySummary, day_number};
use newsidx::search::{SearchRequest, StorySort};

use super::super::answer::{Answer, Asked};
use super::super::given::Given;
use super::super::problem::Problem;
use super::super::request::{question, whole};
use super::compare::differing;
use super::frame::{BACK_ARROW, Frame};
use super::parts::{count, date, day_text, notices, number, role, short_day, title};
use super::text::{Scraped, inline};
use super::{answer, query_of};
use crate::args::StorySortArg;

/// Stories of a page.
const LISTED: usize = 20;
const MOST_PAGES: usize = 500;

/// Width of the time axis.
const AXIS: f64 = 176.0;

/// A list of stories.
pub(in crate::serve) fn stories(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let given = asked.given;
    let text = query_of(asked)?;
    let question = whole(question(given)?);
    let page = given.number("page", &(1..=MOST_PAGES), 1)?;
    let sort: StorySort = given.choice("sort", StorySortArg::Size)?.into();
    let request = SearchRequest { limit: LISTED, offset: (page - 1) * LISTED, ..question.request };
    let found = asked.opened.searcher(&asked.shared.paths).stories(&request, sort)?;
    let current = given.one("sort")?.unwrap_or("size");
    let to =
        |page: usize| given.address("/stories", &["page"], &[("page", &if page > 1 { page.to_string() } else { String::new() })]);
    let has_more = (page * LISTED) as u64 <= found.total.saturating_sub(1) && page < MOST_PAGES;
    let main = html! {
        main.plain.wide id="main" {
            header.answer {
                h1 { (count(found.total, "story")) " " span.light { "of several articles" @if !text.is_empty() { " about " (inline(text)) } } }
                (notices(text, &found.notices, &question.noticed))
                form.within action="/stories" method="get" {
                    label.unseen for="within" { "Only stories about" }
                    input #within type="search" name="q" value=(Scraped(text)) dir="auto" maxlength="4000" placeholder="Only stories about …";
                    button type="submit" { "Show" }
                }
            }
            div.tools {
                nav aria-label="Order" {
                    @for (word, shown) in [("size", "Most articles"), ("spread", "Most outlets"), ("speed", "Fastest")] {
                        a href=(given.address("/stories", &["sort", "page"], &[("sort", if word == "size" { "" } else { word })]))
                            aria-current=[(current == word).then_some("true")] { (shown) }
                    }
                }
            }
            @if found.stories.is_empty() { section.empty { p { "No story of several articles here." } } } @else { (list(&found.stories, false)) }
            @if page > 1 || has_more {
                nav.pages aria-label="Pages of stories" {
                    @if page > 1 { a href=(to(page - 1)) rel="prev" { (BACK_ARROW) "Before" } } @else { span {} }
                    span.faint { "Page " (number(page as u64)) }
                    @if has_more { a href=(to(page + 1)) rel="next" { "More " span aria-hidden="true" { "→" } } } @else { span {} }
                }
            }
        }
    };
    Ok(answer(Frame::new("Stories").query(text).of(&main)))
}

/// Stories as a list, below a heading of its own or not.
pub(super) fn list(stories: &[StorySummary], is_below: bool) -> Markup {
    html! {
        ol.stories {
            @for story in stories {
                li.hit {
                    @let link = html! { a.open href=(format!("/stories/{}", story.id)) { (Scraped(title(story.title.as_deref()))) } };
                    @if is_below { h3 dir="auto" { (link) } } @else { h2 dir="auto" { (link) } }
                    p.meta {
                        @if let Some(outlet) = &story.outlet { span.outlet { (inline(outlet)) } }
                        @if let Some(first) = &story.first {
                            span { (day_text(first)) @if story.last.as_ref() != Some(first) { @if let Some(last) = &story.last { " to " (day_text(last)) } } }
                        }
                        span { (count(story.articles, "article")) }
                        @if story.outlets > 1 { span { (count(story.outlets, "outlet")) } }
                        @for (many, word) in [(story.roles.cut, "cut"), (story.roles.reworded, "reworded")] {
                            @if many > 0 { span { (number(many)) " " (word) } }
                        }
                    }
                }
            }
        }
    }
}

/// The history of one story.
pub(in crate::serve) fn story(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let lineage = asked.opened.searcher(&asked.shared.paths).lineage(asked.id).map_err(Problem::absent)?;
    let original = lineage.articles.first();
    let name = title(original.and_then(|copy| copy.article.title.as_deref()));
    let times: Vec<Option<f64>> = lineage.articles.iter().map(time).collect();
    let known = || times.iter().flatten().copied();
    let (first, last) = (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max));
    let has_axis = first < last;
    let place = |time: f64| if has_axis { 6.0 + (time - first) / (last - first) * (AXIS - 12.0) } else { AXIS / 2.0 };
    let dated = || lineage.articles.iter().map(|copy| &copy.article).filter(|article| article.date.value.is_some());
    let main = html! {
        main.plain.wide id="main" {
            header.answer {
                p.meta { span { "Story" } span { (count(lineage.articles.len() as u64, "article")) } span { (count(lineage.outlets.len() as u64, "outlet")) }
                    @for agency in &lineage.agencies { span.agency title="Credited agency" { (inline(agency)) } } }
                h1.serif dir="auto" { (Scraped(name)) }
            }
            @if lineage.articles.len() > 1 { (chooser(&lineage)) }
            @if has_axis {
                p.axis aria-hidden="true" {
                    span { (date_of(dated().min_by(|a, b| a.date.value.cmp(&b.date.value)))) }
                    span { (date_of(dated().max_by(|a, b| a.date.value.cmp(&b.date.value)))) }
                }
            }
            ol.lanes.dated[has_axis] {
                @for (copy, time) in lineage.articles.iter().zip(&times) {
                    (lane(copy, original, has_axis.then(|| time.map(place)).flatten()))
                }
            }
            p.exports { span.faint { "Take it away as " } a href=(format!("/api/v1/stories/{}", lineage.id)) { "JSON" } }
        }
    };
    Ok(answer(Frame::new(name).of(&main)))
}

fn date_of(article: Option<&ArticleRef>) -> String {
    article.and_then(|article| article.date.value.as_deref()).map(short_day).unwrap_or_default()
}

/// Seconds from 1970 to when an article appeared, as far as is known.
fn time(copy: &Carried) -> Option<f64> {
    let date = &copy.article.date;
    let (first, _) = date.bounds()?;
    #[expect(clippy::cast_precision_loss, reason = "a place on an axis")]
    Some((day_number(first) * 86_400 + date.seconds_of_day()) as f64)
}

/// Two articles to be shown beside each other.
fn chooser(lineage: &Lineage) -> Markup {
    let options = |chosen: usize| {
        html! {
            @for (at, article) in lineage.articles.iter().map(|copy| &copy.article).enumerate() {
                option value=(article.id) selected[at == chosen] { (number(at as u64 + 1)) ". " (Scraped(article.outlet.as_deref().unwrap_or(title(article.title.as_deref())))) }
            }
        }
    };
    html! {
        form.compare action="/compare" method="get" {
            label { span { "Compare" } select name="a" { (options(0)) } }
            label { span { "with" } select name="b" { (options(1)) } }
            button type="submit" { "Side by side" }
        }
    }
}

fn lane(copy: &Carried, original: Option<&Carried>, place: Option<f64>) -> Markup {
    let article = &copy.article;
    let is_original = matches!(copy.role, StoryRole::Original | StoryRole::Single);
    let first_day = original.and_then(|original| original.article.date.value.as_ref());
    html! {
        li.lane {
            div.when {
                @if let Some(place) = place {
                    svg.track viewBox=(format!("0 0 {AXIS} 16")) aria-hidden="true" {
                        line x1="0" x2=(AXIS) y1="8" y2="8" {}
                        circle.(copy.role.as_str()) cx=(format!("{place:.1}")) cy="8" r="5" {}
                    }
                }
                (date(&article.date))
                @if let Some(time) = article.date.time.as_deref().and_then(|time| time.get(..5)).filter(|_| article.date.value.as_ref() == first_day || is_original) {
                    " " span.faint { (Scraped(time)) }
                }
            }
            div.what {
                p.meta { (role(copy.role)) @match &article.outlet { Some(outlet) => span.outlet { (inline(outlet)) }, None => span { (inline(&article.path)) } }
                    @if let Some(agency) = article.agency.as_deref().filter(|agency| article.outlet.as_deref() != Some(agency)) { span.agency title="Credited agency" { (inline(agency)) } } }
                h2 dir="auto" lang=[article.language.as_deref()] {
                    a.open href=(format!("/articles/{}", article.id)) { (Scraped(title(article.title.as_deref()))) }
                }
                @if !is_original { (changes(copy, original)) }
            }
        }
    }
}

/// What a copy made of the original.
fn changes(copy: &Carried, original: Option<&Carried>) -> Markup {
    let of = |kind| copy.changes.iter().filter(|change| change.kind == kind).count() as u64;
    let edits = headline(original.and_then(|original| original.article.title.as_deref()), copy.article.title.as_deref());
    let (is_renamed, edits) = match edits {
        Headline::Same => (false, html! {}),
        Headline::Other => (true, html! {}),
        Headline::Edited(edits) => (false, edits),
    };
    let kinds = [(ChangeKind::Cut, "cut"), (ChangeKind::Added, "added"), (ChangeKind::Changed, "changed")];
    html! {
        p.kept {
            svg.share viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
                rect.all x="0" y="0" width="100" height="6" {}
                rect.part x="0" y="0" width=(format!("{:.1}", copy.kept * 100.0)) height="6" {}
            }
            "keeps " (format!("{:.0}", copy.kept * 100.0)) " % of the original"
            @if copy.own >= 0.005 { "; " (format!("{:.0}", copy.own * 100.0)) " % of it is new" }
        }
        p.changes {
            @for (kind, word) in kinds {
                @if of(kind) > 0 { span.(word) { (count(of(kind), "paragraph")) " " (word) } " " }
            }
            @if is_renamed { span { "another headline" } }
            @if let Some(original) = original {
                a href=(Given::default().address("/compare", &[], &[("a", &original.article.id), ("b", &copy.article.id)])) { "side by side" }
            }
        }
        (edits)
        @for quote in &copy.quotes {
            p.changes { span.faint { "quotation " } del { "“" (inline(&quote.original)) "”" } " " ins { "“" (inline(&quote.quote)) "”" } }
        }
    }
}

/// What a copy made of the original's headline.
enum Headline {
    Same,
    /// The same with changes.
    Edited(Markup),
    Other,
}

fn headline(original: Option<&str>, own: Option<&str>) -> Headline {
    let (Some(original), Some(own)) = (original, own) else { return Headline::Same };
    let (was, is) = differing(original, own);
    let kept: usize = is.iter().filter(|(_, differs)| !differs).map(|(part, _)| part.len()).sum();
    if was.iter().chain(&is).all(|(_, differs)| !differs) {
        return Headline::Same;
    }
    if kept * 3 < own.len() {
        return Headline::Other;
    }
    Headline::Edited(html! {
        p.changes {
            span {
                span.faint { "headline " }
                @for (part, differs) in &was { @if *differs { del { (Scraped(part)) } " " } }
                @for (part, differs) in &is { @if *differs { ins { (Scraped(part)) } " " } }
            }
        }
    })
}
