//! The `OpenAPI` 3.1 document: what can be asked, and the schemas of the commands as answers.

use clap::ValueEnum;
use serde_json::{Map, Value, json};

use super::answer::{Answer, Asked, JSON};
use super::api::{MOST_QUERIES, MOST_TABLES, MOST_VALUES};
use super::export::{Format, MOST_ROWS};
use super::problem::{PROBLEM, Problem};
use super::request::{LONGEST_QUERY, MOST_HITS, QUESTION};
use crate::args::{CopiesArg, DatesArg, EveryArg, FacetSortArg, StorySortArg};
use crate::choices::{ByArg, DialectArg, InArg, MatchArg, SortArg};

/// The schemas that ship, by the names they have in the document.
const SCHEMAS: [(&str, &str); 9] = [
    ("search", include_str!("../../../../schema/search.json")),
    ("articles", include_str!("../../../../schema/inspect.json")),
    ("stories", include_str!("../../../../schema/stories.json")),
    ("story", include_str!("../../../../schema/story.json")),
    ("facets", include_str!("../../../../schema/facets.json")),
    ("timeline", include_str!("../../../../schema/timeline.json")),
    ("why", include_str!("../../../../schema/why.json")),
    ("stats", include_str!("../../../../schema/stats.json")),
    ("problem", include_str!("../../../../schema/problem.json")),
];

pub(super) fn document(_: &Asked<'_>) -> Result<Answer, Problem> {
    let text = serde_json::to_vec(&openapi().map_err(|e| Problem::internal(&e))?).map_err(|e| Problem::internal(&e))?;
    Ok(Answer::new(JSON, text))
}

fn openapi() -> serde_json::Result<Value> {
    let mut schemas = Map::new();
    for (name, text) in SCHEMAS {
        let mut schema: Value = serde_json::from_str(text)?;
        rename(&mut schema, name);
        let parts = schema.as_object_mut().and_then(|schema| schema.remove("$defs"));
        for (part, value) in parts.into_iter().flat_map(|parts| parts.as_object().cloned().unwrap_or_default()) {
            schemas.insert(format!("{name}_{part}"), value);
        }
        if let Some(schema) = schema.as_object_mut() {
            schema.remove("$schema");
        }
        schemas.insert(name.to_owned(), schema);
    }
    let list = ["cursor", "limit"];
    let search: Vec<&str> = [&QUESTION[..], &["copies", "by", "sort", "passages", "width", "facets", "explain"], &list].concat();
    let stories: Vec<&str> = [&QUESTION[..], &["story_sort"], &list].concat();
    let export: Vec<&str> = [&QUESTION[..], &["copies", "by", "sort", "passages", "width", "format"]].concat();
    let facets: Vec<&str> = [&QUESTION[..], &["facet_by", "facet_sort", "facet_limit"]].concat();
    let timeline: Vec<&str> =
        QUESTION.iter().copied().map(|name| if name == "q" { "queries" } else { name }).chain(["every", "share"]).collect();
    let why: Vec<&str> = [&["id"], &QUESTION[..], &["copies"]].concat();
    let one = |of: &str| vec![id(of)];
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "newsidx",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Searches a folder of scraped or syndicated news. Answers are the JSON of the commands; their keys are only ever added to. Every answer has the state of the index as its ETag.",
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/search": get("search", "Ranked passages, grouped by article and story", &parameters(&search), answer("search", true), &[400, 410]),
            "/api/v1/articles/{id}": get("article", "One article, with what was set aside and why", &one("an article"), answer("articles", false), &[400, 404]),
            "/api/v1/stories": get("stories", "Stories of several articles", &parameters(&stories), answer("stories", true), &[400, 410]),
            "/api/v1/stories/{id}": get("story", "The history of a story: who had it first, and what each copy changed", &one("a story or of one of its articles"), answer("story", false), &[400, 404]),
            "/api/v1/facets": get("facets", "Counts by outlet, date and other fields", &parameters(&facets), answer("facets", false), &[400]),
            "/api/v1/timeline": get("timeline", "Counts over time, of one query or several", &parameters(&timeline), answer("timeline", false), &[400]),
            "/api/v1/why": get("why", "Why an article is found by a query, or is not", &parameters(&why), answer("why", false), &[400, 404]),
            "/api/v1/stats": get("stats", "What is in the index", &[], answer("stats", false), &[400]),
            "/api/v1/export": get("export", &format!("What was found as a file, {MOST_ROWS} hits at most"), &parameters(&export), files(), &[400]),
            "/api/v1/openapi.json": get("openapi", "This document", &[], json!({"description": "OpenAPI 3.1", "content": {JSON: {"schema": {"type": "object"}}}}), &[]),
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}, "password": {"type": "http", "scheme": "basic"}},
        },
        "security": [{}, {"token": []}, {"password": []}],
    }))
}

