//! The facts of a round from which its lessons are computed: one statement for each kind.

use crate::{
    core::{
        db::{Error, Tx},
        relation::lacks_agreement,
        tampering,
        values::{At, Day, Number, Text},
    },
    peer_review::feedback::{parse, rating},
};
use model::{
    AssessmentId, CriterionKey, PanelId, PersonId, RoundId, Timestamp,
    charter::{FeedbackRatingRules, criterion::CriterionFinding},
    core::{
        dates::day,
        permit::{Permit, ReadLessons},
    },
    peer_review::lessons::{
        CompletedReview, GivenAdvice, GivenFinding, LessonFacts, MemberOfRound, RatingSum, ReviewedTimes,
    },
};
use uuid::Uuid;

/// The facts of a round. `rules` are those of ratings and how many weeks organisations have to rate, if the charter asks for ratings.
pub async fn facts(
    tx: &mut Tx,
    may: &Permit<ReadLessons>,
    rules: Option<(&FeedbackRatingRules, u8)>,
    now: Timestamp,
) -> Result<LessonFacts, Error> {
    let round = may.place().round;
    let ratings = match rules {
        Some((rules, weeks)) => {
            let sums = rating::round_sums(tx, may, (rules, weeks), now).await?;
            sums.map_or_else(Vec::new, |sums| RatingSum::all(&sums, &rules.levels))
        }
        None => Vec::new(),
    };
    Ok(LessonFacts {
        members: members(tx, round).await?,
        submissions: submissions(tx, round).await?,
        reviews: reviews(tx, round).await?,
        findings: findings(tx, round).await?,
        advice: advice(tx, round).await?,
        ratings,
    })
}

async fn members(tx: &mut Tx, round: RoundId) -> Result<Vec<MemberOfRound>, Error> {
    let rows: Vec<(Uuid, String, Uuid, Number<u32>, bool, bool)> = tx
        .query(
            "select m.person_id, q.name, m.panel_id,
                 (select cast(count(*) as bigint) from panel_submission x join assessment a on a.id = x.assessment_id
                  where x.panel_id = p.id and x.until is null and a.step = 'submitted'),
                 m.since > p.created_at, m.until is not null
             from panel p join panel_member m on m.panel_id = p.id join person q on q.id = m.person_id
             where p.round_id = $1 and p.kind = 'reviewers' order by p.number, lower(q.name), m.person_id, m.since",
        )
        .bind(round.0)
        .all()
        .await?;
    let member = |(person, name, panel, Number(submissions), has_joined_later, has_left)| MemberOfRound {
        person: PersonId(person),
        name,
        panel: PanelId(panel),
        submissions,
        has_joined_later,
        has_left,
    };
    Ok(rows.into_iter().map(member).collect())
}

#[derive(sqlx::FromRow)]
struct TimesRow {
    panel_id: Uuid,
    assessment_id: Uuid,
    name: String,
    submitted_at: Option<At>,
    paper_on: Option<Day>,
    since: At,
    begun_at: Option<At>,
    agreed_at: Option<At>,
    lacks_agreement: bool,
    approved_at: Option<At>,
    sent_at: Option<At>,
}

