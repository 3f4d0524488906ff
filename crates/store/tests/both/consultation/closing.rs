//! Closing consultations, on both databases: responses are counted once, and joined to no person.

use super::consultations::{Scene, response, sent};
use jiff::ToSpan as _;
use model::{
    consultation::{ConsultationState, ConsultationStep, count::WrittenCommentSubject, results::results},
    core::{
        dates::day,
        permit::{AtConsultation, AtOrganisation},
    },
};
use store::{
    consultation::consultations::{self, ClosingOutcome, NotClosed, WithoutKey},
    core::events,
};
use testing::world::consultations::permit;

#[tokio::test]
async fn closing_counts_everything_and_keeps_neither_responses_nor_names_with_them() {
    for scene in Scene::all().await {
        let (at, today) = (scene.at(ConsultationStep::Open), day(scene.now));
        let mut tx = scene.db.write().await.unwrap();
        let written: Vec<String> = (0..30).map(|number| format!("Words {number:02}")).collect();
        for text in &written {
            consultations::record_response(&mut tx, at.consultation, today, sent(text), &response(text))
                .await
                .unwrap()
                .unwrap();
            consultations::add_contact_details(&mut tx, at.consultation, today, text).await.unwrap().unwrap();
        }
        let may = testing::lock(&mut tx, &permit(at)).await;
        let closed = consultations::close(&mut tx, &may, WithoutKey::Wait, today, scene.now).await;
        assert_eq!(closed.unwrap(), Ok(ClosingOutcome::Counted(30)));
        let again = consultations::close(&mut tx, &may, WithoutKey::Wait, today, scene.now).await;
        assert_eq!(again.unwrap(), Err(NotClosed::Already), "once");
        let (left,): (i64,) = tx.query("select cast(count(*) as bigint) from response").one().await.unwrap();
        assert_eq!(left, 0);
        let closed = AtConsultation { step: ConsultationStep::Closed, ..at };
        let consultation = consultations::read(&mut tx, &permit(closed)).await.unwrap();
        let ConsultationState::Closed(opened, closed_as) = &consultation.state else { panic!("it is closed") };
        assert_eq!(results(&consultation.asked, &opened.offered, &closed_as.tally).answered, 30);
        // Every text is there, and neither in the order in which it was sent nor in that of the table.
        let remarks = consultations::written_comments(&mut tx, &permit(closed)).await.unwrap();
        let names = consultations::follow_ups(&mut tx, &permit(closed)).await.unwrap();
        let stored: Vec<(String,)> = tx
            .query("select words from written_comment where consultation_id = $1")
            .bind(at.consultation.0)
            .all()
            .await
            .unwrap();
        let shown: Vec<String> = remarks.iter().map(|(_, remark)| remark.words.clone()).collect();
        for found in [shown, names.clone(), stored.into_iter().map(|(words,)| words).collect()] {
            assert_ne!(found, written);
            let mut sorted = found;
            sorted.sort();
            assert_eq!(sorted, written);
        }
        assert!(
            remarks
                .iter()
                .all(|(id, remark)| id.get_version_num() == 4 && remark.about == WrittenCommentSubject::Question(5))
        );
        let may = permit(AtOrganisation { organisation: at.organisation });
        let events = events::of_organisation(&mut tx, &may, &events::EventFilter::default(), None).await.unwrap();
        assert!(!format!("{events:?}").contains("Words"));
    }
}

#[tokio::test]
async fn responses_sent_while_it_is_closed_are_counted_or_refused_and_never_lost() {
    for scene in Scene::all().await {
        let (at, today) = (scene.at(ConsultationStep::Open), day(scene.now));
        let people: Vec<_> = (0..40)
            .map(|number| {
                let db = scene.db.clone();
                tokio::spawn(async move {
                    let mut tx = db.write().await.unwrap();
                    let text = number.to_string();
                    let taken =
                        consultations::record_response(&mut tx, at.consultation, today, sent(&text), &response(&text))
                            .await
                            .unwrap();
                    tokio::task::yield_now().await;
                    tx.commit().await.unwrap();
                    u32::from(taken.is_ok())
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let mut tx = scene.db.write().await.unwrap();
        let may = testing::lock(&mut tx, &permit(at)).await;
        let counted = consultations::close(&mut tx, &may, WithoutKey::Wait, today, scene.now).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let mut taken = 0;
        for one in people {
            taken += one.await.unwrap();
        }
        let mut tx = scene.db.read().await.unwrap();
        let (left,): (i64,) = tx.query("select cast(count(*) as bigint) from response").one().await.unwrap();
        assert_eq!((counted, left), (ClosingOutcome::Counted(taken), 0));
    }
}

/// Those whose key is lost stay open after their last day, however many there are.
#[tokio::test]
async fn many_consultations_that_cannot_be_closed_do_not_keep_others_open() {
    for scene in Scene::all().await {
        let (at, today) = (scene.at(ConsultationStep::Open), day(scene.now));
        let mut tx = scene.db.write().await.unwrap();
        for _ in 0..120 {
            tx.query(
                "insert into consultation (id, organisation_id, step, title, closes_on, asked, created_at, code, opened_on, offered)
                 select $1, organisation_id, 'open', 'Lost', opened_on, asked, created_at, $2, opened_on, offered from consultation where id = $3",
            )
            .bind(store::core::ids::unordered())
            .bind(store::core::secrets::new())
            .bind(at.consultation.0)
            .run()
            .await
            .unwrap();
        }
        let late = today.saturating_add(1.month());
        let mut overdue = consultations::overdue(&mut tx, &testing::program(), late, None).await.unwrap();
        assert_eq!(overdue.len(), consultations::OVERDUE_BATCH);
        let last = overdue.last().map(|at| at.consultation);
        overdue.extend(consultations::overdue(&mut tx, &testing::program(), late, last).await.unwrap());
        assert_eq!(overdue.len(), 121);
        assert!(overdue.contains(&at));
    }
}
