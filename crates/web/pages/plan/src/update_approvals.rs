//! `/organisations/{organisation}/update-approvals`: progress updates of action owners that await a lead's approval.

pub mod commands;

use crate::plans::view::ProgressUpdateView;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use model::{
    ActionId, ProgressUpdateId,
    charter::Charter,
    core::{
        address::Address,
        permit::{ApproveUpdates, AtOrganisation, Permission, ReadWaitingUpdates},
    },
    plan::update_approval::OwnerUpdates,
};
use serde::Deserialize;
use store::plan::update_approvals::{self, WaitingUpdate};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors},
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/update_approvals/list.html")]
struct ApprovalsPage {
    shell: Shell,
    home: String,
    name: String,
    /// How many updates await approval.
    sentence: String,
    waiting: Vec<WaitingView>,
    may_approve: bool,
    /// The current setting, as a sentence.
    setting: &'static str,
    settings: Vec<Choice>,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "plan/update_approvals/send_back.html")]
struct SendBackPage {
    shell: Shell,
    home: String,
    name: String,
    update: WaitingView,
    comment: String,
    errors: Errors,
}

/// An update that awaits approval, as shown.
struct WaitingView {
    id: ProgressUpdateId,
    action: ActionId,
    title: String,
    update: ProgressUpdateView,
    /// The link to evidence that came with it.
    address: Option<Address>,
    /// The update that counts now.
    current: Option<ProgressUpdateView>,
    /// What is special about it: a later update, or an action that has left its plan. Blank for most.
    note: &'static str,
}

impl WaitingView {
    fn new(waiting: WaitingUpdate, charter: &Charter) -> Self {
        let is_overtaken = waiting.current.as_ref().is_some_and(|current| current.at > waiting.update.at);
        let note = match (waiting.is_in_plan, is_overtaken) {
            (false, _) => {
                "The action has left the plan. If you approve the update, it is kept in the action’s activity."
            }
            (true, true) => {
                "A later update has been published since. If you approve this one, it is kept in the action’s activity and the rating stays."
            }
            (true, false) if !waiting.is_public => "The action is in a plan that is not public yet.",
            (true, false) => "",
        };
        Self {
            id: waiting.id,
            action: waiting.action,
            title: waiting.title,
            update: ProgressUpdateView::new(&waiting.update, charter),
            address: waiting.address,
            current: waiting.current.as_ref().map(|current| ProgressUpdateView::new(current, charter)),
            note,
        }
    }
}

async fn draw<P>(app: &App, may: &May<P>, chosen: Option<&str>, errors: Errors) -> Result<ApprovalsPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadWaitingUpdates>()?);
    let waiting = update_approvals::waiting(&mut tx, &read).await?;
    let setting = update_approvals::setting(&mut tx, &read).await?;
    drop(tx);
    let choice = |one: OwnerUpdates| {
        let is_chosen = chosen.map_or(one == setting, |word| word == one.as_str());
        Choice::new(one.as_str(), one.label(), is_chosen).hint(hint(one))
    };
    Ok(ApprovalsPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        sentence: match waiting.len() {
            0 => "No updates await approval.".to_owned(),
            1 => "1 update awaits approval.".to_owned(),
            update_approvals::PAGE => format!("{} updates or more await approval.", update_approvals::PAGE),
            number => format!("{number} updates await approval."),
        },
        waiting: waiting.into_iter().map(|one| WaitingView::new(one, &app.charter)).collect(),
        may_approve: may.also::<ApproveUpdates>(),
        setting: match setting {
            OwnerUpdates::AfterApproval => {
                "Updates that action owners send by their link are published after a lead approves them."
            }
            OwnerUpdates::AtOnce => "Updates that action owners send by their link are published at once.",
        },
        settings: OwnerUpdates::ALL.map(choice).to_vec(),
        errors,
    })
}

fn hint(setting: OwnerUpdates) -> &'static str {
    match setting {
        OwnerUpdates::AfterApproval => "Until then, only members of your organisation see them.",
        OwnerUpdates::AtOnce => "Updates that await approval now still need it.",
    }
}

/// `GET /organisations/{organisation}/update-approvals`.
pub async fn show(may: May<ReadWaitingUpdates>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, None, Errors::none()).await?)
}

/// The update to send back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UpdateChoice {
    update: String,
}

/// `GET /organisations/{organisation}/update-approvals/send-back?update=…`.
pub async fn send_back_form(
    may: May<ApproveUpdates>,
    State(app): State<App>,
    Query(choice): Query<UpdateChoice>,
) -> Result<Response, Problem> {
    match draw_send_back(&app, &may, &choice.update, String::new(), Errors::none()).await? {
        Some(view) => page(&view),
        None => Ok(decided_before(&app, &may)),
    }
}

/// The form for one update; none if it does not await approval any more.
async fn draw_send_back(
    app: &App,
    may: &May<ApproveUpdates>,
    update: &str,
    comment: String,
    errors: Errors,
) -> Result<Option<SendBackPage>, Problem> {
    let read = may.ask::<ReadWaitingUpdates>()?;
    let waiting = update_approvals::waiting(&mut app.db.read().await?, &read).await?;
    let chosen = waiting.into_iter().find(|one| one.id.to_string() == update);
    Ok(chosen.map(|one| SendBackPage {
        shell: may.shell(app, Section::Plan),
        home: address(may),
        name: may.organisation.clone(),
        update: WaitingView::new(one, &app.charter),
        comment,
        errors,
    }))
}

fn decided_before(app: &App, may: &May<ApproveUpdates>) -> Response {
    let notice = "This update no longer awaits approval: a lead has decided about it, or the owner has sent another.";
    redirect_with_notice(app, &address(may), notice)
}

fn address(may: &May<ApproveUpdates>) -> String {
    format!("/organisations/{}/update-approvals", may.of())
}
