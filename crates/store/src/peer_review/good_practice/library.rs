//! The passages of all submissions that were marked, for the secretariat and the board: what waits for the library.

use super::counts;
use crate::core::{
    db::{Error, Tx},
    values::{At, Number},
};
use model::{
    AssessmentId, EditionKey, ThemeKey,
    core::permit::{Permit, ReadGoodPractice},
    peer_review::good_practice::PassageAnswer,
};
use sqlx::types::Json;
use uuid::Uuid;

/// A passage with its source, without who marked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryPassage {
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of the organisation.
    pub organisation: String,
    /// The stable address of the organisation.
    pub slug: String,
    /// The edition that the submission answers.
    pub edition: EditionKey,
    /// Its stage.
    pub stage: u8,
    /// The key of the place of the passage.
    pub place: String,
    /// Its words.
    pub quote: String,
    /// The themes of the action.
    pub themes: Vec<ThemeKey>,
    /// Why it is good practice, in the order of the alphabet.
    pub reasons: Vec<String>,
    /// The answer of the organisation.
    pub answer: PassageAnswer,
}

#[derive(sqlx::FromRow)]
struct Row {
    assessment_id: Uuid,
    name: String,
    slug: String,
    edition: String,
    stage: Number<u8>,
    place: String,
    quote: String,
    themes: Json<Vec<ThemeKey>>,
    reason: String,
    has_consented: Option<bool>,
    answered_at: Option<At>,
}

/// All passages that were marked in submissions whose feedback is sent, by organisation and in the order of each submission.
pub async fn library(tx: &mut Tx, _: &Permit<ReadGoodPractice>) -> Result<Vec<LibraryPassage>, Error> {
    let rows: Vec<Row> = tx
        .query(concat!(
            "select g.assessment_id, o.name, o.slug, a.edition, a.stage, g.place, g.quote, g.themes, g.reason, n.has_consented,
                 n.answered_at
             from good_practice g join assessment a on a.id = g.assessment_id join organisation o on o.id = a.organisation_id
                 left join good_practice_answer n on n.assessment_id = g.assessment_id and n.passage = g.passage
             where exists (select 1 from feedback f where f.panel_id = g.panel_id and f.assessment_id = g.assessment_id
                           and f.sent_at is not null)
                 and ",
            counts!(),
            " order by lower(o.name), a.stage, a.id, g.position, g.quote, g.passage, g.reason"
        ))
        .all()
        .await?;
    let mut all: Vec<LibraryPassage> = Vec::new();
    for row in rows {
        match all.last_mut() {
            Some(last)
                if (last.assessment.0, &last.place, &last.quote) == (row.assessment_id, &row.place, &row.quote) =>
            {
                last.reasons.push(row.reason);
            }
            _ => all.push(row.passage()),
        }
    }
    Ok(all)
}

impl Row {
    fn passage(self) -> LibraryPassage {
        LibraryPassage {
            assessment: AssessmentId(self.assessment_id),
            organisation: self.name,
            slug: self.slug,
            edition: EditionKey::from(self.edition.as_str()),
            stage: self.stage.0,
            place: self.place,
            quote: self.quote,
            themes: self.themes.0,
            reasons: vec![self.reason],
            answer: PassageAnswer::of(self.has_consented, self.answered_at.map(|At(at)| at)),
        }
    }
}
