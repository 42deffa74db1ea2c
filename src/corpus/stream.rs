//! A stream of bytes with a known beginning, and the same stream as UTF-8.
//!
//! Files of records can be larger than memory, so what they are encoded in is
//! decided on their beginning: UTF-16 and legacy encodings are recoded on the
//! way, everything else passes untouched, and records with bad bytes are
//! repaired one by one where they are read.

use std::io::{self, BufRead, Cursor, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::charset;

/// How much is looked at before anything is decided. Enough for a few dozen
/// articles, whose letters tell one Cyrillic encoding from another.
const HEAD_BYTES: u64 = 256 << 10;

/// A stream whose beginning has been looked at.
pub(super) struct Peeked<'s> {
    /// The beginning; all of it if it is short.
    pub(super) head: Vec<u8>,
    /// Whether there is nothing in it, not even an error.
    pub(super) is_empty: bool,
    /// The whole stream, with its beginning.
    pub(super) reader: Box<dyn BufRead + 's>,
}

impl<'s> Peeked<'s> {
    /// Reads the beginning of a stream. If that fails, the error comes where
    /// it belongs: after what could be read.
    pub(super) fn new(mut reader: Box<dyn BufRead + 's>) -> Self {
        let mut head = Vec::new();
        let failed = Failing((&mut reader).take(HEAD_BYTES).read_to_end(&mut head).err());
        let is_empty = head.is_empty() && failed.0.is_none();
        let reader = Box::new(Cursor::new(head.clone()).chain(io::BufReader::with_capacity(1, failed)).chain(reader));
        Self { head, is_empty, reader }
    }

    /// The beginning as text, to tell what it is.
    pub(super) fn head_text(&self) -> String {
        charset::decode(&self.head, true).text
    }

    /// The stream as UTF-8, without a byte order mark. If its records stand for
    /// themselves, only UTF-16 is recoded; the rest is decided record by record.
    pub(super) fn into_utf8(self, is_by_record: bool) -> Utf8Stream<'s> {
        self.into_utf8_from(is_by_record, None)
    }

    /// The stream as UTF-8, from the encoding that it declares unless its bytes say otherwise.
    pub(super) fn into_declared_utf8(self) -> Utf8Stream<'s> {
        let declared = charset::declared(&self.head);
        self.into_utf8_from(false, declared)
    }

    fn into_utf8_from(mut self, is_by_record: bool, declared: Option<&'static Encoding>) -> Utf8Stream<'s> {
        let (encoding, mark) = charset::choose(&self.head, (self.head.len() as u64) < HEAD_BYTES, declared);
        let is_utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
        let encoding = if is_by_record && !is_utf16 { UTF_8 } else { encoding };
        if mark > 0 {
            // The mark is in the head, and the head is ready in one piece.
            let ready = self.reader.fill_buf().map_or(0, <[u8]>::len);
            self.reader.consume(mark.min(ready));
        }
        let recoder = (encoding != UTF_8).then(|| Recoder::new(encoding));
        Utf8Stream { reader: self.reader, recoder }
    }
}

/// A stream as UTF-8, except for bad bytes in what claims to be UTF-8 already.
pub(super) struct Utf8Stream<'s> {
    reader: Box<dyn BufRead + 's>,
    recoder: Option<Recoder>,
}

impl Utf8Stream<'_> {
    /// What was lost in recoding, in words.
    pub(super) fn replaced(&self) -> Option<String> {
        let recoder = self.recoder.as_ref().filter(|recoder| recoder.bad > 0)?;
        Some(charset::replaced(recoder.bad, recoder.encoding))
    }
}

impl BufRead for Utf8Stream<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.recoder {
            Some(recoder) => recoder.fill(&mut self.reader),
            None => self.reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.recoder {
            Some(recoder) => recoder.start += amount,
            None => self.reader.consume(amount),
        }
    }
}

impl Read for Utf8Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let amount = ready.len().min(buffer.len());
        let (Some(from), Some(to)) = (ready.get(..amount), buffer.get_mut(..amount)) else { return Ok(0) };
        to.copy_from_slice(from);
        self.consume(amount);
        Ok(amount)
    }
}

/// Recodes to UTF-8 and counts what it had to replace.
struct Recoder {
    encoding: &'static Encoding,
    decoder: Decoder,
    text: Vec<u8>,
    start: usize,
    is_done: bool,
    bad: u64,
}

impl Recoder {
    fn new(encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { encoding, decoder, text: Vec::new(), start: 0, is_done: false, bad: 0 }
    }

    /// What is ready; nothing at the end.
    fn fill(&mut self, reader: &mut dyn BufRead) -> io::Result<&[u8]> {
        while self.start >= self.text.len() && !self.is_done {
            self.text.resize(64 << 10, 0);
            let packed = reader.fill_buf()?;
            let is_last = packed.is_empty();
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(packed, &mut self.text, is_last);
            reader.consume(read);
            self.text.truncate(written);
            self.start = 0;
            match result {
                DecoderResult::InputEmpty => self.is_done = is_last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(length, _) => {
                    self.bad += u64::from(length);
                    self.text.extend_from_slice("\u{fffd}".as_bytes());
                }
            }
        }
        Ok(self.text.get(self.start..).unwrap_or_default())
    }
}

/// Fails once, if at all, and is empty from then on.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, replaced: Option<&str>) {
        let mut stream = Peeked::new(Box::new(Cursor::new(bytes.to_vec()))).into_utf8(false);
        let mut read = String::new();
        stream.read_to_string(&mut read).unwrap();
        assert!(read == expected, "{} bytes read, {} expected", read.len(), expected.len());
        assert_eq!(stream.replaced().as_deref(), replaced);
    }

    #[test]
    fn streams_are_recoded() {
        let text = "Дождь шёл весь день, и дороги были мокрыми.\n".repeat(10_000);
        check(text.as_bytes(), &text, None);
        check(&["\u{feff}", &text].concat().into_bytes(), &text, None);
        check(&encoding_rs::WINDOWS_1251.encode(&text).0, &text, None);
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&utf16, &text, None);
        let odd = [&utf16[..], b"x"].concat();
        check(&odd, &format!("{text}\u{fffd}"), Some("1 byte is not valid UTF-16BE and was replaced"));
        check(b"", "", None);
    }

    #[test]
    fn an_error_comes_after_what_was_read() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let reader = Cursor::new(b"Rain".to_vec()).chain(io::BufReader::new(Broken));
        let mut stream = Peeked::new(Box::new(reader)).into_utf8(false);
        let mut read = Vec::new();
        assert_eq!(stream.read_to_end(&mut read).unwrap_err().to_string(), "broken");
        assert_eq!(read, b"Rain");
    }
}
