//! Deletion of accounts, on both databases, held to every column there is: a column without a decision fails the test.

use jiff::Timestamp;
use model::{
    core::permit::{AtAccount, Author, KeepAccount, Permit},
    plan::action::{ActionField, FieldKind},
    work::{
        erasure::{FORMER_LEADER, FORMER_MEMBER, FORMER_OWNER},
        event::{EventKind, NamedPerson, group, owner, person},
        handover::HandoverPart,
    },
};
use serde_json::json;
use sqlx::types::Json;
use std::collections::BTreeSet;
use store::{
    Db, Tx,
    core::{
        events::{self, Subject},
        ids,
        values::At,
        wiping,
    },
    work::{
        personal::{self, Erased},
        reminders,
    },
};
use testing::world::World;

const NAME: &str = "Ada King";
const EMAIL: &str = "king@northmoor.example";

/// Texts that people wrote: the address is removed, and a name in it stays. Those of actions follow from the fields of an action: see
/// [`words`].
const WORDS: &[&str] = &[
    "active_review.agreed_actions",
    "active_review.notes",
    "active_review.outcome",
    "active_review.reason",
    "allocation_approval.reason",
    "answer.body",
    "answer_version.body",
    "assessment.returned_reason",
    "comment.words",
    "consultation.title",
    "declared_conflict.reason",
    "disagreement.words",
    "due_date.reason",
    "evidence.title",
    "evidence.withdrawn_reason",
    "evidence_version.title",
    "feedback_draft.meeting_url",
    "feedback_draft.meeting_when",
    "feedback_draft_version.body",
    "feedback_rating.comment",
    "feedback_text.body",
    "finding.nothing_because",
    "finding.words",
    "follow_up.words",
    "good_practice.reason",
    "handover.note",
    "import.file",
    "late_submission.reason",
    "leader_question.question",
    "meeting.minutes",
    "meeting.place",
    "minutes_version.words",
    "organisation.contact_name",
    "organisation.contact_telephone",
    "organisation.leader_name",
    "organisation.leader_post",
    "organisation.page_url",
    "organisation.scope",
    "outcome.reason",
    "panel.reason",
    "panel_comment.words",
    "panel_decision.reason",
    "past_submission.reason",
    "moderation.comment",
    "plan_action.ended_reason",
    "plan_action_version.ended_reason",
    "progress_review.minutes",
    "progress_review.note",
    "progress_update.address",
    "progress_update.explanation",
    "progress_update.learning",
    "published_change.reason",
    "resolution.words",
    "review_version.advice",
    "review_version.strengths",
    "round.cancelled_reason",
    "round.name",
    "signatory_address.reason",
    "thread.title",
    "update_approval.comment",
    "working_group.name",
    "working_group.remit",
    "written_comment.words",
];

/// [`WORDS`], and every text of an action but its owner, who is a name.
fn words() -> Vec<String> {
    let fields = ActionField::ALL.iter().filter(|field| matches!(field.kind(), FieldKind::Text(_)));
    let texts = fields.filter(|field| **field != ActionField::Owner).map(|field| field.name());
    let of_actions = texts.flat_map(|name| [format!("action.{name}"), format!("action_version.{name}")]);
    WORDS.iter().map(|column| (*column).to_owned()).chain(of_actions).collect()
}

/// A name that refers to nobody, as people or other programs wrote it: others may have it. The address is removed. Emails are kept for
/// 30 days, and leads decide about the names that `name_check` lists.
const NOBODYS: &[&str] = &[
    "action.owner",
    "action_version.owner",
    "email.subject",
    "evidence.content",
    "import.files",
    "import.original",
    "import.reading",
    "name_check.name",
    "past_submission.content",
    "past_submission.form",
    "published_change.changes",
];

/// What was signed, here or on paper, keeps the names of who signed: its text may not change, or its hash would be wrong.
const SIGNED: &[&str] = &["assessment.paper", "signature.leader_name", "signature.name", "signature.post"];

