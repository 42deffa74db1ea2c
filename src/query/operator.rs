//! Reads the words and signs that join operands: `and`, `||`, `w/5`, `PRE/5`,
//! `NEAR/5`, `adj5`, `/s`, under all the names that news databases give them.
//!
//! Whether an operator has operands is left to `resolve`.

use super::ast::{Proximity, Within};

/// Says what an operator does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    And,
    Or,
    Not,
    Near(Proximity),
}

/// Says whose habits are followed where news databases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dialect {
    /// The language of this program, which is nearest to Lexis.
    #[default]
    Own,
    /// Factiva: words side by side are a phrase, `w/5` keeps the order, `same` is
    /// one paragraph, `engineer$3` is up to three more letters.
    Factiva,
}

/// Says what a whole word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    Operator(Role),
    /// An operator with a mistake: what is wrong, and what would be right.
    Mistake {
        message: String,
        help: String,
    },
    /// Nothing special.
    Word,
}

/// The most words that may lie between two operands, and the most moves in a phrase.
pub(super) const MAX_DISTANCE: u32 = 500;

/// Reads a whole word.
pub(super) fn read(text: &str, dialect: Dialect) -> Reading {
    if text.len() > 16 || !text.is_ascii() {
        return Reading::Word;
    }
    let lower = text.to_ascii_lowercase();
    let role = match lower.as_str() {
        "and" => Role::And,
        "or" => Role::Or,
        "not" | "andnot" => Role::Not,
        "same" if dialect == Dialect::Factiva => near(Within::Paragraph, false),
        "adj" if dialect == Dialect::Factiva => near(Within::Words(1), true),
        _ => return proximity(&lower, dialect),
    };
    Reading::Operator(role)
}

fn near(within: Within, is_ordered: bool) -> Role {
    Role::Near(Proximity { within, is_ordered, is_negated: false })
}

/// Makes the operator for so many words at most, in this order.
pub(super) fn before(count: u32) -> Role {
    near(Within::Words(count), true)
}

/// Reads `w/5`, `/5`, `near5`, `/n5/`, `pre/s` and the like.
fn proximity(lower: &str, dialect: Dialect) -> Reading {
    if let Some(count) = lower.strip_prefix("/n").and_then(|rest| rest.strip_suffix('/')).filter(|count| is_number(count)) {
        return counted("near/", count, false, false);
    }
    let letters = lower.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, rest) = lower.split_at(letters);
    let is_within = matches!(name, "" | "w");
    let is_ordered = matches!(name, "pre" | "onear" | "adj") || (name == "w" && dialect == Dialect::Factiva);
    let is_negated = name == "notnear";
    if !is_within && !matches!(name, "near" | "pre" | "onear" | "adj" | "notnear") {
        return Reading::Word;
    }
    let Some(value) = rest.strip_prefix('/') else {
        // Without the stroke only a number makes it an operator: `near5`, `adj5`.
        let is_glued = is_number(rest) && (!is_within || (name == "w" && dialect == Dialect::Factiva)) && name != "pre";
        return if is_glued { counted(&format!("{name}/"), rest, is_ordered, is_negated) } else { Reading::Word };
    };
    let prefix = format!("{name}/");
    let of = |within| Reading::Operator(Role::Near(Proximity { within, is_ordered, is_negated }));
    match value {
        "s" | "sent" | "sentence" => of(Within::Sentence),
        "p" | "para" | "paragraph" => of(Within::Paragraph),
        "seg" => mistake(
            format!("`{lower}` is not read: a segment is a field"),
            "write `title:(a AND b)` or `body:(a AND b)`".to_owned(),
        ),
        _ if is_number(value) => counted(&prefix, value, is_ordered, is_negated),
        _ if name.is_empty() => Reading::Word,
        // `w/o` is without, `w/e` whatever, `near/far` and `w/friends` are prose.
        "o" | "e" | "" if name == "w" => Reading::Word,
        _ if value.len() <= 1 => mistake(
            format!("`{lower}` does not say how near"),
            format!("write `{prefix}5` (words), `{prefix}s` (sentence) or `{prefix}p` (paragraph)"),
        ),
        _ => {
            let number: String = value.chars().take_while(char::is_ascii_digit).collect();
            let slip = ["sent", "para"].iter().find(|known| super::field::is_one_edit(value, known));
            match slip {
                _ if !number.is_empty() => {
                    mistake(format!("`{value}` is no number of words"), format!("write `{prefix}{number}`"))
                }
                Some(known) => mistake(format!("`{lower}` is not read"), format!("write `{prefix}{known}`")),
                None => Reading::Word,
            }
        }
    }
}

