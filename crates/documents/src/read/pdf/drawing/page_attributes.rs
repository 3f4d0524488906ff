//! The attributes of a page: its size, its rotation and what it inherits.

use super::{font::number, matrix::Matrix};
use lopdf::{Dictionary, Document, Object};

/// The matrix from user space to the shown page, with its width and height.
pub(crate) fn page_matrix(document: &Document, dictionary: &Dictionary) -> (Matrix, f64, f64) {
    const A4: [f64; 4] = [0.0, 0.0, 595.0, 842.0];
    let area = |key: &[u8]| {
        let corners: Vec<f64> =
            inherited(document, dictionary, key)?.as_array().ok()?.iter().filter_map(number).collect();
        let [x0, y0, x1, y1] = corners.try_into().ok()?;
        Some([f64::min(x0, x1), f64::min(y0, y1), f64::max(x0, x1), f64::max(y0, y1)])
    };
    let is_plausible = |area: &[f64; 4]| area[2] - area[0] > 10.0 && area[3] - area[1] > 10.0;
    let shown = area(b"CropBox").filter(is_plausible).or_else(|| area(b"MediaBox").filter(is_plausible));
    let [left, bottom, right, top] = shown.unwrap_or(A4);
    let rotation = inherited(document, dictionary, b"Rotate").and_then(|object| object.as_i64().ok()).unwrap_or(0);
    let (width, height) = (right - left, top - bottom);
    match rotation.rem_euclid(360) {
        90 => (Matrix([0.0, 1.0, 1.0, 0.0, -bottom, -left]), height, width),
        180 => (Matrix([-1.0, 0.0, 0.0, 1.0, right, -bottom]), width, height),
        270 => (Matrix([0.0, -1.0, -1.0, 0.0, top, right]), height, width),
        _ => (Matrix([1.0, 0.0, 0.0, -1.0, -left, top]), width, height),
    }
}

/// An attribute of a page or of one of its parents.
pub(crate) fn inherited<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    let mut at = dictionary;
    for _ in 0..50 {
        if let Ok(object) = at.get_deref(key, document) {
            return Some(object);
        }
        at = at.get_deref(b"Parent", document).ok()?.as_dict().ok()?;
    }
    None
}

pub(crate) fn matrix(document: &Document, dictionary: &Dictionary) -> Matrix {
    numbers(document, dictionary, b"Matrix").map_or(Matrix::IDENTITY, Matrix)
}

pub(crate) fn numbers<const N: usize>(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<[f64; N]> {
    list(document, dictionary, key).try_into().ok()
}

/// The numbers of an array, up to a thousand.
pub(crate) fn list(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Vec<f64> {
    let array = dictionary.get_deref(key, document).and_then(Object::as_array).ok();
    array.into_iter().flatten().take(1_000).filter_map(number).collect()
}
