//! The response of an organisation to its feedback: written by its members, sent once by a lead.

use super::{
    SentFeedback, name, sent,
    texts::{self, NewText, SavedFeedbackText, TextPlace},
};
use crate::{
    core::{
        db::{Error, Tx},
        events::{self, Subject},
        tampering,
        values::{At, Number},
        write_permit::WritePermit,
    },
    peer_review::reminding::Recipient,
};
use model::{
    AssessmentId, FeedbackId, PanelId, PersonId, Timestamp,
    core::{
        canonical::Hash,
        dates::day,
        permit::{
            AtAssessment, CheckNames, Permission, Permit, ReadFeedbackResponse, ReadWorkings, SendFeedbackResponse,
            WriteFeedbackResponse,
        },
        saving::Draft,
        versions::Version,
    },
    peer_review::feedback::event::FeedbackEvent,
    peer_review::{
        feedback::response::ResponseState,
        feedback::text::{FeedbackField, FeedbackText},
    },
    work::event::EventKind,
};
use uuid::Uuid;

/// A response that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentResponse {
    /// Its text.
    pub text: String,
    /// When it was sent.
    pub sent: Timestamp,
    /// Whether the organisation publishes it with the feedback.
    pub is_published: bool,
}

/// Why a response was not saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResponseNotSaved {
    /// It was sent, or its last day is over.
    NotOpen(ResponseState),
    /// A newer version exists: this one.
    Conflict(SavedFeedbackText),
}

/// Why a response was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseNotSent {
    /// It responds to another feedback than the current one.
    OtherFeedback,
    /// It was sent already, or its last day is over.
    NotOpen(ResponseState),
    /// Nothing is written.
    Blank,
    /// It was changed since the lead read it.
    Changed,
}

/// Who is told about a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The panel that wrote the feedback, with its current members who have no conflict of interest.
    pub panel: Option<(PanelId, Vec<Recipient>)>,
}

/// Where the response to feedback is.
fn place(at: AtAssessment, feedback: FeedbackId) -> TextPlace<'static> {
    TextPlace { assessment: at.assessment, feedback, field: &FeedbackField::Response }
}

/// The response that was sent to that feedback, if one was. Its text is checked against its hash.
///
/// # Errors
/// Returns an error if the text was changed in the database.
pub async fn sent_response<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &Permit<P>,
    feedback: FeedbackId,
) -> Result<Option<SentResponse>, Error> {
    of_assessment(tx, may.place().assessment, Some(feedback)).await
}

