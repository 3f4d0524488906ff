//! Features of .odt files.

use crate::made::{self, cells, codes, odt, passages, table, texts};

use documents::{
    ReadError,
    manuscript::{Block, Location, Manuscript, Marker, Shape},
};

fn read(styles: &str, body: &str) -> Manuscript {
    documents::read_manuscript("made.odt", &odt(styles, body, &[])).unwrap().1
}

fn shapes(manuscript: &Manuscript) -> Vec<Shape> {
    passages(manuscript).iter().map(|passage| passage.shape).collect()
}

#[test]
fn headings_are_recognised_by_element_and_style() {
    let styles = r#"<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_2"/>
        <style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph"/>"#;
    let body =
        r#"<text:h text:outline-level="3">One</text:h><text:p text:style-name="P1">Two</text:p><text:p>Three</text:p>"#;
    assert_eq!(shapes(&read(styles, body)), [Shape::Heading(3), Shape::Heading(2), Shape::Paragraph]);
}

#[test]
fn list_items_have_numbers_and_depths() {
    let styles = r#"<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" text:start-value="3"/>
        <text:list-level-style-bullet text:level="2"/></text:list-style>"#;
    let item = "<text:list-item><text:p>x</text:p></text:list-item>";
    let inner = format!("<text:list-item><text:list>{item}</text:list></text:list-item>");
    let body = format!(
        r#"<text:list text:style-name="L">{item}{inner}{item}<text:list-item><text:p>x</text:p><text:p>more of it</text:p></text:list-item></text:list>
        <text:p>between</text:p><text:list text:style-name="L" text:continue-numbering="true">{item}</text:list><text:list text:style-name="L">{item}</text:list>"#
    );
    let number = |number| Shape::Item { depth: 0, marker: Marker::Number(number) };
    let bullet = Shape::Item { depth: 1, marker: Marker::Bullet };
    assert_eq!(
        shapes(&read(styles, &body)),
        [number(3), bullet, number(4), number(5), Shape::Paragraph, Shape::Paragraph, number(6), number(3)]
    );
}

