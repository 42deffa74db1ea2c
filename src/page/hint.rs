//! What class names and microdata say of a block, finer than
//! [`Region`]: evidence for the judge, never a verdict.
//!
//! Words are read whole (`share`, not `shareholder`), after cutting a class or
//! id at hyphens, underscores and capitals. A word that only says what the
//! element has or lacks (`has-sidebar`, `no-comments`) is passed over.

use rustc_hash::FxHashMap;

use crate::model::Region;

pub use crate::model::Hint;

/// What the classes or the id of one element say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The part of the page.
    pub(super) region: Option<Region>,
    /// The finer word.
    pub(super) hint: Option<Hint>,
}

/// The values of `class` and `id` attributes read so far: pages repeat them.
#[derive(Debug, Default)]
pub(super) struct NamesRead(FxHashMap<String, Named>);

impl NamesRead {
    /// As [`read_names`].
    pub(super) fn read(&mut self, attribute: &str) -> Named {
        if let Some(named) = self.0.get(attribute) {
            return *named;
        }
        let named = read_names(attribute);
        self.0.insert(attribute.to_owned(), named);
        named
    }
}

/// Reads the words of a `class` or `id` attribute. The first word that says
/// something of the region, and the first that says something finer, count.
pub(super) fn read_names(attribute: &str) -> Named {
    let mut named = Named::default();
    // Longer values are lists of styling switches.
    for class in attribute.split_ascii_whitespace().take(24).filter(|class| class.len() <= 80 && !class.contains(':')) {
        let mut before = Buffer::default();
        let mut rest = class;
        let mut is_first = true;
        while let Some((word, after)) = next_word(rest) {
            rest = after;
            let word = word.as_str();
            if is_first && matches!(word, "has" | "with" | "no" | "not" | "without" | "is" | "js" | "wp" | "show" | "hide") {
                break;
            }
            is_first = false;
            let (region, hint) = meaning(before.as_str(), word);
            named.region = named.region.or(region);
            named.hint = named.hint.or(hint);
            before.set(word);
        }
    }
    named
}

/// What a word means, given the word before it in the same class.
fn meaning(before: &str, word: &str) -> (Option<Region>, Option<Hint>) {
    let region = match word {
        "nav" | "navi" | "navigation" | "navbar" | "subnav" | "menu" | "submenu" | "megamenu" | "breadcrumb" | "breadcrumbs"
        | "pagination" | "pager" | "skiplink" => Region::Navigation,
        "masthead" | "topbar" => Region::Header,
        "header" if matches!(before, "" | "site" | "page" | "global" | "main") => Region::Header,
        "footer" if !matches!(before, "card" | "table") => Region::Footer,
        "colophon" => Region::Footer,
        "aside" | "sidebar" | "outbrain" | "taboola" | "infobox" => Region::Aside,
        "comments" | "disqus" | "kommentare" | "commentaires" | "comentarios" | "commenti" | "kommentarer" => Region::Comments,
        "comment" if before.is_empty() => Region::Comments,
        "list" | "section" | "area" | "form" | "thread" if before == "comment" => Region::Comments,
        "author" | "autor" if before == "about" => Region::Aside,
        // In many a house a teaser is the standfirst.
        "teaser" | "teasers" => return (None, finer(before, word)),
        _ => match finer(before, word) {
            Some(Hint::Share | Hint::Related | Hint::Promotion | Hint::Advertisement | Hint::Consent) => Region::Aside,
            Some(Hint::Body) => Region::Main,
            _ => return (None, finer(before, word)),
        },
    };
    (Some(region), finer(before, word))
}

