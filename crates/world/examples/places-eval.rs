//! Measures resolving of places on GeoVirus, and exports what the weights are learned from.
//!
//!     cargo run --release -p world --example places-eval -- --data ../shared [--errors] [--export features.jsonl]
//!
//! `--data` names the folder that holds `train/public/geovirus/GeoVirus.xml`. Its pages are split by the SHA-256 of their
//! address, as in training/places.py: first byte below 51 is held aside.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Instant;

use claim::Where;
use sha2::{Digest, Sha256};
use world::places::mentions::mentions_in;
use world::places::rank::{self, is_point};
use world::places::resolve::{Context, Mention, resolve_places, weighed_places};
use world::places::{Class, Gazetteer};

/// What counts as found, in km: 100 miles, as the literature has it.
const NEAR: f64 = 161.0;

struct Article {
    page: String,
    text: String,
    gold: Vec<Gold>,
}

struct Gold {
    name: String,
    span: std::ops::Range<usize>,
    point: (f64, f64),
    /// Title of its Wikipedia page.
    page: String,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut data, mut export, mut errors) = (None, None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--data" => data = arguments.next(),
            "--export" => export = arguments.next(),
            "--errors" => errors = true,
            other => return eprintln!("unknown argument {other:?}; see the head of places-eval.rs"),
        }
    }
    let Some(data) = data.or_else(|| std::env::var("DATELINE_DATA").ok()) else {
        return eprintln!("--data DIR: the folder that holds train/public/geovirus/GeoVirus.xml");
    };
    let path = format!("{data}/train/public/geovirus/GeoVirus.xml");
    let articles = match std::fs::read_to_string(&path) {
        Ok(xml) => read(&xml),
        Err(error) => return eprintln!("{path}: {error}"),
    };
    let gazetteer = Gazetteer::bundled();
    if let Some(file) = export {
        if let Err(error) = write_features(&file, &articles, gazetteer) {
            eprintln!("{file}: {error}");
        }
        return;
    }
    let held_aside: Vec<&Article> = articles.iter().filter(|article| is_held_aside(&article.page)).collect();
    let all: Vec<&Article> = articles.iter().collect();
    for (name, articles) in [("held aside", &held_aside), ("all files", &all)] {
        let mentions: usize = articles.iter().map(|article| article.gold.len()).sum();
        println!("{name}: {} articles, {mentions} places", articles.len());
        gold_spans(articles, gazetteer, errors && name == "all files");
        end_to_end(articles, gazetteer, errors && name == "all files");
    }
}

fn is_held_aside(page: &str) -> bool {
    Sha256::digest(page.as_bytes())[0] < 51
}

/// The articles of GeoVirus.xml: one element a line, comments on lines of their own.
fn read(xml: &str) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    let (mut page, mut start, mut end, mut lat, mut lon, mut name) = (String::new(), 0, 0, 0.0, 0.0, String::new());
    for line in xml.lines().map(str::trim).filter(|line| !line.starts_with("<!--")) {
        let Some((tag, rest)) = line.strip_prefix('<').and_then(|line| line.split_once('>')) else { continue };
        let Some((value, _)) = rest.rsplit_once("</") else { continue };
        let value = value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        let number = || value.trim().parse::<f64>().unwrap_or(f64::NAN);
        match tag {
            "source" => page = value,
            "text" => articles.push(Article { page: page.clone(), text: value, gold: vec![] }),
            "name" => name = value,
            "start" => start = number() as usize,
            "end" => end = number() as usize,
            "lat" => lat = number(),
            "lon" => lon = number(),
            "page" => {
                let Some(article) = articles.last_mut() else { continue };
                // Code points, counted from 1.
                let byte = |at: usize| {
                    let letter = article.text.char_indices().nth(at.saturating_sub(1));
                    letter.map_or(article.text.len(), |(byte, _)| byte)
                };
                let span = byte(start)..byte(end);
                assert_eq!(article.text[span.clone()], name, "the span of a place of {}", article.page);
                let title = value.rsplit('/').next().unwrap_or_default().to_owned();
                article.gold.push(Gold { name: name.clone(), span, point: (lat, lon), page: title });
            }
            _ => {}
        }
    }
    articles
}

