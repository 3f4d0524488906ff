//! Writes a marker into every private column of the world, so that a test can search for it wherever it must not appear.

use crate::support::TestServer;
use store::{
    Tx,
    core::{ids, values::At},
};

/// The start of every marker.
pub(crate) const SECRET: &str = "tellTale";

/// The marker of a column, which [`add_markers`] writes followed by the number of the row.
pub(crate) fn marker(column: &str) -> String {
    format!("{SECRET} in {column} ")
}

/// The audiences of columns that are not for everyone.
const PRIVATE: [&str; 9] =
    ["register", "signatories", "charter", "secretariat", "shared", "members", "personal", "panel", "author"];

/// Private columns that cannot hold a marker, because the program reads their values.
const FIXED_VALUES: &[&str] = &[
    "action.category",
    "allocation_proposal.mode",
    "assessment.returned_by",
    "email_domain.domain",
    "signatory_address.outcome",
    "organisation.owner_updates",
    "update_approval.decision",
    "past_submission.outcome",
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
    "disagreement.criterion",
    "draft_agreement.version_hash",
    "moderation.decision",
    "moderation.version_hash",
    "feedback_draft.meeting_url",
    "feedback_draft_version.field",
    "feedback_text.outcome",
    "review_version.criterion",
    "review_version.finding",
    "name_check.outcome",
    "outcome.outcome",
    "thread.question",
    "working_group.kind",
    "reviewer.background",
    "reviewer.kinds",
    "reviewer.stages",
    "reviewer.themes",
];

/// Columns that are shown to the holder of a link about themselves: to sign, to accept an invitation, to unsubscribe.
const SHOWN_TO_HOLDER: &[&str] = &["invitation.name", "leader_link.name", "leader_link.post", "unsubscribe_link.email"];

