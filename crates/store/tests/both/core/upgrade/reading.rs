//! The main reads of every organisation, each as a person who may: what they found is counted by the former names of
//! tables.

use model::{
    ConsultationId, OrganisationId, PersonId,
    assessment::locked_version::Submission,
    consultation::ConsultationStep,
    core::{
        canonical::Hash,
        permit::{
            DiscussAction, DiscussAnswer, KeepRegister, ListImports, Permission, Permit, ReadAction, ReadActivity,
            ReadAssessment, ReadConsultation, ReadConsultations, ReadFollowUps, ReadInternal, ReadOrganisation,
            ReadPeople, ReadPlan, ReadProgressReview, ReadRegister, ReadResults, ReadWorkings,
        },
    },
};
use std::collections::{BTreeMap, BTreeSet};
use store::{
    Db, Error, Tx,
    accounts::members,
    assessment::{answers, assessments, contents, locked_versions},
    consultation::{consultations, findings},
    core::{
        events,
        relation::{self, Found},
    },
    imports,
    plan::{evidence, owners, plans, progress, progress_reviews, update_requests},
    register::{charter_roles, due_dates, organisations},
    team::{comments, groups},
    work::handovers,
};
use uuid::Uuid;

/// How much of each table was read.
#[derive(Default)]
struct Read(BTreeMap<&'static str, usize>);

impl Read {
    fn add(&mut self, table: &'static str, rows: usize) {
        *self.0.entry(table).or_default() += rows;
    }
}

fn may<P: Permission>(found: Result<Option<Found<P::Place>>, Error>) -> Permit<P> {
    let found = found.unwrap().expect("the place is found");
    let Ok(permit) = Permit::ask(&found.relation, found.place) else { panic!("a lead may read it") };
    permit
}

/// Reads everything as a lead of each organisation, and what the secretariat reads.
pub(crate) async fn everything(db: &Db) -> BTreeMap<&'static str, usize> {
    let mut tx = db.read().await.unwrap();
    let mut read = Read::default();
    let leads: Vec<(Uuid, Uuid)> = tx
        .query(
            "select o.id, (select m.person_id from member m where m.organisation_id = o.id and m.role = 'lead'
                           order by m.since, m.person_id limit 1) from organisation o",
        )
        .all()
        .await
        .unwrap();
    for (organisation, lead) in leads {
        let (at, lead) = (OrganisationId(organisation), PersonId(lead));
        of_organisation(&mut tx, lead, at, &mut read).await;
        of_plans(&mut tx, lead, at, &mut read).await;
        of_assessments(&mut tx, lead, at, &mut read).await;
        of_owners(&mut tx, lead, at, &mut read).await;
        of_consultations(&mut tx, lead, at, &mut read).await;
        activity(&mut tx, lead, at, &mut read).await;
    }
    let (secretary,): (Uuid,) = tx
        .query("select person_id from charter_role where role = 'secretariat' order by person_id limit 1")
        .one()
        .await
        .unwrap();
    let charter = relation::at_charter(&mut tx, PersonId(secretary)).await.unwrap();
    let keeps = Permit::<KeepRegister>::ask(&charter.relation, charter.place).ok().unwrap();
    read.add("steward", charter_roles::list(&mut tx, &keeps).await.unwrap().len());
    let reads = Permit::<ReadRegister>::ask(&charter.relation, charter.place).ok().unwrap();
    assert_eq!(due_dates::all(&mut tx, &reads).await.unwrap().len(), read.0["organisation"]);
    read.0
}

async fn of_organisation(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let people: Permit<ReadPeople> = self::may(relation::at_organisation(tx, lead, at).await);
    let listed: Permit<ListImports> = self::may(relation::at_imports(tx, lead, at).await);
    let may: Permit<ReadInternal> = may(relation::at_organisation(tx, lead, at).await);
    organisations::find(tx, &may).await.unwrap();
    read.add("organisation", 1);
    read.add("member", members::list(tx, &people).await.unwrap().len());
    read.add("evidence", evidence::list(tx, &may).await.unwrap().len());
    read.add("import", imports::list(tx, &listed).await.unwrap().len());
    read.add("handover", handovers::list(tx, &may).await.unwrap().len());
    for (group, members) in groups::list(tx, &may).await.unwrap() {
        read.add("working_group", 1);
        read.add("seat", members.len());
        read.add("meeting", groups::meetings(tx, &may, group.id).await.unwrap().len());
    }
}

async fn of_plans(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let here: Permit<ReadInternal> = may(relation::at_organisation(tx, lead, at).await);
    let mut actions = BTreeSet::new();
    for listed in plans::list(tx, &here).await.unwrap() {
        let plan: Permit<ReadPlan> = may(relation::at_plan(tx, lead, listed.id).await);
        let plan = plans::read(tx, &plan).await.unwrap().unwrap();
        read.add("plan", 1);
        read.add("plan_action", plan.actions.len());
        actions.extend(plan.actions.iter().map(|placed| placed.action.id));
    }
    read.add("action", actions.len());
    for action in actions {
        let found = relation::at_action(tx, lead, action).await.unwrap();
        let discusses: Permit<DiscussAction> = may(Ok(found.clone()));
        let reads: Permit<ReadAction> = may(Ok(found));
        read.add("progress", progress::of_action(tx, &reads).await.unwrap().len());
        read.add("helper", owners::of_action(tx, &reads).await.unwrap().collaborators.len());
        read.add("thread", comments::of_action(tx, &discusses).await.unwrap().len());
    }
}