/// The gold mentions of an article, in the order of the text, with what the article tells.
fn asked(article: &Article, gazetteer: &Gazetteer) -> (Vec<Mention>, Context) {
    let mentions = article.gold.iter().map(|gold| Mention::at(&article.text, gold.span.clone())).collect();
    (mentions, Context::of(&article.text, None, None, gazetteer))
}

fn percent(part: usize, whole: usize) -> f64 {
    part as f64 * 100.0 / whole.max(1) as f64
}

fn median(mut kilometres: Vec<f64>) -> f64 {
    kilometres.sort_by(f64::total_cmp);
    kilometres.get(kilometres.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Whether an area is the one that gold's page is about: "Georgia_(U.S._state)" -> "georgia". Its centre is a matter of taste.
fn is_the_area(kind: &str, name: &str, page: &str, far: f64) -> bool {
    let title = page.split("_(").next().unwrap_or_default().replace('_', " ");
    matches!(kind, "country" | "division" | "region" | "water")
        && far < 1500.0
        && world::places::keys::folded(&title) == world::places::keys::folded(name)
}

fn gold_spans(articles: &[&Article], gazetteer: &Gazetteer, errors: bool) {
    let (mut near, mut same, mut resolved, mut all) = (0, 0, 0, 0);
    let mut far_off = Vec::new();
    let mut kinds: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut bins = [(0usize, 0usize, 0.0f64); 5];
    let mut seconds = 0.0;
    for article in articles {
        let start = Instant::now();
        let (mentions, context) = asked(article, gazetteer);
        let places = resolve_places(&mentions, &context, gazetteer);
        seconds += start.elapsed().as_secs_f64();
        for (gold, place) in article.gold.iter().zip(&places) {
            all += 1;
            match place {
                Where::Place(place) => {
                    resolved += 1;
                    let far = rank::kilometres((place.lat, place.lon), gold.point);
                    far_off.push(far);
                    let area = is_the_area(&place.kind, &place.name, &gold.page, far);
                    near += usize::from(far <= NEAR);
                    same += usize::from(far <= NEAR || area);
                    let kind = kinds.entry(place.kind.clone()).or_default();
                    *kind = (kind.0 + usize::from(far <= NEAR), kind.1 + 1);
                    let bin = &mut bins[((place.score * 5.0) as usize).min(4)];
                    *bin = (bin.0 + usize::from(far <= NEAR || area), bin.1 + 1, bin.2 + place.score);
                    if errors && far > NEAR {
                        let mark = if area { "area " } else { "WRONG" };
                        println!(
                            "    {mark} {:>6.0} km  {} -> {} {} ({:.2}); gold {}",
                            far, gold.name, place.id, place.name, place.score, gold.page
                        );
                    }
                }
                Where::Unresolved(none) => {
                    let kind = kinds.entry("unresolved".to_owned()).or_default();
                    kind.1 += 1;
                    if errors {
                        println!("    NONE            {} -> {}; gold {}", gold.name, none.unresolved, gold.page);
                    }
                }
            }
        }
    }
    println!(
        "  gold spans: accuracy@161 {:.1} % of all, {:.1} % of the resolved; found {:.1} %; median {:.1} km; right place or area {:.1} %",
        percent(near, all),
        percent(near, resolved),
        percent(resolved, all),
        median(far_off),
        percent(same, all)
    );
    for (kind, (near, all)) in kinds {
        println!("    {kind:<10} {near:>4} of {all:>4} within 161 km");
    }
    for (at, (right, all, score)) in bins.iter().enumerate().filter(|(_, bin)| bin.1 > 0) {
        println!(
            "    score {:.1}-{:.1}: mean {:.2}, right {:.2} of {all}",
            at as f64 / 5.0,
            (at + 1) as f64 / 5.0,
            score / *all as f64,
            *right as f64 / *all as f64
        );
    }
    println!(
        "    {all} mentions with their contexts in {seconds:.3} s: {:.0} mentions/s, {:.2} ms an article",
        all as f64 / seconds,
        seconds * 1000.0 / articles.len() as f64
    );
}

/// Finding and resolving from the text alone. A found span counts for a gold one that it overlaps with.
fn end_to_end(articles: &[&Article], gazetteer: &Gazetteer, errors: bool) {
    let (mut gold_all, mut found_all, mut met, mut exact, mut near, mut right_found) = (0, 0, 0, 0, 0, 0);
    let mut far_off = Vec::new();
    let mut seconds = 0.0;
    for article in articles {
        let start = Instant::now();
        let found = mentions_in(&article.text, gazetteer);
        let mentions: Vec<Mention> = found.iter().map(|found| Mention::at(&article.text, found.span.clone())).collect();
        let context = Context::of(&article.text, None, None, gazetteer);
        let places = resolve_places(&mentions, &context, gazetteer);
        seconds += start.elapsed().as_secs_f64();
        gold_all += article.gold.len();
        found_all += found.len();
        for gold in &article.gold {
            let at =
                found.iter().position(|found| found.span.start < gold.span.end && gold.span.start < found.span.end);
            let Some(at) = at else {
                if errors {
                    println!(
                        "    MISSED  {} ({}) in ...{}...",
                        gold.name,
                        gold.page,
                        around(&article.text, &gold.span)
                    );
                }
                continue;
            };
            met += 1;
            exact += usize::from(found[at].span == gold.span);
            if let Where::Place(place) = &places[at] {
                let far = rank::kilometres((place.lat, place.lon), gold.point);
                far_off.push(far);
                near += usize::from(far <= NEAR);
            }
        }
        for found in &found {
            let gold =
                article.gold.iter().any(|gold| found.span.start < gold.span.end && gold.span.start < found.span.end);
            right_found += usize::from(gold);
            if errors && !gold {
                println!("    EXTRA   {} in ...{}...", found.text, around(&article.text, &found.span));
            }
        }
    }
    let (precision, recall) = (percent(right_found, found_all), percent(met, gold_all));
    println!(
        "  end to end: spans found: precision {precision:.1} %, recall {recall:.1} %, F1 {:.1} % (overlap); {:.1} % of the gold spans to the letter",
        2.0 * precision * recall / (precision + recall),
        percent(exact, gold_all)
    );
    println!(
        "    accuracy@161 {:.1} % of all gold places, {:.1} % of the found ones; median {:.1} km; {:.2} ms an article",
        percent(near, gold_all),
        percent(near, met),
        median(far_off),
        seconds * 1000.0 / articles.len() as f64
    );
}

fn around(text: &str, span: &std::ops::Range<usize>) -> String {
    let from = text.floor_char_boundary(span.start.saturating_sub(40));
    let to = text.ceil_char_boundary((span.end + 30).min(text.len()));
    text[from..to].replace('\n', " ")
}

/// One line a mention for training/places.py.
fn write_features(file: &str, articles: &[Article], gazetteer: &Gazetteer) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "{}", serde_json::json!({ "signs": rank::NAMES }))?;
    for article in articles {
        let (mentions, context) = asked(article, gazetteer);
        let weighed = weighed_places(&mentions, &context, gazetteer);
        for (at, gold) in article.gold.iter().enumerate() {
            let candidates: Vec<_> = weighed
                .iter()
                .filter(|weighed| weighed.mention == at)
                .map(|weighed| {
                    serde_json::json!({
                        "name": gazetteer.place(weighed.entry).name,
                        "wide": !is_point(weighed.facts.class) || weighed.facts.class == Class::District,
                        "point": [weighed.facts.lat, weighed.facts.lon],
                        "signs": weighed.signs,
                    })
                })
                .collect();
            let line = serde_json::json!({
                "page": article.page,
                "mention": gold.name,
                "gold": { "point": [gold.point.0, gold.point.1], "page": gold.page },
                "candidates": candidates,
            });
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}
