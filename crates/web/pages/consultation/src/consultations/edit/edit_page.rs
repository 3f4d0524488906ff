//! The page on which a consultation is created or edited.

use super::{super::voice, consultation_form::ConsultationForm};
use askama::Template;
use model::{
    consultation::{draft::TypedQuestion, question::ConsultationQuestionKind, turnout::Access},
    core::dates::month_year,
};
use store::plan::plans::ListedPlan;
use web_shell::core::{
    app::App,
    form::{Choice, DateFields, Errors},
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/consultations/edit.html")]
pub(super) struct EditPage {
    shell: Shell,
    errors: Errors,
    caption: String,
    /// The address that the form is sent to, and the page to go back to.
    action: String,
    back: String,
    back_label: String,
    is_new: bool,
    revision: i64,
    title: String,
    closes: DateFields,
    rows: Vec<QuestionRow>,
    group_words: String,
    group_choices: String,
    plans: Vec<Choice>,
    comments: Vec<Choice>,
    follow_up: Vec<Choice>,
    access: Vec<Choice>,
    least: String,
    invited: String,
}

/// A question to edit; the last one is blank.
struct QuestionRow {
    place: usize,
    number: String,
    words: String,
    kinds: Vec<Choice>,
    is_first: bool,
    is_last: bool,
    is_blank: bool,
    hint: &'static str,
}

/// How many actions a plan has.
pub(super) fn actions(plan: &ListedPlan) -> usize {
    plan.tally.green + plan.tally.amber + plan.tally.red + plan.tally.unknown
}

/// Builds the page, with the address that its form is sent to and the page to go back to.
pub(super) fn draw(
    app: &App,
    shell: Shell,
    plans: &[ListedPlan],
    typed: &ConsultationForm,
    errors: Errors,
    (action, back): (String, String),
) -> EditPage {
    let (questions, revision) = (typed.questions(), typed.revision());
    let written = questions.iter().filter(|question| !question.words.trim().is_empty() || !question.number.is_empty());
    let written: Vec<_> = written.cloned().collect();
    let count = written.len();
    let row = |(place, question): (usize, TypedQuestion)| QuestionRow {
        place,
        kinds: ConsultationQuestionKind::ALL
            .iter()
            .map(|kind| Choice::new(kind.as_str(), kind.name(), kind.as_str() == question.kind))
            .collect(),
        number: question.number,
        words: question.words,
        is_first: place == 1,
        is_last: place >= count,
        is_blank: place > count,
        hint: if place > count { "Leave blank if you do not need another question." } else { "" },
    };
    let plan = |plan: &ListedPlan| {
        let dates = format!("{} to {} (actions: {})", month_year(plan.starts), month_year(plan.ends), actions(plan));
        Choice::new(plan.id.to_string(), dates, plan.id.to_string() == typed.plan())
    };
    let none = Choice::new("", "No action plan", typed.plan().is_empty());
    EditPage {
        shell,
        errors,
        caption: voice(app),
        // The title may have been left blank, but a link needs a label.
        back_label: if revision == 0 || typed.title().trim().is_empty() {
            voice(app)
        } else {
            typed.title().to_owned()
        },
        is_new: revision == 0,
        action,
        back,
        revision,
        title: typed.title().to_owned(),
        closes: typed.closes(),
        rows: (1..).zip(written.into_iter().chain([TypedQuestion::default()])).map(row).collect(),
        group_words: typed.group_words().to_owned(),
        group_choices: typed.group_choices().to_owned(),
        plans: plans.iter().map(plan).chain([none]).collect(),
        comments: vec![Choice::new("yes", "Let people comment on each action", typed.comments())],
        follow_up: vec![
            Choice::new("yes", "Let respondents leave contact details", typed.follows_up())
                .hint("Contact details are sent and stored separately from the response, and cannot be linked to it."),
        ],
        access: Access::ALL.into_iter().map(|access| access_choice(access, typed.access())).collect(),
        least: typed.least().to_owned(),
        invited: typed.invited().to_owned(),
    }
}

fn access_choice(access: Access, chosen: Option<Access>) -> Choice {
    let hint = match access {
        Access::Codes => {
            "Each code works once, so that no one from outside can add responses. Needed for respondent groups."
        }
        Access::Link => {
            "Anyone with the link can respond more than once, including you. Results are not shown by group, and each result says that the number of people cannot be known."
        }
    };
    Choice::new(access.as_str(), access.name(), chosen == Some(access)).hint(hint)
}
