//! Who can sign for the leader: what a lead, a contributor or a member of the secretariat might try, and what the leader can do besides
//! signing.

use super::sign_off::Desk;
use crate::support::{Answer, Browser};
use axum::http::StatusCode;
use store::core::values::At;

impl Desk {
    /// Locked and signed by the lead.
    async fn lead_signed() -> Self {
        let desk = Self::new().await;
        desk.lead().post(&desk.at("lock"), &[]).await;
        desk.sign_as_lead().await;
        desk
    }
    async fn ask_at(&self, email: &str) -> Answer {
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", email)];
        self.lead().post(&self.at("leader-request"), &fields).await
    }
    /// The subjects of the emails to an address, oldest first.
    async fn subjects(&self, to: &str) -> Vec<String> {
        let all = self.queued_emails().await;
        all.into_iter().filter(|(recipient, ..)| recipient == to).map(|(_, subject, _)| subject).collect()
    }
    /// The path of the last signing link that was sent to an address.
    async fn link_to(&self, to: &str) -> Option<String> {
        let all = self.queued_emails().await;
        let bodies = all.iter().rev().filter(|(recipient, ..)| recipient == to).map(|(_, _, body)| body);
        let mut links =
            bodies.filter_map(|body| body.lines().find_map(|line| line.strip_prefix("http://assay.test/leader/")));
        links.next().map(|secret| format!("/leader/{secret}"))
    }
    async fn count(&self, sql: &'static str) -> i64 {
        let mut tx = self.trial.app.db.read().await.unwrap();
        let (number,): (i64,) = tx.query(sql).bind(self.assessment.0).one().await.unwrap();
        number
    }
    async fn signatures(&self) -> i64 {
        self.count(
            "select cast(count(*) as bigint) from signature where assessment_id = $1 and role = 'leader' and voided_at is null",
        )
        .await
    }
    async fn links(&self) -> i64 {
        self.count("select cast(count(*) as bigint) from leader_link where assessment_id = $1 and ended_at is null")
            .await
    }
    async fn sign_by(&self, browser: &mut Browser, link: &str) -> Answer {
        let version = self.version().await;
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", &version), ("agree", "yes")];
        browser.post(link, &fields).await
    }
    async fn name_deputy(&self, link: &str, email: &str) -> Answer {
        let fields = [("name", "B. Deputy"), ("post", "Registrar"), ("email", email)];
        self.visitor().post(&format!("{link}/deputy"), &fields).await
    }
    /// The identity of the address that waits, from the secretariat's page.
    async fn waiting_address(&self) -> String {
        let page = self.trial.browser("secretariat").get(&self.at("signatory-address")).await.body;
        let (_, rest) = page.split_once("name=\"address\" value=\"").unwrap_or_else(|| panic!("{page}"));
        rest.split('"').next().unwrap().to_owned()
    }
    fn organisation(&self, path: &str) -> String {
        format!("/organisations/{}/{path}", self.trial.world.organisation)
    }
}

#[tokio::test]
async fn nobody_who_works_on_it_is_asked_to_sign_however_they_write_their_address() {
    let desk = Desk::lead_signed().await;
    let before = desk.queued_emails().await.len();
    for (address, why) in [
        ("lead@assay.example", "a member of the organisation"),
        ("Lead@Assay.example", "a member of the organisation"),
        ("lead+vice-chancellor@assay.example", "a member of the organisation"),
        ("contributor@assay.example", "a member of the organisation"),
        ("new@northmoor.example", "invited to the organisation"),
        ("new+1@northmoor.example", "invited to the organisation"),
        ("secretariat@assay.example", "a member of the secretariat"),
    ] {
        let answer = desk.ask_at(address).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(answer.body.contains(why), "{address}: {}", answer.body);
        assert!(answer.body.contains(&format!("value=\"{address}\"")), "what was typed stays");
    }
    assert_eq!((desk.links().await, desk.queued_emails().await.len()), (0, before), "nothing was made or sent");
    let page = desk.trial.browser("lead").get(&desk.organisation("profile")).await.body;
    assert!(page.contains("leader@northmoor.example"), "the leader is who they were");
}

