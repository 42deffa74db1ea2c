//! What a query of the Elasticsearch DSL finds among documents, by the plain meaning of its parts.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use serde_json::{Map, Value, json};

/// Fields of which a value is one term.
const WHOLE: [&str; 7] = ["id", "names", "outlet_key", "language", "date_source", "story", "generation"];

/// The answer to a search.
pub(crate) fn search(documents: &[Value], wanted: &Value, source: &str) -> Value {
    let mut found: Vec<&Value> = documents.iter().filter(|document| matches(&wanted["query"], document)).collect();
    found.sort_by_key(|document| std::cmp::Reverse(document["id"].as_str().unwrap_or_default()));
    let size = usize::try_from(wanted["size"].as_u64().unwrap_or(10)).unwrap();
    if let Some(order) = wanted.pointer("/sort/0/published/order") {
        found.sort_by_key(|document| {
            let published = document["published"].as_i64();
            let missing_last = published.is_none();
            (missing_last, if order == "desc" { published.map(|time| -time) } else { published })
        });
    }
    let keeps: Vec<&str> = source.split(',').collect();
    let hits = found.iter().take(size).map(|document| {
        let fields = document.as_object().unwrap().iter().filter(|(name, _)| keeps.contains(&name.as_str()));
        json!({"_source": fields.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>()})
    });
    let counts = wanted.get("aggs").and_then(Value::as_object).into_iter().flatten();
    let counts = counts.map(|(name, wanted)| (name.clone(), count(&found, wanted)));
    json!({
        "hits": {"total": {"value": found.len(), "relation": "eq"}, "hits": hits.collect::<Vec<_>>()},
        "aggregations": counts.collect::<Map<_, _>>(),
    })
}

fn count(found: &[&Value], wanted: &Value) -> Value {
    let (kind, wanted) = wanted.as_object().unwrap().iter().next().unwrap();
    let field = wanted["field"].as_str().unwrap();
    let values = found.iter().flat_map(|document| values(document, field));
    match kind.as_str() {
        "cardinality" => json!({"value": values.map(ToString::to_string).collect::<BTreeSet<_>>().len()}),
        "value_count" => json!({"value": values.count()}),
        "terms" => {
            let include = whole(wanted["include"].as_str().unwrap());
            let mut counts: BTreeMap<String, u64> = BTreeMap::new();
            for value in values.filter_map(Value::as_str).filter(|value| include.is_match(value)) {
                *counts.entry(value.to_owned()).or_default() += 1;
            }
            let buckets = counts.into_iter().map(|(key, count)| json!({"key": key, "doc_count": count}));
            json!({"buckets": buckets.collect::<Vec<_>>()})
        }
        other => panic!("aggregation {other}"),
    }
}

fn whole(expression: &str) -> Regex {
    Regex::new(&format!("^(?s:{expression})$")).unwrap()
}

fn values<'d>(document: &'d Value, field: &str) -> Vec<&'d Value> {
    match document.get(field) {
        None => vec![],
        Some(Value::Array(values)) => values.iter().collect(),
        Some(value) => vec![value],
    }
}

/// The terms of each value of a field.
fn terms(document: &Value, field: &str) -> Vec<Vec<String>> {
    let cut = |value: &Value| match value {
        Value::String(text) if WHOLE.contains(&field) => vec![text.clone()],
        Value::String(text) => text.split_whitespace().map(str::to_owned).collect(),
        other => vec![other.to_string()],
    };
    values(document, field).into_iter().map(cut).collect()
}

fn has(document: &Value, field: &str, is_wanted: impl Fn(&str) -> bool) -> bool {
    terms(document, field).iter().flatten().any(|term| is_wanted(term))
}

/// Whether a field has a term: most have not even its letters, which is seen faster.
fn has_term(document: &Value, field: &str, wanted: &str) -> bool {
    let may_have = |value: &&Value| value.as_str().is_none_or(|text| text.contains(wanted));
    values(document, field).iter().any(may_have) && has(document, field, |term| term == wanted)
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn matches(query: &Value, document: &Value) -> bool {
    let (kind, inner) = query.as_object().unwrap().iter().next().unwrap();
    let one = || inner.as_object().unwrap().iter().next().unwrap();
    match kind.as_str() {
        "match_all" => true,
        "bool" => {
            let parts = |name: &str| inner[name].as_array().map(Vec::as_slice).unwrap_or_default();
            let count = |name| parts(name).iter().filter(|part| matches(part, document)).count();
            let least = inner["minimum_should_match"].as_u64().unwrap_or(0);
            assert!(!parts("must").is_empty() || !parts("filter").is_empty() || least > 0, "only negative: {query}");
            count("must") == parts("must").len()
                && count("filter") == parts("filter").len()
                && count("must_not") == 0
                && count("should") as u64 >= least
        }
        "exists" => !values(document, inner["field"].as_str().unwrap()).is_empty(),
        "term" => {
            let wanted = text(&one().1["value"]);
            has_term(document, one().0, &wanted)
        }
        "terms" => {
            let wanted: Vec<String> = one().1.as_array().unwrap().iter().map(text).collect();
            wanted.iter().any(|wanted| has_term(document, one().0, wanted))
        }
        "prefix" => {
            let wanted = text(&one().1["value"]);
            has(document, one().0, |term| term.starts_with(&wanted))
        }
        "regexp" => {
            let wanted = whole(one().1["value"].as_str().unwrap());
            has(document, one().0, |term| wanted.is_match(term))
        }
        "match_phrase" => {
            let wanted = text(&one().1["query"]);
            let wanted: Vec<&str> = wanted.split(' ').collect();
            wanted.iter().all(|word| has_term(document, one().0, word))
                && terms(document, one().0).iter().any(|terms| terms.windows(wanted.len()).any(|window| window == wanted))
        }
        "range" => {
            let number = |name: &str| one().1.get(name).and_then(Value::as_i64);
            let is_in =
                |value: i64| number("gte").is_none_or(|low| value >= low) && number("lte").is_none_or(|high| value <= high);
            values(document, one().0).iter().filter_map(|value| value.as_i64()).any(is_in)
        }
        other => panic!("query {other}"),
    }
}
