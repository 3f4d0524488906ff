//! What moderators read: the submissions of a round with their steps, the texts of all drafts, and what was decided.

use crate::core::{
    db::{Error, Tx},
    relation::{StepColumns, is_of_panel, join_step, step_columns},
    values::{At, Day, Number},
};
use model::{
    AssessmentId, Date, PanelId, RoundId, Timestamp,
    core::{
        dates,
        permit::{Author, ModerateFeedback, Permit, ReadFeedbackDraft, ReadModeration},
    },
    peer_review::{feedback::draft::DraftText, feedback::moderation::ModerationStep},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A submission that a panel of a round reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModeratedSubmission {
    /// The panel.
    pub panel: PanelId,
    /// The number of the panel.
    pub number: u32,
    /// The submission.
    pub assessment: AssessmentId,
    /// The name of its organisation.
    pub name: String,
    /// Its stage.
    pub stage: u8,
    /// The day of the submission.
    pub submitted: Date,
    /// Its step.
    pub step: ModerationStep,
    /// How many current members the panel has.
    pub members: u32,
    /// How many of these have completed their review.
    pub complete: u32,
    /// How many disagreements are not settled.
    pub disagreements: u32,
    /// When the feedback was sent.
    pub sent: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct Row {
    panel_id: Uuid,
    number: Number<u32>,
    assessment_id: Uuid,
    name: String,
    stage: Number<u8>,
    submitted_at: Option<At>,
    paper_on: Option<Day>,
    members: Number<u32>,
    complete: Number<u32>,
    disagreements: Number<u32>,
    #[sqlx(flatten)]
    step: StepColumns,
    is_returned: bool,
    sent_at: Option<At>,
}

impl Row {
    /// None for one that is not reviewed any more and was not sent.
    fn submission(self) -> Option<ModeratedSubmission> {
        Some(ModeratedSubmission {
            panel: PanelId(self.panel_id),
            number: self.number.0,
            assessment: AssessmentId(self.assessment_id),
            name: self.name,
            stage: self.stage.0,
            submitted: self.paper_on.map(|Day(on)| on).or(self.submitted_at.map(|At(at)| dates::day(at)))?,
            step: ModerationStep::of(self.step.step(), self.is_returned)?,
            members: self.members.0,
            complete: self.complete.0,
            disagreements: self.disagreements.0,
            sent: self.sent_at.map(|At(at)| at),
        })
    }
}

/// The submissions of a round that its panels review, by panel. A member of the board does not see those of where they work, or which they have
/// reviewed.
pub async fn list(tx: &mut Tx, may: &Permit<ReadModeration>) -> Result<Vec<ModeratedSubmission>, Error> {
    rows(tx, (may.place().round, None), may.author()).await
}

/// One of them; none if it is not reviewed any more.
pub async fn one(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Option<ModeratedSubmission>, Error> {
    let at = may.place();
    Ok(rows(tx, (at.round, Some(at.assessment)), may.author()).await?.pop())
}

/// SQL: whether the person of `$2` may read the reviews of the submission `a`, which the panel `p` reviews. Without a person it is the program.
macro_rules! is_readable {
    () => {
        concat!(
            "((exists (select 1 from charter_role c where c.person_id = $2 and c.role = 'secretariat') or not ",
            is_of_panel!("$2"),
            ") and not exists (select 1 from panel_member y where y.panel_id = p.id and y.person_id = $2))"
        )
    };
}

async fn rows(
    tx: &mut Tx,
    (round, assessment): (RoundId, Option<AssessmentId>),
    reader: Author,
) -> Result<Vec<ModeratedSubmission>, Error> {
    let rows: Vec<Row> = tx
        .query(concat!(
            "select p.id as panel_id, p.number, a.id as assessment_id, o.name, a.stage, a.submitted_at, a.paper_on,
                 (select cast(count(*) as bigint) from panel_member m where m.panel_id = p.id and m.until is null) as members,
                 (select cast(count(*) as bigint) from panel_member m join review w on w.panel_id = p.id and w.assessment_id = a.id
                      and w.person_id = m.person_id and w.completed_at is not null
                  where m.panel_id = p.id and m.until is null) as complete,
                 (select cast(count(*) as bigint) from disagreement g where g.panel_id = p.id and g.assessment_id = a.id
                      and g.settled_at is null) as disagreements,
                 ",
            step_columns!(),
            ",
                 coalesce((select m.decision from moderation m where m.panel_id = p.id and m.assessment_id = a.id
                      order by m.decided_at desc, m.id desc limit 1), '') = 'returned' as is_returned,
                 f.sent_at
             from panel p join panel_submission x on x.panel_id = p.id and x.until is null
                 join assessment a on a.id = x.assessment_id
                 join organisation o on o.id = a.organisation_id
                 join round r on r.id = p.round_id
                 ",
            join_step!(),
            " where p.round_id = $1 and (cast($3 as uuid) is null or a.id = $3) and ",
            is_readable!(),
            " order by p.number, lower(o.name), a.id"
        ))
        .bind(round.0)
        .bind(reader.person().map(|person| person.0))
        .bind(assessment.map(|assessment| assessment.0))
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(Row::submission).collect())
}

/// The current texts of all drafts of a round that the visitor may read, in one query.
pub async fn texts(tx: &mut Tx, may: &Permit<ReadModeration>) -> Result<BTreeMap<AssessmentId, DraftText>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query(concat!(
            "select v.assessment_id, v.field, v.body
             from panel p join panel_submission x on x.panel_id = p.id and x.until is null
                 join assessment a on a.id = x.assessment_id
                 join feedback_draft_version v on v.panel_id = p.id and v.assessment_id = a.id
             where p.round_id = $1 and not v.aside and v.revision = (
                 select max(n.revision) from feedback_draft_version n
                 where n.panel_id = v.panel_id and n.assessment_id = v.assessment_id and n.field = v.field and not n.aside) and ",
            is_readable!(),
            " order by v.assessment_id, v.field"
        ))
        .bind(may.place().round.0)
        .bind(may.author().person().map(|person| person.0))
        .all()
        .await?;
    let mut fields: BTreeMap<AssessmentId, Vec<(String, String)>> = BTreeMap::new();
    for (assessment, field, body) in rows {
        fields.entry(AssessmentId(assessment)).or_default().push((field, body));
    }
    Ok(fields.into_iter().map(|(assessment, fields)| (assessment, DraftText::new(fields))).collect())
}

/// A decision of a moderator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModerationDecision {
    /// Who decided; none if their account is deleted.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Whether the draft was approved, and not returned.
    pub is_approval: bool,
    /// The comment to the panel; blank with an approval.
    pub comment: String,
    /// The hash of the text that it is about.
    pub version: String,
}

