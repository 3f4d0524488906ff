//! Accepting a document: what is taken of it becomes a self-assessment like any other, with its plans and its history.

use crate::{
    actions::{self, New},
    answers, assessments,
    db::{Error, Tx},
    dossiers, fresh, headcounts,
    history::{self, Subject},
    organisations, snapshots,
    values::{At, Day},
};
use model::{
    AssessmentId, Date, OrganisationId, PlanId, Timestamp,
    assessment::Step,
    charter::{Charter, Edition},
    event::What,
    import::{self, CannotTake, Proposed, Taken},
    organisation::Contact,
    permit::{
        AcceptImport, AtAssessment, AtOrganisation, AtPlan, Author, EditOrganisation, EditPlan, Permit,
        ReadOrganisation, Role, Standing, WriteAssessment,
    },
    snapshot,
};
use sqlx::types::Json;

/// Write what is taken of a document. It is `today`.
///
/// Whoever may accept a document writes all that it says, as an institutional lead would: that is what accepting means, and the
/// secretariat may do it for an organisation whose people are not there yet.
pub async fn accept(
    tx: &mut Tx,
    may: &Permit<AcceptImport>,
    charter: &Charter,
    taken: &Taken,
    today: Date,
    now: Timestamp,
) -> Result<Result<AssessmentId, CannotTake>, Error> {
    let place = may.place();
    let at = AtOrganisation { organisation: place.organisation };
    // Holds the document, so that two who accept it at once come one after the other.
    let waiting: Option<(String, String)> = tx
        .query(
            "update import set refused = refused where id = $1 and organisation_id = $2 and not refused and assessment_id is null
             returning file, sha256",
        )
        .bind(place.import.0)
        .bind(place.organisation.0)
        .optional()
        .await?;
    let Some((file, sha256)) = waiting else { return Ok(Err(CannotTake::Decided)) };
    let reader = as_lead::<ReadOrganisation>(may.author(), at);
    if super::accepted_before(tx, &reader, &sha256).await?.is_some() {
        return Ok(Err(CannotTake::AcceptedBefore));
    }
    let before = assessments::list(tx, &reader).await?;
    if let Err(reason) = taken.check(before.iter().map(|one| (one.stage, &one.state))) {
        return Ok(Err(reason));
    }
    let edition = charter.edition(&taken.edition).ok_or(Error::RowNotFound)?;
    let id = write(tx, may.author(), place.organisation, charter, edition, taken, today, now).await?;
    describe(tx, may.author(), at, &taken.contact, &taken.page, now).await?;
    tx.query("update import set assessment_id = $2, decided_at = $3, person_id = $4 where id = $1")
        .bind(place.import.0)
        .bind(id.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let (answers, actions) = (count(taken.answers.len()), count(taken.rated.len() + taken.new.len()));
    let subject = Subject::organisation(place.organisation).assessment(id);
    history::record(tx, may.author(), subject, &What::DocumentAccepted { file, answers, actions }, now).await?;
    Ok(Ok(id))
}

/// The permit of an institutional lead, for what accepting is made of.
fn as_lead<P: model::permit::Permission>(author: Author, place: P::Place) -> Permit<P> {
    let standing = Standing { author, steward: None, role: Some(Role::Lead) };
    Permit::ask(&standing, place).expect("a lead may write what is not frozen")
}

#[expect(clippy::too_many_arguments, reason = "who writes what of which charter where and when")]
async fn write(
    tx: &mut Tx,
    author: Author,
    organisation: OrganisationId,
    charter: &Charter,
    edition: &Edition,
    taken: &Taken,
    today: Date,
    now: Timestamp,
) -> Result<AssessmentId, Error> {
    let day = taken.on_paper.as_ref().map_or(today, |paper| paper.on);
    let rated = match edition.rates_plan_of_months {
        Some(months) if !taken.rated.is_empty() => {
            let span = import::span_before(day, months);
            Some(plan(tx, author, organisation, months, span, None, &taken.rated, now).await?)
        }
        _ => None,
    };
    let span = import::span_after(day, edition.plan_months);
    let new = plan(tx, author, organisation, edition.plan_months, span, Some(Step::Drafting), &taken.new, now).await?;
    let id = AssessmentId(fresh::id(now));
    tx.query(
        "insert into assessment (id, organisation_id, edition, stage, step, rated_plan_id, plan_id, started_at)
         values ($1, $2, $3, $4, 'drafting', $5, $6, $7)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(edition.id.as_str())
    .bind(i64::from(edition.stage))
    .bind(rated.map(|plan| plan.0))
    .bind(new.0)
    .bind(At(now))
    .run()
    .await?;
    let subject = Subject::organisation(organisation).assessment(id);
    history::record(tx, author, subject, &What::AssessmentStarted { title: edition.title.clone() }, now).await?;
    let may = as_lead::<WriteAssessment>(author, AtAssessment { organisation, assessment: id, step: Step::Drafting });
    for (key, text) in &taken.answers {
        if let Some(question) = edition.question(key) {
            let saved = answers::save(tx, &may, question, text, 0, now).await?;
            saved.map_err(|reason| Error::Decode(format!("a new answer was not saved: {reason:?}").into()))?;
        }
    }
    if let Some(people) = &taken.headcount {
        let saved = headcounts::save(tx, &may, people, 0, now).await?;
        saved.map_err(|reason| Error::Decode(format!("a new headcount was not saved: {reason:?}").into()))?;
    }
    if let Some(paper) = &taken.on_paper {
        let snapshot = snapshot::freeze(&dossiers::load(tx, &may).await?, charter, edition, &fresh::secret());
        snapshots::keep(tx, &snapshot, now).await?;
        tx.query("update assessment set step = 'submitted', paper = $2, paper_on = $3, paper_hash = $4 where id = $1")
            .bind(id.0)
            .bind(Json(&paper.signatures))
            .bind(Day(paper.on))
            .bind(snapshot.hash.to_string())
            .run()
            .await?;
    }
    Ok(id)
}

#[expect(clippy::too_many_arguments, reason = "a plan is whose, how long, from when to when, and with what in it")]
async fn plan(
    tx: &mut Tx,
    author: Author,
    organisation: OrganisationId,
    months: u16,
    (starts, ends): (Date, Date),
    step: Option<Step>,
    proposed: &[Proposed],
    now: Timestamp,
) -> Result<PlanId, Error> {
    let plan = PlanId(fresh::id(now));
    tx.query(
        "insert into plan (id, organisation_id, months, starts_on, ends_on, created_at) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(plan.0)
    .bind(organisation.0)
    .bind(i64::from(months))
    .bind(Day(starts))
    .bind(Day(ends))
    .bind(At(now))
    .run()
    .await?;
    let new = |one: &Proposed| New { promise: one.promise.clone(), progress: one.progress.clone(), open_since: None };
    let new: Vec<New> = proposed.iter().map(new).collect();
    actions::add(tx, &as_lead::<EditPlan>(author, AtPlan { organisation, plan, step }), &new, now).await?;
    Ok(plan)
}

/// What the organisation says of itself is filled in where it said nothing yet.
async fn describe(
    tx: &mut Tx,
    author: Author,
    at: AtOrganisation,
    contact: &Contact,
    page: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let may = as_lead::<EditOrganisation>(author, at);
    let before = organisations::find(tx, &may).await?;
    let mut details = before.details();
    if details.contact == Contact::default() {
        details.contact = contact.clone();
    }
    if details.page_url.is_empty() {
        page.clone_into(&mut details.page_url);
    }
    organisations::edit(tx, &may, before.revision, &details, now).await?;
    Ok(())
}
