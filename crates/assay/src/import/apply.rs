//! Finds the organisation of a document, saves the import, and applies all of it if asked.
//!
//! Nothing becomes public by this command: an organisation is registered by a person, a draft is not public, and a submission made outside Assay
//! is confirmed by the secretariat.

use super::{Document, Import};
use crate::program;
use jiff::Timestamp;
use model::{
    ImportId, OrganisationId,
    charter::Charter,
    core::permit::{AddImport, AtCharter, AtImport, AtImports, ReadImport},
    imports::{
        import::{ImportContent, ImportTarget},
        past_submission::{self, ProposalState},
    },
};
use std::error::Error;
use store::{
    Db, Tx,
    core::write_permit::lock,
    imports::{self, past_submissions},
    register::organisations,
};
use web::core::clock::{self, Clock};

/// Whether files with this hash have been imported for any organisation.
pub(super) async fn is_imported(db: &Db, sha256: &str) -> Result<bool, Box<dyn Error>> {
    Ok(imports::applied_anywhere(&mut db.read().await?, &program::at(AtCharter), sha256).await?)
}

/// Saves the import, and applies it with `--accept`. Returns a message. Everything is in one transaction.
pub(super) async fn save(
    db: &Db,
    charter: &Charter,
    document: &Document,
    import: &Import,
) -> Result<String, Box<dyn Error>> {
    let (now, file) = (Clock::default().now(), &document.name);
    let mut tx = db.write().await?;
    let organisation = find(&mut tx, document, import).await?;
    let place = AtImports { organisation, has_members: true };
    if imports::accepted_before(&mut tx, &program::at::<AddImport>(place), &document.sha256).await?.is_some() {
        return Ok(format!("{file}: already imported, nothing new"));
    }
    let reading = serde_json::to_value(&document.reading)?;
    let original = serde_json::to_value(&document.preview)?;
    let new = imports::NewImport { file, sha256: &document.sha256, reading: &reading, original: &original, kept: &[] };
    let permit = lock(&mut tx, &program::at(place)).await?;
    let id = imports::keep(&mut tx, &permit, new, now).await?;
    let message = if import.accept {
        apply(&mut tx, charter, document, (organisation, id), (import, now)).await?
    } else {
        format!("Check the items, then import them: {}", address(import, id, ""))
    };
    tx.commit().await?;
    Ok(message)
}

/// The address of the page of an import.
fn address(import: &Import, id: ImportId, page: &str) -> String {
    format!("{}/imports/{id}{page}", import.base.trim_end_matches('/'))
}

/// Applies all of a document: a draft is imported, and a submission made outside Assay is sent to the secretariat. One that cannot be sent is kept,
/// to be checked by a person.
async fn apply(
    tx: &mut Tx,
    charter: &Charter,
    document: &Document,
    (organisation, id): (OrganisationId, ImportId),
    (import, now): (&Import, Timestamp),
) -> Result<String, Box<dyn Error>> {
    let file = &document.name;
    let signed_on = document.reading.signed_on();
    let place = AtImport { organisation, import: id, has_members: true, proposed: None };
    let proposal = past_submissions::newest(tx, &program::at::<ReadImport>(place)).await?;
    if proposal.is_some_and(|one| one.state == ProposalState::Proposed) {
        return Ok(format!("{file}: waiting for the secretariat: {}", address(import, id, "/submission")));
    }
    let known = imports::known(tx, &program::at::<ReadImport>(place), signed_on).await?;
    let choice = document.reading.select_all(&known.last);
    let content = choice.and_then(|choice| document.reading.content(&choice, charter, clock::day(now)));
    let Some((content, left_out)) = content else {
        return Err(format!(
            "{file}: no stage found. Run the command without --accept and select the stage in the browser"
        )
        .into());
    };
    let left_out = left_out.iter().map(|one| format!("\n  {}", one.0)).collect::<Vec<_>>().concat();
    let (answers, actions) = (content.answers.len(), content.rated.len() + content.new.len());
    if matches!(content.becomes, ImportTarget::OnPaper(_)) {
        return Ok(match propose(tx, charter, &content, place, now).await? {
            Ok(()) => format!(
                "Sent {answers} answers and {actions} actions from {file} to the secretariat.{left_out}\n  \
                 None of it is public. A member of the secretariat compares it with its document and confirms it: {}",
                address(import, id, "/submission")
            ),
            Err(reasons) => format!(
                "Kept {file}, to be checked: {}.{left_out}\n  Complete it, then import it: {}",
                reasons.join("; "),
                address(import, id, "")
            ),
        });
    }
    let permit = lock(tx, &program::at(place)).await?;
    imports::apply(tx, &permit, charter, &content, clock::day(now), now)
        .await?
        .map_err(|error| format!("{file}: {error}"))?;
    Ok(format!(
        "Imported {answers} answers and {actions} actions from {file}.{left_out}\n  It is a draft and not public. A lead checks, signs and submits it."
    ))
}

/// Proposes a submission made outside Assay to the secretariat. Returns the reasons why it cannot be proposed as it is.
async fn propose(
    tx: &mut Tx,
    charter: &Charter,
    content: &ImportContent,
    place: AtImport,
    now: Timestamp,
) -> Result<Result<(), Vec<String>>, Box<dyn Error>> {
    let edition = charter.edition(&content.edition);
    let lacking: Vec<String> = edition
        .map(|edition| past_submission::missing(content, edition).iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    if !lacking.is_empty() {
        return Ok(Err(lacking));
    }
    let permit = lock(tx, &program::at(place)).await?;
    let new = past_submissions::NewProposal { content, form: &serde_json::json!([]), shares_files: false };
    let proposed = past_submissions::propose(tx, &permit, charter, new, clock::day(now), now).await?;
    Ok(proposed.map(|_| ()).map_err(|reason| vec![reason.to_string()]))
}

/// Finds the organisation by its name or address. None is registered here: that would make it public, and its name might be a wrong guess.
async fn find(tx: &mut Tx, document: &Document, import: &Import) -> Result<OrganisationId, Box<dyn Error>> {
    let file = &document.name;
    let Some(name) = import.organisation.as_deref().or(document.reading.organisation.as_deref()) else {
        return Err(format!("{file}: no organisation found. Give its name with --organisation").into());
    };
    if let Some(found) = organisations::named(tx, &program::at(AtCharter), name).await? {
        return Ok(found);
    }
    Err(format!(
        "{file}: no organisation is registered as “{name}”. A member of the secretariat adds it at {}/organisations/new; then run this command \
         again. If it is registered under another name, give that with --organisation",
        import.base.trim_end_matches('/')
    )
    .into())
}
