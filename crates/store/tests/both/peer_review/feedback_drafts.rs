//! The shared draft of a panel, on both databases.

use super::{
    reviews::{ask, complete, criteria, member},
    rounds::Scene,
};
use jiff::ToSpan as _;
use model::{
    PersonId,
    core::{
        permit::{
            AgreeToFeedbackDraft, BeginFeedbackDraft, Disagree, DiscussFeedbackDraft, ModerateFeedback,
            ReadFeedbackDraft, ReadPanelReviews, Refused, ReopenReview, WithdrawFeedbackAgreement, WriteFeedbackDraft,
        },
        saving::Draft,
    },
    peer_review::{feedback::draft::DraftField, meeting::PanelMeeting},
    team::comment::CommentText,
};
use store::{
    Tx,
    core::values::At,
    peer_review::{
        feedback_drafts::panel_comments,
        feedback_drafts::{self, DraftNotSaved, FeedbackDraft, NotAgreed},
        reviews,
    },
};
use testing::world::panels;

/// A scene in which both members of the panel have completed their reviews and the draft is begun. Returns the second member.
pub(super) async fn begun(tx: &mut Tx, scene: &Scene) -> PersonId {
    let colleague = panels::colleague(tx, &scene.world, scene.now).await.person.unwrap();
    complete(tx, scene, member(scene), "Bright", scene.now).await;
    complete(tx, scene, colleague, "Clean", scene.now).await;
    begin(tx, scene).await;
    colleague
}

async fn begin(tx: &mut Tx, scene: &Scene) {
    let may = ask::<BeginFeedbackDraft>(tx, scene, member(scene)).await.unwrap();
    let may = testing::lock(tx, &may).await;
    feedback_drafts::begin(tx, &may, &criteria(), scene.now).await.unwrap();
}

pub(super) async fn read(tx: &mut Tx, scene: &Scene) -> FeedbackDraft {
    let may = ask::<ReadFeedbackDraft>(tx, scene, member(scene)).await.unwrap();
    feedback_drafts::read(tx, &may).await.unwrap()
}

pub(super) async fn save(
    tx: &mut Tx,
    scene: &Scene,
    person: PersonId,
    (field, text, base): (&DraftField, &str, i64),
) -> Result<i64, String> {
    let may = ask::<WriteFeedbackDraft>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    let draft = Draft::new(text, base);
    match feedback_drafts::save(tx, &may, (field, &criteria()), &draft, scene.now).await.unwrap() {
        Ok(revision) => Ok(revision),
        Err(DraftNotSaved::Conflict(theirs)) => {
            feedback_drafts::set_aside(tx, &may, field, &draft, scene.now).await.unwrap();
            Err(theirs.text)
        }
    }
}

/// What the person set aside and has not decided about: the text, the version, and the one that it contains.
async fn undecided(tx: &mut Tx, scene: &Scene, person: PersonId) -> Vec<(String, i64, i64)> {
    let may = ask::<WriteFeedbackDraft>(tx, scene, person).await.unwrap();
    let asides = feedback_drafts::undecided(tx, &may).await.unwrap();
    asides.into_iter().map(|aside| (aside.name, aside.revision, aside.base)).collect()
}

/// Agrees to the current version, each time a second later.
pub(super) async fn agree(tx: &mut Tx, scene: &Scene, person: PersonId) -> Result<bool, NotAgreed> {
    let version = read(tx, scene).await.text().version();
    let (before,): (i64,) = tx.query("select cast(count(*) as bigint) from draft_agreement").one().await.unwrap();
    let may = ask::<AgreeToFeedbackDraft>(tx, scene, person).await.unwrap();
    let may = testing::lock(tx, &may).await;
    feedback_drafts::agree(tx, &may, &criteria(), version, scene.now + before.seconds()).await.unwrap()
}

pub(super) async fn sentences(tx: &mut Tx) -> Vec<String> {
    let rows: Vec<(sqlx::types::Json<model::work::event::EventKind>,)> =
        tx.query("select what from event order by id").all().await.unwrap();
    rows.into_iter().map(|(what,)| what.0.sentence(&testing::invented_charter())).collect()
}

#[tokio::test]
async fn a_draft_begins_with_the_complete_reviews_and_only_once() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let text = read(&mut tx, &scene).await.text();
        assert_eq!(text.of(&DraftField::Strengths("lamp".into())), "Bright\n\nClean");
        assert!(ask::<BeginFeedbackDraft>(&mut tx, &scene, colleague).await.is_err());
        let last = sentences(&mut tx).await.pop().unwrap();
        assert_eq!(last, "began the feedback draft for Northmoor University in the peer review round “Open round”");
    }
}

