//! Features of .xlsx files, written by an independent library.

use super::{codes, contents, read, table};
use documents::{
    manuscript::{Location, Manuscript},
    reading::DocumentFormat,
};
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatText, ConditionalFormatTextRule,
    ExcelDateTime, Format, FormatAlign, FormatPattern, Formula, Note, Url, Workbook, Worksheet,
};

/// A workbook with one sheet.
fn workbook(write: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet().set_name("Plan").unwrap());
    workbook.save_to_buffer().unwrap()
}

fn sheet(write: impl FnOnce(&mut Worksheet)) -> Manuscript {
    let (kind, manuscript) = read("plan.xlsx", &workbook(write));
    assert_eq!(kind, DocumentFormat::Xlsx);
    manuscript
}

fn words(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in (0..).zip(rows) {
        for (column, words) in (0..).zip(*cells) {
            sheet.write_string(row, column, *words).unwrap();
        }
    }
}

#[test]
fn each_sheet_is_a_heading_and_its_rows() {
    let mut workbook = Workbook::new();
    for name in ["Visibility", "Recognition"] {
        words(
            workbook.add_worksheet().set_name(name).unwrap(),
            &[&["Our plan"], &[], &["Action", "Owner"], &["Count", "Ada"]],
        );
    }
    let manuscript = read("a.xlsx", &workbook.save_to_buffer().unwrap()).1;
    assert_eq!(
        contents(&manuscript),
        ["Visibility", "Our plan", "Action|Owner", "Count|Ada", "Recognition", "Our plan", "Action|Owner", "Count|Ada"]
    );
    assert_eq!(table(&manuscript).rows[1].place, Location::Sheet { sheet: 1, row: 4 });
}

#[test]
fn dates_percentages_and_numbers_are_read_as_displayed() {
    let manuscript = sheet(|sheet| {
        words(sheet, &[&["Due", "Month", "Share", "Cost", "Sum"]]);
        let day = ExcelDateTime::from_ymd(2025, 3, 31).unwrap();
        sheet.write_datetime_with_format(1, 0, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
        sheet.write_datetime_with_format(1, 1, &day, &Format::new().set_num_format("mmm-yy")).unwrap();
        sheet.write_number_with_format(1, 2, 0.75, &Format::new().set_num_format("0%")).unwrap();
        sheet.write_number_with_format(1, 3, 1234.5, &Format::new().set_num_format("£#,##0.00")).unwrap();
        sheet.write_number(1, 4, 0.1 + 0.2).unwrap();
    });
    assert_eq!(contents(&manuscript)[2], "2025-03-31|2025-03|75%|1234.50|0.3");
}

#[test]
fn colours_behind_cells_are_read() {
    let manuscript = sheet(|sheet| {
        words(sheet, &[&["Action", "Status"], &["Count"], &["Ask"], &["Tell"], &["Go"]]);
        let colours = [Color::RGB(0x92_D050), Color::Theme(9, 3), Color::White];
        for (row, colour) in (1..).zip(colours) {
            sheet.write_blank(row, 1, &Format::new().set_background_color(colour)).unwrap();
        }
        let pattern = Format::new().set_pattern(FormatPattern::LightGray).set_background_color(Color::Red);
        sheet.write_string_with_format(4, 1, "!", &pattern).unwrap();
    });
    let shading: Vec<_> = table(&manuscript).rows.iter().map(|row| row.cells[1].shading).collect();
    assert_eq!(shading[1], Some([0x92, 0xD0, 0x50]));
    assert_eq!(shading[2], Some([0xFA, 0xC0, 0x90]), "the sixth accent of the theme, lighter by 40 %");
    assert_eq!([shading[0], shading[3]], [None, None], "white is not a colour");
    assert_eq!(shading[4], Some([0xFF, 0, 0]));
}

#[test]
fn rules_colour_cells_without_a_colour_by_their_text() {
    let manuscript = sheet(|sheet| {
        words(
            sheet,
            &[&["Action", "Status"], &["Count", "Green"], &["Ask", "all done"], &["Tell", "Red"], &["Go", "?"]],
        );
        let fill = |colour| Format::new().set_background_color(Color::RGB(colour));
        let equal = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo("green"));
        sheet.add_conditional_format(1, 1, 4, 1, &equal.set_format(fill(0x00_B0_50))).unwrap();
        let contains = ConditionalFormatText::new().set_rule(ConditionalFormatTextRule::Contains("done".to_owned()));
        sheet.add_conditional_format(1, 1, 4, 1, &contains.set_format(fill(0xFF_C0_00))).unwrap();
        let red = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo("Red"));
        sheet.add_conditional_format(1, 1, 4, 1, &red.set_format(fill(0xFF_00_00))).unwrap();
        sheet.write_string_with_format(3, 1, "Red", &fill(0x80_80_80)).unwrap();
    });
    let shading: Vec<_> =
        table(&manuscript).rows.iter().map(|row| row.cells.get(1).and_then(|cell| cell.shading)).collect();
    let (green, amber, chosen) = ([0, 0xB0, 0x50], [0xFF, 0xC0, 0], [0x80; 3]);
    assert_eq!(shading, [None, Some(green), Some(amber), Some(chosen), None]);
    assert!(codes(&manuscript).is_empty(), "all rules were understood: {:?}", codes(&manuscript));
}

