//! Archives (zip, tar): their members are read like files, under the name
//! `archive.zip!/inner/path`. Nothing is extracted, so a member's name is only
//! a name, wherever it would lead.
//!
//! Invariants:
//!
//! * No more than a document is in memory. What all members unpack to, once or twice, is held
//!   to the limit for packed files, so that neither members that share their bytes nor packed
//!   members are a way around it.
//! * Links, devices, encrypted members and archives in the archive are issues;
//!   what is hidden or of no known kind is passed over as in a folder.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::rc::Rc;

use zip::ZipArchive;

use crate::model::{ArticleId, Issue, IssueKind};

use super::bytes;
use super::format::{Format, of_name};
use super::limits::{Fault, Limits, Meter, count};
use super::run::Run;
use super::stream::Peeked;
use super::{Input, dispatch};

/// The longest name of a member that is read; file systems have 4096.
const NAME_BYTES: u64 = 64 << 10;

/// Reads a zip file.
pub(super) fn read_zip_file(path: &Path, run: &mut Run) -> ControlFlow<()> {
    match File::open(path) {
        Ok(file) => read_zip(BufReader::new(file), run),
        Err(error) => {
            run.broken_document(&error);
            ControlFlow::Continue(())
        }
    }
}

/// Reads a zip archive.
pub(super) fn read_zip(mut source: impl Read + Seek, run: &mut Run) -> ControlFlow<()> {
    let packed_bytes = source.seek(io::SeekFrom::End(0)).unwrap_or(0);
    let Ok(mut archive) = ZipArchive::new(source) else {
        let what = if packed_bytes == 0 { "the file is empty".to_owned() } else { "not a whole zip archive".to_owned() };
        let kind = if packed_bytes == 0 { IssueKind::Empty } else { IssueKind::Damaged };
        run.issue(None, kind, what);
        return ControlFlow::Continue(());
    };
    run.meter.packed(packed_bytes);
    let mut members = Members::new(run);
    for place in 0..archive.len() {
        if members.is_full() {
            break;
        }
        let name = archive.name_for_index(place).and_then(Result::ok).map(std::borrow::Cow::into_owned);
        let member = match archive.by_index(place) {
            Ok(member) => member,
            Err(error) => {
                let name = name.unwrap_or_else(|| place.to_string());
                members.issue(&name, IssueKind::Damaged, format!("it cannot be unpacked: {error}"));
                continue;
            }
        };
        let name = name.unwrap_or_else(|| lossy(member.name_raw()));
        if member.is_dir() {
            continue;
        }
        if member.is_symlink() {
            members.refuse(&name, "it is a link, which is not followed");
            continue;
        }
        let limits = members.run.options.limits.clone();
        let member = Metered { inner: member, meter: Rc::clone(&members.run.meter), limits };
        members.member(&name, member)?;
    }
    members.finish()
}

/// Reads a tar archive, unpacked already.
pub(super) fn read_tar(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let mut archive = tar::Archive::new(peeked.reader);
    // Raw, because what follows names without bounds into memory is no limit to anyone.
    let entries = match archive.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => {
            run.broken_records(&error);
            return ControlFlow::Continue(());
        }
    };
    let mut members = Members::new(run);
    let mut long_name = None;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let fault = Fault::of(&error);
                let is_damage = fault.kind == IssueKind::Unreadable;
                let error = if is_damage {
                    Fault { kind: IssueKind::Damaged, text: "the tar archive is damaged".to_owned() }
                } else {
                    fault
                };
                members.run.broken_records(&error.into());
                members.seen += 1;
                break;
            }
        };
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            let mut bytes = Vec::new();
            if entry.by_ref().take(NAME_BYTES).read_to_end(&mut bytes).is_ok() {
                long_name = if kind.is_gnu_longname() { Some(lossy(&bytes)) } else { pax_path(&bytes) };
            }
            continue;
        }
        if kind.is_dir() || kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| lossy(&entry.path_bytes()));
        if members.is_full() {
            break;
        }
        if !(kind.is_file() || kind.is_contiguous()) {
            let what =
                if kind.is_symlink() || kind.is_hard_link() { "a link, which is not followed" } else { "no file but a device" };
            members.refuse(&name, &format!("it is {what}"));
            continue;
        }
        let left = entry.size();
        members.member(&name, Whole { inner: entry, left })?;
    }
    members.finish()
}

/// The members of an archive, as they are come to.
struct Members<'r, 'a> {
    run: &'r mut Run<'a>,
    seen: u64,
    /// How many members of no known kind there are.
    ignored: u64,
    /// How many members had this name before: the last is what unpacking would leave, but
    /// each may be somebody's article.
    names: HashMap<ArticleId, u64>,
}

