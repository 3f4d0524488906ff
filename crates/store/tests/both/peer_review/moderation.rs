//! Moderation on both databases: the steps of submissions and of their round, what a moderator reads, and who is left out.

use super::{
    feedback::{agreed, approve, decide, send},
    feedback_drafts::{begun, read},
    reviews::{ask, complete, member},
    rounds::{Scene, ask as at},
};
use model::{
    core::permit::{CharterRole, ModerateFeedback, Permit, ReadFeedbackDraft, ReadModeration, ReadRound},
    peer_review::{
        feedback::draft::DraftField,
        feedback::moderation::ModerationStep,
        round::{RoundState, RoundStep},
    },
    team::comment::CommentText,
};
use store::{
    Tx,
    core::{relation, values::At},
    peer_review::{feedback, feedback::moderation, reminding, rounds},
};
use testing::world::panels;

/// What a persona reads in the open round.
async fn reads(tx: &mut Tx, scene: &Scene, persona: &str) -> Permit<ReadModeration> {
    let person = scene.world.persona(persona).person.unwrap();
    let found = relation::at_round(tx, person, scene.world.rounds[0]).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

/// The step of the one submission, and the last step of the round that is done.
async fn steps(tx: &mut Tx, scene: &Scene) -> (Option<ModerationStep>, Option<RoundStep>) {
    let may = reads(tx, scene, "secretariat").await;
    let list = moderation::list(tx, &may).await.unwrap();
    let round = rounds::read(tx, &at::<ReadRound>(scene.open())).await.unwrap();
    (list.first().map(|one| one.step), round.done)
}

#[tokio::test]
async fn each_step_follows_from_what_is_done_for_the_submission_and_for_the_round() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Reading), Some(RoundStep::Allocate)));
        complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Reading), Some(RoundStep::Allocate)));
        complete(&mut tx, &scene, colleague, "Clean", scene.now).await;
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Reading), Some(RoundStep::Read)));
    }
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        begun(&mut tx, &scene).await;
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Drafting), Some(RoundStep::Read)));
    }
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let awaits =
            async |tx: &mut Tx| rounds::read(tx, &at::<ReadRound>(scene.open())).await.unwrap().awaits_moderation;
        assert!(!awaits(&mut tx).await);
        agreed(&mut tx, &scene).await;
        assert!(awaits(&mut tx).await);
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Agreed), Some(RoundStep::Agree)));
        approve(&mut tx, &scene).await;
        assert!(!awaits(&mut tx).await);
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Approved), Some(RoundStep::Moderate)));
        let secretariat = reads(&mut tx, &scene, "secretariat").await;
        let to_send = feedback::to_send(&mut tx, &secretariat).await.unwrap();
        assert_eq!(to_send[0].1, "Northmoor University");
        send(&mut tx, &scene).await;
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Sent), Some(RoundStep::Send)));
        let round = rounds::read(&mut tx, &at::<ReadRound>(scene.open())).await.unwrap();
        assert_eq!(round.state(model::core::dates::day(scene.now)), RoundState::Finished);
    }
}

#[tokio::test]
async fn a_round_whose_last_submission_was_returned_for_changes_is_finished() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        tx.query("update assessment set step = 'drafting' where id = $1")
            .bind(scene.world.assessments[4].0.0)
            .run()
            .await
            .unwrap();
        assert_eq!(steps(&mut tx, &scene).await, (None, Some(RoundStep::Send)));
        tx.query("delete from panel_submission").run().await.unwrap();
        tx.query("delete from panel_member").run().await.unwrap();
        tx.query("delete from panel").run().await.unwrap();
        assert_eq!(steps(&mut tx, &scene).await, (None, None), "one without panels is not allocated");
    }
}

#[tokio::test]
async fn a_returned_draft_shows_the_comment_to_its_panel_until_it_is_approved() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = agreed(&mut tx, &scene).await;
        let version = read(&mut tx, &scene).await.text().version();
        let may = decide(&mut tx, &scene).await;
        let comment = CommentText::parse("Say where").unwrap();
        let id = feedback::return_to_panel(&mut tx, &may, version, &comment, scene.now).await.unwrap().unwrap();
        assert_eq!(steps(&mut tx, &scene).await, (Some(ModerationStep::Returned), Some(RoundStep::Read)));
        let own = ask::<ReadFeedbackDraft>(&mut tx, &scene, colleague).await.unwrap();
        let returned = moderation::returned(&mut tx, &own).await.unwrap();
        assert_eq!(returned, Some((scene.now, "Say where".to_owned())));
        let secretariat = scene.world.persona("secretariat").person.unwrap();
        let may = ask::<ModerateFeedback>(&mut tx, &scene, secretariat).await.unwrap();
        let decisions = moderation::decisions(&mut tx, &may).await.unwrap();
        assert!(decisions.len() == 1 && !decisions[0].is_approval && decisions[0].comment == "Say where");
        let program = testing::program();
        let told = feedback::returned_draft(&mut tx, &program, id).await.unwrap().unwrap();
        assert_eq!((told.name.as_str(), told.members.len()), ("Northmoor University", 2));
        tx.query("insert into declared_conflict (person_id, organisation_id, reason, declared_at) values ($1, $2, 'A friend', $3)")
            .bind(colleague.0)
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let told = feedback::returned_draft(&mut tx, &program, id).await.unwrap().unwrap();
        assert_eq!(told.members.len(), 1, "who has a conflict of interest hears nothing");
    }
}

