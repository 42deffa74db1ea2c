//! From a parsed page to blocks in document order.
//!
//! Invariants:
//!
//! * All text a reader could see is in exactly one block; text inside words is
//!   never parted, white space is one space.
//! * The walk keeps its own stack: no depth of nesting overflows.
//! * Text hidden in the middle of a sentence does not part the sentence; it
//!   follows as a block of its own.

mod text;

use dom_query::{Document, Element, NodeData, NodeId, NodeRef, local_name};

use self::text::{Text, is_parted};
use super::tag::{self, Flow};
use super::zone::{ROOT, Word, ZoneId, Zones};
use crate::model::{Block, BlockKind, Region};
use crate::page::hint::{self, Hint, NamesRead};

/// A block, and where it is from.
#[derive(Debug)]
pub(super) struct Found {
    block: Block,
    /// The element whose text it is.
    pub(super) owner: NodeId,
    zone: ZoneId,
}

impl Found {
    /// The block.
    pub(super) fn block(&self) -> &Block {
        &self.block
    }

    /// The block alone.
    pub(super) fn into_block(self) -> Block {
        self.block
    }
}

/// Least text of a page, in bytes, for its `noscript` parts to stay out.
const ENOUGH_BYTES: usize = 400;

/// Cuts a page into blocks.
/// Cost: linear in the nodes; a second walk if the page has hardly any text
/// outside `noscript`.
pub(super) fn walk(document: &Document) -> Vec<Found> {
    let found = Walk::new(false).run(document);
    if found.iter().map(|found| found.block.text.len()).sum::<usize>() < ENOUGH_BYTES
        && document.select_single("noscript p").exists()
    {
        return Walk::new(true).run(document);
    }
    found
}

/// An open element.
#[derive(Debug, Clone, Copy)]
struct Frame {
    owner: NodeId,
    flow: Flow,
    kind: BlockKind,
    zone: ZoneId,
    in_link: bool,
    is_preformatted: bool,
    /// Hidden inside running text.
    is_aside: bool,
    /// What an inline element is called.
    inline_hint: Option<Hint>,
}

struct Walk {
    with_noscript: bool,
    frames: Vec<Frame>,
    names: NamesRead,
    zones: Zones,
    found: Vec<Found>,
    now: Text,
    /// Hidden text inside the running text.
    hidden: Text,
    /// A line break with no text since.
    after_break: bool,
    /// An inline element ended, with no text since; true if it was a link.
    after_end: Option<bool>,
    /// An inline element began after another ended.
    at_seam: bool,
}

impl Walk {
    fn new(with_noscript: bool) -> Self {
        Self {
            with_noscript,
            frames: Vec::new(),
            names: NamesRead::default(),
            zones: Zones::new(),
            found: Vec::new(),
            now: Text::default(),
            hidden: Text::default(),
            after_break: false,
            after_end: None,
            at_seam: false,
        }
    }

    fn run(mut self, document: &Document) -> Vec<Found> {
        let root = document.root();
        self.frames.push(Frame {
            owner: root.id,
            flow: Flow::Block(None),
            kind: BlockKind::Paragraph,
            zone: ROOT,
            in_link: false,
            is_preformatted: false,
            is_aside: false,
            inline_hint: None,
        });
        let mut current = root.first_child();
        while let Some(node) = current {
            let is_entered = self.visit(&node);
            if is_entered {
                if let Some(child) = node.first_child() {
                    current = Some(child);
                    continue;
                }
                self.leave();
            }
            let mut place = node;
            current = loop {
                if let Some(next) = place.next_sibling() {
                    break Some(next);
                }
                match place.parent().filter(|parent| parent.id != root.id) {
                    Some(parent) => {
                        self.leave();
                        place = parent;
                    }
                    None => break None,
                }
            };
        }
        self.flush();
        let zones = self.zones.resolve();
        let mut found = self.found;
        for found in &mut found {
            let (region, hint) = zones.get(found.zone).copied().unwrap_or((Region::Unknown, None));
            found.block.region = region;
            found.block.hint = found.block.hint.or(hint);
        }
        found
    }

    /// Takes in a node; true if it is an element that was entered.
    fn visit(&mut self, node: &NodeRef<'_>) -> bool {
        node.query_or(false, |tree_node| match &tree_node.data {
            NodeData::Text { contents } => {
                self.text(contents);
                false
            }
            NodeData::Element(element) => self.enter(node.id, element),
            _ => false,
        })
    }

    fn top(&self) -> Option<Frame> {
        self.frames.last().copied()
    }

    fn enter(&mut self, id: NodeId, element: &Element) -> bool {
        let Some(outer) = self.top() else { return false };
        let name = element.name.local.as_ref();
        let mut flow = tag::flow(name);
        match flow {
            Flow::Skip => return false,
            Flow::NoScript if !self.with_noscript => return false,
            Flow::NoScript => flow = Flow::Block(None),
            Flow::Break => {
                self.line_break(outer);
                return false;
            }
            Flow::Custom => flow = if is_running(outer) { Flow::Inline } else { Flow::Block(None) },
            _ => {}
        }
        let mut frame = Frame { flow, ..outer };
        let is_page = matches!(name, "html" | "body");
        if matches!(flow, Flow::Inline | Flow::Link) {
            frame.in_link |= flow == Flow::Link;
            if name == "time" || !element.attrs.is_empty() {
                frame.is_aside |= tag::is_hidden(element);
                let named = if name == "time" { Some(Hint::Date) } else { self.names(element).1 };
                frame.inline_hint =
                    named.filter(|hint| matches!(hint, Hint::Byline | Hint::Date | Hint::Credit)).or(frame.inline_hint);
            }
            if self.after_end.is_some_and(|was_link| was_link || flow == Flow::Inline) {
                self.at_seam = true;
            }
            self.after_end = None;
        } else {
            self.flush();
            frame.owner = id;
            frame.is_preformatted |= flow == Flow::Preformatted;
            frame.is_aside = false;
            frame.inline_hint = None;
            frame.kind = match flow {
                Flow::Block(Some(kind)) => kind,
                Flow::Paragraph if !matches!(outer.kind, BlockKind::Quote | BlockKind::Caption | BlockKind::Control) => {
                    BlockKind::Paragraph
                }
                _ => outer.kind,
            };
            if !is_page {
                frame.zone = self.zone_of(outer.zone, name, element);
            }
        }
        self.frames.push(frame);
        true
    }

