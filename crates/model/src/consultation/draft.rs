//! Parses the form of a consultation, field by field.

use super::{
    ConsultationFlaw, Grouping, Questionnaire,
    disclosure::MinimumGroup,
    question::{ConsultationQuestionKind, Question},
    turnout::Access,
};
use crate::{Date, PlanId, core::short::Line};

/// The maximum number of questions, which people can answer in 5 minutes.
pub const MAX_QUESTIONS: usize = 20;
/// The maximum number of respondent groups.
pub const MAX_GROUPS: usize = 12;
/// The maximum length of a question, in characters.
pub const MAX_QUESTION_CHARACTERS: usize = 300;

/// A consultation as entered by a lead, checked and ready to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultationDraft {
    /// The title.
    pub title: Line,
    /// The last day for responses.
    pub closes: Date,
    /// The questionnaire.
    pub asked: Questionnaire,
    /// The plan whose actions are offered to respondents.
    pub plan: Option<PlanId>,
    /// The number of people invited.
    pub invited: Option<u32>,
}

/// One question as typed. Its number is blank if it is new.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TypedQuestion {
    /// The number.
    pub number: String,
    /// The kind.
    pub kind: String,
    /// The text.
    pub words: String,
}

/// Parses the questions in order. One without text is left out, which is how a lead removes it.
///
/// # Errors
/// Returns every invalid field, named `words-PLACE` with the place counted from 1.
pub fn questions(typed: &[TypedQuestion]) -> Result<Vec<Question>, Vec<ConsultationFlaw>> {
    let (mut questions, mut flaws) = (Vec::<Question>::new(), Vec::new());
    let known = |number: &str| number.parse::<u16>().ok().filter(|number| (1..1000).contains(number));
    let mut next = typed.iter().filter_map(|one| known(&one.number)).max().unwrap_or(0);
    for (place, one) in (1..).zip(typed) {
        let words = one.words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            continue;
        }
        let field = format!("words-{place}");
        if words.chars().count() > MAX_QUESTION_CHARACTERS || words.chars().any(char::is_control) {
            flaws.push(ConsultationFlaw::new(&field, "Question must be 300 characters or fewer"));
        }
        let Some(kind) = ConsultationQuestionKind::parse(&one.kind) else {
            flaws.push(ConsultationFlaw::new(&field, "Select a type of answer"));
            continue;
        };
        let taken = |number: &u16| questions.iter().any(|question: &Question| question.number == *number);
        let number = known(&one.number).filter(|number| !taken(number)).unwrap_or_else(|| {
            next += 1;
            next
        });
        questions.push(Question { number, words, kind });
    }
    if questions.len() > MAX_QUESTIONS {
        flaws.push(ConsultationFlaw::new("words-1", format!("Enter {MAX_QUESTIONS} questions or fewer")));
    }
    if flaws.is_empty() { Ok(questions) } else { Err(flaws) }
}

/// Parses the question about respondent groups, and its choices, one on each line. `None` if both are blank.
///
/// # Errors
/// Returns the invalid field: `group_words` or `group_choices`.
pub fn grouping(words: &str, choices: &str) -> Result<Option<Grouping>, ConsultationFlaw> {
    let mut lines: Vec<String> = Vec::new();
    for line in choices.lines().filter(|line| !line.trim().is_empty()) {
        let line = Line::parse(line)
            .map_err(|error| ConsultationFlaw::new("group_choices", error.at("Each group", "Enter a group")))?;
        if !lines.iter().any(|known| known == line.as_str()) {
            lines.push(line.into());
        }
    }
    if words.trim().is_empty() && lines.is_empty() {
        return Ok(None);
    }
    let words = Line::parse(words).map_err(|_| {
        ConsultationFlaw::new(
            "group_words",
            "Enter a question for the respondent groups, for example “Where do you work?”",
        )
    })?;
    if !(2..=MAX_GROUPS).contains(&lines.len()) {
        return Err(ConsultationFlaw::new(
            "group_choices",
            format!("Enter 2 to {MAX_GROUPS} groups, one on each line"),
        ));
    }
    Ok(Some(Grouping { words: words.into(), choices: lines }))
}

/// Checks that a respondent group is asked for only with codes: with an open link the people of a group cannot be counted, so that one
/// person could fill up a small group and read what its only other member answered.
///
/// # Errors
/// Returns an error if there are groups and an open link.
pub fn groups_need_codes(grouping: Option<&Grouping>, access: Access) -> Result<(), ConsultationFlaw> {
    match (grouping, access) {
        (Some(_), Access::Link) => Err(ConsultationFlaw::new(
            "group_words",
            "Select single-use codes, or remove the respondent groups: with an open link the people of a group cannot be counted",
        )),
        _ => Ok(()),
    }
}

