//! Writes a form as a Word document with real headings, header rows that repeat, captions and descriptions of tables, a
//! language, a title and page numbers, so that it can be read by a screen reader and typed into.
//!
//! The order and names of elements are those of ECMA-376 part 1.

mod body;
mod ids;
mod numbering;
mod package;
mod page;
mod styles;
mod xml;

use super::form::Form;
use body::Body;

/// Writes a form as the bytes of a .docx file. Equal forms give equal bytes.
///
/// ```
/// use documents::write::{docx, form::{Form, Part}, prose};
///
/// let form = Form {
///     title: "Keepers' Pledge: First watch".to_owned(),
///     organisation: "Harbour of Wick".to_owned(),
///     banner: None,
///     parts: vec![
///         Part::Heading { level: 1, text: "The tower".to_owned() },
///         Part::Prose(prose::read("We painted it **red**.")),
///     ],
/// };
/// let file = docx(&form);
/// assert!(file.starts_with(b"PK"), "a Word document is a ZIP archive");
/// assert_eq!(file, docx(&form));
/// ```
#[must_use]
pub fn docx(form: &Form) -> Vec<u8> {
    let mut body = Body::new(form);
    form.parts.iter().for_each(|part| body.part(part));
    package::write(form, body)
}
