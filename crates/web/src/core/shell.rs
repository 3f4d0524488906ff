//! What stands around every page: the head, the tabs, the notice, the foot. Plain data: a page has it as its field `shell`, and
//! `templates/layout.html` draws it.

use crate::core::{app::App, request::Visit};
use model::core::permit::Steward;

/// What stands around a page.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// The charter's name on screen.
    pub charter: String,
    /// The name of who is signed in. Nobody is offered to sign in.
    pub visitor: Option<String>,
    /// Where the wordmark leads: the visitor's first page. For a stranger, the front page.
    pub home: Option<String>,
    /// The main ways from here.
    pub nav: Vec<Tab>,
    /// What these ways are within: an organisation's name, or nothing for the whole site.
    pub nav_label: String,
    /// The token that every form of this page carries in a hidden field.
    pub csrf: String,
    /// What was just done, said once.
    pub notice: Option<String>,
    /// The page's one address for search engines. A page without one asks not to be listed.
    pub canonical: Option<String>,
    /// What search engines say of the page.
    pub description: Option<String>,
    /// Whether the page is for people who are not known and need not be: nobody is offered to sign in.
    pub nameless: bool,
    /// Whether everything on the site is invented, which the foot of every page then says.
    pub invented: bool,
}

/// One of the main ways.
#[derive(Debug, Clone)]
pub struct Tab {
    /// Its words.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page is there, or somewhere under it.
    pub current: bool,
}

/// The main ways for everyone.
const EVERYONE: [(&str, &str); 4] = [
    ("Signatories", "/signatories"),
    ("Calendar", "/calendar"),
    ("The charter", "/charter"),
    ("Open data", "/open-data"),
];
/// The main ways for the Steering Board.
const BOARD: [(&str, &str); 3] =
    [("Register", "/register"), ("Calendar", "/calendar"), ("Signatories", "/signatories")];
/// The main ways for the secretariat.
const SECRETARIAT: [(&str, &str); 4] = [
    ("Register", "/register"),
    ("Calendar", "/calendar"),
    ("Secretariat and board", "/stewards"),
    ("Signatories", "/signatories"),
];

/// Tabs, of which that is current under which `path` is.
fn ways(path: &str, all: &[(&str, &str)]) -> Vec<Tab> {
    let is_under = |href: &str| path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let tab = |(label, href): &(&str, &str)| Tab {
        label: (*label).to_owned(),
        href: (*href).to_owned(),
        current: is_under(href),
    };
    all.iter().map(tab).collect()
}

impl Shell {
    /// What stands around any page: the charter, who is signed in, what was just done.
    #[must_use]
    pub fn new(app: &App, visit: &Visit) -> Self {
        let visitor = visit.visitor.as_ref().map(|visitor| visitor.name.clone());
        let main: &[(&str, &str)] = match visit.visitor.as_ref().and_then(|visitor| visitor.steward) {
            Some(Steward::Secretariat) => &SECRETARIAT,
            Some(Steward::Board) => &BOARD,
            None => &EVERYONE,
        };
        Self {
            charter: app.charter.name.clone(),
            home: visitor.is_some().then(|| "/home".to_owned()),
            visitor,
            nav: ways(&visit.path, main),
            csrf: visit.csrf(),
            notice: visit.notice.clone(),
            invented: app.site.invented,
            ..Self::default()
        }
    }

    /// What stands around a page on which nobody is known: no name, no way to sign in, no other ways.
    #[must_use]
    pub fn of_nobody(app: &App, visit: &Visit) -> Self {
        Self { nav: Vec::new(), visitor: None, home: None, nameless: true, ..Self::new(app, visit) }
    }
}

/// The word with a capital first letter.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_that_one_is_on_is_current() {
        let current =
            |path| ways(path, &EVERYONE).into_iter().filter(|tab| tab.current).map(|tab| tab.label).collect::<Vec<_>>();
        assert_eq!(current("/signatories/northmoor"), ["Signatories"]);
        assert_eq!(current("/calendar"), ["Calendar"]);
        assert_eq!(current("/calendars"), [""; 0]);
    }
}