#[tokio::test]
async fn a_panel_may_decide_not_to_wait_and_who_is_late_reads_it_after_completing_their_own() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let late = panels::colleague(&mut tx, &scene.world, scene.now).await.person.unwrap();
        assert!(ask::<BeginFeedbackDraft>(&mut tx, &scene, late).await.is_err(), "without a review");
        complete(&mut tx, &scene, member(&scene), "Bright", scene.now).await;
        begin(&mut tx, &scene).await;
        assert!(sentences(&mut tx).await.pop().unwrap().ends_with(", without waiting for 1 review"));
        assert!(matches!(ask::<ReadFeedbackDraft>(&mut tx, &scene, late).await, Err(Refused::Forbidden(_))));
        complete(&mut tx, &scene, late, "Clean", scene.now).await;
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, late).await.is_ok());
    }
}

#[tokio::test]
async fn no_text_of_a_draft_is_overwritten_unseen() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let field = DraftField::Opening;
        assert_eq!(save(&mut tx, &scene, member(&scene), (&field, "Thank you", 0)).await, Ok(1));
        assert_eq!(save(&mut tx, &scene, colleague, (&field, "Hello", 0)).await, Err("Thank you".to_owned()));
        assert_eq!(undecided(&mut tx, &scene, colleague).await, [("opening".to_owned(), 2, 0)]);
        assert!(undecided(&mut tx, &scene, member(&scene)).await.is_empty(), "it is the colleague’s");
        let advice = DraftField::Advice("lamp".into());
        assert_eq!(save(&mut tx, &scene, colleague, (&advice, "Trim it", 0)).await, Ok(1), "fields do not conflict");
        assert_eq!(
            save(&mut tx, &scene, colleague, (&field, "Hello. Thank you", 1)).await,
            Ok(3),
            "after both were shown"
        );
        assert!(undecided(&mut tx, &scene, colleague).await.is_empty(), "it is decided");
        let may = ask::<ReadFeedbackDraft>(&mut tx, &scene, colleague).await.unwrap();
        for (text, base, is_untouched) in
            [("Thank you", 1, true), ("Thanks", 1, false), ("", 0, true), ("Hello", 0, false)]
        {
            let draft = Draft::new(text, base);
            let found = feedback_drafts::is_untouched(&mut tx, &may, &field, &draft).await.unwrap();
            assert_eq!(found, is_untouched, "{text} from {base}");
        }
        let versions = feedback_drafts::versions(&mut tx, &may, &field).await.unwrap();
        let texts: Vec<_> = versions.iter().map(|one| (one.text.as_str(), one.set_aside)).collect();
        assert_eq!(texts, [("Thank you", false), ("Hello", true), ("Hello. Thank you", false)]);
        let aside = feedback_drafts::version(&mut tx, &may, &field, 2).await.unwrap().unwrap();
        assert_eq!(aside.who.as_deref(), Some("Colleague Example"));
    }
}

#[tokio::test]
async fn a_draft_is_agreed_by_all_members_to_one_version_and_a_change_ends_that() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let me = member(&scene);
        assert_eq!(agree(&mut tx, &scene, me).await, Err(NotAgreed::Incomplete(vec!["Opening".to_owned()])));
        save(&mut tx, &scene, me, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
        assert_eq!(agree(&mut tx, &scene, me).await, Ok(false));
        assert_eq!(agree(&mut tx, &scene, me).await, Ok(false), "again is the same");
        let write = ask::<WriteFeedbackDraft>(&mut tx, &scene, me).await;
        assert!(write.is_err(), "who has agreed ends no agreement by a keystroke");
        save(&mut tx, &scene, colleague, (&DraftField::Opening, "Thank you!", 1)).await.unwrap();
        let last = sentences(&mut tx).await.pop().unwrap();
        assert!(last.starts_with("changed “Opening”") && last.ends_with(", which cancelled 1 agreement"), "{last}");
        assert_eq!(agree(&mut tx, &scene, colleague).await, Ok(false), "the first has to agree again");
        let may = ask::<AgreeToFeedbackDraft>(&mut tx, &scene, me).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        let other = model::core::canonical::Hash::of("another text");
        let refused = feedback_drafts::agree(&mut tx, &may, &criteria(), other, scene.now).await.unwrap();
        assert_eq!(refused, Err(NotAgreed::Changed));
        assert_eq!(agree(&mut tx, &scene, me).await, Ok(true));
        assert!(sentences(&mut tx).await.pop().unwrap().ends_with("The whole panel has agreed"));
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, me).await.is_err(), "what is agreed is not changed");
        assert!(ask::<ReopenReview>(&mut tx, &scene, me).await.is_err());
        let may = ask::<WithdrawFeedbackAgreement>(&mut tx, &scene, me).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert!(feedback_drafts::withdraw(&mut tx, &may, scene.now + 1.hour()).await.unwrap());
        assert!(!feedback_drafts::withdraw(&mut tx, &may, scene.now + 1.second()).await.unwrap(), "once");
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, me).await.is_ok());
    }
}

