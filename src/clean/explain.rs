//! Says why each block was judged as it was: for people who wonder, and for training.
//!
//! Invariants: the judgement itself is not made here, so what is explained is what
//! [`super::article`] does; whatever the model, its score is explained by what each
//! feature adds to it.

use super::judge::{self, Scored};
use super::{Verdict, decode, sections, weights};
use crate::model::{Explained, Page, RawDocument, Reason, Role, Step};

/// Explains the judgement of a page's blocks, in order.
#[must_use]
pub fn explain(document: &RawDocument, page: &Page) -> Vec<Explained> {
    let Scored { views, first, scores } = judge::scored(document, page, &judge::languages(document, page));
    let mut clear = vec![Verdict::default(); views.len()];
    sections::clear(&page.blocks, &views, &scores, &mut clear);
    let sequence = decode::labels(&judge::transparent(&scores, &clear));
    let last = judge::verdicts(document, page);
    let blocks = views.iter().zip(first.into_iter().zip(scores));
    blocks
        .zip(clear.into_iter().zip(sequence).zip(last))
        .map(|((view, (first, score)), ((clear, sequence), last))| {
            let mut features = weights::contributions(view);
            features.sort_by(|one, other| other.contribution.abs().total_cmp(&one.contribution.abs()));
            let decided_by = step(score, clear, sequence, last);
            Explained { first, score, features, decided_by, because: because(decided_by, score, sequence, last) }
        })
        .collect()
}

/// The lines above the body that may be the headline: the place of the block, and name and value of
/// each measure, weighed by `data/clean/headline.tsv`.
#[must_use]
pub fn headlines(document: &RawDocument, page: &Page) -> Vec<(usize, Vec<(&'static str, f32)>)> {
    judge::headlines(document, page)
}

/// Whether a role is given to what the model calls article.
fn is_text(verdict: Verdict) -> bool {
    matches!(verdict.role, Some(Role::Body | Role::Heading) | None)
}

fn step(score: f32, clear: Verdict, sequence: bool, last: Verdict) -> Step {
    if !clear.is_open() && clear == last {
        return Step::Phrases;
    }
    match last.role {
        Some(Role::Title | Role::Subtitle | Role::Byline | Role::Date | Role::Outlet | Role::Caption | Role::Credit) => {
            Step::Front
        }
        _ if is_text(last) != sequence => Step::Boxes,
        _ if sequence != (score > 0.0) => Step::Sequence,
        _ => Step::Score,
    }
}

fn because(step: Step, score: f32, sequence: bool, last: Verdict) -> String {
    let side = |is_text: bool| if is_text { "text of the article" } else { "not the article" };
    let name = last.reason.map_or_else(|| last.role.unwrap_or(Role::Body).as_str(), Reason::as_str);
    match step {
        Step::Score if is_text(last) => format!("the score says {}, and the blocks around it agree", side(true)),
        Step::Score => {
            format!("the score says {}, and the blocks around it agree; its words and its place say `{name}`", side(false))
        }
        Step::Phrases => format!("a phrase or the form of the line says `{name}`, whatever its score"),
        Step::Sequence => {
            let (alone, all) = (side(score > 0.0), side(sequence));
            format!(
                "by its score it would be {alone}, but changing sides here costs more: with the blocks around it, it is {all}"
            )
        }
        Step::Boxes => match last.reason {
            Some(Reason::Repeated) => format!("the sequence of scores says {}, but the same text stands above", side(sequence)),
            Some(Reason::AuthorBio) => {
                format!("the sequence of scores says {}, but below the article it begins with the author's name", side(sequence))
            }
            Some(_) => format!(
                "the sequence of scores says {}, but it stands in a box that a heading opens, or outside the article: `{name}`",
                side(sequence)
            ),
            None => format!(
                "the sequence of scores says {}, but it belongs to a list or a paragraph that the article has kept",
                side(sequence)
            ),
        },
        Step::Front => format!("the sequence of scores says {}; its place and its form make it the {name}", side(sequence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::{CleanOptions, article};
    use crate::model::{ArticleId, Block, Given, Media, Source};

    const PAGE: &str = "The Quay Herald
Today: March 28, 2025
Pilots end strike after nine days at Port Ellery
By Anna Varga
Harbour pilots at Port Ellery went back to work on Tuesday after the union accepted an offer of two more rest days.
The nine-day strike had left 23 ships waiting outside the breakwater, the port authority said, and cost traders millions.
“It is over.”
The port handled 1.5 million containers last year. Its last strike, in 2011, ended after a week.
Recommended news
Old ferry terminal to become a covered market
It began with one cold lamp post, and by Sunday there was not a bare railing left in the whole of the town's park.";

    fn page() -> (RawDocument, Page) {
        let lines = PAGE.lines().zip(1..);
        let blocks = lines.map(|(text, line)| Block::line(line, text)).collect();
        let (source, given) = (Source::default(), Given::default());
        let document = RawDocument { id: ArticleId(1), source, media: Media::Text, text: PAGE.to_owned(), given };
        (document, Page { blocks, ..Page::default() })
    }

    #[test]
    fn what_features_add_is_the_score() {
        let (document, page) = page();
        let explained = explain(&document, &page);
        assert_eq!(explained.len(), page.blocks.len());
        for block in explained {
            let sum: f32 = block.features.iter().map(|feature| feature.contribution).sum();
            assert!((sum - block.score).abs() < 1e-3, "{sum} {}", block.score);
            assert!(block.features.is_sorted_by(|one, other| one.contribution.abs() >= other.contribution.abs()));
            assert!(block.features.iter().all(|feature| !feature.meaning.is_empty()));
        }
    }

    #[test]
    fn the_step_that_decided_is_named() {
        let (document, page) = page();
        let explained = explain(&document, &page);
        let roles: Vec<Role> = article(&document, page, &CleanOptions::default()).blocks.iter().map(|block| block.role).collect();
        let steps: Vec<Step> = explained.iter().map(|block| block.decided_by).collect();
        assert_eq!(steps[..5], [Step::Front, Step::Phrases, Step::Front, Step::Front, Step::Score], "{roles:?}");
        assert_eq!((steps[8], roles[8]), (Step::Phrases, Role::Junk));
        for (block, role) in explained.iter().zip(roles) {
            if block.decided_by == Step::Score {
                assert_eq!(block.score > 0.0, role != Role::Junk, "{}", block.because);
            }
        }
    }
}
