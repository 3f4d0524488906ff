//! Reads Word documents since 2007 (.docx, .docm) with all changes accepted: insertions are read, deletions are
//! not, and of alternative content for older programs only one branch is read. Macros are never run.
//!
//! References are to ECMA-376 part 1, whose elements are matched by their local names, in either namespace.

mod body;
mod colours;
mod embedded;
mod field;
mod notes;
mod numbering;
mod objects;
mod paragraph;
mod reader;
mod run;
mod styles;
mod symbols;
mod table;

use crate::{
    manuscript::Manuscript,
    read::{
        format_error::FormatError,
        office::{
            archive::Package,
            relations::Relations,
            xml::{Element, Tree},
        },
    },
};
use colours::Colours;
use notes::Notes;
use numbering::Numbering;
use reader::DocxReader;
use styles::{DocxStyles, is_on};

/// The parts that the body of a document refers to.
struct Parts<'a> {
    relations: Relations,
    styles: DocxStyles,
    colours: Colours,
    footnotes: Notes<'a>,
    endnotes: Notes<'a>,
}

/// Reads a document.
///
/// # Errors
/// The document is damaged, encrypted, over a limit or without text.
pub(crate) fn read(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    read_as(bytes, true)
}

/// Reads a document that is embedded in another. Files embedded in it are not opened.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_embedded(bytes: &[u8]) -> Result<Manuscript, FormatError> {
    read_as(bytes, false)
}

fn read_as(bytes: &[u8], opens_files: bool) -> Result<Manuscript, FormatError> {
    let mut package = Package::open(bytes)?;
    let root = Relations::of(&mut package, "")?;
    let main = root.of_kind("officeDocument").unwrap_or("word/document.xml").to_owned();
    let document = Tree::read(&package.part(&main)?.ok_or(FormatError::Damaged)?)?;
    let relations = Relations::of(&mut package, &main)?;
    let mut part = |kind: &str| match relations.of_kind(kind) {
        Some(name) => package.part(name)?.map(|bytes| Tree::read(&bytes)).transpose(),
        None => Ok(None),
    };
    let (theme, styles, numbering) = (part("theme")?, part("styles")?, part("numbering")?);
    let (footnotes, endnotes, comments) = (part("footnotes")?, part("endnotes")?, part("comments")?);
    let colours = theme.as_ref().map(|tree| Colours::read(tree.root())).unwrap_or_default();
    let styles = styles.as_ref().map(|tree| DocxStyles::read(tree.root(), &colours)).unwrap_or_default();
    let headers_and_footers = headers_and_footers(&mut package, &relations)?;
    let has_macros = package.names().iter().any(|name| name.ends_with("vbaproject.bin"));
    let parts = Parts {
        styles,
        colours,
        footnotes: footnotes.as_ref().map(|tree| Notes::of(tree.root())).unwrap_or_default(),
        endnotes: endnotes.as_ref().map(|tree| Notes::of(tree.root())).unwrap_or_default(),
        relations,
    };
    let numbering = numbering.as_ref().map(|tree| Numbering::read(tree.root())).unwrap_or_default();
    let body = document.root().child("body").ok_or(FormatError::Damaged)?;
    let mut reader = DocxReader::new(&parts, numbering, package, body);
    reader.opens_files = opens_files;
    let mut blocks = Vec::new();
    reader.blocks(body, &mut blocks)?;
    reader.finish(&mut blocks);
    let mut omissions = reader.omissions;
    omissions.comments =
        comments.map_or(0, |tree| tree.root().children().filter(|note| note.name() == "comment").count());
    omissions.macros = has_macros;
    omissions.headers_and_footers = headers_and_footers;
    if blocks.is_empty() {
        return Err(if omissions.pictures > 0 { FormatError::Scan } else { FormatError::Empty });
    }
    Ok(Manuscript { blocks, notices: omissions.notices() })
}

/// The texts of headers and footers. They are not part of the document, but named in notices.
fn headers_and_footers(package: &mut Package<'_>, relations: &Relations) -> Result<Vec<String>, FormatError> {
    const MAX_TEXTS: usize = 20;
    let mut headers_and_footers: Vec<String> = Vec::new();
    for name in relations.all_of_kind("header").into_iter().chain(relations.all_of_kind("footer")).take(MAX_TEXTS) {
        let Some(bytes) = package.part(name)? else { continue };
        let tree = Tree::read(&bytes)?;
        let words = text_of(tree.root());
        let has_words = words.chars().filter(|c| c.is_alphabetic()).count() > 3;
        if has_words && !headers_and_footers.contains(&words) {
            headers_and_footers.push(words);
        }
    }
    Ok(headers_and_footers)
}

/// The text of all runs, with blanks between paragraphs.
fn text_of(element: Element<'_>) -> String {
    let mut out = String::new();
    for part in element.descendants() {
        match part.name() {
            "t" => out.push_str(&part.text()),
            "p" | "tab" | "br" => out.push(' '),
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The branch of an `mc:AlternateContent` that is read: the first choice, which is for newer programs, or else the fallback.
fn selected_branch(alternatives: Element<'_>) -> Option<Element<'_>> {
    alternatives.child("Choice").or_else(|| alternatives.child("Fallback"))
}

/// Whether a content control shows only its placeholder.
fn is_placeholder(control: Element<'_>) -> bool {
    control.at(&["sdtPr", "showingPlcHdr"]).is_some_and(is_on)
}
