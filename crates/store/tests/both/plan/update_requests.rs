//! Update requests to owners, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::{
    ActionId, OrganisationId, ProgressReviewId, UpdateRequestId,
    charter::rating::Colour,
    core::permit::{
        AnswerUpdateRequest, ApproveUpdates, AssignOwner, AtOrganisation, CloseProgressReview, KeepEvidence,
        KeepOwners, OpenProgressReview, Permission, Permit, ReadAction, ReadActivity, ReadInternal,
        ReadOwnUpdateRequests, ReadUpdateRequest, RequestUpdates,
    },
    plan::{
        progress::Progress,
        update_approval::OwnerUpdates,
        update_request::{self, Delivery, EndReason, RequestState},
    },
    work::event::{EventKind, update_request::UpdateRequestEvent},
};
use store::{
    Db, Tx,
    core::{events, ids, relation},
    plan::{evidence, owners, progress_reviews, update_approvals, update_requests},
    work::{emails, reminders},
};
use testing::world::World;

pub(crate) struct Scene {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) now: Timestamp,
}

impl Scene {
    pub(crate) async fn all() -> Vec<Self> {
        let now: Timestamp = "2028-05-22T10:00:00Z".parse().unwrap();
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let world = World::make(&db, &testing::invented_charter(), now).await;
            scenes.push(Self { db, world, now });
        }
        scenes
    }
    pub(crate) fn organisation(&self) -> OrganisationId {
        self.world.organisation
    }
    pub(crate) async fn here<P: Permission<Place = AtOrganisation>>(&self, tx: &mut Tx) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_organisation(tx, lead, self.organisation()).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
    /// Requests an update. Returns the action of the submitted plan, the request to the harbour master, and the secret of a link.
    pub(crate) async fn asked(&self, tx: &mut Tx) -> (ActionId, UpdateRequestId, String) {
        let may = self.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        assert_eq!(update_requests::all(tx, &may, None, Some(6), self.now).await.unwrap(), 1);
        let awaited_owners = update_requests::awaited_owners(tx, &may, None, self.now).await.unwrap();
        let [awaited_owner] = &awaited_owners[..] else { panic!("{awaited_owners:?}") };
        let message = emails::write(tx, awaited_owner.email.as_str(), "Asked", "Words", self.now).await.unwrap();
        let may = testing::lock(tx, &may).await;
        update_requests::record_email(tx, &may, awaited_owner, message, self.now).await.unwrap();
        let may = testing::lock(tx, &may).await;
        let secret = update_requests::link(tx, &may, self.world.owner, self.now).await.unwrap();
        (self.world.actions[4], awaited_owner.awaited[0].update_request, secret)
    }
    /// Lets updates of owners count without approval.
    pub(crate) async fn publish_at_once(&self, tx: &mut Tx) {
        let may = self.here::<ApproveUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        assert!(update_approvals::set(tx, &may, OwnerUpdates::AtOnce, self.now).await.unwrap());
    }
    async fn list(&self, tx: &mut Tx) -> Vec<update_request::UpdateRequest> {
        let may = self.here::<ReadInternal>(tx).await;
        update_requests::list(tx, &may, None).await.unwrap()
    }
    pub(crate) async fn at_update_request<P: Permission<Place = model::core::permit::AtUpdateRequest>>(
        &self,
        tx: &mut Tx,
        secret: &str,
        update_request: UpdateRequestId,
    ) -> Permit<P> {
        let found = relation::at_update_request(tx, secret, update_request, self.now).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
    pub(crate) async fn at_review<P: Permission<Place = model::core::permit::AtProgressReview>>(
        &self,
        tx: &mut Tx,
        review: ProgressReviewId,
    ) -> Permit<P> {
        let lead = self.world.persona("lead").person.unwrap();
        let found = relation::at_progress_review(tx, lead, review).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
}

pub(crate) fn update(colour: &str, words: &str) -> Progress {
    Progress::parse(colour, words, "").unwrap()
}

#[tokio::test]
async fn an_owner_replies_in_their_own_name_and_is_not_asked_twice() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.publish_at_once(tx).await;
        let (action, update_request, secret) = scene.asked(tx).await;
        let may = scene.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        assert_eq!(
            update_requests::all(tx, &may, None, Some(6), scene.now).await.unwrap(),
            0,
            "no owner is asked twice"
        );
        assert!(
            update_requests::awaited_owners(tx, &may, None, scene.now).await.unwrap().is_empty(),
            "nor emailed twice a day"
        );
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, update_request).await;
        let address = update_request::evidence_link("https://northmoor.example/lamp").unwrap();
        let answer = testing::lock(tx, &answer).await;
        assert!(
            update_requests::answer(tx, &answer, &update("amber", "Half of it"), address.as_ref(), scene.now)
                .await
                .unwrap()
        );
        let twice = update_requests::answer(tx, &answer, &update("amber", "Half of it"), address.as_ref(), scene.now)
            .await
            .unwrap();
        assert!(!twice, "the same reply twice is recorded once");
        assert!(update_requests::answer(tx, &answer, &update("green", "All of it"), None, scene.now).await.unwrap());
        let read = scene.at_update_request::<ReadUpdateRequest>(tx, &secret, update_request).await;
        assert_eq!(read.place().state, RequestState::Answered);
        let received = update_requests::read(tx, &read).await.unwrap().unwrap();
        assert_eq!(received.placed.action.colour(), Some(Colour::Green));
        assert_eq!(received.answer.unwrap().update.who.as_deref(), Some("Harbour master"));
        let lead = scene.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, action).await.unwrap().unwrap();
        let may: Permit<ReadAction> = Permit::ask(&found.relation, found.place).unwrap();
        let all = store::plan::progress::of_action(tx, &may).await.unwrap();
        let addresses: Vec<_> = all.iter().map(|update| update.address.is_some()).collect();
        assert_eq!(addresses, [false, true]);
        let history = Permit::ask(&found.relation, found.place).unwrap();
        let events = events::of_action(tx, &history).await.unwrap();
        let rated: Vec<_> = events.iter().filter(|event| matches!(event.what, EventKind::ActionRated { .. })).collect();
        assert_eq!(rated.len(), 2);
        assert_eq!(rated[0].who, "Harbour master (action owner)");
        assert!(scene.list(tx).await.iter().all(|update_request| !update_request.is_awaiting_reply()));
    }
}

