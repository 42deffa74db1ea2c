//! Who may ask, how much, and how the server ends.

use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::client::{Server, encoded};
use super::demo;
use crate::support::Place;

#[test]
fn strange_names_are_turned_away() {
    let (place, server) = demo();
    let port = server.address.rsplit(':').next().unwrap();
    for host in
        ["127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "10.1.2.3", &format!("localhost:{port}"), &format!("[::1]:{port}")]
    {
        assert_eq!(server.ask("GET", "/", &[("Host", host)]).status, 200, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:7391", "", "evil.example:80"] {
        let answer = server.ask("GET", "/api/v1/search?q=strike", &[("Host", host)]);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.body.contains("hits"));
    }
    assert_eq!(server.send(b"GET / HTTP/1.0\r\n\r\n").status, 421);
    assert_eq!(server.send(b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status, 421);
    let named = Server::start(&place, &["--host", "news.example"]);
    assert_eq!(named.ask("GET", "/", &[("Host", "News.Example:8080")]).status, 200);
    assert_eq!(named.ask("GET", "/", &[("Host", "other.example")]).status, 421);
}

#[test]
fn every_answer_is_guarded() {
    let (_place, server) = demo();
    for path in ["/", "/?q=strike", "/nowhere", "/api/v1/search?q=a", "/api/v1/search?nonsense=1", "/assets/none"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-origin"), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
    assert_eq!(server.ask("HEAD", "/?q=strike", &[]).body, "");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = server.ask(method, "/api/v1/search", &[]);
        assert_eq!((answer.status, answer.header("allow").is_some()), (405, true), "{method}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method}");
    }
}

#[test]
fn tokens_are_asked_for() {
    let (place, _) = demo();
    let token = "correct-horse-battery";
    let server = Server::start(&place, &["--token", token]);
    for (header, status) in [
        ("", 401),
        ("Bearer wrong-horse-battery", 401),
        ("Bearer", 401),
        ("Basic !!", 401),
        // Any name, and the token as the password.
        ("Basic OmNvcnJlY3QtaG9yc2UtYmF0dGVyeQ==", 200),
        ("Basic bWU6Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5", 200),
        ("Basic bWU6d3Jvbmc=", 401),
        ("Bearer correct-horse-battery", 200),
    ] {
        for path in ["/", "/api/v1/stats", "/assets/none"] {
            let answer = server.ask("GET", path, &[("Authorization", header)]);
            let status = if path == "/assets/none" && status == 200 { 404 } else { status };
            assert_eq!(answer.status, status, "{path}: {header}");
            assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
        }
    }
}

#[test]
fn what_cannot_be_served_is_one_line() {
    let place = Place::new();
    let run = place.run(&["serve"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("no index in `index`") && run.stderr.lines().count() == 1, "{}", run.stderr);
    place.done(&["demo", "-q"]);
    let server = Server::start(&place, &[]);
    let port = server.address.rsplit(':').next().unwrap();
    for (args, says) in [
        (vec!["serve", "--port", port], "is in use"),
        (vec!["serve", "--bind", "0.0.0.0"], "--public"),
        (vec!["serve", "--bind", "::", "--token", "short"], "can be guessed"),
        (vec!["serve", "--bind", "203.0.113.7", "--public", "--port", "0"], "has no address 203.0.113.7"),
    ] {
        let run = place.run(&args);
        assert_eq!(run.status, 2, "{args:?}");
        assert!(run.stderr.contains(says) && run.stderr.lines().count() == 1, "{args:?}: {}", run.stderr);
    }
}

#[test]
fn too_much_is_refused() {
    let (_place, server) = demo();
    for (query, says) in [
        (format!("q={}", "a".repeat(4001)), "longer than 4000 characters"),
        (format!("q=a&outlet={}", "a".repeat(201)), "longer than 200 characters"),
        ("outlet=a&".repeat(60), "more than 50 values"),
        ("outlet=a&".repeat(101), "more than 100 parameters"),
        ("limit=101".to_owned(), "from 0 to 100"),
        ("cursor=10001-data-1.1".to_owned(), "Link"),
        ("width=1000000".to_owned(), "from 20 to 2000"),
        (format!("q={}", encoded(&"a* OR ".repeat(25))), "more than 24 patterns"),
        (format!("q={}", encoded(&format!("\"{}\"", "a* ".repeat(25)))), "more than 24 patterns"),
        (format!("q={}", encoded(&"a OR ".repeat(257))), "more than 256 words"),
    ] {
        let answer = server.get(&format!("/api/v1/search?{query}"));
        assert_eq!(answer.status, 400, "{says}");
        assert!(answer.body.contains(says), "{says}: {}", answer.body);
    }
    // Costly queries end within their bounds.
    for query in ["*a* *e* *i* *o*", "/.*(a|e)*.*/ OR /(.+)+x/", &"a* OR ".repeat(24), &"(".repeat(3000), "a~2 b~2 c~2 w/50 d~2"]
    {
        let began = Instant::now();
        let status = server.get(&format!("/api/v1/search?q={}", encoded(query))).status;
        assert!(status == 200 || status == 400, "{query}: {status}");
        assert!(began.elapsed() < Duration::from_secs(20), "{query}");
    }
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(60_000));
    assert!([414, 431].contains(&server.send(long.as_bytes()).status));
    for nonsense in ["GET\r\n\r\n", "\0\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"] {
        assert_eq!(server.send(nonsense.as_bytes()).status, 400, "{nonsense:?}");
    }
    // A body that never ends keeps nobody waiting.
    let posted =
        server.send(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\nabc");
    assert_eq!(posted.status, 405);
    for path in ["/../../etc/passwd", "/assets/../../Cargo.toml", "/articles/..%2f..%2fetc%2fpasswd", "/%00", "/articles/%ff"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert_eq!(server.get("/api/v1/search?q=strike").status, 200);
}

#[test]
fn many_at_once_are_answered_or_told_to_wait() {
    let (_place, server) = demo();
    let server = &server;
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let ask = |number: usize| {
            scope.spawn(move || {
                let answer = server.get(&format!("/?q=the+{number}"));
                assert_eq!(answer.header("retry-after").is_some(), answer.status == 503);
                answer.status
            })
        };
        let asked: Vec<_> = (0..200).map(ask).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
    assert!(statuses.contains(&200));
    assert_eq!(server.get("/api/v1/search?q=strike").status, 200);
}

#[cfg(unix)]
#[test]
fn it_ends_in_good_order() {
    for signal in ["-INT", "-TERM"] {
        let (_place, mut server) = demo();
        // A connection that says nothing keeps nobody waiting; one that was asked is answered.
        let _silent = server.connect();
        let mut asked = server.connect();
        asked.write_all(format!("GET /?q=strike HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).as_bytes()).unwrap();
        let mut first = [0; 12];
        asked.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200");
        let began = Instant::now();
        assert!(Command::new("kill").args([signal, &server.child.id().to_string()]).status().unwrap().success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
        assert!(began.elapsed() < Duration::from_secs(8), "{signal}: {:?}", began.elapsed());
        asked.read_to_string(&mut String::new()).unwrap();
    }
}

#[test]
fn requests_are_logged_when_asked() {
    let (place, _) = demo();
    let mut server = Server::start_with(&place, &["-v"], Stdio::piped());
    server.get("/api/v1/search?q=strike%1b");
    server.ask("GET", "/", &[("Host", "evil.example")]);
    server.child.kill().unwrap();
    let mut log = String::new();
    server.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let lines: Vec<&str> = log.lines().collect();
    assert!(lines[0].contains(" GET /api/v1/search?q=strike%1b 200 "), "{log}");
    assert!(lines[1].contains(" GET / 421 "), "{log}");
    assert_eq!(lines.len(), 2, "{log}");
}
