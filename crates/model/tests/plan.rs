//! Actions and plans, under the invented charter.

#[allow(dead_code, reason = "this file needs the invented charter alone")]
mod charters;

use jiff::{Timestamp, civil::date};
use model::{
    ActionId, OrganisationId, PlanId,
    charter::{
        Charter,
        rating::{Colour, Rating},
    },
    plan::{
        Ended, MoveTo, Origin, Placed, Plan, Tally,
        action::{Action, ActionDetails, ActionDraft, ActionField, FieldKind, ProgressUpdate},
    },
};
use uuid::Uuid;

#[test]
fn an_action_needs_a_text_and_a_theme_and_nothing_else() {
    let charter = charters::read(charters::TINY);
    let details =
        ActionDetails::parse(&ActionDraft::new(" Light\r\nthe lamp ", ["company", "light", "light"]), &charter)
            .unwrap();
    assert_eq!(details.text, "Light\nthe lamp");
    assert_eq!(details.themes.iter().map(model::ThemeKey::as_str).collect::<Vec<_>>(), ["light", "company"]);
    let flaws = ActionDetails::parse(&ActionDraft::new(" ", Vec::<String>::new()), &charter).unwrap_err();
    assert_eq!(flaws.iter().map(|flaw| flaw.field.name()).collect::<Vec<_>>(), ["text", "themes"]);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let charter = charters::read(charters::TINY);
    let wrong = ActionDraft {
        text: "x".repeat(2_001),
        owner: "x".repeat(501),
        timescale: "By March 2027".into(),
        due: Some(date(2027, 4, 1)),
        starts: Some(date(2027, 5, 1)),
        category: "nonsense".into(),
        recommendations: vec!["nonsense".into()],
        allied: vec!["nonsense".into()],
        measure: "x".repeat(5_001),
        ..ActionDraft::new("", ["nonsense"])
    };
    let fields: Vec<_> =
        ActionDetails::parse(&wrong, &charter).unwrap_err().iter().map(|flaw| flaw.field.name()).collect();
    let all = ["text", "themes", "owner", "due", "starts", "measure", "category", "recommendations", "allied"];
    assert_eq!(fields, all);
}

#[test]
fn the_due_date_is_taken_from_a_timescale_that_is_certain() {
    let charter = charters::read(charters::TINY);
    let timed =
        |timescale: &str| ActionDraft { timescale: timescale.into(), ..ActionDraft::new("Light the lamp", ["light"]) };
    let due = |draft: ActionDraft| ActionDetails::parse(&draft, &charter).unwrap().due;
    assert_eq!(due(timed("By March 2027")), Some(date(2027, 3, 31)));
    assert_eq!(due(timed("ongoing")), None);
    assert_eq!(due(ActionDraft { due: Some(date(2027, 5, 1)), ..timed("when it is dry") }), Some(date(2027, 5, 1)));
}

#[test]
fn a_date_of_another_century_is_refused_wherever_it_is_entered() {
    let (charter, today) = (charters::read(charters::TINY), date(2026, 11, 28));
    let fields = |draft: ActionDraft| -> Vec<&str> {
        let flaws = ActionDetails::parse_on(&draft, &charter, today).err().unwrap_or_default();
        flaws.iter().map(|flaw| flaw.field.name()).collect()
    };
    let new = || ActionDraft::new("Light the lamp", ["light"]);
    assert_eq!(fields(ActionDraft { due: Some(date(2999, 1, 1)), ..new() }), ["due"]);
    assert_eq!(fields(ActionDraft { timescale: "By March 1999".into(), ..new() }), ["due"], "taken from the timescale");
    assert_eq!(fields(ActionDraft { starts: Some(date(1999, 1, 1)), ..new() }), ["starts"]);
    let usual = ActionDraft { starts: Some(date(2019, 1, 1)), timescale: "By March 2030".into(), ..new() };
    assert!(fields(usual).is_empty());
}

/// A draft with something in every field that is valid.
fn full_draft(charter: &Charter) -> ActionDraft {
    let recommendations = charter.recommendations.iter().flat_map(|set| &set.recommendations);
    let mut draft = ActionDraft {
        category: charter.categories[0].id.to_string(),
        starts: Some(date(2026, 1, 1)),
        due: Some(date(2027, 3, 31)),
        recommendations: recommendations.map(|one| one.id.to_string()).take(1).collect(),
        allied: charter.allied.iter().map(|one| one.id.to_string()).take(1).collect(),
        ..ActionDraft::new("", ["light", "company"])
    };
    for &field in ActionField::ALL {
        if let Some(text) = draft.text_mut(field) {
            *text = format!(" {} ", field.label());
        }
    }
    draft
}

