//! The practice submission as it is shown.

use model::{
    charter::{
        Charter,
        course::{PracticeAction, PracticeSubmission},
    },
    core::prose,
};

/// The practice submission.
#[derive(Debug, Clone)]
pub(in crate::training) struct PracticeSubmissionView {
    pub(in crate::training) organisation: String,
    pub(in crate::training) title: String,
    pub(in crate::training) notice: String,
    /// The title and the HTML of each answer.
    pub(in crate::training) answers: Vec<(String, String)>,
    pub(in crate::training) rated: Vec<RatedView>,
    pub(in crate::training) actions: Vec<PracticeAction>,
}

/// A rated action.
#[derive(Debug, Clone)]
pub(in crate::training) struct RatedView {
    pub(in crate::training) text: String,
    pub(in crate::training) class: &'static str,
    pub(in crate::training) word: String,
    pub(in crate::training) explanation: String,
}

impl PracticeSubmissionView {
    pub(in crate::training) fn new(practice: &PracticeSubmission, charter: &Charter) -> Self {
        let rated = practice.rated.iter().map(|action| RatedView {
            text: action.text.clone(),
            class: action.colour.as_str(),
            word: charter.word(Some(action.colour)).to_owned(),
            explanation: action.explanation.clone(),
        });
        Self {
            organisation: practice.organisation.clone(),
            title: practice.title.clone(),
            notice: practice.notice.clone(),
            answers: practice.answers.iter().map(|answer| (answer.title.clone(), prose::html(&answer.text))).collect(),
            rated: rated.collect(),
            actions: practice.actions.clone(),
        }
    }
}
