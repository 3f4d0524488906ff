//! The typed text, for when a form is stopped before its own page can keep it: the session ended, the self-assessment
//! has been locked, the database failed. Every refusal gives the text back.

use crate::core::problem::Problem;
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{Method, header},
};

/// The fields of a form that hold words, as they were sent. Cheap to keep: the bytes are shared with the handler.
#[derive(Debug, Clone, Default)]
pub struct TypedForm(Bytes);

/// Fields that are ours, or secrets.
const NOT_WORDS: [&str; 3] = ["csrf", "revision", "code"];

impl TypedForm {
    /// Look at a form on its way to its handler. Files pass unread.
    ///
    /// # Errors
    /// It is larger than `limit` bytes.
    pub async fn of(request: Request, limit: usize) -> Result<(Request, Self), Problem> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if request.method() != Method::POST || !is_form {
            return Ok((request, Self::default()));
        }
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, limit).await.map_err(|_| Problem::TooLarge)?;
        Ok((Request::from_parts(parts, Body::from(bytes.clone())), Self(bytes)))
    }

    /// The words, in the order of the form; what is blank or ours is left out.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(&self.0).unwrap_or_default();
        let is_words =
            |(name, text): &(String, String)| !NOT_WORDS.contains(&name.as_str()) && text.trim().contains(' ');
        fields.into_iter().filter(is_words).map(|(_, text)| text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back_and_what_is_ours_does_not() {
        let typed = TypedForm(Bytes::from_static(b"csrf=a+b&revision=3&text=What+we+did%0Asince&colour=red&learning="));
        assert_eq!(typed.words(), ["What we did\nsince"]);
        assert!(TypedForm::default().words().is_empty());
    }
}
