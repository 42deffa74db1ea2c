//! Lists what recurs on the pages of each outlet: what was set aside as template, and what
//! recurs too seldom for that. `Audit` is, field by field, the JSON of `newsidx audit`.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::template::{FEW, FIRM, Recurrence, Template};
use crate::clean::{FamilyKind, Standing, families};
use crate::error::Result;
use crate::index::{CountedBlock, IndexReader, PageBlocks, PathView};
use crate::model::{Article, ArticleId};
use crate::text::{collapse_whitespace, fold};

/// What recurs in a corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Audit {
    /// Every outlet, in order of names.
    pub outlets: Vec<AuditedOutlet>,
}

/// Pages that may share a template.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditedOutlet {
    /// A host, an outlet's name, or a folder or file.
    pub name: String,
    /// Which of these: `site`, `outlet` or `folder`.
    pub kind: &'static str,
    /// The outlet's name, as far as its pages tell.
    pub outlet: Option<String>,
    /// Its pages.
    pub pages: u64,
    /// Its blocks that recur and leak: those set aside first, then the most frequent.
    pub blocks: Vec<AuditedBlock>,
}

/// What became of a block that recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockStatus {
    /// It is set aside as `repeated`.
    Removed,
    /// It is template, and is kept because `--keep repeated` says so.
    Kept,
    /// It recurs too seldom to be template.
    Rare,
}

/// A block that recurs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditedBlock {
    /// What became of it.
    pub status: BlockStatus,
    /// Pages that leak it: each of them alone takes it for text.
    pub leaks: u64,
    /// Pages it stands on, as text or as junk.
    pub pages: u64,
    /// The share of these in the outlet's pages.
    pub share: f64,
    /// Different articles among them: copies of a report count once.
    pub articles: u64,
    /// Its text, as it stands on the example.
    pub text: String,
    /// A page it stands on.
    pub example: Example,
}

/// Where a block stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The article.
    pub id: String,
    /// The file.
    pub path: String,
    /// The record's number in a file of many.
    pub record: Option<u64>,
    /// The line in a text file.
    pub line: Option<u32>,
}

/// Pages that are asked for the outlet's name.
const NAMING: usize = 5;

/// The pages of one family so far.
struct Group {
    /// Pages that name it, at most [`NAMING`].
    first: Vec<ArticleId>,
    blocks: BTreeMap<u64, Found>,
}

/// A block of a family so far.
struct Found {
    leaks: u64,
    removed: bool,
    /// The page that shows it.
    first: ArticleId,
    place: u16,
}

/// Lists what recurs, for all outlets or those that have these words in their name.
///
/// Cost: one look at the blocks of every page, and at one article for each line of the answer.
///
/// # Errors
///
/// The index is damaged.
pub fn audit(reader: &IndexReader, paths: &PathView, named: Option<&str>) -> Result<Audit> {
    let pages = reader.blocks()?;
    let template = Template::learn(&pages);
    let mut outlets = vec![];
    for (family, group) in groups(&pages, &template) {
        let naming = group.first.iter().map(|id| reader.judged_alone(*id)).collect::<Result<Vec<_>>>()?;
        let mut known = naming.iter().flat_map(families).filter(|known| known.key() == family);
        let Some(known) = known.next() else { continue };
        let name = if known.kind == FamilyKind::Folder { paths.shown(&known.name) } else { known.name };
        let outlet = most_frequent(naming.into_iter().filter_map(|page| page.outlet.value));
        let is_named = |words: &str| {
            let searched = fold(&format!("{name} {}", outlet.as_deref().unwrap_or_default()));
            fold(words).split_whitespace().all(|word| searched.contains(word))
        };
        if !named.is_none_or(is_named) {
            continue;
        }
        let mut blocks = vec![];
        for (text, found) in group.blocks {
            let recurrence = template.of(family, text);
            let status = match (found.removed, recurrence.is_template) {
                (true, _) => BlockStatus::Removed,
                (false, true) => BlockStatus::Kept,
                (false, false) => BlockStatus::Rare,
            };
            let article = reader.judged_alone(found.first)?;
            blocks.push(AuditedBlock {
                status,
                leaks: found.leaks,
                pages: recurrence.pages,
                share: share(recurrence.pages, template.pages(family)),
                articles: recurrence.articles,
                text: article
                    .blocks
                    .get(usize::from(found.place))
                    .map(|block| collapse_whitespace(&block.text))
                    .unwrap_or_default(),
                example: example(&article, found.place, paths),
            });
        }
        blocks.sort_by(|a, b| {
            let frequent = (a.status, b.leaks, b.pages).cmp(&(b.status, a.leaks, a.pages));
            frequent.then_with(|| (&a.text, &a.example.id).cmp(&(&b.text, &b.example.id)))
        });
        outlets.push(AuditedOutlet { name, kind: known.kind.as_str(), outlet, pages: template.pages(family), blocks });
    }
    outlets.sort_by(|a, b| (fold(&a.name), &a.name, a.kind).cmp(&(fold(&b.name), &b.name, b.kind)));
    Ok(Audit { outlets })
}

/// The pages by their families, each block that is worth a line under the family that decides.
/// Ids are hashes, so the smallest is as good an example as any, and always the same.
fn groups(pages: &[PageBlocks], template: &Template) -> BTreeMap<u64, Group> {
    let mut groups: BTreeMap<u64, Group> = BTreeMap::new();
    for page in pages {
        for family in &page.families {
            let group = groups.entry(*family).or_insert_with(|| Group { first: vec![], blocks: BTreeMap::new() });
            if group.first.len() < NAMING {
                group.first.push(page.id);
            }
        }
        let mut texts = HashSet::new();
        for block in page.blocks.iter().filter(|block| block.standing == Standing::Body) {
            let Some(family) = deciding(page, block, template).filter(|_| texts.insert(block.text)) else { continue };
            if let Some(group) = groups.get_mut(&family) {
                let new = || Found { leaks: 0, removed: false, first: page.id, place: block.place };
                let found = group.blocks.entry(block.text).or_insert_with(new);
                found.leaks += 1;
                found.removed |= block.is_repeated;
            }
        }
    }
    groups
}

/// The family in which a block is template, else the one in which it recurs.
fn deciding(page: &PageBlocks, block: &CountedBlock, template: &Template) -> Option<u64> {
    let find =
        |is: &dyn Fn(Recurrence) -> bool| page.families.iter().copied().find(|family| is(template.of(*family, block.text)));
    find(&|found| found.is_template).or_else(|| find(&|found| found.articles >= FEW && found.firm >= FIRM))
}

/// The most frequent name; of several the first in order.
fn most_frequent(names: impl Iterator<Item = String>) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(name, _)| name)
}

#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / whole as f64 * 1000.0).round() / 1000.0 }
}

fn example(article: &Article, place: u16, paths: &PathView) -> Example {
    Example {
        id: article.id.clone(),
        path: paths.shown(&article.path),
        record: article.record,
        line: article.blocks.get(usize::from(place)).and_then(|block| block.line),
    }
}
