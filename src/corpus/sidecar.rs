//! What a scraper notes beside a page: `page.html` with `page.json`,
//! `page.meta.json` or `page.html.json`, one object with the fields of a record
//! but for the text.

use std::ffi::OsString;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::model::{Given, Issue, IssueKind};

use super::format::{Compression, Format, of_name};
use super::record::Draft;
use super::run::Run;
use super::{bytes, charset, json_record};

/// The names a file with metadata on this one may have, the plainest last.
pub(super) fn names(path: &Path, format: Option<Format>) -> Vec<PathBuf> {
    if !matches!(format, Some(Format::Html | Format::Text | Format::Markdown)) {
        return Vec::new();
    }
    let packed = path.extension().is_some_and(|ending| ending == "gz" || ending == "zst");
    let path = if packed { path.with_extension("") } else { path.to_owned() };
    let mut full = OsString::from(path.as_os_str());
    full.push(".json");
    vec![PathBuf::from(full), path.with_extension("meta.json"), path.with_extension("json")]
}

/// Whether a file is put to a page beside it. Cost: a look at the folder.
pub(super) fn is_one(path: &Path) -> bool {
    let pages = path.parent().filter(|_| of_name(path) == (Some(Format::Json), Compression::None)).map(std::fs::read_dir);
    pages.and_then(Result::ok).into_iter().flatten().flatten().any(|entry| {
        let page = entry.path();
        names(&page, of_name(&page).0).into_iter().find(|name| name.is_file()).is_some_and(|name| name == path)
    })
}

/// Reads what is noted; or notes why it cannot be.
pub(super) fn read(path: &Path, run: &mut Run) -> Option<Draft> {
    let limits = &run.options.limits;
    let mut found = Vec::new();
    let opened = bytes::open(path, limits, &Rc::default())
        .and_then(|reader| reader.take(limits.max_record_bytes.saturating_add(1)).read_to_end(&mut found));
    let text = match opened {
        Err(error) => Err(super::limits::Fault::of(&error).text),
        Ok(_) if found.len() as u64 > limits.max_record_bytes => Err("too long".to_owned()),
        Ok(_) => Ok(charset::decode(&found, false).text),
    };
    match text.and_then(|text| json_record::parse(&text, &run.options.fields)) {
        Ok(fields) => Some(fields.into_draft(true)),
        Err(text) => {
            // Beside the page, whatever its folder is shown as.
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let shown = Path::new(run.input.shown).with_file_name(&*name).display().to_string();
            let text = format!("no metadata of `{}`: {text}", run.input.shown);
            run.issues.push(Issue { path: shown, record: None, kind: IssueKind::Malformed, text });
            None
        }
    }
}

/// Adds what is noted to what is given, where nothing is.
pub(super) fn add(noted: Given, given: &mut Given) {
    let Given { title, subtitle, outlet, authors, date, language, agency, dateline, sections, tags, .. } = noted;
    let fill = |to: &mut Option<String>, from: Option<String>| *to = to.take().or(from);
    fill(&mut given.title, title);
    fill(&mut given.subtitle, subtitle);
    fill(&mut given.outlet, outlet);
    fill(&mut given.date, date);
    fill(&mut given.language, language);
    fill(&mut given.agency, agency);
    fill(&mut given.dateline, dateline);
    for (to, from) in [(&mut given.authors, authors), (&mut given.sections, sections), (&mut given.tags, tags)] {
        if to.is_empty() {
            *to = from;
        }
    }
    given.is_page = true;
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::ops::ControlFlow;

    use super::super::{Input, ReadOptions, read, walk};

    /// Documents as `FILE TITLE|DATE|TEXT`, then issues.
    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let mut lines = vec![];
        let mut issues = vec![];
        for found in walk(folder.path()).unwrap().files {
            let name = found.path.file_name().unwrap().to_str().unwrap().to_owned();
            issues.extend(read(&Input::file(&found, &name, &name, None), &ReadOptions::default(), &mut |document| {
                let given = document.given;
                let title = given.title.unwrap_or_default();
                lines.push(format!("{name} {title}|{}|{}", given.date.unwrap_or_default(), document.text));
                ControlFlow::Continue(())
            }));
        }
        lines.extend(issues.iter().map(|issue| format!("{} {}: {}", issue.kind.as_str(), issue.path, issue.text)));
        assert_eq!(lines, expected);
    }

    #[test]
    fn metadata_beside_pages() {
        let noted = r#"{"title": "Rain", "date": "2026-03-03", "text": "not this"}"#;
        check(&[("a.html", "<p>It fell."), ("a.json", noted)], &["a.html Rain|2026-03-03|<p>It fell."]);
        check(&[("a.txt", "It fell."), ("a.meta.json", noted)], &["a.txt Rain|2026-03-03|It fell."]);
        check(
            &[("a.html", "<p>x"), ("a.html.json", noted), ("b.json", noted)],
            &["a.html Rain|2026-03-03|<p>x", "b.json Rain|2026-03-03|not this"],
        );
        check(&[("a.csv", "title,text\nA,x\n"), ("a.json", noted)], &["a.csv A||x", "a.json Rain|2026-03-03|not this"]);
        let list = "malformed a.json: no metadata of `a.txt`: not a JSON object";
        check(&[("a.txt", "It fell."), ("a.json", "[]")], &["a.txt ||It fell.", list]);
    }

    #[test]
    fn a_change_beside_a_page_is_a_change_of_the_page() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "x").unwrap();
        let alone = walk(folder.path()).unwrap().files;
        fs::write(folder.path().join("a.json"), "{}").unwrap();
        let beside = walk(folder.path()).unwrap().files;
        assert_eq!((alone.len(), beside.len()), (1, 1));
        assert_ne!(alone[0].size, beside[0].size);
        assert_eq!(walk(&folder.path().join("a.txt")).unwrap().files, beside, "named alone, it is the same page");
    }
}
