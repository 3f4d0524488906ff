//! The styles of an OpenDocument, with what each inherits.

use crate::{
    passage_builder::TextStyle,
    read::{colour::parse_colour, heading_names::heading_level_from_name, office::xml::Element},
};
use std::collections::HashMap;

/// The longest chain of styles that are based on each other.
const MAX_STYLE_CHAIN: usize = 20;

/// All styles and lists, by family and name.
#[derive(Debug, Default)]
pub(super) struct OdtStyles {
    styles: HashMap<(String, String), OdtStyle>,
    lists: HashMap<String, Vec<Level>>,
}

/// A style with all that it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct OdtStyle {
    name: String,
    parent: Option<String>,
    strong: Option<bool>,
    italic: Option<bool>,
    struck: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// The background colour of the text, the paragraph or the cell.
    pub(super) shading: Option<[u8; 3]>,
    /// The heading level by its name or outline.
    pub(super) heading: Option<u8>,
    /// Whether it begins a new page.
    pub(super) breaks: Option<bool>,
}

/// The markers of one level of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Bullet,
    /// Counted from a number.
    Number(u32),
    Unmarked,
}

impl OdtStyles {
    /// Reads the styles of all parts. Later definitions replace earlier ones.
    pub(super) fn read<'a>(roots: impl Iterator<Item = Element<'a>>) -> Self {
        let mut all = Self::default();
        let mut declared = HashMap::new();
        for group in roots.flat_map(Element::children) {
            if !matches!(group.name(), "styles" | "automatic-styles") {
                continue;
            }
            for element in group.children() {
                let name = element.attribute("name").unwrap_or_default().to_owned();
                match element.name() {
                    "style" => {
                        let family = element.attribute("family").unwrap_or_default().to_owned();
                        declared.insert((family, name), OdtStyle::read(element));
                    }
                    "list-style" => drop(all.lists.insert(name, levels(element))),
                    _ => {}
                }
            }
        }
        all.styles = declared.keys().map(|key| (key.clone(), resolve(&declared, key))).collect();
        all
    }

    /// A style of a family such as "paragraph".
    pub(super) fn get(&self, family: &str, name: Option<&str>) -> Option<&OdtStyle> {
        self.styles.get(&(family.to_owned(), name?.to_owned()))
    }

    /// The markers of a list at a depth, from 0.
    pub(super) fn level(&self, list: &str, depth: usize) -> Level {
        let level = self.lists.get(list).and_then(|levels| levels.get(depth).or(levels.last()));
        level.copied().unwrap_or(Level::Bullet)
    }
}

fn resolve(declared: &HashMap<(String, String), OdtStyle>, key: &(String, String)) -> OdtStyle {
    let mut resolved = declared[key].clone();
    let mut next = resolved.parent.clone();
    for _ in 0..MAX_STYLE_CHAIN {
        let Some(base) = next.as_ref().and_then(|parent| declared.get(&(key.0.clone(), parent.clone()))) else { break };
        resolved.strong = resolved.strong.or(base.strong);
        resolved.italic = resolved.italic.or(base.italic);
        resolved.struck = resolved.struck.or(base.struck);
        resolved.hidden = resolved.hidden.or(base.hidden);
        resolved.shading = resolved.shading.or(base.shading);
        resolved.heading = resolved.heading.or(base.heading);
        next.clone_from(&base.parent);
    }
    resolved
}

impl OdtStyle {
    fn read(element: Element<'_>) -> Self {
        let name = element.attribute("display-name").or_else(|| element.attribute("name")).unwrap_or_default();
        let name = name.replace("_20_", " ").to_lowercase();
        let words = element.child("text-properties");
        let attribute = |property: &str| words.and_then(|words| words.attribute(property));
        let background =
            |properties: &str| element.child(properties)?.attribute("background-color").and_then(parse_colour);
        let through = attribute("text-line-through-style").or_else(|| attribute("text-line-through-type"));
        let paragraph = element.child("paragraph-properties");
        let breaks = paragraph.and_then(|properties| properties.attribute("break-before")) == Some("page");
        let starts_pages = element.attribute("master-page-name").is_some_and(|page| !page.is_empty());
        Self {
            strong: attribute("font-weight").map(|weight| weight == "bold" || matches!(weight, "700" | "800" | "900")),
            italic: attribute("font-style").map(|style| matches!(style, "italic" | "oblique")),
            struck: through.map(|line| line != "none"),
            hidden: attribute("display").map(|display| display == "none"),
            shading: background("table-cell-properties")
                .or_else(|| background("table-row-properties"))
                .or_else(|| background("paragraph-properties"))
                .or_else(|| background("text-properties")),
            heading: heading_level_from_name(&name),
            breaks: (breaks || starts_pages).then_some(true),
            parent: element.attribute("parent-style-name").map(str::to_owned),
            name,
        }
    }

    /// The formatting of text of this style inside text with another formatting.
    pub(super) fn text_style(&self, inherited: TextStyle) -> TextStyle {
        TextStyle {
            strong: self.strong.unwrap_or(inherited.strong),
            italic: self.italic.unwrap_or(inherited.italic),
            struck: self.struck.unwrap_or(inherited.struck),
            shading: self.shading.or(inherited.shading),
        }
    }

    /// Whether its paragraphs are lines of a table of contents.
    pub(super) fn is_table_of_contents(&self) -> bool {
        self.name.starts_with("contents ") && !self.name.starts_with("contents of")
    }
}

fn levels(list: Element<'_>) -> Vec<Level> {
    let level = |element: Element<'_>| match element.name() {
        "list-level-style-number" if element.attribute("num-format").is_none_or(str::is_empty) => Level::Unmarked,
        "list-level-style-number" => {
            Level::Number(element.attribute("start-value").and_then(|first| first.parse().ok()).unwrap_or(1))
        }
        _ => Level::Bullet,
    };
    list.children().filter(|child| child.name().starts_with("list-level-style")).take(10).map(level).collect()
}
