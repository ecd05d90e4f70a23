//! `cargo xtask test`: every check of the project in order, each under a heading, with the outcome of all at the end.
//!
//! A failing step never stops the others: one run tells everything. A step is skipped, with its reason, only where the
//! machine lacks what it needs (no python3); never because something would fail.

use crate::{check_data, docs, gazetteer, pages, wheel};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// How a step ended.
enum Outcome {
    Passed,
    Failed(String),
    Skipped(String),
}

impl From<Result<(), String>> for Outcome {
    fn from(result: Result<(), String>) -> Outcome {
        match result {
            Ok(()) => Outcome::Passed,
            Err(message) => Outcome::Failed(message),
        }
    }
}

struct Step {
    name: &'static str,
    what: &'static str,
    run: fn(&Path) -> Outcome,
}

const STEPS: [Step; 14] = [
    Step { name: "fmt", what: "the sources are formatted", run: fmt },
    Step { name: "clippy", what: "no lint warns", run: clippy },
    Step { name: "test", what: "the tests of every crate", run: test },
    Step { name: "data", what: "the data files fit each other", run: data },
    Step { name: "docs", what: "the generated pages are up to date", run: generated },
    Step { name: "ui", what: "the pages are typed, formatted, and built as they are committed", run: ui },
    Step { name: "gazetteer", what: "pinned packages give the bundled gazetteer, byte for byte", run: gazetteer },
    Step { name: "python", what: "the tests of training/", run: python },
    Step { name: "samples", what: "the optimised build reads samples/", run: samples },
    Step { name: "api", what: "the running program keeps what docs/openapi.json says, under odd questions", run: api },
    Step { name: "exports", what: "every exported file loads in what its users load it with", run: exports },
    Step { name: "wheel", what: "the Python wheel: its types, its guide, its tests", run: in_python },
    Step { name: "cluster", what: "Spark and Ray with two workers each come to what one machine makes", run: cluster },
    Step { name: "journeys", what: "what people do with the pages, in a real browser", run: journeys },
];

/// Runs the named steps, all of them where none is named; an error (empty, as all is told) where one failed.
pub fn run(root: &Path, names: &[&str]) -> Result<(), String> {
    if let Some(unknown) = names.iter().find(|&&name| STEPS.iter().all(|step| step.name != name)) {
        let known: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!("no step is called {unknown:?}; the steps are: {}", known.join(" ")));
    }
    let mut outcomes = Vec::new();
    for step in STEPS.iter().filter(|step| names.is_empty() || names.contains(&step.name)) {
        println!("\n=== {}: {}", step.name, step.what);
        let start = Instant::now();
        let outcome = (step.run)(root);
        let seconds = start.elapsed().as_secs_f64();
        match &outcome {
            Outcome::Passed => println!("--- {} passed in {seconds:.1} s", step.name),
            Outcome::Failed(message) => println!("--- {} FAILED after {seconds:.1} s: {message}", step.name),
            Outcome::Skipped(message) => println!("--- {} skipped: {message}", step.name),
        }
        outcomes.push((step.name, outcome));
    }
    let (summary, failed) = summary(&outcomes);
    println!("\n{summary}");
    // Everything has been told: nothing may stand after the summary.
    if failed { Err(String::new()) } else { Ok(()) }
}

/// The last line, and whether anything failed.
fn summary(outcomes: &[(&str, Outcome)]) -> (String, bool) {
    let named = |wanted: fn(&Outcome) -> bool| -> Vec<&str> {
        outcomes.iter().filter(|(_, outcome)| wanted(outcome)).map(|(name, _)| *name).collect()
    };
    let passed = named(|outcome| matches!(outcome, Outcome::Passed)).len();
    let failed = named(|outcome| matches!(outcome, Outcome::Failed(_)));
    let skipped = named(|outcome| matches!(outcome, Outcome::Skipped(_)));
    let list = |names: &[&str]| if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let line = format!(
        "{passed} passed, {} failed{}, {} skipped{}",
        failed.len(),
        list(&failed),
        skipped.len(),
        list(&skipped)
    );
    (line, !failed.is_empty())
}

fn fmt(root: &Path) -> Outcome {
    let remedy = "run `cargo fmt --all`";
    succeed(cargo(root).args(["fmt", "--all", "--check"]), remedy).into()
}

