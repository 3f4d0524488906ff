//! Several files of one submission, unused parts of each, and the certainty of items. Everything is invented.

use crate::charter;

use documents::{
    ReadError, read_together,
    reading::{Certainty, FoundAction, Reading, Unused, WhichPlan},
};
use model::charter::rating::Colour;

const FORM: &str = "Stage Two Self-Assessment\n\nOrganisation: University of Marrow\n\nDraft for the board, not to be cited.\n\n\
    Please provide an overview of technical staff structures in your organisation.\n\nWe have four workshops.\n\n\
    Please provide a RAG analysis of your 24-month action plan indicating which activities are completed.\n\n\
    The following actions were rated red:\n\nVisibility\n\n1. Action: Print a map\nComment: The printer broke.\n\n\
    Please provide a 36-month action plan detailing how you address the themes and how impact is evidenced.\n\nAttached.\n";
const RATED: &str = "## Visibility\n\n| Ref | Action | Owner | RAG | Cost |\n|---|---|---|---|---|\n| V1 | Print a map | Bone | Red | £300 |\n| V2 | Open the doors | HR | Green | |\n";
const NEW: &str = "## Recognition\n\n| Action | Owner | By when |\n|---|---|---|\n| Print a map | Bone | May 2026 |\n";

fn together(files: &[(&str, &[u8])]) -> Result<Reading, ReadError> {
    read_together(files, &charter::technician_commitment())
}

fn submission() -> Reading {
    let files: [(&str, &[u8]); 4] = [
        ("Appendix A RAG.md", RATED.as_bytes()),
        ("form.txt", FORM.as_bytes()),
        ("Forward plan.md", NEW.as_bytes()),
        ("menu.txt", b"Dear all, lunch is at noon."),
    ];
    together(&files).unwrap()
}

fn line(action: &FoundAction) -> String {
    let plan = if action.plan == WhichPlan::Rated { "rated" } else { "new" };
    format!("{plan} {}: {}", action.text, action.place)
}

#[test]
fn files_are_read_as_one_and_every_place_names_its_file() {
    let reading = submission();
    assert_eq!(reading.organisation.as_deref(), Some("University of Marrow"));
    assert_eq!((reading.stage, reading.answers[0].place.as_str()), (Some(2), "form.txt: line 9"));
    let lines: Vec<String> = reading.actions.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "rated Print a map: Appendix A RAG.md: line 5",
            "rated Open the doors: Appendix A RAG.md: line 6",
            "new Print a map: Forward plan.md: line 5",
        ]
    );
}

#[test]
fn an_action_in_two_files_is_merged() {
    let map = &submission().actions[0];
    assert_eq!((map.owner.as_deref(), map.rag), (Some("Bone"), Some(Colour::Red)));
    assert_eq!(map.comment.as_deref(), Some("The printer broke."));
}

#[test]
fn a_file_that_is_not_part_of_the_submission_is_reported_unless_all_are_refused() {
    let notices = submission().notices;
    let refused: Vec<_> = notices.iter().filter(|notice| notice.code == "file-refused").collect();
    assert!(matches!(refused.as_slice(), [one] if one.message.contains("menu.txt")), "{refused:?}");
    assert!(!notices.iter().any(|notice| notice.code == "organisation-missing" || notice.code == "edition-unknown"));
    let refused = together(&[("a.txt", b""), ("menu.txt", b"Lunch is at noon.")]).unwrap_err();
    assert!(matches!(refused, ReadError::Empty { .. }), "{refused:?}");
}

#[test]
fn unused_text_is_reported_with_its_place() {
    let reading = submission();
    let unused = |text: &str, place: &str| Unused { text: text.to_owned(), place: place.to_owned() };
    assert_eq!(
        reading.unused,
        [
            unused("£300", "Appendix A RAG.md: line 5"),
            unused("Stage Two Self-Assessment", "form.txt: line 1"),
            unused("Draft for the board, not to be cited.", "form.txt: line 5"),
        ]
    );
}

#[test]
fn certainty_depends_on_columns_items_and_themes() {
    let text = format!(
        "{FORM}\n**Visibility**\n\n- Name a spokesperson\n\n**Other**\n\n| Action | Owner |\n|---|---|\n| Paint | HR |\n"
    );
    let reading = together(&[("form.txt", text.as_bytes())]).unwrap();
    let sure: Vec<_> = reading.actions.iter().map(|action| (action.text.as_str(), action.certainty)).collect();
    assert_eq!(
        sure,
        [
            ("Print a map", Certainty::Certain),
            ("Name a spokesperson", Certainty::Likely),
            ("Paint", Certainty::Doubtful)
        ]
    );
    assert_eq!(reading.answers[0].certainty, Certainty::Certain);
}

#[test]
fn a_stored_reading_of_an_earlier_version_is_read_back() {
    let mut json = serde_json::to_value(submission()).unwrap();
    let fields = json.as_object_mut().unwrap();
    fields.remove("unused");
    for action in fields["actions"].as_array_mut().unwrap() {
        action.as_object_mut().unwrap().remove("sure");
    }
    let reading: Reading = serde_json::from_value(json).unwrap();
    assert_eq!((reading.unused.len(), reading.actions[0].certainty), (0, Certainty::Likely));
}
