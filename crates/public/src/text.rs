//! Masking: from a sentence of a report the sentence that may be shown. Every word is held against what is known to be nobody's private
//! name ([`Lexicon`]); what is not known is masked, and where that cannot be told at all (a text in capitals, another language)
//! nothing is shown. Pure.

use crate::lexicon::{LONGEST, Lexicon, Meaning, PARTICLES, Scope};
use claim::Span;
use ledger::folded;
use std::collections::HashSet;

/// Shown instead of a sentence that cannot be masked word by word.
pub(crate) const WITHHELD: &str = "[quote withheld]";
/// The same for a headline.
pub(crate) const TITLE_WITHHELD: &str = "[headline withheld]";

/// Share of words that may be masked before nothing is shown.
const MOST_MASKED: f64 = 0.4;
/// Share of letters that may be capitals, or of another script.
const MOST_CAPITALS: f64 = 0.6;
const MOST_FOREIGN: f64 = 0.3;

/// What stands for a word that is not shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Name,
    Place,
    Number,
    Link,
    /// A word in small letters that is in no list.
    Word,
}

impl Mark {
    pub fn words(self) -> &'static str {
        match self {
            Mark::Name => "[name]",
            Mark::Place => "[place]",
            Mark::Number => "[number]",
            Mark::Link => "[link]",
            Mark::Word => "[…]",
        }
    }
}

/// What a report hides, gathered from all its texts before any is shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hidden {
    /// Folded words that are hidden wherever they stand with a capital.
    pub names: HashSet<String>,
    /// Folded words that are hidden wherever they stand: those of the policy.
    pub always: HashSet<String>,
    /// Ids of places that are told less exactly.
    pub places: HashSet<String>,
    /// Folded words of such places.
    pub place_words: HashSet<String>,
}

/// A text as it may be shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Masked {
    pub text: String,
    /// Nothing of it is shown.
    pub withheld: bool,
    /// Words that are masked as names, folded: to be hidden in the report's other texts.
    pub names: Vec<String>,
    /// Marks that stand in it.
    pub marks: Vec<Mark>,
    /// Code points of the original and of `text`, from piece to piece.
    pieces: Vec<(Span, Span)>,
}

impl Masked {
    /// Nothing is shown but that there was something.
    pub fn withheld(words: &str, names: Vec<String>) -> Masked {
        Masked { text: words.to_owned(), withheld: true, names, ..Masked::default() }
    }

    /// True where the text is as it was.
    pub fn is_whole(&self) -> bool {
        self.marks.is_empty() && !self.withheld
    }

    /// Where a stretch of the original stands in what is shown; `None` where nothing of it is there.
    pub fn place_of(&self, span: Span) -> Option<Span> {
        let touched = || self.pieces.iter().filter(|(old, _)| old.overlaps(span));
        let (first, last) = (touched().next()?, touched().next_back()?);
        let exact = |(old, new): &(Span, Span)| old.len() == new.len();
        let start = if exact(first) { first.1.start + span.start.saturating_sub(first.0.start) } else { first.1.start };
        let end = if exact(last) { last.1.end - last.0.end.saturating_sub(span.end) } else { last.1.end };
        (start < end).then(|| Span::new(start, end))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    /// A common word in small letters, a number.
    Common,
    /// A common word with a capital, where words have one.
    Initial,
    /// A word that always may have one.
    Capital,
    Fixed,
    Party,
    Office,
    Place {
        small: bool,
    },
    Masked(Mark),
}

#[derive(Clone, Debug)]
struct Token {
    start: usize,
    end: usize,
    /// Without a possessive.
    base_end: usize,
    folded: String,
    capital: bool,
    upper: bool,
    /// Letters of a script other than Latin.
    foreign: bool,
    digits: usize,
    letters: usize,
    strange: bool,
    class: Class,
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

/// Characters that are not seen and could part a name.
fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | 'ʼ' | 'ʿ' | 'ʾ' | '`' | '´' | 'ʻ')
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Words, numbers, and addresses as one.
fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    let end_of = |at: usize| letters.get(at).map_or(text.len(), |(byte, _)| *byte);
    let mut found = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let (start, letter) = letters[at];
        if !(letter.is_alphanumeric() || is_mark(letter) || is_unseen(letter)) {
            at += 1;
            continue;
        }
        let rest = &text[start..];
        let link = ["http:", "https:", "www.", "ftp:"]
            .iter()
            .any(|head| rest.get(..head.len()).is_some_and(|some| some.eq_ignore_ascii_case(head)));
        let mut to = at;
        if link {
            while to < letters.len() && !letters[to].1.is_whitespace() {
                to += 1;
            }
        } else {
            let within =
                |n: usize| letters.get(n).is_some_and(|(_, c)| c.is_alphanumeric() || is_mark(*c) || is_unseen(*c));
            while within(to) || (letters.get(to).is_some_and(|(_, c)| is_apostrophe(*c)) && within(to + 1)) {
                to += 1;
            }
        }
        let end = end_of(to);
        found.push(token(text, start, end, link));
        at = to;
    }
    let around = |token: &Token| (text[..token.start].chars().next_back(), text[token.end..].chars().next());
    // Names in networks and mail.
    for token in &mut found {
        if matches!(around(token), (Some('@' | '#'), _) | (_, Some('@'))) {
            token.class = Class::Masked(Mark::Link);
        }
    }
    // "name@site.example": what hangs together with it by dots, too.
    for at in 1..found.len() {
        if found[at - 1].class == Class::Masked(Mark::Link) && &text[found[at - 1].end..found[at].start] == "." {
            found[at].class = Class::Masked(Mark::Link);
        }
    }
    for at in (1..found.len()).rev() {
        if found[at].class == Class::Masked(Mark::Link)
            && matches!(&text[found[at - 1].end..found[at].start], "." | "@" | "_" | "-")
        {
            found[at - 1].class = Class::Masked(Mark::Link);
        }
    }
    found
}

