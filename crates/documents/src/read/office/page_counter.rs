//! Counts pages, where the file marks page breaks.

/// Counts pages at page breaks.
#[derive(Debug)]
pub(crate) struct PageCounter {
    /// Whether the file records the page breaks of its last layout. If not, manual page breaks are counted.
    is_rendered: bool,
    current: Option<usize>,
    /// The page of the first words of the passage that is being read.
    pub(crate) first: Option<usize>,
}

impl PageCounter {
    /// Starts before the first page. A file without any page break has no page numbers.
    pub(crate) fn new(is_rendered: bool, has_breaks: bool) -> Self {
        Self { is_rendered, current: (is_rendered || has_breaks).then_some(1), first: None }
    }

    /// Counts a page break of the last layout.
    pub(crate) fn count_rendered_break(&mut self) {
        self.current = self.current.map(|page| page + 1);
    }

    /// Counts a manual page break.
    pub(crate) fn count_manual_break(&mut self) {
        if !self.is_rendered {
            self.count_rendered_break();
        }
    }

    /// Notes that words are on the current page.
    pub(crate) fn mark_text(&mut self) {
        self.first = self.first.or(self.current);
    }

    /// The page on which the text since the last call began.
    pub(crate) fn take(&mut self) -> Option<usize> {
        self.first.take().or(self.current)
    }
}
