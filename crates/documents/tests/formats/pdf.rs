//! PDF files from several programs. `tests/pdf/make.py` describes each.

use documents::{
    ReadError,
    manuscript::{Block, Location, Manuscript, Passage, Shape, Table},
};

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("tests/pdf/{name}.pdf")).unwrap()
}

fn read(name: &str) -> Manuscript {
    documents::read_manuscript("plan.pdf", &bytes(name)).unwrap().1
}

fn refused(name: &str) -> ReadError {
    documents::read_manuscript("plan.pdf", &bytes(name)).unwrap_err()
}

fn tables(manuscript: &Manuscript) -> Vec<&Table> {
    let of = manuscript.blocks.iter().map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    of.flatten().collect()
}

fn passages(manuscript: &Manuscript) -> Vec<&Passage> {
    manuscript.blocks.iter().filter_map(Block::passage).collect()
}

fn row(table: &Table, row: usize) -> Vec<String> {
    table.rows[row].cells.iter().map(documents::manuscript::Cell::text).collect()
}

#[test]
fn a_table_over_several_pages_is_one_with_one_header() {
    let manuscript = read("ruled");
    let tables = tables(&manuscript);
    assert_eq!(tables.iter().map(|table| table.rows.len()).collect::<Vec<_>>(), [8, 8, 8]);
    for (number, table) in (1..).zip(&tables) {
        assert_eq!(row(table, 0), ["No.", "Action", "Owner", "By when", "Success measure", "RAG"]);
        let numbers: Vec<String> = (1..8).map(|index| row(table, index)[0].clone()).collect();
        assert_eq!(numbers, (1..8).map(|index| format!("{number}.{index}")).collect::<Vec<_>>());
        for index in 1..8 {
            let action = &row(table, index)[1];
            assert!(action.starts_with("Publish the names of all technicians") && action.ends_with('.'), "{action}");
            assert!(!action.contains('\n'), "lines of a paragraph are joined: {action}");
        }
    }
    assert!(matches!(tables[2].rows[7].place, Location::Page { page: 3, .. }));
}

#[test]
fn cells_keep_their_shading() {
    let manuscript = read("ruled");
    let shading: Vec<_> = tables(&manuscript)[0].rows.iter().map(|row| row.cells[5].shading).collect();
    let (green, amber, red) = (Some([0, 128, 0]), Some([255, 165, 0]), Some([255, 0, 0]));
    assert_eq!(shading, [None, amber, red, green, amber, red, green, amber]);
}

#[test]
fn running_headers_and_page_numbers_are_left_out_and_reported() {
    let manuscript = read("ruled");
    let all: Vec<&str> = passages(&manuscript).iter().map(|passage| passage.text.as_str()).collect();
    assert_eq!(all, ["Technician Commitment action plan", "Visibility", "Recognition", "Career development"]);
    assert!(manuscript.notices.iter().any(|notice| notice.message.contains("University of Glasswater action plan")));
}

#[test]
fn headings_have_levels_by_their_size() {
    let manuscript = read("ruled");
    let shapes: Vec<Shape> = passages(&manuscript).iter().map(|passage| passage.shape).collect();
    assert_eq!(shapes, [Shape::Heading(1), Shape::Heading(2), Shape::Heading(2), Shape::Heading(2)]);
}

#[test]
fn merged_cells_have_spans_and_lists_in_cells_stay_lists() {
    let manuscript = read("merged");
    let table = tables(&manuscript)[0];
    let spans = |row: usize| table.rows[row].cells.iter().map(|cell| (cell.columns, cell.rows)).collect::<Vec<_>>();
    assert_eq!(spans(0), [(5, 1)]);
    assert_eq!(spans(2), [(1, 2), (1, 1), (1, 1), (1, 1), (1, 1)]);
    assert_eq!(row(table, 3)[0], "Name technicians in all papers");
    assert_eq!(table.rows[3].cells[0].passages[0].struck, "some");
    assert_eq!(row(table, 4)[..2], ["Recognition", "Hold a yearly prize\nwith a jury of peers\nand a small sum"]);
    assert!(table.rows[4].cells[1].passages[1].is_item());
    let shading: Vec<_> = (2..6).map(|row| table.rows[row].cells.last().unwrap().shading).collect();
    assert_eq!(shading, [Some([0, 176, 80]), Some([255, 192, 0]), Some([255, 0, 0]), None]);
}