/// Inserts a row into each table that is empty in the world. `$1` is a new identity and `$2` the time.
const ROWS: &[&str] = &[
    "insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at)
     select $1, id, 1, '2027-01-01', '', $2 from organisation limit 1",
    "insert into answer (assessment_id, question, body, revision, saved_at)
     select id, 'tower', '', 1, $2 from assessment where step = 'drafting' and $1 is not null on conflict do nothing",
    "insert into late_submission (round_id, assessment_id, reason, accepted_at)
     select r.id, a.id, '', $2 from round r cross join assessment a where $1 is not null and r.cancelled_at is null and a.step = 'submitted'",
    "insert into training_page (person_id, edition, page, read_at) select id, '2031-01', '', $2 from person where $1 is not null limit 1",
    "insert into training_answer (person_id, edition, question, choices, answered_at)
     select id, '2031-01', '', '[]', $2 from person where $1 is not null limit 1",
    "insert into active_review (assessment_id, round_id, is_chosen, reason, decided_at)
     select a.id, r.id, true, '', $2 from round r cross join assessment a where $1 is not null and r.cancelled_at is null and a.step = 'submitted'",
    "insert into allocation_proposal (id, round_id, mode, time_limit, wishes, input, created_at, ended_at, result)
     select $1, id, 'free', 60, '{\"pins\":[],\"bans\":[],\"may_leave_over\":false}',
         '{\"rules\":{\"people\":[1,2],\"submissions\":[1,4],\"needs\":[]},\"submissions\":[],\"reviewers\":[],\"left_out\":[]}', $2, $2,
         '{\"outcome\":\"unfinished\"}' from round where cancelled_at is null",
    "insert into allocation_approval (round_id, proposal_id, number, reason, approved_at)
     select round_id, id, 1, '', $2 from allocation_proposal where $1 is not null",
    "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
     select m.person_id, m.organisation_id, 'lead', false, '[1]', '[]', '[]', $2 from member m where $1 is not null on conflict do nothing",
    "insert into declared_conflict (person_id, organisation_id, reason, declared_at)
     select person_id, organisation_id, '', $2 from reviewer where $1 is not null",
    "insert into reviewer_invitation (round_id, email, organisation_id, invited_at)
     select r.id, '', o.id, $2 from round r cross join organisation o where $1 is not null and r.cancelled_at is null and o.slug = 'northmoor'",
    "insert into panel_decision (id, panel_id, covers, reason, decided_at) select $1, id, '[]', '', $2 from panel",
    "insert into review (panel_id, assessment_id, person_id, first_completed_at, completed_at)
     select m.panel_id, x.assessment_id, m.person_id, $2, $2 from panel_member m join panel_submission x on x.panel_id = m.panel_id
     where $1 is not null",
    "insert into review_version (panel_id, assessment_id, person_id, criterion, revision, finding, strengths, advice, saved_at, aside)
     select panel_id, assessment_id, person_id, 'lamp', 1, 'clear', '', '', $2, false from review where $1 is not null",
    "insert into private_note (id, panel_id, assessment_id, person_id, part, quote, words, written_at)
     select $1, panel_id, assessment_id, person_id, 'tower', '', '', $2 from review limit 1",
    "insert into reading_time (panel_id, assessment_id, person_id, seconds, seen_at)
     select panel_id, assessment_id, person_id, 4713, $2 from review where $1 is not null limit 1",
    "insert into feedback_draft (panel_id, assessment_id, begun_at) select panel_id, assessment_id, $2 from review where $1 is not null limit 1",
    "insert into feedback_draft_version (panel_id, assessment_id, field, revision, body, saved_at, aside)
     select panel_id, assessment_id, 'opening', 1, '', $2, false from feedback_draft where $1 is not null",
    "insert into disagreement (id, panel_id, assessment_id, words, recorded_at) select $1, panel_id, assessment_id, '', $2 from feedback_draft",
    "insert into moderation (id, panel_id, assessment_id, decided_at, version_hash, decision, comment)
     select $1, panel_id, assessment_id, $2, '0', 'returned', '' from feedback_draft",
    "insert into panel_comment (id, panel_id, assessment_id, words, written_at) select $1, panel_id, assessment_id, '', $2 from feedback_draft",
    "insert into good_practice (id, panel_id, assessment_id, person_id, place, position, quote, passage, themes, reason, marked_at)
     select $1, panel_id, assessment_id, person_id, 'tower', 1, '', '', '[]', '', $2 from review limit 1",
    "insert into good_practice_answer (assessment_id, passage, has_consented, answered_at)
     select assessment_id, '', true, $2 from review where $1 is not null limit 1",
    "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at)
     select $1, r.id, a.id, '', '', $2 from round r cross join assessment a where r.cancelled_at is null and a.step = 'submitted'",
    "insert into feedback_text (assessment_id, feedback_id, field, revision, outcome, body, saved_at, aside)
     select assessment_id, id, 'response', 1, '', '', $2, false from feedback where $1 is not null",
    "insert into feedback_rating (feedback_id, revision, levels, comment, rated_at)
     select id, 1, '{}', '', $2 from feedback where $1 is not null",
    "insert into thread (id, organisation_id, action_id, title, begun_at) select $1, organisation_id, id, '', $2 from action limit 1",
    "insert into comment (id, thread_id, words, written_at) select $1, id, '', $2 from thread limit 1",
    "insert into resolution (id, thread_id, words, resolved_at) select $1, id, '', $2 from thread limit 1",
    "insert into written_comment (id, consultation_id, about, words) select $1, id, '{}', '' from consultation limit 1",
    "insert into follow_up (id, consultation_id, words) select $1, id, '' from consultation limit 1",
    "insert into leader_question (id, assessment_id, locked_version_hash, name, email, question, asked_at)
     select $1, id, locked_version_hash, '', '', '', $2 from assessment where step = 'lead-signed'",
    "insert into signatory_address (id, organisation_id, assessment_id, locked_version_hash, capacity, name, post, email, requested_at, outcome, reason)
     select $1, organisation_id, id, locked_version_hash, 'leader', '', '', '', $2, 'replaced', '' from assessment where step = 'lead-signed'",
    "insert into past_submission (id, organisation_id, import_id, edition, stage, submitted_on, form, content, shares_files, proposed_at, outcome, decided_at, reason)
     select $1, organisation_id, id, 'first-2030', 1, '2026-01-01', '[]', '{\"stage\":1,\"edition\":\"first-2030\",\"becomes\":\"draft\",\"answers\":[],
         \"rated\":[],\"new\":[],\"headcount\":null,\"contact\":{\"name\":\"\",\"email\":\"\",\"telephone\":\"\"},\"page\":\"\",\"seen\":null}', false, $2,
         'taken-back', $2, '' from import limit 1",
    "insert into answer_version (assessment_id, question, body, revision, saved_at) select id, 'tower', '', 9, $2 from assessment where $1 is not null",
    "insert into minutes_version (id, organisation_id, meeting_id, revision, words, aside, saved_at)
     select $1, g.organisation_id, m.id, 9, '', false, $2 from meeting m join working_group g on g.id = m.group_id",
    "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, until)
     select $1, id, 9, '', content, themes, allied, $2 from evidence limit 1",
    "insert into evidence (id, organisation_id, kind, title, content, themes, allied, public, created_at, withdrawn_at, withdrawn_reason)
     select $1, organisation_id, kind, title, content, themes, allied, true, $2, $2, '' from evidence limit 1",
    "insert into link_check (evidence_id, host, checked_at, failure) select id, 'host', $2, '' from evidence where $1 is not null",
    "insert into event (id, organisation_id, author, what, public, happened_at, kind, name)
     select $1, id, 'person', '{\"what\":\"person-left\",\"name\":\"\"}', false, $2, 'people', '' from organisation where slug = 'northmoor'",
    "insert into known_address (id, email) values ($1, '') on conflict do nothing",
    "insert into name_check (id, organisation_id, name, former, found_at)
     select $1, id, '', '', $2 from organisation limit 1",
    "insert into unsubscribed (email, since) select '', $2 where $1 is not null",
    "insert into unsubscribe_link (token_hash, email, created_at) select 'x', '', $2 where $1 is not null",
    "insert into sign_in (id, email, link_hash, code_hash, onward, uses_left, created_at, expires_at) values ($1, '', 'l', 'c', '', 1, $2, $2)",
    "insert into email (id, recipient, subject, body, created_at) values ($1, '', '', '', $2)",
    "insert into progress_update (id, action_id, colour, explanation, learning, recorded_at) select $1, id, 'green', '', '', $2 from action limit 1",
    "insert into update_approval (progress_update_id, organisation_id, by_collaborator, decision, comment, decided_at)
     select g.id, c.organisation_id, false, 'sent-back', '', $2 from progress_update g join action c on c.id = g.action_id where $1 is not null limit 1",
    "insert into outcome (assessment_id, action_id, outcome, reason, decided_at)
     select a.id, x.action_id, 'stopped', '', $2 from assessment a join plan_action x on x.plan_id = a.plan_id where $1 is not null limit 1",
];

