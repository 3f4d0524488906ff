//! Feedback: a panel's agreed draft as a moderator approved it, and as it was sent to the organisation.

pub mod moderation;

pub mod advice;
mod moderating;
pub mod publishing;
pub mod rating;
pub mod response;
mod sending;
mod telling;
mod texts;

pub use moderating::{NotDecided, approve, return_to_panel, withdraw_approval};
pub use sending::{SentTo, send, to_send};
pub use telling::{ReturnedDraft, ToldFeedback, returned_draft, told};
pub use texts::SavedFeedbackText;

use crate::core::{
    db::{Error, Tx},
    tampering,
    values::At,
};
use model::{
    FeedbackId, Timestamp,
    core::{
        canonical::Hash,
        permit::{AtAssessment, Permission, Permit},
    },
    peer_review::feedback::Feedback,
};
use uuid::Uuid;

/// Feedback that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFeedback {
    /// Its id.
    pub id: FeedbackId,
    /// What it says.
    pub feedback: Feedback,
    /// The hash of its text, which names it.
    pub hash: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Since when the organisation publishes it, if it does.
    pub published: Option<Timestamp>,
}

impl SentFeedback {
    /// What names this feedback and its text in a form, so that nothing is done with feedback that its reader has not read.
    #[must_use]
    pub fn version(&self) -> String {
        name(self.id, &self.hash)
    }
}

/// What names feedback with a text of that hash.
fn name(feedback: FeedbackId, hash: &str) -> String {
    Hash::of(&format!("{feedback} {hash}")).to_string()
}

/// Another feedback was sent since the reader opened the page, or its text differs: nothing is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OtherFeedback;

/// Feedback: its id, hash and text, when it was sent, and since when it is published.
type SentRow = (Uuid, String, String, At, Option<At>);

/// The latest feedback that was sent about a submission; none before it is sent. Its text is checked against its hash.
///
/// # Errors
/// Returns an error if the text was changed in the database.
pub async fn sent<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &Permit<P>,
) -> Result<Option<SentFeedback>, Error> {
    let at = may.place();
    let row: Option<SentRow> = tx
        .query(
            "select f.id, f.hash, f.canonical, f.sent_at, f.published_at
             from feedback f join assessment a on a.id = f.assessment_id
             where a.id = $1 and a.organisation_id = $2 and f.sent_at is not null order by f.sent_at desc limit 1",
        )
        .bind(at.assessment.0)
        .bind(at.organisation.0)
        .optional()
        .await?;
    row.map(|(id, hash, canonical, At(sent), published)| {
        let feedback = parse(&tampering::genuine(tx, &hash, canonical)?)?;
        Ok(SentFeedback { id: FeedbackId(id), feedback, hash, sent, published: published.map(|At(at)| at) })
    })
    .transpose()
}

pub(super) fn parse(canonical: &str) -> Result<Feedback, Error> {
    Feedback::parse(canonical).map_err(|error| Error::Decode(Box::new(error)))
}
