//! Who may sign for the leader, on both databases: addresses that await confirmation, deputies, and links that have ended.

use jiff::{SignedDuration, Timestamp};
use model::{
    AssessmentId,
    assessment::{Step, deputy, verify::Signatory},
    core::{
        canonical::Hash,
        keys::SigningKeys,
        permit::{
            AtAssessment, AtOrganisation, Author, CharterRole, Permission, Permit, ReadSignatureDetails, Role,
            SignAsLeader,
        },
        short::{Email, Line},
    },
    register::{
        email_domain::EmailDomain,
        organisation::Leader,
        signatory_address::{AddressBasis, AddressFlaw, Capacity},
    },
};
use store::{
    Db, Tx,
    assessment::{
        leader_links::{self, DeputyAsked, LeaderAsked, LeaderRequest},
        leader_replies, locked_versions, signatory_addresses,
        signatures::{self, Signing},
        submissions,
    },
    core::relation,
    register::{
        correspondents,
        email_domains::{self, DomainAdded},
        organisations,
    },
};
use testing::world::World;

/// The assessment of the world that awaits the leader's signature.
struct Scene {
    world: World,
    assessment: AssessmentId,
    now: Timestamp,
}

impl Scene {
    async fn new(db: &Db) -> Self {
        let now = "2026-11-22T10:00:00Z".parse().unwrap();
        let world = World::make(db, &testing::invented_charter(), now).await;
        let assessment = world.assessments[2].0;
        Self { world, assessment, now }
    }
    fn at(&self, step: Step) -> AtAssessment {
        AtAssessment { organisation: self.world.organisation, assessment: self.assessment, step, shared: None }
    }
    fn hour(&self, hours: i64) -> Timestamp {
        self.now + SignedDuration::from_hours(hours)
    }
    fn by<P: Permission<Place = AtAssessment>>(&self, persona: &str, step: Step) -> Permit<P> {
        let author = Author::Person(self.world.persona(persona).person.unwrap());
        let (charter_role, role) = match persona {
            "lead" => (None, Some(Role::Lead)),
            "secretariat" => (Some(CharterRole::Secretariat), None),
            _ => (Some(CharterRole::Board), None),
        };
        let organisation = Some(self.world.organisation);
        Permit::ask(&testing::relation(author, charter_role, role, organisation), self.at(step)).unwrap()
    }
    fn by_link<P: Permission<Place = AtAssessment>>(&self, author: Author) -> Permit<P> {
        let organisation = Some(self.world.organisation);
        Permit::ask(&testing::relation(author, None, None, organisation), self.at(Step::LeadSigned)).unwrap()
    }
    fn leader<P: Permission<Place = AtAssessment>>(&self) -> Permit<P> {
        self.by_link(Author::Leader(self.assessment))
    }
    fn deputy<P: Permission<Place = AtAssessment>>(&self) -> Permit<P> {
        self.by_link(Author::Deputy(self.assessment))
    }
    async fn ask(&self, tx: &mut Tx, name: &str, email: &str, hour: i64) -> LeaderAsked {
        let permit = testing::lock(tx, &self.by("lead", Step::LeadSigned)).await;
        leader_links::ask_leader(tx, &permit, &asked(name, email), self.hour(hour)).await.unwrap()
    }
    async fn sent(&self, tx: &mut Tx, email: &str, hour: i64) -> String {
        match self.ask(tx, "A. Sample", email, hour).await {
            LeaderAsked::Sent { secret, .. } => secret,
            other => panic!("{other:?}"),
        }
    }
    async fn name_deputy(&self, tx: &mut Tx, secret: &str, email: &str, hour: i64) -> DeputyAsked {
        let permit = testing::lock(tx, &self.leader()).await;
        leader_links::name_deputy(tx, &permit, secret, &asked("B. Deputy", email), self.hour(hour)).await.unwrap()
    }
    async fn sign(&self, tx: &mut Tx, may: &Permit<SignAsLeader>, secret: &str, shown: Hash) -> bool {
        let (name, post) = (Line::parse("B. Signatory").unwrap(), Line::parse("Registrar").unwrap());
        let permit = testing::lock(tx, may).await;
        let signing = Signing { name, post, shown };
        signatures::sign_as_leader(tx, &permit, secret, &signing, &SigningKeys::first([1; 32], self.now), self.hour(4))
            .await
            .unwrap()
    }
    async fn hash(&self, tx: &mut Tx) -> Hash {
        let may = self.by::<ReadSignatureDetails>("lead", Step::LeadSigned);
        locked_versions::locked(tx, &may).await.unwrap().unwrap().0
    }
}