/// Points references inside a schema to where its parts stand in the document.
fn rename(value: &mut Value, name: &str) {
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                match value {
                    Value::String(to) if key == "$ref" => *to = to.replace("#/$defs/", &format!("#/components/schemas/{name}_")),
                    other => rename(other, name),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| rename(value, name)),
        _ => {}
    }
}

fn get(id: &str, summary: &str, parameters: &[Value], answer: Value, failures: &[u16]) -> Value {
    let mut answers = Map::new();
    answers.insert("200".to_owned(), answer);
    answers.insert("304".to_owned(), json!({"description": "The index is in the state of the `If-None-Match` that came"}));
    for status in failures.iter().chain(&[401, 421, 500, 503]) {
        let description = match status {
            400 => "Mistakes in the request, with their places in the query",
            401 => "A token is needed",
            404 => "No article or story has this id, or several do",
            410 => "The cursor is of an older index",
            421 => "Not a name of this server",
            503 => "Busy, or the index cannot be read just now: try again after `Retry-After` seconds",
            _ => "An error of the server",
        };
        let content = json!({PROBLEM: {"schema": {"$ref": "#/components/schemas/problem"}}});
        answers.insert(status.to_string(), json!({"description": description, "content": content}));
    }
    json!({"get": {"operationId": id, "summary": summary, "parameters": parameters, "responses": answers}})
}