/// Columns without personal data: keys, hashes, words of the program. Four of them could have some, and are never
/// changed: locked versions, feedback as it was approved, statements that the register signed, and sealed responses.
const IMPERSONAL: &[&str] = &[
    "action.allied",
    "action.category",
    "action.recommendations",
    "action.themes",
    "action_version.allied",
    "action_version.category",
    "action_version.recommendations",
    "action_version.themes",
    "allocation_proposal.found",
    "allocation_proposal.input",
    "allocation_proposal.mode",
    "allocation_proposal.result",
    "allocation_proposal.wishes",
    "allocation_version.change",
    "allocation_version.panels",
    "panel.kind",
    "panel_decision.covers",
    "allocation_wish.kind",
    "answer.question",
    "answer_version.question",
    "answer_version.tab",
    "assessment.edition",
    "assessment.paper_hash",
    "assessment.locked_version_hash",
    "assessment.returned_by",
    "assessment.step",
    "calendar_link.token_hash",
    "consultation.code",
    "consultation.key_check",
    "consultation.step",
    "consultation.tally",
    "disagreement.criterion",
    "draft_agreement.version_hash",
    "email_domain.domain",
    "checkpoint.note",
    "event.author",
    "event.kind",
    "event.salt",
    "evidence.allied",
    "evidence.kind",
    "evidence.themes",
    "evidence_answer.question",
    "evidence_version.allied",
    "evidence_version.themes",
    "feedback.canonical",
    "feedback.hash",
    "feedback_draft_version.field",
    "feedback_draft_version.tab",
    "feedback_rating.levels",
    "feedback_response.body",
    "feedback_response.hash",
    "feedback_text.field",
    "feedback_text.outcome",
    "feedback_text.tab",
    "good_practice.passage",
    "good_practice.place",
    "good_practice.quote",
    "good_practice.themes",
    "good_practice_answer.passage",
    "headcount.people",
    "import.sha256",
    "invitation.role",
    "invitation.token_hash",
    "job.key",
    "job.kind",
    "leader_link.capacity",
    "leader_link.locked_version_hash",
    "leader_link.token_hash",
    "leader_question.locked_version_hash",
    "email.unsubscribe",
    "link_check.failure",
    "link_check.host",
    "member.role",
    "minutes_version.tab",
    "name_check.former",
    "name_check.outcome",
    "organisation.consortium",
    "organisation.contact_email",
    "organisation.country",
    "organisation.kind",
    "organisation.leader_email",
    "organisation.name",
    "organisation.owner_updates",
    "organisation.phase",
    "organisation.region",
    "organisation.slug",
    "organisation.standing",
    "owner_link.token_hash",
    "plan_action.ended",
    "plan_action.origin",
    "plan_action_version.ended",
    "plan_action_version.origin",
    "private_note.part",
    "progress_update.colour",
    "published_change.locked_version_hash",
    "reviewer.background",
    "reviewer.kinds",
    "reviewer.stages",
    "reviewer.themes",
    "round_email.kind",
    "written_comment.about",
    "response.contents",
    "response.seal",
    "response_code.code_hash",
    "pending_wipe.token",
    "pending_wipe.what",
    "group_member.role",
    "review_version.criterion",
    "review_version.finding",
    "review_version.tab",
    "session.device",
    "session.token_hash",
    "sign_in.browser_hash",
    "sign_in.code_hash",
    "sign_in.link_hash",
    "sign_in.onward",
    "past_submission.edition",
    "past_submission.outcome",
    "signatory_address.capacity",
    "signatory_address.locked_version_hash",
    "signatory_address.outcome",
    "signature.basis",
    "signature.role",
    "signature.locked_version_hash",
    "log_entry.entry",
    "signing_key.public_key",
    "statement.body",
    "statement.digital_signature",
    "statement.locked_version_hash",
    "statement.public_key",
    "locked_version.canonical",
    "locked_version.hash",
    "locked_version.withheld",
    "charter_role.role",
    "completed_training.edition",
    "moderation.decision",
    "moderation.version_hash",
    "practice_feedback.edition",
    "practice_feedback.tab",
    "training_answer.choices",
    "training_answer.edition",
    "training_answer.question",
    "training_page.edition",
    "training_page.page",
    "outcome.outcome",
    "thread.question",
    "unsubscribe_link.token_hash",
    "update_approval.decision",
    "update_request.end_reason",
    "working_group.kind",
];

