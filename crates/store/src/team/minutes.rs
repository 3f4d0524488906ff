//! Minutes, of meetings and of progress reviews: every version stays, also that of the second of two editors.

use crate::core::{
    db::{Error, Tx},
    ids,
    values::At,
    versions::newer,
};
use model::{
    MeetingId, OrganisationId, PersonId, ProgressReviewId, Timestamp,
    core::{
        permit::Author,
        saving::{Draft, SaveDecision, Tab, Whose, decide},
        versions,
    },
};

/// What minutes are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MinutesOf {
    /// A meeting of a group.
    Meeting(MeetingId),
    /// A progress review.
    Review(ProgressReviewId),
}

impl MinutesOf {
    fn meeting(self) -> Option<uuid::Uuid> {
        if let Self::Meeting(id) = self { Some(id.0) } else { None }
    }
    fn review(self) -> Option<uuid::Uuid> {
        if let Self::Review(id) = self { Some(id.0) } else { None }
    }
}

/// A version to keep.
pub(crate) struct Version<'v> {
    pub(crate) organisation: OrganisationId,
    pub(crate) of: MinutesOf,
    /// The revision that it became or, if it was set aside, that it was written from.
    pub(crate) revision: i64,
    pub(crate) words: &'v str,
    /// The tab that it was written in, if known.
    pub(crate) tab: Option<&'v Tab>,
    /// Whether it was set aside because another was saved first.
    pub(crate) aside: bool,
}

/// Keeps a version. One that is set aside twice, as by clicking twice, is kept once.
pub(crate) async fn keep(tx: &mut Tx, author: Author, version: Version<'_>, now: Timestamp) -> Result<(), Error> {
    let person = author.person().map(|person| person.0);
    tx.query(
        "insert into minutes_version (id, organisation_id, meeting_id, progress_review_id, revision, words, aside, person_id, saved_at, tab, step)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from organisation o where o.id = $2 and not exists (
             select 1 from minutes_version v where v.aside and v.aside = $7 and v.words = $6 and v.revision = $5 and v.person_id = $8
                 and (v.meeting_id = $3 or v.progress_review_id = $4))",
    )
    .bind(ids::new(now))
    .bind(version.organisation.0)
    .bind(version.of.meeting())
    .bind(version.of.review())
    .bind(version.revision)
    .bind(version.words)
    .bind(version.aside)
    .bind(person)
    .bind(At(now))
    .bind(version.tab.map(|tab| tab.name.as_str()))
    .bind(version.tab.map(|tab| tab.step))
    .run()
    .await?;
    Ok(())
}

/// Decides what happens to a draft of minutes whose current version is `revision`.
pub(crate) async fn decision(
    tx: &mut Tx,
    author: Author,
    of: MinutesOf,
    draft: &Draft<'_>,
    revision: i64,
) -> Result<SaveDecision, Error> {
    // The usual case needs no query.
    if draft.base == revision {
        return Ok(SaveDecision::Save);
    }
    let query = tx
        .query(
            "select person_id, tab, step from minutes_version
             where (meeting_id = $1 or progress_review_id = $2) and not aside and revision > $3 order by revision",
        )
        .bind(of.meeting())
        .bind(of.review())
        .bind(draft.base);
    Ok(decide(draft, revision, &newer(query, author.person()).await?))
}

/// Whether an edit now continues an editing session of the same author.
pub(crate) async fn continues_editing_session(
    tx: &mut Tx,
    author: Author,
    of: MinutesOf,
    now: Timestamp,
) -> Result<bool, Error> {
    let found: Option<(uuid::Uuid,)> = tx
        .query(
            "select id from minutes_version where (meeting_id = $1 or progress_review_id = $2) and not aside and person_id = $3
                 and saved_at > $4 limit 1",
        )
        .bind(of.meeting())
        .bind(of.review())
        .bind(author.person().map(|person| person.0))
        .bind(At(now - versions::EDITING_SESSION))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// The text that two simultaneous edits began from, and who saved first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConflictingEdit {
    /// The text that the second edit began from; empty if there was none.
    pub before: String,
    /// The author of the current version.
    pub who: Option<String>,
    /// When they saved it.
    pub at: Option<Timestamp>,
    /// Whether the reader saved it, in another tab.
    pub is_own: bool,
}

/// The text at a revision, and the author of the current one.
pub(crate) async fn conflicting_edit(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: MinutesOf,
    reader: Author,
    revisions: [i64; 2],
) -> Result<ConflictingEdit, Error> {
    type Row = (i64, String, Option<uuid::Uuid>, Option<String>, At);
    let rows: Vec<Row> = tx
        .query(
            "select v.revision, v.words, v.person_id, p.name, v.saved_at from minutes_version v left join person p on p.id = v.person_id
             where v.organisation_id = $1 and (v.meeting_id = $2 or v.progress_review_id = $3) and not v.aside
                 and v.revision in ($4, $5) order by v.revision",
        )
        .bind(organisation.0)
        .bind(of.meeting())
        .bind(of.review())
        .bind(revisions[0])
        .bind(revisions[1])
        .all()
        .await?;
    let mut clash = ConflictingEdit::default();
    for (revision, words, person, who, at) in rows {
        if revision == revisions[0] {
            clash.before = words;
        } else {
            (clash.who, clash.at) = (who, Some(at.0));
            clash.is_own = Whose::of(person.map(PersonId), reader.person()).is_own();
        }
    }
    Ok(clash)
}

/// Every version, oldest first.
pub(crate) async fn versions(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: MinutesOf,
) -> Result<Vec<versions::Version>, Error> {
    let rows: Vec<(i64, String, Option<String>, At, bool)> = tx
        .query(
            "select v.revision, v.words, p.name, v.saved_at, v.aside
             from minutes_version v left join person p on p.id = v.person_id
             where v.organisation_id = $1 and (v.meeting_id = $2 or v.progress_review_id = $3) order by v.saved_at, v.id",
        )
        .bind(organisation.0)
        .bind(of.meeting())
        .bind(of.review())
        .all()
        .await?;
    let read = |(revision, text, who, At(at), aside)| versions::Version { revision, text, who, at, set_aside: aside };
    Ok(rows.into_iter().map(read).collect())
}
