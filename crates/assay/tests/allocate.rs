//! `assay allocate`: what it prints for rounds of both formats, impossible ones and hostile files.

use serde_json::Value;
use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
};

fn file(name: &str, text: impl AsRef<[u8]>) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assay-allocate-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn allocate(path: &PathBuf, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).arg("allocate").arg(path).args(arguments).output().unwrap()
}

fn json(path: &PathBuf, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = allocate(path, &[arguments, &["--json"]].concat());
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    (output.status.code(), serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{printed}{errors}")))
}

/// 3 submissions that need 2 of 4 reviewers, who take from 1 to 2.
const PLAIN: &str = "3 4\n2 2 2\n1 1 1 1\n2 2 2 2\n.9 .8 .1 0\n.9 .7 .2 .1\n.8 .3 .3 .2\n";

/// 4 submissions of organisations 1 to 4, and 4 reviewers of organisations 5 to 8 who take from 2 to 3: panels of 2, 2 submissions each.
fn composed(experienced: &str) -> String {
    let row = "0.5 0.4 0.3 0.2\n";
    format!("4 4 2 2 3\n1 0 1 0\n{experienced}\n5 6 7 8\n1 2 3 4\n{}", row.repeat(4))
}

#[test]
fn a_plain_round_is_allocated_with_its_proof_and_reasons() {
    let path = file("plain.txt", PLAIN);
    let (status, report) = json(&path, &["--objective", "total"]);
    assert_eq!(status, Some(0));
    assert_eq!((report["total"].as_f64(), report["bound"].as_f64()), (Some(3.8), Some(3.8)), "{report}");
    assert_eq!(report["proven"], true);
    assert_eq!(report["assignment"].as_array().unwrap().len(), 3);
    assert!(report["explanation"][0][0]["words"].as_str().unwrap().starts_with("Reviewer 0: score 0.9, number 1"));
    assert!(report["seconds"].as_f64().unwrap() < 10.0);
    let (_, fair) = json(&path, &[]);
    assert!(fair["minimum"].as_f64() >= report["minimum"].as_f64(), "{fair}");
    assert_eq!((&fair["minimum"], &fair["proven"]), (&fair["minimum_bound"], &Value::Bool(true)));
    let text = allocate(&path, &["--loads", "at-most"]);
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    assert!(text.contains("Submission 2: reviewers") && text.contains("Proven best: yes"), "{text}");
}

#[test]
fn panels_share_their_submissions() {
    let (status, report) = json(&file("panels.txt", composed("1 0 0 1")), &["--panels"]);
    assert_eq!(status, Some(0), "{report}");
    assert_eq!(report["panels"].as_array().unwrap().len(), 2, "{report}");
    assert_eq!(report["assignment"].as_array().unwrap().len(), 4);
    assert_eq!(report["proven"], true);
}

#[test]
fn an_impossible_round_says_which_rule_where_and_by_how_much() {
    // The 8 places give each of the 4 reviewers 2 submissions: the one with experience has 2 of the 4.
    let path = file("impossible.txt", composed("1 0 0 0"));
    let (status, report) = json(&path, &[]);
    assert_eq!(status, Some(3), "{report}");
    let mends = report["impossible"].as_array().unwrap();
    let mend = mends.iter().find(|mend| mend["rules"][0] == "experienced").unwrap();
    assert_eq!((mend["amount"].as_u64(), mend["submissions"].as_array().unwrap().len()), (Some(2), 2), "{mend}");
    let output = allocate(&path, &[]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3));
    assert!(words.contains("Submissions without an experienced reviewer: 2; submissions"), "{words}");
}

#[test]
fn what_is_no_round_is_refused_with_its_place() {
    let huge = format!("100000 100000\n{}", "1 ".repeat(1000));
    let long = format!("1 1\n{}", "9".repeat(100_000));
    let cases: [(&str, &[u8], &str); 12] = [
        ("empty", b"", "the first line must have 2 numbers"),
        ("first", b"1 2 3\n", "but has 3"),
        ("short", b"2 2\n1 1\n0 0\n1 1\n.5 .5 .5\n", "the score of submission 1 and reviewer 1"),
        ("more", b"1 1\n1\n0\n1\n.5 .5\n", "more values after the last score"),
        ("word", b"1 1\n1\n0\n1\nx\n", "must be a number from -1000 to 1000"),
        ("nan", b"1 1\n1\n0\n1\nnan\n", "must be a number from -1000 to 1000"),
        ("large", b"1 1\n1\n0\n1\n1e300\n", "must be a number from -1000 to 1000"),
        ("loads", b"1 1\n1\n3\n2\n.5\n", "the maximum load of reviewer 0"),
        ("none", b"0 0\n", "at least 1 submission"),
        ("huge", huge.as_bytes(), "up to 100000 submissions"),
        ("long", long.as_bytes(), "999\u{2026}"),
        ("binary", b"\xff\xfe\x00", "cannot be read"),
    ];
    for (name, bytes, words) in cases {
        let output = allocate(&file(name, bytes), &[]);
        let printed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name}: {printed}");
        assert!(printed.contains(words) && printed.len() < 500, "{name}: {printed}");
    }
    let output = allocate(&file("limit.txt", PLAIN), &["--time-limit", "0"]);
    assert_eq!(output.status.code(), Some(2));
}
