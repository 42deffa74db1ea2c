//! What recurs on an outlet's pages is found, in whatever order and however many builds
//! the pages come; what only looks like it stays.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use newsidx::build::{Audit, BuildOptions, BuildReport, DEFAULT_MEMORY, Settings, Silent, audit, build};
use newsidx::index::{IndexDir, IndexReader, PageBlocks, PathView};
use newsidx::model::{Article, Reason, Role};
use proptest::prelude::*;

use crate::support::Place;

const LEAK: &str = "Our reporters meet the boats every morning at five, and it is readers like you who pay for their coffee.";
const SECOND_LEAK: &str = "The map of every road closed tonight is drawn anew each hour by the duty desk in Halden Bay.";

/// Five paragraphs that no other page has.
const STORIES: [(&str, [&str; 3]); 6] = [
    (
        "Lock keepers find a bell in the mud",
        [
            "Lock keepers at Senneby pulled a bronze bell out of the mud on Monday while they were clearing the lower gate of reeds.",
            "The bell weighs as much as a calf, the head keeper said, and it rang once, quite clearly, when the crane put it down.",
            "A museum in the county town has asked to see it before anyone takes a brush to it.",
        ],
    ),
    (
        "School kitchen wins a prize for soup",
        [
            "The kitchen of the primary school in Orrin Street has won a regional prize for a soup of nettles and smoked eel.",
            "Four cooks had tried eleven versions of it since the spring, and the children had voted on every one of them.",
            "The recipe will be printed on the back of the next timetable, the head teacher told parents.",
        ],
    ),
    (
        "Tram line four to run until midnight",
        [
            "Trams on line four will run until midnight from the first of March, the transport board decided by seven votes to five.",
            "Drivers had asked for a second break room at the terminus, and the board agreed to rent the old ticket office.",
            "Shops along the line expect more guests on Thursdays, when the market is open late.",
        ],
    ),
    (
        "Beekeepers count their losses after frost",
        [
            "Beekeepers around Lake Tessen have lost about a fifth of their colonies to the late frost, their association said.",
            "Some hives were moved under bridges at night and survived, while those on the slopes were frozen within hours.",
            "The association wants to lend out two hundred young queens in May.",
        ],
    ),
    (
        "Court lets the lighthouse café stay open",
        [
            "A court in Varnholm has allowed the café in the old lighthouse to stay open although its stairs are too narrow by a hand.",
            "The judge climbed the stairs himself before he ruled, and said that he had met nobody on the way who wished to go down.",
            "The fire service may appeal within four weeks.",
        ],
    ),
    (
        "Rowers cross the strait in thick fog",
        [
            "Nine rowers crossed the strait in thick fog on Sunday by listening for the church bells on the other shore.",
            "They had meant to turn round at the buoy but never saw it, the youngest of them said after the landing.",
            "A fishing boat towed them home with a kettle of tea on board.",
        ],
    ),
];

fn page(story: usize, insert: &[&str]) -> String {
    let (title, [first, second, third]) = STORIES[story];
    let mut lines = vec![title, first, second];
    lines.extend(insert);
    lines.push(third);
    lines.join("\n\n") + "\n"
}

/// Two outlets: one with two leaks, one with a leak on too few pages.
fn write_outlets(place: &Place) {
    for story in 0..6 {
        let insert: &[&str] = if story == 2 { &[] } else { &[LEAK] };
        place.write(&format!("news/senneby-post/{story}.txt"), page(story, insert));
    }
    for (number, (title, paragraphs)) in STORIES.iter().enumerate() {
        let mut lines = paragraphs.to_vec();
        if (1..=3).contains(&number) {
            lines.insert(2, SECOND_LEAK);
        }
        place.write(&format!("news/tessen/{number}.html"), html(number, title, "Tessen Echo", &lines));
    }
    place.write(
        "news/tessen/6.html",
        html(6, "Harbour dues go up", "", &["Harbour dues go up by a tenth in May, the port captain said."]),
    );
}

fn html(number: usize, title: &str, outlet: &str, paragraphs: &[&str]) -> String {
    format!(
        "<html><head><title>{title}</title><meta property=\"og:site_name\" content=\"{outlet}\">\
         <link rel=\"canonical\" href=\"https://www.tessen-echo.example/news/{number}\"></head>\
         <body><article><h1>{title}</h1><p>{}</p></article></body></html>",
        paragraphs.join("</p><p>")
    )
}