/// Parses how people get to the questions.
///
/// # Errors
/// Returns an error if neither way is selected.
pub fn access(typed: &str) -> Result<Access, ConsultationFlaw> {
    Access::parse(typed).ok_or_else(|| ConsultationFlaw::new("access", "Select how people respond"))
}

/// Parses the minimum group size; blank for the default.
///
/// # Errors
/// Returns an error if it is not a number, or is too small to protect people.
pub fn least(typed: &str) -> Result<MinimumGroup, ConsultationFlaw> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(MinimumGroup::default());
    }
    let least = typed.parse::<u32>().ok().and_then(|number| MinimumGroup::try_from(number).ok());
    least.ok_or_else(|| ConsultationFlaw::new("least", super::disclosure::NotAMinimumGroup.to_string()))
}

/// Parses the number of people invited; blank if it is not known.
///
/// # Errors
/// Returns an error if it is not a number of people.
pub fn invited(typed: &str) -> Result<Option<u32>, ConsultationFlaw> {
    let typed = typed.trim();
    let number = || typed.parse::<u32>().ok().filter(|number| (1..=1_000_000).contains(number));
    match typed {
        "" => Ok(None),
        _ => number().map(Some).ok_or_else(|| {
            ConsultationFlaw::new("invited", "Number invited must be a whole number, for example 120, or left blank")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(number: &str, kind: &str, words: &str) -> TypedQuestion {
        TypedQuestion { number: number.into(), kind: kind.into(), words: words.into() }
    }

    #[test]
    fn a_question_keeps_its_number_when_it_moves_and_a_new_one_gets_a_new_number() {
        let read = questions(&[
            typed("2", "open", "B"),
            typed("", "ideas", "C"),
            typed("1", "open", ""),
            typed("1", "open", "A"),
        ]);
        assert_eq!(read.unwrap().iter().map(|question| question.number).collect::<Vec<_>>(), [2, 3, 1]);
        let twice = questions(&[typed("1", "open", "A"), typed("1", "open", "B")]).unwrap();
        assert_eq!(twice.iter().map(|question| question.number).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn errors_name_their_field() {
        let flaws =
            questions(&[typed("1", "open", "A"), typed("2", "duel", "B"), typed("3", "open", &"x".repeat(301))]);
        assert_eq!(
            flaws.unwrap_err().iter().map(|flaw| flaw.field.as_str()).collect::<Vec<_>>(),
            ["words-2", "words-3"]
        );
    }

    #[test]
    fn there_are_no_groups_or_two_to_twelve() {
        assert_eq!(grouping(" ", "\n \n"), Ok(None));
        assert_eq!(grouping("Where?", "Coast\nIsland\n Coast ").unwrap().unwrap().choices, ["Coast", "Island"]);
        assert_eq!(grouping("Where?", "Coast").unwrap_err().field, "group_choices");
        assert_eq!(grouping("", "Coast\nIsland").unwrap_err().field, "group_words");
        let many: Vec<String> = (0..13).map(|number| number.to_string()).collect();
        assert_eq!(grouping("Where?", &many.join("\n")).unwrap_err().field, "group_choices");
    }

    #[test]
    fn groups_need_codes() {
        let groups = grouping("Where?", "Coast\nIsland").unwrap();
        assert_eq!(super::groups_need_codes(groups.as_ref(), Access::Link).unwrap_err().field, "group_words");
        assert!(super::groups_need_codes(groups.as_ref(), Access::Codes).is_ok());
        assert!(super::groups_need_codes(None, Access::Link).is_ok());
        assert_eq!((access("codes"), access("").unwrap_err().field), (Ok(Access::Codes), "access".to_owned()));
    }

    #[test]
    fn the_minimum_group_size_can_be_raised_and_not_lowered_below_five() {
        assert_eq!(least("").unwrap().get(), 10);
        assert_eq!(least(" 20 ").unwrap().get(), 20);
        assert!(least("4").is_err() && least("ten").is_err());
    }

    proptest! {
        #[test]
        fn numbers_are_never_given_twice(numbers in prop::collection::vec("[0-9]{0,2}", 0..15)) {
            let all: Vec<_> = numbers.iter().map(|number| typed(number, "open", "A")).collect();
            let read = questions(&all).unwrap();
            let mut unique: Vec<u16> = read.iter().map(|question| question.number).collect();
            unique.sort_unstable();
            unique.dedup();
            prop_assert_eq!(unique.len(), all.len());
        }
    }
}
