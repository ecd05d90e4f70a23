//! The way from a report to its claims, step by step.

use crate::decode::{self, Decoded, Relations};
use crate::doers;
use crate::gate::Gate;
use crate::kinds;
use crate::model::{self, Settings};
use crate::network::{Network, WindowScores};
use crate::once;
use crate::people;
use crate::pieces::Cutter;
use crate::places;
use crate::plans;
use crate::quantity::{self, Quantity};
use crate::sentences;
use crate::times;
use crate::verification::{self, Statement};
use crate::voices;
use crate::window::{self, Window};
use crate::words::{self, Word};
use claim::{
    Claim, CodePoints, Count, CountSlot, Filler, Problem, Report, Severity, Span, TextSlot, Verification,
    VerificationNote,
};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What was read from one report.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The sentences, in order; spans into the report's text.
    pub sentences: Vec<Span>,
    /// The claims, in the order of their triggers.
    pub claims: Vec<Claim>,
    /// What went wrong, e.g. a language that the reader does not know.
    pub problems: Vec<Problem>,
    /// True where the gate closed the report: no claims, because nobody looked for any.
    pub closed: bool,
}

/// A loaded model. Cheap to share between threads by reference.
pub struct Reader {
    settings: Settings,
    cutter: Cutter,
    network: Box<dyn Network>,
    made_by: String,
}

/// Why a model could not be loaded: which file, what is wrong, and the remedy.
#[derive(Debug)]
pub struct Error {
    file: Option<PathBuf>,
    message: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.file {
            Some(file) => write!(f, "{}: the model cannot be used: {}", file.display(), self.message),
            None => write!(f, "the model inside this program cannot be used: {}", self.message),
        }
    }
}

impl std::error::Error for Error {}

/// The model that is shipped with the program.
static BUNDLED: &[u8] = include_bytes!("../../../models/en-2/reader.model");

/// So many words may stand from one number of a list to the next ("three women, a girl and two men").
const LIST_GAP: usize = 6;

/// A heading has no more words than this.
const LONGEST_HEADING: usize = 14;

/// A report of more than so many characters is read up to there; a book is not a report.
const LONGEST_REPORT: usize = 2_000_000;

impl Reader {
    /// The model that this program was built with.
    pub fn bundled() -> Result<Reader, Error> {
        let parts = model::open(BUNDLED).map_err(|message| Error { file: None, message })?;
        Ok(Reader::new(parts.settings, parts.cutter, Box::new(parts.graphs)))
    }

    /// A model file.
    pub fn load(path: &Path) -> Result<Reader, Error> {
        let error = |message: String| Error { file: Some(path.to_owned()), message };
        let file = std::fs::read(path)
            .map_err(|e| error(format!("{e}; give the path of a model file, or leave --model out")))?;
        let parts = model::open(&file).map_err(error)?;
        drop(file);
        Ok(Reader::new(parts.settings, parts.cutter, Box::new(parts.graphs)))
    }

    fn new(settings: Settings, cutter: Cutter, network: Box<dyn Network>) -> Reader {
        let made_by = format!("reader/{}", settings.name);
        Reader { settings, cutter, network, made_by }
    }

    /// Name and version that `made_by` carries, e.g. `reader/en-2`.
    pub fn name(&self) -> &str {
        &self.made_by
    }

    /// Reads one report into claims.
    pub fn read(&self, report: &Report) -> Reading {
        self.read_past(report, None)
    }

    /// Reads one report into claims, where a gate lets it: a report that it closes is not read, nor is a window that it closes. What it
    /// leaves open is read as [`Reader::read`] does.
    pub fn read_past(&self, report: &Report, gate: Option<&Gate>) -> Reading {
        let mut reading = Reading::default();
        if let Some(problem) = self.unknown_language(report) {
            reading.problems.push(problem);
            return reading;
        }
        let text = cut_to(&report.text, LONGEST_REPORT);
        if text.len() < report.text.len() {
            reading.problems.push(located(
                report,
                Severity::Warning,
                "too_long",
                format!(
                    "only the first {} of {} bytes were read; split the file into reports",
                    text.len(),
                    report.text.len()
                ),
            ));
        }
        let points = CodePoints::new(text);
        let words = words::words(text);
        let sentences = sentences_of(report, text, &words, &points);
        reading.sentences = sentences.iter().map(|s| points.span(s.clone())).collect();
        if gate.is_some_and(|gate| !gate.report(report)) {
            reading.closed = true;
            return reading;
        }
        let gate = gate.filter(|_| report.language.is_some());
        match self.claims(text, &words, &sentences, &points, gate) {
            Ok(claims) => reading.claims = claims,
            Err(message) => reading.problems.push(located(
                report,
                Severity::Error,
                "model_failed",
                format!("the model could not read this report ({message}); please report this with the text"),
            )),
        }
        reading
    }

