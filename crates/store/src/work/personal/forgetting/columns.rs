//! Columns of texts that may hold the address of a person.

use crate::core::db::{Error, Tx};
use model::work::erasure::ErasedPerson;
use uuid::Uuid;

/// A column of texts that may hold the address: the statement that finds those that do, and the one that replaces one. `$1`
/// is the organisation.
pub(super) struct Column {
    select: &'static str,
    update: &'static str,
}

macro_rules! column {
    ($table:literal, $column:literal, $within:literal) => {
        Column {
            select: concat!(
                "select distinct ",
                $column,
                " from ",
                $table,
                " where ",
                $within,
                " and lower(",
                $column,
                ") like $2"
            ),
            update: concat!("update ", $table, " set ", $column, " = $3 where ", $within, " and ", $column, " = $2"),
        }
    };
}

/// Columns of tables, each table with the condition for its rows of an organisation.
macro_rules! columns {
    ($($table:literal ($($column:literal),+) $within:literal;)+) => {
        &[$($(column!($table, $column, $within),)+)+]
    };
}

/// What people wrote in one organisation: the address leaves it, and the words stay.
pub(super) const TEXTS: &[Column] = columns! {
    "answer" ("body") "assessment_id in (select id from assessment where organisation_id = $1)";
    "answer_version" ("body") "assessment_id in (select id from assessment where organisation_id = $1)";
    "assessment" ("returned_reason") "organisation_id = $1";
    "signatory_address" ("reason") "organisation_id = $1";
    "past_submission" ("reason") "organisation_id = $1";
    "leader_question" ("question") "assessment_id in (select id from assessment where organisation_id = $1)";
    "due_date" ("reason") "organisation_id = $1";
    "action" ("text", "owner", "timescale", "measure", "resource", "rationale") "organisation_id = $1";
    "action_version" ("text", "owner", "timescale", "measure", "resource", "rationale")
        "action_id in (select id from action where organisation_id = $1)";
    "plan_action" ("ended_reason") "plan_id in (select id from plan where organisation_id = $1)";
    "plan_action_version" ("ended_reason") "plan_id in (select id from plan where organisation_id = $1)";
    "progress_update" ("explanation", "learning") "action_id in (select id from action where organisation_id = $1)";
    "update_approval" ("comment") "organisation_id = $1";
    "published_change" ("reason") "organisation_id = $1";
    "outcome" ("reason") "assessment_id in (select id from assessment where organisation_id = $1)";
    "import" ("file") "organisation_id = $1";
    "owner" ("name") "organisation_id = $1";
    "progress_review" ("note", "minutes") "organisation_id = $1";
    "consultation" ("title") "organisation_id = $1";
    "written_comment" ("words") "consultation_id in (select id from consultation where organisation_id = $1)";
    "follow_up" ("words") "consultation_id in (select id from consultation where organisation_id = $1)";
    "finding" ("words", "nothing_because") "consultation_id in (select id from consultation where organisation_id = $1)";
    "evidence" ("title", "withdrawn_reason") "organisation_id = $1";
    "evidence_version" ("title") "evidence_id in (select id from evidence where organisation_id = $1)";
    "handover" ("note") "organisation_id = $1";
    "working_group" ("name", "remit") "organisation_id = $1";
    "meeting" ("place", "minutes") "group_id in (select id from working_group where organisation_id = $1)";
    "minutes_version" ("words") "organisation_id = $1";
    "thread" ("title") "organisation_id = $1";
    "comment" ("words") "thread_id in (select id from thread where organisation_id = $1)";
    "resolution" ("words") "thread_id in (select id from thread where organisation_id = $1)";
    "organisation" ("scope", "contact_name", "contact_telephone", "leader_name", "leader_post") "id = $1";
};

/// Addresses of pages that people gave.
pub(super) const PAGES: &[Column] = columns! {
    "progress_update" ("address") "action_id in (select id from action where organisation_id = $1)";
    "organisation" ("page_url") "id = $1";
};

/// The failure messages of jobs, whichever person they are about.
const FAILURES: Column = column!("job", "failure", "(cast($1 as uuid) is null)");

/// The failure message of a job may hold the address.
pub(in crate::work::personal) async fn in_failures(tx: &mut Tx, forgotten: &ErasedPerson) -> Result<(), Error> {
    in_column(tx, &FAILURES, None, forgotten, ErasedPerson::text).await
}

pub(super) async fn in_column(
    tx: &mut Tx,
    column: &Column,
    organisation: Option<Uuid>,
    forgotten: &ErasedPerson,
    without: fn(&ErasedPerson, &str) -> String,
) -> Result<(), Error> {
    let texts: Vec<(String,)> =
        tx.query(column.select).bind(organisation).bind(format!("%{}%", forgotten.email)).all().await?;
    for (text,) in texts {
        let without = without(forgotten, &text);
        if without != text {
            tx.query(column.update).bind(organisation).bind(text).bind(without).run().await?;
        }
    }
    Ok(())
}
