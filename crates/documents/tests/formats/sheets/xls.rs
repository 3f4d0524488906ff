//! Features of .xls files (Excel 97 to 2003).

use super::{
    biff::{Records, stream, workbook},
    codes, contents, read, table,
};
use documents::{ReadError, manuscript::Manuscript, reading::DocumentFormat};

fn sheet(globals: &Records, write: impl FnOnce(&mut Records)) -> Manuscript {
    let mut records = Records::default();
    records.begin(0x10);
    write(&mut records);
    records.end();
    let (format, manuscript) = read("plan.xls", &workbook(globals, &[("Plan", false, records)]));
    assert_eq!(format, DocumentFormat::Xls);
    manuscript
}

#[test]
fn rows_dates_and_numbers_are_read() {
    let mut globals = Records::default();
    globals.font(0, 400).style(0, 0, 0).style(0, 14, 0).style(0, 9, 0);
    let manuscript = sheet(&globals, |sheet| {
        sheet.label([0, 0, 0], "Action").label([0, 1, 0], "Due").label([0, 2, 0], "Share").label([0, 3, 0], "Sum");
        sheet.label([1, 0, 0], "Zoë’s count");
        sheet.cell(0x0203, [1, 1, 1], &45_747.0_f64.to_le_bytes());
        // 0.75, stored as a whole number of hundredths in four bytes; and a row of such numbers.
        sheet.cell(0x027E, [1, 2, 2], &((75_u32 << 2) | 3).to_le_bytes());
        sheet.add(0x00BD, &[&[1, 0, 3, 0, 0, 0][..], &((7_u32 << 2) | 2).to_le_bytes(), &[3, 0]].concat());
    });
    assert_eq!(contents(&manuscript), ["Plan", "Action|Due|Share|Sum", "Zoë’s count|2025-03-31|75%|7"]);
}

#[test]
fn formulas_are_read_as_their_results() {
    let manuscript = sheet(&Records::default(), |sheet| {
        sheet.label([0, 0, 0], "Sum").label([0, 1, 0], "Words").label([0, 2, 0], "Wrong");
        sheet.cell(0x0006, [1, 0, 0], &[&5.0_f64.to_le_bytes()[..], &[0; 6]].concat());
        sheet.cell(0x0006, [1, 1, 0], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0]).add(0x0207, &super::biff::string("five"));
        sheet.cell(0x0006, [1, 2, 0], &[2, 0, 7, 0, 0, 0, 0xFF, 0xFF, 0, 0]);
    });
    assert_eq!(contents(&manuscript)[2], "5|five|");
    assert_eq!(codes(&manuscript), ["formulas-with-error"]);
}

#[test]
fn colours_bold_and_struck_words_come_from_styles() {
    let mut globals = Records::default();
    globals.font(0, 700).font(8, 400).style(0, 0, 10).style(1, 0, 0);
    let manuscript = sheet(&globals, |sheet| {
        sheet.label([0, 0, 0], "Action").label([0, 1, 1], "gone").cell(0x0201, [0, 2, 0], &[]);
    });
    let cells = &table(&manuscript).rows[0].cells;
    assert_eq!((cells[0].shading, cells[0].passages[0].strong), (Some([0xFF, 0, 0]), true));
    assert_eq!(cells[1].passages[0].struck, "gone");
    assert_eq!((cells.len(), cells[2].shading), (3, Some([0xFF, 0, 0])), "a coloured cell without text");
}

#[test]
fn merged_cells_have_spans() {
    let manuscript = sheet(&Records::default(), |sheet| {
        sheet.label([0, 0, 0], "Theme").label([0, 1, 0], "Action").label([1, 0, 0], "Visibility");
        sheet.label([1, 1, 0], "Count").label([2, 1, 0], "Ask");
        sheet.add(0x00E5, &[1, 0, 1, 0, 2, 0, 0, 0, 0, 0]);
    });
    assert_eq!(table(&manuscript).rows[1].cells[0].rows, 2);
    assert_eq!(contents(&manuscript)[3], "Ask");
}

#[test]
fn hidden_rows_are_read_and_hidden_sheets_are_not() {
    let mut shown = Records::default();
    shown.begin(0x10).label([0, 0, 0], "Count").add(0x0208, &[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]).end();
    let mut hidden = Records::default();
    hidden.begin(0x10).label([0, 0, 0], "Red").end();
    let manuscript =
        read("a.xls", &workbook(&Records::default(), &[("Plan", false, shown), ("Lists", true, hidden)])).1;
    assert_eq!(
        (contents(&manuscript), codes(&manuscript)),
        (vec!["Plan".into(), "Count".into()], vec!["hidden-sheets", "hidden-rows"])
    );
}

#[test]
fn a_file_with_a_password_is_refused() {
    let mut globals = Records::default();
    globals.add(0x002F, &[1, 0]);
    let refused = documents::read_manuscript("plan.xls", &workbook(&globals, &[])).unwrap_err();
    assert_eq!(refused, ReadError::PasswordProtected { file: "plan.xls".into() });
    let new = stream("/EncryptedPackage", b"secret");
    assert_eq!(
        documents::read_manuscript("a.xlsx", &new).unwrap_err(),
        ReadError::PasswordProtected { file: "a.xlsx".into() }
    );
}

#[test]
fn a_truncated_file_is_refused() {
    let mut records = Records::default();
    records.begin(0x10).label([0, 0, 0], "Count");
    let whole = workbook(&Records::default(), &[("Plan", false, records)]);
    assert!(
        matches!(documents::read_manuscript("a.xls", &whole), Err(ReadError::Damaged { .. })),
        "a sheet without an end"
    );
    for length in 1..whole.len() {
        assert!(documents::read_manuscript("a.xls", &whole[..length]).is_err(), "{length}");
    }
}