/// The reasons of the blocks with this text, of all pages in the index; none where it is no junk.
fn reasons(place: &Place, text: &str) -> BTreeMap<String, Option<Reason>> {
    let mut found = BTreeMap::new();
    for article in articles(place.path()).into_values() {
        for block in article.blocks.into_iter().filter(|block| block.text == text) {
            assert!(block.role == Role::Junk || block.reason.is_none());
            found.insert(article.path.clone(), block.reason);
        }
    }
    found
}

fn articles(folder: &Path) -> BTreeMap<String, Article> {
    let (reader, _, _) = state(folder);
    let ids = reader.ledger().unwrap().files.into_values().flat_map(|file| file.documents);
    ids.map(|(id, _)| (id.to_string(), reader.find(&id.to_string()).unwrap())).collect()
}

fn state(folder: &Path) -> (IndexReader, Vec<PageBlocks>, Audit) {
    let dir = IndexDir::new(folder.join("index"));
    let reader = IndexReader::open(&dir).unwrap();
    let audit = audit(&reader, &PathView::new(dir.path(), folder), None).unwrap();
    let blocks = reader.blocks().unwrap();
    (reader, blocks, audit)
}

#[test]
fn what_each_outlet_leaks_is_listed() {
    let place = Place::new();
    write_outlets(&place);
    place.done(&["build", "news"]);
    for (name, args) in [
        ("audit", &["audit"][..]),
        ("audit_json", &["audit", "--json", "--outlet", "senneby"]),
        ("audit_outlet", &["audit", "--outlet", "Tessen Echo", "--columns", "50"]),
        ("audit_none", &["audit", "--outlet", "nosuch", "-v"]),
        ("audit_no_index", &["audit", "--index", "nowhere"]),
    ] {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, place.run(args).snapshot());
        });
    }
    assert_eq!(place.hits("\"readers like you\"", &[]), [""; 0]);
    assert_eq!(place.hits("\"readers like you\"", &["--in", "junk"]).len(), 5);
    assert!(place.done(&["check"]).stdout.contains("13 articles"));
    let files = fs::read_dir(place.path().join("index/data-1")).unwrap().map(|entry| entry.unwrap().path());
    let left: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "del" || e == "new")).collect();
    assert!(left.is_empty(), "articles that were put again left traces: {left:?}");
    assert_eq!(place.json(&["stats", "--json"])["segments"], 1);
    let alone = place.done(&["inspect", "news/senneby-post/0.txt"]).stdout;
    assert!(!alone.contains("repeated") && alone.contains("Our reporters meet"), "one page shows nothing: {alone}");
}

#[test]
fn pages_that_come_and_go_change_what_is_known_of_the_others() {
    let place = Place::new();
    let write = |story: usize| place.write(&format!("news/{story}.txt"), page(story, &[LEAK]));
    let build = || {
        let report = place.json(&["build", "news", "--json"]);
        ["added", "changed", "removed", "unchanged", "rejudged"].map(|key| report[key].as_u64().unwrap())
    };
    write(0);
    write(1);
    assert_eq!(build(), [2, 0, 0, 0, 0]);
    assert!(reasons(&place, LEAK).values().all(Option::is_none), "two pages show nothing");
    assert_eq!(place.hits("\"readers like you\"", &[]).len(), 2);
    write(2);
    assert_eq!(build(), [1, 0, 0, 2, 2]);
    let found = reasons(&place, LEAK);
    assert_eq!(found.len(), 3);
    assert!(found.values().all(|reason| *reason == Some(Reason::Repeated)), "{found:?}");
    assert_eq!(place.hits("\"readers like you\"", &[]), [""; 0]);
    assert_eq!(build(), [0, 0, 0, 3, 0]);
    let lines = place.done(&["build", "news", "--fresh"]).stdout;
    assert!(lines.starts_with("3 added\n3 articles in 3 stories"), "{lines}");
    fs::remove_file(place.path().join("news/1.txt")).unwrap();
    assert_eq!(build(), [0, 0, 1, 2, 2]);
    assert!(reasons(&place, LEAK).values().all(Option::is_none));
    assert_eq!(place.hits("\"readers like you\"", &[]).len(), 2);
}

#[test]
fn copies_of_one_report_lose_nothing() {
    let place = Place::new();
    let (title, [first, second, third]) = STORIES[0];
    for copy in 0..8 {
        // Copies as agencies' customers print them: whole, cut, with a paragraph of their own.
        let own = format!("Our correspondent {copy} saw the crane from the bridge.");
        let lines = match copy % 3 {
            0 => vec![title, first, second, third],
            1 => vec![title, first, second],
            _ => vec![title, first, own.as_str(), second, third],
        };
        place.write(&format!("news/{copy}.txt"), lines.join("\n\n"));
    }
    place.done(&["build", "news"]);
    for text in [first, second, third] {
        let found = reasons(&place, text);
        assert!(found.len() >= 5 && found.values().all(Option::is_none), "{text}: {found:?}");
    }
    assert!(place.done(&["audit"]).stdout.contains("nothing recurs"));
}

