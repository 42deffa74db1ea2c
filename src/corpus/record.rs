//! From the fields of a record (JSON, a table row, front matter) to what is
//! known of the article: values in the shapes exporters give them, one chosen
//! for each field, empty ones left out.

use serde_json::Value;

use crate::model::{Given, Media};

use super::charset::plain_breaks;
use super::fields::{Field, FieldMap, INNER, Meaning, Rank};

/// The fields of a record that mean something.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(Rank, Field, Value)>);

/// What a record says of its article.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Draft {
    pub(super) given: Given,
    /// The text; empty if the record has none.
    pub(super) text: String,
    /// Whether `text` is HTML.
    pub(super) is_html: bool,
    pub(super) url: Option<String>,
    pub(super) id: Option<String>,
}

impl Draft {
    /// How the text is to be read.
    pub(super) fn media(&self) -> Media {
        if self.is_html { Media::Html } else { Media::Text }
    }
}

impl Fields {
    /// Takes in one field of a record.
    pub(super) fn add(&mut self, map: &FieldMap, key: &str, meaning: Meaning, value: Value) {
        match (meaning, value) {
            (Meaning::Holder, Value::Object(inner)) => self.add_nested(map, key, inner),
            (Meaning::Holder, _) => {}
            // `{"article": {"title": …, "body": …}}`
            (Meaning::Field(Field::Body, _), Value::Object(inner)) if !inner.contains_key("rendered") => {
                self.add_nested(map, key, inner);
            }
            (Meaning::Field(field, rank), value) => self.0.push((rank, field, value)),
        }
    }

    fn add_nested(&mut self, map: &FieldMap, parent: &str, inner: serde_json::Map<String, Value>) {
        for (key, value) in inner {
            if let Some(Meaning::Field(field, rank)) = map.nested_meaning(parent, &key) {
                self.0.push((rank, field, value));
            }
        }
    }

    /// Whether there is a text under a name that means text.
    pub(super) fn has_body(&self) -> bool {
        let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty()) || value.is_array();
        self.0.iter().any(|(_, field, value)| matches!(field, Field::Body | Field::Html) && is_text(value))
    }

    /// Chooses a value for each field. `has_text` says that the article's text
    /// is elsewhere: then a summary is not taken for it.
    pub(super) fn into_draft(mut self, has_text: bool) -> Draft {
        self.0.sort_by_key(|(rank, ..)| *rank);
        let mut draft = Draft {
            given: Given {
                title: self.take_line(Field::Title),
                subtitle: self.take_line(Field::Subtitle),
                outlet: self.take_line(Field::Outlet),
                authors: self.take(Field::Author, names_of).unwrap_or_default(),
                date: self.take_line(Field::Date),
                language: self.take_line(Field::Language),
                agency: self.take_line(Field::Agency),
                dateline: self.take_line(Field::Dateline),
                sections: self.take_all(Field::Section),
                tags: self.take_all(Field::Tag),
                ..Given::default()
            },
            url: self.take_line(Field::Url),
            id: self.take_line(Field::Id),
            ..Draft::default()
        };
        let body = self.take(Field::Body, text_of);
        let html = if body.is_none() { self.take(Field::Html, text_of) } else { None };
        draft.is_html = html.is_some();
        let body = body.or(html);
        if draft.given.subtitle.is_none() && (has_text || body.is_some()) {
            draft.given.subtitle = self.take_line(Field::Lead);
        }
        let body = if has_text { None } else { body.or_else(|| self.take(Field::Lead, text_of)) };
        draft.text = plain_breaks(body.unwrap_or_default());
        draft.is_html |= has_tags(&draft.text);
        draft
    }

    fn take_line(&mut self, field: Field) -> Option<String> {
        self.take(field, text_of)
    }

    /// The values under the best name of a field that has any: feeds repeat an element for each.
    fn take_all(&mut self, field: Field) -> Vec<String> {
        let of_field = |(_, of, _): &&mut (Rank, Field, Value)| *of == field;
        for named in self.0.chunk_by_mut(|(one, ..), (next, ..)| one == next) {
            let values = named.iter_mut().filter(of_field).filter_map(|(.., value)| names_of(value.take()));
            let values: Vec<String> = values.flatten().collect();
            if !values.is_empty() {
                return values;
            }
        }
        vec![]
    }

    /// The best value of a field that is not empty.
    fn take<T>(&mut self, field: Field, read: impl Fn(Value) -> Option<T>) -> Option<T> {
        let values = self.0.iter_mut().filter(|(_, of, _)| *of == field).map(|(.., value)| value);
        values.map(Value::take).find_map(read)
    }
}