#[tokio::test]
async fn a_member_of_the_board_who_works_there_reads_neither_the_step_nor_the_text() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        let board = reads(&mut tx, &scene, "board").await;
        assert_eq!(moderation::list(&mut tx, &board).await.unwrap().len(), 1);
        let texts = moderation::texts(&mut tx, &board).await.unwrap();
        assert_eq!(texts[&scene.world.assessments[4].0].of(&DraftField::Opening), "Thank you");
        tx.query("insert into email_domain (organisation_id, domain, recorded_at) values ($1, 'assay.example', $2)")
            .bind(scene.world.organisation.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert!(moderation::list(&mut tx, &board).await.unwrap().is_empty());
        assert!(moderation::texts(&mut tx, &board).await.unwrap().is_empty());
        assert!(feedback::to_send(&mut tx, &board).await.unwrap().is_empty());
        let person = scene.world.persona("board").person.unwrap();
        assert!(ask::<ModerateFeedback>(&mut tx, &scene, person).await.is_err());
        let secretariat = reads(&mut tx, &scene, "secretariat").await;
        assert_eq!(moderation::list(&mut tx, &secretariat).await.unwrap().len(), 1, "the secretariat knows them all");
    }
}

#[tokio::test]
async fn sent_feedback_tells_its_leads_and_its_panel_and_moderators_are_known() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        approve(&mut tx, &scene).await;
        let program = testing::program();
        let sent = send(&mut tx, &scene).await;
        let told = feedback::told(&mut tx, &program, sent[0].feedback).await.unwrap().unwrap();
        let leads: Vec<&str> = told.leads.iter().map(|one| one.email.as_str()).collect();
        assert_eq!((leads, told.members.len()), (vec!["lead@assay.example"], 2));
        let moderators = reminding::moderators(&mut tx, &program).await.unwrap();
        let roles: Vec<CharterRole> = moderators.into_iter().map(|(_, role)| role).collect();
        assert!(roles.contains(&CharterRole::Board) && roles.contains(&CharterRole::Secretariat));
        let to = (scene.world.rounds[0], member(&scene));
        assert!(reminding::is_first_of(&mut tx, &program, to, "feedback-sent", scene.now).await.unwrap());
        assert!(!reminding::is_first_of(&mut tx, &program, to, "feedback-sent", scene.now).await.unwrap());
    }
}

#[tokio::test]
async fn a_member_of_the_board_does_not_moderate_what_the_reviewers_of_their_organisation_wrote_about_others() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        agreed(&mut tx, &scene).await;
        let board = scene.world.persona("board").person.unwrap();
        let submission = scene.world.assessments[4].0;
        let moderates = async |tx: &mut Tx| {
            let found = relation::at_review(tx, board, (scene.world.panel, submission)).await.unwrap().unwrap();
            let may = reads(tx, &scene, "board").await;
            let listed = moderation::list(tx, &may).await.unwrap().len();
            (Permit::<ModerateFeedback>::ask(&found.relation, found.place).is_ok(), listed)
        };
        assert_eq!(moderates(&mut tx).await, (true, 1));
        // The panel has a second submission, of an organisation that the member of the board declared.
        tx.query(
            "insert into declared_conflict (person_id, organisation_id, reason, declared_at)
             select $1, o.id, 'Married', $2 from organisation o where o.slug = 'eastfell'",
        )
        .bind(board.0)
        .bind(At(scene.now))
        .run()
        .await
        .unwrap();
        assert_eq!(moderates(&mut tx).await, (true, 1));
        let second = scene.world.assessments[0].0;
        tx.query("update assessment set organisation_id = (select id from organisation where slug = 'eastfell') where id = $1")
            .bind(second.0)
            .run()
            .await
            .unwrap();
        tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
            .bind(scene.world.panel.0)
            .bind(second.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        assert_eq!(moderates(&mut tx).await, (false, 0));
    }
}
