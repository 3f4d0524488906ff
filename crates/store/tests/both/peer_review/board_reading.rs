//! Submissions that the Steering Board reads, without reviewers, on both databases.

use super::{
    allocation::{facts, reviewer},
    feedback::{received, send},
    reviews::criteria,
    rounds::{Scene, ask as at},
};
use jiff::ToSpan as _;
use model::{
    AssessmentId, PanelId, PersonId,
    core::{
        dates::day,
        permit::{
            AgreeToFeedbackDraft, AtAccount, AtCharter, AtReview, Author, BeginFeedbackDraft, CharterRole,
            DecideOnFeedback, KeepAccount, KeepBoardReading, Permission, Permit, ReadBoardReading, ReadFeedbackDraft,
            ReadRegister, ReadRound, Refused, ReopenReview, ReviewSubmission, WithdrawFeedbackAgreement,
            WriteFeedbackDraft, WriteReview,
        },
        saving::Draft,
        short::Line,
    },
    peer_review::{
        feedback::draft::DraftField,
        review::ReviewStep,
        round::{RoundState, RoundStep},
    },
};
use store::{
    Tx,
    core::{ids, relation, values::At},
    peer_review::{
        board_reading::{self, duties},
        feedback, feedback_drafts, panels, rounds,
    },
    work::personal,
};

fn submission(scene: &Scene) -> AssessmentId {
    scene.world.assessments[4].0
}

fn person(scene: &Scene, persona: &str) -> PersonId {
    scene.world.persona(persona).person.unwrap()
}

async fn choose(tx: &mut Tx, scene: &Scene) -> Option<Vec<String>> {
    let may = testing::lock(tx, &at::<KeepBoardReading>(scene.open())).await;
    let reason = Line::parse("A founding signatory").unwrap();
    let told = board_reading::choose(tx, &may, submission(scene), &reason, scene.now).await.unwrap()?;
    Some(told.into_iter().map(|one| one.email).collect())
}

async fn listed(tx: &mut Tx, scene: &Scene, person: PersonId) -> Vec<board_reading::BoardReading> {
    let found = relation::at_round(tx, person, scene.open().round).await.unwrap().unwrap();
    let may = Permit::<ReadBoardReading>::ask(&found.relation, found.place).unwrap();
    board_reading::list(tx, &may).await.unwrap()
}

async fn panel(tx: &mut Tx, scene: &Scene) -> PanelId {
    listed(tx, scene, person(scene, "secretariat")).await[0].panel
}

async fn ask<P>(tx: &mut Tx, scene: &Scene, person: PersonId) -> Result<Permit<P>, Refused>
where
    P: Permission<Place = AtReview>,
{
    let panel = panel(tx, scene).await;
    let found = relation::at_review(tx, person, (panel, submission(scene))).await.unwrap().ok_or(Refused::NotFound)?;
    Permit::ask(&found.relation, found.place)
}

async fn step(tx: &mut Tx, scene: &Scene) -> ReviewStep {
    listed(tx, scene, person(scene, "secretariat")).await[0].step
}

/// Another member of the board, with that address.
async fn join_board(tx: &mut Tx, scene: &Scene, email: &str) -> PersonId {
    let person = PersonId(ids::new(scene.now));
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, 'Board Member', $3)")
        .bind(person.0)
        .bind(email)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
    tx.query("insert into charter_role (person_id, role) values ($1, 'board')").bind(person.0).run().await.unwrap();
    person
}

async fn begin(tx: &mut Tx, scene: &Scene, person: PersonId) {
    let may = ask::<BeginFeedbackDraft>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    feedback_drafts::begin(tx, &may, &criteria(), scene.now).await.unwrap();
}

/// Writes every field of the text.
async fn write(tx: &mut Tx, scene: &Scene, person: PersonId) {
    let may = ask::<WriteFeedbackDraft>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    for field in [DraftField::Opening, DraftField::Strengths("lamp".into()), DraftField::Advice("log".into())] {
        let draft = Draft::new("Well done", 0);
        feedback_drafts::save(tx, &may, (&field, &criteria()), &draft, scene.now).await.unwrap().unwrap();
    }
}

