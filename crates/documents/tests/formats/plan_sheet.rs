//! Plans are written as workbooks and read back. All organisations and people are invented.

use crate::charter;
mod offline;
mod whole;

use documents::{
    ReadError,
    plan_sheet::{self, Column, ComparedRow, Cover, Differences, Edit, RowDifference, WorkbookChange},
};
use model::{
    ActionId, Date, OrganisationId, PlanId, Timestamp,
    charter::{
        Charter,
        rating::{Colour, Rating},
    },
    plan::{
        Ended, Origin, Placed, Plan,
        action::{Action, ActionDetails, ActionField, ProgressUpdate},
    },
};
use offline::Offline;
use std::sync::LazyLock;
use uuid::Uuid;

static CHARTER: LazyLock<Charter> = LazyLock::new(charter::technician_commitment);

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// A plan with these actions, whose ids are counted from 1.
fn plan(actions: impl IntoIterator<Item = (ActionDetails, Option<ProgressUpdate>)>) -> Plan {
    let action = |(number, (details, update)): (u128, (ActionDetails, Option<ProgressUpdate>))| Action {
        id: ActionId(Uuid::from_u128(number)),
        details,
        open_since: None,
        first_planned: day(2025, 1, 1),
        created: Timestamp::UNIX_EPOCH,
        revision: 1,
        progress_update: update,
    };
    let actions = (1..).zip(actions).map(action).map(|action| Placed { action, origin: Origin::New, ended: None });
    Plan {
        id: PlanId(Uuid::from_u128(0)),
        organisation: OrganisationId(Uuid::from_u128(0)),
        months: 24,
        starts: day(2025, 1, 1),
        ends: day(2026, 12, 31),
        actions: actions.collect(),
    }
}

fn details(text: &str) -> ActionDetails {
    ActionDetails {
        text: text.to_owned(),
        themes: vec!["visibility".into()],
        owner: "Library".to_owned(),
        due: Some(day(2026, 3, 31)),
        ..ActionDetails::default()
    }
}

fn update(rating: Rating, comment: &str) -> ProgressUpdate {
    let at = Timestamp::UNIX_EPOCH;
    ProgressUpdate { rating, comment: comment.to_owned(), learning: String::new(), at, who: None }
}

/// Three actions: one not rated, one amber, one green.
fn three() -> Plan {
    plan([
        (details("Count everyone"), None),
        (details("Ask the union"), Some(update(Rating::Amber, "Half of it"))),
        (details("Tell the deans"), Some(update(Rating::Green, "Done in May"))),
    ])
}

fn id(number: u128) -> ActionId {
    ActionId(Uuid::from_u128(number))
}

fn written(plan: &Plan) -> Vec<u8> {
    let cover = Cover { organisation: "Institute of Tarn & Glass".to_owned(), made: day(2025, 11, 22) };
    plan_sheet::write(plan, &CHARTER, &cover)
}

fn compared(bytes: &[u8], plan: &Plan) -> Differences {
    plan_sheet::compare(plan_sheet::read("plan.xlsx", bytes).unwrap(), plan, &CHARTER, day(2025, 11, 22))
}

/// The plan of three actions, edited offline and compared with the current plan.
fn changed(today: &Plan, change: impl FnOnce(&mut Offline)) -> Differences {
    let mut offline = Offline::open(&written(&three()));
    change(&mut offline);
    compared(&offline.save(), today)
}

fn outcomes(differences: Differences) -> Vec<RowDifference> {
    differences.rows.into_iter().map(|ComparedRow { outcome, .. }| outcome).collect()
}

/// The only changed row.
fn only(differences: Differences) -> (ActionId, Edit) {
    let changed: Vec<_> = outcomes(differences)
        .into_iter()
        .filter_map(
            |outcome| if let RowDifference::Changed(action, edit) = outcome { Some((action, edit)) } else { None },
        )
        .collect();
    let [only] = <[_; 1]>::try_from(changed).unwrap();
    only
}

fn unchanged(differences: &Differences) -> bool {
    differences.rows.iter().all(|row| matches!(row.outcome, RowDifference::Unchanged(_)))
        && differences.missing.is_empty()
}

#[test]
fn an_unchanged_workbook_has_no_differences() {
    let plan = three();
    let differences = compared(&written(&plan), &plan);
    assert_eq!(differences.rows.len(), 3);
    assert!(unchanged(&differences), "{differences:?}");
    assert_eq!(written(&plan), written(&plan), "the same plan gives the same bytes");
}

#[test]
fn a_changed_field_has_its_old_and_new_values() {
    let (action, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "Owner", "Registry")));
    assert_eq!(action, id(1));
    let change = WorkbookChange {
        column: Column::Field(ActionField::Owner),
        before: "Library".into(),
        after: "Registry".into(),
        conflicts: false,
    };
    assert_eq!(edit.changes, [change]);
    let details = edit.details.unwrap();
    assert_eq!((details.owner.as_str(), details.due, edit.progress), ("Registry", Some(day(2026, 3, 31)), None));
}