#[tokio::test]
async fn the_profile_takes_no_members_address_for_the_leader() {
    let desk = Desk::new().await;
    let fields = [("revision", "1"), ("leader_name", "A. Sample"), ("leader_email", "lead+vc@assay.example")];
    let answer = desk.lead().post(&desk.organisation("profile"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("a member of the organisation"), "{}", answer.body);
}

#[tokio::test]
async fn an_address_at_another_domain_signs_only_after_the_secretariat_confirmed_it() {
    let desk = Desk::lead_signed().await;
    assert_eq!(desk.ask_at("a.sample@elsewhere.example").await.status, StatusCode::SEE_OTHER);
    let page = desk.page("lead").await;
    assert!(page.contains("Waiting for the secretariat to confirm the address"), "{page}");
    assert_eq!(
        (desk.links().await, desk.link_to("a.sample@elsewhere.example").await),
        (0, None),
        "nothing is sent to it"
    );
    assert!(desk.subjects("secretariat@assay.example").await.iter().any(|one| one.starts_with("Address to confirm")));

    // The lead cannot confirm it, nor can the board; the secretariat has it in its list.
    let refused =
        [("lead", StatusCode::NOT_FOUND), ("contributor", StatusCode::NOT_FOUND), ("board", StatusCode::FORBIDDEN)];
    for (persona, status) in refused {
        let mut browser = desk.trial.browser(persona);
        let path = desk.at("signatory-address/confirm");
        assert_eq!(browser.post(&path, &[("address", "x")]).await.status, status, "{persona}");
    }
    let mut secretariat = desk.trial.browser("secretariat");
    let list = secretariat.get("/organisations").await.body;
    assert!(
        list.contains("Northmoor University: confirm the email address of A. Sample.")
            && list.contains(&desk.at("signatory-address"))
    );
    let page = secretariat.get(&desk.at("signatory-address")).await.body;
    assert!(page.contains("a.sample@elsewhere.example") && page.contains("northmoor.example"), "{page}");

    let address = desk.waiting_address().await;
    let answer = secretariat.post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let link = desk.link_to("a.sample@elsewhere.example").await.expect("the link is sent now");
    assert!(desk.subjects("lead@assay.example").await.iter().any(|one| one.starts_with("Address confirmed")));
    let again = secretariat.post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert!(secretariat.get(again.location()).await.body.contains("The status changed before"), "a double click");
    assert_eq!(desk.links().await, 1);

    desk.sign_by(&mut desk.visitor(), &link).await;
    assert_eq!(desk.signatures().await, 1);
    for persona in ["lead", "board", "secretariat"] {
        let page = desk.page(persona).await;
        assert!(
            page.contains("a.sample@elsewhere.example: confirmed by secretariat Example of the secretariat on"),
            "{page}"
        );
    }
    assert!(!desk.page("contributor").await.contains("a.sample@elsewhere.example"));
}

#[tokio::test]
async fn a_confirmed_address_is_not_confirmed_again_for_the_same_person_but_is_for_another() {
    let desk = Desk::lead_signed().await;
    desk.ask_at("a.sample@elsewhere.example").await;
    let address = desk.waiting_address().await;
    desk.trial.browser("secretariat").post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    desk.ask_at("a.sample@elsewhere.example").await;
    assert_eq!(desk.links().await, 1, "a new link is sent at once");
    let fields = [("name", "B. Other"), ("post", "Vice-Chancellor"), ("email", "a.sample@elsewhere.example")];
    desk.lead().post(&desk.at("leader-request"), &fields).await;
    assert!(desk.page("lead").await.contains("Waiting for the secretariat to confirm the address"));
    assert_eq!(desk.links().await, 0);
}

#[tokio::test]
async fn a_refused_address_is_told_with_its_reason_and_never_signs() {
    let desk = Desk::lead_signed().await;
    desk.ask_at("a.sample@elsewhere.example").await;
    let address = desk.waiting_address().await;
    let mut secretariat = desk.trial.browser("secretariat");
    let refuse = desk.at("signatory-address/refuse");
    let answer = secretariat.post(&refuse, &[("address", &address), ("reason", " ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    secretariat.post(&refuse, &[("address", &address), ("reason", "A private mailbox")]).await;
    let page = desk.page("lead").await;
    assert!(
        page.contains(
            "The secretariat refused the email address a.sample@elsewhere.example. Reason: A private mailbox"
        ),
        "{page}"
    );
    let emails = desk.queued_emails().await;
    assert!(emails.iter().any(|(to, subject, body)| to == "lead@assay.example"
        && subject.starts_with("Address refused")
        && body.contains("A private mailbox")));
    let confirm = secretariat.post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!(confirm.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.links().await, 0);
    // Asked at a good address, the refusal is history.
    desk.ask().await;
    assert!(!desk.page("lead").await.contains("refused the email address"));
}

#[tokio::test]
async fn a_change_of_the_leaders_address_ends_the_old_link_and_is_told() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    let mut lead = desk.lead();
    let page = lead.get(&desk.organisation("profile")).await.body;
    let (_, rest) = page.split_once("name=\"revision\" value=\"").unwrap();
    let revision = rest.split('"').next().unwrap().to_owned();
    let fields = [
        ("revision", revision.as_str()),
        ("leader_name", "A. Sample"),
        ("leader_post", "Vice-Chancellor"),
        ("leader_email", "a.friend@northmoor.example"),
    ];
    assert_eq!(lead.post(&desk.organisation("profile"), &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(desk.visitor().get(&link).await.status, StatusCode::GONE);
    assert_eq!(desk.sign_as_leader(&link).await.status, StatusCode::GONE);
    assert_eq!(desk.signatures().await, 0);
    for to in ["leader@northmoor.example", "secretariat@assay.example"] {
        let subjects = desk.subjects(to).await;
        assert!(subjects.contains(&"Leader changed: Northmoor University".to_owned()), "{to}: {subjects:?}");
    }
    let log = lead.get(&desk.organisation("activity")).await.body;
    assert!(log.contains("changed the email address of the leader A. Sample"), "{log}");

    // Asking another on the sign-off page is the same change.
    let fields = [("name", "B. Successor"), ("post", "President"), ("email", "b@northmoor.example")];
    lead.post(&desk.at("leader-request"), &fields).await;
    assert!(
        desk.subjects("a.friend@northmoor.example").await.contains(&"Leader changed: Northmoor University".to_owned())
    );
    assert!(lead.get(&desk.organisation("profile")).await.body.contains("b@northmoor.example"));
}

#[tokio::test]
async fn a_leaders_link_is_refused_to_a_lead_a_contributor_and_the_secretariat_who_are_signed_in() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    for persona in ["lead", "contributor", "secretariat"] {
        let mut browser = desk.trial.browser(persona);
        assert_eq!(browser.get(&link).await.status, StatusCode::FORBIDDEN, "{persona}");
        let answer = desk.sign_by(&mut browser, &link).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{persona}");
        assert!(answer.body.contains("This link is personal"), "{}", answer.body);
        let answer = browser.post(&format!("{link}/send-back"), &[("text", "No")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{persona}");
    }
    assert_eq!(desk.signatures().await, 0);
    let answer = desk.sign_by(&mut desk.trial.browser("other lead"), &link).await;
    assert_eq!(
        (answer.status, desk.signatures().await),
        (StatusCode::SEE_OTHER, 1),
        "who is nobody here may be the leader"
    );
}

#[tokio::test]
async fn a_deputy_signs_for_the_leader_and_names_no_other() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    assert!(desk.visitor().get(&link).await.body.contains("Name a deputy"));
    for (address, why) in [
        ("lead+deputy@assay.example", "a member of the organisation"),
        ("new@northmoor.example", "invited to the organisation"),
        ("leader+2@northmoor.example", "the leader’s own address"),
    ] {
        let answer = desk.name_deputy(&link, address).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(answer.body.contains(why), "{address}: {}", answer.body);
    }
    assert_eq!(desk.name_deputy(&link, "deputy@northmoor.example").await.location(), link);
    let deputy = desk.link_to("deputy@northmoor.example").await.unwrap();
    assert!(desk.subjects("lead@assay.example").await.iter().any(|one| one.starts_with("Deputy named")));
    let page = desk.visitor().get(&deputy).await.body;
    assert!(page.contains("A. Sample has named you to sign for Northmoor University"), "{page}");
    assert!(!page.contains("Name a deputy"));
    assert_eq!(desk.visitor().get(&format!("{deputy}/deputy")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(desk.name_deputy(&deputy, "third@northmoor.example").await.status, StatusCode::FORBIDDEN);

    // A second deputy ends the link of the first.
    desk.name_deputy(&link, "registrar@northmoor.example").await;
    assert_eq!(desk.visitor().get(&deputy).await.status, StatusCode::GONE);
    let deputy = desk.link_to("registrar@northmoor.example").await.unwrap();
    let version = desk.version().await;
    let fields = [("name", "B. Deputy"), ("post", "Registrar"), ("version", &version), ("agree", "yes")];
    desk.visitor().post(&deputy, &fields).await;
    assert_eq!(desk.signatures().await, 1);
    let page = desk.page("lead").await;
    assert!(page.contains("B. Deputy, Registrar, for the leader, on"), "{page}");
    assert!(page.contains(
        "registrar@northmoor.example: its domain is recorded for the organisation. A deputy signed for A. Sample."
    ));
    assert!(
        desk.subjects("leader@northmoor.example").await.iter().any(|one| one.starts_with("Signed:")),
        "the leader hears"
    );
    let log = desk.lead().get(&desk.organisation("activity")).await.body;
    assert!(log.contains("The leader’s deputy") && log.contains("as B. Deputy, Registrar, for the leader"), "{log}");

    desk.lead().post(&desk.at("submission"), &[]).await;
    let public = format!("/signatories/northmoor/submissions/{}", desk.assessment);
    let page = desk.visitor().get(&public).await.body;
    assert!(page.contains("B. Deputy") && page.contains("for the leader"), "{page}");
    assert!(!page.contains("registrar@northmoor.example"), "the public sees no address");
}

#[tokio::test]
async fn a_deputys_address_at_another_domain_waits_too_and_the_leader_can_still_sign() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    desk.name_deputy(&link, "deputy@elsewhere.example").await;
    assert_eq!((desk.links().await, desk.link_to("deputy@elsewhere.example").await), (1, None));
    let address = desk.waiting_address().await;
    desk.sign_as_leader(&link).await;
    assert_eq!(desk.signatures().await, 1);
    let mut secretariat = desk.trial.browser("secretariat");
    let late = secretariat.post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!((late.status, desk.links().await), (StatusCode::FORBIDDEN, 1), "it is signed already");
}

#[tokio::test]
async fn two_tabs_and_a_double_click_sign_once() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    let version = desk.version().await;
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", version.as_str()), ("agree", "yes")];
    let (mut one, mut two) = (desk.visitor(), desk.visitor());
    let (first, second) = tokio::join!(one.post(&link, &fields), two.post(&link, &fields));
    assert_eq!((first.location(), second.location()), (link.as_str(), link.as_str()));
    assert_eq!(desk.signatures().await, 1);
    let signed =
        desk.subjects("lead@assay.example").await.into_iter().filter(|one| one.starts_with("Signed by the leader"));
    assert_eq!(signed.count(), 1, "told once");
    let late = desk.visitor().post(&format!("{link}/send-back"), &[("text", "Wait")]).await;
    assert_eq!((late.status, desk.signatures().await), (StatusCode::FORBIDDEN, 1), "in the other tab");
}

#[tokio::test]
async fn sent_back_in_one_tab_it_is_not_signed_in_the_other() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    desk.name_deputy(&link, "deputy@northmoor.example").await;
    let deputy = desk.link_to("deputy@northmoor.example").await.unwrap();
    let version = desk.version().await;
    let blank = desk.visitor().post(&format!("{link}/send-back"), &[("text", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = desk.visitor().post(&format!("{link}/send-back"), &[("text", "The plan forgets the farm")]).await;
    assert!(sent.status == StatusCode::OK && sent.body.contains("Sent back"), "{}", sent.body);
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", version.as_str()), ("agree", "yes")];
    for link in [&link, &deputy] {
        assert_eq!(desk.visitor().post(link, &fields).await.status, StatusCode::GONE);
    }
    let page = desk.page("lead").await;
    assert!(
        page.contains("The leader returned this self-assessment for changes on")
            && page.contains("The plan forgets the farm"),
        "{page}"
    );
    let overview = desk.lead().get(&format!("/organisations/{}", desk.trial.world.organisation)).await.body;
    assert!(
        overview.contains("The leader returned stage 1.") || !overview.contains("The secretariat returned"),
        "{overview}"
    );
    let emails = desk.queued_emails().await;
    assert!(emails.iter().any(|(to, subject, body)| to == "lead@assay.example"
        && subject.starts_with("Sent back by the leader")
        && body.contains("The plan forgets the farm")));
    assert!(desk.subjects("deputy@northmoor.example").await.iter().any(|one| one.starts_with("Sent back:")));
    let log = desk.lead().get(&desk.organisation("activity")).await.body;
    assert!(log.contains("sent it back as A. Sample, cancelling the signature of P. Example"), "{log}");
}

#[tokio::test]
async fn a_question_reaches_the_leads_and_the_link_still_signs() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    let path = format!("{link}/question");
    assert!(desk.visitor().get(&path).await.body.contains("Ask a question"));
    assert_eq!(desk.visitor().post(&path, &[("text", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(desk.visitor().post(&path, &[("text", "Who pays for <it>?")]).await.location(), link);
    let emails = desk.queued_emails().await;
    let (.., body) =
        emails.iter().find(|(to, subject, _)| to == "lead@assay.example" && subject.starts_with("Question")).unwrap();
    assert!(body.contains("Who pays for <it>?") && body.contains("leader@northmoor.example"), "{body}");
    let page = desk.page("lead").await;
    assert!(page.contains("Who pays for &lt;it&gt;?") || page.contains("Who pays for &#60;it&#62;?"), "{page}");
    desk.sign_as_leader(&link).await;
    assert_eq!(desk.signatures().await, 1);
}

#[tokio::test]
async fn the_leader_downloads_the_text_before_signing() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    let file = desk.visitor().get(&format!("{link}/files/html")).await;
    assert!(file.status == StatusCode::OK && file.body.contains("Count everyone in 2020"));
    assert!(desk.visitor().get(&link).await.body.contains(&format!("{link}/files/docx")));
}

#[tokio::test]
async fn everyone_concerned_is_told_when_a_signature_is_given_cancelled_or_submitted() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    desk.sign_as_leader(&link).await;
    let has = async |to: &str, subject: &str| desk.subjects(to).await.iter().any(|one| one.starts_with(subject));
    assert!(has("lead@assay.example", "Signed by the leader").await);
    desk.lead().post(&desk.at("unlock"), &[]).await;
    assert!(has("leader@northmoor.example", "Signature cancelled").await);
    assert!(!has("lead@assay.example", "Unlocked").await, "who unlocked it knows");

    desk.signed().await;
    desk.lead().post(&desk.at("submission"), &[]).await;
    assert!(has("secretariat@assay.example", "Submitted: First watch for Northmoor University").await);
    let cancelled = desk.subjects("leader@northmoor.example").await.len();
    desk.trial.browser("secretariat").post(&desk.at("return"), &[("reason", "No dates")]).await;
    let subjects = desk.subjects("leader@northmoor.example").await;
    assert!(subjects[cancelled..].iter().any(|one| one.starts_with("Signature cancelled")), "{subjects:?}");
    assert!(has("lead@assay.example", "Changes requested").await);
}

#[tokio::test]
async fn who_is_asked_to_sign_does_not_become_a_member() {
    let desk = Desk::lead_signed().await;
    let link = desk.ask().await;
    desk.name_deputy(&link, "deputy@northmoor.example").await;
    for address in ["leader@northmoor.example", "Leader+1@northmoor.example", "deputy@northmoor.example"] {
        let fields = [("name", "A. Sample"), ("email", address), ("role", "contributor")];
        let answer = desk.lead().post(&desk.organisation("invitations"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(answer.body.contains("asked to sign"), "{}", answer.body);
    }
    // An address that waits for the secretariat counts as asked.
    desk.ask_at("a.sample@elsewhere.example").await;
    let fields = [("name", "A. Sample"), ("email", "a.sample@elsewhere.example"), ("role", "lead")];
    let answer = desk.lead().post(&desk.organisation("invitations"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_secretariat_keeps_the_email_domains_and_leads_do_not() {
    let desk = Desk::lead_signed().await;
    let path = desk.organisation("email-domains");
    assert_eq!(desk.lead().post(&path, &[("domain", "elsewhere.example")]).await.status, StatusCode::NOT_FOUND);
    let mut secretariat = desk.trial.browser("secretariat");
    assert!(secretariat.get(&path).await.body.contains("northmoor.example"));
    let bad = secretariat.post(&path, &[("domain", "ac.uk")]).await;
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.body.contains("shared by many"), "{}", bad.body);
    assert_eq!(secretariat.post(&path, &[("domain", "Elsewhere.example")]).await.location(), path);
    desk.ask_at("a.sample@office.elsewhere.example").await;
    assert!(desk.link_to("a.sample@office.elsewhere.example").await.is_some(), "a domain below it counts");
    secretariat.post(&format!("{path}/remove"), &[("domain", "elsewhere.example")]).await;
    desk.ask_at("a.sample@elsewhere.example").await;
    assert!(desk.page("lead").await.contains("Waiting for the secretariat to confirm the address"));
    let log = secretariat.get(&desk.organisation("activity")).await.body;
    assert!(
        log.contains("added the email domain elsewhere.example") && log.contains("removed the email domain"),
        "{log}"
    );
}

#[tokio::test]
async fn a_link_that_expired_signs_nothing_and_a_pending_address_ends_with_the_lock() {
    let desk = Desk::lead_signed().await;
    desk.ask_at("a.sample@elsewhere.example").await;
    let address = desk.waiting_address().await;
    desk.lead().post(&desk.at("unlock"), &[]).await;
    let late =
        desk.trial.browser("secretariat").post(&desk.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!((late.status, desk.links().await), (StatusCode::FORBIDDEN, 0));
    let mut tx = desk.trial.app.db.read().await.unwrap();
    let waiting: Vec<(At,)> =
        tx.query("select requested_at from signatory_address where outcome is null").all().await.unwrap();
    assert!(waiting.is_empty());
}
