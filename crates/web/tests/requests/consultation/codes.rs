//! Single-use codes: who gives them out, how they are used, and what the pages say about them.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;

/// Opens the draft of the world, which has codes for 40 people. Returns its address, and the one where people respond.
async fn open(server: &TestServer, lead: &mut Browser) -> (String, String) {
    let here = format!("/consultations/{}", server.world.consultations[0]);
    assert_eq!(lead.post(&format!("{here}/opening"), &[]).await.status, StatusCode::SEE_OTHER);
    let page = lead.get(&here).await.body;
    let (_, rest) = page.split_once("http://assay.test/respond/").unwrap();
    let address = format!("/respond/{}", rest.split_once('"').unwrap().0);
    (here, address)
}

/// The codes on a page of slips.
fn codes(page: &Response) -> Vec<String> {
    page.body.split("class=\"slip-code\">").skip(1).map(|rest| rest.split_once('<').unwrap().0.to_owned()).collect()
}

async fn print(lead: &mut Browser, here: &str, number: &str) -> Response {
    lead.post(&format!("{here}/codes/slips"), &[("slips", number)]).await
}

#[tokio::test]
async fn slips_are_shown_once_and_each_code_works_once() {
    let server = TestServer::new().await;
    let (mut lead, mut phone) = (server.browser("lead"), server.browser("nobody"));
    let (here, address) = open(&server, &mut lead).await;
    let before = server.app.db.queries();
    let page = lead.get(&format!("{here}/codes")).await;
    assert!(server.app.db.queries() - before <= 6);
    assert!(page.body.contains("The people who print the slips could respond with some of them"), "{}", page.body);
    let printed = print(&mut lead, &here, "12").await;
    assert_eq!(printed.status, StatusCode::OK);
    let codes = codes(&printed);
    assert_eq!(codes.len(), 12);
    assert!(printed.body.contains("<svg class=\"qr\"") && !printed.body.contains(" style="));
    assert!(!lead.get(&format!("{here}/codes")).await.body.contains(&codes[0]), "it cannot be read again");

    let slip = phone.get(&format!("{address}?slip={}", codes[0])).await.body;
    assert!(slip.contains("This code has not been used.") && slip.contains(&format!("value=\"{}\"", codes[0])));
    assert!(
        slip.contains("12 codes were given out: on printed slips. The organisation says that it invited 40 people.")
    );
    let without = phone.post(&address, &[("form", "a"), ("q5", "More light")]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(without.body.contains("href=\"#slip\"") && without.body.contains("More light</textarea>"));
    let mut check = async |slip: &str| {
        let typed = [("form", "a"), ("slip", slip), ("q5", "More light"), ("then", "check-code")];
        let page = phone.post(&address, &typed).await.body;
        assert!(page.contains("More light</textarea>"), "what was typed stays: {page}");
        page
    };
    assert!(check(&codes[0]).await.contains("This code has not been used."));
    assert!(check("").await.contains("Enter the code on your slip"));
    assert!(check("aaaa-bbbb-cccc").await.contains("This is not a code of this consultation."));
    assert!(check("zzzz-zzzz-zzzz").await.contains("This code has been used, or is not a code of this consultation."));
    let with = [("form", "a"), ("slip", codes[0].as_str()), ("q5", "More light")];
    assert_eq!(phone.post(&address, &with).await.status, StatusCode::SEE_OTHER);
    let again = [("form", "b"), ("slip", codes[0].as_str()), ("q5", "Less light")];
    let refused = phone.post(&address, &again).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("This code has been used") && refused.body.contains("Less light</textarea>"));
    assert!(phone.get(&format!("{address}?slip={}", codes[0])).await.body.contains("This code has been used"));
    assert!(lead.get(&here).await.body.contains("1 of 40 invited people responded so far"));
}

#[tokio::test]
async fn codes_are_sent_to_a_list_that_is_then_forgotten() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let (here, _) = open(&server, &mut lead).await;
    let list: Vec<String> = (0..10).map(|number| format!("keeper{number}@coast.example")).collect();
    let few = lead.post(&format!("{here}/codes/emails"), &[("addresses", &list[..3].join("\n"))]).await;
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(few.body.contains("href=\"#addresses\"") && few.body.contains("keeper2@coast.example"));
    let sent = lead.post(&format!("{here}/codes/emails"), &[("addresses", &list.join("\n"))]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    let mut tx = server.app.db.read().await.unwrap();
    let emails: Vec<(String, bool)> =
        tx.query("select body, forget from email where recipient like 'keeper%'").all().await.unwrap();
    assert!(emails.len() == 10 && emails.iter().all(|(body, forget)| *forget && body.contains("?slip=")));
    let events: Vec<(String,)> = tx.query("select cast(what as text) from event").all().await.unwrap();
    assert!(events.iter().all(|(what,)| !what.contains("keeper1@")));
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(history.contains("sent 10 single-use codes by email") && !history.contains("coast.example"));
}