    /// The zone an element opens, or the one around it.
    fn zone_of(&mut self, outer: ZoneId, name: &str, element: &Element) -> ZoneId {
        let (by_element, is_article) = tag::region(name, element);
        if element.attrs.is_empty() && by_element.is_none() {
            return outer;
        }
        let mut zone = outer;
        if by_element.is_some() {
            zone = self.zones.open(zone, by_element, None, Word::Element, is_article);
        }
        let (region, hint) = self.names(element);
        let region = match region {
            _ if matches!(name, "main" | "article") => None,
            // `sidebar-layout article-body`: the other class speaks of the layout.
            Some(Region::Aside) if hint == Some(Hint::Body) => Some(Region::Main),
            region => region,
        };
        if region.is_some() || hint.is_some() {
            zone = self.zones.open(zone, region, hint, Word::Name, false);
        }
        // Metered text is hidden until a script lets the reader in.
        if tag::is_hidden(element) && !matches!(hint, Some(Hint::Paywall | Hint::Body)) {
            zone = self.zones.open(zone, Some(Region::Hidden), None, Word::Name, false);
        }
        zone
    }

    /// What microdata, classes and id say, in this order.
    fn names(&mut self, element: &Element) -> (Option<Region>, Option<Hint>) {
        let mut region = None;
        let mut hint = None;
        let itemprop = element.attr_ref(local_name!("itemprop")).map(hint::read_itemprop);
        let class = element.attr_ref(local_name!("class")).map(|class| self.names.read(class));
        let id = element.attr_ref(local_name!("id")).map(|id| self.names.read(id));
        for named in [itemprop, class, id].into_iter().flatten() {
            region = region.or(named.region);
            hint = hint.or(named.hint);
        }
        (region, hint)
    }

    fn leave(&mut self) {
        // The frame of the root stays.
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        if matches!(frame.flow, Flow::Inline | Flow::Link) {
            self.after_end = Some(frame.flow == Flow::Link);
        } else {
            self.flush();
        }
    }

    fn line_break(&mut self, frame: Frame) {
        if frame.is_preformatted {
            self.now.words.push('\n');
        } else if self.after_break {
            self.flush();
        } else {
            self.after_break = true;
            self.now.needs_space = true;
        }
    }

    fn text(&mut self, text: &str) {
        let Some(frame) = self.top() else { return };
        let buffer = if frame.is_aside { &mut self.hidden } else { &mut self.now };
        let is_seam = std::mem::take(&mut self.at_seam);
        if is_seam && !buffer.words.is_empty() && is_parted(&buffer.words, text, frame.in_link) {
            buffer.needs_space = true;
        }
        let before = buffer.words.len();
        buffer.push(text, frame.is_preformatted);
        let added = buffer.words.get(before..).unwrap_or_default();
        let grown = added.len() - usize::from(before > 0 && added.starts_with(' '));
        if grown == 0 {
            return;
        }
        self.after_break = false;
        self.after_end = None;
        if buffer.from.is_none() {
            buffer.from = Some((frame.owner, frame.kind, frame.zone));
        }
        if frame.in_link {
            buffer.link_bytes += grown;
        }
        if let Some(hint) = frame.inline_hint {
            match &mut buffer.hint {
                Some((_, bytes)) => *bytes += grown,
                none => *none = Some((hint, grown)),
            }
        }
    }

    /// Ends the block being read.
    fn flush(&mut self) {
        self.after_break = false;
        self.after_end = None;
        self.at_seam = false;
        let now = std::mem::take(&mut self.now);
        let hidden = std::mem::take(&mut self.hidden);
        self.keep(&now, false);
        self.keep(&hidden, true);
    }

    fn keep(&mut self, text: &Text, is_hidden: bool) {
        let Some((owner, kind, zone)) = text.from else { return };
        let trimmed = text.words.trim();
        if trimmed.is_empty() {
            return;
        }
        let link_bytes = text.link_bytes.min(trimmed.len());
        let is_prose = trimmed.len() >= 60 && link_bytes * 3 < trimmed.len() && kind != BlockKind::Control;
        let zone = if is_hidden { self.zones.open(zone, Some(Region::Hidden), None, Word::Element, false) } else { zone };
        if is_prose {
            self.zones.add(zone, trimmed.len());
        }
        let hint = text.hint.filter(|(_, bytes)| bytes * 10 >= trimmed.len() * 6).map(|(hint, _)| hint);
        self.found.push(Found {
            block: Block {
                line: None,
                text: trimmed.to_owned(),
                kind,
                region: Region::Unknown,
                link_bytes: u32::try_from(link_bytes).unwrap_or(u32::MAX),
                in_main: false,
                hint,
            },
            owner,
            zone,
        });
    }
}

/// Whether a custom element there stands in running text.
fn is_running(outer: Frame) -> bool {
    matches!(
        outer.flow,
        Flow::Paragraph | Flow::Inline | Flow::Link | Flow::Block(Some(BlockKind::Heading(_) | BlockKind::ListItem))
    )
}

#[cfg(test)]
mod tests;
