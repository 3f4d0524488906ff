//! The columns of texts that may hold the address of a person, and how it leaves them.

use crate::{
    core::db::{Error, Tx},
    plan::actions::columns as action_columns,
};
use model::work::erasure::ErasedPerson;
use std::sync::LazyLock;
use uuid::Uuid;

/// A column of texts that may hold the address: the statement that finds those that do, and the one that replaces one. `$1`
/// is the organisation.
pub(super) struct AddressColumn {
    select: String,
    update: String,
}

impl AddressColumn {
    fn new(table: &str, column: &str, within: &str) -> Self {
        Self {
            select: format!("select distinct {column} from {table} where {within} and lower({column}) like $2"),
            update: format!("update {table} set {column} = $3 where {within} and {column} = $2"),
        }
    }
}

/// Columns of tables, each table with the condition for its rows of an organisation.
macro_rules! columns {
    ($($table:literal ($($column:literal),+) $within:literal;)+) => {
        vec![$($(AddressColumn::new($table, $column, $within),)+)+]
    };
}

/// What people wrote in one organisation: the address leaves it, and the words stay.
pub(super) static TEXTS: LazyLock<Vec<AddressColumn>> = LazyLock::new(|| {
    let of_actions = action_columns::of_texts().flat_map(|column| {
        [
            AddressColumn::new("action", column, "organisation_id = $1"),
            AddressColumn::new(
                "action_version",
                column,
                "action_id in (select id from action where organisation_id = $1)",
            ),
        ]
    });
    let others = columns! {
        "answer" ("body") "assessment_id in (select id from assessment where organisation_id = $1)";
        "answer_version" ("body") "assessment_id in (select id from assessment where organisation_id = $1)";
        "assessment" ("returned_reason") "organisation_id = $1";
        "signatory_address" ("reason") "organisation_id = $1";
        "past_submission" ("reason") "organisation_id = $1";
        "leader_question" ("question") "assessment_id in (select id from assessment where organisation_id = $1)";
        "due_date" ("reason") "organisation_id = $1";
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
        "feedback_text" ("body") "assessment_id in (select id from assessment where organisation_id = $1)";
        "feedback_rating" ("comment") "feedback_id in (select f.id from feedback f join assessment a on a.id = f.assessment_id where a.organisation_id = $1)";
        "resolution" ("words") "thread_id in (select id from thread where organisation_id = $1)";
        "organisation" ("scope", "contact_name", "contact_telephone", "leader_name", "leader_post") "id = $1";
    };
    others.into_iter().chain(of_actions).collect()
});

/// What people wrote that belongs to the charter and to no organisation.
pub(super) static OF_CHARTER: LazyLock<Vec<AddressColumn>> = LazyLock::new(|| {
    columns! {
        "round" ("name", "cancelled_reason") "(cast($1 as uuid) is null)";
        "late_submission" ("reason") "(cast($1 as uuid) is null)";
        "active_review" ("reason", "notes", "outcome", "agreed_actions") "(cast($1 as uuid) is null)";
        "allocation_approval" ("reason") "(cast($1 as uuid) is null)";
        "panel" ("reason") "(cast($1 as uuid) is null)";
        "panel_decision" ("reason") "(cast($1 as uuid) is null)";
        "declared_conflict" ("reason") "(cast($1 as uuid) is null)";
        "review_version" ("strengths", "advice") "(cast($1 as uuid) is null)";
        "private_note" ("quote", "words") "(cast($1 as uuid) is null)";
        "feedback_draft" ("meeting_when") "(cast($1 as uuid) is null)";
        "feedback_draft_version" ("body") "(cast($1 as uuid) is null)";
        "disagreement" ("words") "(cast($1 as uuid) is null)";
        "panel_comment" ("words") "(cast($1 as uuid) is null)";
        "moderation" ("comment") "(cast($1 as uuid) is null)";
        "good_practice" ("reason") "(cast($1 as uuid) is null)";
    }
});

/// Addresses of the conversations of panels.
pub(super) static MEETINGS: LazyLock<AddressColumn> =
    LazyLock::new(|| AddressColumn::new("feedback_draft", "meeting_url", "(cast($1 as uuid) is null)"));

/// Addresses of pages that people gave.
pub(super) static PAGES: LazyLock<Vec<AddressColumn>> = LazyLock::new(|| {
    columns! {
        "progress_update" ("address") "action_id in (select id from action where organisation_id = $1)";
        "organisation" ("page_url") "id = $1";
    }
});

/// The failure messages of jobs, whichever person they are about.
pub(super) static FAILURES: LazyLock<AddressColumn> =
    LazyLock::new(|| AddressColumn::new("job", "failure", "(cast($1 as uuid) is null)"));

pub(super) async fn in_column(
    tx: &mut Tx,
    column: &'static AddressColumn,
    organisation: Option<Uuid>,
    forgotten: &ErasedPerson,
    without: fn(&ErasedPerson, &str) -> String,
) -> Result<(), Error> {
    let texts: Vec<(String,)> =
        tx.query(&column.select).bind(organisation).bind(format!("%{}%", forgotten.email)).all().await?;
    for (text,) in texts {
        let without = without(forgotten, &text);
        if without != text {
            tx.query(&column.update).bind(organisation).bind(text).bind(without).run().await?;
        }
    }
    Ok(())
}