#[test]
fn rows_may_be_sorted_and_columns_moved_and_removed() {
    let plan = three();
    let differences = changed(&plan, |offline| {
        offline.reverse_rows();
        offline.move_to_front("Action ID");
        offline.remove("Resources");
        offline.set("Tell the deans", "Owner", "Registry");
    });
    assert_eq!(only(differences).0, id(3));
    assert!(unchanged(&changed(&plan, |offline| offline.add_title("Our plan, with a line above it"))));
}

#[test]
fn a_workbook_with_the_former_headings_is_still_read() {
    let differences = changed(&three(), |offline| {
        for (heading, former) in [
            ("Action ID", "Identity"),
            ("Success measure", "Measure of success"),
            ("Resources", "Resource"),
            ("RAG rating", "RAG"),
            ("Explanation", "Comment"),
        ] {
            offline.rename(heading, former);
        }
        offline.set("Count everyone", "Measure of success", "All counted");
        offline.set("Count everyone", "Resource", "A day");
        offline.set("Count everyone", "RAG", "Amber");
        offline.set("Count everyone", "Comment", "Half of them");
    });
    let (action, edit) = only(differences);
    let (details, progress) = (edit.details.unwrap(), edit.progress.unwrap());
    assert_eq!(action, id(1));
    assert_eq!((details.measure.as_str(), details.resource.as_str()), ("All counted", "A day"));
    assert_eq!((progress.rating.colour(), progress.explanation()), (Colour::Amber, "Half of them"));
}

#[test]
fn a_row_without_an_id_is_a_new_action() {
    let differences = changed(&three(), |offline| {
        offline.add(&[
            ("Action", "Build a hall"),
            ("Theme", "Visibility; Recognition"),
            ("Due date", "31/03/2027"),
            ("RAG rating", "red"),
            ("Explanation", "No funds"),
        ]);
    });
    let Some(RowDifference::New(edit)) = outcomes(differences).pop() else { panic!() };
    let details = edit.details.unwrap();
    assert_eq!(details.themes, ["visibility".into(), "recognition".into()]);
    assert_eq!(details.due, Some(day(2027, 3, 31)));
    assert_eq!(edit.progress.map(|progress| progress.explanation().to_owned()).as_deref(), Some("No funds"));
}

#[test]
fn a_new_row_that_is_uploaded_again_is_matched_with_its_action() {
    let differences = changed(&three(), |offline| {
        offline.delete("Ask the union");
        offline.add(&[("Action", "Ask the union"), ("Owner", "Registry")]);
    });
    assert!(differences.missing.is_empty());
    assert_eq!(only(differences).0, id(2));
    let differences = changed(&three(), |offline| offline.add(&[("Action", "Ask the union")]));
    assert!(matches!(outcomes(differences).pop(), Some(RowDifference::New(_))), "the action has a row already");
}

#[test]
fn missing_unknown_and_copied_rows_are_distinguished() {
    let differences = changed(&three(), |offline| offline.delete("Ask the union"));
    assert_eq!(differences.missing, [id(2)]);
    let differences = changed(&three(), |offline| offline.copy("Ask the union"));
    assert!(matches!(outcomes(differences).pop(), Some(RowDifference::Copied(action, _)) if action == id(2)));
    let mut today = three();
    today.actions[1].ended = Some(Ended::Withdrawn { reason: "The hall was sold".into() });
    let rows = outcomes(changed(&today, |_| {}));
    assert!(matches!(&rows[1], RowDifference::Unknown(action, _) if *action == id(2)));
    let differences = changed(&three(), |offline| offline.add(&[("Owner", "Registry")]));
    assert_eq!(differences.unread.len(), 1);
}

#[test]
fn later_changes_to_the_plan_are_not_reverted() {
    let mut today = three();
    today.actions[0].action.details.owner = "Registry".into();
    assert!(unchanged(&changed(&today, |_| {})), "untouched offline");
    let (_, edit) = only(changed(&today, |offline| offline.set("Count everyone", "Success measure", "All counted")));
    assert_eq!(
        edit.changes.iter().map(|change| (change.column, change.conflicts)).collect::<Vec<_>>(),
        [(Column::Field(ActionField::Measure), false)]
    );
    assert_eq!(edit.details.unwrap().owner, "Registry");
}

#[test]
fn a_field_that_both_changed_is_a_conflict() {
    let mut today = three();
    today.actions[0].action.details.owner = "Registry".into();
    let (_, edit) = only(changed(&today, |offline| offline.set("Count everyone", "Owner", "Estates")));
    let change = WorkbookChange {
        column: Column::Field(ActionField::Owner),
        before: "Registry".into(),
        after: "Estates".into(),
        conflicts: true,
    };
    assert_eq!(edit.changes, [change]);
    // Both have the same text, so nothing differs.
    assert!(unchanged(&changed(&today, |offline| offline.set("Count everyone", "Owner", "Registry"))));
}

