//! The styles of a .docx, with what each inherits.

use super::colours::Colours;
use crate::read::{heading_names::heading_level_from_name, office::xml::Element};
use std::collections::HashMap;

/// The longest chain of styles that are based on each other.
const MAX_STYLE_CHAIN: usize = 20;

/// All styles, by identifier.
#[derive(Debug, Default)]
pub(super) struct DocxStyles {
    by_id: HashMap<String, DocxStyle>,
    /// The style of paragraphs that name none.
    default: DocxStyle,
}

/// A style with all that it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct DocxStyle {
    name: String,
    pub(super) strong: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) hidden: Option<bool>,
    pub(super) shading: Option<[u8; 3]>,
    /// The list of its paragraphs, and their depth.
    pub(super) list: Option<(String, Option<u8>)>,
    /// The heading level, from 1; 0 means that it is not a heading.
    outline: Option<u8>,
    based_on: Option<String>,
}

impl DocxStyles {
    pub(super) fn read(root: Element<'_>, colours: &Colours) -> Self {
        let mut by_id = HashMap::new();
        let mut default = None;
        for element in root.children().filter(|child| child.name() == "style") {
            let id = element.attribute("styleId").unwrap_or_default();
            let is_default = matches!(element.attribute("default"), Some("1" | "true" | "on"));
            if is_default && element.attribute("type") == Some("paragraph") {
                default = Some(id.to_owned());
            }
            by_id.insert(id.to_owned(), DocxStyle::read(element, colours));
        }
        let resolved: HashMap<String, DocxStyle> = by_id.keys().map(|id| (id.clone(), resolve(&by_id, id))).collect();
        let default = default.and_then(|id| resolved.get(&id).cloned()).unwrap_or_default();
        Self { by_id: resolved, default }
    }

    /// The style of a paragraph.
    pub(super) fn paragraph(&self, id: Option<&str>) -> &DocxStyle {
        id.and_then(|id| self.by_id.get(id)).unwrap_or(&self.default)
    }

    /// A character style.
    pub(super) fn character_style(&self, id: &str) -> Option<&DocxStyle> {
        self.by_id.get(id)
    }
}

fn resolve(by_id: &HashMap<String, DocxStyle>, id: &str) -> DocxStyle {
    let mut resolved = by_id[id].clone();
    let mut next = resolved.based_on.clone();
    for _ in 0..MAX_STYLE_CHAIN {
        let Some(base) = next.as_ref().and_then(|id| by_id.get(id)) else { break };
        resolved.strong = resolved.strong.or(base.strong);
        resolved.italic = resolved.italic.or(base.italic);
        resolved.struck = resolved.struck.or(base.struck);
        resolved.hidden = resolved.hidden.or(base.hidden);
        resolved.shading = resolved.shading.or(base.shading);
        resolved.list = resolved.list.or_else(|| base.list.clone());
        // A style based on a heading is one, unless its own name or outline differs.
        resolved.outline = resolved.outline.or(base.outline);
        next.clone_from(&base.based_on);
    }
    resolved
}

impl DocxStyle {
    fn read(element: Element<'_>, colours: &Colours) -> Self {
        let value = |path: &[&str]| element.at(path).and_then(|found| found.attribute("val"));
        let toggle = |name: &str| element.at(&["rPr", name]).map(is_on);
        let name = value(&["name"]).unwrap_or_default().to_lowercase();
        let outline = value(&["pPr", "outlineLvl"]).and_then(|level| level.parse::<u8>().ok());
        let list = value(&["pPr", "numPr", "numId"]).map(|list| {
            let depth = value(&["pPr", "numPr", "ilvl"]).and_then(|depth| depth.parse().ok());
            (list.to_owned(), depth)
        });
        Self {
            outline: outline
                .map(|level| if level < 9 { level + 1 } else { 0 })
                .or_else(|| heading_level_from_name(&name)),
            strong: toggle("b"),
            italic: toggle("i"),
            struck: toggle("strike").or_else(|| toggle("dstrike")),
            hidden: toggle("vanish"),
            shading: element.at(&["pPr", "shd"]).and_then(|shading| colours.shading(shading)),
            list,
            based_on: value(&["basedOn"]).map(str::to_owned),
            name,
        }
    }

    /// The heading level of its paragraphs, from 1.
    pub(super) fn heading(&self) -> Option<u8> {
        self.outline.filter(|level| *level > 0)
    }

    /// Whether its paragraphs are lines of a table of contents, which only repeat headings.
    pub(super) fn is_table_of_contents(&self) -> bool {
        let numbered =
            self.name.strip_prefix("toc ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        numbered || self.name == "table of figures" || self.name == "toc heading"
    }
}

/// Whether a toggle property is on. It is on without a value.
pub(super) fn is_on(property: Element<'_>) -> bool {
    !matches!(property.attribute("val"), Some("0" | "false" | "off" | "none"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::office::xml::Tree;

    #[test]
    fn headings_are_recognised_by_outline_base_and_name_in_any_language() {
        let tree = Tree::read(
            br#"<styles><style type="paragraph" styleId="a"><name val="heading 2"/></style>
            <style type="paragraph" styleId="b"><name val="Own"/><basedOn val="a"/></style>
            <style type="paragraph" styleId="c"><name val="Own two"/><basedOn val="a"/><pPr><outlineLvl val="9"/></pPr></style>
            <style type="paragraph" styleId="d"><name val="Other"/><pPr><outlineLvl val="0"/></pPr></style>
            <style type="paragraph" styleId="e"><name val="Titre 3"/><basedOn val="e"/></style></styles>"#,
        )
        .unwrap();
        let styles = DocxStyles::read(tree.root(), &Colours::default());
        let level = |id| styles.paragraph(Some(id)).heading();
        assert_eq!(["a", "b", "c", "d", "e", "f"].map(level), [Some(2), Some(2), None, Some(1), Some(3), None]);
        assert_eq!(
            ["question heading", "table heading", "heading unnumbered 3", "body"].map(heading_level_from_name),
            [Some(2), None, Some(3), None]
        );
    }
}
