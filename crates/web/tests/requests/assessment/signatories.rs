//! Who can sign for the leader: what a lead, a contributor or a member of the secretariat might try, and what the leader can do
//! instead of signing.

use super::sign_off::CompleteDraft;
use crate::support::{Browser, Response};
use axum::http::StatusCode;
use store::core::values::At;

impl CompleteDraft {
    /// A self-assessment that is locked and signed by the lead.
    async fn lead_signed() -> Self {
        let draft = Self::new().await;
        draft.lead().post(&draft.at("lock"), &[]).await;
        draft.sign_as_lead().await;
        draft
    }
    async fn request_signature_at(&self, email: &str) -> Response {
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
        let mut tx = self.server.app.db.read().await.unwrap();
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
    async fn sign_with(&self, browser: &mut Browser, link: &str) -> Response {
        let version = self.version().await;
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", &version), ("agree", "yes")];
        browser.post(link, &fields).await
    }
    async fn name_deputy(&self, link: &str, email: &str) -> Response {
        let fields = [("name", "B. Deputy"), ("post", "Registrar"), ("email", email)];
        self.visitor().post(&format!("{link}/deputy"), &fields).await
    }
    /// The id of the address to confirm, from the secretariat's page.
    async fn waiting_address(&self) -> String {
        let page = self.server.browser("secretariat").get(&self.at("signatory-address")).await.body;
        let (_, rest) = page.split_once("name=\"address\" value=\"").unwrap_or_else(|| panic!("{page}"));
        rest.split('"').next().unwrap().to_owned()
    }
    fn organisation(&self, path: &str) -> String {
        format!("/organisations/{}/{path}", self.server.world.organisation)
    }
}

#[tokio::test]
async fn the_address_of_a_person_who_works_on_it_is_refused_in_any_spelling() {
    let draft = CompleteDraft::lead_signed().await;
    let before = draft.queued_emails().await.len();
    for (address, why) in [
        ("lead@assay.example", "a member of the organisation"),
        ("Lead@Assay.example", "a member of the organisation"),
        ("lead+vice-chancellor@assay.example", "a member of the organisation"),
        ("contributor@assay.example", "a member of the organisation"),
        ("new@northmoor.example", "invited to the organisation"),
        ("new+1@northmoor.example", "invited to the organisation"),
        ("secretariat@assay.example", "a member of the secretariat"),
    ] {
        let response = draft.request_signature_at(address).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(response.body.contains(why), "{address}: {}", response.body);
        assert!(response.body.contains(&format!("value=\"{address}\"")), "it stays in the form");
    }
    assert_eq!((draft.links().await, draft.queued_emails().await.len()), (0, before), "nothing was created or sent");
    let page = draft.server.browser("lead").get(&draft.organisation("profile")).await.body;
    assert!(page.contains("leader@northmoor.example"), "the leader is unchanged");
}

#[tokio::test]
async fn the_profile_refuses_the_address_of_a_member_for_the_leader() {
    let draft = CompleteDraft::new().await;
    let fields = [("revision", "1"), ("leader_name", "A. Sample"), ("leader_email", "lead+vc@assay.example")];
    let response = draft.lead().post(&draft.organisation("profile"), &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("a member of the organisation"), "{}", response.body);
}

#[tokio::test]
async fn an_address_in_another_domain_gets_a_link_only_after_the_secretariat_has_confirmed_it() {
    let draft = CompleteDraft::lead_signed().await;
    assert_eq!(draft.request_signature_at("a.sample@elsewhere.example").await.status, StatusCode::SEE_OTHER);
    let page = draft.page("lead").await;
    assert!(page.contains("Waiting for the secretariat to confirm the address"), "{page}");
    assert_eq!(
        (draft.links().await, draft.link_to("a.sample@elsewhere.example").await),
        (0, None),
        "nothing is sent to it"
    );
    assert!(draft.subjects("secretariat@assay.example").await.iter().any(|one| one.starts_with("Address to confirm")));

    // The lead cannot confirm it, nor can the board; the secretariat has it in its list.
    let refused =
        [("lead", StatusCode::NOT_FOUND), ("contributor", StatusCode::NOT_FOUND), ("board", StatusCode::FORBIDDEN)];
    for (persona, status) in refused {
        let mut browser = draft.server.browser(persona);
        let path = draft.at("signatory-address/confirm");
        assert_eq!(browser.post(&path, &[("address", "x")]).await.status, status, "{persona}");
    }
    let mut secretariat = draft.server.browser("secretariat");
    let list = secretariat.get("/organisations").await.body;
    let page = secretariat.get(&draft.at("signatory-address")).await.body;
    assert!(page.contains("Confirm email address") && !page.contains("Only members"), "{page}");
    assert!(
        list.contains("Northmoor University: confirm the email address of A. Sample.")
            && list.contains(&draft.at("signatory-address"))
    );
    let page = secretariat.get(&draft.at("signatory-address")).await.body;
    assert!(page.contains("a.sample@elsewhere.example") && page.contains("northmoor.example"), "{page}");

    let address = draft.waiting_address().await;
    let response = secretariat.post(&draft.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
    let link = draft.link_to("a.sample@elsewhere.example").await.expect("the link is sent now");
    assert!(draft.subjects("lead@assay.example").await.iter().any(|one| one.starts_with("Address confirmed")));
    let again = secretariat.post(&draft.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert!(
        secretariat.get(again.location()).await.body.contains("The status changed before"),
        "the button was selected twice"
    );
    assert_eq!(draft.links().await, 1);

    draft.sign_with(&mut draft.visitor(), &link).await;
    assert_eq!(draft.signatures().await, 1);
    let origin = "a.sample@elsewhere.example: confirmed by secretariat Example of the secretariat on";
    let page = draft.page("lead").await;
    assert!(page.contains(origin), "{page}");
    // Until it is submitted, others do not read it.
    assert!(!draft.page("secretariat").await.contains(origin));
    draft.lead().post(&draft.at("submission"), &[]).await;
    for (persona, is_shown) in [("lead", true), ("secretariat", true), ("contributor", false), ("board", false)] {
        let page = draft.page(persona).await;
        assert!(page.contains("Submitted on") || page.contains("Signed version"), "{persona}: {page}");
        assert_eq!(page.contains("a.sample@elsewhere.example"), is_shown, "{persona}: {page}");
    }
}

#[tokio::test]
async fn a_confirmed_address_is_not_confirmed_again_for_the_same_person_but_is_for_another() {
    let draft = CompleteDraft::lead_signed().await;
    draft.request_signature_at("a.sample@elsewhere.example").await;
    let address = draft.waiting_address().await;
    draft.server.browser("secretariat").post(&draft.at("signatory-address/confirm"), &[("address", &address)]).await;
    draft.request_signature_at("a.sample@elsewhere.example").await;
    assert_eq!(draft.links().await, 1, "a new link is sent at once");
    let fields = [("name", "B. Other"), ("post", "Vice-Chancellor"), ("email", "a.sample@elsewhere.example")];
    draft.lead().post(&draft.at("leader-request"), &fields).await;
    assert!(draft.page("lead").await.contains("Waiting for the secretariat to confirm the address"));
    assert_eq!(draft.links().await, 0);
}

#[tokio::test]
async fn the_leads_are_notified_of_a_refused_address_with_the_reason_and_it_gets_no_link() {
    let draft = CompleteDraft::lead_signed().await;
    draft.request_signature_at("a.sample@elsewhere.example").await;
    let address = draft.waiting_address().await;
    let mut secretariat = draft.server.browser("secretariat");
    let refuse = draft.at("signatory-address/refuse");
    let response = secretariat.post(&refuse, &[("address", &address), ("reason", " ")]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    secretariat.post(&refuse, &[("address", &address), ("reason", "A private mailbox")]).await;
    let page = draft.page("lead").await;
    assert!(
        page.contains(
            "The secretariat refused the email address a.sample@elsewhere.example. Reason: A private mailbox"
        ),
        "{page}"
    );
    let emails = draft.queued_emails().await;
    assert!(emails.iter().any(|(to, subject, body)| to == "lead@assay.example"
        && subject.starts_with("Address refused")
        && body.contains("A private mailbox")));
    let confirm = secretariat.post(&draft.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!(confirm.status, StatusCode::SEE_OTHER);
    assert_eq!(draft.links().await, 0);
    // The profile does not name the refused person as leader any more, and the refused address is not emailed.
    let profile = draft.lead().get(&draft.organisation("profile")).await.body;
    assert!(!profile.contains("A. Sample") && !profile.contains("a.sample@elsewhere.example"), "{profile}");
    let log = draft.lead().get(&draft.organisation("activity")).await.body;
    assert!(log.contains("removed A. Sample as leader"), "{log}");
    for to in ["lead@assay.example", "secretariat@assay.example"] {
        let emails = draft.queued_emails().await;
        assert!(emails.iter().any(|(recipient, _, body)| recipient == to && body.contains("Now: not entered")), "{to}");
    }
    assert_eq!(draft.subjects("a.sample@elsewhere.example").await, [""; 0]);
    // A request to an accepted address removes the refusal from the page.
    draft.request_signature().await;
    assert!(!draft.page("lead").await.contains("refused the email address"));
}

#[tokio::test]
async fn a_change_of_the_leaders_address_ends_the_old_link_and_is_notified() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    let mut lead = draft.lead();
    let page = lead.get(&draft.organisation("profile")).await.body;
    let (_, rest) = page.split_once("name=\"revision\" value=\"").unwrap();
    let revision = rest.split('"').next().unwrap().to_owned();
    let fields = [
        ("revision", revision.as_str()),
        ("leader_name", "A. Sample"),
        ("leader_post", "Vice-Chancellor"),
        ("leader_email", "a.friend@northmoor.example"),
    ];
    assert_eq!(lead.post(&draft.organisation("profile"), &fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(draft.visitor().get(&link).await.status, StatusCode::GONE);
    assert_eq!(draft.sign_as_leader(&link).await.status, StatusCode::GONE);
    assert_eq!(draft.signatures().await, 0);
    for to in ["leader@northmoor.example", "secretariat@assay.example"] {
        let subjects = draft.subjects(to).await;
        assert!(subjects.contains(&"Leader changed: Northmoor University".to_owned()), "{to}: {subjects:?}");
    }
    let log = lead.get(&draft.organisation("activity")).await.body;
    assert!(log.contains("changed the email address of the leader A. Sample"), "{log}");

    // A request to another person on the sign-off page is the same change.
    let fields = [("name", "B. Successor"), ("post", "President"), ("email", "b@northmoor.example")];
    lead.post(&draft.at("leader-request"), &fields).await;
    assert!(
        draft.subjects("a.friend@northmoor.example").await.contains(&"Leader changed: Northmoor University".to_owned())
    );
    assert!(lead.get(&draft.organisation("profile")).await.body.contains("b@northmoor.example"));
}

#[tokio::test]
async fn a_leaders_link_is_refused_to_a_lead_a_contributor_and_the_secretariat_who_are_signed_in() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    for persona in ["lead", "contributor", "secretariat"] {
        let mut browser = draft.server.browser(persona);
        let page = browser.get(&link).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{persona}");
        assert!(page.body.contains("<h1>You cannot open this page</h1>") && page.body.contains(">Sign out<"));
        assert!(!page.body.contains("not saved"), "nothing was sent: {}", page.body);
        let response = draft.sign_with(&mut browser, &link).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN, "{persona}");
        assert!(response.body.contains("This link is personal"), "{}", response.body);
        let response = browser.post(&format!("{link}/send-back"), &[("text", "No")]).await;
        assert_eq!(response.status, StatusCode::FORBIDDEN, "{persona}");
    }
    assert_eq!(draft.signatures().await, 0);
    let response = draft.sign_with(&mut draft.server.browser("other lead"), &link).await;
    assert_eq!(
        (response.status, draft.signatures().await),
        (StatusCode::SEE_OTHER, 1),
        "a person without a role here may be the leader"
    );
}

#[tokio::test]
async fn a_deputy_signs_for_the_leader_and_names_no_other() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    assert!(draft.visitor().get(&link).await.body.contains("Name a deputy"));
    for (address, why) in [
        ("lead+deputy@assay.example", "a member of the organisation"),
        ("new@northmoor.example", "invited to the organisation"),
        ("leader+2@northmoor.example", "the leader’s own address"),
    ] {
        let response = draft.name_deputy(&link, address).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(response.body.contains(why), "{address}: {}", response.body);
    }
    assert_eq!(draft.name_deputy(&link, "deputy@northmoor.example").await.location(), link);
    let deputy = draft.link_to("deputy@northmoor.example").await.unwrap();
    assert!(draft.subjects("lead@assay.example").await.iter().any(|one| one.starts_with("Deputy named")));
    let page = draft.visitor().get(&deputy).await.body;
    assert!(page.contains("A. Sample has named you to sign for Northmoor University"), "{page}");
    assert!(!page.contains("Name a deputy"));
    assert_eq!(draft.visitor().get(&format!("{deputy}/deputy")).await.status, StatusCode::FORBIDDEN);
    assert_eq!(draft.name_deputy(&deputy, "third@northmoor.example").await.status, StatusCode::FORBIDDEN);

    // A second deputy ends the link of the first.
    draft.name_deputy(&link, "registrar@northmoor.example").await;
    assert_eq!(draft.visitor().get(&deputy).await.status, StatusCode::GONE);
    let ended = "Signing link ended: Northmoor University";
    assert_eq!(draft.subjects("deputy@northmoor.example").await.last().map(String::as_str), Some(ended));
    let deputy = draft.link_to("registrar@northmoor.example").await.unwrap();
    let version = draft.version().await;
    let fields = [("name", "B. Deputy"), ("post", "Registrar"), ("version", &version), ("agree", "yes")];
    draft.visitor().post(&deputy, &fields).await;
    assert_eq!(draft.signatures().await, 1);
    let (signed, other) = (draft.visitor().get(&deputy).await.body, draft.visitor().get(&link).await.body);
    assert!(signed.contains("Your receipt") && signed.contains("Thank you."), "{signed}");
    assert!(
        other.contains("B. Deputy has signed. You do not need to sign.") && !other.contains("Thank you"),
        "{other}"
    );
    let page = draft.page("lead").await;
    assert!(page.contains("B. Deputy, Registrar, for the leader, on"), "{page}");
    assert!(page.contains(
        "registrar@northmoor.example: its domain is recorded for the organisation. A deputy signed for A. Sample."
    ));
    assert!(
        draft.subjects("leader@northmoor.example").await.iter().any(|one| one.starts_with("Signed:")),
        "the leader is notified"
    );
    let log = draft.lead().get(&draft.organisation("activity")).await.body;
    assert!(log.contains("The leader’s deputy") && log.contains("as B. Deputy, Registrar, for the leader"), "{log}");

    draft.lead().post(&draft.at("submission"), &[]).await;
    let public = format!("/signatories/northmoor/submissions/{}", draft.assessment);
    let page = draft.visitor().get(&public).await.body;
    assert!(page.contains("B. Deputy") && page.contains("for the leader"), "{page}");
    assert!(!page.contains("registrar@northmoor.example"), "the public sees no address");
}

#[tokio::test]
async fn the_address_of_a_deputy_in_another_domain_has_to_be_confirmed_and_the_leader_can_still_sign() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    draft.name_deputy(&link, "deputy@elsewhere.example").await;
    assert_eq!((draft.links().await, draft.link_to("deputy@elsewhere.example").await), (1, None));
    let address = draft.waiting_address().await;
    draft.sign_as_leader(&link).await;
    assert_eq!(draft.signatures().await, 1);
    let mut secretariat = draft.server.browser("secretariat");
    let late = secretariat.post(&draft.at("signatory-address/confirm"), &[("address", &address)]).await;
    assert_eq!((late.status, draft.links().await), (StatusCode::FORBIDDEN, 1), "it is signed already");
}

#[tokio::test]
async fn two_tabs_and_a_double_click_sign_once() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    let version = draft.version().await;
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", version.as_str()), ("agree", "yes")];
    let (mut one, mut two) = (draft.visitor(), draft.visitor());
    let (first, second) = tokio::join!(one.post(&link, &fields), two.post(&link, &fields));
    assert_eq!((first.location(), second.location()), (link.as_str(), link.as_str()));
    assert_eq!(draft.signatures().await, 1);
    let signed =
        draft.subjects("lead@assay.example").await.into_iter().filter(|one| one.starts_with("Signed by the leader"));
    assert_eq!(signed.count(), 1, "notified once");
    let late = draft.visitor().post(&format!("{link}/send-back"), &[("text", "Wait")]).await;
    assert_eq!((late.status, draft.signatures().await), (StatusCode::FORBIDDEN, 1), "in the other tab");
}

#[tokio::test]
async fn sent_back_in_one_tab_it_is_not_signed_in_the_other() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    draft.name_deputy(&link, "deputy@northmoor.example").await;
    let deputy = draft.link_to("deputy@northmoor.example").await.unwrap();
    let version = draft.version().await;
    let blank = draft.visitor().post(&format!("{link}/send-back"), &[("text", " ")]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sent = draft.visitor().post(&format!("{link}/send-back"), &[("text", "The plan forgets the farm")]).await;
    assert!(sent.status == StatusCode::OK && sent.body.contains("Sent back"), "{}", sent.body);
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", version.as_str()), ("agree", "yes")];
    for link in [&link, &deputy] {
        assert_eq!(draft.visitor().post(link, &fields).await.status, StatusCode::GONE);
    }
    let page = draft.page("lead").await;
    assert!(
        page.contains("The leader returned this self-assessment for changes on")
            && page.contains("The plan forgets the farm"),
        "{page}"
    );
    let overview = draft.lead().get(&format!("/organisations/{}", draft.server.world.organisation)).await.body;
    assert!(
        overview.contains("The leader returned stage 1.") || !overview.contains("The secretariat returned"),
        "{overview}"
    );
    let emails = draft.queued_emails().await;
    assert!(emails.iter().any(|(to, subject, body)| to == "lead@assay.example"
        && subject.starts_with("Sent back by the leader")
        && body.contains("The plan forgets the farm")));
    assert!(draft.subjects("deputy@northmoor.example").await.iter().any(|one| one.starts_with("Sent back:")));
    let log = draft.lead().get(&draft.organisation("activity")).await.body;
    assert!(log.contains("sent it back as A. Sample, cancelling the signature of P. Example"), "{log}");
}

#[tokio::test]
async fn a_question_reaches_the_leads_and_the_link_still_signs() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    let path = format!("{link}/question");
    assert!(draft.visitor().get(&path).await.body.contains("Ask a question"));
    assert_eq!(draft.visitor().post(&path, &[("text", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(draft.visitor().post(&path, &[("text", "Who pays for <it>?")]).await.location(), link);
    let emails = draft.queued_emails().await;
    let (.., body) =
        emails.iter().find(|(to, subject, _)| to == "lead@assay.example" && subject.starts_with("Question")).unwrap();
    assert!(body.contains("Who pays for <it>?") && body.contains("leader@northmoor.example"), "{body}");
    let mut tx = draft.server.app.db.read().await.unwrap();
    let replies: Vec<(String, Option<String>)> =
        tx.query("select recipient, reply_to from email where subject like 'Question%'").all().await.unwrap();
    drop(tx);
    assert_eq!(replies, [("lead@assay.example".into(), Some("leader@northmoor.example".into()))]);
    let page = draft.page("lead").await;
    assert!(page.contains("Who pays for &lt;it&gt;?") || page.contains("Who pays for &#60;it&#62;?"), "{page}");
    draft.sign_as_leader(&link).await;
    assert_eq!(draft.signatures().await, 1);
}

#[tokio::test]
async fn a_public_file_names_as_leader_who_signed_and_nobody_else() {
    let draft = CompleteDraft::lead_signed().await;
    let before = draft.lead().get(&draft.at("files/html")).await.body;
    assert!(before.contains("A. Sample"), "the locked text names the leader of the profile: {before}");
    let fields = [("name", "F. Friend"), ("post", "Registrar"), ("email", "a.friend@northmoor.example")];
    draft.lead().post(&draft.at("leader-request"), &fields).await;
    let link = draft.link_to("a.friend@northmoor.example").await.unwrap();
    let version = draft.version().await;
    let fields = [("name", "F. Friend"), ("post", "Registrar"), ("version", &version), ("agree", "yes")];
    draft.visitor().post(&link, &fields).await;
    assert_eq!(draft.signatures().await, 1);
    draft.lead().post(&draft.at("submission"), &[]).await;
    let public = format!("/signatories/northmoor/submissions/{}", draft.assessment);
    for path in [public.clone(), format!("{public}/files/html")] {
        let page = draft.visitor().get(&path).await.body;
        assert!(page.contains("F. Friend") && !page.contains("A. Sample"), "{path}: {page}");
    }
}

#[tokio::test]
async fn the_leader_downloads_the_text_before_signing() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    let file = draft.visitor().get(&format!("{link}/files/html")).await;
    assert!(file.status == StatusCode::OK && file.body.contains("Count everyone in 2020"));
    assert!(draft.visitor().get(&link).await.body.contains(&format!("{link}/files/docx")));
}

#[tokio::test]
async fn everyone_concerned_is_notified_when_it_is_signed_unlocked_submitted_or_returned() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    draft.sign_as_leader(&link).await;
    let has = async |to: &str, subject: &str| draft.subjects(to).await.iter().any(|one| one.starts_with(subject));
    assert!(has("lead@assay.example", "Signed by the leader").await);
    draft.lead().post(&draft.at("unlock"), &[]).await;
    assert!(has("leader@northmoor.example", "Signature cancelled").await);
    assert!(!has("lead@assay.example", "Unlocked").await, "people are not notified of what they did themselves");

    draft.sign().await;
    draft.lead().post(&draft.at("submission"), &[]).await;
    assert!(has("secretariat@assay.example", "Submitted: First watch – Northmoor University").await);
    let cancelled = draft.subjects("leader@northmoor.example").await.len();
    draft.server.browser("secretariat").post(&draft.at("return"), &[("reason", "No dates")]).await;
    let subjects = draft.subjects("leader@northmoor.example").await;
    assert!(subjects[cancelled..].iter().any(|one| one.starts_with("Signature cancelled")), "{subjects:?}");
    assert!(has("lead@assay.example", "Changes requested").await);
}

#[tokio::test]
async fn a_person_who_is_asked_to_sign_cannot_become_a_member() {
    let draft = CompleteDraft::lead_signed().await;
    let link = draft.request_signature().await;
    draft.name_deputy(&link, "deputy@northmoor.example").await;
    for address in ["leader@northmoor.example", "Leader+1@northmoor.example", "deputy@northmoor.example"] {
        let fields = [("name", "A. Sample"), ("email", address), ("role", "contributor")];
        let response = draft.lead().post(&draft.organisation("invitations"), &fields).await;
        assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(response.body.contains("asked to sign"), "{}", response.body);
    }
    // An address that the secretariat has to confirm counts, too.
    draft.request_signature_at("a.sample@elsewhere.example").await;
    let fields = [("name", "A. Sample"), ("email", "a.sample@elsewhere.example"), ("role", "lead")];
    let response = draft.lead().post(&draft.organisation("invitations"), &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_secretariat_keeps_the_email_domains_and_leads_do_not() {
    let draft = CompleteDraft::lead_signed().await;
    let path = draft.organisation("email-domains");
    assert_eq!(draft.lead().post(&path, &[("domain", "elsewhere.example")]).await.status, StatusCode::NOT_FOUND);
    let mut secretariat = draft.server.browser("secretariat");
    assert!(secretariat.get(&path).await.body.contains("northmoor.example"));
    let bad = secretariat.post(&path, &[("domain", "ac.uk")]).await;
    assert!(bad.status == StatusCode::UNPROCESSABLE_ENTITY && bad.body.contains("shared by many"), "{}", bad.body);
    let taken = secretariat.post(&path, &[("domain", "Eastfell.example")]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["eastfell.example is recorded for Eastfell", "Add it anyway", "name=\"shared\""] {
        assert!(taken.body.contains(words), "{words} is not in {}", taken.body);
    }
    let other = [("domain", "eastfell.example"), ("shared", "another.example")];
    assert_eq!(secretariat.post(&path, &other).await.status, StatusCode::UNPROCESSABLE_ENTITY, "another was confirmed");
    let shared = [("domain", "eastfell.example"), ("shared", "eastfell.example")];
    assert_eq!(secretariat.post(&path, &shared).await.location(), path);
    assert_eq!(secretariat.post(&path, &[("domain", "Elsewhere.example")]).await.location(), path);
    draft.request_signature_at("a.sample@office.elsewhere.example").await;
    assert!(draft.link_to("a.sample@office.elsewhere.example").await.is_none(), "a subdomain is recorded on its own");
    draft.request_signature_at("a.sample@elsewhere.example").await;
    assert!(draft.link_to("a.sample@elsewhere.example").await.is_some());
    secretariat.post(&format!("{path}/remove"), &[("domain", "elsewhere.example")]).await;
    draft.request_signature_at("b.sample@elsewhere.example").await;
    assert!(draft.page("lead").await.contains("Waiting for the secretariat to confirm the address"));
    let log = secretariat.get(&draft.organisation("activity")).await.body;
    assert!(
        log.contains("added the email domain elsewhere.example") && log.contains("removed the email domain"),
        "{log}"
    );
}

#[tokio::test]
async fn unlocking_it_ends_the_proposal_of_an_address() {
    let draft = CompleteDraft::lead_signed().await;
    draft.request_signature_at("a.sample@elsewhere.example").await;
    let address = draft.waiting_address().await;
    draft.lead().post(&draft.at("unlock"), &[]).await;
    let late = draft
        .server
        .browser("secretariat")
        .post(&draft.at("signatory-address/confirm"), &[("address", &address)])
        .await;
    assert_eq!((late.status, draft.links().await), (StatusCode::FORBIDDEN, 0));
    let mut tx = draft.server.app.db.read().await.unwrap();
    let waiting: Vec<(At,)> =
        tx.query("select requested_at from signatory_address where outcome is null").all().await.unwrap();
    assert!(waiting.is_empty());
}

#[tokio::test]
async fn a_lead_who_signs_and_leaves_is_not_asked_as_leader_at_their_own_address() {
    let draft = CompleteDraft::lead_signed().await;
    let mut tx = draft.server.app.db.write().await.unwrap();
    let (email,): (String,) = tx
        .query("select email from signature where role = 'lead' and voided_at is null and email <> ''")
        .one()
        .await
        .unwrap();
    tx.query("delete from member where person_id in (select person_id from signature)").run().await.unwrap();
    tx.query("update member set role = 'lead'").run().await.unwrap();
    tx.commit().await.unwrap();
    let mut other = draft.server.browser("contributor");
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", email.as_str())];
    let refused = other.post(&draft.at("leader-request"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    assert!(refused.body.contains("belongs to a member"), "{}", refused.body);

    let mut tx = draft.server.app.db.write().await.unwrap();
    tx.query("update signature set email = ''").run().await.unwrap();
    tx.commit().await.unwrap();
    other.post(&draft.at("leader-request"), &fields).await;
    assert!(draft.link_to(&email).await.is_none(), "a former member is confirmed by the secretariat first");
    let page = other.get(&draft.at("sign-off")).await.body;
    assert!(page.contains("Waiting for the secretariat to confirm the address"), "{page}");
}

#[tokio::test]
async fn a_deputy_is_notified_when_the_leader_is_asked_again_or_changed() {
    let draft = CompleteDraft::lead_signed().await;
    let ended = "Signing link ended: Northmoor University";
    let link = draft.request_signature().await;
    draft.name_deputy(&link, "deputy@northmoor.example").await;
    let link = draft.request_signature().await;
    assert_eq!(draft.subjects("deputy@northmoor.example").await.iter().filter(|one| *one == ended).count(), 1);
    // Nobody is told twice, nor a deputy who is asked again.
    draft.name_deputy(&link, "deputy@northmoor.example").await;
    draft.name_deputy(&link, "deputy@northmoor.example").await;
    assert_eq!(draft.subjects("deputy@northmoor.example").await.iter().filter(|one| *one == ended).count(), 1);
    // Another person is asked as the leader, whom the secretariat refuses.
    let fields = [("name", "B. Other"), ("post", "Vice-Chancellor"), ("email", "b.other@elsewhere.example")];
    draft.lead().post(&draft.at("leader-request"), &fields).await;
    let emails = draft.queued_emails().await;
    let told: Vec<_> =
        emails.iter().filter(|(to, subject, _)| to == "deputy@northmoor.example" && subject == ended).collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(.., body)| body.contains("no longer works") && !body.contains('@')), "{told:?}");
}
