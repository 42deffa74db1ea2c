//! The types that flow between the rooms, and nothing that acts on them:
//!
//! `RawDocument` (decoded text and what its container says of it) →
//! `Page` (blocks, before anything is judged) → `Article` (blocks with roles,
//! metadata with provenance) → `Hit` (an article that answers a query).
//!
//! No type here knows the file system, the engine, the terminal or HTML.

mod article;
mod counts;
mod date;
mod document;
mod explained;
mod issue;
mod known;
mod lineage;
mod page;
mod quoted;
mod response;
mod reuse;
mod revisions;
mod why;

pub use article::{Article, JudgedBlock, Provenance, Reason, Role, Sourced};
pub use counts::{Count, CountSummary, FacetList, FacetTable, FacetValue, Imprecise, Period, Series, Timeline};
pub use date::{ClockTime, PartialDate, Precision, PublicationDate, day_number};
pub use document::{ArticleId, Given, GivenByPath, Media, RawDocument, Source, place_of};
pub use explained::{Contribution, Explained, Step};
pub use issue::{Issue, IssueKind};
pub use known::ArticleRef;
pub use lineage::{AlteredQuote, Carried, Change, ChangeKind, Lineage, StoryList, StoryRoles, StorySummary};
pub use page::{Block, BlockKind, Claim, Head, Hint, Page, Region};
pub use quoted::{QuoteMatch, QuoteResponse, QuoteRun, QuoteRunKind, QuoteSummary, Speaker};
pub use response::{
    Around, Facets, Highlight, Hit, MarkedParagraph, Notice, Passage, SCHEMA_VERSION, ScoreKind, ScorePart, SearchResponse,
    Story, StoryRole, Summary, TermFigures,
};
pub use reuse::{Reuse, ReusedRelease, Reuser, SharedPassage};
pub use revisions::{Revision, RevisionList};
pub use why::{FoldedInto, Found, FoundAt, PartNeed, QueryPart, Why};
