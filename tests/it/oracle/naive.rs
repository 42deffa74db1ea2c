//! What a query means, written down as plainly as can be and without regard to time:
//! every place of every word is tried with every place of every other.

use std::cell::RefCell;
use std::collections::HashMap;

use newsidx::query::{Field, Kind, Node, Pattern, Proximity, Within, expression};

use super::WORDS;

/// A word with where it stands.
#[derive(Debug, Clone)]
struct Token {
    word: String,
    /// Its number among the words of the text.
    number: i64,
    sentence: usize,
    paragraph: usize,
}

/// A document.
pub(super) struct Doc {
    title: Vec<Token>,
    text: Vec<Token>,
    /// Paragraphs of sentences of words.
    pub(super) body: Vec<Vec<Vec<String>>>,
}

impl Doc {
    pub(super) fn new(title: &[String], body: Vec<Vec<Vec<String>>>) -> Self {
        let mut text = vec![];
        let mut sentence = 0;
        for (paragraph, sentences) in body.iter().enumerate() {
            for words in sentences {
                sentence += 1;
                for word in words {
                    text.push(Token { word: word.clone(), number: i64::try_from(text.len()).unwrap(), sentence, paragraph });
                }
            }
        }
        let number = |number: usize| i64::try_from(number).unwrap();
        let title = title.iter().enumerate();
        let title = title.map(|(at, word)| Token { word: word.clone(), number: number(at), sentence: 0, paragraph: 0 }).collect();
        Self { title, text, body }
    }

    pub(super) fn title_words(&self) -> Vec<String> {
        self.title.iter().map(|token| token.word.clone()).collect()
    }
}

/// Where in a document, and in how much of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Scope {
    field: Option<Field>,
    first: Option<i64>,
}

/// First and last word of a place, as indices into the tokens.
type Place = (usize, usize);

pub(super) fn holds(node: &Node, doc: &Doc, scope: Scope) -> bool {
    match &node.kind {
        Kind::All(parts) | Kind::And(parts) => parts.iter().all(|part| holds(part, doc, scope)),
        Kind::Or(parts) => parts.iter().any(|part| holds(part, doc, scope)),
        Kind::Not(inner) => !holds(inner, doc, scope),
        Kind::Field(field @ (Field::Lead | Field::HeadLead), inner) => {
            holds(inner, doc, Scope { field: Some(*field), first: None })
        }
        // The innermost field rules, but the lead of it stays the lead.
        Kind::Field(Field::Body, inner) if matches!(scope.field, Some(Field::Lead | Field::HeadLead)) => {
            holds(inner, doc, Scope { field: Some(Field::Lead), ..scope })
        }
        Kind::Field(Field::Title, inner) if scope.field.is_some_and(|field| field != Field::Title) && scope.first.is_none() => {
            holds(inner, doc, Scope { field: Some(Field::Title), ..scope })
        }
        Kind::Field(field, inner) => holds(inner, doc, Scope { field: Some(*field), ..scope }),
        Kind::First(words, inner) => {
            let field = match scope.field {
                Some(Field::Lead) => Some(Field::Body),
                Some(Field::HeadLead) => None,
                field => field,
            };
            holds(inner, doc, Scope { field, first: Some(i64::from(*words)) })
        }
        Kind::AtLeast(count, inner) => apart(inner, doc, scope) >= *count as usize,
        _ => !all_places(node, doc, scope).iter().all(Vec::is_empty),
    }
}

/// The places of a node in headline and text, as far as they are searched.
fn all_places(node: &Node, doc: &Doc, scope: Scope) -> Vec<Vec<Place>> {
    let title = matches!(scope.field, None | Some(Field::Title | Field::HeadLead));
    let title = title && (scope.first.is_none() || scope.field == Some(Field::Title));
    let body = matches!(scope.field, None | Some(Field::Body | Field::Lead | Field::HeadLead));
    let is_lead = matches!(scope.field, Some(Field::Lead | Field::HeadLead));
    let mut all = vec![];
    for (is_searched, tokens, is_lead) in [(title, &doc.title, false), (body, &doc.text, is_lead)] {
        if !is_searched {
            continue;
        }
        let mut found = places(node, tokens);
        found.retain(|(_, end)| scope.first.is_none_or(|first| tokens[*end].number < first));
        found.retain(|(_, end)| !is_lead || tokens[*end].paragraph == 0);
        all.push(found);
    }
    all
}

/// How often a node stands in a document, places that overlap once.
fn apart(node: &Node, doc: &Doc, scope: Scope) -> usize {
    let mut count = 0;
    for mut places in all_places(node, doc, scope) {
        places.sort_by_key(|(start, end)| (*end, *start));
        let mut free_from = 0;
        for (start, end) in places {
            if start >= free_from {
                count += 1;
                free_from = end + 1;
            }
        }
    }
    count
}

