//! The page after cleaning: what is the article, what was set aside and why,
//! and metadata that say where they were found. `Article` is, field by field,
//! an entry of `articles` in the JSON of `newsidx inspect`.

use serde::{Deserialize, Serialize};

use super::PublicationDate;

/// Where a piece of metadata was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Provenance {
    /// Record fields, front matter, `meta` elements, or a title in structured data.
    Metadata,
    /// JSON-LD, microdata, `time` elements.
    Structured,
    /// The page's address.
    Url,
    /// The text of the page.
    Page,
    /// The dateline that opens the body.
    Dateline,
    /// The file's path.
    Path,
    /// Another copy of the same story.
    Story,
    /// The first sentence, because the page has no headline.
    Lead,
    /// Nowhere.
    #[default]
    None,
}

impl Provenance {
    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Structured => "structured",
            Self::Url => "url",
            Self::Page => "page",
            Self::Dateline => "dateline",
            Self::Path => "path",
            Self::Story => "story",
            Self::Lead => "lead",
            Self::None => "none",
        }
    }
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Sourced {
    /// The value, or null.
    pub value: Option<String>,
    /// Where it was found; `none` if there is no value.
    pub source: Provenance,
}

impl Sourced {
    /// A value that was found.
    #[must_use]
    pub fn found(value: impl Into<String>, source: Provenance) -> Self {
        Self { value: Some(value.into()), source }
    }
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The headline.
    Title,
    /// The standfirst.
    Subtitle,
    /// Who wrote it.
    Byline,
    /// When it was published or changed.
    Date,
    /// Who published it.
    Outlet,
    /// What a picture shows.
    Caption,
    /// Whose picture or report it is.
    Credit,
    /// A heading inside the article.
    Heading,
    /// The article.
    Body,
    /// Not the article; the block's `reason` says why.
    Junk,
}

impl Role {
    /// Whether the block's text is searched as the article's text. Captions are: what a picture
    /// shows is news too.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Body | Self::Heading | Self::Subtitle | Self::Caption)
    }

    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Subtitle => "subtitle",
            Self::Byline => "byline",
            Self::Date => "date",
            Self::Outlet => "outlet",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Heading => "heading",
            Self::Body => "body",
            Self::Junk => "junk",
        }
    }
}

/// Why a block is junk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Menus, breadcrumbs, section rows.
    Navigation,
    /// Share, save, print, follow.
    Share,
    /// Headlines of other articles and their headings.
    Related,
    /// Newsletters, apps, subscriptions.
    Promotion,
    /// Advertisements and their markers.
    Advertisement,
    /// Cookies and consent.
    Consent,
    /// Reader comments and what surrounds them.
    Comments,
    /// Copyright, legal lines, reading times, counters, widgets.
    Boilerplate,
    /// The day the page was fetched, not published.
    CrawlDate,
    /// Topics and tags.
    Tags,
    /// The summary of another article.
    Teaser,
    /// The rest is for subscribers.
    Paywall,
    /// Who the author is.
    AuthorBio,
    /// A pointer to where it was copied from.
    SourceLink,
    /// The same words stand elsewhere on the page or on many pages.
    Repeated,
}

impl Reason {
    /// The word for it in JSON and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Navigation => "navigation",
            Self::Share => "share",
            Self::Related => "related",
            Self::Promotion => "promotion",
            Self::Advertisement => "advertisement",
            Self::Consent => "consent",
            Self::Comments => "comments",
            Self::Boilerplate => "boilerplate",
            Self::CrawlDate => "crawl_date",
            Self::Tags => "tags",
            Self::Teaser => "teaser",
            Self::Paywall => "paywall",
            Self::AuthorBio => "author_bio",
            Self::SourceLink => "source_link",
            Self::Repeated => "repeated",
        }
    }

    /// What such a block is, in words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Navigation => "navigation",
            Self::Share => "buttons to share",
            Self::Related => "related headlines",
            Self::Promotion => "promotion",
            Self::Advertisement => "an advertisement",
            Self::Consent => "a notice of consent",
            Self::Comments => "readers' comments",
            Self::Boilerplate => "boilerplate",
            Self::CrawlDate => "the day of fetching",
            Self::Tags => "a row of tags",
            Self::Teaser => "a teaser of another article",
            Self::Paywall => "a notice of the paywall",
            Self::AuthorBio => "a note on the author",
            Self::SourceLink => "a link to the source",
            Self::Repeated => "text that recurs on many pages",
        }
    }

    /// All reasons, in the order of the documentation.
    pub const ALL: [Self; 15] = [
        Self::Navigation,
        Self::Share,
        Self::Related,
        Self::Promotion,
        Self::Advertisement,
        Self::Consent,
        Self::Comments,
        Self::Boilerplate,
        Self::CrawlDate,
        Self::Tags,
        Self::Teaser,
        Self::Paywall,
        Self::AuthorBio,
        Self::SourceLink,
        Self::Repeated,
    ];

    /// Reads a reason's word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == word)
    }
}

/// A block with its one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedBlock {
    /// The first line in a text file, from 1; null for HTML.
    pub line: Option<u32>,
    /// What it is.
    pub role: Role,
    /// Why it is junk; null otherwise.
    pub reason: Option<Reason>,
    /// Its text; inner line breaks are those of the source.
    pub text: String,
}

/// A page after cleaning.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The lasting name.
    pub id: String,
    /// The file.
    pub path: String,
    /// The record's number in a file of many.
    pub record: Option<u64>,
    /// Where it was published.
    pub url: Option<String>,
    /// The headline, or the first sentence.
    pub title: Sourced,
    /// Who published it.
    pub outlet: Sourced,
    /// The news agency that wrote it.
    pub agency: Sourced,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who edited it.
    pub editors: Vec<String>,
    /// ISO 639-1 code of the body's language, or null.
    pub language: Option<String>,
    /// Where it was reported from, as written.
    pub dateline: Option<String>,
    /// The parts of the outlet it stands in: `Sport`.
    #[serde(default)]
    pub sections: Vec<String>,
    /// What it is said to be about.
    #[serde(default)]
    pub tags: Vec<String>,
    /// When it was published.
    pub date: PublicationDate,
    /// Every block of the page, in order, each with one role.
    pub blocks: Vec<JudgedBlock>,
}

impl Article {
    /// The blocks that are searched as the article's text.
    pub fn text_blocks(&self) -> impl Iterator<Item = &JudgedBlock> {
        self.blocks.iter().filter(|block| block.role.is_text())
    }

    /// The blocks that were set aside.
    pub fn junk_blocks(&self) -> impl Iterator<Item = &JudgedBlock> {
        self.blocks.iter().filter(|block| block.role == Role::Junk)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_what_they_print() {
        for reason in Reason::ALL {
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.as_str()));
        }
    }
}