#[tokio::test]
async fn a_link_opens_what_its_owner_is_asked_and_nothing_else() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (_, update_request, secret) = scene.asked(tx).await;
        let found = relation::at_owner_link(tx, &secret, scene.now).await.unwrap().unwrap();
        let mine: Permit<ReadOwnUpdateRequests> = Permit::ask(&found.relation, found.place).unwrap();
        let list = update_requests::of_owner(tx, &mine).await.unwrap();
        assert_eq!(
            list.iter().map(|mine| (mine.update_request, mine.state)).collect::<Vec<_>>(),
            [(update_request, RequestState::Waiting)]
        );
        assert!(
            relation::at_update_request(tx, &store::core::secrets::new(), update_request, scene.now)
                .await
                .unwrap()
                .is_none()
        );
        let late = scene.now + update_request::LINK_VALIDITY;
        assert!(relation::at_update_request(tx, &secret, update_request, late).await.unwrap().is_none());
        assert!(relation::at_owner_link(tx, &secret, late).await.unwrap().is_none());
        // Another owner's link does not open it, until they collaborate and collaborators are asked.
        let keep = scene.here::<KeepOwners>(tx).await;
        let named = model::plan::owner::OwnerDetails::parse("Library", "library@northmoor.example").unwrap();
        let keep = testing::lock(tx, &keep).await;
        let owners::SaveOwnerResult::Saved(other) = owners::add(tx, &keep, &named, scene.now).await.unwrap() else {
            panic!()
        };
        let may = scene.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        let theirs = update_requests::link(tx, &may, other, scene.now).await.unwrap();
        assert!(relation::at_update_request(tx, &theirs, update_request, scene.now).await.unwrap().is_none());
        // The action is assigned to them: the former owner is not asked any more.
        let keep = testing::lock(tx, &keep).await;
        owners::assign(tx, &keep, other, &[scene.world.actions[4]], scene.now).await.unwrap();
        let read = scene.at_update_request::<ReadUpdateRequest>(tx, &secret, update_request).await;
        assert_eq!(read.place().state, RequestState::Ended(EndReason::Reassigned));
        assert!(scene.list(tx).await.is_empty());
    }
}

