//! Learns from the whole corpus which blocks are template: those that recur on pages of a
//! family whose other text differs.
//!
//! A block is template if it stands on three different articles of a family and on half of
//! its pages, or on six different articles and a quarter of its pages, as text or as junk. On
//! two different articles it must be something else than a teaser, which is the
//! text of one. Pages are different articles as far as their other text is: a page counts as one
//! n-th of an article if no third of its other text stands on fewer than n pages. So
//! copies of a report count as one however often they come, cut or with new paragraphs, and
//! share no template.
//!
//! Invariants: what is learned is a function of the set of pages; integers only, so that
//! sums do not depend on their order. Cost: linear in the number of blocks, but for sorting
//! them; 8 bytes a block beside the pages themselves.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicBool;

use super::revisions::Revisions;
use super::stories::Sketches;
use crate::clean::Standing;
use crate::error::Result;
use crate::index::{Amendment, CountedBlock, IndexWriter, PageBlocks};
use crate::model::ArticleId;

/// Different articles that make a block template, if it stands on half of the pages.
pub(super) const FEW: u64 = 3;

/// Different articles that make a block template, if it stands on a quarter of the pages.
const MANY: u64 = 6;

/// Different articles that have the block as text or furniture.
pub(super) const FIRM: u64 = 2;

/// A whole article. Divisible by the numbers up to 16, so that few copies add up exactly.
const WHOLE: u64 = 720_720 << 16;

/// How often one block recurs in one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Recurrence {
    /// Pages it stands on.
    pub(super) pages: u64,
    /// Different articles among them.
    pub(super) articles: u64,
    /// Of these, articles that have it as text, or as junk that is no other article's.
    pub(super) firm: u64,
    /// It is template.
    pub(super) is_template: bool,
}

/// What recurs.
#[derive(Debug, Default)]
pub(super) struct Template {
    /// Pages of each family.
    pages: HashMap<u64, u64>,
    /// Blocks on two pages of a family or more, by [`key`]; articles in parts of [`WHOLE`].
    blocks: HashMap<u64, Recurrence>,
}

/// One number for a family and a text. Both are hashes already.
fn key(family: u64, text: u64) -> u64 {
    family ^ text.rotate_left(1)
}

/// The different texts of a page: what it takes each for at best, and its length.
fn texts(page: &PageBlocks) -> Vec<(u64, Standing, u64)> {
    let mut texts: Vec<_> = page.blocks.iter().map(|block| (block.text, block.standing, u64::from(block.weight))).collect();
    texts.sort_unstable();
    texts.dedup_by_key(|(text, _, _)| *text);
    texts
}

impl Template {
    /// Counts the blocks of all pages.
    pub(super) fn learn(pages: &[PageBlocks]) -> Self {
        let mut template = Self::default();
        let mut keys = vec![];
        for page in pages {
            let texts = texts(page);
            for family in &page.families {
                *template.pages.entry(*family).or_default() += 1;
                keys.extend(texts.iter().map(|(text, _, _)| key(*family, *text)));
            }
        }
        keys.sort_unstable();
        for run in keys.chunk_by(|a, b| a == b) {
            if let [first, _, ..] = run {
                template.blocks.insert(*first, Recurrence { pages: run.len() as u64, ..Recurrence::default() });
            }
        }
        drop(keys);
        for page in pages {
            let texts = texts(page);
            for family in &page.families {
                template.add_articles(*family, &texts);
            }
        }
        let sizes = &template.pages;
        for page in pages {
            for family in &page.families {
                let size = sizes.get(family).copied().unwrap_or(0);
                for block in &page.blocks {
                    if let Some(found) = template.blocks.get_mut(&key(*family, block.text)) {
                        let articles = found.articles / WHOLE;
                        let is_frequent =
                            (articles >= FEW && found.pages * 2 >= size) || (articles >= MANY && found.pages * 4 >= size);
                        found.is_template = is_frequent && found.firm / WHOLE >= FIRM;
                    }
                }
            }
        }
        template
    }

