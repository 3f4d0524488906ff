//! Removes a person from what an organisation keeps: their former role replaces their name where something refers to them, and
//! their address is removed. Nothing is found by the spelling of a name.
//!
//! What is locked for sign-off stays as it is (`locked_version`, `signature`, signatures on paper), and so do responses
//! that have not been opened yet (`response`). `tests/both/work/erasure.rs` holds every column to that.

use crate::{
    core::{
        db::{Error, Tx},
        secrets,
        values::At,
    },
    plan::actions::columns as action_columns,
};
use model::{
    PersonId, Timestamp,
    work::{
        erasure::{ErasedPerson, FORMER_OWNER},
        event::EventKind,
        handover::HandoverPart,
    },
};
use serde_json::Value;
use sqlx::types::Json;
use std::sync::LazyLock;
use uuid::Uuid;

/// Removes a person from one organisation; without one, from what belongs to the charter. `beside` are the names that the
/// program writes beside their address.
pub(super) async fn forget(
    tx: &mut Tx,
    organisation: Option<Uuid>,
    erased: &ErasedPerson,
    beside: &[String],
) -> Result<(), Error> {
    in_emails(tx, organisation, erased).await?;
    let Some(organisation) = organisation else {
        for column in OF_CHARTER.iter() {
            in_column(tx, column, None, erased, ErasedPerson::text).await?;
        }
        return in_column(tx, &MEETINGS, None, erased, ErasedPerson::page).await;
    };
    // Updates that change nothing lock what is read below on either database, so that no edit in between is lost.
    for lock in LOCKS {
        tx.query(lock).bind(organisation).run().await?;
    }
    for (select, update) in DOCUMENTS {
        in_documents(tx, (select, update), organisation, erased).await?;
    }
    in_handovers(tx, organisation, erased, beside).await?;
    for column in TEXTS.iter() {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::text).await?;
    }
    for column in PAGES.iter() {
        in_column(tx, column, Some(organisation), erased, ErasedPerson::page).await?;
    }
    Ok(())
}

/// An event that is searched: its id, what happened, and its author: the person, their identity, whether they are an owner, the name.
type SearchedEvent = (Uuid, Json<EventKind>, Option<Uuid>, Option<Uuid>, bool, Option<String>);

/// The events that they did, and those that refer to them or have their address, in every organisation.
pub(super) async fn in_events(tx: &mut Tx, erased: &ErasedPerson, now: Timestamp) -> Result<(), Error> {
    let events: Vec<SearchedEvent> = tx
        .query(
            "select id, what, person_id, identity_id, owner_id is not null, name from event
             where identity_id = $1 or person_id = $1 or cast(what as text) like $2 or lower(cast(what as text)) like $3",
        )
        .bind(erased.person.0)
        .bind(format!("%{}%", erased.person))
        .bind(format!("%{}%", erased.email))
        .all()
        .await?;
    for (id, Json(what), author, identity, is_owner, name) in events {
        let without = what.without(erased, author.map(PersonId));
        let called = name.as_deref().map(|name| {
            // The title of a post stays.
            if identity != Some(erased.person.0) || (is_owner && !erased.is_called(name)) {
                name
            } else if is_owner {
                FORMER_OWNER
            } else {
                erased.former
            }
        });
        if without != what || called != name.as_deref() {
            replace_event(tx, id, &without, called, now).await?;
        }
    }
    Ok(())
}

/// Replaces what an event tells and the name of its author by what has no personal data. The salt of the event is deleted with the name,
/// so that the entry of the event log which covers it says nothing any more. The event gets a new entry, which says that it was erased,
/// and when: an event at the same time says why (`audit::entries`).
pub(super) async fn replace_event(
    tx: &mut Tx,
    id: Uuid,
    what: &EventKind,
    name: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query("update event set what = $2, name = $3, salt = $4, place = null, erased_at = $5 where id = $1")
        .bind(id)
        .bind(Json(what))
        .bind(name)
        .bind(secrets::new())
        .bind(At(now))
        .run()
        .await?;
    Ok(())
}

/// Emails to others that have the address: their text until they are sent, and their subject as long as it is kept. A name in
/// them stays for the 30 days for which they are kept.
async fn in_emails(tx: &mut Tx, organisation: Option<Uuid>, erased: &ErasedPerson) -> Result<(), Error> {
    let emails: Vec<(Uuid, String, String, Option<String>)> = tx
        .query(
            "select id, subject, body, failure from email
             where organisation_id = $1 or (cast($1 as uuid) is null and organisation_id is null)",
        )
        .bind(organisation)
        .all()
        .await?;
    for (id, subject, body, failure) in emails {
        let without =
            (erased.text(&subject), erased.text(&body), failure.as_deref().map(|failure| erased.text(failure)));
        if without != (subject, body, failure) {
            tx.query("update email set subject = $2, body = $3, failure = $4 where id = $1")
                .bind(id)
                .bind(without.0)
                .bind(without.1)
                .bind(without.2)
                .run()
                .await?;
        }
    }
    Ok(())
}

