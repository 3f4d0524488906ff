//! Classifies the background colour of a cell.

/// A colour by the name that people use in a key: "blue means complete".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::understand) enum Hue {
    Red,
    /// Includes orange and yellow.
    Amber,
    Green,
    Blue,
    Purple,
}

impl Hue {
    /// The names of all hues.
    pub(in crate::understand) const NAMES: [(&str, Self); 9] = [
        ("red", Self::Red),
        ("pink", Self::Red),
        ("amber", Self::Amber),
        ("orange", Self::Amber),
        ("yellow", Self::Amber),
        ("green", Self::Green),
        ("blue", Self::Blue),
        ("purple", Self::Purple),
        ("lilac", Self::Purple),
    ];

    /// The hue of red, green and blue. Returns `None` for white, grey and black, and for colours as pale as the bands of a table.
    /// The palest accepted colours are those of Excel's styles Good and Bad (C6EFCE, FFC7CE).
    pub(in crate::understand) fn of(colour: [u8; 3]) -> Option<Self> {
        let [red, green, blue] = colour.map(i32::from);
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let spread = most - least;
        if spread * 100 < most * 16 || most < 60 {
            return None;
        }
        let degrees = if most == red {
            60 * (green - blue) / spread
        } else if most == green {
            120 + 60 * (blue - red) / spread
        } else {
            240 + 60 * (red - green) / spread
        };
        Some(match degrees.rem_euclid(360) {
            0..18 | 330..360 => Self::Red,
            18..68 => Self::Amber,
            68..170 => Self::Green,
            170..260 => Self::Blue,
            _ => Self::Purple,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_classified() {
        for (colours, hue) in [
            (&[[0xFF, 0, 0], [0xC0, 0, 0], [0xFF, 0xC7, 0xCE]][..], Some(Hue::Red)),
            (&[[0xFF, 0xC0, 0], [0xFF, 0xFF, 0], [0xFF, 0xEB, 0x9C], [0xED, 0x7D, 0x31]], Some(Hue::Amber)),
            (&[[0, 0xB0, 0x50], [0x92, 0xD0, 0x50], [0xC6, 0xEF, 0xCE], [0x70, 0xAD, 0x47]], Some(Hue::Green)),
            (&[[0x4F, 0x81, 0xBD], [0, 0x70, 0xC0]], Some(Hue::Blue)),
            (&[[0x70, 0x30, 0xA0]], Some(Hue::Purple)),
            (&[[0xFF; 3], [0xD9; 3], [0; 3], [0xE2, 0xEF, 0xD9]], None),
        ] {
            for colour in colours {
                assert_eq!(Hue::of(*colour), hue, "{colour:02X?}");
            }
        }
    }
}
