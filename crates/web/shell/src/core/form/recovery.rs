//! Returns the text that a user typed into a form that failed before its own page could show it again: the session has ended, the
//! self-assessment has been locked, the database failed.

use crate::core::{form::limit::FormLimits, problem::Problem};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{Method, header},
};

/// The body of a submitted form. Cheap to hold: the bytes are shared with the handler.
#[derive(Debug, Clone, Default)]
pub struct TypedForm(Bytes);

/// Fields that the user did not type, or secrets.
const EXCLUDED: [&str; 3] = ["csrf", "revision", "code"];

impl TypedForm {
    /// Reads the body of a form before its handler does. Forms with files are not read.
    ///
    /// # Errors
    /// It is larger than its address allows.
    pub async fn of(request: Request) -> Result<(Request, Self), Problem> {
        let is_form = request
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
        if request.method() != Method::POST || !is_form {
            return Ok((request, Self::default()));
        }
        let limit = FormLimits::of(&request);
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, limit.bytes).await.map_err(|_| Problem::TooLarge)?;
        limit.check(&bytes)?;
        Ok((Request::from_parts(parts, Body::from(bytes.clone())), Self(bytes)))
    }

    /// Returns the typed texts of more than one word, in the order of the form.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let fields: Vec<(String, String)> = serde_html_form::from_bytes(&self.0).unwrap_or_default();
        let is_text = |(name, text): &(String, String)| !EXCLUDED.contains(&name.as_str()) && text.trim().contains(' ');
        fields.into_iter().filter(is_text).map(|(_, text)| text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_is_returned_and_hidden_fields_are_not() {
        let typed = TypedForm(Bytes::from_static(b"csrf=a+b&revision=3&text=What+we+did%0Asince&colour=red&learning="));
        assert_eq!(typed.texts(), ["What we did\nsince"]);
        assert!(TypedForm::default().texts().is_empty());
    }
}
