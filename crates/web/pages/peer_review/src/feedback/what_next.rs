//! What an organisation can do with its feedback, as a list of tasks. A page with the field `next` can include
//! `templates/peer_review/feedback/what_next.html`.

use super::address;
use model::{
    core::{
        dates::{day, long_date},
        permit::{AtAssessment, Permission, PublishFeedback, RateFeedback, ReadFeedback, WriteFeedbackResponse},
    },
    peer_review::feedback::response::{ResponseState, respond_by},
};
use store::{
    Tx,
    peer_review::feedback::{SentFeedback, rating, response},
};
use web_shell::core::{app::App, authorize::May, problem::Problem};

/// The tasks. Empty for readers who can do nothing, while there is no response.
#[derive(Debug, Clone, Default)]
pub struct WhatNext {
    /// The tasks, in order.
    pub tasks: Vec<NextTask>,
}

/// A task.
#[derive(Debug, Clone)]
pub struct NextTask {
    /// What to do: "Respond to the feedback".
    pub title: &'static str,
    /// Its address.
    pub href: String,
    /// The class of its state.
    pub class: &'static str,
    /// Its state: "By 3 January 2027".
    pub state: String,
}

impl WhatNext {
    /// Reads what the visitor can do with that feedback. It takes up to two queries.
    ///
    /// # Errors
    /// The database failed.
    pub async fn read<P: Permission<Place = AtAssessment>>(
        tx: &mut Tx,
        app: &App,
        may: &May<P>,
        feedback: &SentFeedback,
    ) -> Result<Self, Problem> {
        let base = address(may);
        let (weeks, today) = (app.charter.review.response_weeks, may.visit.today());
        let mut tasks = Vec::new();
        let sent = response::sent_response(tx, may, feedback.id).await?.map(|response| response.sent);
        if may.also::<ReadFeedback>() && (may.also::<WriteFeedbackResponse>() || sent.is_some()) {
            let (class, state) = match ResponseState::of(feedback.sent, weeks, sent, today) {
                ResponseState::Open(by) => ("", format!("By {}", long_date(by))),
                ResponseState::Sent(at) => ("done", format!("Sent on {}", long_date(day(at)))),
                ResponseState::Closed(_) => ("", "Closed".to_owned()),
            };
            let title = if sent.is_some() { "Response to the feedback" } else { "Respond to the feedback" };
            tasks.push(NextTask { title, href: format!("{base}/response"), class, state });
        }
        if let Ok(rate) = may.ask::<RateFeedback>()
            && app.charter.review.feedback_rating.is_some()
        {
            let (class, state) = match rating::own(tx, &rate, feedback.id).await? {
                Some(_) => ("done", "Rated".to_owned()),
                None if today > respond_by(feedback.sent, weeks) => ("", "Closed".to_owned()),
                None => ("", "Not rated".to_owned()),
            };
            tasks.push(NextTask { title: "Rate the feedback", href: format!("{base}/rating"), class, state });
        }
        if may.also::<PublishFeedback>() {
            let (class, state) = if feedback.published.is_some() { ("done", "Public") } else { ("", "Not public") };
            let href = format!("{base}/publishing");
            tasks.push(NextTask { title: "Publish the feedback", href, class, state: state.to_owned() });
        }
        Ok(Self { tasks })
    }
}
