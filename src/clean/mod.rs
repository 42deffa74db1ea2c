//! Decides what is the article: every block of a page gets exactly one role,
//! junk a reason, and the metadata are read off the result.
//!
//! The judgement is made in steps, each in its own file: `shape` and `features`
//! measure each block, `context` its neighbourhood; `weights` turns that into
//! log-odds; `decode` finds the likeliest sequence; `sections` corrects it where
//! phrases and headings are clear; `headline` finds the headline, `signed` bylines,
//! `front` standfirst, date and masthead; `reasons` says why the rest is junk.
//!
//! Invariants:
//!
//! * Nothing vanishes: one judged block for each block of the page, in order,
//!   with its text unchanged. A block has a reason exactly if it is junk.
//! * No IO, no clock, no hash order: the same page gives the same article.
//! * Cost is linear in the page.
//!
//! What recurs on many pages of an outlet is seen only by whoever sees them
//! all: `template` has what one page tells of it; cutting documents into blocks is for `page`.

mod context;
mod decode;
mod explain;
mod features;
mod front;
mod headline;
mod judge;
mod reasons;
mod sections;
mod shape;
mod signed;
mod template;
mod weights;

#[cfg(test)]
mod tests;

pub use explain::{explain, headlines};

use crate::meta;
use crate::model::{Article, JudgedBlock, Page, RawDocument, Reason, Role};

pub use template::{Candidate, Family, FamilyKind, Standing, candidates, families, set_aside};

/// How to clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CleanOptions {
    /// Judge the page. If not, the text is taken whole: every block is body,
    /// and title and other metadata come only from the container and the head.
    pub clean: bool,
    /// Blocks that are junk for these reasons are body instead.
    pub keep: Vec<Reason>,
}

impl Default for CleanOptions {
    fn default() -> Self {
        Self { clean: true, keep: vec![] }
    }
}

/// What a block is, or that nothing has been decided yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Verdict {
    /// The role, once decided.
    role: Option<Role>,
    /// The reason, if the role is junk.
    reason: Option<Reason>,
}

impl Verdict {
    fn role(role: Role) -> Self {
        Self { role: Some(role), reason: None }
    }

    fn junk(reason: Reason) -> Self {
        Self { role: Some(Role::Junk), reason: Some(reason) }
    }

    fn is_open(self) -> bool {
        self.role.is_none()
    }
}

/// Cleans a page: its blocks with roles, and its metadata.
///
/// Cost: linear in the page.
#[must_use]
pub fn article(document: &RawDocument, page: Page, options: &CleanOptions) -> Article {
    judged(document, page, options).0
}

/// Cleans a page; also tells the places of the blocks that are body only because
/// `options.keep` says so.
#[must_use]
pub fn judged(document: &RawDocument, mut page: Page, options: &CleanOptions) -> (Article, Vec<usize>) {
    let verdicts =
        if options.clean { judge::verdicts(document, &page) } else { vec![Verdict::role(Role::Body); page.blocks.len()] };
    let mut kept = vec![];
    let blocks: Vec<JudgedBlock> = page
        .blocks
        .iter_mut()
        .zip(verdicts)
        .enumerate()
        .map(|(place, (block, verdict))| {
            let is_kept = verdict.reason.is_some_and(|reason| options.keep.contains(&reason));
            let (role, reason) = match (verdict.role, verdict.reason) {
                (Some(Role::Junk), Some(_)) if is_kept => {
                    kept.push(place);
                    (Role::Body, None)
                }
                (Some(role), reason) => (role, reason),
                (None, _) => (Role::Body, None),
            };
            JudgedBlock { line: block.line, role, reason, text: std::mem::take(&mut block.text) }
        })
        .collect();
    // From here on only the judged blocks have the text.
    let found = meta::describe(document, &page, &blocks);
    let article = Article {
        id: document.id.to_string(),
        path: document.source.path.clone(),
        record: document.source.record,
        url: document.source.url.clone().or(page.head.url),
        title: found.title,
        outlet: found.outlet,
        agency: found.agency,
        authors: found.authors,
        editors: found.editors,
        language: found.language,
        dateline: found.dateline,
        sections: found.sections,
        tags: found.tags,
        date: found.date,
        blocks,
    };
    (article, kept)
}
