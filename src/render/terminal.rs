//! Answers for people: at most as wide as the terminal, in colour if wanted,
//! with nothing in them that could command the terminal.

mod around;
mod chart;
mod diff;
mod facts;
mod found;
mod inspect;
mod quote;
mod reuse;
mod revisions;
mod story;
mod why;

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use super::escape::{terminal_safe, web_address};
use super::wrap::wrap;
use crate::model::{
    Article, FacetValue, Facets, Highlight, Hit, Issue, JudgedBlock, Provenance, PublicationDate, Role, SearchResponse, place_of,
};
use crate::text::display_width;

/// Narrowest layout, in columns.
const MIN_WIDTH: usize = 24;

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Running text.
    Plain,
    /// Headlines.
    Title,
    /// What matched.
    Match,
    /// What is beside the point.
    Dim,
    /// What was taken out.
    Struck,
    /// What needs attention.
    Warning,
    /// Labels and roles.
    Label,
}

/// Writes for a terminal.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    color: bool,
    width: usize,
    links: bool,
}

impl Terminal {
    /// For a terminal of so many columns.
    #[must_use]
    pub fn new(color: bool, width: usize) -> Self {
        Self { color, width: width.max(MIN_WIDTH), links: false }
    }

    /// The same with titles that lead to their addresses (OSC 8), for terminals that follow them.
    #[must_use]
    pub fn with_links(self, links: bool) -> Self {
        Self { links, ..self }
    }

    /// Text that leads to an address, if the terminal follows links and the address is one of the web.
    pub(super) fn linked(&self, text: &str, address: Option<&str>) -> String {
        match address.filter(|_| self.links).and_then(web_address) {
            Some(address) => format!("\u{1b}]8;;{address}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"),
            None => text.to_owned(),
        }
    }

    /// Its columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// A piece of text in its colour, made safe.
    #[must_use]
    pub fn paint(&self, style: Style, text: &str) -> String {
        let text = terminal_safe(text);
        if !self.color || text.trim().is_empty() {
            return text.into_owned();
        }
        let ansi = match style {
            Style::Plain => return text.into_owned(),
            Style::Title => Ansi::new().bold(),
            Style::Match => AnsiColor::Red.on_default().bold(),
            Style::Dim => Ansi::new().dimmed(),
            Style::Struck => Ansi::new().dimmed().strikethrough(),
            Style::Warning => AnsiColor::Yellow.on_default(),
            Style::Label => AnsiColor::Cyan.on_default(),
        };
        format!("{}{text}{}", ansi.render(), ansi.render_reset())
    }

