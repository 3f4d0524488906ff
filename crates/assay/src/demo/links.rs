//! Creates one sign-in link for each kind of user, anew at each start of the demo.

use super::{
    peer_review::{HAS_FEEDBACK, REVIEWER},
    people::{email, line, lock},
    sector::{DemoOrganisation, DemoStatus, Sector},
};
use crate::program;
use jiff::{SignedDuration, Timestamp};
use model::{
    OrganisationId,
    assessment::Step,
    core::{
        permit::{AtAssessment, AtOrganisation},
        short::Email,
    },
    plan::update_request::UpdateRequest,
};
use store::{
    Db, Error, Tx,
    accounts::sign_ins,
    assessment::{
        assessments,
        leader_links::{self, LeaderAsked, LeaderRequest},
    },
    plan::update_requests,
};

/// Links stay valid for as long as the data of the demo may be used, and in any number of browsers.
const LIFETIME: SignedDuration = SignedDuration::from_hours(10 * 365 * 24);
const USES: u32 = 1_000_000;

/// A kind of user, and their link.
pub(crate) struct Persona {
    pub(crate) who: String,
    /// The path of the link.
    pub(crate) path: String,
}

/// Creates the links.
pub(crate) async fn make(db: &Db, now: Timestamp) -> Result<Vec<Persona>, Error> {
    let sector = Sector::read();
    let mut tx = db.write().await?;
    let mut personas = Vec::new();
    let at = |status: DemoStatus| {
        let has_status =
            |invented: &&DemoOrganisation| invented.assessments.last().is_some_and(|last| last.status == status);
        sector.organisations.iter().find(has_status)
    };
    if let Some(drafting) = at(DemoStatus::Drafting) {
        let lead = format!("institutional lead of {}", drafting.name);
        personas.push(sign_in(&mut tx, lead, &email(&drafting.leads[0], &drafting.domain), now).await?);
        for name in drafting.contributors.iter().take(1) {
            let contributor = format!("contributor to {}", drafting.name);
            personas.push(sign_in(&mut tx, contributor, &email(name, &drafting.domain), now).await?);
        }
    }
    if let Some(drafting) = at(DemoStatus::Drafting)
        && let Some((name, secret)) = owner_link(&mut tx, drafting, now).await?
    {
        let who = format!("{name} at {}, an action owner with update requests", drafting.name);
        personas.push(Persona { who, path: format!("/updates/{secret}") });
    }
    if let Some(signed) = at(DemoStatus::LeadSigned) {
        let lead = format!("institutional lead of {}, awaiting the leader's signature", signed.name);
        personas.push(sign_in(&mut tx, lead, &email(&signed.leads[0], &signed.domain), now).await?);
        if let Some(secret) = leader_link(&mut tx, signed, now).await? {
            let who = format!("leader of {}, asked to sign", signed.name);
            personas.push(Persona { who, path: format!("/leader/{secret}") });
        }
    }
    if let Some(received) = sector.organisations.iter().find(|invented| invented.domain == HAS_FEEDBACK) {
        let lead = format!("institutional lead of {}, which has received feedback", received.name);
        personas.push(sign_in(&mut tx, lead, &email(&received.leads[0], &received.domain), now).await?);
    }
    let of_reviewer = |invented: &&DemoOrganisation| invented.leads.iter().any(|name| name == REVIEWER);
    if let Some(from) = sector.organisations.iter().find(of_reviewer) {
        let reviewer = format!("reviewer from {}", from.name);
        personas.push(sign_in(&mut tx, reviewer, &email(REVIEWER, &from.domain), now).await?);
    }
    for (names, who) in [(&sector.secretariat, "secretariat"), (&sector.board, "Steering Board")] {
        personas.push(sign_in(&mut tx, who.to_owned(), &email(&names[0], "charter"), now).await?);
    }
    tx.commit().await?;
    Ok(personas)
}

async fn sign_in(tx: &mut Tx, who: String, email: &Email, now: Timestamp) -> Result<Persona, Error> {
    let secret = sign_ins::issue_for_operator(tx, &program::permit(), email, USES, LIFETIME, now).await?;
    Ok(Persona { who, path: format!("/sign-in/link/{secret}") })
}

/// Creates a link for an owner who has not answered all update requests. Returns the name of the owner and the secret of the link.
async fn owner_link(
    tx: &mut Tx,
    invented: &DemoOrganisation,
    now: Timestamp,
) -> Result<Option<(String, String)>, Error> {
    let found: Option<(uuid::Uuid,)> =
        tx.query("select id from organisation where name = $1").bind(invented.name.as_str()).optional().await?;
    let Some((organisation,)) = found else { return Ok(None) };
    let place = AtOrganisation { organisation: OrganisationId(organisation) };
    let all = update_requests::list(tx, &program::at(place), None).await?;
    // Prefer an owner who has answered one request and not another.
    let has_answered =
        |request: &&UpdateRequest| all.iter().any(|other| other.owner == request.owner && !other.is_awaiting_reply());
    let awaited = || all.iter().filter(|request| request.is_awaiting_reply());
    let Some(request) = awaited().find(has_answered).or_else(|| awaited().next()) else { return Ok(None) };
    let may = lock(tx, &program::at(place)).await?;
    Ok(Some((request.name.clone(), update_requests::link(tx, &may, request.owner, now).await?)))
}

/// Creates a signing link for the leader, if a signature is due, and returns its secret. A new link is needed because secrets are not stored.
async fn leader_link(tx: &mut Tx, invented: &DemoOrganisation, now: Timestamp) -> Result<Option<String>, Error> {
    let found: Option<(uuid::Uuid,)> =
        tx.query("select id from organisation where name = $1").bind(invented.name.as_str()).optional().await?;
    let Some((organisation,)) = found else { return Ok(None) };
    let organisation = OrganisationId(organisation);
    let listed = assessments::list(tx, &program::at(AtOrganisation { organisation })).await?;
    let Some(unsigned) = listed.into_iter().find(|one| one.state.step() == Step::LeadSigned) else { return Ok(None) };
    let place = AtAssessment { organisation, assessment: unsigned.id, step: Step::LeadSigned, shared: None };
    let request = LeaderRequest {
        name: line(&invented.leader.0),
        post: line(&invented.leader.1),
        email: email(&invented.leader.0, &invented.domain),
    };
    let may = lock(tx, &program::at(place)).await?;
    Ok(match leader_links::ask_leader(tx, &may, &request, now).await? {
        LeaderAsked::Sent { secret, .. } => Some(secret),
        LeaderAsked::AwaitsConfirmation { .. } | LeaderAsked::Refused(_) | LeaderAsked::NotAwaited => None,
    })
}
