//! Five real pages with their gold, where the folder `../shared` is: a user's
//! clone does not have it, and the test then says that it was skipped.

use std::process::Command;

use crate::support::{package, skipped};

#[test]
fn five_real_pages_come_out_as_a_careful_reader_would_have_them() {
    let check = package().join("../shared/seeds/check.py");
    if !check.is_file() {
        skipped("no ../shared/seeds beside the package");
        return;
    }
    let output = Command::new("python3").arg(check).arg(assert_cmd::cargo::cargo_bin!("newsidx")).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let failed: Vec<_> = text.lines().filter(|line| line.starts_with("FAIL")).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(text.contains(" passed, 0 failed"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}
