//! The letters, lines and filled areas of a page.
//!
//! Lengths are in points (1/72 inch). x grows to the right and y downwards from the upper left corner of the page as it is shown.

use std::rc::Rc;

/// An axis-parallel rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Area {
    /// The smallest area around all points, if there are any.
    pub(crate) fn around(points: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let mut points = points.into_iter();
        let (x, y) = points.next()?;
        let first = Self { left: x, top: y, right: x, bottom: y };
        Some(points.fold(first, |area, (x, y)| Self {
            left: area.left.min(x),
            top: area.top.min(y),
            right: area.right.max(x),
            bottom: area.bottom.max(y),
        }))
    }
    pub(crate) fn union(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
    pub(crate) fn width(&self) -> f64 {
        self.right - self.left
    }
    pub(crate) fn height(&self) -> f64 {
        self.bottom - self.top
    }
    pub(crate) fn size(&self) -> f64 {
        self.width().max(0.0) * self.height().max(0.0)
    }
    pub(crate) fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.left, self.right), f64::midpoint(self.top, self.bottom))
    }
    pub(crate) fn contains(&self, (x, y): (f64, f64)) -> bool {
        x >= self.left && x <= self.right && y >= self.top && y <= self.bottom
    }
    /// The size of the intersection.
    pub(crate) fn intersection_size(&self, other: &Self) -> f64 {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width.max(0.0) * height.max(0.0)
    }
    fn corners(&self) -> [(f64, f64); 2] {
        [(self.left, self.top), (self.right, self.bottom)]
    }
}

/// The direction of a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    /// The direction of a vector, unless it is diagonal, as in a watermark.
    pub(crate) fn of((x, y): (f64, f64)) -> Option<Self> {
        match () {
            () if x.abs() > 8.0 * y.abs() => Some(if x > 0.0 { Self::Right } else { Self::Left }),
            () if y.abs() > 8.0 * x.abs() => Some(if y > 0.0 { Self::Down } else { Self::Up }),
            () => None,
        }
    }
    /// Rotates a point with the page so that text of this direction runs to the right.
    pub(crate) fn upright(self, (x, y): (f64, f64), (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, width - x),
            Self::Left => (width - x, height - y),
            Self::Up => (height - y, x),
        }
    }
    /// Reverses [`upright`](Self::upright).
    pub(crate) fn rotate_back(self, (x, y): (f64, f64), (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (width - y, x),
            Self::Left => (width - x, height - y),
            Self::Up => (y, height - x),
        }
    }
}

/// A drawn letter, or several that are drawn as one.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    /// Shared between all its occurrences.
    pub(crate) text: Rc<str>,
    /// Its start on the baseline.
    pub(crate) from: (f64, f64),
    /// The start of the next letter on the baseline.
    pub(crate) to: (f64, f64),
    pub(crate) size: f64,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
    pub(crate) direction: Direction,
    /// The number of its string.
    pub(crate) string: usize,
}

/// A horizontal or vertical line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// Its y if it is horizontal, its x if it is vertical.
    pub(crate) at: f64,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// An area filled with a colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fill {
    pub(crate) area: Area,
    pub(crate) colour: [u8; 3],
}

/// Everything that is drawn on a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    pub(crate) width: f64,
    pub(crate) height: f64,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) horizontal: Vec<Rule>,
    pub(crate) vertical: Vec<Rule>,
    pub(crate) fills: Vec<Fill>,
    /// The areas and addresses of links.
    pub(crate) links: Vec<(Area, String)>,
    /// The part of the page that pictures cover.
    pub(crate) pictures: f64,
    /// The text that the file marks as an artifact, such as a running header.
    pub(crate) artifacts: String,
}

impl Page {
    /// Rotates the page so that most of its letters are upright.
    pub(crate) fn upright(mut self) -> Self {
        let by_direction = [Direction::Right, Direction::Down, Direction::Left, Direction::Up];
        let count = |direction: Direction| self.glyphs.iter().filter(|glyph| glyph.direction == direction).count();
        let Some(direction) = by_direction
            .into_iter()
            .rev()
            .max_by_key(|direction| count(*direction))
            .filter(|direction| *direction != Direction::Right)
        else {
            return self;
        };
        let size = (self.width, self.height);
        for glyph in &mut self.glyphs {
            let (from, to) = (direction.upright(glyph.from, size), direction.upright(glyph.to, size));
            (glyph.from, glyph.to) = (from, to);
            glyph.direction = Direction::of((to.0 - from.0, to.1 - from.1)).unwrap_or(Direction::Right);
        }
        let rotated =
            |area: Area| Area::around(area.corners().map(|point| direction.upright(point, size))).unwrap_or(area);
        for fill in &mut self.fills {
            fill.area = rotated(fill.area);
        }
        for (area, _) in &mut self.links {
            *area = rotated(*area);
        }
        let horizontal = |rule: &Rule| Area { left: rule.from, top: rule.at, right: rule.to, bottom: rule.at };
        let vertical = |rule: &Rule| Area { left: rule.at, top: rule.from, right: rule.at, bottom: rule.to };
        let lines: Vec<Area> =
            self.horizontal.iter().map(horizontal).chain(self.vertical.iter().map(vertical)).map(rotated).collect();
        self.horizontal.clear();
        self.vertical.clear();
        for line in lines {
            self.add_rule(line);
        }
        if matches!(direction, Direction::Up | Direction::Down) {
            (self.width, self.height) = (self.height, self.width);
        }
        self
    }

    /// Adds a line, which is horizontal if it is at least as wide as it is high.
    pub(crate) fn add_rule(&mut self, line: Area) {
        let (x, y) = line.middle();
        if line.width() >= line.height() {
            self.horizontal.push(Rule { at: y, from: line.left, to: line.right });
        } else {
            self.vertical.push(Rule { at: x, from: line.top, to: line.bottom });
        }
    }
}
