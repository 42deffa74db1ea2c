//! What all readers share while one input is read: where documents and issues
//! go, how they are named, and how trouble is worded.

use std::collections::HashSet;
use std::io;
use std::ops::ControlFlow;
use std::rc::Rc;

use crate::model::{ArticleId, Given, Issue, IssueKind, Media, RawDocument, Source};

use super::limits::{Fault, Meter, count};
use super::record::Draft;
use super::{Input, ReadOptions, sidecar};

/// Takes a document; says whether to go on.
pub(super) type Sink<'a> = dyn FnMut(RawDocument) -> ControlFlow<()> + 'a;

/// The reading of one input.
pub(super) struct Run<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) options: &'a ReadOptions,
    pub(super) issues: Vec<Issue>,
    /// What the input is unpacked to.
    pub(super) meter: Rc<Meter>,
    sink: &'a mut Sink<'a>,
    /// Ids given so far: sixteen bytes or so for each record of the file, the
    /// only thing that grows with it.
    ids: HashSet<ArticleId>,
    /// How many documents were handed over.
    records: u64,
}

impl<'a> Run<'a> {
    pub(super) fn new(input: &'a Input<'a>, options: &'a ReadOptions, sink: &'a mut Sink<'a>) -> Self {
        Self { input, options, issues: Vec::new(), meter: Rc::default(), sink, ids: HashSet::new(), records: 0 }
    }

    /// Reads an input inside this one: a member of an archive.
    pub(super) fn inside(&mut self, input: &Input, read: impl FnOnce(&mut Run) -> ControlFlow<()>) -> ControlFlow<()> {
        let mut run = Run::new(input, self.options, self.sink);
        run.meter = Meter::of_member(&self.meter);
        let flow = read(&mut run);
        self.records += run.records;
        self.issues.append(&mut run.issues);
        flow
    }

    /// Notes trouble.
    pub(super) fn issue(&mut self, record: Option<u64>, kind: IssueKind, text: impl Into<String>) {
        self.issues.push(Issue { path: self.input.shown.to_owned(), record, kind, text: text.into() });
    }

    /// Notes why a file of one document could not be read to its end.
    pub(super) fn broken_document(&mut self, error: &io::Error) {
        let Fault { kind, text } = Fault::of(error);
        let text = if kind == IssueKind::Unreadable { text } else { format!("{text}; the document is left out") };
        self.issue(None, kind, text);
    }

    /// Notes why a file of records could not be read to its end.
    pub(super) fn broken_records(&mut self, error: &io::Error) {
        let Fault { kind, text } = Fault::of(error);
        let rest = self.before_the_break();
        self.issue(None, kind, format!("{text}; {rest}"));
    }

    /// What could be read, for the end of a message.
    pub(super) fn before_the_break(&self) -> String {
        match self.records {
            0 => "no record could be read".to_owned(),
            1 => "1 record before the break was read".to_owned(),
            more => format!("{} before the break were read", count(more, "record")),
        }
    }

    /// How many documents were handed over.
    pub(super) fn records(&self) -> u64 {
        self.records
    }

    /// What is given, and what the path adds.
    fn given(&self, mut given: Given) -> Given {
        if let Some(layout) = &self.options.layout {
            layout.add(self.input.shown, &mut given);
        }
        given
    }

    /// Hands over the only document of a file.
    pub(super) fn document(&mut self, media: Media, text: String, given: Given, url: Option<String>) -> ControlFlow<()> {
        self.records += 1;
        let id = ArticleId::of(self.input.key, None);
        let noted = self.input.sidecar.and_then(|path| sidecar::read(path, self));
        let (mut given, mut url) = (given, url);
        if let Some(noted) = noted {
            url = url.or(noted.url);
            sidecar::add(noted.given, &mut given);
        }
        let given = self.given(given);
        let source = Source { path: self.input.shown.to_owned(), record: None, url };
        (self.sink)(RawDocument { id, source, media, text, given })
    }

    /// Hands over one record of a file of many.
    pub(super) fn record(&mut self, draft: Draft, record: u64) -> ControlFlow<()> {
        if self.is_empty(&draft, Some(record)) {
            return ControlFlow::Continue(());
        }
        self.records += 1;
        let media = draft.media();
        let id = self.id_of(draft.id.as_deref().or(draft.url.as_deref()), record);
        let source = Source { path: self.input.shown.to_owned(), record: Some(record), url: draft.url };
        let given = self.given(draft.given);
        (self.sink)(RawDocument { id, source, media, text: draft.text, given })
    }

    /// Whether a record says nothing that could be searched; if so, notes it.
    pub(super) fn is_empty(&mut self, draft: &Draft, record: Option<u64>) -> bool {
        let is_empty = draft.text.is_empty() && draft.given.title.is_none();
        if is_empty {
            let text = "no text and no title: if they have unusual names, give them with `--field text=NAME`";
            self.issue(record, IssueKind::Empty, text);
        }
        is_empty
    }

    /// The id of a record: by its own key if it has one, else by its number. A
    /// key that was there before is told apart by the number, as often as it takes.
    fn id_of(&mut self, own: Option<&str>, record: u64) -> ArticleId {
        let number = record.to_string();
        let mut key = own.unwrap_or(&number).to_owned();
        loop {
            let id = ArticleId::of(self.input.key, Some(&key));
            if self.ids.insert(id) {
                return id;
            }
            key.extend(["\u{1}", &number]);
        }
    }
}