fn clippy(root: &Path) -> Outcome {
    let arguments = ["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"];
    succeed(cargo(root).args(arguments), "mend what clippy names above").into()
}

fn test(root: &Path) -> Outcome {
    let mut command = cargo(root);
    command.args(["test", "--workspace", "--locked"]);
    match data_folder(root) {
        Some(folder) => {
            println!("DATELINE_DATA is {}", folder.to_string_lossy());
            command.env("DATELINE_DATA", folder);
        }
        None => println!("DATELINE_DATA is not set and there is no ../shared: tests on that data say that they skip"),
    }
    succeed(&mut command, "the failing tests are named above").into()
}

fn data(root: &Path) -> Outcome {
    check_data(root).map(|told| println!("{told}")).into()
}

fn generated(root: &Path) -> Outcome {
    docs::check(root).map(|told| println!("{told}")).into()
}

fn gazetteer(root: &Path) -> Outcome {
    match gazetteer::check(root, &target_folder(root)) {
        Ok(Ok(told)) => {
            println!("{told}");
            Outcome::Passed
        }
        Ok(Err(why)) => Outcome::Skipped(why),
        Err(why) => Outcome::Failed(why),
    }
}

fn python(root: &Path) -> Outcome {
    let training = root.join("training");
    if !has_python_tests(&training) {
        return Outcome::Failed("training/ holds no test_*.py; restore it from the repository".to_owned());
    }
    if Command::new("python3").arg("--version").stdout(Stdio::null()).status().is_err() {
        return Outcome::Skipped("no python3 on this machine; install Python 3.11 or newer to run them".to_owned());
    }
    python_tests(root, &training).into()
}

/// An environment of Python packages under target/, made once and remade when the requirements change; its interpreter.
pub fn environment(target: &Path, name: &str, requirements: &Path) -> Result<PathBuf, String> {
    let environment = target.join(name);
    let python = environment.join("bin").join("python");
    let wanted = std::fs::read_to_string(requirements).unwrap_or_default();
    let stamp = environment.join("installed-requirements.txt");
    if std::fs::read_to_string(&stamp).ok().as_deref() != Some(&wanted) {
        let mut create = Command::new("python3");
        create.args(["-m", "venv", "--clear"]).arg(&environment);
        succeed(&mut create, "Python's venv module is needed; some systems pack it as python3-venv")?;
        if requirements.is_file() {
            let mut install = Command::new(&python);
            install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
            let remedy = format!("the packages of {} must be reachable", requirements.display());
            succeed(install.arg(requirements), &remedy)?;
        }
        std::fs::write(&stamp, &wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    }
    Ok(python)
}

/// Runs them in an environment of their own.
fn python_tests(root: &Path, training: &Path) -> Result<(), String> {
    let requirements = training.join("requirements-test.txt");
    let python = environment(&target_folder(root), "training-venv", &requirements)?;
    let wanted = std::fs::read_to_string(&requirements).unwrap_or_default();
    let mut tests = Command::new(&python);
    tests.current_dir(root).env("PYTHONDONTWRITEBYTECODE", "1");
    if let Some(folder) = data_folder(root) {
        tests.env("DATELINE_DATA", folder);
    }
    if wanted.lines().any(|line| line.starts_with("pytest==")) {
        tests.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "training"]);
    } else {
        tests.args(["-m", "unittest", "discover", "-s", "training"]);
    }
    succeed(&mut tests, "the failing tests are named above")
}

fn has_python_tests(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).any(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() { has_python_tests(&path) } else { name.starts_with("test_") && name.ends_with(".py") }
    })
}

fn samples(root: &Path) -> Outcome {
    read_samples(root).into()
}

fn ui(root: &Path) -> Outcome {
    pages::node().map_or_else(Outcome::Skipped, |()| pages::check(root, &target_folder(root)).into())
}

fn api(root: &Path) -> Outcome {
    if let Err(why) = pages::python() {
        return Outcome::Skipped(why);
    }
    pages::program(root, &target_folder(root)).and_then(|program| pages::api(root, &program)).into()
}

fn exports(root: &Path) -> Outcome {
    if let Err(why) = pages::python() {
        return Outcome::Skipped(why);
    }
    pages::program(root, &target_folder(root)).and_then(|program| pages::exports(root, &program)).into()
}

