//! Finds the organisation of a document, saves the import, and applies all of it if asked.

use super::{Document, Import};
use crate::program;
use jiff::Timestamp;
use model::{
    ImportId, OrganisationId,
    charter::Charter,
    core::permit::{AddImport, AtCharter, AtImport, AtImports, ReadImport},
    register::organisation::{Registration, Standing},
};
use std::error::Error;
use store::{
    Db, Tx,
    core::write_permit::lock,
    imports,
    register::organisations::{self, Registered},
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
    let organisation = find(&mut tx, document, import.organisation.as_deref(), now).await?;
    let place = AtImports { organisation, has_members: true };
    if imports::accepted_before(&mut tx, &program::at::<AddImport>(place), &document.sha256).await?.is_some() {
        return Ok(format!("{file}: already imported, nothing new"));
    }
    let reading = serde_json::to_value(&document.reading)?;
    let original = serde_json::to_value(&document.preview)?;
    let new = imports::NewImport { file, sha256: &document.sha256, reading: &reading, original: &original };
    let permit = lock(&mut tx, &program::at(place)).await?;
    let id = imports::keep(&mut tx, &permit, new, now).await?;
    let message = if import.accept {
        apply(&mut tx, charter, document, organisation, id, now).await?
    } else {
        format!("Check the items, then import them: {}/imports/{id}", import.base.trim_end_matches('/'))
    };
    tx.commit().await?;
    Ok(message)
}

async fn apply(
    tx: &mut Tx,
    charter: &Charter,
    document: &Document,
    organisation: OrganisationId,
    import: ImportId,
    now: Timestamp,
) -> Result<String, Box<dyn Error>> {
    let file = &document.name;
    let signed_on = document.reading.signed_on();
    let place = AtImport { organisation, import, has_members: true };
    let known = imports::known(tx, &program::at::<ReadImport>(place), signed_on).await?;
    let choice = document.reading.select_all(&known.last);
    let content = choice.and_then(|choice| document.reading.content(&choice, charter));
    let Some((content, left_out)) = content else {
        return Err(format!(
            "{file}: no stage found. Run the command without --accept and select the stage in the browser"
        )
        .into());
    };
    let permit = lock(tx, &program::at(place)).await?;
    imports::apply(tx, &permit, charter, &content, clock::day(now), now)
        .await?
        .map_err(|error| format!("{file}: {error}"))?;
    let left_out = left_out.iter().map(|one| format!("\n  {}", one.0)).collect::<Vec<_>>().concat();
    let (answers, actions) = (content.answers.len(), content.rated.len() + content.new.len());
    Ok(format!("Imported {answers} answers and {actions} actions from {file}.{left_out}"))
}

/// Finds the organisation by its name or address, and registers it if it does not exist.
async fn find(
    tx: &mut Tx,
    document: &Document,
    named: Option<&str>,
    now: Timestamp,
) -> Result<OrganisationId, Box<dyn Error>> {
    let file = &document.name;
    let Some(name) = named.or(document.reading.organisation.as_deref()) else {
        return Err(format!("{file}: no organisation found. Give its name with --organisation").into());
    };
    if let Some(found) = organisations::named(tx, &program::at(AtCharter), name).await? {
        return Ok(found);
    }
    let entry = Registration {
        name: name.to_owned(),
        standing: Standing::Signatory,
        kind: String::new(),
        country: String::new(),
        region: String::new(),
        consortium: String::new(),
        signed_on: None,
        phase: None,
        stage: document.reading.stage.unwrap_or(1),
    };
    let permit = lock(tx, &program::at(AtCharter)).await?;
    let (Registered::Yes(id) | Registered::Already(id)) = organisations::register(tx, &permit, &entry, now).await?;
    Ok(id)
}
