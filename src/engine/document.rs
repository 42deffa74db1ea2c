//! An article as a document of the engine, and back.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field;
use crate::error::{Error, Result};
use crate::index::{Cutter, Fetched, OutgoingWords, short_words};
use crate::model::{Article, ArticleId, Story, StoryRole, day_number};
use crate::text::fold;

/// The part of the corpus that a document is of.
pub(super) const PART: &str = "part";

/// What the field of the article holds.
#[derive(Serialize, Deserialize)]
struct Kept {
    article: Article,
    articles: u32,
    outlets: u32,
    role: String,
    part: u32,
}

/// The document of an article, in one line.
pub(super) fn line(article: Article, story: u64, told: &Story, part: u32, cutter: &mut Cutter) -> Result<String> {
    let words = OutgoingWords::of(&article, cutter);
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    put(field::ID, article.id.clone().into());
    put(field::STORY, ArticleId(story).to_string().into());
    put(PART, part.into());
    put(field::DATE_SOURCE, article.date.source.as_str().into());
    put(field::PATH, short_words(&article.path).into());
    for (name, text) in [
        (field::TITLE, words.title),
        (field::BODY, words.body),
        (field::JUNK, words.junk),
        (field::TITLE_STEMS, words.title_stems),
        (field::BODY_STEMS, words.body_stems),
    ] {
        if !text.is_empty() {
            put(name, text.into());
        }
    }
    for (name, value) in [
        (field::OUTLET, &article.outlet.value),
        (field::AGENCY, &article.agency.value),
        (field::URL, &article.url),
        (field::DATELINE, &article.dateline),
    ] {
        if let Some(value) = value {
            put(name, short_words(value).into());
        }
    }
    if let Some(outlet) = &article.outlet.value {
        put(field::OUTLET_KEY, fold(outlet).into());
    }
    if let Some(language) = &article.language {
        put(field::LANGUAGE, language.clone().into());
    }
    for (name, values) in [(field::AUTHOR, &article.authors), (field::SECTION, &article.sections), (field::TAG, &article.tags)] {
        if !values.is_empty() {
            put(name, values.iter().map(|value| short_words(value)).collect());
        }
    }
    if !words.names.is_empty() {
        put(field::NAMES, words.names.into());
    }
    if let Some((first, last)) = article.date.bounds() {
        put(field::FIRST_DAY, day_number(first).into());
        put(field::LAST_DAY, day_number(last).into());
        put(field::PUBLISHED, (day_number(first) * 86_400 + article.date.seconds_of_day()).into());
    }
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    let kept =
        Kept { article, articles: short(told.articles), outlets: short(told.outlets), role: role(told.role).to_owned(), part };
    put(field::ARTICLE, serde_json::to_string(&kept).map_err(Error::engine)?.into());
    Ok(json!(fields).to_string())
}

/// The article of a hit; none if the document is not one that newsidx wrote.
pub(crate) fn read_article(hit: &Value) -> Option<Fetched> {
    let source = hit.get("_source")?;
    let kept: Kept = serde_json::from_str(source.get(field::ARTICLE)?.as_str()?).ok()?;
    let story = ArticleId::parse(source.get(field::STORY)?.as_str()?)?.0;
    let role = ROLES.into_iter().find(|known| role(*known) == kept.role)?;
    let Kept { article, articles, outlets, part, .. } = kept;
    Some(Fetched { article, story, role, articles, outlets, part })
}

const ROLES: [StoryRole; 5] = [StoryRole::Single, StoryRole::Original, StoryRole::Copy, StoryRole::Cut, StoryRole::Reworded];

fn role(role: StoryRole) -> &'static str {
    match role {
        StoryRole::Single => "single",
        StoryRole::Original => "original",
        StoryRole::Copy => "copy",
        StoryRole::Cut => "cut",
        StoryRole::Reworded => "reworded",
    }
}
