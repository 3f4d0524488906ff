//! A small invented world: one organisation with a self-assessment at every step, another organisation, and one signed-in person of each
//! kind.

pub mod consultations;
pub mod panels;
pub mod reviewers;
mod rounds;

use jiff::{SignedDuration, Timestamp};
use model::{
    ActionId, AssessmentId, ConsultationId, Date, EvidenceId, FindingId, GroupId, GroupMemberId, HandoverId, ImportId,
    MeetingId, OrganisationId, OwnerId, PanelId, PersonId, PlanId, ProgressReviewId, RoundId, ThreadId,
    UpdateRequestId,
    assessment::{Step, locked_version},
    charter::{Charter, Edition},
    consultation::code::Code,
    core::{
        permit::{
            AtAccount, AtAction, AtAssessment, AtOrganisation, Author, DiscussAction, KeepAccount, KeepEvidence,
            Permit, PublishEvidence, ReadAssessment, Role,
        },
        short::{Email, Line},
    },
    plan::evidence::{EvidenceContent, EvidenceFile, EvidenceFormat, NewEvidence},
    team::comment::CommentText,
};
use sqlx::types::Json;
use store::{
    Db, Tx,
    accounts::{calendar_links, sign_ins},
    assessment::contents,
    core::{
        digests, ids, secrets,
        values::{At, Day},
    },
    plan::evidence,
    team::comments,
    work::reminders,
};
use uuid::Uuid;

/// A visitor.
#[derive(Debug, Clone)]
pub struct Persona {
    /// The kind of visitor.
    pub name: &'static str,
    /// The person; `None` for a visitor without a session.
    pub person: Option<PersonId>,
    /// The secret of their session.
    pub session: Option<String>,
}

/// The ids and secrets of the invented data.
#[derive(Debug, Clone)]
pub struct World {
    /// The organisation, whose address is `/signatories/northmoor`.
    pub organisation: OrganisationId,
    /// Its self-assessments, one at each step, in the order of [`Step::ALL`], each with a plan of its own.
    pub assessments: Vec<(AssessmentId, PlanId)>,
    /// The hash of the version that is submitted. It was submitted before the register signed receipts.
    pub submitted_version: String,
    /// The previous plan, from 2018, which the draft self-assessment rates, and an action in it.
    pub rated: (PlanId, ActionId),
    /// An action in the plan of each self-assessment.
    pub actions: Vec<ActionId>,
    /// The owner of the action in the submitted plan.
    pub owner: OwnerId,
    /// An update request to the owner, which was withdrawn, and the secret of the link of the owner.
    pub update_request: (UpdateRequestId, String),
    /// A review of the previous plan, closed and published.
    pub progress_review: ProgressReviewId,
    /// An imported document.
    pub import: ImportId,
    /// Its consultations, one at each step, in the order of [`model::consultation::ConsultationStep::ALL`].
    pub consultations: Vec<ConsultationId>,
    /// A finding of the closed consultation.
    pub finding: FindingId,
    /// The codes of the open and the closed consultation.
    pub codes: Vec<Code>,
    /// The secret of a leader's link, for the self-assessment that the lead has signed.
    pub leader_link: String,
    /// The visitors: no session, contributor, lead, other lead, secretariat, board.
    pub personas: Vec<Persona>,
    /// A committee, a member of it and a meeting.
    pub group: (GroupId, GroupMemberId, MeetingId),
    /// A peer review round that is open and gathers the submission, and one that was cancelled.
    pub rounds: Vec<RoundId>,
    /// The identity of a panel of the open round, once [`panels::make`] creates it: until then reviewers are recruited for the round.
    pub panel: PanelId,
    /// A comment of the contributor on the action in the submitted plan.
    pub thread: ThreadId,
    /// A handover from the contributor to the lead.
    pub handover: HandoverId,
    /// An invitation that has not been accepted, and its secret.
    pub invitation: (Uuid, String),
    /// The secret of a sign-in link of the lead, which works in any browser.
    pub sign_in_link: String,
    /// The secret of the link that unsubscribes the contributor.
    pub unsubscribe_link: String,
    /// The secret of the lead's calendar link.
    pub calendar_link: String,
    /// A public evidence file and its content, which a test that needs it stores.
    pub evidence: (EvidenceId, EvidenceFile, &'static [u8]),
}

impl World {
    /// Returns the persona with that name.
    ///
    /// # Panics
    /// Panics if there is none.
    #[must_use]
    pub fn persona(&self, name: &str) -> &Persona {
        self.personas.iter().find(|persona| persona.name == name).expect("the world has that persona")
    }

