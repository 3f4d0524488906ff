//! On which page something stands, where the file says it.

/// A count of pages, taken further at every break.
#[derive(Debug)]
pub(crate) struct PageCounter {
    /// Programs note where their last lay-out broke pages; if none did, breaks that people made are counted.
    is_rendered: bool,
    now: Option<usize>,
    /// Where the first words of what is being read stood.
    pub(crate) first: Option<usize>,
}

impl PageCounter {
    /// Before the first page. A file that notes no break at all says nothing of pages.
    pub(crate) fn new(is_rendered: bool, is_broken: bool) -> Self {
        Self { is_rendered, now: (is_rendered || is_broken).then_some(1), first: None }
    }

    /// The lay-out broke a page here.
    pub(crate) fn rendered(&mut self) {
        self.now = self.now.map(|page| page + 1);
    }

    /// Somebody broke a page here.
    pub(crate) fn broken(&mut self) {
        if !self.is_rendered {
            self.rendered();
        }
    }

    /// Words stand here.
    pub(crate) fn words(&mut self) {
        self.first = self.first.or(self.now);
    }

    /// The page on which what was read since the last call began.
    pub(crate) fn take(&mut self) -> Option<usize> {
        self.first.take().or(self.now)
    }
}
