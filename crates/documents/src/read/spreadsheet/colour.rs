//! Background colours of cells.

/// Red, green and blue.
pub(super) type Rgb = [u8; 3];

const fn rgb(hex: u32) -> Rgb {
    let [_, red, green, blue] = hex.to_be_bytes();
    [red, green, blue]
}

/// The indexed colours from 8 (ECMA-376 part 1, 18.8.27). 0 to 7 are the same as 8 to 15.
pub(super) const PALETTE: [Rgb; 56] = [
    rgb(0x00_0000),
    rgb(0xFF_FFFF),
    rgb(0xFF_0000),
    rgb(0x00_FF00),
    rgb(0x00_00FF),
    rgb(0xFF_FF00),
    rgb(0xFF_00FF),
    rgb(0x00_FFFF),
    rgb(0x80_0000),
    rgb(0x00_8000),
    rgb(0x00_0080),
    rgb(0x80_8000),
    rgb(0x80_0080),
    rgb(0x00_8080),
    rgb(0xC0_C0C0),
    rgb(0x80_8080),
    rgb(0x99_99FF),
    rgb(0x99_3366),
    rgb(0xFF_FFCC),
    rgb(0xCC_FFFF),
    rgb(0x66_0066),
    rgb(0xFF_8080),
    rgb(0x00_66CC),
    rgb(0xCC_CCFF),
    rgb(0x00_0080),
    rgb(0xFF_00FF),
    rgb(0xFF_FF00),
    rgb(0x00_FFFF),
    rgb(0x80_0080),
    rgb(0x80_0000),
    rgb(0x00_8080),
    rgb(0x00_00FF),
    rgb(0x00_CCFF),
    rgb(0xCC_FFFF),
    rgb(0xCC_FFCC),
    rgb(0xFF_FF99),
    rgb(0x99_CCFF),
    rgb(0xFF_99CC),
    rgb(0xCC_99FF),
    rgb(0xFF_CC99),
    rgb(0x33_66FF),
    rgb(0x33_CCCC),
    rgb(0x99_CC00),
    rgb(0xFF_CC00),
    rgb(0xFF_9900),
    rgb(0xFF_6600),
    rgb(0x66_6699),
    rgb(0x96_9696),
    rgb(0x00_3366),
    rgb(0x33_9966),
    rgb(0x00_3300),
    rgb(0x33_3300),
    rgb(0x99_3300),
    rgb(0x99_3366),
    rgb(0x33_3399),
    rgb(0x33_3333),
];

/// The colour at an index of a palette that begins at 8. 64 and above are system colours.
pub(super) fn indexed(palette: &[Rgb], number: usize) -> Option<Rgb> {
    palette.get(if number < 8 { number } else { number - 8 }).copied()
}

/// Parses a colour such as `RRGGBB`, `#RRGGBB` or `AARRGGBB`, without its opacity.
pub(super) fn parse_opaque(digits: &str) -> Option<Rgb> {
    let opaque = if digits.len() == 8 { digits.get(2..)? } else { digits };
    crate::read::colour::parse_colour(opaque)
}

/// The colour, unless it is white. A white cell counts as one without a colour.
pub(super) fn non_white(colour: Option<Rgb>) -> Option<Rgb> {
    colour.filter(|colour| *colour != [0xFF; 3])
}

/// A colour made lighter (up to 1) or darker (down to -1): its lightness changes, its hue stays (ECMA-376 part 1, 18.8.19).
pub(super) fn tinted(colour: Rgb, tint: f64) -> Rgb {
    if !tint.is_finite() || tint == 0.0 {
        return colour;
    }
    let tint = tint.clamp(-1.0, 1.0);
    let parts = colour.map(|part| f64::from(part) / 255.0);
    let most = parts.into_iter().fold(0.0, f64::max);
    let least = parts.into_iter().fold(1.0, f64::min);
    let lightness = f64::midpoint(most, least);
    let lighter = if tint < 0.0 { lightness * (1.0 + tint) } else { lightness + (1.0 - lightness) * tint };
    // With hue and saturation kept, each part lies as far between the new extremes as between the old.
    let span = most - least;
    let breadth = |lightness: f64| 1.0 - (2.0 * lightness - 1.0).abs();
    let saturation = if span == 0.0 { 0.0 } else { span / breadth(lightness) };
    let (new_span, middle) = (saturation * breadth(lighter), lighter);
    parts.map(|part| {
        let share = if span == 0.0 { 0.5 } else { (part - least) / span };
        let part = (middle + (share - 0.5) * new_span).clamp(0.0, 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 255")]
        let part = (part * 255.0).round() as u8;
        part
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_from_their_digits() {
        assert_eq!(
            [parse_opaque("FF92D050"), parse_opaque("#92d050"), parse_opaque("92D050")],
            [Some([0x92, 0xD0, 0x50]); 3]
        );
        assert_eq!([parse_opaque("auto"), parse_opaque("92"), parse_opaque("")], [None; 3]);
    }

    #[test]
    fn tints_are_as_in_excel() {
        // Accent 6 of the theme of Office 2013 and its lighter 60 % and darker 25 %, as Excel's own menu names them.
        let accent = [0x70, 0xAD, 0x47];
        let near = |a: Rgb, b: Rgb| a.into_iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1);
        assert!(near(tinted(accent, 0.599_993_896_298_104_7), [0xC6, 0xE0, 0xB4]), "{:x?}", tinted(accent, 0.6));
        assert!(near(tinted(accent, -0.249_977_111_117_893_2), [0x54, 0x82, 0x35]), "{:x?}", tinted(accent, -0.25));
        assert!(near(tinted([0xFF; 3], -0.149_998_474_074_526_2), [0xD9; 3]));
        assert_eq!(tinted(accent, 0.0), accent);
        assert_eq!(tinted(accent, f64::NAN), accent);
    }

    #[test]
    fn indexed_colours_are_found() {
        assert_eq!(
            [indexed(&PALETTE, 2), indexed(&PALETTE, 10), indexed(&PALETTE, 64)],
            [Some([0xFF, 0, 0]), Some([0xFF, 0, 0]), None]
        );
    }
}
