use super::*;
use crate::consultation::{Grouping, disclosure::MinimumGroup, question::ready_made};
use proptest::prelude::*;
use uuid::Uuid;

fn asked() -> Questionnaire {
    Questionnaire {
        questions: ready_made("keepers", true),
        grouping: Some(Grouping { words: "Where?".into(), choices: vec!["Coast".into(), "Island".into()] }),
        comments_on_plan: true,
        least: MinimumGroup::default(),
        follow_up: false,
        access: Access::Codes,
    }
}

fn offered() -> Vec<Offered> {
    let one = |number| Offered { id: ActionId(Uuid::from_u128(number)), text: String::new(), theme: None };
    (0..3).map(one).collect()
}

prop_compose! {
    fn answers()(
        group in prop::option::of(0..2usize),
        rating in prop::option::of(0..5usize),
        chosen in prop::collection::btree_set(0..3usize, 0..=3),
        words in prop::option::of("[a-z]{1,5}"),
        comment in prop::option::of((0..3usize, "[a-z]{1,5}")),
    ) -> ConsultationResponse {
        let chosen: Vec<usize> = chosen.into_iter().collect();
        ConsultationResponse {
            group,
            ratings: rating.map(|point| (1, point)).into_iter().collect(),
            priorities: if chosen.is_empty() { BTreeMap::new() } else { BTreeMap::from([(4, chosen.clone())]) },
            words: words.map(|words| (5, words)).into_iter().collect(),
            ideas: BTreeMap::new(),
            matters: chosen,
            comments: comment.into_iter().collect(),
        }
    }
}

/// Every number of people in a tally, with the groups that it is about.
fn rows(tally: &Tally) -> Vec<&CountedRow> {
    tally.questions.values().flatten().collect()
}

proptest! {
    #[test]
    fn of_enough_responses_nothing_is_lost_and_nothing_is_added(answers in prop::collection::vec(answers(), 0..60)) {
        let counted = count(&asked(), &offered(), &answers);
        let people = |question: u16| counted.tally.questions[&question].iter().map(|row| row.counts.people).sum::<u32>();
        let enough = |number: usize| if number >= 10 { u32::try_from(number).unwrap() } else { 0 };
        prop_assert_eq!(counted.tally.answered() as usize, answers.len());
        prop_assert_eq!(people(1), enough(answers.iter().filter(|answer| answer.ratings.contains_key(&1)).count()));
        prop_assert_eq!(people(4), enough(answers.iter().filter(|answer| answer.priorities.contains_key(&4)).count()));
        let written: usize = answers.iter().map(|answer| answer.words.len() + answer.comments.len()).sum();
        prop_assert_eq!(counted.remarks.len(), if answers.len() >= 10 { written } else { 0 });
        prop_assert_eq!(counted.tally.matters.is_empty(), answers.len() < 10);
    }

    #[test]
    fn the_order_of_responses_makes_no_difference_to_the_counts(answers in prop::collection::vec(answers(), 0..20)) {
        let reversed: Vec<ConsultationResponse> = answers.iter().rev().cloned().collect();
        prop_assert_eq!(count(&asked(), &offered(), &answers).tally, count(&asked(), &offered(), &reversed).tally);
    }

    #[test]
    fn no_row_and_no_difference_of_two_rows_is_about_a_few_people(answers in prop::collection::vec(answers(), 0..60)) {
        let tally = count(&asked(), &offered(), &answers).tally;
        let of = |groups: &[usize]| answers.iter().filter(|answer| groups.contains(&answer.group.unwrap_or(2))).count();
        for row in rows(&tally) {
            prop_assert!(row.counts.people >= 10, "{:?}", row);
        }
        // Rows of the same and of different questions: their groups can be subtracted from each other.
        for (one, other) in rows(&tally).into_iter().flat_map(|one| rows(&tally).into_iter().map(move |other| (one, other))) {
            let rest: Vec<usize> = one.groups.iter().copied().filter(|group| !other.groups.contains(group)).collect();
            prop_assert!(of(&rest) == 0 || of(&rest) >= 10, "{:?} less {:?}", one, other);
        }
    }

    #[test]
    fn a_tally_is_stored_and_read_as_it_is(answers in prop::collection::vec(answers(), 0..60)) {
        let tally = count(&asked(), &offered(), &answers).tally;
        let json = serde_json::to_string(&tally).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Tally>(&json).unwrap(), &tally);
        prop_assert_eq!(tally.clone().protected(&asked()), tally);
    }
}

/// Ratings of question 1 from this many people of each group.
fn ratings(people: &[(Option<usize>, usize)]) -> Vec<ConsultationResponse> {
    let of = |(group, number): &(Option<usize>, usize)| {
        let answer = ConsultationResponse {
            group: *group,
            ratings: BTreeMap::from([(1, 2)]),
            ..ConsultationResponse::default()
        };
        vec![answer; *number]
    };
    people.iter().flat_map(of).collect()
}

fn groups(tally: &Tally) -> Vec<Vec<usize>> {
    tally.questions[&1].iter().map(|row| row.groups.clone()).collect()
}

#[test]
fn a_group_of_one_is_merged_when_it_is_counted() {
    let answers = ratings(&[(Some(0), 20), (Some(1), 1), (None, 12)]);
    assert_eq!(groups(&count(&asked(), &offered(), &answers).tally), [vec![0], vec![1, 2]]);
}

#[test]
fn with_an_open_link_no_group_is_counted_for_itself() {
    let answers = ratings(&[(Some(0), 20), (Some(1), 20)]);
    assert_eq!(groups(&count(&asked(), &offered(), &answers).tally).len(), 2);
    let open = Questionnaire { access: Access::Link, ..asked() };
    assert_eq!(groups(&count(&open, &offered(), &answers).tally), [vec![0, 1, 2]]);
}

#[test]
fn groups_of_an_earlier_version_are_merged_too() {
    let stored = r#"{"answered":33,"matters":[1,2,3],"questions":{"1":[
        {"people":20,"counts":[20,0,0,0,0]},{"people":1,"counts":[0,0,0,0,1]},{"people":12,"counts":[0,12,0,0,0]}]}}"#;
    let tally = serde_json::from_str::<Tally>(stored).unwrap().protected(&asked());
    assert_eq!(groups(&tally), [vec![0], vec![1, 2]]);
    assert_eq!(tally.questions[&1][1].counts.counts, [0, 12, 0, 0, 1]);
    assert_eq!(tally.clone().protected(&asked()), tally);
    let few = stored.replace("33", "9");
    let tally = serde_json::from_str::<Tally>(&few).unwrap().protected(&asked());
    assert!(rows(&tally).is_empty() && tally.matters.is_empty());
}

#[test]
fn written_comments_of_too_few_responses_are_not_kept_and_others_do_not_show_groups() {
    let answer = ConsultationResponse {
        group: Some(1),
        words: BTreeMap::from([(5, "More light".into())]),
        ..ConsultationResponse::default()
    };
    let few = vec![answer.clone(); 9];
    assert_eq!(count(&asked(), &offered(), &few).remarks, []);
    let enough = vec![answer; 10];
    let remarks = count(&asked(), &offered(), &enough).remarks;
    let about = WrittenCommentSubject::Question(5);
    assert_eq!(remarks, vec![WrittenComment { about, words: "More light".into() }; 10]);
}
