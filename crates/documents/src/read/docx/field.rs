//! Fields: a code, and its last result (ECMA-376 part 1, 17.16).

use crate::read::office::xml::Element;

/// How deep fields may be nested.
pub(super) const MAX_DEPTH: usize = 32;

/// A field that has begun and not ended.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) code: String,
    /// Whether its result has begun. Text before that belongs to the code.
    pub(super) has_result: bool,
    /// Whether its result is the text of a link.
    pub(super) is_link: bool,
}

/// The address in the code of a hyperlink: `HYPERLINK "https://…" \l "part"`.
pub(super) fn link_target(code: &str) -> Option<&str> {
    let rest = code.trim().strip_prefix("HYPERLINK")?.trim_start();
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => rest.split_whitespace().next().filter(|address| !address.starts_with('\\')),
    }
}

/// The value of an old form field: a checkbox, or the selected entry of a list.
pub(super) fn displayed_value(begin: Element<'_>) -> Option<String> {
    let data = begin.child("ffData")?;
    if let Some(ticked) = data.child("checkBox") {
        let state = ticked.child("checked").or_else(|| ticked.child("default"));
        return Some(if state.is_some_and(super::styles::is_on) { "☒" } else { "☐" }.to_owned());
    }
    let list = data.child("ddList")?;
    let chosen: usize = list.child("result")?.attribute("val")?.parse().ok()?;
    let entry = list.children().filter(|child| child.name() == "listEntry").nth(chosen)?;
    entry.attribute("val").map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_a_link_contains_its_address() {
        assert_eq!(link_target(r#" HYPERLINK "https://glass.example/a" \o "tip" "#), Some("https://glass.example/a"));
        assert_eq!(link_target("HYPERLINK https://glass.example"), Some("https://glass.example"));
        assert_eq!(link_target(r#"HYPERLINK \l "_Toc1""#), None);
        assert_eq!(link_target("PAGE"), None);
    }
}
