//! What stands around every page: head, search box, footer, and the keys that work.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::assets::{ICON, SCRIPT, STYLE};
use super::super::given::Given;
use super::text::Scraped;

/// Parameters that a new search keeps.
const KEPT: [&str; 8] = ["outlet", "agency", "author", "lang", "since", "until", "sort", "copies"];

/// Keys and what they do.
const KEYS: [(&str, &str); 6] = [
    ("/", "to the search box"),
    ("j", "next result"),
    ("k", "result before"),
    ("Enter", "open the result"),
    ("Esc", "leave the box; back to the results"),
    ("?", "this list"),
];

/// A page's surroundings.
pub(super) struct Frame<'a> {
    title: &'a str,
    query: &'a str,
    given: Option<&'a Given>,
    is_home: bool,
    back: Option<String>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(title: &'a str) -> Self {
        Self { title, query: "", given: None, is_home: false, back: None }
    }

    /// With the query in the box.
    pub(super) fn query(self, query: &'a str) -> Self {
        Self { query, ..self }
    }

    /// With filters that a new search keeps.
    pub(super) fn filters(self, given: &'a Given) -> Self {
        Self { given: Some(given), ..self }
    }

    /// As the first page, whose box stands in its middle.
    pub(super) fn home(self) -> Self {
        Self { is_home: true, ..self }
    }

    /// With the results that Esc leads back to.
    pub(super) fn back(self, address: String) -> Self {
        Self { back: Some(address), ..self }
    }

    /// The whole page.
    pub(super) fn of(self, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (Scraped(self.title)) " · newsidx" }
                    link rel="icon" href=(ICON.address) type="image/svg+xml";
                    link rel="stylesheet" href=(STYLE.address);
                    script src=(SCRIPT.address) defer {}
                }
                body.home[self.is_home] data-back=[self.back.as_deref()] {
                    a.skip href="#main" { "To the content" }
                    header.top {
                        a.name href="/" { "newsidx" }
                        @if !self.is_home { (self.search_box()) }
                        nav aria-label="Pages" {
                            a href="/stories" { "Stories" }
                            a href="/about" { "Index" }
                            a href="/help" { "Help" }
                        }
                    }
                    (main)
                    (keys())
                }
            }
        }
    }

    /// The search box with the filters that are on.
    pub(super) fn search_box(&self) -> Markup {
        let kept = self.given.map(Given::pairs).unwrap_or_default().iter();
        html! {
            search {
                form.ask action="/" method="get" {
                    label.unseen for="q" { "Search" }
                    input #q type="search" name="q" value=(Scraped(self.query)) dir="auto" maxlength="4000" autocomplete="off"
                        spellcheck="false" autocapitalize="off" placeholder="Words, “a phrase”, outlet:name, date:2025-02"
                        autofocus[self.is_home] enterkeyhint="search";
                    @for (name, value) in kept.filter(|(name, value)| KEPT.contains(&name.as_str()) && !value.is_empty()) {
                        input type="hidden" name=(name) value=(Scraped(value));
                    }
                    button type="submit" { "Search" }
                }
            }
        }
    }
}

fn keys() -> Markup {
    html! {
        dialog #keys aria-labelledby="keys-title" {
            h2 #keys-title { "Keys" }
            dl {
                @for (key, does) in KEYS { div { dt { kbd { (key) } } dd { (does) } } }
            }
            form method="dialog" { button { "Close" } }
        }
    }
}

/// A bent arrow for links that lead back.
pub(super) const BACK_ARROW: PreEscaped<&str> = PreEscaped("<span aria-hidden=\"true\">←</span> ");
