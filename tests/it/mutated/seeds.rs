//! One whole file of every format, with what its records are.

use std::io::Write;

use newsidx::corpus::Format;

/// A file that is damaged.
pub(super) struct Seed {
    pub(super) name: &'static str,
    pub(super) format: Format,
    pub(super) bytes: Vec<u8>,
    /// What stands inside each record: damage to it must cost no other record. Empty for formats where a
    /// quotation mark or a length more may change what follows.
    pub(super) insides: Vec<std::ops::Range<usize>>,
    /// Whether what follows is found by counting bytes, so that none may be added or taken.
    pub(super) is_counted: bool,
}

/// Records of a file.
const RECORDS: usize = 5;

fn text(number: usize) -> String {
    format!("Pilots in harbour {number} went back to work on Monday. The union said that wages would rise by {number} per cent.")
}

/// A file put together of records, each between a frame that is not damaged.
fn framed(name: &'static str, format: Format, ends: (&str, &str), record: impl Fn(usize) -> (String, String, String)) -> Seed {
    let mut bytes = ends.0.as_bytes().to_vec();
    let mut insides = vec![];
    for number in 1..=RECORDS {
        let (open, inside, close) = record(number);
        bytes.extend(open.as_bytes());
        insides.push(bytes.len()..bytes.len() + inside.len());
        bytes.extend(inside.as_bytes());
        bytes.extend(close.as_bytes());
    }
    bytes.extend(ends.1.as_bytes());
    Seed { name, format, bytes, insides, is_counted: false }
}

fn whole(name: &'static str, format: Format, bytes: impl Into<Vec<u8>>) -> Seed {
    Seed { name, format, bytes: bytes.into(), insides: vec![], is_counted: false }
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn rss(number: usize) -> (String, String, String) {
    let text = text(number);
    let inside = format!(
        "<title>Strike {number}</title><guid>g{number}</guid><pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate>\
         <content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"
    );
    ("<item>".to_owned(), inside, "</item>\n".to_owned())
}

fn warc(number: usize) -> (String, String, String) {
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Strike {number}</h1><p>{}</p>", text(number));
    let length = body.len();
    let header = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n\
         Content-Type: application/http\r\nContent-Length: {length}\r\n\r\n"
    );
    (header, body, "\r\n\r\n".to_owned())
}

fn zip() -> Seed {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for number in 1..=RECORDS {
        writer.start_file(format!("{number}.txt"), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text(number).as_bytes()).unwrap();
    }
    whole("zip", Format::Zip, writer.finish().unwrap().into_inner())
}

fn tar() -> Seed {
    let mut builder = tar::Builder::new(vec![]);
    let mut insides = vec![];
    for number in 1..=RECORDS {
        let text = text(number);
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        builder.append_data(&mut header, format!("{number}.txt"), text.as_bytes()).unwrap();
        let end = builder.get_ref().len() / 512 * 512;
        insides.push(end - 512..end - 512 + text.len());
    }
    Seed { insides, is_counted: true, ..whole("tar", Format::Tar, builder.into_inner().unwrap()) }
}

/// All of them.
pub(super) fn all() -> Vec<Seed> {
    let json =
        |number: usize| format!("{{\"id\": \"g{number}\", \"title\": \"Strike {number}\", \"text\": \"{}\"}}", text(number));
    let list: Vec<String> = (1..=RECORDS).map(json).collect();
    let rows = |sign: char| -> String {
        let row = |number| format!("g{number}{sign}Strike {number}{sign}\"{}\"\n", text(number));
        format!("id{sign}title{sign}text\n{}", (1..=RECORDS).map(row).collect::<String>())
    };
    let mut seeds = vec![
        whole("text", Format::Text, format!("Strike ends\n\n{}\n", text(1))),
        whole(
            "markdown",
            Format::Markdown,
            format!("---\ntitle: Strike ends\nauthors: [Ann, Bo]\n---\n# Strike\n\n{}\n", text(1)),
        ),
        whole("html", Format::Html, format!("<html><head><title>Strike</title></head><body><p>{}</p></body></html>", text(1))),
        whole("json", Format::Json, format!("[{}]", list.join(",\n"))),
        framed("jsonl", Format::JsonLines, ("", ""), |number| (String::new(), json(number), "\n".to_owned())),
        whole("csv", Format::Csv, rows(',')),
        whole("tsv", Format::Tsv, rows('\t')),
        framed("rss", Format::Xml, ("<rss><channel><title>Post</title>", "</channel></rss>"), rss),
        framed("atom", Format::Xml, ("<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>"), |number| {
            let text = text(number);
            let inside = format!("<title>Strike {number}</title><id>g{number}</id><content type='xhtml'><p>{text}</p></content>");
            ("<entry>".to_owned(), inside, "</entry>".to_owned())
        }),
        whole(
            "nitf",
            Format::Xml,
            format!(
                "<nitf><head/><body><body.head><hedline><hl1>Strike</hl1></hedline></body.head><body.content><p>{}</p></body.content></body></nitf>",
                text(1)
            ),
        ),
        framed("newsml", Format::Xml, ("<newsMessage><itemSet>", "</itemSet></newsMessage>"), |number| {
            let text = text(number);
            let inside = format!(
                "<contentMeta><headline>Strike {number}</headline></contentMeta><contentSet><inlineXML><html><body><p>{text}</p></body></html></inlineXML></contentSet>"
            );
            (format!("<newsItem guid='g{number}'>"), inside, "</newsItem>".to_owned())
        }),
        framed("sgml", Format::Sgml, ("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n", ""), |number| {
            let text = text(number);
            let inside = format!(
                "\n<DATE> 3-MAR-1987 09:12:44.10</DATE><TEXT>&#2;\n<TITLE>STRIKE {number}</TITLE><DATELINE> ULM, March 3 - </DATELINE><BODY>{text}\n REUTER\n&#3;</BODY></TEXT>\n"
            );
            (format!("<REUTERS NEWID=\"{number}\">"), inside, "</REUTERS>\n".to_owned())
        }),
        whole(
            "eml",
            Format::Eml,
            format!(
                "From: Ann Lee <a@b.example>\nSubject: Strike\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n\
                 --b\nContent-Type: text/plain\n\n{0}\n--b\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<p>{0} =E9</p>\n--b--\n",
                text(1)
            ),
        ),
        framed("mbox", Format::Mbox, ("", ""), |number| {
            let inside = format!("Message-ID: <g{number}@b.example>\nSubject: Strike {number}\n\n{}\n", text(number));
            ("From a@b.example Tue Mar  3 08:00:00 2026\n".to_owned(), inside, "\n".to_owned())
        }),
        Seed { is_counted: true, ..framed("warc", Format::Warc, ("", ""), warc) },
        zip(),
        tar(),
    ];
    let packed = (1..=RECORDS).flat_map(|number| {
        let (open, inside, close) = warc(number);
        gz(format!("{open}{inside}{close}").as_bytes())
    });
    seeds.push(whole("warc.gz", Format::Warc, packed.collect::<Vec<u8>>()));
    seeds.push(whole("tar.gz", Format::Tar, gz(&tar().bytes)));
    seeds.push(whole("tar.zst", Format::Tar, zstd::encode_all(tar().bytes.as_slice(), 1).unwrap()));
    seeds
}
