//! Imports: kept until they are decided, and applied once.

mod proposals;

use jiff::{Timestamp, civil::date};
use model::{
    ActionId, AssessmentId, OrganisationId,
    assessment::{PaperSignatures, Step, headcount::Headcount},
    charter::rating::Colour,
    core::permit::{self, AtAssessment, AtCharter, AtImport, AtImports, AtOrganisation, Permission, Permit},
    imports::import::{CannotImport, ImportContent, ImportTarget, ImportedAction, OnPaper, SeenRevisions},
    plan::{
        Origin, Outcome,
        action::{ActionDetails, ActionDraft},
        progress::Progress,
    },
    register::organisation::{Contact, Registration, Standing},
};
use store::{
    Tx,
    assessment::{assessments, contents},
    imports::{
        self,
        past_submissions::{self, NewProposal, NotProposed},
    },
    public,
    register::organisations::{self, Registered},
};

fn may<P: Permission>(place: P::Place) -> Permit<P> {
    let operator = testing::operator();
    Permit::ask(&operator, place).unwrap()
}

async fn register(tx: &mut Tx, now: Timestamp) -> OrganisationId {
    let entry = Registration {
        name: "Westfold College".into(),
        standing: Standing::Signatory,
        kind: String::new(),
        country: String::new(),
        region: String::new(),
        consortium: String::new(),
        signed_on: Some(date(2018, 5, 1)),
        phase: None,
        stage: 2,
    };
    let permit = testing::lock(tx, &may(AtCharter)).await;
    match organisations::register(tx, &permit, &entry, now).await.unwrap() {
        Registered::Yes(id) | Registered::Already(id) => id,
    }
}

