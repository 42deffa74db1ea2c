//! The nearest right form of what cannot be near anything, and the bounds of a whole query.
//!
//! Finding such mistakes is left to `parser`.

use super::ast::{Kind, Node, Proximity, Query, Span};
use super::display;
use super::error::{ErrorKind, ParseError};
use super::notice::Remarks;
use super::parser::MAX_LEAVES;
use super::resolve::{self, MAX_DEPTH};

/// Says how two operands that cannot be near each other could be written.
pub(super) fn near(left: &Node, proximity: Proximity, right: &Node) -> String {
    let plain = |node: &Node| Node { required: false, ..node.clone() };
    let join = |a: &Node, b: &Node| Node::near(plain(a), proximity, plain(b));
    let each =
        |parts: &[Node], make: &dyn Fn(&Node) -> Option<Node>| Node::and(parts.iter().map(make).collect::<Option<Vec<_>>>()?);
    let written = match (&left.kind, &right.kind) {
        (Kind::All(parts) | Kind::And(parts), _) => each(parts, &|part| join(part, right)),
        (_, Kind::All(parts) | Kind::And(parts)) => each(parts, &|part| join(left, part)),
        (_, Kind::Not(inner)) => Node::near(plain(left), Proximity { is_negated: true, ..proximity }, plain(inner)),
        (Kind::Not(inner), _) => join(inner, right).map(|node| node.negate(Span::default())),
        (Kind::Field(field, inner), _) if field.is_text() && right.has_places() => {
            join(inner, right).map(|node| node.in_field(*field, Span::default()))
        }
        (_, Kind::Field(field, inner)) if field.is_text() && left.has_places() => {
            join(left, inner).map(|node| node.in_field(*field, Span::default()))
        }
        // A condition holds for the whole article, so nothing is near it.
        (Kind::Field(..) | Kind::Date(_), _) | (_, Kind::Field(..) | Kind::Date(_)) => Node::and(vec![plain(left), plain(right)]),
        _ if left.required || right.required => join(left, right).map(Node::require),
        _ => None,
    };
    match written {
        Some(written) => format!("write `{written}`"),
        None => format!("write `word {proximity} word`, and join it with what else is wanted"),
    }
}

/// Finds that a query is larger, or its canonical text deeper, than allowed.
pub(super) fn check_size(query: &Query, remarks: &mut Remarks) {
    let Some(root) = &query.root else { return };
    let leaves = query.leaf_count();
    if leaves > MAX_LEAVES {
        remarks.error(|| ParseError {
            span: root.span,
            kind: ErrorKind::TooManyLeaves,
            message: format!("the query has {leaves} words, phrases and dates, and {MAX_LEAVES} is the most"),
            help: Some("split it into several queries".to_owned()),
        });
    }
    if display::depth(query) > MAX_DEPTH {
        remarks.error(|| resolve::too_deep(root.span));
    }
}
