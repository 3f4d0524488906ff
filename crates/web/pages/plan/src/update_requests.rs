//! `/organisations/{organisation}/update-requests`: update requests, their replies and the delivery of their emails.

pub mod commands;
mod sending;

pub(crate) use commands::emails_sent;
pub(crate) use sending::{Occasion, send};

use crate::plans::view::ProgressUpdateView;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, ProgressReviewId, UpdateRequestId,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{AtOrganisation, Permission, ReadInternal, ReadWaitingUpdates, RequestUpdates},
    },
    plan::update_request::{Delivery, EndReason, RequestState, UpdateRequest},
};
use store::plan::{
    owners, progress_reviews,
    update_requests::{self, Collaborator},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock::day,
    form::Errors,
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/update_requests/list.html")]
struct UpdateRequestsPage {
    shell: Shell,
    home: String,
    name: String,
    /// The number of requests awaiting reply.
    sentence: String,
    then: String,
    review: Option<ProgressReviewId>,
    /// The number of requests for which a reminder can be sent now (at most 1 a day).
    remindable: usize,
    awaited: Vec<UpdateRequestView>,
    answered: Vec<UpdateRequestView>,
    /// Requests that ended without a reply when their progress review was closed, and were not sent again.
    unanswered: Vec<UpdateRequestView>,
    /// A sentence about open actions without an owner; blank if there are none.
    unowned: String,
    may_request: bool,
    /// Whether the visitor may see the updates that await approval.
    may_see_waiting: bool,
    escalation_days: String,
    errors: Errors,
}

/// An update request as shown.
pub(crate) struct UpdateRequestView {
    pub(crate) id: UpdateRequestId,
    pub(crate) action: ActionId,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) requested: String,
    /// The delivery status of the emails.
    pub(crate) email_state: String,
    pub(crate) is_failed: bool,
    pub(crate) may_be_reminded: bool,
    pub(crate) progress_update: Option<ProgressUpdateView>,
    /// Whether the reply awaits approval, as a tag; blank if it counts.
    pub(crate) approval: &'static str,
    /// Collaborators who get the request: name, delivery status and whether it failed.
    pub(crate) collaborators: Vec<(String, String, bool)>,
}

/// The delivery status as text.
fn email_state((emails, last): (u32, Option<model::Timestamp>), delivery: &Delivery) -> String {
    let when = last.map(|at| long_date(day(at))).unwrap_or_default();
    let times = match emails {
        0 | 1 => String::new(),
        times => format!(" ({times} emails in total)"),
    };
    match delivery {
        Delivery::NoAddress => "No email address".to_owned(),
        Delivery::NotSent => "Not sent yet".to_owned(),
        Delivery::Queued => format!("Sending email of {when}{times}"),
        Delivery::Sent => format!("Emailed on {when}{times}"),
        Delivery::Failed(why) if why.is_empty() => format!("Email of {when} not delivered"),
        Delivery::Failed(why) => format!("Email of {when} not delivered: {why}"),
    }
}

fn is_failed(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Failed(_) | Delivery::NoAddress)
}

impl UpdateRequestView {
    pub(crate) fn new(request: &UpdateRequest, charter: &Charter, now: model::Timestamp) -> Self {
        Self {
            id: request.id,
            action: request.action,
            title: request.title.clone(),
            name: request.name.clone(),
            requested: long_date(day(request.asked)),
            email_state: email_state(request.emails, &request.delivery),
            is_failed: is_failed(&request.delivery),
            may_be_reminded: request.may_be_reminded(now),
            progress_update: request.answer.as_ref().map(|(update, _)| ProgressUpdateView::new(update, charter)),
            approval: request.answer.as_ref().map_or("", |(_, approval)| approval.tag()),
            collaborators: Vec::new(),
        }
    }

    /// Adds the collaborators.
    pub(crate) fn with(mut self, collaborators: &[Collaborator]) -> Self {
        let view =
            |one: &Collaborator| (one.name.clone(), email_state(one.emails, &one.delivery), is_failed(&one.delivery));
        self.collaborators = collaborators.iter().map(view).collect();
        self
    }
}

async fn draw<P>(app: &App, may: &May<P>, typed: Option<(String, Errors)>) -> Result<UpdateRequestsPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read, now) = (app.db.read().await?, may.ask::<ReadInternal>()?, may.visit.now);
    let all = update_requests::list(&mut tx, &read, None).await?;
    let assignments = owners::assignments(&mut tx, &read).await?;
    let escalation_days = update_requests::escalation_days(&mut tx, &read).await?;
    let brief = progress_reviews::brief(&mut tx, may.of()).await?;
    let collaborators = update_requests::collaborators(&mut tx, &read, None).await?;
    let view = |request: &UpdateRequest| {
        UpdateRequestView::new(request, &app.charter, now)
            .with(collaborators.get(&request.id).map(Vec::as_slice).unwrap_or_default())
    };
    let awaited: Vec<&UpdateRequest> = all.iter().filter(|request| request.is_awaiting_reply()).collect();
    let (sentence, then) = summary(&all);
    let (escalation_days, errors) = typed.unwrap_or_else(|| (escalation_days.to_string(), Errors::none()));
    let unowned = assignments.iter().filter(|assignment| assignment.owner.is_none() && assignment.is_open()).count();
    Ok(UpdateRequestsPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        sentence,
        then,
        review: brief.open,
        remindable: awaited.iter().filter(|request| request.may_be_reminded(now)).count(),
        awaited: awaited.into_iter().map(view).collect(),
        answered: all.iter().filter(|request| request.state == RequestState::Answered).map(view).collect(),
        unanswered: all.iter().filter(|request| is_unanswered(request)).map(view).collect(),
        unowned: match unowned {
            0 => String::new(),
            1 => "1 open action has no owner, so you cannot request an update.".to_owned(),
            number => format!("{number} open actions have no owner, so you cannot request updates."),
        },
        may_request: may.also::<RequestUpdates>(),
        may_see_waiting: may.also::<ReadWaitingUpdates>(),
        escalation_days,
        errors,
    })
}

fn is_unanswered(request: &UpdateRequest) -> bool {
    request.state == RequestState::Ended(EndReason::ReviewClosed) && request.answer.is_none()
}

/// Returns sentences with the number of replies awaited, and of emails not delivered.
fn summary(all: &[UpdateRequest]) -> (String, String) {
    let live = all.iter().filter(|request| request.state.takes_reply()).count();
    let awaited = all.iter().filter(|request| request.is_awaiting_reply()).count();
    let undelivered = all
        .iter()
        .filter(|request| request.is_awaiting_reply() && matches!(request.delivery, Delivery::Failed(_)))
        .count();
    let sentence = match (awaited, live) {
        (_, 0) if all.iter().any(is_unanswered) => "No update requests are open.".to_owned(),
        (_, 0) => "No update requests yet.".to_owned(),
        (0, 1) => "The update has been received.".to_owned(),
        (0, all) => format!("All {all} updates have been received."),
        (1, 1) => "1 update is awaiting reply.".to_owned(),
        (1, all) => format!("1 of {all} updates is awaiting reply."),
        (awaited, all) => format!("{awaited} of {all} updates are awaiting reply."),
    };
    let then = match undelivered {
        0 => "Owners reply with a link in an email, without an account.".to_owned(),
        1 => "1 email could not be delivered. Check the address.".to_owned(),
        number => format!("{number} emails could not be delivered. Check the addresses."),
    };
    (sentence, then)
}

/// `GET /organisations/{organisation}/update-requests`.
pub async fn show(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, None).await?)
}
