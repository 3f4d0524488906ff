//! A panel, for its members: who is on it, which submissions they review, and until when. And the list of one's own panels.

pub mod dropping_out;
pub mod keeping;
pub(crate) mod notices;
pub mod replacing;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    PersonId,
    core::{
        dates::{long_date, relative_to},
        permit::{AtPanel, DropOut, KeepPanel, Permission, ReadOwnPanels, ReadPanel},
    },
    peer_review::round::RoundStep,
};
use store::peer_review::panels::{self, PanelSubmission};
use web_shell::core::{app::App, authorize::May, page::page, problem::Problem, shell::Shell};

#[derive(Template)]
#[template(path = "peer_review/panels/list.html")]
struct ListPage {
    shell: Shell,
    /// The address and the name of each panel.
    rows: Vec<(String, String)>,
}

/// `GET /peer-review/panels`
pub async fn list(may: May<ReadOwnPanels>, State(app): State<App>) -> Result<Response, Problem> {
    let all = panels::of_person(&mut app.db.read().await?, &may).await?;
    let row = |(panel, round, number)| (format!("/peer-review/panels/{panel}"), format!("{round}, panel {number}"));
    page(&ListPage { shell: Shell::new(&app, &may.visit), rows: all.into_iter().map(row).collect() })
}

#[derive(Template)]
#[template(path = "peer_review/panels/show.html")]
struct ShowPage {
    shell: Shell,
    base: String,
    round: String,
    number: u32,
    then: String,
    members: Vec<MemberRow>,
    submissions: Vec<PanelSubmission>,
    /// The steps for reviewers, with their last days.
    dates: Vec<(&'static str, String)>,
    may_drop_out: bool,
    /// Where the secretariat returns to.
    allocation: Option<String>,
}

/// A member of the panel.
struct MemberRow {
    person: PersonId,
    name: String,
    from: String,
    background: String,
}

/// `GET /peer-review/panels/{panel}`
pub async fn show(may: May<ReadPanel>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let (round, panel) = (panels::round_of(&mut tx, &may).await?, panels::read(&mut tx, &may).await?);
    drop(tx);
    let today = may.visit.today();
    let by = |step: RoundStep| {
        let on = round.dates.of(step);
        format!("{} ({})", long_date(on), relative_to(today, on))
    };
    let then = if panel.submissions.is_empty() {
        "No submission to review: all were returned or withdrawn.".to_owned()
    } else {
        format!("Read by {}.", by(RoundStep::Read))
    };
    page(&ShowPage {
        shell: Shell::new(&app, &may.visit),
        base: address(&may),
        round: round.name.to_string(),
        number: panel.number,
        then: if may.place().round.is_cancelled { "This round was cancelled.".to_owned() } else { then },
        members: panel
            .members
            .into_iter()
            .map(|member| MemberRow {
                person: member.person,
                name: member.name,
                from: member.organisation,
                background: member.background.map(|one| one.name(&app.charter)).unwrap_or_default(),
            })
            .collect(),
        submissions: panel.submissions,
        dates: [RoundStep::Read, RoundStep::Agree].map(|step| (step.name(), by(step))).to_vec(),
        may_drop_out: may.also::<DropOut>(),
        allocation: may
            .also::<KeepPanel>()
            .then(|| format!("/peer-review/rounds/{}/allocation", may.place().round.round)),
    })
}

fn address<P: Permission<Place = AtPanel>>(may: &May<P>) -> String {
    format!("/peer-review/panels/{}", may.place().panel)
}
