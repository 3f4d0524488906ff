//! Consultations of the first organisation with a draft: one with published findings, one open and one draft.

use super::{
    context::{DemoContext, at},
    people::lock,
};
use jiff::ToSpan as _;
use model::{
    ConsultationId, Date,
    consultation::{
        ConsultationStep, Grouping, Questionnaire,
        answer::{ConsultationResponse, SentFields},
        disclosure::MinimumGroup,
        draft::ConsultationDraft,
        finding::FindingOutcome,
        question::ready_made,
        turnout::Access,
    },
    core::{permit::AtConsultation, short::Line},
    plan::Plan,
};
use store::{
    Error, Tx,
    consultation::{
        consultations::{self, GivenBy, SentForm, WithoutKey},
        findings,
    },
};

/// Written comments, used in turn.
const COMMENTS: [&str; 4] = [
    "Training is fully booked before we hear about it.",
    "Ask us what we need before equipment is bought.",
    "Cover, so that I can go on the training days we are offered.",
    "Our names on the papers we contribute to.",
];
const IDEAS: [&str; 3] = [
    "A directory with everyone’s photograph",
    "One day a month for training",
    "A technician on the research committee",
];
const FACULTIES: [&str; 3] = ["Science", "Arts and design", "Estates"];
/// The number of responses from each faculty in the closed consultation. The last group is too small to be shown.
const RESPONSES: [usize; 3] = [24, 17, 4];

/// The number of people invited to each.
const INVITED: u32 = 118;

/// Creates the consultations about this plan.
pub(super) async fn create(tx: &mut Tx, context: &DemoContext<'_>, plan: &Plan) -> Result<(), Error> {
    let today = context.today();
    let opened = today.saturating_sub(60.days());
    let closed =
        start(tx, context, plan, "What would make this a better place to work?", Access::Codes, opened).await?;
    open(tx, context, closed, opened).await?;
    let day = today.saturating_sub(50.days());
    let consultation =
        consultations::read(tx, &context.team.lead.may(place(context, closed, ConsultationStep::Open))).await?;
    let offered = consultation.opened().map(|opened| opened.offered.clone()).unwrap_or_default();
    let lead = context.team.lead;
    let permit = lock(tx, &lead.may(place(context, closed, ConsultationStep::Open))).await?;
    let codes = consultations::give(tx, &permit, INVITED as usize, GivenBy::Print, at(opened, 30)).await?;
    let codes = codes.expect("everyone invited gets a code");
    let mut turn = 0;
    for (faculty, number) in RESPONSES.into_iter().enumerate() {
        for _ in 0..number {
            turn += 1;
            let fields = SentFields(vec![
                ("group".into(), faculty.to_string()),
                ("q1".into(), (turn % 5).to_string()),
                ("q2".into(), (turn % 3 + 1).to_string()),
                ("q3".into(), (turn % 4).to_string()),
                ("q4".into(), (turn % offered.len().max(1)).to_string()),
                ("q5".into(), if turn % 3 == 0 { COMMENTS[turn / 3 % COMMENTS.len()].into() } else { String::new() }),
                ("q6-idea-1".into(), if turn % 7 == 0 { IDEAS[turn / 7 % IDEAS.len()].into() } else { String::new() }),
                ("matters".into(), (turn % 2).to_string()),
                ("a1".into(), if turn % 11 == 0 { "Start with the night shift.".into() } else { String::new() }),
            ]);
            let response = ConsultationResponse::parse(&consultation.asked, &offered, &context.charter.themes, &fields);
            let response = response.expect("no response is empty");
            let sent = SentForm { token: &turn.to_string(), code: codes.get(turn) };
            consultations::record_response(tx, closed, day, sent, &response).await?.expect("it is open");
        }
    }
    let permit = lock(tx, &lead.may(place(context, closed, ConsultationStep::Open))).await?;
    let day = today.saturating_sub(30.days());
    consultations::close(tx, &permit, WithoutKey::Wait, day, at(day, 40)).await?.expect("it is open and has its key");
    group_comments(tx, context, closed, plan, today.saturating_sub(20.days())).await?;
    // Anyone who tries the demo can respond by the link.
    let (title, day) = ("What do you think of our next action plan?", today.saturating_sub(3.days()));
    let running = start(tx, context, plan, title, Access::Link, day).await?;
    open(tx, context, running, today.saturating_sub(3.days())).await?;
    start(tx, context, plan, "Spring survey of technicians", Access::Codes, today.saturating_sub(1.days())).await?;
    Ok(())
}

