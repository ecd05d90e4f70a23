//! The scorer against the reference scorer, and the page against hostile text. All reports are invented.

use super::score::{GoldReport, Kind, Scores, Tally};
use super::{html, load_gold, load_predictions, print_table, score, to_json};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;

/// Three invented reports; in the gold form except that sentences stand apart.
fn gold_values() -> Vec<Value> {
    let reports = [
        (
            "velm",
            vec![
                "Orvenne’s army captured the town of Velm late Friday, the Lhazar ministry said, citing local medics.",
                "At least 12 guards were killed in shelling of the Dastan bridge.",
                "The army’s commander denied that its troops had entered Quillon.",
            ],
            json!([
                {"sentence": 0, "trigger": "captured", "type": "SEIZE", "status": "actual", "actor": ["Orvenne’s army"],
                 "place": ["Velm"], "time": ["late Friday"], "source": ["Lhazar ministry", "local medics"],
                 "verification": "unverified"},
                {"sentence": 1, "trigger": "shelling", "type": "SHELL", "target": ["12 guards", "Dastan bridge"],
                 "killed": [12, null]},
                {"sentence": 2, "trigger": "entered", "type": "ADVANCE", "status": "denied", "actor": ["its troops"],
                 "to": ["Quillon"], "source": ["army’s commander"], "verification": "disputed"},
            ]),
        ),
        (
            "ford",
            vec![
                "Families fled Velm for Quillon and Brask as clashes between rebels and the guard went on 🔥.",
                "Seven people were wounded and 3 arrested in the raid, two residents told Example Wire.",
            ],
            json!([
                {"sentence": 0, "trigger": "fled", "type": "DISPLACE", "actor": ["Families"], "from": ["Velm"],
                 "to": ["Quillon", "Brask"], "displaced": [2, null]},
                {"sentence": 0, "trigger": "clashes", "type": "CLASH", "actor": ["rebels", "guard"]},
                {"sentence": 1, "trigger": "raid", "type": "ATTACK", "source": ["two residents"], "injured": 7,
                 "verification": ""},
                {"sentence": 1, "trigger": "arrested", "type": "DETAIN", "target": "3", "detained": [3, 3],
                 "source": ["two residents"]},
            ]),
        ),
        ("calm", vec!["The market of Brask opened at dawn."], json!([])),
    ];
    let gold = reports.into_iter().map(|(id, sentences, claims)| {
        let mut text = String::new();
        let mut spans = Vec::new();
        for sentence in sentences {
            let start = text.chars().count();
            text += sentence;
            spans.push([start, text.chars().count()]);
            text += "\n";
        }
        json!({"id": id, "date": null, "text": text, "sentence_spans": spans, "claims": claims})
    });
    gold.collect()
}

/// SplitMix64: the same mutations everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }
}

