//! Gzip files of many members, as crawlers write them: one for each record. Where a member is
//! damaged, reading goes on at the next one that can be found; the reader is told by a
//! [`BadMember`] in between, and may stop there or not.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Packed bytes of a member that are looked through for the next one, at most.
const KEPT_BYTES: usize = 16 << 20;

/// Packed bytes of a file that are looked through a second time, at most.
const SECOND_LOOK_BYTES: usize = 256 << 20;

/// What trying a member costs at least, as bytes looked through: a decoder is set up for it.
const TRIAL_BYTES: usize = 16 << 10;

/// How a member begins: the magic number, and the only packing there is.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// A member that could not be unpacked, inside an [`io::Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadMember {
    /// Some of it was handed over.
    pub(super) is_torn: bool,
    /// Another member follows: reading again gives that.
    pub(super) goes_on: bool,
    /// The file ends in it.
    pub(super) is_short: bool,
}

impl BadMember {
    /// What is inside an error, if it is that.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref().copied()
    }

    pub(super) fn text(self) -> &'static str {
        if self.is_short && !self.goes_on { "the gzip data end early" } else { "the gzip data are damaged" }
    }
}

impl std::fmt::Display for BadMember {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl std::error::Error for BadMember {}

/// The members of a gzip file, unpacked one after the other. No `read` crosses from one to the next.
pub(super) struct Members<R> {
    /// None behind the last one.
    decoder: Option<GzDecoder<Kept<R>>>,
    is_torn: bool,
    /// What ended the reading; told to whoever reads on.
    ended: Option<BadMember>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(inner: R) -> Self {
        let source = Kept { inner, ahead: vec![], start: 0, at: 0, is_whole: true, left: SECOND_LOOK_BYTES };
        Self { decoder: Some(GzDecoder::new(source)), is_torn: false, ended: None }
    }

    fn begin(&mut self, source: Kept<R>) {
        self.decoder = Some(GzDecoder::new(source));
        self.is_torn = false;
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        while let Some(mut decoder) = self.decoder.take() {
            match decoder.read(buffer) {
                Ok(0) => {
                    let mut source = decoder.into_inner();
                    source.forget();
                    if source.fill_buf()?.is_empty() {
                        break;
                    }
                    self.begin(source);
                }
                Ok(read) => {
                    self.is_torn = true;
                    self.decoder = Some(decoder);
                    return Ok(read);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted || error.raw_os_error().is_some() => {
                    self.decoder = Some(decoder);
                    return Err(error);
                }
                // The file's own reader has something to say.
                Err(error) if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<super::limits::Fault>) => {
                    return Err(error);
                }
                Err(error) => {
                    let mut source = decoder.into_inner();
                    let is_short = error.kind() == io::ErrorKind::UnexpectedEof;
                    let goes_on = source.find_next()?;
                    let bad = BadMember { is_torn: self.is_torn, goes_on, is_short };
                    if goes_on {
                        self.begin(source);
                    } else {
                        self.ended = Some(bad);
                    }
                    return Err(io::Error::other(bad));
                }
            }
        }
        self.ended.map_or(Ok(0), |bad| Err(io::Error::other(bad)))
    }
}

/// A source that can go back to where the member began.
struct Kept<R> {
    inner: R,
    /// From `start` to `at` what was read of this member, if it `is_whole`; from `at` on what comes
    /// before the rest of `inner`.
    ahead: Vec<u8>,
    start: usize,
    at: usize,
    is_whole: bool,
    /// How many bytes may still be looked at again.
    left: usize,
}

impl<R: BufRead> Kept<R> {
    /// Forgets what was read: a member was whole.
    fn forget(&mut self) {
        if self.at == self.ahead.len() {
            (self.ahead, self.at) = (vec![], 0);
        }
        self.start = self.at;
        self.is_whole = true;
    }

