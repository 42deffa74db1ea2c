//! The fields a query can name, under every name people give them, and the
//! guess at what a misspelt name meant.
//!
//! What a field holds, and how it is indexed, is left to the engine.

/// Is a part of an article that a query can ask for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// The headline.
    Title,
    /// The article's own text.
    Body,
    /// Who published the page.
    Outlet,
    /// Who wrote it, if it is wire copy.
    Agency,
    /// The people in the byline.
    Author,
    /// The language, as two or three letters.
    Lang,
    /// The address it was fetched from.
    Url,
    /// The file it was read from.
    Path,
    /// The place at the head of the report (`RIYADH/WASHINGTON`).
    Dateline,
    /// The parts of the outlet it stands in (`Sport`).
    Section,
    /// What the page says it is about.
    Tag,
    /// The story it is a copy of.
    Story,
    /// What was set aside as junk.
    Junk,
    /// The first paragraph of the text, and what stands before it.
    Lead,
    /// The headline and the lead.
    HeadLead,
}

/// Is what a name before a colon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A field of words.
    Field(Field),
    /// The date, which takes a date and not words.
    Date,
}

/// Every name there is; the first of a field is its canonical one.
const NAMES: &[(&str, Name)] = &[
    ("title", Name::Field(Field::Title)),
    ("headline", Name::Field(Field::Title)),
    ("hd", Name::Field(Field::Title)),
    ("hl", Name::Field(Field::Title)),
    ("title_full", Name::Field(Field::Title)),
    ("body", Name::Field(Field::Body)),
    ("outlet", Name::Field(Field::Outlet)),
    ("source", Name::Field(Field::Outlet)),
    ("sn", Name::Field(Field::Outlet)),
    ("publication", Name::Field(Field::Outlet)),
    ("agency", Name::Field(Field::Agency)),
    ("author", Name::Field(Field::Author)),
    ("byline", Name::Field(Field::Author)),
    ("by", Name::Field(Field::Author)),
    ("lang", Name::Field(Field::Lang)),
    ("language", Name::Field(Field::Lang)),
    ("sourcelang", Name::Field(Field::Lang)),
    ("la", Name::Field(Field::Lang)),
    ("url", Name::Field(Field::Url)),
    ("domain", Name::Field(Field::Url)),
    ("domainis", Name::Field(Field::Url)),
    ("canonical_domain", Name::Field(Field::Url)),
    ("path", Name::Field(Field::Path)),
    ("dateline", Name::Field(Field::Dateline)),
    ("section", Name::Field(Field::Section)),
    ("tag", Name::Field(Field::Tag)),
    ("tags", Name::Field(Field::Tag)),
    ("keyword", Name::Field(Field::Tag)),
    ("keywords", Name::Field(Field::Tag)),
    ("story", Name::Field(Field::Story)),
    ("junk", Name::Field(Field::Junk)),
    ("lead", Name::Field(Field::Lead)),
    ("lp", Name::Field(Field::Lead)),
    ("hlead", Name::Field(Field::HeadLead)),
    ("hlp", Name::Field(Field::HeadLead)),
    ("date", Name::Date),
    ("pd", Name::Date),
    ("publication_date", Name::Date),
    ("timespan", Name::Date),
];

/// Shorter names are within one edit of too many ordinary words.
const SHORTEST_GUESS: usize = 4;

impl Field {
    /// Returns the canonical name, without the colon.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Body => "body",
            Self::Outlet => "outlet",
            Self::Agency => "agency",
            Self::Author => "author",
            Self::Lang => "lang",
            Self::Url => "url",
            Self::Path => "path",
            Self::Dateline => "dateline",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Story => "story",
            Self::Junk => "junk",
            Self::Lead => "lead",
            Self::HeadLead => "hlead",
        }
    }

    /// Tells whether it is a part of what people read.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self, Self::Title | Self::Body | Self::Junk | Self::Lead | Self::HeadLead)
    }

    /// Tells whether it is a text, in which words have places.
    #[must_use]
    pub fn has_places(self) -> bool {
        !matches!(self, Self::Lang | Self::Story)
    }
}

/// Finds what a name stands for, in any case.
pub(super) fn lookup(name: &str) -> Option<Name> {
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, target)| target)
}

/// Finds the known name that is one slip of the fingers away.
pub(super) fn guess(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    NAMES.iter().map(|&(known, _)| known).find(|known| known.len() >= SHORTEST_GUESS && is_one_edit(&name, known))
}

/// Tells whether one letter added, left out, changed, or swapped with its
/// neighbour makes `b` of `a`.
pub(super) fn is_one_edit(a: &str, b: &str) -> bool {
    // Nothing in the tables is longer, so a long value costs nothing.
    if a.len() > 64 || b.len() > 64 || a == b {
        return false;
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, rest @ ..], whole) | (whole, [_, rest @ ..]) if rest == whole => true,
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) => a1 == b2 && a2 == b1 && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    //! 1. Names are found in any case, under every alias; none is listed twice.
    //! 2. One slip is guessed, two are not, and short names never.
    //! 3. The canonical name of a field leads back to it.

    use super::*;

    #[track_caller]
    fn check(name: &str, found: Option<Name>, guessed: Option<&str>) {
        assert_eq!((lookup(name), guess(name)), (found, guessed), "{name}");
    }

    #[test]
    fn names() {
        check("Headline", Some(Name::Field(Field::Title)), None);
        check("BY", Some(Name::Field(Field::Author)), None);
        check("date", Some(Name::Date), None);
        check("titel", None, Some("title"));
        check("titl", None, Some("title"));
        check("ttitle", None, Some("title"));
        check("tible", None, Some("title"));
        check("tilte", None, Some("title"));
        check("dates", None, Some("date"));
        check("tlite", None, None);
        check("bx", None, None);
        check("https", None, None);
        check("", None, None);
    }

    #[test]
    fn table() {
        let mut names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), NAMES.len());
        for (_, target) in NAMES {
            if let Name::Field(field) = target {
                assert_eq!(lookup(field.name()), Some(*target));
            }
        }
    }

    #[test]
    fn edits_with_both_patterns() {
        // The one to which a letter was added may stand on either side.
        assert!(is_one_edit("abc", "abbc") && is_one_edit("abbc", "abc"));
        assert!(is_one_edit("", "a") && is_one_edit("a", ""));
        assert!(!is_one_edit("a", "a") && !is_one_edit("ab", "cd"));
    }
}
