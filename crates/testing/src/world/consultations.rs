//! The consultations of the world, about the submitted plan: a draft, an open one and a closed one.

use jiff::{Timestamp, ToSpan as _};
use model::{
    ConsultationId, FindingId, OrganisationId, PlanId,
    charter::Charter,
    consultation::{
        ConsultationStep, Grouping, Questionnaire,
        answer::{ConsultationResponse, SentFields},
        code::Code,
        disclosure::MinimumGroup,
        draft::ConsultationDraft,
        question,
        turnout::Access,
    },
    core::{
        dates,
        permit::{AtConsultation, AtOrganisation, Permission, Permit},
        short::Line,
    },
};
use store::{
    Tx,
    consultation::{
        consultations::{self, GivenBy, SentForm, WithoutKey},
        findings,
    },
};

/// Creates a consultation at each step, in the order of [`ConsultationStep::ALL`]. Returns them, the codes of the last two, and a finding of
/// the closed one, which has twelve responses with written comments.
pub(super) async fn make(
    tx: &mut Tx,
    charter: &Charter,
    organisation: OrganisationId,
    plan: PlanId,
    now: Timestamp,
) -> (Vec<ConsultationId>, Vec<Code>, FindingId) {
    let (mut all, mut codes) = (Vec::new(), Vec::new());
    for step in ConsultationStep::ALL {
        let may = permit(AtOrganisation { organisation });
        let may = crate::lock(tx, &may).await;
        let id = consultations::start(tx, &may, &draft(charter, plan, step, now), now).await.unwrap();
        all.push(id);
        let place = |step| AtConsultation { organisation, consultation: id, step };
        if step == ConsultationStep::Drafting {
            continue;
        }
        let today = dates::day(now);
        let may = crate::lock(tx, &permit(place(ConsultationStep::Drafting))).await;
        codes.push(consultations::open(tx, &may, today, now).await.unwrap().unwrap());
        if step == ConsultationStep::Open {
            continue;
        }
        let may = crate::lock(tx, &permit(place(ConsultationStep::Open))).await;
        let given = consultations::give(tx, &may, 12, GivenBy::Print, now).await.unwrap().unwrap();
        for (number, code) in given.iter().enumerate() {
            let response = response(charter, number);
            let sent = SentForm { token: &number.to_string(), code: Some(code) };
            consultations::record_response(tx, id, today, sent, &response).await.unwrap().unwrap();
        }
        let may = crate::lock(tx, &permit(place(ConsultationStep::Open))).await;
        consultations::close(tx, &may, WithoutKey::Wait, today, now).await.unwrap().unwrap();
    }
    let place = AtConsultation { organisation, consultation: all[2], step: ConsultationStep::Closed };
    let into = findings::SortInto::New("The stairs are dark".to_owned());
    let may = crate::lock(tx, &permit(place)).await;
    findings::sort(tx, &may, &[], &into, now).await.unwrap();
    let finding = findings::list(tx, &permit(place)).await.unwrap().remove(0).id;
    (all, codes, finding)
}

/// Returns a permit of the operator at a place.
pub fn permit<P: Permission>(place: P::Place) -> Permit<P> {
    let operator = crate::operator();
    Permit::ask(&operator, place).expect("the operator has the permission")
}

/// Returns a consultation with the default questions, two respondent groups and comments on the plan, which closes in two weeks.
/// People respond to the open one by a link, as an earlier version allowed with groups, and to the others with codes.
fn draft(charter: &Charter, plan: PlanId, step: ConsultationStep, now: Timestamp) -> ConsultationDraft {
    ConsultationDraft {
        title: Line::parse("How is it going?").unwrap(),
        closes: dates::day(now).saturating_add(14.days()),
        asked: asked(charter, if step == ConsultationStep::Open { Access::Link } else { Access::Codes }),
        plan: Some(plan),
        invited: Some(40),
    }
}

fn asked(charter: &Charter, access: Access) -> Questionnaire {
    Questionnaire {
        questions: question::ready_made(&charter.words.people, true),
        grouping: Some(Grouping { words: "Where do you work?".into(), choices: vec!["Coast".into(), "Island".into()] }),
        comments_on_plan: true,
        least: MinimumGroup::default(),
        follow_up: true,
        access,
    }
}

/// Returns one of twelve responses: ten are from the coast and two from the island.
fn response(charter: &Charter, number: usize) -> ConsultationResponse {
    let group = usize::from(number >= 10).to_string();
    let rating = (number % 5).to_string();
    let sent = [
        ("group", group.as_str()),
        ("q1", &rating),
        ("q4", "0"),
        ("q5", &format!("Change number {number}")),
        ("q6-idea-1", &format!("Idea number {number}")),
        ("a0", &format!("Comment number {number}")),
        ("matters", "0"),
    ];
    let fields = SentFields(sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    let offered =
        vec![model::consultation::Offered { id: model::ActionId(uuid::Uuid::nil()), text: String::new(), theme: None }];
    ConsultationResponse::parse(&asked(charter, Access::Codes), &offered, &charter.themes, &fields).unwrap()
}