/// The statements that lock the rows which are read before they are written.
const LOCKS: [&str; 5] = [
    "update evidence set id = id where organisation_id = $1",
    "update import set id = id where organisation_id = $1",
    "update progress_review set id = id where organisation_id = $1",
    "update consultation set id = id where organisation_id = $1",
    "update handover set id = id where organisation_id = $1",
];

/// JSON documents: the statement that reads them, and the one that writes one.
const DOCUMENTS: [(&str, &str); 11] = [
    (
        "select id, content from evidence where organisation_id = $1",
        "update evidence set content = $2, revision = revision + 1 where id = $1",
    ),
    (
        "select v.id, v.content from evidence_version v join evidence e on e.id = v.evidence_id where e.organisation_id = $1",
        "update evidence_version set content = $2 where id = $1",
    ),
    ("select id, reading from import where organisation_id = $1", "update import set reading = $2 where id = $1"),
    (
        "select id, files from import where organisation_id = $1 and files is not null",
        "update import set files = $2 where id = $1",
    ),
    (
        "select id, original from import where organisation_id = $1 and original is not null",
        "update import set original = $2 where id = $1",
    ),
    (
        "select id, form from past_submission where organisation_id = $1",
        "update past_submission set form = $2 where id = $1",
    ),
    (
        "select id, content from past_submission where organisation_id = $1",
        "update past_submission set content = $2 where id = $1",
    ),
    (
        "select id, record from progress_review where organisation_id = $1 and record is not null",
        "update progress_review set record = $2 where id = $1",
    ),
    (
        "select id, changes from published_change where organisation_id = $1",
        "update published_change set changes = $2 where id = $1",
    ),
    (
        "select id, asked from consultation where organisation_id = $1",
        "update consultation set asked = $2 where id = $1",
    ),
    (
        "select id, offered from consultation where organisation_id = $1 and offered is not null",
        "update consultation set offered = $2 where id = $1",
    ),
];

async fn in_documents(
    tx: &mut Tx,
    (select, update): (&'static str, &'static str),
    organisation: Uuid,
    forgotten: &ErasedPerson,
) -> Result<(), Error> {
    let rows: Vec<(Uuid, Json<Value>)> = tx.query(select).bind(organisation).all().await?;
    for (id, Json(document)) in rows {
        let without = forgotten.without(&document);
        if without != document {
            tx.query(update).bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// The contents of a handover are sentences that the program wrote.
async fn in_handovers(tx: &mut Tx, organisation: Uuid, erased: &ErasedPerson, beside: &[String]) -> Result<(), Error> {
    let accepted: Vec<(Uuid, Json<Vec<HandoverPart>>)> = tx
        .query("select id, contents from handover where organisation_id = $1 and contents is not null")
        .bind(organisation)
        .all()
        .await?;
    for (id, Json(parts)) in accepted {
        let without = |part: &HandoverPart| HandoverPart {
            title: part.title.clone(),
            lines: part.lines.iter().map(|line| erased.sentence(line, beside)).collect(),
        };
        let without: Vec<HandoverPart> = parts.iter().map(without).collect();
        if without != parts {
            tx.query("update handover set contents = $2 where id = $1").bind(id).bind(Json(&without)).run().await?;
        }
    }
    Ok(())
}

/// A column of texts that may hold the address: the statement that finds those that do, and the one that replaces one. `$1`
/// is the organisation.
struct Column {
    select: String,
    update: String,
}

impl Column {
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
        vec![$($(Column::new($table, $column, $within),)+)+]
    };
}

/// What people wrote in one organisation: the address leaves it, and the words stay.
static TEXTS: LazyLock<Vec<Column>> = LazyLock::new(|| {
    let of_actions = action_columns::of_texts().flat_map(|column| {
        [
            Column::new("action", column, "organisation_id = $1"),
            Column::new("action_version", column, "action_id in (select id from action where organisation_id = $1)"),
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
static OF_CHARTER: LazyLock<Vec<Column>> = LazyLock::new(|| {
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
static MEETINGS: LazyLock<Column> =
    LazyLock::new(|| Column::new("feedback_draft", "meeting_url", "(cast($1 as uuid) is null)"));

/// Addresses of pages that people gave.
static PAGES: LazyLock<Vec<Column>> = LazyLock::new(|| {
    columns! {
        "progress_update" ("address") "action_id in (select id from action where organisation_id = $1)";
        "organisation" ("page_url") "id = $1";
    }
});

/// The failure messages of jobs, whichever person they are about.
static FAILURES: LazyLock<Column> = LazyLock::new(|| Column::new("job", "failure", "(cast($1 as uuid) is null)"));

/// The failure message of a job may hold the address.
pub(super) async fn in_failures(tx: &mut Tx, forgotten: &ErasedPerson) -> Result<(), Error> {
    in_column(tx, &FAILURES, None, forgotten, ErasedPerson::text).await
}

async fn in_column(
    tx: &mut Tx,
    column: &'static Column,
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
