//! `/organisations/{organisation}/groups/{group}/agenda`: open comments, actions to discuss and decisions, for a group's next meeting.

use super::home;
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    Date, GroupId, PlanId, ProgressReviewId,
    core::{
        dates::{long_date, relative_to},
        permit::{AtPlan, ReadAgenda, ReadInternal, ReadPlan},
        prose,
    },
    plan::progress_review::{Baseline, Finding, ProgressReview, RatingsRecord, RecordedAction, findings},
    team::{comment::excerpt, group::Meeting},
};
use store::{
    Tx,
    plan::{plans, progress_reviews},
    team::{
        comments::{self, OpenThread},
        groups,
    },
};
use uuid::Uuid;
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        clock::day,
        page::page,
        problem::Problem,
        shell::Shell,
    },
    reviewed_actions::{GroupView, recorded_groups},
};

/// The maximum number of actions under each heading. The plan has all of them.
const SHOWN: usize = 5;
/// The maximum number of characters of a comment that are shown.
const QUOTED: usize = 160;

#[derive(Template)]
#[template(path = "team/groups/agenda.html")]
struct AgendaPage {
    shell: Shell,
    name: String,
    group: String,
    group_name: String,
    title: String,
    then: String,
    /// The next meeting: its address, and its place and how far ahead it is.
    next: Option<(String, String)>,
    /// The last meeting with minutes: its address, its date and the minutes as HTML.
    last: Option<(String, String, String)>,
    review: Option<ProgressReviewId>,
    plan: Option<PlanId>,
    /// The actions to discuss, by finding.
    agenda: Vec<ActionsToDiscuss>,
    threads: Vec<ThreadRow>,
    decided: Vec<DecidedRow>,
}

/// The actions with the same finding, such as overdue actions.
struct ActionsToDiscuss {
    found: GroupView,
    /// The number of them that are not shown.
    more: usize,
}

/// An open thread.
struct ThreadRow {
    href: String,
    title: String,
    who: String,
    words: String,
    replies: String,
    mentions_me: bool,
}

/// The decision of a resolved thread.
struct DecidedRow {
    href: String,
    title: String,
    when: String,
    who: String,
    words: String,
}

/// `GET /organisations/{organisation}/groups/{group}/agenda`.
pub async fn show(
    may: May<ReadAgenda>,
    State(app): State<App>,
    Path((_, id)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let (mut tx, read, today) = (app.db.read().await?, may.ask::<ReadInternal>()?, may.visit.today());
    let group = groups::find(&mut tx, &read, GroupId(id)).await?.ok_or(Problem::NotFound)?;
    let meetings = groups::meetings(&mut tx, &read, GroupId(id)).await?;
    let waiting = comments::open_threads(&mut tx, &may).await?;
    let decided = comments::decided(&mut tx, &may).await?;
    let contents = PlanContents::read(&mut tx, &app, &may, today).await?;
    drop(tx);
    let here = format!("{}/groups/{id}", home(&may));
    // Meetings are sorted by date, latest first.
    let next = meetings.iter().rev().find(|meeting| meeting.on >= today);
    let last = meetings.iter().find(|meeting| meeting.on <= today && !meeting.minutes.is_empty());
    let path = |meeting: &Meeting| format!("{here}/meetings/{}", meeting.id);
    page(&AgendaPage {
        shell: may.shell(&app, Section::People),
        name: may.organisation.clone(),
        group_name: group.about.name.to_string(),
        title: next.map_or_else(
            || "No meeting planned".to_owned(),
            |meeting| format!("Next meeting on {}", long_date(meeting.on)),
        ),
        then: open_sentence(&waiting),
        next: next.map(|meeting| (path(meeting), place_and_time(meeting, today))),
        last: last.map(|meeting| (path(meeting), long_date(meeting.on), prose::html(&meeting.minutes))),
        review: contents.review,
        plan: contents.plan,
        agenda: contents.agenda,
        threads: waiting.into_iter().map(row).collect(),
        decided: decided
            .into_iter()
            .map(|one| DecidedRow {
                href: format!("/threads/{}", one.thread),
                title: one.title,
                when: long_date(day(one.at)),
                who: one.who,
                words: one.words,
            })
            .collect(),
        group: here,
    })
}

/// "The tower, in 8 days".
fn place_and_time(meeting: &Meeting, today: Date) -> String {
    let ahead = relative_to(today, meeting.on);
    if meeting.place.is_empty() { ahead } else { format!("{}, {ahead}", meeting.place) }
}

fn open_sentence(waiting: &[OpenThread]) -> String {
    let mine = waiting.iter().filter(|one| one.mentions_me).count();
    let open = match waiting.len() {
        0 => return "No open comments.".to_owned(),
        1 => "1 open comment".to_owned(),
        many => format!("{many} open comments"),
    };
    match mine {
        0 => format!("{open}."),
        1 if waiting.len() == 1 => format!("{open}, which mentions you."),
        mine if mine == waiting.len() => format!("{open}, which all mention you."),
        1 => format!("{open}; 1 mentions you."),
        mine => format!("{open}; {mine} mention you."),
    }
}

fn row(one: OpenThread) -> ThreadRow {
    ThreadRow {
        href: format!("/threads/{}", one.thread),
        title: one.title,
        who: one.who,
        words: one.words.map(|words| excerpt(&words, QUOTED)).unwrap_or_default(),
        replies: match one.comments {
            0 | 1 => format!("No reply since {}", long_date(day(one.last))),
            comments => format!("{comments} comments, the last on {}", long_date(day(one.last))),
        },
        mentions_me: one.mentions_me,
    }
}

/// What an agenda says about the plan: the current plan, the open progress review, and the actions to discuss.
#[derive(Default)]
struct PlanContents {
    plan: Option<PlanId>,
    review: Option<ProgressReviewId>,
    agenda: Vec<ActionsToDiscuss>,
}

impl PlanContents {
    async fn read(tx: &mut Tx, app: &App, may: &May<ReadAgenda>, today: Date) -> Result<Self, Problem> {
        let read = may.ask::<ReadInternal>()?;
        let Some(listed) = plans::list(tx, &read).await?.into_iter().find(plans::ListedPlan::is_in_force) else {
            return Ok(Self::default());
        };
        let reviews = progress_reviews::list(tx, &read).await?;
        let place = AtPlan { organisation: may.of(), plan: listed.id, step: None, shared: None };
        let plan = plans::read(tx, &may.at::<ReadPlan>(place)?).await?.ok_or(Problem::NotFound)?;
        let closed = reviews.iter().find(|review| review.closed_on().is_some_and(|on| on >= plan.starts));
        let day = closed.and_then(ProgressReview::closed_on).unwrap_or(plan.starts);
        let found = findings(plan.live(), Baseline { day, record: closed.and_then(ProgressReview::record) }, today);
        let to_discuss =
            found.iter().filter(|one| one.overdue || matches!(one.finding, Finding::Stuck | Finding::Untouched));
        let record = RatingsRecord {
            actions: to_discuss.map(|one| RecordedAction::of(one.action, one.finding, today)).collect(),
        };
        let part = |mut found: GroupView| {
            let more = found.actions.len().saturating_sub(SHOWN);
            found.actions.truncate(SHOWN);
            ActionsToDiscuss { found, more }
        };
        let agenda = recorded_groups(&record, &app.charter).into_iter().map(part).collect();
        let review = reviews.iter().find(|review| review.is_open()).map(|review| review.id);
        Ok(Self { plan: Some(plan.id), review, agenda })
    }
}
