//! Progress reviews: the list, and the page on which the working group reviews the plan.

pub mod closing;
pub mod commands;

use web_shell::reviewed_actions::{GroupView, groups, recorded_groups};

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    PlanId, ProgressReviewId,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{
            AtOrganisation, AtProgressReview, CloseProgressReview, EditPlan, OpenProgressReview, Permission,
            PublishProgressReview, ReadInternal, ReadProgressReview, RequestUpdates, WriteMinutes,
        },
        prose,
    },
    plan::{
        progress_review::{ProgressReview, ProgressReviewState, next_due},
        update_approval::Approval,
        update_request::{RequestState, UpdateRequest},
    },
};
use pages_team::minutes;
use store::plan::{
    plans,
    progress_reviews::{self, ReviewSummary, ReviewWithPlan},
    update_requests,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock::day,
    form::{Choice, DateFields, Errors},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "plan/progress_reviews/list.html")]
struct ListPage {
    shell: Shell,
    home: String,
    name: String,
    sentence: String,
    then: String,
    reviews: Vec<ReviewRow>,
    may_open: bool,
    form: OpenForm,
    errors: Errors,
}

/// A progress review in the list.
struct ReviewRow {
    id: ProgressReviewId,
    title: String,
    sentence: String,
    is_open: bool,
    is_published: bool,
}

/// The form to start a review, as typed.
#[derive(Default)]
struct OpenForm {
    meets: DateFields,
    note: String,
}

/// "Progress review, 22 May 2028": the day on which it was closed, or else of its meeting, or else on which it was started.
fn title(review: &ProgressReview) -> String {
    let on = review.closed_on().or(review.meets).unwrap_or_else(|| day(review.opened));
    format!("Progress review, {}", long_date(on))
}

/// Returns a sentence that says whether a review is open, and for which meeting.
fn status(review: &ProgressReview) -> String {
    match (review.closed_on(), review.meets) {
        (Some(on), _) => format!("Closed on {}.", long_date(on)),
        (None, Some(day)) => format!("Open, for the working group meeting on {}.", long_date(day)),
        (None, None) => format!("Open since {}.", long_date(day(review.opened))),
    }
}

/// Returns a sentence each about the last and the next progress review.
pub(crate) fn last_and_next(
    charter: &Charter,
    brief: ReviewSummary,
    starts: model::Date,
    ends: model::Date,
    today: model::Date,
) -> (String, String) {
    let last = match brief.last {
        Some(on) => format!("Last reviewed on {}.", long_date(on)),
        None => "Not reviewed yet.".to_owned(),
    };
    let next = match next_due(charter.calendar.plan_review_months, starts, ends, brief.last) {
        _ if brief.open.is_some() => "A progress review is open.".to_owned(),
        Some(due) if due < today => format!("The next progress review was due on {}.", long_date(due)),
        Some(due) => format!("The next progress review is due on {}.", long_date(due)),
        None => String::new(),
    };
    (last, next)
}

async fn list_page<P>(app: &App, may: &May<P>, form: OpenForm, errors: Errors) -> Result<ListPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read) = (app.db.read().await?, may.ask::<ReadInternal>()?);
    let all = progress_reviews::list(&mut tx, &read).await?;
    let plan = plans::list(&mut tx, &read).await?.into_iter().find(plans::ListedPlan::is_in_force);
    let brief = ReviewSummary {
        last: all.iter().filter_map(ProgressReview::closed_on).max(),
        open: all.iter().find(|review| review.is_open()).map(|review| review.id),
    };
    let next = match &plan {
        Some(plan) => last_and_next(&app.charter, brief, plan.starts, plan.ends, may.visit.today()).1,
        None => "You can start a progress review when an action plan has been submitted or imported.".to_owned(),
    };
    let row = |review: &ProgressReview| ReviewRow {
        id: review.id,
        title: title(review),
        sentence: review.record().map(|record| record.sentence(&app.charter)).unwrap_or_default(),
        is_open: review.is_open(),
        is_published: matches!(review.state, ProgressReviewState::Closed { published: Some(_), .. }),
    };
    let sentence = match brief.last {
        Some(on) => format!("Last reviewed on {}.", long_date(on)),
        None => "The action plan has not been reviewed yet.".to_owned(),
    };
    Ok(ListPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        sentence,
        then: next,
        reviews: all.iter().map(row).collect(),
        may_open: brief.open.is_none() && plan.is_some() && may.also::<OpenProgressReview>(),
        form,
        errors,
    })
}

/// `GET /organisations/{organisation}/progress-reviews`.
pub async fn list(may: May<ReadInternal>, State(app): State<App>) -> Result<Response, Problem> {
    page(&list_page(&app, &may, OpenForm::default(), Errors::none()).await?)
}

#[derive(Template)]
#[template(path = "plan/progress_reviews/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct ReviewPage {
    shell: Shell,
    home: String,
    here: String,
    name: String,
    plan: PlanId,
    title: String,
    /// How many actions are completed.
    sentence: String,
    then: String,
    /// "7 of 9 updates have been received", while it is open.
    updates: String,
    awaited: usize,
    groups: Vec<GroupView>,
    minutes: String,
    minutes_html: String,
    revision: i64,
    is_open: bool,
    may_write: bool,
    may_ask: bool,
    may_edit: bool,
    may_close: bool,
    may_publish: bool,
    /// The options for what is public.
    publications: Vec<Choice>,
    errors: Errors,
}

