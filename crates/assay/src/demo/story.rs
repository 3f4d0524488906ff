//! The way of one self-assessment: started, answered, rated, planned, counted, signed and submitted, each at its time.

use super::{
    people::{Actor, Team, email, line, lock},
    plans,
    sector::{Assessment, Organisation, Sector, Way},
    told::{self, Told},
};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use model::{
    AssessmentId, OrganisationId, PlanId,
    assessment::{Step, locked_version},
    charter::{Charter, Edition},
    core::permit::{AtAssessment, AtOrganisation, AtPlan},
};
use store::{
    Error, Tx,
    assessment::{
        answers, assessments, contents, headcounts, locked_versions,
        signatures::{self, Asked, Signing},
        submissions::{self, Submitting},
    },
    core::fresh,
};

/// What the story of one organisation goes on about.
pub(super) struct Teller<'s> {
    pub(super) sector: &'s Sector,
    pub(super) charter: &'s Charter,
    pub(super) told: &'s Organisation,
    /// Its place in the sector, by which its dice fall.
    pub(super) seed: usize,
    pub(super) id: OrganisationId,
    pub(super) team: Team,
    pub(super) secretariat: Actor,
    pub(super) now: Timestamp,
}

/// A self-assessment that was told, for the one after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Before {
    /// Its plan.
    pub(super) plan: PlanId,
    pub(super) step: Step,
}

/// A moment in working hours.
pub(super) fn at(day: Date, minutes: i64) -> Timestamp {
    let morning = day.at(9, 15, 0, 0).to_zoned(TimeZone::UTC).expect("UTC has every moment");
    morning.timestamp() + jiff::SignedDuration::from_mins(minutes)
}

