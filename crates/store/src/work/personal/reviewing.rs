//! What is held about a person as a reviewer.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A person as a reviewer of submissions of other signatories.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct HeldReviewing {
    /// From which signatory, as what, what they know, since when, and when they stopped.
    pub reviewer: Option<HeldReviewer>,
    /// What they answered in each round, newest first.
    pub availability: Vec<HeldAvailability>,
    /// The conflicts of interest that they declared.
    pub conflicts: Vec<HeldConflict>,
    /// The rounds in which they were invited to review, with the time.
    pub invitations: Vec<(String, Timestamp)>,
    /// The panels of which they are or were a member, newest first.
    pub panels: Vec<HeldPanel>,
    /// The time that they spent on submissions, which nobody else sees.
    pub time_spent: Vec<HeldReadingTime>,
}

/// A membership in a panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldPanel {
    /// The round.
    pub round: String,
    /// The number of the panel; none for a submission that the Steering Board reads.
    pub panel: Option<i64>,
    /// Since when.
    pub since: Timestamp,
    /// Until when; none for a member now.
    pub until: Option<Timestamp>,
    /// Whether the secretariat took them off.
    pub was_removed: bool,
}

/// The time that a reviewer spent on a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldReadingTime {
    pub round: String,
    /// The reviewed organisation.
    pub organisation: String,
    pub seconds: i64,
    pub last_request: Timestamp,
}

/// What a reviewer entered, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldReviewer {
    pub organisation: String,
    pub background: String,
    pub is_experienced: bool,
    pub stages: String,
    pub kinds: String,
    pub themes: String,
    pub since: Timestamp,
    pub ended: Option<Timestamp>,
}

/// What a reviewer takes in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeldAvailability {
    /// The round.
    pub round: String,
    /// The most submissions; none for a break.
    pub submissions: Option<i64>,
    /// When they answered.
    pub at: Timestamp,
}

/// A declared conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names of the fields say what they hold")]
pub struct HeldConflict {
    pub organisation: String,
    pub reason: String,
    pub at: Timestamp,
}

/// The columns of a reviewer: those of [`HeldReviewer`], in order.
type Row = (String, String, bool, String, String, String, At, Option<At>);

/// A membership in a panel: the columns of [`HeldPanel`], in order.
type PanelRow = (String, Option<i64>, At, Option<At>, bool);

pub(super) async fn reviewing(tx: &mut Tx, person: Option<Uuid>, email: &str) -> Result<HeldReviewing, Error> {
    let reviewer: Option<Row> = tx
        .query(
            "select o.name, r.background, r.is_experienced, r.stages, r.kinds, r.themes, r.enrolled_at, r.ended_at
             from reviewer r join organisation o on o.id = r.organisation_id where r.person_id = $1",
        )
        .bind(person)
        .optional()
        .await?;
    let availability: Vec<(String, Option<i64>, At)> = tx
        .query(
            "select r.name, a.submissions, a.answered_at from availability a join round r on r.id = a.round_id
             where a.person_id = $1 order by a.answered_at desc, r.id",
        )
        .bind(person)
        .all()
        .await?;
    let conflicts: Vec<(String, String, At)> = tx
        .query(
            "select o.name, c.reason, c.declared_at from declared_conflict c join organisation o on o.id = c.organisation_id
             where c.person_id = $1 order by lower(o.name), o.id",
        )
        .bind(person)
        .all()
        .await?;
    let invitations: Vec<(String, At)> = tx
        .query(
            "select r.name, i.invited_at from reviewer_invitation i join round r on r.id = i.round_id
             where i.email = $1 order by i.invited_at desc, r.id",
        )
        .bind(email)
        .all()
        .await?;
    let panels: Vec<PanelRow> = tx
        .query(
            "select r.name, case when l.kind = 'reviewers' then l.number end, m.since, m.until, m.removed
             from panel_member m join panel l on l.id = m.panel_id join round r on r.id = l.round_id
             where m.person_id = $1 order by m.since desc, l.id",
        )
        .bind(person)
        .all()
        .await?;
    let time_spent: Vec<(String, String, i64, At)> = tx
        .query(
            "select r.name, o.name, t.seconds, t.seen_at from reading_time t join panel l on l.id = t.panel_id
                 join round r on r.id = l.round_id join assessment a on a.id = t.assessment_id
                 join organisation o on o.id = a.organisation_id
             where t.person_id = $1 order by t.seen_at desc, a.id",
        )
        .bind(person)
        .all()
        .await?;
    let read =
        |(organisation, background, is_experienced, stages, kinds, themes, At(since), ended): Row| HeldReviewer {
            organisation,
            background,
            is_experienced,
            stages,
            kinds,
            themes,
            since,
            ended: ended.map(|At(at)| at),
        };
    let availability = availability.into_iter();
    let conflicts = conflicts.into_iter();
    Ok(HeldReviewing {
        reviewer: reviewer.map(read),
        availability: availability
            .map(|(round, submissions, At(at))| HeldAvailability { round, submissions, at })
            .collect(),
        conflicts: conflicts.map(|(organisation, reason, At(at))| HeldConflict { organisation, reason, at }).collect(),
        invitations: invitations.into_iter().map(|(round, At(at))| (round, at)).collect(),
        panels: panels
            .into_iter()
            .map(|(round, panel, At(since), until, was_removed)| {
                let until = until.map(|At(until)| until);
                HeldPanel { round, panel, since, until, was_removed }
            })
            .collect(),
        time_spent: time_spent
            .into_iter()
            .map(|(round, organisation, seconds, At(last_request))| HeldReadingTime {
                round,
                organisation,
                seconds,
                last_request,
            })
            .collect(),
    })
}