#[tokio::test]
async fn an_import_is_applied_once() {
    for db in testing::databases().await {
        let (charter, now) = (testing::real_charter(), "2026-11-22T12:00:00Z".parse().unwrap());
        let edition = charter.editions.iter().find(|edition| edition.rates_plan_of_months.is_some()).unwrap();
        let theme = charter.themes[0].id.to_string();
        let draft = ActionDraft::new("Count everyone", [theme]);
        let details = ActionDetails::parse(&draft, &charter).unwrap();
        let progress = Some(Progress::parse("red", "Nobody was asked", "Ask first").unwrap());
        let becomes = ImportTarget::OnPaper(OnPaper { signatures: PaperSignatures::default(), on: date(2024, 1, 31) });
        let taken = ImportContent {
            stage: edition.stage,
            edition: edition.id.clone(),
            becomes,
            answers: vec![(edition.questions[0].id.clone(), "Our workshops".into())],
            rated: vec![ImportedAction { details: details.clone(), progress, continues: None }],
            new: vec![ImportedAction { details, progress: None, continues: None }],
            headcount: None,
            contact: Contact { name: "P. Example".into(), ..Contact::default() },
            page: "https://www.westfold.example/technicians".into(),
            seen: None,
        };
        let mut tx = db.write().await.unwrap();
        let organisation = register(&mut tx, now).await;
        let place = AtOrganisation { organisation };
        let (reading, original) = (serde_json::json!({}), serde_json::json!({ "files": [] }));
        let new =
            imports::NewImport { file: "a.txt", sha256: "abc", reading: &reading, original: &original, kept: &[] };
        let permit = testing::lock(&mut tx, &may(AtImports { organisation, has_members: true })).await;
        let keep = async |tx: &mut Tx| imports::keep(tx, &permit, new, now).await.unwrap();
        let import = keep(&mut tx).await;
        assert_eq!(keep(&mut tx).await, import, "the same file is not kept twice");
        let at_import = may::<permit::ReadImport>(AtImport { organisation, import, has_members: true, proposed: None });
        assert_eq!(imports::original(&mut tx, &at_import).await.unwrap(), Some(original.clone()));
        tx.query("update import set original = null").run().await.unwrap();
        assert_eq!(imports::original(&mut tx, &at_import).await.unwrap(), None, "older ones were not kept");
        let elsewhere = may::<permit::ReadImport>(AtImport {
            organisation: OrganisationId(uuid::Uuid::nil()),
            import,
            has_members: true,
            proposed: None,
        });
        assert!(imports::original(&mut tx, &elsewhere).await.is_err(), "it is another organisation’s");
        let is_known =
            async |tx: &mut Tx, sha256| imports::applied_anywhere(tx, &may(AtCharter), sha256).await.unwrap();
        assert!(!is_known(&mut tx, "abc").await, "it is not applied yet");
        let accept = async |tx: &mut Tx, import| {
            let place = AtImport { organisation, import, has_members: true, proposed: None };
            let permit = testing::lock(tx, &may(place)).await;
            let applied = imports::apply(tx, &permit, &charter, &taken, date(2026, 11, 22), now).await.unwrap();
            assert_eq!(applied, Err(CannotImport::NeedsConfirmation), "it is not imported by one person");
            publish(tx, place, &taken, now).await
        };
        let id = accept(&mut tx, import).await.unwrap();
        let listed = assessments::list(&mut tx, &may(place)).await.unwrap();
        assert_eq!((listed[0].id, listed[0].state.step()), (id, Step::Submitted));
        assert!(listed[0].rated.is_some(), "it has the plan that it rates");
        let details = organisations::find(&mut tx, &may::<permit::ReadOrganisation>(place)).await.unwrap();
        assert_eq!(details.contact.name, "P. Example");
        assert_eq!(accept(&mut tx, import).await, Err(CannotImport::Decided));
        assert!(is_known(&mut tx, "abc").await && !is_known(&mut tx, "abd").await);
        let again = keep(&mut tx).await;
        assert_eq!(accept(&mut tx, again).await, Err(CannotImport::AcceptedBefore));
        let refuse = may(AtImport { organisation, import: again, has_members: true, proposed: None });
        let refuse = testing::lock(&mut tx, &refuse).await;
        assert!(imports::discard(&mut tx, &refuse, now).await.unwrap());
        assert!(!imports::discard(&mut tx, &refuse, now).await.unwrap());
        // A later draft changes the text of a continued action, and has another progress update.
        tx.query("update action set text = 'What a draft makes of it'").run().await.unwrap();
        tx.query("update progress_update set colour = 'green', explanation = ''").run().await.unwrap();
        let frames = public::plans(&mut tx, organisation).await.unwrap();
        let [new, rated] = &frames[..] else { panic!("{frames:?}") };
        for (frame, rating) in [(new, None), (rated, Some(Colour::Red))] {
            let plan = public::plan(&mut tx, organisation, frame).await.unwrap().unwrap();
            let action = &plan.actions[0];
            assert_eq!(action.colour(), rating, "the public sees the rating that was imported");
            if rating.is_none() {
                assert_eq!(action.details.text, "Count everyone");
            }
        }
    }
}

fn proposed(
    charter: &model::charter::Charter,
    text: &str,
    rating: Option<&str>,
    of: Option<ActionId>,
) -> ImportedAction {
    let theme = charter.themes[0].id.to_string();
    let draft = ActionDraft::new(text, [theme]);
    let progress = rating.map(|colour| Progress::parse(colour, "As was said", "").unwrap());
    ImportedAction { details: ActionDetails::parse(&draft, charter).unwrap(), progress, continues: of }
}

/// Keeps and applies a document.
async fn apply(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &str,
    taken: &ImportContent,
    now: Timestamp,
) -> AssessmentId {
    accept(tx, organisation, name, taken, now).await.unwrap()
}

/// Proposes and confirms a submission made outside Assay.
pub(crate) async fn publish(
    tx: &mut Tx,
    place: AtImport,
    taken: &ImportContent,
    now: Timestamp,
) -> Result<AssessmentId, CannotImport> {
    let (charter, today) = (testing::real_charter(), date(2026, 11, 22));
    let taken = full(&charter, taken);
    let permit = testing::lock(tx, &may(place)).await;
    let new = NewProposal { content: &taken, form: &serde_json::json!([]), shares_files: false };
    let id = match past_submissions::propose(tx, &permit, &charter, new, today, now).await.unwrap() {
        Ok(id) => id,
        Err(NotProposed::Import(reason)) => return Err(reason),
        Err(other) => panic!("{other}"),
    };
    let permit = testing::lock(tx, &may(place)).await;
    Ok(past_submissions::confirm(tx, &permit, &charter, id, today, now).await.unwrap().unwrap())
}

