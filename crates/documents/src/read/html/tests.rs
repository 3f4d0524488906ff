use super::read;
use crate::{
    ReadError,
    manuscript::{Block, Manuscript, Passage, Shape, Table},
};
use std::time::{Duration, Instant};

fn page(html: &str) -> Manuscript {
    read("plan.html", html.as_bytes()).unwrap()
}
fn passages(html: &str) -> Vec<Passage> {
    page(html).blocks.into_iter().filter_map(|block| block.passage().cloned()).collect()
}
fn texts(html: &str) -> Vec<String> {
    passages(html).iter().map(Passage::text_with_marker).collect()
}
fn table(html: &str) -> Table {
    let blocks = page(html).blocks;
    blocks.into_iter().find_map(|block| if let Block::Table(table) = block { Some(table) } else { None }).unwrap()
}
fn words(html: &str) -> Vec<String> {
    let row = |row: &crate::manuscript::TableRow| {
        row.cells.iter().map(crate::manuscript::Cell::text).collect::<Vec<_>>().join("|")
    };
    table(html).rows.iter().map(row).collect()
}

#[test]
fn headings_paragraphs_and_lists_are_read() {
    let html = "<h2>Plan &amp; more</h2><p>We  count\n all.<p>And ask.<ul><li>one<ul><li>two</ul><li>three</ul><ol start=4><li>four<li>five</ol>";
    assert_eq!(
        texts(html),
        ["Plan & more", "We count all.", "And ask.", "- one", "  - two", "- three", "4. four", "5. five"]
    );
    assert_eq!(passages(html)[0].shape, Shape::Heading(2));
}

#[test]
fn tables_are_read_with_their_spans_and_without_end_tags() {
    let html = "<table><caption>Our plan</caption><tr><th>Theme<th>Action<th>Owner<tr><td rowspan=2>Visibility<td>Count<td>Ada<tr><td colspan=2>Ask</table>";
    assert_eq!(words(html), ["Theme|Action|Owner", "Visibility|Count|Ada", "Ask"]);
    let table = table(html);
    assert_eq!((table.rows[1].cells[0].rows, table.rows[2].cells[0].columns), (2, 2));
    assert!(table.rows[0].cells[0].passages[0].strong && !table.rows[1].cells[0].passages[0].strong);
    assert_eq!(texts(html), ["Our plan"]);
}

#[test]
fn only_the_main_content_is_read_if_there_is_any() {
    let body = "<nav>Menu</nav><header>University of Marrow</header><div class='cookie-banner'>We use cookies<div>Yes</div></div>";
    let html =
        format!("<body>{body}<main><h1>Plan</h1><p>Count</p><aside>News</aside></main><footer>Imprint</footer></body>");
    assert_eq!(texts(&html), ["Plan", "Count"]);
    assert_eq!(page(&html).notices[0].code, "page-frame");
    assert_eq!(page("<title>Plan</title><style>p {}</style><p>Count").notices, [], "nothing visible is left out");
    assert_eq!(texts(&format!("<body>{body}<article><p>Count</p></article></body>")), ["Count"]);
    assert_eq!(
        texts(&format!("<body>{body}<p>Count</p><footer>Imprint</footer></body>")),
        ["University of Marrow", "Count"]
    );
}

#[test]
fn an_empty_main_element_does_not_hide_the_rest() {
    assert_eq!(texts("<body><main></main><div><p>Count</p></div></body>"), ["Count"]);
}

#[test]
fn scripts_and_styles_are_not_text() {
    assert_eq!(
        texts(
            "<head><title>A</title><script>if (1 < 2) '<p>x</p>'</script></head><p>Count<style>p { color: red }</style><svg><text>x</text></svg>"
        ),
        ["A", "Count"]
    );
}

