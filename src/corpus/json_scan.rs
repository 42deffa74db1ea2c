//! Finds where JSON values end in a stream, without parsing them: so that a
//! list of any length is read one element at a time, an element that is not
//! valid costs only itself, and nothing nested can exhaust the stack.

use std::io::{self, BufRead};

/// Where in a value its bytes ran out.
#[derive(Debug, Default)]
pub(super) struct State {
    place: Place,
    depth: usize,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before its first byte.
    #[default]
    Start,
    /// In a number or a word that is the value.
    Bare,
    /// In a list or an object.
    Inside,
    /// In a string.
    String,
    /// Behind a backslash in a string.
    Escape,
}

/// How far a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// To its end.
    Whole,
    /// To the limit; the rest is still in the stream.
    TooLong,
    /// To the end of the stream, which came first.
    Cut,
}

/// The next byte that is not white space, left in the stream.
pub(super) fn peek(reader: &mut dyn BufRead) -> io::Result<Option<u8>> {
    loop {
        let ready = reader.fill_buf()?;
        if ready.is_empty() {
            return Ok(None);
        }
        let blank = ready.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let found = ready.get(blank).copied();
        reader.consume(blank);
        if found.is_some() {
            return Ok(found);
        }
    }
}

/// Appends the rest of a value to `value`; stops soon after it got longer than
/// `limit`, unless its end came first.
pub(super) fn take(reader: &mut dyn BufRead, state: &mut State, value: &mut Vec<u8>, limit: u64) -> io::Result<Taken> {
    loop {
        let ready = reader.fill_buf()?;
        if ready.is_empty() {
            return Ok(state.at_end());
        }
        let (used, is_done) = state.advance(ready);
        value.extend_from_slice(ready.get(..used).unwrap_or_default());
        reader.consume(used);
        if is_done {
            return Ok(Taken::Whole);
        }
        if value.len() as u64 > limit {
            return Ok(Taken::TooLong);
        }
    }
}

/// Passes over the rest of a value.
pub(super) fn skip(reader: &mut dyn BufRead, state: &mut State) -> io::Result<Taken> {
    loop {
        let ready = reader.fill_buf()?;
        if ready.is_empty() {
            return Ok(state.at_end());
        }
        let (used, is_done) = state.advance(ready);
        reader.consume(used);
        if is_done {
            return Ok(Taken::Whole);
        }
    }
}

impl State {
    /// Inside a list or an object whose bracket was read already.
    pub(super) fn inside() -> Self {
        Self { depth: 1, place: Place::Inside }
    }

    /// Passes over bytes of the value: how many are its own, and whether they
    /// end it. The first byte always is.
    fn advance(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            match self.place {
                Place::Escape => {
                    self.place = Place::String;
                    at += 1;
                }
                Place::String => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let Some(plain) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\')) else {
                        return (bytes.len(), false);
                    };
                    at += plain + 1;
                    if rest.get(plain) == Some(&b'\\') {
                        self.place = Place::Escape;
                    } else if self.depth == 0 {
                        return (at, true);
                    } else {
                        self.place = Place::Inside;
                    }
                }
                Place::Bare => {
                    if byte.is_ascii_whitespace() || b",:[]{}\"".contains(byte) {
                        return (at, true);
                    }
                    at += 1;
                }
                Place::Start | Place::Inside => {
                    at += 1;
                    self.place = match byte {
                        b'"' => Place::String,
                        _ if self.place == Place::Start && !b"[]{}".contains(byte) => Place::Bare,
                        _ => Place::Inside,
                    };
                    match byte {
                        b'{' | b'[' => self.depth += 1,
                        b'}' | b']' if self.depth <= 1 => return (at, true),
                        b'}' | b']' => self.depth -= 1,
                        _ => {}
                    }
                }
            }
        }
        (at, false)
    }

    /// What the end of the stream makes of it: only a bare word may end there.
    fn at_end(&self) -> Taken {
        if self.place == Place::Bare { Taken::Whole } else { Taken::Cut }
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    /// The first value of `text`, read `step` bytes at a time for all steps.
    #[track_caller]
    fn check(text: &str, expected: &str, taken: Taken) {
        for step in 1..=text.len() {
            let mut reader = BufReader::with_capacity(step, text.as_bytes());
            let mut value = Vec::new();
            peek(&mut reader).unwrap();
            let found = take(&mut reader, &mut State::default(), &mut value, 1000).unwrap();
            assert_eq!((std::str::from_utf8(&value).unwrap(), found), (expected, taken));
        }
    }

    #[test]
    fn ends_of_values() {
        check(r#" {"a": [1, {}], "b": "}\"]"} , 2"#, r#"{"a": [1, {}], "b": "}\"]"}"#, Taken::Whole);
        check(r#""a\\", 2"#, r#""a\\""#, Taken::Whole);
        check("12]", "12", Taken::Whole);
        check("true", "true", Taken::Whole);
        check("}x", "}", Taken::Whole);
        check("[1, 2", "[1, 2", Taken::Cut);
        check("\"abc", "\"abc", Taken::Cut);
        check("[\"\\", "[\"\\", Taken::Cut);
    }

    #[test]
    fn limits() {
        let text = format!("[{}] 1", "1,".repeat(1000));
        let mut reader = BufReader::with_capacity(10, text.as_bytes());
        let (mut state, mut value) = (State::default(), Vec::new());
        assert_eq!(take(&mut reader, &mut state, &mut value, 100).unwrap(), Taken::TooLong);
        assert!(value.len() <= 110);
        assert_eq!(skip(&mut reader, &mut state).unwrap(), Taken::Whole);
        assert_eq!(peek(&mut reader).unwrap(), Some(b'1'));
    }
}
