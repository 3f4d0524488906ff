//! The pages of imports: upload documents, and check each import.

mod choosing;
pub mod discarding;
mod found_items;
pub mod kept_files;
mod pairing;
pub mod past_submissions;
mod preview;
pub mod proposals;
pub mod routes;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::permit::{AddImport, ListImports},
    imports::import::CannotImport,
};
use store::{
    core::digests,
    imports::{self, Import, ImportDecision},
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    clock,
    form::{
        Choice, Errors,
        upload::{Upload, UploadedFile},
    },
    page::{page, redirect, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The name of pasted text, which has no file name.
const PASTED: &str = "Pasted text";

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    shell: Shell,
    here: String,
    /// "2 imports to check", or blank.
    sentence: String,
    rows: Vec<Row>,
    /// The pasted text.
    text: String,
    keep: Vec<Choice>,
    megabytes: usize,
    errors: Errors,
}

struct Row {
    file: String,
    href: String,
    class: &'static str,
    state: &'static str,
    uploaded: String,
}

/// `GET /organisations/{organisation}/imports`.
pub async fn list(may: May<AddImport>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, (String::new(), false), Errors::none()).await?)
}

/// `POST /organisations/{organisation}/imports`: reads files or pasted text, then shows the items found.
pub async fn read(may: May<AddImport>, State(app): State<App>, upload: Upload) -> Result<Response, Problem> {
    let text = upload.field("text").to_owned();
    let is_kept = upload.field("keep") == "yes";
    let files = match (upload.files.is_empty(), text.trim().is_empty()) {
        (false, true) => Ok(upload.files),
        (true, false) => Ok(vec![UploadedFile { name: PASTED.to_owned(), bytes: text.clone().into_bytes() }]),
        (true, true) => Err(Errors::one("file", "Select a file or paste the text")),
        (false, false) => {
            Err(Errors::one("file", "Select a file or paste the text, not both. Clear the file or the text"))
        }
    };
    let kept = match files {
        Ok(files) => keep(&may, &app, files, is_kept).await?,
        Err(errors) => Err(errors),
    };
    match kept {
        Ok(address) => Ok(redirect(&address)),
        Err(errors) => unprocessable(&draw(&may, &app, (text, is_kept), errors).await?),
    }
}

/// Reads the files of one submission and saves the items found. Returns the address of the import.
async fn keep(
    may: &May<AddImport>,
    app: &App,
    files: Vec<UploadedFile>,
    is_kept: bool,
) -> Result<Result<String, Errors>, Problem> {
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let name = names.join(", ");
    let field = if name == PASTED { "text" } else { "file" };
    let sha256 = digests::of_files(files.iter().map(|file| file.bytes.as_slice()));
    let to_keep = match is_kept.then(|| kept_files::check(&files)).transpose() {
        Ok(checked) => checked.unwrap_or_default(),
        Err(reason) => return Ok(Err(Errors::one("keep", reason))),
    };
    let (reading, original) = match app.reader.read(files, app.charter.clone()).await {
        Ok((reading, original)) => (
            serde_json::to_value(reading).expect("a reading is JSON"),
            serde_json::to_value(original).expect("an original is JSON"),
        ),
        Err(unread) => return Ok(Err(Errors::one(field, unread.0.trim_end_matches('.')))),
    };
    let mut kept = Vec::new();
    for (file, bytes) in to_keep {
        app.files.store(&file.sha256, bytes).await?;
        kept.push(file);
    }
    let (mut tx, permit) = may.begin(app).await?;
    if imports::accepted_before(&mut tx, &permit, &sha256).await?.is_some() {
        return Ok(Err(Errors::one(field, CannotImport::AcceptedBefore)));
    }
    let new = imports::NewImport { file: &name, sha256: &sha256, reading: &reading, original: &original, kept: &kept };
    let id = imports::keep(&mut tx, &permit, new, may.visit.now).await?;
    tx.commit().await?;
    Ok(Ok(format!("/imports/{id}")))
}

async fn draw(
    may: &May<AddImport>,
    app: &App,
    (text, is_kept): (String, bool),
    errors: Errors,
) -> Result<ListPage, Problem> {
    let all = imports::list(&mut app.db.read().await?, &may.ask::<ListImports>()?).await?;
    let waiting = all.iter().filter(|one| one.decision.is_none()).count();
    Ok(ListPage {
        shell: may.shell(app, Section::Assessment),
        here: format!("/organisations/{}/imports", may.of()),
        sentence: match waiting {
            0 => String::new(),
            1 => "1 import to check".to_owned(),
            _ => format!("{waiting} imports to check"),
        },
        rows: all.into_iter().map(row).collect(),
        keep: vec![Choice::new("yes", "Keep the files, so that they can be published", is_kept).hint(
            "Needed only to publish them with a submission made outside Assay. You decide whether to publish them after you have checked the items.",
        )],
        text,
        megabytes: documents::MAX_BYTES / 1_000_000,
        errors,
    })
}

fn row(one: Import) -> Row {
    let (class, state) = match one.decision {
        Some(ImportDecision::Applied(_)) => ("done", "Imported"),
        Some(ImportDecision::Discarded) => ("advice", "Discarded"),
        None => ("started", "To check"),
    };
    Row {
        href: format!("/imports/{}", one.id),
        class,
        state,
        uploaded: format!("Uploaded on {}", clock::date_and_time(one.at)),
        file: one.file,
    }
}
