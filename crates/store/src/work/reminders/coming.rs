//! What is coming up in an organisation, for one reader: meetings of their groups; and for a member, the meeting of an open
//! progress review, and consultations that close.

use crate::core::{
    db::{Error, Tx},
    values::Day,
};
use model::{
    ConsultationId, Date, GroupId, MeetingId, OrganisationId, ProgressReviewId,
    core::permit::{Permit, RunProgram},
    work::weekly_summary::UpcomingDate,
};
use uuid::Uuid;

/// Everything from that day on, by day. Three queries for a member, else one.
pub async fn coming(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    organisation: OrganisationId,
    (email, is_member): (&str, bool),
    from: Date,
) -> Result<Vec<UpcomingDate>, Error> {
    let meetings: Vec<(Uuid, Uuid, String, Day, String)> = tx
        .query(
            "select g.id, m.id, g.name, m.held_on, m.place from meeting m join working_group g on g.id = m.group_id
             where g.organisation_id = $1 and m.held_on >= $3 and exists (
                 select 1 from group_member s where s.group_id = g.id and s.email = $2 and s.starts_on <= m.held_on
                     and (s.ends_on is null or s.ends_on >= m.held_on) and (s.left_on is null or s.left_on > m.held_on))
             order by m.held_on, m.id limit 100",
        )
        .bind(organisation.0)
        .bind(email)
        .bind(Day(from))
        .all()
        .await?;
    let meeting = |(group, id, name, Day(on), place): (Uuid, Uuid, String, Day, String)| {
        UpcomingDate::meeting((GroupId(group), MeetingId(id)), &name, &place, on)
    };
    let mut all: Vec<UpcomingDate> = meetings.into_iter().map(meeting).collect();
    if is_member {
        let reviews: Vec<(Uuid, Day)> = tx
            .query(
                "select id, meets_on from progress_review where organisation_id = $1 and closed_at is null and meets_on >= $2",
            )
            .bind(organisation.0)
            .bind(Day(from))
            .all()
            .await?;
        all.extend(reviews.into_iter().map(|(id, Day(on))| UpcomingDate::review(ProgressReviewId(id), on)));
        let closing: Vec<(Uuid, String, Day)> = tx
            .query(
                "select id, title, closes_on from consultation where organisation_id = $1 and step = 'open' and closes_on >= $2
                 order by closes_on, id limit 100",
            )
            .bind(organisation.0)
            .bind(Day(from))
            .all()
            .await?;
        all.extend(
            closing.into_iter().map(|(id, title, Day(on))| UpcomingDate::closing(ConsultationId(id), &title, on)),
        );
    }
    all.sort_by_key(|one| one.on);
    Ok(all)
}