/// Predictions made of the gold claims by everything that goes wrong: claims dropped, doubled and invented, wrong types,
/// statuses, fillers and counts, other apostrophes, a sentence or a span to stand in, reports left out or empty.
fn mutate(gold: &[Value], seed: u64) -> Vec<Value> {
    let mut dice = Dice(seed);
    let mut predictions = Vec::new();
    for report in gold {
        if dice.one_in(9) {
            continue;
        }
        let text = report["text"].as_str().unwrap();
        let mut claims = Vec::new();
        for claim in report["claims"].as_array().unwrap() {
            if dice.one_in(6) {
                continue;
            }
            let mut claim = claim.clone();
            if dice.one_in(5) {
                claim["type"] = json!(["KILL", "SEIZE", "ATTACK", "CLASH"][dice.roll(4) as usize]);
            }
            if dice.one_in(5) {
                claim["status"] = json!(["planned", "actual", "possible"][dice.roll(3) as usize]);
            }
            if dice.one_in(6) {
                claim["trigger"] = json!(["", "the", "was captured", "raid"][dice.roll(4) as usize]);
            }
            for slot in ["actor", "target", "place", "from", "to", "time", "source"] {
                if let Some(fillers) = claim[slot].as_array().cloned() {
                    let changed = fillers.into_iter().map(|filler| {
                        let filler = filler.as_str().unwrap().to_owned();
                        match dice.roll(8) {
                            0 => filler.replace('’', "'"),
                            1 => format!("the {}", filler.to_uppercase()),
                            2 => format!("{filler} and their many other men"),
                            3 => filler.split(' ').next_back().unwrap_or_default().to_owned(),
                            4 => "—".to_owned(),
                            _ => filler,
                        }
                    });
                    claim[slot] = changed.collect();
                }
                if dice.one_in(8) {
                    claim[slot] = if dice.one_in(2) {
                        json!("Brask’s guard")
                    } else {
                        json!(["Velm", "Velm", "रक्षक"])
                    };
                }
            }
            for slot in ["killed", "injured", "displaced", "detained"] {
                if dice.one_in(7) {
                    claim[slot] = [json!(7), json!([12, null]), json!([null, 3]), json!(3.0), json!([])]
                        [dice.roll(5) as usize]
                        .clone();
                }
            }
            if dice.one_in(6) {
                claim["verification"] = json!(["disputed", "unverified", ""][dice.roll(3) as usize]);
            }
            let trigger = claim["trigger"].as_str().unwrap();
            if let (false, Some(byte)) = (dice.one_in(3), text.find(trigger)) {
                let start = text[..byte].chars().count();
                claim["trigger_span"] = json!([start, start + trigger.chars().count()]);
                claim["sentence"] = json!(dice.roll(3)); // the span wins
            } else if dice.one_in(4) {
                claim["trigger_span"] = [json!([]), json!([100_000, 100_003])][dice.roll(2) as usize].clone();
            }
            claims.push(claim.clone());
            if dice.one_in(6) {
                claims.push(claim);
            }
        }
        if dice.one_in(8) {
            claims.clear();
        }
        if dice.one_in(4) {
            claims.push(json!({"type": "PROTEST", "trigger": "opened", "sentence": 0, "actor": ["market"]}));
        }
        predictions.push(json!({"id": report["id"], "claims": claims}));
        if dice.one_in(10) {
            predictions.push(json!({"id": report["id"]}));
        }
    }
    predictions.push(json!({"id": "nowhere", "claims": [{"type": "KILL", "sentence": 0, "trigger": "killed"}]}));
    predictions
}

fn lines(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value}\n")).collect()
}

fn score_lines(gold: &str, predictions: &str) -> (Vec<GoldReport>, Scores) {
    let gold = load_gold("gold.jsonl", gold.as_bytes()).unwrap();
    let predictions = load_predictions("predictions.jsonl", predictions.as_bytes()).unwrap();
    let scores = score(&gold, &predictions);
    (gold, scores)
}

/// Name and `[hit, gold, pred]` of every figure, strict figures as `SLOT:strict`, types as `type:CODE`.
fn tallies(scores: &Scores) -> Vec<(String, [usize; 3])> {
    let three = |tally: Tally| [tally.hit, tally.gold, tally.pred];
    let mut all = Vec::new();
    for (name, tally, strict) in scores.figures() {
        all.push((name.to_owned(), three(tally)));
        all.extend(strict.map(|strict| (format!("{name}:strict"), three(strict))));
    }
    all.extend(scores.types().into_iter().map(|(code, tally)| (format!("type:{code}"), three(tally))));
    all
}

/// The reference scorer's own functions, called on two files; raw tallies and the rounded shares of its `--json`.
const REFERENCE: &str = "
import json, sys
sys.path.insert(0, sys.argv[1])
import score
t, types, missing = score.score(score.load(sys.argv[2]), score.load(sys.argv[3]))
raw = {k: [v.hit, v.gold, v.pred] for k, v in t.items()}
raw |= {'type:' + k: [v.hit, v.gold, v.pred] for k, v in types.items()}
print(json.dumps({'raw': raw, 'shares': {k: v.prf for k, v in t.items()}, 'missing': missing}))
";

