//! Feedback of a peer review that its organisation publishes, without who reviewed, their panel or their round.

use crate::core::{
    db::{Error, Tx},
    tampering,
    values::At,
};
use model::{Date, OrganisationId, core::dates::day, peer_review::feedback::Feedback};

/// Feedback that is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFeedback {
    /// What it says.
    pub feedback: Feedback,
    /// The day on which the organisation received it.
    pub sent: Date,
    /// The response of the organisation, if it publishes that.
    pub response: Option<String>,
}

/// The hash and the text of feedback, when it was sent, and the hash and the text of the response.
type Row = (String, String, At, Option<String>, Option<String>);

/// The feedback that an organisation publishes, the latest first. The texts are checked against their hashes.
///
/// # Errors
/// Returns an error if a text was changed in the database.
pub async fn feedback(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<PublishedFeedback>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select f.hash, f.canonical, f.sent_at, r.hash, r.body from feedback f join assessment a on a.id = f.assessment_id
                 left join feedback_response r on r.feedback_id = f.id and r.published_at is not null
             where a.organisation_id = $1 and a.step = 'submitted' and f.sent_at is not null and f.published_at is not null
             order by f.sent_at desc, f.id desc",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for (hash, canonical, At(sent), response_hash, body) in rows {
        let canonical = tampering::genuine(tx, &hash, canonical)?;
        let feedback = Feedback::parse(&canonical).map_err(|error| Error::Decode(Box::new(error)))?;
        let response = response_hash.zip(body).map(|(hash, body)| tampering::genuine(tx, &hash, body)).transpose()?;
        all.push(PublishedFeedback { feedback, sent: day(sent), response });
    }
    Ok(all)
}
