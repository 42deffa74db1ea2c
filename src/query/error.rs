//! The mistakes a query can hold, and how a place in a query is drawn: the
//! line, a caret under the place, the sentence.
//!
//! Finding mistakes is left to the parser, colours and the escaping of what
//! a terminal may not see (bidirectional text, say) to the renderer; control
//! characters are drawn as blanks here, because columns are counted here.

use std::error::Error;
use std::fmt;

use unicode_width::UnicodeWidthStr;

use super::ast::Span;

/// Is one mistake in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The place in the text.
    pub span: Span,
    /// The kind, for machines.
    pub kind: ErrorKind,
    /// What is wrong: lower case, no final period.
    pub message: String,
    /// The nearest right form, if there is one.
    pub help: Option<String>,
}

/// Says what is wrong with a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A date that no calendar has.
    ImpossibleDate,
    /// A value of `date:` that is no date.
    UnreadableDate,
    /// A range that ends before it starts.
    ReversedRange,
    /// A value of `lang:` that is not two or three letters.
    BadLanguage,
    /// An operator that does not say how near, or how often.
    BadOperator,
    /// Operands that cannot be near each other, or counted.
    BadOperand,
    /// Wildcards, edits or an expression that cannot be read.
    BadPattern,
    /// What other systems have, and this one has not.
    NotHere,
    /// With [`strict`](super::ParseOptions::strict): what would be read in a way that
    /// may not have been meant.
    Unclear,
    /// A value of a field that the field cannot have.
    BadValue,
    /// Parentheses inside parentheses, past any use.
    TooDeep,
    /// More words, phrases and dates than a query may have.
    TooManyLeaves,
    /// More mistakes than are listed.
    More,
}

impl ErrorKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ImpossibleDate => "impossible_date",
            Self::UnreadableDate => "unreadable_date",
            Self::ReversedRange => "reversed_range",
            Self::BadLanguage => "bad_language",
            Self::BadOperator => "bad_operator",
            Self::BadOperand => "bad_operand",
            Self::BadPattern => "bad_pattern",
            Self::NotHere => "not_here",
            Self::Unclear => "unclear",
            Self::BadValue => "bad_value",
            Self::TooDeep => "too_deep",
            Self::TooManyLeaves => "too_many_leaves",
            Self::More => "more",
        }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}

impl Error for ParseError {}

/// Is every mistake of a query, in the order of the text; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseErrors(pub Vec<ParseError>);

impl ParseErrors {
    /// Draws each mistake under the query it was found in; lines are as long as they are.
    ///
    /// ```text
    /// consulates date:2025-13
    ///                 ^^^^^^^ no month 13: write `date:2025-12`
    /// ```
    #[must_use]
    pub fn render(&self, text: &str) -> String {
        self.render_within(text, usize::MAX)
    }

    /// Draws the same in so many columns.
    #[must_use]
    pub fn render_within(&self, text: &str, columns: usize) -> String {
        let drawn: Vec<String> = self.0.iter().map(|error| point(text, error.span, &error.to_string(), columns)).collect();
        drawn.join("\n")
    }
}

impl fmt::Display for ParseErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let gap = if i == 0 { "" } else { "\n" };
            write!(f, "{gap}{error}")?;
        }
        Ok(())
    }
}

impl Error for ParseErrors {}

/// Columns of the query that are drawn before, in, and after the place; a
/// query of a megabyte is still drawn as one readable line.
const BEFORE: usize = 60;
const INSIDE: usize = 60;
const AFTER: usize = 40;

/// Fewer columns are no help to anybody.
const NARROWEST: usize = 20;

/// Draws the query as one line, carets under `span`, and `message` after them, or under them
/// where `columns` are too few.
///
/// Columns are display columns. A span that is not in the text is moved to the
/// nearest place that is.
pub(super) fn point(text: &str, span: Span, message: &str, columns: usize) -> String {
    let columns = columns.max(NARROWEST);
    let start = text.floor_char_boundary(span.start);
    let end = text.floor_char_boundary(span.end).max(start);
    let cut = |from: usize, to: usize| plain(text.get(from..to).unwrap_or_default());
    // Three places may be cut, each with a sign of its own.
    let part = |most: usize| most.min(columns.saturating_sub(3).saturating_mul(most) / (BEFORE + INSIDE + AFTER));
    let is_short = text.len() <= BEFORE + INSIDE + AFTER && text.width() <= columns;
    let (before, inside, after) = (cut(0, start), cut(start, end), cut(end, text.len()));
    let (before, inside, after) = if is_short {
        (before, inside, after.trim_end().to_owned())
    } else {
        (last_columns(&before, part(BEFORE)), first_columns(&inside, part(INSIDE)), first_columns(after.trim_end(), part(AFTER)))
    };
    let indent = " ".repeat(before.width());
    let carets = "^".repeat(inside.width().max(1));
    let line = format!("{indent}{carets} {message}");
    let under = if line.width() <= columns { line } else { format!("{indent}{carets}\n{}", wrapped(message, columns)) };
    format!("{before}{inside}{after}\n{under}")
}

