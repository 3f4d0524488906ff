//! Extracts a form with files submitted from one of our own pages.

use crate::core::{
    app::App,
    form::extract::{self, Checked},
    problem::Problem,
    request::Visit,
};
use axum::{
    extract::{
        FromRequest, FromRequestParts as _, Multipart, Request,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};

/// The maximum size of an upload, in bytes. It is larger than the limit for a file, so that a file slightly over that limit is refused by the
/// reader, with its message on the page of the form. No more of a file than the reader accepts is held in memory.
pub const MAX_UPLOAD_BYTES: usize = 2 * documents::MAX_BYTES;

/// The maximum size of a typed or pasted field, in bytes.
const MAX_FIELD_BYTES: usize = 2 * 1024 * 1024;

/// The maximum number of fields of a form with files, without the files.
const MAX_FIELDS: usize = 100;

/// The maximum length of the name of a file, in characters. Longer names are truncated.
const MAX_NAME_LENGTH: usize = 200;

/// The maximum number of files of a form: a submission is a form with its appendices.
pub const MAX_FILES: usize = 8;

/// A form with files that has the right CSRF token. Only for addresses of [`crate::core::routing::Routes::post_file`].
#[derive(Debug, Default)]
pub struct Upload {
    /// The selected files.
    pub files: Vec<UploadedFile>,
    /// The other fields.
    pub fields: Vec<(String, String)>,
}

/// An uploaded file.
#[derive(Debug)]
pub struct UploadedFile {
    /// Its name, without folders.
    pub name: String,
    /// Its content. A file that is too large is truncated to one byte more than the reader accepts.
    pub bytes: Vec<u8>,
}

impl Checked for Upload {}

impl Upload {
    /// Returns the value of a field, or an empty string if it was not sent.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

impl FromRequest<App> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let request = Request::from_parts(parts, body);
        // A body that is not multipart has no CSRF token, so it is not from one of our pages.
        let mut multipart = Multipart::from_request(request, app).await.map_err(|_| Problem::CrossSite)?;
        let mut upload = Self::default();
        while let Some(mut field) = multipart.next_field().await.map_err(|error| to_problem(&error))? {
            let key = field.name().unwrap_or_default().to_owned();
            if let Some(name) = field.file_name().map(base_name) {
                let bytes = read_prefix(&mut field, documents::MAX_BYTES + 1).await?;
                // A browser sends a file without a name if none was selected.
                if !name.is_empty() {
                    upload.files.push(UploadedFile { name, bytes });
                }
                if upload.files.len() > MAX_FILES {
                    return Err(Problem::TooLarge);
                }
                continue;
            }
            let bytes = read_prefix(&mut field, MAX_FIELD_BYTES + 1).await?;
            if bytes.len() > MAX_FIELD_BYTES {
                return Err(Problem::TooLarge);
            }
            if upload.fields.len() >= MAX_FIELDS {
                return Err(Problem::TooLarge);
            }
            upload.fields.push((key, String::from_utf8(bytes).map_err(|_| Problem::Unreadable)?));
        }
        extract::check(&visit, upload.field("csrf"))?;
        Ok(upload)
    }
}

/// Returns the first bytes of a field. The rest is read and dropped.
async fn read_prefix(field: &mut Field<'_>, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| to_problem(&error))? {
        let room = limit - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes)
}

fn to_problem(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}

/// Returns the name without folders: old browsers send the whole path.
fn base_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(MAX_NAME_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_has_no_folders_and_is_truncated() {
        assert_eq!(base_name("C:\\Old papers\\stage 1.txt"), "stage 1.txt");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name(&"x".repeat(1000)).len(), MAX_NAME_LENGTH);
    }
}