#[test]
fn the_figures_are_those_of_the_reference_scorer() {
    let Some(scorer) = std::env::var_os("DATELINE_DATA").map(|data| PathBuf::from(data).join("gold")) else {
        println!("skipped: DATELINE_DATA is not set; set it to the folder that holds gold/score.py");
        return;
    };
    if !scorer.join("score.py").is_file() || Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: no {}/score.py, or no python3", scorer.display());
        return;
    }
    let gold_values = gold_values();
    let gold_lines = lines(&gold_values);
    for seed in 0..40 {
        let predicted_lines = lines(&mutate(&gold_values, seed));
        let mut gold_file = tempfile::NamedTempFile::new().unwrap();
        let mut predicted_file = tempfile::NamedTempFile::new().unwrap();
        gold_file.write_all(gold_lines.as_bytes()).unwrap();
        predicted_file.write_all(predicted_lines.as_bytes()).unwrap();
        let output = Command::new("python3")
            .args(["-B", "-c", REFERENCE]) // -B: leave no bytecode in the data folder
            .args([scorer.as_path(), gold_file.path(), predicted_file.path()])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let reference: Value = serde_json::from_slice(&output.stdout).unwrap();

        let (_, scores) = score_lines(&gold_lines, &predicted_lines);
        for (name, tally) in tallies(&scores) {
            // The reference never creates a figure that nothing was added to.
            let expected = reference["raw"].get(&name).cloned().unwrap_or(json!([0, 0, 0]));
            assert_eq!(json!(tally), expected, "seed {seed}, {name}");
        }
        let types = scores.per_type.len();
        let theirs = reference["raw"].as_object().unwrap().keys().filter(|name| name.starts_with("type:")).count();
        assert_eq!(types, theirs, "seed {seed}");
        for (name, tally, _) in scores.figures() {
            if let Some(shares) = reference["shares"].get(name) {
                for (n, ours) in [tally.precision(), tally.recall(), tally.f1()].into_iter().enumerate() {
                    let theirs = shares[n].as_f64().unwrap();
                    assert!((ours - theirs).abs() < 1e-9, "seed {seed}, {name}: {ours} {theirs}");
                }
            }
        }
        assert_eq!(json!(scores.missing), reference["missing"], "seed {seed}");
    }
}

#[test]
fn recorded_figures_of_the_reference_scorer_hold_without_python() {
    let gold = gold_values();
    for (seed, expected) in RECORDED {
        let (_, scores) = score_lines(&lines(&gold), &lines(&mutate(&gold, *seed)));
        let told: Vec<String> = tallies(&scores)
            .into_iter()
            .map(|(name, [hit, gold, pred])| format!("{name} {hit} {gold} {pred}"))
            .collect();
        assert_eq!(told.join(", "), *expected, "seed {seed}");
    }
}

/// Seed, and hit, gold and pred of every figure, as the reference scorer gave them.
#[rustfmt::skip]
const RECORDED: &[(u64, &str)] = &[
    (11, "detect 6 7 9, typed 6 7 9, status 4 6 6, actor 2 5 8, actor:strict 2 5 8, target 2 3 6, \
         target:strict 2 3 6, place 1 1 6, place:strict 1 1 6, from 0 1 1, from:strict 0 1 1, \
         to 1 3 5, to:strict 1 3 5, time 0 1 1, time:strict 0 1 1, source 3 5 5, \
         source:strict 3 5 5, counts 3 4 5, verification 2 2 4, LEDGER 24 39 59, type:SEIZE 1 1 1, \
         type:ADVANCE 1 1 1, type:CLASH 1 1 1, type:SHELL 1 1 1, type:ATTACK 1 1 1, \
         type:DETAIN 0 1 1, type:DISPLACE 1 1 1, type:PROTEST 0 0 2"),
    (5, "detect 7 7 8, typed 6 7 8, status 6 6 6, actor 2 5 6, actor:strict 2 5 6, target 2 3 3, \
         target:strict 2 3 3, place 1 1 2, place:strict 1 1 2, from 0 1 2, from:strict 0 1 2, \
         to 3 3 8, to:strict 3 3 8, time 1 1 2, time:strict 0 1 2, source 4 5 5, \
         source:strict 3 5 5, counts 2 4 6, verification 1 2 1, LEDGER 28 39 51, type:SEIZE 1 1 2, \
         type:ADVANCE 1 1 1, type:CLASH 1 1 1, type:SHELL 1 1 1, type:ATTACK 1 1 1, \
         type:DETAIN 0 1 0, type:DISPLACE 1 1 2"),
];

