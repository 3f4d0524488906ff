//! A marker in every private column of the world, so that a test can search for it wherever it must not be.

use crate::support::Trial;
use store::{
    Tx,
    core::{ids, values::At},
};

/// In every private text.
pub(crate) const SECRET: &str = "tellTale";

/// The marker in a column, as [`plant`] writes it: it is followed by the number of the row.
pub(crate) fn marker(column: &str) -> String {
    format!("{SECRET} in {column} ")
}

/// What holds a word or a fact of the program, in a column whose audience is not everyone: it cannot hold the marker.
const KEYS: &[&str] = &[
    "action.category",
    "assessment.returned_by",
    "email_domain.domain",
    "signatory_address.outcome",
    "signature.basis",
    "answer.question",
    "answer_version.question",
    "event.author",
    "event.kind",
    "invitation.role",
    "member.role",
    "plan_action_version.ended",
    "plan_action_version.origin",
    "group_member.role",
    "session.device",
    "charter_role.role",
    "outcome.outcome",
    "thread.question",
    "working_group.kind",
];

/// What the holder of a link is shown of themselves: to sign, to accept an invitation, to unsubscribe.
const OF_ITS_HOLDER: &[&str] = &["invitation.name", "leader_link.name", "leader_link.post", "unsubscribe_link.email"];

/// A row for each table that the world leaves empty; `$1` is a new identity and `$2` the time.
const ROWS: &[&str] = &[
    "insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at)
     select $1, id, 1, '2027-01-01', '', $2 from organisation limit 1",
    "insert into answer (assessment_id, question, body, revision, saved_at)
     select id, 'tower', '', 1, $2 from assessment where step = 'drafting' and $1 is not null on conflict do nothing",
    "insert into thread (id, organisation_id, action_id, title, begun_at) select $1, organisation_id, id, '', $2 from action limit 1",
    "insert into comment (id, thread_id, words, written_at) select $1, id, '', $2 from thread limit 1",
    "insert into resolution (id, thread_id, words, resolved_at) select $1, id, '', $2 from thread limit 1",
    "insert into written_comment (id, consultation_id, about, words) select $1, id, '{}', '' from consultation limit 1",
    "insert into follow_up (id, consultation_id, words) select $1, id, '' from consultation limit 1",
    "insert into leader_question (id, assessment_id, locked_version_hash, name, email, question, asked_at)
     select $1, id, locked_version_hash, '', '', '', $2 from assessment where step = 'lead-signed'",
    "insert into signatory_address (id, organisation_id, assessment_id, locked_version_hash, capacity, name, post, email, requested_at, outcome, reason)
     select $1, organisation_id, id, locked_version_hash, 'leader', '', '', '', $2, 'replaced', '' from assessment where step = 'lead-signed'",
    "insert into answer_version (assessment_id, question, body, revision, saved_at) select id, 'tower', '', 9, $2 from assessment where $1 is not null",
    "insert into minutes_version (id, organisation_id, meeting_id, revision, words, aside, saved_at)
     select $1, g.organisation_id, m.id, 9, '', false, $2 from meeting m join working_group g on g.id = m.group_id",
    "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, until)
     select $1, id, 9, '', content, themes, allied, $2 from evidence limit 1",
    "insert into evidence (id, organisation_id, kind, title, content, themes, allied, public, created_at, withdrawn_at, withdrawn_reason)
     select $1, organisation_id, kind, title, content, themes, allied, true, $2, $2, '' from evidence limit 1",
    "insert into link_check (evidence_id, host, checked_at, failure) select id, 'host', $2, '' from evidence where $1 is not null",
    "insert into unsubscribed (email, since) select '', $2 where $1 is not null",
    "insert into unsubscribe_link (token_hash, email, created_at) select 'x', '', $2 where $1 is not null",
    "insert into sign_in (id, email, link_hash, code_hash, onward, uses_left, created_at, expires_at) values ($1, '', 'l', 'c', '', 1, $2, $2)",
    "insert into email (id, recipient, subject, body, created_at) values ($1, '', '', '', $2)",
    "insert into outcome (assessment_id, action_id, outcome, reason, decided_at)
     select a.id, x.action_id, 'stopped', '', $2 from assessment a join plan_action x on x.plan_id = a.plan_id where $1 is not null limit 1",
];

/// Gives the marker to every text column that `store/tests/audiences.txt` does not call public, so that a new private field is searched
/// for from the day on which its audience is decided.
pub(crate) async fn plant(trial: &Trial, tx: &mut Tx) {
    for row in ROWS {
        let filled = tx.query(row).bind(ids::new(trial.now())).bind(At(trial.now())).run().await;
        filled.unwrap_or_else(|error| panic!("{row}: {error}"));
    }
    let texts: Vec<(String,)> = tx
        .query(
            "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
             where m.type = 'table' and lower(c.type) = 'text'",
        )
        .all()
        .await
        .unwrap();
    let (mut planted, mut left) = (0, Vec::new());
    for (audience, column) in testing::audiences() {
        let is_private = matches!(audience.as_str(), "secretariat" | "members" | "personal");
        if !is_private
            || KEYS.contains(&column.as_str())
            || OF_ITS_HOLDER.contains(&column.as_str())
            || !texts.iter().any(|(text,)| *text == column)
        {
            continue;
        }
        let (table, name) = column.split_once('.').unwrap();
        // What comes only with another fact (the reason for a withdrawal, say) is planted where it is, and otherwise everywhere.
        let sql = format!("update {table} set {name} = $1 || ' ' || rowid");
        let (where_it_is, everywhere): (&'static str, &'static str) =
            (format!("{sql} where {name} is not null").leak(), sql.leak());
        let secret = marker(&column);
        let mut rows = tx.query(where_it_is).bind(secret.trim_end()).run().await;
        if matches!(rows, Ok(0)) {
            rows = tx.query(everywhere).bind(secret.trim_end()).run().await;
        }
        match rows {
            Ok(0) => left.push(format!("{column}: no row, add one to ROWS")),
            Err(error) => left.push(format!("{column}: {error}")),
            Ok(_) => {}
        }
        planted += 1;
    }
    assert!(left.is_empty(), "not planted: {left:#?}");
    assert!(planted > 50, "{planted} columns hold the marker");
}
