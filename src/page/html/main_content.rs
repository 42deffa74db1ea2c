//! Which blocks stand where most of the page's prose stands.
//!
//! Prose speaks for the elements around it: a paragraph gives points to its parent, half as many
//! to the parent of that, and fewer to those further out; links take points away. The element
//! with most points, with those beside it that have enough of their own, is the main part.
//! The scoring is that of Readability (arc90, 2009; Mozilla's `Readability.js`), read off the blocks
//! of the walk instead of a second tree, and with the walk's zones in place of class patterns.

use dom_query::{Document, Element, NodeData, NodeId, NodeRef, local_name};
use rustc_hash::FxHashMap;

use super::walk::Found;
use crate::model::{Block, BlockKind, Hint, Region};

/// How far up a paragraph's points reach.
const REACH: usize = 5;

/// Shortest prose, in bytes.
const PROSE: usize = 25;

/// Share of the best element's points that make the ones beside it main, and the least points.
const BESIDE: (f32, f32) = (0.2, 10.0);

/// What an element is, as far as points go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A paragraph, a heading within the text, an item or a cell: its points go to its parent.
    Paragraph,
    Heading,
    Item,
    Cell,
    Preformatted,
    Division,
    Section,
    Quote,
    List,
    Table,
    /// Terms of a list, addresses, forms.
    Apart,
    Root,
    Other,
}

impl Kind {
    fn of(element: &Element) -> Self {
        match element.name.local {
            local_name!("p") => Self::Paragraph,
            local_name!("h2") | local_name!("h3") | local_name!("h4") | local_name!("h5") | local_name!("h6") => Self::Heading,
            local_name!("li") => Self::Item,
            local_name!("td") => Self::Cell,
            local_name!("pre") => Self::Preformatted,
            local_name!("div") => Self::Division,
            local_name!("section") => Self::Section,
            local_name!("blockquote") => Self::Quote,
            local_name!("ul") | local_name!("ol") => Self::List,
            local_name!("table") => Self::Table,
            local_name!("address") | local_name!("dl") | local_name!("dd") | local_name!("dt") | local_name!("form") => {
                Self::Apart
            }
            local_name!("html") => Self::Root,
            _ => Self::Other,
        }
    }

    /// Points before any prose.
    fn start(self) -> f32 {
        match self {
            Self::Division => 5.0,
            Self::Preformatted | Self::Cell | Self::Quote => 3.0,
            Self::List | Self::Item | Self::Apart => -3.0,
            Self::Heading => -5.0,
            _ => 0.0,
        }
    }
}

/// An element that holds blocks.
#[derive(Debug)]
struct Holder {
    kind: Kind,
    parent: Option<usize>,
    points: f32,
    is_scored: bool,
    bytes: usize,
    link_bytes: usize,
}

impl Holder {
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than a float's precision")]
    fn link_share(&self) -> f32 {
        if self.bytes == 0 { 0.0 } else { self.link_bytes as f32 / self.bytes as f32 }
    }

    fn worth(&self) -> f32 {
        if self.is_scored { self.points * (1.0 - self.link_share()) } else { 0.0 }
    }
}

/// The elements around blocks, as a tree.
struct Holders {
    all: Vec<Holder>,
    numbers: FxHashMap<NodeId, usize>,
}

/// For each block, whether it is main content.
/// Cost: linear in the blocks and the elements around them.
pub(super) fn mark(document: &Document, found: &[Found]) -> Vec<bool> {
    let mut holders = Holders { all: vec![], numbers: FxHashMap::default() };
    let owners: Vec<Option<usize>> = found.iter().map(|found| holders.of(document, found.owner)).collect();
    for (found, owner) in found.iter().zip(&owners) {
        holders.take(found.block(), *owner);
    }
    holders.add_up();
    let Some(best) = holders.best() else { return Vec::new() };
    let is_main = holders.main(best);
    found
        .iter()
        .zip(owners)
        .map(|(found, owner)| {
            let block = found.block();
            owner.is_some_and(|owner| is_main.get(owner).copied().unwrap_or(false)) && !is_set_apart(block)
        })
        .collect()
}

/// Whether the markup says that a block is no part of an article.
fn is_set_apart(block: &Block) -> bool {
    let region = matches!(block.region, Region::Navigation | Region::Aside | Region::Footer | Region::Comments | Region::Hidden);
    let hint = matches!(block.hint, Some(Hint::Share | Hint::Related | Hint::Promotion | Hint::Advertisement | Hint::Consent));
    region || hint || block.kind == BlockKind::Control
}

impl Holders {
    /// The number of an element, with all around it.
    fn of(&mut self, document: &Document, id: NodeId) -> Option<usize> {
        if let Some(known) = self.numbers.get(&id) {
            return Some(*known);
        }
        let mut path: Vec<NodeRef<'_>> = vec![];
        let mut next = document.tree.get(&id);
        let mut outer = None;
        while let Some(node) = next {
            outer = self.numbers.get(&node.id).copied();
            if outer.is_some() {
                break;
            }
            next = node.parent();
            path.push(node);
        }
        for node in path.into_iter().rev() {
            let number = self.all.len();
            let kind = node.query_or(Kind::Other, |node| match &node.data {
                NodeData::Element(element) => Kind::of(element),
                _ => Kind::Other,
            });
            self.all.push(Holder { kind, parent: outer, points: kind.start(), is_scored: false, bytes: 0, link_bytes: 0 });
            self.numbers.insert(node.id, number);
            outer = Some(number);
        }
        outer
    }

