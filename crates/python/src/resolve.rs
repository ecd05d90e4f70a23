//! Single questions: which place, which days, which party.

use crate::{day, value};
use pyo3::prelude::*;
use world::dates::{DateContext, Leaning, NumberOrder, when};
use world::parties::{PartyContext, Register};
use world::places::Gazetteer;
use world::places::resolve::explain_place;

/// The place that a name means, as JSON.
#[pyfunction]
#[pyo3(signature = (name, near))]
pub fn place(py: Python<'_>, name: &str, near: Option<&str>) -> PyResult<String> {
    py.detach(|| json(&explain_place(name, near, Gazetteer::bundled()).answer))
}

/// The days that an expression means, as JSON.
#[pyfunction]
#[pyo3(signature = (expression, date, future))]
pub fn time(py: Python<'_>, expression: &str, date: Option<&str>, future: bool) -> PyResult<String> {
    let published = day("date", date)?;
    let leaning = if future { Leaning::Future } else { Leaning::Past };
    let context = DateContext { published, dateline: None, leaning, order: NumberOrder::Unknown };
    py.detach(|| json(&when(expression, &context)))
}

/// The party that a mention means, as JSON. The countries come in the order of their weight.
#[pyfunction]
#[pyo3(signature = (mention, countries, date))]
pub fn who(py: Python<'_>, mention: &str, countries: Vec<String>, date: Option<&str>) -> PyResult<String> {
    let weight = |number: usize| 1.0 / (number + 1) as f64;
    let countries = countries.into_iter().enumerate().map(|(n, code)| (code, weight(n))).collect();
    let context = PartyContext { countries, date: day("date", date)?, ..PartyContext::default() };
    py.detach(|| json(&world::parties::who(mention, &context, Register::bundled())))
}

fn json(answer: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(answer).map_err(value)
}
