//! The one door to whatever answers: an index on this machine, or an engine elsewhere. Who asks does not
//! know which it is.

#[cfg(feature = "engine")]
use super::Remote;
use super::{FacetRequest, SearchRequest, Searcher, TimelineRequest};
use crate::error::Result;
use crate::model::{FacetList, SearchResponse, Timeline};

/// What answers.
pub enum Door<'r> {
    /// An index on this machine.
    Here(Searcher<'r>),
    /// An engine elsewhere.
    #[cfg(feature = "engine")]
    Elsewhere(&'r Remote),
}

impl Door<'_> {
    /// Answers a query.
    ///
    /// # Errors
    ///
    /// The index is damaged, or the engine cannot be asked or does not serve this.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        match self {
            Self::Here(searcher) => searcher.search(request),
            #[cfg(feature = "engine")]
            Self::Elsewhere(remote) => remote.search(request),
        }
    }

    /// Counts the articles that match the whole query, and their stories.
    ///
    /// # Errors
    ///
    /// Those of [`Door::search`], or there is too much to count.
    pub fn facets(&self, request: &SearchRequest, wanted: &FacetRequest) -> Result<FacetList> {
        match self {
            Self::Here(searcher) => searcher.facets(request, wanted),
            #[cfg(feature = "engine")]
            Self::Elsewhere(remote) => remote.facets(request, wanted),
        }
    }

    /// Counts the articles that match each query, and their stories, by period.
    ///
    /// # Errors
    ///
    /// Those of [`Door::search`], or there is too much to count.
    pub fn timeline(&self, wanted: &TimelineRequest) -> Result<Timeline> {
        match self {
            Self::Here(searcher) => searcher.timeline(wanted),
            #[cfg(feature = "engine")]
            Self::Elsewhere(remote) => remote.timeline(wanted),
        }
    }
}
