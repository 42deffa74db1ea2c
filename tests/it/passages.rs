//! Passages and highlights as scripts get them: offsets in every script, width, the flat list,
//! and what scores are made of.

use serde_json::Value;

use crate::support::Place;

/// The highlighted parts of a passage, by its code points.
fn marked(passage: &Value) -> Vec<String> {
    let points: Vec<char> = passage["text"].as_str().unwrap().chars().collect();
    let at = |mark: &Value, end: &str| usize::try_from(mark[end].as_u64().unwrap()).unwrap();
    let marks = passage["highlights"].as_array().unwrap();
    marks.iter().map(|mark| points[at(mark, "start")..at(mark, "end")].iter().collect()).collect()
}

#[test]
fn offsets_are_code_points_in_every_script() {
    let place = Place::new();
    for (name, text) in [
        ("quotes", "“Don’t touch the ‘blue’ ferry,” the mate’s note said; nobody at the “Gull’s Rest” read the note."),
        ("marks", "The cafe\u{301} in A\u{30a}lesund sold smo\u{308}rga\u{30a}s to the crew of the tug."),
        ("emoji", "👩‍🚀🚢 The ferry 🇳🇴 left, 👍🏽 said the pilot ⚓️ of the harbour."),
        ("chinese", "港口当局说，沉没的拖船将在星期一打捞。没有人受伤。"),
        ("japanese", "港湾当局は「沈没した引き船」を月曜日に引き揚げる。"),
        ("thai", "สำนักงานท่าเรือแจ้งว่าจะกู้เรือลากจูงในวันจันทร์"),
        ("arabic", "قالت هيئة الميناء إنّ القاطرة الغارقة ستُرفع يوم الاثنين."),
        ("hebrew", "רשות הנמל אמרה כי הגוררת תועלה ביום שני."),
        ("hindi", "बंदरगाह ने कहा कि डूबी नाव सोमवार को निकाली जाएगी।"),
        ("korean", "항만 당국은 침몰한 예인선을 월요일에 인양한다."),
    ] {
        place.write(&format!("{name}.txt"), format!("Notes of the day {name}\n\n{text}\n"));
    }
    place.done(&["build", ".", "--no-clean"]);
    for (query, name, expected) in [
        ("\"blue ferry\"", "quotes", &["blue’ ferry"][..]),
        ("note", "quotes", &["note", "note"]),
        ("\"mate’s note\"", "quotes", &["mate’s note"]),
        ("café", "marks", &["cafe\u{301}"]),
        ("smörgås", "marks", &["smo\u{308}rga\u{30a}s"]),
        ("ferry w/3 left", "emoji", &["ferry", "left"]),
        ("pilot harbour", "emoji", &["pilot", "harbour"]),
        ("拖船", "chinese", &["拖船"]),
        ("\"引き船\"", "japanese", &["引き船"]),
        ("القاطرة", "arabic", &["القاطرة"]),
        ("הגוררת", "hebrew", &["הגוררת"]),
        ("सोमवार", "hindi", &["सोमवार"]),
        ("예인선", "korean", &["예인선"]),
    ] {
        let answer = place.json(&["search", query, "--json", "--match", "all", "--no-variants"]);
        let hits = answer["hits"].as_array().unwrap();
        let hit = hits.iter().find(|hit| hit["path"].as_str().unwrap().starts_with(name));
        let passages: Vec<Vec<String>> = hit.unwrap_or_else(|| panic!("`{query}` does not find {name}: {answer}"))["passages"]
            .as_array()
            .unwrap()
            .iter()
            .map(marked)
            .collect();
        assert_eq!(passages.concat(), expected, "`{query}`");
    }
}

#[test]
fn passages_keep_to_their_width() {
    let place = Place::new();
    let clauses: Vec<String> = (1..40).map(|number| format!("berth {number} was empty")).collect();
    let long = format!("{}, the dredger came to berth 40, {}", clauses.join(", "), clauses.join(", "));
    place.write("a.txt", format!("Berths of the outer harbour\n\n{long}.\n"));
    place.write(
        "b.txt",
        format!("外港の泊地\n\n{}浚渫船が来た{}。\n", "泊地は空だった、".repeat(30), "泊地は空だった、".repeat(30)),
    );
    place.done(&["build", ".", "--no-clean"]);
    for (query, part, width) in [("dredger", "the dredger came", "40"), ("dredger", "dredger", "20"), ("浚渫船", "浚渫船", "40")]
    {
        let answer = place.json(&["search", query, "--json", "--width", width]);
        let passage = &answer["hits"][0]["passages"][0];
        let text = passage["text"].as_str().unwrap();
        assert!(text.starts_with("… ") && text.ends_with(" …") && text.contains(part), "{text}");
        let columns = newsidx::text::display_width(text);
        let most: usize = width.parse().unwrap();
        assert!(columns <= most && columns * 2 > most, "{columns} columns: {text}");
        assert_eq!(marked(passage), [query]);
    }
    let whole = place.json(&["search", "dredger", "--json", "--width", "4000"]);
    assert!(!whole["hits"][0]["passages"][0]["text"].as_str().unwrap().contains('…'));
}

