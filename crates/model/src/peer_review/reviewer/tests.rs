use super::*;
use uuid::Uuid;

const TARN: OrganisationId = OrganisationId(Uuid::from_u128(1));
const MOOR: OrganisationId = OrganisationId(Uuid::from_u128(2));

fn charter() -> Charter {
    let mut charter = crate::assessment::locked_version::tests::charter();
    // Its last stage is 2.
    charter.editions = vec![crate::assessment::locked_version::tests::edition()];
    charter
}

fn from(organisation: OrganisationId, role: Role) -> ReviewsFrom {
    ReviewsFrom { organisation, name: "Tarn College".into(), role }
}

fn fields(flaws: &[ReviewerFlaw]) -> Vec<&'static str> {
    flaws.iter().map(|flaw| flaw.field).collect()
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|&word| word.to_owned()).collect()
}

fn parse(organisation: &str, background: &str, from: &[ReviewsFrom]) -> Result<ReviewerDraft, Vec<ReviewerFlaw>> {
    let stages = words(&["1"]);
    let knowledge = EnteredKnowledge { stages: &stages, ..EnteredKnowledge::default() };
    ReviewerDraft::parse(organisation, background, knowledge, from, (&charter(), &words(&["University"])))
}

#[test]
fn a_blank_form_names_each_field_that_is_required() {
    let (charter, from) = (charter(), [from(TARN, Role::Lead), from(MOOR, Role::Lead)]);
    let flaws = ReviewerDraft::parse("", "", EnteredKnowledge::default(), &from, (&charter, &[])).unwrap_err();
    assert_eq!(fields(&flaws), ["organisation", "background", "stages"]);
}

#[test]
fn the_only_signatory_need_not_be_selected_and_another_one_is_refused() {
    let from = [from(TARN, Role::Contributor)];
    assert_eq!(parse("", "technician", &from).unwrap().organisation, TARN);
    assert_eq!(fields(&parse(&MOOR.to_string(), "technician", &from).unwrap_err()), ["organisation"]);
    assert_eq!(fields(&parse("", "technician", &[]).unwrap_err()), ["organisation"]);
}

#[test]
fn only_a_lead_reviews_as_a_lead_and_a_lead_may_review_as_a_technician() {
    let contributor = [from(TARN, Role::Contributor)];
    assert_eq!(fields(&parse("", "lead", &contributor).unwrap_err()), ["background"]);
    for (background, expected) in [("lead", Background::Lead), ("technician", Background::Technician)] {
        assert_eq!(parse("", background, &[from(TARN, Role::Lead)]).unwrap().background, expected);
    }
    assert_eq!(fields(&parse("", "professor", &contributor).unwrap_err()), ["background"]);
}

#[test]
fn what_somebody_knows_is_in_order_and_from_the_lists() {
    let charter = charter();
    let theme = charter.themes[0].id.to_string();
    let kinds = words(&["Funder", "University"]);
    let stage = charter.last_stage().to_string();
    let parse = |stages: &[&str], chosen: &[&str], themes: &[&str]| {
        let (stages, chosen, themes) = (words(stages), words(chosen), words(themes));
        Knowledge::parse(EnteredKnowledge { stages: &stages, kinds: &chosen, themes: &themes }, &charter, &kinds)
    };
    let known = parse(&[&stage, "1", "1"], &["University", "Funder"], &[&theme]).unwrap();
    assert_eq!(known.stages.first(), Some(&1));
    assert!(known.stages.is_sorted() && known.stages.len() <= 2);
    assert_eq!((known.kinds, known.themes.len()), (kinds.clone(), 1));
    assert_eq!(fields(&parse(&["0"], &["Castle"], &["cheese"]).unwrap_err()), ["stages", "kinds", "themes"]);
    let after_the_last = (charter.last_stage() + 1).to_string();
    assert_eq!(fields(&parse(&[&after_the_last], &[], &[]).unwrap_err()), ["stages"]);
    assert_eq!(fields(&parse(&[], &[], &[]).unwrap_err()), ["stages"]);
}

#[test]
fn availability_is_one_of_the_sizes_of_the_charter_or_a_break() {
    let choices = Availability::choices([2, 3]);
    assert_eq!(choices, [Availability::AtMost(2), Availability::AtMost(3), Availability::Break]);
    for one in choices {
        assert_eq!(Availability::parse(&one.word(), [2, 3]), Some(one));
    }
    for wrong in ["", "1", "4", "0", "-2", "02", "some"] {
        assert_eq!(Availability::parse(wrong, [2, 3]), None, "{wrong}");
    }
    assert_eq!(Availability::AtMost(1).sentence(), "1 submission");
    assert_eq!((Availability::Break.most(), Availability::AtMost(3).most()), (None, Some(3)));
}
