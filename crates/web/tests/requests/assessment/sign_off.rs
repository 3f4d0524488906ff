//! Sign-off in the browser's words: the whole way, what voids it, and who comes second.

use crate::support::{Answer, Browser, Trial};
use axum::http::StatusCode;
use jiff::SignedDuration;
use model::{AssessmentId, core::dates::long_date};
use store::core::values::{At, Day};

/// The world with the drafting assessment complete.
pub(super) struct Desk {
    pub(super) trial: Trial,
    pub(super) assessment: AssessmentId,
}

impl Desk {
    pub(super) async fn new() -> Self {
        let trial = Trial::new().await;
        let assessment = trial.world.assessments[0].0;
        let mut tx = trial.app.db.write().await.unwrap();
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
            .bind(At(trial.now()))
            .run()
            .await
            .unwrap();
        }
        tx.query("update action set measure = 'A list', due_on = $2 where id = $1")
            .bind(trial.world.actions[0].0)
            .bind(Day("2021-06-30".parse().unwrap()))
            .run()
            .await
            .unwrap();
        // Nothing of a last plan is left to rate.
        tx.query("update assessment set rated_plan_id = null where id = $1").bind(assessment.0).run().await.unwrap();
        tx.commit().await.unwrap();
        Self { trial, assessment }
    }
    pub(super) fn at(&self, step: &str) -> String {
        format!("/assessments/{}/{step}", self.assessment)
    }
    pub(super) fn lead(&self) -> Browser {
        self.trial.browser("lead")
    }
    pub(super) async fn page(&self, persona: &str) -> String {
        self.trial.browser(persona).get(&self.at("sign-off")).await.body
    }
    /// The emails that wait, newest last: to whom, their subject, their text.
    pub(super) async fn queued_emails(&self) -> Vec<(String, String, String)> {
        let mut tx = self.trial.app.db.read().await.unwrap();
        tx.query("select recipient, subject, body from email order by created_at, id").all().await.unwrap()
    }
    pub(super) async fn version(&self) -> String {
        let mut tx = self.trial.app.db.read().await.unwrap();
        let (hash,): (String,) = tx
            .query("select locked_version_hash from assessment where id = $1")
            .bind(self.assessment.0)
            .one()
            .await
            .unwrap();
        hash
    }
    pub(super) async fn sign_as_lead(&self) -> Answer {
        let version = self.version().await;
        let fields = [("name", "P. Example"), ("post", "Institutional lead"), ("version", &version), ("agree", "yes")];
        self.lead().post(&self.at("lead-signature"), &fields).await
    }
    /// Requests the leader's signature, and returns the path of the link in their email.
    pub(super) async fn ask(&self) -> String {
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", "Leader@Northmoor.example")];
        let answer = self.lead().post(&self.at("leader-request"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let emails = self.queued_emails().await;
        let (recipient, _, body) = emails.last().unwrap();
        assert_eq!(recipient, "leader@northmoor.example");
        let link = body.lines().find_map(|line| line.strip_prefix("http://assay.test")).unwrap();
        link.to_owned()
    }
    pub(super) fn visitor(&self) -> Browser {
        self.trial.browser("nobody")
    }
    pub(super) async fn sign_as_leader(&self, link: &str) -> Answer {
        let version = self.version().await;
        let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("version", &version), ("agree", "yes")];
        self.visitor().post(link, &fields).await
    }
    pub(super) async fn set_due(&self, due: model::Date) {
        let mut tx = self.trial.app.db.write().await.unwrap();
        tx.query("insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, $2, 1, $3, 'Set', $4)")
            .bind(store::core::ids::new(self.trial.now()))
            .bind(self.trial.world.organisation.0)
            .bind(Day(due))
            .bind(At(self.trial.now()))
            .run()
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    /// Locked and signed by both. Gives the leader's link.
    pub(super) async fn signed(&self) -> String {
        self.lead().post(&self.at("lock"), &[]).await;
        self.sign_as_lead().await;
        let link = self.ask().await;
        self.sign_as_leader(&link).await;
        link
    }
}

#[tokio::test]
async fn the_whole_way_from_frozen_to_submitted_and_late() {
    let desk = Desk::new().await;
    let day = web::core::clock::day(desk.trial.now());
    desk.set_due(day.checked_sub(jiff::Span::new().days(3)).unwrap()).await;
    let page = desk.page("lead").await;
    assert!(page.contains("Complete: ready to lock for sign-off"), "{page}");

    assert_eq!(desk.lead().post(&desk.at("lock"), &[]).await.location(), desk.at("sign-off"));
    let page = desk.page("lead").await;
    assert!(page.contains("Locked: awaiting lead’s signature") && page.contains(&desk.version().await));
    let text = desk.lead().get(&desk.at("locked")).await;
    assert!(
        text.body.contains("Keepers &lt;b&gt;wrote&lt;/b&gt; half of it.")
            && text.body.contains("Count everyone in 2020")
    );

    desk.sign_as_lead().await;
    let page = desk.page("lead").await;
    assert!(page.contains("Awaiting leader’s signature"), "{page}");
    let link = desk.ask().await;
    assert!(desk.page("lead").await.contains("We emailed a signing link to A. Sample at leader@northmoor.example"));

    let page = desk.visitor().get(&link).await.body;
    assert!(page.contains("P. Example asks you to sign for Northmoor University"), "{page}");
    assert!(page.contains("Northmoor University commits to 1 action under Light, from January 2020 to December 2021."));
    assert!(page.contains("No previous action plan to report on.") && page.contains("value=\"Vice-Chancellor\""));
    assert!(desk.visitor().get(&format!("{link}/text")).await.body.contains("Count everyone in 2020"));
    assert_eq!(desk.sign_as_leader(&link).await.location(), link);
    assert!(desk.visitor().get(&link).await.body.contains("Signature received"));
    assert_eq!(desk.sign_as_leader(&link).await.location(), link, "signing twice is thanked twice");

    let page = desk.page("lead").await;
    assert!(
        page.contains("Signed by both: ready to submit")
            && page.contains("<p class=\"then\">Signed by both: ready to submit. Due "),
        "{page}"
    );
    let version = desk.version().await;
    desk.lead().post(&desk.at("submission"), &[]).await;
    let page = desk.page("secretariat").await;
    assert!(page.contains(&format!("Submitted on {}, 3 days late", long_date(day))), "{page}");
    let again = desk.lead().post(&desk.at("submission"), &[]).await;
    assert_eq!(again.status, StatusCode::FORBIDDEN);
    assert!(again.body.contains("Already submitted."));

    let receipts: Vec<_> = desk
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
    let page = desk.visitor().get(&link).await.body;
    assert!(page.contains("The self-assessment is submitted") && page.contains("/signatories/northmoor"));
}

#[tokio::test]
async fn what_is_incomplete_is_not_frozen_and_says_what_is_missing() {
    let desk = Desk::new().await;
    let mut tx = desk.trial.app.db.write().await.unwrap();
    tx.query("delete from answer where question = 'tower'").run().await.unwrap();
    tx.commit().await.unwrap();
    let page = desk.page("lead").await;
    assert!(page.contains("1 item missing: complete it before sign-off"), "{page}");
    assert!(page.contains(&desk.at("questions/tower")) && !page.contains("Lock for sign-off"));
    let mut lead = desk.lead();
    let answer = lead.post(&desk.at("lock"), &[]).await;
    assert!(lead.get(answer.location()).await.body.contains("Not locked: complete the missing items first."));
}

#[tokio::test]
async fn a_signature_that_cannot_be_taken_keeps_its_words() {
    let desk = Desk::new().await;
    desk.lead().post(&desk.at("lock"), &[]).await;
    let version = desk.version().await;
    let fields = [("name", "P. Example-Sample"), ("post", " "), ("version", version.as_str())];
    let answer = desk.lead().post(&desk.at("lead-signature"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in
        ["P. Example-Sample", "Enter your job title", "Select the box to confirm your signature", "There is a problem"]
    {
        assert!(answer.body.contains(words), "{words}");
    }
    let mut lead = desk.lead();
    let fields = [("name", "P. Example"), ("post", "Lead"), ("version", "0000"), ("agree", "yes")];
    let answer = lead.post(&desk.at("lead-signature"), &fields).await;
    assert!(lead.get(answer.location()).await.body.contains("The status changed before your request arrived"));

    desk.sign_as_lead().await;
    let fields = [("name", "A. Sample"), ("post", "Vice-Chancellor"), ("email", "nowhere")];
    let answer = desk.lead().post(&desk.at("leader-request"), &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"nowhere\"") && desk.queued_emails().await.is_empty());
    let link = desk.ask().await;
    let answer = desk.visitor().post(&link, &[("name", "A. Sample"), ("post", "Principal")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("value=\"Principal\"") && answer.body.contains("Select the box"));
}

#[tokio::test]
async fn two_leads_act_at_once_and_the_second_sees_the_current_state() {
    let desk = Desk::new().await;
    let (mut one, mut two) = (desk.lead(), desk.lead());
    let lock = desk.at("lock");
    let (first, second) = tokio::join!(one.post(&lock, &[]), two.post(&lock, &[]));
    let answers = [first.status, second.status];
    assert!(answers.contains(&StatusCode::SEE_OTHER), "{answers:?}");
    assert!(answers.iter().all(|status| [StatusCode::SEE_OTHER, StatusCode::FORBIDDEN].contains(status)));
    let mut tx = desk.trial.app.db.read().await.unwrap();
    let (events,): (i64,) = tx
        .query("select cast(count(*) as bigint) from event where assessment_id = $1")
        .bind(desk.assessment.0)
        .one()
        .await
        .unwrap();
    assert_eq!(events, 1, "it was locked once");
}

#[tokio::test]
async fn opening_it_again_says_what_it_voids_and_voids_it() {
    let desk = Desk::new().await;
    let link = desk.signed().await;
    let page = desk.lead().get(&desk.at("unlock")).await.body;
    assert!(page.contains("Unlocking cancels the signatures of P. Example and A. Sample"), "{page}");
    assert!(desk.page("lead").await.contains("Signed by both: ready to submit"), "reading the page changes nothing");
    let mut lead = desk.lead();
    let answer = lead.post(&desk.at("unlock"), &[]).await;
    let page = lead.get(answer.location()).await.body;
    assert!(
        page.contains("Signatures cancelled: P. Example, A. Sample.") && page.contains("ready to lock for sign-off")
    );
    let gone = desk.visitor().get(&link).await;
    assert_eq!(gone.status, StatusCode::GONE);
    assert!(gone.body.contains("Ask the sender for a new one."));
}

#[tokio::test]
async fn a_leaders_link_does_nothing_else() {
    let desk = Desk::new().await;
    desk.lead().post(&desk.at("lock"), &[]).await;
    desk.sign_as_lead().await;
    let link = desk.ask().await;
    for path in [desk.at("sign-off"), desk.at("locked"), desk.at("unlock")] {
        assert!(desk.visitor().get(&path).await.location().starts_with("/sign-in"), "{path}");
    }
    let secret = link.strip_prefix("/leader/").unwrap();
    let wrong = format!("/leader/{}", secret.replace(|c: char| c.is_ascii_digit(), "0"));
    assert_eq!(desk.visitor().get(&wrong).await.status, StatusCode::GONE);
    desk.trial.app.clock.pass(SignedDuration::from_hours(30 * 24 + 1));
    assert_eq!(desk.visitor().get(&link).await.status, StatusCode::GONE, "after thirty days");
    assert_eq!(desk.sign_as_leader(&link).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_secretariat_returns_a_submission_with_a_reason() {
    let desk = Desk::new().await;
    desk.signed().await;
    desk.lead().post(&desk.at("submission"), &[]).await;
    let mut secretariat = desk.trial.browser("secretariat");
    let answer = secretariat.post(&desk.at("return"), &[("reason", "  ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Enter a reason"));
    let long = format!("Kept {}", "x".repeat(5000));
    let answer = secretariat.post(&desk.at("return"), &[("reason", &long)]).await;
    assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.body.contains(&long));
    secretariat.post(&desk.at("return"), &[("reason", "The plan has no dates")]).await;
    let page = desk.page("lead").await;
    assert!(
        page.contains("The secretariat returned this self-assessment for changes on")
            && page.contains("The plan has no dates"),
        "{page}"
    );
    let emails = desk.queued_emails().await;
    let (to, _, body) = emails
        .iter()
        .find(|(_, subject, _)| subject == "Changes requested: First watch for Northmoor University")
        .unwrap();
    assert_eq!(to, "lead@assay.example");
    assert!(body.contains("The plan has no dates") && body.contains(&desk.at("sign-off")));
    assert!(desk.page("contributor").await.contains("The plan has no dates"));
}

#[tokio::test]
async fn the_pages_keep_their_budget_of_queries() {
    let desk = Desk::new().await;
    let check = async |browser: &mut Browser, path: &str| {
        let before = desk.trial.app.db.queries();
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        let asked = desk.trial.app.db.queries() - before;
        // One of them is how each signature came about.
        assert!(asked <= 12, "{path} asked {asked} queries");
    };
    for (index, _) in desk.trial.world.assessments.iter().enumerate() {
        let assessment = desk.trial.world.assessments[index].0;
        check(&mut desk.lead(), &format!("/assessments/{assessment}/sign-off")).await;
        check(&mut desk.lead(), &format!("/assessments/{assessment}/locked")).await;
    }
    check(&mut desk.visitor(), &format!("/leader/{}", desk.trial.world.leader_link)).await;
}