#[tokio::test]
async fn who_drops_out_is_not_waited_for_and_who_joins_has_to_agree() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let me = member(&scene);
        save(&mut tx, &scene, me, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
        agree(&mut tx, &scene, me).await.unwrap();
        tx.query("update panel_member set until = $2 where person_id = $1")
            .bind(colleague.0)
            .bind(At(scene.now))
            .run()
            .await
            .unwrap();
        let may = ask::<ReadPanelReviews>(&mut tx, &scene, me).await.unwrap();
        assert_eq!(feedback_drafts::members(&mut tx, &may).await.unwrap().len(), 1);
        assert!(ask::<WriteFeedbackDraft>(&mut tx, &scene, me).await.is_err(), "it is agreed now");
        panels::join(&mut tx, scene.world.panel, colleague, scene.now + 1.hour()).await;
        assert!(ask::<Disagree>(&mut tx, &scene, me).await.is_ok(), "it is not agreed any more");
    }
}

#[tokio::test]
async fn reopening_a_review_withdraws_the_agreement() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        begun(&mut tx, &scene).await;
        let me = member(&scene);
        save(&mut tx, &scene, me, (&DraftField::Opening, "Thank you", 0)).await.unwrap();
        agree(&mut tx, &scene, me).await.unwrap();
        let may = ask::<ReopenReview>(&mut tx, &scene, me).await.unwrap();
        let may = testing::lock(&mut tx, &may).await;
        reviews::reopen(&mut tx, &may, scene.now).await.unwrap();
        let may = ask::<ReadPanelReviews>(&mut tx, &scene, me).await.unwrap();
        let members = feedback_drafts::members(&mut tx, &may).await.unwrap();
        assert!(members.iter().all(|member| member.agreed.is_none()));
        assert!(ask::<AgreeToFeedbackDraft>(&mut tx, &scene, me).await.is_err());
    }
}

#[tokio::test]
async fn comments_and_disagreements_are_kept_for_the_panel_and_the_moderator() {
    for scene in Scene::with_panel().await {
        let mut tx = scene.db.write().await.unwrap();
        let colleague = begun(&mut tx, &scene).await;
        let text = CommentText::parse("I see it otherwise").unwrap();
        let discuss = ask::<DiscussFeedbackDraft>(&mut tx, &scene, colleague).await.unwrap();
        let discuss = testing::lock(&mut tx, &discuss).await;
        assert!(panel_comments::write(&mut tx, &discuss, &text, scene.now).await.unwrap());
        let meeting = PanelMeeting::parse("https://meet.example.org/lamp", "Tuesday").unwrap();
        feedback_drafts::suggest_meeting(&mut tx, &discuss, &meeting).await.unwrap();
        assert_eq!(read(&mut tx, &scene).await.meeting, meeting);
        let may = ask::<ReadFeedbackDraft>(&mut tx, &scene, member(&scene)).await.unwrap();
        let comments = panel_comments::list(&mut tx, &may).await.unwrap();
        assert_eq!(comments[0].text.as_deref(), Some("I see it otherwise"));
        let mine = ask::<DiscussFeedbackDraft>(&mut tx, &scene, member(&scene)).await.unwrap();
        let mine = testing::lock(&mut tx, &mine).await;
        assert!(!panel_comments::withdraw(&mut tx, &mine, comments[0].id, scene.now).await.unwrap(), "not theirs");
        assert!(panel_comments::withdraw(&mut tx, &discuss, comments[0].id, scene.now).await.unwrap());
        assert_eq!(panel_comments::list(&mut tx, &may).await.unwrap()[0].text, None);

        let write = ask::<Disagree>(&mut tx, &scene, colleague).await.unwrap();
        let write = testing::lock(&mut tx, &write).await;
        let lamp = "lamp".into();
        assert!(feedback_drafts::record_disagreement(&mut tx, &write, Some(&lamp), &text, scene.now).await.unwrap());
        let all = feedback_drafts::disagreements(&mut tx, &may).await.unwrap();
        let other = ask::<Disagree>(&mut tx, &scene, member(&scene)).await.unwrap();
        let other = testing::lock(&mut tx, &other).await;
        assert!(!feedback_drafts::settle_disagreement(&mut tx, &other, all[0].id, scene.now).await.unwrap());
        assert!(feedback_drafts::settle_disagreement(&mut tx, &write, all[0].id, scene.now).await.unwrap());
        let secretariat = scene.world.persona("secretariat").person.unwrap();
        let moderate = ask::<ModerateFeedback>(&mut tx, &scene, secretariat).await.unwrap();
        let kept = feedback_drafts::disagreements_to_moderate(&mut tx, &moderate).await.unwrap();
        assert!(kept[0].settled.is_some() && kept[0].text == "I see it otherwise");
        assert!(feedback_drafts::to_moderate(&mut tx, &moderate).await.unwrap().is_some());
        assert_eq!(feedback_drafts::members_to_moderate(&mut tx, &moderate).await.unwrap().len(), 2);
        assert_eq!(reviews::to_moderate(&mut tx, &moderate).await.unwrap().len(), 2);
    }
}
