//! What one page has to say about the template of its outlet: the blocks that may
//! recur, the families of pages in which they are counted, and the article without
//! the blocks that turned out to recur. The counting is for whoever sees all pages.
//!
//! Invariants: everything here is a function of one page as judged alone, so that
//! what is learned depends on the set of pages and never on their order.

use std::path::Path;

use crate::meta::{dateline, title};
use crate::model::{Article, JudgedBlock, Provenance, Reason, Role, Sourced};
use crate::text::{display_width, fold, host};

/// Letters and digits of the shortest block that is counted, in columns: `He declined.`
/// is said in many stories, `Continue reading` in none.
const SHORTEST: usize = 12;

/// The same of junk: short junk is most of a page, and its kind is seldom taken for text.
const SHORTEST_JUNK: usize = 48;

/// What a block is, as far as its own page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Text of the article.
    Body,
    /// Junk that no article has for its text: a request for support, a legal line.
    Furniture,
    /// Junk that may be the text of another article: a teaser, a headline.
    Foreign,
}

/// A block that is counted, since it may be template wherever it is body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// A hash of its letters and digits. Digits count: lists of results differ in nothing else.
    pub text: u64,
    /// Its place among the blocks of the page.
    pub place: u16,
    /// Its length: the columns of its letters and digits.
    pub weight: u16,
    /// What it is.
    pub standing: Standing,
}

/// What joins pages that may share a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FamilyKind {
    /// The host of the address.
    Site,
    /// The outlet's name.
    Outlet,
    /// The folder of the file, or the file of many records.
    Folder,
}

impl FamilyKind {
    /// The word for it in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Outlet => "outlet",
            Self::Folder => "folder",
        }
    }
}

/// Pages that may share a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Family {
    /// Its name: a host, a name as written, or the key of a folder or file.
    pub name: String,
    /// What joins it.
    pub kind: FamilyKind,
}

impl Family {
    fn new(kind: FamilyKind, name: impl Into<String>) -> Self {
        Self { name: name.into(), kind }
    }

    /// A number that stands for the family.
    #[must_use]
    pub fn key(&self) -> u64 {
        let name = if self.kind == FamilyKind::Outlet { letters(&self.name) } else { self.name.clone() };
        hash(&format!("{} {name}", self.kind.as_str()))
    }
}

/// The families of a page, most trusted first; there is at least one.
///
/// A host and a declared name are certain. A name that was read off the page is found on
/// some pages and missed on others, so such a page is counted with its folder too.
#[must_use]
pub fn families(article: &Article) -> Vec<Family> {
    if let Some(host) = article.url.as_deref().and_then(site) {
        return vec![Family::new(FamilyKind::Site, host)];
    }
    let mut families = vec![];
    if let Some(name) = article.outlet.value.as_deref().filter(|name| !letters(name).is_empty()) {
        families.push(Family::new(FamilyKind::Outlet, name));
    }
    let is_declared = matches!(article.outlet.source, Provenance::Metadata | Provenance::Structured);
    if families.is_empty() || !is_declared {
        families.push(Family::new(FamilyKind::Folder, folder(article)));
    }
    families
}

/// The host of an address, without the labels that say only how it is served.
fn site(url: &str) -> Option<String> {
    let host = host(url)?.to_lowercase();
    let mut host = host.as_str();
    while let Some(bare) = ["www.", "m.", "amp.", "mobile."].iter().find_map(|label| host.strip_prefix(label)) {
        if !bare.contains('.') {
            break;
        }
        host = bare;
    }
    host.contains('.').then(|| host.to_owned())
}

/// The folder of a file, above folders that are named by dates alone; the file itself if it
/// holds many records.
fn folder(article: &Article) -> String {
    if article.record.is_some() {
        return article.path.clone();
    }
    let is_date = |folder: &Path| {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
    };
    let mut folder = Path::new(&article.path).parent();
    while let Some(above) = folder.filter(|folder| is_date(folder)).and_then(Path::parent) {
        folder = Some(above);
    }
    match folder.and_then(Path::to_str) {
        None | Some("") => ".".to_owned(),
        Some(folder) => folder.to_owned(),
    }
}

