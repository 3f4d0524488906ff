use super::*;

/// Prints one line for each block: `#` headings, `-` items, `[]` tables with their cells, `{}` objects.
fn shown(text: &str) -> Vec<String> {
    let show = |block: &Block| match block {
        Block::Passage(passage) => match passage.shape {
            Shape::Heading(level) => format!("{} {}", "#".repeat(level.into()), passage.text),
            Shape::Paragraph | Shape::Item { .. } => passage.text_with_marker(),
        },
        Block::Table(table) => {
            let row = |row: &crate::manuscript::TableRow| {
                row.cells.iter().map(crate::manuscript::Cell::text).collect::<Vec<_>>().join("|")
            };
            format!("[{}]", table.rows.iter().map(row).collect::<Vec<_>>().join("; "))
        }
        Block::Object(object) => format!("{{{}}}", object.label),
    };
    read(text).unwrap().blocks.iter().map(show).collect()
}

#[test]
fn headings_paragraphs_and_items_are_distinguished() {
    assert_eq!(
        shown("# One\r\nTwo\r\n\r\n- three\r\n  - four\r\n1) five\r\n---\r\n**Six**"),
        ["# One", "Two", "- three", "  - four", "1. five", "Six"]
    );
}

#[test]
fn short_lines_are_paragraphs_and_wrapped_lines_are_joined() {
    let long = "This line is so long that somebody's editor broke it";
    assert_eq!(
        shown(&format!("Name: Ada\nTitle: Officer\n{long}\nin two.\n")),
        ["Name: Ada".to_owned(), "Title: Officer".to_owned(), format!("{long} in two.")]
    );
    assert_eq!(shown(&format!("{long}  \nNew line")), [long, "New line"]);
    assert_eq!(shown(&format!("- {long}\n  in two")), [format!("- {long} in two")]);
}

#[test]
fn tables_continue_after_blank_lines_but_not_after_text() {
    assert_eq!(shown("a\tb\n\n\tc\n\nwords\n\nd\te\tf\n"), ["[a|b; |c]", "words", "[d|e|f]"]);
    assert_eq!(shown("| a | b |\n|---|:-:|\n| 1 \\| 2 | |\n"), ["[a|b; 1 | 2|]"]);
    assert_eq!(shown("a\tb\tc\n| d | e |\n"), ["[a|b|c]", "[d|e]"]);
}

#[test]
fn a_single_tab_is_not_a_table() {
    assert_eq!(shown("Organisation:\tGlass\n\nNotes\there\n"), ["Organisation:\tGlass", "Notes", "here"]);
}

#[test]
fn embedded_files_are_objects() {
    assert_eq!(
        shown("Plan v2.xls>\n\nDouble click to open\n\nSee https://glass.example/plan.pdf\n"),
        ["{Plan v2.xls}", "{Double click to open}", "See https://glass.example/plan.pdf"]
    );
}

#[test]
fn locations_are_line_numbers_of_an_editor() {
    let places = |text: &str| {
        let blocks = read(text).unwrap().blocks;
        blocks.iter().filter_map(Block::passage).map(|passage| passage.place.to_string()).collect::<Vec<_>>()
    };
    for text in ["a\n\nb", "a\r\n\r\nb", "a\r\rb"] {
        assert_eq!(places(text), ["line 1", "line 3"]);
    }
}

#[test]
fn texts_over_the_limit_are_refused() {
    assert!(read(&"a\tb\tc\n".repeat(MAX_PARTS / 2)).is_err());
    assert!(read(&"\n".repeat(MAX_PARTS + 1)).is_err());
}
