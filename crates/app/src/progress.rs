//! Progress on standard error, and how many threads work.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
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

/// Bytes that the feeding thread has read so far.
pub type BytesRead = AtomicU64;

/// A bar on standard error: on a terminal, and only when it takes more than a second. It goes by bytes, since one file may hold
/// thousands of reports.
pub struct Progress<'b> {
    bar: Option<ProgressBar>,
    read: &'b BytesRead,
    /// Bytes of all files; `None` where one cannot tell (standard input).
    size: Option<u64>,
    since: Instant,
}

impl<'b> Progress<'b> {
    /// For these files, of which `read` counts the bytes.
    pub fn new(files: &[PathBuf], read: &'b BytesRead, quiet: bool) -> Progress<'b> {
        let size: Option<u64> = files.iter().map(|file| Some(file.metadata().ok()?.len())).sum();
        let wanted = !quiet && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let template = if size.is_some() { "{bar:24} {percent:>3} % · {msg}" } else { "{spinner} {msg}" };
            let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden()).with_style(style)
        });
        Progress { bar, read, size, since: Instant::now() }
    }

    /// So many reports are done.
    pub fn at(&mut self, reports: usize) {
        let Some(bar) = &self.bar else { return };
        let elapsed = self.since.elapsed();
        let read = self.read.load(Ordering::Relaxed);
        bar.set_position(read);
        bar.set_message(progress_words(read, self.size, reports, elapsed));
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

    /// Says what is done now that all is read, where it takes long.
    pub fn say(&self, words: &'static str) {
        if let Some(bar) = self.bar.as_ref().filter(|_| self.since.elapsed() > PATIENCE) {
            bar.set_message(words);
        }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// What is being done, on standard error: on a terminal, and only when it takes more than a second.
pub struct Spinner {
    bar: Option<ProgressBar>,
    since: Instant,
}

impl Spinner {
    /// One that says nothing yet.
    pub fn new(quiet: bool) -> Spinner {
        let wanted = !quiet && io::stderr().is_terminal();
        let bar = wanted.then(|| {
            let style =
                ProgressStyle::with_template("{spinner} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()).with_style(style)
        });
        Spinner { bar, since: Instant::now() }
    }

    /// What is being done now.
    pub fn say(&self, words: impl Into<std::borrow::Cow<'static, str>>) {
        let Some(bar) = &self.bar else { return };
        bar.set_message(words);
        if bar.is_hidden() && self.since.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.tick();
    }

    /// Takes it away.
    pub fn end(&self) {
        self.bar.iter().for_each(ProgressBar::finish_and_clear);
    }
}

/// "2440 reports, 812 a second, 95 s left". The time left goes by bytes, and is told once a hundredth is read.
fn progress_words(read: u64, size: Option<u64>, reports: usize, elapsed: Duration) -> String {
    let rate = reports as f64 / elapsed.as_secs_f64().max(0.001);
    let left = match size {
        Some(size) if read * 100 >= size && read > 0 => {
            let left = size.saturating_sub(read) as f64;
            format!(", {:.0} s left", elapsed.as_secs_f64() / read as f64 * left)
        }
        _ => String::new(),
    };
    format!("{reports} reports, {rate:.0} a second{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_tells_a_rate_and_the_time_left_once_it_is_known() {
        let words = |read, size, reports| progress_words(read, size, reports, Duration::from_secs(3));
        assert_eq!(words(0, Some(6000), 2440), "2440 reports, 813 a second");
        assert_eq!(words(2000, Some(6000), 5000), "5000 reports, 1667 a second, 6 s left");
        assert_eq!(words(2000, None, 5000), "5000 reports, 1667 a second");
    }
}
