use super::*;
use crate::{
    ActionId,
    consultation::{Grouping, disclosure::MinimumGroup, question::ready_made},
};
use proptest::prelude::*;
use uuid::Uuid;

fn asked() -> Questionnaire {
    Questionnaire {
        questions: ready_made("keepers", true),
        grouping: Some(Grouping { words: "Where?".into(), choices: vec!["Coast".into(), "Island".into()] }),
        comments_on_plan: true,
        least: MinimumGroup::default(),
        follow_up: false,
        access: crate::consultation::turnout::Access::Codes,
    }
}

fn offered(number: usize) -> Vec<Offered> {
    let one = |_| Offered { id: ActionId(Uuid::nil()), text: "Light the lamp".into(), theme: None };
    (0..number).map(one).collect()
}

fn fields(sent: &[(&str, &str)]) -> SentFields {
    SentFields(sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
}

fn parse(sent: &[(&str, &str)]) -> Result<ConsultationResponse, Vec<ConsultationFlaw>> {
    ConsultationResponse::parse(&asked(), &offered(5), &[], &fields(sent))
}

#[test]
fn a_response_has_what_was_entered_and_nothing_else() {
    let answer = parse(&[
        ("group", "1"),
        ("q1", "4"),
        ("q2", ""),
        ("q3", "5"),
        ("q4", "0"),
        ("q4", "3"),
        ("q5", " More \r\nlight "),
        ("q6-idea-2", "Paint it"),
        ("q6-theme-2", "nothing"),
        ("matters", "2"),
        ("a2", "Yes"),
        ("a9", "no such action"),
    ]);
    let answer = answer.unwrap();
    assert_eq!((answer.group, &answer.ratings), (Some(1), &BTreeMap::from([(1, 4)])));
    assert_eq!(answer.priorities, BTreeMap::from([(4, vec![0, 3])]));
    assert_eq!(answer.words, BTreeMap::from([(5, "More \nlight".to_owned())]));
    assert_eq!(answer.ideas[&6], [Idea { words: "Paint it".into(), theme: None }]);
    assert_eq!((answer.matters, answer.comments), (vec![2], BTreeMap::from([(2, "Yes".to_owned())])));
}

#[test]
fn four_priorities_are_too_many_and_the_same_one_twice_is_one() {
    let flaws = parse(&[("q4", "0"), ("q4", "1"), ("q4", "2"), ("q4", "3")]).unwrap_err();
    assert_eq!(flaws[0].field, "q4");
    assert_eq!(parse(&[("q4", "0"), ("q4", "0"), ("q4", "1"), ("q4", "2")]).unwrap().priorities[&4], [0, 1, 2]);
}

#[test]
fn an_empty_response_is_refused() {
    assert_eq!(parse(&[]).unwrap_err()[0].field, "q1");
    assert_eq!(parse(&[("group", "0"), ("q5", " \r\n")]).unwrap_err()[0].field, "q1");
    assert!(parse(&[("matters", "0")]).is_ok());
}

#[test]
fn texts_are_bounded() {
    let long = "x".repeat(MAX_TEXT_CHARACTERS + 1);
    let flaws = parse(&[("q5", &long), ("q6-idea-1", &long), ("a0", &long)]).unwrap_err();
    assert_eq!(flaws.iter().map(|flaw| flaw.field.as_str()).collect::<Vec<_>>(), ["q5", "q6-idea-1", "a0"]);
    assert!(parse(&[("q5", &"x".repeat(MAX_TEXT_CHARACTERS))]).is_ok());
}

proptest! {
    #[test]
    fn any_form_is_parsed_or_refused_and_can_be_stored(
        sent in prop::collection::vec(("q[1-6](-idea-[1-4])?|group|matters|a[0-9]", ".{0,12}|[0-9]{1,20}"), 0..20),
    ) {
        let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        if let Ok(answer) = parse(&sent) {
            let json = serde_json::to_string(&answer).unwrap();
            prop_assert!(!json.contains("\\u0000"));
            prop_assert_eq!(serde_json::from_str::<ConsultationResponse>(&json).unwrap(), answer);
        }
    }
}
