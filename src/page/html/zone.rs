//! Parts of a page as a tree of zones, each opened by an element that says
//! what it holds; and the correction of zones that say too much.
//!
//! Templates lie: a class `sidebar` may wrap the page, a `hidden` body may be
//! shown by a script, every teaser may be an `article`. So each zone's running
//! text is counted during the walk, and afterwards a zone that holds more of the page's
//! text than its kind can is void, and an `article` far smaller than the
//! largest is a box beside it.

use crate::model::Region;
use crate::page::hint::Hint;

/// A zone's place in [`Zones`].
pub(super) type ZoneId = usize;

/// The zone of everything that nothing else claims.
pub(super) const ROOT: ZoneId = 0;

/// Who says what a zone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The element or its role.
    Element,
    /// A class, an id, or an attribute that hides.
    Name,
}

#[derive(Debug, Clone)]
struct Zone {
    parent: ZoneId,
    region: Option<Region>,
    hint: Option<Hint>,
    word: Word,
    /// An `article` not inside another.
    is_article: bool,
    /// Bytes of running text.
    bytes: usize,
}

/// All zones of a page; parents stand before children.
#[derive(Debug)]
pub(super) struct Zones(Vec<Zone>);

impl Zones {
    /// A page of which nothing is said.
    pub(super) fn new() -> Self {
        Self(vec![Zone { parent: ROOT, region: None, hint: None, word: Word::Element, is_article: false, bytes: 0 }])
    }

    /// Opens a zone inside another.
    pub(super) fn open(
        &mut self,
        parent: ZoneId,
        region: Option<Region>,
        hint: Option<Hint>,
        word: Word,
        is_article: bool,
    ) -> ZoneId {
        self.0.push(Zone { parent, region, hint, word, is_article, bytes: 0 });
        self.0.len() - 1
    }

    /// Counts running text for a zone.
    pub(super) fn add(&mut self, zone: ZoneId, bytes: usize) {
        if let Some(zone) = self.0.get_mut(zone) {
            zone.bytes += bytes;
        }
    }

    /// What each zone is, after correction.
    /// Cost: linear in the number of zones.
    pub(super) fn resolve(mut self) -> Vec<(Region, Option<Hint>)> {
        for at in (1..self.0.len()).rev() {
            if let Some((parent, bytes)) = self.0.get(at).map(|zone| (zone.parent, zone.bytes)) {
                self.add(parent, bytes);
            }
        }
        let total = self.0.first().map_or(0, |zone| zone.bytes);
        let largest = self.0.iter().filter(|zone| zone.is_article).map(|zone| zone.bytes).max().unwrap_or(0);
        let mut resolved: Vec<(Region, Option<Hint>)> = Vec::with_capacity(self.0.len());
        for zone in &self.0 {
            let (outer, outer_hint) = resolved.get(zone.parent).copied().unwrap_or((Region::Unknown, None));
            let is_box = zone.is_article && largest > TELLING_BYTES && zone.bytes * 8 < largest;
            let own = if is_box { Some(Region::Aside) } else { zone.region };
            // A body inside a bare `sidebar` class: the class speaks of the layout.
            let is_layout = zone.hint == Some(Hint::Body)
                && outer == Region::Aside
                && outer_hint.is_none()
                && self.0.get(zone.parent).is_some_and(|parent| parent.word == Word::Name);
            resolved.push(if is_void(zone, total) {
                (outer, outer_hint)
            } else if is_layout {
                (Region::Main, zone.hint)
            } else {
                (combine(outer, own), zone.hint.or(outer_hint))
            });
        }
        resolved
    }
}

/// Least text that tells anything of shares, in bytes.
const TELLING_BYTES: usize = 600;

/// Whether a zone holds more of the page's running text than its kind can.
fn is_void(zone: &Zone, total: usize) -> bool {
    let percent = match (zone.region, zone.hint, zone.word) {
        (Some(Region::Main), ..) | (_, Some(Hint::Body), _) => return false,
        (Some(Region::Comments), ..) => 90,
        (Some(Region::Hidden), ..) => 60,
        (_, _, Word::Element) => 70,
        (None, Some(_), Word::Name) => 30,
        (_, _, Word::Name) => 40,
    };
    total >= TELLING_BYTES && zone.bytes * 100 > total * percent
}

/// The region of a zone inside another.
fn combine(outer: Region, own: Option<Region>) -> Region {
    match (outer, own) {
        (outer, None) => outer,
        (_, Some(Region::Hidden)) => Region::Hidden,
        // The header of an article is not the page's.
        (Region::Hidden | Region::Comments | Region::Navigation | Region::Footer, _)
        | (Region::Main | Region::Aside, Some(Region::Header))
        | (Region::Aside | Region::Header, Some(Region::Main)) => outer,
        (_, Some(own)) => own,
    }
}

#[cfg(test)]
mod tests {
    //! 1. Inner zones yield to outer ones where the outer says more.
    //! 2. A class that claims most of the text is void.
    //! 3. A small article beside a large one is a box.

    use super::*;

    #[test]
    fn inner_and_outer() {
        assert_eq!(combine(Region::Main, Some(Region::Header)), Region::Main);
        assert_eq!(combine(Region::Main, Some(Region::Aside)), Region::Aside);
        assert_eq!(combine(Region::Footer, Some(Region::Main)), Region::Footer);
        assert_eq!(combine(Region::Navigation, Some(Region::Hidden)), Region::Hidden);
    }

    #[test]
    fn greedy_classes_are_void() {
        for (bytes, expected) in [(900, Region::Unknown), (100, Region::Aside)] {
            let mut zones = Zones::new();
            let side = zones.open(ROOT, Some(Region::Aside), Some(Hint::Promotion), Word::Name, false);
            zones.add(side, bytes);
            zones.add(ROOT, 1000 - bytes);
            assert_eq!(zones.resolve().get(side).map(|zone| zone.0), Some(expected));
        }
    }

    #[test]
    fn small_articles_are_boxes() {
        let mut zones = Zones::new();
        let main = zones.open(ROOT, Some(Region::Main), None, Word::Element, true);
        let teaser = zones.open(ROOT, Some(Region::Main), None, Word::Element, true);
        zones.add(main, 3000);
        zones.add(teaser, 100);
        let resolved = zones.resolve();
        assert_eq!(resolved.get(main).map(|zone| zone.0), Some(Region::Main));
        assert_eq!(resolved.get(teaser).map(|zone| zone.0), Some(Region::Aside));
    }
}