    /// Runs the encoder alone over the windows of a report and tells their word pieces. Makes no claims: it is the
    /// yardstick that `reader-speed` measures [`Reader::read`] with.
    pub fn encode_only(&self, report: &Report) -> Result<usize, String> {
        let text = cut_to(&report.text, LONGEST_REPORT);
        let words = words::words(text);
        let sentences = sentences_of(report, text, &words, &CodePoints::new(text));
        let mut count = 0;
        for window in self.windows(text, &words, &in_words(&words, &sentences)) {
            self.network.encoder(&window.ids, &window.shapes, &window.first, &window.last)?;
            count += window.ids.len();
        }
        Ok(count)
    }

    /// The windows of a report, each by what is read in it, and whether the gate lets it pass. For measuring the gate; reads nothing.
    pub fn windows_past(&self, report: &Report, gate: &Gate) -> Vec<(Span, bool)> {
        let text = cut_to(&report.text, LONGEST_REPORT);
        let (words, points) = (words::words(text), CodePoints::new(text));
        let sentences = sentences_of(report, text, &words, &points);
        let windows = self.windows(text, &words, &in_words(&words, &sentences));
        let look = |window: &Window| {
            let part = window.focused(&words);
            let is_open = windows.len() == 1 || gate.window(&text[part.clone()]);
            (points.span(part), is_open)
        };
        windows.iter().filter(|window| !window.words.is_empty()).map(look).collect()
    }

    fn unknown_language(&self, report: &Report) -> Option<Problem> {
        let language = report.language.as_deref()?;
        (language != self.settings.language).then(|| {
            located(report, Severity::Warning, "unknown_language", format!(
                "this report is in the language {language:?}, which the model {} does not read; no claims were made from it; translate it first",
                self.made_by))
        })
    }

    fn claims(
        &self,
        text: &str,
        words: &[Word],
        sentences: &[Range<usize>],
        points: &CodePoints,
        gate: Option<&Gate>,
    ) -> Result<Vec<Claim>, String> {
        let in_words = in_words(words, sentences);
        let quantities = quantity::quantities(text, words);
        let statements = verification::statements(text, sentences);
        let page = Page { text, words, sentences: &in_words, quantities: &quantities, statements: &statements, points };
        // A statement on what could not be verified covers claims of other windows; such a report is read whole.
        let gate = gate.filter(|_| statements.iter().all(|one| one.state != Verification::Unverified));
        let windows = self.windows(text, words, &in_words);
        let gate = gate.filter(|_| windows.len() > 1);
        let is_headed = sentences.first().is_some_and(|first| is_heading(text, first));
        let mut claims = Vec::new();
        for window in windows {
            if gate.is_some_and(|gate| !gate.window(&text[window.focused(words)])) {
                continue;
            }
            let scores = self.network.window(&window.ids, &window.shapes, &window.first, &window.last)?;
            let (decoded, stands) = self.decode(&page, &window, &scores)?;
            let told = decoded.iter().map(|one| (self.claim(&page, &window, one, &stands), one.trigger.score));
            claims.extend(once::told_once(told.filter(|(claim, _)| !(claim.sentence == 0 && is_headed)).collect()));
        }
        claims.sort_by_key(|claim: &Claim| (claim.trigger.span, claim.event_type));
        kinds::of_the_deed(&mut claims, |sentence| sentences.get(sentence).map_or("", |bytes| &text[bytes.clone()]));
        voices::speak(&mut claims, text, sentences, points);
        times::recall(&mut claims, text, sentences, points);
        verification::cover(&mut claims, &statements, text, points);
        Ok(claims)
    }

    /// The windows of a text; `sentences` as ranges of words.
    fn windows(&self, text: &str, words: &[Word], sentences: &[Range<usize>]) -> Vec<Window> {
        let pieces = self.cutter.cut(text, words);
        let segments = window::segments(sentences, &pieces, self.settings.size);
        let sizes: Vec<usize> =
            segments.iter().map(|s| s.clone().map(|word| pieces.of_word[word].len()).sum()).collect();
        window::cuts(&sizes, self.settings.size)
            .into_iter()
            .map(|cut| window::window(cut, &segments, words, &pieces, self.cutter.begin, self.cutter.end))
            .collect()
    }

