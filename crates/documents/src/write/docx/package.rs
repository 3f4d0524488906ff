//! Writes the parts around the body, and the ZIP archive that contains them all.

use super::{
    body::{Body, FinishedBody},
    ids::{HEADER, NAMESPACES, OFFICE_RELATIONSHIPS, footer, link},
    numbering::numbering,
    page::width,
    styles::styles,
    xml::Xml,
};
use crate::write::form::{Form, Orientation};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const PACKAGE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CORE_PROPERTIES: &str = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Writes the bytes of the document.
pub(super) fn write(form: &Form, body: Body) -> Vec<u8> {
    let body = body.finish();
    let relationships = relationships(form, &body);
    let numbering = numbering(&body.lists);
    let mut parts = vec![
        ("[Content_Types].xml", content_types(form)),
        ("_rels/.rels", package_relationships()),
        ("docProps/core.xml", properties(form)),
        ("word/document.xml", body.xml),
        ("word/_rels/document.xml.rels", relationships),
        ("word/styles.xml", styles()),
        ("word/numbering.xml", numbering),
        ("word/settings.xml", settings()),
        ("word/footer1.xml", page_footer(form, Orientation::Portrait)),
        ("word/footer2.xml", page_footer(form, Orientation::Landscape)),
    ];
    parts.extend(form.banner.as_ref().map(|mark| ("word/header1.xml", page_header(mark))));
    // Timestamps are left out so that equal forms give equal bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let infallible = "writing to memory cannot fail, and no two parts have the same name";
    for (name, part) in parts {
        zip.start_file(name, options).expect(infallible);
        zip.write_all(&part).expect(infallible);
    }
    zip.finish().expect(infallible).into_inner()
}

fn content_types(form: &Form) -> Vec<u8> {
    let mut xml = Xml::new("Types", &[("xmlns", CONTENT_TYPES)]);
    let by_extension =
        [("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml")];
    for (extension, kind) in by_extension {
        xml.empty("Default", &[("Extension", extension), ("ContentType", kind)]);
    }
    let mut parts = vec![
        ("/word/document.xml", "document.main"),
        ("/word/styles.xml", "styles"),
        ("/word/numbering.xml", "numbering"),
        ("/word/settings.xml", "settings"),
        ("/word/footer1.xml", "footer"),
        ("/word/footer2.xml", "footer"),
    ];
    parts.extend(form.banner.as_ref().map(|_| ("/word/header1.xml", "header")));
    for (name, kind) in parts {
        xml.empty("Override", &[("PartName", name), ("ContentType", &format!("{WORD}.{kind}+xml"))]);
    }
    let properties = "application/vnd.openxmlformats-package.core-properties+xml";
    xml.empty("Override", &[("PartName", "/docProps/core.xml"), ("ContentType", properties)]);
    xml.finish()
}

fn package_relationships() -> Vec<u8> {
    let mut xml = Xml::new("Relationships", &[("xmlns", PACKAGE_RELATIONSHIPS)]);
    relationship(&mut xml, "rId1", "officeDocument", "word/document.xml");
    let properties = format!("{PACKAGE_RELATIONSHIPS}/metadata/core-properties");
    xml.empty("Relationship", &[("Id", "rId2"), ("Type", &properties), ("Target", "docProps/core.xml")]);
    xml.finish()
}

fn relationship(xml: &mut Xml, id: &str, kind: &str, target: &str) {
    let kind = format!("{OFFICE_RELATIONSHIPS}/{kind}");
    xml.empty("Relationship", &[("Id", id), ("Type", &kind), ("Target", target)]);
}

/// The parts that the body refers to, and the addresses of its links.
fn relationships(form: &Form, body: &FinishedBody) -> Vec<u8> {
    let mut xml = Xml::new("Relationships", &[("xmlns", PACKAGE_RELATIONSHIPS)]);
    relationship(&mut xml, "rIdStyles", "styles", "styles.xml");
    relationship(&mut xml, "rIdNumbering", "numbering", "numbering.xml");
    relationship(&mut xml, "rIdSettings", "settings", "settings.xml");
    relationship(&mut xml, footer(Orientation::Portrait), "footer", "footer1.xml");
    relationship(&mut xml, footer(Orientation::Landscape), "footer", "footer2.xml");
    if form.banner.is_some() {
        relationship(&mut xml, HEADER, "header", "header1.xml");
    }
    let kind = format!("{OFFICE_RELATIONSHIPS}/hyperlink");
    for (index, address) in body.addresses.iter().enumerate() {
        let id = link(index);
        let attributes = [("Id", id.as_str()), ("Type", &kind), ("Target", address), ("TargetMode", "External")];
        xml.empty("Relationship", &attributes);
    }
    xml.finish()
}

/// The header of every page.
fn page_header(mark: &str) -> Vec<u8> {
    let mut xml = Xml::new("w:hdr", &NAMESPACES);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.value("w:pStyle", "Header");
    xml.close();
    run(&mut xml, mark);
    xml.finish()
}

/// The footer of every page: the organisation and title, and the page number at the right margin.
fn page_footer(form: &Form, orientation: Orientation) -> Vec<u8> {
    let mut xml = Xml::new("w:ftr", &NAMESPACES);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.value("w:pStyle", "Footer");
    xml.open("w:tabs", &[]);
    xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &width(orientation).to_string())]);
    xml.close();
    xml.close();
    let names = [form.organisation.as_str(), form.title.as_str()];
    run(&mut xml, &names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · "));
    xml.open("w:r", &[]);
    xml.empty("w:tab", &[]);
    xml.close();
    run(&mut xml, "Page ");
    field(&mut xml, "PAGE");
    run(&mut xml, " of ");
    field(&mut xml, "NUMPAGES");
    xml.finish()
}

fn run(xml: &mut Xml, words: &str) {
    xml.open("w:r", &[]);
    xml.preserved(words);
    xml.close();
}

/// Writes a field that Word computes, such as the page number.
fn field(xml: &mut Xml, code: &str) {
    let mark = |xml: &mut Xml, kind: &str| {
        xml.open("w:r", &[]);
        xml.empty("w:fldChar", &[("w:fldCharType", kind)]);
        xml.close();
    };
    mark(xml, "begin");
    xml.open("w:r", &[]);
    xml.open("w:instrText", &[("xml:space", "preserve")]);
    xml.text(&format!(" {code} "));
    xml.close();
    xml.close();
    mark(xml, "separate");
    run(xml, "1");
    mark(xml, "end");
}

fn properties(form: &Form) -> Vec<u8> {
    let dublin_core = ("xmlns:dc", "http://purl.org/dc/elements/1.1/");
    let mut xml = Xml::new("cp:coreProperties", &[("xmlns:cp", CORE_PROPERTIES), dublin_core]);
    for (name, value) in
        [("dc:title", form.title.as_str()), ("dc:creator", &form.organisation), ("dc:language", Form::LANGUAGE)]
    {
        xml.open(name, &[]);
        xml.text(value);
        xml.close();
    }
    xml.finish()
}

/// Without the compatibility mode, Word opens the file as one of an old version.
fn settings() -> Vec<u8> {
    let mut xml = Xml::new("w:settings", &NAMESPACES);
    xml.empty("w:zoom", &[("w:percent", "100")]);
    xml.value("w:defaultTabStop", "720");
    xml.open("w:compat", &[]);
    let uri = ("w:uri", "http://schemas.microsoft.com/office/word");
    xml.empty("w:compatSetting", &[("w:name", "compatibilityMode"), uri, ("w:val", "15")]);
    xml.close();
    xml.value("w:themeFontLang", Form::LANGUAGE);
    xml.finish()
}
