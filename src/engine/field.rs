//! The fields of a document in the engine. Words come cut: the engine parts them at blanks.

/// The article's id, as it is shown.
pub const ID: &str = "id";
/// Words of the headline.
pub const TITLE: &str = "title";
/// Words of the text.
pub const BODY: &str = "body";
/// Words of what was set aside.
pub const JUNK: &str = "junk";
/// Stems of the headline, each behind its language: `en:consul`.
pub const TITLE_STEMS: &str = "title_stems";
/// Stems of the text.
pub const BODY_STEMS: &str = "body_stems";
/// Words that are written like names, each behind its skeleton.
pub const NAMES: &str = "names";
/// Words of the outlet's name.
pub const OUTLET: &str = "outlet";
/// Words of the agency's name.
pub const AGENCY: &str = "agency";
/// Words of the authors' names.
pub const AUTHOR: &str = "author";
/// Words of the address.
pub const URL: &str = "url";
/// Words of the file's path.
pub const PATH: &str = "path";
/// Words of the dateline.
pub const DATELINE: &str = "dateline";
/// Words of the sections.
pub const SECTION: &str = "section";
/// Words of the tags.
pub const TAG: &str = "tag";
/// The outlet's name, folded: outlets are counted by it.
pub const OUTLET_KEY: &str = "outlet_key";
/// The language code.
pub const LANGUAGE: &str = "language";
/// First day the date can mean, as days since 1970.
pub const FIRST_DAY: &str = "first_day";
/// Last day the date can mean.
pub const LAST_DAY: &str = "last_day";
/// Seconds since 1970, for sorting.
pub const PUBLISHED: &str = "published";
/// Where the date was found.
pub const DATE_SOURCE: &str = "date_source";
/// The id of its story.
pub const STORY: &str = "story";
/// The article and its story as JSON in a string.
pub const ARTICLE: &str = "article";

/// Fields of cut words that phrases are searched in.
pub(super) const WORDS: [&str; 11] = [TITLE, BODY, JUNK, OUTLET, AGENCY, AUTHOR, URL, PATH, DATELINE, SECTION, TAG];
/// Fields of cut words of which only their number counts.
pub(super) const STEMS: [&str; 2] = [TITLE_STEMS, BODY_STEMS];
/// Fields of whole values.
pub(super) const VALUES: [&str; 6] = [ID, NAMES, OUTLET_KEY, LANGUAGE, DATE_SOURCE, STORY];
/// Fields of numbers.
pub(super) const NUMBERS: [&str; 3] = [FIRST_DAY, LAST_DAY, PUBLISHED];