async fn confirm(tx: &mut Tx, scene: &Scene, person: PersonId, seconds: i64) -> bool {
    let read = ask::<ReadFeedbackDraft>(tx, scene, person).await.unwrap();
    let version = feedback_drafts::read(tx, &read).await.unwrap().text().version();
    let may = ask::<AgreeToFeedbackDraft>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    let now = scene.now + seconds.seconds();
    feedback_drafts::agree(tx, &may, &criteria(), version, now).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_the_board_reads_is_left_out_of_the_allocation_until_it_is_taken_back() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        reviewer(&mut tx, &scene, "Ada", "lead").await;
        assert_eq!(facts(&mut tx, &scene).await.input.submissions.len(), 1);
        assert_eq!(choose(&mut tx, &scene).await.unwrap(), ["board@assay.example"]);
        assert_eq!(choose(&mut tx, &scene).await, None, "once");
        assert!(facts(&mut tx, &scene).await.input.submissions.is_empty());
        let round = rounds::read(&mut tx, &at::<ReadRound>(scene.open())).await.unwrap();
        assert!(!round.is_allocated() && round.is_read_by_board_alone, "no reviewer is allocated");
        let keep = at::<KeepBoardReading>(scene.open());
        assert!(board_reading::candidates(&mut tx, &keep, &round, day(scene.now)).await.unwrap().is_empty());
        let allocation =
            model::core::permit::AtAllocation { round: scene.open(), is_approved: true, is_own_reviewed: false };
        assert!(panels::of_round(&mut tx, &at(allocation)).await.unwrap().is_empty(), "it is no panel of reviewers");
        let before = panel(&mut tx, &scene).await;
        assert!(relation::at_panel(&mut tx, person(&scene, "secretariat"), before).await.unwrap().is_none());
        let may = testing::lock(&mut tx, &keep).await;
        assert!(board_reading::take_back(&mut tx, &may, submission(&scene), scene.now).await.unwrap());
        assert!(!board_reading::take_back(&mut tx, &may, submission(&scene), scene.now).await.unwrap(), "once");
        assert_eq!(facts(&mut tx, &scene).await.input.submissions.len(), 1);
        assert!(choose(&mut tx, &scene).await.is_some(), "and given to the board again");
        begin(&mut tx, &scene, person(&scene, "board")).await;
        let may = testing::lock(&mut tx, &keep).await;
        assert!(!board_reading::take_back(&mut tx, &may, submission(&scene), scene.now).await.unwrap(), "it has begun");
    }
}

#[tokio::test]
async fn one_member_of_the_board_confirms_the_text_and_it_is_moderated_and_sent_like_any() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        choose(&mut tx, &scene).await.unwrap();
        let (board, other) = (person(&scene, "board"), join_board(&mut tx, &scene, "second@board.example").await);
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Reading);
        begin(&mut tx, &scene, board).await;
        assert!(ask::<BeginFeedbackDraft>(&mut tx, &scene, other).await.is_err(), "one text");
        write(&mut tx, &scene, other).await;
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Drafting);
        assert!(confirm(&mut tx, &scene, other, 1).await, "one is enough");
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Agreed);
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, board).await.is_err(), "what is confirmed is not changed");
        let may = ask::<WithdrawFeedbackAgreement>(&mut tx, &scene, board).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert!(feedback_drafts::withdraw(&mut tx, &may, scene.now + 2.seconds()).await.unwrap(), "by any of them");
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Drafting);
        assert!(confirm(&mut tx, &scene, board, 3).await);
        let secretariat = person(&scene, "secretariat");
        assert!(
            ask::<DecideOnFeedback>(&mut tx, &scene, board).await.is_err(),
            "the board does not approve its own text"
        );
        let read = ask::<ReadFeedbackDraft>(&mut tx, &scene, board).await.unwrap();
        let version = feedback_drafts::read(&mut tx, &read).await.unwrap().text().version();
        let may = ask::<DecideOnFeedback>(&mut tx, &scene, secretariat).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        feedback::approve(&mut tx, &may, &criteria(), version, scene.now).await.unwrap().unwrap();
        assert_eq!(send(&mut tx, &scene).await.len(), 1);
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Sent);
        let received = received(&mut tx, &scene).await.unwrap().feedback.locked().1.to_lowercase();
        assert!(received.contains("well done") && !received.contains("board") && !received.contains("panel"));
    }
}

#[tokio::test]
async fn only_the_board_reads_and_nobody_of_it_who_works_at_the_organisation() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        tx.query("insert into email_domain (organisation_id, domain, recorded_at) values ($1, 'own.example', $2)")
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let own = join_board(&mut tx, &scene, "Chair@staff.own.example").await;
        assert_eq!(choose(&mut tx, &scene).await.unwrap(), ["board@assay.example"], "and is not told");
        begin(&mut tx, &scene, person(&scene, "board")).await;
        let people = ["lead", "contributor", "other lead"].map(|persona| person(&scene, persona));
        for person in people.into_iter().chain([own]) {
            assert_eq!(ask::<ReviewSubmission>(&mut tx, &scene, person).await.err(), Some(Refused::NotFound));
            assert_eq!(ask::<ReadFeedbackDraft>(&mut tx, &scene, person).await.err(), Some(Refused::NotFound));
            assert_eq!(ask::<WriteFeedbackDraft>(&mut tx, &scene, person).await.err(), Some(Refused::NotFound));
        }
        assert!(listed(&mut tx, &scene, own).await.is_empty(), "they do not learn that it is read");
        let secretariat = person(&scene, "secretariat");
        assert!(matches!(ask::<WriteFeedbackDraft>(&mut tx, &scene, secretariat).await, Err(Refused::Forbidden(_))));
        let board = person(&scene, "board");
        assert!(ask::<WriteReview>(&mut tx, &scene, board).await.is_err(), "the board writes one text");
        assert!(ask::<ReopenReview>(&mut tx, &scene, board).await.is_err());
        // Who leaves the board finds it no more, also if they began the text.
        tx.query("delete from charter_role where person_id = $1").bind(board.0).run().await.unwrap();
        assert_eq!(ask::<ReviewSubmission>(&mut tx, &scene, board).await.err(), Some(Refused::NotFound));
    }
}

