//! Sign-off, on both databases: lock, sign twice, submit; what voids signatures, and two people at once.

use jiff::{SignedDuration, Timestamp};
use model::{
    AssessmentId,
    assessment::{
        AssessmentState, Step,
        locked_version::{self, LockedVersion, Submission},
        verify::{Verdict, submission_file, verify},
    },
    charter::Charter,
    core::{
        canonical::Hash,
        keys::SigningKeys,
        permit::{
            AtAssessment, Author, CharterRole, LockAssessment, Permission, Permit, ReadActivity, ReadAssessment,
            ReadWorkings, Relation, Role,
        },
        short::{Email, Line},
    },
    work::event::EventKind,
};
use store::{
    Db, Tx,
    assessment::{
        contents,
        leader_links::{self, LeaderAsked, LeaderRequest},
        locked_versions,
        signatures::{self, Signing},
        submissions::{self, Medium, Submitting},
    },
    core::{events, relation},
};
use testing::world::World;

pub(crate) struct Scene {
    pub(crate) world: World,
    charter: Charter,
    pub(crate) assessment: AssessmentId,
    pub(crate) keys: SigningKeys,
    pub(crate) now: Timestamp,
}

impl Scene {
    pub(super) async fn new(db: &Db) -> Self {
        let (charter, now) = (testing::invented_charter(), "2026-11-22T10:00:00.123456Z".parse().unwrap());
        let world = World::make(db, &charter, now).await;
        Self::of(world, charter, SigningKeys::first([1; 32], now), now)
    }
    /// The sign-off of the draft of a world.
    pub(crate) fn of(world: World, charter: Charter, keys: SigningKeys, now: Timestamp) -> Self {
        let assessment = world.assessments[0].0;
        Self { world, charter, assessment, keys, now }
    }
    pub(super) fn place(&self, step: Step) -> AtAssessment {
        AtAssessment { organisation: self.world.organisation, assessment: self.assessment, step, shared: None }
    }
    pub(super) fn relation(&self, author: Author, charter_role: Option<CharterRole>, role: Option<Role>) -> Relation {
        testing::relation(author, charter_role, role, Some(self.world.organisation))
    }
    pub(crate) fn lead<P: Permission<Place = AtAssessment>>(&self, step: Step) -> Permit<P> {
        let author = Author::Person(self.world.persona("lead").person.unwrap());
        Permit::ask(&self.relation(author, None, Some(Role::Lead)), self.place(step)).unwrap()
    }
    pub(super) fn leader<P: Permission<Place = AtAssessment>>(&self, step: Step) -> Permit<P> {
        let author = Author::Leader(self.assessment);
        Permit::ask(&self.relation(author, None, None), self.place(step)).unwrap()
    }
    async fn state(&self, tx: &mut Tx) -> AssessmentState<Hash> {
        contents::load(tx, &self.lead::<ReadAssessment>(Step::Drafting)).await.unwrap().state
    }
    pub(super) async fn lock_for_sign_off(&self, tx: &mut Tx, salt: &str) -> LockedVersion {
        let may = self.lead(Step::Drafting);
        let may = testing::lock(tx, &may).await;
        let contents = contents::load(tx, &may).await.unwrap();
        let edition = self.charter.edition(&contents.edition).unwrap();
        let locked_version = locked_version::lock(&contents, &self.charter, edition, salt);
        assert!(locked_versions::lock(tx, &may, &locked_version, self.now).await.unwrap());
        locked_version
    }
    async fn ask(&self, tx: &mut Tx) -> String {
        let asked = LeaderRequest {
            name: Line::parse("A. Sample").unwrap(),
            post: Line::parse("Vice-Chancellor").unwrap(),
            email: Email::parse("leader@northmoor.example").unwrap(),
        };
        let permit = testing::lock(tx, &self.lead(Step::LeadSigned)).await;
        match leader_links::ask_leader(tx, &permit, &asked, self.hour(2)).await.unwrap() {
            LeaderAsked::Sent { secret, .. } => secret,
            other => panic!("{other:?}"),
        }
    }
    /// Locks and signs as the lead and, with `by_both`, as the leader. Returns the version and the leader's secret.
    pub(crate) async fn signed(&self, tx: &mut Tx, by_both: bool) -> (LockedVersion, String) {
        let locked_version = self.lock_for_sign_off(tx, "salt").await;
        let lead = signing("P. Example", locked_version.hash);
        let permit = testing::lock(tx, &self.lead(Step::Ready)).await;
        assert!(signatures::sign_as_lead(tx, &permit, &lead, &self.keys, self.hour(1)).await.unwrap());
        let secret = self.ask(tx).await;
        if by_both {
            let (may, leader) = (self.leader(Step::LeadSigned), signing("A. Sample", locked_version.hash));
            let may = testing::lock(tx, &may).await;
            assert!(signatures::sign_as_leader(tx, &may, &secret, &leader, &self.keys, self.hour(3)).await.unwrap());
        }
        (locked_version, secret)
    }
    /// The time so many hours after the start: each step has its own, since events of one moment have no order.
    pub(crate) fn hour(&self, hours: i64) -> Timestamp {
        self.now + SignedDuration::from_hours(hours)
    }
    async fn events(&self, tx: &mut Tx) -> Vec<EventKind> {
        let author = Author::Person(self.world.persona("lead").person.unwrap());
        let relation = self.relation(author, None, Some(Role::Lead));
        let place = model::core::permit::AtOrganisation { organisation: self.world.organisation };
        let may = Permit::<ReadActivity>::ask(&relation, place).unwrap();
        let all = events::of_organisation(tx, &may, &events::EventFilter::default(), None).await.unwrap();
        all.into_iter().map(|event| event.what).collect()
    }
}

