//! HTML: one parse, from which come the blocks, which of them are the main part of the
//! page, and the page's claims.
//!
//! This folder alone knows the HTML libraries.

mod guard;
mod head;
mod jsonld;
mod main_content;
mod tag;
mod unread;
mod visible;
mod walk;
mod zone;

use dom_query::Document;

use crate::model::Page;

/// Reads an HTML page.
pub(super) fn page(html: &str) -> Page {
    let guarded = guard::guard(html);
    let document = Document::from(guarded.as_ref());
    let mut head = head::read(&document);
    let found = walk::walk(&document);
    visible::add_claims(&document, &mut head);
    let in_main = main_content::mark(&document, &found);
    let mut blocks: Vec<_> = found.into_iter().map(walk::Found::into_block).collect();
    for (block, in_main) in blocks.iter_mut().zip(in_main) {
        block.in_main = in_main;
    }
    Page { head, blocks }
}

#[cfg(test)]
mod tests {
    //! Hostile pages: no panic, no overflow of a small stack, no long wait.

    use std::time::{Duration, Instant};

    use super::*;

    #[track_caller]
    fn survives(name: &'static str, html: String) {
        let started = Instant::now();
        let thread = std::thread::Builder::new().stack_size(2 << 20).spawn(move || page(&html).blocks.len());
        let blocks = thread.expect("a thread").join().expect("no panic");
        // Tests run unoptimized, many at once: the bound is generous.
        assert!(started.elapsed() < Duration::from_secs(40), "{name}: {:?}, {blocks} blocks", started.elapsed());
    }

    fn many(count: u32, piece: fn(u32) -> String) -> String {
        (0..count).map(piece).collect::<Vec<_>>().concat()
    }

    #[test]
    fn hostile_pages() {
        survives("nested", "<div>".repeat(20_000) + "x");
        survives("nested tables", "<table><tr><td>".repeat(5_000) + "x");
        survives("open formatting", many(2_000, |n| format!("<p><font color={n}>x")));
        survives("attributes", format!("<p {}>x", many(20_000, |n| format!("a{n}=1 "))));
        survives("nul", "\0<p>\0x\0".repeat(2_000));
        survives("unclosed", "<p><b><i><a><table><td><ul><li><select><option>x".repeat(300));
        survives("deep json", format!("<script type=application/ld+json>{}", "[".repeat(50_000)));
        survives("no tags", "word ".repeat(200_000));
    }
}
