//! Two articles beside each other, paragraph by paragraph, with the words that differ.

use maud::{Markup, html};
use newsidx::model::{Article, ChangeKind};
use newsidx::render::{Pair, beside};
use newsidx::search::Searcher;

use super::super::answer::{Answer, Asked};
use super::super::problem::Problem;
use super::answer;
use super::frame::{BACK_ARROW, Frame};
use super::parts::{facts, title};
use super::text::Scraped;

/// Words of a paragraph that are held against each other; longer ones are shown as a whole.
const MOST_WORDS: usize = 600;

pub(in crate::serve) fn compare(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let id = |name: &'static str| -> Result<String, Problem> {
        asked.given.short(name)?.ok_or_else(|| Problem::parameter(name, "write the id of an article"))
    };
    let searcher = asked.opened.searcher(&asked.shared.paths);
    let (a, b) = searcher.two(&id("a")?, &id("b")?).map_err(Problem::absent)?;
    let pairs = beside(&a, &b, &Searcher::changes(&a, &b));
    let story = searcher.story_of(&a.id)?;
    let main = html! {
        main.plain.widest id="main" {
            @if let Some(story) = story { p.back { a href=(format!("/stories/{}", story.id)) { (BACK_ARROW) "The story" } } }
            h1.unseen { "Two articles side by side" }
            div.beside {
                div.pair.heads { (head(&a)) (head(&b)) }
                @for pair in &pairs { (row(pair, &a, &b)) }
            }
        }
    };
    Ok(answer(Frame::new("Side by side").of(&main)))
}

fn head(article: &Article) -> Markup {
    html! {
        div.side {
            p.meta { (facts(article.outlet.value.as_deref(), &article.date, article.agency.value.as_deref())) }
            h2 dir="auto" { a href=(format!("/articles/{}", article.id)) { (Scraped(title(article.title.value.as_deref()))) } }
        }
    }
}

fn row(pair: &Pair, a: &Article, b: &Article) -> Markup {
    let word = match pair.kind {
        None => "same",
        Some(ChangeKind::Cut) => "cut",
        Some(ChangeKind::Added) => "added",
        Some(ChangeKind::Changed) => "changed",
    };
    let (left, right) = (pair.left.as_deref().unwrap_or_default(), pair.right.as_deref().unwrap_or_default());
    let (ours, theirs) = if word == "changed" { differing(left, right) } else { (vec![], vec![]) };
    let side = |text: &str, parts: &[(String, bool)], is_left: bool, article: &Article| {
        html! {
            div.side {
                @if text.is_empty() { p.absent { "not here" } } @else {
                    p dir="auto" lang=[article.language.as_deref()] {
                        @match word {
                            "cut" => { del { (Scraped(text)) } }
                            "added" => { ins { (Scraped(text)) } }
                            "changed" => {
                                @for (part, differs) in parts {
                                    @if !differs { (Scraped(part)) } @else if is_left { del { (Scraped(part)) } } @else { ins { (Scraped(part)) } }
                                }
                            }
                            _ => { (Scraped(text)) }
                        }
                    }
                }
            }
        }
    };
    html! { div.pair.(word) { (side(left, &ours, true, a)) (side(right, &theirs, false, b)) } }
}

/// A text in parts that the other has in the same order, and parts that it has not.
pub(super) type Parts = Vec<(String, bool)>;

/// Both texts by what differs, word by word (the longest row of words in common).
pub(super) fn differing(left: &str, right: &str) -> (Parts, Parts) {
    let words = |text: &str| -> Vec<String> { text.split_inclusive(' ').map(str::to_owned).collect() };
    let (ours, theirs) = (words(left), words(right));
    if ours.len() > MOST_WORDS || theirs.len() > MOST_WORDS {
        return (vec![(left.to_owned(), true)], vec![(right.to_owned(), true)]);
    }
    let width = theirs.len() + 1;
    let mut common = vec![0u16; (ours.len() + 1) * width];
    let at = |common: &[u16], row: usize, column: usize| common.get(row * width + column).copied().unwrap_or(0);
    let is_same = |row: usize, column: usize| match (ours.get(row), theirs.get(column)) {
        (Some(one), Some(other)) => one.trim_end() == other.trim_end(),
        _ => false,
    };
    for row in (0..ours.len()).rev() {
        for column in (0..theirs.len()).rev() {
            let longest = if is_same(row, column) {
                at(&common, row + 1, column + 1) + 1
            } else {
                at(&common, row + 1, column).max(at(&common, row, column + 1))
            };
            if let Some(slot) = common.get_mut(row * width + column) {
                *slot = longest;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let (mut left, mut right): (Parts, Parts) = (vec![], vec![]);
    while row < ours.len() || column < theirs.len() {
        if is_same(row, column) {
            push(&mut left, ours.get(row), false);
            push(&mut right, theirs.get(column), false);
            (row, column) = (row + 1, column + 1);
        } else if row < ours.len() && (column == theirs.len() || at(&common, row + 1, column) >= at(&common, row, column + 1)) {
            push(&mut left, ours.get(row), true);
            row += 1;
        } else {
            push(&mut right, theirs.get(column), true);
            column += 1;
        }
    }
    (left, right)
}

fn push(parts: &mut Parts, word: Option<&String>, differs: bool) {
    let Some(word) = word else { return };
    match parts.last_mut() {
        Some((text, known)) if *known == differs => text.push_str(word),
        _ => parts.push((word.clone(), differs)),
    }
}

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn words_that_differ_are_told() {
        let (left, right) = differing("The old bridge was closed on Monday.", "The bridge was shut on Monday.");
        let shown = |parts: &[(String, bool)]| -> String {
            parts.iter().map(|(part, differs)| if *differs { format!("[{part}]") } else { part.clone() }).collect()
        };
        assert_eq!(shown(&left), "The [old ]bridge was [closed ]on Monday.");
        assert_eq!(shown(&right), "The bridge was [shut ]on Monday.");
        let long = "word ".repeat(601);
        assert_eq!(differing(&long, "word").0, [(long, true)]);
    }
}