#[test]
fn a_text_may_be_as_long_as_its_field_and_no_longer() {
    let charter = charters::read(charters::TINY);
    for &field in ActionField::ALL {
        let FieldKind::Text(most) = field.kind() else { continue };
        let with = |length: usize| {
            let mut draft = full_draft(&charter);
            *draft.text_mut(field).unwrap() = "é".repeat(length);
            ActionDetails::parse(&draft, &charter)
        };
        assert!(with(most).is_ok(), "{field:?}");
        let flaws = with(most + 1).unwrap_err();
        assert_eq!(flaws.iter().map(|flaw| flaw.field).collect::<Vec<_>>(), [field]);
        assert!(flaws[0].message.starts_with(&format!("{} must be ", field.form_label())), "{}", flaws[0].message);
    }
    let mut draft = full_draft(&charter);
    draft.text = "x".repeat(2_001);
    assert_eq!(
        ActionDetails::parse(&draft, &charter).unwrap_err()[0].message,
        "Action must be 2,000 characters or fewer"
    );
}

#[test]
fn details_read_back_as_a_draft_are_the_same() {
    let charter = charters::read(charters::TINY);
    let details = ActionDetails::parse(&full_draft(&charter), &charter).unwrap();
    assert_eq!(details.filled().map(|(field, _)| field).collect::<Vec<_>>(), ActionField::ALL, "nothing is lost");
    assert_eq!(details.rationale, "Rationale", "and blanks around it are removed");
    assert_eq!(ActionDetails::parse(&ActionDraft::from(details.clone()), &charter).unwrap(), details);
}

fn placed(number: u128, themes: &[&str], colour: Option<Rating>) -> Placed {
    let details =
        ActionDetails { themes: themes.iter().map(|key| (*key).into()).collect(), ..ActionDetails::default() };
    let at = Timestamp::UNIX_EPOCH;
    let update =
        colour.map(|rating| ProgressUpdate { rating, comment: String::new(), learning: String::new(), at, who: None });
    let id = ActionId(Uuid::from_u128(number));
    let first_planned = date(2024, 10, 1);
    let action =
        Action { id, details, open_since: None, first_planned, created: at, revision: 1, progress_update: update };
    Placed { action, origin: Origin::New, ended: None }
}

fn plan(actions: Vec<Placed>) -> Plan {
    let (id, organisation) = (PlanId(Uuid::nil()), OrganisationId(Uuid::nil()));
    Plan { id, organisation, months: 24, starts: date(2024, 10, 1), ends: date(2026, 9, 30), actions }
}

#[test]
fn an_action_of_several_themes_is_listed_under_the_first_and_counted_once() {
    let charter = charters::read(charters::TINY);
    let plan =
        plan(vec![placed(1, &["company", "light"], None), placed(2, &["company"], None), placed(3, &["x"], None)]);
    let groups = plan.by_theme(&charter);
    let numbers: Vec<_> = groups.iter().map(|group| group.actions.len()).collect();
    assert_eq!(numbers, [1, 0, 1, 1]);
    assert!(groups[3].theme.is_none());
    assert_eq!(groups[0].actions[0].action.id, plan.actions[0].action.id);
}

#[test]
fn a_plan_is_summed_up_in_a_sentence() {
    let charter = charters::read(charters::TINY);
    let mut all = vec![placed(1, &["light"], Some(Rating::Green)), placed(2, &["light"], Some(Rating::Amber))];
    all.push(placed(3, &["light"], None));
    all.push(Placed { ended: Some(Ended::Withdrawn { reason: "No".into() }), ..placed(4, &["light"], None) });
    let tally = plan(all).tally();
    assert_eq!(tally, Tally { green: 1, amber: 1, red: 0, unknown: 1 });
    assert_eq!(tally.sentence(&charter), "1 of 3 actions is done");
    assert_eq!(tally.rest(&charter), "1 is under way, 1 without a progress update");
    let of = |green, unknown| Tally { green, unknown, ..Tally::default() }.sentence(&charter);
    assert_eq!(of(0, 0), "No actions yet");
    assert_eq!(of(0, 7), "0 of 7 actions are done so far");
    assert_eq!(of(7, 0), "All 7 actions are done");
    assert_eq!(of(15, 20), "15 of 35 actions are done");
    assert_eq!([Some(Colour::Red), None].into_iter().collect::<Tally>().rated(), 1);
}

#[test]
fn an_action_moves_within_its_theme_and_the_others_stay() {
    let charter = charters::read(charters::TINY);
    let plan = plan(vec![
        placed(1, &["light"], None),
        placed(2, &["company"], None),
        placed(3, &["light"], None),
        placed(4, &["light"], None),
    ]);
    let ids = |numbers: [u128; 4]| Some(numbers.map(|number| ActionId(Uuid::from_u128(number))).to_vec());
    let moved = |number, to| plan.reordered(&charter, ActionId(Uuid::from_u128(number)), to);
    assert_eq!(moved(3, MoveTo::Up), ids([3, 2, 1, 4]));
    assert_eq!(moved(3, MoveTo::Down), ids([1, 2, 4, 3]));
    assert_eq!(moved(4, MoveTo::Place(1)), ids([4, 2, 1, 3]));
    assert_eq!(moved(1, MoveTo::Place(99)), ids([3, 2, 4, 1]));
    assert_eq!(moved(1, MoveTo::Up), ids([1, 2, 3, 4]));
    assert_eq!(moved(9, MoveTo::Up), None);
    assert!(MoveTo::parse("0").is_err() && MoveTo::parse("sideways").is_err());
}
