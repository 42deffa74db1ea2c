//! What the judge looks at: each block as a sparse list of named features.
//!
//! `own` features are read from the block alone (text, markup, exact
//! repetitions on the page); features of the context are added by `context`.
//! Every feature has a weight in `data/clean/weights.tsv`; none decides alone.
//!
//! Invariants: values lie between -1 and 1; the cost is one pass over the text.

use rustc_hash::FxHashMap;

use super::shape::{Ending, Opening, Shape, Stem, measure, share};
use crate::dates::DayMonth;
use crate::meta::phrases::{Class, Hit, Line, Mode, hits, is_control};
use crate::meta::{byline, date, outlet};
use crate::model::{Block, BlockKind, Hint, Page, Reason, Region};
use crate::text::{FunctionWords, Language, Marks, fold, is_alphanumeric};

macro_rules! features {
    ($($name:ident $word:literal)*) => {
        /// A named feature. What each means stands in `data/clean/weights.tsv`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(super) enum Feature { $($name),* }

        impl Feature {
            /// All features.
            pub(super) const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The feature's name in the table of weights.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }
        }
    };
}

features! {
    Bias "bias"
    Words1 "words_1" Words3 "words_2_3" Words6 "words_4_6" Words10 "words_7_10" Words16 "words_11_16" Words30 "words_17_30" Words60 "words_31_60" WordsMore "words_61_more"
    EndsStop "ends_stop" EndsQuestion "ends_question" EndsEllipsis "ends_ellipsis" EndsColon "ends_colon"
    ShortStop "short_with_stop" LongOpen "long_without_stop" ManySentences "three_sentences" TwoSentences "two_sentences"
    StartsSmall "starts_small" StartsDigit "starts_digit" StartsQuote "starts_quote" StartsBullet "starts_bullet" StartsMark "starts_mark"
    Quotes "quotes" Commas "commas" CapsMost "capitals_most" CapsMany "capitals_many" Shouted "shouted" Function "function_words" NoFunction "no_function_word"
    Digits "digits" Row "row" Separators "separators" Address "address" Copyright "copyright" Repeated "repeated_on_page" Unspaced "unspaced_script"
    DateLine "date_line" Byline "byline" CreditLine "credit_line" PhotoStart "photo_start" PhotoInside "photo_inside" Controls "controls"
    PhraseWhole "phrase_whole" PhraseStart "phrase_start" PhraseInside "phrase_inside" PhraseInLong "phrase_in_long"
    InMain "in_main" OutOfMain "out_of_main" LinkShare "link_share" AllLink "all_link" MainRegion "region_main" AsideRegion "region_aside" OtherRegion "region_frame"
    KindHeading "kind_heading" KindItem "kind_item" KindCaption "kind_caption" KindControl "kind_control" KindCell "kind_cell" KindQuote "kind_quote"
    HintBody "hint_body" HintSubtitle "hint_subtitle" HintMeta "hint_meta" HintJunk "hint_junk"
    Given "given_text" PlainPage "plain_page" PlainShort "plain_short_lines"
    Before "score_before" After "score_after" Around "score_around" AroundWide "score_around_wide" Enclosed "enclosed" InRun "in_run"
    NearBefore "near_before_run" FarBefore "far_before_run" NearAfter "near_after_run" FarAfter "far_after_run"
    Overlap "overlap" NoOverlap "no_overlap" Opened "opened" OpenedProse "opened_prose" LabelBetween "label_between_prose" LabelRow "label_among_labels"
    LongAfter "prose_after_run" LastBlock "tail_of_run" GapBefore "gap_before" GapAfter "gap_after"
}

/// One block as the judge sees it.
pub(super) struct View {
    /// Its measures.
    pub shape: Shape,
    /// Its words that carry meaning.
    pub stems: Vec<Stem>,
    /// Its text, folded, for comparison with other blocks.
    pub folded: String,
    /// The phrases found in it.
    pub hits: Vec<Hit>,
    /// It is hardly more than a date.
    pub dates: Vec<date::LineDate>,
    /// It is a byline or credit.
    pub byline: Option<byline::Byline>,
    /// Why its words are those of controls or menus, if most of them are.
    pub controls: Option<Reason>,
    /// How many blocks of the page have the same text.
    pub copies: usize,
    /// Its features.
    pub features: Vec<(Feature, f32)>,
}

