//! The filter of the activity log, as it is in the address.

use model::{Date, charter::Charter, core::permit::ReadOrganisation, work::event::EventCategory};
use serde::Deserialize;
use store::{
    Tx,
    core::events::{self, EventFilter},
};
use uuid::Uuid;
use web_shell::core::{
    authorize::May,
    form::{Choice, Errors},
    page::encoded,
    problem::Problem,
};

/// The fields of the form, and where the page begins.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Sent {
    kind: String,
    person: String,
    action: String,
    theme: String,
    from: String,
    until: String,
    before: String,
}

impl Sent {
    /// Before which event the page begins.
    pub(super) fn before(&self) -> Option<Uuid> {
        self.before.parse().ok()
    }

    fn filters(&self) -> [(&'static str, &str); 6] {
        [
            ("kind", &self.kind),
            ("person", &self.person),
            ("action", &self.action),
            ("theme", &self.theme),
            ("from", &self.from),
            ("until", &self.until),
        ]
    }

    /// Whether something is left out.
    pub(super) fn is_chosen(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }

    /// The same for what happened before an event.
    pub(super) fn older(&self, last: Uuid) -> String {
        let kept = self.filters().into_iter().filter(|(_, value)| !value.is_empty());
        let kept = kept.fold(String::new(), |kept, (name, value)| kept + name + "=" + &encoded(value) + "&");
        format!("{kept}before={last}")
    }

    /// What is wanted; and what is wrong with the days. What the lists do not offer is as if it had not been chosen.
    pub(super) fn read(&self, charter: &Charter) -> (EventFilter, Errors) {
        let mut errors = Errors::none();
        let mut day = |field: &str, text: &str| match text.trim() {
            "" => None,
            text => {
                errors.keep(field, text.parse::<Date>().map_err(|_| "Date must be a real date, for example 2027-09-30"))
            }
        };
        let (from, until) = (day("from", &self.from), day("until", &self.until));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add("until", "End date must be on or after the start date");
        }
        let theme = charter.themes.iter().find(|theme| theme.id.as_str() == self.theme);
        let wanted = EventFilter {
            kind: EventCategory::parse(&self.kind),
            person: self.person.parse().ok(),
            action: self.action.parse().ok(),
            theme: theme.map(|theme| theme.id.clone()),
            from,
            until,
        };
        (wanted, errors)
    }
}

/// What there is to choose from, and what was chosen.
pub(super) struct Choices {
    pub(super) kinds: Vec<Choice>,
    pub(super) people: Vec<Choice>,
    pub(super) actions: Vec<Choice>,
    pub(super) themes: Vec<Choice>,
    pub(super) from: String,
    pub(super) until: String,
}

impl Choices {
    /// Two queries.
    pub(super) async fn new(
        tx: &mut Tx,
        may: &May<ReadOrganisation>,
        charter: &Charter,
        sent: &Sent,
    ) -> Result<Self, Problem> {
        let kinds = EventCategory::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), kind.name().to_owned()));
        let people = events::people(tx, may).await?.into_iter().map(|(id, name)| (id.to_string(), name));
        let actions = events::actions(tx, may).await?.into_iter().map(|(id, title)| (id.to_string(), title));
        let themes = charter.themes.iter().map(|theme| (theme.id.to_string(), theme.name.clone()));
        Ok(Self {
            kinds: Choice::all_or("Everything", kinds, &sent.kind),
            people: Choice::all_or("Everyone", people, &sent.person),
            actions: Choice::all_or("Every action", actions, &sent.action),
            themes: Choice::all_or("Every theme", themes, &sent.theme),
            from: sent.from.clone(),
            until: sent.until.clone(),
        })
    }
}