/// The content with an answer to each question that its form requires.
pub(crate) fn full(charter: &model::charter::Charter, taken: &ImportContent) -> ImportContent {
    let mut taken = taken.clone();
    for question in &charter.edition(&taken.edition).unwrap().questions {
        if question.required && !taken.answers.iter().any(|(key, _)| *key == question.id) {
            taken.answers.push((question.id.clone(), "As it was".into()));
        }
    }
    taken
}

async fn accept(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &str,
    taken: &ImportContent,
    now: Timestamp,
) -> Result<AssessmentId, CannotImport> {
    let (place, nothing) = (AtImports { organisation, has_members: true }, serde_json::json!({}));
    let new = imports::NewImport { file: name, sha256: name, reading: &nothing, original: &nothing, kept: &[] };
    let permit = testing::lock(tx, &may(place)).await;
    let import = imports::keep(tx, &permit, new, now).await.unwrap();
    let charter = testing::real_charter();
    let place = AtImport { organisation, import, has_members: true, proposed: None };
    if matches!(taken.becomes, ImportTarget::OnPaper(_)) {
        return publish(tx, place, taken, now).await;
    }
    let permit = testing::lock(tx, &may(place)).await;
    imports::apply(tx, &permit, &charter, taken, date(2026, 11, 22), now).await.unwrap()
}

#[tokio::test]
async fn an_action_of_the_last_plan_is_recognised_and_nothing_is_added_twice() {
    for db in testing::databases().await {
        let (charter, now) = (testing::real_charter(), "2026-11-22T12:00:00Z".parse().unwrap());
        let of_stage = |stage| charter.editions.iter().rfind(|edition| edition.stage == stage).unwrap();
        let (first, second) = (of_stage(1), of_stage(2));
        let taken = |edition: &model::charter::Edition, becomes| ImportContent {
            stage: edition.stage,
            edition: edition.id.clone(),
            becomes,
            answers: Vec::new(),
            rated: Vec::new(),
            new: Vec::new(),
            headcount: None,
            contact: Contact::default(),
            page: String::new(),
            seen: None,
        };
        let paper = || ImportTarget::OnPaper(OnPaper { signatures: PaperSignatures::default(), on: date(2022, 1, 31) });
        let mut tx = db.write().await.unwrap();
        let organisation = register(&mut tx, now).await;
        let new = vec![proposed(&charter, "Count everyone", None, None), proposed(&charter, "Feed them", None, None)];
        apply(&mut tx, organisation, "stage 1", &ImportContent { new, ..taken(first, paper()) }, now).await;
        // Another document is kept, to see what is known then.
        let nothing = serde_json::json!({});
        let kept = imports::NewImport { file: "b", sha256: "b", reading: &nothing, original: &nothing, kept: &[] };
        let permit = testing::lock(&mut tx, &may(AtImports { organisation, has_members: true })).await;
        let import = imports::keep(&mut tx, &permit, kept, now).await.unwrap();
        let at = may::<permit::ReadImport>(AtImport { organisation, import, has_members: true, proposed: None });
        let known = imports::known(&mut tx, &at, None).await.unwrap();
        let [(counted, _), (fed, _)] = known.last[..] else { panic!("{known:?}") };
        assert_eq!(known.open, None);
        assert_eq!(imports::known(&mut tx, &at, Some(date(2021, 1, 1))).await.unwrap().last, [], "it was not made yet");

        let rated = vec![
            proposed(&charter, "Count everyone", Some("red"), Some(counted)),
            proposed(&charter, "Plant trees", Some("green"), None),
        ];
        let new = vec![proposed(&charter, "Count everyone", None, Some(counted))];
        let id = apply(
            &mut tx,
            organisation,
            "stage 2",
            &ImportContent { rated, new, ..taken(second, ImportTarget::Draft) },
            now,
        )
        .await;
        let place = AtAssessment { organisation, assessment: id, step: Step::Drafting, shared: None };
        let contents = contents::load(&mut tx, &may::<permit::ReadAssessment>(place)).await.unwrap();
        let rated = contents.rated.as_ref().unwrap();
        let texts: Vec<&str> = rated.live().map(|action| action.details.text.as_str()).collect();
        assert_eq!(
            texts,
            ["Count everyone", "Feed them", "Plant trees"],
            "other rated actions are added to the last plan"
        );
        assert_eq!(rated.placed(counted).unwrap().action.colour(), Some(Colour::Red));
        assert_eq!(rated.placed(fed).unwrap().action.colour(), None);
        assert_eq!(
            contents.plan.actions.iter().map(|one| (one.action.id, one.origin)).collect::<Vec<_>>(),
            [(counted, Origin::Continued)]
        );
        assert_eq!(contents.outcomes.get(&counted), Some(&Outcome::Continued));

        let known = imports::known(&mut tx, &at, None).await.unwrap();
        let open = known.open.unwrap();
        assert_eq!((open.assessment, open.plan.len()), (id, 1));
        assert_eq!(open.answers.len(), 0);
        let steps: Vec<_> = known.stages.iter().map(|(_, stage, step)| (*stage, *step)).collect();
        assert_eq!(steps, [(2, Step::Drafting), (1, Step::Submitted)], "all self-assessments, the newest first");
        let answer = (second.questions[0].id.clone(), "Our workshops".to_owned());
        for (name, text) in [("part 1", "Our workshops"), ("part 2", "Our other workshops")] {
            let more = ImportContent {
                answers: vec![(answer.0.clone(), text.to_owned())],
                new: vec![
                    proposed(&charter, "Count everyone", None, Some(counted)),
                    proposed(&charter, &format!("Build {name}"), None, None),
                ],
                ..taken(second, ImportTarget::PartOf(id))
            };
            assert_eq!(apply(&mut tx, organisation, name, &more, now).await, id);
        }
        let open = imports::known(&mut tx, &at, None).await.unwrap().open.unwrap();
        assert_eq!(open.answers.get(&answer.0).map(String::as_str), Some("Our other workshops"));
        let contents = contents::load(&mut tx, &may::<permit::ReadAssessment>(place)).await.unwrap();
        let texts: Vec<&str> = contents.plan.live().map(|action| action.details.text.as_str()).collect();
        assert_eq!(texts, ["Count everyone", "Build part 1", "Build part 2"]);
        let kept = &contents.answers[&answer.0];
        assert_eq!(
            (kept.text.as_str(), kept.revision),
            ("Our other workshops", 2),
            "the earlier text is in its version history"
        );
    }
}