fn asked(name: &str, email: &str) -> LeaderRequest {
    LeaderRequest {
        name: Line::parse(name).unwrap(),
        post: Line::parse("Vice-Chancellor").unwrap(),
        email: Email::parse(email).unwrap(),
    }
}

#[tokio::test]
async fn an_address_is_confirmed_once_and_stored_with_the_signature() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let LeaderAsked::AwaitsConfirmation { former: Some(former) } =
            scene.ask(&mut tx, "A. Sample", "vc@elsewhere.example", 1).await
        else {
            panic!("it is at another domain")
        };
        assert_eq!(former.email, "leader@northmoor.example", "the previous leader");
        assert!(
            relation::at_leader_link(&mut tx, &scene.world.leader_link, None, scene.hour(1)).await.unwrap().is_none()
        );
        let may = scene.by("secretariat", Step::LeadSigned);
        let waiting = signatory_addresses::waiting(&mut tx, &may).await.unwrap().unwrap();
        assert_eq!((waiting.email.as_str(), waiting.capacity), ("vc@elsewhere.example", Capacity::Leader));
        assert_eq!(waiting.requested_by.as_deref(), Some("lead Example"));
        let permit = testing::lock(&mut tx, &may).await;
        let other = model::SignatoryAddressId(scene.assessment.0);
        assert!(signatory_addresses::confirm(&mut tx, &permit, other, scene.hour(2)).await.unwrap().is_none());
        let confirmed = signatory_addresses::confirm(&mut tx, &permit, waiting.id, scene.hour(2)).await.unwrap();
        let (_, secret) = confirmed.expect("it awaits confirmation");
        assert!(signatory_addresses::confirm(&mut tx, &permit, waiting.id, scene.hour(2)).await.unwrap().is_none());
        assert!(
            signatory_addresses::refuse(&mut tx, &permit, waiting.id, "No", scene.hour(2)).await.unwrap().is_none()
        );

        let hash = scene.hash(&mut tx).await;
        assert!(scene.sign(&mut tx, &scene.leader(), &secret, hash).await);
        let may = scene.by::<ReadSignatureDetails>("secretariat", Step::Signed);
        let details = signatures::details(&mut tx, &may).await.unwrap();
        let leader = details.iter().find(|details| details.signatory == Signatory::Leader).unwrap();
        assert_eq!((leader.email.as_str(), leader.leader.as_deref()), ("vc@elsewhere.example", None));
        let by = Some("secretariat Example".to_owned());
        assert_eq!(leader.basis, Some(AddressBasis::Confirmed { by, at: scene.hour(2) }));
    }
}

#[tokio::test]
async fn members_invited_people_and_the_secretariat_are_refused_and_nothing_changes() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        for (email, flaw) in [
            ("lead@assay.example", AddressFlaw::Member),
            ("contributor+x@assay.example", AddressFlaw::Member),
            ("new@northmoor.example", AddressFlaw::Invited),
            ("secretariat@assay.example", AddressFlaw::Secretariat),
        ] {
            let mut tx = db.write().await.unwrap();
            assert_eq!(scene.ask(&mut tx, "A. Sample", email, 1).await, LeaderAsked::Refused(flaw), "{email}");
            let found = relation::at_leader_link(&mut tx, &scene.world.leader_link, None, scene.hour(1)).await.unwrap();
            assert!(found.is_some(), "the earlier link still signs");
        }
    }
}

