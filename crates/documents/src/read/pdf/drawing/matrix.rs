//! Transformation matrices (ISO 32000-1, 8.3.3).

/// `[a b c d e f]`: `x' = a·x + c·y + e`, `y' = b·x + d·y + f`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Matrix(pub(crate) [f64; 6]);

impl Matrix {
    pub(crate) const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub(crate) fn translation(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }
    /// Applies this matrix first, then the other.
    pub(crate) fn then(self, other: Self) -> Self {
        let Self([x_of_x, y_of_x, x_of_y, y_of_y, x, y]) = self;
        let (x_of_x, y_of_x) = other.vector(x_of_x, y_of_x);
        let (x_of_y, y_of_y) = other.vector(x_of_y, y_of_y);
        let (x, y) = other.point(x, y);
        Self([x_of_x, y_of_x, x_of_y, y_of_y, x, y])
    }
    pub(crate) fn point(self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = self.vector(x, y);
        (x + self.0[4], y + self.0[5])
    }
    /// Transforms a direction, without translation.
    pub(crate) fn vector(self, x: f64, y: f64) -> (f64, f64) {
        let Self([x_of_x, y_of_x, x_of_y, y_of_y, ..]) = self;
        (x_of_x * x + x_of_y * y, y_of_x * x + y_of_y * y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_are_applied_in_order() {
        let twice = Matrix([2.0, 0.0, 0.0, 2.0, 0.0, 0.0]);
        assert_eq!(Matrix::translation(1.0, 3.0).then(twice).point(1.0, 1.0), (4.0, 8.0));
        assert_eq!(twice.then(Matrix::translation(1.0, 3.0)).point(1.0, 1.0), (3.0, 5.0));
    }
}
