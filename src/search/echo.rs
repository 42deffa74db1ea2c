//! What was asked, as one query that finds the same articles: the query as read, with what
//! `--match any` and the filters make of it. Flags that no query can say (`--in`,
//! `--loose-dates`, `--no-variants`) hold beside it.

use super::planner::is_wanted;
use super::request::{Filters, MatchMode, SearchRequest, WHOLE};
use crate::query::{Field, Kind, Node, Phrase, Query, Span, Word};

/// The canonical text.
pub(super) fn echo(request: &SearchRequest) -> String {
    let Some(conditions) = Node::and(filters(&request.filters)) else { return relaxed(request).to_string() };
    let both = relaxed(request).root.into_iter().chain([conditions]).collect();
    Query { root: Node::and(both) }.to_string()
}

fn relaxed(request: &SearchRequest) -> Query {
    let root = request.query.root.clone();
    let root = if request.match_mode == MatchMode::Any { root.and_then(any) } else { root };
    Query { root }
}

/// What a node asks for under `--match any`, as the planner makes it.
fn any(node: Node) -> Option<Node> {
    let Node { kind, span, required } = node;
    let node = match kind {
        Kind::All(parts) | Kind::And(parts) => any_of(parts)?,
        Kind::Or(parts) => Node::or(parts.into_iter().filter_map(any).collect())?,
        Kind::Not(inner) => any(*inner)?.negate(span),
        Kind::Field(field, inner) if field.has_places() => any(*inner)?.in_field(field, span),
        Kind::First(words, inner) => any(*inner)?.among_first(words, span),
        kind => Node::new(kind, span),
    };
    Some(if required { node.require() } else { node })
}

/// One of what is wanted, and all that is required or excluded. Beside what is required the
/// rest only adds to the rank: `a AND (a OR b)`.
fn any_of(parts: Vec<Node>) -> Option<Node> {
    let (must, wanted): (Vec<Node>, Vec<Node>) = parts.into_iter().partition(|part| part.required || !is_wanted(part));
    let mut all = vec![];
    let mut some = vec![];
    for part in must {
        let required = part.required;
        let part = any(Node { required: false, ..part })?;
        if required {
            some.push(part.clone());
        }
        all.push(part);
    }
    if !wanted.is_empty() {
        some.extend(wanted.into_iter().filter_map(any));
        all.extend(Node::or(some));
    }
    Node::and(all)
}

/// The filters as operands.
pub(super) fn filters(filters: &Filters) -> Vec<Node> {
    let at = Span::default();
    let phrase = |name: &String| {
        let (is_whole, name) = name.strip_prefix(WHOLE).map_or((false, name.as_str()), |name| (true, name));
        let text = if is_whole { name.to_owned() } else { name.replace(['*', '?'], " ") };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Node::new(Kind::Phrase(Phrase { text, slop: 0, is_whole }), at)
    };
    let code = |code: &String| Node::new(Kind::Word(Word { text: code.clone(), exact: false }), at);
    let mut nodes = vec![];
    for (field, values) in [
        (Field::Outlet, filters.outlets.iter().map(phrase).collect()),
        (Field::Agency, filters.agencies.iter().map(phrase).collect()),
        (Field::Author, filters.authors.iter().map(phrase).collect()),
        (Field::Lang, filters.languages.iter().map(code).collect::<Vec<_>>()),
    ] {
        nodes.extend(Node::or(values).map(|values| values.in_field(field, at)));
    }
    nodes.extend(filters.dates.iter().map(|date| Node::new(Kind::Date(*date), at)));
    nodes
}