impl View {
    /// The first phrase that calls it junk, in the given mode.
    pub(super) fn junk_phrase(&self, mode: Mode) -> Option<Reason> {
        self.hits.iter().filter(|hit| hit.mode == mode).find_map(|hit| match hit.class {
            Class::Junk(reason) => Some(reason),
            _ => None,
        })
    }

    /// Whether a phrase of a class was found in the given mode.
    pub(super) fn has(&self, class: Class, mode: Mode) -> bool {
        self.hits.iter().any(|hit| hit.class == class && hit.mode == mode)
    }
}

/// Reads every block by itself.
pub(super) fn views(page: &Page, languages: &[Language], order: DayMonth, is_given: bool) -> Vec<View> {
    let folded: Vec<String> = page.blocks.iter().map(|block| fold(&block.text)).collect();
    let copies = copies(&folded);
    let known = Known {
        function: FunctionWords::of(languages),
        has_language: !languages.is_empty(),
        order,
        has_main: page.blocks.iter().any(|block| block.in_main),
        is_given,
    };
    let blocks = page.blocks.iter().zip(folded).zip(copies);
    let mut views: Vec<View> = blocks.map(|((block, folded), copies)| view(block, folded, copies, &known)).collect();
    if page.blocks.iter().all(|block| block.kind == BlockKind::Line) {
        mark_plain(&mut views);
    }
    views
}

/// How many of the texts are the same as each.
fn copies(folded: &[String]) -> Vec<usize> {
    let mut copies: FxHashMap<&str, usize> = FxHashMap::default();
    for text in folded {
        *copies.entry(text).or_default() += 1;
    }
    folded.iter().map(|text| copies.get(text.as_str()).copied().unwrap_or(1)).collect()
}

/// Longest page that can pass as a bare text, in blocks.
const MOST_PLAIN: usize = 120;

/// Whether nothing on the page speaks of a frame: no menu, no share bar, no
/// phrase of a box. Then it is a bare text, be it verse, questions and answers
/// or results, whose short lines are not the labels of a web page.
pub(super) fn is_plain(views: &[View]) -> bool {
    let framed = |view: &View| {
        let phrase = [Mode::Whole, Mode::Start].into_iter().any(|mode| view.junk_phrase(mode).is_some());
        (phrase && view.shape.words <= 25)
            || view.controls.is_some()
            || view.shape.copyright
            || (view.shape.is_row() && view.byline.is_none())
    };
    views.len() <= MOST_PLAIN && !views.iter().any(framed)
}

fn mark_plain(views: &mut [View]) {
    if !is_plain(views) {
        return;
    }
    let words = |of: &dyn Fn(&View) -> bool| views.iter().filter(|view| of(view)).map(|view| view.shape.words).sum::<usize>();
    let short = words(&|view| view.shape.is_prose()) * 2 < words(&|_| true);
    for view in views {
        view.features.push((Feature::PlainPage, 1.0));
        if short {
            view.features.push((Feature::PlainShort, 1.0));
        }
    }
}

/// What is known of the page before its blocks are read.
struct Known {
    /// Function words of its language.
    function: FunctionWords,
    has_language: bool,
    order: DayMonth,
    /// The page has a main part.
    has_main: bool,
    /// The text came as a field of its own.
    is_given: bool,
}

fn view(block: &Block, folded: String, copies: usize, known: &Known) -> View {
    let (shape, stems) = measure(&block.text, known.function);
    let line = Line::with_folded(&block.text, &folded);
    let hits = hits(&line);
    let mut view = View {
        byline: byline::read_with(&block.text, &hits),
        hits,
        dates: date::date_line(&block.text, known.order),
        controls: if block.text.len() <= LONGEST_ROW { controls(&folded) } else { None },
        shape,
        stems,
        folded,
        copies,
        features: Vec::new(),
    };
    let mut features = Vec::with_capacity(48);
    text_features(&view, block, known.has_language, &mut |feature, value| features.push((feature, value)));
    phrase_features(&view, &mut |feature, value| features.push((feature, value)));
    markup_features(block, known.has_main, &mut |feature, value| features.push((feature, value)));
    if known.is_given {
        features.push((Feature::Given, 1.0));
    }
    view.features = features;
    view
}

