//! A round of peer review over the submissions of the sector: panels of three, whose members have completed their reviews and agreed on a draft.

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use model::{
    RoundId,
    charter::Charter,
    core::{
        dates::day,
        permit::{AtCharter, CreateRound, Permit},
        short::Line,
    },
    peer_review::{
        feedback::draft::{DraftField, DraftText},
        round::{RoundDates, draft::RoundDraft},
    },
};
use serde_json::{Value, json};
use store::{
    Tx,
    core::{ids, secrets, values::At},
    peer_review::rounds,
};
use uuid::Uuid;

/// The most submissions that are reviewed.
const SUBMISSIONS: usize = 100;
/// How many submissions a panel reviews.
const LOAD: usize = 4;
/// How many members a panel has.
const MEMBERS: usize = 3;
/// What a member writes about a criterion.
const WORDS: &str = "We could see this in the minutes of the working group, which name who does what and by when. A next step could be to publish \
                     what technicians said and what was done about it, so that the next group does not begin again.";

/// Creates a round in which the first of these submissions are reviewed. Returns the sessions of a reviewer and of the secretariat, the round,
/// and what the reviewer reviews.
pub(crate) async fn fill(tx: &mut Tx, charter: &Charter, submissions: &[Uuid], now: Timestamp) -> Value {
    let (secretariat, session_of_secretariat) = person(tx, "Secretariat", now).await;
    tx.query("insert into charter_role (person_id, role) values ($1, 'secretariat')")
        .bind(secretariat)
        .run()
        .await
        .expect("the rows are valid");
    let round = round(tx, now).await;
    let (mut reviewing, mut session_of_reviewer) = (Vec::new(), String::new());
    for (index, load) in submissions[..submissions.len().min(SUBMISSIONS)].chunks(LOAD).enumerate() {
        let panel = ids::new(now);
        tx.query("insert into panel (id, round_id, number, created_at) values ($1, $2, $3, $4)")
            .bind(panel)
            .bind(round.0)
            .bind(i64::try_from(index).expect("there are few panels") + 1)
            .bind(At(now))
            .run()
            .await
            .expect("the rows are valid");
        let mut members = Vec::new();
        for number in 0..MEMBERS {
            let (member, session) = person(tx, &format!("Reviewer {number} of panel {index}"), now).await;
            reviewer(tx, panel, member, number == 0, now).await;
            if members.is_empty() && reviewing.is_empty() {
                session_of_reviewer = session;
            }
            members.push(member);
        }
        for &submission in load {
            if index == 0 {
                reviewing.push(json!({ "panel": panel, "submission": submission }));
            }
            review(tx, charter, (panel, submission), &members, now).await;
        }
    }
    json!({ "round": round, "secretariat": session_of_secretariat, "reviewer": session_of_reviewer, "reviewing": reviewing })
}

/// A person and the secret of their session.
async fn person(tx: &mut Tx, name: &str, now: Timestamp) -> (Uuid, String) {
    let (id, session) = (ids::new(now), secrets::new());
    let forever = At(now + SignedDuration::from_hours(24 * 3650));
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, $3, $4)")
        .bind(id)
        .bind(format!("{}@reviewers.example", name.to_lowercase().replace(' ', ".")))
        .bind(name)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    tx.query("insert into session (token_hash, person_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $4, $4, 'benches')")
        .bind(secrets::hash(&session)).bind(id).bind(At(now)).bind(forever).run().await.expect("the rows are valid");
    (id, session)
}

/// A round that gathers what was submitted a month around `now`.
async fn round(tx: &mut Tx, now: Timestamp) -> RoundId {
    let due = day(now).saturating_add(1.month());
    let dates = RoundDates::usual(day(now).saturating_sub(1.month()), due, due.saturating_add(4.months()));
    let draft = RoundDraft {
        name: Line::parse("Round of the bench").expect("a valid name"),
        dates: dates.expect("the days are in order"),
    };
    let may = Permit::<CreateRound>::ask(&testing::operator(), AtCharter).expect("the operator has the permission");
    let may = testing::lock(tx, &may).await;
    rounds::create(tx, &may, &draft, now).await.expect("the database answers").expect("there is no other round")
}

/// A member of a panel, who reviews from the first organisation.
async fn reviewer(tx: &mut Tx, panel: Uuid, member: Uuid, is_lead: bool, now: Timestamp) {
    tx.query(
        "insert into reviewer (person_id, organisation_id, background, is_experienced, stages, kinds, themes, enrolled_at)
         select $1, id, $2, true, '[]', '[]', '[]', $3 from organisation order by slug desc limit 1",
    )
    .bind(member)
    .bind(if is_lead { "lead" } else { "technician" })
    .bind(At(now))
    .run()
    .await
    .expect("the rows are valid");
    tx.query("insert into panel_member (panel_id, person_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(member)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
}

/// The reviews of all members about a submission, and the draft to which they agree.
async fn review(tx: &mut Tx, charter: &Charter, (panel, submission): (Uuid, Uuid), members: &[Uuid], now: Timestamp) {
    tx.query("insert into panel_submission (panel_id, assessment_id, since) values ($1, $2, $3)")
        .bind(panel)
        .bind(submission)
        .bind(At(now))
        .run()
        .await
        .expect("the rows are valid");
    let criteria = &charter.review.criteria;
    for &member in members {
        tx.query("insert into review (panel_id, assessment_id, person_id, first_completed_at, completed_at) values ($1, $2, $3, $4, $4)")
            .bind(panel).bind(submission).bind(member).bind(At(now)).run().await.expect("the rows are valid");
        for criterion in criteria {
            tx.query(
                "insert into review_version (panel_id, assessment_id, person_id, criterion, revision, finding, strengths, advice, saved_at, aside)
                 values ($1, $2, $3, $4, 1, 'some', $5, $5, $6, false)",
            )
            .bind(panel).bind(submission).bind(member).bind(criterion.id.as_str()).bind(WORDS).bind(At(now))
            .run().await.expect("the rows are valid");
        }
    }
    tx.query("insert into feedback_draft (panel_id, assessment_id, begun_at, begun_by) values ($1, $2, $3, $4)")
        .bind(panel)
        .bind(submission)
        .bind(At(now))
        .bind(members[0])
        .run()
        .await
        .expect("the rows are valid");
    let fields = DraftField::all(criteria);
    let text = DraftText::new(fields.iter().map(|field| (field.key(), WORDS.to_owned())));
    for field in fields {
        tx.query(
            "insert into feedback_draft_version (panel_id, assessment_id, field, revision, body, person_id, saved_at, aside)
             values ($1, $2, $3, 1, $4, $5, $6, false)",
        )
        .bind(panel).bind(submission).bind(field.key()).bind(WORDS).bind(members[0]).bind(At(now))
        .run().await.expect("the rows are valid");
    }
    for &member in members {
        tx.query("insert into draft_agreement (panel_id, assessment_id, person_id, agreed_at, version_hash) values ($1, $2, $3, $4, $5)")
            .bind(panel).bind(submission).bind(member).bind(At(now)).bind(text.version().to_string())
            .run().await.expect("the rows are valid");
    }
}
