//! Walks over a query: its leaves with what applies to them, its size, and the
//! reading in which nothing may be relaxed.
//!
//! Recursion is as deep as the tree, which the parser bounds; a tree made by
//! hand is its maker's to bound.

use super::ast::{Kind, Node, Query};
use super::field::Field;

/// Is a word, a pattern, a phrase or a date, with what applies to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leaf<'q> {
    /// The node itself; it has no operands.
    pub node: &'q Node,
    /// The innermost field it is looked for in, if any was named.
    pub field: Option<Field>,
    /// Whether finding it speaks for an article: an even number of negations
    /// stands around it.
    pub is_positive: bool,
}

impl Query {
    /// Returns every leaf, in the order of the text.
    #[must_use]
    pub fn leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = Vec::new();
        if let Some(node) = &self.root {
            collect(Leaf { node, field: None, is_positive: true }, &mut leaves);
        }
        leaves
    }

    /// Counts words, patterns, phrases and dates.
    #[must_use]
    pub fn leaf_count(&self) -> usize {
        self.leaves().len()
    }

    /// Returns the same query with nothing that may be relaxed: each
    /// [`Kind::All`] becomes an [`Kind::And`].
    ///
    /// This is the tree that the canonical text reads as.
    #[must_use]
    pub fn strict(&self) -> Query {
        Query { root: self.root.as_ref().and_then(Node::strict) }
    }
}

impl Node {
    /// Returns the nodes directly under this one.
    #[must_use]
    pub fn children(&self) -> &[Node] {
        match &self.kind {
            Kind::All(parts) | Kind::And(parts) | Kind::Or(parts) => parts,
            Kind::Not(inner) | Kind::Field(_, inner) | Kind::AtLeast(_, inner) | Kind::First(_, inner) => {
                std::slice::from_ref(inner)
            }
            Kind::Near(near) => near.operands.as_slice(),
            Kind::Word(_) | Kind::Pattern(_) | Kind::Phrase(_) | Kind::Date(_) => &[],
        }
    }

    fn strict(&self) -> Option<Node> {
        let each = |parts: &[Node]| parts.iter().filter_map(Node::strict).collect();
        let mut node = match &self.kind {
            Kind::All(parts) | Kind::And(parts) => Node::and(each(parts))?,
            Kind::Or(parts) => Node::or(each(parts))?,
            Kind::Not(inner) => inner.strict()?.negate(self.span),
            Kind::Field(field, inner) => inner.strict()?.in_field(*field, self.span),
            Kind::First(words, inner) => inner.strict()?.among_first(*words, self.span),
            // What is near or counted has nothing in it that may be relaxed.
            Kind::Near(_) | Kind::AtLeast(..) | Kind::Word(_) | Kind::Pattern(_) | Kind::Phrase(_) | Kind::Date(_) => {
                self.clone()
            }
        };
        node.span = self.span;
        Some(if self.required { node.require() } else { node })
    }
}

fn collect<'q>(from: Leaf<'q>, leaves: &mut Vec<Leaf<'q>>) {
    let (field, is_positive) = match &from.node.kind {
        Kind::Word(_) | Kind::Pattern(_) | Kind::Phrase(_) | Kind::Date(_) => return leaves.push(from),
        Kind::Not(_) => (from.field, !from.is_positive),
        Kind::Field(field, _) => (Some(*field), from.is_positive),
        Kind::Near(near) if near.proximity.is_negated => {
            let [wanted, unwanted] = near.operands.as_ref();
            collect(Leaf { node: wanted, ..from }, leaves);
            return collect(Leaf { node: unwanted, is_positive: !from.is_positive, ..from }, leaves);
        }
        _ => (from.field, from.is_positive),
    };
    for node in from.node.children() {
        collect(Leaf { node, field, is_positive }, leaves);
    }
}

#[cfg(test)]
mod tests {
    //! Leaves know their innermost field, and whether they are wanted.

    use jiff::civil::date;

    use super::super::{ParseOptions, parse};

    /// Writes leaves as `+title:word`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let query = parse(text, &ParseOptions::new(date(2025, 3, 5))).unwrap().query;
        let leaves = query.leaves();
        let written: Vec<String> = leaves
            .iter()
            .map(|leaf| {
                let sign = if leaf.is_positive { '+' } else { '-' };
                let field = leaf.field.map_or("", |field| field.name());
                format!("{sign}{field}:{}", leaf.node.span.of(text))
            })
            .collect();
        assert_eq!(written.join(" "), expected, "{text}");
        assert_eq!(query.leaf_count(), leaves.len(), "{text}");
    }

    #[test]
    fn leaves() {
        check("", "");
        check("a", "+:a");
        check("-a", "-:a");
        check("-a -b", "-:a -:b");
        check("a OR -b", "+:a -:b");
        check("-(a -b)", "-:a +:b");
        check("title:(a body:b) date:2025", "+title:a +body:b +:date:2025");
        check("date:2025 -a", "+:date:2025 -:a");
        check("title:(a w/5 \"b c\") d* NOT w/s e", "+title:a +title:\"b c\" +:d* -:e");
        check("atleast3(a OR b) first/9(c -d)", "+:a +:b +:c -:d");
    }
}
