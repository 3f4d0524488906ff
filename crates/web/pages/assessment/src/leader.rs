//! The leader's page, made for a phone and used without an account. The leader's link shows one version and signs it. Instead of signing,
//! the leader can ask a question, send it back with a comment, or name a deputy, who has the same page.

pub mod deputy;
pub mod reply;
mod summary;

use crate::{
    advice::AdviceReportView,
    locked_version::{self, LockedPage, SubmissionText, moment},
    sign_off::{
        notices::{self, About},
        public_page, signing,
    },
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::{Step, locked_version::Submission, verify::Signatory},
    core::{
        canonical::Hash,
        dates::long_date,
        permit::{AtAssessment, NameDeputy, Permit, ReadAsLeader, SignAsLeader},
    },
};
use store::{
    Tx,
    assessment::{
        leader_links::{self, LeaderLink},
        locked_versions,
        signatures::{self, CurrentSignature},
        submissions,
    },
    peer_review::feedback::advice,
    register::correspondents,
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock,
    form::{Errors, extract::Filled},
    page::{page, redirect, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/leader/sign.html")]
struct SignPage {
    shell: Shell,
    base: String,
    caption: String,
    title: String,
    then: String,
    /// What is signed, in four sentences.
    sentences: [String; 4],
    hash: String,
    form: signing::SignatureFormView,
    may_name_deputy: bool,
    has_pdf: bool,
    /// Whether answers to the advice of the last peer review are signed as well.
    has_advice: bool,
    until: String,
}

#[derive(Template)]
#[template(path = "assessment/leader/thanks.html")]
struct ThanksPage {
    shell: Shell,
    base: String,
    caption: String,
    title: String,
    then: String,
    /// The heading of the receipt.
    receipt_title: &'static str,
    /// Labels and values: the name, the job title, the time and the version.
    receipt: Vec<(&'static str, String)>,
    public: Option<String>,
}

/// The locked version that the leader's link is for, and its signatures.
struct LockedSubmission {
    submission: Submission,
    canonical_hash: Hash,
    signatures: Vec<CurrentSignature>,
}

impl LockedSubmission {
    async fn load(tx: &mut Tx, may: &Permit<ReadAsLeader>) -> Result<Self, Problem> {
        let (canonical_hash, canonical) = locked_versions::locked(tx, may).await?.ok_or(Problem::LinkExpired)?;
        let signatures = signatures::for_leader(tx, may).await?;
        Ok(Self { submission: locked_version::read(&canonical)?, canonical_hash, signatures })
    }
    fn signed(&self, signatory: Signatory) -> Option<&CurrentSignature> {
        self.signatures.iter().find(|held| held.signatory == signatory)
    }
}

/// `GET /leader/{leader_link}`
pub async fn show(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let locked = LockedSubmission::load(&mut tx, &may).await?;
    if let Some(own) = locked.signed(Signatory::Leader) {
        let link = leader_links::of_reader(&mut tx, &may, &secret).await?;
        return page(&thanks(&app, &may, &secret, &locked, own, &link));
    }
    page(&sign_page(&app, &may, &mut tx, &secret, &locked, None).await?)
}

/// `POST /leader/{leader_link}`
pub async fn sign(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
    Filled(fields): Filled<signing::SignatureFields>,
) -> Result<Response, Problem> {
    let back = format!("/leader/{secret}");
    let (mut tx, permit) = may.begin(&app).await?;
    // If the leader has signed already, for example by selecting the button twice, the page shows the receipt.
    let Ok(permit) = permit.ask::<SignAsLeader>() else { return Ok(redirect(&back)) };
    match fields.parse() {
        Ok(signing) => {
            if signatures::sign_as_leader(
                &mut tx,
                &permit,
                &secret,
                &signing,
                &app.signing_keys.current(),
                may.visit.now,
            )
            .await?
            {
                notify(&app, &may, &mut tx, &secret).await?;
            }
            tx.commit().await?;
            app.emails_written.notify_one();
            Ok(redirect(&back))
        }
        Err(errors) => {
            let locked = LockedSubmission::load(&mut tx, &may).await?;
            unprocessable(&sign_page(&app, &may, &mut tx, &secret, &locked, Some((fields, errors))).await?)
        }
    }
}

/// Notifies the leads that it is signed, and the leader or the deputy if the other one signed.
async fn notify(app: &App, may: &May<ReadAsLeader>, tx: &mut Tx, secret: &str) -> Result<(), Problem> {
    let locked = LockedSubmission::load(tx, may).await?;
    let Some(own) = locked.signed(Signatory::Leader) else { return Ok(()) };
    let link = sign_off_address(app, may.place());
    let about = About::of(&locked.submission, &link);
    let leads = correspondents::of(tx, may).await?.leads;
    notices::send(tx, may.of(), &leads, &about.signed(&own.name, &own.post), may.visit.now).await?;
    let signer = leader_links::of_reader(tx, may, secret).await?;
    let others = notices::without(submissions::signers(tx, may, may.visit.now).await?, &signer.email);
    notices::send(tx, may.of(), &others, &about.signed_by_the_other(&own.name, &own.post), may.visit.now).await
}

/// The full address of the sign-off page, for those who sign in.
fn sign_off_address(app: &App, place: AtAssessment) -> String {
    app.site.address(&format!("/assessments/{}/sign-off", place.assessment))
}

/// `GET /leader/{leader_link}/text`
pub async fn text(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let locked = LockedSubmission::load(&mut tx, &may).await?;
    let advice = advice::to_sign(&mut tx, &may).await?;
    drop(tx);
    page(&LockedPage {
        shell: Shell::by_link(&app, &may.visit, "leaders"),
        back: format!("/leader/{secret}"),
        title: format!("{}: full text", locked.submission.edition.title),
        then: format!("The version of {} that is locked for sign-off.", locked.submission.organisation.name),
        hash: Some(locked.canonical_hash.to_string()),
        text: Some(SubmissionText::of(&locked.submission, &app.charter)),
        report: advice.as_ref().map(AdviceReportView::new),
    })
}

async fn sign_page(
    app: &App,
    may: &May<ReadAsLeader>,
    tx: &mut Tx,
    secret: &str,
    locked: &LockedSubmission,
    typed: Option<(signing::SignatureFields, Errors)>,
) -> Result<SignPage, Problem> {
    let link = leader_links::of_reader(tx, may, secret).await?;
    let submission = &locked.submission;
    let organisation = &submission.organisation.name;
    let (fields, errors) = typed.unwrap_or_else(|| {
        (signing::SignatureFields::fresh(&link.name, &link.post, locked.canonical_hash), Errors::none())
    });
    let sentence = match &link.leader {
        Some(leader) => format!("I sign this self-assessment for {organisation} for its leader, {leader}"),
        None => format!("I sign this self-assessment for {organisation} as leader of the institution"),
    };
    let lead = locked.signed(Signatory::Lead).map_or("The institutional lead", |held| &held.name);
    let then = match &link.leader {
        Some(leader) => {
            format!("{leader} has named you to sign for {organisation} for the leader. It takes about a minute.")
        }
        None => format!("{lead} asks you to sign for {organisation}. It takes about a minute."),
    };
    let base = format!("/leader/{secret}");
    Ok(SignPage {
        shell: Shell::by_link(app, &may.visit, "leaders"),
        caption: submission.charter.name.clone(),
        title: format!("Sign off: {}", submission.edition.title),
        then,
        sentences: summary::sentences(submission),
        hash: locked.canonical_hash.to_string(),
        form: signing::SignatureFormView::new(base.clone(), fields, errors, sentence).for_asked(),
        may_name_deputy: may.also::<NameDeputy>(),
        has_pdf: app.typeset.is_some(),
        has_advice: submission.advice_sha256.is_some(),
        until: long_date(clock::day(link.expires)),
        base,
    })
}

fn thanks(
    app: &App,
    may: &May<ReadAsLeader>,
    secret: &str,
    locked: &LockedSubmission,
    own: &CurrentSignature,
    link: &LeaderLink,
) -> ThanksPage {
    let submission = &locked.submission;
    let is_submitted = may.place().step == Step::Submitted;
    let lead = locked.signed(Signatory::Lead).map_or("The institutional lead", |held| &held.name);
    // The leader's link and the deputy's open the same version: one signs, and the other is told so.
    let (title, then) = match (link.is_used, is_submitted) {
        (true, true) => (
            "Signature received",
            "Thank you. The self-assessment is submitted, and we have emailed you a receipt.".to_owned(),
        ),
        (true, false) => (
            "Signature received",
            format!(
                "Thank you. {lead} submits the self-assessment next, and we then email you a receipt. You do not need to do anything else."
            ),
        ),
        (false, _) => ("No signature needed", format!("{} has signed. You do not need to sign.", own.name)),
    };
    ThanksPage {
        shell: Shell::by_link(app, &may.visit, "leaders"),
        base: format!("/leader/{secret}"),
        caption: submission.charter.name.clone(),
        title: title.to_owned(),
        then,
        receipt_title: if link.is_used { "Your receipt" } else { "The signature" },
        receipt: vec![
            ("Signed by", format!("{}, {}", own.name, own.post)),
            ("Organisation", submission.organisation.name.clone()),
            ("Self-assessment", submission.edition.title.clone()),
            ("Signed on", moment(own.at)),
            ("Version ID", own.hash.to_string()),
        ],
        public: is_submitted.then(|| public_page(&submission.organisation.slug)),
    }
}