/// Longest row of menu words, in bytes.
const LONGEST_ROW: usize = 300;

/// Whether a row is made of the words of menus and share bars, and of which.
fn controls(folded: &str) -> Option<Reason> {
    const MARKS: &[char] = &['|', '>', '›', '»', '•', '·', '\t', '/', '\n'];
    static PARTING: Marks = Marks::new(MARKS);
    let cells = || folded.split(MARKS).flat_map(|part| part.split("  ")).map(str::trim).filter(|part| !part.is_empty());
    let is_parted = (PARTING.is_in(folded) || folded.as_bytes().windows(2).any(|pair| pair == b"  ")) && cells().nth(1).is_some();
    if is_parted {
        control_of(cells().count(), cells())
    } else {
        // Bytes that white space begins with.
        let gaps = folded.bytes().filter(|byte| matches!(byte, b'\t'..=b'\r' | b' ' | 0xc2 | 0xe1..=0xe3)).count();
        control_of(gaps + 1, folded.split_whitespace())
    }
}

/// What most of the cells are, if at least half of them are controls, and two.
/// There are no more cells than `most`.
fn control_of<'c>(most: usize, cells: impl Iterator<Item = &'c str>) -> Option<Reason> {
    let mut found: Vec<Reason> = vec![];
    let mut others = 0;
    for cell in cells {
        match is_control(cell.trim_matches(|c: char| !is_alphanumeric(c))) {
            Some(reason) => found.push(reason),
            None => others += 1,
        }
        if others * 2 > most {
            return None;
        }
    }
    if others > found.len() || found.len() < 2 {
        return None;
    }
    let most = |reason: Reason| found.iter().filter(|one| **one == reason).count() * 2 > found.len();
    Some([Reason::Share, Reason::Boilerplate].into_iter().find(|reason| most(*reason)).unwrap_or(Reason::Navigation))
}

fn text_features(view: &View, block: &Block, has_language: bool, add: &mut impl FnMut(Feature, f32)) {
    let shape = &view.shape;
    add(Feature::Bias, 1.0);
    add(
        match shape.words {
            0..=1 => Feature::Words1,
            2..=3 => Feature::Words3,
            4..=6 => Feature::Words6,
            7..=10 => Feature::Words10,
            11..=16 => Feature::Words16,
            17..=30 => Feature::Words30,
            31..=60 => Feature::Words60,
            _ => Feature::WordsMore,
        },
        1.0,
    );
    match shape.ending {
        Ending::Stop => add(Feature::EndsStop, 1.0),
        Ending::Question => add(Feature::EndsQuestion, 1.0),
        Ending::Ellipsis => add(Feature::EndsEllipsis, 1.0),
        Ending::Colon => add(Feature::EndsColon, 1.0),
        Ending::Open => {}
    }
    let flags = [
        (Feature::ShortStop, shape.words < 8 && shape.ending == Ending::Stop),
        (Feature::LongOpen, shape.words >= 12 && shape.ending == Ending::Open),
        (Feature::TwoSentences, shape.stops == 2),
        (Feature::ManySentences, shape.stops >= 3),
        (Feature::StartsSmall, shape.opening == Opening::Small),
        (Feature::StartsDigit, shape.opening == Opening::Digit),
        (Feature::StartsQuote, shape.opening == Opening::Quote),
        (Feature::StartsBullet, shape.opening == Opening::Bullet || block.kind == BlockKind::ListItem),
        (Feature::StartsMark, shape.opening == Opening::Mark),
        (Feature::Quotes, shape.quotes),
        (Feature::Commas, shape.commas >= 1),
        (Feature::CapsMost, shape.cased >= 3 && shape.capital_share() > 0.7),
        (Feature::CapsMany, shape.cased >= 3 && (0.4..=0.7).contains(&shape.capital_share())),
        (Feature::Shouted, shape.shouted >= 1 && shape.shouted * 2 >= shape.cased),
        (Feature::Row, shape.is_row()),
        (Feature::Separators, shape.separators >= 1),
        (Feature::Address, shape.address),
        (Feature::Copyright, shape.copyright),
        (Feature::Repeated, view.copies > 1),
        (Feature::Unspaced, shape.unspaced),
    ];
    for (feature, _) in flags.into_iter().filter(|(_, holds)| *holds) {
        add(feature, 1.0);
    }
    if has_language && !shape.unspaced && shape.words >= 4 {
        add(Feature::Function, share(shape.function, shape.words).min(0.6));
        if shape.function == 0 {
            add(Feature::NoFunction, 1.0);
        }
    }
    add(Feature::Digits, share(shape.digits, shape.digits + shape.letters));
}

