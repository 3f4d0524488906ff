//! `/peer-review/reviewing`: the submissions that the visitor reviews.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date,
    core::{
        dates::{count, long_date, relative_to},
        permit::ReadReviewing,
    },
    peer_review::review::{OwnReview, ReviewStep},
};
use store::peer_review::reviews::reviewing::{self, Reviewing};
use web_shell::core::{
    app::App,
    authorize::May,
    page::{page, redirect},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewing.html")]
struct ReviewingPage {
    shell: Shell,
    then: String,
    rows: Vec<ReviewingRow>,
}

struct ReviewingRow {
    name: String,
    href: String,
    /// "January 2027, panel 3 · Stage 2".
    about: String,
    panel: String,
    state: String,
    class: &'static str,
    when: String,
    is_late: bool,
}

/// `GET /peer-review/reviewing`
pub async fn list(may: May<ReadReviewing>, State(app): State<App>) -> Result<Response, Problem> {
    if may.relation.charter_role().is_some() {
        return Ok(redirect("/peer-review"));
    }
    let all = reviewing::list(&mut app.db.read().await?, &may).await?;
    let today = may.visit.today();
    let waiting = all.iter().filter(|one| one.duty.waits()).count();
    page(&ReviewingPage {
        shell: Shell::new(&app, &may.visit),
        then: match (all.len(), waiting) {
            (0, _) => "You are not reviewing any submissions now.".to_owned(),
            (_, 0) => "Nothing is waiting for you.".to_owned(),
            (_, some) => format!("{} wait for you.", count(i64::try_from(some).unwrap_or(i64::MAX), "submission"))
                .replace("1 submission wait ", "1 submission waits "),
        },
        rows: all.iter().map(|one| row(one, today)).collect(),
    })
}

fn row(one: &Reviewing, today: Date) -> ReviewingRow {
    let base = crate::workbench::address(one.panel, one.assessment);
    let [read, agree] = one.dates;
    let (state, class, due) = match (one.duty.step, one.duty.own) {
        (ReviewStep::Ended, _) => ("No longer reviewed", "", None),
        (ReviewStep::Agreed, _) => ("Agreed: ready for moderation", "done", None),
        (ReviewStep::Approved, _) => ("Approved: it is sent with the round", "done", None),
        (ReviewStep::Sent, _) => ("Feedback sent", "done", None),
        (_, OwnReview::Open) => ("Review in progress", "started", Some(("Complete your review", read))),
        (_, OwnReview::Reopened) => ("Review reopened", "started", Some(("Complete your review", read))),
        (ReviewStep::Reading, OwnReview::Complete) => ("Review complete", "done", Some(("Agree feedback", agree))),
        (ReviewStep::Drafting, OwnReview::Complete) if one.duty.has_agreed => {
            ("You agreed: others have not yet", "done", Some(("Agree feedback", agree)))
        }
        (ReviewStep::Drafting, OwnReview::Complete) => {
            ("Agreeing feedback", "started", Some(("Agree feedback", agree)))
        }
    };
    ReviewingRow {
        name: one.name.clone(),
        href: if one.duty.step == ReviewStep::Drafting && one.duty.own == OwnReview::Complete {
            format!("{base}/draft")
        } else {
            base
        },
        about: format!("Stage {}", one.stage),
        panel: format!("{}, panel {}", one.round, one.number),
        state: state.to_owned(),
        class,
        when: due.map_or_else(String::new, |(what, by)| {
            format!("{what} by the end of {} ({})", long_date(by), relative_to(today, by))
        }),
        is_late: one.duty.waits() && due.is_some_and(|(_, by)| by < today),
    }
}
