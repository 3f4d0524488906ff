//! Weekly summaries: what is emailed to one person in one week, in sentences.

mod coming;

pub use coming::UpcomingDate;

use crate::{
    ActionId, Date, OrganisationId,
    core::{
        dates::{capital, count, long_date},
        permit::Role,
    },
    register::calendar::{Due, Source},
    work::reminder::{NoticePeriod, in_week, repeats_overdue, when},
};

/// An item of the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeeklySummaryItem {
    /// A sentence.
    pub says: String,
    /// The path of its page; `None` if the reader has no account to open it.
    pub href: Option<String>,
}

/// The items about one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeeklySummaryPart {
    /// Its name.
    pub organisation: String,
    /// The items, most urgent first; never empty.
    pub items: Vec<WeeklySummaryItem>,
}

impl WeeklySummaryPart {
    /// The part about an organisation whose data could not be read. `home` is the path of its page, for who can open it.
    #[must_use]
    pub fn unreadable(organisation: String, home: Option<String>) -> Self {
        let says = "We could not read everything about this organisation, so it is missing from this summary. Sign in to see what is due.";
        Self { organisation, items: vec![WeeklySummaryItem { says: says.to_owned(), href: home }] }
    }
}

/// The facts about one organisation and its reader from which a weekly summary is written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SummaryFacts {
    /// Its name.
    pub organisation: String,
    /// Its id.
    pub id: Option<OrganisationId>,
    /// The role of the reader; none for an action owner without an account.
    pub role: Option<Role>,
    /// The next submission, if one is due.
    pub stage: Option<Due>,
    /// The actions with a due date that are not completed.
    pub actions: Vec<DueAction>,
    /// The names of people to whom an email could not be delivered.
    pub undelivered: Vec<String>,
    /// The titles of evidence whose links are broken.
    pub dead_links: Vec<String>,
    /// How many changes of the submitted plan were published in the last 7 days.
    pub published_changes: usize,
    /// How many progress updates of owners await approval.
    pub waiting_updates: usize,
    /// How many names may be those of a person who deleted their account, and wait for a decision.
    pub names_to_check: usize,
    /// When the next progress review is due.
    pub review: Option<Date>,
    /// Upcoming meetings of the reader, and closing consultations.
    pub coming: Vec<UpcomingDate>,
}

/// An action with a due date that is not completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueAction {
    /// The id.
    pub action: ActionId,
    /// Its title.
    pub title: String,
    /// Its due date.
    pub due: Date,
    /// Whether the reader is its owner.
    pub is_mine: bool,
}

/// The part about one organisation in the weekly summary of the week that begins on `monday`; `None` if it has no items.
#[must_use]
pub fn part(facts: &SummaryFacts, monday: Date) -> Option<WeeklySummaryPart> {
    let mut items = Vec::new();
    let home = facts.role.and(facts.id).map(|id| format!("/organisations/{id}"));
    let page = |end: &str| home.as_ref().map(|home| format!("{home}{end}"));
    if facts.role.is_some() {
        items.extend(
            facts
                .stage
                .as_ref()
                .and_then(|due| stage(due, monday))
                .map(|says| WeeklySummaryItem { says, href: page("") }),
        );
    }
    if facts.role.is_some() && facts.published_changes > 0 {
        let changes = count(i64::try_from(facts.published_changes).unwrap_or(i64::MAX), "change");
        let verb = if facts.published_changes == 1 { "was" } else { "were" };
        let says = format!("{changes} of the submitted plan {verb} published last week.");
        items.push(WeeklySummaryItem { says, href: page("/plan") });
    }
    if facts.role == Some(Role::Lead) {
        items.extend(facts.undelivered.iter().map(|name| WeeklySummaryItem {
            says: format!("We could not deliver an email to {name}. Check the address."),
            href: page("/people"),
        }));
        items.extend(facts.dead_links.iter().map(|title| WeeklySummaryItem {
            says: format!("The link of the evidence “{title}” is broken. Update the link or withdraw the evidence."),
            href: page("/evidence?links=dead"),
        }));
        items.extend((facts.waiting_updates > 0).then(|| {
            let updates = count(i64::try_from(facts.waiting_updates).unwrap_or(i64::MAX), "progress update");
            let verb = if facts.waiting_updates == 1 { "awaits" } else { "await" };
            let says = format!("{updates} of action owners {verb} your approval.");
            WeeklySummaryItem { says, href: page("/update-approvals") }
        }));
        items.extend((facts.names_to_check > 0).then(|| {
            let names = count(i64::try_from(facts.names_to_check).unwrap_or(i64::MAX), "name");
            let says =
                format!("{names} to check: a person deleted their account, and older entries contain their name.");
            WeeklySummaryItem { says, href: page("/names") }
        }));
        let review = facts.review.filter(|day| in_week(*day, &NoticePeriod::FOR_ACTIONS, monday).is_some());
        items.extend(review.map(|day| WeeklySummaryItem {
            says: format!("A progress review is due {}.", when(day, monday)),
            href: page("/progress-reviews"),
        }));
    }
    items.extend(
        facts.coming.iter().filter(|one| one.is_near(monday)).map(|one| WeeklySummaryItem {
            says: one.sentence(monday),
            href: home.as_ref().map(|home| one.href(home)),
        }),
    );
    items.extend(actions(facts, monday));
    (!items.is_empty()).then(|| WeeklySummaryPart { organisation: facts.organisation.clone(), items })
}

