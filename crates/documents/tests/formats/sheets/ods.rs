//! OpenDocument spreadsheets, written as LibreOffice writes them.

use super::{codes, contents, read, table, zip};
use documents::{ReadError, manuscript::Manuscript, reading::DocumentFormat};

const MANIFEST: &str =
    "<manifest:manifest xmlns:manifest='m'><manifest:file-entry manifest:full-path='content.xml'/></manifest:manifest>";

fn ods(content: &str, manifest: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:table='t' xmlns:text='x' xmlns:style='s' xmlns:fo='f' xmlns:number='n' xmlns:xlink='l' xmlns:calcext='c'>{content}</office:document-content>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", &content),
    ])
}

fn sheet(styles: &str, rows: &str) -> Manuscript {
    let content = format!(
        "<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet><table:table table:name='Plan'>{rows}</table:table></office:spreadsheet></office:body>"
    );
    let (format, manuscript) = read("plan.ods", &ods(&content, MANIFEST));
    assert_eq!(format, DocumentFormat::Ods);
    manuscript
}

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            if cell.starts_with('<') {
                (*cell).to_owned()
            } else {
                format!("<table:table-cell><text:p>{cell}</text:p></table:table-cell>")
            }
        })
        .collect();
    format!("<table:table-row>{}</table:table-row>", cells.concat())
}

#[test]
fn rows_and_values_are_read() {
    let rows = [
        row(&["Action", "Due", "Share", "Sum"]),
        row(&[
            "Count",
            "<table:table-cell office:value-type='date' office:date-value='2025-03-31'><text:p>31/03/25</text:p></table:table-cell>",
            "<table:table-cell office:value-type='percentage' office:value='0.75'><text:p>75%</text:p></table:table-cell>",
            "<table:table-cell office:value-type='float' office:value='0.30000000000000004'><text:p>0.30</text:p></table:table-cell>",
        ]),
    ];
    assert_eq!(contents(&sheet("", &rows.concat())), ["Plan", "Action|Due|Share|Sum", "Count|2025-03-31|75%|0.3"]);
}

#[test]
fn repeated_blanks_take_no_memory_and_keep_columns_in_place() {
    let rows = format!(
        "{}<table:table-row table:number-rows-repeated='1048570'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>{}",
        row(&["Action", "<table:table-cell table:number-columns-repeated='2'/>", "Owner"]),
        row(&["Last", "<table:table-cell/>", "<table:table-cell/>", "Ada"]),
    );
    assert_eq!(contents(&sheet("", &rows)), ["Plan", "Action|Owner", "Last|Ada"]);
}

#[test]
fn colours_bold_and_struck_words_come_from_styles() {
    let styles = "<style:style style:name='g' style:family='table-cell'><style:table-cell-properties fo:background-color='#92d050'/></style:style>\
        <style:style style:name='h' style:parent-style-name='g'><style:text-properties fo:font-weight='bold'/></style:style>\
        <style:style style:name='s' style:family='text'><style:text-properties style:text-line-through-style='solid'/></style:style>";
    let rows = [
        row(&["<table:table-cell table:style-name='h'><text:p>Action</text:p></table:table-cell>", "Owner"]),
        row(&[
            "<table:table-cell><text:p>Ask <text:span text:style-name='s'>two</text:span><text:s text:c='1'/>three</text:p><text:p>- four</text:p></table:table-cell>",
            "Ada",
        ]),
    ];
    let manuscript = sheet(styles, &rows.concat());
    let rows = &table(&manuscript).rows;
    assert_eq!((rows[0].cells[0].shading, rows[0].cells[0].passages[0].strong), (Some([0x92, 0xD0, 0x50]), true));
    assert_eq!(rows[1].cells[0].passages[0].struck, "two");
    assert!(rows[1].cells[0].passages[1].is_item());
}

#[test]
fn merged_cells_have_spans_and_links_their_addresses() {
    let rows = [
        row(&["Theme", "Action"]),
        row(&[
            "<table:table-cell table:number-rows-spanned='2'><text:p>Visibility</text:p></table:table-cell>",
            "<table:table-cell><text:p>See <text:a xlink:href='https://glass.example/'>ours</text:a></text:p></table:table-cell>",
        ]),
        row(&["<table:covered-table-cell/>", "Ask"]),
    ];
    let manuscript = sheet("", &rows.concat());
    assert_eq!(contents(&manuscript)[2..], ["Visibility|[See ours](https://glass.example/)", "Ask"]);
    assert_eq!(table(&manuscript).rows[1].cells[0].rows, 2);
}

#[test]
fn hidden_content_is_reported() {
    let rows = format!(
        "{}<table:table-row table:visibility='filter'><table:table-cell><text:p>Count</text:p></table:table-cell></table:table-row>",
        row(&["Action", "Owner"])
    );
    let manuscript = sheet("", &rows);
    assert_eq!((contents(&manuscript)[2].as_str(), codes(&manuscript)), ("Count|", vec!["hidden-rows"]));
    let content = "<office:automatic-styles><style:style style:name='h'><style:table-properties table:display='false'/></style:style></office:automatic-styles>\
        <office:body><office:spreadsheet><table:table table:name='Lists' table:style-name='h'><table:table-row><table:table-cell><text:p>Red</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>";
    let manuscript = read("a.ods", &ods(content, MANIFEST)).1;
    assert_eq!((manuscript.blocks.len(), codes(&manuscript)), (0, vec!["hidden-sheets"]));
}

#[test]
fn a_file_with_a_password_is_refused() {
    let manifest = "<manifest:manifest xmlns:manifest='m'><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let refused = documents::read_manuscript("plan.ods", &ods("", manifest)).unwrap_err();
    assert_eq!(refused, ReadError::PasswordProtected { file: "plan.ods".into() });
}

#[test]
fn a_row_repeated_a_million_times_is_refused() {
    let rows = "<table:table-row table:number-rows-repeated='1000000'><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>";
    let content = format!(
        "<office:body><office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet></office:body>"
    );
    assert!(matches!(documents::read_manuscript("a.ods", &ods(&content, MANIFEST)), Err(ReadError::TooLong { .. })));
}