#[test]
fn passages_of_all_articles_are_one_list() {
    let place = Place::new();
    place.write("a.txt", "Morning notes\n\nThe ferry strike began on Monday at noon in the heavy rain of the season.\n\nBread was sold at the pier.\n\nA strike of the pilots may follow the one of the ferry crews.\n");
    place.write("b.txt", "Evening notes\n\nThe ferry was painted green and white in the spring.\n\nThe ferry strike began on Monday at noon in the heavy rain of the season.\n");
    place.done(&["build", ".", "--no-clean"]);
    let answer = place.json(&["search", "ferry strike", "--by", "passage", "--json"]);
    let rows = answer["hits"].as_array().unwrap();
    let texts: Vec<&str> = rows.iter().map(|row| row["passages"][0]["text"].as_str().unwrap()).collect();
    assert_eq!(texts.iter().filter(|text| text.starts_with("The ferry strike began")).count(), 1, "{texts:?}");
    assert!(texts[0].starts_with("The ferry strike began") && texts.len() >= 2, "{texts:?}");
    for (rank, row) in (1..).zip(rows) {
        assert_eq!((row["rank"].as_u64(), row["passages"].as_array().unwrap().len()), (Some(rank), 1));
    }
    let scores: Vec<f64> = rows.iter().map(|row| row["passages"][0]["score"].as_f64().unwrap()).collect();
    assert!(scores.is_sorted_by(|one, other| one >= other), "{scores:?}");
    assert_eq!(answer["summary"]["articles"], 2);
    let table = place.done(&["search", "ferry strike", "--by", "passage", "--csv"]).stdout;
    assert_eq!(table.lines().count(), rows.len() + 1, "{table}");
    let second = place.json(&["search", "ferry strike", "--by", "passage", "--json", "-n", "1", "--offset", "1"]);
    assert_eq!(second["hits"][0]["passages"], rows[1]["passages"]);
    let text = place.done(&["search", "ferry strike", "--by", "passage"]).stdout;
    assert!(text.contains("pilots may follow"), "{text}");
}

#[test]
fn explanations_add_up_to_the_score() {
    let place = Place::new();
    for (name, text) in [
        ("a", "The pilots struck on Monday. The harbour was empty, and the pilots went home."),
        ("b", "A harbour without pilots is an empty harbour, the mayor said."),
        ("c", "Bread was sold at the pier."),
    ] {
        place.write(&format!("{name}.txt"), format!("Harbour notes {name}\n\n{text}\n"));
    }
    place.done(&["build", ".", "--no-clean"]);
    for query in ["pilots harbour", "\"empty harbour\" pilots", "pilot* w/9 harbour", "harbour -bread", "har*"] {
        let answer = place.json(&["search", query, "--json", "--explain"]);
        let hits = answer["hits"].as_array().unwrap();
        assert!(!hits.is_empty(), "{query}");
        for hit in hits {
            let parts = hit["explain"].as_array().unwrap();
            let sum: f64 = parts.iter().map(|part| part["score"].as_f64().unwrap()).sum();
            let score = hit["score"].as_f64().unwrap();
            assert!((sum - score).abs() < 1e-3 * score.max(1.0), "{query}: {score} is not {sum}: {parts:?}");
        }
    }
    let answer = place.json(&["search", "pilots harbour", "--json", "--explain"]);
    let kinds: Vec<_> =
        answer["hits"][0]["explain"].as_array().unwrap().iter().map(|part| part["kind"].as_str().unwrap()).collect();
    for kind in ["word", "lead", "coverage", "proximity"] {
        assert!(kinds.contains(&kind), "{kinds:?}");
    }
    assert!(place.json(&["search", "pilots", "--json"])["hits"][0].get("explain").is_none());
    let refused = place.run(&["search", "pilots", "--explain"]);
    assert!(refused.status == 2 && refused.stderr.contains("--json"), "{}", refused.stderr);
}