/// The decisions about a draft, the latest first.
pub async fn decisions(tx: &mut Tx, may: &Permit<ModerateFeedback>) -> Result<Vec<ModerationDecision>, Error> {
    let at = may.place();
    let rows: Vec<(Option<String>, At, String, String, String)> = tx
        .query(
            "select p.name, m.decided_at, m.decision, m.comment, m.version_hash
             from moderation m left join person p on p.id = m.person_id
             where m.panel_id = $1 and m.assessment_id = $2 order by m.decided_at desc, m.id desc",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .all()
        .await?;
    let decision = |(who, At(at), decision, comment, version): (Option<String>, At, String, String, String)| {
        ModerationDecision { who, at, is_approval: decision == "approved", comment, version }
    };
    Ok(rows.into_iter().map(decision).collect())
}

/// The comment with which a moderator returned the draft last, and when, unless it was approved since. The panel does not learn who it was.
pub async fn returned(tx: &mut Tx, may: &Permit<ReadFeedbackDraft>) -> Result<Option<(Timestamp, String)>, Error> {
    let at = may.place();
    let last: Option<(At, String, String)> = tx
        .query(
            "select decided_at, decision, comment from moderation where panel_id = $1 and assessment_id = $2
             order by decided_at desc, id desc limit 1",
        )
        .bind(at.panel.0)
        .bind(at.assessment.0)
        .optional()
        .await?;
    Ok(last.filter(|(_, decision, _)| decision == "returned").map(|(At(at), _, comment)| (at, comment)))
}
