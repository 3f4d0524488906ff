//! What locking guarantees. The contents are invented; `version-1.json` is a document of the first version, which must stay readable.

use super::*;
use crate::{
    ActionId, AssessmentId, Date, OrganisationId, PlanId, QuestionKey, Timestamp,
    assessment::{AssessmentState, contents},
    charter::{
        Question, QuestionKind,
        rating::{Colour, Rating},
    },
    plan::{
        Ended, Origin, Outcome, Placed,
        action::{Action, ActionDetails, ProgressUpdate},
    },
    register::organisation::{self, Contact},
};
use jiff::civil::date;
use uuid::Uuid;

const FIRST: &str = include_str!("version-1.json");
const SALT: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn moment() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

fn action(number: u128, text: &str, progress_update: Option<ProgressUpdate>) -> Action {
    let details = ActionDetails {
        text: text.into(),
        themes: vec!["light".into()],
        owner: "The Harbour Office".into(),
        due: Some(date(2027, 3, 31)),
        timescale: "By March 2027".into(),
        measure: "Every lamp is counted".into(),
        ..ActionDetails::default()
    };
    let open_since = Some(date(2018, 5, 1));
    Action {
        id: ActionId(Uuid::from_u128(number)),
        details,
        open_since,
        first_planned: Date::constant(2031, 1, 1),
        created: moment(),
        revision: 1,
        progress_update,
    }
}

fn update(colour: Colour, words: &str) -> ProgressUpdate {
    let rating = Rating::parse(colour, words).unwrap();
    let (comment, learning) = (words.to_owned(), "Ask earlier".to_owned());
    ProgressUpdate { rating, comment, learning, at: moment(), who: Some("P. Example".into()) }
}

fn plan(number: u128, starts: Date, actions: Vec<Placed>) -> Plan {
    let (id, organisation) = (PlanId(Uuid::from_u128(number)), OrganisationId(Uuid::from_u128(1)));
    Plan { id, organisation, months: 24, starts, ends: date(starts.year() + 1, 12, 31), actions }
}

fn placed(action: Action, origin: Origin) -> Placed {
    Placed { action, origin, ended: None }
}

pub(crate) fn charter() -> charter::Charter {
    let word = |colour, word: &str| charter::RatingMeaning { colour, word: word.into(), meaning: String::new() };
    charter::Charter {
        key: "keepers-pledge".into(),
        name: "Keepers’ Pledge".into(),
        commitment: String::new(),
        words: charter::CharterWords {
            person: "keeper".into(),
            people: "keepers".into(),
            voice: "keepers’ say".into(),
        },
        themes: vec![charter::Theme {
            id: "light".into(),
            name: "Light".into(),
            definition: String::new(),
            cues: Vec::new(),
        }],
        ratings: vec![word(Colour::Green, "Done"), word(Colour::Amber, "Under way"), word(Colour::Red, "Not begun")],
        categories: Vec::new(),
        allied: Vec::new(),
        editions: Vec::new(),
        calendar: charter::Calendar {
            plan_review_months: None,
            phases: Vec::new(),
            rounds: Vec::new(),
            usual: Vec::new(),
        },
        review: charter::Review {
            panel_size: [2, 3],
            panel_load: [2, 3],
            panel_needs: Vec::new(),
            feedback_months: [3, 4],
            composition: Vec::new(),
            conflicts: Vec::new(),
            training: Vec::new(),
            phrases: Vec::new(),
            pointers: Vec::new(),
            advice_words: 0,
            criteria: Vec::new(),
            active_review: None,
            response_weeks: 6,
            feedback_rating: None,
        },
        recommendations: Vec::new(),
        practice: Vec::new(),
        course: None,
    }
}

pub(crate) fn edition() -> charter::Edition {
    let question = |id: &str, kind, title: &str, ask: &str| Question {
        id: id.into(),
        kind,
        title: title.into(),
        ask: ask.into(),
        guidance: None,
        words: None,
        required: true,
        carries_from: Vec::new(),
        cues: Vec::new(),
    };
    charter::Edition {
        id: "second-2031".into(),
        stage: 2,
        title: "Second watch".into(),
        from: date(2031, 1, 1),
        plan_months: 24,
        rates_plan_of_months: Some(24),
        headcount: true,
        recommendations: None,
        introduction: String::new(),
        cues: Vec::new(),
        questions: vec![
            question("tower", QuestionKind::Words, "Your tower", "How does it stand?"),
            question("say", QuestionKind::Voice, "Keepers’ say", "What did keepers say to it?"),
        ],
        hash: "ab".repeat(32),
        published: true,
    }
}