#[test]
fn every_notation_of_a_date_is_read() {
    for typed in ["30/04/2026", "30 April 2026", "2026-04-30", "30.4.26", "April 2026"] {
        let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "Due date", typed)));
        assert_eq!(edit.details.unwrap().due, Some(day(2026, 4, 30)), "{typed}");
    }
    for typed in ["31/03/2026", "31 March 2026", "March 2026"] {
        assert!(unchanged(&changed(&three(), |offline| offline.set("Count everyone", "Due date", typed))), "{typed}");
    }
    let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "Due date", "31 June 2026")));
    assert_eq!((edit.details, edit.problems[0].column), (None, Column::Field(ActionField::Due)));
    assert_eq!(edit.problems[0].message, "June has only 30 days");
    let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "Due date", "")));
    assert_eq!(edit.details.unwrap().due, None);
}

#[test]
fn every_term_for_a_rating_is_read() {
    for (word, colour) in [
        ("G", Colour::Green),
        ("completed", Colour::Green),
        ("Orange", Colour::Amber),
        ("AMBER", Colour::Amber),
        ("Green – done", Colour::Green),
    ] {
        let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "RAG rating", word)));
        assert_eq!(edit.progress.unwrap().rating.colour(), colour, "{word}");
    }
    for word in ["amber", "In progress", "A"] {
        assert!(unchanged(&changed(&three(), |offline| offline.set("Ask the union", "RAG rating", word))), "{word}");
    }
}

#[test]
fn a_red_rating_without_explanation_and_an_unknown_rating_are_problems() {
    let problem = |word: &str| {
        let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "RAG rating", word)));
        assert_eq!(edit.progress, None);
        (edit.problems[0].column, edit.problems[0].message.clone())
    };
    assert_eq!(problem("Red"), (Column::Explanation, "Enter an explanation for a red rating".into()));
    assert_eq!(
        problem("Embedded"),
        (Column::Rating, "“Embedded” is not a RAG rating: select one from the list".into())
    );
    let (_, edit) = only(changed(&three(), |offline| offline.set("Ask the union", "RAG rating", "")));
    assert_eq!(edit.problems[0].column, Column::Rating, "a rating cannot be removed");
}

#[test]
fn an_unknown_theme_is_a_problem() {
    let (_, edit) = only(changed(&three(), |offline| offline.set("Count everyone", "Theme", "Visibility; Lamps")));
    assert_eq!(edit.problems[0].message, "“Lamps” is not a known theme: select one from the list");
    assert_eq!(edit.details, None);
    assert!(unchanged(&changed(&three(), |offline| offline.set("Count everyone", "Theme", "VISIBILITY"))));
}

#[test]
fn an_invalid_field_does_not_prevent_the_progress_update() {
    let (_, edit) = only(changed(&three(), |offline| {
        offline.set("Ask the union", "Theme", "Lamps");
        offline.set("Ask the union", "RAG rating", "Green");
    }));
    assert!(edit.details.is_none() && edit.can_save());
    assert_eq!(edit.progress.unwrap().rating.colour(), Colour::Green);
}

#[test]
fn a_truncated_id_cell_still_identifies_its_action() {
    let mut today = three();
    today.actions[0].action.details.owner = "Registry".into();
    let differences = changed(&today, |offline| offline.set("Count everyone", "Action ID", &id(1).to_string()));
    let (action, edit) = only(differences);
    assert_eq!((action, edit.changes[0].conflicts), (id(1), false), "it is unknown who changed the field");
}

#[test]
fn another_workbook_is_refused() {
    let refuse = |name: &str, bytes: &[u8]| plan_sheet::read(name, bytes).unwrap_err();
    let mut other = Offline::open(&written(&three()));
    other.remove("Action ID");
    assert!(matches!(refuse("plan.xlsx", &other.save()), ReadError::NotAPlanWorkbook { .. }));
    assert!(matches!(refuse("plan.csv", b"Action,Identity\n"), ReadError::NotAPlanWorkbook { .. }));
    assert!(matches!(refuse("plan.xlsx", &written(&three())[..2_000]), ReadError::Damaged { .. }));
}

#[test]
fn the_workbook_is_also_read_as_a_document() {
    let reading = documents::read("plan.xlsx", &written(&three()), &CHARTER).unwrap();
    let actions: Vec<_> = reading.actions.iter().map(|action| (action.text.as_str(), action.rag, action.due)).collect();
    let due = Some(day(2026, 3, 31));
    assert_eq!(
        actions,
        [
            ("Count everyone", None, due),
            ("Ask the union", Some(Colour::Amber), due),
            ("Tell the deans", Some(Colour::Green), due)
        ]
    );
    assert_eq!(reading.actions[1].comment.as_deref(), Some("Half of it"));
}
