//! The files of a document that are kept, so that they can be published with a submission made outside Assay.

use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    core::{canonical::Hash, permit::ReadImport},
    plan::evidence::{EvidenceFile, EvidenceFormat, FileError},
};
use store::{core::digests, imports};
use web_shell::core::{app::App, authorize::May, download, form::upload::UploadedFile, problem::Problem};

/// The name of a download for browsers that do not know the name of the file.
const NAME: &str = "document";

/// Checks files that are to be kept, by the same rules as evidence.
///
/// # Errors
/// Returns the reason why a file cannot be kept, with its name.
pub(super) fn check(files: &[UploadedFile]) -> Result<Vec<(EvidenceFile, Vec<u8>)>, String> {
    let one = |file: &UploadedFile| {
        let format = EvidenceFormat::parse(&file.name, &file.bytes).map_err(|reason| refusal(&file.name, &reason))?;
        let sha256: Hash = digests::sha256(&file.bytes).parse().expect("a digest is a hash");
        let bytes = u64::try_from(file.bytes.len()).unwrap_or(u64::MAX);
        Ok((EvidenceFile { name: file.name.clone(), format, bytes, sha256 }, file.bytes.clone()))
    };
    files.iter().map(one).collect()
}

fn refusal(name: &str, reason: &FileError) -> String {
    let reason = match reason {
        FileError::Empty => "it is empty".to_owned(),
        FileError::TooLarge => "files that are published must be smaller than 10 MB".to_owned(),
        FileError::Macros => "it contains macros".to_owned(),
        FileError::Unknown | FileError::Misnamed(..) => {
            "files that are published are PDF, Word (.docx), Excel (.xlsx), .csv or .txt".to_owned()
        }
    };
    format!("{name} cannot be kept: {reason}. Clear this box to import it without keeping it")
}

/// `GET /imports/{import}/files/{number}`: a file as it was uploaded, counted from 0.
pub async fn show(
    may: May<ReadImport>,
    State(app): State<App>,
    Path((_, number)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let (import, _) = imports::read(&mut app.db.read().await?, &may).await?;
    download::stored(&app, import.kept.get(number).ok_or(Problem::NotFound)?, NAME).await
}