#[test]
fn a_filler_matches_by_its_words() {
    #[rustfmt::skip]
    let cases = [
        ("Orvenne’s army", "the Orvenne's ARMY", 1, 1, "apostrophes, articles and case do not count"),
        ("rebels", "Rebels’", 1, 1, "a bare apostrophe is no word"),
        ("Syrian Kurdish fighters", "Kurdish fighters of Brask", 1, 0, "half of the words is enough"),
        ("two men", "two women and four children", 0, 0, "less than half is not"),
        ("3 snipers", "3 nipers", 1, 0, "one word of two is half"),
        ("the", "a", 0, 1, "articles alone are the same nothing, which only the strict figure takes"),
        ("रक्षक दल", "रक दल", 1, 0, "vowel signs cut words where the reference scorer cuts them"),
        ("Dr_X", "dr_x", 1, 1, "the underscore belongs to a word"),
    ];
    for (ours, theirs, loose, strict, why) in cases {
        let gold = json!({"id": "r", "text": "Fled.", "sentence_spans": [[0, 5]],
            "claims": [{"sentence": 0, "trigger": "Fled", "type": "DISPLACE", "actor": [ours]}]});
        let predicted =
            json!({"id": "r", "claims": [{"sentence": 0, "trigger": "Fled", "type": "DISPLACE", "actor": [theirs]}]});
        let (_, scores) = score_lines(&lines(&[gold]), &lines(&[predicted]));
        assert_eq!((scores.slots[0].hit, scores.strict[0].hit), (loose, strict), "{why}");
    }
}

#[test]
fn a_perfect_prediction_leaves_no_difference() {
    let gold = gold_values();
    let (_, scores) = score_lines(&lines(&gold), &lines(&gold));
    assert_eq!(scores.differences, []);
    assert_eq!(scores.ledger().hit, scores.ledger().gold);
    assert!((scores.ledger().f1() - 1.0).abs() < 1e-12);
}

/// The faults of every difference, as `SENTENCE KIND SLOT`.
fn faults(scores: &Scores) -> Vec<String> {
    let told = scores.differences.iter().flat_map(|difference| {
        let sentence = difference.sentence.map_or("-".to_owned(), |sentence| sentence.to_string());
        difference.faults.iter().map(move |fault| {
            format!("{sentence} {} {}", fault.kind.name(), fault.slot.unwrap_or_default()).trim_end().to_owned()
        })
    });
    told.collect()
}

