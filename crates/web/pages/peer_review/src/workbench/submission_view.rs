//! A submission as the workbench shows it: each part with its earlier answer and its warnings, and the links between the two plans.

use model::{
    ActionId,
    assessment::{
        completeness::{CompletenessItem, CompletenessPlace, warnings_of_submission},
        locked_version::{RatedAction, Submission, SubmittedAction, SubmittedAnswer},
    },
    charter::Charter,
    core::{
        dates::{long_date, month_year},
        prose,
    },
    plan::Origin,
};
use pages_assessment::locked_version::{ActionText, SubmissionText};
use store::peer_review::reviewed_submission::EarlierStageAnswer;

/// A submission.
pub(super) struct SubmissionView {
    pub(super) answers: Vec<AnswerPart>,
    pub(super) rated: Option<RatedPart>,
    pub(super) period: String,
    pub(super) actions: Vec<NewActionRow>,
    /// What the completeness check says about the new plan.
    pub(super) plan_warnings: Vec<String>,
}

/// A question and its answer.
pub(super) struct AnswerPart {
    pub(super) key: String,
    pub(super) title: String,
    pub(super) ask: String,
    /// The answer as HTML; empty without one.
    pub(super) html: String,
    /// Whether the actions of a plan answer it, and which: the address on this page and its words.
    pub(super) see: Option<(&'static str, &'static str)>,
    /// The answer of an earlier stage: its heading and its HTML.
    pub(super) earlier: Option<(String, String)>,
    pub(super) warnings: Vec<String>,
}

/// The previous plan.
pub(super) struct RatedPart {
    pub(super) period: String,
    pub(super) actions: Vec<RatedActionPart>,
}

/// An action of the previous plan, with its place on the page and what follows it in the new plan.
pub(super) struct RatedActionPart {
    pub(super) anchor: String,
    pub(super) action: ActionText,
    pub(super) next: Vec<String>,
}

/// An action of the new plan.
pub(super) struct NewActionRow {
    pub(super) anchor: String,
    pub(super) text: String,
    pub(super) themes: String,
    pub(super) owner: String,
    pub(super) due: String,
    pub(super) measure: String,
    /// The action of the previous plan that it goes on from: its place on the page.
    pub(super) from: Option<String>,
}

impl SubmissionView {
    pub(super) fn new(signed: &Submission, charter: &Charter, earlier: &[EarlierStageAnswer]) -> Self {
        let edition = charter.edition(&signed.edition.key);
        let items = edition.map(|edition| warnings_of_submission(signed, edition, charter)).unwrap_or_default();
        let text = SubmissionText::of(signed, charter);
        let (plan, answers): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| !matches!(item.place, CompletenessPlace::Question(_)));
        Self {
            answers: signed
                .answers
                .iter()
                .map(|one| AnswerPart::new(one, signed, charter, earlier, &answers))
                .collect(),
            rated: signed.rated.as_ref().zip(text.rated).map(|(plan, text)| RatedPart {
                period: text.period,
                actions: plan
                    .actions
                    .iter()
                    .zip(text.actions)
                    .map(|(action, text)| RatedActionPart::new(action, text, &signed.plan.actions))
                    .collect(),
            }),
            period: text.plan.period,
            actions: signed.plan.actions.iter().map(|action| NewActionRow::new(action, signed)).collect(),
            plan_warnings: plan.into_iter().map(|item| item.message).collect(),
        }
    }
}

impl AnswerPart {
    fn new(
        answer: &SubmittedAnswer,
        signed: &Submission,
        charter: &Charter,
        earlier: &[EarlierStageAnswer],
        warnings: &[CompletenessItem],
    ) -> Self {
        let question = charter.edition(&signed.edition.key).and_then(|edition| edition.question(&answer.question));
        let is_about = |item: &&CompletenessItem| item.place == CompletenessPlace::Question(answer.question.clone());
        let see = question.filter(|question| question.kind.has_actions()).map(|question| {
            if question.kind == model::charter::QuestionKind::Ratings {
                ("#previous-plan", "View the previous action plan")
            } else {
                ("#new-plan", "View the new action plan")
            }
        });
        Self {
            key: answer.question.to_string(),
            title: answer.title.clone(),
            ask: answer.ask.clone(),
            html: if answer.text.trim().is_empty() { String::new() } else { prose::html(&answer.text) },
            see,
            earlier: question.and_then(|question| earlier_answer(question, charter, earlier)),
            warnings: warnings.iter().filter(is_about).map(|item| item.message.clone()).collect(),
        }
    }
}

/// The heading and the HTML of the answer that a question carries on from: the best there is, in the order in which the edition names them.
fn earlier_answer(
    question: &model::charter::Question,
    charter: &Charter,
    earlier: &[EarlierStageAnswer],
) -> Option<(String, String)> {
    let found = question.carries_from.iter().find_map(|source| {
        let (edition, from) = source.split_once('/')?;
        earlier.iter().find(|one| one.edition.as_str() == edition && one.question.as_str() == from)
    })?;
    let edition = charter.edition(&found.edition);
    let stage = edition.map_or(0, |edition| edition.stage);
    let title = edition.and_then(|edition| edition.question(&found.question)).map_or("", |question| &question.title);
    Some((format!("Stage {stage} answer: {title}"), prose::html(&found.text)))
}

/// The place of an action on the page: in the previous plan, or in the new one. An action that continues is in both.
pub(super) fn anchor(plan: &str, action: ActionId) -> String {
    format!("{plan}-{action}")
}

impl RatedActionPart {
    fn new(action: &RatedAction, text: ActionText, new: &[SubmittedAction]) -> Self {
        let follows = |one: &&SubmittedAction| one.id == action.id || one.origin == Origin::Related(action.id);
        let next = new.iter().filter(follows).map(|one| anchor("new", one.id)).collect();
        Self { anchor: anchor("rated", action.id), action: text, next }
    }
}

impl NewActionRow {
    fn new(action: &SubmittedAction, signed: &Submission) -> Self {
        let details = &action.details;
        let earlier = match action.origin {
            Origin::Continued => Some(action.id),
            Origin::Related(before) => Some(before),
            Origin::New => None,
        };
        let rated = signed.rated.as_ref();
        let is_rated = |id: &ActionId| rated.is_some_and(|plan| plan.actions.iter().any(|one| one.id == *id));
        let from = earlier.filter(is_rated).map(|id| anchor("rated", id));
        let open_since = action.open_since.map(|since| format!(" Open since {}.", month_year(since)));
        Self {
            anchor: anchor("new", action.id),
            text: format!("{}{}", details.text, open_since.unwrap_or_default()),
            themes: details.themes.iter().map(|theme| signed.theme(theme)).collect::<Vec<_>>().join(", "),
            owner: details.owner.clone(),
            due: details.due.map_or_else(|| details.timescale.clone(), long_date),
            measure: details.measure.clone(),
            from,
        }
    }
}
