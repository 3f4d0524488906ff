//! The page of an action: details, progress updates, evidence, comments and activity.

pub mod conflicting_edit;
pub mod edit;
mod form;
pub mod merge;
pub mod owner;
pub mod split;
pub mod withdraw;

use crate::{
    evidence::EvidenceView,
    plans::view::{ActionView, ProgressUpdateView},
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, PlanId,
    charter::Charter,
    core::{
        address::Address,
        dates::{long_date, month_year},
        permit::{
            ApproveUpdates, AssignOwner, AtAction, AtOrganisation, DiscussAction, EditAction, InOrganisation,
            MoveAction, Permission, ReadAction, ReadActionHistory, RecordProgress, RequestUpdate,
        },
    },
    plan::{
        Ended, MoveTo, Placed,
        action::{ActionDetails, ActionField},
        owner::Owner,
        update_approval::Approval,
    },
    team::comment::Count,
};
use serde::Deserialize;
use store::{
    Tx,
    core::{
        events::{self, Event},
        relation,
    },
    plan::{
        actions::{self, PlanMembership, RelatedAction},
        evidence, owners, progress,
    },
    team::comments,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::extract::Filled,
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/actions/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct ActionPage {
    shell: Shell,
    name: String,
    plan: PlanId,
    action: ActionView,
    title: String,
    /// When progress was last recorded.
    sentence: String,
    facts: Vec<(&'static str, String)>,
    ended: Option<(&'static str, String)>,
    updates: Vec<RecordedView>,
    plans: Vec<(PlanId, String)>,
    related: Vec<(ActionId, &'static str, String)>,
    events: Vec<EventView>,
    /// The owner; blank if there is none.
    owner: String,
    /// The collaborators: "A. King, the Library".
    collaborators: String,
    may_assign: bool,
    may_request: bool,
    evidence: Vec<EvidenceView>,
    /// The number of comments; `None` for visitors who cannot read them.
    comments: Option<Count>,
    may_edit: bool,
    may_rate: bool,
    /// Whether the visitor reads the activity and the evidence as well.
    is_member: bool,
    /// The page of updates that await approval, if one of these does and the visitor may approve it.
    approvals: String,
}

/// A progress update in the list of the action.
struct RecordedView {
    update: ProgressUpdateView,
    /// Its link to evidence.
    address: Option<Address>,
    /// Whether it waits for a lead, or was sent back: a tag, blank for one that counts.
    tag: &'static str,
    /// Why it was sent back; otherwise blank.
    comment: String,
}

/// An entry of the activity.
struct EventView {
    when: String,
    who: String,
    what: String,
    /// The changed fields, each with its old content.
    was: Vec<(String, String)>,
}

/// `GET /actions/{action}`.
pub async fn show(may: May<ReadAction>, State(app): State<App>) -> Result<Response, Problem> {
    let (mut tx, charter) = (app.db.read().await?, &app.charter);
    let placed = actions::read(&mut tx, &may).await?.ok_or(Problem::NotFound)?;
    let is_member = may.also::<ReadActionHistory>();
    let stays = actions::memberships(&mut tx, &may).await?;
    let updates = progress::of_action(&mut tx, &may).await?;
    // A related action and an earlier plan may be in a draft that is not shared.
    let related = if is_member { actions::related_actions(&mut tx, &may).await? } else { Vec::new() };
    let history = may.ask::<ReadActionHistory>().ok();
    let events = match &history {
        Some(history) => events::of_action(&mut tx, history).await?,
        None => Vec::new(),
    };
    let responsible = owners::of_action(&mut tx, &may).await?;
    let attached = match &history {
        Some(history) => evidence::of_action(&mut tx, history).await?,
        None => Vec::new(),
    };
    let comments = match may.ask::<DiscussAction>() {
        Ok(discuss) => Some(comments::count_of_action(&mut tx, &discuss).await?),
        Err(_) => None,
    };
    let awaits_approval = updates.iter().any(|update| update.approval == Approval::Awaiting);
    let approvals = match may.at::<ApproveUpdates>(AtOrganisation { organisation: may.of() }) {
        Ok(_) if awaits_approval => format!("/organisations/{}/update-approvals", may.of()),
        _ => String::new(),
    };
    let starts = stays.first().map_or(may.visit.today(), |stay| stay.starts);
    page(&ActionPage {
        shell: may.shell(&app, Section::Plan),
        name: may.organisation.clone(),
        plan: may.place().plan,
        title: placed.action.details.title(),
        sentence: last_updated(&placed),
        action: ActionView::new(&placed, starts, None, charter, may.visit.today()),
        facts: facts(&placed.action.details, charter),
        ended: placed.ended.as_ref().map(|ended| match ended {
            Ended::Withdrawn { reason } => ("Withdrawn from the plan", reason.clone()),
            Ended::Merged { reason, .. } => ("Merged into another action", reason.clone()),
        }),
        updates: updates
            .into_iter()
            .map(|one| RecordedView {
                update: ProgressUpdateView::new(&one.progress_update, charter),
                address: one.address,
                tag: one.approval.tag(),
                comment: match one.approval {
                    Approval::SentBack(comment) => comment,
                    _ => String::new(),
                },
            })
            .collect(),
        plans: stays.iter().filter(|stay| is_member || stay.plan == may.place().plan).map(plan_link).collect(),
        related: related.into_iter().map(related_action).collect(),
        events: events.into_iter().map(|event| event_view(event, charter)).collect(),
        owner: responsible.owner.as_ref().map(|owner| owner.named.name.to_string()).unwrap_or_default(),
        collaborators: names(&responsible.collaborators),
        may_assign: may.also::<AssignOwner>(),
        may_request: responsible.owner.is_some() && placed.ended.is_none() && may.also::<RequestUpdate>(),
        evidence: attached.iter().map(|one| EvidenceView::new(one, may.of(), charter)).collect(),
        comments,
        may_edit: may.also::<EditAction>(),
        may_rate: may.also::<RecordProgress>(),
        is_member,
        approvals,
    })
}

fn names(owners: &[Owner]) -> String {
    owners.iter().map(|owner| owner.named.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Returns the sentence beside the rating: when progress was last recorded.
fn last_updated(placed: &Placed) -> String {
    match &placed.action.progress_update {
        Some(update) => format!("Last updated on {}.", long_date(clock::day(update.at))),
        None => "No progress update yet.".to_owned(),
    }
}

/// The details of an action, except its text, which is shown above them.
fn facts(details: &ActionDetails, charter: &Charter) -> Vec<(&'static str, String)> {
    let filled = details.filled().filter(|(field, _)| *field != ActionField::Text);
    filled.map(|(field, words)| (field.label(), field.in_words(&words, charter))).collect()
}

fn plan_link(stay: &PlanMembership) -> (PlanId, String) {
    let how = match stay.origin.as_str() {
        "continued" => "Continued in",
        "related" => "Related action in",
        _ => "New in",
    };
    let stage = stay.stage.map(|stage| format!("stage {stage} ")).unwrap_or_default();
    (stay.plan, format!("{how} the {stage}action plan, {} to {}", month_year(stay.starts), month_year(stay.ends)))
}

fn related_action(kin: RelatedAction) -> (ActionId, &'static str, String) {
    let how = match kin.how.as_str() {
        "follows" => "Follows on from",
        "followed" => "Followed by",
        "into" => "Merged into",
        _ => "Merged from",
    };
    (kin.action, how, kin.text)
}

fn event_view(event: Event, charter: &Charter) -> EventView {
    let what = event.what.sentence(charter);
    let was = conflicting_edit::former_values(charter, &event.what);
    EventView { when: long_date(clock::day(event.at)), who: event.who, what, was }
}

/// Where to move the action.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReorderForm {
    to: String,
}

/// `POST /actions/{action}/place`: moves it up, down, or to a position within its theme.
pub async fn reorder(
    may: May<MoveAction>,
    State(app): State<App>,
    Filled(form): Filled<ReorderForm>,
) -> Result<Response, Problem> {
    let back = format!("/plans/{}?order=change#a-{}", may.place().plan, may.place().action);
    let to = match MoveTo::parse(&form.to) {
        Ok(to) => to,
        Err(sentence) => return Ok(redirect_with_notice(&app, &back, &format!("Action not moved. {sentence}."))),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let moved = actions::reorder(&mut tx, &permit, &app.charter, to, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(
        &app,
        &back,
        if moved { "Action moved." } else { "The action is already in that position." },
    ))
}

/// Locates another action of the same organisation: if a newer plan includes it, the state of that plan decides.
pub(crate) async fn place<P>(tx: &mut Tx, may: &May<P>, action: ActionId) -> Result<AtAction, Problem>
where
    P: Permission<Place: InOrganisation>,
{
    let person = may.visit.visitor.as_ref().ok_or(Problem::NotFound)?.person;
    let found = relation::at_action(tx, person, action).await?.ok_or(Problem::NotFound)?;
    if found.place.organisation != may.of() {
        return Err(Problem::NotFound);
    }
    Ok(found.place)
}

/// Reads the action of a form, with the permit of the form.
async fn placed<P: Permission<Place = AtAction>>(may: &May<P>, app: &App) -> Result<Placed, Problem> {
    actions::read(&mut app.db.read().await?, &may.ask::<ReadAction>()?).await?.ok_or(Problem::NotFound)
}
