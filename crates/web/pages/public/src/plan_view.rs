//! A plan as public pages show it: the rating chart, and the actions by theme.

use model::{
    Date,
    charter::{Charter, rating::Rating},
    core::dates::{long_date, month_year},
    plan::{
        Ended,
        action::{FieldChange, PublicAction, PublicPlan},
        published_change::{PublishedChange, SinceSubmission},
    },
};
use web_shell::core::rating_chart::{self, Count, ThemeRings};

/// A plan, as shown.
pub(crate) struct PlanView {
    /// "2024 to 2027".
    pub(crate) years: String,
    /// "October 2024 to September 2027".
    pub(crate) period: String,
    /// The rating chart, with a row for each theme.
    pub(crate) themes: Vec<ThemeRings>,
    /// The number of actions with each rating. An action with several themes is counted once.
    pub(crate) counts: [Count; 4],
    /// The number of actions.
    pub(crate) all: usize,
    /// The actions, each under its first theme.
    pub(crate) groups: Vec<ThemeActionsView>,
    /// The day of the latest progress update.
    pub(crate) updated: Option<Date>,
    /// The actions that have left the plan since it was submitted.
    pub(crate) ended: Vec<ActionView>,
    /// The changes that were published since, newest first.
    pub(crate) changes: Vec<PublishedChangeView>,
}

/// Changes that were published together, as shown.
pub(crate) struct PublishedChangeView {
    pub(crate) on: String,
    pub(crate) reason: String,
    /// What happened to each action, and its title.
    pub(crate) changes: Vec<(&'static str, String)>,
}

/// A theme and its actions.
pub(crate) struct ThemeActionsView {
    pub(crate) name: String,
    pub(crate) definition: String,
    pub(crate) actions: Vec<ActionView>,
}

/// An action, as shown.
pub(crate) struct ActionView {
    pub(crate) text: String,
    pub(crate) class: &'static str,
    pub(crate) word: String,
    pub(crate) owner: String,
    pub(crate) due: String,
    pub(crate) is_late: bool,
    /// The year of "Open since 2018", if the action is older than the plan.
    pub(crate) open_since: Option<i16>,
    pub(crate) also: Vec<String>,
    pub(crate) measure: String,
    pub(crate) resource: String,
    pub(crate) words: String,
    /// "Explanation:" if the rating is red; otherwise empty.
    pub(crate) label: &'static str,
    pub(crate) learning: String,
    pub(crate) updated_on: String,
    /// "Changed on 3 May 2027, after submission"; blank if it is as it was signed.
    pub(crate) changed: String,
    /// The fields that were signed differently: their label and the signed content.
    pub(crate) signed: Vec<(&'static str, String)>,
}

impl PlanView {
    /// Returns a plan as it is shown on a day.
    pub(crate) fn new(charter: &Charter, plan: &PublicPlan, today: Date) -> Self {
        let actions: Vec<&PublicAction> = plan.live().collect();
        let ratings: Vec<_> = actions.iter().map(|action| action.colour()).collect();
        let themes = charter.themes.iter().map(|theme| {
            let is_of_theme = |action: &&&PublicAction| action.details.themes.contains(&theme.id);
            let ratings: Vec<_> = actions.iter().filter(is_of_theme).map(|action| action.colour()).collect();
            ThemeRings::new(charter, &theme.name, &ratings)
        });
        let groups = charter.themes.iter().map(|theme| ThemeActionsView {
            name: theme.name.clone(),
            definition: theme.definition.clone(),
            actions: actions
                .iter()
                .filter(|action| action.details.themes.first() == Some(&theme.id))
                .map(|action| ActionView::new(charter, plan, action, today))
                .collect(),
        });
        Self {
            years: years(plan),
            period: format!("{} to {}", month_year(plan.starts), month_year(plan.ends)),
            themes: themes.collect(),
            counts: ThemeRings::new(charter, "", &ratings).counts,
            all: actions.len(),
            ended: plan
                .actions
                .iter()
                .filter(|action| action.ended.is_some())
                .map(|action| ActionView::new(charter, plan, action, plan.starts))
                .collect(),
            changes: plan.changes.iter().rev().map(PublishedChangeView::new).collect(),
            groups: groups.filter(|group| !group.actions.is_empty()).collect(),
            updated: actions
                .iter()
                .filter_map(|action| Some(web_shell::core::clock::day(action.progress.as_ref()?.at)))
                .max(),
        }
    }

    /// Returns the rows of the rating chart, for a template that has the plan by reference.
    pub(crate) fn rows(&self) -> &[ThemeRings] {
        &self.themes
    }

    /// Returns the number of completed actions.
    pub(crate) fn completed(&self) -> usize {
        self.counts[0].number
    }

