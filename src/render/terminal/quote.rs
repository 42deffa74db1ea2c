//! Articles that carry a quotation, with what differs.

use std::io::{self, Write};

use super::{Style, Terminal, counted, date_text};
use crate::model::{QuoteMatch, QuoteResponse, QuoteRunKind, place_of};

impl Terminal {
    /// Where a quotation stands, earliest first.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn quote(&self, response: &QuoteResponse, out: &mut dyn Write) -> io::Result<()> {
        self.wrapped(&format!("“{}”", response.quote), &[], ("", " "), Style::Label, out)?;
        let summary = &response.summary;
        let mut parts = vec![counted(summary.articles, "article")];
        if summary.articles > 0 {
            parts.push(format!("{} word for word", summary.verbatim));
        }
        if summary.stories != summary.articles {
            parts.push(counted(summary.stories, "story"));
        }
        if summary.outlets > 0 {
            parts.push(counted(summary.outlets, "outlet"));
        }
        if summary.undated > 0 {
            parts.push(format!("{} undated", summary.undated));
        }
        writeln!(out, "{}", parts.join(", "))?;
        let shown = response.matches.iter().map(|one| one.copies + 1).sum::<u64>();
        (1..).zip(&response.matches).try_for_each(|(rank, one)| self.quote_match(rank, one, out))?;
        if shown < summary.articles {
            let text = format!("{} more; `-n all` shows them", counted(summary.articles - shown, "article"));
            writeln!(out, "\n{}", self.paint(Style::Dim, &text))?;
        }
        Ok(())
    }

    fn quote_match(&self, rank: usize, one: &QuoteMatch, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        let article = &one.article;
        let place = format!("{rank:<3}");
        self.titled(article.title.as_deref().unwrap_or("(no text)"), &[], (&place, "   "), article.url.as_deref(), out)?;
        let mut facts = vec![];
        facts.extend(article.outlet.clone());
        facts.push(date_text(&article.date));
        facts.extend(article.agency.clone().filter(|agency| article.outlet.as_ref() != Some(agency)));
        if one.copies > 0 {
            facts.push(format!("{} after it", counted(one.copies, "copy")));
        }
        self.wrapped(&facts.join(" · "), &[], ("   ", "   "), Style::Label, out)?;
        let mut said = match &one.speaker {
            Some(speaker) if speaker.inferred => format!("by {} it seems, ", speaker.name),
            Some(speaker) => format!("by {} (“{}”), ", speaker.name, speaker.verb),
            None => "by whom is not told, ".to_owned(),
        };
        if !one.quoted {
            said.push_str("not in quotation marks, ");
        }
        said.push_str(&nearness(one));
        self.wrapped(&said, &[], ("   ", "   "), Style::Plain, out)?;
        if !one.verbatim {
            self.wrapped(&differences(one), &[], ("   ", "   "), Style::Warning, out)?;
        }
        self.wrapped(&one.text, &one.highlights, ("     ", "     "), Style::Dim, out)?;
        let place = place_of(&article.path, article.record, one.line);
        writeln!(out, "   {}", self.paint(Style::Dim, &format!("{}  {place}", article.id)))
    }
}

/// How near the text is to the quotation.
fn nearness(one: &QuoteMatch) -> String {
    match (one.verbatim, one.added) {
        (true, _) => "word for word".to_owned(),
        (false, 0) => format!("keeps {:.0} % of the words", one.kept * 100.0),
        (false, added) => format!("keeps {:.0} % of the words, {} put in", one.kept * 100.0, counted(added, "word")),
    }
}

/// `[-old-]` is the quotation's, `{+new+}` stands in the text, `…` is the same in both.
fn differences(one: &QuoteMatch) -> String {
    let mut parts = vec![];
    for run in &one.alignment {
        let (quote, text) = (run.quote.as_deref().unwrap_or_default(), run.text.as_deref().unwrap_or_default());
        match run.kind {
            QuoteRunKind::Same => parts.push("…".to_owned()),
            QuoteRunKind::Cut => parts.push(format!("[-{quote}-]")),
            QuoteRunKind::Added => parts.push(format!("{{+{text}+}}")),
            QuoteRunKind::Changed => parts.push(format!("[-{quote}-]{{+{text}+}}")),
        }
    }
    parts.join(" ")
}
