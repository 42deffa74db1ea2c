//! Reads a regular expression where one stands: `/colou?r/`. What has strokes and is none
//! (a path, a date) is left to `word`.

use super::ast::Pattern;
use super::chars;
use super::error::ErrorKind;
use super::lexer::{Lexer, TokenKind};
use super::notice::{NoticeKind, quoted};
use super::operator::{self, Reading};
use super::pattern;

/// The longest regular expression.
const MAX_REGEX: usize = 400;

impl Lexer<'_> {
    /// Reads a regular expression, if one stands here.
    pub(super) fn regex(&mut self) -> bool {
        let start = self.place();
        let Some(length) = self.second_stroke() else { return false };
        let text: String = self.read(start + 1, length - 1).collect();
        let is_operator = operator::read(&format!("/{text}/"), self.dialect) != Reading::Word;
        let flags: String = (length + 1..length + 6).map_while(|i| self.peek(i)).take_while(char::is_ascii_lowercase).collect();
        let ends = self.peek(length + 1 + flags.len()).is_none_or(|c| matches!(c, ' ' | ')'));
        if !ends || is_operator || !flags.is_empty() && !has_signs(&text) {
            return false;
        }
        if text.contains(' ') {
            let first = text.split(' ').next().unwrap_or_default();
            let is_near = operator::read(&format!("/{first}"), self.dialect) != Reading::Word;
            let is_meant = has_signs(&text) && !is_near && flags.is_empty() && !text.ends_with(' ');
            if is_meant {
                self.skip(length + 1);
                let help = format!("write `\"{}\"` for the words", words_of(&text));
                self.mistake(
                    start,
                    ErrorKind::BadPattern,
                    "a regular expression matches one word, without blanks".to_owned(),
                    help,
                );
                self.push(TokenKind::Nothing, start);
            }
            return is_meant;
        }
        self.skip(length + 1 + flags.len());
        if let Err(error) = pattern::expression(&text) {
            let help = match words_of(&text) {
                words if chars::is_searchable(&words) => format!("write `\"{words}\"` for the words"),
                _ => "write a whole one, as in `/colou?r/`".to_owned(),
            };
            self.mistake(start, ErrorKind::BadPattern, format!("this regular expression cannot be read, {error}"), help);
        } else if !chars::is_searchable(&text) {
            self.notice(start, NoticeKind::NothingToSearch, |typed| {
                format!("{} has no letter or digit, so it is ignored", quoted(typed))
            });
            self.push(TokenKind::Nothing, start);
            return true;
        }
        if !flags.is_empty() {
            self.notice(start, NoticeKind::Wildcard, |_| {
                format!("`{flags}` after an expression is not read: case never matters")
            });
        }
        self.push(TokenKind::Pattern(Pattern::Regex(text)), start);
        true
    }

    /// Returns how far the stroke is that ends an expression, which may lie in the same word, or,
    /// a little further on, at the end of another.
    fn second_stroke(&self) -> Option<usize> {
        let mut length = 1;
        let mut has_blank = false;
        while length <= if has_blank { MAX_REGEX / 8 } else { MAX_REGEX } {
            match self.peek(length)? {
                '\\' => length += 1,
                '/' => return Some(length),
                ' ' => has_blank = true,
                _ => {}
            }
            length += 1;
        }
        None
    }
}

/// Tells whether a text has what only expressions have.
fn has_signs(text: &str) -> bool {
    text.contains(['[', ']', '{', '}', '|', '+', '^', '\\', '?']) || text.contains(".*")
}

/// Returns the words of an expression.
fn words_of(text: &str) -> String {
    let words = text.split(|c: char| c == ' ' || chars::is_double_quote(c) || c == '\\').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
