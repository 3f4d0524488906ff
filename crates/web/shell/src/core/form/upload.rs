//! A form with a file in it, from our own page.

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

/// The most bytes of a whole upload. More than a file may have: one that is a little too large is then refused on its
/// own page, in the reader's words. Of no file more than the reader takes is ever held.
pub const LARGEST: usize = 2 * documents::MAX_BYTES;

/// The most bytes of a field that was typed or pasted.
const LARGEST_WORDS: usize = 2 * 1024 * 1024;

/// The longest name of a file that is kept, in characters.
const LONGEST_NAME: usize = 200;

/// The most files of one form: a submission is a form with its appendices.
pub const MOST_FILES: usize = 8;

/// A form with files, that carries our token. For addresses of [`crate::core::routing::Routes::post_file`] alone.
#[derive(Debug, Default)]
pub struct Upload {
    /// The files that were chosen.
    pub files: Vec<UploadedFile>,
    /// The other fields.
    pub fields: Vec<(String, String)>,
}

/// A file as it came.
#[derive(Debug)]
pub struct UploadedFile {
    /// Its name, without folders.
    pub name: String,
    /// What is in it; one byte more than the reader takes where there is more.
    pub bytes: Vec<u8>,
}

impl Checked for Upload {}

impl Upload {
    /// What a field says; nothing if it was not sent.
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
        // What is not of many parts has no token, so that it is not from our page.
        let mut multipart = Multipart::from_request(request, app).await.map_err(|_| Problem::Elsewhere)?;
        let mut upload = Self::default();
        while let Some(mut field) = multipart.next_field().await.map_err(|error| broken(&error))? {
            let key = field.name().unwrap_or_default().to_owned();
            if let Some(name) = field.file_name().map(base_name) {
                let bytes = most(&mut field, documents::MAX_BYTES + 1).await?;
                // A browser sends a nameless file where none was chosen.
                if !name.is_empty() {
                    upload.files.push(UploadedFile { name, bytes });
                }
                if upload.files.len() > MOST_FILES {
                    return Err(Problem::TooLarge);
                }
                continue;
            }
            let bytes = most(&mut field, LARGEST_WORDS + 1).await?;
            if bytes.len() > LARGEST_WORDS {
                return Err(Problem::TooLarge);
            }
            upload.fields.push((key, String::from_utf8(bytes).map_err(|_| Problem::Unreadable)?));
        }
        extract::check(&visit, upload.field("csrf"))?;
        Ok(upload)
    }
}

/// The first bytes of a field. The rest is read past and not held.
async fn most(field: &mut Field<'_>, limit: usize) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error))? {
        let room = limit - bytes.len();
        bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    Ok(bytes)
}

fn broken(error: &MultipartError) -> Problem {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Problem::TooLarge } else { Problem::Unreadable }
}

/// The name alone: old browsers send the whole path.
fn base_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_has_no_folders_and_an_end() {
        assert_eq!(base_name("C:\\Old papers\\stage 1.txt"), "stage 1.txt");
        assert_eq!(base_name("../../etc/passwd"), "passwd");
        assert_eq!(base_name(&"x".repeat(1000)).len(), LONGEST_NAME);
    }
}
