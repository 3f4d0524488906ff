//! Hostile spreadsheets.

use super::{BARE, biff, zip};
use documents::{ReadError, read_manuscript};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn xlsx(sheet: &str) -> Vec<u8> {
    zip(&[BARE[0], BARE[1], ("xl/a.xml", sheet)])
}

/// Debug builds and busy machines are slow, but an unbounded reader would take hours.
fn refuse(name: &str, bytes: &[u8]) -> ReadError {
    let start = Instant::now();
    let refused = read_manuscript(name, bytes).unwrap_err();
    assert!(start.elapsed() < Duration::from_mins(5), "{:?}", start.elapsed());
    refused
}

#[test]
fn a_million_cells_are_refused() {
    let cells = "<row><c><v>1</v></c></row>".repeat(1_000_000);
    let refused = refuse("a.xlsx", &xlsx(&format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")));
    assert!(matches!(refused, ReadError::TooComplex { .. } | ReadError::TooLong { .. }), "{refused:?}");
}

#[test]
fn a_false_dimension_takes_no_memory() {
    let sheet = "<worksheet><dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row>\
        <row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData></worksheet>";
    let start = Instant::now();
    let blocks = read_manuscript("a.xlsx", &xlsx(sheet)).unwrap().1.blocks;
    assert_eq!(blocks.len(), 3);
    assert!(start.elapsed() < Duration::from_mins(5));
}

#[test]
fn a_long_text_shared_by_a_hundred_thousand_cells_is_refused() {
    let strings = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(1_000_000));
    let cells = "<c t='s'><v>0</v></c>".repeat(100_000);
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let bytes = zip(&[BARE[0], BARE[1], ("xl/a.xml", &sheet), ("xl/s.xml", &strings)]);
    assert!(matches!(refuse("a.xlsx", &bytes), ReadError::TooComplex { .. }));
}

#[test]
fn nested_entities_are_never_resolved() {
    let sheet = "<!DOCTYPE a [<!ENTITY b '&c;&c;'><!ENTITY c 'c'>]><worksheet><sheetData><row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>";
    assert!(matches!(refuse("a.xlsx", &xlsx(sheet)), ReadError::Damaged { .. }));
}

#[test]
fn incomplete_workbooks_are_refused() {
    for bytes in [b"PK\x03\x04 xl/workbook.xml".to_vec(), zip(&BARE), zip(&[("xl/workbook.xml", "<a>")])] {
        assert!(matches!(refuse("a.xlsx", &bytes), ReadError::Damaged { .. }));
    }
    let whole = xlsx("<worksheet><sheetData/></worksheet>");
    assert!(matches!(refuse("a.xlsx", &whole[..whole.len() / 2]), ReadError::Damaged { .. }));
}

#[test]
fn a_binary_workbook_is_named() {
    let refused = refuse("a.xlsb", &zip(&[("xl/workbook.bin", "")]));
    assert!(matches!(refused, ReadError::Unsupported { kind: ".xlsb", .. }), "{refused:?}");
}

/// The bytes of a small file of each format, to be damaged.
fn small() -> [(&'static str, Vec<u8>); 2] {
    let mut sheet = biff::Records::default();
    sheet.begin(0x10).label([0, 0, 0], "Action").label([1, 0, 0], "Count").end();
    [
        ("a.xls", biff::workbook(&biff::Records::default(), &[("Plan", false, sheet)])),
        (
            "a.xlsx",
            xlsx(
                "<worksheet><sheetData><row r='1'><c r='A1' s='3' t='s'><v>7</v></c></row></sheetData><mergeCells><mergeCell ref='A1:B9'/></mergeCells></worksheet>",
            ),
        ),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_is_read_or_refused(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>(), is_cut in any::<bool>()) {
        for (name, mut bytes) in small() {
            for (at, byte) in &changes {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            if is_cut {
                bytes.truncate(cut.index(bytes.len()));
            }
            let _ = read_manuscript(name, &bytes);
        }
    }

    #[test]
    fn any_records_are_read_or_refused(records in prop::collection::vec((prop::sample::select(vec![0x85_u16, 0xFC, 0x3C, 0x31, 0x41E, 0xE0, 0x92, 0xFD, 0x204, 0x203, 0x27E, 0x6, 0x207, 0x205, 0xBD, 0xBE, 0xE5, 0x1B8, 0x208, 0x5D, 0x809, 0xA]), prop::collection::vec(any::<u8>(), 0..40)), 0..30)) {
        let mut globals = biff::Records::default();
        let mut sheet = biff::Records::default();
        sheet.begin(0x10);
        for (kind, bytes) in &records {
            sheet.add(*kind, bytes);
            if ![0x809, 0xA].contains(kind) {
                globals.add(*kind, bytes);
            }
        }
        sheet.end();
        let _ = read_manuscript("a.xls", &biff::workbook(&globals, &[("Plan", false, sheet)]));
    }
}
