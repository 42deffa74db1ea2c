//! For people: which articles reuse which press releases.

use std::io::{self, Write};

use super::{Style, Terminal, counted, date_text};
use crate::model::{Reuse, ReusedRelease, Reuser, place_of};

/// Words shown of a passage: so many of its beginning, and of its end.
const FIRST_WORDS: usize = 24;
const LAST_WORDS: usize = 8;

impl Terminal {
    /// Who reuses what.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn reuse(&self, reuse: &Reuse, out: &mut dyn Write) -> io::Result<()> {
        let all = counted(reuse.releases.len() as u64, "release");
        let verb = if reuse.articles == 1 { "reuses" } else { "reuse" };
        let head = format!("{} {verb} text of {} of {all}", counted(reuse.articles, "article"), reuse.reused);
        self.wrapped(&head, &[], ("", "  "), Style::Label, out)?;
        for release in &reuse.releases {
            writeln!(out)?;
            self.release(release, out)?;
        }
        Ok(())
    }

    fn release(&self, release: &ReusedRelease, out: &mut dyn Write) -> io::Result<()> {
        self.wrapped(release.title.as_deref().unwrap_or("(no text)"), &[], ("", "  "), Style::Title, out)?;
        let place = place_of(&release.path, release.record, None);
        let mut facts = vec![place, date_text(&release.date), counted(u64::from(release.words), "word")];
        if release.articles.is_empty() {
            facts.push("not reused".to_owned());
        }
        self.wrapped(&facts.join(" · "), &[], ("  ", "  "), Style::Dim, out)?;
        for article in &release.articles {
            writeln!(out)?;
            self.reuser(article, out)?;
        }
        Ok(())
    }

    fn reuser(&self, reuser: &Reuser, out: &mut dyn Write) -> io::Result<()> {
        let percent = |share: f32| format!("{:.0} %", share * 100.0);
        let Reuser { article, kept, own, passages } = reuser;
        self.wrapped(article.title.as_deref().unwrap_or("(no text)"), &[], ("  ", "    "), Style::Title, out)?;
        let mut facts = vec![];
        facts.extend(article.outlet.clone());
        facts.push(date_text(&article.date));
        facts.push(format!("keeps {} of the release, {} is its own", percent(*kept), percent(*own)));
        self.wrapped(&facts.join(" · "), &[], ("    ", "    "), Style::Label, out)?;
        for passage in passages {
            let text = format!("“{}” ({})", shortened(&passage.article), counted(u64::from(passage.words), "word"));
            self.wrapped(&text, &[], ("    ", "    "), Style::Plain, out)?;
        }
        self.wrapped(&format!("{}  {}", article.id, article.place()), &[], ("    ", "    "), Style::Dim, out)
    }
}

/// The beginning and the end of a passage.
fn shortened(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    match (words.get(..FIRST_WORDS), words.len().checked_sub(LAST_WORDS).and_then(|from| words.get(from..))) {
        (Some(first), Some(last)) if words.len() > FIRST_WORDS + LAST_WORDS => {
            format!("{} … {}", first.join(" "), last.join(" "))
        }
        _ => text.to_owned(),
    }
}
