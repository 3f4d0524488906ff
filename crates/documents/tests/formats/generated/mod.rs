//! Generated submissions of invented organisations, with everything that Assay stores, for proptest.
#![allow(dead_code, reason = "each test binary uses a part of it")]

mod action;
mod evidence;
pub(crate) mod real;
mod words;

pub(crate) use words::{name, prose};

use documents::write::form::{Signatures, WrittenSignature};
use model::{
    ActionId, AssessmentId, Date,
    assessment::{
        headcount::{self, Unit},
        locked_version::{self, RatedAction, RatedPlan, Submission, SubmittedAction, SubmittedPlan},
    },
    charter::{Charter, Edition, QuestionKind},
    plan::{Ended, Origin},
    register::organisation::Contact,
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

/// A submission and what is written with it.
#[derive(Debug, Clone)]
pub(crate) struct GeneratedSubmission {
    pub(crate) submission: Submission,
    pub(crate) exact: Option<headcount::Headcount>,
    pub(crate) signatures: Signatures,
}

impl GeneratedSubmission {
    /// The form that it answers.
    pub(crate) fn edition<'a>(&self, charter: &'a Charter) -> &'a Edition {
        charter.edition(&self.submission.edition.key).expect("the charter has the edition")
    }
}

/// A submission to any form of a charter.
pub(crate) fn any_submission(charter: &'static Charter) -> impl Strategy<Value = GeneratedSubmission> {
    select(charter.editions.iter().collect::<Vec<_>>()).prop_flat_map(move |edition| submission_to(charter, edition))
}

/// A submission to one form.
pub(crate) fn submission_to(
    charter: &'static Charter,
    edition: &'static Edition,
) -> impl Strategy<Value = GeneratedSubmission> {
    let answers = edition.questions.iter().map(|question| answer(question.kind)).collect::<Vec<_>>();
    let plans = (vec(action::rated(charter), 0..6), vec(action::details(charter), 1..8));
    let people = (option::of(headcount()), signature(), signature());
    let ids = (0..4).map(|at| ActionId(Uuid::from_u128(1_000 + at))).collect();
    let pieces = evidence::evidence(ids, edition.questions.iter().map(|question| question.id.clone()).collect());
    (organisation(), answers, plans, people, pieces).prop_map(
        move |((organisation, leader, contact), answers, (rated, new), (exact, lead, head), pieces)| {
            let months = edition.rates_plan_of_months;
            let rated = months.map(|months| {
                let actions = merged(rated);
                RatedPlan { starts: day(2022, 1), ends: day(2024, 12), months, actions }
            });
            let follows = rated.as_ref().and_then(|plan| plan.actions.first()).map(|action| action.id);
            let actions = new.into_iter().enumerate().map(|(at, details)| SubmittedAction {
                id: ActionId(Uuid::from_u128(1_000 + at as u128)),
                details,
                open_since: (at % 4 == 2).then(|| day(2019, 7)),
                origin: match (follows, at % 3) {
                    (Some(last), 1) => Origin::Related(last),
                    (Some(_), 2) => Origin::Continued,
                    _ => Origin::New,
                },
            });
            let submission = Submission {
                format: locked_version::FORMAT.to_owned(),
                evidence: pieces,
                version: locked_version::VERSION,
                advice_sha256: None,
                assessment: AssessmentId(Uuid::from_u128(1)),
                charter: words::charter(charter),
                edition: locked_version::Edition {
                    key: edition.id.clone(),
                    title: edition.title.clone(),
                    stage: edition.stage,
                    sha256: edition.hash.clone(),
                },
                organisation,
                leads: vec![contact.name.clone()],
                leader,
                contact,
                page: "https://tarn.example/charters/plan".to_owned(),
                answers: edition
                    .questions
                    .iter()
                    .zip(answers)
                    .map(|(question, text)| locked_version::SubmittedAnswer {
                        question: question.id.clone(),
                        title: question.title.clone(),
                        ask: question.ask.clone(),
                        text,
                    })
                    .collect(),
                rated,
                plan: SubmittedPlan {
                    starts: day(2025, 1),
                    ends: day(2027, 12),
                    months: edition.plan_months,
                    actions: actions.collect(),
                },
                headcount: None,
            };
            let exact = exact.filter(|_| edition.headcount);
            GeneratedSubmission { submission, exact, signatures: Signatures { lead, leader: head } }
        },
    )
}

