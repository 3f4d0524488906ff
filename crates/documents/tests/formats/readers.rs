//! Each file of a plan has what its readers may read of each field, and nothing else. No field is named here: a new one is held to what its
//! row decides.

use crate::charter;
use documents::{
    plan_sheet::{self, Cover},
    write::csv,
};
use model::{
    ActionId, Date, OrganisationId, PlanId, Timestamp,
    core::permit::Audience,
    plan::{
        Origin, Placed, Plan,
        action::{Action, ActionDetails, ActionField},
    },
};
use uuid::Uuid;

const STARTS: Date = Date::constant(2026, 1, 1);

/// A plan of one action, with its own words in every text.
fn plan() -> Plan {
    let mut details = ActionDetails::default();
    for &field in ActionField::ALL {
        if let Some(text) = details.text_mut(field) {
            *text = words(field);
        }
    }
    let action = Action {
        id: ActionId(Uuid::nil()),
        details,
        open_since: None,
        first_planned: STARTS,
        created: Timestamp::UNIX_EPOCH,
        revision: 1,
        progress_update: None,
    };
    Plan {
        id: PlanId(Uuid::nil()),
        organisation: OrganisationId(Uuid::nil()),
        months: 24,
        starts: STARTS,
        ends: Date::constant(2027, 12, 31),
        actions: vec![Placed { action, origin: Origin::New, ended: None }],
    }
}

fn words(field: ActionField) -> String {
    format!("Our {} here", field.name())
}

fn is_text(field: ActionField) -> bool {
    plan().actions[0].action.details.text_mut(field).is_some()
}

#[test]
fn the_csv_of_a_plan_has_what_its_readers_may_read() {
    let charter = charter::technician_commitment();
    let text = |file: Vec<u8>| String::from_utf8(file).unwrap();
    let of_members = text(csv::write_members_plan(plan(), &charter, Audience::Members));
    let of_others = text(csv::write_members_plan(plan(), &charter, Audience::Others));
    let public = text(csv::write_plan(&plan().into(), &charter));
    for &field in ActionField::ALL {
        let has = |file: &str| file.contains(&words(field));
        assert_eq!(has(&of_members), is_text(field), "{field:?}");
        assert_eq!(has(&of_others), is_text(field) && field.is_read_by(Audience::Others), "{field:?}");
        assert!(field.is_public() || !has(&public), "{field:?}");
    }
    let head = |file: &str| file.lines().next().unwrap().to_owned();
    assert!(head(&of_members).starts_with(&head(&public)), "the columns of a public plan come first");
    assert!(head(&of_members).contains(",Rationale,Category,") && !head(&public).contains("Rationale"));
}

#[test]
fn the_workbook_for_others_has_what_is_public() {
    let charter = charter::technician_commitment();
    let cover = || Cover { organisation: "Institute of Tarn & Glass".to_owned(), made: STARTS };
    let cells = |bytes: &[u8]| {
        let mut workbook: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(bytes)).unwrap();
        let sheets = calamine::Reader::sheet_names(&workbook);
        let texts = sheets.iter().flat_map(|name| {
            let range = calamine::Reader::worksheet_range(&mut workbook, name).unwrap();
            range.cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>()
        });
        texts.collect::<Vec<_>>()
    };
    let of_members = cells(&plan_sheet::write(&plan(), &charter, &cover()));
    let public = cells(&plan_sheet::write_public(&plan().into(), &charter, &cover()));
    for &field in ActionField::ALL {
        let has = |cells: &[String]| cells.contains(&words(field));
        assert_eq!(has(&of_members), is_text(field), "{field:?}");
        assert_eq!(has(&public), is_text(field) && field.is_public(), "{field:?}");
        assert!(field.is_public() || !public.iter().any(|cell| cell == field.label()), "{field:?} has no heading");
    }
}