async fn submissions(tx: &mut Tx, round: RoundId) -> Result<Vec<ReviewedTimes>, Error> {
    let rows: Vec<TimesRow> = tx
        .query(concat!(
            "select p.id as panel_id, a.id as assessment_id, o.name, a.submitted_at, a.paper_on, x.since, d.begun_at,
                 (select max(g.agreed_at) from draft_agreement g where g.panel_id = p.id and g.assessment_id = a.id
                     and g.ended_at is null) as agreed_at,
                 ",
            lacks_agreement!(),
            " as lacks_agreement,
                 f.approved_at, f.sent_at
             from panel p join panel_submission x on x.panel_id = p.id and x.until is null
                 join assessment a on a.id = x.assessment_id and a.step = 'submitted'
                 join organisation o on o.id = a.organisation_id
                 left join feedback_draft d on d.panel_id = p.id and d.assessment_id = a.id
                 left join feedback f on f.round_id = p.round_id and f.assessment_id = a.id and f.withdrawn_at is null
             where p.round_id = $1 order by lower(o.name), a.id"
        ))
        .bind(round.0)
        .all()
        .await?;
    let times = |row: TimesRow| {
        let date = |at: Option<At>| at.map(|At(at)| day(at));
        let submitted = row.paper_on.map(|Day(on)| on).or(date(row.submitted_at));
        Ok(ReviewedTimes {
            panel: PanelId(row.panel_id),
            assessment: AssessmentId(row.assessment_id),
            organisation: row.name,
            submitted: submitted.ok_or_else(|| Error::Decode("a reviewed submission without a day".into()))?,
            allocated: day(row.since.0),
            begun: date(row.begun_at),
            agreed: if row.lacks_agreement { None } else { date(row.agreed_at) },
            approved: date(row.approved_at),
            sent: date(row.sent_at),
        })
    };
    rows.into_iter().map(times).collect()
}

async fn reviews(tx: &mut Tx, round: RoundId) -> Result<Vec<CompletedReview>, Error> {
    let rows: Vec<(Uuid, Uuid, Uuid, At)> = tx
        .query(
            "select w.panel_id, w.assessment_id, w.person_id, w.first_completed_at from review w join panel p on p.id = w.panel_id
             where p.round_id = $1 order by w.panel_id, w.assessment_id, w.person_id",
        )
        .bind(round.0)
        .all()
        .await?;
    let review = |(panel, assessment, person, At(at))| CompletedReview {
        panel: PanelId(panel),
        assessment: AssessmentId(assessment),
        person: PersonId(person),
        completed: day(at),
    };
    Ok(rows.into_iter().map(review).collect())
}

/// The findings of the reviews that are complete now, of each criterion the newest.
async fn findings(tx: &mut Tx, round: RoundId) -> Result<Vec<GivenFinding>, Error> {
    let rows: Vec<(Uuid, Uuid, String, Text<CriterionFinding>)> = tx
        .query(
            "select v.panel_id, v.assessment_id, v.criterion, v.finding
             from review w join panel p on p.id = w.panel_id
                 join review_version v on v.panel_id = w.panel_id and v.assessment_id = w.assessment_id and v.person_id = w.person_id
             where p.round_id = $1 and w.completed_at is not null and not v.aside and v.finding is not null
                 and not exists (select 1 from review_version l where l.panel_id = v.panel_id and l.assessment_id = v.assessment_id
                     and l.person_id = v.person_id and l.criterion = v.criterion and not l.aside and l.revision > v.revision)
             order by v.panel_id, v.assessment_id, v.criterion, v.finding",
        )
        .bind(round.0)
        .all()
        .await?;
    let finding =
        |(panel, assessment, criterion, Text(finding)): (Uuid, Uuid, String, Text<CriterionFinding>)| GivenFinding {
            panel: PanelId(panel),
            assessment: AssessmentId(assessment),
            criterion: CriterionKey::from(criterion.as_str()),
            finding,
        };
    Ok(rows.into_iter().map(finding).collect())
}

/// The advice of the feedback that was sent.
async fn advice(tx: &mut Tx, round: RoundId) -> Result<Vec<GivenAdvice>, Error> {
    let rows: Vec<(Uuid, String, String)> = tx
        .query(
            "select assessment_id, hash, canonical from feedback where round_id = $1 and sent_at is not null and withdrawn_at is null
             order by assessment_id",
        )
        .bind(round.0)
        .all()
        .await?;
    let mut all = Vec::new();
    for (assessment, hash, canonical) in rows {
        let feedback = parse(&tampering::genuine(tx, &hash, canonical)?)?;
        let organisation = &feedback.organisation;
        all.extend(feedback.criteria.into_iter().filter(|one| !one.advice.is_empty()).map(|one| GivenAdvice {
            assessment: AssessmentId(assessment),
            organisation: organisation.clone(),
            criterion: one.title,
            text: one.advice,
        }));
    }
    Ok(all)
}