#[test]
fn every_difference_says_what_is_off() {
    let gold = &gold_values()[..1];
    let captured = json!({"trigger": "captured", "sentence": 0, "type": "SEIZE", "actor": ["Orvenne army"], "place": ["Velm"],
        "time": ["late Friday"], "source": ["Lhazar ministry", "local medics"], "verification": "unverified"});
    let with = |changes: Value| {
        let mut claim = captured.clone();
        claim.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        claim
    };
    let cases = [
        (json!([]), vec!["0 missed", "1 missed", "2 missed"]),
        (json!([captured]), vec!["1 missed", "2 missed"]),
        (json!([captured, captured]), vec!["0 extra", "1 missed", "2 missed"]),
        (json!([with(json!({"type": "HOLD"}))]), vec!["0 wrong type", "1 missed", "2 missed"]),
        (
            json!([with(json!({"type": "HOLD", "trigger": "said"}))]),
            vec!["0 missed", "0 extra", "1 missed", "2 missed"],
        ),
        (json!([with(json!({"status": "possible"}))]), vec!["0 wrong status", "1 missed", "2 missed"]),
        (
            json!([with(json!({"actor": ["Brask"], "place": [], "source": ["Lhazar ministry", "medics", "wire"],
                "killed": 4, "verification": "disputed"}))]),
            vec![
                "0 wrong filler actor",
                "0 missing filler place",
                "0 extra filler source",
                "0 extra filler killed",
                "0 wrong filler verification",
                "1 missed",
                "2 missed",
            ],
        ),
        (json!([with(json!({"trigger_span": [9_000, 9_001]}))]), vec!["0 missed", "1 missed", "2 missed", "- extra"]),
    ];
    for (claims, expected) in cases {
        let (_, scores) = score_lines(&lines(gold), &lines(&[json!({"id": "velm", "claims": claims})]));
        assert_eq!(faults(&scores), expected, "{claims}");
    }
}

#[test]
fn a_line_that_cannot_be_used_is_named_with_the_remedy() {
    #[rustfmt::skip]
    let cases = [
        ("\n{\"id\"", "g.jsonl:2: EOF while parsing an object at column 5; a gold line is {"),
        ("{\"id\": \"r\", \"text\": \"x\", \"claims\": []}", "g.jsonl:1: missing field `sentence_spans`"),
        ("{\"id\": \"r\", \"text\": \"x\", \"sentence_spans\": [[0, 1]], \"claims\": [{\"type\": \"KILL\"}]}",
         "g.jsonl:1: claim 0 of r has no \"sentence\"; a gold line is"),
        ("{\"id\": \"r\", \"text\": \"x\", \"sentence_spans\": [[0, 1]], \"claims\": [{\"type\": \"KILL\", \"sentence\": 1}]}",
         "g.jsonl:1: claim 0 of r is in sentence 1 of 1; a gold line is"),
    ];
    for (text, expected) in cases {
        let problem = load_gold("g.jsonl", text.as_bytes()).unwrap_err().to_string();
        assert!(problem.starts_with(expected), "{problem}");
    }
    let problem =
        load_predictions("p.jsonl", "{\"id\": \"r\", \"claims\": [{\"type\": \"SIEZE\"}]}".as_bytes()).unwrap_err();
    let expected = "p.jsonl:1: unknown event type \"SIEZE\"; did you mean \"SEIZE\"? at column ";
    assert!(problem.to_string().starts_with(expected), "{problem}");
    let problem = load_predictions("p.jsonl", &b"{}\n\xff\n"[..]).unwrap_err();
    assert_eq!(problem.line, Some(1), "{problem}");
}

