//! The public list of organisations.

use super::organisation::stage;
use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use model::{Date, PhaseKey, Timestamp, register::organisation::Standing};

/// How many organisations a page of the list holds.
pub const PAGE: u32 = 50;

/// A filter of organisations; a field that is empty matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicRegisterFilter {
    /// Part of the name.
    pub name: String,
    /// `signatory` or `supporter`.
    pub standing: String,
    /// Its kind, matched exactly.
    pub kind: String,
    /// Its country, matched exactly.
    pub country: String,
    /// A phase's key.
    pub phase: String,
}

impl PublicRegisterFilter {
    /// The pattern for `like`, which matches what the reader typed anywhere in the name. `%` and `_` are escaped.
    fn pattern(&self) -> String {
        let name = self.name.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        format!("%{name}%")
    }
}

/// An organisation in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSignatory {
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
    /// The address of its own page about the charter, or empty.
    pub page_url: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    slug: String,
    name: String,
    standing: Text<Standing>,
    kind: String,
    country: String,
    signed_on: Option<Day>,
    phase: Option<String>,
    stage: i64,
    page_url: String,
}

impl From<Row> for ListedSignatory {
    fn from(row: Row) -> Self {
        Self {
            slug: row.slug,
            name: row.name,
            standing: row.standing.0,
            kind: row.kind,
            country: row.country,
            signed_on: row.signed_on.map(|day| day.0),
            phase: row.phase.as_deref().map(PhaseKey::from),
            stage: stage(row.stage),
            page_url: row.page_url,
        }
    }
}

/// Up to `limit` organisations that match, by name, after the first `offset`.
pub async fn list(
    tx: &mut Tx,
    filter: &PublicRegisterFilter,
    offset: u32,
    limit: u32,
) -> Result<Vec<ListedSignatory>, Error> {
    let rows: Vec<Row> = tx
        .query(
            "select slug, name, standing, kind, country, signed_on, phase, stage, page_url from organisation
             where lower(name) like lower($1) escape '\\' and ($2 = '' or standing = $2) and ($3 = '' or kind = $3)
               and ($4 = '' or country = $4) and ($5 = '' or phase = $5)
             order by lower(name), id limit $6 offset $7",
        )
        .bind(filter.pattern())
        .bind(filter.standing.as_str())
        .bind(filter.kind.as_str())
        .bind(filter.country.as_str())
        .bind(filter.phase.as_str())
        .bind(i64::from(limit))
        .bind(i64::from(offset))
        .all()
        .await?;
    Ok(rows.into_iter().map(ListedSignatory::from).collect())
}

/// How many organisations match.
pub async fn matching(tx: &mut Tx, filter: &PublicRegisterFilter) -> Result<u32, Error> {
    let (number,): (i64,) = tx
        .query(
            "select cast(count(*) as bigint) from organisation
             where lower(name) like lower($1) escape '\\' and ($2 = '' or standing = $2) and ($3 = '' or kind = $3)
               and ($4 = '' or country = $4) and ($5 = '' or phase = $5)",
        )
        .bind(filter.pattern())
        .bind(filter.standing.as_str())
        .bind(filter.kind.as_str())
        .bind(filter.country.as_str())
        .bind(filter.phase.as_str())
        .one()
        .await?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

/// How many organisations share these facts, for the options of the filters and the totals above the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Whether they signed or support.
    pub standing: Standing,
    /// Their kind.
    pub kind: String,
    /// Their country.
    pub country: String,
    /// How many organisations.
    pub number: u32,
}

/// Every combination of facts that occurs in the register.
pub async fn facets(tx: &mut Tx) -> Result<Vec<Facet>, Error> {
    let rows: Vec<(Text<Standing>, String, String, i64)> = tx
        .query(
            "select standing, kind, country, cast(count(*) as bigint) from organisation
             group by standing, kind, country order by kind, country",
        )
        .all()
        .await?;
    let facet = |(Text(standing), kind, country, number): (_, _, _, i64)| Facet {
        standing,
        kind,
        country,
        number: u32::try_from(number).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(facet).collect())
}

/// The address of every organisation and when its last public event happened, for search engines.
pub async fn slugs(tx: &mut Tx) -> Result<Vec<(String, Option<Timestamp>)>, Error> {
    let rows: Vec<(String, Option<At>)> = tx
        .query(
            "select o.slug, (select e.happened_at from event e where e.organisation_id = o.id and e.public
                             order by e.happened_at desc limit 1) as changed_at
             from organisation o order by o.slug limit 50000",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(slug, at)| (slug, at.map(|at| at.0))).collect())
}
