//! What can be typed after `cargo bench --bench NAME --`: `[-n TIMES] PATH...`.

use std::error::Error;
use std::path::PathBuf;

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// How often to measure, `times` if it was not said but at least once, and the paths.
///
/// # Errors
///
/// No number follows `-n`.
pub(crate) fn arguments(mut times: usize) -> Result<(usize, Vec<PathBuf>)> {
    let mut paths = vec![];
    // Cargo adds `--bench`.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        if arg == "-n" {
            let number = args.next().unwrap_or_default();
            times = number.parse().map_err(|_| format!("`-n {number}`: give a number of times"))?;
        } else {
            paths.push(PathBuf::from(arg));
        }
    }
    Ok((times.max(1), paths))
}