    /// Creates the world at `now`, with self-assessments in the first edition of `charter`.
    pub async fn make(db: &Db, charter: &Charter, now: Timestamp) -> Self {
        let mut tx = db.write().await.unwrap();
        let organisation = register(&mut tx, "northmoor", "Northmoor University", now).await;
        let other = register(&mut tx, "eastfell", "Eastfell Institute", now).await;
        let mut personas = vec![Persona { name: "nobody", person: None, session: None }];
        for (name, place) in [
            ("contributor", Some((organisation, "contributor"))),
            ("lead", Some((organisation, "lead"))),
            ("other lead", Some((other, "lead"))),
            ("secretariat", None),
            ("board", None),
        ] {
            personas.push(persona(&mut tx, name, place, now).await);
        }
        let edition = charter.editions.first().expect("a charter has an edition");
        let theme = charter.themes[0].id.as_str();
        let last = PlanId(ids::new(now));
        let rated = (last, plan_with_an_action(&mut tx, organisation, last, 2018, theme, now).await);
        let (mut assessments, mut actions, mut leader_link) = (Vec::new(), Vec::new(), String::new());
        let mut submitted_version = String::new();
        for (index, step) in Step::ALL.into_iter().enumerate() {
            let plan = PlanId(ids::new(now));
            let year = 2020 + 2 * i16::try_from(index).unwrap();
            actions.push(plan_with_an_action(&mut tx, organisation, plan, year, theme, now).await);
            let id = AssessmentId(ids::new(now));
            let hash = assessment(&mut tx, organisation, id, (last, plan), charter, edition, step, now).await;
            if step == Step::LeadSigned {
                leader_link = self::leader_link(&mut tx, id, &hash, now).await;
            }
            if step == Step::Submitted {
                submitted_version = hash;
            }
            assessments.push((id, plan));
        }
        let owner = owner(&mut tx, organisation, actions[4], now).await;
        let update_request = update_request(&mut tx, organisation, owner, actions[4], now).await;
        let progress_review = progress_review(&mut tx, organisation, last, now).await;
        let import = ImportId(ids::new(now));
        tx.query("insert into import (id, organisation_id, file, sha256, reading, created_at) values ($1, $2, 'old.txt', 'none', $3, $4)")
            .bind(import.0).bind(organisation.0).bind(Json(reading())).bind(At(now)).run().await.unwrap();
        let (consultations, codes, finding) =
            consultations::make(&mut tx, charter, organisation, assessments[4].1, now).await;
        let group = group(&mut tx, organisation, now).await;
        let handover = HandoverId(ids::new(now));
        let person = |name: &str| personas.iter().find(|one| one.name == name).and_then(|one| one.person).unwrap();
        tx.query("insert into handover (id, organisation_id, from_id, to_id, note, prepared_at) values ($1, $2, $3, $4, 'Ask the harbour master', $5)")
            .bind(handover.0).bind(organisation.0).bind(person("contributor").0).bind(person("lead").0).bind(At(now)).run().await.unwrap();
        let at = AtAction {
            organisation,
            plan: assessments[4].1,
            action: actions[4],
            step: Some(Step::Submitted),
            shared: None,
            is_submitted: true,
        };
        let thread = thread(&mut tx, at, person("contributor"), now).await;
        let invitation = invitation(&mut tx, organisation, now).await;
        let rounds = rounds::make(&mut tx, now).await;
        let panel = PanelId(ids::new(now));
        let email = Email::parse("lead@assay.example").unwrap();
        let sign_in_link =
            sign_ins::issue_for_operator(&mut tx, &crate::program(), &email, 1000, SignedDuration::from_hours(24), now)
                .await
                .unwrap();
        let unsubscribe_link = reminders::link(&mut tx, "contributor@assay.example", now).await.unwrap();
        let calendar_link = calendar_link(&mut tx, &personas[2], now).await;
        let evidence = public_file(&mut tx, organisation, now).await;
        // The world starts with an empty activity log.
        tx.query("delete from event").run().await.unwrap();
        tx.commit().await.unwrap();
        Self {
            organisation,
            assessments,
            submitted_version,
            rated,
            actions,
            owner,
            update_request,
            progress_review,
            import,
            consultations,
            finding,
            codes,
            leader_link,
            personas,
            group,
            rounds,
            panel,
            thread,
            handover,
            invitation,
            sign_in_link,
            unsubscribe_link,
            calendar_link,
            evidence,
        }
    }
}

async fn group(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> (GroupId, GroupMemberId, MeetingId) {
    let (group, member, meeting) = (GroupId(ids::new(now)), GroupMemberId(ids::new(now)), MeetingId(ids::new(now)));
    let day = Day(Date::constant(2020, 5, 1));
    tx.query("insert into working_group (id, organisation_id, name, kind, remit, created_at) values ($1, $2, 'Lamp committee', 'committee', '', $3)")
        .bind(group.0).bind(organisation.0).bind(At(now)).run().await.unwrap();
    tx.query("insert into group_member (id, group_id, name, role, starts_on) values ($1, $2, 'C. Chair', 'chair', $3)")
        .bind(member.0)
        .bind(group.0)
        .bind(day)
        .run()
        .await
        .unwrap();
    tx.query("insert into meeting (id, group_id, held_on, place) values ($1, $2, $3, 'The lamp room')")
        .bind(meeting.0)
        .bind(group.0)
        .bind(day)
        .run()
        .await
        .unwrap();
    (group, member, meeting)
}

async fn thread(tx: &mut Tx, at: AtAction, person: PersonId, now: Timestamp) -> ThreadId {
    let standing = crate::relation(Author::Person(person), None, Some(Role::Contributor), Some(at.organisation));
    let may = Permit::<DiscussAction>::ask(&standing, at).unwrap();
    let new = comments::NewComment {
        words: CommentText::parse("Does this count the night shift?").unwrap(),
        notified: Vec::new(),
    };
    let may = crate::lock(tx, &may).await;
    comments::begin_on_action(tx, &may, &new, now).await.unwrap().unwrap()
}

async fn owner(tx: &mut Tx, organisation: OrganisationId, action: ActionId, now: Timestamp) -> OwnerId {
    let owner = OwnerId(ids::new(now));
    tx.query(
        "insert into owner (id, organisation_id, name, email, created_at)
         values ($1, $2, 'Harbour master', 'harbour@northmoor.example', $3)",
    )
    .bind(owner.0)
    .bind(organisation.0)
    .bind(At(now))
    .run()
    .await
    .unwrap();
    tx.query("update action set owner_id = $1 where id = $2").bind(owner.0).bind(action.0).run().await.unwrap();
    owner
}

async fn progress_review(tx: &mut Tx, organisation: OrganisationId, plan: PlanId, now: Timestamp) -> ProgressReviewId {
    let (id, then) = (ProgressReviewId(ids::new(now)), "2019-05-01T10:00:00Z".parse().unwrap());
    tx.query(
        "insert into progress_review (id, organisation_id, plan_id, note, minutes, opened_at, closed_at, record, published_at)
         values ($1, $2, $3, '', '', $4, $4, $5, $4)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(plan.0)
    .bind(At(then))
    .bind(Json(serde_json::json!({ "actions": [] })))
    .run()
    .await
    .unwrap();
    id
}

async fn update_request(
    tx: &mut Tx,
    organisation: OrganisationId,
    owner: OwnerId,
    action: ActionId,
    now: Timestamp,
) -> (UpdateRequestId, String) {
    let (id, secret) = (UpdateRequestId(ids::new(now)), secrets::new());
    tx.query(
        "insert into update_request (id, organisation_id, action_id, owner_id, with_collaborators, requested_at, ended_at, end_reason)
         values ($1, $2, $3, $4, $5, $6, $6, 'cancelled')",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(action.0)
    .bind(owner.0)
    .bind(false)
    .bind(At(now))
    .run()
    .await
    .unwrap();
    tx.query("insert into owner_link (token_hash, owner_id, created_at, expires_at) values ($1, $2, $3, $4)")
        .bind(secrets::hash(&secret))
        .bind(owner.0)
        .bind(At(now))
        .bind(At(now + SignedDuration::from_hours(24)))
        .run()
        .await
        .unwrap();
    (id, secret)
}

/// Creates a public evidence file.
async fn public_file(
    tx: &mut Tx,
    organisation: OrganisationId,
    now: Timestamp,
) -> (EvidenceId, EvidenceFile, &'static [u8]) {
    let bytes: &[u8] = b"Apprentices who stayed: 12\n";
    let sha256 = digests::sha256(bytes).parse().expect("a digest is a hash");
    let file = EvidenceFile { name: "apprentices.txt".to_owned(), format: EvidenceFormat::Txt, bytes: 27, sha256 };
    let title = Line::parse("Apprentices").unwrap();
    let new =
        NewEvidence { title, content: EvidenceContent::File(file.clone()), themes: Vec::new(), allied: Vec::new() };
    let operator = crate::operator();
    let place = AtOrganisation { organisation };
    let permit = crate::lock(tx, &Permit::<KeepEvidence>::ask(&operator, place).unwrap()).await;
    let id = evidence::add(tx, &permit, &new, now).await.unwrap();
    let may = Permit::<PublishEvidence>::ask(&operator, place).unwrap();
    let may = crate::lock(tx, &may).await;
    evidence::publish(tx, &may, id, true, now).await.unwrap();
    (id, file, bytes)
}

async fn calendar_link(tx: &mut Tx, whose: &Persona, now: Timestamp) -> String {
    let author = Author::Person(whose.person.expect("a lead is a person"));
    let may = Permit::<KeepAccount>::ask(&crate::relation(author, None, None, None), AtAccount).unwrap();
    let may = crate::lock(tx, &may).await;
    calendar_links::create(tx, &may, now).await.unwrap()
}

/// Returns the reading of an empty document, in the form of `documents::Reading`.
fn reading() -> serde_json::Value {
    serde_json::json!({
        "file": "old.txt", "format": "text", "organisation": null, "stage": null, "edition": null,
        "lead": { "name": null, "email": null, "telephone": null }, "answers": [], "actions": [],
        "headcount": { "as_at": null, "units": [], "totals": {} }, "publication_url": null, "signatures": [], "notices": [],
    })
}

async fn register(tx: &mut Tx, slug: &str, name: &str, now: Timestamp) -> OrganisationId {
    let id = OrganisationId(ids::new(now));
    tx.query(
        "insert into organisation (id, slug, name, standing, kind, country, region, consortium, signed_on, phase, stage, scope,
             contact_name, contact_email, contact_telephone, page_url, leader_name, leader_post, leader_email, created_at)
         values ($1, $2, $3, 'signatory', 'University', 'England', 'North', '', $4, null, 1, 'Everyone who makes things work',
             'P. Example', 'contact@' || $2 || '.example', '', 'https://' || $2 || '.example/charter', 'A. Sample', 'Vice-Chancellor',
             'leader@' || $2 || '.example', $5)",
    )
    .bind(id.0).bind(slug).bind(name).bind(Day(Date::constant(2019, 5, 1))).bind(At(now)).run().await.unwrap();
    tx.query("insert into email_domain (organisation_id, domain, recorded_at) values ($1, $2 || '.example', $3)")
        .bind(id.0)
        .bind(slug)
        .bind(At(now))
        .run()
        .await
        .unwrap();
    id
}

async fn persona(tx: &mut Tx, name: &'static str, place: Option<(OrganisationId, &str)>, now: Timestamp) -> Persona {
    let (id, session) = (PersonId(ids::new(now)), secrets::new());
    tx.query("insert into person (id, email, name, created_at) values ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(format!("{}@assay.example", name.replace(' ', "-")))
        .bind(format!("{name} Example"))
        .bind(At(now))
        .run()
        .await
        .unwrap();
    tx.query("insert into session (token_hash, person_id, created_at, seen_at, expires_at, device) values ($1, $2, $3, $3, $4, 'a test')")
        .bind(secrets::hash(&session)).bind(id.0).bind(At(now)).bind(At(now + SignedDuration::from_hours(24))).run().await.unwrap();
    match place {
        Some((organisation, role)) => {
            tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, $3, $4)")
                .bind(organisation.0)
                .bind(id.0)
                .bind(role)
                .bind(At(now))
                .run()
                .await
                .unwrap();
        }
        None => {
            tx.query("insert into charter_role (person_id, role) values ($1, $2)")
                .bind(id.0)
                .bind(name)
                .run()
                .await
                .unwrap();
        }
    }
    Persona { name, person: Some(id), session: Some(session) }
}

async fn plan_with_an_action(
    tx: &mut Tx,
    organisation: OrganisationId,
    plan: PlanId,
    year: i16,
    theme: &str,
    now: Timestamp,
) -> ActionId {
    let action = ActionId(ids::new(now));
    tx.query("insert into plan (id, organisation_id, months, starts_on, ends_on, created_at) values ($1, $2, 24, $3, $4, $5)")
        .bind(plan.0).bind(organisation.0).bind(Day(Date::new(year, 1, 1).unwrap())).bind(Day(Date::new(year + 1, 12, 31).unwrap())).bind(At(now)).run().await.unwrap();
    tx.query(
        "insert into action (id, organisation_id, text, themes, owner, timescale, measure, resource, rationale, recommendations, allied, created_at)
         values ($1, $2, $3, $4, 'Library', 'By 2027', '', '', '', $5, $5, $6)",
    )
    .bind(action.0).bind(organisation.0).bind(format!("Count everyone in {year}")).bind(Json([theme])).bind(Json::<[&str; 0]>([])).bind(At(now)).run().await.unwrap();
    tx.query("insert into plan_action (plan_id, action_id, position, origin, added_at) values ($1, $2, 1, 'new', $3)")
        .bind(plan.0)
        .bind(action.0)
        .bind(At(now))
        .run()
        .await
        .unwrap();
    for insert in [
        "insert into action_version (action_id, revision, text, themes, category, owner, starts_on, due_on, timescale, measure,
             resource, rationale, recommendations, allied, since)
         select id, 1, text, themes, category, owner, starts_on, due_on, timescale, measure, resource, rationale, recommendations,
             allied, created_at from action where id = $1",
        "insert into plan_action_version (plan_id, action_id, revision, position, origin, since)
         select plan_id, action_id, 1, position, origin, added_at from plan_action where action_id = $1",
    ] {
        tx.query(insert).bind(action.0).run().await.unwrap();
    }
    action
}

#[expect(clippy::too_many_arguments, reason = "a row has many columns")]
async fn assessment(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: AssessmentId,
    (rated, plan): (PlanId, PlanId),
    charter: &Charter,
    edition: &Edition,
    step: Step,
    now: Timestamp,
) -> String {
    tx.query(
        "insert into assessment (id, organisation_id, edition, stage, step, plan_id, started_at, rated_plan_id)
         values ($1, $2, $3, 1, 'drafting', $4, $5, $6)",
    )
    .bind(id.0)
    .bind(organisation.0)
    .bind(edition.id.as_str())
    .bind(plan.0)
    .bind(At(now))
    .bind((step == Step::Drafting).then_some(rated.0))
    .run()
    .await
    .unwrap();
    if step == Step::Drafting {
        return String::new();
    }
    let hash = lock_for_sign_off(tx, organisation, id, charter, edition, now).await;
    tx.query(
        "update assessment set step = $2, locked_version_hash = $3, locked_at = $4, submitted_at = $5 where id = $1",
    )
    .bind(id.0)
    .bind(step.as_str())
    .bind(&hash)
    .bind(At(now))
    .bind((step == Step::Submitted).then_some(At(now)))
    .run()
    .await
    .unwrap();
    for (role, name, post, from) in [
        ("lead", "P. Example", "Institutional lead", Step::LeadSigned),
        ("leader", "A. Sample", "Vice-Chancellor", Step::Signed),
    ] {
        if step >= from {
            tx.query("insert into signature (id, assessment_id, role, name, post, locked_version_hash, signed_at) values ($1, $2, $3, $4, $5, $6, $7)")
                .bind(ids::new(now)).bind(id.0).bind(role).bind(name).bind(post).bind(&hash).bind(At(now)).run().await.unwrap();
        }
    }
    hash
}

/// Stores the locked version of a self-assessment, and returns its hash.
async fn lock_for_sign_off(
    tx: &mut Tx,
    organisation: OrganisationId,
    assessment: AssessmentId,
    charter: &Charter,
    edition: &Edition,
    now: Timestamp,
) -> String {
    let operator = crate::operator();
    let place = AtAssessment { organisation, assessment, step: Step::Drafting, shared: None };
    let may = Permit::<ReadAssessment>::ask(&operator, place).unwrap();
    let contents = contents::load(tx, &may).await.unwrap();
    let locked_version = locked_version::lock(&contents, charter, edition, &secrets::new());
    let hash = locked_version.hash.to_string();
    tx.query("insert into locked_version (hash, canonical, withheld, created_at) values ($1, $2, $3, $4)")
        .bind(&hash)
        .bind(&locked_version.canonical)
        .bind(Json(&locked_version.withheld))
        .bind(At(now))
        .run()
        .await
        .unwrap();
    hash
}

async fn leader_link(tx: &mut Tx, assessment: AssessmentId, hash: &str, now: Timestamp) -> String {
    let secret = secrets::new();
    tx.query(
        "insert into leader_link (token_hash, assessment_id, locked_version_hash, name, post, email, created_at, expires_at)
         values ($1, $2, $3, 'A. Sample', 'Vice-Chancellor', 'leader@northmoor.example', $4, $5)",
    )
    .bind(secrets::hash(&secret))
    .bind(assessment.0)
    .bind(hash)
    .bind(At(now))
    .bind(At(now + SignedDuration::from_hours(24)))
    .run()
    .await
    .unwrap();
    secret
}

async fn invitation(tx: &mut Tx, organisation: OrganisationId, now: Timestamp) -> (Uuid, String) {
    let (id, secret) = (ids::new(now), secrets::new());
    tx.query(
        "insert into invitation (id, organisation_id, role, email, name, token_hash, created_at, expires_at)
         values ($1, $2, 'lead', 'new@northmoor.example', 'N. Newcomer', $3, $4, $5)",
    )
    .bind(id)
    .bind(organisation.0)
    .bind(secrets::hash(&secret))
    .bind(At(now))
    .bind(At(now + SignedDuration::from_hours(24)))
    .run()
    .await
    .unwrap();
    (id, secret)
}