#[tokio::test]
async fn collaborators_reply_where_they_are_asked_too() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (keep, may) = (scene.here::<KeepOwners>(tx).await, scene.here::<RequestUpdates>(tx).await);
        let named = model::plan::owner::OwnerDetails::parse("Library", "library@northmoor.example").unwrap();
        let keep = testing::lock(tx, &keep).await;
        let owners::SaveOwnerResult::Saved(collaborator) = owners::add(tx, &keep, &named, scene.now).await.unwrap()
        else {
            panic!()
        };
        let action = scene.world.actions[4];
        let lead = scene.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, action).await.unwrap().unwrap();
        let give = Permit::ask(&found.relation, found.place).unwrap();
        let give = testing::lock(tx, &give).await;
        owners::add_collaborator(tx, &give, collaborator, scene.now).await.unwrap();
        let may = testing::lock(tx, &may).await;
        let update_request = update_requests::one(tx, &may, action, true, scene.now).await.unwrap().unwrap();
        assert_eq!(update_requests::one(tx, &may, action, true, scene.now).await.unwrap(), None);
        let awaited_owners = update_requests::awaited_owners(tx, &may, Some(update_request), scene.now).await.unwrap();
        let asked: Vec<_> = awaited_owners.iter().map(|awaited_owner| awaited_owner.name.as_str()).collect();
        assert_eq!(asked, ["Harbour master", "Library"]);
        let may = testing::lock(tx, &may).await;
        let secret = update_requests::link(tx, &may, collaborator, scene.now).await.unwrap();
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, update_request).await;
        let answer = testing::lock(tx, &answer).await;
        assert!(update_requests::answer(tx, &answer, &update("amber", "I looked"), None, scene.now).await.unwrap());
        assert!(
            update_requests::awaited_owners(tx, &may, None, scene.now).await.unwrap().is_empty(),
            "one reply is enough"
        );
        let read = Permit::ask(&found.relation, found.place).unwrap();
        let events = events::of_action(tx, &read).await.unwrap();
        assert!(events.iter().any(|event| event.who == "Library (collaborator)"));
    }
}

#[tokio::test]
async fn an_undelivered_email_is_shown_and_stays_visible() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (_, update_request, _) = scene.asked(tx).await;
        assert_eq!(scene.list(tx).await[0].delivery, Delivery::Queued);
        let message =
            emails::claim(tx, &testing::program(), emails::Priority::All, 10, scene.now).await.unwrap().pop().unwrap();
        emails::give_up(tx, &testing::program(), message.id, "550 no such mailbox", scene.now).await.unwrap();
        let late = scene.now + SignedDuration::from_hours(40 * 24);
        assert_eq!(emails::delete_old(tx, &testing::program(), late).await.unwrap(), 0);
        assert_eq!(scene.list(tx).await[0].delivery, Delivery::Failed("550 no such mailbox".into()));
        let may = scene.here::<RequestUpdates>(tx).await;
        assert_eq!(
            update_requests::awaited_owners(tx, &may, None, late).await.unwrap().len(),
            1,
            "they can be asked again another day"
        );
        let may = testing::lock(tx, &may).await;
        assert!(update_requests::withdraw(tx, &may, update_request, late).await.unwrap());
        assert!(!update_requests::withdraw(tx, &may, update_request, late).await.unwrap());
        assert_eq!(emails::delete_old(tx, &testing::program(), late).await.unwrap(), 1);
    }
}

