//! How the parts of a .docx or .xlsx refer to each other (ECMA-376 part 2, 6.5).

use super::{archive::Package, xml::Tree};
use crate::read::format_error::FormatError;
use std::collections::HashMap;

/// What a part refers to, by the identity that it uses for it.
#[derive(Debug, Default)]
pub(crate) struct Relations {
    by_id: HashMap<String, Relation>,
}

/// One thing that a part refers to.
#[derive(Debug)]
pub(crate) struct Relation {
    /// The last word of its type: "styles", "hyperlink", "package".
    pub(crate) kind: String,
    /// A part of the package, or an address elsewhere.
    pub(crate) target: String,
}

impl Relations {
    /// Those of a part; of the package itself for "".
    pub(crate) fn of(package: &mut Package<'_>, part: &str) -> Result<Self, FormatError> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let name = format!("{folder}{}_rels/{file}.rels", if folder.is_empty() { "" } else { "/" });
        let Some(bytes) = package.part(&name)? else { return Ok(Self::default()) };
        let tree = Tree::read(&bytes)?;
        let mut by_id = HashMap::new();
        for relation in tree.root().children() {
            let said = |name: &str| relation.attribute(name).unwrap_or_default();
            let is_elsewhere = said("TargetMode") == "External";
            let target = if is_elsewhere { said("Target").to_owned() } else { resolved(folder, said("Target")) };
            let kind = said("Type").rsplit('/').next().unwrap_or_default().to_owned();
            by_id.insert(said("Id").to_owned(), Relation { kind, target });
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

/// A target as the name of a part: relative to the folder of what refers to it, or from the root.
fn resolved(folder: &str, target: &str) -> String {
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
        assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolved("word", "../docProps/core.xml"), "docProps/core.xml");
        assert_eq!(resolved("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolved("", "../../etc/passwd"), "etc/passwd");
    }
}
