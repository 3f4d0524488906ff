//! Submissions made outside Assay: proposed, confirmed, refused and taken back.

use super::{full, may, proposed, register};
use jiff::{Timestamp, civil::date};
use model::{
    ImportId, OrganisationId, PastSubmissionId,
    assessment::{AssessmentState, PaperSignatures, Step, headcount::Headcount},
    core::{
        canonical::Hash,
        permit::{
            AcceptImport, AtAssessment, AtCharter, AtImport, AtImports, AtOrganisation, ConfirmEarlierImport, Proposer,
            ReadImport, ReadOrganisation,
        },
    },
    imports::{
        import::{CannotImport, ImportContent, ImportTarget, OnPaper},
        past_submission::{CannotConfirm, DateFlaw, ProposalState},
    },
    plan::evidence::{EvidenceFile, EvidenceFormat},
    register::organisation::Contact,
    work::todo::OpenProposal,
};
use store::{
    Tx,
    assessment::assessments,
    core::relation,
    imports::{
        self,
        past_submissions::{self, EarlierConfirmation, NewProposal, NotProposed},
    },
    public,
};

const TODAY: model::Date = date(2026, 11, 22);

/// The content of a stage 2 document with all that its form requires.
fn content(text: &str) -> ImportContent {
    let charter = testing::real_charter();
    let edition = charter.editions.iter().find(|edition| edition.stage == 2).unwrap();
    let taken = ImportContent {
        stage: 2,
        edition: edition.id.clone(),
        becomes: ImportTarget::OnPaper(OnPaper { signatures: PaperSignatures::default(), on: date(2022, 1, 31) }),
        answers: Vec::new(),
        rated: vec![proposed(&charter, "Count everyone", Some("red"), None)],
        new: vec![proposed(&charter, text, None, None)],
        headcount: Some(Headcount::from_pasted("Unit\tTechnicians\nWorkshop\t17").unwrap()),
        contact: Contact { name: "P. Example".into(), ..Contact::default() },
        page: "https://www.westfold.example/technicians".into(),
        seen: None,
    };
    full(&charter, &taken)
}

struct Scene {
    organisation: OrganisationId,
    import: ImportId,
    now: Timestamp,
}

impl Scene {
    async fn new(tx: &mut Tx) -> Self {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        let organisation = register(tx, now).await;
        let mut scene = Self { organisation, import: ImportId(uuid::Uuid::nil()), now };
        scene.import = scene.keep(tx, "first").await;
        scene
    }

    async fn keep(&self, tx: &mut Tx, name: &str) -> ImportId {
        let nothing = serde_json::json!({});
        let new =
            imports::NewImport { file: name, sha256: name, reading: &nothing, original: &nothing, kept: &[file()] };
        let permit = testing::lock(tx, &may(AtImports { organisation: self.organisation, has_members: true })).await;
        imports::keep(tx, &permit, new, self.now).await.unwrap()
    }

    fn place(&self) -> AtImport {
        AtImport { organisation: self.organisation, import: self.import, has_members: true, proposed: None }
    }

    async fn propose(&self, tx: &mut Tx, content: &ImportContent) -> Result<PastSubmissionId, NotProposed> {
        self.propose_from(tx, self.import, content).await
    }

    async fn propose_from(
        &self,
        tx: &mut Tx,
        import: ImportId,
        content: &ImportContent,
    ) -> Result<PastSubmissionId, NotProposed> {
        let permit = testing::lock(tx, &may::<AcceptImport>(AtImport { import, ..self.place() })).await;
        let form = serde_json::json!([["edition", content.edition]]);
        let new = NewProposal { content, form: &form, shares_files: true };
        past_submissions::propose(tx, &permit, &testing::real_charter(), new, TODAY, self.now).await.unwrap()
    }

    async fn confirm(&self, tx: &mut Tx, id: PastSubmissionId) -> Result<model::AssessmentId, CannotConfirm> {
        let permit = testing::lock(tx, &may(self.place())).await;
        past_submissions::confirm(tx, &permit, &testing::real_charter(), id, TODAY, self.now).await.unwrap()
    }

    async fn state(&self, tx: &mut Tx) -> ProposalState {
        let at = may::<ReadImport>(self.place());
        past_submissions::newest(tx, &at).await.unwrap().unwrap().state
    }