impl<'r, 'a> Members<'r, 'a> {
    fn new(run: &'r mut Run<'a>) -> Self {
        Self { run, seen: 0, ignored: 0, names: HashMap::new() }
    }

    /// Whether there have been as many members as are read; if so, notes it.
    fn is_full(&mut self) -> bool {
        let limit = self.run.options.limits.max_members;
        self.seen += 1;
        let is_full = self.seen > limit;
        if is_full {
            let text = format!("it has more than {}, the limit for archives; the rest is left out", count(limit, "member"));
            self.run.issue(None, IssueKind::Limit, text);
        }
        is_full
    }

    /// Reads one member, if it is of a kind that is read.
    fn member(&mut self, name: &str, reader: impl Read) -> ControlFlow<()> {
        let Some(format) = self.format(name) else { return ControlFlow::Continue(()) };
        if matches!(format, Format::Zip | Format::Tar) {
            self.issue(name, IssueKind::Limit, "an archive inside an archive is not read: unpack it".to_owned());
            return ControlFlow::Continue(());
        }
        let shown = name_of(self.run.input.shown, name);
        let key = self.key_of(name);
        let input = Input { path: Some(Path::new(name)), shown: &shown, key: &key, format: Some(format), sidecar: None };
        self.run.inside(&input, |run| {
            let limits = run.options.limits.clone();
            match bytes::unpack(reader, &limits, &run.meter) {
                Ok(reader) => dispatch(Peeked::new(reader), run),
                Err(error) => {
                    run.broken_document(&error);
                    ControlFlow::Continue(())
                }
            }
        })
    }

    /// What a member is known by: the NUL keeps it from being what a file is known by, whose path has
    /// none, and the name has none either, so that no record of another member is known by it.
    fn key_of(&mut self, name: &str) -> String {
        let name = plain(name).replace('\0', "\u{fffd}");
        let times = self.names.entry(ArticleId::of(&name, None)).or_default();
        *times += 1;
        let times = if *times > 1 { times.to_string() } else { String::new() };
        format!("{}\0!{times}/{name}", self.run.input.key)
    }

    /// The format of a member by its name; none if it is passed over.
    fn format(&mut self, name: &str) -> Option<Format> {
        if name.split('/').any(|part| part.starts_with('.') && !matches!(part, "." | "..") || part == "__MACOSX") {
            return None;
        }
        let format = of_name(Path::new(name)).0;
        self.ignored += u64::from(format.is_none());
        format
    }

    /// Notes a member that is not read, unless it would not have been anyway.
    fn refuse(&mut self, name: &str, text: &str) {
        if self.format(name).is_some() {
            self.issue(name, IssueKind::Malformed, text.to_owned());
        }
    }

    fn issue(&mut self, name: &str, kind: IssueKind, text: String) {
        let path = name_of(self.run.input.shown, name);
        self.run.issues.push(Issue { path, record: None, kind, text });
    }

    fn finish(self) -> ControlFlow<()> {
        if self.ignored > 0 {
            let text = format!("{} of other kinds in it passed over", count(self.ignored, "file"));
            self.run.issue(None, IssueKind::Ignored, text);
        }
        if self.run.records() == 0 && self.run.issues.is_empty() {
            self.run.issue(None, IssueKind::Empty, "there is no article in it");
        }
        ControlFlow::Continue(())
    }
}

/// The name of a member after that of its archive.
fn name_of(archive: &str, name: &str) -> String {
    format!("{archive}!/{}", plain(name))
}

/// A name without the `./` that some packers begin names with.
fn plain(name: &str) -> &str {
    name.trim_start_matches("./")
}

/// A member that must not end before it is whole.
struct Whole<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            return Err(Fault { kind: IssueKind::Damaged, text: "the archive ends in the middle of it".to_owned() }.into());
        }
        Ok(read)
    }
}

/// Holds what all members of an archive unpack to against its size.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
    limits: Limits,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|error| {
            let text = if error.kind() == io::ErrorKind::UnexpectedEof {
                "its packed data end early"
            } else {
                "its packed data are damaged"
            };
            io::Error::from(Fault { kind: IssueKind::Damaged, text: text.to_owned() })
        })?;
        self.meter.member_unpacked(read as u64, &self.limits)?;
        Ok(read)
    }
}

/// Whether a stream begins as a tar archive does.
pub(super) fn is_tar(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned()
}

/// The path in a block of `LENGTH KEY=VALUE` lines.
fn pax_path(bytes: &[u8]) -> Option<String> {
    let mut fields = tar::PaxExtensions::new(bytes).flatten();
    fields.find(|field| field.key_bytes() == b"path").map(|field| lossy(field.value_bytes()))
}

#[cfg(test)]
mod tests;