impl Teller<'_> {
    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(TimeZone::UTC).date()
    }

    pub(super) fn at_organisation(&self) -> AtOrganisation {
        AtOrganisation { organisation: self.id }
    }

    fn at_assessment(&self, assessment: AssessmentId, step: Step) -> AtAssessment {
        AtAssessment { organisation: self.id, assessment, step }
    }

    /// Tell one self-assessment, after the one before it.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        assessment: &Assessment,
        before: &mut Option<Before>,
    ) -> Result<(), Error> {
        let started = assessment.started.day(self.today());
        if let Some(before) = before {
            plans::rate(tx, self, *before, assessment.colours, started).await?;
        }
        let may = self.team.lead.may(self.at_organisation());
        let may = lock(tx, &may).await?;
        let id = assessments::start(tx, &may, self.charter, started, at(started, 0))
            .await?
            .expect("the sector's stages follow one another");
        let listed = assessments::list(tx, &self.team.lead.may(self.at_organisation())).await?;
        let listed = listed.into_iter().find(|one| one.id == id).expect("it was just started");
        let edition = self.charter.edition(&listed.edition).expect("it was started under this charter");
        let drafting = self.at_assessment(id, Step::Drafting);
        let written = started.saturating_add(20.days()).min(self.today());

        if before.is_some() {
            plans::decide(tx, self, drafting, listed.plan, written).await?;
        }
        let place = AtPlan { organisation: self.id, plan: listed.plan, step: Some(Step::Drafting) };
        plans::write(tx, self, place, assessment, written).await?;
        let people = told::headcount(self.told, assessment.stage, started);
        let told = Told { sector: self.sector, organisation: self.told, stage: assessment.stage, people: people.sum() };
        self.answer(tx, drafting, edition, assessment, &told, written).await?;
        if edition.headcount && assessment.way != Way::Drafting {
            let permit = lock(tx, &self.team.lead.may(drafting)).await?;
            headcounts::save(tx, &permit, &people, 0, at(written, 200)).await?.expect("nobody else counts");
        }

        match assessment.way {
            Way::Drafting | Way::NearlyReady => {}
            Way::LeadSigned => {
                self.sign_as_lead(tx, id, edition, self.today().saturating_sub(4.days())).await?;
            }
            Way::Submitted | Way::Returned => {
                let on = assessment.submitted.expect("a submission says when").day(self.today());
                let link = self.sign_as_lead(tx, id, edition, on.saturating_sub(9.days())).await?;
                self.submit(tx, id, edition, assessment, link.as_deref().unwrap_or_default(), on).await?;
            }
        }
        let is_submitted = assessment.way == Way::Submitted;
        if assessment.way == Way::Returned {
            let may = self.secretariat.may(self.at_assessment(id, Step::Submitted));
            let reason = "The plan has no action for the merged campus, and the answer on governance speaks of a group that was \
                          dissolved. Please look at both, and submit again within six weeks.";
            let may = lock(tx, &may).await?;
            submissions::give_back(tx, &may, reason, at(self.today().saturating_sub(12.days()), 0)).await?;
        }
        let step = if is_submitted { Step::Submitted } else { Step::Drafting };
        *before = Some(Before { plan: listed.plan, step });
        Ok(())
    }

    async fn answer(
        &self,
        tx: &mut Tx,
        place: AtAssessment,
        edition: &Edition,
        assessment: &Assessment,
        told: &Told<'_>,
        from: Date,
    ) -> Result<(), Error> {
        let many = match assessment.way {
            // All but the last, which is the address.
            Way::NearlyReady => edition.questions.len() - 1,
            _ => assessment.answered.unwrap_or(edition.questions.len()),
        };
        for (index, question) in edition.questions.iter().take(many).enumerate() {
            let writer = self.team.writers[index % self.team.writers.len()];
            let minutes = i64::try_from(index).unwrap_or(0) * 25;
            let text = told.answer(question.id.as_str());
            let permit = lock(tx, &writer.may(place)).await?;
            answers::save(tx, &permit, question, &text, 0, at(from, minutes)).await?.expect("one at a time");
        }
        Ok(())
    }

    /// Freeze it, sign it as lead, and ask the leader. Gives the secret of their link.
    async fn sign_as_lead(
        &self,
        tx: &mut Tx,
        id: AssessmentId,
        edition: &Edition,
        on: Date,
    ) -> Result<Option<String>, Error> {
        let lead = self.team.lead;
        let drafting = lead.may(self.at_assessment(id, Step::Drafting));
        let dossier = contents::load(tx, &drafting).await?;
        let snapshot = locked_version::freeze(&dossier, self.charter, edition, &fresh::secret());
        let drafting = lock(tx, &drafting).await?;
        locked_versions::freeze(tx, &drafting, &snapshot, at(on, 0)).await?;
        let signing =
            Signing { name: line(&self.told.leads[0]), post: line("Institutional lead"), shown: snapshot.hash };
        let permit = lock(tx, &lead.may(self.at_assessment(id, Step::Ready))).await?;
        signatures::sign_as_lead(tx, &permit, &signing, at(on, 30)).await?;
        let asked = Asked {
            name: line(&self.told.leader.0),
            post: line(&self.told.leader.1),
            email: email(&self.told.leader.0, &self.told.domain),
        };
        let may = lead.may(self.at_assessment(id, Step::LeadSigned));
        let may = lock(tx, &may).await?;
        signatures::ask_leader(tx, &may, &asked, at(on, 35)).await
    }

    async fn submit(
        &self,
        tx: &mut Tx,
        id: AssessmentId,
        edition: &Edition,
        assessment: &Assessment,
        secret: &str,
        on: Date,
    ) -> Result<(), Error> {
        let leader = Actor::leader(id).may(self.at_assessment(id, Step::LeadSigned));
        let (shown, _) = locked_versions::frozen(tx, &leader).await?.expect("the lead signed a version");
        let signing = Signing { name: line(&self.told.leader.0), post: line(&self.told.leader.1), shown };
        let signed = at(on.saturating_sub(2.days()), 90);
        let leader = lock(tx, &leader).await?;
        signatures::sign_as_leader(tx, &leader, secret, &signing, signed).await?;
        let due = assessment.due.map(|due| due.day(self.today())).or_else(|| self.due_by_calendar(assessment.stage));
        let submitting = Submitting { title: edition.title.clone(), due, today: on };
        let may = self.team.lead.may(self.at_assessment(id, Step::Signed));
        let may = lock(tx, &may).await?;
        submissions::submit(tx, &may, &submitting, at(on, 60)).await?;
        Ok(())
    }

    /// What the charter's calendar says for a stage of this organisation's phase.
    fn due_by_calendar(&self, stage: u8) -> Option<Date> {
        let phase = self.charter.phase(&self.told.phase.as_deref()?.into())?;
        phase.due.iter().find(|due| due.stage == stage).map(|due| due.on)
    }
}
