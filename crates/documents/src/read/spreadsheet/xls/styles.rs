//! The styles of cells in an old workbook ([MS-XLS], 2.4.353).

use super::{records::Bytes, strings};
use crate::read::spreadsheet::{
    Style,
    colour::{self, Rgb},
    number_format::NumberFormat,
};
use std::collections::HashMap;

/// The fonts, formats and colours of a workbook, by number.
#[derive(Default)]
pub(super) struct XlsStyles {
    fonts: Vec<Font>,
    formats: HashMap<u16, NumberFormat>,
    cell_formats: Vec<CellFormat>,
    palette: Vec<Rgb>,
}

#[derive(Clone, Copy, Default)]
struct Font {
    strong: bool,
    struck: bool,
}

struct CellFormat {
    font: u16,
    format: u16,
    pattern: u8,
    colours: u16,
}

impl XlsStyles {
    /// Reads a record about styles.
    pub(super) fn record(&mut self, kind: u16, data: Bytes<'_>) {
        match kind {
            0x0031 => self.fonts.extend(font(data)),
            0x041E => self.formats.extend(format(data)),
            0x00E0 => self.cell_formats.extend(cell_format(data)),
            0x0092 => self.palette = palette(data).unwrap_or_default(),
            _ => {}
        }
    }

    pub(super) fn get(&self, number: u16) -> Style {
        let Some(cell_format) = self.cell_formats.get(usize::from(number)) else { return Style::default() };
        let Font { strong, struck } = self.font(cell_format.font);
        let format = self
            .formats
            .get(&cell_format.format)
            .copied()
            .unwrap_or_else(|| NumberFormat::built_in(cell_format.format.into()));
        let palette = if self.palette.is_empty() { &colour::PALETTE[..] } else { &self.palette };
        // A solid fill has only its foreground colour, a pattern both colours.
        let colour = match cell_format.pattern {
            0 => None,
            1 => Some(cell_format.colours & 0x7F),
            _ => Some(cell_format.colours >> 7 & 0x7F),
        };
        let shading = colour::non_white(colour.and_then(|colour| colour::indexed(palette, colour.into())));
        Style { format, strong, struck, shading }
    }

    pub(super) fn is_struck(&self, font: u16) -> bool {
        self.font(font).struck
    }

    /// The font index 4 is skipped.
    fn font(&self, number: u16) -> Font {
        let at = usize::from(number) - usize::from(number > 4);
        self.fonts.get(at).copied().unwrap_or_default()
    }
}

fn font(mut data: Bytes<'_>) -> Option<Font> {
    let _height = data.u16()?;
    let flags = data.u16()?;
    let _colour = data.u16()?;
    Some(Font { strong: data.u16()? >= 600, struck: flags & 8 != 0 })
}

fn format(mut data: Bytes<'_>) -> Option<(u16, NumberFormat)> {
    let number = data.u16()?;
    let length = data.u16()?;
    Some((number, NumberFormat::parse(&strings::plain(&mut data, length.into())?)))
}

fn cell_format(mut data: Bytes<'_>) -> Option<CellFormat> {
    let (font, format) = (data.u16()?, data.u16()?);
    data.take(10)?;
    let lines = data.u32()?;
    Some(CellFormat { font, format, pattern: u8::try_from(lines >> 26).ok()?, colours: data.u16()? })
}

fn palette(mut data: Bytes<'_>) -> Option<Vec<Rgb>> {
    let count = data.u16()?;
    (0..count.min(56)).map(|_| data.take(4).map(|part| [part[0], part[1], part[2]])).collect()
}