#[tokio::test]
async fn what_changed_since_a_person_saw_it_is_not_replaced() {
    for db in testing::databases().await {
        let (charter, now) = (testing::real_charter(), "2026-11-22T12:00:00Z".parse().unwrap());
        let edition = charter.editions.iter().rfind(|edition| edition.stage == 1).unwrap();
        let question = &edition.questions[0];
        let people = |count: u32| Headcount::from_pasted(&format!("Unit\tTechnicians\nWorkshop\t{count}")).unwrap();
        let taken = |text: &str, count, becomes, seen| ImportContent {
            stage: 1,
            edition: edition.id.clone(),
            becomes,
            answers: vec![(question.id.clone(), text.to_owned())],
            rated: Vec::new(),
            new: Vec::new(),
            headcount: Some(people(count)),
            contact: Contact::default(),
            page: String::new(),
            seen,
        };
        let mut tx = db.write().await.unwrap();
        let organisation = register(&mut tx, now).await;
        let id = apply(&mut tx, organisation, "first", &taken("Ours", 1, ImportTarget::Draft, None), now).await;
        let try_again = async |tx: &mut Tx, name: &str, text: &str, answer, headcount| {
            let seen = SeenRevisions { answers: [(question.id.clone(), answer)].into(), headcount };
            let taken = taken(text, 2, ImportTarget::PartOf(id), Some(seen));
            accept(tx, organisation, name, &taken, now).await
        };
        let refused = try_again(&mut tx, "second", "Theirs", 0, 1).await;
        assert_eq!(refused, Err(CannotImport::AnswerChanged(question.title.clone())));
        let refused = try_again(&mut tx, "third", "Ours", 1, 0).await;
        assert_eq!(refused, Err(CannotImport::HeadcountChanged));
        assert_eq!(try_again(&mut tx, "fourth", "Theirs", 1, 1).await, Ok(id));
    }
}