/// The blocks of a page that are counted: body, and junk that may be body elsewhere. Headings
/// are not: `Background` may stand in every report. Nor are the `kept` ones, by their places:
/// the user asked for them.
#[must_use]
pub fn candidates(article: &Article, kept: &[usize]) -> Vec<Candidate> {
    let blocks = article.blocks.iter().enumerate().filter(|(place, _)| !kept.contains(place));
    blocks
        .filter_map(|(place, block)| {
            let standing = standing(block)?;
            let shortest = if standing == Standing::Body { SHORTEST } else { SHORTEST_JUNK };
            if block.text.len() < shortest / 2 {
                return None; // two columns a byte at most
            }
            let letters = letters(&block.text);
            let weight = display_width(&letters);
            let place = u16::try_from(place).ok()?;
            let weight16 = u16::try_from(weight).unwrap_or(u16::MAX);
            (weight >= shortest).then(|| Candidate { text: hash(&letters), place, weight: weight16, standing })
        })
        .collect()
}

fn standing(block: &JudgedBlock) -> Option<Standing> {
    match (block.role, block.reason) {
        (Role::Body, _) => Some(Standing::Body),
        (
            Role::Junk,
            Some(Reason::Navigation | Reason::Related | Reason::Teaser | Reason::Tags | Reason::CrawlDate | Reason::Repeated)
            | None,
        ) => Some(Standing::Foreign),
        (Role::Junk, Some(_)) => Some(Standing::Furniture),
        _ => None,
    }
}

/// The article with the blocks at these places set aside as `repeated`, and what its first
/// paragraph said read off the one that is first now.
pub fn set_aside(article: &mut Article, places: &[u16]) {
    if places.is_empty() {
        return;
    }
    let opening = |blocks: &[JudgedBlock]| blocks.iter().position(|block| block.role == Role::Body);
    let before = opening(&article.blocks);
    for place in places {
        if let Some(block) = article.blocks.get_mut(usize::from(*place)) {
            block.role = Role::Junk;
            block.reason = Some(Reason::Repeated);
        }
    }
    if article.title.source == Provenance::Lead {
        article.title = title::lead(&article.blocks);
    }
    let after = opening(&article.blocks);
    if before != after
        && article.dateline.is_none()
        && let Some(line) = after.and_then(|at| article.blocks.get(at)).and_then(|block| dateline::read(&block.text))
    {
        article.dateline = line.place;
        if let (None, Some(agency)) = (&article.agency.value, line.agency) {
            article.agency = Sourced::found(agency, Provenance::Dateline);
        }
    }
}

/// The folded letters and digits of a text.
fn letters(text: &str) -> String {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    let mut letters = fold(text);
    letters.retain(char::is_alphanumeric);
    letters
}