    /// Adds what a page counts for to each of its texts that recur.
    fn add_articles(&mut self, family: u64, texts: &[(u64, Standing, u64)]) {
        let pages = |text| self.blocks.get(&key(family, text)).map_or(1, |found| found.pages);
        let body = texts.iter().filter(|(_, standing, _)| *standing == Standing::Body);
        let mut body: Vec<(u64, u64, u64)> = body.map(|(text, _, weight)| (pages(*text), *weight, *text)).collect();
        body.sort_unstable();
        let mut sum = 0;
        let up_to: Vec<u64> = body
            .iter()
            .map(|(_, weight, _)| {
                sum += weight;
                sum
            })
            .collect();
        for (text, standing, weight) in texts {
            let Some(block) = self.blocks.get_mut(&key(family, *text)) else { continue };
            let own = if *standing == Standing::Body { body.binary_search(&(block.pages, *weight, *text)).ok() } else { None };
            let third = (sum - own.map_or(0, |_| *weight)).div_ceil(3);
            // The rarest third of the other text ends before this one in the order, or behind it.
            let end = up_to.partition_point(|length| *length < third);
            let end = match own {
                Some(own) if end >= own => up_to.partition_point(|length| *length < third + weight).max(own + 1),
                _ => end,
            };
            let copies = body.get(end).map_or(block.pages, |(pages, _, _)| block.pages.min(*pages));
            block.articles += WHOLE.div_ceil(copies);
            if *standing != Standing::Foreign {
                block.firm += WHOLE.div_ceil(copies);
            }
        }
    }

    /// How often a text recurs in a family.
    pub(super) fn of(&self, family: u64, text: u64) -> Recurrence {
        let found = self.blocks.get(&key(family, text)).copied();
        found.map_or(Recurrence { pages: 1, articles: 1, firm: 1, is_template: false }, |found| Recurrence {
            articles: (found.articles / WHOLE).max(1),
            firm: found.firm / WHOLE,
            ..found
        })
    }

    /// Pages of a family.
    pub(super) fn pages(&self, family: u64) -> u64 {
        self.pages.get(&family).copied().unwrap_or(0)
    }

    /// Whether a block is text of its page, and template in any family of it.
    fn takes(&self, page: &PageBlocks, block: &CountedBlock) -> bool {
        block.standing == Standing::Body && page.families.iter().any(|family| self.of(*family, block.text).is_template)
    }
}

