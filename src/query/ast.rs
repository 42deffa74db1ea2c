//! The query tree: what the words somebody typed mean, independent of any
//! engine, schema or index.
//!
//! Invariants of every tree the parser returns:
//!
//! * A [`Word`] has no white space and at least one letter or digit; so has a
//!   [`Pattern`], and a [`Phrase`], where white space is single and never at the ends.
//! * Operands of [`Kind::Near`] and [`Kind::AtLeast`] stand somewhere in a text:
//!   [`Node::has_places`].
//! * [`Kind::All`], [`Kind::And`] and [`Kind::Or`] have two operands or more,
//!   and none that could be merged into them.
//! * [`Kind::Not`] never holds another `Not`, [`Kind::Field`] never a `Field`
//!   or a date alone, and neither holds a node marked `required`.
//!
//! The builders on [`Node`] keep the last two, whoever calls them. Reading text
//! is left to the parser, printing to `display`, walking to `visit`.

use super::dates::DateFilter;
use super::field::Field;

/// Is a range of bytes in the text that was typed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}

impl Span {
    /// Makes the span from `start` up to, not including, `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns the smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Returns the part of `text` this span names, or nothing if it names none.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// Is a whole query; its `Display` is the one canonical text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The tree; `None` is the empty query, which matches everything.
    pub root: Option<Node>,
}

/// Is one part of a query, with its place in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it asks for.
    pub kind: Kind,
    /// Where it was typed.
    pub span: Span,
    /// Whether it was written with `+`: an operand of an [`Kind::All`] that may
    /// not be relaxed.
    pub required: bool,
}

/// Says what a node asks for.
///
/// Later issues may add variants, so code outside this crate needs a fallback arm.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// One written word; it may analyse to several tokens (`COVID-19`).
    Word(Word),
    /// Any word of a form.
    Pattern(Pattern),
    /// These exact words in this order, unstemmed.
    Phrase(Phrase),
    /// Operands that merely stand side by side: `a b`. All are wanted, and these
    /// are the operands that `--match auto` may relax.
    All(Vec<Node>),
    /// Operands joined by a written `AND` or `NOT`; none may be relaxed.
    And(Vec<Node>),
    /// Operands of which one is enough.
    Or(Vec<Node>),
    /// What must not match. Inside `All` and `And` it subtracts; anywhere else
    /// it means everything but its operand.
    Not(Box<Node>),
    /// An operand looked for in one field only; the innermost field rules.
    Field(Field, Box<Node>),
    /// Two operands that stand near each other, or the first where the second is not near.
    Near(Near),
    /// An operand that stands in the article so many times at least.
    AtLeast(u32, Box<Node>),
    /// An operand that stands among the first so many words.
    First(u32, Box<Node>),
    /// A condition on the date of publication.
    Date(DateFilter),
}

/// Is the form of a word, of which the index may have many.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// A word with wildcards: `*` is any characters, `?` is one.
    Wild(String),
    /// A word, and those that few edits make of it; swapping neighbours is one edit.
    Fuzzy {
        /// The word.
        text: String,
        /// Edits at most: 1 or 2.
        edits: u8,
    },
    /// A regular expression that matches whole words, in small letters.
    Regex(String),
}

/// Is a phrase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The words. A `*` beside a letter or digit, and a `?` between two, are wildcards.
    pub text: String,
    /// By how many places, all in all, the words may be moved.
    pub slop: u32,
    /// Written `="…"`: in a field of names, nothing else may stand in the name.
    pub is_whole: bool,
}

/// Is two operands and what lies between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The left and the right one.
    pub operands: Box<[Node; 2]>,
    /// How they stand to each other.
    pub proximity: Proximity,
}

/// Says how two operands stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proximity {
    /// How far apart they may be.
    pub within: Within,
    /// Whether the left one comes first.
    pub is_ordered: bool,
    /// Whether what is wanted is a place of the left one without the right one near.
    pub is_negated: bool,
}

/// Says how far apart two operands may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Within {
    /// So many words, where 1 is side by side.
    Words(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// Is one written word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Word {
    /// The word as typed, with typographic dashes and apostrophes made plain.
    pub text: String,
    /// Whether it was written `=word`: this form only, unstemmed, no variants.
    pub exact: bool,
}

impl Node {
    /// Makes a node that is not `required`.
    #[must_use]
    pub fn new(kind: Kind, span: Span) -> Self {
        Self { kind, span, required: false }
    }

    /// Marks the node with `+`; negations cannot be, and stay as they are.
    #[must_use]
    pub fn require(mut self) -> Self {
        self.required = !matches!(self.kind, Kind::Not(_));
        self
    }

    /// Negates a node; two negations cancel.
    #[must_use]
    pub fn negate(mut self, span: Span) -> Self {
        self.required = false;
        match self.kind {
            Kind::Not(inner) => Self { span, ..*inner },
            _ => Self::new(Kind::Not(Box::new(self)), span),
        }
    }

