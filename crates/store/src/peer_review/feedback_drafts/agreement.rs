//! Who has agreed to which version of a shared draft.

use super::{draft, id};
use crate::{
    assessment::locked_versions::parse_hash,
    core::{
        db::{Error, Tx},
        values::At,
        write_permit::WritePermit,
    },
    peer_review::{about::record, board_reading::answer_for},
};
use model::{
    PersonId, Timestamp,
    charter::criterion::Criterion,
    core::{
        canonical::Hash,
        permit::{AgreeToFeedbackDraft, AtReview, WithdrawFeedbackAgreement},
    },
    peer_review::{
        event::ReviewEvent,
        feedback::draft::{PanelMember, is_agreed},
        review::PanelStanding,
    },
};
use uuid::Uuid;

/// Why an agreement was not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAgreed {
    /// The text is another one than the visitor read.
    #[error("The text was changed since you opened this page. Read it again before you agree")]
    Changed,
    /// The text is not whole.
    #[error("Write these parts before you agree: {}", .0.join(", "))]
    Incomplete(Vec<String>),
}

/// A member: their id and name, when they completed their review, and the version that they agreed to with the time.
type MemberRow = (Uuid, String, Option<At>, Option<String>, Option<At>);

/// The current members of the panel, by when they joined it.
pub(super) async fn members(tx: &mut Tx, at: AtReview) -> Result<Vec<PanelMember>, Error> {
    let rows: Vec<MemberRow> = tx
        .query(
            "select m.person_id, p.name, w.completed_at, g.version_hash, g.agreed_at
             from panel_member m join person p on p.id = m.person_id
                 left join review w on w.panel_id = m.panel_id and w.assessment_id = $2 and w.person_id = m.person_id
                 left join draft_agreement g on g.panel_id = m.panel_id and g.assessment_id = $2 and g.person_id = m.person_id
                     and g.ended_at is null
             where m.panel_id = $1 and m.until is null order by m.since, lower(p.name), m.person_id",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let member = |(person, name, completed, hash, agreed): MemberRow| {
        let agreed = match hash.zip(agreed) {
            Some((hash, At(at))) => Some((parse_hash(&hash)?, at)),
            None => None,
        };
        Ok(PanelMember { person: PersonId(person), name, completed: completed.map(|At(at)| at), agreed })
    };
    rows.into_iter().map(member).collect()
}

/// Agrees to the version that the visitor read. True if the whole panel has agreed now.
pub async fn agree(
    tx: &mut Tx,
    may: &WritePermit<AgreeToFeedbackDraft>,
    criteria: &[Criterion],
    read: Hash,
    now: Timestamp,
) -> Result<Result<bool, NotAgreed>, Error> {
    let at = may.place();
    let text = draft(tx, at).await?.text();
    if text.version() != read {
        return Ok(Err(NotAgreed::Changed));
    }
    let missing = text.missing(criteria);
    if !missing.is_empty() {
        return Ok(Err(NotAgreed::Incomplete(missing)));
    }
    // Of the board, one is enough: who confirms the text answers for it.
    if at.standing == PanelStanding::Board {
        answer_for(tx, at, may.author().person(), now).await?;
    }
    let inserted = tx
        .query(
            "insert into draft_agreement (panel_id, assessment_id, person_id, agreed_at, version_hash)
             select p.id, $2, $3, $4, $5 from panel p where p.id = $1 and not exists (
                 select 1 from draft_agreement g where g.panel_id = $1 and g.assessment_id = $2 and g.person_id = $3 and g.ended_at is null)",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(id(may.author().person()))
        .bind(At(now))
        .bind(read.to_string())
        .run()
        .await?;
    let by_all = is_agreed(&members(tx, at).await?, read);
    if inserted == 1 {
        let version = read.to_string();
        let what = |round, organisation| ReviewEvent::FeedbackDraftAgreed { round, organisation, version, by_all };
        record(tx, may, what, now).await?;
    }
    Ok(Ok(by_all))
}

/// Takes the visitor's agreement back, or that of the board, which any of its members may. False if there is none.
pub async fn withdraw(
    tx: &mut Tx,
    may: &WritePermit<WithdrawFeedbackAgreement>,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(person) = may.author().person() else { return Ok(false) };
    let of = (may.place().standing != PanelStanding::Board).then_some(person);
    if end_agreements(tx, may.place(), of, now).await? == 0 {
        return Ok(false);
    }
    let what = |round, organisation| ReviewEvent::FeedbackAgreementWithdrawn { round, organisation };
    record(tx, may, what, now).await?;
    Ok(true)
}

/// Ends the agreements of one member, or of all. Returns how many there were.
pub(in crate::peer_review) async fn end_agreements(
    tx: &mut Tx,
    at: AtReview,
    person: Option<PersonId>,
    now: Timestamp,
) -> Result<u32, Error> {
    let ended = tx
        .query(
            "update draft_agreement set ended_at = $4 where panel_id = $1 and assessment_id = $2 and ended_at is null
                 and (cast($3 as uuid) is null or person_id = $3)",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(id(person))
        .bind(At(now))
        .run()
        .await?;
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}
