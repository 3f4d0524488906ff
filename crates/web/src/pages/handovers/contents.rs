//! What is handed over, as it stands today.

use crate::{app::App, may::May, pages::organisations::gathered::Gathered, problem::Problem};
use model::{
    assessment::Step,
    calendar::{self, Next},
    dates::{day, from_now, long_date},
    handover::{self, Part},
    permit::{AtAssessment, ReadAssessment, ReadOrganisation},
    readiness,
};
use store::{Tx, dossiers, handovers::Handover, imports, owners};

/// Everything that is due, unsigned, promised and open.
pub(super) async fn of(
    tx: &mut Tx,
    app: &App,
    may: &May<ReadOrganisation>,
    one: &Handover,
) -> Result<Vec<Part>, Problem> {
    let today = may.visit.today();
    let gathered = Gathered::read(tx, may, may.visit.now).await?;
    let facts = gathered.calendar();
    let standing = calendar::standing(&app.charter, &facts, today);
    let missing = match gathered.all.iter().find(|one| one.state.step() == Step::Drafting) {
        Some(open) => {
            let place = AtAssessment { organisation: may.of(), assessment: open.id, step: Step::Drafting };
            let dossier = dossiers::load(tx, &may.at::<ReadAssessment>(place)?).await?;
            let edition = app.charter.edition(&dossier.edition).ok_or(Problem::NotFound)?;
            let mut items = readiness::check(&dossier, edition, &app.charter, today);
            items.retain(readiness::Item::is_blocking);
            items
        }
        None => Vec::new(),
    };
    let documents = imports::list(tx, may).await?;
    let undecided = documents.iter().filter(|one| one.decision.is_none());
    let waiting = undecided.map(|one| format!("What was read from {} on {}.", one.file, long_date(day(one.at))));
    Ok(handover::parts(&handover::Facts {
        email: &one.from.email,
        due: due(&standing.next, today),
        needs: &gathered.needs(&app.charter, &standing.next, today),
        missing: &missing,
        charges: &owners::charges(tx, may).await?,
        owners: &owners::list(tx, may).await?,
        waiting: waiting.collect(),
    }))
}

fn due(next: &Next, today: model::Date) -> Vec<String> {
    match next {
        Next::Due(due) => {
            vec![format!("Stage {} is due on {}, {}.", due.stage, long_date(due.on), from_now(today, due.on))]
        }
        Next::Submitted(done, feedback) => {
            let back = feedback.map(|feedback| format!("Feedback comes by {}.", long_date(feedback.by())));
            let said = format!("Stage {} was submitted on {}.", done.stage, long_date(done.on));
            std::iter::once(said).chain(back).collect()
        }
        Next::Unknown => Vec::new(),
    }
}