#[tokio::test]
async fn a_round_of_which_the_board_reads_everything_goes_on_by_itself() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let state = async |tx: &mut Tx| {
            let round = rounds::read(tx, &at::<ReadRound>(scene.open())).await.unwrap();
            let after = round.dates.due().tomorrow().unwrap();
            (round.is_read_by_board_alone, round.state(after).eq(&RoundState::At(RoundStep::Read)), round.done)
        };
        assert_eq!(state(&mut tx).await, (false, false, None));
        choose(&mut tx, &scene).await.unwrap();
        assert_eq!(state(&mut tx).await, (true, true, Some(RoundStep::Allocate)));
        let round = rounds::read(&mut tx, &at::<ReadRound>(scene.open())).await.unwrap();
        assert!(round.accepts_late(round.dates.due()), "more can be submitted until the last day");
        // Another submission comes, without a panel.
        let other = scene.world.assessments[0].0;
        let make = "update assessment set step = $2, paper = '{}', paper_on = $3 where id = $1";
        let on = store::core::values::Day(round.dates.due());
        tx.query(make).bind(other.0).bind("submitted").bind(on).run().await.unwrap();
        assert_eq!(state(&mut tx).await, (false, false, None));
        tx.query(make).bind(other.0).bind("drafting").bind(on).run().await.unwrap();
        begin(&mut tx, &scene, person(&scene, "board")).await;
        assert_eq!(state(&mut tx).await, (true, false, Some(RoundStep::Read)), "it agrees on its feedback");
        // It is returned for changes, and nothing else is left.
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(submission(&scene).0)
            .run()
            .await
            .unwrap();
        tx.query("update panel_submission set until = $1").bind(At(scene.now)).run().await.unwrap();
        assert_eq!(state(&mut tx).await, (true, false, Some(RoundStep::Send)));
    }
}

#[tokio::test]
async fn each_member_of_the_board_has_to_do_what_it_reads_but_for_their_own_organisation() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let own = join_board(&mut tx, &scene, "chair@northmoor.example").await;
        let board = person(&scene, "board");
        choose(&mut tx, &scene).await.unwrap();
        let of = async |tx: &mut Tx, person: PersonId, role: CharterRole| {
            let relation = testing::relation(Author::Person(person), Some(role), None, None);
            let may = Permit::<ReadRegister>::ask(&relation, AtCharter).unwrap();
            duties::of_reader(tx, &may).await.unwrap()
        };
        let round = scene.open().round;
        assert_eq!(of(&mut tx, board, CharterRole::Board).await, [(round, ReviewStep::Reading)]);
        assert_eq!(of(&mut tx, own, CharterRole::Board).await, []);
        assert_eq!(of(&mut tx, person(&scene, "secretariat"), CharterRole::Secretariat).await, []);
        begin(&mut tx, &scene, board).await;
        let all = duties::in_round(&mut tx, &testing::program(), round).await.unwrap();
        let found: Vec<_> = all.iter().map(|(to, steps)| (to.person, &steps[..])).collect();
        assert_eq!(found, [(board, &[ReviewStep::Drafting][..])]);
        assert!(duties::in_round(&mut tx, &testing::program(), scene.world.rounds[1]).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_text_that_nobody_confirmed_is_not_ready_when_the_account_of_its_author_is_deleted() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        choose(&mut tx, &scene).await.unwrap();
        let author = join_board(&mut tx, &scene, "second@board.example").await;
        begin(&mut tx, &scene, author).await;
        write(&mut tx, &scene, author).await;
        let keep = Permit::<KeepAccount>::ask(
            &testing::relation(Author::Person(author), Some(CharterRole::Board), None, None),
            AtAccount,
        );
        let keep = testing::lock(&mut tx, &keep.unwrap()).await;
        personal::erase(&mut tx, &keep, scene.now + 1.second()).await.unwrap();
        assert_eq!(step(&mut tx, &scene).await, ReviewStep::Drafting);
        let secretariat = person(&scene, "secretariat");
        assert!(ask::<DecideOnFeedback>(&mut tx, &scene, secretariat).await.is_err());
        assert!(confirm(&mut tx, &scene, person(&scene, "board"), 2).await);
        assert!(ask::<DecideOnFeedback>(&mut tx, &scene, secretariat).await.is_ok());
    }
}