#[test]
fn merged_cells_are_read_once_and_repeated_ones_as_often_as_declared() {
    let cell = |attributes: &str, words: &str| {
        format!("<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>")
    };
    let covered = "<table:covered-table-cell/>";
    let body = format!(
        "<table:table><table:table-column/><table:table-header-rows><table:table-row>{}{covered}</table:table-row></table:table-header-rows>
        <table:table-row>{}{}</table:table-row><table:table-row>{covered}{}</table:table-row>
        <table:table-row table:number-rows-repeated=\"1000000\">{}</table:table-row>
        <table:table-row table:number-rows-repeated=\"2\">{}</table:table-row></table:table>",
        cell(r#"table:number-columns-spanned="2""#, "Plan"),
        cell(r#"table:number-rows-spanned="2""#, "Visibility"),
        cell("", "a"),
        cell("", "b"),
        cell(r#"table:number-columns-repeated="2""#, ""),
        cell(r#"table:number-columns-repeated="2""#, "c"),
    );
    let one = |text: &str| (text.to_owned(), 1, 1);
    let manuscript = read("", &body);
    assert_eq!(
        cells(table(&manuscript)),
        [
            vec![("Plan".to_owned(), 2, 1)],
            vec![("Visibility".to_owned(), 1, 2), one("a")],
            vec![one("b")],
            vec![one(""), one("")],
            vec![one("c"), one("c")],
            vec![one("c"), one("c")],
        ]
    );
    assert_eq!(table(&manuscript).rows[4].place, Location::Row { page: None, table: 1, row: 5 });
}

#[test]
fn the_shading_of_a_cell_is_its_own_or_that_of_all_its_text() {
    let styles = r##"<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:background-color="#ff0000"/></style:style>
        <style:style style:name="T" style:family="text"><style:text-properties fo:background-color="#00ff00"/></style:style>
        <style:style style:name="N" style:family="table-cell"><style:table-cell-properties fo:background-color="transparent"/></style:style>"##;
    let body = r#"<table:table><table:table-row><table:table-cell table:style-name="C"><text:p/></table:table-cell>
        <table:table-cell table:style-name="N"><text:p><text:span text:style-name="T">Done</text:span></text:p></table:table-cell>
        <table:table-cell><text:p>plain</text:p></table:table-cell></table:table-row></table:table>"#;
    let manuscript = read(styles, body);
    let colours: Vec<_> = table(&manuscript).rows[0].cells.iter().map(|cell| cell.shading).collect();
    assert_eq!(colours, [Some([255, 0, 0]), Some([0, 255, 0]), None]);
}

#[test]
fn formatting_links_and_spacing_are_kept() {
    let styles = r#"<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
        <style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>"#;
    let body = r#"<text:p><text:span text:style-name="B">all bold</text:span></text:p>
        <text:p><text:span text:style-name="S">old </text:span>new
        line<text:s text:c="2"/>on <text:a xlink:href="https://glass.example/a">the page</text:a><text:tab/>b<text:line-break/>c</text:p>"#;
    let manuscript = read(styles, body);
    let (first, second) = (passages(&manuscript)[0], passages(&manuscript)[1]);
    assert!(first.strong && !second.strong);
    assert_eq!(
        (second.text.as_str(), second.struck.as_str()),
        ("new line  on [the page](https://glass.example/a)\tb\nc", "old")
    );
}

#[test]
fn notes_boxes_and_objects_follow_their_paragraph() {
    let body = r#"<text:p>words<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>the note</text:p></text:note-body></text:note>
        <draw:frame draw:name="Box"><draw:text-box><text:p>in the box</text:p></draw:text-box></draw:frame></text:p>
        <text:p><draw:frame draw:name="Plan.xlsx"><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame></text:p><text:p>next</text:p>"#;
    let manuscript = read("", body);
    assert_eq!(texts(&manuscript), ["words", "in the box", "the note", "next"]);
    let label = manuscript.blocks.iter().find_map(|block| match block {
        Block::Object(object) => Some(object.label.as_str()),
        _ => None,
    });
    assert_eq!(label, Some("Plan.xlsx"));
}

#[test]
fn omitted_content_is_reported() {
    let body = "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:table-of-content><text:index-body><text:p>Plan 3</text:p></text:index-body></text:table-of-content>
        <text:p>words<office:annotation><text:p>Really?</text:p></office:annotation><draw:frame><draw:image/></draw:frame></text:p>";
    let styles = format!(
        "<office:document-styles {}><office:master-styles><style:master-page><style:header><text:p>University of Glass</text:p></style:header></style:master-page></office:master-styles></office:document-styles>",
        made::OFFICE_TEXT
    );
    let bytes = odt("", body, &[("styles.xml", styles.as_bytes()), ("Basic/Standard/Module1.xml", b"<script/>")]);
    let manuscript = documents::read_manuscript("made.odt", &bytes).unwrap().1;
    assert_eq!(texts(&manuscript), ["words"]);
    assert_eq!(
        codes(&manuscript),
        ["macros", "tracked-changes", "comments", "pictures", "contents-list", "page-margin"]
    );
}

#[test]
fn pages_are_counted_by_the_saved_layout() {
    let manuscript = read("", "<text:p>a</text:p><text:p><text:soft-page-break/>b</text:p>");
    let pages: Vec<_> = passages(&manuscript).iter().map(|passage| passage.place).collect();
    assert_eq!(
        pages,
        [Location::Paragraph { page: Some(1), number: 1 }, Location::Paragraph { page: Some(2), number: 2 }]
    );
}

#[test]
fn a_password_is_reported() {
    let manifest = br#"<manifest:manifest xmlns:manifest="m"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    let bytes = odt("", "<text:p>words</text:p>", &[("META-INF/manifest.xml", manifest)]);
    assert!(matches!(documents::read_manuscript("made.odt", &bytes), Err(ReadError::PasswordProtected { .. })));
}