#[tokio::test]
async fn a_lead_sees_how_many_codes_could_not_be_delivered_and_not_to_whom() {
    let server = TestServer::new().await;
    let (mut lead, mut phone) = (server.browser("lead"), server.browser("nobody"));
    let (here, address) = open(&server, &mut lead).await;
    let list: Vec<String> = (0..10).map(|number| format!("keeper{number}@coast.example")).collect();
    lead.post(&format!("{here}/codes/emails"), &[("addresses", &list.join("\n"))]).await;
    assert!(!lead.get(&format!("{here}/codes")).await.body.contains("emails with codes could not be delivered"));
    let mut tx = server.app.db.write().await.unwrap();
    let refused: Vec<(uuid::Uuid,)> = tx
        .query("select id from email where recipient in ('keeper3@coast.example', 'keeper7@coast.example')")
        .all()
        .await
        .unwrap();
    for (id,) in refused {
        store::work::emails::give_up(&mut tx, &testing::program(), id, "550 no keeper3", server.app.clock.now())
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let sentence = "2 of 10 emails with codes could not be delivered";
    for page in [format!("{here}/codes"), here.clone()] {
        let page = lead.get(&page).await.body;
        assert!(page.contains(sentence) && !page.contains("keeper3") && !page.contains("keeper7"), "{page}");
    }
    assert!(phone.get(&address).await.body.contains(sentence), "everyone who responds sees it too");
    let history = lead.get(&format!("/organisations/{}/activity", server.world.organisation)).await.body;
    assert!(!history.contains("could not be delivered"), "no event says when");
}

#[tokio::test]
async fn only_a_lead_gives_out_codes_while_it_is_open_and_within_the_number_invited() {
    let server = TestServer::new().await;
    let mut lead = server.browser("lead");
    let draft = format!("/consultations/{}", server.world.consultations[0]);
    assert_eq!(print(&mut lead, &draft, "12").await.status, StatusCode::FORBIDDEN, "it is not open");
    let (here, _) = open(&server, &mut lead).await;
    for persona in ["contributor", "secretariat", "board"] {
        assert_eq!(print(&mut server.browser(persona), &here, "12").await.status, StatusCode::FORBIDDEN, "{persona}");
    }
    for wrong in ["9", "41", "", "all"] {
        let refused = print(&mut lead, &here, wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(refused.body.contains("from 10 to 40"));
    }
    assert_eq!(codes(&print(&mut lead, &here, "35").await).len(), 35);
    assert!(lead.get(&format!("{here}/codes")).await.body.contains("Codes have been given out for everyone invited"));
    let fewer = lead.post(&format!("{here}/invited"), &[("invited", "20")]).await;
    assert!(fewer.body.contains("must be 35 or more"), "{}", fewer.body);
    let cancelled = lead.post(&format!("{here}/codes/cancelling"), &[]).await;
    assert_eq!(cancelled.status, StatusCode::SEE_OTHER);
    assert!(lead.get(&format!("{here}/codes")).await.body.contains("Of these, 35 were cancelled"));
    let with_link = format!("/consultations/{}/codes", server.world.consultations[1]);
    assert_eq!(lead.get(&with_link).await.status, StatusCode::NOT_FOUND, "it has an open link");
}

/// A person who sends many requests uses up the limit of the network that they share with others.
#[tokio::test]
async fn a_person_with_a_code_responds_although_the_limit_of_their_network_is_used_up() {
    let server = TestServer::new().await;
    let (mut lead, mut phone) = (server.browser("lead"), server.browser("nobody"));
    let (here, address) = open(&server, &mut lead).await;
    let codes = codes(&print(&mut lead, &here, "10").await);
    while server.app.response_limits.count(None).is_ok() {}
    let wrong = phone.get(&format!("{address}?slip=zzzz-zzzz-zzzz")).await;
    assert_eq!(wrong.status, StatusCode::TOO_MANY_REQUESTS, "trying codes is slowed down");
    assert_eq!(phone.get(&format!("{address}?slip={}", codes[0])).await.status, StatusCode::OK);
    let sent = phone.post(&address, &[("form", "a"), ("slip", codes[0].as_str()), ("q5", "More light")]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let again = phone.post(&address, &[("form", "b"), ("slip", codes[0].as_str()), ("q5", "More light")]).await;
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS, "it has been used");
}
