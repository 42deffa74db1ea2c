//! What the parser has to say about a query it did accept, and the list where
//! it collects that together with the mistakes.
//!
//! How a mistake is worded and drawn is left to `error`.

use super::ast::Span;
use super::error::{ErrorKind, ParseError, point};

/// Says that a query was accepted, but not read as it may have been meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryNotice {
    /// The place in the text.
    pub span: Span,
    /// The kind, for machines.
    pub kind: NoticeKind,
    /// The sentence, for people: lower case, no final period.
    pub text: String,
}

impl QueryNotice {
    /// Draws the query in so many columns, with a caret under the place and the sentence after it.
    #[must_use]
    pub fn render_within(&self, text: &str, columns: usize) -> String {
        point(text, self.span, &self.text, columns)
    }
}

/// Says what a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A quote without its other half was read past.
    UnbalancedQuote,
    /// A parenthesis without its other half was read past.
    UnbalancedParenthesis,
    /// A phrase with no letter or digit was ignored.
    EmptyPhrase,
    /// A group with nothing in it was ignored.
    EmptyGroup,
    /// `AND`, `OR` or `NOT` without its operands was read as a word.
    OperatorAsWord,
    /// A lower-case `not` was read as the operator.
    WordAsOperator,
    /// A weight sign was not read, or a wildcard that has no letters.
    Wildcard,
    /// A `!` was read as a wildcard, which it is.
    Truncation,
    /// One of two readings of a date was taken.
    DateGuess,
    /// An operator takes one of the words beside it, or binds tighter than another.
    Grouping,
    /// A name that is nearly a field's was read as part of a word.
    UnknownField,
    /// A field's name with nothing after its colon was read as a word.
    FieldWithoutValue,
    /// A word with no letter or digit was ignored.
    NothingToSearch,
    /// More notices were due than are listed.
    More,
}

impl NoticeKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::UnbalancedQuote => "unbalanced_quote",
            Self::UnbalancedParenthesis => "unbalanced_parenthesis",
            Self::EmptyPhrase => "empty_phrase",
            Self::EmptyGroup => "empty_group",
            Self::OperatorAsWord => "operator_as_word",
            Self::WordAsOperator => "word_as_operator",
            Self::Wildcard | Self::Truncation => "wildcard",
            Self::DateGuess => "date_guess",
            Self::Grouping => "grouping",
            Self::UnknownField => "unknown_field",
            Self::FieldWithoutValue => "field_without_value",
            Self::NothingToSearch => "nothing_to_search",
            Self::More => "more",
        }
    }
}

/// As many notices, and as many mistakes, as anybody reads; a text of a hundred
/// thousand parentheses must not become as many sentences.
const MOST: usize = 32;

/// Collects notices and mistakes while a query is read.
#[derive(Debug, Default)]
pub(super) struct Remarks {
    notices: Vec<QueryNotice>,
    errors: Vec<ParseError>,
    more_notices: usize,
    more_errors: usize,
}

impl Remarks {
    /// Adds a notice, unless there are enough.
    pub(super) fn notice(&mut self, span: Span, kind: NoticeKind, text: impl FnOnce() -> String) {
        if self.notices.len() < MOST {
            let text = text();
            self.notices.push(QueryNotice { span, kind, text });
        } else {
            self.more_notices += 1;
        }
    }

    /// Adds a mistake, unless there are enough.
    pub(super) fn error(&mut self, error: impl FnOnce() -> ParseError) {
        if self.errors.len() < MOST {
            self.errors.push(error());
        } else {
            self.more_errors += 1;
        }
    }

    /// Makes a mistake of every notice of what may not have been meant.
    pub(super) fn notices_are_mistakes(&mut self) {
        for notice in std::mem::take(&mut self.notices) {
            if notice.kind == NoticeKind::Truncation {
                self.notices.push(notice);
                continue;
            }
            self.error(|| ParseError { span: notice.span, kind: ErrorKind::Unclear, message: notice.text, help: None });
        }
        self.more_errors += std::mem::take(&mut self.more_notices);
    }

    /// Returns both lists, in the order of the text.
    pub(super) fn finish(mut self, whole: Span) -> (Vec<QueryNotice>, Vec<ParseError>) {
        self.notices.sort_by_key(|notice| notice.span.start);
        self.errors.sort_by_key(|error| error.span.start);
        if self.more_notices > 0 {
            self.notices.push(QueryNotice {
                span: whole,
                kind: NoticeKind::More,
                text: format!("{} more notices are not listed", self.more_notices),
            });
        }
        if self.more_errors > 0 {
            self.errors.push(ParseError {
                span: whole,
                kind: ErrorKind::More,
                message: format!("{} more mistakes are not listed", self.more_errors),
                help: None,
            });
        }
        (self.notices, self.errors)
    }
}

/// Puts a value into backticks, cut if it is long.
pub(super) fn quoted(value: &str) -> String {
    const LONGEST: usize = 60;
    match value.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("`{}…`", value.get(..at).unwrap_or_default()),
        None => format!("`{value}`"),
    }
}
