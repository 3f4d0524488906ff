//! Writes the selected items of an import: as a self-assessment of its own, or into the one that is open.

use super::{acceptance::NotApplied, known};
use crate::{
    assessment::{answers, contents, headcounts, locked_versions, outcomes},
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        ids, secrets,
        values::{At, Day},
        write_permit::WritePermit,
    },
    plan::{
        actions::{self, Destination, NewAction},
        plans, progress,
    },
};
use model::{
    ActionId, AssessmentId, Date, OrganisationId, PlanId, Timestamp,
    assessment::{Step, locked_version},
    charter::{Charter, Edition},
    core::{
        permit::{AcceptIntoAssessment, AtAssessment, AtImport, Audience, Permission},
        saving::Draft,
    },
    imports::import::{self, CannotImport, ImportContent, ImportTarget, ImportedAction},
    plan::Outcome,
    work::event::EventKind,
};
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Writes the selected items of an import: with whose permit, where, and by which edition.
pub(super) struct ImportWriter<'e, P: Permission> {
    pub(super) may: &'e WritePermit<P>,
    pub(super) organisation: OrganisationId,
    pub(super) charter: &'e Charter,
    pub(super) edition: &'e Edition,
    pub(super) taken: &'e ImportContent,
    pub(super) now: Timestamp,
}

