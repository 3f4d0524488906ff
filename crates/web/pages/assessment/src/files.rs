//! Downloads: a self-assessment in the layout of its form, and the blank form of each stage.

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use documents::write::csv;
use documents::write::{
    self,
    form::{self, Form, Signatures, WrittenSignature},
};
use model::{
    AssessmentId, Date, EditionKey,
    assessment::{
        AssessmentState, deputy,
        locked_version::{self, Submission},
        verify::{Signatory, submission_file},
    },
    core::{
        canonical::Hash,
        dates::day,
        permit::{ReadAsLeader, ReadAssessment, ReadWorkings},
    },
};
use pages_public as public;
use store::{
    assessment::{contents, locked_versions, signatures},
    core::secrets,
    peer_review::feedback::advice,
};
use web_shell::core::{
    app::App,
    authorize::May,
    cache,
    download::{
        DownloadFormat, WORD,
        typesetting::{Reader, ahead, typeset},
    },
    page,
    problem::Problem,
    request::Visit,
};

/// `GET /assessments/{assessment}/files/{format}`: the current text, or the locked one, for members with the exact headcount.
pub async fn assessment(
    may: May<ReadAssessment>,
    State(app): State<App>,
    Path((_, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let format = DownloadFormat::parse(&format)?;
    let mut tx = app.db.read().await?;
    let contents = contents::load(&mut tx, &may).await?;
    let locked = locked_versions::locked(&mut tx, &may).await?;
    drop(tx);
    let edition = app.charter.edition(&contents.edition).ok_or(Problem::NotFound)?;
    let canonical = match locked {
        Some((_, text)) => text,
        None => locked_version::lock(&contents, &app.charter, edition, &secrets::new()).canonical,
    };
    let submission = Submission::parse(&canonical).map_err(public::unreadable)?;
    let form = form::submission(
        &submission,
        &app.charter,
        edition,
        contents.headcount.as_ref().filter(|_| may.also::<ReadWorkings>()),
        &signatures_so_far(&contents.state),
    );
    let is_draft = matches!(contents.state, AssessmentState::Drafting(_));
    let form = if is_draft { form.into_draft(may.visit.today()) } else { form };
    let name = format!("{}-stage-{}", contents.organisation.slug, edition.stage);
    file(&app, Reader::Known, format, FormFile { name, form, canonical, is_draft, on: may.visit.today() }).await
}

/// `GET /leader/{leader_link}/files/{format}`: the version to sign, for the leader or their deputy, with what is signed about the advice of the last
/// peer review and not published.
pub async fn for_leader(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path((_, format)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let format = DownloadFormat::parse(&format)?;
    let mut tx = app.db.read().await?;
    let (_, canonical) = locked_versions::locked(&mut tx, &may).await?.ok_or(Problem::LinkExpired)?;
    let current = signatures::for_leader(&mut tx, &may).await?;
    let advice = advice::to_sign(&mut tx, &may).await?;
    drop(tx);
    let submission = Submission::parse(&canonical).map_err(public::unreadable)?;
    let edition = app.charter.edition(&submission.edition.key).ok_or(Problem::NotFound)?;
    let signed = |signatory| {
        let one = current.iter().find(|one| one.signatory == signatory)?;
        Some(WrittenSignature { name: deputy::name_as_signed(&one.name, &one.post), on: day(one.at) })
    };
    let signatures = Signatures { lead: signed(Signatory::Lead), leader: signed(Signatory::Leader) };
    let mut form = form::submission(&submission, &app.charter, edition, None, &signatures);
    if let Some(advice) = &advice {
        form = form.with_advice(advice);
    }
    let name = format!("self-assessment-stage-{}", edition.stage);
    let on = may.visit.today();
    file(&app, Reader::Known, format, FormFile { name, form, canonical, is_draft: false, on }).await
}

/// `GET /signatories/{slug}/submissions/{submission}/files/{format}`: the text that was signed in Assay, with the published figures.
pub async fn submission(
    visit: Visit,
    State(app): State<App>,
    Path((slug, submission, format)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let format = DownloadFormat::parse(&format)?;
    let content = public_file(&app, &slug, &submission, visit.today()).await?;
    let file = file(&app, Reader::Anyone, format, content).await?;
    Ok(cache::mark_public(&visit, file))
}

/// The content of a file.
struct FormFile {
    /// Its name, without the ending.
    name: String,
    form: Form,
    /// The text that is signed, or what it would be.
    canonical: String,
    is_draft: bool,
    /// The day of the file. For a submission it does not change, so that the file is typeset once.
    on: Date,
}

impl FormFile {
    /// Typesets it, with the text that is signed attached. A draft has none, and the text that it would have has a new secret each time: with it,
    /// each request would be for another file.
    async fn typeset(self, app: &App, reader: Reader) -> Result<Bytes, Problem> {
        typeset(app, reader, self.form, (!self.is_draft).then_some(self.canonical), self.on).await
    }
}

/// The public content of a submission.
async fn public_file(app: &App, slug: &str, submission: &str, today: Date) -> Result<FormFile, Problem> {
    let mut tx = app.db.read().await?;
    let (organisation, submitted) = public::submission::find(&mut tx, slug, submission).await?;
    let signed = store::public::signed_text(&mut tx, organisation.id, &submitted, &app.signing_keys.known()).await?;
    let canonical = signed.ok_or(Problem::NotFound)?.canonical;
    drop(tx);
    let edition = app.charter.edition(&submitted.edition).ok_or(Problem::NotFound)?;
    let text = Submission::parse(&canonical).map_err(public::unreadable)?;
    let signed = |role| {
        let one = submitted.signatures.iter().find(|one| one.role == role)?;
        Some(WrittenSignature { name: deputy::name_as_signed(&one.name, &one.post), on: day(one.at) })
    };
    let signatures = Signatures { lead: signed(Signatory::Lead), leader: signed(Signatory::Leader) };
    let form = form::submission(&text, &app.charter, edition, None, &signatures);
    let name = format!("{slug}-stage-{}", submitted.stage);
    Ok(FormFile { name, form, canonical, is_draft: false, on: submitted.at.map_or(today, day) })
}

/// Typesets the public PDF file of a submission that was just committed, so that the first visitor does not wait for it. If that fails,
/// it is typeset when someone asks for it.
pub(crate) fn make_ahead(app: &App, slug: String, submission: AssessmentId, today: Date) {
    let for_task = app.clone();
    ahead(app, async move {
        let file = public_file(&for_task, &slug, &submission.to_string(), today).await?;
        file.typeset(&for_task, Reader::Anyone).await
    });
}

/// `GET /charter/{edition}/form.docx`: for those who must draft in Word. The completed form can be imported.
pub async fn blank(visit: Visit, State(app): State<App>, Path(edition): Path<String>) -> Result<Response, Problem> {
    let edition = app.charter.edition(&EditionKey::from(edition.as_str())).filter(|edition| edition.published);
    let edition = edition.ok_or(Problem::NotFound)?;
    let file = write::docx(&form::blank(&app.charter, edition));
    Ok(cache::mark_public(&visit, page::file(WORD, &format!("{}.docx", edition.id), file)))
}

async fn file(app: &App, reader: Reader, format: DownloadFormat, content: FormFile) -> Result<Response, Problem> {
    let FormFile { name, form, canonical, .. } = &content;
    Ok(match format {
        DownloadFormat::Word => page::file(WORD, &format!("{name}.docx"), write::docx(form)),
        DownloadFormat::Pdf => {
            let name = format!("{name}.pdf");
            page::file("application/pdf", &name, content.typeset(app, reader).await?)
        }
        DownloadFormat::Html => page::file("text/html; charset=utf-8", &format!("{name}.html"), write::html(form)),
        DownloadFormat::Csv => {
            let submission = Submission::parse(canonical).map_err(public::unreadable)?;
            page::file("text/csv; charset=utf-8", &format!("{name}.csv"), csv::write_submission(&submission))
        }
        DownloadFormat::Json => {
            let text = submission_file(canonical, Vec::new(), None).map_err(public::unreadable)?;
            page::file("application/json", &format!("{name}.json"), text)
        }
    })
}

/// The signatures so far, made in Assay or on paper.
fn signatures_so_far(state: &AssessmentState<Hash>) -> Signatures {
    let here = |one: &model::assessment::Signature| {
        Some(WrittenSignature { name: deputy::name_as_signed(&one.name, &one.post), on: day(one.at) })
    };
    match state {
        AssessmentState::Drafting(_) | AssessmentState::Ready(_) => Signatures::default(),
        AssessmentState::LeadSigned(_, lead) => Signatures { lead: here(lead), leader: None },
        AssessmentState::Signed(_, lead, leader) | AssessmentState::Submitted(_, lead, leader, _) => {
            Signatures { lead: here(lead), leader: here(leader) }
        }
        AssessmentState::OnPaper(paper) => {
            let on_paper = |one: &Option<model::assessment::PaperSignature>| {
                let one = one.as_ref()?;
                Some(WrittenSignature { name: one.name.clone().unwrap_or_default(), on: one.on.unwrap_or(paper.on) })
            };
            Signatures { lead: on_paper(&paper.signatures.lead), leader: on_paper(&paper.signatures.leader) }
        }
    }
}