pub(crate) fn contents() -> contents::AssessmentContents {
    let (done, red, gone) = (
        action(11, "Count every lamp", Some(update(Colour::Green, "All were counted"))),
        action(12, "Mend the stairs", Some(update(Colour::Red, "No funds"))),
        action(13, "Paint the door", None),
    );
    let withdrawn =
        Placed { ended: Some(Ended::Withdrawn { reason: "There is no door".into() }), ..placed(gone, Origin::New) };
    let never = Placed {
        ended: Some(Ended::Withdrawn { reason: "Too much".into() }),
        ..placed(action(15, "Build a tower", None), Origin::New)
    };
    let follows = Origin::Related(red.id);
    let outcomes = [(done.id, Outcome::Stopped { reason: String::new() }), (red.id, Outcome::Related)];
    let tower = contents::Answer {
        text: "It *stands*.\n\n- well\n- “high”".into(),
        revision: 3,
        who: Some("P. Example".into()),
        at: moment(),
    };
    contents::AssessmentContents {
        id: AssessmentId(Uuid::from_u128(2)),
        organisation: organisation::Organisation {
            id: OrganisationId(Uuid::from_u128(1)),
            slug: "northmoor".into(),
            name: "Northmoor University".into(),
            standing: organisation::Standing::Signatory,
            kind: "University".into(),
            country: "England".into(),
            region: String::new(),
            consortium: String::new(),
            signed_on: Some(date(2019, 5, 1)),
            phase: None,
            stage: 2,
            scope: "Everyone who keeps a light".into(),
            contact: Contact {
                name: "C. Example".into(),
                email: "lights@northmoor.example".into(),
                telephone: "01234 567890".into(),
            },
            page_url: "https://northmoor.example/lights".into(),
            leader: organisation::Leader {
                name: "A. Sample".into(),
                post: "Vice-Chancellor".into(),
                email: "private@northmoor.example".into(),
            },
            revision: 7,
        },
        leads: vec!["P. Example".into(), "Q. Example".into()],
        edition: "second-2031".into(),
        state: AssessmentState::Drafting(None),
        answers: [(QuestionKey::from("tower"), tower)].into(),
        rated: Some(plan(
            3,
            date(2025, 1, 1),
            vec![placed(done, Origin::New), placed(red, Origin::Continued), withdrawn],
        )),
        outcomes: outcomes.into(),
        plan: plan(4, date(2027, 1, 1), vec![placed(action(14, "Mend half of the stairs", None), follows), never]),
        headcount: Some(
            headcount::Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t37\t41\nLibrary\t2\t13").unwrap(),
        ),
        evidence: Vec::new(),
    }
}

pub(crate) fn locked(contents: &contents::AssessmentContents) -> LockedVersion {
    lock(contents, &charter(), &edition(), SALT)
}

