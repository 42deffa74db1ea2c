//! An HTTP answer as it was stored: status, headers, and the body without its
//! transfer and content encodings. Archives often keep a header whose encoding
//! they have already undone, so a body that is not what its header says is
//! taken as it stands.

use std::io::Read;

use encoding_rs::Encoding;

use super::charset;

/// An answer.
pub(super) struct Answer<'b> {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    body: &'b [u8],
}

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyFault {
    /// It is longer than the limit once it is unpacked.
    TooLong,
    /// A part of it is missing or spoilt, in words.
    Damaged(&'static str),
}

/// The header lines up to the blank one, names in small letters; and what follows.
pub(super) fn headers(bytes: &[u8]) -> (Vec<(String, String)>, &[u8]) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        let (line, after) = rest.split_at(end);
        rest = after;
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            break;
        }
        match (line.starts_with([' ', '\t']), headers.last_mut()) {
            (true, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {
                if let Some((name, value)) = line.split_once(':') {
                    headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
            }
        }
    }
    (headers, rest)
}

/// The value of a header.
pub(super) fn value<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

impl<'b> Answer<'b> {
    /// Takes an answer apart; none if it does not begin as one.
    pub(super) fn parse(bytes: &'b [u8]) -> Option<Self> {
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let (line, rest) = bytes.split_at(end + 1);
        let line = String::from_utf8_lossy(line);
        let mut words = line.split_ascii_whitespace();
        words.next().filter(|word| word.starts_with("HTTP/"))?;
        let status = words.next()?.parse().ok()?;
        let (headers, body) = headers(rest);
        Some(Self { status, headers, body })
    }

    /// The media type, in small letters; empty if none was sent.
    pub(super) fn media_type(&self) -> String {
        media_type(value(&self.headers, "content-type").unwrap_or_default())
    }

    /// The encoding that the header names.
    pub(super) fn charset(&self) -> Option<&'static Encoding> {
        charset(value(&self.headers, "content-type")?)
    }

    /// The body as the browser would have it.
    ///
    /// # Errors
    ///
    /// It is too long, or begins as its headers say and does not go on so: half a page must not
    /// pass for a whole one.
    pub(super) fn body(&self, limit: u64) -> Result<Vec<u8>, BodyFault> {
        let is_chunked = value(&self.headers, "transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked"));
        let mut body = match chunk(self.body).filter(|_| is_chunked) {
            Some(_) => joined(self.body).ok_or(BodyFault::Damaged("its body ends in the middle of a chunk"))?,
            None => self.body.to_vec(),
        };
        let packings = value(&self.headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
        for packing in packings.split(',').map(str::trim).rev().take(3) {
            if let Some(unpacked) = unpacked(&body, packing, limit)? {
                body = unpacked;
            }
        }
        if body.len() as u64 > limit { Err(BodyFault::TooLong) } else { Ok(body) }
    }
}

/// The media type in a header, without its parameters.
pub(super) fn media_type(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The charset in a header.
pub(super) fn charset(header: &str) -> Option<&'static Encoding> {
    let parameters = header.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    let (_, label) = charsets.next()?;
    Encoding::for_label_no_replacement(label.trim().trim_matches(['"', '\'']).as_bytes())
}

/// The size of the first chunk, and what follows its line; none if there is no such line.
fn chunk(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = bytes.iter().take(1024).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let size = line.split(';').next().unwrap_or_default().trim();
    Some((usize::from_str_radix(size, 16).ok()?, bytes.get(end + 1..)?))
}

/// Chunks put together; none if it is not chunks all through.
fn joined(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(bytes.len());
    loop {
        let (size, rest) = chunk(bytes)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        bytes = rest.get(size..)?;
        bytes = bytes.strip_prefix(b"\r\n").or_else(|| bytes.strip_prefix(b"\n"))?;
    }
}