    /// "15 of 35 actions in the action plan for 2024 to 2027 are completed."
    pub(crate) fn sentence(&self) -> String {
        let (years, done, is) = (&self.years, self.completed(), if self.completed() == 1 { "is" } else { "are" });
        match self.all {
            0 => format!("No actions in the action plan for {years}."),
            1 => format!(
                "The 1 action in the action plan for {years} is {}completed.",
                if done == 1 { "" } else { "not yet " }
            ),
            all => format!("{done} of {all} actions in the action plan for {years} {is} completed."),
        }
    }

    /// "14 are in progress, 5 are still to be carried out, 1 is not rated."
    pub(crate) fn others(&self) -> String {
        let verb = |number: usize| if number == 1 { "is" } else { "are" };
        let mut parts: Vec<String> = self.counts[1..3]
            .iter()
            .filter(|count| count.number > 0)
            .map(|count| format!("{} {} {}", count.number, verb(count.number), count.word.to_lowercase()))
            .collect();
        match self.counts[3].number {
            0 => {}
            1 => parts.push("1 is not rated".into()),
            number => parts.push(format!("{number} are not rated")),
        }
        let text = parts.join(", ");
        if text.is_empty() { text } else { web_shell::core::shell::capital(&text) + "." }
    }
}

impl PublishedChangeView {
    fn new(published: &PublishedChange) -> Self {
        Self {
            on: long_date(web_shell::core::clock::day(published.at)),
            reason: published.reason.clone(),
            changes: published.changes.iter().map(|change| (change.word(), change.title())).collect(),
        }
    }
}

/// How an action differs from the signed text: a tag, and what was signed differently.
fn since_submission(charter: &Charter, action: &PublicAction) -> (String, Vec<(&'static str, String)>) {
    let on = |at| long_date(web_shell::core::clock::day(at));
    match (&action.since, &action.ended) {
        (SinceSubmission::Unchanged, _) => (String::new(), Vec::new()),
        (SinceSubmission::Added { at }, None) => (format!("Added since submission, on {}", on(*at)), Vec::new()),
        (SinceSubmission::Added { at }, Some(ended)) => (left(ended, &on(*at)), Vec::new()),
        (SinceSubmission::Changed { at, signed }, ended) => {
            let tag = match ended {
                Some(ended) => left(ended, &on(*at)),
                None => format!("Changed on {}, after submission", on(*at)),
            };
            let words = |change: FieldChange| {
                let was = change.field.in_words(&change.was, charter);
                (change.field.form_label(), if was.is_empty() { "Blank".to_owned() } else { was })
            };
            (tag, signed.changes(&action.details).into_iter().map(words).collect())
        }
    }
}

fn left(ended: &Ended, on: &str) -> String {
    match ended {
        Ended::Withdrawn { .. } => format!("Withdrawn since submission, on {on}"),
        Ended::Merged { .. } => format!("Merged into another action since submission, on {on}"),
    }
}

/// "2024 to 2027", or only "2024" for a plan within one year.
pub(crate) fn years(plan: &PublicPlan) -> String {
    let (first, last) = (plan.starts.year(), plan.ends.year());
    if first == last { first.to_string() } else { format!("{first} to {last}") }
}

impl ActionView {
    fn new(charter: &Charter, plan: &PublicPlan, action: &PublicAction, today: Date) -> Self {
        let (details, colour, update) = (&action.details, action.colour(), action.progress.as_ref());
        let is_late = action.is_overdue(today);
        let due = match details.due {
            Some(due) if is_late => format!("Overdue: due {}", long_date(due)),
            Some(due) => format!("Due {}", long_date(due)),
            None => details.timescale.clone(),
        };
        let since = Some(action.first_included());
        let themes = details.themes.iter().skip(1).filter_map(|key| charter.theme(key));
        let (changed, signed) = since_submission(charter, action);
        Self {
            text: details.text.clone(),
            class: rating_chart::class(colour),
            word: charter.word(colour).to_owned(),
            owner: details.owner.clone(),
            due,
            is_late,
            open_since: since.filter(|since| *since < plan.starts).map(Date::year),
            also: themes.map(|theme| theme.name.clone()).collect(),
            measure: details.measure.clone(),
            resource: details.resource.clone(),
            words: update.map(|update| update.explanation().to_owned()).unwrap_or_default(),
            label: if matches!(update.map(|update| &update.rating), Some(Rating::Red(_))) {
                "Explanation:"
            } else {
                ""
            },
            learning: update.map(|update| update.learning.clone()).unwrap_or_default(),
            updated_on: update.map(|update| long_date(web_shell::core::clock::day(update.at))).unwrap_or_default(),
            changed,
            signed,
        }
    }
}
