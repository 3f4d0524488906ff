//! How the parts of a .docx or .xlsx refer to each other (ECMA-376 part 2, 6.5).

use super::{archive::Package, xml::Tree};
use crate::read::format_error::FormatError;
use std::collections::HashMap;

/// The relations of a part, by identifier.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    by_id: HashMap<String, Relation>,
}

/// A relation to another part or an address.
#[derive(Debug)]
pub(crate) struct Relation {
    /// The last segment of its type, such as "styles" or "hyperlink".
    pub(crate) kind: String,
    /// The name of a part, or an address.
    pub(crate) target: String,
}

impl Relations {
    /// Reads the relations of a part; those of the package itself for "".
    pub(crate) fn of(package: &mut Package<'_>, part: &str) -> Result<Self, FormatError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let Some(bytes) = package.part(&name)? else { return Ok(Self::default()) };
        let tree = Tree::read(&bytes)?;
        let mut by_id = HashMap::new();
        for relation in tree.root().children() {
            let attribute = |name: &str| relation.attribute(name).unwrap_or_default();
            let is_external = attribute("TargetMode") == "External";
            let target =
                if is_external { attribute("Target").to_owned() } else { resolve(folder, attribute("Target")) };
            let kind = attribute("Type").rsplit('/').next().unwrap_or_default().to_owned();
            by_id.insert(attribute("Id").to_owned(), Relation { kind, target });
        }
        Ok(Self { by_id })
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Relation> {
        self.by_id.get(id)
    }

    /// The first target of a kind.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&str> {
        self.all_of_kind(kind).into_iter().next()
    }

    /// All targets of a kind, in a stable order.
    pub(crate) fn all_of_kind(&self, kind: &str) -> Vec<&str> {
        let mut targets: Vec<&str> = self
            .by_id
            .values()
            .filter(|relation| relation.kind.eq_ignore_ascii_case(kind))
            .map(|relation| relation.target.as_str())
            .collect();
        targets.sort_unstable();
        targets
    }
}

/// The name of the part that a target refers to, relative to the folder of the referring part or from the root.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from_root = target.starts_with('/');
    let mut path: Vec<&str> = if from_root { Vec::new() } else { folder.split('/').collect() };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_or_from_the_root() {
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "../docProps/core.xml"), "docProps/core.xml");
        assert_eq!(resolve("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("", "../../etc/passwd"), "etc/passwd");
    }
}
