//! The markers and numbers of list items.

use crate::{manuscript::Marker, read::office::xml::Element};
use std::collections::{HashMap, HashSet};

/// The number of levels of a list.
const LEVELS: usize = 9;

/// The lists of a document, and how far each has been counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    /// The levels of each abstract list.
    abstract_lists: HashMap<String, [Level; LEVELS]>,
    /// For each abstract list, the last number at each level.
    counted: HashMap<String, [Option<u32>; LEVELS]>,
    /// Lists whose numbering has already been restarted.
    restarted: HashSet<String>,
}

#[derive(Debug)]
struct List {
    /// The identifier of its abstract list.
    kind: String,
    restarts: Vec<(usize, u32)>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Level {
    format: Format,
    first: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Format {
    Number,
    #[default]
    Bullet,
    None,
}

impl Numbering {
    pub(super) fn read(root: Element<'_>) -> Self {
        let mut lists = HashMap::new();
        let mut abstract_lists: HashMap<String, [Level; LEVELS]> = HashMap::new();
        let value = |element: Element<'_>, name: &str| element.child(name)?.attribute("val").map(str::to_owned);
        // An abstract list may refer to a style, which names the list that defines the levels.
        let mut by_style: HashMap<String, String> = HashMap::new();
        let mut linked: Vec<(String, String)> = Vec::new();
        for element in root.children() {
            match element.name() {
                "abstractNum" => {
                    let id = element.attribute("abstractNumId").unwrap_or_default().to_owned();
                    if let Some(style) = value(element, "styleLink") {
                        by_style.insert(style, id.clone());
                    }
                    if let Some(style) = value(element, "numStyleLink") {
                        linked.push((id.clone(), style));
                    }
                    abstract_lists.insert(id, levels(element));
                }
                "num" => {
                    let overrides = element.children().filter(|child| child.name() == "lvlOverride");
                    let restarts = overrides.filter_map(|level| {
                        let at = level.attribute("ilvl")?.parse().ok()?;
                        Some((at, value(level, "startOverride")?.parse().ok()?))
                    });
                    let kind = value(element, "abstractNumId").unwrap_or_default();
                    let id = element.attribute("numId").unwrap_or_default().to_owned();
                    lists.insert(id, List { kind, restarts: restarts.collect() });
                }
                _ => {}
            }
        }
        for (id, style) in linked {
            if let Some(levels) = by_style.get(&style).and_then(|kind| abstract_lists.get(kind)).copied() {
                abstract_lists.insert(id, levels);
            }
        }
        Self { lists, abstract_lists, ..Self::default() }
    }

    /// Counts one more item of a list and returns its marker, if its items have one.
    pub(super) fn marker(&mut self, list: &str, depth: u8) -> Option<Marker> {
        if list == "0" {
            return None;
        }
        let depth = usize::from(depth).min(LEVELS - 1);
        let Some(List { kind, restarts }) = self.lists.get(list) else { return Some(Marker::Bullet) };
        let level = self.abstract_lists.get(kind).map(|levels| levels[depth]).unwrap_or_default();
        let counted = self.counted.entry(kind.clone()).or_default();
        if !restarts.is_empty() && self.restarted.insert(list.to_owned()) {
            for (at, first) in restarts {
                if let Some(number) = counted.get_mut(*at) {
                    *number = first.checked_sub(1);
                }
            }
        }
        let number = counted[depth].map_or(level.first, |number| number.saturating_add(1));
        counted[depth] = Some(number);
        counted[depth + 1..].fill(None);
        match level.format {
            Format::Bullet => Some(Marker::Bullet),
            Format::Number => Some(Marker::Number(number)),
            Format::None => None,
        }
    }
}

fn levels(kind: Element<'_>) -> [Level; LEVELS] {
    let mut levels = [Level::default(); LEVELS];
    for level in kind.children().filter(|child| child.name() == "lvl") {
        let value = |name: &str| level.child(name).and_then(|child| child.attribute("val"));
        let at = level.attribute("ilvl").and_then(|at| at.parse::<usize>().ok());
        let Some(slot) = at.and_then(|at| levels.get_mut(at)) else { continue };
        let format = match value("numFmt") {
            Some("bullet") => Format::Bullet,
            Some("none") => Format::None,
            _ => Format::Number,
        };
        *slot = Level { format, first: value("start").and_then(|first| first.parse().ok()).unwrap_or(1) };
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::office::xml::Tree;

    #[test]
    fn items_are_counted_by_list_and_level() {
        let tree = Tree::read(
            br#"<numbering><abstractNum abstractNumId="7"><lvl ilvl="0"><start val="3"/><numFmt val="decimal"/></lvl>
            <lvl ilvl="1"><start val="1"/><numFmt val="lowerLetter"/></lvl><lvl ilvl="2"><numFmt val="bullet"/></lvl></abstractNum>
            <num numId="1"><abstractNumId val="7"/></num>
            <num numId="2"><abstractNumId val="7"/><lvlOverride ilvl="0"><startOverride val="1"/></lvlOverride></num></numbering>"#,
        )
        .unwrap();
        let mut lists = Numbering::read(tree.root());
        let mut markers = |items: &[(&str, u8)]| -> Vec<Option<Marker>> {
            items.iter().map(|(list, depth)| lists.marker(list, *depth)).collect()
        };
        let number = |number| Some(Marker::Number(number));
        assert_eq!(
            markers(&[("1", 0), ("1", 1), ("1", 1), ("1", 0), ("1", 1)]),
            [number(3), number(1), number(2), number(4), number(1)]
        );
        assert_eq!(
            markers(&[("2", 0), ("2", 0), ("2", 2), ("0", 0), ("9", 0)]),
            [number(1), number(2), Some(Marker::Bullet), None, Some(Marker::Bullet)]
        );
    }
}
