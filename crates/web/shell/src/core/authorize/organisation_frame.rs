//! The frame of an organisation's pages, with the tabs that the visitor may open.

use crate::core::{
    app::App,
    request::Visit,
    shell::{OrganisationTabs, Shell, Tab},
};
use model::{
    OrganisationId,
    core::permit::{AtOrganisation, Permit, ReadActivity, ReadInternal, ReadPeople, Relation, Role},
};

/// A tab of an organisation's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named by the label of the tab")]
pub enum Section {
    Overview,
    Assessment,
    Plan,
    Evidence,
    Consultations,
    People,
    Activity,
}

/// Returns the frame of a page of the organisation with this id and name, for a visitor with this relation to it. It has the tabs that
/// they may open.
pub(super) fn organisation_shell(
    app: &App,
    visit: &Visit,
    (id, name): (OrganisationId, &str),
    relation: &Relation,
    section: Section,
) -> Shell {
    let home = format!("/organisations/{id}");
    let tab = |label: &str, path: &str, tab_section| Tab {
        label: label.to_owned(),
        href: format!("{home}{path}"),
        current: section == tab_section,
    };
    let shell = Shell::new(app, visit);
    let at = AtOrganisation { organisation: id };
    let is_member = Permit::<ReadInternal>::ask(relation, at).is_ok();
    let reads_people = Permit::<ReadPeople>::ask(relation, at).is_ok();
    let reads_activity = Permit::<ReadActivity>::ask(relation, at).is_ok();
    let tabs = [
        (true, tab("Overview", "", Section::Overview)),
        (true, tab("Self-assessment", "/assessments", Section::Assessment)),
        (is_member, tab("Action plan", "/plan", Section::Plan)),
        (is_member, tab("Evidence", "/evidence", Section::Evidence)),
        (is_member, tab("Consultations", "/consultations", Section::Consultations)),
        (reads_people, tab("People", "/people", Section::People)),
        (reads_activity, tab("Activity log", "/activity", Section::Activity)),
    ];
    Shell {
        organisation: Some(OrganisationTabs {
            tabs: tabs.into_iter().filter_map(|(is_open, tab)| is_open.then_some(tab)).collect(),
            home,
        }),
        nav_label: name.to_owned(),
        help: match relation.role() {
            Some(Role::Lead) => Some("leads"),
            Some(Role::Contributor) => Some("contributors"),
            None => shell.help,
        },
        ..shell
    }
}
