//! Pages whose every part tries to get out of the page: nothing does.

use std::fmt::Write;

use serde_json::json;

use super::client::Server;
use crate::support::Place;

const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>";
const ATTRIBUTE: &str = "\" onmouseover=\"alert(1)\" x='";
const ENDING: &str = "</title></textarea></svg></style>--><b>";
/// Markup that other readers of markup would see: written twice over, of templates, half done.
const VEILED: &str = "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x&#62; {{7*7}} ${alert(1)} ]]> <svg/onload=alert(1)> <iframe srcdoc='<b>'> <";
/// Characters that command: of C0 and C1, line ends of Unicode, directions never ended, a tag, a nonchar.
const COMMANDS: &str = "\u{0}\u{7}\u{8}\u{1b}[31m\u{7f}\u{85}\u{9b}1m\u{2028}\u{2029}\u{feff}\u{ffff}\u{200e}\u{200f}\u{61c}\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{e0001}";

/// The name of a page's file.
const FILE: &str = if cfg!(unix) { "pages/<img src=x onerror=alert(1)>\" ' \u{1b}[31m\u{202e}.html" } else { "pages/a.html" };

fn corpus(place: &Place) {
    let bodies = "The wardens of Hexley said on Monday that the lock gates would stay shut. Nobody was told why. ".repeat(4);
    let urls = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://a.example",
        "data:text/html,<script>alert(1)</script>",
        "https://a.example/\"><script>alert(1)</script>",
    ];
    let mut lines = String::new();
    for (number, url) in urls.iter().enumerate() {
        // A link of the web with characters that command is none.
        let commands = if number == 3 { "" } else { COMMANDS };
        for copy in 0..2 {
            let record = json!({
                "id": format!("{number}-{copy}"),
                "title": format!("Hexley {number} {MARKUP}{ATTRIBUTE}{ENDING} {VEILED} {COMMANDS}txet"),
                "text": format!("Hexley {number}: {bodies}{MARKUP} {ATTRIBUTE} {ENDING} {VEILED} {COMMANDS}reversed case {number} of {number}{number}{number}.\n\n{bodies}{copy}"),
                "outlet": format!("Outlet {copy} {MARKUP}{ATTRIBUTE}{VEILED}{COMMANDS}"),
                "author": format!("Ann {MARKUP} Other{COMMANDS}"),
                "agency": format!("Agency {ATTRIBUTE}{VEILED}"),
                "language": "\"><script>alert(1)</script>",
                "url": format!("{url}{copy}{commands}"),
                "date": format!("2025-03-0{}", copy + 1),
            });
            writeln!(lines, "{record}").unwrap();
        }
    }
    // One word that no line can hold, and a page whose every place has markup that is escaped once.
    let long = json!({"id": "long", "title": format!("Hexley {}", "W".repeat(3000)), "text": format!("Hexley {bodies}{}", "m".repeat(9000)),
        "outlet": "O".repeat(900), "author": "A".repeat(900), "url": format!("https://a.example/{}", "u".repeat(900))});
    writeln!(lines, "{long}").unwrap();
    place.write("feed.jsonl", lines);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let (markup, ending) = (escaped(MARKUP), escaped(&format!("{ENDING}{ATTRIBUTE}{VEILED}")));
    place.write(
        FILE,
        format!(
            "<html lang='\"><b>'><head><title>Hexley {markup}{ending}</title><meta property='og:site_name' content='{markup}{ATTRIBUTE}'>\
             <meta name='author' content='{markup}'><link rel='canonical' href='javascript:alert(1)'></head>\
             <body><article><h1>Hexley page {markup}{ending}</h1><p>{bodies}{markup}{ending}</p><p>{bodies}</p></article>\
             <aside class='share'>Share {markup}</aside></body></html>"
        ),
    );
    place.done(&["build", "feed.jsonl", "--no-clean", "-q"]);
    place.done(&["build", "pages", "-q"]);
}

/// What no page may have: an element or attribute of the corpus, a character that commands.
#[track_caller]
fn assert_harmless(path: &str, page: &str) {
    for harmful in [
        "<script>",
        "<img",
        "<b>",
        "<iframe",
        "<svg/",
        "href=\"javascript",
        "href=\"data:",
        "</textarea>",
        "\u{202d}",
        "\u{202e}",
    ] {
        let at = page.to_lowercase().find(&harmful.to_lowercase());
        assert_eq!(at.map(|at| &page[at.saturating_sub(80)..(at + 80).min(page.len())]), None, "{path}: {harmful:?}");
    }
    assert_eq!(page.chars().find(|c| c.is_control() && *c != '\n'), None, "{path}");
    let on = page.split('<').skip(1).map(|tag| tag.split('>').next().unwrap());
    for tag in on {
        // Outside of quotes, no tag has an attribute that the corpus brought.
        let bare: String = tag.split('"').step_by(2).collect();
        assert!(!["onmouseover", "onerror", "onload", "srcdoc"].iter().any(|name| bare.contains(name)), "{path}: {tag}");
    }
    assert_eq!(page.matches("</title>").count(), page.matches("<title>").count(), "{path}");
}

#[test]
fn nothing_gets_out_of_its_place() {
    let place = Place::new();
    corpus(&place);
    let server = Server::start(&place, &[]);
    let answer = place.json(&["search", "hexley", "--json", "--copies", "expand"]);
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(hits.len(), 10);
    let mut paths = vec![
        "/".to_owned(),
        "/about".to_owned(),
        "/stories".to_owned(),
        "/?q=hexley&copies=expand".to_owned(),
        "/?q=hexley+%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E+date:2025-99".to_owned(),
        "/?q=hexley&outlet=%3Cscript%3Ealert(1)%3C/script%3E%22+onmouseover=%22alert(1)".to_owned(),
        "/?q=hexley&since=%22%3E%3Cimg+src=x%3E".to_owned(),
        "/?q=hexley&sort=%3Cimg+src=x%3E".to_owned(),
        "/?%3Cscript%3E=%3Cscript%3E&q=hexley".to_owned(),
        "/%3Cscript%3Ealert(1)%3C/script%3E".to_owned(),
        "/articles/%3Cimg%20src=x%3E".to_owned(),
    ];
    for hit in hits {
        let (id, story) = (hit["id"].as_str().unwrap(), hit["story"]["id"].as_str().unwrap());
        let other = hits[0]["id"].as_str().unwrap();
        paths.extend([
            format!("/articles/{id}?q=hexley&junk=true"),
            format!("/stories/{story}"),
            format!("/compare?a={id}&b={other}"),
        ]);
    }
    for path in paths {
        assert_harmless(&path, &server.get(&path).body);
    }
    // A link of the web stays a link, whatever is in it; others are text.
    let pages: String = hits.iter().map(|hit| server.get(&format!("/articles/{}", hit["id"].as_str().unwrap())).body).collect();
    assert!(pages.contains("href=\"https://a.example/%22%3E%3Cscript%3E"));
    assert!(pages.contains("javascript:alert(1)") && !pages.contains("href=\"javascript"));
}
