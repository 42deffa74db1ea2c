//! SGML as the Reuters-21578 collection is distributed: several `REUTERS`
//! elements a file, with single-letter entities (`&#3;`) where the wire had
//! control characters. It is no XML, and its tags are looked for as they stand.

use std::ops::ControlFlow;

use crate::dates::find_yearless;
use crate::model::{Given, IssueKind};
use crate::text::collapse_whitespace;

use super::elements;
use super::record::Draft;
use super::run::Run;
use super::stream::Utf8Stream;
use super::xml_tree::unescaped;

/// The agency, and the publisher, of all that is in these files.
const REUTERS: &str = "Reuters";

/// Reads a file of `REUTERS` elements.
pub(super) fn read(stream: &mut Utf8Stream, run: &mut Run) -> ControlFlow<()> {
    let mut records = 0;
    elements::each(stream, "reuters", run, |text, number, _, run| {
        records = number;
        run.record(draft(text), number)
    })?;
    if records == 0 && run.issues.is_empty() {
        run.issue(None, IssueKind::Malformed, "there is no `REUTERS` element in it, the only kind of SGML that is read");
    }
    ControlFlow::Continue(())
}

/// One article.
fn draft(record: &str) -> Draft {
    let line = |name: &str| inside(record, name).map(|text| collapse_whitespace(&plain(text))).filter(|line| !line.is_empty());
    // Articles of the type `UNPROC` have all they have in `TEXT` itself.
    let body = inside(record, "BODY").or_else(|| inside(record, "TEXT").filter(|text| !text.contains("<TITLE>")));
    Draft {
        given: Given {
            title: line("TITLE"),
            outlet: Some(REUTERS.to_owned()),
            agency: Some(REUTERS.to_owned()),
            authors: line("AUTHOR").map(|author| without_by(&author)).into_iter().collect(),
            // `26-FEB-1987 15:01:01.79`
            date: line("DATE").map(|date| date.split('.').next().unwrap_or_default().to_owned()),
            dateline: line("DATELINE").and_then(|line| place(&line)),
            tags: topics(record),
            ..Given::default()
        },
        text: body.map(|text| paragraphs(&plain(text))).unwrap_or_default(),
        id: attribute(record, "NEWID").map(str::to_owned),
        ..Draft::default()
    }
}

/// The topics, each a `D`.
fn topics(record: &str) -> Vec<String> {
    let topics = inside(record, "TOPICS").unwrap_or_default().split("<D>").skip(1);
    topics.filter_map(|topic| Some(topic.split_once("</D>")?.0.to_owned())).collect()
}

/// What is in the first element of this name.
fn inside<'t>(record: &'t str, name: &str) -> Option<&'t str> {
    let (_, rest) = record.split_once(&format!("<{name}")).filter(|(_, rest)| rest.starts_with(['>', ' ']))?;
    let (_, rest) = rest.split_once('>')?;
    rest.split_once(&format!("</{name}>")).map(|(inside, _)| inside)
}

/// The value of an attribute of the record.
fn attribute<'t>(record: &'t str, name: &str) -> Option<&'t str> {
    let (tag, _) = record.split_once('>')?;
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Text without what stands for control characters.
fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("&#") {
        bare.push_str(before);
        rest = match after.split_once(';') {
            Some((number, more)) if number.parse::<u32>().is_ok_and(|number| number < 32) => more,
            _ => {
                bare.push_str("&#");
                after
            }
        };
    }
    bare.push_str(rest);
    let entities = |piece: &str| unescaped(piece).into_owned();
    // An ampersand that stands for itself must not keep the rest from being read.
    let mut out = String::with_capacity(bare.len());
    for piece in bare.split_inclusive([';', ' ', '\n']) {
        out.push_str(&entities(piece));
    }
    out.retain(|c| !c.is_control() || c == '\n');
    out
}

