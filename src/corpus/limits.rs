//! How much of one thing is read before it is given up, and the fault a reader
//! stops with.
//!
//! Faults travel inside [`std::io::Error`], because that is what readers, the
//! `csv` crate among them, pass on untouched.

use std::cell::Cell;
use std::rc::Rc;
use std::{fmt, io};

use super::gzip::BadMember;
use crate::model::IssueKind;

/// How much is read before a document is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest document in a file of one (text, Markdown, HTML), unpacked, in bytes.
    ///
    /// The longest news pages are a few megabytes, nearly all of it script.
    pub max_document_bytes: u64,
    /// The longest record in a file of many, in bytes.
    pub max_record_bytes: u64,
    /// How many times larger than its packed form a file may get. Text packs
    /// five to twenty times, made-up text a little more; bombs a thousand times.
    pub max_ratio: u64,
    /// The unpacked size up to which `max_ratio` is not looked at: little files
    /// of one repeated line harm nobody.
    pub ratio_from_bytes: u64,
    /// How many members of an archive are read.
    pub max_members: u64,
    /// How deep elements of XML may be inside each other.
    pub max_nesting: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_document_bytes: 16 << 20,
            max_record_bytes: 16 << 20,
            max_ratio: 200,
            ratio_from_bytes: 64 << 20,
            max_members: 1_000_000,
            max_nesting: 128,
        }
    }
}

/// How much went into the unpacking of an input, and how much came out of it. What is packed once
/// more inside an archive is held to the size of the archive too, not only to its own.
#[derive(Debug, Default)]
pub(super) struct Meter {
    packed_bytes: Cell<u64>,
    unpacked_bytes: Cell<u64>,
    /// That of the archive which the input is a member of.
    archive: Option<Rc<Self>>,
}

impl Meter {
    /// For a member of an archive.
    pub(super) fn of_member(archive: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self { archive: Some(Rc::clone(archive)), ..Self::default() })
    }

    /// Notes what was read of it as it is stored.
    pub(super) fn packed(&self, bytes: u64) {
        self.packed_bytes.set(self.packed_bytes.get().saturating_add(bytes));
    }

    /// Notes what it was unpacked to; a fault if that is more than it may be.
    pub(super) fn unpacked(&self, bytes: u64, limits: &Limits) -> io::Result<()> {
        self.hold("it", bytes, limits)?;
        self.archive.as_ref().map_or(Ok(()), |archive| archive.member_unpacked(bytes, limits))
    }

    /// Notes what a member of this archive was unpacked to.
    pub(super) fn member_unpacked(&self, bytes: u64, limits: &Limits) -> io::Result<()> {
        self.hold("the archive", bytes, limits)
    }

    fn hold(&self, what: &str, bytes: u64, limits: &Limits) -> io::Result<()> {
        let unpacked = self.unpacked_bytes.get().saturating_add(bytes);
        self.unpacked_bytes.set(unpacked);
        let ratio = limits.max_ratio;
        if unpacked <= self.packed_bytes.get().saturating_mul(ratio).max(limits.ratio_from_bytes) {
            return Ok(());
        }
        let text =
            format!("{what} unpacks to more than {ratio} times its size, the limit for packed files (a compression bomb?)");
        Err(Fault { kind: IssueKind::Limit, text }.into())
    }
}

/// Why a reader cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: IssueKind,
    pub(super) text: String,
}

impl Fault {
    /// The fault inside an error, or the error itself in plain words.
    pub(super) fn of(error: &io::Error) -> Self {
        if let Some(bad) = BadMember::of(error) {
            return Self { kind: IssueKind::Damaged, text: bad.text().to_owned() };
        }
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Self>());
        inner.cloned().unwrap_or_else(|| Self { kind: IssueKind::Unreadable, text: super::bytes::plain_io(error) })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        Self::other(fault)
    }
}

/// A size as people say it: `16 MiB`, `100 bytes`.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        _ if bytes >= 1 << 30 && bytes.is_multiple_of(1 << 30) => format!("{} GiB", bytes >> 30),
        _ if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => format!("{} MiB", bytes >> 20),
        _ if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => format!("{} KiB", bytes >> 10),
        _ => format!("{bytes} bytes"),
    }
}

/// `1 record`, `2 records`.
pub(super) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_counts() {
        assert_eq!([size(1), size(1000), size(2048), size(16 << 20)], ["1 byte", "1000 bytes", "2 KiB", "16 MiB"]);
        assert_eq!([count(0, "row"), count(1, "row")], ["0 rows", "1 row"]);
    }

    #[test]
    fn faults_come_out_as_they_went_in() {
        let fault = Fault { kind: IssueKind::Limit, text: "too long".to_owned() };
        assert_eq!(Fault::of(&io::Error::from(fault.clone())), fault);
        assert_eq!(Fault::of(&io::Error::from_raw_os_error(13)).text, "permission denied");
    }
}
