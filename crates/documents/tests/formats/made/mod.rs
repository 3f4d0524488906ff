//! Builds documents from short markup.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use documents::manuscript::{Block, Manuscript, Passage, Table};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A ZIP archive of named parts.
pub(crate) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        // The media type of an OpenDocument file comes first and uncompressed.
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A .docx file under construction: its body, and any other parts that a test needs.
#[derive(Default)]
pub(crate) struct Docx {
    body: String,
    parts: Vec<(String, Vec<u8>)>,
    relations: Vec<String>,
}

impl Docx {
    /// A document with this body.
    pub(crate) fn of(body: &str) -> Self {
        Self { body: body.to_owned(), ..Self::default() }
    }
    /// Adds a part that the body refers to as `id`, of a kind such as "styles".
    pub(crate) fn with(mut self, id: &str, kind: &str, target: &str, bytes: &[u8]) -> Self {
        self.relations.push(format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#));
        self.parts.push((format!("word/{target}"), bytes.to_vec()));
        self
    }
    /// Adds styles, given as XML.
    pub(crate) fn styles(self, styles: &str) -> Self {
        self.with("rIdStyles", "styles", "styles.xml", format!("<w:styles {W}>{styles}</w:styles>").as_bytes())
    }
    /// Adds lists, given as XML.
    pub(crate) fn numbering(self, lists: &str) -> Self {
        let part = format!("<w:numbering {W}>{lists}</w:numbering>");
        self.with("rIdLists", "numbering", "numbering.xml", part.as_bytes())
    }
    /// Adds an external address that the body refers to as `id`.
    pub(crate) fn link(mut self, id: &str, address: &str) -> Self {
        self.relations.push(format!(
            r#"<Relationship Id="{id}" Type="{OFFICE}/hyperlink" Target="{address}" TargetMode="External"/>"#
        ));
        self
    }
    /// The bytes of the file.
    pub(crate) fn bytes(self) -> Vec<u8> {
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let document = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document {W}><w:body>{}</w:body></w:document>",
            self.body
        );
        let root = format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
        );
        let relations = format!(r#"<Relationships xmlns="{package}">{}</Relationships>"#, self.relations.concat());
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("_rels/.rels", root.as_bytes()),
            ("word/document.xml", document.as_bytes()),
            ("word/_rels/document.xml.rels", relations.as_bytes()),
        ];
        parts.extend(self.parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        zipped(&parts)
    }
    /// The manuscript that is read from it.
    pub(crate) fn read(self) -> Manuscript {
        documents::read_manuscript("made.docx", &self.bytes()).unwrap().1
    }
}

/// The namespaces of a .docx.
pub(crate) const W: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" "#,
    r#"xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" "#,
    r#"xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office""#
);

/// A run of text.
pub(crate) fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r>")
}

/// A paragraph of one run.
pub(crate) fn p(words: &str) -> String {
    format!("<w:p>{}</w:p>", r(words))
}

/// A paragraph with properties.
pub(crate) fn styled(properties: &str, words: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", r(words))
}

/// A cell with properties.
pub(crate) fn tc(properties: &str, content: &str) -> String {
    format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
}

/// A row of cells.
pub(crate) fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

/// A table of rows.
pub(crate) fn tbl(rows: &[String]) -> String {
    format!("<w:tbl>{}</w:tbl>", rows.concat())
}

/// The passages of a manuscript.
pub(crate) fn passages(manuscript: &Manuscript) -> Vec<&Passage> {
    manuscript.blocks.iter().filter_map(Block::passage).collect()
}

/// The texts of its passages.
pub(crate) fn texts(manuscript: &Manuscript) -> Vec<&str> {
    passages(manuscript).into_iter().map(|passage| passage.text.as_str()).collect()
}

/// Its first table.
pub(crate) fn table(manuscript: &Manuscript) -> &Table {
    let table = manuscript.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    table.expect("there is a table")
}

/// The cells of a table as their text and spans.
pub(crate) fn cells(table: &Table) -> Vec<Vec<(String, u16, u16)>> {
    let row = |row: &documents::manuscript::TableRow| {
        row.cells.iter().map(|cell| (cell.text(), cell.columns, cell.rows)).collect()
    };
    table.rows.iter().map(row).collect()
}

/// The codes of a manuscript's notices.
pub(crate) fn codes(manuscript: &Manuscript) -> Vec<&str> {
    manuscript.notices.iter().map(|notice| notice.code.as_str()).collect()
}

/// The namespaces of an .odt.
pub(crate) const OFFICE_TEXT: &str = concat!(
    r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" "#,
    r#"xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" "#,
    r#"xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" "#,
    r#"xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0""#
);

/// An .odt file with a body, automatic styles and further parts.
pub(crate) fn odt(styles: &str, body: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {OFFICE_TEXT}><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let mut parts: Vec<(&str, &[u8])> =
        vec![("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())];
    parts.extend_from_slice(more);
    zipped(&parts)
}
