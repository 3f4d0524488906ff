//! Features of .docx files.

use crate::made::{self, Docx, cells, codes, p, passages, r, styled, table, tbl, tc, texts, tr};

use documents::manuscript::{Block, Location, Marker, Passage, Shape};

fn shapes(document: Docx) -> Vec<Shape> {
    let manuscript = document.read();
    passages(&manuscript).iter().map(|passage| passage.shape).collect()
}

fn only(document: Docx) -> Passage {
    let manuscript = document.read();
    assert_eq!(manuscript.blocks.len(), 1, "{:?}", manuscript.blocks);
    passages(&manuscript)[0].clone()
}

#[test]
fn headings_are_recognised_by_style_base_style_and_outline() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
        <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>
        <w:style w:type="paragraph" w:styleId="T3"><w:name w:val="Titre 3"/></w:style>"#;
    let body = [
        styled(r#"<w:pStyle w:val="berschrift1"/>"#, "One"),
        styled(r#"<w:pStyle w:val="Own"/>"#, "Two"),
        styled(r#"<w:pStyle w:val="T3"/>"#, "Three"),
        styled(r#"<w:outlineLvl w:val="1"/>"#, "Four"),
        styled(r#"<w:pStyle w:val="Own"/><w:outlineLvl w:val="9"/>"#, "Five"),
        p("Six"),
    ];
    let levels = [Some(1), Some(1), Some(3), Some(2), None, None];
    let expected = levels.map(|level| level.map_or(Shape::Paragraph, Shape::Heading));
    assert_eq!(shapes(Docx::of(&body.concat()).styles(styles)), expected);
}

#[test]
fn list_items_have_numbers_and_depths() {
    let lists = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>"#;
    let styles = r#"<w:style w:type="paragraph" w:styleId="L"><w:name w:val="List Number"/><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>"#;
    let item = |depth: u8| styled(&format!(r#"<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="5"/></w:numPr>"#), "x");
    let off = r#"<w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr>"#;
    let body =
        [item(0), item(1), item(0), styled(r#"<w:pStyle w:val="L"/>"#, "x"), styled(off, "x"), p("• x")].concat();
    let marked = |depth, marker| Shape::Item { depth, marker };
    assert_eq!(
        shapes(Docx::of(&body).styles(styles).numbering(lists)),
        [
            marked(0, Marker::Number(1)),
            marked(1, Marker::Bullet),
            marked(0, Marker::Number(2)),
            marked(0, Marker::Number(3)),
            Shape::Paragraph,
            marked(0, Marker::Bullet)
        ]
    );
}

#[test]
fn merged_cells_are_read_once_with_their_spans() {
    let across = r#"<w:gridSpan w:val="2"/>"#;
    let (below, above) = (r#"<w:vMerge w:val="restart"/>"#, "<w:vMerge/>");
    let body = tbl(&[
        tr(&[tc(r#"<w:gridSpan w:val="3"/>"#, &p("Plan"))]),
        tr(&[tc(below, &p("Visibility")), tc(across, &p("wide"))]),
        tr(&[tc(above, "<w:p/>"), tc("", &p("b")), tc(below, &p("c"))]),
        tr(&[tc(above, &p("and more")), tc("", &p("d")), tc(above, "<w:p/>")]),
        tr(&[tc("", &p("e")), tc(above, &p("alone")), tc("", "<w:p/>")]),
    ]);
    let manuscript = Docx::of(&body).read();
    let cell = |text: &str, columns, rows| (text.to_owned(), columns, rows);
    assert_eq!(
        cells(table(&manuscript)),
        [
            vec![cell("Plan", 3, 1)],
            vec![cell("Visibility\nand more", 1, 3), cell("wide", 2, 1)],
            vec![cell("b", 1, 1), cell("c", 1, 2)],
            vec![cell("d", 1, 1)],
            vec![cell("e", 1, 1), cell("alone", 1, 1), cell("", 1, 1)],
        ]
    );
    assert_eq!(table(&manuscript).rows[2].place, Location::Row { page: None, table: 1, row: 3 });
}

#[test]
fn a_row_that_begins_late_keeps_its_columns() {
    let row = format!(r#"<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{}</w:tr>"#, tc("", &p("late")));
    let first = tr(&[tc("", &p("a")), tc("", &p("b")), tc("", &p("c"))]);
    let manuscript = Docx::of(&tbl(&[first, row])).read();
    assert_eq!(cells(table(&manuscript))[1], [(String::new(), 2, 1), ("late".to_owned(), 1, 1)]);
}

#[test]
fn a_table_in_a_cell_becomes_passages_of_that_cell() {
    let inner = tbl(&[tr(&[tc("", &p("Owner")), tc("", &p("Ada"))]), tr(&[tc("", &p("Due")), tc("", &p("May"))])]);
    let outer = tbl(&[tr(&[tc("", &p("a")), tc("", &(p("Do it") + &inner + &p("after")))])]);
    let manuscript = Docx::of(&outer).read();
    assert_eq!(cells(table(&manuscript))[0][1].0, "Do it\nOwner\tAda\nDue\tMay\nafter");
}

#[test]
fn a_frame_around_a_table_is_not_a_table() {
    let inner = tbl(&[tr(&[tc("", &p("Action")), tc("", &p("Owner"))]), tr(&[tc("", &p("Do it")), tc("", &p("Ada"))])]);
    let manuscript = Docx::of(&tbl(&[tr(&[tc("", &(p("Plan") + &inner))])])).read();
    assert_eq!(texts(&manuscript), ["Plan"]);
    assert_eq!(table(&manuscript).rows.len(), 2);
}

#[test]
fn the_shading_of_a_cell_is_its_own_or_that_of_all_its_text() {
    let run = |mark: &str| format!("<w:p><w:r><w:rPr>{mark}</w:rPr><w:t>Done</w:t></w:r></w:p>");
    let theme = br#"<a:theme xmlns:a="a"><a:themeElements><a:clrScheme><a:accent1><a:srgbClr val="102030"/></a:accent1></a:clrScheme></a:themeElements></a:theme>"#;
    let body = tbl(&[tr(&[
        tc(r#"<w:shd w:val="clear" w:color="auto" w:fill="FF0000"/>"#, "<w:p/>"),
        tc(r#"<w:shd w:val="clear" w:fill="auto"/>"#, &run(r#"<w:highlight w:val="green"/>"#)),
        tc("", &styled(r#"<w:shd w:val="clear" w:fill="FFC000"/>"#, "Started")),
        tc("", &(run(r#"<w:highlight w:val="green"/>"#) + &p("plain"))),
        tc(r#"<w:shd w:val="clear" w:themeFill="accent1"/>"#, "<w:p/>"),
        tc("", &p("none")),
    ])]);
    let manuscript = Docx::of(&body).with("rIdTheme", "theme", "theme/theme1.xml", theme).read();
    let colours: Vec<_> = table(&manuscript).rows[0].cells.iter().map(|cell| cell.shading).collect();
    let expected = [Some([255, 0, 0]), Some([0, 255, 0]), Some([0xFF, 0xC0, 0]), None, Some([0x10, 0x20, 0x30]), None];
    assert_eq!(colours, expected);
}

#[test]
fn struck_out_text_is_separate_and_fully_bold_text_is_recognised() {
    let run = |mark: &str, words: &str| {
        format!("<w:r><w:rPr>{mark}</w:rPr>{}</w:r>", r(words).replace("<w:r>", "").replace("</w:r>", ""))
    };
    let struck = only(Docx::of(&format!("<w:p>{}{}</w:p>", run("<w:strike/>", "old "), run("", "new"))));
    assert_eq!((struck.text.as_str(), struck.struck.as_str()), ("new", "old"));
    let strong = |body: String| {
        only(Docx::of(&body).styles(
            r#"<w:style w:type="character" w:styleId="S"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>"#,
        ))
        .strong
    };
    assert!(strong(format!("<w:p>{}{}</w:p>", run("<w:b/>", "all"), run(r#"<w:rStyle w:val="S"/>"#, " bold"))));
    assert!(!strong(format!("<w:p>{}{}</w:p>", run("<w:b/>", "half"), run(r#"<w:b w:val="0"/>"#, " bold"))));
}

#[test]
fn every_kind_of_link_keeps_its_address() {
    let field = concat!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://glass.example/b" </w:instrText></w:r>"#,
        r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>second</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
    );
    let simple = format!(r#"<w:fldSimple w:instr="HYPERLINK https://glass.example/c">{}</w:fldSimple>"#, r("third"));
    let body =
        format!(r#"<w:p><w:hyperlink r:id="rId9">{}</w:hyperlink>{}{field}, {simple}</w:p>"#, r("first"), r(", "));
    assert_eq!(
        only(Docx::of(&body).link("rId9", "https://glass.example/a")).text,
        "[first](https://glass.example/a), [second](https://glass.example/b)[third](https://glass.example/c)"
    );
}

#[test]
fn inserted_text_is_read_and_deleted_text_is_not() {
    let gone = "<w:del><w:r><w:delText>no</w:delText></w:r></w:del>";
    let joined = format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>", r("one "));
    let rows = [tr(&[tc("", &p("kept"))]), format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", tc("", &p("gone")))];
    let body = format!("<w:p>{}<w:ins>{}</w:ins>{gone}</w:p>{joined}{}{}", r("a"), r("b"), p("paragraph"), tbl(&rows));
    let manuscript = Docx::of(&body).read();
    assert_eq!(texts(&manuscript), ["ab", "one paragraph"]);
    assert_eq!(table(&manuscript).rows.len(), 1);
    assert_eq!(codes(&manuscript), ["tracked-changes"]);
}

#[test]
fn content_controls_are_text_unless_they_show_a_placeholder() {
    let control = |properties: &str, content: &str| {
        format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>")
    };
    let ticked = control(r#"<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>"#, &r("x"));
    let blank = control(r#"<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>"#, &r("☐"));
    let prompt = control("<w:showingPlcHdr/>", &r("Click to enter text"));
    let body =
        format!("{}<w:p>{ticked}{}{blank}{}{prompt}</w:p>", control("", &p("in a control")), r(" yes "), r(" no"));
    assert_eq!(texts(&Docx::of(&body).read()), ["in a control", "☒ yes ☐ no"]);
}

#[test]
fn checkboxes_of_symbol_fonts_and_old_forms_are_recognised() {
    let old = |checked: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let body = format!(
        r#"<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>{}{}</w:p>"#,
        old("<w:checked/>"),
        old("")
    );
    assert_eq!(only(Docx::of(&body)).text, "☑☐☒☐");
}

#[test]
fn tabs_line_breaks_and_hyphens_are_kept_and_hidden_words_are_not() {
    let body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>\
        <w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>";
    let manuscript = Docx::of(body).read();
    assert_eq!(texts(&manuscript), ["a\tb\nc-d"]);
    assert_eq!(codes(&manuscript), ["hidden-words"]);
}

#[test]
fn one_branch_of_alternative_content_is_read() {
    let text_box = |words: &str| format!("<v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox>", p(words));
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice><w:drawing>{}</w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        r("beside"),
        text_box("in the box"),
        text_box("in the box")
    );
    assert_eq!(texts(&Docx::of(&body).read()), ["beside", "in the box"]);
}

#[test]
fn notes_follow_the_paragraph_or_table_that_refers_to_them() {
    let notes = format!(
        r#"<w:footnotes {}><w:footnote w:type="separator" w:id="-1">{}</w:footnote><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#,
        made::W,
        p("line"),
        p("the note")
    );
    let reference = r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#;
    let body = format!("<w:p>{}{reference}</w:p>{}", r("words"), p("next"));
    let read = |body: &str| Docx::of(body).with("rIdNotes", "footnotes", "footnotes.xml", notes.as_bytes()).read();
    assert_eq!(texts(&read(&body)), ["words", "the note", "next"]);
    let in_cell = tbl(&[tr(&[tc("", &format!("<w:p>{}{reference}</w:p>", r("a"))), tc("", &p("b"))])]);
    assert_eq!(texts(&read(&in_cell)), ["the note"]);
}

#[test]
fn pages_are_counted_by_the_saved_layout_or_else_by_manual_breaks() {
    let pages = |body: &str| -> Vec<Option<usize>> {
        let manuscript = Docx::of(body).read();
        let page = |block: &Block| match block {
            Block::Table(table) => match table.rows[0].place {
                Location::Row { page, .. } => page,
                _ => None,
            },
            block => match block.passage().map(|passage| passage.place) {
                Some(Location::Paragraph { page, .. }) => page,
                _ => None,
            },
        };
        manuscript.blocks.iter().map(page).collect()
    };
    let rendered = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r></w:p>";
    let row = tbl(&[tr(&[tc("", rendered), tc("", &p("c"))])]);
    let explicit = r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#;
    assert_eq!(pages(&(p("a") + explicit + rendered + &row)), [Some(1), Some(2), Some(3)]);
    assert_eq!(pages(&(p("a") + explicit + &p("b"))), [Some(1), Some(2)]);
    assert_eq!(pages(&p("a")), [None]);
}

#[test]
fn a_table_of_contents_is_left_out_and_reported() {
    let styles = r#"<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>"#;
    let contents = [
        format!(
            r#"<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \o</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}</w:p>"#,
            r("Plan 3")
        ),
        format!(r#"<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r>{}</w:p>"#, r("Plan")),
    ];
    let manuscript = Docx::of(&contents.concat()).styles(styles).read();
    assert_eq!(texts(&manuscript), ["Plan"]);
    assert_eq!(codes(&manuscript), ["contents-list"]);
}

#[test]
fn omitted_content_is_reported() {
    let header = format!("<w:hdr {}>{}</w:hdr>", made::W, p("University of Glass"));
    let comments = format!("<w:comments {}><w:comment>{}</w:comment></w:comments>", made::W, p("Really?"));
    let picture = r#"<w:p><w:r><w:drawing><a:blip xmlns:a="a"/></w:drawing></w:r></w:p>"#;
    let manuscript = Docx::of(&(p("words") + picture))
        .with("rId1", "header", "header1.xml", header.as_bytes())
        .with("rId2", "comments", "comments.xml", comments.as_bytes())
        .with("rId3", "vbaProject", "vbaProject.bin", b"Sub AutoOpen()")
        .read();
    assert_eq!(texts(&manuscript), ["words"]);
    assert_eq!(codes(&manuscript), ["macros", "comments", "pictures", "page-margin"]);
    assert!(manuscript.notices[3].message.contains("University of Glass"));
}

#[test]
fn an_embedded_file_that_cannot_be_opened_is_an_object_in_its_place() {
    let object = r#"<w:p><w:r><w:object><o:OLEObject ProgID="Equation.3" r:id="rId5"/></w:object></w:r></w:p>"#;
    let body = p("Appendix") + object + &p("after");
    let manuscript = Docx::of(&body).with("rId5", "oleObject", "embeddings/oleObject1.bin", b"no file").read();
    let Block::Object(object) = &manuscript.blocks[1] else { panic!("{:?}", manuscript.blocks) };
    assert_eq!(object.label, "oleObject1.bin, Equation.3");
    assert_eq!(texts(&manuscript), ["Appendix", "after"]);
}

#[test]
fn an_embedded_document_is_opened_in_its_place_and_files_in_it_are_not() {
    let object = r#"<w:p><w:r><w:object><o:OLEObject ProgID="Word.Document.12" r:id="rId5"/></w:object></w:r></w:p>"#;
    let within = |words: &str, inner: &[u8]| {
        Docx::of(&(p(words) + object)).with("rId5", "package", "embeddings/inner.docx", inner)
    };
    let innermost = Docx::of(&p("innermost")).bytes();
    let manuscript = within("outer", &within("inner", &innermost).bytes()).read();
    let words: Vec<&str> =
        manuscript.blocks.iter().filter_map(|block| block.passage()).map(|passage| passage.text.as_str()).collect();
    assert_eq!(words, ["outer", "inner"]);
    assert!(matches!(manuscript.blocks.last(), Some(Block::Object(_))), "a file in an embedded document is an object");
    assert!(codes(&manuscript).contains(&"embedded-file"));
}

#[test]
fn an_embedded_spreadsheet_is_opened_in_its_place() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["Theme", "Action"]).unwrap();
    sheet.write_row(1, 0, ["Visibility", "Do it"]).unwrap();
    let xlsx = workbook.save_to_buffer().unwrap();
    // Some Windows programs wrap the file in a stream that begins with its names.
    let wrapped = |name: &str, before: &[u8]| {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        let stream = [before, &xlsx].concat();
        std::io::Write::write_all(&mut file.create_stream(name).unwrap(), &stream).unwrap();
        file.flush().unwrap();
        file.into_inner().into_inner()
    };
    let object = r#"<w:p><w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12" r:id="rId5"/></w:object></w:r></w:p>"#;
    let body = p("Appendix") + object + &p("after");
    for (name, bytes) in [
        ("embeddings/plan.xlsx", xlsx.clone()),
        ("embeddings/oleObject1.bin", wrapped("/Package", b"")),
        ("embeddings/oleObject2.bin", wrapped("/\u{1}Ole10Native", b"\x10\x00plan.xlsx\x00C:\\plan.xlsx\x00")),
    ] {
        let manuscript = Docx::of(&body).with("rId5", "package", name, &bytes).read();
        let rows: Vec<String> = cells(table(&manuscript)).concat().into_iter().map(|(text, ..)| text).collect();
        assert_eq!(rows, ["Theme", "Action", "Visibility", "Do it"], "{name}");
        assert_eq!(texts(&manuscript).last(), Some(&"after"));
        assert!(codes(&manuscript).contains(&"embedded-file"));
    }
}