    fn decode(&self, page: &Page, window: &Window, scores: &WindowScores) -> Result<(Vec<Decoded>, Stands), String> {
        let triggers = decode::triggers(scores, window, &self.settings);
        if triggers.is_empty() {
            return Ok(Default::default());
        }
        let (ranges, quantities) = page.quantities_in(window);
        let candidates = decode::candidates(scores, window, &ranges, &self.settings);
        if candidates.is_empty() {
            return Ok((triggers.into_iter().map(Decoded::bare).collect(), Stands::default()));
        }
        let question = decode::question(&triggers, &candidates, window);
        let answer = self.network.roles(&scores.words, &question)?;
        let stands = Stands {
            candidates: candidates.iter().map(|c| page.bytes(window, &c.words)).collect(),
            quantities: ranges.iter().map(|r| page.bytes(window, r)).collect(),
        };
        let lists: Vec<Vec<String>> = stands.candidates.iter().map(|b| plain(&page.text[b.clone()])).collect();
        let alike = |a: usize, b: usize| alike(&lists[a], &lists[b]);
        let listed = |a: usize, b: usize| {
            let (a, b) = (a.min(b), a.max(b));
            let (left, right) = (&candidates[a].words, &candidates[b].words);
            left.end < right.start
                && right.start - left.end <= 2
                && window.segment[left.start] == window.segment[right.start]
                && (left.end..right.start).all(|word| {
                    let word = &page.text[page.bytes(window, &(word..word + 1))];
                    word == "," || word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
                })
        };
        let cited = |candidate: usize, trigger: usize| {
            let start = candidates[candidate].words.start;
            let is = |word: &usize, list: &[&str]| {
                let text = &page.text[page.bytes(window, &(*word..word + 1))];
                list.iter().any(|one| text.eq_ignore_ascii_case(one))
            };
            let mut before = (start.saturating_sub(2)..start).rev().skip_while(|word| is(word, &["the", "a", "an"]));
            window.segment[start] == window.segment[triggers[trigger].words.start]
                && before.next().is_some_and(|word| is(&word, &["citing", "quoting"]))
        };
        let word = |word: usize| &page.text[page.bytes(window, &(word..word + 1))];
        let adds_up = |a: usize, b: usize| {
            let (left, right) = (&ranges[a.min(b)], &ranges[a.max(b)]);
            left.end <= right.start
                && right.start - left.end <= LIST_GAP
                && window.segment[left.start] == window.segment[right.start]
                && (left.end..right.start).any(|at| matches!(word(at).to_lowercase().as_str(), "and" | "," | "plus"))
        };
        let told = |trigger: usize| &page.text[page.bytes(window, &triggers[trigger].words)];
        let kind = |trigger: usize| self.settings.types[triggers[trigger].kind];
        let counts_whoever =
            |trigger: usize, slot: CountSlot| people::counts_whoever(slot, kind(trigger), told(trigger));
        let sentence_of = |word: usize| window.segment[word];
        let sentence =
            |at: usize| (0..window.words.len()).filter(move |&other| sentence_of(other) == sentence_of(at)).map(word);
        let is_attempt = |trigger: usize| people::is_attempt(told(trigger));
        let befell = |trigger: usize| people::befell(kind(trigger), sentence(triggers[trigger].words.start));
        let beside = |trigger: usize, candidate: usize| {
            sentence_of(triggers[trigger].words.start) == sentence_of(candidates[candidate].words.start)
        };
        let sentence_before = |at: usize| -> Vec<&str> {
            (0..at).filter(|&other| sentence_of(other) == sentence_of(at)).map(word).collect()
        };
        let first_told =
            |trigger: usize| doers::first_told(kind(trigger), &sentence_before(triggers[trigger].words.start));
        let is_planned =
            |trigger: usize| plans::is_planned(kind(trigger), &sentence_before(triggers[trigger].words.start));
        let has_pronoun = |trigger: usize| doers::has_pronoun(&sentence_before(triggers[trigger].words.start));
        let tells_after = |trigger: usize, candidate: usize| {
            let (at, speaker) = (triggers[trigger].words.start, candidates[candidate].words.start);
            let between = || (at..speaker).map(word).collect::<Vec<_>>();
            beside(trigger, candidate) && doers::tells_after(kind(trigger), &sentence_before(at), &between())
        };
        let words_between = |end: usize, start: usize| -> Vec<&str> {
            if start < end || sentence_of(end.saturating_sub(1)) != sentence_of(start) {
                return Vec::new();
            }
            (end..start).map(word).collect()
        };
        let tells_of_itself = |trigger: usize, candidate: usize| {
            let (end, start) = (candidates[candidate].words.end, triggers[trigger].words.start);
            doers::tells_of_itself(kind(trigger), &words_between(end, start))
        };
        let apposed = |speaker: usize, candidate: usize| {
            let (end, start) = (candidates[speaker].words.end, candidates[candidate].words.start);
            doers::apposed(&words_between(end, start))
        };
        let frames = |trigger: usize, candidate: usize| {
            beside(trigger, candidate) && voices::frames(&sentence_before(candidates[candidate].words.start))
        };
        let undergoes = |trigger: usize, candidate: usize| {
            let (end, start) = (triggers[trigger].words.end, candidates[candidate].words.start);
            doers::undergoes(kind(trigger), &words_between(end, start))
        };
        let is_bearing = |candidate: usize| places::is_bearing(&sentence_before(candidates[candidate].words.start));
        let heads_for = |candidate: usize| places::heads_for(&sentence_before(candidates[candidate].words.start));
        let in_order = |candidate: usize| {
            let at = candidates[candidate].words.start;
            places::in_order(&sentence(at).collect::<Vec<_>>(), sentence_before(at).len())
        };
        let enumerated = |left: usize, right: usize| {
            let (left, right) = (&candidates[left].words, &candidates[right].words);
            if right.start < left.end || sentence_of(left.start) != sentence_of(right.start) {
                return false;
            }
            let is_number = |at: usize| candidates.iter().any(|c| c.quantity.is_some() && c.words.contains(&at));
            let mut between = (left.end..right.start)
                .filter(|&at| !is_number(at))
                .map(|at| word(at).to_lowercase())
                .filter(|word| !matches!(word.as_str(), "a" | "an" | "the" | "another"))
                .peekable();
            between.peek().is_some() && between.all(|word| word == "and" || word == ",")
        };
        let number_of = |candidate: usize| {
            let words: Vec<&str> = candidates[candidate].words.clone().map(word).collect();
            people::number_of(&words)
        };
        let relations = Relations {
            alike: &alike,
            listed: &listed,
            cited: &cited,
            adds_up: &adds_up,
            counts_whoever: &counts_whoever,
            is_attempt: &is_attempt,
            befell: &befell,
            beside: &beside,
            first_told: &first_told,
            is_planned: &is_planned,
            has_pronoun: &has_pronoun,
            tells_after: &tells_after,
            tells_of_itself: &tells_of_itself,
            apposed: &apposed,
            frames: &frames,
            is_bearing: &is_bearing,
            heads_for: &heads_for,
            undergoes: &undergoes,
            in_order: &in_order,
            enumerated: &enumerated,
            number_of: &number_of,
        };
        Ok((decode::claims(&triggers, &candidates, &quantities, &answer, &self.settings, &relations), stands))
    }

