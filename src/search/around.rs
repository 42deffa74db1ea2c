//! Where one article matches a query: its paragraphs with what matched marked.

use super::evidence::{highlights, is_positive};
use super::plan::Plan;
use super::{SearchRequest, Searcher};
use crate::error::Result;
use crate::model::{Around, Article, ArticleId, MarkedParagraph, Notice};
use crate::render::mark_html;

/// Paragraphs shown before and after one that matches.
const BESIDE: usize = 1;

impl Searcher<'_> {
    /// The article whose id is, or alone begins with, `id`, and where it matches a request's query,
    /// with the paragraphs beside. Filters and the match mode do not count.
    ///
    /// # Errors
    ///
    /// No such article, or several, or the index is damaged.
    pub fn around(&self, id: &str, request: &SearchRequest) -> Result<(Article, Around)> {
        let mut notices: Vec<Notice> = request.notices.clone();
        let plan = Plan::new(request, self.reader, &mut notices)?;
        let mut article = self.reader.find(id)?;
        let address = self.reader.address(ArticleId::parse(&article.id).unwrap_or_default())?;
        let evidence = self.evidence(&plan, &article, address, request.scope)?;
        let marked: Vec<_> = evidence
            .paragraphs
            .iter()
            .map(|paragraph| {
                let found = paragraph.matches.iter().filter(|found| is_positive(&plan, found));
                highlights(&paragraph.text, found)
            })
            .collect();
        let title_highlights = evidence.title_highlights(&plan);
        let matches = title_highlights.len() + marked.iter().map(Vec::len).sum::<usize>();
        let is_near = |at: usize| {
            let near = marked.get(at.saturating_sub(BESIDE)..marked.len().min(at + BESIDE + 1)).unwrap_or_default();
            near.iter().any(|marks| !marks.is_empty())
        };
        let paragraphs = evidence.paragraphs.iter().zip(&marked).enumerate().filter(|(at, _)| is_near(*at));
        let paragraphs = paragraphs.map(|(_, (paragraph, marks))| MarkedParagraph {
            paragraph: paragraph.number,
            line: paragraph.line,
            html: mark_html(&paragraph.text, marks),
            text: paragraph.text.clone(),
            highlights: marks.clone(),
        });
        let around = Around {
            query: request.text.clone(),
            parsed: request.query.to_string(),
            notices,
            matches: matches as u64,
            title_highlights,
            paragraphs: paragraphs.collect(),
        };
        article.path = self.paths.shown(&article.path);
        Ok((article, around))
    }
}