pub(crate) fn submitting(due: &str) -> Submitting {
    Submitting { title: "First watch".into(), due: due.parse().ok(), today: "2026-11-22".parse().unwrap() }
}

pub(super) fn signing(name: &str, shown: Hash) -> Signing {
    Signing { name: Line::parse(name).unwrap(), post: Line::parse("Post").unwrap(), shown }
}

#[tokio::test]
async fn what_is_locked_signed_and_submitted_can_be_verified() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let (locked_version, _) = scene.signed(&mut tx, true).await;
        let may = scene.lead(Step::Signed);
        let may = testing::lock(&mut tx, &may).await;
        let hash =
            submissions::submit(&mut tx, &may, &submitting("2026-11-19"), &scene.keys, scene.hour(4)).await.unwrap();
        assert_eq!(hash, Some(locked_version.hash));
        let again = submissions::submit(&mut tx, &may, &submitting(""), &scene.keys, scene.hour(4)).await.unwrap();
        assert_eq!(again, None, "the second submission does nothing");
        tx.commit().await.unwrap();

        let mut tx = db.read().await.unwrap();
        let AssessmentState::Submitted(locked, lead, leader, submission) = scene.state(&mut tx).await else { panic!() };
        assert_eq!((locked.hash, submission.due), (locked_version.hash, "2026-11-19".parse().ok()));
        assert_eq!((lead.name.as_str(), leader.name.as_str()), ("P. Example", "A. Sample"));
        let events = scene.events(&mut tx).await;
        assert!(matches!(&events[0], EventKind::AssessmentSubmitted { days_late: Some(3), .. }), "{events:?}");
        assert!(matches!(&events[1], EventKind::LeaderSigned { name, .. } if name == "A. Sample"));
        let public = events::public(&mut tx, scene.world.organisation).await.unwrap();
        assert_eq!(public.len(), 1, "that it was submitted is public, how it was signed is not");

        // What everyone downloads is what was signed here.
        let public = submissions::public(&mut tx, scene.assessment).await.unwrap().unwrap();
        let text = submission_file(public.canonical.as_ref().unwrap(), public.signed(), Some(scene.now)).unwrap();
        let Verdict::Verified(genuine) = verify(&text) else { panic!("{}", verify(&text)) };
        assert_eq!((genuine.hash, genuine.signatures.len()), (locked_version.hash, 2));
        let known = locked_versions::known(&mut tx, genuine.hash).await.unwrap().unwrap();
        assert_eq!((known.slug.as_str(), known.submitted), ("northmoor", Some(scene.hour(4))));
        assert!(known.signatures.iter().all(|signature| signature.voided.is_none()) && known.signatures.len() == 2);
        assert_eq!(locked_versions::known(&mut tx, Hash::of("another")).await.unwrap(), None);
        let listed = submissions::list(&mut tx, scene.world.organisation).await.unwrap();
        assert!(
            listed.iter().any(|one| matches!(one.medium, Medium::Here { hash, .. } if hash == locked_version.hash))
        );
        let may = scene.lead::<ReadAssessment>(Step::Submitted);
        let signers = submissions::signers(&mut tx, &may, scene.hour(5)).await.unwrap();
        assert_eq!(signers.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["leader@northmoor.example"]);
        let workings = scene.lead::<ReadWorkings>(Step::Submitted);
        let withheld = locked_versions::withheld(&mut tx, &workings).await.unwrap().unwrap();
        assert!(withheld.proves(&Submission::parse(public.canonical.as_ref().unwrap()).unwrap()));
    }
}

