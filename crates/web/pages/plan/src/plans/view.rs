//! Actions as listed on the pages of a plan.

use model::{
    ActionId, Date,
    charter::{Charter, Theme, rating::Colour},
    core::dates::long_date,
    plan::{
        Origin, Placed, Plan, ThemeActions,
        action::{Action, ProgressUpdate},
    },
};
use store::plan::plans::AssignedTo;
use web_shell::core::{clock, rating_chart};

/// A theme and its actions.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct ThemeView {
    /// Its name; for actions of unknown themes "Other".
    pub name: String,
    /// Its key, used as the anchor of links.
    pub key: String,
    pub actions: Vec<ActionView>,
}

/// An action in the list of a plan.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct ActionView {
    pub id: ActionId,
    pub text: String,
    pub class: &'static str,
    pub word: String,
    pub owner: String,
    /// The assigned owner and collaborators, if they differ from the owner named in the plan: "Owner: A. King".
    pub assigned: String,
    pub by_when: String,
    pub is_late: bool,
    /// "Also under theme: …", or nothing.
    pub also: String,
    pub tags: Vec<String>,
    pub progress_update: Option<ProgressUpdateView>,
    /// Its position within its theme, from 1.
    pub place: usize,
}

/// A progress update.
#[expect(missing_docs, reason = "each field is what templates show by its name")]
pub struct ProgressUpdateView {
    pub class: &'static str,
    pub word: String,
    /// Whether the rating is red.
    pub is_red: bool,
    pub words: String,
    pub learning: String,
    pub on: String,
    pub who: String,
}

impl ProgressUpdateView {
    /// Returns an update as a page shows it.
    #[must_use]
    pub fn new(update: &ProgressUpdate, charter: &Charter) -> Self {
        let colour = update.rating.colour();
        Self {
            class: rating_chart::class(Some(colour)),
            word: charter.word(Some(colour)).to_owned(),
            is_red: colour == Colour::Red,
            words: update.explanation().to_owned(),
            learning: update.learning.clone(),
            on: long_date(clock::day(update.at)),
            who: update.who.clone().unwrap_or_default(),
        }
    }

    /// Whether it has an explanation or learning.
    #[must_use]
    pub fn has_words(&self) -> bool {
        !self.words.is_empty() || !self.learning.is_empty()
    }
}

impl ActionView {
    /// Returns an action as a page shows it, in a plan that starts on `starts`, listed under the theme `home`.
    #[must_use]
    pub fn new(placed: &Placed, starts: Date, home: Option<&Theme>, charter: &Charter, today: Date) -> Self {
        let (action, details) = (&placed.action, &placed.action.details);
        let since = action.open_since(starts).map(|year| format!("Open since {year}"));
        let origin = match placed.origin {
            Origin::New => None,
            Origin::Continued => Some("Continued from the previous plan".to_owned()),
            Origin::Related(_) => Some("Related to an earlier action".to_owned()),
        };
        Self {
            id: action.id,
            text: details.text.clone(),
            class: rating_chart::class(action.colour()),
            word: charter.word(action.colour()).to_owned(),
            owner: details.owner.clone(),
            assigned: String::new(),
            by_when: action.by_when(today),
            is_late: action.is_overdue(today),
            also: also(action, home, charter),
            tags: since.into_iter().chain(origin).collect(),
            progress_update: action.progress_update.as_ref().map(|update| ProgressUpdateView::new(update, charter)),
            place: 0,
        }
    }
}

/// "1 update awaits approval".
#[must_use]
pub fn waiting_in_words(waiting: usize) -> String {
    if waiting == 1 { "1 update awaits approval".to_owned() } else { format!("{waiting} updates await approval") }
}

/// "Owner: A. King; collaborators: B. Queen, the Library". The owner is left out where the plan names the same one.
#[must_use]
pub fn assigned(to: &AssignedTo, named: &str) -> String {
    let owner = to.owner.as_deref().filter(|owner| !to.collaborators.is_empty() || *owner != named);
    let collaborators = to.collaborators.join(", ");
    match (owner, to.collaborators.len()) {
        (None, 0) => String::new(),
        (Some(owner), 0) => format!("Owner: {owner}"),
        (Some(owner), 1) => format!("Owner: {owner}; collaborator: {collaborators}"),
        (Some(owner), _) => format!("Owner: {owner}; collaborators: {collaborators}"),
        (None, 1) => format!("Collaborator: {collaborators}"),
        (None, _) => format!("Collaborators: {collaborators}"),
    }
}

/// "Also under theme: Recognition; other charters: Athena SWAN".
fn also(action: &Action, home: Option<&Theme>, charter: &Charter) -> String {
    let themes = action.details.themes.iter().filter(|key| home.is_none_or(|home| home.id != **key));
    let themes = themes.map(|key| charter.theme(key).map_or(key.as_str(), |theme| &theme.name));
    let allied = charter.allied.iter().filter(|allied| action.details.allied.contains(&allied.id));
    let themes: Vec<_> = themes.collect();
    let charters = allied.map(|allied| allied.name.as_str()).collect::<Vec<_>>().join(", ");
    let under = if themes.len() == 1 { "Also under theme" } else { "Also under themes" };
    match (themes.join(", "), charters) {
        (themes, charters) if themes.is_empty() && charters.is_empty() => String::new(),
        (themes, charters) if themes.is_empty() => format!("Other charters: {charters}"),
        (themes, charters) if charters.is_empty() => format!("{under}: {themes}"),
        (themes, charters) => format!("{under}: {themes}; other charters: {charters}"),
    }
}

/// The name and key of a group's theme.
#[must_use]
pub fn theme_of(group: &ThemeActions) -> (String, String) {
    group.theme.map_or(("Other".to_owned(), "other".to_owned()), |theme| (theme.name.clone(), theme.id.to_string()))
}

/// Every theme of a plan with its actions.
#[must_use]
pub fn themes(plan: &Plan, charter: &Charter, today: Date) -> Vec<ThemeView> {
    let view = |group: &ThemeActions| {
        let (name, key) = theme_of(group);
        let actions = group.actions.iter().enumerate().map(|(index, placed)| ActionView {
            place: index + 1,
            ..ActionView::new(placed, plan.starts, group.theme, charter, today)
        });
        ThemeView { name, key, actions: actions.collect() }
    };
    plan.by_theme(charter).iter().map(view).collect()
}

/// The rating chart of a plan, with a row for each theme.
#[must_use]
pub fn rings(plan: &Plan, charter: &Charter) -> Vec<rating_chart::ThemeRings> {
    let row = |group: &ThemeActions| {
        let colours: Vec<_> = group.actions.iter().map(|placed| placed.action.colour()).collect();
        rating_chart::ThemeRings::new(charter, theme_of(group).0, &colours)
    };
    plan.by_theme(charter).iter().map(row).collect()
}
