//! Writes the records of .xls workbooks that the tests need ([MS-XLS]).

use std::io::{Cursor, Write as _};

/// The records of a stream under construction.
#[derive(Default)]
pub(crate) struct Records(pub(crate) Vec<u8>);

impl Records {
    pub(crate) fn add(&mut self, kind: u16, bytes: &[u8]) -> &mut Self {
        self.0.extend(kind.to_le_bytes());
        self.0.extend(u16::try_from(bytes.len()).unwrap().to_le_bytes());
        self.0.extend(bytes);
        self
    }
    /// The beginning of a stream (5) or a sheet (0x10).
    pub(crate) fn begin(&mut self, kind: u16) -> &mut Self {
        self.add(0x0809, &[0x0600_u16.to_le_bytes(), kind.to_le_bytes(), [0; 2], [0; 2]].concat())
    }
    pub(crate) fn end(&mut self) -> &mut Self {
        self.add(0x000A, &[])
    }
    /// A cell: row, column, style, and the rest.
    pub(crate) fn cell(&mut self, kind: u16, at: [u16; 3], rest: &[u8]) -> &mut Self {
        let bytes: Vec<u8> = at.into_iter().flat_map(u16::to_le_bytes).chain(rest.iter().copied()).collect();
        self.add(kind, &bytes)
    }
    /// A cell with text.
    pub(crate) fn label(&mut self, at: [u16; 3], words: &str) -> &mut Self {
        self.cell(0x0204, at, &string(words))
    }
    /// A style: font, format, and the colour index of a solid fill, or 0.
    pub(crate) fn style(&mut self, font: u16, format: u16, colour: u16) -> &mut Self {
        let lines: u32 = if colour > 0 { 1 << 26 } else { 0 };
        self.add(
            0x00E0,
            &[&font.to_le_bytes()[..], &format.to_le_bytes(), &[0; 10], &lines.to_le_bytes(), &colour.to_le_bytes()]
                .concat(),
        )
    }
    pub(crate) fn font(&mut self, flags: u16, weight: u16) -> &mut Self {
        self.add(0x0031, &[[0; 2], flags.to_le_bytes(), [0; 2], weight.to_le_bytes()].concat())
    }
}

/// UTF-16 characters with their number before them.
pub(crate) fn string(words: &str) -> Vec<u8> {
    let units: Vec<u16> = words.encode_utf16().collect();
    let length = u16::try_from(units.len()).unwrap().to_le_bytes();
    length.into_iter().chain([1]).chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// A workbook with a stream of records before its sheets, and one stream for each sheet, with its name and whether it is hidden.
pub(crate) fn workbook(globals: &Records, sheets: &[(&str, bool, Records)]) -> Vec<u8> {
    let mut head = Records::default();
    head.begin(5);
    head.0.extend(&globals.0);
    let tab = |name: &str, is_hidden: bool, at: u32| {
        [&at.to_le_bytes()[..], &[u8::from(is_hidden), 0, u8::try_from(name.len()).unwrap(), 0], name.as_bytes()]
            .concat()
    };
    let tabs: usize = sheets.iter().map(|(name, ..)| 4 + 8 + name.len()).sum();
    let mut at = head.0.len() + tabs + 4;
    let mut body: Vec<u8> = Vec::new();
    for (name, is_hidden, records) in sheets {
        head.add(0x0085, &tab(name, *is_hidden, u32::try_from(at).unwrap()));
        at += records.0.len();
        body.extend(&records.0);
    }
    head.end();
    head.0.extend(body);
    stream("/Workbook", &head.0)
}

/// A compound file with one stream.
pub(crate) fn stream(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream(name).unwrap().write_all(bytes).unwrap();
    file.into_inner().into_inner()
}