/// The response to the feedback of the visitor's panel, if one was sent.
pub async fn to_panel(tx: &mut Tx, may: &Permit<ReadFeedbackResponse>) -> Result<Option<SentResponse>, Error> {
    let at = may.place();
    let feedback: Option<(Uuid,)> = tx
        .query(
            "select id from feedback where panel_id = $1 and assessment_id = $2 and round_id = $3 and withdrawn_at is null",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .bind(at.round.0)
        .optional()
        .await?;
    of_assessment(tx, at.assessment, feedback.map(|(id,)| FeedbackId(id))).await
}

/// The response to feedback on a self-assessment.
async fn of_assessment(
    tx: &mut Tx,
    assessment: AssessmentId,
    feedback: Option<FeedbackId>,
) -> Result<Option<SentResponse>, Error> {
    let Some(feedback) = feedback else { return Ok(None) };
    let row: Option<(String, String, At, Option<At>)> = tx
        .query(
            "select r.hash, r.body, r.sent_at, r.published_at from feedback_response r join feedback f on f.id = r.feedback_id
             where f.id = $1 and f.assessment_id = $2",
        )
        .bind(feedback.0)
        .bind(assessment.0)
        .optional()
        .await?;
    row.map(|(hash, body, At(sent), published)| {
        let text = tampering::genuine(tx, &hash, body)?;
        Ok(SentResponse { text, sent, is_published: published.is_some() })
    })
    .transpose()
}

/// The response as it is written now.
pub async fn draft(
    tx: &mut Tx,
    may: &Permit<WriteFeedbackResponse>,
    feedback: FeedbackId,
) -> Result<Option<SavedFeedbackText>, Error> {
    Ok(texts::current(tx, may.place().assessment, feedback).await?.remove(&FeedbackField::Response.key()))
}

/// The response as it is written to the feedback that `version` names, also if other feedback was sent since.
pub async fn written_to(
    tx: &mut Tx,
    may: &Permit<WriteFeedbackResponse>,
    version: &str,
) -> Result<Option<String>, Error> {
    let all: Vec<(Uuid, String)> = tx
        .query("select id, hash from feedback where assessment_id = $1 and sent_at is not null")
        .bind(may.place().assessment.0)
        .all()
        .await?;
    let read = all.into_iter().map(|(id, hash)| (FeedbackId(id), hash)).find(|(id, hash)| name(*id, hash) == version);
    let Some((feedback, _)) = read else { return Ok(None) };
    Ok(draft(tx, may, feedback).await?.map(|draft| draft.text.text))
}

/// Every version of the response to that feedback, oldest first.
pub async fn versions(tx: &mut Tx, may: &Permit<ReadWorkings>, feedback: FeedbackId) -> Result<Vec<Version>, Error> {
    texts::versions(tx, place(may.place(), feedback)).await
}

/// One version of the response.
pub async fn version(
    tx: &mut Tx,
    may: &Permit<WriteFeedbackResponse>,
    feedback: FeedbackId,
    revision: i64,
) -> Result<Option<FeedbackText>, Error> {
    texts::version(tx, place(may.place(), feedback), revision).await
}

/// Saves the response while it can be sent: within `weeks` after the feedback. `title` is that of the self-assessment. Returns the current
/// version.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn save(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackResponse>,
    (weeks, title): (u8, &str),
    (text, draft): (&str, &Draft<'_>),
    now: Timestamp,
) -> Result<Result<i64, ResponseNotSaved>, Error> {
    let (SentFeedback { id: feedback, .. }, state) = state(tx, may, weeks, now).await?;
    if !state.is_open() {
        return Ok(Err(ResponseNotSaved::NotOpen(state)));
    }
    let text = FeedbackText { outcome: None, text: text.to_owned() };
    let new = NewText { author: may.author().person(), text: &text, draft };
    let saved = match texts::save(tx, place(may.place(), feedback), new, now).await? {
        Ok(saved) => saved,
        Err(current) => return Ok(Err(ResponseNotSaved::Conflict(current))),
    };
    if saved.is_new_editing_session {
        record(tx, may, FeedbackEvent::FeedbackResponseSaved { title: title.to_owned() }, false, now).await?;
    }
    Ok(Ok(saved.revision))
}

/// Keeps a text that came second as a version that is set aside. Returns its number.
pub async fn set_aside(
    tx: &mut Tx,
    may: &WritePermit<WriteFeedbackResponse>,
    feedback: FeedbackId,
    (text, draft): (&str, &Draft<'_>),
    now: Timestamp,
) -> Result<i64, Error> {
    let text = FeedbackText { outcome: None, text: text.to_owned() };
    let new = NewText { author: may.author().person(), text: &text, draft };
    texts::set_aside(tx, place(may.place(), feedback), new, now).await
}

/// The current feedback and the state of its response.
async fn state<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &Permit<P>,
    weeks: u8,
    now: Timestamp,
) -> Result<(SentFeedback, ResponseState), Error> {
    let feedback = sent(tx, may).await?.ok_or(Error::RowNotFound)?;
    let responded = sent_response(tx, may, feedback.id).await?.map(|response| response.sent);
    let state = ResponseState::of(feedback.sent, weeks, responded, day(now));
    Ok((feedback, state))
}

/// Sends the version of the response that the lead read, once, to the feedback that they read, which `version` names. Returns who is told.
///
/// # Errors
/// Returns [`Error::RowNotFound`] if no feedback was sent.
pub async fn send(
    tx: &mut Tx,
    may: &WritePermit<SendFeedbackResponse>,
    (weeks, title): (u8, &str),
    (version, revision): (&str, i64),
    now: Timestamp,
) -> Result<Result<Told, ResponseNotSent>, Error> {
    let (read, state) = state(tx, may, weeks, now).await?;
    if read.version() != version {
        return Ok(Err(ResponseNotSent::OtherFeedback));
    }
    if !state.is_open() {
        return Ok(Err(ResponseNotSent::NotOpen(state)));
    }
    let feedback = read.id;
    let current = texts::current(tx, may.place().assessment, feedback).await?.remove(&FeedbackField::Response.key());
    let Some(current) = current.filter(|current| !current.text.is_blank()) else {
        return Ok(Err(ResponseNotSent::Blank));
    };
    if current.revision != revision {
        return Ok(Err(ResponseNotSent::Changed));
    }
    let text = current.text.text;
    tx.query("insert into feedback_response (feedback_id, hash, body, sent_at, person_id) values ($1, $2, $3, $4, $5)")
        .bind(feedback.0)
        .bind(Hash::of(&text).to_string())
        .bind(&text)
        .bind(At(now))
        .bind(may.author().person().map(|person| person.0))
        .run()
        .await?;
    record(tx, may, FeedbackEvent::FeedbackResponseSent { title: title.to_owned() }, false, now).await?;
    Ok(Ok(Told { panel: panel(tx, feedback).await? }))
}

/// The panel that wrote feedback, with its current members. One who has a conflict of interest now learns nothing.
async fn panel(tx: &mut Tx, feedback: FeedbackId) -> Result<Option<(PanelId, Vec<Recipient>)>, Error> {
    let rows: Vec<(Uuid, Uuid, String, String)> = tx
        .query(
            "select f.panel_id, p.id, p.name, p.email from feedback f join assessment a on a.id = f.assessment_id
                 join panel_member m on m.panel_id = f.panel_id and m.until is null join person p on p.id = m.person_id
             where f.id = $1
                 and not exists (select 1 from member n where n.organisation_id = a.organisation_id and n.person_id = p.id)
                 and not exists (select 1 from declared_conflict c where c.organisation_id = a.organisation_id and c.person_id = p.id)
                 and not exists (select 1 from reviewer v where v.organisation_id = a.organisation_id and v.person_id = p.id)
             order by p.id",
        )
        .bind(feedback.0)
        .all()
        .await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let panel = PanelId(first.0);
    let member = |(_, person, name, email)| Recipient { person: PersonId(person), name, email };
    Ok(Some((panel, rows.into_iter().map(member).collect())))
}

/// The self-assessment with the latest feedback, if that has no response yet: with its stage, and when the feedback was sent.
pub async fn awaiting(tx: &mut Tx, may: &Permit<CheckNames>) -> Result<Option<(AssessmentId, u8, Timestamp)>, Error> {
    let row: Option<(Uuid, Number<u8>, At)> = tx
        .query(
            "select a.id, a.stage, f.sent_at from feedback f join assessment a on a.id = f.assessment_id
             where a.organisation_id = $1 and a.step = 'submitted' and f.sent_at is not null
                 and not exists (select 1 from feedback_response r where r.feedback_id = f.id)
                 and not exists (select 1 from feedback g where g.assessment_id = a.id and g.sent_at > f.sent_at)
             order by f.sent_at desc limit 1",
        )
        .bind(may.place().organisation.0)
        .optional()
        .await?;
    Ok(row.map(|(assessment, Number(stage), At(sent))| (AssessmentId(assessment), stage, sent)))
}

/// Records an event in the activity log of the organisation.
pub(super) async fn record<P: Permission<Place = AtAssessment>>(
    tx: &mut Tx,
    may: &WritePermit<P>,
    what: FeedbackEvent,
    is_public: bool,
    now: Timestamp,
) -> Result<(), Error> {
    let at = may.place();
    let subject = Subject::organisation(at.organisation).assessment(at.assessment).public(is_public);
    events::record(tx, may.author(), subject, &EventKind::Feedback(what), now).await
}
