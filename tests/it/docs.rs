//! The pages tell the truth: commands, files and links they name exist.

use std::fs;

use crate::support::{Place, package};

const PAGES: [&str; 7] =
    ["README.md", "GUIDE.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "sample_queries/README.md", "data/README.md"];

#[test]
fn links_and_named_files_exist() {
    let mut missing = vec![];
    for page in PAGES {
        let text = fs::read_to_string(package().join(page)).unwrap_or_else(|e| panic!("{page}: {e}"));
        let folder = package().join(page).parent().unwrap().to_owned();
        for rest in text.split("](").skip(1) {
            let link = rest.split(')').next().unwrap().split('#').next().unwrap();
            if !link.is_empty() && !link.contains("://") && !folder.join(link).exists() {
                missing.push(format!("{page}: {link}"));
            }
        }
        for name in
            text.split('`').filter(|name| name.starts_with("src/") || name.starts_with("tests/") || name.starts_with("data/"))
        {
            if !name.contains(['*', ' ', '{']) && !package().join(name).exists() {
                missing.push(format!("{page}: `{name}`"));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}

#[test]
fn every_command_has_help_a_manual_page_and_stands_in_the_guide() {
    let place = Place::new();
    let help = place.done(&["--help"]).stdout;
    let guide = fs::read_to_string(package().join("GUIDE.md")).unwrap();
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> = commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help").collect();
    assert!(commands.len() >= 8, "{commands:?}");
    let scripts: Vec<_> =
        ["bash", "zsh", "fish", "powershell", "elvish"].map(|shell| (shell, place.done(&["completions", shell]).stdout)).into();
    for command in commands {
        for (shell, script) in &scripts {
            assert!(script.contains(command), "{shell} does not complete `{command}`");
        }
        let own = place.done(&[command, "--help"]).stdout;
        assert!(own.contains("Usage: newsidx"), "{command}");
        let page = place.done(&["man", command]).stdout;
        assert!(page.contains(".SH NAME") && page.contains(command), "{command}");
        assert!(guide.contains(&format!("newsidx {command}")), "GUIDE.md does not name `newsidx {command}`");
    }
    for (shell, flag) in [("bash", "--receipt"), ("zsh", "--least"), ("fish", "peek")] {
        let (_, script) = scripts.iter().find(|(name, _)| *name == shell).unwrap();
        assert!(script.contains(flag), "{shell} does not complete `{flag}`");
    }
}

#[test]
fn commands_in_the_readme_are_read_by_the_program() {
    let readme = fs::read_to_string(package().join("README.md")).unwrap();
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let mut seen = 0;
    for line in readme.lines().filter_map(|line| line.strip_prefix("$ newsidx search ")) {
        let output = std::process::Command::new("sh")
            .args(["-c", &format!("\"$0\" search {line}"), assert_cmd::cargo::cargo_bin!("newsidx").to_str().unwrap()])
            .current_dir(place.path())
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        seen += 1;
    }
    assert!(seen > 0, "the README shows a search");
}

/// Commands in `console` blocks are run in order in one folder after the demo; each line below a command
/// stands in what it prints.
#[test]
fn the_investigation_in_the_guide_goes_as_told() {
    let guide = fs::read_to_string(package().join("GUIDE.md")).unwrap();
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let program = std::path::Path::new(assert_cmd::cargo::cargo_bin!("newsidx")).parent().unwrap().to_owned();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut commands = 0;
    for block in guide.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for part in block.split("$ ").skip(1) {
            let (command, expected) = part.split_once('\n').unwrap();
            let mut shell = std::process::Command::new("sh");
            shell.args(["-c", command]).current_dir(place.path()).env_clear().env("PATH", &path);
            let output = shell.output().unwrap();
            let (printed, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
            // The first `watch` has nothing new to tell.
            let ends = i32::from(command.contains(" watch "));
            assert_eq!(output.status.code(), Some(ends), "{command}\n{printed}{told}");
            for line in expected.lines().map(str::trim_end).filter(|line| !line.is_empty()) {
                assert!(printed.contains(line), "{command}: `{line}` is not in\n{printed}");
            }
            commands += 1;
        }
    }
    assert!(commands > 10, "the guide shows an investigation");
    let table = fs::read_to_string(place.path().join("pilots.csv")).unwrap();
    assert!(table.starts_with("rank,score,id,date,") && table.lines().count() > 2);
}
