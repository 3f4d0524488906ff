//! The state of a request for the leader's signature.

use super::LeaderLink;
use crate::core::{
    db::{Error, Tx},
    values::{At, Text},
};
use model::{
    Timestamp,
    core::permit::{Permit, RequestLeaderSignature},
    register::signatory_address::Capacity,
};

/// The state of a request for the leader's signature, for the leads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeaderRequestState {
    /// The links that can still sign: the leader's, then the deputy's.
    pub links: Vec<LeaderLink>,
    /// The name and address that the secretariat has to confirm.
    pub awaits: Option<(String, String)>,
    /// The address that the secretariat refused last, and the reason; `None` once another address is asked.
    pub refused: Option<(String, String)>,
    /// The questions before signing: the time, the name and address of who asked, and the question.
    pub questions: Vec<(Timestamp, String, String, String)>,
}

/// The kind, name, address, text (job title, reason or question), time, expiry and capacity.
type StateRow = (String, String, String, String, At, Option<At>, Option<Text<Capacity>>);

/// The state of the request for the leader's signature on the current version, in one query.
pub async fn state(
    tx: &mut Tx,
    may: &Permit<RequestLeaderSignature>,
    now: Timestamp,
) -> Result<LeaderRequestState, Error> {
    let rows: Vec<StateRow> = tx
        .query(
            "select 'link', l.name, l.email, l.post, l.created_at as happened_at, l.expires_at, l.capacity
             from leader_link l join assessment a on a.id = l.assessment_id and a.locked_version_hash = l.locked_version_hash
             where a.id = $1 and l.expires_at > $2 and l.ended_at is null and l.used_at is null
             union all
             select coalesce(s.outcome, 'awaits'), s.name, s.email, s.reason, s.requested_at, null, null
             from signatory_address s
             join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             where a.id = $1 and (s.outcome is null or s.outcome = 'refused')
             union all
             select 'question', q.name, q.email, q.question, q.asked_at, null, null from leader_question q
             join assessment a on a.id = q.assessment_id and a.locked_version_hash = q.locked_version_hash
             where a.id = $1
             order by happened_at",
        )
        .bind(may.place().assessment.0)
        .bind(At(now))
        .all()
        .await?;
    let mut state = LeaderRequestState::default();
    // The rows are in order of time: a request after a refusal replaces it.
    for (kind, name, email, text, At(at), until, capacity) in rows {
        match (kind.as_str(), until, capacity) {
            ("link", Some(At(expires)), Some(Text(capacity))) => {
                state.refused = None;
                state.links.push(LeaderLink {
                    capacity,
                    name,
                    post: text,
                    email,
                    leader: None,
                    sent: at,
                    expires,
                    is_used: false,
                });
            }
            ("awaits", ..) => {
                state.refused = None;
                state.awaits = Some((name, email));
            }
            ("question", ..) => state.questions.push((at, name, email, text)),
            _ => state.refused = Some((email, text)),
        }
    }
    Ok(state)
}
