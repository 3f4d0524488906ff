use super::*;
use jiff::civil::date;
use uuid::Uuid;

const OWN: OrganisationId = OrganisationId(Uuid::from_u128(1));
const OTHER: OrganisationId = OrganisationId(Uuid::from_u128(2));

fn organisation(id: OrganisationId) -> OrganisationFacts {
    OrganisationFacts { id, region: String::new(), consortium: String::new(), mailboxes: Vec::new() }
}

fn reviewer() -> ReviewerFacts {
    ReviewerFacts {
        mailbox: Mailbox::of("ada.king@tarn.example"),
        organisations: vec![OWN],
        ..ReviewerFacts::default()
    }
}

/// The reasons of a reviewer for the other organisation.
fn reasons(reviewer: &ReviewerFacts, own: OrganisationFacts, other: OrganisationFacts) -> Vec<ConflictReason> {
    let all = conflicts(reviewer, &[own, other]);
    all.into_iter().filter(|one| one.organisation == OTHER).map(|one| one.reason).collect()
}

#[test]
fn nobody_reviews_their_own_organisation_and_that_is_the_only_reason_for_it() {
    let mut own = organisation(OWN);
    own.region = "North".into();
    own.mailboxes = vec![(AddressOf::Member, Mailbox::of("ada.king@tarn.example").unwrap())];
    let mut reviewer = reviewer();
    reviewer.declared = vec![(OWN, "I work there".into())];
    let all = conflicts(&reviewer, &[own, organisation(OTHER)]);
    assert_eq!(all, [Conflict { organisation: OWN, reason: ConflictReason::OwnOrganisation }]);
}

#[test]
fn every_organisation_of_a_member_of_two_is_their_own() {
    let mut reviewer = reviewer();
    reviewer.organisations.push(OTHER);
    assert_eq!(reasons(&reviewer, organisation(OWN), organisation(OTHER)), [ConflictReason::OwnOrganisation]);
}

#[test]
fn who_left_an_organisation_does_not_review_it_and_the_last_time_is_named() {
    let mut reviewer = reviewer();
    reviewer.past = vec![(OTHER, date(2024, 1, 31)), (OTHER, date(2026, 3, 1))];
    let expected = [ConflictReason::PastOrganisation { joined: date(2026, 3, 1) }];
    assert_eq!(reasons(&reviewer, organisation(OWN), organisation(OTHER)), expected);
}

#[test]
fn the_same_region_is_a_conflict_however_it_is_written_and_none_is_no_region() {
    let pair = |own: &str, other: &str| {
        let at = |id, region: &str| OrganisationFacts { region: region.into(), ..organisation(id) };
        reasons(&reviewer(), at(OWN, own), at(OTHER, other))
    };
    assert_eq!(pair("North West", "north west "), [ConflictReason::SameRegion("north west ".into())]);
    for (own, other) in [("", ""), (" ", " "), ("North West", ""), ("North West", "North East")] {
        assert!(pair(own, other).is_empty(), "{own}, {other}");
    }
}

#[test]
fn a_partner_in_a_consortium_is_a_conflict() {
    let at = |id, consortium: &str| OrganisationFacts { consortium: consortium.into(), ..organisation(id) };
    let found = reasons(&reviewer(), at(OWN, "Lakes"), at(OTHER, "LAKES"));
    assert_eq!(found, [ConflictReason::SameConsortium("LAKES".into())]);
    assert!(reasons(&reviewer(), at(OWN, ""), at(OTHER, "")).is_empty());
}

#[test]
fn an_address_that_reaches_the_same_mailbox_is_a_conflict_whoever_has_it_there() {
    let proven = [AddressOf::Member, AddressOf::SignedAsLeader];
    let typed = [AddressOf::Contact, AddressOf::Leader, AddressOf::Owner, AddressOf::GroupMember];
    assert!(proven.iter().all(|of| of.is_proven()) && !typed.iter().any(|of| of.is_proven()));
    for of in proven.into_iter().chain(typed) {
        for address in ["ada.king@tarn.example", "Ada.King+peers@Tarn.example", "adaking@tarn.example"] {
            let mut other = organisation(OTHER);
            let there = (of, Mailbox::of(address).unwrap());
            other.mailboxes = vec![there.clone(), (AddressOf::Member, Mailbox::of("x@tarn.example").unwrap()), there];
            let found = reasons(&reviewer(), organisation(OWN), other);
            assert_eq!(found, [ConflictReason::SharedAddress(of)], "{address}");
        }
    }
    for address in ["ada.king@moor.example", "ada.queen@tarn.example"] {
        let mut other = organisation(OTHER);
        other.mailboxes = vec![(AddressOf::Member, Mailbox::of(address).unwrap())];
        assert!(reasons(&reviewer(), organisation(OWN), other).is_empty(), "{address}");
    }
}

#[test]
fn a_blank_address_reaches_nobody() {
    for address in ["", " ", "@", "ada.king", "+x@tarn.example", "@tarn.example", "."] {
        assert_eq!(Mailbox::of(address), None, "{address}");
    }
    let nobody = ReviewerFacts { mailbox: None, ..reviewer() };
    let mut other = organisation(OTHER);
    other.mailboxes = vec![(AddressOf::Contact, Mailbox::of("x@tarn.example").unwrap())];
    assert!(reasons(&nobody, organisation(OWN), other).is_empty());
}

#[test]
fn a_declared_conflict_has_its_reason_and_is_private() {
    let mut reviewer = reviewer();
    reviewer.declared = vec![(OTHER, "My partner works there".into())];
    let found = reasons(&reviewer, organisation(OWN), organisation(OTHER));
    assert_eq!(found, [ConflictReason::Declared("My partner works there".into())]);
    assert!(found[0].is_declared() && !ConflictReason::Reciprocal.is_declared());
}

#[test]
fn two_organisations_do_not_review_each_other_in_one_round() {
    let mut reviewer = reviewer();
    reviewer.reviewed_by = vec![OTHER];
    assert_eq!(reasons(&reviewer, organisation(OWN), organisation(OTHER)), [ConflictReason::Reciprocal]);
}

#[test]
fn an_organisation_can_have_several_reasons_and_each_has_a_sentence() {
    let mut reviewer = reviewer();
    reviewer.past = vec![(OTHER, date(2026, 3, 1))];
    reviewer.declared = vec![(OTHER, "A joint project".into())];
    reviewer.reviewed_by = vec![OTHER];
    let at = |id| OrganisationFacts { region: "North".into(), consortium: "Lakes".into(), ..organisation(id) };
    let found = reasons(&reviewer, at(OWN), at(OTHER));
    let sentences: Vec<String> = found.iter().map(ConflictReason::sentence).collect();
    let expected = [
        "Former member of this organisation, who joined on 1 March 2026",
        "Same region: North",
        "Same consortium: Lakes",
        "Declared: A joint project",
        "A reviewer from there reviews their organisation in this round",
    ];
    assert_eq!(sentences, expected);
}
