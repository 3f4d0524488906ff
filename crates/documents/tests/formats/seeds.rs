//! The real documents and what must be found in them. They are not in this repository. If `../shared/seeds` is missing, these
//! tests print that and pass.

use crate::charter;

use documents::{
    ReadError,
    reading::{Reading, Severity, SignerRole, WhichPlan},
};
use model::charter::rating::Colour;
use std::path::PathBuf;

fn seed(start: &str) -> Option<(String, Vec<u8>)> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "..", "..", "shared", "seeds"].iter().collect();
    let Ok(entries) = std::fs::read_dir(folder) else {
        println!("skipped: ../shared/seeds is not here");
        return None;
    };
    let mut files = entries.map(|entry| entry.unwrap().path());
    let file = files.find(|file| file.file_name().unwrap().to_string_lossy().starts_with(start))?;
    Some((file.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(file).unwrap()))
}

fn read(start: &str) -> Option<Reading> {
    let (name, bytes) = seed(start)?;
    Some(documents::read(&name, &bytes, &charter::technician_commitment()).unwrap())
}

fn codes(reading: &Reading) -> Vec<&str> {
    reading.notices.iter().map(|notice| notice.code.as_str()).collect()
}

fn questions(reading: &Reading) -> Vec<&str> {
    reading.answers.iter().map(|answer| answer.question.as_str()).collect()
}

fn themes(reading: &Reading) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for action in &reading.actions {
        assert_eq!(action.themes.len(), 1, "{action:?}");
        let theme = action.themes[0].as_str();
        match counts.iter_mut().find(|(known, _)| *known == theme) {
            Some((_, count)) => *count += 1,
            None => counts.push((theme, 1)),
        }
    }
    counts
}

#[test]
fn the_stage_three_submission_has_its_form_and_seven_answers() {
    let Some(reading) = read("004") else { return };
    assert_eq!(reading.organisation.as_deref(), Some("University of St Andrews"));
    assert_eq!((reading.stage, reading.edition.as_ref().unwrap().as_str()), (Some(3), "stage-3-2023-12"));
    assert_eq!(reading.lead.name.as_deref().map(str::len), Some(11));
    assert!(reading.lead.email.as_deref().unwrap().ends_with("@st-andrews.ac.uk"));
    assert!(reading.lead.telephone.as_deref().unwrap().starts_with("+44 1334"));
    assert!(reading.publication_url.as_deref().unwrap().starts_with("https://www.st-andrews.ac.uk/"));
    assert_eq!(
        questions(&reading),
        ["structures", "governance", "ratings", "impact", "recommendations", "plan", "voice"]
    );
    let words = |question: usize| reading.answers[question].text.split_whitespace().count();
    assert!(
        words(5) < 15 && words(6) > 140,
        "the plan is in an appendix, the voice is told: {} {}",
        words(5),
        words(6)
    );
    assert!(!reading.answers[2].text.to_lowercase().contains("appendix."), "guidance is not an answer");
}

#[test]
fn the_stage_three_submission_has_sixteen_red_actions_with_comment_and_learning() {
    let Some(reading) = read("004") else { return };
    assert_eq!(
        themes(&reading),
        [
            ("visibility", 2),
            ("recognition", 2),
            ("career-development", 6),
            ("sustainability", 3),
            ("evaluating-impact", 3)
        ]
    );
    for action in &reading.actions {
        assert_eq!((action.rag, action.plan), (Some(Colour::Red), WhichPlan::Rated), "{action:?}");
        let parts = [Some(&action.text), action.comment.as_ref(), action.learning.as_ref()];
        for part in parts {
            let part = part.expect("action, comment and learning").to_lowercase();
            assert!(!["action", "comment", "learning"].iter().any(|label| part.starts_with(&format!("{label}:"))));
        }
    }
    assert_eq!(reading.actions[2].learning.as_deref().unwrap().split("\n\n").count(), 4);
}

