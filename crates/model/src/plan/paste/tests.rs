//! Rows as people paste them.

use super::*;
use crate::plan::action::{ActionField, FieldKind};
use jiff::civil::date;
use proptest::prelude::*;

/// The themes of an invented charter: the code has no rules for the real one.
fn themes() -> Vec<Theme> {
    let theme = |id: &str, name: &str, cue: &str| Theme {
        id: id.into(),
        name: name.into(),
        definition: String::new(),
        cues: vec![cue.into()],
    };
    vec![
        theme("light", "Light", "being seen"),
        theme("growth", "Growth", "growing and learning"),
        theme("care", "Care", "looking after"),
    ]
}
fn pasted(text: &str) -> Pasted {
    read(text, &themes()).unwrap()
}
fn messages(text: &str) -> Vec<String> {
    pasted(text).notes.iter().map(ToString::to_string).collect()
}

#[test]
fn columns_are_recognised_in_any_order_by_many_names() {
    let text = "Theme(s)\tRationale\tWhat we will do\tAction owner\tStart date\tBy when?\tHow we will know\tResources\tRAG\r\n\
        Light; Growing and learning\tFew know us\tPaint the door\tEstates\tMay 2024\tBy March 2025\tIt is blue\t£20\tAmber\r\n";
    let draft = ActionDraft {
        owner: "Estates".into(),
        timescale: "By March 2025".into(),
        due: Some(date(2025, 3, 31)),
        starts: Some(date(2024, 5, 1)),
        measure: "It is blue".into(),
        resource: "£20".into(),
        rationale: "Few know us".into(),
        ..ActionDraft::new("Paint the door", ["light", "growth"])
    };
    let action = PastedAction { row: 2, draft, colour: Some(Colour::Amber) };
    assert_eq!(pasted(text), Pasted { actions: vec![action], notes: vec![] });
}

#[test]
fn a_cell_with_line_breaks_is_one_cell() {
    let pasted =
        pasted("Action\tLead\n\"Paint:\n- the \"\"blue\"\" door\n- the gate\"\tAda\n\"Doors first\" week\tBo\n");
    assert_eq!(pasted.actions[0].draft.text, "Paint:\n- the \"blue\" door\n- the gate");
    assert_eq!((pasted.actions[1].row, pasted.actions[1].draft.text.as_str()), (3, "\"Doors first\" week"));
    assert_eq!(pasted.actions[1].draft.owner, "Bo");
}

#[test]
fn without_headings_the_first_column_is_the_action() {
    let pasted = pasted("Paint the door\tEstates\nAsk who leads\tStaff");
    assert_eq!(
        pasted.actions.iter().map(|action| action.draft.text.as_str()).collect::<Vec<_>>(),
        ["Paint the door", "Ask who leads"]
    );
    assert_eq!(messages("Paint the door\tEstates"), ["Row 1: column 2 was not recognised and is ignored"]);
    assert_eq!(messages("Paint the door\nAsk"), [""; 0]);
}

#[test]
fn a_title_above_the_headings_is_left_out_with_a_note() {
    let text = "Our plan for 2024\t\n\nAction\tLead\nPaint\tAda";
    assert_eq!((pasted(text).actions.len(), pasted(text).actions[0].row), (1, 4));
    assert_eq!(messages(text), ["Row 1: this row is above the headings and is ignored"]);
}

#[test]
fn a_table_for_each_theme_may_repeat_its_headings() {
    let pasted = pasted("Light\nAction\tLead\nPaint\tAda\n\t\nCare\t\nAction\tLead\nSweep\tBo");
    let read: Vec<_> =
        pasted.actions.iter().map(|action| (action.draft.text.as_str(), action.draft.themes[0].as_str())).collect();
    assert_eq!((read, pasted.notes), (vec![("Paint", "light"), ("Sweep", "care")], vec![]));
}

#[test]
fn themes_come_from_a_heading_row_or_a_merged_cell() {
    let by_heading = pasted("Action\tLead\n1. Light:\t\nPaint\tAda\nCare\nSweep\tBo");
    let themes: Vec<_> = by_heading.actions.iter().map(|action| action.draft.themes[0].clone()).collect();
    assert_eq!(themes, ["light", "care"]);
    let merged = "Theme\tAction\nLight\tPaint\n\tSweep\nAll\tSing\nNight\tSleep";
    assert_eq!(pasted(merged).actions.iter().map(|action| action.draft.themes.len()).collect::<Vec<_>>(), [1, 1, 3, 0]);
    let notes = [
        "Row 3: the theme is blank, so the theme of the row above is used",
        "Row 5: “Night” is not a theme of the charter",
    ];
    assert_eq!(messages(merged), notes);
}

