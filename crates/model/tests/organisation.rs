//! The registration details of an organisation, under the invented charter.

mod charters;

use charters::{REAL, TINY, read};
use jiff::civil::date;
use model::register::organisation::{Registration, Standing, WrittenRegistration};

fn written() -> WrittenRegistration {
    WrittenRegistration {
        name: " Northmoor  University ".into(),
        standing: "signatory".into(),
        kind: "University".into(),
        phase: "spring".into(),
        stage: "2".into(),
        ..WrittenRegistration::default()
    }
}

#[test]
fn registration_details_parse_to_themselves() {
    let (charter, today) = (read(TINY), date(2031, 1, 1));
    let entry = Registration::parse(&charter, &written(), Some(date(2030, 3, 1)), today).unwrap();
    assert_eq!((entry.name.as_str(), entry.standing, entry.stage), ("Northmoor University", Standing::Signatory, 2));
    assert_eq!(Registration::parse(&charter, &entry.written(), entry.signed_on, today), Ok(entry.clone()));
    let moved = Registration { stage: 1, region: "North".into(), signed_on: None, ..entry.clone() };
    assert_eq!(moved.changes(&entry), ["the region", "the date of signing"]);
}

#[test]
fn what_the_charter_does_not_have_is_refused_by_its_field() {
    let wrong = WrittenRegistration {
        name: " ".into(),
        standing: "friend".into(),
        phase: "seven".into(),
        stage: "9".into(),
        ..written()
    };
    let flaws = Registration::parse(&read(TINY), &wrong, Some(date(2031, 1, 2)), date(2031, 1, 1)).unwrap_err();
    let fields: Vec<_> = flaws.iter().map(|flaw| flaw.field).collect();
    assert_eq!(fields, ["name", "standing", "signed_on", "phase", "stage"]);
    assert_eq!(flaws[4].message, "Select a stage from 1 to 2");
}

#[test]
fn a_phase_is_suggested_by_the_date_of_signing() {
    let charter = read(REAL);
    let name = |day| charter.phase_signed(day).map(|phase| phase.name.as_str());
    assert_eq!(name(date(2018, 4, 12)), Some("Phase Three"));
    assert_eq!(name(date(2018, 7, 1)), None, "there is no phase between the two");
}