/// The minutes as typed, and their errors.
#[derive(Default)]
struct ReviewForm {
    minutes: Option<String>,
    errors: Errors,
}

async fn draw<P>(app: &App, may: &May<P>, typed: ReviewForm) -> Result<ReviewPage, Problem>
where
    P: Permission<Place = AtProgressReview>,
{
    let (mut tx, at, charter) = (app.db.read().await?, may.place(), &app.charter);
    let loaded = progress_reviews::read(&mut tx, &may.ask::<ReadProgressReview>()?).await?.ok_or(Problem::NotFound)?;
    let reader = may.at::<ReadInternal>(AtOrganisation { organisation: at.organisation })?;
    let requests =
        if at.is_open { update_requests::list(&mut tx, &reader, Some(at.review)).await? } else { Vec::new() };
    let ReviewWithPlan { review, .. } = &loaded;
    let record = review.record().cloned().unwrap_or_else(|| loaded.record(charter, may.visit.today()));
    let views =
        if at.is_open { groups(&loaded, charter, may.visit.today()) } else { recorded_groups(&record, charter) };
    let since = loaded.before.as_ref().and_then(ProgressReview::closed_on);
    let since = since.map_or_else(
        || "First progress review of this plan.".to_owned(),
        |on| format!("Last progress review: {}.", long_date(on)),
    );
    let findings = record.findings();
    let plan = model::core::permit::AtPlan {
        organisation: at.organisation,
        plan: at.plan,
        step: Some(model::assessment::Step::Submitted),
        shared: None,
    };
    Ok(ReviewPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        here: format!("/progress-reviews/{}", at.review),
        name: may.organisation.clone(),
        plan: at.plan,
        title: title(review),
        sentence: record.tally().sentence(charter),
        then: if findings.is_empty() {
            format!("{} {since}", status(review))
        } else {
            format!("{findings} {} {since}", status(review))
        },
        updates: updates(&requests),
        awaited: requests.iter().filter(|request| request.may_be_reminded(may.visit.now)).count(),
        groups: views,
        minutes_html: prose::html(&review.minutes),
        minutes: typed.minutes.unwrap_or_else(|| review.minutes.clone()),
        revision: review.revision,
        is_open: at.is_open,
        may_write: may.also::<WriteMinutes>(),
        may_ask: at.is_open && may.at::<RequestUpdates>(AtOrganisation { organisation: at.organisation }).is_ok(),
        may_edit: at.is_open && may.at::<EditPlan>(plan).is_ok(),
        may_close: may.also::<CloseProgressReview>(),
        may_publish: may.also::<PublishProgressReview>(),
        publications: publications(review),
        errors: typed.errors,
    })
}

/// The options for what is public, with the current one selected.
fn publications(review: &ProgressReview) -> Vec<Choice> {
    let now = match &review.state {
        ProgressReviewState::Closed { published: Some(published), .. } if published.minutes => "minutes",
        ProgressReviewState::Closed { published: Some(_), .. } => "yes",
        _ => "no",
    };
    let all = [
        ("no", "The date of the last review only"),
        ("yes", "The date and the ratings"),
        ("minutes", "The date, the ratings and the minutes"),
    ];
    let choice = |(value, label)| {
        let choice = Choice::new(value, label, value == now);
        if value == "no" {
            choice
        } else {
            choice.hint("Only actions that were public on that date, in their public text.")
        }
    };
    all.into_iter().map(choice).collect()
}

/// Returns sentences with the number of requested updates that have been received, and of those that await approval.
fn updates(requests: &[UpdateRequest]) -> String {
    let live: Vec<&UpdateRequest> = requests.iter().filter(|request| request.state.takes_reply()).collect();
    let received = live.iter().filter(|request| request.state == RequestState::Answered).count();
    let sentence = match (received, live.len()) {
        (_, 0) => "No updates requested: no open action has an owner.".to_owned(),
        (1, 1) => "The requested update has been received.".to_owned(),
        (received, all) if received == all => format!("All {all} requested updates have been received."),
        (1, all) => format!("1 of {all} requested updates has been received."),
        (received, all) => format!("{received} of {all} requested updates have been received."),
    };
    let is_waiting = |request: &&&UpdateRequest| matches!(request.answer, Some((_, Approval::Awaiting)));
    match live.iter().filter(is_waiting).count() {
        0 => sentence,
        1 => format!("{sentence} 1 awaits approval and is not counted yet."),
        number => format!("{sentence} {number} await approval and are not counted yet."),
    }
}

/// `GET /progress-reviews/{progress_review}/versions`: the version history of the minutes.
pub async fn versions(may: May<ReadProgressReview>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let review = progress_reviews::read(&mut tx, &may).await?.ok_or(Problem::NotFound)?.review;
    let versions = progress_reviews::versions(&mut tx, &may).await?;
    drop(tx);
    let here = format!("/progress-reviews/{}", review.id);
    minutes::versions(may.shell(&app, Section::Plan), (title(&review), may.organisation.clone(), here), &versions)
}

/// `GET /progress-reviews/{progress_review}`.
pub async fn show(may: May<ReadProgressReview>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, ReviewForm::default()).await?)
}