#[test]
fn what_was_not_understood_is_noted_by_row() {
    let text = "Objective\tAction\tDue\tStart\tStatus\tMood\nDoors\tPaint\t31 June 2024\tsoon\tpurple\t\n\t\tMay-19\t\t\t\nDoors\tSweep\tY2\t\t\t";
    assert_eq!(
        messages(text),
        [
            "Row 1: column “Objective” was not recognised and is ignored",
            "Row 1: column “Mood” was not recognised and is ignored",
            "Row 2: “31 June 2024” gives no due date: June has only 30 days",
            "Row 2: “soon” gives no start date",
            "Row 2: “purple” is not red, amber or green",
            "Row 3: no action beside “May-19”, so this row is ignored",
        ]
    );
    assert_eq!(pasted(text).actions[1].draft.timescale, "Y2");
}

#[test]
fn a_column_of_money_is_left_out_with_a_note() {
    for heading in ["Estimated cost", "Cost", "Total costs", "Budget", "Funding"] {
        let text = format!("Action\t{heading}\tResources\nPaint\t900\tA brush");
        if ActionField::ALL.iter().all(|field| field.label() != heading) {
            let note = format!("Row 1: column “{heading}” was not recognised and is ignored");
            assert_eq!(messages(&text), [note]);
        }
        assert_eq!(pasted(&text).actions[0].draft.resource, "A brush");
        assert_eq!(pasted(&format!("Action\t{heading}\nPaint\t900")).actions[0].draft.resource, "");
    }
}

#[test]
fn the_label_of_a_field_is_its_heading_and_no_other() {
    for &field in ActionField::ALL {
        let text = format!("Planned action\t{}\nPaint\tYes", field.label());
        let ignored = format!("Row 1: column “{}” was not recognised and is ignored", field.label());
        let (draft, is_ignored) = (pasted(&text).actions.remove(0).draft, messages(&text).contains(&ignored));
        match (field, field.kind()) {
            // Two columns of actions: the one with that name is used.
            (ActionField::Text, _) => assert!(is_ignored && draft.text == "Paint"),
            (_, FieldKind::Text(_)) => assert_eq!(draft.text(field), Some("Yes"), "{field:?}"),
            (ActionField::Themes | ActionField::Due | ActionField::Starts, _) => assert!(!is_ignored, "{field:?}"),
            _ => assert!(is_ignored, "{field:?}"),
        }
        let others = ActionField::ALL.iter().filter(|other| **other != field && **other != ActionField::Text);
        for other in others.filter(|other| field != ActionField::Due || **other != ActionField::Timescale) {
            assert_eq!(draft.text(*other).unwrap_or_default(), "", "{field:?} is not {other:?}");
        }
    }
}

#[test]
fn errors_name_the_row() {
    let error = |text: &str| read(text, &themes()).unwrap_err();
    assert_eq!(error(" \n\t"), PasteError::Nothing);
    assert_eq!(error("Action\tLead\n\n"), PasteError::Nothing);
    assert_eq!(error("Owner\tDue\nAda\tMay 2024"), PasteError::NoActionColumn);
    assert_eq!(error(&"Paint\n".repeat(MAX_ROWS + 1)), PasteError::TooMuch { row: MAX_ROWS + 1 });
    assert_eq!(
        error(&format!("a\nb{}", "\tc".repeat(MAX_COLUMNS))),
        PasteError::TooWide { row: 2, columns: MAX_COLUMNS + 1 }
    );
    let long = error(&format!("Action\tLead\nPaint\t{}", "é".repeat(MAX_CELL_CHARACTERS + 1)));
    assert_eq!(long, PasteError::LongCell { row: 2, column: 2, characters: MAX_CELL_CHARACTERS + 1 });
    assert!(long.to_string().starts_with("Row 2, column 2 must be "));
}

#[test]
fn a_long_first_action_is_not_a_heading() {
    let text = "Measure who leads on each action and by when it is due, and say so on the page\tAda";
    assert_eq!(pasted(text).actions[0].draft.text, text.trim_end_matches("\tAda"));
}

proptest! {
    #[test]
    fn every_plain_row_is_an_action(rows in prop::collection::vec("[a-z]{9,12} [a-z]{9,12}", 1..20)) {
        let texts: Vec<_> = pasted(&rows.join("\n")).actions.into_iter().map(|action| action.draft.text).collect();
        prop_assert_eq!(texts, rows);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[\"\t\n a-cLight]{0,60}|.{0,60}") {
        if let Ok(pasted) = read(&text, &themes()) {
            prop_assert!(pasted.actions.iter().all(|action| !action.draft.text.trim().is_empty()));
        }
    }
}
