//! Reads OpenDocument texts (.odt).
//!
//! References are to OASIS OpenDocument 1.3 part 3, whose elements are matched by their local names.

mod body;
mod inline;
mod lists;
mod styles;
mod table;

use crate::{
    manuscript::Manuscript,
    read::{
        format_error::FormatError,
        office::{
            archive::Package,
            xml::{Element, Tree},
        },
    },
    reading::Notice,
};
use body::OdtReader;
use styles::OdtStyles;

/// Reads a document.
///
/// # Errors
/// The document is damaged, encrypted, over a limit or without text.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    let mut package = Package::open(bytes)?;
    if is_encrypted(&mut package)? {
        return Err(FormatError::PasswordProtected);
    }
    let content = Tree::read(&package.part("content.xml")?.ok_or(FormatError::Damaged)?)?;
    let common = package.part("styles.xml")?.map(|bytes| Tree::read(&bytes)).transpose()?;
    let styles = OdtStyles::read(common.iter().chain([&content]).map(Tree::root));
    let text = content.root().at(&["body", "text"]).ok_or(FormatError::Damaged)?;
    let mut reader = OdtReader::new(&styles, text);
    let mut blocks = Vec::new();
    reader.blocks(text, &mut blocks)?;
    let mut omissions = reader.omissions;
    omissions.macros = package.names().iter().any(|name| is_macro(name));
    omissions.headers_and_footers = common.map(|tree| headers_and_footers(tree.root())).unwrap_or_default();
    if blocks.is_empty() {
        return Err(if omissions.pictures > 0 { FormatError::Scan } else { FormatError::Empty });
    }
    let notices: Vec<Notice> = omissions.notices();
    Ok(Manuscript { blocks, notices })
}

/// Whether the manifest declares encrypted parts (part 2, 3.4.1).
fn is_encrypted(package: &mut Package<'_>) -> Result<bool, FormatError> {
    let Some(manifest) = package.part("META-INF/manifest.xml")? else { return Ok(false) };
    // A document type declaration is not needed to read the rest.
    let Ok(tree) = Tree::read(&manifest) else { return Ok(false) };
    Ok(tree.root().descendants().any(|element| element.name() == "encryption-data"))
}

fn is_macro(name: &str) -> bool {
    (name.starts_with("basic/") || name.starts_with("scripts/")) && !name.ends_with('/')
}

/// The texts of headers and footers. They are not part of the document, but named in notices.
fn headers_and_footers(styles: Element<'_>) -> Vec<String> {
    let mut headers_and_footers: Vec<String> = Vec::new();
    let Some(pages) = styles.child("master-styles") else { return headers_and_footers };
    for element in pages.descendants().filter(|element| matches!(element.name(), "header" | "footer")) {
        let words = element.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let has_words = words.chars().filter(|c| c.is_alphabetic()).count() > 3;
        if has_words && !headers_and_footers.contains(&words) && headers_and_footers.len() < 20 {
            headers_and_footers.push(words);
        }
    }
    headers_and_footers
}