impl<P: Permission<Place = AtImport>> ImportWriter<'_, P> {
    /// Starts a self-assessment with the items. One that was submitted outside Assay, and that this permit confirms, is locked as it was
    /// imported.
    pub(super) async fn start(&self, tx: &mut Tx, today: Date) -> Result<AssessmentId, NotApplied> {
        let paper = match &self.taken.becomes {
            ImportTarget::OnPaper(paper) => Some(paper),
            ImportTarget::Draft | ImportTarget::PartOf(_) => None,
        };
        let day = paper.map_or(today, |paper| paper.on);
        let rated = match self.edition.rates_plan_of_months {
            Some(months) if !self.taken.rated.is_empty() => {
                Some(self.rated_plan(tx, None, months, import::span_before(day, months)).await?)
            }
            _ => None,
        };
        let months = self.edition.plan_months;
        let new = self.insert_plan(tx, months, import::span_after(day, months)).await?;
        let id = AssessmentId(ids::new(self.now));
        tx.query(
            "insert into assessment (id, organisation_id, edition, stage, step, rated_plan_id, plan_id, started_at)
             values ($1, $2, $3, $4, 'drafting', $5, $6, $7)",
        )
        .bind(id.0)
        .bind(self.organisation.0)
        .bind(self.edition.id.as_str())
        .bind(i64::from(self.edition.stage))
        .bind(rated.map(|plan| plan.0))
        .bind(new.0)
        .bind(At(self.now))
        .run()
        .await?;
        let subject = Subject::organisation(self.organisation).assessment(id);
        let what = EventKind::AssessmentStarted { title: self.edition.title.clone() };
        events::record(tx, self.may.author(), subject, &what, self.now).await?;
        let may = self.lock_assessment(tx, id).await?;
        self.write_new_plan(tx, &may, new).await?;
        self.write_answers_and_headcount(tx, &may).await?;
        if let Some(paper) = paper {
            let contents = contents::load(tx, &may).await?;
            let locked_version = locked_version::lock(&contents, self.charter, self.edition, &secrets::new());
            locked_versions::save(tx, &locked_version, self.now).await?;
            tx.query(
                "update assessment set step = 'submitted', paper = $2, paper_on = $3, paper_hash = $4, confirmed_by = $5,
                     confirmed_at = $6
                 where id = $1",
            )
            .bind(id.0)
            .bind(Json(&paper.signatures))
            .bind(Day(paper.on))
            .bind(locked_version.hash.to_string())
            .bind(self.may.author().person().map(|person| person.0))
            .bind(At(self.now))
            .run()
            .await?;
        }
        Ok(id)
    }

    async fn lock_assessment(
        &self,
        tx: &mut Tx,
        assessment: AssessmentId,
    ) -> Result<WritePermit<AcceptIntoAssessment>, NotApplied> {
        let place = AtAssessment { organisation: self.organisation, assessment, step: Step::Drafting, shared: None };
        Ok(self.may.at(tx, place).await?)
    }

    /// Adds the items to the self-assessment that is open. An answer that exists keeps its versions; an action that the plan
    /// has already is not added again.
    pub(super) async fn add_to(&self, tx: &mut Tx, id: AssessmentId) -> Result<AssessmentId, NotApplied> {
        let may = self.lock_assessment(tx, id).await?;
        let (new, rated): (Uuid, Option<Uuid>) = tx
            .query("select plan_id, rated_plan_id from assessment where id = $1 and organisation_id = $2")
            .bind(id.0)
            .bind(self.organisation.0)
            .one()
            .await?;
        if let Some(months) = self.edition.rates_plan_of_months.filter(|_| !self.taken.rated.is_empty()) {
            let span = import::span_before(plan_start(tx, new).await?, months);
            let plan = self.rated_plan(tx, rated.map(PlanId), months, span).await?;
            tx.query("update assessment set rated_plan_id = $2 where id = $1").bind(id.0).bind(plan.0).run().await?;
        }
        self.write_new_plan(tx, &may, PlanId(new)).await?;
        self.write_answers_and_headcount(tx, &may).await?;
        Ok(id)
    }

    /// Returns the plan that is rated: `rated` if there is one already, else the one with the actions that the document refers
    /// to, else a new one. Items that are no action of that plan are added to it, so that they are rated too.
    async fn rated_plan(
        &self,
        tx: &mut Tx,
        rated: Option<PlanId>,
        months: u16,
        span: (Date, Date),
    ) -> Result<PlanId, Error> {
        let last = match (rated, self.taken.rated.iter().find_map(|one| one.continues)) {
            (None, Some(action)) => known::plan_of(tx, self.organisation, action).await?,
            (rated, _) => rated,
        };
        let titles: BTreeMap<ActionId, String> = match last {
            Some(plan) => plans::placed(tx, plan, None, Audience::Members)
                .await?
                .into_iter()
                .map(|one| (one.action.id, one.action.details.title()))
                .collect(),
            None => BTreeMap::new(),
        };
        let in_plan = |item: &ImportedAction| item.continues.filter(|id| titles.contains_key(id));
        let plan = match last {
            Some(last) if rated.is_some() || self.taken.rated.iter().any(|item| in_plan(item).is_some()) => last,
            _ => self.insert_plan(tx, months, span).await?,
        };
        // That plan is public already; the ratings imported now become public when they are submitted.
        let into = Destination { author: self.may.author(), organisation: self.organisation, plan, is_public: false };
        let mut unmatched = Vec::new();
        for item in &self.taken.rated {
            match (in_plan(item), &item.progress) {
                (Some(id), Some(progress)) => {
                    progress::write(tx, into, id, &titles[&id], progress, self.now).await?;
                }
                (Some(_), None) => {}
                (None, _) => unmatched.push(new_action(item)),
            }
        }
        actions::append(tx, into, &unmatched, self.now).await?;
        Ok(plan)
    }

    /// Inserts a plan without actions.
    async fn insert_plan(&self, tx: &mut Tx, months: u16, (starts, ends): (Date, Date)) -> Result<PlanId, Error> {
        let plan = PlanId(ids::new(self.now));
        tx.query(
            "insert into plan (id, organisation_id, months, starts_on, ends_on, created_at) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(plan.0)
        .bind(self.organisation.0)
        .bind(i64::from(months))
        .bind(Day(starts))
        .bind(Day(ends))
        .bind(At(self.now))
        .run()
        .await?;
        Ok(plan)
    }

    /// Writes the actions of the new plan. An action of the rated plan is continued; one that the new plan has already stays as
    /// it is.
    async fn write_new_plan(
        &self,
        tx: &mut Tx,
        may: &WritePermit<AcceptIntoAssessment>,
        plan: PlanId,
    ) -> Result<(), Error> {
        let existing: BTreeSet<ActionId> =
            plans::placed(tx, plan, None, Audience::Members).await?.iter().map(|one| one.action.id).collect();
        let rated: BTreeSet<ActionId> = {
            let rows: Vec<(Uuid,)> = tx
                .query(
                    "select x.action_id from plan_action x join assessment a on a.rated_plan_id = x.plan_id
                     where a.id = $1 and x.ended is null",
                )
                .bind(may.place().assessment.0)
                .all()
                .await?;
            rows.into_iter().map(|(id,)| ActionId(id)).collect()
        };
        let into = Destination { author: self.may.author(), organisation: self.organisation, plan, is_public: false };
        for item in &self.taken.new {
            match item.continues {
                Some(id) if existing.contains(&id) => {}
                Some(id) if rated.contains(&id) => {
                    outcomes::decide_in(tx, may.into(), id, Some(&Outcome::Continued), self.now).await?;
                }
                _ => {
                    actions::append(tx, into, &[new_action(item)], self.now).await?;
                }
            }
        }
        Ok(())
    }

    async fn write_answers_and_headcount(
        &self,
        tx: &mut Tx,
        may: &WritePermit<AcceptIntoAssessment>,
    ) -> Result<(), NotApplied> {
        let (draft, seen) = (may.place().assessment.0, self.taken.seen.as_ref());
        for (key, text) in &self.taken.answers {
            let Some(question) = self.edition.question(key) else { continue };
            let base = match seen {
                Some(seen) => seen.answers.get(key).copied().unwrap_or(0),
                None => answers::current(tx, draft, key).await?.map_or(0, |version| version.revision),
            };
            let saved = answers::save_in(tx, may.into(), question, &Draft::new(text, base), self.now).await?;
            saved.map_err(|answers::NotSaved::Conflict(_)| CannotImport::AnswerChanged(question.title.clone()))?;
        }
        if let Some(people) = &self.taken.headcount {
            let base = match seen {
                Some(seen) => seen.headcount,
                None => headcounts::current(tx, draft).await?.map_or(0, |kept| kept.revision),
            };
            let saved = headcounts::save_in(tx, may.into(), people, base, self.now).await?;
            saved.map_err(|headcounts::NotSaved::Conflict(_)| CannotImport::HeadcountChanged)?;
        }
        Ok(())
    }
}

fn new_action(item: &ImportedAction) -> NewAction {
    NewAction { details: item.details.clone(), progress: item.progress.clone(), open_since: None }
}

async fn plan_start(tx: &mut Tx, plan: Uuid) -> Result<Date, Error> {
    let (Day(starts),): (Day,) = tx.query("select starts_on from plan where id = $1").bind(plan).one().await?;
    Ok(starts)
}