fn in_python(root: &Path) -> Outcome {
    if let Err(why) = pages::python() {
        return Outcome::Skipped(why);
    }
    let target = target_folder(root);
    pages::program(root, &target).and_then(|program| wheel::check(root, &target, &program)).into()
}

fn cluster(root: &Path) -> Outcome {
    if let Err(why) = pages::python().and_then(|()| wheel::java()) {
        return Outcome::Skipped(why);
    }
    let target = target_folder(root);
    pages::program(root, &target).and_then(|program| wheel::cluster(root, &target, &program)).into()
}

fn journeys(root: &Path) -> Outcome {
    let ready = pages::node().and_then(|()| pages::browser());
    let browser = match ready {
        Ok(browser) => browser,
        Err(why) => return Outcome::Skipped(why),
    };
    pages::program(root, &target_folder(root)).and_then(|program| pages::journeys(root, &program, &browser)).into()
}

/// The first command of the README, with its output looked at.
fn read_samples(root: &Path) -> Result<(), String> {
    pages::program(root, &target_folder(root))?;
    let mut read = cargo(root);
    read.args([
        "run",
        "--quiet",
        "--profile",
        pages::PROFILE,
        "--locked",
        "--package",
        "app",
        "--",
        "read",
        "samples/",
    ]);
    let output = read.stderr(Stdio::inherit()).output().map_err(|error| error.to_string())?;
    let lines = output.stdout.iter().filter(|&&byte| byte == b'\n').count();
    println!("dateline read samples/: {}, {lines} lines", output.status);
    if !output.status.success() {
        return Err(format!("`dateline read samples/` ended with {}; its message stands above", output.status));
    }
    if lines == 0 {
        return Err("`dateline read samples/` printed nothing; are there reports in samples/?".to_owned());
    }
    Ok(())
}

pub fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root);
    cargo
}

/// Runs a command with its output shown; the error says how it ended and what to do.
pub fn succeed(command: &mut Command, remedy: &str) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let first: Vec<String> = command.get_args().take(2).map(|word| word.to_string_lossy().into_owned()).collect();
    let name = Path::new(&program).file_name().map_or(program.clone(), |name| name.to_string_lossy().into_owned());
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{name} {}` ended with {status}; {remedy}", first.join(" "))),
        Err(error) => Err(format!("`{name}` could not be started: {error}; {remedy}")),
    }
}

/// Where cargo builds.
pub fn target_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder))
}

/// What DATELINE_DATA says; else ../shared, where it exists.
fn data_folder(root: &Path) -> Option<OsString> {
    std::env::var_os("DATELINE_DATA").filter(|folder| !folder.is_empty()).or_else(|| {
        let beside = root.parent()?.join("shared");
        beside.is_dir().then(|| beside.into_os_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_and_names_the_steps() {
        let failed = || Outcome::Failed("why".to_owned());
        let skipped = || Outcome::Skipped("why".to_owned());
        let cases = [
            (vec![("fmt", Outcome::Passed), ("test", Outcome::Passed)], "2 passed, 0 failed, 0 skipped", false),
            (vec![("fmt", Outcome::Passed), ("python", skipped())], "1 passed, 0 failed, 1 skipped (python)", false),
            (vec![("fmt", failed()), ("test", failed())], "0 passed, 2 failed (fmt, test), 0 skipped", true),
        ];
        for (outcomes, line, fails) in cases {
            assert_eq!(summary(&outcomes), (line.to_owned(), fails));
        }
    }

    #[test]
    fn an_unknown_step_is_told_with_the_known_ones() {
        let message = run(Path::new("."), &["lint"]).unwrap_err();
        assert_eq!(
            message,
            "no step is called \"lint\"; the steps are: fmt clippy test data docs ui gazetteer python samples api exports wheel cluster journeys"
        );
    }

    #[test]
    fn a_command_that_fails_or_is_not_there_says_so() {
        let missing = succeed(&mut Command::new("no-such-program-here"), "install it").unwrap_err();
        assert!(missing.starts_with("`no-such-program-here` could not be started: "), "{missing}");
        let failing =
            succeed(cargo(Path::new(".")).arg("no-such-command").stderr(Stdio::null()), "mend it").unwrap_err();
        assert!(failing.starts_with("`cargo no-such-command` ended with "), "{failing}");
        assert!(failing.ends_with("; mend it"), "{failing}");
    }
}