    async fn is_public(&self, tx: &mut Tx) -> bool {
        let (plans, all) = (
            public::plans(tx, self.organisation).await.unwrap(),
            public::submissions(tx, self.organisation).await.unwrap(),
        );
        assert_eq!(plans.is_empty(), all.is_empty());
        !all.is_empty()
    }
}

fn file() -> EvidenceFile {
    EvidenceFile { name: "watch.txt".into(), format: EvidenceFormat::Txt, bytes: 3, sha256: Hash::of("abc") }
}

#[tokio::test]
async fn a_proposal_is_nothing_but_a_proposal_until_it_is_confirmed() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let scene = Scene::new(&mut tx).await;
        let (at, organisation) =
            (may::<ReadImport>(scene.place()), AtOrganisation { organisation: scene.organisation });
        assert_eq!(past_submissions::newest(&mut tx, &at).await.unwrap(), None);
        assert_eq!(imports::read(&mut tx, &at).await.unwrap().0.kept, [file()]);
        let stored = store::plan::evidence::stored_files(&mut tx, &testing::program()).await.unwrap();
        assert_eq!(stored, [file().sha256], "it is in a backup");
        let proposed = content("Buy a lamp");
        let id = scene.propose(&mut tx, &proposed).await.unwrap();

        let read = past_submissions::newest(&mut tx, &at).await.unwrap().unwrap();
        assert_eq!((read.id, &read.content, read.state), (id, &proposed, ProposalState::Proposed));
        assert!(read.shares_files && read.proposed_by.is_none());
        let (_, form) = past_submissions::newest_with_form(&mut tx, &at).await.unwrap().unwrap();
        assert_eq!(form, serde_json::json!([["edition", proposed.edition]]));
        let found = relation::at_import(&mut tx, model::PersonId(uuid::Uuid::nil()), scene.import).await.unwrap();
        assert_eq!(found.unwrap().place.proposed, Some(Proposer::Other));
        let listed = past_submissions::all_waiting(&mut tx, &may(AtCharter)).await.unwrap();
        assert_eq!((listed.len(), listed[0].import, listed[0].stage), (1, scene.import, 2));
        let open = past_submissions::open_at(&mut tx, &may(organisation)).await.unwrap();
        assert_eq!(open, [OpenProposal { import: scene.import, stage: 2, refused: None }]);

        assert!(!scene.is_public(&mut tx).await);
        assert_eq!(assessments::list(&mut tx, &may::<ReadOrganisation>(organisation)).await.unwrap(), []);
        let (plans,): (i64,) = tx.query("select cast(count(*) as bigint) from plan").one().await.unwrap();
        assert_eq!(plans, 0);
        assert!(testing::is_refused(&mut tx, &may::<AcceptImport>(scene.place())).await, "its import waits with it");

        let assessment = scene.confirm(&mut tx, id).await.unwrap();
        assert!(scene.is_public(&mut tx).await);
        let listed = assessments::list(&mut tx, &may::<ReadOrganisation>(organisation)).await.unwrap();
        let AssessmentState::OnPaper(paper) = &listed[0].state else { panic!("{listed:?}") };
        assert_eq!((paper.on, paper.confirmed), (date(2022, 1, 31), Some(scene.now)));
        let documents = public::documents(&mut tx, scene.organisation, assessment).await.unwrap();
        assert_eq!(documents, [file()]);
        assert_eq!(scene.confirm(&mut tx, id).await, Err(CannotConfirm::Stale), "once");
        assert_eq!(past_submissions::all_waiting(&mut tx, &may(AtCharter)).await.unwrap(), []);
        assert_eq!(past_submissions::open_at(&mut tx, &may(organisation)).await.unwrap(), []);
        let again = scene.propose(&mut tx, &proposed).await;
        assert_eq!(again, Err(NotProposed::Import(CannotImport::Decided)));
    }
}

