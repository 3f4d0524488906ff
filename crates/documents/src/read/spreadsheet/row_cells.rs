//! The cells of one row.

use super::content::CellContent;

/// Cells with content, in the order of their columns. There is one value of this type for each row, so it is small.
#[derive(Debug, Default)]
pub(super) struct RowCells(Vec<(u32, CellContent)>);

impl RowCells {
    /// Adds a cell and replaces one in the same column. This is fast if cells come in order.
    pub(super) fn insert(&mut self, column: u32, content: CellContent) {
        if self.0.last().is_none_or(|(last, _)| *last < column) {
            self.0.push((column, content));
            return;
        }
        match self.0.binary_search_by_key(&column, |(at, _)| *at) {
            Ok(at) => self.0[at].1 = content,
            Err(at) => self.0.insert(at, (column, content)),
        }
    }
    pub(super) fn get_mut(&mut self, column: u32) -> Option<&mut CellContent> {
        let at = self.0.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        self.0.get_mut(at).map(|(_, content)| content)
    }
    /// Takes the content of a cell and leaves it blank.
    pub(super) fn take(&mut self, column: u32) -> CellContent {
        self.get_mut(column).map(std::mem::take).unwrap_or_default()
    }
    pub(super) fn iter(&self) -> impl Iterator<Item = &(u32, CellContent)> {
        self.0.iter()
    }
    pub(super) fn values(&self) -> impl Iterator<Item = &CellContent> {
        self.0.iter().map(|(_, content)| content)
    }
    /// Whether any of these columns has text.
    pub(super) fn has_text(&self, (from, to): (u32, u32)) -> bool {
        self.iter().any(|(column, content)| (from..=to).contains(column) && !content.is_blank())
    }
}

impl IntoIterator for RowCells {
    type Item = (u32, CellContent);
    type IntoIter = std::vec::IntoIter<Self::Item>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
