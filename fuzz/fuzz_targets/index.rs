#![no_main]

#[path = "../../tests/it/entries.rs"]
#[allow(dead_code, reason = "each target uses one door")]
mod entries;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entries::index(bytes));
