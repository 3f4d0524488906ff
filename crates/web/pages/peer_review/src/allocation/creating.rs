//! The secretariat starts the search for a proposal, or stops it.

use super::{CreateFields, draw, gathered};
use axum::{extract::State, response::Response};
use model::{
    core::permit::{Allocate, ReadReviewers},
    peer_review::allocation::{
        proposal::{Wishes, parse_time_limit},
        rules::AllocationMode,
    },
};
use serde::Deserialize;
use store::peer_review::allocation::{self as proposals, WishKind};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{
            Errors,
            extract::{Filled, NoFields},
        },
        page::{redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::jobs,
};

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CreateForm {
    mode: String,
    seconds: String,
    left_over: String,
    stay_near: String,
}

/// `POST /peer-review/rounds/{round}/allocation`
pub async fn create(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<CreateForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let mode = AllocationMode::parse(&form.mode).ok_or("Select how reviewers are allocated");
    let mode = errors.collect("mode", mode);
    let seconds = errors.collect("seconds", parse_time_limit(&form.seconds));
    let may_leave_over = form.left_over == "yes";
    if let (Some(mode), Some(seconds)) = (mode, seconds) {
        let now = may.visit.now;
        let (mut tx, permit) = may.begin(&app).await?;
        let reviewers = permit.ask::<ReadReviewers>()?;
        let (_, facts) = gathered(&mut tx, (&*permit, &*reviewers), &app.charter, now).await?;
        let all = proposals::wishes(&mut tx, &permit).await?;
        let of = |kind: WishKind| all.iter().filter(move |(_, one)| *one == kind).map(|(pair, _)| *pair).collect();
        let last = proposals::latest(&mut tx, &permit).await?.into_iter().find_map(|one| one.version);
        let stay_near = last.filter(|_| form.stay_near == "yes").map(|version| version.panels);
        let wishes = Wishes { pins: of(WishKind::Pin), bans: of(WishKind::Ban), may_leave_over, stay_near };
        match proposals::create(&mut tx, &permit, (mode, seconds, &wishes), &facts.input, now).await? {
            Ok(proposal) => {
                jobs::queue_allocation(&mut tx, proposal, now).await?;
                tx.commit().await?;
                return Ok(redirect_with_notice(&app, &here(&may), "Search started."));
            }
            Err(refused) => errors.add("mode", refused),
        }
    }
    let fields = CreateFields::new(&form.mode, &form.seconds, may_leave_over);
    let reviewers = may.ask::<ReadReviewers>()?;
    let shell = Shell::new(&app, &may.visit);
    unprocessable(&draw((&*may, &reviewers), &app, shell, may.visit.now, (fields, errors)).await?)
}

/// `POST /peer-review/rounds/{round}/allocation/stop`
pub async fn stop(may: May<Allocate>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let notice = if proposals::stop(&mut tx, &permit, may.visit.now).await? {
        tx.commit().await?;
        "Search stopped. The best allocation that was found is used."
    } else {
        "The search has already ended."
    };
    Ok(redirect_with_notice(&app, &here(&may), notice))
}

pub(super) fn here(may: &May<Allocate>) -> String {
    format!("/peer-review/rounds/{}/allocation", may.place().round)
}