fn place(context: &DemoContext<'_>, consultation: ConsultationId, step: ConsultationStep) -> AtConsultation {
    AtConsultation { organisation: context.id, consultation, step }
}

/// Creates a draft consultation on a day.
async fn start(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    plan: &Plan,
    title: &str,
    access: Access,
    on: Date,
) -> Result<ConsultationId, Error> {
    let grouping = Grouping {
        words: "Which faculty or service are you in?".into(),
        choices: FACULTIES.map(ToOwned::to_owned).to_vec(),
    };
    let asked = Questionnaire {
        questions: ready_made(&context.charter.words.people, true),
        grouping: (access == Access::Codes).then_some(grouping),
        comments_on_plan: true,
        least: MinimumGroup::default(),
        follow_up: true,
        access,
    };
    let draft = ConsultationDraft {
        title: Line::parse(title).expect("it is short"),
        closes: on.saturating_add(28.days()),
        asked,
        plan: Some(plan.id),
        invited: Some(INVITED),
    };
    let permit = lock(tx, &context.team.lead.may(context.at_organisation())).await?;
    consultations::start(tx, &permit, &draft, at(on, 10)).await
}

async fn open(tx: &mut Tx, context: &DemoContext<'_>, id: ConsultationId, on: Date) -> Result<(), Error> {
    let may = context.team.lead.may(place(context, id, ConsultationStep::Drafting));
    let may = lock(tx, &may).await?;
    consultations::open(tx, &may, on, at(on, 20)).await?.expect("it has questions, a plan and time");
    Ok(())
}

/// Groups the written comments into findings, decides about each and publishes them.
async fn group_comments(
    tx: &mut Tx,
    context: &DemoContext<'_>,
    id: ConsultationId,
    plan: &Plan,
    on: Date,
) -> Result<(), Error> {
    let (lead, at_closed) = (context.team.lead, place(context, id, ConsultationStep::Closed));
    let remarks = consultations::written_comments(tx, &lead.may(at_closed)).await?;
    for (finding, comments) in [
        ("You hear about training too late, and there is no cover", &COMMENTS[..1]),
        ("You want to be consulted before equipment is bought", &COMMENTS[1..2]),
    ] {
        let selected: Vec<_> =
            remarks.iter().filter(|(_, remark)| comments.contains(&remark.words.as_str())).map(|(id, _)| *id).collect();
        let into = findings::SortInto::New(finding.to_owned());
        let permit = lock(tx, &lead.may(at_closed)).await?;
        findings::sort(tx, &permit, &selected, &into, at(on, 30)).await?;
    }
    let actions = plan.live().take(2).map(|action| action.id).collect();
    let outcomes = [
        FindingOutcome::Actions(actions),
        FindingOutcome::Nothing(
            "Purchasing is shared with two other universities until 2028. We will ask again then.".into(),
        ),
    ];
    for (finding, outcome) in findings::list(tx, &lead.may(at_closed)).await?.into_iter().zip(outcomes) {
        let may = lead.may(at_closed);
        let may = lock(tx, &may).await?;
        findings::decide(tx, &may, finding.id, finding.revision, &finding.words, &outcome, at(on, 40)).await?;
    }
    let permit = lock(tx, &lead.may(at_closed)).await?;
    findings::publish(tx, &permit, Some(on), at(on, 50)).await
}
