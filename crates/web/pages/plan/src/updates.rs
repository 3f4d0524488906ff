//! `/updates/{owner_link}`: the page of an owner, who replies to update requests without an account. The link in the
//! email gives access to the requests of this owner and to nothing else.

use crate::{plans::view::ProgressUpdateView, progress};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    UpdateRequestId,
    core::{
        address::Address,
        dates::{long_date, time},
        permit::{AnswerUpdateRequest, AtOwner, ReadOwnUpdateRequests, ReadUpdateRequest},
    },
    plan::{
        progress::Progress,
        update_approval::Approval,
        update_request::{RequestState, evidence_link},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    plan::update_requests::{self, OwnUpdateRequest, ReceivedUpdateRequest, Reply},
};
use uuid::Uuid;
use web_shell::core::{
    app::App,
    authorize::May,
    clock::day,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/updates/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    organisation: String,
    /// The number of updates requested.
    sentence: String,
    waiting: Vec<(UpdateRequestId, String)>,
    answered: Vec<(UpdateRequestId, String)>,
}

#[derive(Template)]
#[template(path = "plan/updates/one.html")]
struct UpdatePage {
    shell: Shell,
    base: String,
    update_request: UpdateRequestId,
    organisation: String,
    /// The name of the owner.
    name: String,
    text: String,
    by_when: String,
    is_late: bool,
    /// The latest progress update of the action, by anyone.
    last: Option<ProgressUpdateView>,
    /// The reply, its time and its link to evidence; none while a lead has sent it back.
    answer: Option<(ProgressUpdateView, String, Option<Address>)>,
    /// Whether the reply is published, as a sentence.
    published: &'static str,
    /// Why a lead sent the reply back; blank if none did.
    sent_back: String,
    /// Whether it accepts a reply.
    is_open: bool,
    /// Why it no longer accepts a reply; blank while it does.
    ended: &'static str,
    /// The sender of the request: name and email address.
    by: Option<(String, String)>,
    others: Vec<(UpdateRequestId, String)>,
    ratings: Vec<Choice>,
    explanation_hint: String,
    form: UpdateReplyFields,
    errors: Errors,
}

/// The fields as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UpdateReplyFields {
    rating: String,
    explanation: String,
    address: String,
}

impl UpdateReplyFields {
    fn of(answer: &ReceivedUpdateRequest) -> Self {
        answer.answer.as_ref().map_or_else(Self::default, |reply| Self {
            rating: reply.update.rating.colour().as_str().to_owned(),
            explanation: reply.update.explanation().to_owned(),
            address: reply.address.as_ref().map(Address::to_string).unwrap_or_default(),
        })
    }
    fn parse(&self) -> Result<(Progress, Option<Address>), Errors> {
        let mut errors = Errors::none();
        let update = Progress::parse(&self.rating, &self.explanation, "").map_err(|flaws| {
            for flaw in flaws {
                errors.add(flaw.field.name(), flaw.message);
            }
        });
        let address = errors.collect("address", evidence_link(&self.address));
        match (update, address) {
            (Ok(update), Some(address)) => Ok((update, address)),
            _ => Err(errors),
        }
    }
}

/// `GET /updates/{owner_link}`: all update requests of the owner.
pub async fn list(
    may: May<ReadOwnUpdateRequests>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let all = update_requests::of_owner(&mut app.db.read().await?, &may).await?;
    let waiting = titles(&all, RequestState::Waiting);
    page(&ListPage {
        shell: Shell::by_link(&app, &may.visit, "action-owners"),
        base: format!("/updates/{secret}"),
        organisation: may.organisation.clone(),
        sentence: match (waiting.len(), all.len()) {
            (0, 0) => "No updates are requested.".to_owned(),
            (0, _) => "Thank you. You have sent all requested updates.".to_owned(),
            (1, _) => "1 action needs an update.".to_owned(),
            (number, _) => format!("{number} actions need an update."),
        },
        answered: titles(&all, RequestState::Answered),
        waiting,
    })
}

