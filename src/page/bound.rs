//! Bounds the number of blocks of a page, because whoever judges them pays for each.
//!
//! Invariants: nothing is left out; the first blocks stay as they are; those beyond are
//! joined with as many line breaks as the source has between them, so that a block's
//! first line and its line breaks still say which source lines it is.

use crate::model::Block;

/// Blocks that stay apart. The longest of some thousand real pages has seven thousand.
const APART: usize = 20_000;

/// Text of joined blocks, in bytes, from which the next begins.
const JOINED: usize = 4_000;

/// The blocks of a page, joined beyond the bound.
pub(super) fn bounded(mut blocks: Vec<Block>) -> Vec<Block> {
    if blocks.len() <= APART {
        return blocks;
    }
    let rest = blocks.split_off(APART);
    let mut end_line = 0;
    for block in rest {
        let lines = u32::try_from(block.text.matches('\n').count()).unwrap_or(u32::MAX);
        let last = block.line.map_or(0, |line| line.saturating_add(lines));
        let is_first = blocks.len() == APART;
        match blocks.last_mut().filter(|open| !is_first && open.text.len() < JOINED) {
            Some(open) => {
                let breaks = block.line.map_or(1, |line| line.saturating_sub(end_line).max(1));
                open.text.extend(std::iter::repeat_n('\n', usize::try_from(breaks).unwrap_or(1)));
                open.text.push_str(&block.text);
                open.link_bytes = open.link_bytes.saturating_add(block.link_bytes);
            }
            None => blocks.push(block),
        }
        end_line = last;
    }
    // Joining leaves much room behind.
    blocks.shrink_to_fit();
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_beyond_the_bound_are_joined_and_can_be_counted() {
        let lines: Vec<u32> = (1..200_000).map(|n| n * 2 - n % 3).collect();
        let blocks: Vec<Block> = lines.iter().map(|line| Block::line(*line, format!("line {line}"))).collect();
        let bounded = bounded(blocks.clone());
        assert!(bounded.len() < APART + 1_000, "{}", bounded.len());
        assert_eq!(bounded[..APART], blocks[..APART]);
        let mut found = vec![];
        for block in &bounded {
            let texts = block.text.split('\n').zip(block.line.unwrap()..);
            found.extend(texts.filter(|(text, _)| !text.is_empty()).map(|(text, line)| (text.to_owned(), line)));
        }
        assert_eq!(found, lines.iter().map(|line| (format!("line {line}"), *line)).collect::<Vec<_>>());
    }

    #[test]
    fn pages_of_usual_length_stay_as_they_are() {
        let blocks: Vec<Block> = (1..100).map(|line| Block::line(line, "a")).collect();
        assert_eq!(bounded(blocks.clone()), blocks);
    }
}
