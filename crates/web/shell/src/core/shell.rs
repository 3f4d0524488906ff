//! The frame of every page: the service bar, an organisation's tabs, the notice and the footer. Plain data: a page has it in a field
//! `shell`, and `templates/core/layout.html` renders it.

pub use model::core::dates::capital;

use crate::core::{app::App, request::Visit};
use model::core::{permit::CharterRole, short::Email};

/// The frame of a page.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The charter's name on screen.
    pub charter: String,
    /// The name of the person who is signed in.
    pub visitor: Option<String>,
    /// Where the wordmark leads: the visitor's first page, or the front page if no one is signed in.
    pub home: Option<String>,
    /// The links of the service bar, the same on every page for people of one role.
    pub nav: Vec<Tab>,
    /// The organisation whose page this is; none elsewhere.
    pub organisation: Option<OrganisationTabs>,
    /// The name of that organisation, for the titles of pages; empty elsewhere.
    pub nav_label: String,
    /// The token that every form of this page carries in a hidden field.
    pub csrf: String,
    /// The notice about what was just done, shown on one page only.
    pub notice: Option<String>,
    /// The canonical address for search engines. A page without one asks not to be indexed.
    pub canonical: Option<String>,
    /// The description of the page for search engines.
    pub description: Option<String>,
    /// Whether the page is anonymous: it shows no link to sign in.
    pub is_anonymous: bool,
    /// The last part of the address of the help for the visitor's role; `None` leads to all help.
    pub help: Option<&'static str>,
    /// The secretariat's email address; `None` leads to help with who to ask.
    pub contact: Option<Email>,
    /// Who reads the draft that this page is part of; `None` elsewhere.
    pub readers: Option<ReadersNote>,
    /// Whether everything on the site is invented, which the footer of every page then says.
    pub invented: bool,
}

/// The second level of navigation, on the pages of one organisation.
#[derive(Debug, Clone)]
pub struct OrganisationTabs {
    /// The address of its overview.
    pub home: String,
    /// Its pages.
    pub tabs: Vec<Tab>,
}

/// Who reads a self-assessment that is not submitted, on each of its pages.
#[derive(Debug, Clone)]
pub struct ReadersNote {
    /// "Only members of Northmoor University can read this." or "Shared with the secretariat since 3 March 2027."
    pub sentence: String,
    /// Whether it is shared.
    pub is_shared: bool,
    /// The address where the visitor changes that, if they may.
    pub change: Option<String>,
}

/// One link of the navigation.
#[derive(Debug, Clone)]
pub struct Tab {
    /// The text of the link.
    pub label: String,
    /// The address.
    pub href: String,
    /// Whether the page shown is at this address or below it.
    pub current: bool,
}

/// The service bar for the public.
const PUBLIC: [(&str, &str); 3] = [("Signatories", "/signatories"), ("Calendar", "/calendar"), ("About", "/charter")];
/// The service bar for members of organisations.
const MEMBERS: [(&str, &str); 4] =
    [("Your organisation", "/home"), ("Signatories", "/signatories"), ("Calendar", "/calendar"), ("About", "/charter")];
/// The service bar for members who review submissions of other signatories.
const REVIEWERS: [(&str, &str); 5] = [
    ("Your organisation", "/home"),
    ("Peer review", "/peer-review/reviewer"),
    ("Signatories", "/signatories"),
    ("Calendar", "/calendar"),
    ("About", "/charter"),
];
/// The service bar for the Steering Board.
const BOARD: [(&str, &str); 4] = [
    ("Organisations", "/organisations"),
    ("Peer review", "/peer-review"),
    ("Calendar", "/calendar"),
    ("Signatories", "/signatories"),
];
/// The service bar for the secretariat.
const SECRETARIAT: [(&str, &str); 5] = [
    ("Organisations", "/organisations"),
    ("Peer review", "/peer-review"),
    ("Calendar", "/calendar"),
    ("Signatories", "/signatories"),
    ("Settings", "/secretariat"),
];

/// Returns the links of the service bar. The one that `path` is at or below is current.
fn links(path: &str, all: &[(&str, &str)]) -> Vec<Tab> {
    let is_under = |href: &str| path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let tab = |(label, href): &(&str, &str)| Tab {
        label: (*label).to_owned(),
        href: (*href).to_owned(),
        current: is_under(href),
    };
    all.iter().map(tab).collect()
}

impl Shell {
    /// Creates the frame of a page outside any organisation.
    #[must_use]
    pub fn new(app: &App, visit: &Visit) -> Self {
        let visitor = visit.visitor.as_ref().map(|visitor| visitor.name.clone());
        let (main, help): (&[(&str, &str)], _) = match visit.visitor.as_ref().and_then(|visitor| visitor.charter_role) {
            Some(CharterRole::Secretariat) => (&SECRETARIAT, Some("secretariat")),
            Some(CharterRole::Board) => (&BOARD, Some("steering-board")),
            None if visit.visitor.as_ref().is_some_and(|visitor| visitor.reviews) => (&REVIEWERS, None),
            None if visitor.is_some() => (&MEMBERS, None),
            None => (&PUBLIC, None),
        };
        Self {
            charter: app.charter.name.clone(),
            home: visitor.is_some().then(|| "/home".to_owned()),
            visitor,
            nav: links(&visit.path, main),
            csrf: visit.csrf(),
            notice: visit.notice.clone(),
            help,
            contact: app.site.contact.clone(),
            invented: app.site.invented,
            ..Self::default()
        }
    }

    /// Returns the current tab or link of the service bar, where the breadcrumbs begin.
    #[must_use]
    pub fn section(&self) -> Option<&Tab> {
        let tabs = self.organisation.as_ref().map_or(&self.nav, |organisation| &organisation.tabs);
        tabs.iter().find(|tab| tab.current)
    }

    /// Returns the address of a page of the current organisation: `/groups` becomes `/organisations/{organisation}/groups`.
    #[must_use]
    pub fn within(&self, path: &str) -> String {
        self.organisation
            .as_ref()
            .map_or_else(|| path.to_owned(), |organisation| format!("{}{path}", organisation.home))
    }

    /// Creates the frame of a page that people without an account open by a personal link, with the help for their role.
    #[must_use]
    pub fn by_link(app: &App, visit: &Visit, help: &'static str) -> Self {
        Self { help: Some(help), ..Self::new(app, visit) }
    }

    /// Creates the frame of an anonymous page: no name, no link to sign in, no service bar.
    #[must_use]
    pub fn without_visitor(app: &App, visit: &Visit) -> Self {
        let nav = Vec::new();
        Self {
            nav,
            visitor: None,
            home: None,
            is_anonymous: true,
            csrf: String::new(),
            ..Self::by_link(app, visit, "technicians")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_to_the_page_shown_is_current() {
        let current =
            |path| links(path, &PUBLIC).into_iter().filter(|tab| tab.current).map(|tab| tab.label).collect::<Vec<_>>();
        assert_eq!(current("/signatories/northmoor"), ["Signatories"]);
        assert_eq!(current("/calendar"), ["Calendar"]);
        assert_eq!(current("/calendars"), [""; 0]);
    }
}
