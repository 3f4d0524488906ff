//! Whole submissions of invented organisations, in `tests/layouts/`.

use crate::charter;

use documents::reading::Reading;
use model::charter::rating::Colour::{self, Amber, Green, Red};

fn read(name: &str, text: &str) -> Reading {
    documents::read(name, text.as_bytes(), &charter::technician_commitment()).unwrap()
}

fn themes_and_colours(reading: &Reading) -> Vec<(&str, Option<Colour>)> {
    reading.actions.iter().map(|action| (action.themes[0].as_str(), action.rag)).collect()
}

#[test]
fn a_plain_text_of_stage_one_with_lettered_labels() {
    let reading = read("stage-1-2018.txt", include_str!("../layouts/stage-1-2018.txt"));
    assert_eq!(reading.edition.as_ref().unwrap().as_str(), "stage-1-2018");
    assert_eq!(reading.organisation.as_deref(), Some("Institute of Tarn"));
    let answers: Vec<_> = reading.answers.iter().map(|answer| answer.question.as_str()).collect();
    assert_eq!(answers, ["profile", "definition", "structures", "before-signing", "since-signing", "voice"]);
    assert_eq!(
        themes_and_colours(&reading),
        [("visibility", Some(Amber)), ("visibility", None), ("career-development", Some(Green))]
    );
    let map = &reading.actions[0];
    assert_eq!((map.due.unwrap().to_string().as_str(), map.measure.as_deref()), ("2019-12-31", Some("Map printed")));
    let signed: Vec<_> =
        reading.signatures.iter().map(|s| (s.name.as_deref().unwrap(), s.date.unwrap().to_string())).collect();
    assert_eq!(signed, [("A. Reed", "2018-06-12".into()), ("B. Rush", "2018-06-13".into())]);
}

#[test]
fn a_markdown_of_stage_two_with_a_rated_table_and_a_new_list() {
    let reading = read("stage-2.md", include_str!("../layouts/stage-2.md"));
    assert_eq!(
        themes_and_colours(&reading),
        [
            ("visibility", Some(Green)),
            ("visibility", Some(Amber)),
            ("career-development", Some(Red)),
            ("career-development", Some(Red)),
            ("career-development", None),
            ("visibility", None),
            ("visibility", None),
            ("recognition", None),
            ("sustainability", None),
        ]
    );
    let codes: Vec<_> = reading.notices.iter().map(|notice| notice.code.as_str()).collect();
    for code in ["headcount-cell", "headcount-row", "headcount-column", "headcount-text", "signature-date-missing"] {
        assert!(codes.contains(&code), "{code}: {codes:?}");
    }
    assert!(!codes.contains(&"headcount-second-table"), "years are not people");
}