#[tokio::test]
async fn a_deputy_signs_for_the_leader_and_an_ended_link_writes_nothing() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let secret = scene.sent(&mut tx, "leader@northmoor.example", 1).await;
        let DeputyAsked::Sent(first) = scene.name_deputy(&mut tx, &secret, "b@northmoor.example", 2).await else {
            panic!("its domain is recorded")
        };
        let own = scene.name_deputy(&mut tx, &secret, "leader+1@northmoor.example", 2).await;
        assert_eq!(own, DeputyAsked::Refused(AddressFlaw::Leader));
        let by_deputy = scene.name_deputy(&mut tx, &first, "c@northmoor.example", 2).await;
        assert_eq!(by_deputy, DeputyAsked::NotAwaited, "a deputy's link names no deputy");
        let DeputyAsked::Sent(second) = scene.name_deputy(&mut tx, &secret, "c@northmoor.example", 3).await else {
            panic!("its domain is recorded")
        };

        let found = relation::at_leader_link(&mut tx, &second, None, scene.hour(4)).await.unwrap().unwrap();
        assert_eq!(found.relation.author(), Author::Deputy(scene.assessment));
        let hash = scene.hash(&mut tx).await;
        let by = scene.deputy();
        assert!(
            !scene.sign(&mut tx, &by, &first, hash).await,
            "a link that has ended signs nothing beside a valid one"
        );
        assert!(scene.sign(&mut tx, &by, &second, hash).await);
        let may = scene.by::<ReadSignatureDetails>("lead", Step::Signed);
        let details = signatures::details(&mut tx, &may).await.unwrap();
        let leader = details.iter().find(|details| details.signatory == Signatory::Leader).unwrap();
        assert_eq!((leader.email.as_str(), leader.leader.as_deref()), ("c@northmoor.example", Some("A. Sample")));
        assert_eq!(leader.basis, Some(AddressBasis::Domain));
        let held = signatures::for_leader(&mut tx, &scene.leader()).await.unwrap();
        assert_eq!(held[1].name, "B. Deputy", "as asked, whatever was typed");
        assert_eq!(held[1].post, deputy::post(&Line::parse("Vice-Chancellor").unwrap()).as_str());
        let (body,): (String,) = tx.query("select body from statement").one().await.unwrap();
        for part in [r#""signed_as":"deputy""#, r#""for_leader":"A. Sample""#, r#""basis":"domain""#] {
            assert!(body.contains(part), "{part}: {body}");
        }
        let signers = submissions::signers(&mut tx, &may, scene.hour(5)).await.unwrap();
        let signers: Vec<_> = signers.iter().map(|one| one.email.as_str()).collect();
        assert_eq!(signers, ["leader@northmoor.example", "c@northmoor.example"]);
    }
}

#[tokio::test]
async fn a_question_is_stored_and_sending_back_unlocks_the_assessment() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let secret = scene.sent(&mut tx, "leader@northmoor.example", 1).await;
        let permit = testing::lock(&mut tx, &scene.leader()).await;
        let by_old =
            leader_replies::ask(&mut tx, &permit, &scene.world.leader_link, "Who?", scene.hour(2)).await.unwrap();
        assert_eq!(by_old, None, "a newer link replaced it");
        assert!(leader_replies::ask(&mut tx, &permit, &secret, "Who pays?", scene.hour(2)).await.unwrap().is_some());
        let state = leader_links::state(&mut tx, &scene.by("lead", Step::LeadSigned), scene.hour(3)).await.unwrap();
        assert_eq!((state.links.len(), state.questions.len()), (1, 1));
        assert_eq!(state.questions[0].3, "Who pays?");
        let permit = testing::lock(&mut tx, &scene.leader()).await;
        assert!(
            leader_replies::send_back(&mut tx, &permit, &secret, "No farm", scene.hour(4)).await.unwrap().is_some()
        );
        assert!(relation::at_leader_link(&mut tx, &secret, None, scene.hour(4)).await.unwrap().is_none());
        let void: (i64,) = tx
            .query("select cast(count(*) as bigint) from signature where assessment_id = $1 and voided_at is null")
            .bind(scene.assessment.0)
            .one()
            .await
            .unwrap();
        assert_eq!(void, (0,), "the lead's signature is void");
    }
}