    /// Counts a block.
    fn take(&mut self, block: &Block, owner: Option<usize>) {
        let bytes = block.text.len();
        if let Some(holder) = owner.and_then(|number| self.all.get_mut(number)) {
            holder.bytes += bytes;
            holder.link_bytes += block.link_bytes as usize;
        }
        if bytes < PROSE || is_set_apart(block) {
            return;
        }
        let points = points(&block.text);
        let is_told = |kind| matches!(kind, Kind::Paragraph | Kind::Item | Kind::Preformatted | Kind::Cell | Kind::Heading);
        let mut around = owner;
        if let Some(holder) = owner.and_then(|number| self.all.get(number)).filter(|holder| is_told(holder.kind)) {
            around = holder.parent;
        }
        for level in 0..REACH {
            let holder = around.and_then(|number| self.all.get_mut(number)).filter(|holder| holder.kind != Kind::Root);
            let Some(holder) = holder else { break };
            holder.is_scored = true;
            #[expect(clippy::cast_precision_loss, reason = "levels are few")]
            let divider = match level {
                0 => 1.0,
                1 => 2.0,
                level => level as f32 * 3.0,
            };
            holder.points += points / divider;
            around = holder.parent;
        }
    }

    /// Adds the text of each element to those around it.
    fn add_up(&mut self) {
        // Those inside have higher numbers.
        for number in (0..self.all.len()).rev() {
            let Some(Holder { parent: Some(parent), bytes, link_bytes, .. }) = self.all.get(number) else { continue };
            let (parent, bytes, link_bytes) = (*parent, *bytes, *link_bytes);
            if let Some(outer) = self.all.get_mut(parent) {
                outer.bytes += bytes;
                outer.link_bytes += link_bytes;
            }
        }
    }

    /// The element with most points, or the one around it that gathers several such.
    fn best(&self) -> Option<usize> {
        let mut order: Vec<(usize, f32)> =
            self.all.iter().map(Holder::worth).enumerate().filter(|(_, worth)| *worth > 0.0).collect();
        order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        order.truncate(5);
        let (mut best, most) = *order.first()?;
        let others: Vec<usize> =
            order.iter().skip(1).filter(|(_, worth)| worth / most >= 0.75).map(|(number, _)| *number).collect();
        if others.len() >= 3 {
            let mut around = self.parent(best);
            while let Some(number) = around {
                if others.iter().filter(|other| self.is_inside(**other, number)).count() >= 3 {
                    best = number;
                    break;
                }
                around = self.parent(number);
            }
        }
        let mut last = self.worth(best);
        let enough = last / 3.0;
        let mut around = self.parent(best);
        while let Some(number) = around {
            let holder = self.all.get(number)?;
            if holder.is_scored {
                let worth = holder.worth();
                if worth < enough {
                    break;
                }
                if worth > last {
                    best = number;
                    break;
                }
                last = worth;
            }
            around = holder.parent;
        }
        Some(best)
    }

    /// Which elements are in the best one or in those beside it that have points enough.
    fn main(&self, best: usize) -> Vec<bool> {
        let (share, least) = BESIDE;
        let least = (self.worth(best) * share).max(least);
        let parent = self.parent(best);
        let mut is_main: Vec<bool> = Vec::with_capacity(self.all.len());
        for (number, holder) in self.all.iter().enumerate() {
            let is_beside = parent.is_some() && holder.parent == parent;
            let is_prose = holder.kind == Kind::Paragraph && holder.bytes > 80 && holder.link_share() < 0.25;
            let is_root = number == best || is_beside && (holder.worth() >= least || is_prose);
            let is_inside = is_root || holder.parent.is_some_and(|parent| is_main.get(parent).copied().unwrap_or(false));
            let is_box = matches!(holder.kind, Kind::List | Kind::Table | Kind::Division | Kind::Section);
            let is_links = number != best && is_box && holder.link_share() > 0.5;
            is_main.push(is_inside && !is_links);
        }
        is_main
    }

    fn worth(&self, number: usize) -> f32 {
        self.all.get(number).map_or(0.0, Holder::worth)
    }

    fn parent(&self, number: usize) -> Option<usize> {
        self.all.get(number).and_then(|holder| holder.parent)
    }

    fn is_inside(&self, mut number: usize, outer: usize) -> bool {
        while let Some(parent) = self.parent(number) {
            if parent == outer {
                return true;
            }
            number = parent;
        }
        false
    }
}

/// Points of a paragraph: one, one for each comma, and up to three for its length.
#[expect(clippy::cast_precision_loss, reason = "a few points")]
fn points(text: &str) -> f32 {
    let commas = text.chars().filter(|c| matches!(c, ',' | '、' | '，' | '،' | '﹐' | '︐' | '︑' | '⹁' | '⸲' | '⸴')).count();
    let hundreds = (text.chars().count() / 100).min(3);
    (1 + commas + hundreds) as f32
}

#[cfg(test)]
mod tests {
    use crate::page::html::page;

    #[test]
    fn main_content_is_marked() {
        let prose = "The river rose again on Monday, and the mayor, who had hoped for better, asked people to leave. ".repeat(4);
        let html = format!(
            "<body><div class=menu><a href=/>Home</a> <a href=/n>News</a></div><div><p>{prose}</p><p>{prose}</p><p>{prose}</p></div>\
             <div class=footer>Copyright</div>"
        );
        let marks: Vec<bool> = page(&html).blocks.iter().map(|block| block.in_main).collect();
        assert_eq!(marks, [false, true, true, true, false]);
    }
}
