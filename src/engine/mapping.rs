//! The fields of an index as each engine wants them described, and how an index is made.

use serde_json::{Map, Value, json};

use super::client::{Again, Client};
use super::document::PART;
use super::field::{ARTICLE, AUTHOR, NAMES, NUMBERS, SECTION, STEMS, TAG, VALUES, WORDS};
use super::kind::Kind;
use crate::error::Result;

/// So many seconds Quickwit's commits are apart at most.
const COMMIT_SECONDS: u32 = 10;

/// What an index holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Articles,
    Generations,
}

/// The field of a row of the index of generations, and what is kept beside it as JSON.
pub(super) const GENERATION: &str = "generation";
pub(super) const ROW: &str = "row";

/// Makes an index; says whether it was not there before.
pub(super) fn make(client: &Client, index: &str, holds: Holds) -> Result<bool> {
    let (method, path, body) = match client.kind() {
        Kind::Quickwit => ("POST", "/api/v1/indexes".to_owned(), quickwit(index, holds)),
        Kind::Elasticsearch | Kind::OpenSearch => ("PUT", format!("/{index}"), elasticsearch(holds)),
    };
    let answer = client.send(method, &path, Some(&body.to_string()), Again::Always)?;
    if answer.status == 400 && answer.body.contains("already exist") || answer.body.contains("resource_already_exists") {
        return Ok(false);
    }
    client.json(&answer, index).map(|_| true)
}

fn quickwit(index: &str, holds: Holds) -> Value {
    let mut fields = vec![];
    match holds {
        Holds::Articles => {
            let text = |name: &str| if matches!(name, AUTHOR | NAMES | SECTION | TAG) { "array<text>" } else { "text" };
            for name in WORDS {
                fields.push(json!({"name": name, "type": text(name), "tokenizer": "whitespace", "record": "position",
                    "fieldnorms": true, "stored": false}));
            }
            for name in STEMS {
                fields.push(json!({"name": name, "type": "text", "tokenizer": "whitespace", "record": "freq",
                    "fieldnorms": true, "stored": false}));
            }
            for name in VALUES {
                fields.push(json!({"name": name, "type": text(name), "tokenizer": "raw", "fast": true, "stored": matches!(name, "id" | "story")}));
            }
            for name in NUMBERS {
                fields.push(json!({"name": name, "type": "i64", "fast": true, "stored": false}));
            }
            fields.push(json!({"name": PART, "type": "u64", "fast": true, "stored": false}));
            fields.push(json!({"name": ARTICLE, "type": "text", "indexed": false, "stored": true}));
        }
        Holds::Generations => {
            fields.push(json!({"name": GENERATION, "type": "text", "tokenizer": "raw", "fast": true}));
            fields.push(json!({"name": ROW, "type": "text", "indexed": false}));
        }
    }
    json!({
        "version": "0.8",
        "index_id": index,
        "doc_mapping": {"mode": "strict", "store_source": false, "field_mappings": fields},
        "indexing_settings": {"commit_timeout_secs": COMMIT_SECONDS},
    })
}

fn elasticsearch(holds: Holds) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, kind: Value| {
        fields.insert(name.to_owned(), kind);
    };
    let kept = || json!({"type": "keyword", "index": false, "doc_values": false});
    match holds {
        Holds::Articles => {
            for name in WORDS {
                put(name, json!({"type": "text", "analyzer": "whitespace"}));
            }
            for name in STEMS {
                put(name, json!({"type": "text", "analyzer": "whitespace", "index_options": "freqs"}));
            }
            for name in VALUES {
                put(name, json!({"type": "keyword"}));
            }
            for name in NUMBERS {
                put(name, json!({"type": "long"}));
            }
            put(PART, json!({"type": "long"}));
            put(ARTICLE, kept());
        }
        Holds::Generations => {
            put(GENERATION, json!({"type": "keyword"}));
            put(ROW, kept());
        }
    }
    json!({"mappings": {"dynamic": "strict", "properties": fields}})
}