    /// Tells whether a node stands at places of a text, so that it can be near another or
    /// be counted: words, patterns, phrases, what is near each other, and any of these.
    #[must_use]
    pub fn has_places(&self) -> bool {
        match &self.kind {
            Kind::Word(_) | Kind::Pattern(_) | Kind::Phrase(_) | Kind::Near(_) => !self.required,
            Kind::Or(parts) => !self.required && parts.iter().all(Node::has_places),
            _ => false,
        }
    }

    /// Wants two nodes near each other, or one without the other near it; `None` if
    /// one of them has no places.
    #[must_use]
    pub fn near(left: Node, proximity: Proximity, right: Node) -> Option<Self> {
        let can = left.has_places() && right.has_places();
        let span = left.span.to(right.span);
        can.then(|| Self::new(Kind::Near(Near { operands: Box::new([left, right]), proximity }), span))
    }

    /// Wants a node so many times at least, each of the operands of an `AND`; `None` if
    /// there is anything in it that cannot be counted.
    #[must_use]
    pub fn at_least(self, count: u32, span: Span) -> Option<Self> {
        let each = |parts: Vec<Node>| -> Option<Vec<Node>> {
            let counted = parts.into_iter().map(|part| {
                let span = part.span;
                part.at_least(count, span)
            });
            counted.collect()
        };
        let required = self.required;
        let inner = Self { required: false, ..self };
        let counted = match inner.kind {
            Kind::And(parts) => Self::and(each(parts)?)?,
            Kind::All(parts) => Self::all(each(parts)?)?,
            Kind::Field(field, part) if field.has_places() => part.at_least(count, span)?.in_field(field, span),
            Kind::First(first, part) => part.at_least(count, span)?.among_first(first, span),
            _ if inner.has_places() => Self::new(Kind::AtLeast(count, Box::new(inner)), span),
            _ => return None,
        };
        Some(Self { span, required, ..counted })
    }

    /// Looks for a node among the first words; of two limits the lower one rules.
    ///
    /// A negation or a `+` moves out, a date keeps its own meaning.
    #[must_use]
    pub fn among_first(mut self, words: u32, span: Span) -> Self {
        match self.kind {
            Kind::Not(inner) => inner.among_first(words, span).negate(span),
            Kind::First(other, inner) => Self { kind: Kind::First(words.min(other), inner), span, required: self.required },
            Kind::Date(_) => Self { span, ..self },
            _ => {
                let required = std::mem::take(&mut self.required);
                Self { kind: Kind::First(words, Box::new(self)), span, required }
            }
        }
    }

    /// Looks for a node in one field.
    ///
    /// A negation or a `+` moves out (`title:-x` is `NOT title:x`); a node that
    /// is a field or a date already keeps its own meaning.
    #[must_use]
    pub fn in_field(mut self, field: Field, span: Span) -> Self {
        match self.kind {
            Kind::Not(inner) => inner.in_field(field, span).negate(span),
            Kind::Field(..) | Kind::Date(_) => Self { span, ..self },
            _ => {
                let required = std::mem::take(&mut self.required);
                let kind = Kind::Field(field, Box::new(self));
                Self { kind, span, required }
            }
        }
    }

    /// Joins operands that stand side by side; one alone is returned as it is,
    /// and none is `None`.
    #[must_use]
    pub fn all(parts: Vec<Node>) -> Option<Self> {
        Self::join(parts, Kind::All, |kind| match kind {
            Kind::All(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Joins operands with `AND`; see [`Node::all`].
    #[must_use]
    pub fn and(parts: Vec<Node>) -> Option<Self> {
        Self::join(parts, Kind::And, |kind| match kind {
            Kind::All(inner) | Kind::And(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Joins operands with `OR`; see [`Node::all`].
    #[must_use]
    pub fn or(parts: Vec<Node>) -> Option<Self> {
        Self::join(parts, Kind::Or, |kind| match kind {
            Kind::Or(inner) => Ok(inner),
            other => Err(other),
        })
    }

    /// Joins operands, taking in those that `open` finds to be of the same kind.
    fn join(mut parts: Vec<Node>, make: fn(Vec<Node>) -> Kind, open: fn(Kind) -> Result<Vec<Node>, Kind>) -> Option<Self> {
        if parts.len() < 2 {
            return parts.pop();
        }
        let mut span = parts.first()?.span;
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            span = span.to(part.span);
            if part.required {
                flat.push(part);
                continue;
            }
            match open(part.kind) {
                Ok(inner) => flat.extend(inner),
                Err(kind) => flat.push(Self::new(kind, part.span)),
            }
        }
        Some(Self::new(make(flat), span))
    }
}
