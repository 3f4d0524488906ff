//! Good practice: what the members of a panel mark in a submission. What the organisation reads of it is in the file beside this one.

mod answers;
mod library;

pub use answers::{MarkedPassages, answer, of_organisation, waiting};
pub use library::{LibraryPassage, library};

use crate::{
    core::{
        db::{Error, Tx},
        ids,
        values::At,
        write_permit::WritePermit,
    },
    peer_review::about::record,
};
use model::{
    GoodPracticeId, Timestamp,
    core::permit::{MarkGoodPractice, Permission, Permit, ReviewSubmission},
    peer_review::{
        event::ReviewEvent,
        good_practice::{MAX_MARKS, Mark, NewMark, passage_name},
        review::{OwnReview, PanelStanding},
    },
};
use sqlx::types::Json;
use uuid::Uuid;

/// SQL: whether the mark `g` counts. One of a reviewer whom the secretariat took off their panel does not, as their review does not, unless the
/// feedback had been sent by then.
macro_rules! counts { () => {
    "not exists (
         select 1 from panel_member m join panel l on l.id = m.panel_id and l.kind = 'reviewers'
         where m.panel_id = g.panel_id and m.person_id = g.person_id and m.removed
             and m.since = (select max(x.since) from panel_member x where x.panel_id = m.panel_id and x.person_id = m.person_id)
             and not exists (select 1 from feedback s where s.panel_id = g.panel_id and s.assessment_id = g.assessment_id
                             and s.sent_at <= m.until))"
} }
use counts;

fn own<P: Permission>(may: &Permit<P>) -> Uuid {
    may.author().person().map_or(Uuid::nil(), |person| person.0)
}

/// The marks of the panel that count, in the order of the submission. A member whose own review was never complete sees only their own, because reviews are
/// independent.
pub async fn marks(tx: &mut Tx, may: &Permit<ReviewSubmission>) -> Result<Vec<Mark>, Error> {
    let at = may.place();
    let sees_all = matches!(at.standing, PanelStanding::Member(OwnReview::Complete | OwnReview::Reopened));
    let rows: Vec<(Uuid, String, String, String, String, Uuid)> = tx
        .query(concat!(
            "select g.id, g.place, g.quote, g.reason, p.name, g.person_id from good_practice g join person p on p.id = g.person_id
             where g.panel_id = $1 and g.assessment_id = $2 and (g.person_id = $3 or $4) and ",
            counts!(),
            " order by g.position, g.quote, g.marked_at, g.id"
        ))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .bind(sees_all)
        .all()
        .await?;
    let mark = |(id, place, quote, reason, by, person)| Mark {
        id: GoodPracticeId(id),
        place,
        quote,
        reason,
        by,
        is_own: person == own(may),
    };
    Ok(rows.into_iter().map(mark).collect())
}

/// Saves a mark. False, and nothing is saved, if the visitor has [`MAX_MARKS`] here already. A passage that they have marked is not marked twice.
pub async fn mark(
    tx: &mut Tx,
    may: &WritePermit<MarkGoodPractice>,
    new: &NewMark,
    now: Timestamp,
) -> Result<bool, Error> {
    let (at, passage) = (may.place(), passage_name(&new.place, &new.quote).to_string());
    let own_marks: Vec<(String,)> = tx
        .query("select passage from good_practice where panel_id = $1 and assessment_id = $2 and person_id = $3")
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .all()
        .await?;
    if own_marks.iter().any(|(marked,)| *marked == passage) {
        return Ok(true);
    }
    if i64::try_from(own_marks.len()).unwrap_or(i64::MAX) >= MAX_MARKS {
        return Ok(false);
    }
    let inserted = tx
        .query(
            "insert into good_practice (id, panel_id, assessment_id, person_id, place, position, quote, passage, themes, reason, marked_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        )
        .bind(ids::new(now))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(own(may))
        .bind(new.place.as_str())
        .bind(new.position)
        .bind(new.quote.as_str())
        .bind(passage)
        .bind(Json(&new.themes))
        .bind(new.reason.as_str())
        .bind(At(now))
        .run()
        .await?;
    if inserted == 1 {
        record(tx, may, |round, organisation| ReviewEvent::GoodPracticeMarked { round, organisation }, now).await?;
    }
    Ok(true)
}

/// Removes one of the visitor's own marks. False if there is no such mark of theirs here.
pub async fn unmark(
    tx: &mut Tx,
    may: &WritePermit<MarkGoodPractice>,
    mark: GoodPracticeId,
    now: Timestamp,
) -> Result<bool, Error> {
    let at = may.place();
    let deleted = tx
        .query("delete from good_practice where id = $1 and person_id = $2 and panel_id = $3 and assessment_id = $4")
        .bind(mark.0)
        .bind(own(may))
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .run()
        .await?;
    if deleted == 1 {
        record(tx, may, |round, organisation| ReviewEvent::GoodPracticeUnmarked { round, organisation }, now).await?;
    }
    Ok(deleted == 1)
}
