use super::*;
use crate::{
    CriterionKey,
    charter::{
        course::{PracticeSubmission, QuizChoice},
        criterion::CriterionFinding,
    },
};

fn course() -> Course {
    let page = |id: &str| CoursePage { id: id.into(), title: id.to_owned(), minutes: 2, sections: Vec::new() };
    let choice = |id: &str, right| QuizChoice { id: id.into(), text: id.to_owned(), right, why: "Because".to_owned() };
    let question = |id: &str, choices| QuizQuestion { id: id.into(), ask: id.to_owned(), choices };
    Course {
        edition: "2031-01".into(),
        title: "Climbing".to_owned(),
        introduction: String::new(),
        pages: vec![page("stairs"), page("gallery")],
        quiz_minutes: 3,
        questions: vec![
            question("rail", vec![choice("rail", true), choice("rope", false)]),
            question("see", vec![choice("lamp", true), choice("log", true), choice("gulls", false)]),
        ],
        practice: PracticeSubmission {
            minutes: 4,
            organisation: String::new(),
            title: String::new(),
            notice: String::new(),
            answers: Vec::new(),
            rated: Vec::new(),
            actions: Vec::new(),
            model: Vec::new(),
        },
        hash: String::new(),
        published: false,
    }
}

fn criteria() -> Vec<Criterion> {
    ["lamp", "log"].map(|id| Criterion { id: id.into(), title: id.to_owned(), text: id.to_owned() }).to_vec()
}

fn choices(keys: &[&str]) -> BTreeSet<ChoiceKey> {
    keys.iter().map(|key| ChoiceKey::from(*key)).collect()
}

fn feedback(words: &str) -> PracticeFeedback {
    let one = CriterionFeedback {
        finding: Some(CriterionFinding::SomeProgress),
        strengths: words.to_owned(),
        advice: String::new(),
    };
    PracticeFeedback(["lamp", "log"].map(|key| (CriterionKey::from(key), one.clone())).into())
}

/// A record in which everything up to the comparison is done.
fn compared() -> TrainingRecord {
    TrainingRecord {
        pages: ["stairs", "gallery"].map(CoursePageKey::from).into(),
        answers: [("rail".into(), choices(&["rail"])), ("see".into(), choices(&["lamp", "log"]))].into(),
        practice: Practice::Compared { feedback: feedback("Bright"), at: Timestamp::UNIX_EPOCH },
        completed: None,
    }
}

#[test]
fn the_step_follows_from_what_was_done() {
    let (course, criteria) = (course(), criteria());
    let training = Training { course: &course, criteria: &criteria };
    let mut record = TrainingRecord::default();
    assert_eq!(training.step(&record), TrainingStep::NotStarted);
    record.pages.insert("gallery".into());
    assert_eq!(training.step(&record), TrainingStep::Pages { read: 1, of: 2 });
    assert_eq!(training.next_page(&record).map(|page| page.id.as_str()), Some("stairs"));
    record.pages.insert("stairs".into());
    assert_eq!(training.step(&record), TrainingStep::Quiz { right: 0, of: 2 });
    record.answers = compared().answers;
    assert_eq!(training.step(&record), TrainingStep::Practice { written: 0, of: 2 });
    record.practice = Practice::Writing(feedback("Bright"));
    assert_eq!(training.step(&record), TrainingStep::Practice { written: 2, of: 2 });
    record.practice = compared().practice;
    assert_eq!(training.step(&record), TrainingStep::Comparing);
    record.completed = Some(Timestamp::UNIX_EPOCH);
    assert_eq!(training.step(&record), TrainingStep::Completed(Timestamp::UNIX_EPOCH));
    assert_eq!((training.next_page(&record), training.next_question(&record)), (None, None));
}

