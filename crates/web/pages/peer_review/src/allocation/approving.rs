//! Approves an allocation. A page first states what that means, because it cannot be undone.

use super::{creating::here, gathered};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ProposalId, Timestamp,
    core::{
        dates::{count, long_date},
        permit::{Allocate, ReadReviewers},
        short::Line,
    },
    peer_review::{
        allocation::{check, outdated},
        round::{ReviewRound, RoundStep},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::allocation::{self as proposals, ApprovedMember, NotApproved},
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{Errors, extract::Filled},
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails,
};

#[derive(Template)]
#[template(path = "peer_review/allocation/approve.html")]
struct ApprovePage {
    shell: Shell,
    base: String,
    name: String,
    then: String,
    proposal: ProposalId,
    version: u32,
    /// Why it cannot be approved.
    obstacles: Vec<String>,
    /// The rules that it breaks, for which a reason is needed.
    broken: Vec<String>,
    reason: String,
    errors: Errors,
}

/// `GET /peer-review/rounds/{round}/allocation/approval`
pub async fn ask(may: May<Allocate>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, String::new(), Errors::none()).await?)
}

async fn draw(may: &May<Allocate>, app: &App, reason: String, errors: Errors) -> Result<ApprovePage, Problem> {
    let reviewers = may.ask::<ReadReviewers>()?;
    let mut tx = app.db.read().await?;
    let (round, facts) = gathered(&mut tx, (&**may, &reviewers), &app.charter, may.visit.now).await?;
    let latest = proposals::latest(&mut tx, may).await?.into_iter().next();
    drop(tx);
    let found = latest.and_then(|proposal| proposal.version.clone().map(|version| (proposal, version)));
    let (proposal, version) = found.ok_or(Problem::NotFound)?;
    let names = &facts.names;
    let (absolute, broken): (Vec<_>, Vec<_>) = check::breaches(&facts.input, proposal.mode, &version.panels)
        .into_iter()
        .partition(|breach| breach.rule.is_absolute());
    let outdated = outdated::changes(&proposal.input, &facts.input, &version.panels);
    let obstacles = outdated.iter().map(|one| one.sentence(names));
    let people: std::collections::BTreeSet<_> = version.panels.iter().flat_map(|panel| &panel.reviewers).collect();
    let number = |one: usize, unit| count(i64::try_from(one).unwrap_or(i64::MAX), unit);
    Ok(ApprovePage {
        shell: Shell::new(app, &may.visit),
        base: format!("/peer-review/rounds/{}", round.id),
        then: format!("{}, {}.", number(version.panels.len(), "panel"), number(people.len(), "reviewer")),
        proposal: proposal.id,
        version: version.number,
        obstacles: obstacles.chain(absolute.iter().map(|one| one.sentence(names, &facts.input))).collect(),
        broken: broken.iter().map(|one| one.sentence(names, &facts.input)).collect(),
        reason,
        errors,
        name: round.name.to_string(),
    })
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ApproveForm {
    proposal: String,
    version: String,
    reason: String,
}

/// `POST /peer-review/rounds/{round}/allocation/approval`
pub async fn approve(
    may: May<Allocate>,
    State(app): State<App>,
    Filled(form): Filled<ApproveForm>,
) -> Result<Response, Problem> {
    let now = may.visit.now;
    let shown = form.proposal.parse().ok().zip(form.version.parse().ok()).ok_or(Problem::NotFound)?;
    let reason = if form.reason.trim().is_empty() {
        Ok(String::new())
    } else {
        Line::parse(&form.reason).map(|line| line.to_string())
    };
    let reason = match reason {
        Ok(reason) => reason,
        Err(error) => {
            let errors = Errors::one("reason", error.at("Reason", "Enter why this allocation is approved"));
            return unprocessable(&draw(&may, &app, form.reason, errors).await?);
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let reviewers = permit.ask::<ReadReviewers>()?;
    let (round, facts) = gathered(&mut tx, (&*permit, &*reviewers), &app.charter, now).await?;
    let refused = match proposals::approve(&mut tx, &permit, shown, &facts.input, &reason, now).await? {
        Ok(members) => {
            tell(&mut tx, &app, &round, &members, now).await?;
            tx.commit().await?;
            app.emails_written.notify_one();
            return Ok(redirect_with_notice(
                &app,
                &here(&may),
                "Allocation approved. Panel members have been emailed.",
            ));
        }
        Err(refused) => refused,
    };
    drop(tx);
    let errors = match refused {
        NotApproved::Already => {
            return Ok(redirect_with_notice(
                &app,
                &here(&may),
                "The allocation of this round has already been approved.",
            ));
        }
        NotApproved::Changed => {
            let notice = "Someone else changed this allocation. Check it, then approve it.";
            return Ok(redirect_with_notice(&app, &here(&may), notice));
        }
        NotApproved::Outdated(_) => Errors::one(
            "approve",
            "The reviewers, submissions or conflicts of interest have changed since this proposal. Create another proposal, or change this one",
        ),
        NotApproved::Breaks(breaches) if breaches.iter().any(|one| one.rule.is_absolute()) => {
            Errors::one("approve", "This allocation breaks rules that allow no exception. Change it first")
        }
        NotApproved::Breaks(_) => {
            Errors::one("reason", "Enter why this allocation is approved although it breaks rules")
        }
    };
    unprocessable(&draw(&may, &app, form.reason, errors).await?)
}

/// Emails each member once. No submission is named.
async fn tell(
    tx: &mut Tx,
    app: &App,
    round: &ReviewRound,
    members: &[ApprovedMember],
    now: Timestamp,
) -> Result<(), Problem> {
    for member in members {
        let path = match member.panels[..] {
            [only] => format!("/peer-review/panels/{only}"),
            _ => "/peer-review/panels".to_owned(),
        };
        write_email(tx, app, round, (&member.name, &member.email, &path), now).await?;
    }
    Ok(())
}

/// Writes the email to a member of a panel: name, address, and the path of the page.
pub(crate) async fn write_email(
    tx: &mut Tx,
    app: &App,
    round: &ReviewRound,
    (name, email, path): (&str, &str, &str),
    now: Timestamp,
) -> Result<(), Problem> {
    let (link, read_by) = (format!("{}{path}", app.site.base), long_date(round.dates.of(RoundStep::Read)));
    let message = emails::PanelEmail {
        charter: &app.charter.name,
        name,
        round: round.name.as_str(),
        read_by: &read_by,
        link: &link,
    };
    emails::write(tx, email, &message, now).await?;
    Ok(())
}