async fn of_assessments(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let here: Permit<ReadOrganisation> = may(relation::at_organisation(tx, lead, at).await);
    for listed in assessments::list(tx, &here).await.unwrap() {
        let may: Permit<ReadAssessment> = may(relation::at_assessment(tx, lead, listed.id).await);
        let contents = contents::load(tx, &may).await.unwrap();
        read.add("assessment", 1);
        read.add("answer", contents.answers.len());
        read.add("headcount", usize::from(contents.headcount.is_some()));
        read.add("succession", contents.outcomes.len());
        let workings: Permit<ReadWorkings> = self::may(relation::at_assessment(tx, lead, listed.id).await);
        let discusses: Permit<DiscussAnswer> = self::may(relation::at_assessment(tx, lead, listed.id).await);
        for question in contents.answers.keys() {
            read.add("thread", comments::of_answer(tx, &discusses, question).await.unwrap().len());
            read.add("answer_version", answers::versions(tx, &workings, question).await.unwrap().len());
        }
        if let Some((hash, canonical)) = locked_versions::locked(tx, &may).await.unwrap() {
            assert_eq!(Hash::of(&canonical), hash, "what was locked is what was signed");
            assert!(Submission::parse(&canonical).is_ok(), "{hash} is a submission");
            let known = locked_versions::known(tx, hash).await.unwrap().expect("its version is known");
            assert_eq!(known.assessment, listed.id);
        }
    }
}

async fn of_owners(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let here: Permit<ReadInternal> = may(relation::at_organisation(tx, lead, at).await);
    read.add("owner", owners::list(tx, &here).await.unwrap().len());
    let asked = update_requests::list(tx, &here, None).await.unwrap();
    let mut requests: BTreeSet<_> = asked.into_iter().map(|request| request.id).collect();
    for review in progress_reviews::list(tx, &here).await.unwrap() {
        let may: Permit<ReadProgressReview> = may(relation::at_progress_review(tx, lead, review.id).await);
        progress_reviews::read(tx, &may).await.unwrap().unwrap();
        read.add("plan_review", 1);
        requests.extend(
            update_requests::list(tx, &here, Some(review.id)).await.unwrap().into_iter().map(|request| request.id),
        );
    }
    read.add("ask", requests.len());
    let collaborators = update_requests::collaborators(tx, &here, None).await.unwrap();
    let written = collaborators.values().flatten().filter(|collaborator| collaborator.emails.0 > 0);
    read.add("helper_letter", written.count());
}

async fn of_consultations(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let here: Permit<ReadConsultations> = may(relation::at_organisation(tx, lead, at).await);
    for listed in consultations::list(tx, &here).await.unwrap() {
        let reads: Permit<ReadConsultation> = may(relation::at_consultation(tx, lead, listed.id).await);
        consultations::read(tx, &reads).await.unwrap();
        read.add("consultation", 1);
        match listed.step {
            ConsultationStep::Drafting => {}
            ConsultationStep::Open => {
                let responses = consultations::answered(tx, &reads).await.unwrap();
                read.add("sealed_answer", usize::try_from(responses).unwrap());
            }
            ConsultationStep::Closed => of_results(tx, lead, listed.id, read).await,
        }
    }
}

async fn of_results(tx: &mut Tx, lead: PersonId, consultation: ConsultationId, read: &mut Read) {
    let results: Permit<ReadResults> = may(relation::at_consultation(tx, lead, consultation).await);
    read.add("remark", consultations::written_comments(tx, &results).await.unwrap().len());
    let follow_ups: Permit<ReadFollowUps> = may(relation::at_consultation(tx, lead, consultation).await);
    read.add("follow_up", consultations::follow_ups(tx, &follow_ups).await.unwrap().len());
    let found = findings::list(tx, &results).await.unwrap();
    read.add("finding", found.len());
    read.add("finding_remark", findings::sorted(tx, &results).await.unwrap().len());
}

/// The activity log of an organisation, page by page: each sentence can be made.
async fn activity(tx: &mut Tx, lead: PersonId, at: OrganisationId, read: &mut Read) {
    let here: Permit<ReadActivity> = may(relation::at_organisation(tx, lead, at).await);
    let charter = testing::real_charter();
    let mut before = None;
    loop {
        let page = events::of_organisation(tx, &here, &events::EventFilter::default(), before).await.unwrap();
        // A page has one more than it shows where there is more.
        let shown = page.len().min(50);
        for event in &page[..shown] {
            assert!(!event.who.is_empty() && !event.what.sentence(&charter).is_empty(), "{event:?}");
        }
        read.add("event", shown);
        before = page[..shown].last().map(|event| event.id);
        if page.len() == shown {
            break;
        }
    }
}