/// The item about a submission: if a reminder is due in that week, and on the first Monday of a month if it is overdue.
fn stage(due: &Due, monday: Date) -> Option<String> {
    let note = if due.source == Source::Provisional { " (provisional date)" } else { "" };
    if due.is_late(monday) {
        return repeats_overdue(monday).then(|| format!("Stage {} was due {}{note}.", due.stage, when(due.on, monday)));
    }
    let period = in_week(due.on, &NoticePeriod::FOR_STAGES, monday)?;
    let (stage, words) = (due.stage, period.words());
    Some(format!("Stage {stage} is due on {} ({words}){note}.", long_date(due.on)))
}

/// The items about actions: each of the reader's own, and for a lead how many of the others are overdue.
fn actions(facts: &SummaryFacts, monday: Date) -> Vec<WeeklySummaryItem> {
    let is_member = facts.role.is_some();
    let mut items = Vec::new();
    for action in facts.actions.iter().filter(|action| action.is_mine) {
        let title = &action.title;
        let says = if action.due < monday {
            repeats_overdue(monday).then(|| format!("Your action “{title}” was due {}.", when(action.due, monday)))
        } else {
            let period = in_week(action.due, &NoticePeriod::FOR_ACTIONS, monday);
            period.map(|period| {
                format!("Your action “{title}” is due on {} ({}).", long_date(action.due), period.words())
            })
        };
        let href = is_member.then(|| format!("/actions/{}/progress", action.action));
        items.extend(says.map(|says| WeeklySummaryItem { says, href }));
    }
    let late = facts.actions.iter().filter(|action| !action.is_mine && action.due < monday).count();
    if facts.role == Some(Role::Lead) && late > 0 && repeats_overdue(monday) {
        let actions = count(i64::try_from(late).unwrap_or(i64::MAX), "action");
        let says = format!("{actions} of the plan {} overdue.", if late == 1 { "is" } else { "are" });
        let href = facts.id.map(|id| format!("/organisations/{id}/plan"));
        items.push(WeeklySummaryItem { says: capital(&says), href });
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    /// The first Monday of a month.
    const FIRST: Date = Date::constant(2026, 12, 7);
    /// Another Monday.
    const THIRD: Date = Date::constant(2026, 12, 21);

    fn action(title: &str, due: Date, is_mine: bool) -> DueAction {
        DueAction { action: ActionId(Uuid::nil()), title: title.to_owned(), due, is_mine }
    }

    fn facts(role: Option<Role>) -> SummaryFacts {
        SummaryFacts {
            organisation: "Northmoor University".to_owned(),
            id: Some(OrganisationId(Uuid::nil())),
            role,
            stage: Some(Due { stage: 2, on: date(2027, 1, 22), source: Source::Phase, feedback: None }),
            actions: vec![
                action("Oil the hinges", date(2026, 11, 1), true),
                action("Light the lamp", date(2027, 1, 21), true),
                action("Paint the door", date(2026, 10, 1), false),
            ],
            undelivered: vec!["Head of Stores".to_owned()],
            dead_links: vec!["Our page of fame".to_owned()],
            published_changes: 1,
            waiting_updates: 2,
            names_to_check: 3,
            review: Some(date(2027, 1, 24)),
            coming: Vec::new(),
        }
    }

    fn says(facts: &SummaryFacts, monday: Date) -> Vec<String> {
        part(facts, monday).map(|part| part.items.into_iter().map(|item| item.says).collect()).unwrap_or_default()
    }

    #[test]
    fn a_lead_is_reminded_of_what_is_due_and_what_failed() {
        assert_eq!(
            says(&facts(Some(Role::Lead)), THIRD),
            [
                "Stage 2 is due on 22 January 2027 (in 1 month).",
                "1 change of the submitted plan was published last week.",
                "We could not deliver an email to Head of Stores. Check the address.",
                "The link of the evidence “Our page of fame” is broken. Update the link or withdraw the evidence.",
                "2 progress updates of action owners await your approval.",
                "3 names to check: a person deleted their account, and older entries contain their name.",
                "A progress review is due on 24 January 2027 (in 4 weeks).",
                "Your action “Light the lamp” is due on 21 January 2027 (in 1 month).",
            ]
        );
    }

    #[test]
    fn meetings_and_closing_dates_are_in_their_week_and_in_the_one_before() {
        let mut known = SummaryFacts { id: Some(OrganisationId(Uuid::nil())), ..SummaryFacts::default() };
        let meeting = (crate::GroupId(Uuid::nil()), crate::MeetingId(Uuid::nil()));
        known.coming = vec![
            UpcomingDate::meeting(meeting, "Lamp committee", "The tower", date(2026, 12, 31)),
            UpcomingDate::closing(crate::ConsultationId(Uuid::nil()), "Our lamps", date(2027, 1, 4)),
        ];
        // A reader who is only a group member has no page to go to.
        let items = part(&known, THIRD).unwrap().items;
        assert_eq!(items[0].says, "“Lamp committee” meets on 31 December 2026 (in 10 days): The tower.");
        assert!(items.len() == 1 && items[0].href.is_none(), "{items:?}");
        known.role = Some(Role::Contributor);
        let items = part(&known, date(2026, 12, 28)).unwrap().items;
        assert_eq!(items[1].says, "The consultation “Our lamps” closes on 4 January 2027 (in 7 days).");
        assert!(
            items[0].href.as_ref().is_some_and(|path| path.starts_with("/organisations/") && path.contains("/groups/"))
        );
        assert_eq!(part(&known, FIRST), None, "three weeks before is too early");
    }

    #[test]
    fn what_is_overdue_is_repeated_once_a_month() {
        let mut late = facts(Some(Role::Lead));
        late.stage = Some(Due { stage: 2, on: date(2026, 11, 30), source: Source::Provisional, feedback: None });
        (late.undelivered, late.dead_links, late.review) = (Vec::new(), Vec::new(), None);
        (late.waiting_updates, late.names_to_check, late.published_changes) = (0, 0, 0);
        assert_eq!(
            says(&late, FIRST),
            [
                "Stage 2 was due on 30 November 2026 (7 days overdue) (provisional date).",
                "Your action “Oil the hinges” was due on 1 November 2026 (5 weeks overdue).",
                "1 action of the plan is overdue.",
            ]
        );
        late.actions.remove(1);
        assert_eq!(part(&late, THIRD), None, "and there is no summary in other weeks");
    }

    #[test]
    fn an_owner_without_an_account_gets_their_actions_without_links_to_closed_pages() {
        let owner = part(&facts(None), THIRD).unwrap();
        assert_eq!(owner.items.len(), 1);
        assert!(owner.items[0].says.starts_with("Your action “Light the lamp”") && owner.items[0].href.is_none());
    }

    #[test]
    fn a_contributor_is_not_reminded_of_what_only_a_lead_can_fix() {
        let items = says(&facts(Some(Role::Contributor)), THIRD);
        assert_eq!(items.len(), 3, "{items:?}");
        assert!(items[0].starts_with("Stage 2") && items[2].starts_with("Your action"));
        assert_eq!(items[1], "1 change of the submitted plan was published last week.");
    }
}