/// A body unpacked; none if it is not packed this way.
fn unpacked(body: &[u8], packing: &str, limit: u64) -> Result<Option<Vec<u8>>, BodyFault> {
    // What is packed some other way is a server's mistake that browsers put up with; what begins as it
    // should is damaged.
    let begins = match packing {
        "gzip" | "x-gzip" => body.starts_with(&[0x1f, 0x8b]),
        "zstd" => body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]),
        "deflate" | "br" => charset::binary(body).is_some(),
        _ => false,
    };
    let read = |reader: &mut dyn Read| {
        let mut unpacked = Vec::new();
        match reader.take(limit.saturating_add(1)).read_to_end(&mut unpacked) {
            Ok(_) if unpacked.len() as u64 > limit => Err(BodyFault::TooLong),
            Ok(_) => Ok(Some(unpacked)),
            Err(_) => Ok(None),
        }
    };
    let unpacked = match packing {
        "gzip" | "x-gzip" => read(&mut flate2::read::MultiGzDecoder::new(body))?,
        // Meant with a header, but sent without one by some servers.
        "deflate" => match read(&mut flate2::read::ZlibDecoder::new(body))? {
            None => read(&mut flate2::read::DeflateDecoder::new(body))?,
            some => some,
        },
        "br" => read(&mut brotli_decompressor::Decompressor::new(body, 4096))?,
        "zstd" => match zstd::stream::read::Decoder::new(body) {
            Ok(mut decoder) => read(&mut decoder)?,
            Err(_) => None,
        },
        _ => None,
    };
    if unpacked.is_none() && begins { Err(BodyFault::Damaged("its packed body is damaged")) } else { Ok(unpacked) }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::super::bytes::tests::{gz, zst};
    use super::*;

    /// An answer with these headers.
    pub(in super::super) fn answer(headers: &str, body: &[u8]) -> Vec<u8> {
        [b"HTTP/1.1 200 OK\r\n", headers.as_bytes(), b"\r\n", body].concat()
    }

    #[track_caller]
    fn check(headers: &str, body: &[u8], expected: Option<&[u8]>) {
        let bytes = answer(headers, body);
        let found = Answer::parse(&bytes).unwrap().body(1000).ok();
        assert_eq!(found.as_deref(), expected, "{headers}");
    }

    #[test]
    fn bodies() {
        let rain = Some(&b"Rain fell."[..]);
        check("", b"Rain fell.", rain);
        check("Transfer-Encoding: chunked\r\n", b"4\r\nRain\r\n6;x=y\r\n fell.\r\n0\r\n\r\n", rain);
        check("Transfer-Encoding: chunked\r\n", b"Rain fell.", rain);
        check("Content-Encoding: gzip\r\n", &gz(b"Rain fell."), rain);
        check("Content-Encoding: gzip\r\n", b"Rain fell.", rain);
        check("Content-Encoding: zstd\r\n", &zst(b"Rain fell."), rain);
        let mut zlib = flate2::write::ZlibEncoder::new(vec![], flate2::Compression::fast());
        zlib.write_all(b"Rain fell.").unwrap();
        check("Content-Encoding: deflate\r\n", &zlib.finish().unwrap(), rain);
        let mut raw = flate2::write::DeflateEncoder::new(vec![], flate2::Compression::fast());
        raw.write_all(b"Rain fell.").unwrap();
        check("Content-Encoding: deflate\r\n", &raw.finish().unwrap(), rain);
        // An uncompressed meta block and the empty last one.
        check("Content-Encoding: br\r\n", b"\x8b\x04\x80Rain fell.\x03", rain);
        check("Content-Encoding: gzip\r\n", &gz(&vec![b' '; 100_000]), None);
    }

    #[test]
    fn header_lines() {
        let bytes = answer("Content-Type: Text/HTML;\r\n charset=\"windows-1251\"\r\n", b"x");
        let answer = Answer::parse(&bytes).unwrap();
        assert_eq!((answer.status, answer.media_type().as_str()), (200, "text/html"));
        assert_eq!(answer.charset(), Some(encoding_rs::WINDOWS_1251));
        assert!(Answer::parse(b"GET / HTTP/1.1\r\n\r\n").is_none());
        assert!(Answer::parse(b"").is_none());
    }
}