#[test]
fn no_step_opens_before_those_before_it_are_done() {
    let (course, criteria) = (course(), criteria());
    let training = Training { course: &course, criteria: &criteria };
    let refused = |record: &TrainingRecord| {
        [training.quiz(record), training.practice(record), training.compare(record), training.complete(record)]
    };
    let blank = TrainingRecord::default();
    assert_eq!(refused(&blank), [Err(NotYet::ReadPages); 4]);
    // Whatever is recorded of later steps, a missing earlier one closes them.
    let mut unread = compared();
    unread.pages.remove(&CoursePageKey::from("stairs"));
    assert_eq!(refused(&unread), [Err(NotYet::ReadPages); 4]);
    let mut wrong = compared();
    wrong.answers.insert("see".into(), choices(&["lamp"]));
    let quiz = Err(NotYet::FinishQuiz);
    assert_eq!(refused(&wrong), [Ok(()), quiz, quiz, quiz]);
    let unwritten = TrainingRecord { practice: Practice::Writing(feedback(" ")), ..compared() };
    let write = Err(NotYet::WriteFeedback);
    assert_eq!(refused(&unwritten), [Ok(()), Ok(()), write, write]);
    let written = TrainingRecord { practice: Practice::Writing(feedback("Bright")), ..compared() };
    assert_eq!(refused(&written), [Ok(()), Ok(()), Ok(()), Err(NotYet::Compare)]);
    assert_eq!(refused(&compared()), [Ok(()); 4]);
}

#[test]
fn practice_feedback_does_not_change_after_the_model_was_opened() {
    let (course, criteria) = (course(), criteria());
    let training = Training { course: &course, criteria: &criteria };
    assert_eq!(training.write(&compared()), Err(NotYet::ModelSeen));
    let writing = TrainingRecord { practice: Practice::default(), ..compared() };
    assert_eq!(training.write(&writing), Ok(()));
}

#[test]
fn an_answer_is_right_with_all_right_choices_and_no_other() {
    let course = course();
    let see = &course.questions[1];
    assert!(see.has_several_right() && !course.questions[0].has_several_right());
    assert!(see.is_right(&choices(&["lamp", "log"])));
    for wrong in [&[][..], &["lamp"], &["lamp", "log", "gulls"], &["lamp", "log", "moon"]] {
        assert!(!see.is_right(&choices(wrong)), "{wrong:?}");
    }
}

#[test]
fn feedback_needs_a_finding_and_words_for_each_criterion() {
    let criteria = criteria();
    let mut one = feedback("Bright");
    assert_eq!(one.written(&criteria), 2);
    one.0.insert("log".into(), CriterionFeedback { finding: None, strengths: " ".into(), advice: "\n".into() });
    assert_eq!(one.written(&criteria), 1);
    assert_eq!(one.of(&"log".into()).missing(), [MissingFeedback::CriterionFinding, MissingFeedback::Words]);
    let advised = CriterionFeedback { advice: "Another wick".into(), ..one.of(&"lamp".into()) };
    assert_eq!(CriterionFeedback { strengths: String::new(), ..advised }.missing(), []);
    assert_eq!(PracticeFeedback::default().written(&criteria), 0);
}

#[test]
fn a_course_takes_the_time_of_its_parts() {
    let (course, criteria) = (course(), criteria());
    assert_eq!(course.minutes(), 11);
    let training = Training { course: &course, criteria: &criteria };
    let left = |record: &TrainingRecord| training.minutes_left(record);
    let started = TrainingRecord { pages: ["stairs"].map(CoursePageKey::from).into(), ..TrainingRecord::default() };
    let completed = TrainingRecord { completed: Some(Timestamp::UNIX_EPOCH), ..compared() };
    assert_eq!([&TrainingRecord::default(), &started, &compared(), &completed].map(left), [11, 9, 4, 0]);
}

#[test]
fn each_step_has_a_name() {
    assert!(TrainingStep::NAMES.iter().all(|(word, name)| !word.is_empty() && !name.is_empty()));
    assert_eq!(TrainingStep::Comparing.name(), "Practice review");
}
