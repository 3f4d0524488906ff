//! The facts from which the conflicts of interest of reviewers are computed, of all reviewers at once.

use crate::core::{
    db::{Error, Tx},
    values::At,
};
use model::{
    OrganisationId, PersonId, RoundId,
    core::dates::day,
    peer_review::{
        allocation::input::{ConflictKind, KnownConflict},
        conflict::{AddressOf, Mailbox, OrganisationFacts, ReviewerFacts, conflicts},
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The facts about everyone who ever volunteered, by person. Without a round, nothing is reciprocal.
pub(super) async fn of_reviewers(
    tx: &mut Tx,
    round: Option<RoundId>,
) -> Result<BTreeMap<PersonId, ReviewerFacts>, Error> {
    let addresses: Vec<(Uuid, String)> =
        tx.query("select p.id, p.email from reviewer r join person p on p.id = r.person_id").all().await?;
    let facts = |email: &str| ReviewerFacts { mailbox: Mailbox::of(email), ..ReviewerFacts::default() };
    let mut all: BTreeMap<PersonId, ReviewerFacts> =
        addresses.iter().map(|(person, email)| (PersonId(*person), facts(email))).collect();
    let members: Vec<(Uuid, Uuid)> = tx
        .query("select m.person_id, m.organisation_id from member m join reviewer r on r.person_id = m.person_id")
        .all()
        .await?;
    for (person, organisation) in members {
        all.entry(PersonId(person)).or_default().organisations.push(OrganisationId(organisation));
    }
    // Everyone who becomes a member has such an event, so that where they were members stays known when they leave.
    let joined: Vec<(Uuid, Uuid, At)> = tx
        .query(
            "select e.identity_id, e.organisation_id, max(e.happened_at) from event e join reviewer r on r.person_id = e.identity_id
             where e.organisation_id is not null and e.what ->> 'what' = 'person-joined'
             group by e.identity_id, e.organisation_id order by 1, 2",
        )
        .all()
        .await?;
    for (person, organisation, At(at)) in joined {
        let facts = all.entry(PersonId(person)).or_default();
        if !facts.organisations.contains(&OrganisationId(organisation)) {
            facts.past.push((OrganisationId(organisation), day(at)));
        }
    }
    let declared: Vec<(Uuid, Uuid, String)> =
        tx.query("select person_id, organisation_id, reason from declared_conflict").all().await?;
    for (person, organisation, reason) in declared {
        all.entry(PersonId(person)).or_default().declared.push((OrganisationId(organisation), reason));
    }
    if let Some(round) = round {
        for (person, organisation) in reciprocal(tx, round).await? {
            all.entry(person).or_default().reviewed_by.push(organisation);
        }
    }
    Ok(all)
}

/// The conflicts of interest of everyone who ever volunteered, by person, without those that follow from panels.
pub(in crate::peer_review) async fn known_conflicts(
    tx: &mut Tx,
) -> Result<BTreeMap<PersonId, Vec<KnownConflict>>, Error> {
    let (people, organisations) = (of_reviewers(tx, None).await?, of_organisations(tx).await?);
    let known = |facts: &ReviewerFacts| {
        let found = conflicts(facts, &organisations).into_iter();
        let known = found.filter_map(|one| {
            Some(KnownConflict { organisation: one.organisation, kind: ConflictKind::of(&one.reason)? })
        });
        let mut known: Vec<KnownConflict> = known.collect();
        known.sort();
        known.dedup();
        known
    };
    Ok(people.iter().map(|(person, facts)| (*person, known(facts))).collect())
}

/// For each reviewer, the organisations whose people review an organisation of theirs, by the panels of the round that are approved.
async fn reciprocal(tx: &mut Tx, round: RoundId) -> Result<Vec<(PersonId, OrganisationId)>, Error> {
    let rows: Vec<(Uuid, Uuid)> = tx
        .query(
            "select distinct m.person_id, theirs.organisation_id from panel p
                 join panel_member x on x.panel_id = p.id and x.until is null
                 join reviewer theirs on theirs.person_id = x.person_id
                 join panel_submission s on s.panel_id = p.id and s.until is null
                 join assessment a on a.id = s.assessment_id
                 join member m on m.organisation_id = a.organisation_id
                 join reviewer r on r.person_id = m.person_id
             where p.round_id = $1",
        )
        .bind(round.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(person, organisation)| (PersonId(person), OrganisationId(organisation))).collect())
}

/// The facts about every organisation of the register.
pub(super) async fn of_organisations(tx: &mut Tx) -> Result<Vec<OrganisationFacts>, Error> {
    let rows: Vec<(Uuid, String, String)> =
        tx.query("select id, region, consortium from organisation order by id").all().await?;
    let people: Vec<(Uuid, i64, String)> = tx
        .query(
            "select m.organisation_id, cast(0 as bigint), p.email from member m join person p on p.id = m.person_id
             union all select id, cast(1 as bigint), contact_email from organisation
             union all select id, cast(2 as bigint), leader_email from organisation
             union all select a.organisation_id, cast(5 as bigint), s.email from signature s join assessment a on a.id = s.assessment_id
                 where s.role = 'leader'
             union all select organisation_id, cast(3 as bigint), email from owner where email is not null and left_at is null
             union all select g.organisation_id, cast(4 as bigint), s.email from group_member s
                 join working_group g on g.id = s.group_id where s.email is not null and s.left_on is null",
        )
        .all()
        .await?;
    let mut mailboxes: BTreeMap<Uuid, Vec<(AddressOf, Mailbox)>> = BTreeMap::new();
    for (organisation, of, email) in people {
        let of = match of {
            0 => AddressOf::Member,
            1 => AddressOf::Contact,
            2 => AddressOf::Leader,
            3 => AddressOf::Owner,
            5 => AddressOf::SignedAsLeader,
            _ => AddressOf::GroupMember,
        };
        if let Some(mailbox) = Mailbox::of(&email) {
            mailboxes.entry(organisation).or_default().push((of, mailbox));
        }
    }
    let facts = |(id, region, consortium)| OrganisationFacts {
        id: OrganisationId(id),
        region,
        consortium,
        mailboxes: mailboxes.remove(&id).unwrap_or_default(),
    };
    Ok(rows.into_iter().map(facts).collect())
}