#[tokio::test]
async fn leads_are_told_once_of_owners_who_have_not_replied() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.asked(tx).await;
        let may = scene.here::<RequestUpdates>(tx).await;
        let after = |days: i64| scene.now + SignedDuration::from_hours(24 * days);
        let organisation = scene.world.organisation;
        let take = async |tx: &mut Tx, now| {
            update_requests::take_escalation(tx, &testing::program(), organisation, now).await.unwrap()
        };
        let awaiting = async |tx: &mut Tx| {
            let all = reminders::organisations(tx, &testing::program(), None).await.unwrap();
            all.into_iter().filter(|one| one.awaits_replies).map(|one| one.organisation).collect::<Vec<_>>()
        };
        assert_eq!(awaiting(tx).await, [organisation], "the night looks at those that await replies alone");
        assert!(take(tx, after(13)).await.is_none());
        let may = testing::lock(tx, &may).await;
        update_requests::set_escalation_days(tx, &may, 20, scene.now).await.unwrap();
        assert!(take(tx, after(19)).await.is_none());
        let elsewhere = OrganisationId(ids::new(scene.now));
        let taken = update_requests::take_escalation(tx, &testing::program(), elsewhere, after(20)).await.unwrap();
        assert!(taken.is_none(), "each organisation has its own");
        let one = take(tx, after(20)).await.unwrap();
        assert_eq!((one.escalation_days, one.silent[0].name.as_str()), (20, "Harbour master"));
        assert_eq!(one.leads.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["lead Example"]);
        assert!(take(tx, after(60)).await.is_none());
        assert!(awaiting(tx).await.is_empty());
    }
}

#[tokio::test]
async fn a_page_that_an_owner_links_to_is_in_the_library_once_in_their_name() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        scene.publish_at_once(tx).await;
        let (_, update_request, secret) = scene.asked(tx).await;
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, update_request).await;
        let page = update_request::evidence_link("https://northmoor.example/lamp").unwrap();
        let read = scene.here::<ReadInternal>(tx).await;
        let before = evidence::list(tx, &read).await.unwrap().len();
        for words in ["A third", "Half of it", "Most of it"] {
            let answer = testing::lock(tx, &answer).await;
            assert!(
                update_requests::answer(tx, &answer, &update("amber", words), page.as_ref(), scene.now).await.unwrap()
            );
        }
        let all = evidence::list(tx, &read).await.unwrap();
        assert_eq!(all.len(), before + 1, "the same page is one piece of evidence");
        let given = &all[0];
        assert_eq!((given.evidence.who.as_deref(), given.uses), (Some("Harbour master"), 1));
        assert!(given.evidence.title.starts_with("A page about “"), "{given:?}");
        let hosts = store::work::link_checks::hosts(tx, &testing::program(), "", scene.now).await.unwrap();
        assert_eq!(hosts, ["northmoor.example"], "it is checked like any other link");
        // Evidence that was withdrawn is not attached again.
        let keep = scene.here::<KeepEvidence>(tx).await;
        let keep = testing::lock(tx, &keep).await;
        assert!(evidence::withdraw(tx, &keep, given.evidence.id, "Another lamp", scene.now).await.unwrap());
        let answer = testing::lock(tx, &answer).await;
        assert!(update_requests::answer(tx, &answer, &update("green", "All"), page.as_ref(), scene.now).await.unwrap());
        let all = evidence::list(tx, &read).await.unwrap();
        assert_eq!(all.iter().filter(|one| one.evidence.withdrawn.is_none()).count(), before);
    }
}