/// Every column that holds text, as `table.column`.
async fn columns(db: &Db, tx: &mut Tx) -> Vec<String> {
    let names = if db.is_sqlite() {
        "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
         where m.type = 'table' and lower(c.type) in ('text', 'jsonb') and m.name not like '\\_%' escape '\\' order by 1"
    } else {
        "select cast(table_name || '.' || column_name as text) from information_schema.columns
         where table_schema = 'public' and data_type in ('text', 'jsonb') and table_name not like '\\_%' order by 1"
    };
    let rows: Vec<(String,)> = tx.query(names).all().await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

/// All that a column holds.
async fn held(tx: &mut Tx, column: &str) -> String {
    let (table, column) = column.split_once('.').unwrap();
    let sql = format!("select cast({column} as text) from {table} where {column} is not null");
    let rows: Vec<(String,)> = tx.query(Box::leak(sql.into_boxed_str())).all().await.unwrap();
    rows.into_iter().map(|(text,)| text + "\n").collect()
}

/// Executes SQL in which `ORGANISATION` and such stand for rows of the world, and `$1` and `$2`, if it has them, for a new
/// identity and the time.
async fn run(tx: &mut Tx, sql: &str, now: Timestamp) {
    let mut statement = sql.to_owned();
    for (word, query) in [
        ("ORGANISATION", "(select id from organisation where slug = 'northmoor')"),
        ("ASSESSMENT", "(select id from assessment where step = 'drafting')"),
        (
            "ACTION",
            "(select x.action_id from plan_action x join assessment a on a.plan_id = x.plan_id where a.step = 'drafting')",
        ),
        ("CONSULTATION", "(select id from consultation where step = 'closed')"),
        ("OWNER", "(select id from owner where email = 'king@northmoor.example')"),
        ("ADA", "(select id from person where email = 'king@northmoor.example')"),
    ] {
        statement = statement.replace(word, query);
    }
    let (is_new, is_timed) = (statement.contains("$1"), statement.contains("$2"));
    if !is_new {
        statement = statement.replace("$2", "$1");
    }
    let statement: &'static str = Box::leak(statement.into_boxed_str());
    let mut query = tx.query(statement);
    if is_new {
        query = query.bind(ids::new(now));
    }
    if is_timed {
        query = query.bind(At(now));
    }
    query.run().await.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

/// Writes data of Ada King into every table that can hold personal data.
#[expect(clippy::too_many_lines, reason = "one statement for each table")]
async fn fill(db: &Db, tx: &mut Tx, world: &World, now: Timestamp) {
    let ada = world.persona("contributor").person.unwrap();
    testing::world::panels::make(tx, world, now).await;
    tx.query("update person set name = $1, email = $2 where id = $3")
        .bind(NAME)
        .bind(EMAIL)
        .bind(ada.0)
        .run()
        .await
        .unwrap();
    for rows in [
        "insert into owner (id, organisation_id, name, email, created_at) values ($1, ORGANISATION, 'Ada King', 'king@northmoor.example', $2)",
        "insert into owner (id, organisation_id, name, email, created_at, left_at) values ($1, ORGANISATION, 'Director of Lamps', 'King@Northmoor.example', $2, $2)",
        "insert into collaborator (action_id, owner_id) values (ACTION, OWNER)",
        "insert into owner_version (action_id, owner_id, collaborates, since) values (ACTION, OWNER, true, $2)",
        "insert into update_request (id, organisation_id, action_id, owner_id, with_collaborators, requested_at) values ($1, ORGANISATION, ACTION, OWNER, false, $2)",
        "insert into collaborator_email (update_request_id, owner_id, emails, emailed_at, email_id) select id, OWNER, 1, $2, $1 from update_request where owner_id = OWNER",
        "insert into owner_link (token_hash, owner_id, created_at, expires_at) values ('secret', OWNER, $2, $2)",
        "update action set owner = 'Ada King' where id = ACTION",
        "update action_version set owner = 'Ada King' where action_id = ACTION",
        "insert into answer (assessment_id, question, body, revision, saved_at) values (ASSESSMENT, 'vow', '', 1, $2)",
        "insert into answer_version (assessment_id, question, body, revision, saved_at) values (ASSESSMENT, 'vow', '', 1, $2)",
        "insert into due_date (id, organisation_id, stage, due_on, reason, recorded_at) values ($1, ORGANISATION, 1, '2027-01-01', '', $2)",
        "insert into progress_update (id, action_id, colour, explanation, learning, recorded_at) values ($1, ACTION, 'red', '-', '', $2)",
        "insert into published_change (id, organisation_id, plan_id, locked_version_hash, changes, reason, published_at)
         select $1, organisation_id, plan_id, locked_version_hash, '[]', '', $2 from assessment where step = 'lead-signed'",
        "insert into update_approval (progress_update_id, organisation_id, by_collaborator, comment) select id, ORGANISATION, false, '' from progress_update where explanation = '-'",
        "insert into outcome (assessment_id, action_id, outcome, reason, decided_at) values (ASSESSMENT, ACTION, 'stopped', '', $2)",
        "insert into written_comment (id, consultation_id, about, words) values ($1, CONSULTATION, '{}', '')",
        "insert into follow_up (id, consultation_id, words) values ($1, CONSULTATION, '')",
        "insert into thread (id, organisation_id, action_id, title, begun_at) values ($1, ORGANISATION, ACTION, '', $2)",
        "insert into comment (id, thread_id, words, written_at) select $1, id, '', $2 from thread limit 1",
        "insert into resolution (id, thread_id, words, resolved_at, reopened_at) select $1, id, '', $2, $2 from thread limit 1",
        "insert into job (kind, key, id, due_at, failure, created_at) values ('host', 'none', $1, $2, 'king@northmoor.example: no mailbox', $2)",
        "insert into minutes_version (id, organisation_id, meeting_id, revision, words, aside, saved_at) select $1, ORGANISATION, id, 1, '', false, $2 from meeting",
        "insert into unsubscribed (email, since) values ('king@northmoor.example', $2)",
        "insert into calendar_link (token_hash, person_id, created_at) values ('calendar', ADA, $2)",
        "insert into sign_in (id, email, link_hash, code_hash, onward, uses_left, created_at, expires_at) values ($1, 'king@northmoor.example', 'l', 'c', '', 1, $2, $2)",
        "insert into email (id, recipient, subject, body, created_at, organisation_id, concerns, failure) values ($1, 'king@northmoor.example', 'Ada King', 'Ada King', $2, ORGANISATION, 'Ada King', 'no king@northmoor.example')",
        "insert into email (id, recipient, subject, body, created_at, organisation_id, failure, reply_to) values ($1, 'other@assay.example', 'Ada King’s turn', 'Write to king@northmoor.example', $2, ORGANISATION, 'not king@northmoor.example', 'king@northmoor.example')",
        "insert into known_address (id, email) values ($1, 'king@northmoor.example')",
        "insert into name_check (id, organisation_id, name, former, found_at) values ($1, ORGANISATION, 'Ada King', 'A former lead', $2)",
        "update invitation set name = 'Ada King', email = 'king@northmoor.example'",
        "update leader_link set name = 'Ada King', email = 'king@northmoor.example', post = 'Ada King'",
        "update group_member set name = 'Ada King', email = 'king@northmoor.example'",
        "update signature set name = 'Ada King', post = 'Ada King', email = 'king@northmoor.example', leader_name = 'Ada King', identity_salt = 'Ada King'",
        "insert into signatory_address (id, organisation_id, assessment_id, locked_version_hash, capacity, name, post, email, requested_at, reason)
         select $1, organisation_id, id, locked_version_hash, 'leader', 'Ada King', 'Ada King', 'king@northmoor.example', $2, '' from assessment where step = 'lead-signed'",
        "insert into past_submission (id, organisation_id, import_id, edition, stage, submitted_on, form, content, shares_files, proposed_at, reason)
         select $1, organisation_id, id, 'first-2030', 1, '2026-01-01', '[]', '{}', false, $2, '' from import",
        "insert into late_submission (round_id, assessment_id, reason, accepted_at)
         select r.id, a.id, '', $2 from round r cross join assessment a where r.cancelled_at is null and a.step = 'drafting'",
        "insert into training_page (person_id, edition, page, read_at) values (ADA, '2031-01', 'stairs', $2)",
        "insert into training_answer (person_id, edition, question, choices, answered_at) values (ADA, '2031-01', 'rail', '[\"rail\"]', $2)",
        "insert into practice_feedback (person_id, edition, feedback, revision, saved_at)
         values (ADA, '2031-01', '{\"lamp\":{\"finding\":\"some\",\"strengths\":\"Ask Ada King\",\"advice\":\"king@northmoor.example\"}}', 1, $2)",
        "insert into completed_training (person_id, edition, completed_at) values (ADA, '2031-01', $2)",
        "insert into active_review (assessment_id, round_id, is_chosen, reason, decided_at)
         select a.id, r.id, true, '', $2 from round r cross join assessment a where r.cancelled_at is null and a.step = 'drafting'",
        "insert into allocation_proposal (id, round_id, mode, time_limit, wishes, input, created_at)
         select $1, id, 'free', 60, '{}', '{}', $2 from round where cancelled_at is null",
        "insert into allocation_approval (round_id, proposal_id, number, reason, approved_at)
         select round_id, id, 1, '', $2 from allocation_proposal where $1 is not null",
        "insert into panel_decision (id, panel_id, covers, reason, decided_at) select $1, id, '[]', '', $2 from panel",
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         select id, ORGANISATION, 'lead', false, '[1]', '[]', '[]', $2 from person where id = ADA or email = 'lead@assay.example'",
        "insert into declared_conflict (person_id, organisation_id, reason, declared_at) select person_id, organisation_id, '', $2 from reviewer",
        "insert into availability (round_id, person_id, submissions, answered_at) select id, ADA, 2, $2 from round",
        "insert into reviewer_invitation (round_id, email, organisation_id, invited_at) select id, 'king@northmoor.example', ORGANISATION, $2 from round",
        "insert into review (panel_id, assessment_id, person_id, first_completed_at, completed_at)
         select x.panel_id, x.assessment_id, ADA, $2, $2 from panel_submission x",
        "insert into review_version (panel_id, assessment_id, person_id, criterion, revision, strengths, advice, saved_at, aside)
         select panel_id, assessment_id, ADA, 'lamp', 1, '', '', $2, false from panel_submission",
        "insert into private_note (id, panel_id, assessment_id, person_id, part, quote, words, written_at)
         select $1, panel_id, assessment_id, ADA, 'tower', 'Ada King', 'Ask king@northmoor.example', $2 from panel_submission",
        "insert into reading_time (panel_id, assessment_id, person_id, seconds, seen_at)
         select panel_id, assessment_id, ADA, 60, $2 from panel_submission",
        "insert into feedback_draft (panel_id, assessment_id, begun_at) select panel_id, assessment_id, $2 from panel_submission",
        "insert into feedback_draft_version (panel_id, assessment_id, field, revision, body, person_id, saved_at, aside)
         select panel_id, assessment_id, 'opening', 1, '', ADA, $2, false from panel_submission",
        "insert into disagreement (id, panel_id, assessment_id, person_id, words, recorded_at)
         select $1, panel_id, assessment_id, ADA, '', $2 from panel_submission",
        "insert into moderation (id, panel_id, assessment_id, person_id, decided_at, version_hash, decision, comment)
         select $1, panel_id, assessment_id, ADA, $2, '', 'returned', '' from panel_submission",
        "insert into panel_comment (id, panel_id, assessment_id, person_id, words, written_at)
         select $1, panel_id, assessment_id, ADA, '', $2 from panel_submission",
        "insert into good_practice (id, panel_id, assessment_id, person_id, place, position, quote, passage, themes, reason, marked_at)
         select $1, s.panel_id, assessment_id, m.person_id, 'tower', 1, '', '', '[]', '', $2 from panel_submission s
             join panel_member m on m.panel_id = s.panel_id and m.person_id <> ADA",
        "insert into good_practice_answer (assessment_id, passage, has_consented, answered_at, answered_by)
         select assessment_id, '', true, $2, ADA from panel_submission",
        "insert into feedback (id, round_id, assessment_id, hash, canonical, approved_at)
         select $1, r.id, a.id, '', '', $2 from round r cross join assessment a where r.cancelled_at is null and a.step = 'drafting'",
        "insert into feedback_text (assessment_id, feedback_id, field, revision, outcome, body, person_id, saved_at, aside)
         select assessment_id, id, 'response', 1, '', '', ADA, $2, false from feedback",
        "insert into feedback_rating (feedback_id, revision, levels, comment, person_id, rated_at)
         select id, 1, '{}', '', ADA, $2 from feedback",
        "insert into leader_question (id, assessment_id, locked_version_hash, name, email, question, asked_at)
         select $1, id, locked_version_hash, 'Ada King', 'king@northmoor.example', '', $2 from assessment where step = 'lead-signed'",
    ] {
        run(tx, rows, now).await;
    }
    reminders::link(tx, EMAIL, now).await.unwrap();
    documents(tx, world, now).await;
    events(tx, world, now).await;
    for column in &words() {
        let (table, column) = column.split_once('.').unwrap();
        let only = match table {
            "organisation" => "where slug = 'northmoor'",
            "plan_action_version" | "plan_action" => {
                "where plan_id in (select id from plan where organisation_id = ORGANISATION)"
            }
            _ => "",
        };
        run(tx, &format!("update {table} set {column} = 'Ask Ada King at King@Northmoor.example' {only}"), now).await;
    }
    assert!(!columns(db, tx).await.is_empty());
}

/// Writes data of Ada King into the JSON documents.
async fn documents(tx: &mut Tx, world: &World, now: Timestamp) {
    let consent = json!({ "asked_by": NAME, "on": "2026-01-01", "terms": format!("Ask {EMAIL}") });
    let page = json!({ "kind": "link", "address": format!("https://book.example/{EMAIL}/") });
    let said = json!({ "kind": "testimonial", "voice": "named", "words": "I sign my work.", "name": NAME, "consent": consent });
    let parts = vec![HandoverPart {
        title: "What waits".into(),
        lines: vec![format!("The invitation to {NAME}, {EMAIL}, waits.")],
    }];
    let reading = json!({ "actions": [{ "owner": NAME }], "lead": { "email": EMAIL } });
    let offered = json!([{ "id": world.actions[0], "text": format!("Ask {EMAIL}"), "theme": null }]);
    let asked = json!({ "questions": [], "note": EMAIL });
    run(tx, "update evidence set kind = 'testimonial', withdrawn_at = $2, withdrawn_reason = ''", now).await;
    run(
        tx,
        "insert into evidence_version (id, evidence_id, revision, title, content, themes, allied, until)
         select $1, id, 1, '', content, themes, allied, $2 from evidence",
        now,
    )
    .await;
    run(tx, "update handover set from_id = to_id, to_id = ADA, accepted_name = 'Ada King', accepted_at = $2, contents = '[]'", now).await;
    for (sql, document) in [
        ("update evidence set content = $1", &said),
        ("update evidence_version set content = $1", &page),
        ("update handover set contents = $1", &serde_json::to_value(parts).unwrap()),
        ("update import set reading = $1", &reading),
        ("update import set original = $1", &reading),
        (
            "update published_change set changes = $1",
            &json!([{ "change": "added", "details": { "owner": NAME, "text": EMAIL } }]),
        ),
        ("update import set files = $1", &json!([{ "name": NAME, "note": EMAIL }])),
        (
            "update past_submission set form = $1",
            &json!([{ "field": "owner-0", "owner": NAME }, { "field": "text-0", "text": EMAIL }]),
        ),
        ("update past_submission set content = $1", &reading),
        ("update progress_review set record = $1", &json!({ "actions": [], "note": EMAIL })),
        ("update consultation set offered = $1 where offered is not null", &offered),
        ("update consultation set asked = $1", &asked),
        ("update assessment set paper = $1", &json!({ "signatures": [NAME] })),
    ] {
        tx.query(sql).bind(Json(document)).run().await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

/// Records events by Ada King and about her.
async fn events(tx: &mut Tx, world: &World, now: Timestamp) {
    let ada = Author::Person(world.persona("contributor").person.unwrap());
    let name = NamedPerson::known(NAME, world.persona("contributor").person.unwrap());
    let action = "Count us".to_owned();
    for what in [
        EventKind::PersonInvited { name: name.clone(), role: "contributor".into() },
        EventKind::LeadSigned { name: NAME.to_owned(), post: "Lead".into(), version: "0".into() },
        EventKind::Owner(owner::OwnerEvent::OwnerChanged {
            name: name.clone(),
            fields: vec!["address".into()],
            was: vec![EMAIL.into()],
        }),
        EventKind::Owner(owner::OwnerEvent::ActionGiven {
            action,
            to: NamedPerson::unknown("Library"),
            from: Some(name.clone()),
        }),
        EventKind::Group(group::GroupEvent::SeatTaken {
            group: "Lamps".into(),
            name: name.clone(),
            role: "chair".into(),
        }),
        EventKind::Person(person::PersonEvent::HandoverAccepted {
            from: NamedPerson::unknown("Lead"),
            by: name.clone(),
        }),
    ] {
        events::record(tx, ada, Subject::organisation(world.organisation), &what, now).await.unwrap();
    }
    let invited = EventKind::PersonInvited { name, role: "board".into() };
    events::record(tx, Author::Operator, Subject::default(), &invited, now).await.unwrap();
}

fn may(world: &World) -> Permit<KeepAccount> {
    let author = Author::Person(world.persona("contributor").person.unwrap());
    Permit::ask(&testing::relation(author, None, None, None), AtAccount).unwrap()
}

#[tokio::test]
async fn of_a_deleted_account_no_address_is_left_and_a_name_only_where_it_refers_to_nobody() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        fill(&db, &mut tx, &world, now).await;
        let impersonal: BTreeSet<&str> = IMPERSONAL.iter().copied().collect();
        let columns = columns(&db, &mut tx).await;
        let others = NOBODYS.iter().chain(SIGNED).map(|column| (*column).to_owned());
        let stay: Vec<String> = words().into_iter().chain(others).collect();
        for column in columns.iter().filter(|column| !impersonal.contains(column.as_str())) {
            let text = held(&mut tx, column).await;
            assert!(text.contains(NAME) || text.contains(EMAIL), "decide about {column}, and fill it here: {text}");
        }

        let permit = testing::lock(&mut tx, &may(&world)).await;
        assert_eq!(personal::erase(&mut tx, &permit, now).await.unwrap(), Erased::Yes);

        for column in &columns {
            let text = held(&mut tx, column).await;
            assert!(!text.to_lowercase().contains(EMAIL), "the address is in {column}: {text}");
            if column == "event.what" {
                let named = text.lines().filter(|line| line.contains(NAME)).collect::<Vec<_>>();
                assert!(named.len() == 1 && named[0].contains("lead-signed"), "{named:?}");
            } else if !stay.contains(column) {
                assert!(!text.contains(NAME), "the name is in {column}: {text}");
            }
        }
        for column in &stay {
            assert!(held(&mut tx, column).await.contains(NAME), "what was written in {column} stays");
        }
        for (column, former) in [
            ("owner.name", FORMER_OWNER),
            ("owner.name", "Director of Lamps"),
            ("event.name", "A former contributor"),
            ("handover.accepted_name", "A former contributor"),
            ("group_member.name", FORMER_MEMBER),
            ("leader_link.name", FORMER_LEADER),
            ("evidence_version.content", "https://book.example/erased/"),
            ("handover.contents", "A former contributor"),
        ] {
            assert!(held(&mut tx, column).await.contains(former), "{column} has the former role");
        }
        for gone in [
            "training_page.page",
            "training_answer.choices",
            "practice_feedback.feedback",
            "completed_training.edition",
        ] {
            assert_eq!(held(&mut tx, gone).await, "", "{gone}");
        }
        for gone in ["owner_link", "calendar_link", "unsubscribe_link", "session"] {
            let hashes = held(&mut tx, &format!("{gone}.token_hash")).await;
            let others = usize::from(gone == "session") * 5
                + usize::from(matches!(gone, "owner_link" | "calendar_link" | "unsubscribe_link"));
            assert!(hashes.lines().count() <= others, "{gone}: {hashes}");
        }
        let waiting: Vec<(i64,)> =
            tx.query("select cast(count(*) as bigint) from update_request where ended_at is null").all().await.unwrap();
        assert_eq!(waiting, [(0,)], "a deleted person is not asked any more");
    }
}

#[tokio::test]
async fn a_person_sees_all_of_their_data_before() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        fill(&db, &mut tx, &world, now).await;
        let held = personal::held(&mut tx, &may(&world)).await.unwrap();
        let beside = &held.other;
        assert!(beside.reminders_stopped.is_some() && beside.calendar.is_some() && beside.reminder_links == 1);
        let counts = [beside.sign_ins.len(), beside.asked.len(), beside.leading.len(), beside.handovers.len()];
        assert_eq!(counts, [1, 1, 2, 1]);
        let trained = &beside.training[0];
        assert_eq!((trained.edition.as_str(), trained.completed), ("2031-01", Some(now)));
        assert_eq!((trained.pages.len(), trained.answers.len()), (1, 1));
        let feedback = trained.practice_feedback.as_ref().unwrap();
        assert_eq!(feedback.of(&"lamp".into()).strengths, "Ask Ada King");
        assert_eq!(
            [held.owners.len(), held.group_members.len(), held.emails.len(), held.invitations.len()],
            [2, 1, 1, 1]
        );
        assert_eq!((held.history.len(), held.named_in.len()), (6, 1));
        let texts = personal::texts_that_may_name(&mut tx, &may(&world)).await.unwrap();
        let mut labels: Vec<_> = texts.iter().map(|text| text.place.label()).collect();
        labels.dedup();
        let all = [
            "Action",
            "Answer",
            "Comment",
            "Evidence",
            "Handover",
            "Minutes",
            "Progress review",
            "Progress update",
            "Published change",
        ];
        assert_eq!(labels, all);
    }
}

