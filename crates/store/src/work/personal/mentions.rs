//! Where a person is named by others: certainly, in events that refer to them, and perhaps, in texts that have a name of theirs.

use super::erasing::names_of;
use crate::{
    core::{
        db::{Error, Tx},
        values::At,
    },
    plan::actions::columns,
};
use model::{
    ActionId, AssessmentId, EvidenceId, GroupId, HandoverId, MeetingId, OrganisationId, PersonId, PlanId,
    ProgressReviewId, QuestionKey, ThreadId, Timestamp,
    core::permit::{KeepAccount, Permit},
    work::{erasure::TextPlace, event::EventKind},
};
use serde::Serialize;
use sqlx::types::Json;
use std::{collections::BTreeSet, sync::LazyLock};
use uuid::Uuid;

/// An event of another person that refers to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct NamedIn {
    /// None if it is about the charter itself.
    pub organisation: Option<String>,
    pub what: EventKind,
    pub at: Timestamp,
}

/// The events of others that refer to a person, newest first.
pub(super) async fn named_in(tx: &mut Tx, person: Option<PersonId>) -> Result<Vec<NamedIn>, Error> {
    let Some(person) = person else { return Ok(Vec::new()) };
    let rows: Vec<(Option<String>, Json<EventKind>, At)> = tx
        .query(
            "select o.name, e.what, e.happened_at from event e left join organisation o on o.id = e.organisation_id
             where cast(e.what as text) like $2 and (e.identity_id is null or e.identity_id <> $1)
             order by e.id desc limit 10000",
        )
        .bind(person.0)
        .bind(format!("%{person}%"))
        .all()
        .await?;
    let refers = |what: &EventKind| what.people().iter().any(|named| named.person == Some(person));
    let named = rows.into_iter().map(|(organisation, Json(what), At(at))| NamedIn { organisation, what, at });
    Ok(named.filter(|named| refers(&named.what)).collect())
}

/// A text in which a person may be named: it has a name of theirs, which may be another person's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextThatMayName {
    /// The organisation.
    pub organisation: String,
    /// Where it is.
    pub place: TextPlace,
    /// Its title, where it has one.
    pub title: String,
}

/// The shortest name that is looked for: a shorter one is part of too many words.
const SHORTEST: usize = 3;

/// The texts of the organisations of a person that have a name of theirs, for them to read. Nothing is changed by it: a text is
/// edited by those who may.
pub async fn texts_that_may_name(tx: &mut Tx, may: &Permit<KeepAccount>) -> Result<Vec<TextThatMayName>, Error> {
    let Some(person) = may.author().person() else { return Ok(Vec::new()) };
    let (current,): (String,) = tx.query("select name from person where id = $1").bind(person.0).one().await?;
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for name in names_of(tx, person, current).await? {
        if name.chars().count() < SHORTEST {
            continue;
        }
        for text in with_name(tx, person, &name).await? {
            if seen.insert(text.place.path() + text.place.label()) {
                found.push(text);
            }
        }
    }
    Ok(found)
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    organisation: String,
    organisation_id: Uuid,
    id: Uuid,
    group_id: Option<Uuid>,
    question: Option<String>,
    title: String,
}

impl Row {
    fn read(self) -> Option<TextThatMayName> {
        let organisation = OrganisationId(self.organisation_id);
        let place = match self.kind.as_str() {
            "answer" => TextPlace::Answer(AssessmentId(self.id), QuestionKey::from(self.question.as_deref()?)),
            "action" => TextPlace::Action(ActionId(self.id)),
            "progress-update" => TextPlace::ProgressUpdate(ActionId(self.id)),
            "evidence" => TextPlace::Evidence(organisation, EvidenceId(self.id)),
            "published-change" => TextPlace::PublishedChange(PlanId(self.id)),
            "comment" => TextPlace::Comment(ThreadId(self.id)),
            "minutes" => TextPlace::Minutes(organisation, GroupId(self.group_id?), MeetingId(self.id)),
            "progress-review" => TextPlace::ProgressReview(ProgressReviewId(self.id)),
            "handover" => TextPlace::Handover(organisation, HandoverId(self.id)),
            _ => return None,
        };
        Some(TextThatMayName { organisation: self.organisation, place, title: self.title })
    }
}

async fn with_name(tx: &mut Tx, person: PersonId, name: &str) -> Result<Vec<TextThatMayName>, Error> {
    /// The texts of their organisations.
    static SELECT: LazyLock<String> = LazyLock::new(|| {
        let of_action = columns::of_texts().map(|column| format!("c.{column}")).collect::<Vec<_>>().join(" || ' ' || ");
        format!(
            "with place as (select o.id, o.name from organisation o join member m on m.organisation_id = o.id where m.person_id = $1)
             select distinct x.kind, l.name as organisation, l.id as organisation_id, x.id, x.group_id, x.question, x.title
             from place l join (
                 select 'answer' as kind, a.organisation_id, a.id, cast(null as uuid) as group_id, w.question, '' as title, w.body as text
                     from answer w join assessment a on a.id = w.assessment_id
                 union all select 'action', c.organisation_id, c.id, null, null, c.text,
                     {of_action} from action c
                 union all select 'progress-update', c.organisation_id, c.id, null, null, c.text, g.explanation || ' ' || g.learning
                     from progress_update g join action c on c.id = g.action_id
                 union all select 'progress-update', c.organisation_id, c.id, null, null, c.text, v.comment
                     from update_approval v join progress_update g on g.id = v.progress_update_id join action c on c.id = g.action_id
                 union all select 'published-change', v.organisation_id, v.plan_id, null, null, '', v.reason
                     from published_change v
                 union all select 'evidence', e.organisation_id, e.id, null, null, e.title, e.title || ' ' || cast(e.content as text)
                     from evidence e
                 union all select 'comment', t.organisation_id, t.id, null, null, t.title, c.words
                     from comment c join thread t on t.id = c.thread_id where c.withdrawn_at is null
                 union all select 'comment', t.organisation_id, t.id, null, null, t.title, r.words
                     from resolution r join thread t on t.id = r.thread_id
                 union all select 'minutes', g.organisation_id, m.id, g.id, null, g.name, m.minutes
                     from meeting m join working_group g on g.id = m.group_id
                 union all select 'progress-review', r.organisation_id, r.id, null, null, '', r.note || ' ' || r.minutes
                     from progress_review r
                 union all select 'handover', h.organisation_id, h.id, null, null, '',
                     h.note || ' ' || coalesce(cast(h.contents as text), '') from handover h
             ) x on x.organisation_id = l.id
             where lower(x.text) like lower($2) escape '\\'
             order by l.name, x.kind, x.id limit 500"
        )
    });
    let rows: Vec<Row> = tx.query(&SELECT).bind(person.0).bind(format!("%{}%", like_pattern(name))).all().await?;
    Ok(rows.into_iter().filter_map(Row::read).collect())
}

/// A text in which no character has a meaning of its own in `like`.
fn like_pattern(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