#[test]
fn links_are_kept_and_soft_hyphens_are_not() {
    let manuscript = read("merged");
    let text = &passages(&manuscript).iter().find(|passage| passage.text.starts_with("The plan")).unwrap().text;
    assert!(text.contains("[technicians’ committee](https://glass.example/committee) in May 2024"), "{text}");
    assert!(text.contains("is reviewed each term"), "{text}");
}

#[test]
fn tables_are_found_without_lines_between_columns_and_without_any_lines() {
    let manuscript = read("unruled");
    let tables = tables(&manuscript);
    assert_eq!(tables.len(), 2);
    for table in tables {
        assert_eq!(row(table, 0), ["Action", "Owner", "Timescale"]);
        let action = "Publish staff pages for every workshop and keep them up to date with the help of those named";
        assert_eq!(row(table, 1), [action, "Web team", "May 2025"]);
        assert_eq!(row(table, 2), ["Offer mentoring", "HR", "June 2026"]);
        assert_eq!(row(table, 3), ["Sign the concordat", "Vice-Chancellor", "ongoing"]);
        assert_eq!(table.rows.len(), 4);
    }
}

#[test]
fn lists_keep_their_nesting_and_numbers() {
    let manuscript = read("unruled");
    let lines: Vec<String> = passages(&manuscript)
        .iter()
        .filter(|passage| passage.is_item())
        .map(|passage| passage.text_with_marker())
        .collect();
    assert_eq!(lines[1..], ["- Second bullet", "  - Inner bullet", "1. Number one", "2. Number two"]);
    assert!(lines[0].ends_with("has to go on over the end of the line and be joined there again by whoever reads it"));
}

#[test]
fn the_left_column_is_read_before_the_right_one() {
    let manuscript = read("columns");
    let texts: Vec<&str> = passages(&manuscript).iter().map(|passage| passage.text.as_str()).collect();
    let one = "Technicians keep the laboratories and workshops of the institute running and are seldom named for it. "
        .repeat(6);
    let two =
        "The committee therefore decided to establish a register of skills and to publish it every autumn. ".repeat(6);
    let at = texts
        .iter()
        .position(|text| *text == one.trim())
        .expect("the first column is one paragraph without broken words");
    assert_eq!(texts[at + 1..at + 3], [two.trim(), "What comes next"]);
}

#[test]
fn letters_are_read_in_their_visible_order() {
    let manuscript = read("drawn");
    let passages = passages(&manuscript);
    assert_eq!(
        (passages[0].text.as_str(), passages[0].strong),
        ("Action plan 2024 to 2027", true),
        "drawn twice is bold"
    );
    assert_eq!(passages[1].text, "Each letter alone");
    assert_eq!((passages[2].text.as_str(), passages[2].struck.as_str()), ("", "A line that says what nobody needs"));
    assert!(passages[3].text.starts_with("This page lies on its side, line 1"), "{passages:?}");
}

#[test]
fn unreadable_files_are_refused_with_the_reason() {
    assert!(matches!(refused("scan"), ReadError::Scan { .. }));
    assert!(matches!(refused("locked"), ReadError::PasswordProtected { .. }));
    assert_eq!(read("guarded"), read("unruled"), "a password only for changes does not prevent reading");
    let half = |name| bytes(name)[..2_000].to_vec();
    assert!(matches!(documents::read_manuscript("a.pdf", &half("ruled")), Err(ReadError::Damaged { .. })));
    assert!(matches!(documents::read_manuscript("a.pdf", b"%PDF-1.7\n"), Err(ReadError::Damaged { .. })));
}

/// Mutated files are read or refused. Each run tries the same mutations.
#[test]
fn damaged_files_do_not_make_the_reader_panic() {
    let mut seed = 0x9E37_79B9_u32;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        usize::try_from(seed).unwrap() % below
    };
    for name in ["ruled", "merged", "drawn", "columns", "guarded"] {
        let whole = bytes(name);
        for _ in 0..40 {
            let mut damaged = whole.clone();
            for _ in 0..=next(8) {
                let at = next(damaged.len());
                match next(3) {
                    0 => damaged[at] = u8::try_from(next(256)).unwrap(),
                    1 => {
                        let to = (at + next(60)).min(damaged.len());
                        damaged.drain(at..to);
                    }
                    _ => damaged.insert(at, b"0123456789[]<>()/ "[next(18)]),
                }
            }
            let _ = documents::read_manuscript("plan.pdf", &damaged);
        }
    }
}
