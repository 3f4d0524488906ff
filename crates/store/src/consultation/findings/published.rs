//! Findings as the public reads them, with rounded numbers, and as evidence in a self-assessment.

use super::of_consultation;
use crate::core::{
    db::{Error, Tx},
    values::{Day, Number},
};
use model::{
    ActionId, ConsultationId, Date, OrganisationId,
    assessment::hesa::Rounded,
    consultation::{
        Questionnaire,
        count::Tally,
        evidence::{ConsultationSummary, FindingSummary},
        finding::{Finding, FindingOutcome},
        turnout::{Access, CodesGiven, Turnout},
    },
    core::permit::{Permit, ReadAssessment},
    plan::action::ActionDetails,
};
use sqlx::types::Json;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A consultation with public findings. Its numbers are rounded here, so that no page can show an exact one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedConsultation {
    /// Its title.
    pub title: String,
    /// When it was closed.
    pub closed: Date,
    /// The rounded number of responses.
    pub answered: Rounded,
    /// How people got to the questions.
    pub access: Access,
    /// Whether there were more responses than people invited.
    pub is_exceeded: bool,
    /// The decided findings.
    pub findings: Vec<PublishedFinding>,
}

/// A decided finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedFinding {
    /// Its text, in the lead's words.
    pub words: String,
    /// The rounded number of written comments.
    pub comments: Rounded,
    /// What came of it.
    pub outcome: FindingOutcome,
    /// Those of its actions that are in the current action plan or the draft of the next one, whether they are public or not. Others have
    /// left the plan.
    pub planned: BTreeSet<ActionId>,
}

#[derive(sqlx::FromRow)]
struct ClosedRow {
    id: Uuid,
    title: String,
    closed_on: Day,
    asked: Json<Questionnaire>,
    tally: Json<Tally>,
    invited: Option<i64>,
    codes_printed: Number<u32>,
    codes_emailed: Number<u32>,
    codes_undelivered: Number<u32>,
    codes_cancelled: Number<u32>,
}

impl ClosedRow {
    fn turnout(&self) -> Turnout {
        Turnout {
            answered: self.tally.answered(),
            invited: self.invited.and_then(|invited| u32::try_from(invited).ok()),
            access: self.asked.access,
            given: CodesGiven {
                printed: self.codes_printed.0,
                emailed: self.codes_emailed.0,
                undelivered: self.codes_undelivered.0,
                cancelled: self.codes_cancelled.0,
            },
        }
    }
}

/// The public findings of an organisation's consultations, newest first. It takes no permit: only what was published is
/// returned, in the lead's words alone.
pub async fn published_consultations(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<PublishedConsultation>, Error> {
    let rows: Vec<ClosedRow> = tx
        .query(
            "select id, title, closed_on, asked, tally, invited, codes_printed, codes_emailed, codes_undelivered, codes_cancelled from consultation
             where organisation_id = $1 and step = 'closed' and published_on is not null
             order by closed_on desc, id desc limit 10",
        )
        .bind(organisation.0)
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let planned = planned(tx, organisation).await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let turnout = row.turnout();
        let ClosedRow { id, title, closed_on: Day(closed), .. } = row;
        let findings = of_consultation(tx, ConsultationId(id)).await?;
        let decided = findings.into_iter().filter(|finding| finding.outcome != FindingOutcome::Undecided);
        let published = |finding: Finding| PublishedFinding {
            words: finding.words,
            comments: Rounded::of(finding.remarks),
            planned: match &finding.outcome {
                FindingOutcome::Actions(actions) => actions.iter().copied().filter(|id| planned.contains(id)).collect(),
                FindingOutcome::Undecided | FindingOutcome::Nothing(_) => BTreeSet::new(),
            },
            outcome: finding.outcome,
        };
        let findings = decided.map(published).collect();
        let (answered, access) = (Rounded::of(turnout.answered), turnout.access);
        let is_exceeded = turnout.warning().is_some();
        all.push(PublishedConsultation { title, closed, answered, access, is_exceeded, findings });
    }
    Ok(all)
}

/// The actions of findings that have not left their plan, where no later plan has been submitted.
async fn planned(tx: &mut Tx, organisation: OrganisationId) -> Result<BTreeSet<ActionId>, Error> {
    let rows: Vec<(Uuid,)> = tx
        .query(
            "select distinct l.action_id from finding_action l join plan_action x on x.action_id = l.action_id and x.ended is null
             join plan p on p.id = x.plan_id
             where p.organisation_id = $1 and not exists (
                 select 1 from plan q join assessment b on b.plan_id = q.id
                 where q.organisation_id = $1 and b.step = 'submitted' and q.starts_on > p.starts_on)",
        )
        .bind(organisation.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(action,)| ActionId(action)).collect())
}

/// The closed consultations of an organisation, as evidence: the newest three.
pub async fn held(tx: &mut Tx, may: &Permit<ReadAssessment>) -> Result<Vec<ConsultationSummary>, Error> {
    let organisation = may.place().organisation;
    let rows: Vec<ClosedRow> = tx
        .query(
            "select id, title, closed_on, asked, tally, invited, codes_printed, codes_emailed, codes_undelivered, codes_cancelled from consultation
             where organisation_id = $1 and step = 'closed' order by closed_on desc, id desc limit 3",
        )
        .bind(organisation.0)
        .all()
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let titles: Vec<(Uuid, String)> = tx
        .query(
            "select distinct c.id, c.text from finding_action a join action c on c.id = a.action_id
             where c.organisation_id = $1",
        )
        .bind(organisation.0)
        .all()
        .await?;
    let titles: BTreeMap<ActionId, String> = titles
        .into_iter()
        .map(|(id, text)| (ActionId(id), ActionDetails { text, ..ActionDetails::default() }.title()))
        .collect();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let turnout = row.turnout();
        let ClosedRow { id, title, closed_on: Day(closed), .. } = row;
        let findings = of_consultation(tx, ConsultationId(id)).await?.into_iter().map(|finding| {
            let (actions, nothing_because) = match finding.outcome {
                FindingOutcome::Undecided => (Vec::new(), None),
                FindingOutcome::Actions(actions) => {
                    (actions.iter().filter_map(|action| titles.get(action).cloned()).collect(), None)
                }
                FindingOutcome::Nothing(because) => (Vec::new(), Some(because)),
            };
            FindingSummary { words: finding.words, remarks: finding.remarks, actions, nothing_because }
        });
        let findings = findings.collect();
        all.push(ConsultationSummary { title, closed, turnout, findings });
    }
    Ok(all)
}
