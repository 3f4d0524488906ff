//! Evidence of impact. It is added and withdrawn, and never deleted; only the text of a testimonial is deleted when the
//! speaker withdraws consent.

mod attachments;
mod editing;
mod giving;
mod plan;
mod stored_files;
mod withdrawing;

pub(crate) use attachments::of_assessment;
pub use attachments::{
    attach_to_action, attach_to_answer, detach_from_action, detach_from_answer, of_action, of_answer, uses,
};
pub use editing::{Corrected, EarlierVersion, correct, former};
pub(crate) use giving::add_from_reply;
pub use plan::of_plan;
pub use stored_files::stored_files;
pub use withdrawing::{publish, withdraw, withdraw_consent};

use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    ids,
    values::{At, Day},
    write_permit::WritePermit,
};
use model::{
    AlliedKey, Date, EvidenceId, OrganisationId, ThemeKey, Timestamp,
    core::permit::{AtOrganisation, Author, KeepEvidence, Permission, Permit, ReadInternal},
    plan::evidence::{Evidence, EvidenceContent, NewEvidence, Withdrawn},
    work::event::{EventKind, evidence::EvidenceEvent},
};
use sqlx::types::Json;
use uuid::Uuid;

/// The most pieces of evidence that one organisation's library shows.
const MAX_LISTED: i64 = 2_000;

/// A piece of evidence in the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedEvidence {
    /// The evidence.
    pub evidence: Evidence,
    /// How many actions and answers it is attached to.
    pub uses: i64,
    /// The day from which its link has been dead, if it is.
    pub broken_since: Option<Date>,
}

#[derive(sqlx::FromRow)]
pub(crate) struct EvidenceRow {
    id: Uuid,
    revision: i64,
    title: String,
    content: Json<EvidenceContent>,
    themes: Json<Vec<ThemeKey>>,
    allied: Json<Vec<AlliedKey>>,
    public: bool,
    who: Option<String>,
    created_at: At,
    withdrawn_at: Option<At>,
    withdrawn_reason: Option<String>,
    uses: i64,
    dead_since: Option<Day>,
}

impl From<EvidenceRow> for ListedEvidence {
    fn from(row: EvidenceRow) -> Self {
        let withdrawn = row.withdrawn_at.zip(row.withdrawn_reason).map(|(at, reason)| Withdrawn { at: at.0, reason });
        let evidence = Evidence {
            id: EvidenceId(row.id),
            title: row.title,
            content: row.content.0,
            themes: row.themes.0,
            allied: row.allied.0,
            marked_public: row.public,
            withdrawn,
            revision: row.revision,
            added: row.created_at.0,
            who: row.who,
        };
        Self { evidence, uses: row.uses, broken_since: row.dead_since.map(|day| day.0) }
    }
}

/// All evidence of an organisation, the newest first; withdrawn evidence comes last.
pub async fn list(tx: &mut Tx, may: &Permit<ReadInternal>) -> Result<Vec<ListedEvidence>, Error> {
    select(tx, may.place().organisation, None).await
}

/// One piece of evidence of an organisation.
pub async fn read(tx: &mut Tx, may: &Permit<ReadInternal>, id: EvidenceId) -> Result<Option<ListedEvidence>, Error> {
    Ok(select(tx, may.place().organisation, Some(id)).await?.pop())
}

/// The public evidence of an organisation, the newest first. It takes no permit: only evidence that a lead has made
/// public, that is not withdrawn and that has its speaker's consent is returned.
pub async fn for_everyone(tx: &mut Tx, organisation: OrganisationId) -> Result<Vec<Evidence>, Error> {
    let all = select(tx, organisation, None).await?;
    Ok(all.into_iter().map(|listed| listed.evidence).filter(Evidence::is_for_everyone).collect())
}

/// SQL that selects an [`EvidenceRow`] of the evidence `e`, with how often it is used.
macro_rules! select_evidence { ($uses:literal from $from:literal where $rest:literal) => {
    concat!(
        "select e.id, e.revision, e.title, e.content, e.themes, e.allied, e.public, coalesce(p.name, w.name) as who, e.created_at, e.withdrawn_at,
                e.withdrawn_reason, l.dead_since, cast(", $uses, " as bigint) as uses
         from ", $from, " left join person p on p.id = e.person_id left join owner w on w.id = e.owner_id
             left join link_check l on l.evidence_id = e.id
         where ", $rest
    )
} }
use select_evidence;

async fn select(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: Option<EvidenceId>,
) -> Result<Vec<ListedEvidence>, Error> {
    let rows: Vec<EvidenceRow> = tx
        .query(select_evidence!(
            "(select count(*) from evidence_action a where a.evidence_id = e.id)
                 + (select count(*) from evidence_answer a where a.evidence_id = e.id)"
            from "evidence e"
            where "e.organisation_id = $1 and (cast($2 as uuid) is null or e.id = $2)
                   order by case when e.withdrawn_at is null then 0 else 1 end, e.created_at desc, e.id desc limit $3"
        ))
        .bind(organisation.0)
        .bind(id.map(|id| id.0))
        .bind(MAX_LISTED)
        .all()
        .await?;
    Ok(rows.into_iter().map(ListedEvidence::from).collect())
}

/// Adds evidence.
pub async fn add(
    tx: &mut Tx,
    may: &WritePermit<KeepEvidence>,
    new: &NewEvidence,
    now: Timestamp,
) -> Result<EvidenceId, Error> {
    insert(tx, (may.author(), may.place()), new, now).await
}

/// Does the same as [`add`], for callers in this crate that hold a permit.
async fn insert(
    tx: &mut Tx,
    (author, place): (Author, AtOrganisation),
    new: &NewEvidence,
    now: Timestamp,
) -> Result<EvidenceId, Error> {
    let id = EvidenceId(ids::new(now));
    tx.query(
        "insert into evidence (id, organisation_id, kind, title, content, themes, allied, person_id, created_at, owner_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(id.0)
    .bind(place.organisation.0)
    .bind(new.content.kind().as_str())
    .bind(new.title.as_str())
    .bind(Json(&new.content))
    .bind(Json(&new.themes))
    .bind(Json(&new.allied))
    .bind(author.person().map(|person| person.0))
    .bind(At(now))
    .bind(author.owner().map(|owner| owner.0))
    .run()
    .await?;
    if let EvidenceContent::Link { address } = &new.content {
        tx.query("insert into link_check (evidence_id, host) values ($1, $2)")
            .bind(id.0)
            .bind(address.host())
            .run()
            .await?;
    }
    let (kind, title) = (new.content.kind().name().to_lowercase(), new.title.to_string());
    record(tx, author, place, EvidenceEvent::EvidenceAdded { kind, title }, now).await?;
    Ok(id)
}

/// The titles of the evidence whose links are dead.
pub async fn dead_links<P>(tx: &mut Tx, may: &Permit<P>) -> Result<Vec<String>, Error>
where
    P: Permission<Place = AtOrganisation>,
{
    let rows: Vec<(String,)> = tx
        .query(
            "select e.title from link_check l join evidence e on e.id = l.evidence_id
             where e.organisation_id = $1 and l.dead_since is not null and e.withdrawn_at is null
             order by l.dead_since, e.title limit 20",
        )
        .bind(may.place().organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(title,)| title).collect())
}

async fn record(
    tx: &mut Tx,
    author: Author,
    place: AtOrganisation,
    event: EvidenceEvent,
    now: Timestamp,
) -> Result<(), Error> {
    events::record(tx, author, Subject::organisation(place.organisation), &EventKind::Evidence(event), now).await
}