#[test]
fn the_title_of_a_page_is_its_heading_if_it_has_no_other() {
    assert_eq!(texts("<title>Plan – Marrow</title><h2>Count</h2>"), ["Plan – Marrow", "Count"]);
    assert_eq!(texts("<title>Plan – Marrow</title><h1>Count</h1>"), ["Count"]);
}

#[test]
fn colours_come_from_attributes_styles_and_classes() {
    let html = "<style>.g{background:#92D050}</style><table><tr bgcolor=red><td>a<td style='background-color:lime'>b<tr><td class=g>c<td><span style='background:#fc0'>d</span></table>";
    let shading: Vec<_> = table(html).rows.into_iter().flat_map(|row| row.cells).map(|cell| cell.shading).collect();
    assert_eq!(shading, [[0xFF, 0, 0], [0, 0xFF, 0], [0x92, 0xD0, 0x50], [0xFF, 0xCC, 0]].map(Some));
}

#[test]
fn links_and_bold_and_struck_out_words_are_recognised() {
    let found = passages(
        "<p>See <a href='https://marrow.example/p'>our page</a> <del>and this</del></p><p><b>All of it</b></p><p><s>gone</s></p>",
    );
    assert_eq!(
        (found[0].text.as_str(), found[0].struck.as_str()),
        ("See [our page](https://marrow.example/p)", "and this")
    );
    assert!(found[1].strong && !found[0].strong);
    assert_eq!((found[2].text.as_str(), found[2].struck.as_str()), ("", "gone"));
}

#[test]
fn lines_and_lists_in_a_cell_are_its_passages() {
    let cell = &table("<table><tr><td>one<br>two<ul><li>three<li>four</ul><td>x</table>").rows[0].cells[0];
    assert_eq!(
        cell.passages.iter().map(Passage::text_with_marker).collect::<Vec<_>>(),
        ["one\ntwo", "- three", "- four"]
    );
}

#[test]
fn one_br_breaks_a_line_and_two_end_the_paragraph() {
    assert_eq!(texts("<p>one <br> two<br><br>three</p>"), ["one\ntwo", "three"]);
    assert_eq!(texts("<p>Steps:<br>• one<br>2. two</p>"), ["Steps:", "- one", "2. two"]);
}

#[test]
fn the_alternative_text_of_a_picture_in_a_cell_is_read() {
    assert_eq!(words("<table><tr><td>Count<td><img src=g.png alt=Green></table>"), ["Count|Green"]);
}

#[test]
fn a_table_in_a_cell_becomes_its_passages() {
    let html = "<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e</table><p>f";
    assert_eq!(words(html), ["a\nb\tc\nd|e"]);
    assert_eq!(texts(html), ["f"]);
}

#[test]
fn sections_that_open_and_close_keep_their_headings() {
    let html = "<h3><button>Visibility</button></h3><div hidden><p>Count</p></div><details><summary>More</summary><p>Ask</p></details><button>Print</button>";
    assert_eq!(texts(html), ["Visibility", "Count", "More", "Ask"]);
}

#[test]
fn hostile_pages_are_read_in_linear_time() {
    for piece in [
        "<table><tr><td>",
        "<div>",
        "<b>",
        "<ul><li>",
        "<a href=x>",
        "<",
        "&",
        "&amp",
        "<td>",
        "</b>",
        "<!--",
        "<nav>",
        "<p a=b>",
        "<main>",
        "<style>.a{",
        "<b></i>",
    ] {
        let html = format!("<p>Count</p>{}", piece.repeat(300_000 / piece.len()));
        let start = Instant::now();
        let _ = read("a.html", html.as_bytes());
        assert!(start.elapsed() < Duration::from_mins(5), "{piece}: {:?}", start.elapsed());
    }
    let cells = format!("<table>{}</table>", "<tr><td rowspan=65535 colspan=9999>a".repeat(1_000));
    assert_eq!(words(&cells).len(), 1_000);
    let many = "<p>a".repeat(200_002);
    assert!(matches!(read("a.html", many.as_bytes()), Err(ReadError::TooLong { .. })));
}
