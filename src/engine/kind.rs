//! Which engine answers, and what is different with each.

use serde_json::Value;

use super::failure;
use crate::error::Result;

/// An engine that speaks the API of Elasticsearch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Quickwit,
    Elasticsearch,
    OpenSearch,
}

impl Kind {
    /// What comes before the paths of Elasticsearch.
    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Quickwit => "/api/v1/_elastic",
            Self::Elasticsearch | Self::OpenSearch => "",
        }
    }

    /// Reads what Quickwit's `/api/v1/version` says.
    pub(super) fn of_quickwit(shown: &str, answer: &Value) -> Result<Option<Self>> {
        let Some(version) = answer.pointer("/build/version").and_then(Value::as_str) else { return Ok(None) };
        accepted(shown, "Quickwit", version, (0, 8), Self::Quickwit).map(Some)
    }

    /// Reads what `/` of Elasticsearch and `OpenSearch` says.
    pub(super) fn of_root(shown: &str, answer: &Value) -> Result<Option<Self>> {
        let Some(version) = answer.pointer("/version/number").and_then(Value::as_str) else { return Ok(None) };
        match answer.pointer("/version/distribution").and_then(Value::as_str) {
            Some("opensearch") => accepted(shown, "OpenSearch", version, (2, 0), Self::OpenSearch).map(Some),
            Some(_) => Ok(None),
            None => accepted(shown, "Elasticsearch", version, (8, 0), Self::Elasticsearch).map(Some),
        }
    }
}

/// The kind, if its version is not too old.
fn accepted(shown: &str, name: &str, version: &str, least: (u64, u64), kind: Kind) -> Result<Kind> {
    let mut numbers = version.trim_start_matches('v').split(['.', '-']).map_while(|part| part.parse::<u64>().ok());
    // A version of another shape is that of a build between versions.
    let found = numbers.next().zip(numbers.next());
    if found.is_some_and(|found| found < least) {
        return Err(failure::version(shown, name, version, &format!("{}.{}", least.0, least.1)));
    }
    Ok(kind)
}