#[tokio::test]
async fn a_change_of_the_leader_ends_links_and_proposed_addresses() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let secret = scene.sent(&mut tx, "leader@northmoor.example", 1).await;
        let place = AtOrganisation { organisation: scene.world.organisation };
        let may = Permit::ask(&testing::operator(), place).unwrap();
        let permit = testing::lock(&mut tx, &may).await;
        let before = organisations::find(&mut tx, &permit).await.unwrap();
        let mut details = before.details();
        details.leader = Leader { email: "other@northmoor.example".into(), ..before.leader.clone() };
        let changed = organisations::edit(&mut tx, &permit, before.revision, &details, scene.hour(2)).await.unwrap();
        assert_eq!(changed, organisations::Changed::LeaderChanged(Box::new(before.leader)));
        assert!(relation::at_leader_link(&mut tx, &secret, None, scene.hour(2)).await.unwrap().is_none());
        let now = organisations::find(&mut tx, &permit).await.unwrap();
        details.leader.email = "lead+1@assay.example".into();
        let refused = organisations::edit(&mut tx, &permit, now.revision, &details, scene.hour(3)).await.unwrap();
        assert_eq!(refused, organisations::Changed::LeaderAddress(AddressFlaw::Member));
    }
}

#[tokio::test]
async fn a_domain_of_another_organisation_is_added_only_when_they_share_it() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let place = AtOrganisation { organisation: scene.world.organisation };
        let may = Permit::ask(&testing::operator(), place).unwrap();
        let permit = testing::lock(&mut tx, &may).await;
        let (name, domain): (String, String) = tx
            .query(
                "select o.name, d.domain from email_domain d join organisation o on o.id = d.organisation_id
                 where o.id <> $1 order by o.name limit 1",
            )
            .bind(scene.world.organisation.0)
            .one()
            .await
            .unwrap();
        let domain = EmailDomain::parse(&domain).unwrap();
        let refused = email_domains::add(&mut tx, &permit, &domain, false, scene.now).await.unwrap();
        assert_eq!(refused, DomainAdded::OfOthers(vec![name]));
        assert!(!email_domains::list(&mut tx, &permit).await.unwrap().contains(&domain), "nothing was changed");
        let shared = email_domains::add(&mut tx, &permit, &domain, true, scene.now).await.unwrap();
        assert_eq!(shared, DomainAdded::Yes);
    }
}

#[tokio::test]
async fn email_domains_are_added_and_removed_once() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let mut tx = db.write().await.unwrap();
        let place = AtOrganisation { organisation: scene.world.organisation };
        let may = Permit::ask(&testing::operator(), place).unwrap();
        let permit = testing::lock(&mut tx, &may).await;
        let domain = EmailDomain::parse("elsewhere.example").unwrap();
        let added = email_domains::add(&mut tx, &permit, &domain, false, scene.now).await.unwrap();
        assert_eq!(added, DomainAdded::Yes);
        let again = email_domains::add(&mut tx, &permit, &domain, false, scene.now).await.unwrap();
        assert_eq!(again, DomainAdded::Already);
        assert_eq!(email_domains::list(&mut tx, &permit).await.unwrap().len(), 2);
        assert!(email_domains::remove(&mut tx, &permit, &domain, scene.now).await.unwrap());
        assert!(!email_domains::remove(&mut tx, &permit, &domain, scene.now).await.unwrap());
        let all = correspondents::of(&mut tx, &permit).await.unwrap();
        assert_eq!((all.leads[0].email.as_str(), all.secretariat.len()), ("lead@assay.example", 1));
    }
}

#[tokio::test]
async fn deputies_are_notified_only_while_they_can_sign() {
    for db in testing::databases().await {
        let scene = Scene::new(&db).await;
        let tx = &mut db.write().await.unwrap();
        let read = scene.by::<ReadSignatureDetails>("lead", Step::LeadSigned);
        let deputies = async |tx: &mut Tx, hour| {
            let all = correspondents::deputies(tx, &read, scene.hour(hour)).await.unwrap();
            all.into_iter().map(|one| one.email).collect::<Vec<_>>()
        };
        let secret = scene.sent(tx, "leader@northmoor.example", 0).await;
        assert_eq!(deputies(tx, 1).await, [""; 0], "the leader is no deputy");
        scene.name_deputy(tx, &secret, "deputy@northmoor.example", 1).await;
        assert_eq!(deputies(tx, 2).await, ["deputy@northmoor.example"]);
        assert_eq!(deputies(tx, 24 * 365).await, [""; 0], "the link has expired");
        scene.name_deputy(tx, &secret, "registrar@northmoor.example", 3).await;
        assert_eq!(deputies(tx, 4).await, ["registrar@northmoor.example"], "the link of the first has ended");
        scene.sent(tx, "president@northmoor.example", 5).await;
        assert_eq!(deputies(tx, 6).await, [""; 0], "another leader is asked");
    }
}
