//! What the pages say when the key of the responses is damaged, and how a lead closes such a consultation.

use crate::support::TestServer;
use axum::http::StatusCode;

/// Lets the open consultation of the world have been encrypted with another key than the one that is there.
async fn damage(server: &TestServer) -> String {
    let id = server.world.consultations[1];
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update consultation set key_check = 'of another key' where id = $1").bind(id.0).run().await.unwrap();
    tx.commit().await.unwrap();
    format!("/consultations/{id}")
}

#[tokio::test]
async fn a_consultation_whose_key_is_damaged_can_be_closed_without_results_after_its_last_day() {
    let server = TestServer::new().await;
    let (mut lead, mut phone) = (server.browser("lead"), server.browser("nobody"));
    let respond = format!("/respond/{}", server.world.codes[0]);
    assert_eq!(phone.post(&respond, &[("form", "a"), ("q5", "More light")]).await.status, StatusCode::SEE_OTHER);
    let here = damage(&server).await;
    let refused = phone.post(&respond, &[("form", "b"), ("q5", "Less light")]).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.body.contains("Less light</textarea>"), "what was typed is not lost");
    for persona in ["lead", "contributor"] {
        let page = server.browser(persona).get(&here).await.body;
        assert!(page.contains("is damaged, or a different one"), "{persona}: {page}");
        assert!(!page.contains("Close without results"), "{persona}: the right key can be found again");
    }
    let discard = [("few", "yes"), ("discard", "yes")];
    let early = lead.post(&format!("{here}/closing"), &discard).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut tx = server.app.db.write().await.unwrap();
    tx.query("update consultation set closes_on = '2026-01-01' where step = 'open'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = lead.get(&here).await.body;
    assert!(page.contains("Close without results") && page.contains("The responses are deleted unread"), "{page}");
    let wrong = lead.post(&format!("{here}/closing"), &[("few", "yes")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is deleted without having been told");
    for persona in ["contributor", "secretariat", "board"] {
        let refused = server.browser(persona).post(&format!("{here}/closing"), &discard).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{persona}");
    }
    let closed = lead.post(&format!("{here}/closing"), &discard).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    let page = lead.get(&here).await.body;
    assert!(page.contains("Consultation closed without results. Responses deleted unread: 1."), "{page}");
    for path in [here.clone(), format!("{here}/results")] {
        let page = lead.get(&path).await.body;
        assert!(page.contains("1 response was deleted unread"), "{page}");
    }
    assert!(page.contains("has not been destroyed yet"), "the right key may be somewhere else: {page}");
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(history.contains("without results, because the key of its responses is missing or damaged"), "{history}");
}
