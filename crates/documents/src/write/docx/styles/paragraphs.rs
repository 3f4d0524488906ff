//! The paragraph styles, as data.

/// A paragraph style. Distances are in twentieths of a point, sizes in half points.
pub(super) struct Style {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) based_on: &'static str,
    /// The style of the next paragraph that a user types; `None` for styles that users do not apply.
    pub(super) next: Option<&'static str>,
    pub(super) keep: Keep,
    pub(super) borders: &'static [Border],
    pub(super) before: Option<u16>,
    pub(super) after: Option<u16>,
    pub(super) line: Option<LineSpacing>,
    pub(super) left: Option<u16>,
    pub(super) right: Option<u16>,
    pub(super) is_contextual: bool,
    pub(super) is_right_aligned: bool,
    pub(super) outline_level: Option<u8>,
    pub(super) is_bold: bool,
    pub(super) colour: Option<&'static str>,
    pub(super) size: Option<u8>,
}

/// What must stay on the same page as the paragraph.
#[derive(PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Next,
    /// The next paragraph, and its own lines together.
    NextAndLines,
}

/// The distance between lines.
pub(super) enum LineSpacing {
    /// In 240ths of a line.
    Auto(u16),
    Exactly(u16),
}

pub(super) struct Border {
    pub(super) side: &'static str,
    /// In eighths of a point.
    pub(super) size: &'static str,
    /// In points.
    pub(super) space: &'static str,
    pub(super) colour: &'static str,
}

pub(super) const INK: &str = "1B2230";
const MUTED: &str = "525B6B";
pub(super) const PETROL: &str = "0D4A58";
const BRASS: &str = "815608";
const RED: &str = "B0231B";

/// A style with no settings.
const PLAIN: Style = Style {
    id: "",
    name: "",
    based_on: "Normal",
    next: Some("Normal"),
    keep: Keep::Nothing,
    borders: &[],
    before: None,
    after: None,
    line: None,
    left: None,
    right: None,
    is_contextual: false,
    is_right_aligned: false,
    outline_level: None,
    is_bold: false,
    colour: None,
    size: None,
};

/// Lines without extra spacing.
const TIGHT: Style = Style { before: Some(0), after: Some(0), line: Some(LineSpacing::Auto(240)), ..PLAIN };

/// The lowest headings look alike and differ only in their level.
const fn low_heading(id: &'static str, name: &'static str, level: u8) -> Style {
    Style { id, name, based_on: "Heading3", outline_level: Some(level), ..PLAIN }
}

pub(super) const PARAGRAPHS: [Style; 23] = [
    Style {
        id: "Charter",
        name: "Charter",
        next: Some("Title"),
        keep: Keep::Next,
        after: Some(40),
        is_bold: true,
        colour: Some(BRASS),
        size: Some(24),
        ..TIGHT
    },
    Style {
        id: "Title",
        name: "Title",
        keep: Keep::Next,
        after: Some(60),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(40),
        ..TIGHT
    },
    Style {
        id: "Subtitle",
        name: "Subtitle",
        keep: Keep::Next,
        borders: &[Border { side: "w:bottom", size: "12", space: "8", colour: BRASS }],
        before: Some(0),
        after: Some(240),
        colour: Some(MUTED),
        size: Some(28),
        ..PLAIN
    },
    Style {
        id: "Mark",
        name: "Mark",
        keep: Keep::Next,
        borders: &[
            Border { side: "w:top", size: "8", space: "4", colour: RED },
            Border { side: "w:left", size: "8", space: "6", colour: RED },
            Border { side: "w:bottom", size: "8", space: "4", colour: RED },
            Border { side: "w:right", size: "8", space: "6", colour: RED },
        ],
        before: Some(0),
        after: Some(240),
        left: Some(140),
        right: Some(140),
        is_bold: true,
        colour: Some(RED),
        ..PLAIN
    },
    Style {
        id: "Header",
        name: "header",
        next: Some("Header"),
        is_right_aligned: true,
        is_bold: true,
        colour: Some(RED),
        size: Some(17),
        ..TIGHT
    },
    Style {
        id: "Heading1",
        name: "heading 1",
        keep: Keep::NextAndLines,
        before: Some(400),
        after: Some(100),
        outline_level: Some(0),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(30),
        ..TIGHT
    },
    Style {
        id: "Heading2",
        name: "heading 2",
        keep: Keep::NextAndLines,
        before: Some(280),
        after: Some(80),
        outline_level: Some(1),
        is_bold: true,
        colour: Some(INK),
        size: Some(25),
        ..TIGHT
    },
    Style {
        id: "Heading3",
        name: "heading 3",
        keep: Keep::NextAndLines,
        before: Some(240),
        after: Some(60),
        outline_level: Some(2),
        is_bold: true,
        colour: Some(INK),
        size: Some(22),
        ..TIGHT
    },
    low_heading("Heading4", "heading 4", 3),
    low_heading("Heading5", "heading 5", 4),
    low_heading("Heading6", "heading 6", 5),
    Style {
        id: "Question",
        name: "Question",
        keep: Keep::NextAndLines,
        borders: &[Border { side: "w:left", size: "18", space: "8", colour: BRASS }],
        before: Some(0),
        after: Some(160),
        left: Some(200),
        colour: Some(MUTED),
        ..PLAIN
    },
    Style {
        id: "Guidance",
        name: "Guidance",
        keep: Keep::Next,
        before: Some(0),
        after: Some(120),
        colour: Some(MUTED),
        size: Some(19),
        ..PLAIN
    },
    Style {
        id: "ListParagraph",
        name: "List Paragraph",
        next: Some("ListParagraph"),
        after: Some(140),
        is_contextual: true,
        ..PLAIN
    },
    Style {
        id: "TableText",
        name: "Table Text",
        next: Some("TableText"),
        before: Some(0),
        after: Some(40),
        line: Some(LineSpacing::Auto(247)),
        size: Some(18),
        ..PLAIN
    },
    Style {
        id: "TableNumber",
        name: "Table Number",
        based_on: "TableText",
        next: Some("TableNumber"),
        is_right_aligned: true,
        ..PLAIN
    },
    Style {
        id: "TableHead",
        name: "Table Head",
        based_on: "TableText",
        next: Some("TableText"),
        keep: Keep::Next,
        is_bold: true,
        colour: Some(PETROL),
        ..PLAIN
    },
    Style {
        id: "NumberHead",
        name: "Number Head",
        based_on: "TableHead",
        next: Some("TableNumber"),
        is_right_aligned: true,
        ..PLAIN
    },
    Style {
        id: "Label",
        name: "Label",
        next: Some("Fact"),
        keep: Keep::Next,
        before: Some(20),
        after: Some(20),
        is_bold: true,
        colour: Some(PETROL),
        size: Some(20),
        ..PLAIN
    },
    Style { id: "Fact", name: "Fact", next: Some("Fact"), before: Some(20), after: Some(20), size: Some(21), ..PLAIN },
    Style {
        id: "Footer",
        name: "footer",
        next: Some("Footer"),
        borders: &[Border { side: "w:top", size: "4", space: "6", colour: "DDD8CC" }],
        colour: Some(MUTED),
        size: Some(17),
        ..TIGHT
    },
    // Paragraphs that Word requires and that should take no space.
    Style { id: "TableEnd", name: "Table End", keep: Keep::Next, ..SMALL },
    Style { id: "SectionEnd", name: "Section End", ..SMALL },
];

const SMALL: Style = Style { next: None, line: Some(LineSpacing::Exactly(60)), size: Some(4), ..TIGHT };
