//! The parts around the body, and the zip that holds them all.

use super::{
    body::{Written, room},
    styles,
    xml::escaped,
};
use crate::write::form::{Form, Pages};
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// The namespaces of the parts of a document.
pub(super) const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#
);

/// A document of this body.
pub(super) fn packed(form: &Form, body: &Written) -> Vec<u8> {
    let mut parts = vec![
        ("[Content_Types].xml", kinds(form)),
        ("_rels/.rels", relations_of_package()),
        ("docProps/core.xml", properties(form)),
        ("word/document.xml", format!("<w:document {NAMESPACES}><w:body>{}</w:body></w:document>", body.xml)),
        ("word/_rels/document.xml.rels", relations(form, body)),
        ("word/styles.xml", styles::styles()),
        ("word/numbering.xml", styles::numbering(&body.lists)),
        ("word/settings.xml", settings()),
        ("word/footer1.xml", foot(form, Pages::Upright)),
        ("word/footer2.xml", foot(form, Pages::Wide)),
    ];
    parts.extend(form.mark.as_ref().map(|mark| ("word/header1.xml", head(mark))));
    // No moment is written, so that equal forms give equal bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let whole = "memory takes all that is written to it, and no two names are the same";
    for (name, part) in parts {
        zip.start_file(name, options).expect(whole);
        zip.write_all(HEAD.as_bytes()).expect(whole);
        zip.write_all(part.as_bytes()).expect(whole);
    }
    zip.finish().expect(whole).into_inner()
}

fn kinds(form: &Form) -> String {
    let part = |name: &str, kind: &str| format!(r#"<Override PartName="{name}" ContentType="{kind}"/>"#);
    let mut parts = vec![
        part("/word/document.xml", &format!("{WORD}.document.main+xml")),
        part("/word/styles.xml", &format!("{WORD}.styles+xml")),
        part("/word/numbering.xml", &format!("{WORD}.numbering+xml")),
        part("/word/settings.xml", &format!("{WORD}.settings+xml")),
        part("/word/footer1.xml", &format!("{WORD}.footer+xml")),
        part("/word/footer2.xml", &format!("{WORD}.footer+xml")),
        part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ];
    parts.extend(form.mark.as_ref().map(|_| part("/word/header1.xml", &format!("{WORD}.header+xml"))));
    format!(
        r#"<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{}</Types>"#,
        parts.concat()
    )
}

fn relations_of_package() -> String {
    format!(
        r#"<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#
    )
}

/// The parts that the body refers to, and the addresses of its links.
fn relations(form: &Form, body: &Written) -> String {
    let part = |id: &str, kind: &str, target: &str| {
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/{kind}" Target="{target}"/>"#)
    };
    let mut all = vec![
        part("rIdStyles", "styles", "styles.xml"),
        part("rIdNumbering", "numbering", "numbering.xml"),
        part("rIdSettings", "settings", "settings.xml"),
        part(footer(Pages::Upright), "footer", "footer1.xml"),
        part(footer(Pages::Wide), "footer", "footer2.xml"),
    ];
    all.extend(form.mark.as_ref().map(|_| part(HEADER, "header", "header1.xml")));
    all.extend(body.addresses.iter().enumerate().map(|(index, address)| {
        let id = link(index);
        let address = escaped(address);
        format!(r#"<Relationship Id="{id}" Type="{OFFICE}/hyperlink" Target="{address}" TargetMode="External"/>"#)
    }));
    format!(r#"<Relationships xmlns="{PACKAGE}/relationships">{}</Relationships>"#, all.concat())
}

/// Under which the body refers to the footer of such pages.
pub(super) fn footer(pages: Pages) -> &'static str {
    match pages {
        Pages::Upright => "rIdFooter",
        Pages::Wide => "rIdWideFooter",
    }
}

/// Under which the body refers to the head of pages, where there is one.
pub(super) const HEADER: &str = "rIdHeader";

/// What every page says at its head.
fn head(mark: &str) -> String {
    let words = escaped(mark);
    format!(
        r#"<w:hdr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p></w:hdr>"#
    )
}

/// Under which the body refers to an address.
pub(super) fn link(index: usize) -> String {
    format!("rIdLink{index}")
}

fn properties(form: &Form) -> String {
    let (title, language) = (escaped(&form.title), Form::LANGUAGE);
    let creator = if form.organisation.is_empty() { String::new() } else { escaped(&form.organisation) };
    format!(
        r#"<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator><dc:language>{language}</dc:language></cp:coreProperties>"#
    )
}

/// Without the mode, Word would open the file as one of its old ones.
fn settings() -> String {
    let language = Form::LANGUAGE;
    format!(
        r#"<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="{language}"/></w:settings>"#
    )
}

/// Whose it is, what it is, and at the right margin which page of how many.
fn foot(form: &Form, pages: Pages) -> String {
    let right = room(pages);
    let named = [form.organisation.as_str(), form.title.as_str()];
    let named = named.into_iter().filter(|name| !name.is_empty()).map(escaped).collect::<Vec<_>>().join(" · ");
    let field = |code: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let words = |words: &str| format!(r#"<w:r><w:t xml:space="preserve">{words}</w:t></w:r>"#);
    format!(
        r#"<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/><w:tabs><w:tab w:val="right" w:pos="{right}"/></w:tabs></w:pPr>{}<w:r><w:tab/></w:r>{}{}{}{}</w:p></w:ftr>"#,
        words(&named),
        words("Page "),
        field("PAGE"),
        words(" of "),
        field("NUMPAGES"),
    )
}