#[tokio::test]
async fn a_proposal_is_refused_or_taken_back_and_another_one_decided() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let (scene, charter) = (Scene::new(&mut tx).await, testing::real_charter());
        let organisation = AtOrganisation { organisation: scene.organisation };
        let first = scene.propose(&mut tx, &content("Buy a lamp")).await.unwrap();
        let permit = testing::lock(&mut tx, &may(scene.place())).await;
        assert!(past_submissions::take_back(&mut tx, &permit, &charter, first, scene.now).await.unwrap());
        assert!(!past_submissions::take_back(&mut tx, &permit, &charter, first, scene.now).await.unwrap());
        assert!(matches!(scene.state(&mut tx).await, ProposalState::TakenBack { .. }));
        assert_eq!(scene.confirm(&mut tx, first).await, Err(CannotConfirm::Stale));

        let second = scene.propose(&mut tx, &content("Buy two lamps")).await.unwrap();
        assert_eq!(scene.confirm(&mut tx, first).await, Err(CannotConfirm::Stale), "another text waits now");
        let permit = testing::lock(&mut tx, &may(scene.place())).await;
        let refuse = async |tx: &mut Tx, id| {
            let refused = past_submissions::refuse(tx, &permit, &charter, (id, "No plan"), scene.now).await.unwrap();
            refused.map(|one| one.id)
        };
        assert_eq!(refuse(&mut tx, first).await, None);
        assert_eq!(refuse(&mut tx, second).await, Some(second));
        let ProposalState::Refused { reason, at, .. } = scene.state(&mut tx).await else { panic!() };
        assert_eq!((reason.as_str(), at), ("No plan", scene.now));
        let open = past_submissions::open_at(&mut tx, &may(organisation)).await.unwrap();
        assert_eq!(open[0].refused.as_deref(), Some("No plan"));
        assert!(!scene.is_public(&mut tx).await);

        let third = scene.propose(&mut tx, &content("Buy two lamps")).await.unwrap();
        assert!(scene.confirm(&mut tx, third).await.is_ok());
    }
}

#[tokio::test]
async fn what_cannot_have_been_submitted_is_not_proposed() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let scene = Scene::new(&mut tx).await;
        let on = |on| {
            let becomes = ImportTarget::OnPaper(OnPaper { signatures: PaperSignatures::default(), on });
            ImportContent { becomes, ..content("Buy a lamp") }
        };
        for (day, flaw) in [
            (date(2026, 11, 23), DateFlaw::Future),
            (date(2018, 4, 30), DateFlaw::BeforeSigning(date(2018, 5, 1))),
            (date(2019, 8, 31), DateFlaw::BeforeEdition(date(2019, 9, 1))),
        ] {
            assert_eq!(scene.propose(&mut tx, &on(day)).await, Err(NotProposed::Date(flaw)));
        }
        let blank = ImportContent { answers: Vec::new(), ..content("Buy a lamp") };
        assert_eq!(scene.propose(&mut tx, &blank).await, Err(NotProposed::Incomplete));

        let id = scene.propose(&mut tx, &content("Buy a lamp")).await.unwrap();
        // One more document of the stage, and one of the stage before with a later date.
        let other = scene.keep(&mut tx, "second").await;
        let twice = scene.propose_from(&mut tx, other, &content("Buy a lamp")).await;
        assert_eq!(twice, Err(NotProposed::Import(CannotImport::Proposed(2))));
        let charter = testing::real_charter();
        let edition = charter.editions.iter().rfind(|edition| edition.stage == 1).unwrap();
        let earlier = ImportContent { stage: 1, edition: edition.id.clone(), ..on(date(2023, 1, 1)) };
        let late = scene.propose_from(&mut tx, other, &full(&charter, &earlier)).await;
        assert_eq!(late, Err(NotProposed::Date(DateFlaw::NotBefore(2, date(2022, 1, 31)))));

        tx.query("update organisation set signed_on = null").run().await.unwrap();
        assert_eq!(scene.confirm(&mut tx, id).await, Err(CannotConfirm::SigningDateUnknown));
    }
}

#[tokio::test]
async fn an_earlier_import_is_confirmed_once() {
    for db in testing::databases().await {
        let mut tx = db.write().await.unwrap();
        let (scene, charter) = (Scene::new(&mut tx).await, testing::real_charter());
        let id = scene.propose(&mut tx, &content("Buy a lamp")).await.unwrap();
        let assessment = scene.confirm(&mut tx, id).await.unwrap();
        tx.query("update assessment set confirmed_at = null").run().await.unwrap();
        assert_eq!(public::documents(&mut tx, scene.organisation, assessment).await.unwrap(), []);
        let place = AtAssessment { organisation: scene.organisation, assessment, step: Step::Submitted, shared: None };
        let permit = testing::lock(&mut tx, &may::<ConfirmEarlierImport>(place)).await;
        for expected in [EarlierConfirmation::Confirmed, EarlierConfirmation::NotWaiting] {
            let became = past_submissions::confirm_earlier(&mut tx, &permit, &charter, scene.now).await.unwrap();
            assert_eq!(became, expected);
        }
    }
}
