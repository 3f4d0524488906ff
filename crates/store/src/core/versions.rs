//! The versions of texts that people edit on pages: no text is overwritten or lost. The tables of such texts differ in their names and keys alone.

use super::{
    db::{Error, Query, Tx},
    values::At,
};
use model::{
    PersonId, Timestamp,
    core::{
        saving::{Draft, Newer, SaveDecision, Tab, decide},
        versions::{EDITING_SESSION, Version, VersionAside},
    },
};
use uuid::Uuid;

/// A table of versions, as its SQL. Beside its key and what is written, it has the columns `revision`, `person_id`, `saved_at`, `aside`, `tab` and
/// `step`.
pub(crate) struct VersionTable {
    newer: String,
    saved_since: String,
    add: String,
    replace_aside: String,
    current: String,
    all: String,
    one: String,
    undecided: String,
}

/// Which text it is: the ids in the key of its table, and then its name there.
#[derive(Debug, Clone)]
pub(crate) struct TextKey {
    pub(crate) ids: Vec<Uuid>,
    pub(crate) name: String,
}

/// A text that is to be kept as a version.
#[derive(Debug, Clone)]
pub(crate) struct NewVersion<'v> {
    pub(crate) key: TextKey,
    /// What is written, for each column of it. The text of `draft` is not used.
    pub(crate) written: Vec<&'v str>,
    pub(crate) author: Option<PersonId>,
    /// The version that it was written from, and in which tab.
    pub(crate) draft: &'v Draft<'v>,
    pub(crate) now: Timestamp,
}

/// A text that is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SavedVersion {
    /// The number of the current version.
    pub(crate) revision: i64,
    /// Whether it begins an editing session, which has one event.
    pub(crate) is_new_editing_session: bool,
}

/// A row of such a table whose text is in the column `body`.
#[derive(sqlx::FromRow)]
pub(crate) struct VersionRow {
    /// The name of the text in the key.
    pub(crate) name: String,
    pub(crate) revision: i64,
    pub(crate) body: String,
    pub(crate) person_id: Option<Uuid>,
    pub(crate) who: Option<String>,
    pub(crate) saved_at: At,
    pub(crate) aside: bool,
}

impl From<VersionRow> for Version {
    fn from(row: VersionRow) -> Self {
        Self { revision: row.revision, text: row.body, who: row.who, at: row.saved_at.0, set_aside: row.aside }
    }
}

