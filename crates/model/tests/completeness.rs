//! What is missing and what is doubtful, in a self-assessment under the invented charter.

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

/// One with nothing missing and nothing doubtful, under the edition of stage 2.
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

struct Desk {
    charter: Charter,
    stage: u8,
}

impl Desk {
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
    /// What one change to a complete self-assessment makes missing or doubtful.
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

use Severity::{Advises, Blocks};

#[test]
fn a_complete_one_lacks_nothing() {
    for desk in [Desk::first(), Desk::second()] {
        assert_eq!(desk.check(&desk.complete()), []);
    }
}

#[test]
fn an_answer_that_is_asked_for_blocks() {
    let items = Desk::second().after(|contents| answer(contents, "tower", " \n "));
    assert_one(&items, Blocks, "unanswered", &question("tower"), "Your tower");
    let items = Desk::second().after(|contents| drop(contents.answers.remove(&QuestionKey::from("plan"))));
    assert_one(&items, Blocks, "unanswered", &question("plan"), "Your next two years");
}

#[test]
fn words_about_the_ratings_are_needed_only_where_there_is_no_list_of_them() {
    let items = Desk::second().after(|contents| answer(contents, "ratings", ""));
    assert_eq!(items, []);
    let items = Desk::second().after(|contents| {
        answer(contents, "ratings", "");
        contents.rated = None;
    });
    let codes: Vec<_> = items.iter().map(|item| (item.severity, item.code)).collect();
    assert_eq!(codes, [(Blocks, "unanswered"), (Advises, "no-last-plan")]);
}

#[test]
fn an_answer_over_its_limit_may_be_sent() {
    let items = Desk::first().after(|contents| answer(contents, "tower", &"stone ".repeat(103)));
    assert_one(&items, Advises, "over-limit", &question("tower"), "3 words over the limit of 100");
}

#[test]
fn without_the_technician_voice_it_is_blocked_and_a_short_one_is_a_warning() {
    let items = Desk::first().after(|contents| answer(contents, "say", ""));
    assert_one(&items, Blocks, "no-voice", &question("say"), "keepers took part");
    let items = Desk::first().after(|contents| answer(contents, "say", "We asked them."));
    assert_one(&items, Advises, "little-voice", &question("say"), "3 words may be too short");
}

#[test]
fn a_plan_has_to_be_where_the_public_can_read_it() {
    let items = Desk::first().after(|contents| answer(contents, "page", "In progress"));
    assert_one(&items, Blocks, "no-address", &question("page"), "“In progress” is not a web address");
    let items = Desk::first().after(|contents| answer(contents, "page", ""));
    assert_one(&items, Blocks, "no-address", &question("page"), "Enter a full web address");
    let items = Desk::first().after(|contents| answer(contents, "page", "https://rock.example/other"));
    assert_one(
        &items,
        Advises,
        "two-addresses",
        &question("page"),
        "the organisation profile has https://rock.example/pledge",
    );
}

#[test]
fn every_action_of_the_last_plan_is_rated() {
    let items =
        Desk::second().after(|contents| contents.rated.as_mut().unwrap().actions[1].action.progress_update = None);
    assert_one(
        &items,
        Blocks,
        "unrated",
        &CompletenessPlace::Rated(action_id(2)),
        "Select a RAG rating for “Action 2”",
    );
}

#[test]
fn a_stage_that_does_not_ask_for_ratings_waits_for_none() {
    let (first, second) = (Desk::first(), Desk::second());
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
    let items = Desk::second().after(|contents| {
        let placed = &mut contents.rated.as_mut().unwrap().actions[0];
        placed.action.progress_update = None;
        placed.ended = Some(Ended::Withdrawn { reason: "The rock sank".into() });
    });
    assert_eq!(items, []);
}

#[test]
fn what_is_not_completed_has_a_future() {
    let place = CompletenessPlace::Rated(action_id(2));
    let items = Desk::second().after(|contents| contents.outcomes.clear());
    assert_one(&items, Blocks, "undecided", &place, "Select a next step for");
    let items =
        Desk::second().after(|contents| contents.plan.actions[0].ended = Some(Ended::Withdrawn { reason: "x".into() }));
    assert!(items.iter().any(|item| item.code == "not-carried-on" && item.place == place && item.is_blocking()));
    let related = BTreeMap::from([(action_id(2), Outcome::Related)]);
    let items = Desk::second().after(|contents| contents.outcomes = related.clone());
    assert_one(&items, Blocks, "not-followed", &place, "the new plan has none");
    let items = Desk::second().after(|contents| {
        contents.outcomes = related;
        contents.plan.actions[1].origin = Origin::Related(action_id(2));
    });
    assert_eq!(items, []);
}

#[test]
fn what_stops_says_why_unless_it_is_completed() {
    let stopped = || Outcome::Stopped { reason: " ".into() };
    let items = Desk::second().after(|contents| drop(contents.outcomes.insert(action_id(2), stopped())));
    assert_one(
        &items,
        Advises,
        "stopped-unexplained",
        &CompletenessPlace::Rated(action_id(2)),
        "why “Action 2” is being stopped",
    );
    let items = Desk::second().after(|contents| drop(contents.outcomes.insert(action_id(1), stopped())));
    assert_eq!(items, []);
}

#[test]
fn red_is_explained_or_it_is_not_red() {
    let red = Rating::Red(Explanation::parse("No oil").unwrap());
    let items = Desk::second().after(|contents| contents.rated.as_mut().unwrap().actions[1].action = rated(2, red));
    assert_eq!(items, []);
}

#[test]
fn an_empty_plan_blocks_and_a_bare_theme_advises() {
    let items = Desk::first().after(|contents| contents.plan.actions.clear());
    assert_one(&items, Blocks, "empty-plan", &CompletenessPlace::Plan, "no actions");
    let items = Desk::first().after(|contents| contents.plan.actions.truncate(1));
    let said: Vec<_> = items.iter().map(|item| (item.code, item.message.as_str())).collect();
    assert_eq!(
        said,
        [
            ("bare-theme", "No action in the new plan has the theme “Upkeep”"),
            ("bare-theme", "No action in the new plan has the theme “Company”"),
        ]
    );
}

#[test]
fn an_action_wants_an_owner_a_date_and_a_measure() {
    let place = CompletenessPlace::Action(action_id(3));
    let details = |change: fn(&mut ActionDetails)| {
        Desk::second().after(|contents| change(&mut contents.plan.actions[1].action.details))
    };
    assert_one(&details(|details| details.owner = " ".into()), Advises, "no-owner", &place, "“Action 3” has no owner");
    assert_one(&details(|details| details.due = None), Advises, "no-date", &place, "no due date");
    assert_one(&details(|details| details.measure.clear()), Advises, "no-measure", &place, "success");
    let ongoing = details(|details| {
        details.due = None;
        details.timescale = "Ongoing".into();
    });
    assert_eq!(ongoing, [], "a time in words is a time");
}

#[test]
fn a_date_that_cannot_be_kept_is_asked_about() {
    let due = |due: Date, starts: Option<Date>| {
        Desk::second().after(|contents| {
            let details = &mut contents.plan.actions[0].action.details;
            (details.due, details.starts) = (Some(due), starts);
        })
    };
    let place = CompletenessPlace::Action(action_id(2));
    assert_one(
        &due(date(2035, 1, 1), None),
        Advises,
        "due-after-plan",
        &place,
        "after the plan ends on 31 December 2034",
    );
    assert_one(&due(date(2032, 6, 1), None), Advises, "due-passed", &place, "Enter a new due date");
    let backwards = due(date(2034, 6, 1), Some(date(2034, 7, 1)));
    assert_one(&backwards, Advises, "due-before-start", &place, "before it starts");
}

#[test]
fn a_plan_is_as_long_as_it_says() {
    let items = Desk::second().after(|contents| contents.plan.months = 36);
    assert_one(
        &items,
        Advises,
        "other-length",
        &CompletenessPlace::Plan,
        "covers 36 months, but this stage requires 24",
    );
    let items = Desk::second().after(|contents| {
        for placed in &mut contents.plan.actions {
            placed.action.details.due = Some(date(2033, 6, 30));
        }
    });
    assert_one(&items, Advises, "shorter", &CompletenessPlace::Plan, "its last action is due on 30 June 2033");
}

#[test]
fn numbers_that_disagree_are_named() {
    let table =
        Headcount::from_pasted("\tWomen\tMen\tTotal\nLamps\t20\t30\t50\nBoats\t2\t1\t1\nTotal\t22\t31\t53").unwrap();
    let table = table.with_as_at(Some(date(2033, 3, 31)));
    let items = Desk::second().after(|contents| contents.headcount = Some(table.clone()));
    assert_one(
        &items,
        Advises,
        "numbers-disagree",
        &CompletenessPlace::Headcount,
        "Boats: 2 + 1 is 3, but the row total is 1",
    );
    let items = Desk::second().after(|contents| {
        contents.headcount = Some(table.clone().with_as_at(None));
        answer(contents, "tower", "We have 61 keepers in all.");
    });
    let said: Vec<_> = items.iter().map(|item| (item.code, item.place.clone())).collect();
    assert_eq!(
        said,
        [
            ("number-in-text", question("tower")),
            ("undated-headcount", CompletenessPlace::Headcount),
            ("numbers-disagree", CompletenessPlace::Headcount),
        ]
    );
}

#[test]
fn there_is_a_lead_a_leader_and_a_contact() {
    let items = Desk::second().after(|contents| contents.organisation.leader.name.clear());
    assert_one(&items, Blocks, "no-leader", &CompletenessPlace::Organisation, "Enter the name of the leader");
    let items = Desk::second().after(|contents| contents.organisation.contact.email.clear());
    assert_one(&items, Blocks, "no-contact", &CompletenessPlace::Organisation, "public contact");
    let items = Desk::second().after(|contents| drop(contents.leads.pop()));
    assert_one(&items, Advises, "one-lead", &CompletenessPlace::People, "One Example is your only");
}

#[test]
fn missing_items_come_first_and_all_are_listed_as_text() {
    let desk = Desk::second();
    let items = desk.after(|contents| {
        contents.leads.pop();
        contents.organisation.leader.email.clear();
        answer(contents, "tower", "");
    });
    let text = completeness::as_text(&items, desk.edition());
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
    assert_eq!(completeness::as_text(&[], desk.edition()), "No missing items and no warnings.\n");
    assert!(!completeness::is_ready(&items));
    assert!(completeness::is_ready(&items[2..]));
}

#[test]
fn the_parts_say_how_far_they_have_come() {
    let desk = Desk::second();
    let mut contents = desk.complete();
    let tasks = |contents: &AssessmentContents| completeness::tasks(contents, desk.edition(), &desk.charter, TODAY);
    assert_eq!(completeness::headline(&tasks(&contents)), "Complete: ready to lock for sign-off");

    answer(&mut contents, "tower", "");
    answer(&mut contents, "ratings", "");
    contents.outcomes.clear();
    contents.plan.actions[1].action.details.owner.clear();
    contents.leads.pop();
    let tasks = tasks(&contents);
    let told: Vec<_> =
        tasks.iter().map(|task| (task.title.as_str(), task.progress, task.missing(), task.advice())).collect();
    assert_eq!(
        told,
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
fn nothing_done_says_so() {
    let desk = Desk::first();
    let mut contents = desk.complete();
    contents.answers.clear();
    contents.plan.actions.clear();
    contents.organisation.leader = Leader::default();
    let tasks = completeness::tasks(&contents, desk.edition(), &desk.charter, TODAY);
    assert_eq!(completeness::headline(&tasks), "0 of 6 parts are complete");
}

/// Nothing here knows one charter: the questions of every edition that ships can be answered so that nothing blocks.
#[test]
fn every_edition_that_ships_can_be_made_ready() {
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