#[test]
fn the_stage_three_headcount_is_kept_as_printed_with_a_notice_for_each_disagreement() {
    let Some(reading) = read("004") else { return };
    let table = &reading.headcount;
    assert_eq!((table.units.len(), table.as_at.unwrap().to_string().as_str()), (19, "2024-05-01"));
    assert_eq!(
        (table.totals.get("F"), table.totals.get("M"), table.totals.get("total")),
        (Some(57), Some(130), Some(187))
    );
    let unit = |name: &str| table.units.iter().find(|unit| unit.unit == name);
    let arts = unit("Faculty of Arts").unwrap();
    assert_eq!((arts.counts.get("F"), arts.counts.get("M"), arts.total), (Some(0), Some(2), Some(2)));
    assert!(["Faculty of Science", "Academic Support", "Central Support"].iter().all(|name| unit(name).is_none()));
    let said: Vec<&str> = reading.notices.iter().map(|notice| notice.message.as_str()).collect();
    for numbers in
        [["2 + 1", "3", "1"], ["55", "57", ""], ["123", "130", ""], ["176", "187", ""], ["185", "178", "187"]]
    {
        assert!(
            said.iter().any(|message| numbers.iter().all(|number| message.contains(number))),
            "{numbers:?}: {said:?}"
        );
    }
    assert_eq!(codes(&reading).iter().filter(|code| **code == "embedded-object").count(), 2);
    assert!(reading.notices.iter().all(|notice| notice.severity != Severity::Error));
}

#[test]
fn the_stage_three_signatures_have_names_and_dates() {
    let Some(reading) = read("004") else { return };
    let found: Vec<_> = reading
        .signatures
        .iter()
        .map(|s| (s.role, s.name.as_ref().unwrap().len(), s.date.unwrap().to_string()))
        .collect();
    assert_eq!(found, [(SignerRole::Lead, 11, "2024-07-25".into()), (SignerRole::Leader, 9, "2024-07-30".into())]);
}

#[test]
fn the_stage_one_submission_has_thirty_actions_under_four_themes() {
    let Some(reading) = read("003") else { return };
    assert_eq!((reading.stage, reading.edition.as_ref().unwrap().as_str()), (Some(1), "stage-1-2019"));
    assert_eq!(questions(&reading), ["structures", "before-signing", "since-signing", "plan", "voice"]);
    assert_eq!(
        themes(&reading),
        [("visibility", 13), ("recognition", 7), ("career-development", 6), ("sustainability", 4)]
    );
    let of = |colour| reading.actions.iter().filter(|action| action.rag == colour).collect::<Vec<_>>();
    assert_eq!((of(Some(Colour::Green)).len(), of(None).len()), (3, 26));
    assert!(of(Some(Colour::Green)).iter().all(|action| !action.text.to_lowercase().contains("complete")));
    let amber = of(Some(Colour::Amber));
    assert!(matches!(amber.as_slice(), [one] if one.comment.as_deref().unwrap().ends_with("UWE")));
    assert!(reading.actions.iter().all(|action| action.plan == WhichPlan::New));
}

#[test]
fn the_stage_one_form_is_read_with_notices_about_missing_items() {
    let Some(reading) = read("003") else { return };
    assert_eq!(reading.organisation.as_deref(), Some("Staffordshire University"));
    assert_eq!((reading.publication_url.as_ref(), reading.lead.name.as_ref()), (None, None));
    let [lead] = reading.signatures.as_slice() else { panic!("{:?}", reading.signatures) };
    assert_eq!(
        (lead.role, lead.name.as_ref(), lead.date.unwrap().to_string()),
        (SignerRole::Lead, None, "2019-12-06".into())
    );
    for code in ["organisation-inferred", "address-refused", "signature-missing", "signature-name-missing"] {
        assert!(codes(&reading).contains(&code), "{code}: {:?}", codes(&reading));
    }
}

#[test]
fn the_blank_form_is_recognised() {
    let Some(reading) = read("000") else { return };
    assert_eq!((reading.stage, reading.edition.as_ref().unwrap().as_str()), (Some(2), "stage-2-2019"));
    assert_eq!(codes(&reading), ["blank-template"]);
    assert!(reading.answers.is_empty() && reading.actions.is_empty() && reading.signatures.is_empty());
}

#[test]
fn slides_are_refused_as_a_presentation() {
    for start in ["001", "002"] {
        let Some((name, bytes)) = seed(start) else { return };
        let refused = documents::read(&name, &bytes, &charter::technician_commitment()).unwrap_err();
        assert!(
            matches!(refused, ReadError::Slides { .. }) && refused.to_string().contains("presentation"),
            "{refused}"
        );
    }
}
