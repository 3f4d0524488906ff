//! Embedded files of a document. A spreadsheet or document is opened and its blocks are read in place of the object.

use super::reader::DocxReader;
use crate::{
    manuscript::{Block, Object},
    read::{format_error::FormatError, office::xml::Element},
    reading::Notice,
};

impl<'a> DocxReader<'a> {
    /// Reads the file that an element embeds. `program` is the program that made it.
    pub(super) fn embedded(&mut self, element: Element<'a>, program: Option<&str>) -> Result<(), FormatError> {
        let relation = element.attribute("id").and_then(|id| self.parts.relations.get(id));
        let target = relation.map(|relation| relation.target.clone()).unwrap_or_default();
        let name = target.rsplit('/').next().unwrap_or_default().to_owned();
        let place = self.position.next_location();
        let bytes = if self.opens_files { self.package.part(&target)? } else { None };
        if let Some(mut found) = bytes.and_then(|bytes| crate::read::docx::embedded::open(&name, &bytes)) {
            let message = format!("Embedded file “{name}” read in its place.");
            self.omissions.notices.push(Notice::note("embedded-file", message, Some(place)));
            self.omissions.notices.append(&mut found.notices);
            self.deferred.append(&mut found.blocks);
            return Ok(());
        }
        let label = [Some(name.as_str()), program].into_iter().flatten().filter(|word| !word.is_empty());
        let label = label.collect::<Vec<_>>().join(", ");
        self.deferred.push(Block::Object(Object { place, label }));
        Ok(())
    }
}