fn pretty(canonical: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(canonical).unwrap();
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

#[test]
fn the_first_version_is_written_as_it_always_was() {
    let written = pretty(&locked(&contents()).canonical);
    assert!(written == FIRST, "a document of version 1 would be written differently:\n{written}");
}

#[test]
fn the_first_version_can_still_be_read() {
    let submission = Submission::parse(FIRST).unwrap();
    assert_eq!(canonical(&submission).unwrap(), locked(&contents()).canonical);
    assert_eq!(submission.theme(&"light".into()), "Light");
    assert_eq!((submission.word(Some(Colour::Red)), submission.word(None)), ("Not begun", "Not rated"));
}

#[test]
fn equal_contents_are_locked_as_equal_bytes() {
    assert_eq!(locked(&contents()), locked(&contents()));
    // Authors, times and the number of changes are not part of the text.
    let mut later = contents();
    later.organisation.revision += 1;
    later.answers.values_mut().for_each(|answer| answer.revision += 1);
    assert_eq!(locked(&later).hash, locked(&contents()).hash);
}

#[test]
fn every_change_of_the_content_changes_the_hash() {
    type Change = fn(&mut contents::AssessmentContents);
    let changes: [(&str, Change); 12] = [
        ("answer", |d| d.answers.get_mut(&"tower".into()).unwrap().text.push('.')),
        ("no answer", |d| d.answers.clear()),
        ("text", |d| d.plan.actions[0].action.details.text.push('!')),
        ("owner", |d| d.plan.actions[0].action.details.owner.clear()),
        ("origin", |d| d.plan.actions[0].origin = Origin::New),
        ("rating", |d| {
            d.rated.as_mut().unwrap().actions[1].action.progress_update = Some(update(Colour::Red, "No time"));
        }),
        ("outcome", |d| d.outcomes.clear()),
        ("lead", |d| d.leads.truncate(1)),
        ("leader", |d| d.organisation.leader.name.push('s')),
        ("contact", |d| d.organisation.contact.email.push('s')),
        ("page", |d| d.organisation.page_url.clear()),
        ("exact count", |d| {
            d.headcount = headcount::Headcount::from_pasted("Unit\tWomen\tMen\nWorkshop\t38\t41\nLibrary\t2\t13").ok();
        }),
    ];
    let before = locked(&contents()).hash;
    for (what, change) in changes {
        let mut contents = contents();
        change(&mut contents);
        assert_ne!(locked(&contents).hash, before, "{what}");
    }
    let mut edition = edition();
    edition.hash = "cd".repeat(32);
    assert_ne!(lock(&contents(), &charter(), &edition, SALT).hash, before, "edition");
}

#[test]
fn exact_counts_stay_out_and_can_be_proven() {
    let locked_version = locked(&contents());
    // It has none of the exact numbers that rounding changes: 37, 41 and 13, and their sums 39, 54, 93 and 78.
    let headcount =
        serde_json::from_str::<serde_json::Value>(&locked_version.canonical).unwrap()["headcount"].to_string();
    let numbers: Vec<u32> = headcount
        .replace(|c: char| c.is_ascii_hexdigit() && !c.is_ascii_digit(), "x")
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|word| word.parse().ok())
        .collect();
    assert!(
        !numbers.is_empty() && [37, 41, 13, 39, 54, 93, 78].iter().all(|exact| !numbers.contains(exact)),
        "{headcount}"
    );
    assert!(!locked_version.canonical.contains(SALT) && !locked_version.canonical.contains("private@"));

    let submission = Submission::parse(&locked_version.canonical).unwrap();
    assert!(locked_version.withheld.proves(&submission));
    let stored: Withheld = serde_json::from_str(&serde_json::to_string(&locked_version.withheld).unwrap()).unwrap();
    assert!(stored.proves(&submission), "what is withheld proves it after it was read from the database");
    let other = Withheld { salt: SALT.replace('0', "1"), ..stored };
    assert!(!other.proves(&submission));
}

#[test]
fn a_withdrawn_action_is_in_the_previous_plan_only() {
    let submission = Submission::parse(&locked(&contents()).canonical).unwrap();
    assert_eq!(submission.plan.actions.len(), 1);
    assert_eq!(submission.rated.unwrap().actions.len(), 3, "but the previous plan shows what left it, and why");
}

#[test]
fn a_document_with_exact_figures_is_refused() {
    let exact = FIRST.replacen("\"all\": 95", "\"all\": 93", 1);
    assert_ne!(exact, FIRST);
    assert!(matches!(Submission::parse(&exact), Err(NotASubmission::Invalid(why)) if why.contains("multiple of 5")));
}

#[test]
fn what_was_done_about_advice_is_signed_by_its_hash_and_stays_out_of_the_text() {
    use crate::assessment::advice::{AdviceOutcome, AdviceReport, ReportedAdvice};
    let report = |outcome, text: &str| AdviceReport {
        stage: 1,
        sent: date(2030, 6, 1),
        advice: vec![ReportedAdvice {
            criterion: "lamp".into(),
            title: "The lamp".into(),
            advice: "Trim the wick".into(),
            outcome,
            text: text.into(),
        }],
    };
    let lock = |advice| lock_with_advice(&contents(), &charter(), &edition(), SALT, advice);
    let without = locked(&contents());
    assert_eq!(lock(None), without);
    assert_eq!(lock(Some(report(None, ""))), without, "without answers the version keeps its hash");
    assert!(!without.canonical.contains("advice"), "and earlier versions verify as before");
    let with = lock(Some(report(Some(AdviceOutcome::Done), "Each Sunday")));
    assert_ne!(with.hash, without.hash);
    assert!(!with.canonical.contains("wick") && !with.canonical.contains("Sunday"), "{}", with.canonical);
    let submission = Submission::parse(&with.canonical).unwrap();
    let stored: Withheld = serde_json::from_str(&serde_json::to_string(&with.withheld).unwrap()).unwrap();
    assert!(stored.proves(&submission));
    let changed = Withheld { advice: Some(report(Some(AdviceOutcome::NotDone), "Each Sunday")), ..stored.clone() };
    assert!(!changed.proves(&submission) && !Withheld { advice: None, ..stored }.proves(&submission));
}