fn phrase_features(view: &View, add: &mut impl FnMut(Feature, f32)) {
    let inside = view.junk_phrase(Mode::Inside).is_some();
    let long = view.shape.words > 40;
    let credit = view.byline.as_ref().is_some_and(|byline| byline.is_credit);
    let flags = [
        (Feature::DateLine, !view.dates.is_empty()),
        (Feature::Byline, view.byline.is_some() && !credit),
        (Feature::CreditLine, credit),
        (Feature::PhotoStart, view.has(Class::Photo, Mode::Start)),
        (Feature::PhotoInside, view.has(Class::Photo, Mode::Inside) && view.shape.words <= 60),
        (Feature::Controls, view.controls.is_some()),
        (Feature::PhraseWhole, view.junk_phrase(Mode::Whole).is_some()),
        (Feature::PhraseStart, view.junk_phrase(Mode::Start).is_some() && !long),
        (Feature::PhraseInside, inside && !long),
        (Feature::PhraseInLong, inside && long),
    ];
    for (feature, _) in flags.into_iter().filter(|(_, holds)| *holds) {
        add(feature, 1.0);
    }
}

fn markup_features(block: &Block, has_main: bool, add: &mut impl FnMut(Feature, f32)) {
    if block.kind == BlockKind::Line {
        return;
    }
    let linked = share(usize::try_from(block.link_bytes).unwrap_or(0), block.text.len());
    add(Feature::LinkShare, linked);
    let flags = [
        (Feature::AllLink, linked > 0.8),
        (Feature::InMain, block.in_main),
        (Feature::OutOfMain, has_main && !block.in_main),
        (Feature::MainRegion, block.region == Region::Main),
        (Feature::AsideRegion, matches!(block.region, Region::Aside | Region::Comments | Region::Hidden)),
        (Feature::OtherRegion, matches!(block.region, Region::Header | Region::Navigation | Region::Footer)),
        (Feature::KindHeading, matches!(block.kind, BlockKind::Heading(_))),
        (Feature::KindItem, block.kind == BlockKind::ListItem),
        (Feature::KindCaption, block.kind == BlockKind::Caption),
        (Feature::KindControl, block.kind == BlockKind::Control),
        (Feature::KindCell, block.kind == BlockKind::Cell),
        (Feature::KindQuote, block.kind == BlockKind::Quote),
        (Feature::HintBody, block.hint == Some(Hint::Body)),
        (Feature::HintSubtitle, block.hint == Some(Hint::Subtitle)),
        (Feature::HintMeta, matches!(block.hint, Some(Hint::Byline | Hint::Date | Hint::Caption | Hint::Credit))),
        (Feature::HintJunk, super::reasons::hinted(block).is_some()),
    ];
    for (feature, _) in flags.into_iter().filter(|(_, holds)| *holds) {
        add(feature, 1.0);
    }
}

/// Whether a short line can be the outlet's masthead.
pub(super) fn is_masthead(block: &Block, view: &View) -> bool {
    view.dates.is_empty() && view.byline.is_none() && view.shape.words <= 6 && outlet::is_outlet_name(block.text.trim())
}