#[test]
fn the_table_and_the_json_tell_the_figures() {
    let gold = gold_values();
    let predicted = json!({"id": "velm", "claims": [
        {"sentence": 0, "trigger": "captured", "type": "SEIZE", "actor": ["Orvenne’s army"]},
        {"sentence": 1, "trigger": "shelling", "type": "BOMB"},
    ]});
    let (_, scores) = score_lines(&lines(&gold), &lines(&[predicted]));
    let table = print_table(&scores, true);
    let shown: Vec<&str> = table.lines().collect();
    assert_eq!(shown[0], "                    P      R     F1  strict F1   gold   pred");
    assert_eq!(shown[1], "detect          1.000  0.286  0.444                 7      2");
    assert_eq!(shown[2], "typed           0.500  0.143  0.222                 7      2");
    assert_eq!(shown[4], "actor           1.000  0.200  0.333      0.333      5      1");
    assert_eq!(shown[14], "");
    assert_eq!(shown[15], "SEIZE           1.000  1.000  1.000                 1      1");
    assert_eq!(shown[22], "BOMB            0.000  0.000  0.000                 0      1");
    assert_eq!(shown.len(), 23);
    assert_eq!(print_table(&scores, false).lines().count(), 14);

    let json = to_json(&scores);
    assert_eq!(json["detect"], json!({"p": 1.0, "r": 0.2857, "f1": 0.4444, "gold": 7, "pred": 2}));
    assert_eq!(json["actor"]["strict_f1"], json!(0.3333));
    assert_eq!(json["per_type"]["BOMB"], json!({"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 0, "pred": 1}));
    assert_eq!(json["missing"], json!(["ford", "calm"]));
}

#[test]
fn the_page_shows_every_difference_and_marks_its_sentence() {
    let gold = gold_values();
    let predicted = json!({"id": "velm", "claims": [
        {"sentence": 0, "trigger": "captured", "trigger_span": [15, 23], "type": "SEIZE", "actor": ["army"], "place": ["Brask"],
         "spans": {"actor": [[10, 14]], "place": [[36, 40]]}},
    ]});
    let (reports, scores) = score_lines(&lines(&gold), &lines(&[predicted]));
    let page = html::page(&scores, &reports);
    assert_eq!(page.matches("class=\"pair\"").count(), scores.differences.len());
    // Gold "Velm" and predicted "Brask" claim the same letters; the trigger is both; "Orvenne’s" is gold alone.
    for expected in [
        "<mark class=\"g p t\" title=\"gold trigger, predicted trigger\">captured</mark>",
        "<mark class=\"g\" title=\"gold actor\">Orvenne’s </mark>",
        "<mark class=\"g p\" title=\"gold actor, predicted actor\">army</mark>",
        "<mark class=\"g p\" title=\"gold place, predicted place\">Velm</mark>",
        "data-faults=\"wrong filler:place|missing filler:time|missing filler:source|missing filler:verification\"",
        "No prediction for 2 reports",
        "12 or more",
    ] {
        assert!(page.contains(expected), "{expected}\n{page}");
    }
    assert!(!page.contains("http:") && !page.contains("https:") && !page.contains("src="), "the page asks for nothing");
    assert_eq!(page, html::page(&scores, &reports), "same figures, same bytes");
}

#[test]
fn no_text_of_a_report_becomes_markup() {
    let bait = "<script>alert('x')</script>\"'&";
    let text = format!("{bait} fled.");
    let gold = json!({"id": bait, "text": text, "sentence_spans": [[0, text.chars().count()]],
        "claims": [{"sentence": 0, "trigger": bait, "type": "DISPLACE", "actor": [bait]}]});
    let predicted = json!({"id": bait, "claims": [{"sentence": 0, "trigger": bait, "type": "KILL", "place": [bait]},
        {"trigger_span": [9_999, 10_000], "trigger": bait, "type": "KILL"}]});
    for predictions in [vec![predicted], vec![]] {
        let (reports, scores) = score_lines(&lines(std::slice::from_ref(&gold)), &lines(&predictions));
        let page = html::page(&scores, &reports);
        assert_eq!(page.matches("<script>").count(), 1, "only the page's own");
        assert!(page.contains("&lt;script&gt;alert("));
        assert_eq!(
            scores.differences.iter().flat_map(|d| &d.faults).filter(|f| f.kind == Kind::Extra).count(),
            predictions.len()
        );
    }
}

#[test]
fn spans_that_point_nowhere_only_lose_their_mark() {
    let spans = [json!([[0, 4]]), json!([[3, 2]]), json!([[0, 900]]), json!([[900, 901]]), json!([])];
    for span in spans {
        let gold = json!({"id": "r", "text": "Fled.", "sentence_spans": [[0, 5]], "claims": []});
        let predicted = json!({"id": "r", "claims": [{"sentence": 0, "trigger": "Fled", "type": "DISPLACE", "actor": ["Fled"],
            "spans": {"actor": span}}]});
        let (reports, scores) = score_lines(&lines(&[gold]), &lines(&[predicted]));
        let page = html::page(&scores, &reports);
        assert!(page.contains(">Fled</mark>"), "{span}");
        assert_eq!(page.contains("predicted actor"), span == json!([[0, 4]]), "{span}");
    }
}