#[tokio::test]
async fn the_emails_to_collaborators_are_tracked_as_those_to_owners_and_reminded_too() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let keep = scene.here::<KeepOwners>(tx).await;
        let named = model::plan::owner::OwnerDetails::parse("Library", "library@northmoor.example").unwrap();
        let keep = testing::lock(tx, &keep).await;
        let owners::SaveOwnerResult::Saved(library) = owners::add(tx, &keep, &named, scene.now).await.unwrap() else {
            panic!()
        };
        let action = scene.world.actions[4];
        let lead = scene.world.persona("lead").person.unwrap();
        let found = relation::at_action(tx, lead, action).await.unwrap().unwrap();
        let give = Permit::<AssignOwner>::ask(&found.relation, found.place).unwrap();
        let give = testing::lock(tx, &give).await;
        assert!(owners::add_collaborator(tx, &give, library, scene.now).await.unwrap());
        let may = scene.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        let update_request = update_requests::one(tx, &may, action, true, scene.now).await.unwrap().unwrap();
        let read = scene.here::<ReadInternal>(tx).await;
        let shown =
            |collaborators: &std::collections::BTreeMap<UpdateRequestId, Vec<update_requests::Collaborator>>| {
                let collaborator = collaborators[&update_request][0].clone();
                (collaborator.name, collaborator.emails.0, collaborator.delivery)
            };
        let library = || "Library".to_owned();
        assert_eq!(
            shown(&update_requests::collaborators(tx, &read, None).await.unwrap()),
            (library(), 0, Delivery::NotSent)
        );
        let awaited_owners = update_requests::awaited_owners(tx, &may, None, scene.now).await.unwrap();
        assert_eq!(
            awaited_owners.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
            ["Harbour master", "Library"]
        );
        // The owner was not emailed; the email to the collaborator cannot be delivered.
        let message = emails::write(tx, "library@northmoor.example", "Asked", "Words", scene.now).await.unwrap();
        let may = testing::lock(tx, &may).await;
        update_requests::record_email(tx, &may, &awaited_owners[1], message, scene.now).await.unwrap();
        assert_eq!(
            shown(&update_requests::collaborators(tx, &read, None).await.unwrap()),
            (library(), 1, Delivery::Queued)
        );
        emails::give_up(tx, &testing::program(), message, "No such mailbox", scene.now).await.unwrap();
        let failed = Delivery::Failed("No such mailbox".into());
        assert_eq!(
            shown(&update_requests::collaborators(tx, &read, None).await.unwrap()),
            (library(), 1, failed.clone())
        );
        let awaited_owners = update_requests::awaited_owners(tx, &may, None, scene.now).await.unwrap();
        assert_eq!(
            awaited_owners.len(),
            1,
            "the collaborator is not emailed twice a day; the owner was not emailed: {awaited_owners:?}"
        );
        let next = scene.now + SignedDuration::from_hours(31 * 24);
        let awaited_owners = update_requests::awaited_owners(tx, &may, None, next).await.unwrap();
        assert!(
            awaited_owners.len() == 2
                && awaited_owners[1].awaited[0].is_reminder
                && !awaited_owners[0].awaited[0].is_reminder,
            "{awaited_owners:?}"
        );
        emails::delete_old(tx, &testing::program(), next).await.unwrap();
        assert_eq!(
            shown(&update_requests::collaborators(tx, &read, None).await.unwrap()),
            (library(), 1, failed),
            "it stays visible"
        );
    }
}

/// Starts a progress review and asks every owner.
async fn review(scene: &Scene, tx: &mut Tx, now: Timestamp) -> (ProgressReviewId, usize) {
    let open = scene.here::<OpenProgressReview>(tx).await;
    let open = testing::lock(tx, &open).await;
    let review = progress_reviews::open(tx, &open, None, "", now).await.unwrap().unwrap();
    (review, ask_all(scene, tx, Some(review), now).await)
}

async fn ask_all(scene: &Scene, tx: &mut Tx, review: Option<ProgressReviewId>, now: Timestamp) -> usize {
    let may = scene.here::<RequestUpdates>(tx).await;
    let may = testing::lock(tx, &may).await;
    update_requests::all(tx, &may, review, Some(6), now).await.unwrap()
}

async fn close(scene: &Scene, tx: &mut Tx, review: ProgressReviewId, now: Timestamp) {
    let close = scene.at_review::<CloseProgressReview>(tx, review).await;
    let close = testing::lock(tx, &close).await;
    progress_reviews::close(tx, &close, &testing::invented_charter(), now).await.unwrap().unwrap();
}

