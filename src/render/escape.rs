//! Makes scraped text harmless for the medium it is written to.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes text for HTML content and attribute values.
#[must_use]
pub fn escape_html(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Replaces characters that could command a terminal or reorder what is read:
/// control characters, and bidirectional overrides and isolates. Each becomes
/// `�`, so that nothing vanishes; tabs become spaces.
#[must_use]
pub fn terminal_safe(text: &str) -> Cow<'_, str> {
    if !text.contains(commands) {
        return Cow::Borrowed(text);
    }
    let safe = text.chars().map(|c| match c {
        '\t' | '\n' => ' ',
        c if commands(c) => '\u{fffd}',
        c => c,
    });
    Cow::Owned(safe.collect())
}

/// Whether a character could command a terminal or reorder what is read.
fn commands(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Longest address that is linked to, in bytes.
const MAX_ADDRESS: usize = 2000;

/// A scraped address as one that may be linked to: only `http` and `https`, nothing in it that ends
/// a link or commands a terminal, and everything but the plain characters of addresses in
/// percent form. None if it is no such address.
#[must_use]
pub fn web_address(url: &str) -> Option<String> {
    let url = url.trim();
    let (scheme, rest) = url.split_once("://")?;
    let is_web = ["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web));
    let is_clean = !rest.is_empty() && terminal_safe(rest) == rest;
    if !is_web || !is_clean || url.len() > MAX_ADDRESS {
        return None;
    }
    let mut address = format!("{}://", scheme.to_ascii_lowercase());
    for c in rest.chars() {
        if c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c) {
            address.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    Some(address)
}

/// A cell that a spreadsheet will not take for a formula: a leading `=`, `+`,
/// `-`, `@`, tab or carriage return is quoted with an apostrophe. What could command a terminal,
/// where tables are looked at too, becomes `�`; tabs and ends of lines stay.
#[must_use]
pub(super) fn spreadsheet_safe(text: &str) -> Cow<'_, str> {
    let is_unsafe = |c: char| commands(c) && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(is_unsafe) {
        return Cow::Owned(spreadsheet_safe(&text.replace(is_unsafe, "\u{fffd}")).into_owned());
    }
    let is_number = text.parse::<f64>().is_ok();
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number {
        return Cow::Owned(format!("'{text}"));
    }
    Cow::Borrowed(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_are_not_commanded() {
        assert_eq!(terminal_safe("a\u{1b}[2Jb\u{202e}c\td"), "a\u{fffd}[2Jb\u{fffd}c d");
        assert!(matches!(terminal_safe("plain — “text” שלום"), Cow::Borrowed(_)));
    }

    #[test]
    fn only_addresses_of_the_web_are_linked_to() {
        assert_eq!(web_address("HTTPS://a.example/é \"x\"").as_deref(), Some("https://a.example/%C3%A9%20%22x%22"));
        for bad in
            ["javascript:alert(1)", "file:///etc/passwd", "http://", "a.example", "http://a/\u{1b}]8;;", "http://a/\u{202e}"]
        {
            assert_eq!(web_address(bad), None, "{bad}");
        }
    }

    #[test]
    fn spreadsheets_see_no_formula() {
        assert_eq!(spreadsheet_safe("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(spreadsheet_safe("@here"), "'@here");
        assert_eq!(spreadsheet_safe("-3.5"), "-3.5");
        assert_eq!(spreadsheet_safe("plain"), "plain");
        assert_eq!(spreadsheet_safe("a\u{1b}[31mb\u{202e}c\nd"), "a\u{fffd}[31mb\u{fffd}c\nd");
    }

    #[test]
    fn html_is_text() {
        assert_eq!(escape_html("<a href='x'>&\"</a>"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;&lt;/a&gt;");
    }
}
