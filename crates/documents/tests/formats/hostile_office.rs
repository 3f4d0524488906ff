//! Hostile or damaged Word and OpenDocument files.

use crate::made::{self, Docx, odt, p, tbl, tc, tr, zipped};

use documents::{ReadError, manuscript::Manuscript};
use std::time::{Duration, Instant};

/// Debug builds are slow, but an unbounded reader would take hours, or all memory.
const LONG: Duration = Duration::from_mins(5);

fn read(name: &str, bytes: &[u8]) -> Result<Manuscript, ReadError> {
    let start = Instant::now();
    let outcome = documents::read_manuscript(name, bytes).map(|(_, manuscript)| manuscript);
    assert!(start.elapsed() < LONG, "{name} took {:?}", start.elapsed());
    outcome
}

fn seeds() -> [(&'static str, Vec<u8>); 2] {
    let table = tbl(&[tr(&[tc("", &p("Action")), tc("", &p("Owner"))]), tr(&[tc("", &p("Do it")), tc("", &p("Ada"))])]);
    let styles = r#"<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>"#;
    let text = "<text:p>words</text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row></table:table>";
    [("seed.docx", Docx::of(&(p("words") + &table)).styles(styles).bytes()), ("seed.odt", odt("", text, &[]))]
}

#[test]
fn a_truncated_file_is_refused_wherever_it_ends() {
    for (name, bytes) in seeds() {
        assert!(read(name, &bytes).is_ok());
        for end in (0..bytes.len()).step_by(100) {
            let refused = read(name, &bytes[..end]).unwrap_err();
            let said = matches!(
                refused,
                ReadError::Damaged { .. }
                    | ReadError::Empty { .. }
                    | ReadError::Unsupported { .. }
                    | ReadError::NotText { .. }
            );
            assert!(said, "{name} up to {end}: {refused:?}");
        }
    }
}

#[test]
fn a_wrong_file_extension_makes_no_difference() {
    let [(_, docx), (_, odt)] = seeds();
    assert_eq!(read("plan.pdf", &docx).unwrap().blocks.len(), 2);
    assert_eq!(read("plan.docx", &odt).unwrap().blocks.len(), 2);
    let plain = documents::read_manuscript("plan.docx", b"Only words").unwrap().1;
    assert_eq!(made::texts(&plain), ["Only words"]);
}

#[test]
fn an_empty_zip_and_one_without_a_body_are_refused() {
    let broken = |parts: &[(&str, &[u8])]| matches!(read("a.docx", &zipped(parts)), Err(ReadError::Damaged { .. }));
    assert!(broken(&[("word/styles.xml", b"<a/>")]));
    assert!(broken(&[("word/document.xml", b"<w:document/>")]));
    assert!(broken(&[("word/document.xml", b"")]));
    assert!(!broken(&[]), "an archive without known parts is unsupported, not damaged");
    assert!(matches!(read("a.docx", &zipped(&[])), Err(ReadError::Unsupported { .. } | ReadError::NotText { .. })));
}

#[test]
fn a_document_without_text_is_empty_or_a_scan() {
    assert!(matches!(read("a.docx", &Docx::of("<w:p/>").bytes()), Err(ReadError::Empty { .. })));
    let picture = "<w:p><w:r><w:drawing><a:blip/></w:drawing></w:r></w:p>";
    assert!(matches!(read("a.docx", &Docx::of(picture).bytes()), Err(ReadError::Scan { .. })));
}

#[test]
fn a_decompression_bomb_is_refused() {
    let bomb = vec![b' '; 40_000_000];
    for name in ["word/document.xml", "word/styles.xml"] {
        let bytes = Docx::of(&p("words")).with("r1", "styles", "styles.xml", &bomb).bytes();
        assert!(matches!(read("a.docx", &bytes), Err(ReadError::TooComplex { .. })), "{name}");
    }
    let many = Docx::of(&"<w:p/>".repeat(1_100_000)).bytes();
    assert!(matches!(read("a.docx", &many), Err(ReadError::TooComplex { .. })));
    let repeated = r#"<table:table><table:table-row table:number-rows-repeated="4000000000"><table:table-cell table:number-columns-repeated="4000000000"><text:p>a</text:p></table:table-cell></table:table-row></table:table>"#;
    assert!(read("a.odt", &odt("", repeated, &[])).is_ok());
    let again = repeated.repeat(300);
    assert!(matches!(read("a.odt", &odt("", &again, &[])), Err(ReadError::TooLong { .. })));
    let cells = tbl(&vec![tr(&vec![tc("", "<w:p/>"); 500]); 500]);
    assert!(matches!(read("a.docx", &Docx::of(&cells).bytes()), Err(ReadError::TooLong { .. })));
}

#[test]
fn excessive_nesting_is_refused_and_usual_nesting_is_read() {
    let nested = |depth: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
        format!("{open}{}{}", p("deep"), "</w:tc></w:tr></w:tbl>".repeat(depth))
    };
    assert_eq!(made::texts(&Docx::of(&nested(20)).read()), Vec::<&str>::new());
    assert!(matches!(read("a.docx", &Docx::of(&nested(100_000)).bytes()), Err(ReadError::TooComplex { .. })));
    let controls = "<w:sdt><w:sdtContent>".repeat(90) + &p("a") + &"</w:sdtContent></w:sdt>".repeat(90);
    assert_eq!(made::texts(&Docx::of(&controls).read()), ["a"]);
    let sections = "<text:section>".repeat(190) + "<text:p>a</text:p>" + &"</text:section>".repeat(190);
    assert!(read("a.odt", &odt("", &sections, &[])).is_ok());
    let fields = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#.repeat(10_000);
    assert_eq!(made::texts(&Docx::of(&format!("<w:p>{fields}</w:p>{}", p("after"))).read()), ["after"]);
}

#[test]
fn entity_declarations_are_refused() {
    let laughs = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><w:document><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>"#;
    let outside = r#"<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document/>"#;
    for part in [laughs, outside] {
        let bytes = zipped(&[("word/document.xml", part.as_bytes())]);
        assert!(matches!(read("a.docx", &bytes), Err(ReadError::Damaged { .. })));
    }
}

#[test]
fn too_many_entries_are_refused_before_they_are_listed() {
    let names: Vec<String> = (0..10_002).map(|number| format!("word/{number}")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(matches!(read("a.docx", &zipped(&parts)), Err(ReadError::TooComplex { .. })));
}

#[test]
fn styles_lists_and_notes_that_refer_to_themselves_end() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>"#;
    let note = format!(
        r#"<w:footnotes {}><w:footnote w:id="1"><w:p><w:r><w:t>n</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote></w:footnotes>"#,
        made::W
    );
    let body =
        r#"<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>a</w:t><w:footnoteReference w:id="1"/></w:r></w:p>"#;
    let document = Docx::of(body).styles(styles).with("r2", "footnotes", "footnotes.xml", note.as_bytes());
    assert_eq!(made::texts(&document.read()), ["a", "n"]);
}