fn token(text: &str, start: usize, end: usize, link: bool) -> Token {
    let word = &text[start..end];
    let mut base_end = end;
    for tail in ["'s", "’s", "'S", "’S", "ʼs"] {
        if let Some(base) = word.strip_suffix(tail) {
            base_end = start + base.len();
        }
    }
    let base = &text[start..base_end];
    let letters = base.chars().filter(|letter| letter.is_alphabetic()).count();
    let latin = base.chars().filter(|letter| is_latin(*letter)).count();
    Token {
        start,
        end,
        base_end,
        folded: folded(base).replace(' ', ""),
        capital: base.chars().any(char::is_uppercase),
        upper: letters > 1 && !base.chars().any(|letter| letter.is_alphabetic() && !letter.is_uppercase()),
        foreign: latin < letters,
        digits: base.chars().filter(|letter| letter.is_numeric()).count(),
        letters,
        strange: base.chars().any(is_unseen)
            || (latin > 0 && latin < letters)
            || base.chars().filter(|letter| is_mark(*letter)).count() > letters,
        class: if link { Class::Masked(Mark::Link) } else { Class::Common },
    }
}

/// Masks texts of one report.
pub(crate) struct Masker<'a> {
    pub lexicon: &'a Lexicon,
    pub scope: &'a Scope,
    pub hidden: &'a Hidden,
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sentence,
    Title,
    /// A few words of a sentence.
    Words,
}