/// If there are several actions, the last was merged into the first.
fn merged(mut actions: Vec<RatedAction>) -> Vec<RatedAction> {
    let into = actions.first().map(|action| action.id);
    if let Some((into, last)) = into.zip(actions.last_mut()).filter(|(into, last)| last.id != *into) {
        last.left = Some(Ended::Merged { into, reason: "They are one: both ask for a door.".to_owned() });
    }
    actions
}

fn day(year: i16, month: i8) -> Date {
    Date::new(year, month, 1).expect("every month has a first day")
}

fn answer(kind: QuestionKind) -> BoxedStrategy<String> {
    if kind == QuestionKind::Address {
        Just(String::new()).boxed()
    } else {
        prop_oneof![9 => prose(), 1 => Just(String::new())].boxed()
    }
}

fn organisation() -> impl Strategy<Value = (locked_version::SubmittedOrganisation, locked_version::Leader, Contact)> {
    let organisation_name = select(vec![
        "University of Tarn",
        "Institute of Marrow & Glass",
        "Glass <North> University",
        "Ynys Môn College",
    ]);
    (organisation_name, name(), name(), select(vec!["Vice-Chancellor", "President", ""])).prop_map(
        |(organisation_name, head, contact, post)| {
            let organisation = locked_version::SubmittedOrganisation {
                name: organisation_name.to_owned(),
                slug: "tarn".to_owned(),
                stage: 2,
                scope: "Everyone who keeps a workshop".to_owned(),
            };
            let contact =
                Contact { name: contact, email: "lead@tarn.example".to_owned(), telephone: "01234 567890".to_owned() };
            (organisation, locked_version::Leader { name: head, post: post.to_owned() }, contact)
        },
    )
}

fn signature() -> impl Strategy<Value = Option<WrittenSignature>> {
    let signed = (name(), 0..3_000_i32).prop_map(|(name, days)| WrittenSignature {
        name,
        on: day(2019, 1).checked_add(jiff::Span::new().days(days)).expect("the date is in range"),
    });
    option::weighted(0.8, signed)
}

/// A headcount whose printed totals need not agree with the numbers.
fn headcount() -> impl Strategy<Value = headcount::Headcount> {
    let groups =
        select(vec![vec!["Women", "Men"], vec!["Female", "Male", "Not said"], vec!["Grade 5", "Grade 6 women"]]);
    (groups, 2..9_usize, any::<bool>()).prop_flat_map(|(groups, units, is_dated)| {
        let width = groups.len();
        let cells = vec(prop_oneof![8 => (0..900_u32).prop_map(Some), 1 => Just(None)], width);
        let unit = (cells, option::of(0..2_000_u32));
        (vec(unit, units), Just(groups)).prop_map(move |(units, groups)| {
            let names = [
                "School of Physics",
                "Library",
                "Estates & Workshops",
                "Chemistry",
                "IT",
                "Arts",
                "Farm",
                "Institute of Ice",
            ];
            let unit = |(at, (mut counts, printed_total)): (usize, (Vec<Option<u32>>, Option<u32>))| {
                // A row without any number would be read as a heading.
                counts[0] = counts[0].or(Some(1));
                Unit { name: names[at].to_owned(), counts, printed_total }
            };
            let as_at = is_dated.then(|| day(2024, 5));
            let groups = groups.into_iter().map(str::to_owned).collect();
            let units = units.into_iter().enumerate().map(unit).collect();
            headcount::Headcount::new(as_at, groups, units, None).expect("every row has a number for each group")
        })
    })
}