#[tokio::test]
async fn only_the_version_that_was_shown_is_signed() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let locked_version = scene.lock_for_sign_off(&mut tx, "salt").await;
        let may = scene.lead(Step::Ready);
        let of_another = signing("P. Example", Hash::of("another"));
        let may = testing::lock(&mut tx, &may).await;
        assert!(!signatures::sign_as_lead(&mut tx, &may, &of_another, &scene.keys, scene.now).await.unwrap());
        let of_this = signing("P. Example", locked_version.hash);
        assert!(signatures::sign_as_lead(&mut tx, &may, &of_this, &scene.keys, scene.now).await.unwrap());
        assert!(
            !signatures::sign_as_lead(&mut tx, &may, &of_this, &scene.keys, scene.now).await.unwrap(),
            "the second signature does nothing"
        );
        assert!(
            testing::is_refused::<LockAssessment>(&mut tx, &scene.lead(Step::Drafting)).await,
            "it is locked already"
        );
        assert!(matches!(scene.state(&mut tx).await, AssessmentState::LeadSigned(..)));
    }
}

#[tokio::test]
async fn unlocking_it_voids_the_signatures_and_ends_the_link() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let (locked_version, secret) = scene.signed(&mut tx, true).await;
        let permit = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        let voided = signatures::unlock(&mut tx, &permit, scene.hour(5)).await.unwrap();
        assert_eq!(voided.as_deref(), Some(["P. Example".to_owned(), "A. Sample".to_owned()].as_slice()));
        assert!(matches!(scene.state(&mut tx).await, AssessmentState::Drafting(None)));
        assert!(relation::at_leader_link(&mut tx, &secret, None, scene.hour(5)).await.unwrap().is_none());
        let known = locked_versions::known(&mut tx, locked_version.hash).await.unwrap().unwrap();
        assert!(known.submitted.is_none() && known.signatures.iter().all(|one| one.voided.is_some()));
        let events = scene.events(&mut tx).await;
        assert!(matches!(&events[0], EventKind::AssessmentReopened { voided } if voided.len() == 2), "{events:?}");

        // The same text locked again is the same version, still without a signature, and no old link signs it.
        let again = scene.lock_for_sign_off(&mut tx, "salt").await;
        assert_eq!(again.hash, locked_version.hash);
        assert!(matches!(scene.state(&mut tx).await, AssessmentState::Ready(_)));
        let lead = signing("Q. Example", again.hash);
        let permit = testing::lock(&mut tx, &scene.lead(Step::Ready)).await;
        assert!(signatures::sign_as_lead(&mut tx, &permit, &lead, &scene.keys, scene.hour(5)).await.unwrap());
        assert!(relation::at_leader_link(&mut tx, &secret, None, scene.hour(5)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_new_link_ends_the_one_before_and_each_lasts_thirty_days() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let (_, first) = scene.signed(&mut tx, false).await;
        let second = scene.ask(&mut tx).await;
        assert!(relation::at_leader_link(&mut tx, &first, None, scene.hour(5)).await.unwrap().is_none());
        let found = relation::at_leader_link(&mut tx, &second, None, scene.hour(5)).await.unwrap().unwrap();
        assert_eq!((found.place.assessment, found.place.step), (scene.assessment, Step::LeadSigned));
        let asked = leader_links::state(&mut tx, &scene.lead(Step::LeadSigned), scene.hour(5)).await.unwrap();
        let [waiting] = &asked.links[..] else { panic!("{asked:?}") };
        assert_eq!(waiting.name, "A. Sample");
        assert_eq!(waiting.expires.duration_since(waiting.sent), leader_links::LIFETIME);
        let may = scene.leader(Step::LeadSigned);
        assert_eq!(&leader_links::of_reader(&mut tx, &may, &second).await.unwrap(), waiting);
        assert_eq!(signatures::for_leader(&mut tx, &may).await.unwrap().len(), 1);
        let month = scene.hour(2) + leader_links::LIFETIME;
        assert!(relation::at_leader_link(&mut tx, &second, None, month).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_returned_submission_is_a_draft_again_with_its_reason() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let (locked_version, _) = scene.signed(&mut tx, true).await;
        let permit = testing::lock(&mut tx, &scene.lead(Step::Signed)).await;
        submissions::submit(&mut tx, &permit, &submitting("2026-12-31"), &scene.keys, scene.hour(4)).await.unwrap();
        let author = Author::Person(scene.world.persona("secretariat").person.unwrap());
        let secretariat = scene.relation(author, Some(CharterRole::Secretariat), None);
        let may = Permit::ask(&secretariat, scene.place(Step::Submitted)).unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert!(submissions::return_for_changes(&mut tx, &may, "The plan has no dates", scene.hour(5)).await.unwrap());
        assert!(!submissions::return_for_changes(&mut tx, &may, "Again", scene.hour(5)).await.unwrap());
        let AssessmentState::Drafting(Some(returned)) = scene.state(&mut tx).await else { panic!() };
        assert_eq!((returned.reason.as_str(), returned.at), ("The plan has no dates", scene.hour(5)));
        assert_eq!(submissions::public(&mut tx, scene.assessment).await.unwrap(), None);
        let known = locked_versions::known(&mut tx, locked_version.hash).await.unwrap().unwrap();
        assert!(known.submitted.is_none() && known.signatures.iter().all(|one| one.voided.is_some()));
        assert!(matches!(scene.events(&mut tx).await[0], EventKind::SubmissionReturned { .. }));
    }
}

#[tokio::test]
async fn a_submission_on_paper_is_listed_with_what_it_shows() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        tx.query("update assessment set step = 'submitted', paper = $2, paper_on = $3 where id = $1")
            .bind(scene.assessment.0)
            .bind(sqlx::types::Json(
                serde_json::json!({ "lead": { "name": "P. Example", "on": null }, "leader": null }),
            ))
            .bind(store::core::values::Day("2021-05-14".parse().unwrap()))
            .run()
            .await
            .unwrap();
        let public = submissions::public(&mut tx, scene.assessment).await.unwrap().unwrap();
        let Medium::OnPaper(paper) = &public.listed.medium else { panic!("{:?}", public.listed.medium) };
        assert_eq!((paper.on.year(), paper.signatures.leader.is_none(), public.canonical), (2021, true, None));
        assert_eq!(paper.confirmed, None, "it was imported before confirmations existed");
        assert_eq!(submissions::list(&mut tx, scene.world.organisation).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn the_due_date_is_the_one_set_last_for_this_stage() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        for (number, (of, due)) in [(1, "2026-06-30"), (1, "2026-12-31"), (2, "2030-01-01")].into_iter().enumerate() {
            tx.query("insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, $3, $4, 'Moved', $5)")
                .bind(store::core::ids::new(scene.now))
                .bind(scene.world.organisation.0)
                .bind(i64::from(of))
                .bind(store::core::values::Day(due.parse().unwrap()))
                .bind(store::core::values::At(scene.now + SignedDuration::from_secs(i64::try_from(number).unwrap())))
                .run()
                .await
                .unwrap();
        }
        let may = scene.lead::<ReadAssessment>(Step::Drafting);
        let organisation = contents::load(&mut tx, &may).await.unwrap().organisation;
        let facts =
            submissions::facts(&mut tx, &may, &organisation, 1, |_| "2026-11-22".parse().unwrap()).await.unwrap();
        let next = model::register::calendar::standing(&scene.charter, &facts, "2026-11-22".parse().unwrap()).next;
        assert!(matches!(next, model::register::calendar::Next::Due(due) if due.on == "2026-12-31".parse().unwrap()));
    }
}

#[test]
fn lateness_is_counted_in_days_from_the_day_after() {
    let late = |due: &str, on: &str| submissions::days_late(due.parse().ok(), on.parse().unwrap());
    assert_eq!(late("2026-11-22", "2026-11-22"), None);
    assert_eq!(late("2026-11-22", "2026-11-23"), Some(1));
    assert_eq!(late("2026-11-22", "2026-11-01"), None);
    assert_eq!(late("", "2026-11-01"), None);
}