/// A value as text: a string, a number, paragraphs, an object that stands for one value.
fn text_of(value: Value) -> Option<String> {
    match value {
        Value::String(text) => trimmed(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => {
            let items: Vec<_> = items.into_iter().filter_map(text_of).collect();
            (!items.is_empty()).then(|| items.join("\n\n"))
        }
        Value::Object(mut inner) => INNER.iter().find_map(|key| inner.remove(*key).and_then(text_of)),
        Value::Null | Value::Bool(_) => None,
    }
}

/// A value as names: one of them, or a list.
fn names_of(value: Value) -> Option<Vec<String>> {
    let names: Vec<_> = match value {
        Value::Array(items) => items.into_iter().filter_map(text_of).collect(),
        other => text_of(other).into_iter().collect(),
    };
    (!names.is_empty()).then_some(names)
}

/// A text without the space around it; nothing if nothing is left. Copies only
/// where there is space in front.
fn trimmed(mut text: String) -> Option<String> {
    text.truncate(text.trim_end().len());
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    if start > 0 {
        text.drain(..start);
    }
    (!text.is_empty()).then_some(text)
}

/// Whether a text is HTML: it closes an element, or has a break or a paragraph.
/// `a < b` and `<quoted>` words are not HTML.
fn has_tags(text: &str) -> bool {
    const ALONE: [&str; 4] = ["br", "p", "img", "hr"];
    const CLOSED: [&str; 28] = [
        "p",
        "a",
        "b",
        "i",
        "em",
        "strong",
        "div",
        "span",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "figure",
        "figcaption",
        "table",
        "td",
        "article",
        "section",
        "body",
        "html",
        "u",
        "time",
    ];
    text.split('<').skip(1).any(|rest| {
        let (is_closing, rest) = rest.strip_prefix('/').map_or((false, rest), |rest| (true, rest));
        let end = rest.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (Some(name), Some(after)) = (rest.get(..end.min(12)), rest.get(end..)) else { return false };
        let name = name.to_ascii_lowercase();
        let closes = after.trim_start().starts_with('>') || after.trim_start().starts_with("/>");
        let has_attribute =
            after.starts_with([' ', '\n']) && after.split_once('>').is_some_and(|(inside, _)| inside.contains('='));
        if is_closing {
            closes && CLOSED.contains(&name.as_str())
        } else {
            (closes || has_attribute) && ALONE.contains(&name.as_str())
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn draft(record: Value) -> Draft {
        let (map, mut fields) = (FieldMap::default(), Fields::default());
        let Value::Object(record) = record else { return Draft::default() };
        for (key, value) in record {
            if let Some(meaning) = map.meaning(&key) {
                fields.add(&map, &key, meaning, value);
            }
        }
        fields.into_draft(false)
    }

    /// Compares one value of the draft.
    #[track_caller]
    fn check(record: &Value, value: fn(Draft) -> Option<String>, expected: Option<&str>) {
        assert_eq!(value(draft(record.clone())).as_deref(), expected, "{record}");
    }

    fn title(draft: Draft) -> Option<String> {
        draft.given.title
    }

    fn text(draft: Draft) -> Option<String> {
        Some(draft.text).filter(|text| !text.is_empty())
    }

    fn subtitle(draft: Draft) -> Option<String> {
        draft.given.subtitle
    }

    #[test]
    fn values_in_all_shapes() {
        check(&json!({"title": " Rain "}), title, Some("Rain"));
        check(&json!({"title": " ", "name": "x", "headline": "Rain"}), title, Some("Rain"));
        check(&json!({"title": null, "hed": 12}), title, Some("12"));
        check(&json!({"headline": {"main": "Rain"}}), title, Some("Rain"));
        check(&json!({"metadata": {"title": "Deep"}, "name": "Rain"}), title, Some("Rain"));
        check(&json!({"metadata": {"title": "Deep"}}), title, Some("Deep"));
        check(&json!({"article": {"title": "Deep", "body": "x"}}), title, Some("Deep"));
        check(&json!({"article": {"title": "Deep", "body": "x"}}), text, Some("x"));
        check(&json!({"title": true}), title, None);
    }

    #[test]
    fn bodies_and_summaries() {
        check(&json!({"text": "a\r\nb"}), text, Some("a\nb"));
        check(&json!({"body": ["a", {"text": "b"}]}), text, Some("a\n\nb"));
        check(&json!({"html": "<p>a", "content": "b"}), text, Some("b"));
        check(&json!({"content": {"rendered": "a", "protected": false}}), text, Some("a"));
        check(&json!({"summary": "a", "title": "t"}), text, Some("a"));
        check(&json!({"summary": "a", "text": "b"}), text, Some("b"));
        check(&json!({"summary": "a", "text": "b"}), subtitle, Some("a"));
        check(&json!({"summary": "a", "dek": "c", "text": "b"}), subtitle, Some("c"));
        check(&json!({"summary": "a"}), subtitle, None);
        check(&json!({"_source": {"text": "a", "title": "t"}}), text, Some("a"));
    }

    #[test]
    fn authors_dates_and_outlets() {
        let all = draft(json!({
            "authors": ["Ann", {"name": "Bob"}, " "], "timestamp": 1_700_000_000, "source": {"id": null, "name": "Post"},
            "_id": {"$oid": "5f"}, "link": "https://x", "by": "no"
        }));
        assert_eq!(all.given.authors, ["Ann", "Bob"]);
        assert_eq!(all.given.date.as_deref(), Some("1700000000"));
        assert_eq!(all.given.outlet.as_deref(), Some("Post"));
        assert_eq!((all.id.as_deref(), all.url.as_deref()), (Some("5f"), Some("https://x")));
    }

    #[test]
    fn sections_and_tags() {
        let all = draft(json!({"section": {"name": "Sport"}, "category": "x", "tags": ["a", {"name": "b"}], "topics": "c"}));
        assert_eq!(
            (&all.given.sections[..], &all.given.tags[..]),
            (&["Sport".to_owned()][..], &["a".to_owned(), "b".to_owned()][..])
        );
        let all = draft(json!({"section": "", "category": "x", "topics": "c, d"}));
        assert_eq!((all.given.sections, all.given.tags), (vec!["x".to_owned()], vec!["c, d".to_owned()]));
    }

    #[test]
    fn html_is_told_from_text() {
        for text in ["<p>a", "a<br>b", "a<br/>b", "<b>x</b>", "<IMG SRC=x>", "x</div >", "<p class=\"x\">"] {
            assert!(has_tags(text), "{text}");
        }
        for text in ["", "a < b", "if a<b and c>d", "<unk> token", "<3 </3", "p<q", "<Reuters>", "<p", "<é>", "mail <a@b.org>"] {
            assert!(!has_tags(text), "{text}");
        }
        assert!(draft(json!({"html": "plain"})).is_html, "by its name");
    }
}
