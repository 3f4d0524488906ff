//! One organisation, as it is public.

use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use model::{
    Date, OrganisationId, PhaseKey, ProgressReviewId,
    core::dates::day,
    register::organisation::{Contact, Standing},
};
use uuid::Uuid;

/// The public facts of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatory {
    /// Its identity.
    pub id: OrganisationId,
    /// Its stable address: `/signatories/{slug}`.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether it signed or supports.
    pub standing: Standing,
    /// University, institute, funder, body.
    pub kind: String,
    /// Its country.
    pub country: String,
    /// When it signed.
    pub signed_on: Option<Date>,
    /// The phase in which it signed.
    pub phase: Option<PhaseKey>,
    /// The stage that it is at.
    pub stage: u8,
    /// Whom it counts among the charter's people.
    pub scope: String,
    /// Its public contact, which it gave for publication.
    pub contact: Contact,
    /// The address of its own page about the charter, or empty.
    pub page_url: String,
    /// When it last closed a review of its plan, and that review where everyone may read it.
    pub reviewed: Option<(Date, Option<ProgressReviewId>)>,
    /// Whether it has published findings of a consultation.
    pub has_findings: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    slug: String,
    name: String,
    standing: Text<Standing>,
    kind: String,
    country: String,
    signed_on: Option<Day>,
    phase: Option<String>,
    stage: i64,
    scope: String,
    contact_name: String,
    contact_email: String,
    contact_telephone: String,
    page_url: String,
    reviewed_at: Option<At>,
    review_id: Option<Uuid>,
    said: i64,
}

impl From<Row> for Signatory {
    fn from(row: Row) -> Self {
        Self {
            id: OrganisationId(row.id),
            slug: row.slug,
            name: row.name,
            standing: row.standing.0,
            kind: row.kind,
            country: row.country,
            signed_on: row.signed_on.map(|day| day.0),
            phase: row.phase.as_deref().map(PhaseKey::from),
            stage: stage(row.stage),
            scope: row.scope,
            contact: Contact { name: row.contact_name, email: row.contact_email, telephone: row.contact_telephone },
            page_url: row.page_url,
            reviewed: row.reviewed_at.map(|at| (day(at.0), row.review_id.map(ProgressReviewId))),
            has_findings: row.said > 0,
        }
    }
}

/// Converts a stage, which was stored from a `u8`.
pub(super) fn stage(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

/// The organisation at that address, if there is one.
pub async fn signatory(tx: &mut Tx, slug: &str) -> Result<Option<Signatory>, Error> {
    let row: Option<Row> = tx
        .query(
            "select o.id, o.slug, o.name, o.standing, o.kind, o.country, o.signed_on, o.phase, o.stage, o.scope,
                    o.contact_name, o.contact_email, o.contact_telephone, o.page_url, r.closed_at as reviewed_at,
                    case when r.published_at is not null then r.id end as review_id,
                    (select cast(count(*) as bigint) from consultation c
                     where c.organisation_id = o.id and c.step = 'closed' and c.published_on is not null) as said
             from organisation o left join progress_review r on r.organisation_id = o.id and r.closed_at = (
                 select max(l.closed_at) from progress_review l where l.organisation_id = o.id)
             where o.slug = $1 order by r.id desc limit 1",
        )
        .bind(slug)
        .optional()
        .await?;
    Ok(row.map(Signatory::from))
}
