//! Gzip files of many members, as crawlers write them: one for each record. Where a member is
//! damaged, reading goes on at the next one that can be found; the reader is told by a
//! [`BadMember`] in between, and may stop there or not.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

/// Packed bytes of a member that are looked through for the next one, at most.
const KEPT_BYTES: usize = 16 << 20;

/// Packed bytes of a file that are looked through a second time, at most.
const SECOND_LOOK_BYTES: usize = 256 << 20;

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
        let source = Kept { inner, ahead: vec![], at: 0, member: vec![], is_whole: true, left: SECOND_LOOK_BYTES };
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
    /// What comes before the rest of `inner`, from `at` on.
    ahead: Vec<u8>,
    at: usize,
    /// What was read of this member, if it `is_whole`.
    member: Vec<u8>,
    is_whole: bool,
    /// How many bytes may still be looked at again.
    left: usize,
}

impl<R: BufRead> Kept<R> {
    /// Forgets what was read: a member was whole.
    fn forget(&mut self) {
        self.member.clear();
        self.is_whole = true;
    }

    /// Goes back to behind the first byte of the member, and from there to what looks like the next one.
    fn find_next(&mut self) -> io::Result<bool> {
        let Some(left) = self.left.checked_sub(self.member.len()) else { return Ok(false) };
        self.left = left;
        let mut kept = std::mem::take(&mut self.member);
        if self.is_whole && !kept.is_empty() {
            kept.drain(..1);
            kept.extend(self.ahead.drain(..).skip(self.at));
            (self.ahead, self.at) = (kept, 0);
        }
        self.forget();
        loop {
            let rest = self.ahead.get(self.at..).unwrap_or_default();
            // Flags of which the upper three bits are not given out.
            let is_start = |bytes: &[u8]| bytes.starts_with(&MAGIC) && bytes.get(3).is_some_and(|flags| flags & 0xe0 == 0);
            if let Some(place) = rest.windows(4).position(is_start) {
                self.at += place;
                return Ok(true);
            }
            // A start may be cut by the end of what is there.
            let rest = rest.get(rest.len().saturating_sub(3)..).unwrap_or_default().to_vec();
            let more = self.inner.fill_buf()?;
            if more.is_empty() {
                return Ok(false);
            }
            let length = more.len();
            (self.ahead, self.at) = ([&rest, more].concat(), 0);
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
        let is_ahead = self.at < self.ahead.len();
        let ready =
            if is_ahead { self.ahead.get(self.at..).unwrap_or_default() } else { self.inner.fill_buf().unwrap_or_default() };
        if self.member.len() + count > KEPT_BYTES {
            self.member = vec![];
            self.is_whole = false;
        } else if self.is_whole {
            self.member.extend_from_slice(ready.get(..count).unwrap_or_default());
        }
        if is_ahead {
            self.at += count;
        } else {
            self.inner.consume(count);
        }
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
