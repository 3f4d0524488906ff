//! Active review: which submissions of a round are suggested and chosen, and what came of the conversation.

mod candidates;
mod own;

pub use candidates::{ActiveReviewCandidate, candidates};
pub use own::{OwnActiveReview, own};

use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        values::{At, Day},
        write_permit::WritePermit,
    },
    register::correspondents::Correspondent,
};
use model::{
    AssessmentId, OrganisationId, Timestamp,
    charter::ActiveReviewRules,
    core::{dates, permit::KeepActiveReviews},
    peer_review::{
        active_review::{ActiveReviewChoice, ActiveReviewRecord},
        event::ActiveReviewEvent,
        round::ReviewRound,
    },
};

/// A submission that was chosen just now, whose leads are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewlyChosen {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The name of the organisation.
    pub name: String,
    /// Its leads.
    pub leads: Vec<Correspondent>,
}

/// Why a change was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotKept {
    /// The submission is not one of the round that can be chosen, for example because it was returned for changes.
    #[error("This submission is not in the round any more, so nothing was saved")]
    NotThere,
    /// It is not chosen.
    #[error("Choose this submission for active review first")]
    NotChosen,
    /// Someone else saved it first.
    #[error(
        "Someone else changed this while you edited it. Compare your text with what is saved now, shown above, and save again"
    )]
    Changed,
}

/// Decides about a submission. Returns whom to tell, if it was not chosen before and is now.
pub async fn choose(
    tx: &mut Tx,
    may: &WritePermit<KeepActiveReviews>,
    (rules, round): (ActiveReviewRules, &ReviewRound),
    assessment: AssessmentId,
    choice: &ActiveReviewChoice,
    now: Timestamp,
) -> Result<Result<Option<NewlyChosen>, NotKept>, Error> {
    let Some(one) = find(tx, may, (rules, round), assessment, now).await? else { return Ok(Err(NotKept::NotThere)) };
    if one.review.as_ref().is_some_and(|review| review.choice == *choice) {
        return Ok(Ok(None));
    }
    tx.query(
        "insert into active_review (assessment_id, round_id, is_chosen, reason, person_id, decided_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (assessment_id, round_id) do update set is_chosen = $3, reason = $4, person_id = $5, decided_at = $6",
    )
    .bind(assessment.0)
    .bind(round.id.0)
    .bind(choice.is_chosen)
    .bind(choice.reason.as_str())
    .bind(may.author().person().map(|person| person.0))
    .bind(At(now))
    .run()
    .await?;
    let (round, organisation, reason) = (round.name.to_string(), one.name.clone(), choice.reason.to_string());
    let what = if choice.is_chosen {
        ActiveReviewEvent::ActiveReviewChosen { round, organisation, reason }
    } else {
        ActiveReviewEvent::ActiveReviewNotChosen { round, organisation, reason }
    };
    events::record(tx, may.author(), Subject::default(), &what.into(), now).await?;
    let was_chosen = one.review.is_some_and(|review| review.choice.is_chosen);
    if !choice.is_chosen || was_chosen {
        return Ok(Ok(None));
    }
    let leads: Vec<(String, String)> = tx
        .query(
            "select p.name, p.email from member m join person p on p.id = m.person_id
             where m.organisation_id = $1 and m.role = 'lead' order by p.email",
        )
        .bind(one.organisation.0)
        .all()
        .await?;
    let leads = leads.into_iter().map(|(name, email)| Correspondent { name, email }).collect();
    Ok(Ok(Some(NewlyChosen { organisation: one.organisation, name: one.name, leads })))
}

/// Records what came of the conversation about a chosen submission. `revision` is that of what the form showed.
pub async fn record(
    tx: &mut Tx,
    may: &WritePermit<KeepActiveReviews>,
    (rules, round): (ActiveReviewRules, &ReviewRound),
    (assessment, revision): (AssessmentId, i64),
    record: &ActiveReviewRecord,
    now: Timestamp,
) -> Result<Result<(), NotKept>, Error> {
    let Some(one) = find(tx, may, (rules, round), assessment, now).await? else { return Ok(Err(NotKept::NotThere)) };
    let Some(before) = one.review.filter(|review| review.choice.is_chosen) else { return Ok(Err(NotKept::NotChosen)) };
    let fields = changed(&before.record, record);
    if fields.is_empty() {
        return Ok(Ok(()));
    }
    if before.revision != revision {
        return Ok(Err(NotKept::Changed));
    }
    tx.query(
        "update active_review set meeting_on = $2, notes = $3, outcome = $4, agreed_actions = $5, revision = revision + 1
         where assessment_id = $1 and round_id = $6",
    )
    .bind(assessment.0)
    .bind(record.meeting.map(Day))
    .bind(&record.notes)
    .bind(&record.outcome)
    .bind(record.agreed_actions.join("\n"))
    .bind(round.id.0)
    .run()
    .await?;
    let what =
        ActiveReviewEvent::ActiveReviewRecorded { round: round.name.to_string(), organisation: one.name, fields };
    events::record(tx, may.author(), Subject::default(), &what.into(), now).await?;
    Ok(Ok(()))
}

/// The labels of what differs.
fn changed(before: &ActiveReviewRecord, after: &ActiveReviewRecord) -> Vec<String> {
    let fields = [
        (before.meeting != after.meeting, "date of the meeting"),
        (before.notes != after.notes, "notes"),
        (before.outcome != after.outcome, "outcome"),
        (before.agreed_actions != after.agreed_actions, "agreed actions"),
    ];
    fields.into_iter().filter(|(differs, _)| *differs).map(|(_, label)| label.to_owned()).collect()
}

async fn find(
    tx: &mut Tx,
    may: &WritePermit<KeepActiveReviews>,
    (rules, round): (ActiveReviewRules, &ReviewRound),
    assessment: AssessmentId,
    now: Timestamp,
) -> Result<Option<ActiveReviewCandidate>, Error> {
    let all = candidates::of_round(tx, may.place(), may.author(), (rules, round), dates::day(now)).await?;
    Ok(all.into_iter().find(|one| one.candidate.assessment == assessment))
}