async fn link(scene: &Scene, tx: &mut Tx) -> String {
    let may = scene.here::<RequestUpdates>(tx).await;
    let may = testing::lock(tx, &may).await;
    update_requests::link(tx, &may, scene.world.owner, scene.now).await.unwrap()
}

fn after(scene: &Scene, days: i64) -> Timestamp {
    scene.now + SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn owners_who_did_not_reply_are_asked_again_after_the_review_is_closed() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (first, asked) = review(&scene, tx, scene.now).await;
        assert_eq!(asked, 1);
        let request = scene.list(tx).await[0].id;
        close(&scene, tx, first, after(&scene, 20)).await;
        let secret = link(&scene, tx).await;
        let read = scene.at_update_request::<ReadUpdateRequest>(tx, &secret, request).await;
        assert_eq!(read.place().state, RequestState::Ended(EndReason::ReviewClosed));
        assert_eq!(
            scene.list(tx).await[0].state,
            RequestState::Ended(EndReason::ReviewClosed),
            "leads see who did not reply"
        );
        let may = scene.here::<ReadActivity>(tx).await;
        let events = events::of_organisation(tx, &may, &events::EventFilter::default(), None).await.unwrap();
        let ended = EventKind::UpdateRequest(UpdateRequestEvent::EndedWithoutReply { actions: 1 });
        assert!(events.iter().any(|event| event.what == ended));
        // Both ways to ask: all owners, and one action.
        assert_eq!(ask_all(&scene, tx, None, after(&scene, 21)).await, 1);
        let [waiting] = &scene.list(tx).await[..] else { panic!() };
        assert_eq!(waiting.state, RequestState::Waiting);
        let may = scene.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        assert!(update_requests::withdraw(tx, &may, waiting.id, after(&scene, 22)).await.unwrap());
        let again = update_requests::one(tx, &may, waiting.action, false, after(&scene, 23)).await.unwrap();
        assert!(again.is_some());
    }
}

#[tokio::test]
async fn owners_who_replied_are_asked_again_in_the_next_review_and_not_before() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (first, _) = review(&scene, tx, scene.now).await;
        let (request, secret) = (scene.list(tx).await[0].id, link(&scene, tx).await);
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, request).await;
        let answer = testing::lock(tx, &answer).await;
        assert!(update_requests::answer(tx, &answer, &update("amber", "Half"), None, after(&scene, 1)).await.unwrap());
        assert_eq!(ask_all(&scene, tx, Some(first), after(&scene, 2)).await, 0, "they replied in this review");
        close(&scene, tx, first, after(&scene, 20)).await;
        assert_eq!(ask_all(&scene, tx, None, after(&scene, 21)).await, 0, "and still in this period");
        assert!(scene.list(tx).await.is_empty());
        let (_, asked) = review(&scene, tx, after(&scene, 30)).await;
        assert_eq!(asked, 1, "a new review is a new period");
    }
}

#[tokio::test]
async fn a_reply_outside_reviews_counts_for_the_months_between_two_reviews() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (action, request, secret) = scene.asked(tx).await;
        let answer = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, request).await;
        let answer = testing::lock(tx, &answer).await;
        assert!(update_requests::answer(tx, &answer, &update("amber", "Half"), None, scene.now).await.unwrap());
        assert_eq!(ask_all(&scene, tx, None, after(&scene, 150)).await, 0);
        assert_eq!(ask_all(&scene, tx, None, after(&scene, 200)).await, 1);
        // The newer request replaces the earlier one, so that the owner does not reply to a request that is out of date.
        let secret = link(&scene, tx).await;
        let read = scene.at_update_request::<ReadUpdateRequest>(tx, &secret, request).await;
        assert_eq!(read.place().state, RequestState::Ended(EndReason::AskedAgain));
        let open: Vec<_> = scene.list(tx).await.iter().map(|one| (one.action, one.state)).collect();
        assert_eq!(open, [(action, RequestState::Waiting)]);
    }
}