/// Every place of a node, each once.
fn places(node: &Node, tokens: &[Token]) -> Vec<Place> {
    let mut found = match &node.kind {
        Kind::Word(word) => single(tokens, |token| same_word(&word.text, token, word.exact)),
        Kind::Pattern(pattern) => single(tokens, |token| like(pattern, token)),
        Kind::Phrase(phrase) => rows(&phrase.text, i64::from(phrase.slop), tokens),
        Kind::Or(parts) => parts.iter().flat_map(|part| places(part, tokens)).collect(),
        Kind::Near(near) => {
            let [left, right] = near.operands.as_ref();
            let (left, right) = (places(left, tokens), places(right, tokens));
            let mut found = vec![];
            for one in &left {
                let near_ones = right.iter().filter(|other| is_near(*one, **other, near.proximity, tokens));
                if near.proximity.is_negated {
                    let touching = right.iter().any(|other| other != one && one.0 <= other.1 && other.0 <= one.1);
                    if near_ones.count() == 0 && !touching {
                        found.push(*one);
                    }
                } else {
                    found.extend(near_ones.map(|other| (one.0.min(other.0), one.1.max(other.1))));
                }
            }
            found
        }
        _ => panic!("{node} has no places"),
    };
    found.sort_unstable();
    found.dedup();
    found
}

fn is_near(one: Place, other: Place, proximity: Proximity, tokens: &[Token]) -> bool {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    if first.1 >= second.0 || (proximity.is_ordered && one > other) {
        return false;
    }
    let ends = [first.0, first.1, second.0, second.1];
    match proximity.within {
        Within::Words(count) => tokens[second.0].number - tokens[first.1].number <= i64::from(count),
        Within::Sentence => ends.iter().all(|at| tokens[*at].sentence == tokens[first.0].sentence),
        Within::Paragraph => ends.iter().all(|at| tokens[*at].paragraph == tokens[first.0].paragraph),
    }
}

fn single(tokens: &[Token], test: impl Fn(&str) -> bool) -> Vec<Place> {
    (0..tokens.len()).filter(|at| test(&tokens[*at].word)).map(|at| (at, at)).collect()
}

thread_local! {
    /// Expressions met before: to make one takes longer than all the rest.
    static EXPRESSIONS: RefCell<HashMap<String, regex::Regex>> = RefCell::default();
}

/// Whether two words are forms of one.
fn same_word(query: &str, token: &str, exact: bool) -> bool {
    query == token || !exact && WORDS.iter().any(|forms| forms.contains(&query) && forms.contains(&token))
}

fn like(pattern: &Pattern, word: &str) -> bool {
    match pattern {
        Pattern::Wild(text) => glob(text.as_bytes(), word.as_bytes()),
        Pattern::Fuzzy { text, edits } => edits_between(text.as_bytes(), word.as_bytes()) <= usize::from(*edits),
        Pattern::Regex(text) => EXPRESSIONS.with_borrow_mut(|made| {
            let made = made.entry(text.clone()).or_insert_with(|| expression(text).unwrap());
            made.is_match(word)
        }),
    }
}

fn glob(pattern: &[u8], word: &[u8]) -> bool {
    match (pattern, word) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => (0..=word.len()).any(|skipped| glob(rest, &word[skipped..])),
        ([b'?', rest @ ..], [_, word @ ..]) => glob(rest, word),
        ([a, rest @ ..], [b, word @ ..]) => a == b && glob(rest, word),
        _ => false,
    }
}

/// Edits that make one word of another, neighbours swapped being one.
fn edits_between(a: &[u8], b: &[u8]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let changed = table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                let swapped = if swapped { table[i - 2][j - 2] + 1 } else { usize::MAX };
                changed.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1).min(swapped)
            };
        }
    }
    table[a.len()][b.len()]
}

/// Places of words in a row. Each word's shift is its place less the one it has in the
/// row; the end of a paragraph is a place too. With a slop only whether there is any
/// place is of use to the caller.
fn rows(text: &str, slop: i64, tokens: &[Token]) -> Vec<Place> {
    let words: Vec<&str> = text.split(' ').collect();
    let at = |index: usize| tokens[index].number + i64::try_from(tokens[index].paragraph).unwrap();
    let mut partial: Vec<Vec<usize>> = vec![vec![]];
    for word in &words {
        let mut longer = vec![];
        for row in &partial {
            for index in (0..tokens.len()).filter(|index| glob(word.as_bytes(), tokens[*index].word.as_bytes())) {
                let mut row = row.clone();
                row.push(index);
                let shifts: Vec<i64> = row.iter().zip(0..).map(|(index, place)| at(*index) - place).collect();
                let spread = shifts.iter().max().unwrap() - shifts.iter().min().unwrap();
                let is_new = !row[..row.len() - 1].contains(&index);
                if is_new && spread <= slop {
                    longer.push(row);
                }
            }
        }
        partial = longer;
    }
    partial.iter().map(|row| (*row.iter().min().unwrap(), *row.iter().max().unwrap())).collect()
}
