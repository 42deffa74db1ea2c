//! A build that is killed leaves an index that opens and answers, with the
//! state before or after, and the next build makes it whole.

use std::thread::sleep;
use std::time::Duration;

use crate::support::Place;

const ARTICLES: u32 = 400;

fn write(place: &Place, round: u32) {
    let lines: String = (0..ARTICLES)
        .map(|n| {
            // The second paragraph recurs, so that every article is put twice.
            let text = format!(
                "Round{round} of the talks brought item{n} back. The delegates of Port Ellery left after {n} hours.\n\n\
                 Every word of the talks is written down by our two stenographers in Halden Bay.\n\n\
                 A date for the next round{round} was not given to the {n} people who had waited outside the hall."
            );
            serde_json::json!({ "id": n.to_string(), "title": format!("Talks {n}"), "text": text }).to_string() + "\n"
        })
        .collect();
    place.write("feed.jsonl", lines);
}

fn count(place: &Place, round: u32) -> u64 {
    let answer = place.json(&["search", &format!("=round{round}"), "--json", "-n", "0"]);
    answer["summary"]["articles"].as_u64().unwrap()
}

#[test]
fn a_killed_build_leaves_one_whole_state() {
    let place = Place::new();
    write(&place, 0);
    place.done(&["build", "feed.jsonl"]);
    let mut current = 0;
    // Spread over the whole of a build; the exact moments do not matter.
    for (kill, after) in (1..=24).zip([0u64, 5, 10, 20, 30, 45, 60, 80].into_iter().cycle()) {
        write(&place, kill);
        let mut child = place.command(&["build", "feed.jsonl", "-q"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
        let (old, new) = (count(&place, current), count(&place, kill));
        assert!(
            (old, new) == (u64::from(ARTICLES), 0) || (old, new) == (0, u64::from(ARTICLES)),
            "kill {kill}: {old} articles of the state before, {new} of the state after"
        );
        assert_eq!(place.hits("stenographers", &[]), [""; 0], "kill {kill}: what recurs is set aside in either state");
        if new > 0 {
            current = kill;
        }
    }
    write(&place, 99);
    place.done(&["build", "feed.jsonl"]);
    assert_eq!(count(&place, 99), u64::from(ARTICLES));
    let leftovers: Vec<_> = std::fs::read_dir(place.path().join("index/data-1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            name.starts_with(".tmp") || name.starts_with("spool") || name.starts_with("ledger-") || name.starts_with("blocks-")
        })
        .collect();
    assert_eq!(leftovers.len(), 2, "one ledger with its blocks, no temporary files: {leftovers:?}");
}

#[test]
fn a_killed_first_build_leaves_nothing_in_the_way() {
    let place = Place::new();
    write(&place, 1);
    for after in [0, 10, 30, 50] {
        let mut child = place.command(&["build", "feed.jsonl", "-q"]).stdout(std::process::Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    place.done(&["build", "feed.jsonl"]);
    assert_eq!(count(&place, 1), u64::from(ARTICLES));
    let folders = std::fs::read_dir(place.path().join("index")).unwrap();
    let data = folders.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("data-")).count();
    assert_eq!(data, 1, "folders of killed builds are swept");
}

#[cfg(unix)]
#[test]
fn an_interrupted_build_says_that_the_index_is_as_it_was() {
    let place = Place::new();
    write(&place, 1);
    place.done(&["build", "feed.jsonl"]);
    // Standard input that never ends keeps the build reading.
    let mut child = place
        .command(&["build", "-", "--format", "jsonl"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    sleep(Duration::from_millis(300));
    let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    sleep(Duration::from_millis(100));
    // The next record lets the reader see the signal.
    let _ = std::io::Write::write_all(&mut stdin, b"{\"title\":\"x\",\"text\":\"y\"}\n");
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: stopped; the index is as it was before\n");
    assert_eq!(count(&place, 1), u64::from(ARTICLES));
}
