//! A form as a Word document that is right for who reads it, hears it read, and types into it: real headings, header rows
//! that repeat, words that say what each table is, a language, a title, numbered pages.
//!
//! Order and names of elements are those of ECMA-376 part 1.

mod body;
mod package;
mod styles;
mod table;
mod xml;

use super::form::Form;
use body::Body;

/// The bytes of a .docx. Equal forms give equal bytes.
#[must_use]
pub fn docx(form: &Form) -> Vec<u8> {
    let mut body = Body::default();
    body.title(form);
    form.parts.iter().for_each(|part| body.part(part));
    package::packed(form, &body.finish())
}
