//! Progress on standard error, and how many threads work.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Default of `--jobs` at most: beyond it, the one thread that takes the input apart is what is waited for.
const MOST_JOBS: usize = 16;

/// Runs that end sooner have no progress bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// `--jobs`, or one for each core.
pub fn jobs(asked: Option<u16>) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, |cores| cores.get().min(MOST_JOBS));
    asked.map_or_else(cores, usize::from)
}

/// A bar on standard error: for more than one file, on a terminal, and only when it takes more than a second.
pub struct Progress {
    bar: Option<ProgressBar>,
    files: usize,
    since: Instant,
}

impl Progress {
    /// For so many files.
    pub fn new(files: usize, quiet: bool) -> Progress {
        let wanted = files > 1 && !quiet && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let template = "{bar:24} {pos}/{len} files · {msg}";
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::hidden()).with_style(style)
        });
        Progress { bar, files, since: Instant::now() }
    }

    /// `file` files are done.
    pub fn at(&mut self, file: usize, reports: usize) {
        let Some(bar) = &self.bar else { return };
        let elapsed = self.since.elapsed();
        bar.set_position(file as u64);
        bar.set_message(progress_words(file, self.files, reports, elapsed));
        if bar.is_hidden() && elapsed > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// Writes beside the bar, which on the same terminal would stand in the way.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) if io::stdout().is_terminal() => bar.suspend(write),
            _ => write(),
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// "2440 reports, 812 a second, 95 s left". The rate is that of reports, since one file may hold thousands; the time left
/// goes by files, whose number is known, and is told once a file is done.
fn progress_words(file: usize, files: usize, reports: usize, elapsed: Duration) -> String {
    let rate = reports as f64 / elapsed.as_secs_f64().max(0.001);
    let left = match file {
        0 => String::new(),
        _ => format!(", {:.0} s left", elapsed.as_secs_f64() / file as f64 * (files - file) as f64),
    };
    format!("{reports} reports, {rate:.0} a second{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_a_rate_and_the_time_left_once_it_is_known() {
        let words = |file, reports| progress_words(file, 6, reports, Duration::from_secs(3));
        assert_eq!(words(0, 2440), "2440 reports, 813 a second");
        assert_eq!(words(2, 5000), "5000 reports, 1667 a second, 6 s left");
    }
}
