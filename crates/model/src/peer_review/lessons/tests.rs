use super::*;
use crate::{charter::criterion::Criterion, peer_review::round::RoundDates};
use jiff::{ToSpan as _, civil::date};
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn criteria() -> Vec<Criterion> {
    vec![Criterion { id: "lamp".into(), title: "The lamp".into(), text: String::new() }]
}

fn dates() -> RoundDates {
    RoundDates::usual(date(2027, 1, 1), date(2027, 1, 31), date(2027, 5, 31)).unwrap()
}

fn member(person: u128, panel: u128) -> MemberOfRound {
    MemberOfRound {
        person: PersonId(id(person)),
        name: format!("Reviewer {person}"),
        panel: PanelId(id(panel)),
        submissions: 1,
        has_joined_later: false,
        has_left: false,
    }
}

fn submission(number: u128) -> ReviewedTimes {
    let day = |days: i32| Some(date(2027, 1, 20).saturating_add(days.days()));
    ReviewedTimes {
        panel: PanelId(id(number)),
        assessment: AssessmentId(id(number)),
        organisation: format!("Organisation {number}"),
        submitted: date(2027, 1, 20),
        allocated: date(2027, 2, 10),
        begun: day(50),
        agreed: day(60),
        approved: day(70),
        sent: day(100),
    }
}

/// Two reviewers on the panel of each of that many submissions, who find the same.
fn round(submissions: u128) -> LessonFacts {
    let mut facts = LessonFacts::default();
    for number in 1..=submissions {
        facts.submissions.push(submission(number));
        for reviewer in [2 * number, 2 * number + 1] {
            facts.members.push(member(reviewer, number));
            let (panel, assessment) = (PanelId(id(number)), AssessmentId(id(number)));
            facts.reviews.push(CompletedReview {
                panel,
                assessment,
                person: PersonId(id(reviewer)),
                completed: date(2027, 3, 1),
            });
            let finding = CriterionFinding::ALL[usize::try_from(number % 3).unwrap()];
            facts.findings.push(GivenFinding { panel, assessment, criterion: "lamp".into(), finding });
        }
    }
    facts
}

fn shown(facts: &LessonFacts, reader: LessonsReader) -> String {
    format!("{:#?}", sections(facts, (&criteria(), &dates()), reader, date(2027, 6, 30)))
}

#[test]
fn the_board_reads_nothing_before_all_feedback_is_sent() {
    let mut facts = round(3);
    assert_eq!(facts.check(LessonsReader::Board), Ok(()));
    facts.submissions[1].sent = None;
    assert!(facts.check(LessonsReader::Board).is_err());
    assert_eq!(facts.check(LessonsReader::Secretariat), Ok(()));
    assert!(LessonFacts::default().check(LessonsReader::Board).is_err());
}

#[test]
fn names_are_for_the_secretariat_alone() {
    let mut facts = round(4);
    facts.members[0].has_left = true;
    facts.members[1].has_joined_later = true;
    facts.submissions[0].sent = Some(date(2027, 6, 10));
    let (secretariat, board) = (shown(&facts, LessonsReader::Secretariat), shown(&facts, LessonsReader::Board));
    for words in ["Reviewer 3", "Reviewer 2", "Organisation 1", "10 days late"] {
        assert!(secretariat.contains(words), "{words}: {secretariat}");
        assert!(!board.contains(words), "{words}: {board}");
    }
    assert!(board.contains("Left a panel: fewer than 3 reviewers."), "{board}");
}

#[test]
fn the_board_sees_no_figure_about_fewer_than_three() {
    let board = shown(&round(1), LessonsReader::Board);
    assert!(board.contains("Not shown: fewer than 3 reviewers."), "{board}");
    assert_eq!(board.matches(r#""Not shown: fewer than 3","#).count(), 6 + 3, "each step and each last day: {board}");
    let secretariat = shown(&round(1), LessonsReader::Secretariat);
    assert!(!secretariat.contains("fewer than 3"), "{secretariat}");
}

#[test]
fn agreement_is_shown_from_three_submissions_and_corrected_for_chance_from_five() {
    let of = |submissions| agreement(&criteria(), &round(submissions).findings).remove(0);
    assert_eq!((of(2).same, of(2).alpha), (None, None));
    assert_eq!((of(4).same, of(4).alpha), (Some(100), None));
    assert_eq!((of(5).same, of(5).alpha), (Some(100), Some(1.0)));
    assert_eq!(of(5).meaning(), "Reviewers agree well");
    assert_eq!(of(2).meaning(), "Too few submissions with 2 reviews");
}

#[test]
fn times_and_punctuality_are_counted_from_the_dates() {
    let mut facts = round(3);
    facts.reviews[0].completed = date(2027, 5, 1);
    facts.reviews.pop();
    let board = shown(&facts, LessonsReader::Board);
    assert!(board.contains("Not shown: a number is less than 3"), "{board}");
    let all = shown(&facts, LessonsReader::Secretariat);
    let words = |cells: &[&str]| cells.iter().map(|cell| format!("\"{cell}\",")).collect::<Vec<_>>();
    let compact: String = all.split_whitespace().collect();
    for cells in [
        words(&["Submissiontofeedback", "3", "100"]),
        words(&["Agreementtoapproval", "3", "10"]),
        words(&["Reviewscompleted", "4", "1", "1"]),
        words(&["Draftsagreed", "3", "0", "0"]),
    ] {
        assert!(compact.contains(&cells.concat()), "{cells:?}: {compact}");
    }
}

#[test]
fn ratings_have_a_place_and_too_few_are_not_shown_to_the_board() {
    let mut facts = round(3);
    assert!(shown(&facts, LessonsReader::Board).contains("No ratings yet."));
    let answers = vec![("Useful".to_owned(), 2), ("Not useful".to_owned(), 0)];
    facts.ratings.push(RatingSum { question: "Was it useful?".to_owned(), answers });
    assert!(shown(&facts, LessonsReader::Board).contains("Was it useful?"));
    assert!(!shown(&facts, LessonsReader::Board).contains("Not useful"));
    assert!(shown(&facts, LessonsReader::Secretariat).contains("Not useful"));
}
