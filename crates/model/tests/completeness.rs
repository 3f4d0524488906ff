//! The missing items and warnings of a self-assessment under the invented charter.

mod charters;

use jiff::civil::date;
use model::{
    ActionId, AssessmentId, Date, OrganisationId, PlanId, QuestionKey, ThemeKey, Timestamp,
    assessment::{
        AssessmentState,
        completeness::{self, CompletenessItem, CompletenessPlace, Progress, Severity},
        contents::{Answer, AssessmentContents},
        headcount::Headcount,
    },
    charter::{
        Charter, Edition, QuestionKind,
        rating::{Explanation, Rating},
    },
    plan::{
        Ended, Origin, Outcome, Placed, Plan,
        action::{Action, ActionDetails, ProgressUpdate},
    },
    register::organisation::{Contact, Leader, Organisation, Standing},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const TODAY: Date = date(2033, 5, 5);
const VOICE: &str = "We asked every keeper of the coast by letter and at two evenings, and changed the second and the third \
                     action because of what they told us.";

fn action_id(number: u128) -> ActionId {
    ActionId(Uuid::from_u128(number))
}

fn action(number: u128, themes: &[&str]) -> Action {
    Action {
        id: action_id(number),
        details: ActionDetails {
            text: format!("Action {number}"),
            themes: themes.iter().map(|theme| ThemeKey::from(*theme)).collect(),
            owner: "Harbour office".into(),
            due: Some(date(2034, 12, 31)),
            measure: "It is seen".into(),
            ..ActionDetails::default()
        },
        open_since: None,
        first_planned: date(2031, 1, 1),
        created: Timestamp::UNIX_EPOCH,
        revision: 1,
        progress_update: None,
    }
}

fn rated(number: u128, rating: Rating) -> Action {
    let update = ProgressUpdate {
        rating,
        comment: String::new(),
        learning: String::new(),
        at: Timestamp::UNIX_EPOCH,
        who: None,
    };
    Action { progress_update: Some(update), ..action(number, &["light"]) }
}

fn plan(number: u128, starts: Date, ends: Date, months: u16, actions: Vec<(Action, Origin)>) -> Plan {
    let placed = |(action, origin)| Placed { action, origin, ended: None };
    let (id, organisation) = (PlanId(Uuid::from_u128(number)), OrganisationId(Uuid::nil()));
    Plan { id, organisation, months, starts, ends, actions: actions.into_iter().map(placed).collect() }
}

/// Contents without missing items or warnings.
fn complete(edition: &Edition) -> AssessmentContents {
    let answer = |text: &str| Answer { text: text.into(), revision: 1, who: None, at: Timestamp::UNIX_EPOCH };
    let answers = edition.questions.iter().map(|question| (question.id.clone(), answer(VOICE))).collect();
    let last = plan(
        1,
        date(2032, 1, 1),
        date(2032, 12, 31),
        12,
        vec![(rated(1, Rating::Green), Origin::New), (rated(2, Rating::Amber), Origin::New)],
    );
    let new = plan(
        2,
        date(2033, 1, 1),
        date(2034, 12, 31),
        24,
        vec![(action(2, &["light"]), Origin::Continued), (action(3, &["upkeep", "company"]), Origin::New)],
    );
    AssessmentContents {
        id: AssessmentId(Uuid::nil()),
        organisation: Organisation {
            id: OrganisationId(Uuid::nil()),
            slug: "rock".into(),
            name: "Rock".into(),
            standing: Standing::Signatory,
            kind: String::new(),
            country: String::new(),
            region: String::new(),
            consortium: String::new(),
            signed_on: None,
            phase: None,
            stage: edition.stage,
            scope: String::new(),
            contact: Contact { name: "P. Example".into(), email: "p@rock.example".into(), telephone: String::new() },
            page_url: "https://rock.example/pledge".into(),
            leader: Leader { name: "A. Sample".into(), post: "Warden".into(), email: "a@rock.example".into() },
            revision: 1,
        },
        leads: vec!["One Example".into(), "Two Example".into()],
        edition: edition.id.clone(),
        state: AssessmentState::Drafting(None),
        answers,
        rated: Some(last),
        outcomes: BTreeMap::from([(action_id(2), Outcome::Continued)]),
        plan: new,
        headcount: None,
        evidence: Vec::new(),
    }
}

struct Case {
    charter: Charter,
    stage: u8,
}

impl Case {
    fn second() -> Self {
        Self { charter: charters::read(charters::TINY), stage: 2 }
    }
    fn first() -> Self {
        Self { charter: charters::read(charters::TINY), stage: 1 }
    }
    fn edition(&self) -> &Edition {
        self.charter.edition_for(self.stage, TODAY).unwrap()
    }
    fn complete(&self) -> AssessmentContents {
        let mut contents = complete(self.edition());
        if self.stage == 1 {
            (contents.rated, contents.plan.months) = (None, 12);
            answer(&mut contents, "page", "https://rock.example/pledge");
        }
        contents
    }
    fn check(&self, contents: &AssessmentContents) -> Vec<CompletenessItem> {
        completeness::check(contents, self.edition(), &self.charter, TODAY)
    }
    /// The items after a change to a complete self-assessment.
    fn after(&self, change: impl FnOnce(&mut AssessmentContents)) -> Vec<CompletenessItem> {
        let mut contents = self.complete();
        change(&mut contents);
        self.check(&contents)
    }
}

fn answer(contents: &mut AssessmentContents, question: &str, text: &str) {
    contents.answers.get_mut(&QuestionKey::from(question)).unwrap().text = text.into();
}

fn question(key: &str) -> CompletenessPlace {
    CompletenessPlace::Question(QuestionKey::from(key))
}

#[track_caller]
fn assert_one(items: &[CompletenessItem], severity: Severity, code: &str, place: &CompletenessPlace, words: &str) {
    let [item] = items else { panic!("one item was expected, not {items:#?}") };
    assert_eq!((item.severity, item.code, &item.place), (severity, code, place));
    assert!(item.message.contains(words), "“{}” does not say “{words}”", item.message);
}

use Severity::{Missing, Warning};

#[test]
fn a_complete_self_assessment_has_no_items() {
    for case in [Case::first(), Case::second()] {
        assert_eq!(case.check(&case.complete()), []);
    }
}

#[test]
fn a_required_answer_is_missing() {
    let items = Case::second().after(|contents| answer(contents, "tower", " \n "));
    assert_one(&items, Missing, "unanswered", &question("tower"), "Your tower");
    let items = Case::second().after(|contents| drop(contents.answers.remove(&QuestionKey::from("plan"))));
    assert_one(&items, Missing, "unanswered", &question("plan"), "Your next two years");
}

#[test]
fn a_text_about_the_ratings_is_required_only_without_a_plan_to_rate() {
    let items = Case::second().after(|contents| answer(contents, "ratings", ""));
    assert_eq!(items, []);
    let items = Case::second().after(|contents| {
        answer(contents, "ratings", "");
        contents.rated = None;
    });
    let codes: Vec<_> = items.iter().map(|item| (item.severity, item.code)).collect();
    assert_eq!(codes, [(Missing, "unanswered"), (Warning, "no-last-plan")]);
}

#[test]
fn an_answer_over_its_limit_is_a_warning() {
    let items = Case::first().after(|contents| answer(contents, "tower", &"stone ".repeat(103)));
    assert_one(&items, Warning, "over-limit", &question("tower"), "3 words over the limit of 100");
}

#[test]
fn no_answer_on_technician_voice_is_missing_and_a_short_one_is_a_warning() {
    let items = Case::first().after(|contents| answer(contents, "say", ""));
    assert_one(&items, Missing, "no-voice", &question("say"), "keepers took part");
    let items = Case::first().after(|contents| answer(contents, "say", "We asked them."));
    assert_one(&items, Warning, "little-voice", &question("say"), "3 words may be too short");
}

#[test]
fn the_web_address_is_public_and_that_of_the_profile() {
    let items = Case::first().after(|contents| answer(contents, "page", "In progress"));
    assert_one(&items, Missing, "no-address", &question("page"), "“In progress” is not a web address");
    let items = Case::first().after(|contents| answer(contents, "page", ""));
    assert_one(&items, Missing, "no-address", &question("page"), "Enter the web address of your charter page");
    let items = Case::first().after(|contents| answer(contents, "page", "https://rock.example/other"));
    assert_one(
        &items,
        Warning,
        "two-addresses",
        &question("page"),
        "the organisation profile has https://rock.example/pledge",
    );
}

#[test]
fn every_action_of_the_previous_plan_is_rated() {
    let items =
        Case::second().after(|contents| contents.rated.as_mut().unwrap().actions[1].action.progress_update = None);
    assert_one(
        &items,
        Missing,
        "unrated",
        &CompletenessPlace::Rated(action_id(2)),
        "Select a RAG rating for “Action 2”",
    );
}

#[test]
fn a_stage_that_does_not_ask_for_ratings_needs_none() {
    let (first, second) = (Case::first(), Case::second());
    let rated = second.complete().rated;
    let items = first.after(|contents| {
        contents.rated = rated;
        contents.rated.as_mut().unwrap().actions[1].action.progress_update = None;
        contents.outcomes.clear();
    });
    assert_eq!(items, []);
}

#[test]
fn a_withdrawn_action_is_neither_rated_nor_decided() {
    let items = Case::second().after(|contents| {
        let placed = &mut contents.rated.as_mut().unwrap().actions[0];
        placed.action.progress_update = None;
        placed.ended = Some(Ended::Withdrawn { reason: "The rock sank".into() });
    });
    assert_eq!(items, []);
}

#[test]
fn an_action_that_is_not_completed_needs_a_next_step() {
    let place = CompletenessPlace::Rated(action_id(2));
    let items = Case::second().after(|contents| contents.outcomes.clear());
    assert_one(&items, Missing, "undecided", &place, "Select a next step for");
    let items =
        Case::second().after(|contents| contents.plan.actions[0].ended = Some(Ended::Withdrawn { reason: "x".into() }));
    assert!(items.iter().any(|item| item.code == "not-carried-on" && item.place == place && item.is_blocking()));
    let related = BTreeMap::from([(action_id(2), Outcome::Related)]);
    let items = Case::second().after(|contents| contents.outcomes = related.clone());
    assert_one(&items, Missing, "not-followed", &place, "the new plan has none");
    let items = Case::second().after(|contents| {
        contents.outcomes = related;
        contents.plan.actions[1].origin = Origin::Related(action_id(2));
    });
    assert_eq!(items, []);
}

#[test]
fn a_stopped_action_has_a_reason_unless_it_is_completed() {
    let stopped = || Outcome::Stopped { reason: " ".into() };
    let items = Case::second().after(|contents| drop(contents.outcomes.insert(action_id(2), stopped())));
    assert_one(
        &items,
        Warning,
        "stopped-unexplained",
        &CompletenessPlace::Rated(action_id(2)),
        "why “Action 2” is being stopped",
    );
    let items = Case::second().after(|contents| drop(contents.outcomes.insert(action_id(1), stopped())));
    assert_eq!(items, []);
}

#[test]
fn a_red_rating_with_its_explanation_is_complete() {
    let red = Rating::Red(Explanation::parse("No oil").unwrap());
    let items = Case::second().after(|contents| contents.rated.as_mut().unwrap().actions[1].action = rated(2, red));
    assert_eq!(items, []);
}

#[test]
fn an_empty_plan_is_missing_actions_and_a_theme_without_actions_is_a_warning() {
    let items = Case::first().after(|contents| contents.plan.actions.clear());
    assert_one(&items, Missing, "empty-plan", &CompletenessPlace::Plan, "no actions");
    let items = Case::first().after(|contents| contents.plan.actions.truncate(1));
    let found: Vec<_> = items.iter().map(|item| (item.code, item.message.as_str())).collect();
    assert_eq!(
        found,
        [
            ("bare-theme", "No action in the new plan has the theme “Upkeep”"),
            ("bare-theme", "No action in the new plan has the theme “Company”"),
        ]
    );
}

#[test]
fn an_action_without_owner_date_or_measure_is_a_warning() {
    let place = CompletenessPlace::Action(action_id(3));
    let details = |change: fn(&mut ActionDetails)| {
        Case::second().after(|contents| change(&mut contents.plan.actions[1].action.details))
    };
    assert_one(&details(|details| details.owner = " ".into()), Warning, "no-owner", &place, "“Action 3” has no owner");
    assert_one(&details(|details| details.due = None), Warning, "no-date", &place, "no due date");
    assert_one(&details(|details| details.measure.clear()), Warning, "no-measure", &place, "success");
    let ongoing = details(|details| {
        details.due = None;
        details.timescale = "Ongoing".into();
    });
    assert_eq!(ongoing, [], "a timescale in words is enough");
}

#[test]
fn a_due_date_that_cannot_be_met_is_a_warning() {
    let due = |due: Date, starts: Option<Date>| {
        Case::second().after(|contents| {
            let details = &mut contents.plan.actions[0].action.details;
            (details.due, details.starts) = (Some(due), starts);
        })
    };
    let place = CompletenessPlace::Action(action_id(2));
    assert_one(
        &due(date(2035, 1, 1), None),
        Warning,
        "due-after-plan",
        &place,
        "after the plan ends on 31 December 2034",
    );
    assert_one(&due(date(2032, 6, 1), None), Warning, "due-passed", &place, "Enter a new due date");
    let backwards = due(date(2034, 6, 1), Some(date(2034, 7, 1)));
    assert_one(&backwards, Warning, "due-before-start", &place, "before it starts");
}

#[test]
fn a_plan_of_another_length_is_a_warning() {
    let items = Case::second().after(|contents| contents.plan.months = 36);
    assert_one(
        &items,
        Warning,
        "other-length",
        &CompletenessPlace::Plan,
        "covers 36 months, but this stage requires 24",
    );
    let items = Case::second().after(|contents| {
        for placed in &mut contents.plan.actions {
            placed.action.details.due = Some(date(2033, 6, 30));
        }
    });
    assert_one(&items, Warning, "shorter", &CompletenessPlace::Plan, "its last action is due on 30 June 2033");
}

#[test]
fn numbers_that_disagree_are_warnings() {
    let table =
        Headcount::from_pasted("\tWomen\tMen\tTotal\nLamps\t20\t30\t50\nBoats\t2\t1\t1\nTotal\t22\t31\t53").unwrap();
    let table = table.with_as_at(Some(date(2033, 3, 31)));
    let items = Case::second().after(|contents| contents.headcount = Some(table.clone()));
    assert_one(
        &items,
        Warning,
        "numbers-disagree",
        &CompletenessPlace::Headcount,
        "Boats: 2 + 1 is 3, but the row total is 1",
    );
    let items = Case::second().after(|contents| {
        contents.headcount = Some(table.clone().with_as_at(None));
        answer(contents, "tower", "We have 61 keepers in all.");
    });
    let found: Vec<_> = items.iter().map(|item| (item.code, item.place.clone())).collect();
    assert_eq!(
        found,
        [
            ("number-in-text", question("tower")),
            ("undated-headcount", CompletenessPlace::Headcount),
            ("numbers-disagree", CompletenessPlace::Headcount),
        ]
    );
}

#[test]
fn there_are_two_leads_a_leader_and_a_contact() {
    let items = Case::second().after(|contents| contents.organisation.leader.name.clear());
    assert_one(&items, Missing, "no-leader", &CompletenessPlace::Organisation, "Enter the name of the leader");
    let items = Case::second().after(|contents| contents.organisation.contact.email.clear());
    assert_one(&items, Missing, "no-contact", &CompletenessPlace::Organisation, "public contact");
    let items = Case::second().after(|contents| drop(contents.leads.pop()));
    assert_one(&items, Warning, "one-lead", &CompletenessPlace::People, "One Example is your only");
}

#[test]
fn missing_items_come_first_and_all_are_listed_as_text() {
    let case = Case::second();
    let items = case.after(|contents| {
        contents.leads.pop();
        contents.organisation.leader.email.clear();
        answer(contents, "tower", "");
    });
    let text = completeness::as_text(&items, case.edition());
    assert_eq!(
        text,
        "\
Missing (2):
  Your tower: Answer “Your tower” [unanswered]
  Organisation: Enter the email address of the leader of the institution [no-leader]

Warnings (1):
  People: One Example is your only institutional lead. Invite a second lead so that sign-off can continue if One Example leaves [one-lead]
"
    );
    assert_eq!(completeness::as_text(&[], case.edition()), "No missing items and no warnings.\n");
    assert!(!completeness::is_ready(&items));
    assert!(completeness::is_ready(&items[2..]));
}

#[test]
fn the_parts_show_their_progress() {
    let case = Case::second();
    let mut contents = case.complete();
    let tasks = |contents: &AssessmentContents| completeness::tasks(contents, case.edition(), &case.charter, TODAY);
    assert_eq!(completeness::headline(&tasks(&contents)), "Complete: ready to lock for sign-off");

    answer(&mut contents, "tower", "");
    answer(&mut contents, "ratings", "");
    contents.outcomes.clear();
    contents.plan.actions[1].action.details.owner.clear();
    contents.leads.pop();
    let tasks = tasks(&contents);
    let listed: Vec<_> =
        tasks.iter().map(|task| (task.title.as_str(), task.progress, task.missing(), task.warnings())).collect();
    assert_eq!(
        listed,
        [
            ("Your tower", Progress::NotStarted, 1, 0),
            ("Your last year", Progress::Optional, 0, 0),
            ("Your next two years", Progress::Done, 0, 0),
            ("Rate your previous action plan", Progress::Started, 1, 0),
            ("New 24-month action plan", Progress::Done, 0, 1),
            ("Public contact, leader and leads", Progress::Done, 0, 1),
        ]
    );
    assert_eq!(completeness::headline(&tasks), "4 of 6 parts are complete");
    assert_eq!((tasks[3].extent.as_str(), tasks[4].extent.as_str()), ("2 of 2 rated", "2 actions"));
}

#[test]
fn an_empty_self_assessment_has_no_complete_parts() {
    let case = Case::first();
    let mut contents = case.complete();
    contents.answers.clear();
    contents.plan.actions.clear();
    contents.organisation.leader = Leader::default();
    let tasks = completeness::tasks(&contents, case.edition(), &case.charter, TODAY);
    assert_eq!(completeness::headline(&tasks), "0 of 6 parts are complete");
}

/// The check has no rules for one charter only: every edition that is built in can be completed.
#[test]
fn every_built_in_edition_can_be_completed() {
    let charter = charters::read(charters::REAL);
    for edition in &charter.editions {
        let mut contents = complete(edition);
        if let Some(question) = edition.question_of(QuestionKind::Address) {
            contents.answers.get_mut(&question.id).unwrap().text = "https://rock.example/pledge".into();
        }
        let items = completeness::check(&contents, edition, &charter, TODAY);
        assert!(completeness::is_ready(&items), "{}: {items:#?}", edition.id);
        contents.answers.clear();
        assert!(!completeness::is_ready(&completeness::check(&contents, edition, &charter, TODAY)));
    }
}