    fn claim(&self, page: &Page, window: &Window, decoded: &Decoded, stands: &Stands) -> Claim {
        let calibration = &self.settings.calibration;
        let trigger = page.bytes(window, &decoded.trigger.words);
        let confidence = calibration.claim.at(decoded.trigger.score);
        let fillers_of =
            |slot: TextSlot| decoded.fillers[slot as usize].iter().map(|f| &stands.candidates[f.candidate]);
        let taken = fillers_of(TextSlot::Target).next().is_none()
            && fillers_of(TextSlot::Place).any(|place| {
                place.start >= trigger.end && kinds::only_leads_to_a_name(&page.text[trigger.end..place.start])
            });
        let filler = |bytes: &Range<usize>, confidence: f32| Filler {
            text: page.text[bytes.clone()].to_owned(),
            span: page.points.span(bytes.clone()),
            confidence,
        };
        let fillers = decoded.fillers.each_ref().map(|list| {
            list.iter().map(|f| filler(&stands.candidates[f.candidate], calibration.filler.at(f.score))).collect()
        });
        let counts = decoded.counts.each_ref().map(|count| {
            count.as_ref().map(|count| Count {
                low: count.low,
                high: count.high,
                span: count
                    .said_by
                    .first()
                    .and_then(|&q| stands.quantities.get(q))
                    .map(|bytes| page.points.span(bytes.clone())),
            })
        });
        let verification =
            decoded.verification.map(|state| match verification::nearest(page.statements, state, trigger.start) {
                Some(statement) => verification::note(statement, page.text, page.points),
                None => VerificationNote { state, by: None, span: None },
            });
        Claim {
            sentence: page.sentence_of(window.words[decoded.trigger.words.start]),
            trigger: filler(&trigger, confidence),
            event_type: kinds::deed(self.settings.types[decoded.trigger.kind], &page.text[trigger], taken),
            status: decoded.status,
            fillers,
            counts,
            verification,
            confidence,
            made_by: self.made_by.clone(),
            resolved: None,
        }
    }
}