fn answer(schema: &str, is_list: bool) -> Value {
    let mut headers = json!({"ETag": {"description": "The state of the index", "schema": {"type": "string"}}});
    if is_list && let Some(headers) = headers.as_object_mut() {
        let link = json!({"description": "With `rel=\"next\"`, where the list goes on", "schema": {"type": "string"}});
        headers.insert("Link".to_owned(), link);
    }
    let content = json!({JSON: {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
    json!({"description": "As the command line prints it with `--json`", "headers": headers, "content": content})
}

fn files() -> Value {
    json!({"description": "A file", "content": {
        "text/csv": {"schema": {"type": "string"}},
        "text/tab-separated-values": {"schema": {"type": "string"}},
        "application/x-ndjson": {"schema": {"type": "string"}},
        "text/markdown": {"schema": {"type": "string"}},
        "application/x-bibtex": {"schema": {"type": "string"}},
        "application/x-research-info-systems": {"schema": {"type": "string"}},
        JSON: {"schema": {"$ref": "#/components/schemas/search"}},
    }})
}

fn id(of: &str) -> Value {
    json!({
        "name": "id", "in": "path", "required": true, "schema": {"type": "string"},
        "description": format!("The id of {of}, or a beginning that no other has"),
    })
}

fn parameters(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| parameter(name)).collect()
}

fn parameter(name: &str) -> Value {
    let text = || json!({"type": "string", "maxLength": 200});
    let texts = || json!({"type": "array", "items": text()});
    let number =
        |least: usize, most: usize, usual: usize| json!({"type": "integer", "minimum": least, "maximum": most, "default": usual});
    let yes = || json!({"type": "boolean", "default": false});
    let (schema, description) = match name {
        "q" => (
            json!({"type": "string", "maxLength": LONGEST_QUERY}),
            "What to look for, in the query language; nothing lists every article that passes the filters",
        ),
        "id" => (text(), "The id of an article, or a beginning that no other has"),
        "outlet" => (
            texts(),
            "Only outlets with these words in their name, or behind `=` with this name as a whole; several are alternatives",
        ),
        "agency" => (texts(), "Only wire copy of this agency; `=` as with outlets"),
        "author" => (texts(), "Only articles by an author with these words in the name; `=` as with outlets"),
        "lang" => (
            json!({"type": "array", "items": {"type": "string", "enum": languages()}}),
            "Only articles in this language, as a two-letter code",
        ),
        "since" => (text(), "Only articles of this day, month or year, or later; also 7d, last-month"),
        "until" => (text(), "Only articles of this day, month or year, or earlier"),
        "on" => (text(), "Only articles of this day, month or year"),
        "loose_dates" => (yes(), "Let an article known only to its month or year match a part of it"),
        "dates" => {
            (words::<DatesArg>(Some("all")), "Which dates count: `stated` leaves out those taken from another copy of the story")
        }
        "match" => (words::<MatchArg>(Some("auto")), "How much of the query must match"),
        "in" => (words::<InArg>(Some("article")), "Which parts of pages are searched"),
        "literal" => (yes(), "Take the query as plain words"),
        "strict" => (yes(), "Refuse what would be read in a way that may not have been meant"),
        "dialect" => (words::<DialectArg>(Some("own")), "Whose habits the query follows where news databases differ"),
        "no_variants" => (yes(), "Do not search other spellings of names"),
        "copies" => (words::<CopiesArg>(Some("fold")), "Copies of one story: one row, every article, or no rows but counts"),
        "by" => (words::<ByArg>(Some("article")), "What a row is: an article, or a passage of any article"),
        "sort" => (words::<SortArg>(Some("relevance")), "In which order"),
        "story_sort" => (words::<StorySortArg>(Some("size")), "In which order"),
        "facet_by" => (
            json!({"type": "array", "maxItems": MOST_TABLES, "items": {"type": "string", "maxLength": 200}}),
            "What to count by: outlet, agency, author, language, section, tag, year, month, week, day, story-size; with commas one within the other; several make several tables",
        ),
        "facet_sort" => {
            (words::<FacetSortArg>(None), "In which order; names by count, dates and sizes by value if nothing is said")
        }
        "facet_limit" => (
            json!({"type": "integer", "minimum": 0, "maximum": MOST_VALUES}),
            "Values listed of each field; 20 by count, all by value if nothing is said",
        ),
        "queries" => (
            json!({"type": "array", "maxItems": MOST_QUERIES, "items": {"type": "string", "maxLength": LONGEST_QUERY}}),
            "What to look for; several are several lines",
        ),
        "every" => {
            (words::<EveryArg>(None), "How long a period is; the shortest of which there are at most 62 if nothing is said")
        }
        "share" => (yes(), "Say what part of all articles and stories of the period they are"),
        "passages" => (number(0, 10, newsidx::search::DEFAULT_PASSAGES), "Passages of each article"),
        "width" => (number(20, 2000, newsidx::search::DEFAULT_WIDTH), "Width of a passage, in columns"),
        "facets" => (yes(), "Count by outlet and date too"),
        "explain" => (yes(), "Say what the score of each hit is made of"),
        "format" => {
            (json!({"type": "string", "enum": Format::ALL.map(|(_, word, _)| word), "default": "json"}), "The form of the file")
        }
        "limit" => (number(0, MOST_HITS, newsidx::search::DEFAULT_LIMIT), "Rows of this answer"),
        _ => (text(), "Where the list goes on, from the `Link` header of the answer before"),
    };
    let name = match name {
        "story_sort" | "facet_sort" => "sort",
        "facet_by" => "by",
        "facet_limit" => "limit",
        "queries" => "q",
        name => name,
    };
    json!({"name": name, "in": "query", "required": name == "id", "schema": schema, "description": description})
}

/// The codes of languages that are known.
fn languages() -> Vec<String> {
    let pairs = ('a'..='z').flat_map(|first| ('a'..='z').map(move |second| format!("{first}{second}")));
    pairs.filter(|code| newsidx::text::Language::from_code(code).is_some()).collect()
}

/// The words that a flag takes.
fn words<T: ValueEnum>(usual: Option<&str>) -> Value {
    let words = T::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let words: Vec<String> = words.map(|word| word.get_name().to_owned()).collect();
    match usual {
        Some(usual) => json!({"type": "string", "enum": words, "default": usual}),
        None => json!({"type": "string", "enum": words}),
    }
}
