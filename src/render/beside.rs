//! Puts the paragraphs of two articles beside each other.

use crate::model::{Article, Change, ChangeKind, Role};
use crate::text::collapse_whitespace;

/// What stands in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The paragraph of the first article.
    pub left: Option<String>,
    /// That of the second.
    pub right: Option<String>,
    /// What became of it; none if it is the same.
    pub kind: Option<ChangeKind>,
}

/// All paragraphs of two articles in order; `changes` are those of the second against the first.
#[must_use]
pub fn beside(a: &Article, b: &Article, changes: &[Change]) -> Vec<Pair> {
    let paragraphs = |article: &Article| -> Vec<String> {
        let body = article.blocks.iter().filter(|block| block.role == Role::Body);
        body.map(|block| collapse_whitespace(&block.text)).collect()
    };
    let (left, right) = (paragraphs(a), paragraphs(b));
    let of = |change: &Change| (change.original_paragraph.map(|n| n as usize), change.paragraph.map(|n| n as usize));
    let (mut at, mut other_at) = (1, 1);
    let mut pairs = vec![];
    for change in changes.iter().map(Some).chain([None]) {
        let (stop, other_stop) = change.map_or((None, None), of);
        // What stands unchanged before it.
        while at <= left.len() && other_at <= right.len() && Some(at) != stop && Some(other_at) != other_stop {
            pairs.push(Pair { left: left.get(at - 1).cloned(), right: right.get(other_at - 1).cloned(), kind: None });
            (at, other_at) = (at + 1, other_at + 1);
        }
        if let Some(change) = change {
            pairs.push(Pair { left: change.original.clone(), right: change.text.clone(), kind: Some(change.kind) });
            at += usize::from(change.original.is_some());
            other_at += usize::from(change.text.is_some());
        }
    }
    pairs
}
