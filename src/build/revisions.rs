//! Several versions of one page: crawled again, in two archives, in a feed and in full. The newest
//! is the article, the others are its revisions: kept and shown, but not searched, counted or
//! grouped.
//!
//! Two articles are versions of one page if their addresses are ([`page_address`]) and they have the
//! same headline or three tenths of the shorter one's words in a row. An article with less than half
//! of the words of the fullest version is a teaser or was cut, and takes nobody's place, however new.
//! The newest is the one that was fetched last; without a time of fetching the day of
//! publication counts; then the longer, then the later in order of files and records.
//!
//! Invariant: what is a revision is a function of the set of articles, so that order and number
//! of builds change nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::AtomicBool;

use super::stories::Sketches;
use crate::dates::{DayMonth, parse_timestamp};
use crate::error::Result;
use crate::index::{Address, Amendment, IndexWriter, Ledger, PageBlocks};
use crate::model::{Article, ArticleId, Provenance, PublicationDate, day_number};
use crate::story::Sketch;
use crate::text::{fold, is_alphanumeric, page_address};

/// An address that so many articles have is no page's: a template's mistake.
const MOST_VERSIONS: usize = 1000;

/// Tenths of the shorter text's shingles that two versions share at least, if their headlines differ.
const SHARED_TENTHS: usize = 3;

/// The address of an article that was read now, if it has one of its own.
pub(super) fn address_of(id: ArticleId, article: &Article, crawled: Option<&str>) -> Option<Address> {
    let page = hash(&page_address(article.url.as_deref()?)?);
    let own_title = article.title.value.as_deref().filter(|_| article.title.source != Provenance::Lead);
    let letters: String = own_title.map(fold).unwrap_or_default().chars().filter(|c| is_alphanumeric(*c)).collect();
    let title = if letters.is_empty() { 0 } else { hash(&letters) };
    let fetched = crawled.and_then(|crawled| parse_timestamp(crawled, DayMonth::DayFirst));
    let fetched = fetched.map(|stamp| PublicationDate::new(stamp.date, stamp.time, Provenance::Metadata, 1.0));
    let seconds = |date: &PublicationDate| date.bounds().map(|(first, _)| day_number(first) * 86_400 + date.seconds_of_day());
    let record = article.record.and_then(|record| u32::try_from(record).ok()).unwrap_or(0);
    Some(Address {
        id,
        page,
        title,
        seen: fetched.as_ref().and_then(seconds).or_else(|| seconds(&article.date)),
        newer: None,
        record,
    })
}

/// What became of the versions after a build.
pub(super) struct Revisions {
    /// All addresses, in order of ids.
    pub(super) addresses: Vec<Address>,
    /// Sketches of revisions, which are not grouped.
    sketches: Vec<Sketch>,
    /// All revisions.
    aside: HashSet<ArticleId>,
}

impl Revisions {
    /// Tells articles from revisions after a build that saw some articles and found others gone;
    /// takes the revisions out of the sketches. What has become a revision, or is one no longer, is
    /// put again.
    pub(super) fn settle(
        writer: &mut IndexWriter,
        seen: Vec<Address>,
        sketches: &mut Sketches,
        ledger: &Ledger,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let mut addresses = writer.addresses()?;
        // Versions of a page of which nothing came or went stay what they are.
        let mut touched: HashSet<u64> = seen.iter().map(|one| one.page).collect();
        addresses.retain(|one| {
            let stays = !sketches.gone.contains(&one.id) && !sketches.was_put(one.id);
            if !stays {
                touched.insert(one.page);
            }
            stays
        });
        addresses.extend(seen);
        addresses.sort_unstable_by_key(|one| one.id);
        let before: HashSet<ArticleId> = addresses.iter().filter(|one| one.newer.is_some()).map(|one| one.id).collect();
        let newer = newer(&addresses, &touched, &Alone::read(writer, &addresses, &touched, sketches)?, ledger);
        for one in addresses.iter_mut().filter(|one| touched.contains(&one.page)) {
            one.newer = newer.get(&one.id).copied();
        }
        let aside: HashSet<ArticleId> = addresses.iter().filter(|one| one.newer.is_some()).map(|one| one.id).collect();
        let changed = |from: &HashSet<ArticleId>, to: &HashSet<ArticleId>| {
            let ids = addresses.iter().map(|one| one.id);
            ids.filter(|id| to.contains(id) && !from.contains(id)).collect::<Vec<_>>()
        };
        let reinstated = changed(&aside, &before);
        writer.set_aside(&changed(&before, &aside), stop)?;
        let again = |id: &ArticleId| Ok(Amendment { id: *id, number: sketches.number(*id)?, repeated: vec![], date: None });
        let again = reinstated.iter().map(again).collect::<Result<_>>()?;
        sketches.replace(writer.amend(again, stop)?);
        let taken = sketches.take(&aside);
        Ok(Self { addresses, sketches: taken, aside })
    }

