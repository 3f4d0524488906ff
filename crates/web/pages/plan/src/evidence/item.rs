//! The page of an evidence item: its file, where it is used, its visibility and its withdrawal.

use super::{EvidenceView, added};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    EvidenceId,
    core::{
        dates::long_date,
        permit::{AtOrganisation, EndConsent, KeepEvidence, Permission, PublishEvidence, ReadInternal},
    },
    plan::evidence::{EvidenceContent, Testimony},
};
use serde::Deserialize;
use store::{
    plan::evidence::{self, EarlierVersion},
    public,
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    download,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// Maximum length of a reason, in characters.
const MAX_REASON_CHARACTERS: usize = 1_000;

#[derive(Template)]
#[template(path = "plan/evidence/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
struct ItemPage {
    shell: Shell,
    errors: Errors,
    row: EvidenceView,
    added: String,
    facts: Vec<(&'static str, String)>,
    /// The date and reason of its withdrawal.
    withdrawn: Option<(String, String)>,
    /// The date since which its link is broken.
    broken_since: Option<String>,
    is_file: bool,
    uses: Vec<(String, String)>,
    /// Earlier versions: title, content and when they were replaced.
    former: Vec<(String, String, String)>,
    is_public: bool,
    may_be_public: bool,
    is_testimonial: bool,
    may_keep: bool,
    may_end_consent: bool,
    may_correct: bool,
    may_publish: bool,
    reason: String,
}

async fn draw<P>(may: &May<P>, app: &App, id: EvidenceId, reason: String, errors: Errors) -> Result<ItemPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (read, charter) = (may.ask::<ReadInternal>()?, &app.charter);
    let mut tx = app.db.read().await?;
    let listed = evidence::read(&mut tx, &read, id).await?.ok_or(Problem::NotFound)?;
    let (actions, answers) = evidence::uses(&mut tx, &read, id).await?;
    let former = evidence::former(&mut tx, &read, id).await?;
    let one = &listed.evidence;
    let actions = actions.into_iter().map(|(action, title)| (format!("/actions/{action}"), title));
    let answers = answers.into_iter().map(|(assessment, edition, question)| {
        let edition = charter.edition(&edition.as_str().into());
        let asked = edition.and_then(|edition| edition.questions.iter().find(|one| one.id == question));
        let title = asked.map_or_else(|| question.to_string(), |asked| asked.title.clone());
        (format!("/assessments/{assessment}/questions/{question}"), format!("Answer: {title}"))
    });
    Ok(ItemPage {
        shell: may.shell(app, Section::Evidence),
        errors,
        row: EvidenceView::new(one, may.of(), charter),
        added: added(one),
        facts: facts(&one.content),
        withdrawn: one
            .withdrawn
            .as_ref()
            .map(|withdrawn| (long_date(web_shell::core::clock::day(withdrawn.at)), withdrawn.reason.clone())),
        broken_since: listed.broken_since.map(long_date),
        is_file: matches!(one.content, EvidenceContent::File(_)),
        uses: actions.chain(answers).collect(),
        former: former.iter().map(former_version).collect(),
        is_public: one.marked_public,
        may_be_public: one.withdrawn.is_none() && one.content.may_be_public(),
        is_testimonial: matches!(
            one.content,
            EvidenceContent::Testimonial(Testimony::Anonymous { .. } | Testimony::Named { .. })
        ),
        may_keep: may.also::<KeepEvidence>(),
        may_end_consent: may.also::<EndConsent>(),
        may_correct: may.also::<KeepEvidence>() && (!one.marked_public || may.also::<PublishEvidence>()),
        may_publish: may.also::<PublishEvidence>(),
        reason,
    })
}

/// An earlier version.
fn former_version(former: &EarlierVersion) -> (String, String, String) {
    let who = former.who.as_ref().map(|who| format!(" by {who}")).unwrap_or_default();
    let until = format!("Edited on {}{who}", long_date(web_shell::core::clock::day(former.until)));
    (former.title.clone(), former.content.words(), until)
}

/// The recorded consent of a testimonial.
fn facts(evidence: &EvidenceContent) -> Vec<(&'static str, String)> {
    let EvidenceContent::Testimonial(testimony) = evidence else { return Vec::new() };
    match testimony.consent() {
        Some(consent) => vec![
            ("Consent given for", consent.terms.clone()),
            ("Consent date", long_date(consent.on)),
            ("Consent obtained by", consent.asked_by.to_string()),
        ],
        None => vec![("Consent", "No consent recorded, so this testimonial stays internal.".to_owned())],
    }
}

/// `GET /organisations/{organisation}/evidence/{evidence}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such item.
pub async fn show(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Response, Problem> {
    page(&draw(&may, &app, id, String::new(), Errors::none()).await?)
}

/// `GET /organisations/{organisation}/evidence/{evidence}/file`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such item or it has no file, and [`Problem::Files`] if its file cannot be read.
pub async fn file(
    may: May<ReadInternal>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Response, Problem> {
    let listed = evidence::read(&mut app.db.read().await?, &may, id).await?.ok_or(Problem::NotFound)?;
    match &listed.evidence.content {
        EvidenceContent::File(file) => download::stored(&app, file, "evidence").await,
        EvidenceContent::Link { .. } | EvidenceContent::Testimonial(_) | EvidenceContent::Number { .. } => {
            Err(Problem::NotFound)
        }
    }
}

/// `GET /signatories/{slug}/evidence/{evidence}/file`: for everyone, while the item is public.
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such public item or it has no file, and [`Problem::Files`] if its file cannot be read.
pub async fn public_file(
    State(app): State<App>,
    Path((slug, id)): Path<(String, EvidenceId)>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let signatory = public::signatory(&mut tx, &slug).await?.ok_or(Problem::NotFound)?;
    let all = evidence::for_everyone(&mut tx, signatory.id).await?;
    drop(tx);
    match all.iter().find(|one| one.id == id).map(|one| &one.content) {
        Some(EvidenceContent::File(file)) => download::stored(&app, file, "evidence").await,
        _ => Err(Problem::NotFound),
    }
}

/// The reason.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EvidenceWithdrawalForm {
    reason: String,
}

/// `POST …/withdrawal`
pub async fn withdraw(
    may: May<KeepEvidence>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
    Filled(EvidenceWithdrawalForm { reason }): Filled<EvidenceWithdrawalForm>,
) -> Result<Response, Problem> {
    let error = match reason.trim().chars().count() {
        0 => Some("Enter a reason".to_owned()),
        count if count > MAX_REASON_CHARACTERS => {
            Some(format!("Reason must be {MAX_REASON_CHARACTERS} characters or fewer"))
        }
        _ => None,
    };
    if let Some(error) = error {
        return unprocessable(&draw(&may, &app, id, reason, Errors::one("reason", error)).await?);
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let changed = evidence::withdraw(&mut tx, &permit, id, reason.trim(), may.visit.now).await?;
    tx.commit().await?;
    Ok(respond(&may, &app, id, changed, "Evidence withdrawn. It is marked as withdrawn wherever it is attached."))
}

/// `POST …/consent-end`
pub async fn withdraw_consent(
    may: May<EndConsent>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
    _: Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let changed = evidence::withdraw_consent(&mut tx, &permit, id, may.visit.today(), may.visit.now).await?;
    tx.commit().await?;
    Ok(respond(&may, &app, id, changed, "Testimonial text deleted."))
}

/// Whether to make it public.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EvidencePublicationFields {
    public: String,
}

/// `POST …/publication`
pub async fn publish(
    may: May<PublishEvidence>,
    State(app): State<App>,
    Path((_, id)): Path<(String, EvidenceId)>,
    Filled(EvidencePublicationFields { public }): Filled<EvidencePublicationFields>,
) -> Result<Response, Problem> {
    let public = public == "yes";
    let (mut tx, permit) = may.begin(&app).await?;
    let changed = evidence::publish(&mut tx, &permit, id, public, may.visit.now).await?;
    tx.commit().await?;
    let notice = if public { "Evidence made public." } else { "Evidence made internal." };
    Ok(respond(&may, &app, id, changed, notice))
}

/// Redirects to the item, with `notice` if something changed.
fn respond<P>(may: &May<P>, app: &App, id: EvidenceId, changed: bool, notice: &str) -> Response
where
    P: Permission<Place = AtOrganisation>,
{
    let notice = if changed {
        notice
    } else {
        "No changes made: the evidence had already changed. Check its current status below."
    };
    redirect_with_notice(app, &format!("/organisations/{}/evidence/{id}", may.of()), notice)
}
