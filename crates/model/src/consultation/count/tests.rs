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

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_added(answers in prop::collection::vec(answers(), 0..40)) {
        let counted = count(&asked(), &offered(), &answers);
        let people = |question: u16| counted.tally.questions[&question].iter().map(|row| row.people).sum::<u32>() as usize;
        prop_assert_eq!(counted.tally.answered() as usize, answers.len());
        prop_assert_eq!(people(1), answers.iter().filter(|answer| answer.ratings.contains_key(&1)).count());
        prop_assert_eq!(people(4), answers.iter().filter(|answer| answer.priorities.contains_key(&4)).count());
        let chosen: u32 = counted.tally.questions[&4].iter().flat_map(|row| &row.counts).sum();
        prop_assert_eq!(chosen, counted.tally.matters.iter().sum::<u32>());
        let written: usize = answers.iter().map(|answer| answer.words.len() + answer.comments.len()).sum();
        prop_assert_eq!(counted.remarks.len(), written);
    }

    #[test]
    fn the_order_of_responses_makes_no_difference_to_the_counts(answers in prop::collection::vec(answers(), 0..20)) {
        let reversed: Vec<ConsultationResponse> = answers.iter().rev().cloned().collect();
        prop_assert_eq!(count(&asked(), &offered(), &answers).tally, count(&asked(), &offered(), &reversed).tally);
    }
}

#[test]
fn written_comments_do_not_show_groups() {
    let answer = ConsultationResponse {
        group: Some(1),
        words: BTreeMap::from([(5, "More light".into())]),
        ..ConsultationResponse::default()
    };
    let remarks = count(&asked(), &offered(), &[answer]).remarks;
    assert_eq!(remarks, [WrittenComment { about: WrittenCommentSubject::Question(5), words: "More light".into() }]);
}