impl Masker<'_> {
    pub fn mask(&self, text: &str, kind: Kind) -> Masked {
        let mut tokens = tokens(text);
        let words = tokens.iter().filter(|token| token.letters > 0).count();
        let titled = is_titled(&tokens, self.lexicon);
        self.classify(text, &mut tokens, titled);
        self.widen(text, &mut tokens);
        self.join(text, &mut tokens);
        let names = names(text, &tokens, self.lexicon);
        let counts =
            |token: &&Token| token.letters > 0 && matches!(token.class, Class::Masked(Mark::Name | Mark::Word));
        let masked = tokens.iter().filter(counts).count();
        let is_name = |token: &Token| token.class == Class::Masked(Mark::Name);
        let unsure = in_capitals(text, kind)
            || foreign_share(text) > MOST_FOREIGN && words > 1
            || kind != Kind::Words && masked > 3 && masked as f64 > MOST_MASKED * words as f64
            || kind != Kind::Words && titled && tokens.iter().any(is_name);
        if unsure {
            let withheld = if kind == Kind::Title { TITLE_WITHHELD } else { WITHHELD };
            return Masked::withheld(withheld, names);
        }
        write(text, &tokens, names)
    }

    fn classify(&self, text: &str, tokens: &mut [Token], titled: bool) {
        numbers(text, tokens);
        let mut at = 0;
        while at < tokens.len() {
            if tokens[at].class != Class::Common || tokens[at].letters == 0 {
                at += 1;
                continue;
            }
            if let Some(mark) = self.hides(&tokens[at]) {
                tokens[at].class = Class::Masked(mark);
                at += 1;
                continue;
            }
            if let Some((to, class)) = self.phrase(text, tokens, at) {
                tokens[at..to].iter_mut().for_each(|token| token.class = class);
                at = to;
                continue;
            }
            tokens[at].class = self.single(text, tokens, at, titled);
            at += 1;
        }
    }

    /// What the report or the policy hides.
    fn hides(&self, token: &Token) -> Option<Mark> {
        if self.hidden.always.contains(&token.folded) {
            return Some(Mark::Name);
        }
        let seen = token.capital || token.foreign || !self.lexicon.is_word(&token.folded);
        if seen && self.hidden.place_words.contains(&token.folded) {
            return Some(Mark::Place);
        }
        (seen && self.hidden.names.contains(&token.folded)).then_some(Mark::Name)
    }

    /// The longest run of words from here that is a name everybody may know.
    fn phrase(&self, text: &str, tokens: &[Token], at: usize) -> Option<(usize, Class)> {
        let head = &tokens[at];
        let particle = PARTICLES.contains(&head.folded.as_str());
        if !(head.capital || head.foreign || particle) || head.strange {
            return None;
        }
        let mut ends = Vec::new();
        let mut key = head.folded.clone();
        let mut keys = vec![key.clone()];
        ends.push(at + 1);
        for next in at + 1..tokens.len().min(at + LONGEST) {
            let (before, token) = (&tokens[next - 1], &tokens[next]);
            // A possessive ends a name ("Aleppo's airport"); some have one within ("Jund al-Sham's").
            let joint = &text[before.base_end..token.start];
            let joined = matches!(joint, " " | "-" | "‑" | "–" | "'" | "’" | "/" | " (" | ". " | "." | ", ");
            if !joined || token.strange || token.letters + token.digits == 0 || self.hides(token).is_some() {
                break;
            }
            key.push(' ');
            key.push_str(&token.folded);
            keys.push(key.clone());
            ends.push(next + 1);
        }
        for (length, key) in keys.iter().enumerate().rev() {
            let to = ends[length];
            let some = &tokens[at..to];
            if !some.iter().any(|token| token.capital || token.foreign) || (to == at + 1 && particle) {
                continue;
            }
            let name = &text[head.start..tokens[to - 1].base_end];
            if name.contains(", ") && !self.lexicon.is_known(key) {
                continue;
            }
            let class = match self.lexicon.meaning(key, name, self.scope) {
                None => continue,
                Some(Meaning::Fixed) => Class::Fixed,
                Some(Meaning::Party) => Class::Party,
                Some(Meaning::Office) => Class::Office,
                Some(Meaning::Place { ids, .. }) if ids.iter().any(|id| self.hidden.places.contains(id)) => {
                    Class::Masked(Mark::Place)
                }
                Some(Meaning::Place { small, .. }) => {
                    // A word that begins a sentence is sooner the word than the town of that name.
                    if to == at + 1
                        && begins(text, tokens, at)
                        && self.lexicon.is_word(key)
                        && !self.lexicon.is_name(key)
                    {
                        continue;
                    }
                    Class::Place { small }
                }
            };
            return Some((to, class));
        }
        None
    }

    fn single(&self, text: &str, tokens: &[Token], at: usize, titled: bool) -> Class {
        let token = &tokens[at];
        let folded = token.folded.as_str();
        if token.strange {
            return Class::Masked(Mark::Name);
        }
        if token.foreign {
            return Class::Masked(Mark::Name);
        }
        if token.digits > 0 {
            return if is_code(&text[token.start..token.base_end]) {
                Class::Common
            } else {
                Class::Masked(Mark::Number)
            };
        }
        if !token.capital {
            let parts = || {
                text[token.start..token.end].split(is_apostrophe).all(|part| self.lexicon.is_word(&part.to_lowercase()))
            };
            return if self.lexicon.is_word(folded) || parts() { Class::Common } else { Class::Masked(Mark::Word) };
        }
        if self.lexicon.is_capital(folded) || self.lexicon.is_capital(&text[token.start..token.base_end].to_lowercase())
        {
            return Class::Capital;
        }
        // "T-72", "BM-21".
        let numbered = tokens.get(at + 1).is_some_and(|next| &text[token.end..next.start] == "-" && next.digits > 0);
        if numbered && token.letters < 4 && (token.upper || token.letters == 1) {
            return Class::Capital;
        }
        if token.letters == 1 {
            // "I", or a letter that begins a sentence.
            return if matches!(folded, "a" | "i") && (begins(text, tokens, at) || folded == "i") {
                Class::Initial
            } else {
                Class::Masked(Mark::Name)
            };
        }
        let common = self.lexicon.is_word(folded) && !self.lexicon.is_name(folded);
        let initial = begins(text, tokens, at) || titled || self.lexicon.is_function(folded);
        if common
            && (initial || self.organisation(text, tokens, at))
            && !(token.upper && token.letters > 1 && !self.lexicon.is_function(folded))
        {
            return Class::Initial;
        }
        Class::Masked(Mark::Name)
    }

    /// Within a run of common words with capitals that ends with a word such as Committee: "Local Coordination Committees".
    fn organisation(&self, text: &str, tokens: &[Token], at: usize) -> bool {
        let joined = |one: usize, two: usize| &text[tokens[one].end..tokens[two].start] == " ";
        let common = |n: usize| {
            let token = &tokens[n];
            token.capital
                && !token.strange
                && !token.foreign
                && !token.upper
                && self.lexicon.is_word(&token.folded)
                && !self.lexicon.is_name(&token.folded)
                || self.lexicon.is_capital(&token.folded) && token.capital
        };
        let (mut from, mut to) = (at, at);
        while from > 0 && joined(from - 1, from) && common(from - 1) {
            from -= 1;
        }
        while to + 1 < tokens.len() && joined(to, to + 1) && common(to + 1) {
            to += 1;
        }
        // No unknown name before or behind it: "Steward Khatib Brigade".
        let bare = |n: Option<usize>, joint: bool| {
            n.is_none_or(|n| !joint || !tokens[n].capital || common(n) || begins(text, tokens, n))
        };
        from < to
            && self.lexicon.is_organisation(&tokens[to].folded)
            && bare(from.checked_sub(1), from > 0 && joined(from - 1, from))
            && bare((to + 1 < tokens.len()).then_some(to + 1), to + 1 < tokens.len() && joined(to, to + 1))
    }

    /// Words with capitals right beside a masked name belong to it, but for titles, peoples and parties.
    fn widen(&self, text: &str, tokens: &mut [Token]) {
        let near = |one: &Token, two: &Token| {
            let between = &text[one.base_end..two.start];
            one.base_end == one.end
                && !between.is_empty()
                && between.chars().all(|letter| {
                    letter.is_whitespace() || matches!(letter, '-' | '‑' | '\'' | '’') || is_unseen(letter)
                })
        };
        let goes = |token: &Token, beside: &Token| {
            let name = beside.class == Class::Masked(Mark::Name);
            match token.class {
                _ if !name => false,
                Class::Place { .. } | Class::Office => true,
                Class::Initial => !self.lexicon.is_function(&token.folded),
                Class::Fixed | Class::Party | Class::Capital => {
                    self.lexicon.is_name(&token.folded) && !self.lexicon.is_capital(&token.folded)
                }
                Class::Common => {
                    PARTICLES.contains(&token.folded.as_str())
                        && token.folded != "an"
                        && token.folded != "as"
                        && token.folded != "at"
                        && token.folded != "ad"
                }
                Class::Masked(Mark::Word) => true,
                Class::Masked(_) => false,
            }
        };
        self.ministers(text, tokens);
        // "Mr Castle", "Umm Homs": a name, whatever else the word means.
        for at in 1..tokens.len() {
            let polite = matches!(tokens[at - 1].folded.as_str(), "mr" | "mrs" | "ms" | "miss" | "umm" | "abu");
            let beside = matches!(&text[tokens[at - 1].end..tokens[at].start], " " | ". " | "-");
            let could_be_one =
                matches!(tokens[at].class, Class::Capital | Class::Initial | Class::Place { small: true });
            if polite && beside && tokens[at].capital && could_be_one {
                tokens[at].class = Class::Masked(Mark::Name);
            }
        }
        // To both sides, as far as it goes.
        for at in 1..tokens.len() {
            if near(&tokens[at - 1], &tokens[at]) && goes(&tokens[at], &tokens[at - 1]) {
                tokens[at].class = Class::Masked(Mark::Name);
            }
        }
        for at in (1..tokens.len()).rev() {
            if near(&tokens[at - 1], &tokens[at]) && goes(&tokens[at - 1], &tokens[at]) {
                tokens[at - 1].class = Class::Masked(Mark::Name);
            }
        }
    }

    /// "Interior Minister Mohammed al-Rahmoun" holds public office, also where the register does not know it.
    fn ministers(&self, text: &str, tokens: &mut [Token]) {
        for at in 1..tokens.len().saturating_sub(1) {
            let office = tokens[at].capital && matches!(tokens[at].folded.as_str(), "minister" | "ambassador");
            let named = tokens[at - 1].capital && &text[tokens[at - 1].end..tokens[at].start] == " ";
            let no_article = !self.lexicon.is_function(&tokens[at - 1].folded);
            if !office || !(named && no_article || tokens[at].folded == "ambassador") {
                continue;
            }
            let mut to = at + 1;
            while to < tokens.len() && matches!(&text[tokens[to - 1].end..tokens[to].start], " " | "-") {
                let name = tokens[to].class == Class::Masked(Mark::Name) && tokens[to].capital && !tokens[to].strange;
                if !(name && self.hides(&tokens[to]).is_none() || PARTICLES.contains(&tokens[to].folded.as_str())) {
                    break;
                }
                to += 1;
            }
            let names = tokens[at + 1..to].iter().filter(|token| token.capital).count();
            if names > 1 {
                tokens[at + 1..to].iter_mut().for_each(|token| token.class = Class::Fixed);
            }
        }
    }

    /// "ahmad al-khatib": what joins two masked words goes with them.
    fn join(&self, text: &str, tokens: &mut [Token]) {
        for at in 1..tokens.len().saturating_sub(1) {
            let masked = |n: usize| matches!(tokens[n].class, Class::Masked(Mark::Name | Mark::Word));
            let near = |n: usize| matches!(&text[tokens[n].end..tokens[n + 1].start], " " | "-" | "‑");
            if PARTICLES.contains(&tokens[at].folded.as_str())
                && tokens[at].class == Class::Common
                && masked(at - 1)
                && masked(at + 1)
                && near(at - 1)
                && near(at)
            {
                tokens[at].class = tokens[at + 1].class;
            }
        }
    }

    /// Names in a text that stand beside words which make a place sensitive, each with the words.
    pub fn sensitive_names<'t>(&self, text: &'t str, words: &SensitiveWords) -> Vec<&'t str> {
        let mut tokens = tokens(text);
        let told = words.find(text, &tokens);
        if told.is_empty() {
            return Vec::new();
        }
        let titled = is_titled(&tokens, self.lexicon);
        self.classify(text, &mut tokens, titled);
        let mut found = Vec::new();
        for (from, to) in told {
            let mut ranges = Vec::new();
            ranges.extend(before(text, &tokens, from));
            ranges.extend(behind(text, &tokens, to));
            for (one, two) in ranges {
                found.push(&text[tokens[one].start..tokens[two - 1].base_end]);
            }
        }
        found
    }
}