/// The blocks of all pages after a build that saw some pages and found others gone. Articles
/// whose blocks turn out to recur, or no longer, are put again; of them, how many the build
/// had not seen.
pub(super) fn settle(
    writer: &mut IndexWriter,
    mut seen: Vec<PageBlocks>,
    sketches: &mut Sketches,
    revisions: &Revisions,
    keeps_repeated: bool,
    stop: &AtomicBool,
) -> Result<(Vec<PageBlocks>, u64)> {
    seen.sort_unstable_by_key(|page| page.id);
    let is_seen: HashSet<ArticleId> = seen.iter().map(|page| page.id).collect();
    let mut pages = writer.blocks()?;
    pages.retain(|page| !sketches.gone.contains(&page.id) && !is_seen.contains(&page.id));
    pages.append(&mut seen);
    pages.sort_by_key(|page| page.id);
    let mut aside = revisions.part(&mut pages);
    let template = Template::learn(&pages);
    let mut changes = vec![];
    for page in &mut pages {
        let takes: Vec<bool> = page.blocks.iter().map(|block| !keeps_repeated && template.takes(page, block)).collect();
        if page.blocks.iter().zip(&takes).any(|(block, takes)| block.is_repeated != *takes) {
            page.blocks.iter_mut().zip(takes).for_each(|(block, takes)| block.is_repeated = takes);
            changes.push(Amendment { id: page.id, number: sketches.number(page.id)?, repeated: page.repeated(), date: None });
        }
    }
    let rejudged = changes.iter().filter(|change| !is_seen.contains(&change.id)).count() as u64;
    if !changes.is_empty() {
        sketches.replace(writer.amend(changes, stop)?);
    }
    pages.append(&mut aside);
    pages.sort_by_key(|page| page.id);
    Ok((pages, rejudged))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page of one family: each text with its number and length.
    fn page(id: u64, texts: &[(u64, u16)]) -> PageBlocks {
        let block = |(text, weight): &(u64, u16)| CountedBlock {
            text: *text,
            place: 0,
            weight: *weight,
            standing: Standing::Body,
            is_repeated: false,
        };
        PageBlocks { id: ArticleId(id), families: vec![7 << 60], blocks: texts.iter().map(block).collect() }
    }

    /// `with` pages of which each has a text of its own and text 1, and `without` others.
    fn family(with: u64, without: u64) -> Vec<PageBlocks> {
        let own = |id: u64| (id + 100, 80);
        let pages = (0..with).map(|id| page(id, &[own(id), (1, 40)]));
        pages.chain((with..with + without).map(|id| page(id, &[own(id)]))).collect()
    }

    fn one(pages: &[PageBlocks]) -> Recurrence {
        Template::learn(pages).of(7 << 60, 1)
    }

    #[test]
    fn a_text_on_pages_that_differ_is_template() {
        for (with, without, expected) in
            [(2, 0, false), (3, 0, true), (3, 3, true), (3, 4, false), (5, 5, true), (5, 6, false), (6, 18, true), (6, 19, false)]
        {
            let found = one(&family(with, without));
            assert_eq!((found.pages, found.articles, found.is_template), (with, with, expected), "{with} of {}", with + without);
        }
    }

    #[test]
    fn copies_of_a_report_are_one_article() {
        let report = [(1, 40), (2, 60), (3, 90), (4, 50)];
        let copies: Vec<_> = (0..9).map(|id| page(id, &report)).collect();
        assert_eq!(one(&copies), Recurrence { pages: 9, articles: 1, firm: 1, is_template: false });
        // Cut copies, and copies with a paragraph of their own.
        let varied: Vec<_> = (0..9)
            .map(|id| {
                let cut = if id % 2 == 0 { 4 } else { 2 };
                let own = [(id + 100, 20)];
                page(id, &report.iter().take(cut).chain(&own).copied().collect::<Vec<_>>())
            })
            .collect();
        assert!(!one(&varied).is_template, "{:?}", one(&varied));
        // Every report stands twice in the family, with the template.
        let twice: Vec<_> = (0..8).map(|id| page(id, &[(id / 2 + 100, 80), (1, 40)])).collect();
        assert_eq!(one(&twice), Recurrence { pages: 8, articles: 4, firm: 4, is_template: true });
    }

    #[test]
    fn several_template_blocks_on_short_pages_are_found() {
        let pages: Vec<_> = (0..6).map(|id| page(id, &[(id + 100, 60), (1, 40), (2, 40), (3, 30)])).collect();
        for text in 1..=3 {
            assert!(Template::learn(&pages).of(7 << 60, text).is_template, "{text}");
        }
    }

    #[test]
    fn a_text_that_stands_alone_shows_nothing() {
        let pages: Vec<_> = (0..9).map(|id| page(id, &[(1, 40)])).collect();
        assert_eq!(one(&pages).articles, 1);
    }

    #[test]
    fn what_is_junk_elsewhere_counts_but_a_teaser_is_the_text_of_one() {
        for (standing, text_pages, expected) in
            [(Standing::Furniture, 1, true), (Standing::Foreign, 1, false), (Standing::Foreign, 2, true)]
        {
            let mut pages = family(8, 0);
            for page in pages.iter_mut().skip(text_pages) {
                page.blocks[1].standing = standing;
            }
            let template = Template::learn(&pages);
            let found = template.of(7 << 60, 1);
            assert_eq!((found.pages, found.articles, found.is_template), (8, 8, expected), "{standing:?} but for {text_pages}");
            assert_eq!(template.takes(&pages[0], &pages[0].blocks[1]), expected);
            assert!(!template.takes(&pages[7], &pages[7].blocks[1]), "junk already");
        }
    }

    #[test]
    fn families_are_counted_apart() {
        let mut pages = family(6, 0);
        for page in pages.iter_mut().skip(2) {
            page.families = vec![page.id.0];
        }
        assert_eq!(one(&pages).pages, 2);
        for page in &mut pages {
            page.families.push(1 << 50);
        }
        assert!(Template::learn(&pages).of(1 << 50, 1).is_template);
        assert!(Template::learn(&pages).takes(&pages[5], &pages[5].blocks[1]));
    }

    #[test]
    fn order_does_not_matter() {
        let mut pages: Vec<_> =
            (0..40u64).map(|id| page(id, &[(id * 7 % 5, 30), (id * 11 % 13 + 20, 50), (id / 3 + 100, 90)])).collect();
        let found = |pages: &[PageBlocks]| {
            let template = Template::learn(pages);
            (0..200).map(|text| template.of(7 << 60, text)).collect::<Vec<_>>()
        };
        let first = found(&pages);
        pages.reverse();
        assert_eq!(found(&pages), first);
        pages.rotate_left(17);
        assert_eq!(found(&pages), first);
    }
}