/// The finer meaning of a word.
fn finer(before: &str, word: &str) -> Option<Hint> {
    let is_list = matches!((before, word), ("most", "read" | "viewed" | "popularity") | ("see" | "read", "also"));
    if is_list {
        return Some(Hint::Related);
    }
    Some(match word {
        "share" | "sharing" | "shares" | "social" | "socials" | "sharebar" | "addthis" | "sharethis" | "sharedaddy"
        | "teilen" | "partage" | "compartir" => Hint::Share,
        "related" | "recommend" | "recommended" | "recommendation" | "recommendations" | "recirc" | "recirculation"
        | "popular" | "trending" | "outbrain" | "taboola" | "readmore" | "mostread" | "morenews" | "teaser" | "teasers" => {
            Hint::Related
        }
        "newsletter" | "newsletters" | "promo" | "promos" | "promotion" | "subscribe" | "subscription" | "signup" | "cta"
        | "abo" => Hint::Promotion,
        "ad" | "ads" | "advert" | "adverts" | "advertisement" | "advertising" | "sponsored" | "adslot" | "anzeige"
        | "werbung" | "publicite" => Hint::Advertisement,
        "cookie" | "cookies" | "consent" | "gdpr" | "cmp" | "onetrust" | "didomi" => Hint::Consent,
        "paywall" | "regwall" => Hint::Paywall,
        "tags" | "tag" | "topics" | "keywords" | "taglist" | "tagcloud" => Hint::Tags,
        "bio" | "biography" => Hint::AuthorBio,
        _ if is_bio(before, word) => Hint::AuthorBio,
        "byline" | "bylines" | "author" | "authors" | "autor" | "autoren" | "auteur" | "auteurs" | "autore" | "autori"
        | "autores" | "writer" | "reporter" | "forfatter" | "redacteur" => Hint::Byline,
        "time" if matches!(before, "publish" | "published" | "post" | "article" | "entry") => Hint::Date,
        "date" | "datetime" | "dateline" | "timestamp" | "datum" | "fecha" | "pubdate" | "published" | "dato" => Hint::Date,
        "subtitle" | "subheadline" | "subhead" | "subheading" | "standfirst" | "dek" | "deck" | "chapeau" | "teasertext"
        | "bajada" | "entradilla" | "sommario" | "occhiello" => Hint::Subtitle,
        "credit" | "credits" | "copyright" | "photographer" | "fotocredit" => Hint::Credit,
        "caption" | "captions" | "figcaption" | "legend" | "bildunterschrift" | "cutline" => Hint::Caption,
        "body" | "content" | "text" if matches!(before, "article" | "story" | "entry" | "post" | "artikel" | "news") => {
            Hint::Body
        }
        _ => return None,
    })
}

fn is_bio(before: &str, word: &str) -> bool {
    match word {
        "box" | "info" | "card" | "description" | "profile" => matches!(before, "author" | "autor" | "autoren"),
        "author" | "autor" | "autoren" => before == "about",
        _ => false,
    }
}

/// What an `itemprop` says.
pub(super) fn read_itemprop(value: &str) -> Named {
    let hint = match value.split_ascii_whitespace().next().unwrap_or_default() {
        "articleBody" => return Named { region: Some(Region::Main), hint: Some(Hint::Body) },
        "author" | "creator" => Hint::Byline,
        "datePublished" | "dateModified" | "dateCreated" => Hint::Date,
        "alternativeHeadline" => Hint::Subtitle,
        "caption" => Hint::Caption,
        "copyrightHolder" => Hint::Credit,
        "keywords" => Hint::Tags,
        _ => return Named::default(),
    };
    Named { region: None, hint: Some(hint) }
}

/// A short word in small ASCII letters; longer words keep their beginning only
/// and so match nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Buffer {
    bytes: [u8; 20],
    len: usize,
}

impl Buffer {
    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte.to_ascii_lowercase();
            self.len += 1;
        }
    }

    fn set(&mut self, word: &str) {
        self.len = 0;
        word.bytes().for_each(|byte| self.push(byte));
    }

    fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

/// The next word of a class, cut at anything but letters and before a capital
/// that follows a small letter.
fn next_word(class: &str) -> Option<(Buffer, &str)> {
    let start = class.find(|c: char| c.is_ascii_alphabetic())?;
    let rest = class.get(start..)?;
    let mut word = Buffer::default();
    let mut was_small = false;
    for (at, byte) in rest.bytes().enumerate() {
        if !byte.is_ascii_alphabetic() || (was_small && byte.is_ascii_uppercase()) {
            return Some((word, rest.get(at..).unwrap_or_default()));
        }
        was_small = byte.is_ascii_lowercase();
        word.push(byte);
    }
    Some((word, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(attribute: &str, region: Option<Region>, hint: Option<Hint>) {
        assert_eq!(read_names(attribute), Named { region, hint }, "{attribute}");
    }

    #[test]
    fn words_are_read_whole() {
        check("main-nav", Some(Region::Navigation), None);
        check("shareholder", None, None);
        check("ShareBar", Some(Region::Aside), Some(Hint::Share));
        check("article__related-links", Some(Region::Aside), Some(Hint::Related));
        check("has-sidebar no-comments", None, None);
        check("article-body", Some(Region::Main), Some(Hint::Body));
        check("articleHeader", None, None);
        check("site-header", Some(Region::Header), None);
        check("comments-count", Some(Region::Comments), None);
        check("md:nav flex", None, None);
        check("author-bio", None, Some(Hint::Byline));
        check("über-日本-", None, None);
        check("", None, None);
    }

    #[test]
    fn microdata() {
        assert_eq!(read_itemprop("articleBody").region, Some(Region::Main));
        assert_eq!(read_itemprop("author").hint, Some(Hint::Byline));
        assert_eq!(read_itemprop("name"), Named::default());
    }
}