    /// Takes the revisions out of the pages whose blocks are counted.
    pub(super) fn part(&self, pages: &mut Vec<PageBlocks>) -> Vec<PageBlocks> {
        let (mut aside, kept): (Vec<PageBlocks>, Vec<PageBlocks>) =
            std::mem::take(pages).into_iter().partition(|page| self.aside.contains(&page.id));
        *pages = kept;
        // They are kept as their pages alone were judged.
        for block in aside.iter_mut().flat_map(|page| &mut page.blocks) {
            block.is_repeated = false;
        }
        aside
    }

    /// Puts back the sketches that were taken out.
    pub(super) fn join(&mut self, sketches: &mut Vec<Sketch>) {
        sketches.append(&mut self.sketches);
        sketches.sort_unstable_by_key(|one| one.id);
    }
}

/// Articles at addresses that several have, of which some came or went, page by page.
fn several<'a>(addresses: &'a [Address], touched: &HashSet<u64>) -> Vec<Vec<&'a Address>> {
    let mut by_page: Vec<&Address> = addresses.iter().filter(|one| touched.contains(&one.page)).collect();
    by_page.sort_unstable_by_key(|one| (one.page, one.id));
    let groups = by_page.chunk_by(|a, b| a.page == b.page).filter(|group| (2..=MOST_VERSIONS).contains(&group.len()));
    groups.map(<[&Address]>::to_vec).collect()
}

/// Sketches of articles as their pages alone were judged: what recurs on other pages comes and goes with them,
/// and must not decide which version is the article.
struct Alone<'s> {
    /// Those of the last commit, whose own sketches may lack blocks that recur.
    read: HashMap<ArticleId, Sketch>,
    /// Those of articles that were put by this build.
    put: &'s Sketches,
}

impl<'s> Alone<'s> {
    /// Cost: reads the articles of the last commit that share an address with one that came or went.
    fn read(writer: &IndexWriter, addresses: &[Address], touched: &HashSet<u64>, put: &'s Sketches) -> Result<Self> {
        let of_groups = several(addresses, touched).into_iter().flatten().map(|one| one.id);
        let wanted: Vec<ArticleId> = of_groups.filter(|id| !put.was_put(*id)).collect();
        let articles = writer.judged_alone(&wanted)?;
        let read = wanted.into_iter().zip(&articles).map(|(id, article)| (id, Sketch::of(id, 0, article))).collect();
        Ok(Self { read, put })
    }

    fn get(&self, id: ArticleId) -> Option<&Sketch> {
        self.read.get(&id).or_else(|| self.put.get(id))
    }
}

/// One version of a page.
struct Version<'a> {
    id: ArticleId,
    title: u64,
    sketch: &'a Sketch,
    /// Newer is greater.
    age: (Option<i64>, u32, usize, u32, ArticleId),
}

/// The newest version of each article that is not itself the newest, of the pages where something came or went.
fn newer(addresses: &[Address], touched: &HashSet<u64>, sketches: &Alone<'_>, ledger: &Ledger) -> BTreeMap<ArticleId, ArticleId> {
    let groups = several(addresses, touched);
    let wanted: HashSet<ArticleId> = groups.iter().flatten().map(|one| one.id).collect();
    let mut places = HashMap::new();
    if !wanted.is_empty() {
        for (place, file) in ledger.files.values().enumerate() {
            places.extend(file.documents.iter().filter(|(id, _)| wanted.contains(id)).map(|(id, _)| (*id, place)));
        }
    }
    let mut newer = BTreeMap::new();
    for group in groups {
        let version = |one: &&Address| {
            let sketch = sketches.get(one.id)?;
            let place = places.get(&one.id).copied().unwrap_or(0);
            Some(Version { id: one.id, title: one.title, sketch, age: (one.seen, sketch.words, place, one.record, one.id) })
        };
        let mut rest: Vec<Version<'_>> = group.iter().filter_map(version).collect();
        rest.sort_unstable_by_key(|one| Reverse(one.age));
        while rest.len() > 1 {
            let fullest = rest.iter().map(|one| one.sketch.words).max().unwrap_or(0);
            let Some(place) = rest.iter().position(|one| one.sketch.words >= fullest.div_ceil(2)) else { break };
            let newest = rest.remove(place);
            rest.retain(|one| {
                let is_version = are_alike(&newest, one);
                if is_version {
                    newer.insert(one.id, newest.id);
                }
                !is_version
            });
        }
    }
    newer
}

/// Whether two articles at one address are one report, and not two that have it by mistake.
fn are_alike(a: &Version<'_>, b: &Version<'_>) -> bool {
    if a.title != 0 && a.title == b.title {
        return true;
    }
    let thinning = a.sketch.thinning.max(b.sketch.thinning);
    let sample = |sketch: &'_ Sketch| -> Vec<u32> {
        sketch.prints.iter().copied().filter(|print| u64::from(*print) < (1 << 32) >> thinning).collect()
    };
    let (a, b) = (sample(a.sketch), sample(b.sketch));
    let shared = a.iter().filter(|print| b.binary_search(print).is_ok()).count();
    shared > 0 && shared * 10 >= a.len().min(b.len()) * SHARED_TENTHS
}

/// 64 bits of a text.
fn hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}