/// A report's text with what was found in it before the network is asked.
struct Page<'t> {
    text: &'t str,
    words: &'t [Word],
    sentences: &'t [Range<usize>],
    quantities: &'t [Quantity],
    statements: &'t [Statement],
    points: &'t CodePoints<'t>,
}

impl Page<'_> {
    /// Bytes of a range of a window's words.
    fn bytes(&self, window: &Window, words: &Range<usize>) -> Range<usize> {
        self.words[window.words[words.start]].bytes.start..self.words[window.words[words.end - 1]].bytes.end
    }

    fn sentence_of(&self, word: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= word)
    }

    /// The quantities that stand wholly in a window: their word numbers there, and themselves.
    fn quantities_in(&self, window: &Window) -> (Vec<Range<usize>>, Vec<&Quantity>) {
        let Some((&first, &last)) = window.words.first().zip(window.words.last()) else {
            return Default::default();
        };
        let begin = self.quantities.partition_point(|q| q.words.start < first);
        self.quantities[begin..]
            .iter()
            .take_while(|q| q.words.end <= last + 1)
            .filter_map(|q| {
                let start = window.words.binary_search(&q.words.start).ok()?;
                let end = window.words.binary_search(&(q.words.end - 1)).ok()? + 1;
                (end - start == q.words.len()).then_some((start..end, q))
            })
            .unzip()
    }
}

/// Bytes of a window's candidates and quantities.
#[derive(Default)]
struct Stands {
    candidates: Vec<Range<usize>>,
    quantities: Vec<Range<usize>>,
}

/// The words that two fillers are compared by, sorted: lower case, no possessive, no article.
pub(crate) fn plain(text: &str) -> Vec<String> {
    let lower = text.to_lowercase().replace('’', "'").replace("'s", "");
    let mut list: Vec<String> =
        quantity::bare_words(&lower).filter(|w| !matches!(*w, "the" | "a" | "an")).map(str::to_owned).collect();
    list.sort_unstable();
    list
}

/// At least half of the words in common (a token F1 of 0.5 or more); the lists are sorted.
pub(crate) fn alike(a: &[String], b: &[String]) -> bool {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    !(a.is_empty() || b.is_empty()) && 4 * common >= a.len() + b.len()
}

fn sentences_of(report: &Report, text: &str, words: &[Word], points: &CodePoints) -> Vec<Range<usize>> {
    match &report.sentences {
        Some(given) => {
            let range = |s: &Span| points.to_byte(s.start)..points.to_byte(s.end);
            given.iter().map(range).filter(|r| !r.is_empty()).collect()
        }
        None => {
            let noise: Vec<Range<usize>> =
                report.noise.iter().map(|n| points.to_byte(n.start)..points.to_byte(n.end)).collect();
            sentences::sentences(text, words, &noise)
        }
    }
}

/// True where a report's first sentence is a line of its own without a stop: its title, which the codebook leaves uncoded.
fn is_heading(text: &str, first: &Range<usize>) -> bool {
    let line = text[first.clone()].trim();
    let bare =
        line.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '"' | '”' | '’' | '\'' | ')' | '[' | ']'));
    let stops = bare.ends_with(['.', '!', '?', ':', ';', ',', '…']);
    !stops
        && text[first.end..].starts_with('\n')
        && line.split_whitespace().count() <= LONGEST_HEADING
        && line.starts_with(char::is_alphanumeric)
}

/// Sentences as ranges of words.
fn in_words(words: &[Word], sentences: &[Range<usize>]) -> Vec<Range<usize>> {
    let word_at = |byte: usize| words.partition_point(|word| word.bytes.start < byte);
    sentences.iter().map(|s| word_at(s.start)..word_at(s.end).max(word_at(s.start))).collect()
}

fn cut_to(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

fn located(report: &Report, severity: Severity, code: &str, message: String) -> Problem {
    Problem::new(severity, code, message).at(&report.origin.file, report.origin.line)
}

const _: () = assert!(TextSlot::ALL.len() == 7 && CountSlot::ALL.len() == 4);

#[cfg(test)]
mod tests;
