//! Trouble with one document. Reading goes on; the issue is counted and listed.

use serde::{Deserialize, Serialize};

/// One document (or part of one) that could not be read as it should.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Issue {
    /// The file.
    pub path: String,
    /// The record in a file of many.
    pub record: Option<u64>,
    /// What kind of trouble.
    pub kind: IssueKind,
    /// One line in plain words.
    pub text: String,
}

/// Kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IssueKind {
    /// The file could not be opened or read.
    Unreadable,
    /// Compressed data ended early or were damaged.
    Damaged,
    /// Some bytes were not valid in the text's encoding and were replaced.
    Encoding,
    /// A record or file does not have the form its name promises.
    Malformed,
    /// A limit on size, nesting or expansion was passed.
    Limit,
    /// No article was found in it.
    Empty,
    /// Parts of an archive of kinds that are no articles were passed over, as in a folder; or a folder
    /// to which a link leads, because it is read under another name.
    Ignored,
}

impl IssueKind {
    /// The word for it in JSON and in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Damaged => "damaged",
            Self::Encoding => "encoding",
            Self::Malformed => "malformed",
            Self::Limit => "limit",
            Self::Empty => "empty",
            Self::Ignored => "ignored",
        }
    }

    /// Whether the document (or record) was left out because of it; the other
    /// kinds are warnings about a document that is in the index, or tell of what
    /// was no document to begin with.
    #[must_use]
    pub fn is_skip(self) -> bool {
        !matches!(self, Self::Encoding | Self::Ignored)
    }
}
