//! Walks over a query: its leaves with what applies to them, its size, and the
//! reading in which nothing may be relaxed.
//!
//! Recursion is as deep as the tree, which the parser bounds; a tree made by
//! hand is its maker's to bound.

use super::ast::{Kind, Node, Query};
use super::field::Field;

/// Is a word, a phrase or a date, with what applies to it.
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

    /// Returns the leaves that speak for an article: what to highlight, and
    /// what a passage should answer.
    #[must_use]
    pub fn positive_leaves(&self) -> Vec<Leaf<'_>> {
        let mut leaves = self.leaves();
        leaves.retain(|leaf| leaf.is_positive);
        leaves
    }

    /// Tells whether the query only says what it does not want; the empty query
    /// does not.
    #[must_use]
    pub fn is_purely_negative(&self) -> bool {
        let leaves = self.leaves();
        !leaves.is_empty() && leaves.iter().all(|leaf| !leaf.is_positive)
    }

    /// Counts words, phrases and dates.
    #[must_use]
    pub fn leaf_count(&self) -> usize {
        self.leaves().len()
    }

    /// Counts every node, leaves included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.root.as_ref().map_or(0, Node::count)
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
            Kind::Not(inner) | Kind::Field(_, inner) => std::slice::from_ref(inner),
            Kind::Word(_) | Kind::Phrase(_) | Kind::Date(_) => &[],
        }
    }

    fn count(&self) -> usize {
        1 + self.children().iter().map(Node::count).sum::<usize>()
    }

    fn strict(&self) -> Option<Node> {
        let each = |parts: &[Node]| parts.iter().filter_map(Node::strict).collect();
        let mut node = match &self.kind {
            Kind::All(parts) | Kind::And(parts) => Node::and(each(parts))?,
            Kind::Or(parts) => Node::or(each(parts))?,
            Kind::Not(inner) => inner.strict()?.negate(self.span),
            Kind::Field(field, inner) => inner.strict()?.in_field(*field, self.span),
            Kind::Word(_) | Kind::Phrase(_) | Kind::Date(_) => self.clone(),
        };
        node.span = self.span;
        Some(if self.required { node.require() } else { node })
    }
}

fn collect<'q>(from: Leaf<'q>, leaves: &mut Vec<Leaf<'q>>) {
    let (field, is_positive) = match &from.node.kind {
        Kind::Word(_) | Kind::Phrase(_) | Kind::Date(_) => return leaves.push(from),
        Kind::Not(_) => (from.field, !from.is_positive),
        Kind::Field(field, _) => (Some(*field), from.is_positive),
        Kind::All(_) | Kind::And(_) | Kind::Or(_) => (from.field, from.is_positive),
    };
    for node in from.node.children() {
        collect(Leaf { node, field, is_positive }, leaves);
    }
}

#[cfg(test)]
mod tests {
    //! 1. Leaves know their innermost field, and whether they are wanted.
    //! 2. Only a query without a wanted leaf is purely negative.

    use jiff::civil::date;

    use super::super::{ParseOptions, parse};

    /// Writes leaves as `+title:word`, and the query as purely negative or not.
    #[track_caller]
    fn check(text: &str, expected: &str, is_negative: bool, nodes: usize) {
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
        assert_eq!(query.is_purely_negative(), is_negative, "{text}");
        assert_eq!((query.leaf_count(), query.node_count()), (leaves.len(), nodes), "{text}");
        assert_eq!(query.positive_leaves().len(), leaves.iter().filter(|leaf| leaf.is_positive).count());
    }

    #[test]
    fn leaves() {
        check("", "", false, 0);
        check("a", "+:a", false, 1);
        check("-a", "-:a", true, 2);
        check("-a -b", "-:a -:b", true, 5);
        check("a OR -b", "+:a -:b", false, 4);
        check("-(a -b)", "-:a +:b", false, 5);
        check("title:(a body:b) date:2025", "+title:a +body:b +:date:2025", false, 7);
        check("date:2025 -a", "+:date:2025 -:a", false, 4);
    }
}
