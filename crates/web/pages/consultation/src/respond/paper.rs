//! The questions as respondents see them, with what they selected and wrote if the form is shown again.

use model::{
    charter::{Charter, Theme},
    consultation::{
        Offered, Questionnaire,
        answer::{SentFields, comment_field, field, idea_field, theme_field},
        question::{ConsultationQuestionKind, MAX_IDEAS, Question},
        turnout::Access,
    },
    core::dates::capital,
};
use store::public::OpenConsultation;
use web_shell::core::form::Choice;

/// The form of a respondent.
pub(crate) struct QuestionnaireView {
    pub(crate) questions: Vec<QuestionView>,
    /// The question about the respondent's group, and the groups to choose from.
    pub(crate) group: Option<(String, Vec<Choice>)>,
    /// The plan's actions by theme, if people can comment on them.
    pub(crate) plan: Vec<ThemeFields>,
    /// The number of people that a group must have for its results to be shown.
    pub(crate) minimum_group: u32,
    /// Whether people respond with single-use codes.
    pub(crate) has_codes: bool,
}

/// One question.
pub(crate) struct QuestionView {
    /// The name of its field.
    pub(crate) field: String,
    pub(crate) words: String,
    pub(crate) answer: AnswerFields,
}

/// The fields that a question is answered with.
pub(crate) enum AnswerFields {
    Text(String),
    Rating(Vec<Choice>),
    Priorities(Vec<Choice>),
    Ideas(Vec<IdeaFields>),
}

/// An idea: the names of its two fields, the text as typed, and the themes to choose from.
pub(crate) struct IdeaFields {
    pub(crate) number: usize,
    pub(crate) field: String,
    pub(crate) words: String,
    pub(crate) theme_field: String,
    pub(crate) themes: Vec<Choice>,
}

/// The actions of one theme.
pub(crate) struct ThemeFields {
    pub(crate) theme: String,
    pub(crate) actions: Vec<ActionFields>,
}

/// An action to comment on.
pub(crate) struct ActionFields {
    pub(crate) index: usize,
    pub(crate) text: String,
    pub(crate) field: String,
    /// Whether it is selected as important.
    pub(crate) matters: bool,
    pub(crate) words: String,
}

impl QuestionnaireView {
    pub(crate) fn new(charter: &Charter, asked: &Questionnaire, offered: &[Offered], fields: &SentFields) -> Self {
        let group = asked.grouping.as_ref().map(|grouping| {
            let choices = grouping.choices.iter().enumerate();
            let mut choices: Vec<Choice> = choices.map(|(at, words)| chosen(fields, "group", at, words)).collect();
            choices.push(Choice::new("", "Prefer not to say", false));
            (grouping.words.clone(), choices)
        });
        Self {
            questions: asked.questions.iter().map(|one| question(charter, one, offered, fields)).collect(),
            group,
            plan: if asked.comments_on_plan { by_theme(charter, offered, fields) } else { Vec::new() },
            minimum_group: asked.least.get(),
            has_codes: asked.access == Access::Codes,
        }
    }
}

fn chosen(fields: &SentFields, name: &str, at: usize, words: &str) -> Choice {
    let value = at.to_string();
    let is_chosen = fields.has(name, &value);
    Choice::new(value, words, is_chosen)
}

fn question(charter: &Charter, question: &Question, offered: &[Offered], fields: &SentFields) -> QuestionView {
    let name = field(question.number);
    let answer = match question.kind {
        ConsultationQuestionKind::Open => AnswerFields::Text(fields.one(&name).to_owned()),
        ConsultationQuestionKind::Rating(scale) => {
            let points = scale.labels().into_iter().enumerate();
            AnswerFields::Rating(points.map(|(at, label)| chosen(fields, &name, at, label)).collect())
        }
        ConsultationQuestionKind::Priorities => {
            let actions = offered.iter().enumerate();
            AnswerFields::Priorities(actions.map(|(at, action)| chosen(fields, &name, at, &action.text)).collect())
        }
        ConsultationQuestionKind::Ideas => {
            AnswerFields::Ideas((1..=MAX_IDEAS).map(|at| idea(charter, question.number, at, fields)).collect())
        }
    };
    QuestionView { field: name, words: question.words.clone(), answer }
}

fn idea(charter: &Charter, question: u16, number: usize, fields: &SentFields) -> IdeaFields {
    let (field, theme_field) = (idea_field(question, number), theme_field(question, number));
    let theme = |theme: &Theme| {
        let id = theme.id.as_str();
        Choice::new(id, &theme.name, fields.one(&theme_field) == id)
    };
    let none = Choice::new("", "None, or don’t know", fields.one(&theme_field).is_empty());
    let themes = [none].into_iter().chain(charter.themes.iter().map(theme)).collect();
    IdeaFields { number, words: fields.one(&field).to_owned(), field, theme_field, themes }
}

/// Returns the actions by theme, in the order of the charter; those without a theme come last.
fn by_theme(charter: &Charter, offered: &[Offered], fields: &SentFields) -> Vec<ThemeFields> {
    let action = |(index, action): (usize, &Offered)| ActionFields {
        index,
        text: action.text.clone(),
        field: comment_field(index),
        matters: fields.has("matters", &index.to_string()),
        words: fields.one(&comment_field(index)).to_owned(),
    };
    let of = |theme: Option<&Theme>| {
        let known = |action: &Offered| charter.themes.iter().find(|one| Some(&one.id) == action.theme.as_ref());
        let is_of = |one: &&Offered| known(one).map(|theme| &theme.id) == theme.map(|theme| &theme.id);
        offered.iter().enumerate().filter(|(_, one)| is_of(one)).map(action).collect::<Vec<_>>()
    };
    let named = charter.themes.iter().map(|theme| ThemeFields { theme: theme.name.clone(), actions: of(Some(theme)) });
    let rest = ThemeFields { theme: "Other actions".to_owned(), actions: of(None) };
    named.chain([rest]).filter(|group| !group.actions.is_empty()).collect()
}

/// What respondents can compare with what they know: how many codes were given out, and for how many people. It reveals no response.
pub(super) fn numbers(consultation: &OpenConsultation) -> String {
    let invited = match consultation.invited {
        Some(1) => "The organisation says that it invited 1 person.".to_owned(),
        Some(invited) => format!("The organisation says that it invited {invited} people."),
        None => "The organisation has not said how many people it invited.".to_owned(),
    };
    match consultation.asked.access {
        Access::Codes => format!("{}. {invited}", capital(&consultation.given.sentence())),
        Access::Link => invited,
    }
}
