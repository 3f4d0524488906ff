//! The questions as respondents see them, with what they selected and wrote if the form is shown again.

use model::{
    charter::{Charter, Theme},
    consultation::{
        Offered, Questionnaire,
        answer::{SentFields, comment_field, field, idea_field, theme_field},
        question::{ConsultationQuestionKind, MOST_IDEAS, Question},
    },
};
use web_shell::core::form::Choice;

/// Everything that is asked.
pub(crate) struct Paper {
    pub(crate) questions: Vec<Asks>,
    /// What people are grouped by, and the choices.
    pub(crate) group: Option<(String, Vec<Choice>)>,
    /// The plan's actions by theme, where they can be commented on.
    pub(crate) plan: Vec<Chapter>,
    /// Of how many people a group is at least whose results are shown.
    pub(crate) least: u32,
}

/// One question.
pub(crate) struct Asks {
    /// The name of its field.
    pub(crate) field: String,
    pub(crate) words: String,
    pub(crate) by: By,
}

/// How it is answered.
pub(crate) enum By {
    Words(String),
    Rating(Vec<Choice>),
    Priorities(Vec<Choice>),
    Ideas(Vec<IdeaFields>),
}

/// An idea: the names of its two fields, what was written, the themes to choose from.
pub(crate) struct IdeaFields {
    pub(crate) number: usize,
    pub(crate) field: String,
    pub(crate) words: String,
    pub(crate) theme_field: String,
    pub(crate) themes: Vec<Choice>,
}

/// The actions of one theme.
pub(crate) struct Chapter {
    pub(crate) theme: String,
    pub(crate) actions: Vec<OnAction>,
}

/// One action to comment on.
pub(crate) struct OnAction {
    pub(crate) place: usize,
    pub(crate) text: String,
    pub(crate) field: String,
    pub(crate) matters: bool,
    pub(crate) words: String,
}

impl Paper {
    pub(crate) fn new(charter: &Charter, asked: &Questionnaire, offered: &[Offered], fields: &SentFields) -> Self {
        let group = asked.grouping.as_ref().map(|grouping| {
            let choices = grouping.choices.iter().enumerate();
            let mut choices: Vec<Choice> = choices.map(|(at, words)| chosen(fields, "group", at, words)).collect();
            choices.push(Choice::new("", "Prefer not to say", false));
            (grouping.words.clone(), choices)
        });
        Self {
            questions: asked.questions.iter().map(|question| asks(charter, question, offered, fields)).collect(),
            group,
            plan: if asked.comments_on_plan { chapters(charter, offered, fields) } else { Vec::new() },
            least: asked.least.get(),
        }
    }
}

fn chosen(fields: &SentFields, name: &str, at: usize, words: &str) -> Choice {
    let value = at.to_string();
    let is_chosen = fields.has(name, &value);
    Choice::new(value, words, is_chosen)
}

fn asks(charter: &Charter, question: &Question, offered: &[Offered], fields: &SentFields) -> Asks {
    let name = field(question.number);
    let by = match question.kind {
        ConsultationQuestionKind::Open => By::Words(fields.one(&name).to_owned()),
        ConsultationQuestionKind::Rating(scale) => {
            let points = scale.labels().into_iter().enumerate();
            By::Rating(points.map(|(at, label)| chosen(fields, &name, at, label)).collect())
        }
        ConsultationQuestionKind::Priorities => {
            let actions = offered.iter().enumerate();
            By::Priorities(actions.map(|(at, action)| chosen(fields, &name, at, &action.text)).collect())
        }
        ConsultationQuestionKind::Ideas => {
            By::Ideas((1..=MOST_IDEAS).map(|at| idea(charter, question.number, at, fields)).collect())
        }
    };
    Asks { field: name, words: question.words.clone(), by }
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

/// The actions under the themes of the charter, in its order; those of no theme come last.
fn chapters(charter: &Charter, offered: &[Offered], fields: &SentFields) -> Vec<Chapter> {
    let action = |(place, action): (usize, &Offered)| OnAction {
        place,
        text: action.text.clone(),
        field: comment_field(place),
        matters: fields.has("matters", &place.to_string()),
        words: fields.one(&comment_field(place)).to_owned(),
    };
    let of = |theme: Option<&Theme>| {
        let known = |action: &Offered| charter.themes.iter().find(|one| Some(&one.id) == action.theme.as_ref());
        let is_of = |one: &&Offered| known(one).map(|theme| &theme.id) == theme.map(|theme| &theme.id);
        offered.iter().enumerate().filter(|(_, one)| is_of(one)).map(action).collect::<Vec<_>>()
    };
    let named = charter.themes.iter().map(|theme| Chapter { theme: theme.name.clone(), actions: of(Some(theme)) });
    let rest = Chapter { theme: "Other actions".to_owned(), actions: of(None) };
    named.chain([rest]).filter(|chapter| !chapter.actions.is_empty()).collect()
}