/// Words that make a place sensitive: data/sensitive.tsv and those of a policy.
pub(crate) struct SensitiveWords {
    /// Folded words, and those before which it is something else.
    all: Vec<(Vec<String>, Vec<String>)>,
}

impl SensitiveWords {
    pub fn new(more: &[String]) -> SensitiveWords {
        let rows =
            include_str!("../data/sensitive.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let split = |words: &str| folded(words).split(' ').map(str::to_owned).collect::<Vec<_>>();
        let mut all: Vec<(Vec<String>, Vec<String>)> = rows
            .map(|row| {
                let mut cells = row.split('\t').skip(1);
                let words = split(cells.next().unwrap_or_default());
                (
                    words,
                    cells.next().unwrap_or_default().split(';').map(folded).filter(|word| !word.is_empty()).collect(),
                )
            })
            .collect();
        all.extend(more.iter().map(|words| (split(words), Vec::new())));
        all.retain(|(words, _)| !words.is_empty() && !words[0].is_empty());
        SensitiveWords { all }
    }

    /// Whether a text tells of such a place.
    pub fn are_in(&self, text: &str) -> bool {
        !self.find(text, &tokens(text)).is_empty()
    }

    fn find(&self, text: &str, tokens: &[Token]) -> Vec<(usize, usize)> {
        // "family's home" is two words: "family", "home"; the possessive is not part of the folded word.
        let is = |token: &Token, word: &str| {
            let own = &token.folded;
            own == word
                || own.strip_suffix('s').is_some_and(|own| own == word)
                || word.strip_suffix('s').is_some_and(|word| word == own)
        };
        let mut found = Vec::new();
        for at in 0..tokens.len() {
            for (words, not) in &self.all {
                let some = tokens.get(at..at + words.len());
                let Some(some) = some.filter(|some| some.iter().zip(words).all(|(token, word)| is(token, word))) else {
                    continue;
                };
                let parted = some.windows(2).any(|two| text[two[0].end..two[1].start].contains(['.', ';', ',', ':']));
                let before = at.checked_sub(1).map_or("", |before| tokens[before].folded.as_str());
                if !parted && !not.iter().any(|word| word == before) {
                    found.push((at, at + words.len()));
                }
            }
        }
        found
    }
}

fn is_proper(token: &Token) -> bool {
    (token.capital || token.foreign)
        && (matches!(token.class, Class::Place { .. } | Class::Masked(_) | Class::Office)
            || token.class == Class::Common && token.letters > 0)
        || token.class == Class::Masked(Mark::Place)
}

fn broken(text: &str, one: &Token, two: &Token, at: &[char]) -> bool {
    text[one.end..two.start].contains(at)
}

/// The name before the words: "Atarib hospital", "al-Razi surgical hospital", "the town's hospital".
fn before(text: &str, tokens: &[Token], from: usize) -> Option<(usize, usize)> {
    let mut end = from;
    for _ in 0..4 {
        let at = end.checked_sub(1)?;
        if broken(text, &tokens[at], tokens.get(end)?, &['.', ';', ':', ',', '(', ')', '—'])
            && !text[tokens[at].end..tokens[end].start].starts_with("’s")
        {
            return None;
        }
        if is_proper(&tokens[at]) {
            let mut start = at;
            while start > 0 && near_name(text, tokens, start - 1, start) {
                start -= 1;
            }
            return Some((start, end));
        }
        end = at;
    }
    None
}

/// The names behind them: "a hospital in Atarib", "camps near the towns of Atma and Qah".
fn behind(text: &str, tokens: &[Token], to: usize) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut at = to;
    while at < tokens.len() && at < to + 10 {
        let stop: &[char] = if found.is_empty() { &['.', ';', ':'] } else { &['.', ';', ':', ','] };
        if at > 0 && broken(text, &tokens[at - 1], &tokens[at], stop) {
            break;
        }
        if is_proper(&tokens[at]) {
            let mut end = at + 1;
            while end < tokens.len() && near_name(text, tokens, end - 1, end) {
                end += 1;
            }
            found.push((at, end));
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// Two words of one name.
fn near_name(text: &str, tokens: &[Token], one: usize, two: usize) -> bool {
    let between = &text[tokens[one].end..tokens[two].start];
    let part = |token: &Token| is_proper(token) || PARTICLES.contains(&token.folded.as_str());
    matches!(between, " " | "-" | "‑") && part(&tokens[one]) && part(&tokens[two])
}

/// Numbers that tell where something is or whom to call.
fn numbers(text: &str, tokens: &mut [Token]) {
    let between = |one: &Token, two: &Token| text[one.end..two.start].to_owned();
    for at in 0..tokens.len() {
        if tokens[at].class != Class::Common || tokens[at].digits == 0 || tokens[at].letters > 0 {
            continue;
        }
        let number = &text[tokens[at].start..tokens[at].end];
        let behind = text[tokens[at].end..].trim_start().chars().next();
        let long = number.len() >= 5 && !number.ends_with("00");
        // "35.9312": a place on the map, to ten metres.
        let fraction = at > 0
            && tokens[at - 1].digits > 0
            && matches!(between(&tokens[at - 1], &tokens[at]).as_str(), "." | "," | "·")
            && number.chars().count() > 2
            && !(between(&tokens[at - 1], &tokens[at]) == "," && number.chars().count() == 3);
        if fraction {
            tokens[at - 1].class = Class::Masked(Mark::Number);
        }
        if long
            || fraction
            || matches!(behind, Some('°' | 'º' | '˚' | '′' | '″'))
            || number.chars().any(|digit| !digit.is_ascii_digit())
        {
            tokens[at].class = Class::Masked(Mark::Number);
        }
    }
    // Groups of digits: "+963 944 123 456". A date ("2024-12-07") and thousands ("1,200,000") are none.
    let mut at = 0;
    while at < tokens.len() {
        let mut to = at + 1;
        let pure = |token: &Token| token.letters == 0 && token.digits > 0;
        while to < tokens.len()
            && pure(&tokens[to - 1])
            && pure(&tokens[to])
            && matches!(between(&tokens[to - 1], &tokens[to]).as_str(), " " | "-" | "." | "/" | ") " | "\u{a0}")
        {
            to += 1;
        }
        let some = &tokens[at..to];
        let digits: Vec<usize> = some.iter().map(|token| token.digits).collect();
        let date = digits.len() == 3 && digits.iter().sum::<usize>() <= 8 && (digits[0] == 4 || digits[2] == 4);
        if some.len() > 1 && digits.iter().sum::<usize>() >= 7 && !date {
            tokens[at..to].iter_mut().for_each(|token| token.class = Class::Masked(Mark::Number));
        }
        at = to;
    }
}

/// Roads, weapons, units, ordinals: "M5", "T-72", "9th", "5pm", "1990s".
fn is_code(word: &str) -> bool {
    let split = word.find(|letter: char| letter.is_ascii_digit()).unwrap_or(0);
    let (letters, digits) = word.split_at(split);
    if !letters.is_empty() {
        return letters.len() <= 3
            && letters.bytes().all(|byte| byte.is_ascii_uppercase())
            && digits.len() <= 3
            && digits.bytes().all(|byte| byte.is_ascii_digit());
    }
    let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    let (digits, unit) = word.split_at(end);
    digits.len() <= 4
        && ["st", "nd", "rd", "th", "s", "mm", "cm", "m", "km", "kg", "pm", "am", "k", "bn", "p", "a"].contains(&unit)
}

/// Where words have a capital whatever they are: at the beginning, behind a full stop, a colon, a dash, within quotation marks.
fn begins(text: &str, tokens: &[Token], at: usize) -> bool {
    let before = &text[..tokens[at].start];
    let Some(last) = before.trim_end().chars().next_back() else { return true };
    // "22:40 Gunfire", "• Shells".
    if tokens[..at].iter().all(|token| token.letters == 0) {
        return true;
    }
    match last {
        '.' => {
            // "Mr. Baker", "J. Baker", "Nov. 27" are within a sentence.
            at.checked_sub(1).is_none_or(|n| {
                let word = &tokens[n];
                !(text[word.end..tokens[at].start].trim() == "."
                    && (word.letters == 1 || crate::text::ABBREVIATIONS.contains(&word.folded.as_str())))
            })
        }
        '!' | '?' | ':' | '—' | '–' | '“' | '"' | '‘' | '«' | '…' | '\u{2028}' => true,
        '-' => before.ends_with("- ") || before.ends_with("--"),
        ')' | ']' => false,
        '\'' => before.ends_with('\''),
        _ => before.ends_with('\n'),
    }
}

/// What a full stop does not end a sentence behind.
const ABBREVIATIONS: [&str; 40] = [
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "maj", "capt", "sgt", "cpl", "pvt", "brig", "adm", "gov",
    "sen", "rep", "rev", "hon", "st", "jr", "sr", "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec", "vs", "al", "sheik",
];

/// Most common words have capitals, as headlines have them.
fn is_titled(tokens: &[Token], lexicon: &Lexicon) -> bool {
    let common = |token: &&Token| {
        token.letters > 3
            && lexicon.is_word(&token.folded)
            && !lexicon.is_name(&token.folded)
            && !lexicon.is_capital(&token.folded)
    };
    let common: Vec<&Token> = tokens.iter().skip(1).filter(common).collect();
    common.len() > 1 && common.iter().filter(|token| token.capital).count() * 10 >= common.len() * 6
}

/// Too many capitals to tell names by them.
fn in_capitals(text: &str, kind: Kind) -> bool {
    let cased = text.chars().filter(|letter| letter.is_uppercase() || letter.is_lowercase()).count();
    let upper = text.chars().filter(|letter| letter.is_uppercase()).count();
    let enough = if kind == Kind::Words { 24 } else { 10 };
    cased >= enough && upper as f64 > MOST_CAPITALS * cased as f64
}

fn foreign_share(text: &str) -> f64 {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let foreign = text.chars().filter(|letter| letter.is_alphabetic() && !is_latin(*letter)).count();
    foreign as f64 / letters.max(1) as f64
}

/// Words that other texts of the report must hide, too: those that are no common words, and common ones that stand beside such.
fn names(text: &str, tokens: &[Token], lexicon: &Lexicon) -> Vec<String> {
    let hidden = |token: &Token| token.class == Class::Masked(Mark::Name) && (token.capital || token.foreign);
    let own = |token: &Token| !lexicon.is_word(&token.folded) || lexicon.is_name(&token.folded);
    let beside = |one: &Token, two: &Token| {
        text[one.end..two.start].chars().all(|letter| letter.is_whitespace() || letter == '-')
    };
    let mut names = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| hidden(token)) {
        if PARTICLES.contains(&token.folded.as_str())
            || token.folded.chars().count() < 3
            || lexicon.is_capital(&token.folded)
        {
            continue;
        }
        let before = at
            .checked_sub(1)
            .map(|n| &tokens[n])
            .is_some_and(|other| hidden(other) && own(other) && beside(other, token));
        let behind = tokens.get(at + 1).is_some_and(|other| hidden(other) && own(other) && beside(token, other));
        if own(token) || before || behind {
            names.push(token.folded.clone());
        }
    }
    names
}

/// The text with marks for what is masked; marks beside each other are one.
fn write(text: &str, tokens: &[Token], names: Vec<String>) -> Masked {
    let mut out = Masked { names, ..Masked::default() };
    let (mut old, mut new) = (0, 0);
    let mut push = |out: &mut Masked, from: usize, to: usize, shown: &str| {
        let (was, is) = (text[from..to].chars().count(), shown.chars().count());
        if was > 0 || is > 0 {
            out.pieces.push((Span::new(old, old + was), Span::new(new, new + is)));
        }
        old += was;
        new += is;
        out.text.push_str(shown);
    };
    let clean = |some: &str| some.chars().filter(|letter| !is_unseen(*letter)).collect::<String>();
    let mut done = 0;
    let mut at = 0;
    while at < tokens.len() {
        let Class::Masked(mark) = tokens[at].class else {
            at += 1;
            continue;
        };
        let mut to = at + 1;
        while let Some(Class::Masked(next)) = tokens.get(to).map(|token| token.class) {
            let between = &text[tokens[to - 1].base_end..tokens[to].start];
            let joined = between.chars().all(|letter| {
                letter.is_whitespace()
                    || matches!(letter, '-' | '‑' | '\'' | '’' | '.' | '@' | '_' | '/' | '°' | '′' | '″')
                    || is_unseen(letter)
            }) && tokens[to - 1].base_end == tokens[to - 1].end;
            let number = mark == Mark::Number && between.chars().all(|letter| !letter.is_alphabetic());
            if next != mark || !(joined || number) {
                break;
            }
            to += 1;
        }
        let (start, end) = (tokens[at].start, tokens[to - 1].base_end);
        let before = clean(&text[done..start]);
        push(&mut out, done, start, &before);
        push(&mut out, start, end, mark.words());
        out.marks.push(mark);
        done = end;
        at = to;
    }
    let rest = clean(&text[done..]);
    push(&mut out, done, text.len(), &rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn scope() -> Scope {
        Scope {
            countries: ["SY", "LB"].map(str::to_owned).into(),
            places: ["geonames:169577".to_owned()].into(),
            offices: ["Bashar al-Assad, President of Syria".to_owned()].into(),
            exact: true,
            divisions: true,
            ..Scope::default()
        }
    }

    #[test]
    fn texts_are_masked_as_the_table_says() {
        let lexicon = Lexicon::new(&Policy::default());
        let (scope, hidden) = (scope(), Hidden::default());
        let masker = Masker { lexicon: &lexicon, scope: &scope, hidden: &hidden };
        let mut wrong = Vec::new();
        for row in include_str!("text/cases.tsv").lines().filter(|row| !row.starts_with('#')) {
            let (text, expected) = row.split_once('\t').unwrap();
            let expected = if expected == "=" { text } else { expected };
            let masked = masker.mask(text, Kind::Sentence);
            if masked.text != expected {
                wrong.push(format!("{text}\n  expected {expected}\n  is       {}", masked.text));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_is_shown_is_found_again_by_its_old_place() {
        let lexicon = Lexicon::new(&Policy::default());
        let (scope, hidden) = (scope(), Hidden::default());
        let masker = Masker { lexicon: &lexicon, scope: &scope, hidden: &hidden };
        let text = "A baker, Ahmad al-Khatib, said his shop in Homs was hit.";
        let masked = masker.mask(text, Kind::Sentence);
        let under = |words: &str| {
            let start = text.find(words).unwrap();
            let span = masked.place_of(Span::new(start, start + words.len())).unwrap();
            masked.text.chars().skip(span.start).take(span.len()).collect::<String>()
        };
        for (words, shown) in [
            ("A baker", "A baker"),
            ("Ahmad al-Khatib", "[name]"),
            ("Khatib", "[name]"),
            ("Homs", "Homs"),
            ("hit.", "hit."),
        ] {
            assert_eq!(under(words), shown, "{words}");
        }
    }
}
