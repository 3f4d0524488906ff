//! Separates the main content of a page from menus, banners, cookie notices and scripts.

use super::Tag;
use html5gum::Token;

/// Where the main content of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In `<main>` or an element of that role.
    Main,
    /// In an `<article>`.
    Article,
    /// Anywhere.
    All,
}

/// Determines where the main content of a page is.
pub(super) fn scope(tokens: impl Iterator<Item = Token>) -> Scope {
    let mut scope = Scope::All;
    for token in tokens {
        let Token::StartTag(tag) = token else { continue };
        let tag = Tag::from(tag);
        if is_main(&tag) {
            return Scope::Main;
        }
        if tag.name == "article" {
            scope = Scope::Article;
        }
    }
    scope
}

fn is_main(tag: &Tag) -> bool {
    tag.name == "main" || tag.attribute("role") == Some("main")
}

/// Elements that never contain text of the page.
const NEVER_TEXT: [&str; 16] = [
    "script", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "video", "audio", "select",
    "textarea", "dialog", "datalist", "style", "title",
];
/// Elements around the main content.
const NOT_MAIN_CONTENT: [&str; 3] = ["nav", "aside", "footer"];
const ROLES: [&str; 6] = ["navigation", "banner", "contentinfo", "complementary", "search", "dialog"];
/// Elements without content, which are never closed.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Tracks whether the current element is part of the main content.
pub(super) struct ContentTracker {
    scope: Scope,
    /// The name of the element of the main content, and how many elements of that name are open.
    included: Option<(String, usize)>,
    /// The name of the element that is left out, and how many elements of that name are open.
    excluded: Option<(String, usize)>,
    omits_content: bool,
}

impl ContentTracker {
    pub(super) fn new(scope: Scope) -> Self {
        Self { scope, included: None, excluded: None, omits_content: false }
    }

    /// Enters an element. Returns whether it is part of the main content.
    pub(super) fn enter(&mut self, tag: &Tag, is_closed: bool, in_heading: bool) -> bool {
        let is_void = is_closed && tag.name != "td" && tag.name != "th" || VOID.contains(&tag.name.as_str());
        if self.scope == Scope::Main && is_main(tag) {
            // The main content ends everything that was left open before it.
            self.excluded = None;
        }
        count_nested(&mut self.excluded, &tag.name, is_void);
        if self.excluded.is_some() {
            return false;
        }
        let is_content_root = match self.scope {
            Scope::Main => is_main(tag),
            Scope::Article => tag.name == "article",
            Scope::All => tag.name == "body",
        };
        count_nested(&mut self.included, &tag.name, is_void);
        if is_content_root && self.included.is_none() {
            self.included = Some((tag.name.clone(), 1));
        }
        if !is_void && is_left_out(tag, in_heading, self.scope) {
            self.omits_content |= !NEVER_TEXT.contains(&tag.name.as_str());
            self.excluded = Some((tag.name.clone(), 1));
            return false;
        }
        self.is_read()
    }

    /// Leaves an element. Returns whether it was part of the main content.
    pub(super) fn leave_element(&mut self, name: &str) -> bool {
        if self.excluded.is_some() {
            leave(&mut self.excluded, name);
            if name == "body" || name == "head" {
                self.excluded = None;
            }
            return false;
        }
        let is_read = self.is_read();
        leave(&mut self.included, name);
        is_read
    }

    /// Whether the current element is part of the main content.
    pub(super) fn is_read(&self) -> bool {
        self.excluded.is_none() && (self.scope == Scope::All || self.included.is_some())
    }
    /// Whether the current element is a style sheet.
    pub(super) fn is_style(&self) -> bool {
        self.excluded.as_ref().is_some_and(|(name, _)| name == "style")
    }
    /// Whether the current element is the title of the page.
    pub(super) fn is_title(&self) -> bool {
        self.excluded.as_ref().is_some_and(|(name, _)| name == "title")
    }
    /// Whether anything visible was left out.
    pub(super) fn omits_content(&self) -> bool {
        self.omits_content
    }
}

/// Counts an element of the same name inside a tracked element.
fn count_nested(tracked: &mut Option<(String, usize)>, name: &str, is_void: bool) {
    if let Some((_, depth)) = tracked.as_mut().filter(|(own, _)| own == name && !is_void) {
        *depth += 1;
    }
}

/// Counts the end of an element, and clears `tracked` at the end of the tracked element.
fn leave(tracked: &mut Option<(String, usize)>, name: &str) {
    if let Some((_, depth)) = tracked.as_mut().filter(|(own, _)| own == name) {
        *depth -= 1;
        if *depth == 0 {
            *tracked = None;
        }
    }
}

fn is_left_out(tag: &Tag, in_heading: bool, scope: Scope) -> bool {
    let name = tag.name.as_str();
    // Collapsible sections have their headings in buttons.
    let is_button = name == "button" && !in_heading;
    let has_role = tag.attribute("role").is_some_and(|role| ROLES.contains(&role));
    let named = |word: &str| {
        ["id", "class"].iter().filter_map(|of| tag.attribute(of)).any(|value| value.to_lowercase().contains(word))
    };
    let is_box = matches!(name, "div" | "section" | "p" | "ol" | "ul");
    let is_banner = is_box && ["cookie", "breadcrumb", "gdpr"].iter().any(|word| named(word));
    let is_header = name == "header" && scope == Scope::All && named("site");
    NEVER_TEXT.contains(&name) || NOT_MAIN_CONTENT.contains(&name) || is_button || has_role || is_banner || is_header
}