/// Breaks a sentence at blanks; a longer word stays whole.
fn wrapped(message: &str, columns: usize) -> String {
    let mut text = String::new();
    let mut used = 0;
    for word in message.split(' ') {
        let width = word.width();
        if used > 0 && used + 1 + width > columns {
            text.push('\n');
            used = 0;
        } else if used > 0 {
            text.push(' ');
            used += 1;
        }
        text.push_str(word);
        used += width;
    }
    text
}

/// Makes every control character a blank, so that the text is one line.
fn plain(text: &str) -> String {
    let blank = |c: char| if c.is_control() || c.is_whitespace() { ' ' } else { c };
    text.chars().map(blank).collect()
}

/// Keeps the first columns of a text.
fn first_columns(text: &str, most: usize) -> String {
    let kept = fitting(text.chars(), most);
    if kept.len() == text.len() { kept } else { kept + "…" }
}

/// Keeps the last columns of a text.
fn last_columns(text: &str, most: usize) -> String {
    let kept: String = fitting(text.chars().rev(), most).chars().rev().collect();
    if kept.len() == text.len() { kept } else { "…".to_owned() + &kept }
}

/// Takes characters as long as they fit.
fn fitting(chars: impl Iterator<Item = char>, most: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            used <= most
        })
        // Zero-width characters would otherwise never end.
        .take(most.saturating_mul(4))
        .collect()
}

#[cfg(test)]
mod tests {
    //! 1. The caret stands under the place, in columns.
    //! 2. Long lines are cut on both sides, lines with breaks drawn as one.
    //! 3. No line is wider than there are columns.
    //! 4. A span outside the text is no panic.

    use super::*;

    #[track_caller]
    fn check(text: &str, start: usize, end: usize, expected: &str) {
        assert_eq!(point(text, Span::new(start, end), "here", usize::MAX), expected);
    }

    #[test]
    fn carets() {
        check("ab cd", 3, 5, "ab cd\n   ^^ here");
        check("北京 cd", 7, 9, "北京 cd\n     ^^ here");
        check("a\u{301}b c", 4, 5, "a\u{301}b c\n  ^ here");
        check("a\nb\tc", 2, 3, "a b c\n  ^ here");
        check("ab", 2, 2, "ab\n  ^ here");
        check("", 0, 0, "\n^ here");
        check("ab", 7, 3, "ab\n  ^ here");
        check("é", 1, 1, "é\n^ here");
    }

    #[test]
    fn long_lines() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let drawn = point(&text, Span::new(500, 501), "here", usize::MAX);
        let lines: Vec<&str> = drawn.lines().collect();
        assert_eq!(lines[0].width(), 1 + BEFORE + 1 + AFTER + 1);
        assert_eq!(lines[1], format!("{}^ here", " ".repeat(61)));
    }

    #[test]
    fn few_columns() {
        let drawn = |text: &str, columns| point(text, Span::new(3, 5), "it is wrong: write it right", columns);
        assert_eq!(drawn("ab cd ef", 80), "ab cd ef\n   ^^ it is wrong: write it right");
        assert_eq!(drawn("ab cd ef", 24), "ab cd ef\n   ^^\nit is wrong: write it\nright");
        for (length, columns) in [(10, 20), (60, 30), (150, 40), (500, 80), (500, 200), (500, 1)] {
            let text = format!("{}X{}", "a".repeat(length), "b".repeat(length));
            let drawn = point(&text, Span::new(length, length + 1), "it is wrong: write it right", columns);
            let lines: Vec<&str> = drawn.lines().collect();
            assert!(lines.iter().all(|line| line.width() <= columns.max(NARROWEST)), "{columns}\n{drawn}");
            let caret = lines[1].find('^').unwrap();
            assert_eq!(lines[0].chars().nth(caret), Some('X'), "{drawn}");
        }
    }

    #[test]
    fn errors_say_the_remedy_last() {
        let error = ParseError {
            span: Span::new(0, 2),
            kind: ErrorKind::UnreadableDate,
            message: "wrong".to_owned(),
            help: Some("write `right`".to_owned()),
        };
        let errors = ParseErrors(vec![error.clone(), error]);
        let one = "ab\n^^ wrong: write `right`";
        assert_eq!(errors.render("ab"), format!("{one}\n{one}"));
    }
}