/// Makes the operator of a number of words, if it is one that has a meaning.
fn counted(prefix: &str, digits: &str, is_ordered: bool, is_negated: bool) -> Reading {
    match digits.parse() {
        Ok(count @ 1..=MAX_DISTANCE) => {
            Reading::Operator(Role::Near(Proximity { within: Within::Words(count), is_ordered, is_negated }))
        }
        Ok(0) => mistake("two words are never 0 words apart".to_owned(), format!("write `{prefix}1` for side by side")),
        _ => mistake(
            format!("`{prefix}{digits}` is too far"),
            format!("write at most `{prefix}{MAX_DISTANCE}`, or `w/p` for one paragraph"),
        ),
    }
}

fn mistake(message: String, help: String) -> Reading {
    Reading::Mistake { message, help }
}

pub(super) fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl std::fmt::Display for Proximity {
    /// Writes the operator in its canonical spelling.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = if self.is_ordered { "PRE" } else { "w" };
        f.write_str(if self.is_negated { "NOT " } else { "" })?;
        match self.within {
            Within::Words(count) => write!(f, "{name}/{count}"),
            Within::Sentence => write!(f, "{name}/s"),
            Within::Paragraph => write!(f, "{name}/p"),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Every spelling reads as what it means, prose stays prose, slips are told.

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let shown = match read(text, Dialect::Own) {
            Reading::Operator(Role::Near(proximity)) => proximity.to_string(),
            Reading::Operator(role) => format!("{role:?}"),
            Reading::Mistake { message, help } => format!("{message}: {help}"),
            Reading::Word => "word".to_owned(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn spellings() {
        for (text, expected) in [
            ("AND", "And"),
            ("andnot", "Not"),
            ("w/5", "w/5"),
            ("W/5", "w/5"),
            ("/5", "w/5"),
            ("near/5", "w/5"),
            ("NEAR5", "w/5"),
            ("/N5/", "w/5"),
            ("pre/5", "PRE/5"),
            ("onear/5", "PRE/5"),
            ("ONEAR5", "PRE/5"),
            ("adj5", "PRE/5"),
            ("adj/5", "PRE/5"),
            ("w/s", "w/s"),
            ("/s", "w/s"),
            ("w/sent", "w/s"),
            ("w/para", "w/p"),
            ("/p", "w/p"),
            ("pre/s", "PRE/s"),
            ("NOTNEAR/5", "NOT w/5"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn prose() {
        for text in [
            "w/o",
            "w/",
            "w/friends",
            "near/far",
            "near",
            "same",
            "adj",
            "w5",
            "pre5",
            "and/or",
            "/usr",
            "24/7",
            "s/p",
            "pre/post",
        ] {
            check(text, "word");
        }
    }

    #[test]
    fn slips() {
        check("w/x", "`w/x` does not say how near: write `w/5` (words), `w/s` (sentence) or `w/p` (paragraph)");
        check("w/5x", "`5x` is no number of words: write `w/5`");
        check("near/0", "two words are never 0 words apart: write `near/1` for side by side");
        check("pre/999", "`pre/999` is too far: write at most `pre/500`, or `w/p` for one paragraph");
        check("w/snt", "`w/snt` is not read: write `w/sent`");
        check("w/seg", "`w/seg` is not read: a segment is a field: write `title:(a AND b)` or `body:(a AND b)`");
    }

    #[test]
    fn factiva() {
        let shown = |text: &str| match read(text, Dialect::Factiva) {
            Reading::Operator(Role::Near(proximity)) => proximity.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(
            [shown("w/5"), shown("w5"), shown("same"), shown("adj"), shown("near5")],
            ["PRE/5", "PRE/5", "w/p", "PRE/1", "w/5"]
        );
    }
}