    /// Goes back to behind the first byte of the member, and from there to what looks like the next one.
    fn find_next(&mut self) -> io::Result<bool> {
        let read = if self.is_whole { self.at - self.start } else { 0 };
        let Some(left) = self.left.checked_sub(read.max(TRIAL_BYTES)) else { return Ok(false) };
        self.left = left;
        if read > 0 {
            self.at = self.start + 1;
        }
        self.forget();
        loop {
            let rest = self.ahead.get(self.at..).unwrap_or_default();
            // Flags of which the upper three bits are not given out.
            let is_start = |bytes: &[u8]| bytes.starts_with(&MAGIC) && bytes.get(3).is_some_and(|flags| flags & 0xe0 == 0);
            if let Some(place) = rest.windows(4).position(is_start) {
                self.at += place;
                self.start = self.at;
                return Ok(true);
            }
            // A start may be cut by the end of what is there.
            let cut = self.ahead.len().saturating_sub(3).max(self.at);
            self.ahead.drain(..cut);
            (self.start, self.at) = (0, 0);
            let more = self.inner.fill_buf()?;
            if more.is_empty() {
                return Ok(false);
            }
            let length = more.len();
            self.ahead.extend_from_slice(more);
            self.inner.consume(length);
        }
    }
}

impl<R: BufRead> Read for Kept<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let length = ready.len().min(buffer.len());
        buffer.iter_mut().zip(ready).for_each(|(to, from)| *to = *from);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Kept<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.ahead.get(self.at..) {
            Some(ahead) if !ahead.is_empty() => Ok(ahead),
            _ => self.inner.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        self.is_whole &= self.at - self.start + count <= KEPT_BYTES;
        if self.at < self.ahead.len() {
            self.at += count;
            return;
        }
        if self.is_whole {
            // What is before the member goes when it is the greater part, so that each byte is moved once or so.
            if self.start > self.ahead.len() / 2 {
                self.ahead.drain(..self.start);
                self.start = 0;
            }
            self.ahead.extend_from_slice(self.inner.fill_buf().unwrap_or_default().get(..count).unwrap_or_default());
            self.at = self.ahead.len();
        } else {
            (self.ahead, self.start, self.at) = (vec![], 0, 0);
        }
        self.inner.consume(count);
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::tests::gz;
    use super::*;

    /// What is read of a file, with a `|` for each bad member that is not the end.
    fn read(bytes: &[u8]) -> String {
        let mut members = Members::new(io::BufReader::with_capacity(7, bytes));
        let mut all = String::new();
        let mut buffer = [0; 100];
        loop {
            match members.read(&mut buffer) {
                Ok(0) => return all,
                Ok(read) => all.push_str(&String::from_utf8_lossy(&buffer[..read])),
                Err(error) if BadMember::of(&error).unwrap().goes_on => all.push('|'),
                Err(error) => return all + "!" + &error.to_string(),
            }
        }
    }

    #[test]
    fn what_only_looks_like_members_costs_no_more_than_it_may() {
        // One member with a wrong sum, not packed, full of beginnings of members.
        let fakes = [&MAGIC[..], &[0; 7]].concat().repeat(200_000);
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        std::io::Write::write_all(&mut packer, &fakes).unwrap();
        let mut bytes = packer.finish().unwrap();
        let sum = bytes.len() - 8;
        bytes[sum] ^= 1;
        let mut members = Members::new(&bytes[..]);
        let mut buffer = vec![0; 64 << 10];
        let mut tried = 0;
        loop {
            match members.read(&mut buffer) {
                Ok(read) => assert_ne!(read, 0),
                Err(error) if BadMember::of(&error).unwrap().goes_on => tried += 1,
                Err(_) => break,
            }
        }
        assert!((1_000..=SECOND_LOOK_BYTES / TRIAL_BYTES).contains(&tried), "{tried}");
    }

    #[test]
    fn reading_goes_on_behind_a_bad_member() {
        let parts =
            ["Rain fell on Monday. ", "Sleet fell on Tuesday. ", "Hail fell on Wednesday. "].map(|text| gz(text.as_bytes()));
        let whole = parts.concat();
        assert_eq!(read(&whole), "Rain fell on Monday. Sleet fell on Tuesday. Hail fell on Wednesday. ");
        let (begin, end) = (parts[0].len(), parts[0].len() + parts[1].len());
        for at in begin..end {
            for flipped in [0x01, 0x20, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= flipped;
                let text = read(&bytes);
                assert!(text.starts_with("Rain fell on Monday. "), "{at}: {text}");
                assert!(text.ends_with("Hail fell on Wednesday. "), "{at}: {text}");
            }
            let cut = [&whole[..at], &whole[end..]].concat();
            assert!(read(&cut).ends_with("Hail fell on Wednesday. "), "cut at {at}");
        }
        assert_eq!(read(&whole[..end - 3]), "Rain fell on Monday. Sleet fell on Tuesday. !the gzip data end early");
        assert_eq!(read(&[&whole[..], b"rubbish rubbish"].concat()), read(&whole) + "!the gzip data are damaged");
    }
}
