//! The steps of a self-assessment: lock, sign as lead, submit. If another person took the step first, the page shows the current status.

use super::{
    STALE, SignOffForm, blocking, draw, due, edition_title,
    notices::{self, About},
    public_page, signing,
};
use crate::sign_off::emails;
use crate::{files, locked_version as locked_page};
use axum::{extract::State, response::Response};
use model::{
    assessment::{AssessmentState, locked_version, receipt::RegisterKeys},
    core::{
        dates::long_date,
        permit::{AtAssessment, ConfirmEarlierImport, LockAssessment, SignAsLead, SubmitAssessment},
    },
};
use store::{
    Tx,
    assessment::{
        contents, locked_versions, signatures,
        submissions::{self, Submitting},
    },
    core::secrets,
    imports::past_submissions::{self, EarlierConfirmation},
    peer_review::feedback::advice,
    register::correspondents,
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{
            Errors,
            extract::{Filled, NoFields},
        },
        page::{redirect_with_notice, unprocessable},
        problem::Problem,
    },
    work::event_log,
};

fn sign_off(place: AtAssessment) -> String {
    format!("/assessments/{}/sign-off", place.assessment)
}

/// `POST /assessments/{assessment}/lock`
pub async fn lock(may: May<LockAssessment>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let back = sign_off(may.place());
    let (mut tx, permit) = may.begin(&app).await?;
    let contents = contents::load(&mut tx, &permit).await?;
    let Some(edition) = app.charter.edition(&contents.edition) else {
        return Err(store::Error::Decode(format!("the charter has no edition {}", contents.edition).into()).into());
    };
    if !blocking(&app, &may, &contents).is_empty() {
        return Ok(redirect_with_notice(&app, &back, "Not locked: complete the missing items first."));
    }
    let advice = advice::to_lock(&mut tx, &permit).await?;
    let locked_version = locked_version::lock_with_advice(&contents, &app.charter, edition, &secrets::new(), advice);
    locked_versions::lock(&mut tx, &permit, &locked_version, may.visit.now).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &back, "Locked for sign-off."))
}

/// `POST /assessments/{assessment}/lead-signature`
pub async fn sign(
    may: May<SignAsLead>,
    State(app): State<App>,
    Filled(fields): Filled<signing::SignatureFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let signing = match fields.parse() {
        Ok(signing) => signing,
        Err(errors) => return unprocessable(&draw(&app, &may, &mut tx, SignOffForm::Sign(fields, errors)).await?),
    };
    if let Some(member) = signatures::namesake(&mut tx, &permit, &signing.name).await? {
        let errors = Errors::one("name", format!("{member} is another member. Enter your own name"));
        return unprocessable(&draw(&app, &may, &mut tx, SignOffForm::Sign(fields, errors)).await?);
    }
    let signed =
        signatures::sign_as_lead(&mut tx, &permit, &signing, &app.signing_keys.current(), may.visit.now).await?;
    tx.commit().await?;
    let notice = if signed { "Signature saved." } else { STALE };
    Ok(redirect_with_notice(&app, &sign_off(may.place()), notice))
}

/// `POST /assessments/{assessment}/past-confirmation`: confirms a submission made outside Assay that was imported before confirmations existed.
pub async fn confirm_earlier(
    may: May<ConfirmEarlierImport>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let notice = match past_submissions::confirm_earlier(&mut tx, &permit, &app.charter, may.visit.now).await? {
        EarlierConfirmation::Confirmed => "Submission confirmed.",
        EarlierConfirmation::NotWaiting => STALE,
        EarlierConfirmation::OwnImport => {
            "You imported this submission, so nothing was done. Another member of the secretariat confirms it."
        }
    };
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &sign_off(may.place()), notice))
}

/// `POST /assessments/{assessment}/submission`
pub async fn submit(
    may: May<SubmitAssessment>,
    State(app): State<App>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let contents = contents::load(&mut tx, &permit).await?;
    let due = due(&app, &mut tx, &may, &contents).await?;
    let submitting = Submitting {
        title: edition_title(&app, &contents),
        due: due.as_ref().map(|due| due.on),
        today: may.visit.today(),
    };
    if submissions::submit(&mut tx, &permit, &submitting, &app.signing_keys.current(), may.visit.now).await?.is_none() {
        return Ok(redirect_with_notice(&app, &sign_off(may.place()), STALE));
    }
    let checkpoint = event_log::checkpoint_within(&app, &mut tx, may.visit.now).await?;
    write_receipts(&app, &may, &mut tx, &submitting, checkpoint.map(|checkpoint| checkpoint.note)).await?;
    tx.commit().await?;
    app.emails_written.notify_one();
    let AtAssessment { assessment, .. } = may.place();
    files::make_ahead(&app, contents.organisation.slug.clone(), assessment, submitting.today);
    let feedback = due.and_then(|due| due.feedback).map(long_date);
    let feedback = feedback.map(|by| format!(" Feedback from peer review is due by {by}.")).unwrap_or_default();
    let notice = format!("Submitted and published. We have emailed a receipt to both signatories.{feedback}");
    Ok(redirect_with_notice(&app, &sign_off(may.place()), &notice))
}

/// Writes a receipt to each lead and to those who signed by a link, and an email to the secretariat.
async fn write_receipts(
    app: &App,
    may: &May<SubmitAssessment>,
    tx: &mut Tx,
    submitting: &Submitting,
    checkpoint: Option<String>,
) -> Result<(), Problem> {
    let contents = contents::load(tx, may).await?;
    let Some((hash, canonical)) = locked_versions::locked(tx, may).await? else { return Ok(()) };
    let AssessmentState::Submitted(_, lead, leader, _) = &contents.state else { return Ok(()) };
    let (submission, now) = (locked_page::read(&canonical)?, may.visit.now);
    let slug = &contents.organisation.slug;
    let public = app.site.address(&public_page(slug));
    let email = emails::receipt(&emails::Receipt {
        submission: &submission,
        hash,
        signatures: [lead, leader],
        on: submitting.today,
        days_late: submitting.days_late(),
        public: public.clone(),
        receipt: app.site.address(&format!("{}/submissions/{}/receipt", public_page(slug), may.place().assessment)),
        keys: app.site.address(RegisterKeys::PATH),
        key: app.signing_keys.current().current().public(),
        checkpoint: checkpoint.map(|note| (app.site.address("/log"), note)),
    });
    let all = correspondents::of(tx, may).await?;
    let signers = submissions::signers(tx, may, now).await?;
    notices::send(tx, may.of(), &[all.leads, signers].concat(), &email, now).await?;
    let link = app.site.address(&sign_off(may.place()));
    let email = About::of(&submission, &link).submitted(&public);
    notices::send(tx, may.of(), &all.secretariat, &email, now).await
}
