//! A saved page -> one report: the main text, and what the page says about itself.
//!
//! In this order: `trim` (one linear pass that cuts scripts, menus and hostile nesting, and collects the facts of the
//! head), `dom_smoothie` (the Readability port: keeps up with Mozilla's and tells main text from the rest), `render`
//! (one linear pass from markup to lines). The tree builder only ever sees markup that `trim` has balanced and cut to
//! size; a page too odd for it is rendered without it. Nothing here recurses, so no page can exhaust the stack.

mod metadata;
mod render;
mod tags;
mod trim;

use crate::{Each, Hint, encoding, hand_on, new_report, plain};
use claim::{Problem, Severity};

/// Main text shorter than this, in bytes, is doubted where the page holds much more.
const DOUBTED: usize = 140;

/// Reads one saved page; `charset` is what a server said of its encoding, which goes before what the page says, as in browsers.
pub(crate) fn read(bytes: &[u8], charset: Option<&str>, hint: &Hint, each: Each) {
    let declared = charset.filter(|label| encoding::is_known(label)).map(str::to_owned);
    let declared = declared.or_else(|| encoding::declared_in_page(bytes));
    let (html, problem) = encoding::decode(bytes, declared.as_deref());
    if let Some(problem) = problem {
        let line = problem.line;
        each(Err(problem.at(hint.name, line)));
    }
    let note = |code: &str, message: &str| Err(Problem::new(Severity::Note, code, message).at(hint.name, None));
    let page = trim::trim(&html);
    drop(html);
    if page.was_cut {
        each(note(
            "odd_markup",
            "the page is nested deeper than any browser shows it, its markup was cut; check that the text is whole",
        ));
    }
    let facts = metadata::read(&page.facts);
    let main = if page.is_small() { main_text(&page.html) } else { None };
    let text = match main {
        Some(main) if main.len() >= DOUBTED || render::render(&page.html, true).len() < 4 * main.len() => main,
        main => {
            let (main, article) = (main.unwrap_or_default(), facts.article_body.as_deref().unwrap_or_default());
            let body = render::render(&page.html, true);
            let body = if body.is_empty() { render::render(&page.html, false) } else { body };
            let text = if article.len() > main.len().max(DOUBTED) { article.trim().to_owned() } else { body };
            if !text.is_empty() {
                each(note(
                    "no_main_text",
                    "the main text of the page could not be told from the rest, all of it was read; look out for \
                     menus, or save the story alone",
                ));
            }
            text
        }
    };
    if text.trim().is_empty() {
        let message = "the page holds no text (it may be filled by a script); open it and save the text itself";
        each(Err(Problem::new(Severity::Error, "no_text", message).at(hint.name, None)));
        return;
    }
    let mut report = new_report(text, hint, None);
    report.title = facts.title;
    report.date = facts.date.or_else(|| plain::date(&report.text));
    report.outlet = facts.outlet;
    report.url = facts.url;
    report.language = facts.language;
    report.licence = facts.licence;
    hand_on(report, hint, each);
}

/// The text of a piece of HTML that somebody else has found to be story: all of it, a paragraph a line.
pub(crate) fn text_of(html: &str) -> String {
    render::render(&trim::trim(html).html, false)
}

/// The main text of a page that `trim` has made harmless.
fn main_text(html: &str) -> Option<String> {
    let config = dom_smoothie::Config { disable_json_ld: true, ..Default::default() };
    let article = dom_smoothie::Readability::new(html, None, Some(config)).ok()?.parse().ok()?;
    let text = render::render(&article.content, false);
    (!text.is_empty()).then_some(text)
}
