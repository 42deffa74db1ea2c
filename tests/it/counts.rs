//! Facets and timelines count what a plain look at every hit counts, and print it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::model::{FacetTable, Hit};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, Every, FacetBy, FacetRequest, MatchMode, SearchRequest, Searcher, TimelineRequest};
use serde_json::{Value, json};

use crate::cli::{check, demo};
use crate::support::{Place, package, skipped};

const WORDS: [&str; 12] =
    ["harbour", "pilots", "council", "bridge", "ferry", "nickel", "orchard", "lighthouse", "tariff", "glass", "tram", "library"];

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn one_of<'a>(&mut self, some: &[&'a str]) -> &'a str {
        some[self.below(some.len())]
    }
}

/// Articles of some outlets, agencies and authors, with dates as exact as may be; some are copies.
fn records(seed: u64, number: usize) -> String {
    let mut numbers = Numbers(seed);
    let mut texts: Vec<String> = vec![];
    let mut lines = String::new();
    for at in 0..number {
        if texts.is_empty() || numbers.below(3) > 0 {
            let words = (0..60).map(|_| numbers.one_of(&WORDS)).collect::<Vec<_>>().join(" ");
            texts.push(format!("Report {at} of {seed} from the {words}."));
        }
        let text = texts[numbers.below(texts.len())].clone();
        let (year, month, day) = (2023 + numbers.below(3), 1 + numbers.below(12), 1 + numbers.below(28));
        let date = match numbers.below(8) {
            0 => String::new(),
            1 => format!("{year}-{month:02}"),
            // A bare year is only taken from a field that says that it is the date.
            2 => format!("{year}-{month:02}-01"),
            _ => format!("{year}-{month:02}-{day:02}"),
        };
        let people = ["Anna Varga", "ANNA VARGA", "Jan Terhune", "Óscar Peña", "Oscar Pena"];
        let authors: Vec<&str> = (0..numbers.below(4)).map(|_| numbers.one_of(&people)).collect();
        let record = json!({
            "id": format!("{seed}-{at}"),
            "title": format!("Headline {at}"),
            "text": text,
            "outlet": numbers.one_of(&["", "Alder Post", "ALDER POST", "Birch Echo", "Cedar Times", "Élan", "Elan"]),
            "agency": numbers.one_of(&["", "", "Reuters", "AFP"]),
            "author": authors,
            "date": date,
            "language": numbers.one_of(&["en", "en", "de", ""]),
            "section": numbers.one_of(&["Sport", "SPORT", "Politics", ""]),
            "tags": (0..numbers.below(3)).map(|_| numbers.one_of(&["Fog", "fog", "Quays", "Rates, fares"])).collect::<Vec<_>>(),
        });
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    lines
}

/// An index of several segments in which documents were replaced.
fn index(place: &Place) {
    for (file, seed, number) in [("a.jsonl", 1, 120), ("b.jsonl", 2, 90), ("a.jsonl", 3, 150)] {
        place.write(&format!("news/{file}"), records(seed, number));
        assert!([0, 3].contains(&place.run(&["build", "news", "--no-clean", "-q"]).status));
    }
}

/// The values of a hit, as they are counted; its date as exactly as it is known.
fn values(reader: &IndexReader, hit: &Hit, by: FacetBy) -> Vec<Option<String>> {
    let folded = |name: &String| newsidx::text::fold(name);
    let date = |length: usize| {
        let value = hit.date.value.as_ref();
        vec![value.map(|value| value[..length.min(value.len())].to_owned())]
    };
    let all = |names: &[String]| -> Vec<Option<String>> {
        let names: BTreeSet<_> = names.iter().map(|name| Some(folded(name))).collect();
        if names.is_empty() { vec![None] } else { names.into_iter().collect() }
    };
    match by {
        FacetBy::Outlet => vec![hit.outlet.as_ref().map(folded)],
        FacetBy::Agency => vec![hit.agency.as_ref().map(folded)],
        FacetBy::Author => all(&hit.authors),
        FacetBy::Section => all(&reader.find(&hit.id).unwrap().sections),
        FacetBy::Tag => all(&reader.find(&hit.id).unwrap().tags),
        FacetBy::Language => vec![hit.language.clone()],
        FacetBy::Year => date(4),
        FacetBy::Month => date(7),
        FacetBy::Day => date(10),
        FacetBy::Week => vec![hit.date.value.as_ref().map(|value| match value.parse::<jiff::civil::Date>() {
            Ok(day) => format!("{:04}-W{:02}", day.iso_week_date().year(), day.iso_week_date().week()),
            Err(_) => value.clone(),
        })],
        FacetBy::StorySize => vec![Some(match hit.story.articles {
            some @ 1..=2 => some.to_string(),
            3..=5 => "3-5".to_owned(),
            6..=10 => "6-10".to_owned(),
            11..=20 => "11-20".to_owned(),
            21..=50 => "21-50".to_owned(),
            51..=100 => "51-100".to_owned(),
            _ => "101+".to_owned(),
        })],
    }
}

type Counted = BTreeMap<Vec<Option<String>>, (u64, BTreeSet<String>)>;

/// Counts hits by values in each other, one hit at a time.
fn count(reader: &IndexReader, hits: &[Hit], by: &[FacetBy]) -> BTreeMap<Vec<Option<String>>, (u64, u64)> {
    let mut counted = Counted::new();
    for hit in hits {
        let mut keys = vec![vec![]];
        for by in by {
            let longer = |key: Vec<Option<String>>| {
                values(reader, hit, *by).into_iter().map(move |value| key.iter().cloned().chain([value]).collect::<Vec<_>>())
            };
            keys = keys.into_iter().flat_map(longer).collect();
        }
        for key in keys {
            let (articles, stories) = counted.entry(key).or_default();
            *articles += 1;
            stories.insert(hit.story.id.clone());
        }
    }
    counted.into_iter().map(|(key, (articles, stories))| (key, (articles, stories.len() as u64))).collect()
}

/// The counts of a table, names folded.
fn flat(table: &FacetTable, above: &[Option<String>], found: &mut BTreeMap<Vec<Option<String>>, (u64, u64)>) {
    for value in &table.values {
        let is_name = ["outlet", "agency", "author", "section", "tag"].contains(&table.by.as_str());
        let name = value.value.as_ref().map(|name| if is_name { newsidx::text::fold(name) } else { name.clone() });
        let key: Vec<_> = above.iter().cloned().chain([name]).collect();
        match &value.within {
            Some(within) => flat(within, &key, found),
            None => assert!(found.insert(key, (value.articles, value.stories)).is_none()),
        }
    }
    assert_eq!(table.values.len() as u64, table.distinct);
}

fn request(query: &str) -> SearchRequest {
    let parsed = parse(query, &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap();
    let (match_mode, copies) = (MatchMode::All, Copies::Expand);
    SearchRequest { match_mode, copies, limit: usize::MAX, passages: 0, ..SearchRequest::new(query, parsed.query) }
}

#[test]
fn facets_count_what_a_look_at_every_hit_counts() {
    let place = Place::new();
    index(&place);
    let dir = IndexDir::new(place.path().join("index"));
    let paths = PathView::new(dir.path(), place.path());
    let reader = IndexReader::open(&dir).unwrap();
    let searcher = Searcher::new(&reader, &paths);
    let mut pairs: Vec<Vec<FacetBy>> = FacetBy::ALL.map(|by| vec![by]).into();
    pairs.extend([
        vec![FacetBy::Author, FacetBy::Month],
        vec![FacetBy::Outlet, FacetBy::Author, FacetBy::Year],
        vec![FacetBy::Day, FacetBy::Author],
        vec![FacetBy::Section, FacetBy::Tag],
        // Too many combinations for arrays.
        vec![FacetBy::Day, FacetBy::Week, FacetBy::Author],
    ]);
    for query in ["", "report", "harbour AND NOT bridge", "tariff w/3 glass", "zzqq"] {
        let request = request(query);
        let hits = searcher.search(&request).unwrap().hits;
        assert_eq!(hits.is_empty(), query == "zzqq");
        let wanted = FacetRequest { tables: pairs.clone(), sort: None, limit: Some(usize::MAX) };
        let list = searcher.facets(&request, &wanted).unwrap();
        let stories: BTreeSet<_> = hits.iter().map(|hit| &hit.story.id).collect();
        assert_eq!((list.summary.articles, list.summary.stories), (hits.len() as u64, stories.len() as u64));
        for (by, table) in pairs.iter().zip(&list.facets) {
            let mut found = BTreeMap::new();
            flat(table, &[], &mut found);
            assert_eq!(found, count(&reader, &hits, by), "{query} by {by:?}");
        }
        // The outlets of `search --facets` are the same counts.
        let facets = searcher.search(&SearchRequest { facets: true, ..request }).unwrap().facets.unwrap();
        assert_eq!(facets.outlet, list.facets[0].values);
    }
}

#[test]
fn timelines_count_what_a_look_at_every_hit_counts() {
    let place = Place::new();
    index(&place);
    let dir = IndexDir::new(place.path().join("index"));
    let paths = PathView::new(dir.path(), place.path());
    let reader = IndexReader::open(&dir).unwrap();
    let searcher = Searcher::new(&reader, &paths);
    let queries = ["harbour AND NOT bridge", "tariff w/3 glass", ""].map(request);
    let hits = queries.clone().map(|request| searcher.search(&request).unwrap().hits);
    for (every, by) in
        [(Every::Day, FacetBy::Day), (Every::Week, FacetBy::Week), (Every::Month, FacetBy::Month), (Every::Year, FacetBy::Year)]
    {
        let wanted = TimelineRequest { queries: queries.clone().into(), every: Some(every), share: true };
        let timeline = searcher.timeline(&wanted).unwrap();
        let all = timeline.all.as_ref().unwrap();
        for (series, hits) in timeline.series.iter().zip(&hits) {
            let mut truth = count(&reader, hits, &[by]);
            let undated = truth.remove(&vec![None]).unwrap_or_default();
            assert_eq!((series.undated.articles, series.undated.stories), undated);
            for ((period, count), all) in timeline.periods.iter().zip(&series.counts).zip(&all.counts) {
                let expected = truth.remove(&vec![Some(period.period.clone())]).unwrap_or_default();
                assert_eq!((count.articles, count.stories), expected, "{} {}", series.query, period.period);
                let share = count.article_share.unwrap();
                assert_eq!(share.is_none(), all.articles == 0);
                #[expect(clippy::cast_precision_loss, reason = "small counts")]
                let expected = count.articles as f64 / all.articles as f64;
                assert!(share.is_none_or(|share| (share - expected).abs() < 1e-6));
            }
            let imprecise: BTreeMap<_, _> = (series.imprecise.iter())
                .map(|known| (vec![Some(known.period.period.clone())], (known.articles, known.stories)))
                .collect();
            assert_eq!(imprecise, truth, "what is left is known less exactly");
            let is_exact = matches!(every, Every::Month | Every::Year);
            assert!(imprecise.is_empty() || !is_exact);
            assert!(!imprecise.is_empty() || is_exact || !series.query.is_empty(), "some are known only to their month");
        }
    }
}

#[test]
fn periods_follow_each_other_without_gaps() {
    let place = Place::new();
    place.write(
        "a.jsonl",
        "{\"text\": \"One fog.\", \"date\": \"2024-12-30\"}\n{\"text\": \"Another fog.\", \"date\": \"2025-01-20\"}\n",
    );
    place.done(&["build", "a.jsonl", "--no-clean"]);
    let periods = |args: &[&str]| -> Vec<String> {
        let timeline = place.json(&[&["timeline", "fog", "--json"][..], args].concat());
        timeline["periods"].as_array().unwrap().iter().map(|period| period["period"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(periods(&["--every", "week"]), ["2025-W01", "2025-W02", "2025-W03", "2025-W04"]);
    assert_eq!(periods(&["--every", "month"]), ["2024-12", "2025-01"]);
    assert_eq!(periods(&[]).len(), 22, "days fit");
    assert_eq!(periods(&["--every", "month", "--since", "2024-11", "--until", "2025-02"]).len(), 4, "the days asked for");
    assert_eq!(periods(&["--every", "month", "--since", "2025"]), ["2025-01"]);
}

#[test]
fn counts_for_people_and_scripts() {
    let place = demo();
    check!(place, "facets", &["facets", "strike OR bridge"]);
    check!(place, "facets_all", &["facets", "--by", "outlet,month", "--by", "story-size", "-n", "3", "--columns", "60"]);
    check!(place, "facets_narrow", &["facets", "--by", "author", "-n", "8", "--columns", "30"]);
    check!(place, "facets_json", &["facets", "strike", "--by", "month,outlet", "--json"]);
    check!(place, "facets_section", &["facets", "--by", "section", "--by", "tag", "-n", "all"]);
    check!(place, "facets_csv", &["facets", "strike", "--by", "month,outlet", "--csv"]);
    check!(place, "facets_none", &["facets", "zzqqxx"]);
    check!(place, "facets_wrong", &["facets", "--by", "outlets"]);
    check!(place, "timeline", &["timeline", "strike OR bridge"]);
    check!(place, "timeline_share", &["timeline", "strike", "bridge", "--every", "month", "--share", "--by", "stories"]);
    check!(place, "timeline_narrow", &["timeline", "", "--every", "day", "--columns", "50"]);
    check!(place, "timeline_json", &["timeline", "strike", "--every", "month", "--share", "--json"]);
    check!(place, "timeline_csv", &["timeline", "strike", "fog", "--every", "year", "--csv"]);
    check!(place, "timeline_none", &["timeline", "zzqqxx"]);
    check!(place, "timeline_operator", &["timeline", "strike", "OR", "bridge"]);
    place.done(&["timeline", "strike", "bridge", "<fog>", "--every", "month", "--svg", "plot.svg"]);
    let svg = fs::read_to_string(place.path().join("plot.svg")).unwrap();
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("timeline_svg", svg);
    });
}

#[test]
fn formulas_do_not_reach_a_spreadsheet() {
    let place = Place::new();
    place.write(
        "a.jsonl",
        r#"{"text": "Harbour pilots went back to work.", "outlet": "=HYPERLINK(\"x\")", "date": "2025-01-02"}"#,
    );
    place.done(&["build", "a.jsonl", "--no-clean"]);
    let facets = place.done(&["facets", "--csv"]).stdout;
    assert!(facets.contains("\"'=HYPERLINK("), "{facets}");
    let timeline = place.done(&["timeline", "+pilots", "--csv"]).stdout;
    assert!(timeline.contains("\n'+pilots,"), "{timeline}");
}

/// The collection of 1987, of which an unoptimised build reads only a part.
#[test]
fn reuters_is_counted_as_it_was_written() {
    let file = package().join("../shared/bench/ir/reuters.jsonl.gz");
    if !file.exists() {
        return skipped("no ../shared/bench/ir beside the package");
    }
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(file).unwrap()).read_to_string(&mut text).unwrap();
    let lines: Vec<&str> = text.lines().take(if cfg!(debug_assertions) { 1_000 } else { usize::MAX }).collect();
    let place = Place::new();
    place.write("reuters.jsonl", lines.join("\n"));
    place.run(&["build", "reuters.jsonl", "--no-clean"]);
    let mut days: BTreeMap<String, u64> = BTreeMap::new();
    for line in &lines {
        let article: Value = serde_json::from_str(line).unwrap();
        // One has neither headline nor text, and is skipped.
        if ["title", "body"].iter().any(|key| article[key].as_str().is_some_and(|text| !text.trim().is_empty())) {
            *days.entry(article["date"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    let list = place.json(&["facets", "--by", "day", "--json"]);
    let counted: BTreeMap<String, u64> = (list["facets"][0]["values"].as_array().unwrap().iter())
        .map(|value| (value["value"].as_str().unwrap().to_owned(), value["articles"].as_u64().unwrap()))
        .collect();
    assert_eq!(counted, days);
    let timeline = place.json(&["timeline", "", "cocoa", "--every", "day", "--json"]);
    let of = |series: usize| timeline["series"][series]["counts"].as_array().unwrap().clone();
    for ((period, all), cocoa) in timeline["periods"].as_array().unwrap().iter().zip(of(0)).zip(of(1)) {
        let truth = days.get(period["period"].as_str().unwrap()).copied().unwrap_or(0);
        assert_eq!(all["articles"].as_u64().unwrap(), truth, "{period}");
        assert!(cocoa["articles"].as_u64().unwrap() <= truth && cocoa["stories"].as_u64() <= cocoa["articles"].as_u64());
    }
    let sum: u64 = of(1).iter().map(|count| count["articles"].as_u64().unwrap()).sum();
    assert_eq!(
        sum,
        place.json(&["search", "cocoa", "--match", "all", "-n", "0", "--json"])["summary"]["articles"].as_u64().unwrap()
    );
}
