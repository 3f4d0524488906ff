//! Findings, on both databases.

use jiff::Timestamp;
use model::{
    assessment::hesa::Rounded,
    consultation::{ConsultationStep, finding::FindingOutcome},
    core::{
        dates::day,
        permit::{AtAssessment, AtConsultation},
    },
};
use store::{
    consultation::{
        consultations,
        findings::{self, PublishedFinding, SortInto},
    },
    public,
};
use testing::world::{World, consultations::permit};

#[tokio::test]
async fn written_comments_are_sorted_and_findings_decided_and_published() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let (organisation, action) = (world.organisation, world.actions[4]);
        let at = AtConsultation { organisation, consultation: world.consultations[2], step: ConsultationStep::Closed };
        let remarks: Vec<_> = consultations::written_comments(&mut tx, &permit(at))
            .await
            .unwrap()
            .into_iter()
            .map(|(id, _)| id)
            .collect();
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::sort(&mut tx, &may, &remarks[..7], &SortInto::Known(world.finding), now).await.unwrap();
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::sort(&mut tx, &may, &remarks[6..8], &SortInto::New("More light".into()), now).await.unwrap();
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::sort(&mut tx, &may, &remarks[..1], &SortInto::None, now).await.unwrap();
        let all = findings::list(&mut tx, &permit(at)).await.unwrap();
        assert_eq!(all.iter().map(|one| one.remarks).collect::<Vec<_>>(), [5, 2]);
        assert_eq!(findings::sorted(&mut tx, &permit(at)).await.unwrap().len(), 7);

        let (revision, because) = (1, &FindingOutcome::Nothing("No funds".into()));
        let may = testing::lock(&mut tx, &permit(at)).await;
        assert!(findings::decide(&mut tx, &may, world.finding, revision, "Dark stairs", because, now).await.unwrap());
        let may = testing::lock(&mut tx, &permit(at)).await;
        assert!(!findings::decide(&mut tx, &may, world.finding, revision, "Late", because, now).await.unwrap());
        let actions = FindingOutcome::Actions(vec![action]);
        let may = testing::lock(&mut tx, &permit(at)).await;
        assert!(findings::decide(&mut tx, &may, all[1].id, 1, "More light", &actions, now).await.unwrap());
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::link_action(&mut tx, &may, world.finding, action).await.unwrap();
        let all = findings::list(&mut tx, &permit(at)).await.unwrap();
        assert!(all.iter().all(|one| one.outcome == actions), "an action removes the reason for no action");

        assert!(findings::published_consultations(&mut tx, organisation).await.unwrap().is_empty());
        assert!(!public::signatory(&mut tx, "northmoor").await.unwrap().unwrap().has_findings);
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::publish(&mut tx, &may, Some(day(now)), now).await.unwrap();
        assert_eq!(findings::published(&mut tx, &permit(at)).await.unwrap(), Some(day(now)));
        assert!(public::signatory(&mut tx, "northmoor").await.unwrap().unwrap().has_findings);
        let shown = findings::published_consultations(&mut tx, organisation).await.unwrap().remove(0);
        assert_eq!(shown.answered, Rounded::of(12));
        let mut expected = PublishedFinding {
            words: "Dark stairs".into(),
            comments: Rounded::of(5),
            outcome: actions.clone(),
            planned: [action].into(),
        };
        assert_eq!(shown.findings[0], expected);
        let withdrawn = "update plan_action set ended = 'withdrawn', ended_reason = 'No funds' where action_id = $1";
        tx.query(withdrawn).bind(action.0).run().await.unwrap();
        expected.planned.clear();
        let shown = findings::published_consultations(&mut tx, organisation).await.unwrap().remove(0);
        assert_eq!(shown.findings[0], expected, "it has left the plan");

        let (assessment, _) = world.assessments[0];
        let place = AtAssessment { organisation, assessment, step: model::assessment::Step::Drafting, shared: None };
        let held = findings::held(&mut tx, &permit(place)).await.unwrap().remove(0);
        assert_eq!((held.turnout.answered, held.turnout.invited, held.findings.len()), (12, Some(40), 2));
        assert_eq!(held.findings[0].actions, ["Count everyone in 2028"]);
        let may = testing::lock(&mut tx, &permit(at)).await;
        findings::publish(&mut tx, &may, None, now).await.unwrap();
        assert!(findings::published_consultations(&mut tx, organisation).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn nothing_of_another_consultation_is_touched() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let organisation = world.organisation;
        let own = AtConsultation { organisation, consultation: world.consultations[2], step: ConsultationStep::Closed };
        let other = AtConsultation { consultation: world.consultations[1], ..own };
        let (remark, _) = consultations::written_comments(&mut tx, &permit(own)).await.unwrap().remove(0);
        let may = testing::lock(&mut tx, &permit(own)).await;
        findings::sort(&mut tx, &may, &[remark], &SortInto::Known(world.finding), now).await.unwrap();
        // It is closed too, so that the permit is granted.
        tx.query("update consultation set step = 'closed', closed_on = opened_on, tally = (select tally from consultation where id = $2) where id = $1")
            .bind(other.consultation.0)
            .bind(own.consultation.0)
            .run()
            .await
            .unwrap();
        let may = testing::lock(&mut tx, &permit(other)).await;
        findings::sort(&mut tx, &may, &[remark], &SortInto::None, now).await.unwrap();
        findings::link_action(&mut tx, &may, world.finding, world.actions[0]).await.unwrap();
        assert!(
            !findings::decide(&mut tx, &may, world.finding, 1, "x", &FindingOutcome::Undecided, now).await.unwrap()
        );
        let all = findings::list(&mut tx, &permit(own)).await.unwrap();
        assert_eq!((all[0].remarks, &all[0].outcome), (1, &FindingOutcome::Undecided));
    }
}
