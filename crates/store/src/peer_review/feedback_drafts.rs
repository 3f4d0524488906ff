//! The shared draft of a panel: begun from the reviews of its members, written together, and agreed by all.

pub mod panel_comments;

mod agreement;
mod disagreements;
mod texts;

pub(super) use agreement::end_agreements;
pub use agreement::{NotAgreed, agree, withdraw};
pub use disagreements::{
    disagreements, record_disagreement, settle_disagreement, to_moderate as disagreements_to_moderate,
};
pub use texts::{DraftNotSaved, SavedText, is_untouched, save, set_aside, undecided, version, versions};

use super::{about::record, board_reading::answer_for, reviews};
use crate::core::{
    db::{Error, Tx},
    values::At,
    write_permit::WritePermit,
};
use model::{
    PersonId, Timestamp,
    charter::criterion::Criterion,
    core::{
        address::Address,
        permit::{
            AtReview, BeginFeedbackDraft, DiscussFeedbackDraft, ModerateFeedback, Permit, ReadFeedbackDraft,
            ReadPanelReviews,
        },
        short::Line,
    },
    peer_review::{
        event::ReviewEvent,
        feedback::draft::{DraftText, PanelMember},
        meeting::PanelMeeting,
        review::PanelStanding,
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A shared draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackDraft {
    /// When it was begun.
    pub begun: Timestamp,
    /// The current text of each field that was saved, by its key.
    pub texts: BTreeMap<String, SavedText>,
    /// Where and when the panel talks, if it wishes to.
    pub meeting: PanelMeeting,
}

impl FeedbackDraft {
    /// The whole text.
    #[must_use]
    pub fn text(&self) -> DraftText {
        DraftText::new(self.texts.iter().map(|(key, saved)| (key.clone(), saved.text.clone())))
    }
}

/// The shared draft.
pub async fn read(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>) -> Result<FeedbackDraft, Error> {
    draft(tx, may.place()).await
}

/// The same for a moderator; none before it is begun.
pub async fn to_moderate(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Option<FeedbackDraft>, Error> {
    match draft(tx, may.place()).await {
        Err(Error::RowNotFound) => Ok(None),
        found => found.map(Some),
    }
}

pub(super) async fn draft(tx: &mut Tx, at: AtReview) -> Result<FeedbackDraft, Error> {
    let (begun, address, when): (At, Option<String>, Option<String>) = tx
        .query(
            "select begun_at, meeting_url, meeting_when from feedback_draft where panel_id = $1 and assessment_id = $2",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .one()
        .await?;
    let meeting = PanelMeeting::parse(&address.unwrap_or_default(), &when.unwrap_or_default())
        .map_err(|_| Error::Decode("a meeting of a panel whose address or time is not valid".into()))?;
    Ok(FeedbackDraft { begun: begun.0, texts: texts::current(tx, at).await?, meeting })
}

/// The current members of the panel, with who has completed their review and who has agreed.
pub async fn members(tx: &mut Tx, may: &Permit<ReadPanelReviews>) -> Result<Vec<PanelMember>, Error> {
    agreement::members(tx, may.place()).await
}

/// The same for a moderator.
pub async fn members_to_moderate(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Vec<PanelMember>, Error> {
    agreement::members(tx, may.place()).await
}

/// Begins the draft with what the members wrote whose reviews are complete.
pub async fn begin(
    tx: &mut Tx,
    may: &WritePermit<BeginFeedbackDraft>,
    criteria: &[Criterion],
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let reviews: Vec<_> = reviews::complete(tx, at).await?.into_iter().map(|review| review.criteria).collect();
    let members = agreement::members(tx, at).await?;
    let without = members.iter().filter(|member| member.completed.is_none()).count();
    tx.query("insert into feedback_draft (panel_id, assessment_id, begun_at, begun_by) values ($1, $2, $3, $4)")
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    if at.standing == PanelStanding::Board {
        answer_for(tx, at, may.author().person(), now).await?;
    }
    let text = DraftText::begun_from(criteria, &reviews);
    for field in text.fields() {
        texts::begin(tx, at, field, now).await?;
    }
    let without = u32::try_from(without).unwrap_or(u32::MAX);
    record(tx, may, |round, organisation| ReviewEvent::FeedbackDraftBegun { round, organisation, without }, now).await
}

/// Saves where and when the panel talks. Both may be blank.
pub async fn suggest_meeting(
    tx: &mut Tx,
    may: &WritePermit<DiscussFeedbackDraft>,
    meeting: &PanelMeeting,
) -> Result<(), Error> {
    let at = may.place();
    tx.query(
        "update feedback_draft set meeting_url = $3, meeting_when = $4 where panel_id = $1 and assessment_id = $2",
    )
    .bind(at.panel.0)
    .bind(at.assessment.0)
    .bind(meeting.address.as_ref().map(Address::as_str))
    .bind(meeting.when.as_ref().map(Line::as_str))
    .run()
    .await?;
    Ok(())
}

/// The identity in the database of a person, if there is one.
fn id(person: Option<PersonId>) -> Option<Uuid> {
    person.map(|person| person.0)
}
