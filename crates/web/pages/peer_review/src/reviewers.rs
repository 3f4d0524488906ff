//! The reviewers of a round, for the secretariat; and those who are allocated, for the Steering Board as well.

pub mod board_conflicts;
mod filter;
pub mod inviting;
pub mod leads;
pub mod person;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
pub use filter::ReviewersQuery;
use model::{
    charter::Charter,
    core::{
        dates::{count, day, long_date},
        permit::{InviteReviewers, ReadAllocatedReviewers, ReadReviewers, ReadRound},
    },
};
use store::peer_review::{
    reviewers::{self, ListedReviewer, Reviewer, inviting as invitations},
    rounds,
};
use web_shell::core::{
    app::App,
    authorize::May,
    form::Choice,
    page::{self, page},
    problem::Problem,
    shell::Shell,
};

/// The number of reviewers on a page of the list.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "peer_review/reviewers/list.html")]
struct ReviewersPage {
    shell: Shell,
    base: String,
    round: String,
    then: String,
    filters: Filters,
    found: String,
    rows: Vec<ReviewerRow>,
    link: String,
    here: usize,
    last: usize,
    awaited: Vec<AwaitedRow>,
    may_invite: bool,
    /// Whether nobody has volunteered at all.
    is_empty: bool,
}

/// The fields of the search.
struct Filters {
    name: String,
    backgrounds: Vec<Choice>,
    stages: Vec<Choice>,
    training: Vec<Choice>,
    answers: Vec<Choice>,
    orders: Vec<Choice>,
}

/// A reviewer in the list.
struct ReviewerRow {
    href: String,
    name: String,
    organisation: String,
    background: String,
    experience: &'static str,
    stages: String,
    training: &'static str,
    is_trained: bool,
    answer: String,
    is_answered: bool,
    allocated: u8,
}

/// Somebody who was invited and has not volunteered.
struct AwaitedRow {
    name: String,
    email: String,
    organisation: String,
    on: String,
}

#[derive(Template)]
#[template(path = "peer_review/reviewers/allocated.html")]
struct AllocatedPage {
    shell: Shell,
    base: String,
    round: String,
    rows: Vec<[String; 3]>,
}

/// `GET /peer-review/rounds/{round}/reviewers`: all reviewers for the secretariat, those on a panel for the Steering Board.
pub async fn list(
    may: May<ReadAllocatedReviewers>,
    State(app): State<App>,
    Query(query): Query<ReviewersQuery>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let place = may.place().round;
    let round = rounds::read(&mut tx, &may.at::<ReadRound>(place)?).await?;
    let Ok(read) = may.at::<ReadReviewers>(place) else {
        let all = reviewers::allocated(&mut tx, &may).await?;
        drop(tx);
        return page(&AllocatedPage {
            shell: Shell::new(&app, &may.visit),
            base: address(&may),
            round: round.name.to_string(),
            rows: all.into_iter().map(|one| allocated_row(&app.charter, one)).collect(),
        });
    };
    let all = reviewers::list(&mut tx, &read, app.charter.course_edition()).await?;
    let awaited = invitations::awaited(&mut tx, &read).await?;
    drop(tx);
    let (total, answered) = (all.len(), all.iter().filter(|one| one.answer.is_some()).count());
    let take = all.iter().filter(|one| one.answer.is_some_and(|(answer, _)| answer.most().is_some())).count();
    let found = query.apply(all);
    let last = found.len().div_ceil(PAGE).max(1);
    let here = query.page().clamp(1, last);
    let (base, number) = (address(&may), found.len());
    let rows = found.into_iter().skip((here - 1) * PAGE).take(PAGE).map(|one| row(&app.charter, one)).collect();
    page(&ReviewersPage {
        shell: Shell::new(&app, &may.visit),
        link: format!("{base}/reviewers?{}", query.link()),
        round: round.name.to_string(),
        then: format!(
            "{}: {answered} answered, {take} can take submissions.",
            count(i64::try_from(total).unwrap_or(i64::MAX), "reviewer")
        ),
        filters: query.filters(&app.charter),
        found: count(i64::try_from(number).unwrap_or(i64::MAX), "reviewer"),
        rows,
        here,
        last,
        awaited: awaited
            .into_iter()
            .map(|one| AwaitedRow {
                // Who has no account is known by the address alone.
                name: if one.name == one.email { String::new() } else { one.name },
                email: one.email,
                organisation: one.organisation,
                on: long_date(day(one.at)),
            })
            .collect(),
        may_invite: may.at::<InviteReviewers>(place).is_ok() && round.takes_answers(may.visit.today()),
        is_empty: total == 0,
        base,
    })
}

fn address(may: &May<ReadAllocatedReviewers>) -> String {
    format!("/peer-review/rounds/{}", may.place().round.round)
}

fn allocated_row(charter: &Charter, one: Reviewer) -> [String; 3] {
    [one.name, one.organisation_name, one.background.name(charter)]
}

fn stages(one: &Reviewer) -> String {
    one.knowledge.stages.iter().map(u8::to_string).collect::<Vec<_>>().join(", ")
}

fn answer(one: &ListedReviewer) -> String {
    one.answer.map_or_else(|| "Not answered".to_owned(), |(answer, _)| answer.sentence())
}

fn row(charter: &Charter, one: ListedReviewer) -> ReviewerRow {
    ReviewerRow {
        href: format!("/peer-review/reviewers/{}", one.reviewer.person),
        stages: stages(&one.reviewer),
        answer: answer(&one),
        is_answered: one.answer.is_some(),
        experience: experience(&one),
        training: training(&one),
        is_trained: one.is_trained,
        allocated: one.allocated,
        background: one.reviewer.background.name(charter),
        name: one.reviewer.name,
        organisation: one.reviewer.organisation_name,
    }
}

fn experience(one: &ListedReviewer) -> &'static str {
    if one.is_experienced { "Experienced" } else { "New" }
}

fn training(one: &ListedReviewer) -> &'static str {
    if one.is_trained { "Completed" } else { "Not completed" }
}

/// `GET /peer-review/rounds/{round}/reviewers.csv`: all reviewers with what they answered, as a table.
pub async fn csv(may: May<ReadReviewers>, State(app): State<App>) -> Result<Response, Problem> {
    let all = reviewers::list(&mut app.db.read().await?, &may, app.charter.course_edition()).await?;
    let header = [
        "Name",
        "Email",
        "Organisation",
        "Background",
        "Experience",
        "Stages",
        "Kinds of organisation",
        "Themes",
        "Training",
        "Availability",
        "Submissions allocated",
    ];
    let charter = &app.charter;
    let row = |one: ListedReviewer| {
        let themes = one.reviewer.knowledge.themes.iter().filter_map(|key| charter.theme(key));
        [
            one.reviewer.name.clone(),
            one.reviewer.email.clone(),
            one.reviewer.organisation_name.clone(),
            one.reviewer.background.name(charter),
            experience(&one).to_owned(),
            stages(&one.reviewer),
            one.reviewer.knowledge.kinds.join(", "),
            themes.map(|theme| theme.name.as_str()).collect::<Vec<_>>().join(", "),
            training(&one).to_owned(),
            answer(&one),
            one.allocated.to_string(),
        ]
    };
    let file = documents::write::csv::write(header, all.into_iter().map(row));
    Ok(page::file("text/csv; charset=utf-8", "reviewers.csv", file))
}
