//! Articles from elsewhere, searched in an index in memory.

use std::path::Path;
use std::sync::Arc;

use crate::index::{Fetched, IndexReader, Lexicon, PathView};
use crate::model::{ArticleId, StoryRole};
use crate::query::{ParseOptions, parse};
use crate::search::{SearchRequest, Searcher};
use crate::text::Language;

struct Fixed;

impl Lexicon for Fixed {
    fn articles(&self) -> u64 {
        5000
    }
    fn languages(&self) -> Vec<Language> {
        Language::from_code("en").into_iter().collect()
    }
    fn words(&self, _: &str) -> u64 {
        100_000
    }
    fn frequency(&self, _: &str, _: &str) -> u64 {
        7
    }
    fn frequency_of_any(&self, _: &[&str], _: &[String], _: &[(Option<Language>, String)]) -> u64 {
        9
    }
    fn names(&self, _: &str) -> Vec<String> {
        vec![]
    }
}

#[test]
fn fetched_articles_are_searched_like_those_on_disk() {
    let article = |id: u64, text: &str| -> Fetched {
        let article = format!(
            r#"{{"id":"{}","path":"a{id}.txt","record":null,"url":null,"title":{{"value":"Harbour","source":"page"}},
            "outlet":{{"value":"Quay Courier","source":"page"}},"agency":{{"value":null,"source":"none"}},"authors":[],
            "editors":[],"language":"en","dateline":null,
            "date":{{"value":"2025-02-18","precision":"day","source":"page","confidence":0.9}},
            "blocks":[{{"line":1,"role":"body","reason":null,"text":"{text}"}}]}}"#,
            ArticleId(id)
        );
        let article = serde_json::from_str(&article).unwrap();
        Fetched { article, story: 40 + id % 2, role: StoryRole::Copy, articles: 3, outlets: 2, part: 1 }
    };
    let articles =
        [article(1, "Pilots went on strike."), article(2, "The pilot strikes alone."), article(3, "A strike of pilots.")];
    let reader = IndexReader::of_articles("http://engine", &articles, Arc::new(Fixed)).unwrap();
    let paths = PathView::new(Path::new("index"), Path::new("/"));
    let parsed = parse("pilots strike", &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap();
    let answer = Searcher::new(&reader, &paths).search(&SearchRequest::new("pilots strike", parsed.query)).unwrap();
    assert_eq!((answer.summary.articles, answer.summary.stories, answer.hits.len()), (3, 2, 2));
    assert_eq!((answer.hits[0].story.articles, answer.hits[0].story.outlets), (3, 2));
    assert!(answer.hits[0].passages[0].html.contains("<mark>"));
    assert_eq!(reader.articles(), 5000);
}
