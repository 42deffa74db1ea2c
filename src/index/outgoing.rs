//! The words of an article as another engine is to index them: cut and stemmed here, so that it
//! has only to part them at blanks, and the same terms meet there as in an index of our own.

use super::analysis::Cutter;
use super::names::Names;
use super::schema::{blocks, shown};
use crate::model::{Article, Provenance};
use crate::text::{Language, Positions, Stemmer, Words};

/// Stands between blocks, so that no phrase reaches from one into the next. No word is written so.
pub(crate) const BLOCK: &str = "¶";

/// The words of an article by field, a blank between.
pub(crate) struct OutgoingWords {
    pub(crate) title: String,
    pub(crate) body: String,
    pub(crate) junk: String,
    pub(crate) title_stems: String,
    pub(crate) body_stems: String,
    /// Words that are written like names, each behind its skeleton.
    pub(crate) names: Vec<String>,
}

impl OutgoingWords {
    /// Cuts an article. Cost: a pass over its text.
    pub(crate) fn of(article: &Article, cutter: &mut Cutter) -> Self {
        let language = article.language.as_deref().and_then(Language::from_code);
        let stemmer = Stemmer::new(language);
        let mut names = Names::new(language);
        let (mut title_stems, mut body_stems) = (String::new(), String::new());
        let add = |stems: &mut String, lower: &str| {
            if !stems.is_empty() {
                stems.push(' ');
            }
            stems.push_str(&stem_term(language, &stemmer.stem(lower)));
        };
        let mut title = String::new();
        if article.title.source != Provenance::Lead
            && let Some(value) = &article.title.value
        {
            let cut = cutter.cut([(value.as_str(), true)].into_iter(), None, |_, word| add(&mut title_stems, word.lower));
            title = cut.words;
        }
        let text = shown(article.text_blocks());
        let body = cutter.cut(blocks(&text), None, |text, word| {
            names.see(text, word);
            add(&mut body_stems, word.lower);
        });
        let junk = shown(article.junk_blocks());
        let junk = cutter.cut(blocks(&junk), None, |_, _| {});
        let apart = |words: String| words.replace('\n', &format!(" {BLOCK} "));
        Self { title, body: apart(body.words), junk: apart(junk.words), title_stems, body_stems, names: names.terms() }
    }
}

/// The words of a short field, such as an outlet's name, a blank between.
pub(crate) fn short_words(text: &str) -> String {
    let mut words = Words::searched(text);
    let mut found = String::new();
    let mut positions = Positions::default();
    while let Some(word) = words.next() {
        if positions.next(false) > 0 {
            found.push(' ');
        }
        found.push_str(word.folded);
    }
    found
}

/// How a stem is written that a word has in articles of a language: `en:consul`.
pub(crate) fn stem_term(language: Option<Language>, stem: &str) -> String {
    format!("{}:{stem}", language.map_or("", Language::code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_an_index_of_our_own() {
        let article = r#"{"id":"","path":"","record":null,"url":null,"title":{"value":"Consulates close","source":"page"},
            "outlet":{"value":null,"source":"none"},"agency":{"value":null,"source":"none"},"authors":[],"editors":[],
            "language":"en","dateline":null,"date":{"value":null,"precision":"none","source":"none","confidence":0},
            "blocks":[{"line":1,"role":"body","reason":null,"text":"The COVID-19 consulates…"},
                {"line":2,"role":"junk","reason":"share","text":"Share this"},
                {"line":3,"role":"body","reason":null,"text":"Mara closed."}]}"#;
        let article: Article = serde_json::from_str(article).unwrap();
        let words = OutgoingWords::of(&article, &mut Cutter::default());
        assert_eq!(words.title, "consulates close");
        assert_eq!(words.body, "the covid 19 consulates ¶ mara closed");
        assert_eq!(words.junk, "share this");
        assert_eq!(words.title_stems, "en:consul en:close");
        assert_eq!(words.body_stems, "en:the en:covid en:19 en:consul en:mara en:close");
        assert_eq!(words.names.len(), 1);
        assert_eq!(short_words("The Port-Ellery Post"), "the port ellery post");
    }
}