#[test]
fn what_the_user_keeps_stays() {
    let place = Place::new();
    write_outlets(&place);
    place.done(&["build", "news", "--keep", "repeated"]);
    assert!(reasons(&place, LEAK).values().all(Option::is_none));
    assert!(place.done(&["audit"]).stdout.contains("  kept       5 of 5     83 %  Our reporters meet"));
    place.done(&["build", "news", "--keep", "share"]);
    assert!(reasons(&place, LEAK).values().all(|reason| *reason == Some(Reason::Repeated)));
    place.done(&["build", "news", "--no-clean"]);
    assert!(reasons(&place, LEAK).values().all(Option::is_none));
    let run = place.run(&["audit"]);
    assert_eq!((run.status, run.stdout.as_str()), (1, ""));
    // A kept share bar recurs, and is kept all the same.
    let bar = "Share Tweet Email Print";
    for story in 0..4 {
        place.write(&format!("bars/{story}.txt"), page(story, &[]) + "\n" + bar);
    }
    place.done(&["build", "bars", "--fresh"]);
    assert!(reasons(&place, bar).values().all(|reason| *reason == Some(Reason::Share)));
    place.done(&["build", "bars", "--fresh", "--keep", "share"]);
    assert!(reasons(&place, bar).values().all(Option::is_none));
}

/// One build of everything below `news`, by the library.
fn build_in(folder: &Path, threads: usize, fresh: bool) -> BuildReport {
    let dir = IndexDir::new(folder.join("index"));
    let options = BuildOptions {
        roots: vec![folder.join("news")],
        fresh,
        settings: Some(Settings::default()),
        format: None,
        threads,
        memory: DEFAULT_MEMORY,
        demo: false,
    };
    build(&dir, &PathView::new(dir.path(), folder), &options, &Silent, &AtomicBool::new(false)).unwrap()
}

/// A page in one of two folders: a story, or a copy of one, with some of the leaks.
type Draft = (usize, usize, bool, bool);

fn write_draft(folder: &Path, number: usize, (outlet, story, one, two): Draft) {
    let mut insert = vec![];
    insert.extend(one.then_some(LEAK));
    insert.extend(two.then_some(SECOND_LEAK));
    let path = folder.join(format!("news/outlet-{}/{number}.txt", ["a", "b"][outlet]));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, page(story, &insert)).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_order_and_any_number_of_builds_give_the_same(
        steps in prop::collection::vec(prop::collection::vec((0..14usize, (0..2usize, 0..6usize, any::<bool>(), any::<bool>())), 1..7), 1..5),
        gone in 0..14usize,
    ) {
        let (in_steps, at_once) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut last: BTreeMap<(usize, usize), Draft> = BTreeMap::new();
        for (number, step) in steps.iter().enumerate() {
            for (name, draft) in step {
                write_draft(in_steps.path(), *name, *draft);
                last.insert((draft.0, *name), *draft);
            }
            build_in(in_steps.path(), number % 3 + 1, false);
        }
        // A page of the first step goes, unless it is the only one.
        let names: Vec<_> = last.keys().copied().collect();
        if names.len() > 1 {
            let key = names[gone % names.len()];
            last.remove(&key);
            fs::remove_file(in_steps.path().join(format!("news/outlet-{}/{}.txt", ["a", "b"][key.0], key.1))).unwrap();
        }
        build_in(in_steps.path(), 2, false);
        for ((_, name), draft) in last.iter().rev() {
            write_draft(at_once.path(), *name, *draft);
        }
        build_in(at_once.path(), 2, false);
        prop_assert_eq!(articles(in_steps.path()), articles(at_once.path()));
        let (_, blocks, audit) = state(in_steps.path());
        let (_, blocks_at_once, audit_at_once) = state(at_once.path());
        prop_assert_eq!(blocks, blocks_at_once);
        prop_assert_eq!(audit, audit_at_once);
        let again = build_in(in_steps.path(), 1, false);
        prop_assert!(!again.wrote);
        build_in(in_steps.path(), 1, true);
        prop_assert_eq!(articles(in_steps.path()), articles(at_once.path()));
    }
}