impl VersionTable {
    /// The table of that name. `ids` and `name` are the columns of its key without the revision; `written` are those that people write.
    pub(crate) fn new(table: &str, ids: &[&str], name: &str, written: &[&str]) -> Self {
        let key: Vec<&str> = ids.iter().copied().chain([name]).collect();
        let placeholders = |first: usize, columns: &[&str]| -> Vec<String> {
            (first..).take(columns.len()).map(|number| format!("${number}")).collect()
        };
        let equal = |alias: &str, first: usize, columns: &[&str], join: &str| -> String {
            let values = placeholders(first, columns);
            columns
                .iter()
                .zip(values)
                .map(|(it, value)| format!("{alias}{it} = {value}"))
                .collect::<Vec<_>>()
                .join(join)
        };
        let same = |alias: &str| {
            key.iter().map(|column| format!("{alias}.{column} = v.{column}")).collect::<Vec<_>>().join(" and ")
        };
        let (is_key, is_key_of_v) = (equal("", 1, &key, " and "), equal("v.", 1, &key, " and "));
        let of_text = key.len() + 1;
        let after = |number: usize| format!("${}", key.len() + written.len() + number);
        let columns = format!(
            "v.{name} as name, v.revision, {}, v.person_id, p.name as who, v.saved_at, v.aside",
            written.iter().map(|column| format!("v.{column}")).collect::<Vec<_>>().join(", ")
        );
        let rows = format!("select {columns} from {table} v left join person p on p.id = v.person_id");
        Self {
            newer: format!(
                "select person_id, tab, step from {table} where {is_key} and revision > ${of_text} and not aside order by revision"
            ),
            saved_since: format!(
                "select cast(count(*) as bigint) from {table}
                 where {is_key} and person_id = ${of_text} and saved_at > ${} and not aside",
                of_text + 1
            ),
            add: format!(
                "insert into {table} ({}, revision, {}, person_id, saved_at, aside, tab, step)
                 select {}, cast(coalesce(max(revision), 0) + 1 as bigint), {}, {}
                 from {table} where {is_key} returning revision",
                key.join(", "),
                written.join(", "),
                placeholders(1, &key).join(", "),
                placeholders(of_text, written).join(", "),
                [1, 2, 3, 4, 5].map(after).join(", ")
            ),
            replace_aside: format!(
                "update {table} set {}, saved_at = {now}, step = {step} where {is_key} and person_id = {person} and aside
                     and ((cast({tab} as text) is null and tab is null and {}) or (tab = {tab} and step <= {step}))
                     and revision > (select max(revision) from {table} where {is_key} and not aside)
                 returning revision",
                equal("", of_text, written, ", "),
                equal("", of_text, written, " and "),
                person = after(1),
                now = after(2),
                tab = after(3),
                step = after(4)
            ),
            current: format!(
                "{rows} where {} and not v.aside and v.revision = (select max(n.revision) from {table} n where {} and not n.aside)",
                equal("v.", 1, ids, " and "),
                same("n")
            ),
            all: format!("{rows} where {is_key_of_v} order by v.revision"),
            one: format!("{rows} where {is_key_of_v} and v.revision = ${of_text}"),
            undecided: format!(
                "select v.{name} as name, v.revision, (select cast(coalesce(max(b.revision), 0) as bigint) from {table} b
                     where {} and not b.aside and b.tab = v.tab) as base
                 from {table} v where {} and v.person_id = ${} and v.aside
                     and v.revision > (select max(n.revision) from {table} n where {} and not n.aside)
                 order by v.revision",
                same("b"),
                equal("v.", 1, ids, " and "),
                ids.len() + 1,
                same("n")
            ),
        }
    }

    /// Decides whether a text becomes the version after `current`.
    pub(crate) async fn decide(
        &'static self,
        tx: &mut Tx,
        new: &NewVersion<'_>,
        current: i64,
    ) -> Result<SaveDecision, Error> {
        // The usual case needs no query.
        let newer = if new.draft.base < current {
            newer(new.key.bind(tx.query(&self.newer)).bind(new.draft.base), new.author).await?
        } else {
            Vec::new()
        };
        Ok(decide(new.draft, current, &newer))
    }

    /// Saves a text as the current version.
    pub(crate) async fn save(&'static self, tx: &mut Tx, new: &NewVersion<'_>) -> Result<SavedVersion, Error> {
        let (saved,): (i64,) = new
            .key
            .bind(tx.query(&self.saved_since))
            .bind(new.author.map(|person| person.0))
            .bind(At(new.now - EDITING_SESSION))
            .one()
            .await?;
        Ok(SavedVersion { revision: self.add(tx, new, false).await?, is_new_editing_session: saved == 0 })
    }

    /// Keeps a text that came second as a version that is set aside, so that it is in the version history whatever happens. Later texts of
    /// the same tab replace that one version until another becomes current, and those of another tab never do. Returns its number.
    pub(crate) async fn set_aside(&'static self, tx: &mut Tx, new: &NewVersion<'_>) -> Result<i64, Error> {
        let query =
            new.written.iter().fold(new.key.bind(tx.query(&self.replace_aside)), |query, text| query.bind(*text));
        let known: Option<(i64,)> = query
            .bind(new.author.map(|person| person.0))
            .bind(At(new.now))
            .bind(new.draft.tab.map(|tab| tab.name.as_str()))
            .bind(new.draft.tab.map(|tab| tab.step))
            .optional()
            .await?;
        match known {
            Some((revision,)) => Ok(revision),
            None => self.add(tx, new, true).await,
        }
    }

    /// Adds a version, and returns its number.
    pub(crate) async fn add(&'static self, tx: &mut Tx, new: &NewVersion<'_>, aside: bool) -> Result<i64, Error> {
        let query = new.written.iter().fold(new.key.bind(tx.query(&self.add)), |query, text| query.bind(*text));
        let (revision,): (i64,) = query
            .bind(new.author.map(|person| person.0))
            .bind(At(new.now))
            .bind(aside)
            .bind(new.draft.tab.map(|tab| tab.name.as_str()))
            .bind(new.draft.tab.map(|tab| tab.step))
            .one()
            .await?;
        Ok(revision)
    }

    /// The current version of each text of those ids: rows like [`VersionRow`].
    pub(crate) fn current<'t>(&'static self, tx: &'t mut Tx, ids: &[Uuid]) -> Query<'t> {
        ids.iter().fold(tx.query(&self.current), |query, id| query.bind(*id))
    }

    /// The versions of the texts of those ids that `author` set aside and has not decided about.
    pub(crate) async fn undecided(
        &'static self,
        tx: &mut Tx,
        ids: &[Uuid],
        author: Option<PersonId>,
    ) -> Result<Vec<VersionAside>, Error> {
        let query = ids.iter().fold(tx.query(&self.undecided), |query, id| query.bind(*id));
        asides(query.bind(author.map(|person| person.0))).await
    }

    /// Every version of a text, oldest first: rows like [`VersionRow`].
    pub(crate) fn all<'t>(&'static self, tx: &'t mut Tx, key: &TextKey) -> Query<'t> {
        key.bind(tx.query(&self.all))
    }

    /// One version of a text, also one that was set aside: a row like [`VersionRow`].
    pub(crate) fn one<'t>(&'static self, tx: &'t mut Tx, key: &TextKey, revision: i64) -> Query<'t> {
        key.bind(tx.query(&self.one)).bind(revision)
    }
}

impl TextKey {
    fn bind<'t>(&self, query: Query<'t>) -> Query<'t> {
        self.ids.iter().fold(query, |query, id| query.bind(*id)).bind(self.name.as_str())
    }
}

/// Reads versions that were set aside. The query returns `name, revision, base`.
pub(crate) async fn asides(query: Query<'_>) -> Result<Vec<VersionAside>, Error> {
    let rows: Vec<(String, i64, i64)> = query.all().await?;
    Ok(rows.into_iter().map(|(name, revision, base)| VersionAside { name, revision, base }).collect())
}

/// Reads versions that were saved after the base of a draft by `author`. The query returns `person_id, tab, step`.
pub(crate) async fn newer(query: Query<'_>, author: Option<PersonId>) -> Result<Vec<Newer>, Error> {
    let rows: Vec<(Option<Uuid>, Option<String>, Option<i64>)> = query.all().await?;
    let newer = |(person, name, step): (Option<Uuid>, Option<String>, Option<i64>)| {
        Newer::of(person.map(PersonId), name.zip(step).map(|(name, step)| Tab { name, step }), author)
    };
    Ok(rows.into_iter().map(newer).collect())
}
