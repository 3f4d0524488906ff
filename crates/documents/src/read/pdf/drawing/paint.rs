//! Colours and paths: finds the lines and filled areas of tables.

use super::{
    matrix::Matrix,
    page::{Area, Fill, Page},
};

/// The greatest thickness of a line, whether it is stroked or filled.
const MAX_LINE_THICKNESS: f64 = 2.5;
/// The shortest line.
const MIN_LINE_LENGTH: f64 = 3.0;
/// The most points of a path. Paths with more are drawings, not tables.
const MAX_POINTS: usize = 50_000;

/// A colour space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ColourSpace {
    #[default]
    Gray,
    Rgb,
    Cmyk,
    /// Any other space, such as patterns and separations.
    Other,
}

impl ColourSpace {
    /// The space with this number of components.
    pub(crate) fn with_components(components: i64) -> Self {
        match components {
            1 => Self::Gray,
            3 => Self::Rgb,
            4 => Self::Cmyk,
            _ => Self::Other,
        }
    }
    pub(crate) fn colour(self, parts: &[f64]) -> Option<[u8; 3]> {
        let inverse = |ink: f64, black: f64| (1.0 - ink.clamp(0.0, 1.0)) * (1.0 - black.clamp(0.0, 1.0));
        let rgb = match (self, parts) {
            (Self::Gray, [gray]) => [*gray; 3],
            (Self::Rgb, [red, green, blue]) => [*red, *green, *blue],
            (Self::Cmyk, [c, m, y, k]) => [inverse(*c, *k), inverse(*m, *k), inverse(*y, *k)],
            _ => return None,
        };
        Some(rgb.map(byte))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a byte holds")]
fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// A path of straight lines.
#[derive(Debug, Clone, Default)]
pub(crate) struct Path {
    subpaths: Vec<Subpath>,
    points: usize,
}

#[derive(Debug, Clone, Default)]
struct Subpath {
    points: Vec<(f64, f64)>,
    is_curved: bool,
}

impl Path {
    pub(crate) fn clear(&mut self) {
        self.subpaths.clear();
        self.points = 0;
    }
    pub(crate) fn begin(&mut self, point: (f64, f64)) {
        if self.points < MAX_POINTS {
            self.points += 1;
            self.subpaths.push(Subpath { points: vec![point], is_curved: false });
        }
    }
    pub(crate) fn line(&mut self, point: (f64, f64)) {
        if self.points < MAX_POINTS
            && let Some(subpath) = self.subpaths.last_mut()
        {
            self.points += 1;
            subpath.points.push(point);
        }
    }
    pub(crate) fn curve(&mut self, end: (f64, f64)) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.is_curved = true;
        }
        self.line(end);
    }
    pub(crate) fn close(&mut self) {
        if let Some(first) = self.subpaths.last().and_then(|subpath| subpath.points.first().copied()) {
            self.line(first);
        }
    }
    pub(crate) fn rectangle(&mut self, (x, y): (f64, f64), (width, height): (f64, f64)) {
        self.begin((x, y));
        for point in [(x + width, y), (x + width, y + height), (x, y + height), (x, y)] {
            self.line(point);
        }
    }

    /// Strokes the path.
    pub(crate) fn stroke(&self, matrix: Matrix, page: &mut Page) {
        for subpath in self.subpaths.iter().filter(|subpath| !subpath.is_curved) {
            for pair in subpath.points.windows(2) {
                let ends = [matrix.point(pair[0].0, pair[0].1), matrix.point(pair[1].0, pair[1].1)];
                let Some(line) = Area::around(ends) else { continue };
                let is_straight = line.width().min(line.height()) < 1.0;
                if is_straight && line.width().max(line.height()) >= MIN_LINE_LENGTH {
                    page.add_rule(line);
                }
            }
        }
    }

    /// Fills the path.
    pub(crate) fn fill(&self, matrix: Matrix, colour: Option<[u8; 3]>, page: &mut Page) {
        for subpath in &self.subpaths {
            let corners: Vec<(f64, f64)> = subpath.points.iter().map(|point| matrix.point(point.0, point.1)).collect();
            let Some(area) = Area::around(corners.iter().copied()) else { continue };
            let (thin, long) = (area.width().min(area.height()), area.width().max(area.height()));
            let near = |x: f64, one: f64, other: f64| (x - one).abs() < 1.0 || (x - other).abs() < 1.0;
            let is_rectangle = corners.len() <= 6
                && corners.iter().all(|(x, y)| near(*x, area.left, area.right) && near(*y, area.top, area.bottom));
            if thin <= MAX_LINE_THICKNESS {
                // White lines separate coloured cells.
                if long >= MIN_LINE_LENGTH {
                    page.add_rule(area);
                }
            } else if is_rectangle || long < 40.0 {
                // A small shape may be the round mark of a rating. Other shapes that are not rectangles are drawings.
                page.fills.extend(colour.map(|colour| Fill { area, colour }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thin_filled_area_is_a_line_and_a_thick_one_a_background() {
        let mut page = Page::default();
        let mut path = Path::default();
        path.rectangle((10.0, 10.0), (100.0, 0.5));
        path.rectangle((10.0, 20.0), (100.0, 20.0));
        path.fill(Matrix::IDENTITY, ColourSpace::Cmyk.colour(&[0.0, 1.0, 1.0, 0.0]), &mut page);
        assert_eq!((page.horizontal.len(), page.fills.len()), (1, 1));
        assert_eq!(page.fills[0].colour, [255, 0, 0]);
    }
}
