//! A decoded document cut into blocks, before anything is judged.

/// The document as blocks in reading order, and what it claims of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    /// What the document claims of itself in markup made for machines.
    pub head: Head,
    /// Everything a reader sees, in order.
    pub blocks: Vec<Block>,
}

/// A line or paragraph of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The first line in a text file, from 1; none for HTML.
    pub line: Option<u32>,
    /// The text without outer white space. Inner line breaks are those of the
    /// source, so that block lines can be counted.
    pub text: String,
    /// What the markup calls it; `Line` where there is no markup.
    pub kind: BlockKind,
    /// Which part of the page it stands in, as the markup says.
    pub region: Region,
    /// Bytes of `text` inside links.
    pub link_bytes: u32,
    /// It stands where most of the page's prose stands.
    pub in_main: bool,
    /// What class names and microdata call it, if they call it anything.
    pub hint: Option<Hint>,
}

impl Block {
    /// A block of plain text.
    #[must_use]
    pub fn line(number: u32, text: impl Into<String>) -> Self {
        Self {
            line: Some(number),
            text: text.into(),
            kind: BlockKind::Line,
            region: Region::Unknown,
            link_bytes: 0,
            in_main: false,
            hint: None,
        }
    }
}

/// What the markup calls a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// A line of plain text: there is no markup.
    Line,
    /// A paragraph, or text outside any other block element.
    Paragraph,
    /// A heading and its level, 1 to 6.
    Heading(u8),
    /// A list item.
    ListItem,
    /// A quotation.
    Quote,
    /// A caption.
    Caption,
    /// A table cell.
    Cell,
    /// A form, button or other control.
    Control,
}

/// Which part of the page a block stands in, as markup and class names say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// Nothing says.
    Unknown,
    /// The article element or the main part.
    Main,
    /// The page's header.
    Header,
    /// Navigation.
    Navigation,
    /// A side column or inserted box.
    Aside,
    /// The page's footer.
    Footer,
    /// Reader comments.
    Comments,
    /// Hidden from readers.
    Hidden,
}

/// What class names, microdata or the element itself call a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// Share, save, print, follow.
    Share,
    /// Other articles.
    Related,
    /// Newsletters, apps, subscriptions.
    Promotion,
    /// Advertisements.
    Advertisement,
    /// Cookies and consent.
    Consent,
    /// The rest is for subscribers.
    Paywall,
    /// Topics and tags.
    Tags,
    /// Who the author is.
    AuthorBio,
    /// Who wrote it.
    Byline,
    /// When it was published or changed.
    Date,
    /// The standfirst.
    Subtitle,
    /// What a picture shows.
    Caption,
    /// Whose picture it is.
    Credit,
    /// The body of the article.
    Body,
}

/// What a page claims of itself in markup made for machines.
/// Each list is in order of trust, best first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Head {
    /// Headlines.
    pub titles: Vec<Claim>,
    /// Publication dates, never modification dates.
    pub dates: Vec<Claim>,
    /// Names of the publisher.
    pub outlets: Vec<Claim>,
    /// Author names, one an entry, all from the best place that names any.
    pub authors: Vec<Claim>,
    /// The parts of the outlet it stands in, as written.
    pub sections: Vec<String>,
    /// What it says it is about, as written.
    pub tags: Vec<String>,
    /// The declared language.
    pub language: Option<String>,
    /// The page's own address.
    pub url: Option<String>,
}

/// One claim: the value as written, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// The value, decoded and trimmed.
    pub value: String,
    /// Where it stood.
    pub from: super::Provenance,
}
