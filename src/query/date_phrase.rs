//! Dates as Lexis and Factiva write them (`date aft 1/1/2020`, `date from 19990201
//! to 19990301`, `date -7`) and Lucene's ranges, as values of `date:`.
//!
//! Pure: text to text; whether the calendar has the day is left to `dates`.

use super::operator::is_number;

/// Is a condition on dates that was found in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DatePhrase {
    /// How many characters it takes.
    pub(super) length: usize,
    /// The same as a value of `date:`.
    pub(super) spec: String,
    /// What had to be guessed, if anything.
    pub(super) guess: Option<String>,
}

/// Reads what follows the word `date`, up to a parenthesis. Without a number where a
/// date must stand it is ordinary text, and none is found.
pub(super) fn read(rest: &str) -> Option<DatePhrase> {
    let mut words = Cursor { rest, at: 0 };
    let first = words.next()?.to_ascii_lowercase();
    let mut guess = None;
    let sign = first.find(|c: char| !matches!(c, '<' | '>' | '=')).unwrap_or(first.len());
    let (operator, glued) = if sign > 0 { first.split_at(sign) } else { (first.as_str(), "") };
    if let Some(days) = operator.strip_prefix('-').filter(|days| is_number(days) && days.len() <= 4) {
        let guess = Some(format!("`date -{days}` is read as the last {days} days"));
        return Some(DatePhrase { length: words.at, spec: format!("{days}d"), guess });
    }
    let mut day = |words: &mut Cursor<'_>, glued: &str| -> Option<String> {
        let value = if glued.is_empty() { words.next()? } else { glued };
        let value = value.trim_end_matches([',', ';', ':', '!', '?', '\'']);
        if !value.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (day, told) = written_day(value);
        guess = guess.take().or(told);
        Some(day)
    };
    let before_day = match operator {
        "aft" | "after" | ">" | "gt" => ">",
        "bef" | "before" | "<" | "lt" => "<",
        ">=" | "geq" => ">=",
        "<=" | "leq" => "<=",
        "is" | "=" | "eq" => "",
        "from" => {
            let from = day(&mut words, "")?;
            let here = words.at;
            let to = match words.next() {
                Some(to) if to.eq_ignore_ascii_case("to") => day(&mut words, ""),
                _ => None,
            };
            let spec = format!("{from}..{}", to.as_deref().unwrap_or_default());
            let length = if to.is_some() { words.at } else { here };
            return Some(DatePhrase { length, spec, guess });
        }
        _ => return None,
    };
    let spec = format!("{before_day}{}", day(&mut words, glued)?);
    Some(DatePhrase { length: words.at, spec, guess })
}

/// Reads `[2017-01-01 TO 2018-01-01]`, where braces leave out the day itself and `*` is open.
pub(super) fn lucene_range(rest: &str) -> Option<(usize, String)> {
    let end = rest.find([']', '}'])?;
    let from_sign = if rest.starts_with('{') { ">" } else { "" };
    let to_sign = if rest.get(end..)?.starts_with('}') { "<" } else { "" };
    let inner: Vec<&str> = rest.get(1..end)?.split_whitespace().collect();
    let [from, to, until] = inner.as_slice() else { return None };
    let side = |sign: &str, value: &str| if value == "*" { String::new() } else { format!("{sign}{value}") };
    to.eq_ignore_ascii_case("to").then(|| (end + 1, format!("{}..{}", side(from_sign, from), side(to_sign, until))))
}

/// Goes over words of characters that are single bytes; any other ends it.
struct Cursor<'t> {
    rest: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest.get(self.at..)?;
        let start = self.at + rest.find(|c| c != ' ')?;
        let word = self.rest.get(start..)?;
        let length = word.find(|c: char| matches!(c, ' ' | ')' | '(') || !c.is_ascii()).unwrap_or(word.len());
        self.at = start + length;
        word.get(..length).filter(|word| !word.is_empty())
    }
}

/// Writes a day with hyphens; says which way it was read if there are two.
fn written_day(value: &str) -> (String, Option<String>) {
    let compact = value.len() == 8 && is_number(value);
    if let (true, Some(year), Some(month), Some(day)) = (compact, value.get(..4), value.get(4..6), value.get(6..)) {
        return (format!("{year}-{month}-{day}"), None);
    }
    let parts: Vec<&str> = value.split('/').collect();
    let [a, b, year] = parts.as_slice() else { return (value.to_owned(), None) };
    if !parts.iter().all(|part| is_number(part)) || year.len() != 4 {
        return (value.to_owned(), None);
    }
    let may_be_month = |part: &str| part.parse().is_ok_and(|month: u32| (1..=12).contains(&month));
    if !may_be_month(a) && may_be_month(b) {
        return (format!("{year}-{b:0>2}-{a:0>2}"), None);
    }
    let day = format!("{year}-{a:0>2}-{b:0>2}");
    let is_guess = may_be_month(b) && a.trim_start_matches('0') != b.trim_start_matches('0');
    let guess = is_guess.then(|| format!("`{value}` is read as {day}, the month first"));
    (day, guess)
}

#[cfg(test)]
mod tests {
    //! Conditions become values; the order of day and month is told where there are two.

    use super::*;

    #[track_caller]
    fn check(rest: &str, expected: &str) {
        let found = read(rest).map(|phrase| {
            let guess = if phrase.guess.is_some() { " guess" } else { "" };
            format!("{}{guess} | {}", phrase.spec, &rest[phrase.length..])
        });
        assert_eq!(found.unwrap_or_default(), expected, "{rest}");
    }

    #[test]
    fn conditions() {
        check(" aft 1/1/2020 and x", ">2020-01-01 |  and x");
        check(" bef 2/3/2020", "<2020-02-03 guess | ");
        check(" is 2020)", "2020 | )");
        check(" >= 25/12/2020", ">=2020-12-25 | ");
        check(" >2020", ">2020 | ");
        check(" from 19990201 to 19990301 x", "1999-02-01..1999-03-01 |  x");
        check(" from 1999 x", "1999.. |  x");
        check(" after 19990201", ">1999-02-01 | ");
        check(" -7", "7d guess | ");
        check(" of birth", "");
        check(" after tomorrow", "");
        check(" from é", "");
        assert_eq!(lucene_range("[2017-01-01 TO 2018-01-01] x"), Some((26, "2017-01-01..2018-01-01".to_owned())));
        assert_eq!(lucene_range("{2017 TO *}"), Some((11, ">2017..".to_owned())));
        assert_eq!(lucene_range("[sic]"), None);
    }
}