fn titles(all: &[OwnUpdateRequest], state: RequestState) -> Vec<(UpdateRequestId, String)> {
    all.iter().filter(|mine| mine.state == state).map(|mine| (mine.update_request, mine.title.clone())).collect()
}

async fn draw(
    app: &App,
    tx: &mut Tx,
    may: &May<ReadUpdateRequest>,
    secret: &str,
    typed: Option<(UpdateReplyFields, Errors)>,
) -> Result<UpdatePage, Problem> {
    let (at, charter) = (may.place(), &app.charter);
    let request = update_requests::read(tx, may).await?.ok_or(Problem::LinkExpired)?;
    let own = may.at::<ReadOwnUpdateRequests>(AtOwner { organisation: at.organisation, owner: at.owner })?;
    let mut others = titles(&update_requests::of_owner(tx, &own).await?, RequestState::Waiting);
    others.retain(|(update_request, _)| *update_request != at.update_request);
    let (form, errors) = typed.unwrap_or_else(|| (UpdateReplyFields::of(&request), Errors::none()));
    let (action, today) = (&request.placed.action, may.visit.today());
    let approval = request.answer.as_ref().map(|reply| reply.approval.clone());
    let receipt = |reply: Reply| {
        let when = format!("{} at {}", long_date(day(reply.update.at)), time(reply.update.at));
        (ProgressUpdateView::new(&reply.update, charter), when, reply.address)
    };
    Ok(UpdatePage {
        shell: Shell::by_link(app, &may.visit, "action-owners"),
        base: format!("/updates/{secret}"),
        update_request: at.update_request,
        organisation: may.organisation.clone(),
        name: request.name,
        text: action.details.text.clone(),
        by_when: action.by_when(today),
        is_late: action.is_overdue(today),
        last: action.progress_update.as_ref().map(|update| ProgressUpdateView::new(update, charter)),
        answer: request.answer.filter(|reply| !matches!(reply.approval, Approval::SentBack(_))).map(receipt),
        published: match approval {
            Some(Approval::Awaiting) => "Awaiting approval by an institutional lead",
            Some(Approval::Published) => "Published",
            Some(Approval::Replaced) => "Replaced by a later update",
            Some(Approval::SentBack(_)) | None => "",
        },
        sent_back: match approval {
            Some(Approval::SentBack(comment)) => comment,
            _ => String::new(),
        },
        is_open: at.state.takes_reply(),
        ended: match at.state {
            RequestState::Ended(reason) => reason.sentence(),
            RequestState::Waiting | RequestState::Answered => "",
        },
        by: request.by,
        others,
        ratings: progress::choices(charter, &form.rating),
        explanation_hint: progress::explanation_hint(charter),
        form,
        errors,
    })
}

/// `GET /updates/{owner_link}/{update_request}`: one action.
pub async fn show(
    may: May<ReadUpdateRequest>,
    State(app): State<App>,
    Path((secret, _)): Path<(String, Uuid)>,
) -> Result<Response, Problem> {
    page(&draw(&app, &mut app.db.read().await?, &may, &secret, None).await?)
}

/// `POST /updates/{owner_link}/{update_request}`: sends an update.
pub async fn send(
    may: May<ReadUpdateRequest>,
    State(app): State<App>,
    Path((secret, _)): Path<(String, Uuid)>,
    Filled(fields): Filled<UpdateReplyFields>,
) -> Result<Response, Problem> {
    let back = format!("/updates/{secret}/{}", may.place().update_request);
    let (mut tx, permit) = may.begin(&app).await?;
    // The request was closed after the page was opened: the page says so and returns what was typed.
    let Ok(permit) = permit.ask::<AnswerUpdateRequest>() else {
        return unprocessable(&draw(&app, &mut tx, &may, &secret, Some((fields, Errors::none()))).await?);
    };
    match fields.parse() {
        Ok((update, address)) => {
            update_requests::answer(&mut tx, &permit, &update, address.as_ref(), may.visit.now).await?;
            tx.commit().await?;
            Ok(redirect(&back))
        }
        Err(errors) => unprocessable(&draw(&app, &mut tx, &may, &secret, Some((fields, errors))).await?),
    }
}