/// 64 bits of a text.
fn hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Page, RawDocument};

    fn article(lines: &[&str]) -> Article {
        let document = RawDocument {
            id: crate::model::ArticleId(1),
            source: crate::model::Source { path: "news/2025/12-02/a.txt".into(), ..crate::model::Source::default() },
            media: crate::model::Media::Text,
            text: String::new(),
            given: crate::model::Given::default(),
        };
        let blocks = (1..).zip(lines).map(|(number, line)| crate::model::Block::line(number, *line)).collect();
        let page = Page { blocks, ..Page::default() };
        super::super::article(&document, page, &super::super::CleanOptions { clean: false, keep: vec![] })
    }

    #[test]
    fn hosts_are_bare() {
        for (url, expected) in [
            ("https://www.quay-courier.example/a?b#c", Some("quay-courier.example")),
            ("http://m.amp.Quay-Courier.example:8080", Some("quay-courier.example")),
            ("https://sport.quay-courier.example/", Some("sport.quay-courier.example")),
            ("https://www.example", Some("www.example")),
            ("https://localhost/a", None),
            ("quay-courier.example/a", Some("quay-courier.example")),
            ("/a/b", None),
        ] {
            assert_eq!(site(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn pages_belong_to_their_site_else_outlet_else_folder() {
        let mut page = article(&["The pilots went back to work."]);
        let names = |page: &Article| families(page).into_iter().map(|family| family.name).collect::<Vec<_>>();
        assert_eq!(names(&page), ["news"], "folders of dates are passed");
        page.outlet = Sourced::found("Quay Courier", Provenance::Page);
        assert_eq!(names(&page), ["Quay Courier", "news"]);
        page.outlet = Sourced::found("Quay Courier", Provenance::Metadata);
        assert_eq!(names(&page), ["Quay Courier"]);
        page.record = Some(3);
        page.outlet = Sourced::default();
        assert_eq!(names(&page), ["news/2025/12-02/a.txt"]);
        page.url = Some("https://www.quay-courier.example/a".into());
        assert_eq!(names(&page), ["quay-courier.example"]);
        let key_of = |name: &str| Family::new(FamilyKind::Outlet, name).key();
        assert_eq!(key_of("QUAY COURIER"), key_of("Quay Courier"));
        assert_ne!(key_of("quay"), Family::new(FamilyKind::Folder, "quay").key());
    }

    #[test]
    fn candidates_are_body_of_some_length() {
        let mut page = article(&[
            "“No comment.”",
            "Get the Quay letter!",
            "GET THE  Quay Letter",
            "新潟港の船が戻った",
            "Final score 2-1",
            "Final score 2-2",
        ]);
        let texts =
            |page: &Article, kept: &[usize]| candidates(page, kept).iter().map(|candidate| candidate.place).collect::<Vec<_>>();
        assert_eq!(texts(&page, &[]), [1, 2, 3, 4, 5]);
        assert_eq!(texts(&page, &[3]), [1, 2, 4, 5]);
        let found = candidates(&page, &[]);
        assert_eq!(found[0].text, found[1].text, "case, space and marks do not count");
        assert_ne!(found[3].text, found[4].text, "digits count");
        page.blocks[1].role = Role::Heading;
        assert_eq!(texts(&page, &[]), [2, 3, 4, 5]);
        let long = "The trawler drifted for nine hours before the lifeboat reached it off Tidewick.";
        for (place, reason, text) in
            [(2, Reason::Promotion, long), (4, Reason::Teaser, long), (5, Reason::Promotion, "Get the Quay letter!")]
        {
            page.blocks[place] = JudgedBlock { line: None, role: Role::Junk, reason: Some(reason), text: text.into() };
        }
        let found = candidates(&page, &[]);
        assert_eq!(found.iter().map(|candidate| candidate.place).collect::<Vec<_>>(), [2, 3, 4], "short junk is not counted");
        let standings = [Standing::Furniture, Standing::Body, Standing::Foreign];
        assert_eq!(found.iter().map(|candidate| candidate.standing).collect::<Vec<_>>(), standings);
    }

    #[test]
    fn what_the_first_paragraph_said_is_read_anew() {
        let mut page = article(&[
            "Read this free of charge, thanks to our readers.",
            "PORT ELLERY, Dec 2 (Reuters) - Harbour pilots went back to work. Ships moved.",
        ]);
        assert_eq!(page.title.value.as_deref(), Some("Read this free of charge, thanks to our readers."));
        let alone = page.clone();
        set_aside(&mut page, &[]);
        assert_eq!(page, alone);
        set_aside(&mut page, &[0]);
        assert_eq!((page.blocks[0].role, page.blocks[0].reason), (Role::Junk, Some(Reason::Repeated)));
        assert_eq!(page.title.value.as_deref(), Some("Harbour pilots went back to work."));
        assert_eq!(page.dateline.as_deref(), Some("PORT ELLERY"));
        assert_eq!(page.agency.value.as_deref(), Some("Reuters"));
        set_aside(&mut page, &[1]);
        assert_eq!(page.title, Sourced::default());
    }
}
