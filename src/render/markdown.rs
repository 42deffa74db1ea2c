//! Hits as Markdown, ready to quote: the passages, then title, outlet and date with a link.

use std::io::{self, Write};

use super::escape::{terminal_safe, web_address};
use crate::model::{Hit, place_of};
use crate::text::collapse_whitespace;

/// Writes a hit as quoted passages and where they are from.
///
/// # Errors
///
/// Writing failed.
pub fn markdown(hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
    for (number, passage) in hit.passages.iter().enumerate() {
        if number > 0 {
            writeln!(out, ">")?;
        }
        writeln!(out, "> {}", escaped(&passage.text))?;
    }
    if !hit.passages.is_empty() {
        writeln!(out)?;
    }
    let title = escaped(hit.title.as_deref().unwrap_or("(no text)"));
    let address = hit.url.as_deref().and_then(web_address);
    let mut parts = vec![match &address {
        Some(url) => format!("[{title}]({})", url.replace('(', "%28").replace(')', "%29")),
        None => title,
    }];
    parts.extend(hit.outlet.as_deref().map(|outlet| format!("*{}*", escaped(outlet))));
    parts.extend(hit.agency.as_deref().filter(|agency| hit.outlet.as_deref() != Some(agency)).map(escaped));
    parts.push(hit.date.value.clone().unwrap_or_else(|| "undated".to_owned()));
    if address.is_none() {
        parts.push(escaped(&place_of(&hit.path, hit.record, None)));
    }
    writeln!(out, "— {} ({})\n", parts.join(", "), hit.id)
}

/// Text in one line in which Markdown finds nothing of its own.
fn escaped(text: &str) -> String {
    let text = collapse_whitespace(text);
    let text = terminal_safe(&text);
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => true,
            '#' | '+' | '-' | '=' => at == 0,
            // `1. ` and `1) ` begin a list.
            '.' | ')' => at > 0 && at < 10 && text[..at].bytes().all(|byte| byte.is_ascii_digit()),
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("1. *Bold* <b>\n# x"), "1\\. \\*Bold\\* \\<b\\> # x");
        assert_eq!(escaped("# heading - 3.5 [a](b)"), "\\# heading - 3.5 \\[a\\](b)");
    }
}
