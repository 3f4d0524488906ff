//! Sign-off: locking, signatures, submission, unlocking and return for changes.

use crate::support::{Browser, Response, TestServer};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::{AssessmentId, core::dates::long_date};
use store::core::values::{At, Day};

/// A server whose drafted self-assessment is complete.
pub(crate) struct CompleteDraft {
    pub(crate) server: TestServer,
    pub(crate) assessment: AssessmentId,
}

impl CompleteDraft {
    pub(super) async fn new() -> Self {
        Self::on(TestServer::new().await).await
    }
    /// The same on a server whose world has more.
    pub(crate) async fn on(server: TestServer) -> Self {
        let assessment = server.world.assessments[0].0;
        let mut tx = server.app.db.write().await.unwrap();
        for (question, text) in [
            ("tower", "It stands."),
            ("plan", "Two actions a month."),
            ("say", "Keepers <b>wrote</b> half of it."),
            ("page", "https://northmoor.example/charter"),
        ] {
            tx.query(
                "insert into answer (assessment_id, question, body, revision, saved_at) values ($1, $2, $3, 1, $4)",
            )
            .bind(assessment.0)
            .bind(question)
            .bind(text)
            .bind(At(server.now()))
            .run()
            .await
            .unwrap();
        }
        tx.query("update action set measure = 'A list', due_on = $2 where id = $1")
            .bind(server.world.actions[0].0)
            .bind(Day("2021-06-30".parse().unwrap()))
            .run()
            .await
            .unwrap();
        // There is no previous plan to rate.
        tx.query("update assessment set rated_plan_id = null where id = $1").bind(assessment.0).run().await.unwrap();
        tx.commit().await.unwrap();
        Self { server, assessment }
    }
    /// The address of a page of the self-assessment.
    pub(crate) fn at(&self, page: &str) -> String {
        format!("/assessments/{}/{page}", self.assessment)
    }
    pub(crate) fn lead(&self) -> Browser {
        self.server.browser("lead")
    }
    /// The sign-off page.
    pub(super) async fn page(&self, persona: &str) -> String {
        self.server.browser(persona).get(&self.at("sign-off")).await.body
    }
    /// The queued emails, newest last: recipient, subject and text.
    pub(super) async fn queued_emails(&self) -> Vec<(String, String, String)> {
        let mut tx = self.server.app.db.read().await.unwrap();
        tx.query("select recipient, subject, body from email order by created_at, id").all().await.unwrap()
    }
    /// The hash of the locked version.
    pub(crate) async fn version(&self) -> String {
        let mut tx = self.server.app.db.read().await.unwrap();
        let (hash,): (String,) = tx
            .query("select locked_version_hash from assessment where id = $1")
            .bind(self.assessment.0)
            .one()
            .await
            .unwrap();
        hash
    }
    pub(crate) async fn sign_as_lead(&self) -> Response {
        let version = self.version().await;
        let fields = [("name", "P. Example"), ("post", "Institutional lead"), ("version", &version), ("agree", "yes")];
        self.lead().post(&self.at("lead-signature"), &fields).await
    }
    /// Requests the leader's signature, and returns the path of the link in the email.
    pub(crate) async fn request_signature(&self) -> String {
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", "Leader@Northmoor.example")];
        let response = self.lead().post(&self.at("leader-request"), &fields).await;
        assert_eq!(response.status, StatusCode::SEE_OTHER, "{}", response.body);
        let emails = self.queued_emails().await;
        let (recipient, _, body) = emails.last().unwrap();
        assert_eq!(recipient, "leader@northmoor.example");
        let link = body.lines().find_map(|line| line.strip_prefix("http://assay.test")).unwrap();
        link.to_owned()
    }
    pub(crate) fn visitor(&self) -> Browser {
        self.server.browser("nobody")
    }
    pub(crate) async fn sign_as_leader(&self, link: &str) -> Response {
        let version = self.version().await;
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", &version), ("agree", "yes")];
        self.visitor().post(link, &fields).await
    }
    pub(super) async fn set_due(&self, due: model::Date) {
        let mut tx = self.server.app.db.write().await.unwrap();
        tx.query("insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, 1, $3, 'Set', $4)")
            .bind(store::core::ids::new(self.server.now()))
            .bind(self.server.world.organisation.0)
            .bind(Day(due))
            .bind(At(self.server.now()))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    /// Locks it, signs it as the lead and the leader, and returns the path of the leader's link.
    pub(super) async fn sign(&self) -> String {
        self.lead().post(&self.at("lock"), &[]).await;
        self.sign_as_lead().await;
        let link = self.request_signature().await;
        self.sign_as_leader(&link).await;
        link
    }
}

#[tokio::test]
async fn a_self_assessment_is_locked_signed_and_submitted_late() {
    let draft = CompleteDraft::new().await;
    let day = web::core::clock::day(draft.server.now());
    draft.set_due(day.checked_sub(jiff::Span::new().days(3)).unwrap()).await;
    let page = draft.page("lead").await;
    assert!(page.contains("Complete: ready to lock for sign-off"), "{page}");

    assert_eq!(draft.lead().post(&draft.at("lock"), &[]).await.location(), draft.at("sign-off"));
    let page = draft.page("lead").await;
    assert!(page.contains("Locked: awaiting lead’s signature") && page.contains(&draft.version().await));
    let text = draft.lead().get(&draft.at("locked")).await;
    assert!(
        text.body.contains("Keepers &lt;b&gt;wrote&lt;/b&gt; half of it.")
            && text.body.contains("Count everyone in 2020")
    );

    draft.sign_as_lead().await;
    let page = draft.page("lead").await;
    assert!(page.contains("Awaiting leader’s signature"), "{page}");
    let link = draft.request_signature().await;
    assert!(draft.page("lead").await.contains("We emailed a signing link to A. Sample at leader@northmoor.example"));

    let page = draft.visitor().get(&link).await.body;
    assert!(page.contains("P. Example asks you to sign for Northmoor University"), "{page}");
    assert!(page.contains("Northmoor University commits to 1 action under Light, from January 2020 to December 2021."));
    assert!(page.contains("No previous action plan to report on.") && page.contains("value=\"Vice-Chancellor\""));
    assert!(draft.visitor().get(&format!("{link}/text")).await.body.contains("Count everyone in 2020"));
    assert_eq!(draft.sign_as_leader(&link).await.location(), link);
    assert!(draft.visitor().get(&link).await.body.contains("Signature received"));
    assert_eq!(draft.sign_as_leader(&link).await.location(), link, "a repeated signature changes nothing");

    let page = draft.page("lead").await;
    assert!(
        page.contains("Signed by both: ready to submit")
            && page.contains("<p class=\"then\">Signed by both: ready to submit. Due ")
            && page.contains("When it is submitted, all of it is published at once"),
        "{page}"
    );
    let version = draft.version().await;
    draft.lead().post(&draft.at("submission"), &[]).await;
    let page = draft.page("secretariat").await;
    assert!(page.contains(&format!("Submitted on {}, 3 days late", long_date(day))), "{page}");
    let again = draft.lead().post(&draft.at("submission"), &[]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.body.contains("Already submitted."));

    let receipts: Vec<_> = draft
        .queued_emails()
        .await
        .into_iter()
        .filter(|(_, subject, _)| subject.starts_with("Submission received"))
        .collect();
    let mut to: Vec<_> = receipts.iter().map(|(recipient, ..)| recipient.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["lead@assay.example", "leader@northmoor.example"]);
    let (_, _, body) = &receipts[0];
    assert!(body.contains(&version) && body.contains("http://assay.test/signatories/northmoor"), "{body}");
    assert!(body.contains("3 days late") && body.contains("4 answers and 1 action"), "{body}");
    let page = draft.visitor().get(&link).await.body;
    assert!(page.contains("The self-assessment is submitted") && page.contains("/signatories/northmoor"));
}

#[tokio::test]
async fn an_incomplete_self_assessment_cannot_be_locked() {
    let draft = CompleteDraft::new().await;
    let mut tx = draft.server.app.db.write().await.unwrap();
    tx.query("delete from answer where question = 'tower'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = draft.page("lead").await;
    assert!(page.contains("1 item missing: complete it before sign-off"), "{page}");
    assert!(page.contains(&draft.at("questions/tower")) && !page.contains("Lock for sign-off"));
    let mut lead = draft.lead();
    let response = lead.post(&draft.at("lock"), &[]).await;
    assert!(lead.get(response.location()).await.body.contains("Not locked: complete the missing items first."));
}

#[tokio::test]
async fn an_invalid_signature_is_refused_and_stays_in_the_form() {
    let draft = CompleteDraft::new().await;
    draft.lead().post(&draft.at("lock"), &[]).await;
    let version = draft.version().await;
    let fields = [("name", "P. Example-Sample"), ("post", " "), ("version", version.as_str())];
    let response = draft.lead().post(&draft.at("lead-signature"), &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in
        ["P. Example-Sample", "Enter your job title", "Select the box to confirm your signature", "There is a problem"]
    {
        assert!(response.body.contains(words), "{words}");
    }
    let mut lead = draft.lead();
    let fields = [("name", "P. Example"), ("post", "Lead"), ("version", "0000"), ("agree", "yes")];
    let response = lead.post(&draft.at("lead-signature"), &fields).await;
    assert!(lead.get(response.location()).await.body.contains("The status changed before your request arrived"));

    draft.sign_as_lead().await;
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", "nowhere")];
    let response = draft.lead().post(&draft.at("leader-request"), &fields).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("value=\"nowhere\"") && draft.queued_emails().await.is_empty());
    let link = draft.request_signature().await;
    let response = draft.visitor().post(&link, &[("name", "A. Sample"), ("post", "Principal")]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("value=\"Principal\"") && response.body.contains("Select the box"));
}

#[tokio::test]
async fn two_leads_who_lock_at_once_lock_it_once() {
    let draft = CompleteDraft::new().await;
    let (mut one, mut two) = (draft.lead(), draft.lead());
    let lock = draft.at("lock");
    let (first, second) = tokio::join!(one.post(&lock, &[]), two.post(&lock, &[]));
    let statuses = [first.status, second.status];
    assert!(statuses.contains(&StatusCode::SEE_OTHER), "{statuses:?}");
    assert!(statuses.iter().all(|status| [StatusCode::SEE_OTHER, StatusCode::FORBIDDEN].contains(status)));
    let mut tx = draft.server.app.db.read().await.unwrap();
    let (events,): (i64,) = tx
        .query("select cast(count(*) as bigint) from event where assessment_id = $1")
        .bind(draft.assessment.0)
        .one()
        .await
        .unwrap();
    assert_eq!(events, 1, "it was locked once");
}

#[tokio::test]
async fn unlocking_cancels_the_signatures_after_a_warning() {
    let draft = CompleteDraft::new().await;
    let link = draft.sign().await;
    let page = draft.lead().get(&draft.at("unlock")).await.body;
    assert!(page.contains("Unlocking cancels the signatures of P. Example and A. Sample"), "{page}");
    assert!(draft.page("lead").await.contains("Signed by both: ready to submit"), "reading the page changes nothing");
    let mut lead = draft.lead();
    let response = lead.post(&draft.at("unlock"), &[]).await;
    let page = lead.get(response.location()).await.body;
    assert!(
        page.contains("Signatures cancelled: P. Example, A. Sample.") && page.contains("ready to lock for sign-off")
    );
    let gone = draft.visitor().get(&link).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("Ask the sender for a new one."));
}

#[tokio::test]
async fn a_leaders_link_gives_no_other_access_and_expires() {
    let draft = CompleteDraft::new().await;
    draft.lead().post(&draft.at("lock"), &[]).await;
    draft.sign_as_lead().await;
    let link = draft.request_signature().await;
    for path in [draft.at("sign-off"), draft.at("locked"), draft.at("unlock")] {
        assert!(draft.visitor().get(&path).await.location().starts_with("/sign-in"), "{path}");
    }
    let secret = link.strip_prefix("/leader/").unwrap();
    let wrong = format!("/leader/{}", secret.replace(|c: char| c.is_ascii_digit(), "0"));
    assert_eq!(draft.visitor().get(&wrong).await.status, StatusCode::GONE);
    draft.server.app.clock.advance(SignedDuration::from_hours(30 * 24 + 1));
    assert_eq!(draft.visitor().get(&link).await.status, StatusCode::GONE, "it expires after 30 days");
    assert_eq!(draft.sign_as_leader(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_secretariat_returns_a_submission_with_a_reason() {
    let draft = CompleteDraft::new().await;
    draft.sign().await;
    draft.lead().post(&draft.at("submission"), &[]).await;
    let mut secretariat = draft.server.browser("secretariat");
    let response = secretariat.post(&draft.at("return"), &[("reason", "  ")]).await;
    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.body.contains("Enter a reason"));
    let long = format!("Kept {}", "x".repeat(5000));
    let response = secretariat.post(&draft.at("return"), &[("reason", &long)]).await;
    assert!(response.status == StatusCode::UNPROCESSABLE_ENTITY && response.body.contains(&long));
    secretariat.post(&draft.at("return"), &[("reason", "The plan has no dates")]).await;
    let page = draft.page("lead").await;
    assert!(
        page.contains("The secretariat returned this self-assessment for changes on")
            && page.contains("The plan has no dates"),
        "{page}"
    );
    let emails = draft.queued_emails().await;
    let (to, _, body) = emails
        .iter()
        .find(|(_, subject, _)| subject == "Changes requested: First watch – Northmoor University")
        .unwrap();
    assert_eq!(to, "lead@assay.example");
    assert!(body.contains("The plan has no dates") && body.contains(&draft.at("sign-off")));
    assert!(draft.page("contributor").await.contains("The plan has no dates"));
}

#[tokio::test]
async fn the_sign_off_pages_need_at_most_twelve_queries() {
    let draft = CompleteDraft::new().await;
    let check = async |browser: &mut Browser, path: &str| {
        let before = draft.server.app.db.queries();
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        let queries = draft.server.app.db.queries() - before;
        // One of them reads how each signature came about.
        assert!(queries <= 12, "{path}: {queries} queries");
    };
    for (index, _) in draft.server.world.assessments.iter().enumerate() {
        let assessment = draft.server.world.assessments[index].0;
        check(&mut draft.lead(), &format!("/assessments/{assessment}/sign-off")).await;
        check(&mut draft.lead(), &format!("/assessments/{assessment}/locked")).await;
    }
    check(&mut draft.visitor(), &format!("/leader/{}", draft.server.world.leader_link)).await;
}
