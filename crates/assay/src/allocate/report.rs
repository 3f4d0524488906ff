//! What `assay allocate` prints.

use allocation::{Allocation, Impossible, Obstacle, Reason, Round, Score, reasons};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// An allocation as JSON. The seconds are those of the search, without reading the file and explaining.
pub(super) fn allocation_json(round: &Round, allocation: &Allocation, seconds: f64) -> String {
    let explanation: Vec<Vec<Value>> = (0..round.submissions())
        .map(|submission| reasons(round, allocation, submission).iter().map(reason).collect())
        .collect();
    let panels: Vec<Value> = allocation
        .panels()
        .iter()
        .map(|panel| json!({ "reviewers": panel.reviewers, "submissions": panel.submissions }))
        .collect();
    let mut report = json!({
        "total": allocation.total().as_f64(),
        "minimum": allocation.minimum().as_f64(),
        "bound": allocation.bound().as_f64(),
        "proven": allocation.is_proven(),
        "assignment": allocation.assignment(),
        "explanation": explanation,
    });
    if let Some(bound) = allocation.minimum_bound() {
        report["minimum_bound"] = bound.as_f64().into();
    }
    if !panels.is_empty() {
        report["panels"] = panels.into();
    }
    report["seconds"] = seconds.into();
    report.to_string()
}

fn reason(reason: &Reason) -> Value {
    let passed_over: Vec<Value> = reason
        .passed_over
        .iter()
        .map(|one| json!({ "reviewer": one.reviewer, "score": one.score.as_f64(), "obstacle": obstacle(one.obstacle) }))
        .collect();
    json!({
        "reviewer": reason.reviewer,
        "score": reason.score.as_f64(),
        "rank": reason.rank,
        "allowed": reason.allowed,
        "needed_for": reason.needed_for.iter().map(|rule| rule.key()).collect::<Vec<_>>(),
        "passed_over": passed_over,
        "words": reason.to_string(),
    })
}

/// The word for an obstacle in JSON: that of the rule which would be broken, or another.
fn obstacle(obstacle: Obstacle) -> &'static str {
    match obstacle {
        Obstacle::Full => "full",
        Obstacle::Breaks(rule) => rule.key(),
        Obstacle::OtherPanel => "other_panel",
        Obstacle::Whole => "whole",
    }
}

/// An allocation in words.
pub(super) fn allocation_text(round: &Round, allocation: &Allocation, seconds: f64) -> String {
    let mut text = String::new();
    for (number, panel) in allocation.panels().iter().enumerate() {
        let _ = writeln!(
            text,
            "Panel {number}: reviewers {}; submissions {}",
            list(&panel.reviewers),
            list(&panel.submissions)
        );
    }
    for (submission, team) in allocation.assignment().iter().enumerate() {
        let _ = writeln!(text, "Submission {submission}: reviewers {}", list(team));
        for reason in reasons(round, allocation, submission) {
            let _ = writeln!(text, "  {reason}");
        }
    }
    let _ = writeln!(text, "Total: {}; no allocation has more than {}", allocation.total(), allocation.bound());
    let _ = write!(text, "Minimum: {}", allocation.minimum());
    if let Some(bound) = allocation.minimum_bound() {
        let _ = write!(text, "; no allocation has more than {bound}");
    }
    let proven = if allocation.is_proven() { "yes" } else { "no" };
    let _ = write!(text, "\nProven best: {proven}\nSeconds: {seconds:.3}");
    text
}

fn list(numbers: &[usize]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Why there is no allocation, as JSON.
pub(super) fn impossible_json(impossible: &Impossible, seconds: f64) -> String {
    let mends: Vec<Value> = impossible
        .mends
        .iter()
        .map(|mend| {
            let breaches: Vec<Value> = mend
                .breaches
                .iter()
                .map(|breach| {
                    json!({
                        "rule": breach.rule.key(),
                        "submissions": breach.submissions,
                        "reviewers": breach.reviewers,
                        "amount": breach.amount,
                    })
                })
                .collect();
            json!({
                "rules": mend.rules.iter().map(|rule| rule.key()).collect::<Vec<_>>(),
                "submissions": mend.submissions(),
                "amount": mend.amount,
                "bound": mend.bound,
                "breaches": breaches,
                "words": mend.to_string(),
            })
        })
        .collect();
    let unknown: Vec<&str> = impossible.unknown.iter().map(|rule| rule.key()).collect();
    json!({ "impossible": mends, "unknown": unknown, "seconds": seconds }).to_string()
}

/// Why there is no allocation, in words.
pub(super) fn impossible_text(impossible: &Impossible) -> String {
    let mut text = "no allocation keeps all rules.".to_owned();
    if impossible.mends.len() > 1 {
        text.push_str(" Any one of these would be enough, the smallest first:");
    }
    for mend in &impossible.mends {
        let _ = write!(text, "\n  {mend}");
    }
    for rule in &impossible.unknown {
        let _ = write!(
            text,
            "\n  Not known: whether it would be enough to give up the rule that {rule}. Allow more time with --time-limit."
        );
    }
    text
}

/// That no allocation was found in time, as JSON.
pub(super) fn unfinished_json(bound: Option<Score>, seconds: f64) -> String {
    json!({ "unfinished": true, "bound": bound.map(Score::as_f64), "seconds": seconds }).to_string()
}

/// That no allocation was found in time, in words.
pub(super) fn unfinished_text(bound: Option<Score>, limit: f64) -> String {
    let bound = bound.map(|bound| format!(" No total is above {bound}.")).unwrap_or_default();
    format!("no allocation was found or excluded in {limit} seconds: allow more with --time-limit.{bound}")
}
