//! Words in quotes and titles, with where they stand.

use super::Told;
use super::claims::passing;
use crate::State;
use crate::page::Page;
use crate::params::{Asked, FilterParams, PageParams, Pairs, Parameters, TimeParams};
use crate::problem::Problem;
use axum::Json;
use axum::extract::State as Held;
use book::lists::ClaimView;
use claim::{ReportId, Span};
use ledger::Found;
use serde::Serialize;
use std::collections::HashMap;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::{IntoParams, ToSchema};

/// Which words.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct SearchParams {
    /// Words that must all stand in one sentence or in the title; "in quotes" for a phrase; a star at the end of a word for all that begin so.
    #[param(example = "\"pulled out\" hama*", min_length = 1)]
    pub q: String,
}

impl Parameters for SearchParams {
    fn described() -> Vec<Parameter> {
        SearchParams::into_params(|| Some(ParameterIn::Query))
    }

    fn take(pairs: &mut Pairs) -> Result<SearchParams, Problem> {
        Ok(SearchParams { q: pairs.needed("q", "words to look for")? })
    }
}

/// A claim that was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit {
    claim: ClaimView,
    /// Where the words stand in the text of its quote, in code points.
    marks: Vec<Span>,
    /// The headline of its report.
    title: Option<String>,
    /// Where the words stand in that.
    title_marks: Vec<Span>,
}

/// Claims whose sentence has the words, or whose report's title has them, in the order of the ledger; other filters as in /claims.
#[utoipa::path(get, path = "/search", tag = "claims", summary = "Words in quotes and titles",
    params(SearchParams, FilterParams, TimeParams, PageParams),
    responses((status = 200, body = Page<Hit>)))]
pub(crate) async fn search(
    Held(state): Held<State>,
    Asked((asked, filter, times, page)): Asked<(SearchParams, FilterParams, TimeParams, PageParams)>,
) -> Told<Page<Hit>> {
    let told = state.look(times, move |view| {
        let filter = book::Filter { text: Some(asked.q.clone()), ..filter.filter() };
        let Page { items: claims, next, total } = passing(view, &filter, &page)?;
        let words = wanted(&asked.q);
        let mut titles: HashMap<ReportId, Option<String>> = HashMap::new();
        let mut items = Vec::with_capacity(claims.len());
        for claim in claims {
            let title = match titles.get(&claim.claim.report) {
                Some(title) => title.clone(),
                None => {
                    let report = view.ledger.report(claim.claim.report)?.and_then(Found::kept);
                    let title = report.and_then(|report| report.content.title);
                    titles.insert(claim.claim.report, title.clone());
                    title
                }
            };
            items.push(Hit {
                marks: claim.claim.quote.as_ref().map_or_else(Vec::new, |quote| marks(&quote.text, &words)),
                title_marks: title.as_deref().map_or_else(Vec::new, |title| marks(title, &words)),
                title,
                claim,
            });
        }
        Ok(Page { items, next, total })
    });
    told.await.map(Json)
}

/// Words one behind the other, and whether the last may go on.
type Wanted = (Vec<String>, bool);

/// What is typed, read as the ledger reads it: words, "phrases", words with a star.
fn wanted(typed: &str) -> Vec<Wanted> {
    let mut all = Vec::new();
    for (number, piece) in typed.split(['"', '“', '”', '„']).enumerate() {
        if number % 2 == 1 {
            all.push((words(piece).into_iter().map(|(_, word)| word).collect(), false));
        } else {
            for word in piece.split_whitespace() {
                all.push((words(word).into_iter().map(|(_, word)| word).collect(), word.ends_with('*')));
            }
        }
    }
    all.retain(|(words, _): &Wanted| !words.is_empty());
    all
}

/// The words of a text, folded, with where they stand.
fn words(text: &str) -> Vec<(Span, String)> {
    let mut all: Vec<(Span, String)> = Vec::new();
    let (mut begin, mut word) = (None, String::new());
    let mut end = 0;
    for (at, letter) in text.chars().enumerate() {
        end = at + 1;
        // A mark belongs to the letter before it.
        let is_mark = ('\u{300}'..='\u{36f}').contains(&letter);
        if letter.is_alphanumeric() || (is_mark && begin.is_some()) {
            begin.get_or_insert(at);
            word.push(letter);
        } else if let Some(begin) = begin.take() {
            all.push((Span::new(begin, at), ledger::folded(&std::mem::take(&mut word))));
        }
    }
    if let Some(begin) = begin {
        all.push((Span::new(begin, end), ledger::folded(&word)));
    }
    all
}

/// Where the wanted words stand in a text: in order, not overlapping.
fn marks(text: &str, wanted: &[Wanted]) -> Vec<Span> {
    let words = words(text);
    let mut marks: Vec<Span> = Vec::new();
    for (phrase, goes_on) in wanted {
        let last = phrase.len() - 1;
        let is_it = |some: &[(Span, String)]| {
            some.iter().zip(phrase).enumerate().all(|(at, ((_, word), wanted))| {
                if at == last && *goes_on { word.starts_with(wanted.as_str()) } else { word == wanted }
            })
        };
        let found = words.windows(phrase.len()).filter(|some| is_it(some));
        marks.extend(found.map(|some| Span::new(some[0].0.start, some[last].0.end)));
    }
    marks.sort();
    let mut apart: Vec<Span> = Vec::new();
    for mark in marks {
        match apart.last_mut() {
            Some(before) if mark.start < before.end => before.end = before.end.max(mark.end),
            _ => apart.push(mark),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_marked_where_they_stand_in_code_points() {
        let text = "Sıx «shells» hit Hamā; the army pulled out.";
        for (typed, expected) in [
            ("hama", vec![(17, 21)]),
            ("SHELL*", vec![(5, 11)]),
            ("shell", vec![]),
            ("\"pulled out\" army", vec![(27, 31), (32, 42)]),
            ("“the army” army", vec![(23, 31)]),
            ("- * \"", vec![]),
        ] {
            let marks: Vec<(usize, usize)> =
                marks(text, &wanted(typed)).into_iter().map(|span| (span.start, span.end)).collect();
            assert_eq!(marks, expected, "{typed}");
        }
    }
}
