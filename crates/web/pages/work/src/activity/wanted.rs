//! The filters of the activity log, as they are in the address.

use model::{
    Date,
    charter::Charter,
    core::permit::{ReadActivity, ReadInternal},
    work::event::EventCategory,
};
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

/// The fields of the form, and the event before which the page starts.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ActivityQuery {
    kind: String,
    person: String,
    action: String,
    theme: String,
    from: String,
    until: String,
    before: String,
}

impl ActivityQuery {
    /// Returns the event before which the page starts.
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

    /// Whether a filter is set.
    pub(super) fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }

    /// Returns the query for the entries before an event, with the same filters.
    pub(super) fn older(&self, last: Uuid) -> String {
        let kept = self.filters().into_iter().filter(|(_, value)| !value.is_empty());
        let kept = kept.fold(String::new(), |kept, (name, value)| kept + name + "=" + &encoded(value) + "&");
        format!("{kept}before={last}")
    }

    /// Returns the filter, and the errors of the dates. A value that the lists do not offer is ignored.
    pub(super) fn parse(&self, charter: &Charter) -> (EventFilter, Errors) {
        let mut errors = Errors::none();
        let mut day = |field: &str, text: &str| match text.trim() {
            "" => None,
            text => errors
                .collect(field, text.parse::<Date>().map_err(|_| "Date must be a real date, for example 2027-09-30")),
        };
        let (from, until) = (day("from", &self.from), day("until", &self.until));
        if from.zip(until).is_some_and(|(from, until)| until < from) {
            errors.add("until", "End date must be on or after the start date");
        }
        let theme = charter.themes.iter().find(|theme| theme.id.as_str() == self.theme);
        let filter = EventFilter {
            kind: EventCategory::parse(&self.kind),
            person: self.person.parse().ok(),
            action: self.action.parse().ok(),
            theme: theme.map(|theme| theme.id.clone()),
            from,
            until,
        };
        (filter, errors)
    }
}

/// The options of the filters, with the selected ones marked.
pub(super) struct Choices {
    pub(super) kinds: Vec<Choice>,
    pub(super) people: Vec<Choice>,
    pub(super) actions: Vec<Choice>,
    pub(super) themes: Vec<Choice>,
    pub(super) from: String,
    pub(super) until: String,
}

impl Choices {
    /// Reads the people and the actions in the log, with one query each. Only members filter by them.
    pub(super) async fn new(
        tx: &mut Tx,
        may: &May<ReadActivity>,
        charter: &Charter,
        query: &ActivityQuery,
    ) -> Result<Self, Problem> {
        let read = |kind: &EventCategory| kind.is_read_by(may.audience());
        let kinds =
            EventCategory::ALL.into_iter().filter(read).map(|kind| (kind.as_str().to_owned(), kind.name().to_owned()));
        let (people, actions) = match may.ask::<ReadInternal>() {
            Ok(read) => (events::people(tx, &read).await?, events::actions(tx, &read).await?),
            Err(_) => Default::default(),
        };
        let people = people.into_iter().map(|(id, name)| (id.to_string(), name));
        let actions = actions.into_iter().map(|(id, title)| (id.to_string(), title));
        let themes = charter.themes.iter().map(|theme| (theme.id.to_string(), theme.name.clone()));
        Ok(Self {
            kinds: Choice::all_or("Everything", kinds, &query.kind),
            people: Choice::all_or("Everyone", people, &query.person),
            actions: Choice::all_or("Every action", actions, &query.action),
            themes: Choice::all_or("Every theme", themes, &query.theme),
            from: query.from.clone(),
            until: query.until.clone(),
        })
    }
}