    /// A whole answer.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn search(&self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        self.head(response, out)?;
        response.hits.iter().try_for_each(|hit| self.hit(hit, out))?;
        response.facets.as_ref().map_or(Ok(()), |facets| self.foot(facets, out))
    }

    /// The head of an answer: how the query was read, and the counts.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn head(&self, response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
        let read_as =
            if response.query.trim().is_empty() && response.parsed.is_empty() { "all articles" } else { &response.parsed };
        self.wrapped(read_as, &[], ("", ""), Style::Label, out)?;
        writeln!(out, "{}", summary_line(response))
    }

    /// Counts by outlet and date.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn foot(&self, facets: &Facets, out: &mut dyn Write) -> io::Result<()> {
        self.facet("outlet", &facets.outlet, out)?;
        self.facet("date", &facets.date, out)
    }

    /// A hit, after a blank line.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn hit(&self, hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        let rank = format!("{:<3}", hit.rank);
        let title = hit.title.as_deref().unwrap_or("(no text)");
        self.titled(title, &hit.title_highlights, (&rank, "   "), hit.url.as_deref(), out)?;
        let mut facts = vec![];
        facts.extend(hit.outlet.clone());
        facts.push(date_text(&hit.date));
        facts.extend(hit.agency.clone().filter(|agency| hit.outlet.as_ref() != Some(agency)));
        if !hit.authors.is_empty() {
            facts.push(hit.authors.join(", "));
        }
        if hit.story.articles > 1 {
            let articles = counted(hit.story.articles, "article");
            facts.push(match hit.story.outlets {
                0 => articles,
                outlets => format!("{articles} in {}", counted(outlets, "outlet")),
            });
        }
        self.wrapped(&facts.join(" · "), &[], ("   ", "   "), Style::Label, out)?;
        if hit.partial && !hit.missing.is_empty() {
            let missing = format!("without: {}", hit.missing.join(", "));
            self.wrapped(&missing, &[], ("   ", "   "), Style::Warning, out)?;
        }
        for passage in &hit.passages {
            self.wrapped(&passage.text, &passage.highlights, ("     ", "     "), Style::Dim, out)?;
        }
        let line = hit.passages.first().and_then(|passage| passage.line);
        let place = place_of(&hit.path, hit.record, line);
        writeln!(out, "   {}", self.paint(Style::Dim, &format!("{}  {place}", hit.id)))
    }

    /// Text in lines, with a first and a further indent; what is not highlighted has the style
    /// `plain`, but for passages, which are plain.
    fn wrapped(
        &self,
        text: &str,
        highlights: &[Highlight],
        (first, further): (&str, &str),
        plain: Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.led(text, highlights, (first, further), plain, None, out)
    }

    /// A headline that leads to an address.
    fn titled(
        &self,
        title: &str,
        highlights: &[Highlight],
        indents: (&str, &str),
        address: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        self.led(title, highlights, indents, Style::Title, address, out)
    }

    fn led(
        &self,
        text: &str,
        highlights: &[Highlight],
        (first, further): (&str, &str),
        plain: Style,
        address: Option<&str>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let lines = wrap(text, highlights, self.width.saturating_sub(display_width(further)));
        for (number, line) in lines.iter().enumerate() {
            write!(out, "{}", if number == 0 { first } else { further })?;
            let painted = line.iter().map(|(part, is_marked)| match (is_marked, plain) {
                (true, _) => self.paint(Style::Match, part),
                (false, Style::Dim) => terminal_safe(part).into_owned(),
                (false, style) => self.paint(style, part),
            });
            writeln!(out, "{}", self.linked(&painted.collect::<String>(), address))?;
        }
        Ok(())
    }

    /// Text behind a mark, its further lines as far in.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn entry(&self, mark: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let indent = " ".repeat(display_width(mark));
        self.wrapped(text, &[], (mark, &indent), Style::Plain, out)
    }

    fn facet(&self, name: &str, values: &[FacetValue], out: &mut dyn Write) -> io::Result<()> {
        if values.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{}", self.paint(Style::Title, name))?;
        for value in values {
            let label = value.value.as_deref().unwrap_or("(none)");
            let stories = if value.stories == value.articles { String::new() } else { format!("  {}", stories(value.stories)) };
            writeln!(out, "{:>7}  {}{stories}", value.articles, terminal_safe(label))?;
        }
        Ok(())
    }

    /// An article to read; with `junk`, what was set aside stands in its place with the reason.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn article(&self, article: &Article, junk: bool, out: &mut dyn Write) -> io::Result<()> {
        self.facts(article, out)?;
        for block in &article.blocks {
            match block.role {
                Role::Junk if junk => {
                    let reason = block.reason.map_or("junk", |reason| reason.as_str());
                    writeln!(out)?;
                    let label = format!("[{reason}] ");
                    self.wrapped(&label, &[], ("  ", "  "), Style::Warning, out)?;
                    self.wrapped(&flat(block), &[], ("  ", "  "), Style::Dim, out)?;
                }
                Role::Body | Role::Subtitle | Role::Caption | Role::Credit => {
                    writeln!(out)?;
                    self.wrapped(&flat(block), &[], ("", ""), Style::Dim, out)?;
                }
                Role::Heading => {
                    writeln!(out)?;
                    self.wrapped(&flat(block), &[], ("", ""), Style::Title, out)?;
                }
                _ => {}
            }
        }
        let aside = article.junk_blocks().count();
        if !junk && aside > 0 {
            let text = format!("{} set aside; `newsidx show {} --junk` shows them", counted(aside as u64, "block"), article.id);
            writeln!(out, "\n{}", self.paint(Style::Dim, &text))?;
        }
        Ok(())
    }

    /// What was wrong with documents, one line each.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn issues(&self, issues: &[Issue], out: &mut dyn Write) -> io::Result<()> {
        for issue in issues {
            writeln!(out, "{}", self.issue(issue))?;
        }
        Ok(())
    }

    /// One issue as a line.
    #[must_use]
    pub fn issue(&self, issue: &Issue) -> String {
        let place = place_of(&issue.path, issue.record, None);
        format!("{} {}: {}", self.paint(Style::Warning, issue.kind.as_str()), terminal_safe(&place), terminal_safe(&issue.text))
    }
}

/// The counts of an answer, in words.
fn summary_line(response: &SearchResponse) -> String {
    let summary = &response.summary;
    let mut parts = vec![counted(summary.articles, "article")];
    if summary.partial > 0 {
        parts.push(format!("{} more in part", summary.partial));
    }
    if summary.stories != summary.articles + summary.partial {
        parts.push(stories(summary.stories));
    }
    if summary.outlets > 0 {
        parts.push(counted(summary.outlets, "outlet"));
    }
    if summary.undated > 0 {
        parts.push(format!("{} undated", summary.undated));
    }
    if summary.in_junk > 0 {
        parts.push(format!("{} more only in what was set aside (--in all)", summary.in_junk));
    }
    parts.join(", ")
}

/// A number with its noun.
#[must_use]
pub fn counted(number: u64, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) => format!("{number} {noun}s"),
    }
}

fn stories(number: u64) -> String {
    counted(number, "story")
}

/// A date for a list of hits: marked if it was not stated by the page.
fn date_text(date: &PublicationDate) -> String {
    match date.source {
        Provenance::Url | Provenance::Path | Provenance::Story => format!("{} (from {})", date_value(date), date.source.as_str()),
        _ => date_value(date).to_owned(),
    }
}

fn date_value(date: &PublicationDate) -> &str {
    date.value.as_deref().unwrap_or("undated")
}

fn flat(block: &JudgedBlock) -> String {
    crate::text::collapse_whitespace(&block.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_only_to_addresses_of_the_web() {
        let terminal = Terminal::new(true, 80);
        let address = Some("https://a.example/x y");
        assert_eq!(terminal.linked("T", address), "T", "unless links are wanted");
        let terminal = terminal.with_links(true);
        assert_eq!(terminal.linked("T", address), "\u{1b}]8;;https://a.example/x%20y\u{1b}\\T\u{1b}]8;;\u{1b}\\");
        for bad in [None, Some("javascript:alert(1)"), Some("https://a.example/\u{1b}]8;;\u{7}"), Some("file:///etc/passwd")] {
            assert_eq!(terminal.linked("T", bad), "T", "{bad:?}");
        }
    }
}
