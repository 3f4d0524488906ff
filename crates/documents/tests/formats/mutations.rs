//! Whole documents of every format with bytes changed, removed, doubled or moved are read or refused in bounded time.
//!
//! This is the short run; `fuzz/` runs as long as needed.

use crate::made::{Docx, odt, p, tbl, tc, tr, zipped};

use proptest::prelude::*;
use std::{
    io::{Cursor, Read},
    sync::LazyLock,
    time::{Duration, Instant},
};

/// A valid document of each format, by file name.
static SEEDS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
    let merged = tbl(&[
        tr(&[tc(r#"<w:vMerge w:val="restart"/>"#, &p("Theme")), tc(r#"<w:gridSpan w:val="2"/>"#, &p("Action"))]),
        tr(&[
            tc("<w:vMerge/>", "<w:p/>"),
            tc(r#"<w:shd w:val="clear" w:fill="FF0000"/>"#, &p("Do it")),
            tc("", &p("May")),
        ]),
    ]);
    let docx = Docx::of(&(p("1. Question") + &merged))
        .styles(r#"<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 1"/></w:style>"#);
    let text = r#"<text:h text:outline-level="1">Plan</text:h><text:list><text:list-item><text:p>a<text:s text:c="3"/></text:p></text:list-item></text:list>
        <table:table><table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-spanned="2"><text:p>b</text:p></table:table-cell></table:table-row></table:table>"#;
    let sheet = include_str!("../../../../fuzz/seeds/xlsx/sheet.xml");
    let workbook = [
        ("xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='A' r:id='1'/></sheets></workbook>".as_bytes()),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id='1' Type='x/worksheet' Target='a.xml'/></Relationships>",
        ),
        ("xl/a.xml", sheet.as_bytes()),
    ];
    vec![
        ("seed.xlsx", zipped(&workbook)),
        ("seed.docx", docx.bytes()),
        ("seed.odt", odt("", text, &[])),
        ("seed.txt", b"Action\tOwner\nDo it\tAda\n".to_vec()),
        ("seed.md", b"# Plan\n\n| Action | Owner |\n| --- | --- |\n| **Do it** | Ada |\n".to_vec()),
        ("seed.csv", b"Action,Owner,Due\n\"Do, it\",Ada,2027-03-31\n".to_vec()),
        ("seed.pdf", include_bytes!("../pdf/merged.pdf").to_vec()),
        ("seed.html", b"<!doctype html><h1>Plan</h1><table><tr><td rowspan=2>a</td><td>b</td></tr></table>".to_vec()),
    ]
});

/// One change to a range of bytes.
#[derive(Debug, Clone)]
enum Change {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index, usize),
    Double(prop::sample::Index, usize),
    Insert(prop::sample::Index, &'static str),
}

fn change() -> impl Strategy<Value = Change> {
    let words = prop::sample::select(vec![
        "<w:tbl>",
        "</w:tc>",
        "<w:vMerge/>",
        "999999999",
        "-1",
        "&#0;",
        "&x;",
        "<!--",
        "\u{feff}",
        "<w:p/>",
        "\0",
        "\"",
        ">",
    ]);
    prop_oneof![
        (any::<prop::sample::Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<prop::sample::Index>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<prop::sample::Index>(), 1..200_usize).prop_map(|(at, length)| Change::Double(at, length)),
        (any::<prop::sample::Index>(), words).prop_map(|(at, word)| Change::Insert(at, word)),
    ]
}

fn changed(bytes: &[u8], changes: &[Change]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let until = |from: usize, length: usize| (from + length).min(bytes.len());
        match change {
            Change::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Cut(at, length) => {
                let from = at.index(bytes.len());
                bytes.drain(from..until(from, *length));
            }
            Change::Double(at, length) => {
                let from = at.index(bytes.len());
                let again = bytes[from..until(from, *length)].to_vec();
                bytes.splice(from..from, again);
            }
            Change::Insert(at, word) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, word.bytes());
            }
        }
    }
    bytes
}

/// The same ZIP archive with one changed part, so that the mutation reaches its content.
fn part_changed(bytes: &[u8], which: prop::sample::Index, changes: &[Change]) -> Option<Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).ok()?;
        let mut content = Vec::new();
        entry.read_to_end(&mut content).ok()?;
        parts.push((entry.name().ok()?.into_owned(), content));
    }
    let which = which.index(parts.len());
    parts[which].1 = changed(&parts[which].1, changes);
    let named: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Some(zipped(&named))
}

fn is_done_in_time(name: &str, bytes: &[u8]) {
    let start = Instant::now();
    let _ = documents::read_manuscript(name, bytes);
    assert!(start.elapsed() < Duration::from_mins(2), "{name}: {:?}", start.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_changed_document_is_read_or_refused(
        seed in any::<prop::sample::Index>(),
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let (name, bytes) = &SEEDS[seed.index(SEEDS.len())];
        is_done_in_time(name, &changed(bytes, &changes));
        if let Some(bytes) = part_changed(bytes, which, &changes) {
            is_done_in_time(name, &bytes);
        }
    }
}
