//! Shows a whole article with what of it answers a query.

use super::Searcher;
use super::evidence::{highlights, is_positive};
use super::plan::Plan;
use super::request::{Scope, SearchRequest};
use crate::error::Result;
use crate::model::{Article, ArticleId, Highlight, Role};
use crate::text::collapse_whitespace;

/// A text with what matched in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedText {
    /// The text, white space collapsed.
    pub text: String,
    /// What matched; code points of `text`.
    pub highlights: Vec<Highlight>,
}

impl Searcher<'_> {
    /// The headline and every block of an article of this index, with what in them answers a
    /// request. What was set aside is marked too; what nobody searches (bylines, dates) is not.
    /// Cost: one pass over the article's text.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn marked(&self, article: &Article, request: &SearchRequest) -> Result<(MarkedText, Vec<MarkedText>)> {
        let request = SearchRequest { scope: Scope::All, ..request.clone() };
        let plan = Plan::new(&request, self.reader, &mut vec![])?;
        let address = self.reader.address(ArticleId::parse(&article.id).unwrap_or_default())?;
        let evidence = self.evidence(&plan, article, address, Scope::All)?;
        let title =
            MarkedText { text: article.title.value.clone().unwrap_or_default(), highlights: evidence.title_highlights(&plan) };
        // Paragraphs are the blocks that are searched, in order.
        let mut paragraphs = evidence.paragraphs.iter();
        let blocks = article.blocks.iter().map(|block| {
            let searched = if block.role.is_text() || block.role == Role::Junk { paragraphs.next() } else { None };
            searched.map_or_else(
                || MarkedText { text: collapse_whitespace(&block.text), highlights: vec![] },
                |paragraph| MarkedText {
                    text: paragraph.text.clone(),
                    highlights: highlights(&paragraph.text, paragraph.matches.iter().filter(|found| is_positive(&plan, found))),
                },
            )
        });
        Ok((title, blocks.collect()))
    }
}
