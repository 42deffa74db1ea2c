//! One JSON object to the fields of a record. What no name stands for is passed
//! over without being copied.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::fields::{FieldMap, Meaning};
use super::record::Fields;

/// Parses one object; or says in plain words why it is none.
pub(super) fn parse(text: &str, map: &FieldMap) -> Result<Fields, String> {
    if !text.trim_start().starts_with('{') {
        return Err("not a JSON object".to_owned());
    }
    let mut parser = serde_json::Deserializer::from_str(text);
    let fields = Record(map).deserialize(&mut parser);
    fields.and_then(|fields| parser.end().map(|()| fields)).map_err(|error| explain(&error))
}

/// The parser's message without its line, which is always the first.
fn explain(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let what = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(what, _)| what);
    if what.starts_with("recursion limit") {
        return "nested more than 128 levels deep, the limit for JSON".to_owned();
    }
    let what = if error.is_eof() { "it ends too early" } else { what };
    format!("not valid JSON at column {}: {what}", error.column())
}

/// Reads the fields that mean something.
struct Record<'a>(&'a FieldMap);

impl<'de> DeserializeSeed<'de> for Record<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Record<'_> {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Fields, A::Error> {
        let mut fields = Fields::default();
        while let Some((key, meaning)) = entries.next_key_seed(Key(self.0))? {
            match meaning {
                Some(meaning) => fields.add(self.0, &key, meaning, entries.next_value()?),
                None => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(fields)
    }
}

/// Reads a key and what it stands for; the key itself only if it stands for something.
struct Key<'a>(&'a FieldMap);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = (String, Option<Meaning>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = (String, Option<Meaning>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let meaning = self.0.meaning(key);
        Ok((if meaning.is_some() { key.to_owned() } else { String::new() }, meaning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<&str, &str>) {
        let title = parse(text, &FieldMap::default()).map(|fields| fields.into_draft(false).given.title.unwrap_or_default());
        assert_eq!(title.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn objects_and_others() {
        check(r#" {"x": [{"y": 1}], "title": "Rain \u00e9"} "#, Ok("Rain é"));
        check("{}", Ok(""));
        check("[]", Err("not a JSON object"));
        check(r#"{"title": "a" "b"}"#, Err("not valid JSON at column 15: expected `,` or `}`"));
        check(r#"{"title": "a"#, Err("not valid JSON at column 12: it ends too early"));
        check("{} {}", Err("not valid JSON at column 4: trailing characters"));
        check(r#"{"title": NaN}"#, Err("not valid JSON at column 11: expected value"));
    }

    #[test]
    fn depth_is_limited() {
        let deep = |key: &str| format!("{{\"{key}\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        check(&deep("title"), Err("nested more than 128 levels deep, the limit for JSON"));
        // What is passed over may be as deep as it likes.
        check(&deep("x"), Ok(""));
    }
}
