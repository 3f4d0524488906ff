//! What of a submitted plan is public: the signed version, the changes that were published since, and those that were not.

use model::{
    ActionId,
    charter::Charter,
    core::{
        dates::{day, long_date},
        permit::{Permit, ReadPlan},
    },
    plan::{
        Plan,
        action::{ActionField, FieldChange},
        published_change::{PlanChange, PublishedChange},
    },
};
use store::{
    Error, Tx,
    public::publishing::{self, Publication},
};
use web_shell::core::app::App;

/// What of a plan is public.
pub(crate) struct PublicationView {
    /// The day on which the signed version was locked for sign-off.
    pub(crate) on: String,
    /// The changes that are not public.
    pub(crate) unpublished: Vec<ChangeView>,
    /// The changes that were published, newest first.
    pub(crate) published: Vec<PublishedView>,
    /// A sentence about changed actions that are in the draft of the next plan; blank if there are none.
    pub(crate) in_next_plan: String,
    /// Why nothing can be published now; blank if it can.
    pub(crate) closed: &'static str,
}

/// Changes that were published together.
pub(crate) struct PublishedView {
    pub(crate) on: String,
    /// Who published them.
    pub(crate) who: String,
    pub(crate) reason: String,
    pub(crate) changes: Vec<ChangeView>,
}

/// A change of one action.
pub(crate) struct ChangeView {
    pub(crate) action: ActionId,
    pub(crate) title: String,
    pub(crate) word: &'static str,
    /// Identifies the change with its content.
    pub(crate) token: String,
    /// The fields that differ: their label, and the content before and after.
    pub(crate) fields: Vec<(&'static str, String, String)>,
}

impl ChangeView {
    pub(crate) fn new(change: &PlanChange, charter: &Charter) -> Self {
        let shown = |field: ActionField, words: &str| field.in_words(words, charter);
        let differing = |change: FieldChange| {
            let FieldChange { field, was, is } = change;
            (field.form_label(), blank(shown(field, &was)), blank(shown(field, &is)))
        };
        let filled = |all: Vec<(ActionField, String)>| {
            all.into_iter().map(|(field, words)| (field.form_label(), String::new(), shown(field, &words))).collect()
        };
        let fields = match change {
            PlanChange::Added { details, .. } | PlanChange::Restored { details, .. } => filled(details.filled()),
            PlanChange::Changed { before, after, .. } => before.changes(after).into_iter().map(differing).collect(),
            PlanChange::Left { .. } => Vec::new(),
        };
        Self { action: change.action(), title: change.title(), word: change.word(), token: change.token(), fields }
    }
}

fn blank(words: String) -> String {
    if words.is_empty() { "Blank".to_owned() } else { words }
}

impl PublicationView {
    /// Reads it for a page on which nothing is published; none for a plan that is not submitted.
    pub(crate) async fn read_known(
        tx: &mut Tx,
        may: &Permit<ReadPlan>,
        plan: &Plan,
        app: &App,
    ) -> Result<Option<Self>, Error> {
        let publication = publishing::known_publication(tx, may, plan, &app.signed_plans).await?;
        Ok(publication.map(|publication| Self::new(&publication, &app.charter)))
    }

    /// Reads it; none for a plan that is not submitted.
    pub(crate) async fn read(
        tx: &mut Tx,
        may: &Permit<ReadPlan>,
        plan: &Plan,
        charter: &Charter,
    ) -> Result<Option<Self>, Error> {
        Ok(publishing::publication(tx, may, plan).await?.map(|publication| Self::new(&publication, charter)))
    }

    fn new(publication: &Publication, charter: &Charter) -> Self {
        let views = |changes: &[PlanChange]| changes.iter().map(|change| ChangeView::new(change, charter)).collect();
        let published = |(change, who): &(PublishedChange, Option<String>)| PublishedView {
            on: long_date(day(change.at)),
            who: who.clone().unwrap_or_default(),
            reason: change.reason.clone(),
            changes: views(&change.changes),
        };
        Self {
            on: long_date(day(publication.locked)),
            unpublished: views(&publication.unpublished),
            published: publication.published.iter().rev().map(published).collect(),
            in_next_plan: match publication.in_next_plan {
                0 => String::new(),
                1 => "1 changed action is continued in the draft of the next action plan, and becomes public with it."
                    .to_owned(),
                number => format!(
                    "{number} changed actions are continued in the draft of the next action plan, and become public with it."
                ),
            },
            closed: publication.closed.map_or("", publishing::Closed::sentence),
        }
    }
}