/// Of SQLite alone: PostgreSQL frees the space, but does not overwrite it (`docs/decisions/0020-responses-and-codes.md`).
#[tokio::test]
async fn of_a_deleted_account_no_address_is_left_in_any_byte_of_the_files() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let url = testing::empty_databases().await.remove(0);
    let path = url.strip_prefix("sqlite:").unwrap();
    let is_found = || {
        ["", "-wal", "-journal"].iter().any(|end| {
            let bytes = std::fs::read(format!("{path}{end}")).unwrap_or_default();
            memchr::memmem::find(&bytes, EMAIL.as_bytes()).is_some()
        })
    };
    let db = testing::open(&url).await;
    let world = World::make(&db, &testing::invented_charter(), now).await;
    let mut tx = db.write().await.unwrap();
    fill(&db, &mut tx, &world, now).await;
    tx.commit().await.unwrap();
    assert!(is_found());
    let mut tx = db.write().await.unwrap();
    let permit = testing::lock(&mut tx, &may(&world)).await;
    assert_eq!(personal::erase(&mut tx, &permit, now).await.unwrap(), Erased::Yes);
    tx.commit().await.unwrap();
    wiping::wipe(&db, &testing::program()).await.unwrap();
    assert!(wiping::rewrite(&db, &testing::program()).await.unwrap(), "it was requested");
    assert!(!is_found());
    assert!(!wiping::rewrite(&db, &testing::program()).await.unwrap(), "once");
}