#[test]
fn merged_cells_have_spans() {
    let manuscript = sheet(|sheet| {
        words(
            sheet,
            &[
                &["Theme", "Action", "Owner"],
                &["", "Count", "Ada"],
                &["", "Ask", "Max"],
                &["", "", ""],
                &["", "Tell", "Eve"],
            ],
        );
        sheet.merge_range(1, 0, 2, 0, "Visibility", &Format::new()).unwrap();
        sheet.merge_range(3, 0, 3, 2, "All of these are late", &Format::new()).unwrap();
    });
    let table = table(&manuscript);
    assert_eq!((table.rows[1].cells[0].rows, table.rows[1].cells.len(), table.rows[2].cells.len()), (2, 3, 2));
    assert_eq!((table.rows[3].cells[0].columns, table.rows[3].cells.len()), (3, 1));
}

#[test]
fn lists_links_and_struck_out_text_are_distinguished() {
    let manuscript = sheet(|sheet| {
        words(sheet, &[&["Action", "Evidence"]]);
        let (plain, struck) = (Format::new(), Format::new().set_font_strikethrough());
        sheet.write_rich_string(1, 0, &[(&plain, "Ask "), (&struck, "the union"), (&plain, " the staff")]).unwrap();
        sheet.write_url(1, 1, Url::new("https://glass.example/a").set_text("our page")).unwrap();
        sheet.write_string(2, 0, "• Count\n• Tell").unwrap();
        sheet.write_string_with_format(2, 1, "gone", &struck).unwrap();
    });
    let rows = &table(&manuscript).rows;
    let first = &rows[1].cells[0].passages[0];
    assert_eq!((first.text.as_str(), first.struck.as_str()), ("Ask  the staff", "the union"));
    assert_eq!(rows[1].cells[1].text(), "[our page](https://glass.example/a)");
    assert!(
        rows[2].cells[0].passages.len() == 2
            && rows[2].cells[0].passages.iter().all(documents::manuscript::Passage::is_item)
    );
    assert_eq!((rows[2].cells[1].text().as_str(), rows[2].cells[1].passages[0].struck.as_str()), ("", "gone"));
}

#[test]
fn bold_words_are_strong() {
    let manuscript = sheet(|sheet| {
        sheet
            .write_string_with_format(0, 0, "Action", &Format::new().set_bold().set_align(FormatAlign::Center))
            .unwrap();
        words(sheet, &[&[], &["Count", "Ada"]]);
        sheet.write_string(0, 1, "Owner").unwrap();
    });
    let cells = &table(&manuscript).rows[0].cells;
    assert_eq!([cells[0].passages[0].strong, cells[1].passages[0].strong], [true, false]);
}

#[test]
fn hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_reported() {
    let mut workbook = Workbook::new();
    let plan = workbook.add_worksheet().set_name("Plan").unwrap();
    words(plan, &[&["Action", "Owner"], &["Count", "Ada"], &["Ask", "Max"]]);
    plan.set_row_hidden(2).unwrap();
    words(workbook.add_worksheet().set_name("Lists").unwrap().set_hidden(true), &[&["Red", "Amber"]]);
    let manuscript = read("a.xlsx", &workbook.save_to_buffer().unwrap()).1;
    assert_eq!(contents(&manuscript), ["Plan", "Action|Owner", "Count|Ada", "Ask|Max"]);
    assert_eq!(codes(&manuscript), ["hidden-sheets", "hidden-rows"]);
    assert!(manuscript.notices[0].message.contains("“Lists”"));
}

#[test]
fn formulas_are_read_as_their_results() {
    let manuscript = sheet(|sheet| {
        words(sheet, &[&["Unit", "Men"], &["All"], &["Wrong"], &["Page"]]);
        sheet.write_formula(1, 1, Formula::new("=1+2").set_result("3")).unwrap();
        sheet.write_formula(2, 1, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet
            .write_formula(3, 1, Formula::new("=HYPERLINK(\"https://glass.example\", \"ours\")").set_result("ours"))
            .unwrap();
    });
    assert_eq!(contents(&manuscript)[2..], ["All|3", "Wrong|", "Page|[ours](https://glass.example)"]);
    assert_eq!(codes(&manuscript), ["formulas-with-error"]);
}

#[test]
fn a_formula_without_its_result_is_reported() {
    let cells = "<c t='inlineStr'><is><t>Count</t></is></c><c><f>1+2</f></c>";
    let manuscript = read("a.xlsx", &super::bare(cells)).1;
    assert_eq!((contents(&manuscript)[1].as_str(), codes(&manuscript)), ("Count", vec!["formulas-without-result"]));
}

#[test]
fn omitted_content_is_reported() {
    let manuscript = sheet(|sheet| {
        words(sheet, &[&["Action", "Status"], &["Count", "Red"]]);
        sheet.insert_note(1, 0, &Note::new("Ask Max first")).unwrap();
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::GreaterThan(3));
        sheet
            .add_conditional_format(1, 1, 1, 1, &rule.set_format(Format::new().set_background_color(Color::Red)))
            .unwrap();
    });
    assert_eq!(codes(&manuscript), ["comments", "colour-rules"]);
}

#[test]
fn macros_are_never_run_and_are_reported() {
    let mut parts = super::BARE.to_vec();
    let sheet = "<worksheet><sheetData><row><c t='inlineStr'><is><t>Count</t></is></c></row></sheetData></worksheet>";
    parts.extend([("xl/a.xml", sheet), ("xl/vbaProject.bin", "Sub Auto_Open()")]);
    let manuscript = read("a.xlsm", &super::zip(&parts)).1;
    assert_eq!((contents(&manuscript), codes(&manuscript)), (vec!["A".to_owned(), "Count".to_owned()], vec!["macros"]));
}

#[test]
fn an_empty_workbook_has_no_blocks() {
    assert_eq!(sheet(|_| {}).blocks, []);
}
