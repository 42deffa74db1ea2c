//! Sets of characters that are looked for in every line.

/// A set of characters, ready to be looked for: `str::contains` compares every
/// character with every one of the set, this asks one table for each byte.
pub(crate) struct Marks {
    chars: &'static [char],
    /// Which bytes the characters begin with.
    begins: [bool; 256],
}

impl Marks {
    /// The set of the given characters.
    pub(crate) const fn new(chars: &'static [char]) -> Self {
        let mut begins = [false; 256];
        let mut at = 0;
        while at < chars.len() {
            begins[chars[at].encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] = true;
            at += 1;
        }
        Self { chars, begins }
    }

    /// Whether a text holds one of them. Cost: one look at each byte.
    pub(crate) fn is_in(&self, text: &str) -> bool {
        text.bytes().enumerate().any(|(at, byte)| {
            self.begins.get(usize::from(byte)).is_some_and(|begins| *begins)
                && text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| self.chars.contains(&c))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_as_str_finds_them() {
        const CHARS: &[char] = &['|', '·', '›', '｜', '\n'];
        static MARKS: Marks = Marks::new(CHARS);
        for text in ["", "a", "a|", "a·b", "a»b", "a‹b", "›", "｜", "日本", "\n", "ａ", "a b-c"] {
            assert_eq!(MARKS.is_in(text), text.contains(CHARS), "{text}");
        }
    }
}
