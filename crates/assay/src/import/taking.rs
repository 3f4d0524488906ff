//! Finding the organisation of a document, keeping what was read, and taking all of it.

use super::{Document, Import};
use jiff::Timestamp;
use model::{
    ImportId, OrganisationId,
    charter::Charter,
    core::permit::{self, AtCharter, AtImport, AtOrganisation, Author, Permission, Permit, ReadImport, ReadIn},
    register::organisation::{Entry, Standing},
};
use std::error::Error;
use store::{
    Db, Tx,
    core::write_permit::lock,
    imports,
    register::organisations::{self, Registered},
};
use web::core::clock::{self, Clock};

/// What the operator may do: everything, since they hold the data anyway.
fn may<P: Permission>(place: P::Place) -> Permit<P> {
    let operator = permit::Standing { author: Author::Operator, steward: None, role: None };
    Permit::ask(&operator, place).expect("the operator may read documents in and accept them")
}

/// Whether files of that hash were accepted by anybody.
pub(super) async fn was_taken(db: &Db, sha256: &str) -> Result<bool, Box<dyn Error>> {
    Ok(imports::accepted_by_anybody(&mut db.read().await?, &may(AtCharter), sha256).await?)
}

/// Keep what was read, or take it; says what was done. Everything is written, or nothing.
pub(super) async fn take(
    db: &Db,
    charter: &Charter,
    document: &Document,
    import: &Import,
) -> Result<String, Box<dyn Error>> {
    let (now, file) = (Clock::default().now(), &document.name);
    let mut tx = db.write().await?;
    let organisation = find(&mut tx, document, import.organisation.as_deref(), now).await?;
    let place = AtOrganisation { organisation };
    if imports::accepted_before(&mut tx, &may::<ReadIn>(place), &document.sha256).await?.is_some() {
        return Ok(format!("{file} was accepted before: there is nothing new in it."));
    }
    let reading = serde_json::to_value(&document.reading)?;
    let original = serde_json::to_value(&document.original)?;
    let new = imports::New { file, sha256: &document.sha256, reading: &reading, original: &original };
    let permit = lock(&mut tx, &may(place)).await?;
    let id = imports::keep(&mut tx, &permit, new, now).await?;
    let said = if import.accept {
        accept(&mut tx, charter, document, organisation, id, now).await?
    } else {
        format!("Look at it and accept it: {}/imports/{id}", import.base.trim_end_matches('/'))
    };
    tx.commit().await?;
    Ok(said)
}

async fn accept(
    tx: &mut Tx,
    charter: &Charter,
    document: &Document,
    organisation: OrganisationId,
    import: ImportId,
    now: Timestamp,
) -> Result<String, Box<dyn Error>> {
    let file = &document.name;
    let signed_on = document.reading.signed_on();
    let place = AtImport { organisation, import };
    let known = imports::known(tx, &may::<ReadImport>(place), signed_on).await?;
    let choice = document.reading.everything(&known.last);
    let taken = choice.and_then(|choice| document.reading.take(&choice, charter));
    let Some((taken, left_out)) = taken else {
        return Err(format!(
            "{file} does not say which stage it answers: leave --accept out, and choose it on the page"
        )
        .into());
    };
    let permit = lock(tx, &may(place)).await?;
    imports::accept(tx, &permit, charter, &taken, clock::day(now), now)
        .await?
        .map_err(|why| format!("{file}: {why}"))?;
    let left_out = left_out.iter().map(|one| format!("\n  {}", one.0)).collect::<Vec<_>>().concat();
    let (answers, actions) = (taken.answers.len(), taken.rated.len() + taken.new.len());
    Ok(format!("Accepted {answers} answers and {actions} actions from {file}.{left_out}"))
}

/// The organisation of that name or address; registered if there is none.
async fn find(
    tx: &mut Tx,
    document: &Document,
    named: Option<&str>,
    now: Timestamp,
) -> Result<OrganisationId, Box<dyn Error>> {
    let file = &document.name;
    let Some(name) = named.or(document.reading.organisation.as_deref()) else {
        return Err(format!("{file} does not say whose it is: name the organisation with --organisation").into());
    };
    if let Some(found) = organisations::named(tx, &may(AtCharter), name).await? {
        return Ok(found);
    }
    let entry = Entry {
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
    let permit = lock(tx, &may(AtCharter)).await?;
    let (Registered::Yes(id) | Registered::Already(id)) = organisations::register(tx, &permit, &entry, now).await?;
    Ok(id)
}