/// Paragraphs begin with blanks, and are broken into lines of a printer's width.
fn paragraphs(text: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match paragraphs.last_mut().filter(|_| !line.starts_with("  ")) {
            Some(last) => {
                last.push(' ');
                last.push_str(line.trim());
            }
            None => paragraphs.push(line.trim().to_owned()),
        }
    }
    // The sign-off of the wire, after the text or on a line of its own.
    if let Some(last) = paragraphs.last_mut() {
        let length = last.len() - "reuter".len().min(last.len());
        if last.get(length..).is_some_and(|end| end.eq_ignore_ascii_case("reuter"))
            && last.get(..length).is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '.']))
        {
            last.truncate(length);
            last.truncate(last.trim_end().len());
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// `SALVADOR, Feb 26 -` without day and dash.
fn place(line: &str) -> Option<String> {
    let line = line.trim_end_matches(['-', ' ', ',']);
    let place = match line.rsplit_once(',') {
        Some((place, day)) if !find_yearless(day).is_empty() => place,
        _ => line,
    };
    let place = place.trim();
    (!place.is_empty()).then(|| place.to_owned())
}

fn without_by(author: &str) -> String {
    let rest = author.get(..3).filter(|by| by.eq_ignore_ascii_case("by ")).and_then(|_| author.get(3..));
    rest.unwrap_or(author).trim_end_matches([',', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, documents};
    use super::super::{Format, RawDocument};

    const FILE: &str = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">
<REUTERS TOPICS=\"YES\" OLDID=\"9\" NEWID=\"1\">
<DATE> 3-MAR-1987 09:12:44.10</DATE>
<TOPICS><D>tin</D></TOPICS>
<UNKNOWN>
&#5;&#5;f0704&#31;reute</UNKNOWN>
<TEXT>&#2;
<TITLE>TIN MINERS &lt;TNM> END STRIKE AT R&D PIT</TITLE>
<AUTHOR>    By Ann Lee, Reuters</AUTHOR>
<DATELINE>    POTOSI, March 3 - </DATELINE><BODY>Miners went back
to work.
    The owner said wages would rise.
 REUTER
&#3;</BODY></TEXT>
</REUTERS>
<REUTERS TOPICS=\"NO\" OLDID=\"10\" NEWID=\"2\">
<DATE> 3-MAR-1987 09:13:00.00</DATE>
<TEXT TYPE=\"UNPROC\">&#2;
Grain prices, &#3; in dollars
</TEXT></REUTERS>";

    fn of(text: &str) -> Vec<RawDocument> {
        documents(Format::Sgml, text)
    }

    #[test]
    fn articles() {
        check(
            Format::Sgml,
            FILE,
            "1 TIN MINERS <TNM> END STRIKE AT R&D PIT|Miners went back to work.\n\nThe owner said wages would rise.; \
             2 |Grain prices,  in dollars",
        );
        let first = of(FILE).remove(0);
        assert_eq!(first.given.dateline.as_deref(), Some("POTOSI"));
        assert_eq!(first.given.authors, ["Ann Lee, Reuters"]);
        assert_eq!(first.given.date.as_deref(), Some("3-MAR-1987 09:12:44"));
        assert_eq!(first.given.agency.as_deref(), Some("Reuters"));
        // Known by its own number, wherever it stands.
        let second = of(&FILE[FILE.find("<REUTERS TOPICS=\"NO\"").unwrap()..]).remove(0);
        assert_eq!(second.id, of(FILE)[1].id);
    }

    #[test]
    fn torn_files() {
        let torn = FILE.replace("</TEXT>\n</REUTERS>", "");
        check(
            Format::Sgml,
            &torn,
            "2 |Grain prices,  in dollars; malformed@1 the element `reuters` does not end; it is left out",
        );
        let other = "malformed there is no `REUTERS` element in it, the only kind of SGML that is read";
        check(Format::Sgml, "<DOC><P>Rain</P></DOC>", other);
        check(
            Format::Sgml,
            "<REUTERS NEWID=\"1\"><DATE></REUTERS>",
            "empty@1 no text and no title: if they have unusual names, give them with `--field text=NAME`",
        );
    }
}