/// Writes a marker into every text column that `store/tests/audiences.txt` does not list as public, so that the tests cover a new
/// private column as soon as its audience is decided.
pub(crate) async fn add_markers(server: &TestServer, tx: &mut Tx) {
    testing::world::panels::make(tx, &server.world, server.now()).await;
    for row in ROWS {
        let inserted = tx.query(row).bind(ids::new(server.now())).bind(At(server.now())).run().await;
        inserted.unwrap_or_else(|error| panic!("{row}: {error}"));
    }
    let texts: Vec<(String,)> = tx
        .query(
            "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
             where m.type = 'table' and lower(c.type) = 'text'",
        )
        .all()
        .await
        .unwrap();
    let (mut columns_marked, mut failures) = (0, Vec::new());
    for (audience, column) in testing::audiences() {
        let is_private = PRIVATE.contains(&audience.as_str());
        if !is_private
            || FIXED_VALUES.contains(&column.as_str())
            || SHOWN_TO_HOLDER.contains(&column.as_str())
            || !texts.iter().any(|(text,)| *text == column)
        {
            continue;
        }
        let (table, name) = column.split_once('.').unwrap();
        // Only rows with a value are marked, since some columns depend on another (the reason for a withdrawal, for example);
        // if no row has one, all rows are.
        let sql = format!("update {table} set {name} = $1 || ' ' || rowid");
        let (rows_with_value, all_rows): (&'static str, &'static str) =
            (format!("{sql} where {name} is not null").leak(), sql.leak());
        let marker = marker(&column);
        let mut rows = tx.query(rows_with_value).bind(marker.trim_end()).run().await;
        if matches!(rows, Ok(0)) {
            rows = tx.query(all_rows).bind(marker.trim_end()).run().await;
        }
        match rows {
            Ok(0) => failures.push(format!("{column}: no row, add one to ROWS")),
            Err(error) => failures.push(format!("{column}: {error}")),
            Ok(_) => {}
        }
        columns_marked += 1;
    }
    assert!(failures.is_empty(), "columns without a marker: {failures:#?}");
    assert!(columns_marked > 50, "only {columns_marked} columns have a marker");
}
