//! Opens the source of an article, in an editor or in the browser. Nothing scraped reaches a
//! shell: programs are run with their arguments, and only addresses of the web are opened.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use newsidx::model::Article;
use newsidx::render::web_address;

use crate::args::OpenArg;

/// Editors that want `--goto FILE:LINE`.
const GOTO: [&str; 4] = ["code", "codium", "code-insiders", "cursor"];

/// Editors that want `FILE:LINE`.
const COLON: [&str; 5] = ["subl", "hx", "helix", "zed", "atom"];

/// Editors that want `+LINE FILE`; whatever else there is gets the file alone.
const PLUS: [&str; 13] =
    ["vi", "vim", "nvim", "gvim", "view", "nano", "pico", "emacs", "emacsclient", "kak", "micro", "joe", "less"];

/// Opens the source of an article, a text at this line.
pub(super) fn open(article: &Article, line: Option<u32>, with: OpenArg) -> anyhow::Result<()> {
    let file = file_of(article);
    let address = article.url.as_deref().and_then(web_address);
    let is_page = Path::new(&article.path)
        .extension()
        .is_some_and(|end| ["html", "htm", "xhtml"].iter().any(|page| end.eq_ignore_ascii_case(page)));
    let editor = editor();
    match (with, file, address, editor) {
        (OpenArg::Editor, _, _, None) => bail!("no editor is named: set VISUAL or EDITOR, as in `export EDITOR=nano`"),
        (OpenArg::Editor, None, ..) => bail!("`{}` is no file that can be opened by itself", article.path),
        (OpenArg::Editor, Some(file), _, Some(editor)) => edit(&editor, &file, line),
        (OpenArg::Auto, Some(file), _, Some(editor)) if !is_page => edit(&editor, &file, line),
        (_, _, Some(address), _) => browse(&address),
        (_, Some(file), None, _) if is_page || with == OpenArg::Browser => browse(&absolute(&file)?.to_string_lossy()),
        (_, Some(file), None, None) => {
            bail!("`{}`: no editor is named: set VISUAL or EDITOR, as in `export EDITOR=nano`", file.display())
        }
        (_, Some(file), None, Some(editor)) => edit(&editor, &file, line),
        (_, None, None, _) => bail!("`{}` is no file that can be opened by itself, and no address is known", article.path),
    }
}

/// The file of an article, if it is there: members of archives and standard input are none.
fn file_of(article: &Article) -> Option<PathBuf> {
    let path = PathBuf::from(&article.path);
    path.is_file().then_some(path)
}

/// The words of `VISUAL`, else of `EDITOR`.
fn editor() -> Option<Vec<String>> {
    ["VISUAL", "EDITOR"].iter().find_map(|name| {
        let words: Vec<_> = std::env::var(name).ok()?.split_whitespace().map(str::to_owned).collect();
        (!words.is_empty()).then_some(words)
    })
}

fn edit(editor: &[String], file: &Path, line: Option<u32>) -> anyhow::Result<()> {
    let Some((program, words)) = editor.split_first() else { return Ok(()) };
    let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // A file whose name begins with a hyphen is no flag.
    let file = absolute(file)?;
    let mut command = Command::new(program);
    command.args(words);
    match line {
        Some(line) if GOTO.contains(&name.as_str()) => command.arg("--goto").arg(with_line(&file, line)),
        Some(line) if COLON.contains(&name.as_str()) => command.arg(with_line(&file, line)),
        Some(line) if PLUS.contains(&name.as_str()) => command.arg(format!("+{line}")).arg(&file),
        _ => command.arg(&file),
    };
    run(command, program)
}

fn with_line(file: &Path, line: u32) -> std::ffi::OsString {
    let mut name = file.as_os_str().to_owned();
    name.push(format!(":{line}"));
    name
}

fn absolute(file: &Path) -> anyhow::Result<PathBuf> {
    std::path::absolute(file).with_context(|| format!("`{}`", file.display()))
}

fn browse(what: &str) -> anyhow::Result<()> {
    let (program, handler) = match std::env::consts::OS {
        "macos" => ("open", None),
        "windows" => ("rundll32", Some("url.dll,FileProtocolHandler")),
        _ => ("xdg-open", None),
    };
    let mut command = Command::new(program);
    command.args(handler).arg(what);
    run(command, program).with_context(|| format!("`{what}` cannot be opened"))
}

fn run(mut command: Command, program: &str) -> anyhow::Result<()> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => bail!("`{program}` failed ({status})"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!("there is no program `{program}`: is it installed, and what VISUAL or EDITOR name?")
        }
        Err(error) => Err(error).with_context(|| format!("`{program}`")),
    }
}
