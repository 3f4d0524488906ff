//! Peer review rounds: their list, and the page of each with what is late, whose turn it is, and the submissions that it gathers.

pub mod cancelling;
pub mod edit;
pub mod late_submissions;
mod submissions;

use crate::{allocation::approved::WarningRow, moderation::sending::sending_sentence};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    charter::Charter,
    core::{
        dates::{long_date, relative_to},
        permit::{
            AcceptLateSubmission, Allocate, AtCharter, AtRound, CancelRound, CreateRound, EditRound, Permission,
            ReadBoardReading, ReadReviewers, ReadRound, ReadRounds,
        },
    },
    peer_review::round::{FeedbackWait, ReviewRound, RoundState, RoundStep, draft},
};
use store::peer_review::{board_reading, panels, rounds};
use submissions::SubmissionRow;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/rounds/list.html")]
struct ListPage {
    shell: Shell,
    then: String,
    may_create: bool,
    /// The rounds of the calendar that should be created: a sentence, and the address of the form.
    to_create: Vec<(String, String)>,
    rows: Vec<ListRow>,
    /// Whether the charter has a course for reviewers.
    has_training: bool,
}

/// A round in the list.
struct ListRow {
    href: String,
    name: String,
    class: &'static str,
    state: &'static str,
    when: String,
}

/// `GET /peer-review`
pub async fn list(may: May<ReadRounds>, State(app): State<App>) -> Result<Response, Problem> {
    let all = rounds::list(&mut app.db.read().await?, &may).await?;
    let today = may.visit.today();
    let may_create = may.also::<CreateRound>();
    let missing = if may_create { draft::to_create(&app.charter, &all, today) } else { Vec::new() };
    let late = all.iter().filter(|round| round.late(today).is_some()).count();
    let open = all.iter().filter(|round| matches!(round.state(today), RoundState::At(_))).count();
    page(&ListPage {
        shell: Shell::new(&app, &may.visit),
        then: match (open, late) {
            (0, _) => "No round is open.".to_owned(),
            (open, 0) => format!("Open: {open}. None is late."),
            (open, late) => format!("Open: {open}. Late: {late}."),
        },
        may_create,
        has_training: app.charter.course.is_some(),
        to_create: missing
            .into_iter()
            .map(|one| {
                let (recruit, due) = (long_date(one.dates.of(RoundStep::Recruit)), one.dates.due());
                let sentence =
                    format!("{}: create the round, so that reviewers can be recruited by {recruit}.", one.name);
                (sentence, format!("/peer-review/rounds/new?due={due}"))
            })
            .collect(),
        rows: all.into_iter().map(|round| list_row(round, today)).collect(),
    })
}

fn list_row(round: ReviewRound, today: Date) -> ListRow {
    let (class, state) = class_and_state(&round, today);
    let when = match round.state(today) {
        RoundState::At(step) => {
            let on = round.dates.of(step);
            format!("{} by {} ({})", step.name(), long_date(on), relative_to(today, on))
        }
        RoundState::Finished => format!("Feedback was due on {}", long_date(round.dates.of(RoundStep::Send))),
        RoundState::Cancelled => String::new(),
    };
    ListRow { href: address(&round), name: round.name.into(), class, state, when }
}

fn class_and_state(round: &ReviewRound, today: Date) -> (&'static str, &'static str) {
    match round.state(today) {
        RoundState::At(_) if round.late(today).is_some() => ("wrong", "Late"),
        RoundState::At(step) => ("started", step.state()),
        RoundState::Finished => ("done", "Finished"),
        RoundState::Cancelled => ("", "Cancelled"),
    }
}

pub(crate) fn address(round: &ReviewRound) -> String {
    format!("/peer-review/rounds/{}", round.id)
}

#[derive(Template)]
#[template(path = "peer_review/rounds/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "one for each part that the template shows or hides")]
struct ShowPage {
    shell: Shell,
    base: String,
    name: String,
    /// The state and whose turn it is.
    sentence: String,
    is_late: bool,
    /// Whether feedback comes within the usual time.
    wait: String,
    is_long: bool,
    days: String,
    steps: Vec<StepRow>,
    is_cancelled: bool,
    submissions: Vec<SubmissionRow>,
    /// Those that came later and can be accepted.
    late: Vec<Choice>,
    reason: String,
    /// The sentence about what the Steering Board reads; none in a cancelled round.
    board_reading: Option<String>,
    /// What the secretariat has to decide about its panels.
    warnings: Vec<WarningRow>,
    /// The state of the allocation, for those who may read it.
    allocation: Option<&'static str>,
    /// The address where a copy is created, if the visitor may.
    copy: Option<String>,
    /// When approved feedback is sent without anyone, once reviewers are allocated.
    sending: Option<String>,
    /// The address of active review, if the charter has it.
    active_review: Option<String>,
    /// The address of the ratings of the feedback, if the charter asks for them.
    ratings: Option<String>,
    may_edit: bool,
    may_cancel: bool,
    may_accept: bool,
    /// Whether what the round taught can be read.
    has_lessons: bool,
    errors: Errors,
}

/// A step of the round.
struct StepRow {
    name: &'static str,
    who: &'static str,
    by: String,
    class: &'static str,
    state: &'static str,
}

/// `GET /peer-review/rounds/{round}`
pub async fn show(may: May<ReadRound>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, (String::new(), String::new()), Errors::none()).await?)
}

