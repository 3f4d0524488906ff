//! Creates a self-assessment: started, answered, rated, planned, counted, signed and submitted, with the times of each step.

use super::{
    answers::{self as texts, AnswerTexts},
    context::{Before, DemoContext, at},
    people::{Actor, email, line, lock},
    plans,
    sector::{Assessment, DemoStatus},
};
use jiff::{ToSpan as _, civil::Date};
use model::{
    AssessmentId,
    assessment::{Step, locked_version},
    charter::Edition,
    core::{
        permit::{AtAssessment, AtPlan},
        saving::Draft,
    },
};
use store::{
    Error, Tx,
    assessment::{
        answers, assessments, contents, headcounts,
        leader_links::{self, LeaderAsked, LeaderRequest},
        locked_versions, sharing,
        signatures::{self, Signing},
        submissions::{self, Submitting},
    },
    core::secrets,
};

impl DemoContext<'_> {
    fn at_assessment(&self, assessment: AssessmentId, step: Step) -> AtAssessment {
        AtAssessment { organisation: self.id, assessment, step, shared: None }
    }

    /// Creates one self-assessment; `before` is the previous one, and becomes this one.
    pub(super) async fn create_assessment(
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
        let place = AtPlan { organisation: self.id, plan: listed.plan, step: Some(Step::Drafting), shared: None };
        plans::write(tx, self, place, assessment, written).await?;
        let people = texts::headcount(self.invented, assessment.stage, started);
        let texts = AnswerTexts {
            sector: self.sector,
            organisation: self.invented,
            stage: assessment.stage,
            people: people.sum(),
        };
        self.answer(tx, drafting, edition, assessment, &texts, written).await?;
        if edition.headcount && assessment.status != DemoStatus::Drafting {
            let permit = lock(tx, &self.team.lead.may(drafting)).await?;
            headcounts::save(tx, &permit, &people, 0, at(written, 200))
                .await?
                .expect("no conflicting edits in the demo");
        }

        match assessment.status {
            DemoStatus::Drafting => {}
            DemoStatus::NearlyReady => {
                // Its lead has asked the secretariat to read it before it is signed.
                let permit = lock(tx, &self.team.lead.may(drafting)).await?;
                let on = at(self.today().saturating_sub(5.days()), 30);
                sharing::share(tx, &permit, &edition.title, on).await?;
            }
            DemoStatus::LeadSigned => {
                self.sign_as_lead(tx, id, edition, self.today().saturating_sub(4.days())).await?;
            }
            DemoStatus::Submitted | DemoStatus::Returned => {
                let on = assessment.submitted.expect("a submission has a date").day(self.today());
                let link = self.sign_as_lead(tx, id, edition, on.saturating_sub(9.days())).await?;
                self.submit(tx, id, edition, assessment, link.as_deref().unwrap_or_default(), on).await?;
            }
        }
        let is_submitted = assessment.status == DemoStatus::Submitted;
        if assessment.status == DemoStatus::Returned {
            let may = self.secretariat.may(self.at_assessment(id, Step::Submitted));
            let reason = "The plan has no action for the merged campus, and the governance answer refers to a group that has been \
                          dissolved. Please review both and resubmit within six weeks.";
            let may = lock(tx, &may).await?;
            submissions::return_for_changes(tx, &may, reason, at(self.today().saturating_sub(12.days()), 0)).await?;
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
        texts: &AnswerTexts<'_>,
        from: Date,
    ) -> Result<(), Error> {
        let number = match assessment.status {
            // All but the last question, which is the web address.
            DemoStatus::NearlyReady => edition.questions.len() - 1,
            _ => assessment.answered.unwrap_or(edition.questions.len()),
        };
        for (index, question) in edition.questions.iter().take(number).enumerate() {
            let writer = self.team.writers[index % self.team.writers.len()];
            let minutes = i64::try_from(index).unwrap_or(0) * 25;
            let text = texts.answer(question.id.as_str());
            let permit = lock(tx, &writer.may(place)).await?;
            answers::save(tx, &permit, question, &Draft::new(&text, 0), at(from, minutes))
                .await?
                .expect("no conflicting edits");
        }
        Ok(())
    }

    /// Locks it, signs it as lead and asks the leader to sign. Returns the secret of the leader's link.
    async fn sign_as_lead(
        &self,
        tx: &mut Tx,
        id: AssessmentId,
        edition: &Edition,
        on: Date,
    ) -> Result<Option<String>, Error> {
        let lead = self.team.lead;
        let drafting = lead.may(self.at_assessment(id, Step::Drafting));
        let contents = contents::load(tx, &drafting).await?;
        let locked_version = locked_version::lock(&contents, self.charter, edition, &secrets::new());
        let drafting = lock(tx, &drafting).await?;
        locked_versions::lock(tx, &drafting, &locked_version, at(on, 0)).await?;
        let signing = Signing {
            name: line(&self.invented.leads[0]),
            post: line("Institutional lead"),
            shown: locked_version.hash,
        };
        let permit = lock(tx, &lead.may(self.at_assessment(id, Step::Ready))).await?;
        signatures::sign_as_lead(tx, &permit, &signing, self.keys, at(on, 30)).await?;
        let request = LeaderRequest {
            name: line(&self.invented.leader.0),
            post: line(&self.invented.leader.1),
            email: email(&self.invented.leader.0, &self.invented.domain),
        };
        let may = lead.may(self.at_assessment(id, Step::LeadSigned));
        let may = lock(tx, &may).await?;
        Ok(match leader_links::ask_leader(tx, &may, &request, at(on, 35)).await? {
            LeaderAsked::Sent { secret, .. } => Some(secret),
            other => panic!("the domains of the demo's organisations are recorded: {other:?}"),
        })
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
        let signed = at(on.saturating_sub(2.days()), 90);
        let leader = Actor::leader(tx, secret, signed).await?.may(self.at_assessment(id, Step::LeadSigned));
        let (shown, _) = locked_versions::locked(tx, &leader).await?.expect("the lead signed a version");
        let signing = Signing { name: line(&self.invented.leader.0), post: line(&self.invented.leader.1), shown };
        let leader = lock(tx, &leader).await?;
        signatures::sign_as_leader(tx, &leader, secret, &signing, self.keys, signed).await?;
        let due = assessment.due.map(|due| due.day(self.today())).or_else(|| self.due_by_calendar(assessment.stage));
        let submitting = Submitting { title: edition.title.clone(), due, today: on };
        let may = self.team.lead.may(self.at_assessment(id, Step::Signed));
        let may = lock(tx, &may).await?;
        submissions::submit(tx, &may, &submitting, self.keys, at(on, 60)).await?;
        Ok(())
    }

    /// The due date of a stage in the charter's calendar, for the organisation's phase.
    fn due_by_calendar(&self, stage: u8) -> Option<Date> {
        let phase = self.charter.phase(&self.invented.phase.as_deref()?.into())?;
        phase.due.iter().find(|due| due.stage == stage).map(|due| due.on)
    }
}