/// Builds the page of a round, with the submission that was selected to be accepted, and the reason as it was typed.
async fn draw<P: Permission<Place = AtRound>>(
    may: &May<P>,
    app: &App,
    (selected, reason): (String, String),
    errors: Errors,
) -> Result<ShowPage, Problem> {
    let (read, today) = (may.ask::<ReadRound>()?, may.visit.today());
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &read).await?;
    let gathered = rounds::submissions(&mut tx, &read, &round, today).await?;
    let read_by_board = board_reading::list(&mut tx, &may.ask::<ReadBoardReading>()?).await?.len();
    let warnings = match may.ask::<Allocate>() {
        Ok(allocate) if round.is_allocated() => panels::warnings_of_round(&mut tx, &allocate).await?,
        _ => Vec::new(),
    };
    drop(tx);
    let may_accept = may.also::<AcceptLateSubmission>();
    let (submissions, late) = submissions::rows(gathered, &selected);
    let (wait, is_long) = if round.done >= Some(RoundStep::Send) {
        ("All feedback of this round has been sent.".to_owned(), false)
    } else {
        wait(&app.charter, &round)
    };
    Ok(ShowPage {
        shell: Shell::new(app, &may.visit),
        base: address(&round),
        sentence: sentence(&round, today),
        is_late: round.late(today).is_some(),
        wait,
        is_long,
        days: format!("from {} to {}", long_date(round.dates.first()), long_date(round.dates.due())),
        steps: RoundStep::ALL.into_iter().map(|step| step_row(&round, step, today)).collect(),
        is_cancelled: round.cancelled.is_some(),
        submissions,
        late: if may_accept { late } else { Vec::new() },
        reason,
        ratings: app.charter.review.feedback_rating.as_ref().map(|_| format!("{}/feedback-ratings", address(&round))),
        active_review: app.charter.review.active_review.map(|_| format!("{}/active-review", address(&round))),
        board_reading: round.cancelled.is_none().then(|| match read_by_board {
            0 => "No submission of this round is read by the Steering Board instead of a panel.".to_owned(),
            some => format!("Submissions that the Steering Board reads instead of a panel: {some}."),
        }),
        warnings: warnings.iter().map(WarningRow::new).collect(),
        sending: (round.cancelled.is_none() && (round.done >= Some(RoundStep::Allocate) || read_by_board > 0))
            .then(|| sending_sentence(&round, today)),
        allocation: allocation(may.also::<Allocate>(), &round),
        may_edit: round.done < Some(RoundStep::Send) && may.also::<EditRound>(),
        may_cancel: round.done < Some(RoundStep::Send) && may.also::<CancelRound>(),
        // The board reads them once all feedback is sent.
        has_lessons: round.done
            >= Some(if may.also::<ReadReviewers>() { RoundStep::Allocate } else { RoundStep::Send }),
        may_accept: may_accept && round.accepts_late(today),
        copy: may.at::<CreateRound>(AtCharter).is_ok().then(|| format!("/peer-review/rounds/new?copy={}", round.id)),
        errors,
        name: round.name.into(),
    })
}

/// The sentence about the allocation. The board reads it once it is approved.
fn allocation(may_allocate: bool, round: &ReviewRound) -> Option<&'static str> {
    match (may_allocate, round.is_allocated()) {
        (true, false) if round.is_read_by_board_alone => {
            Some("The Steering Board reads every submission. There is nothing to allocate.")
        }
        (_, true) => Some("Reviewers are allocated. Later submissions go to another round."),
        (true, false) => Some("Reviewers are not allocated yet."),
        (false, false) => None,
    }
}

fn sentence(round: &ReviewRound, today: Date) -> String {
    if let Some(cancelled) = &round.cancelled {
        let reason = cancelled.reason.trim_end_matches('.');
        return format!("Cancelled on {}: {reason}.", long_date(cancelled.on));
    }
    match round.state(today) {
        RoundState::At(step) => {
            let (on, who) = (round.dates.of(step), round.turn(step));
            let when = format!("{} ({})", long_date(on), relative_to(today, on));
            if on < today {
                format!("Late: {} was due by {when}. Whose turn: {}.", step.name().to_lowercase(), who.name())
            } else {
                format!("{} by {when}. Whose turn: {}.", step.name(), who.name())
            }
        }
        RoundState::Finished => "Finished: feedback is sent.".to_owned(),
        RoundState::Cancelled => "Cancelled.".to_owned(),
    }
}

/// The sentence about the time until feedback, and whether it is longer than usual.
fn wait(charter: &Charter, round: &ReviewRound) -> (String, bool) {
    let (send, due) = (long_date(round.dates.of(RoundStep::Send)), long_date(round.dates.due()));
    let usual = match charter.review.feedback_months {
        [fewest, most] if fewest == most => format!("{most} months"),
        [fewest, most] => format!("{fewest} to {most} months"),
    };
    match round.dates.wait(&charter.review) {
        FeedbackWait::Usual => {
            (format!("Feedback by {send} is within the usual {usual} after the last day of submission, {due}."), false)
        }
        FeedbackWait::Shorter => (
            format!("Feedback by {send} is sooner than the usual {usual} after the last day of submission, {due}."),
            false,
        ),
        FeedbackWait::Longer { usual: last } => (
            format!(
                "Feedback by {send} is later than the usual {usual} after the last day of submission, {due}: the usual time ends on {}.",
                long_date(last)
            ),
            true,
        ),
    }
}

fn step_row(round: &ReviewRound, step: RoundStep, today: Date) -> StepRow {
    let (class, state) = match round.state(today) {
        RoundState::Cancelled => ("", "Cancelled"),
        RoundState::At(at) if at == step && round.late(today).is_some() => ("wrong", "Late"),
        RoundState::At(at) if at == step => ("started", "Now"),
        RoundState::At(at) if at < step => ("", "To come"),
        RoundState::At(_) | RoundState::Finished => ("done", "Finished"),
    };
    StepRow { name: step.name(), who: round.turn(step).name(), by: long_date(round.dates.of(step)), class, state }
}
