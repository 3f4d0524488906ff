//! Updates of action owners that await a lead's approval, on both databases.

use super::update_requests::{Scene, update};
use jiff::{SignedDuration, Timestamp};
use model::{
    ActionId, OwnerId, ProgressUpdateId, UpdateRequestId,
    charter::rating::Colour,
    core::permit::{
        AnswerUpdateRequest, ApproveUpdates, AssignOwner, EditAction, KeepOwners, Permission, Permit, ReadAction,
        ReadInternal, ReadPlan, ReadWaitingUpdates, RecordProgress, RequestUpdates,
    },
    plan::{
        action::ActionDetails,
        evidence::EvidenceContent,
        owner::OwnerDetails,
        update_approval::{Approval, ApprovalComment, OwnerUpdates},
        update_request::evidence_link,
    },
};
use store::{
    Tx,
    core::relation,
    plan::{
        actions, evidence, owners, plans, progress,
        update_approvals::{self, Approved, SentBack},
        update_requests,
    },
};

/// The action of the submitted plan, the request about it, the owner's secret, and their update that waits.
struct Waiting {
    action: ActionId,
    request: UpdateRequestId,
    secret: String,
    update: ProgressUpdateId,
}

impl Scene {
    async fn waiting(&self, tx: &mut Tx) -> Waiting {
        let (action, request, secret) = self.asked(tx).await;
        self.reply(tx, &secret, request, "amber", "Half of it", self.now).await;
        let update = self.to_approve(tx).await[0];
        Waiting { action, request, secret, update }
    }

    async fn reply(
        &self,
        tx: &mut Tx,
        secret: &str,
        request: UpdateRequestId,
        colour: &str,
        words: &str,
        now: Timestamp,
    ) {
        let may = self.at_update_request::<AnswerUpdateRequest>(tx, secret, request).await;
        let may = testing::lock(tx, &may).await;
        assert!(update_requests::answer(tx, &may, &update(colour, words), None, now).await.unwrap());
    }

    async fn to_approve(&self, tx: &mut Tx) -> Vec<ProgressUpdateId> {
        let may = self.here::<ReadWaitingUpdates>(tx).await;
        update_approvals::waiting(tx, &may).await.unwrap().into_iter().map(|one| one.id).collect()
    }

    async fn approve(&self, tx: &mut Tx, updates: &[ProgressUpdateId], now: Timestamp) -> Approved {
        let may = self.here::<ApproveUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        update_approvals::approve(tx, &may, updates, now).await.unwrap()
    }

    async fn send_back(&self, tx: &mut Tx, update: ProgressUpdateId) -> SentBack {
        let may = self.here::<ApproveUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        let comment = ApprovalComment::parse("Say how much").unwrap();
        update_approvals::send_back(tx, &may, update, &comment, self.now).await.unwrap()
    }

    async fn at_action<P: Permission<Place = model::core::permit::AtAction>>(
        &self,
        tx: &mut Tx,
        persona: &str,
        action: ActionId,
    ) -> Permit<P> {
        let person = self.world.persona(persona).person.unwrap();
        let found = relation::at_action(tx, person, action).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }

    async fn colour(&self, tx: &mut Tx, action: ActionId) -> Option<Colour> {
        let may = self.at_action::<ReadAction>(tx, "lead", action).await;
        actions::read(tx, &may).await.unwrap().unwrap().action.colour()
    }

    async fn new_owner(&self, tx: &mut Tx) -> OwnerId {
        self.owner(tx, "Library", "library@northmoor.example").await
    }

    async fn owner(&self, tx: &mut Tx, name: &str, email: &str) -> OwnerId {
        let keep = self.here::<KeepOwners>(tx).await;
        let keep = testing::lock(tx, &keep).await;
        let named = OwnerDetails::parse(name, email).unwrap();
        let owners::SaveOwnerResult::Saved(other) = owners::add(tx, &keep, &named, self.now).await.unwrap() else {
            panic!()
        };
        other
    }
}

fn later(now: Timestamp, minutes: i64) -> Timestamp {
    now + SignedDuration::from_mins(minutes)
}

#[tokio::test]
async fn an_update_counts_when_a_lead_has_approved_it() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let waiting = scene.waiting(tx).await;
        let (action, now) = (waiting.action, scene.now);
        let read = scene.here::<ReadWaitingUpdates>(tx).await;
        assert_eq!(update_approvals::setting(tx, &read).await.unwrap(), OwnerUpdates::AfterApproval, "the default");
        assert_eq!(update_approvals::count(tx, &read).await.unwrap(), 1);
        assert_eq!(update_approvals::count_by_action(tx, &read).await.unwrap()[&action], 1);
        assert_eq!(scene.colour(tx, action).await, None);
        // Members see that it waits.
        let may = scene.at_action::<ReadAction>(tx, "contributor", action).await;
        let updates = progress::of_action(tx, &may).await.unwrap();
        let approvals: Vec<_> = updates.into_iter().map(|update| update.approval).collect();
        assert_eq!(approvals, [Approval::Awaiting]);
        let done = scene.approve(tx, &[waiting.update], later(now, 10)).await;
        assert_eq!(done, Approved { approved: 1, decided_before: 0 });
        let twice = scene.approve(tx, &[waiting.update], later(now, 11)).await;
        assert_eq!(twice, Approved { approved: 0, decided_before: 1 });
        assert_eq!(scene.colour(tx, action).await, Some(Colour::Amber));
        assert_eq!(update_approvals::count(tx, &read).await.unwrap(), 0);
        // The plan as it was in between has no rating.
        let lead = scene.world.persona("lead").person.unwrap();
        let found = relation::at_plan(tx, lead, scene.world.assessments[4].1).await.unwrap().unwrap();
        let may: Permit<ReadPlan> = Permit::ask(&found.relation, found.place).unwrap();
        for (moment, colour) in [(later(now, 5), None), (later(now, 15), Some(Colour::Amber))] {
            let past = plans::before(tx, &may, moment).await.unwrap().unwrap();
            let placed = past.plan.actions.iter().find(|placed| placed.action.id == action).unwrap();
            assert_eq!(placed.action.colour(), colour, "at {moment}");
        }
    }
}

#[tokio::test]
async fn a_later_update_of_the_same_owner_replaces_the_one_that_waits() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let waiting = scene.waiting(tx).await;
        scene.reply(tx, &waiting.secret, waiting.request, "green", "All of it", later(scene.now, 1)).await;
        let left = scene.to_approve(tx).await;
        assert!(left.len() == 1 && left[0] != waiting.update);
        assert_eq!(scene.approve(tx, &[waiting.update], scene.now).await.approved, 0);
        assert_eq!(scene.colour(tx, waiting.action).await, None);
        // A member records an update meanwhile: what is approved later stays behind it.
        let may = scene.at_action::<RecordProgress>(tx, "contributor", waiting.action).await;
        let may = testing::lock(tx, &may).await;
        progress::record(tx, &may, &update("red", "The money is gone"), later(scene.now, 2)).await.unwrap();
        assert_eq!(scene.approve(tx, &left, later(scene.now, 3)).await.approved, 1);
        assert_eq!(scene.colour(tx, waiting.action).await, Some(Colour::Red));
    }
}

#[tokio::test]
async fn what_was_sent_back_asks_its_author_again() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let waiting = scene.waiting(tx).await;
        let SentBack::AskedAgain { request, .. } = scene.send_back(tx, waiting.update).await else { panic!() };
        assert_eq!(scene.send_back(tx, waiting.update).await, SentBack::DecidedBefore);
        let may = scene.here::<RequestUpdates>(tx).await;
        let awaited = update_requests::awaited_owners(tx, &may, Some(request), scene.now).await.unwrap();
        assert_eq!(awaited.len(), 1, "by a new email");
        let read = scene.at_update_request(tx, &waiting.secret, request).await;
        let reply = update_requests::read(tx, &read).await.unwrap().unwrap().answer.unwrap();
        assert_eq!(reply.approval, Approval::SentBack("Say how much".into()));
        let here = scene.here::<ReadInternal>(tx).await;
        let all = update_requests::list(tx, &here, None).await.unwrap();
        assert!(all.iter().all(|one| one.answer.is_none() && one.is_awaiting_reply()), "{all:?}");
        scene.reply(tx, &waiting.secret, request, "amber", "Half of it", later(scene.now, 1)).await;
        let all = update_requests::list(tx, &here, None).await.unwrap();
        assert!(all.iter().all(|one| one.answer.as_ref().is_some_and(|(_, state)| *state == Approval::Awaiting)));
    }
}

#[tokio::test]
async fn an_update_of_an_action_that_was_transferred_or_withdrawn_can_be_approved_but_not_asked_for_again() {
    for scene in Scene::all().await {
        for is_withdrawn in [false, true] {
            let tx = &mut scene.db.write().await.unwrap();
            let waiting = scene.waiting(tx).await;
            if is_withdrawn {
                let may = scene.at_action::<EditAction>(tx, "lead", waiting.action).await;
                let may = testing::lock(tx, &may).await;
                assert!(actions::withdraw(tx, &may, "No funds", scene.now).await.unwrap());
            } else {
                let (other, keep) = (scene.new_owner(tx).await, scene.here::<KeepOwners>(tx).await);
                let keep = testing::lock(tx, &keep).await;
                owners::assign(tx, &keep, other, &[waiting.action], scene.now).await.unwrap();
            }
            let read = scene.here::<ReadWaitingUpdates>(tx).await;
            let all = update_approvals::waiting(tx, &read).await.unwrap();
            assert_eq!((all.len(), all[0].is_in_plan), (1, !is_withdrawn), "it still waits");
            assert_eq!(all[0].update.who.as_deref(), Some("Harbour master"));
            assert_eq!(scene.send_back(tx, waiting.update).await, SentBack::NotAsked);
            assert_eq!(scene.to_approve(tx).await, []);
            // The transaction is dropped, so that the next case begins as this one did.
        }
        let tx = &mut scene.db.write().await.unwrap();
        let waiting = scene.waiting(tx).await;
        let may = scene.at_action::<EditAction>(tx, "lead", waiting.action).await;
        let may = testing::lock(tx, &may).await;
        actions::withdraw(tx, &may, "No funds", scene.now).await.unwrap();
        assert_eq!(scene.approve(tx, &[waiting.update], scene.now).await.approved, 1);
        assert_eq!(scene.colour(tx, waiting.action).await, Some(Colour::Amber));
    }
}

#[tokio::test]
async fn an_update_stays_with_its_action_when_that_is_split_or_merged() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let waiting = scene.waiting(tx).await;
        let may = scene.at_action::<ReadAction>(tx, "lead", waiting.action).await;
        let action = actions::read(tx, &may).await.unwrap().unwrap().action;
        let edit = scene.at_action::<EditAction>(tx, "lead", waiting.action).await;
        let edit = testing::lock(tx, &edit).await;
        let parts =
            ["Oil the lamp", "Oil the door"].map(|text| ActionDetails { text: text.into(), ..action.details.clone() });
        actions::split(tx, &edit, action.revision, &parts, scene.now).await.unwrap();
        let read = scene.here::<ReadWaitingUpdates>(tx).await;
        let all = update_approvals::waiting(tx, &read).await.unwrap();
        assert_eq!((all[0].action, all[0].title.as_str()), (waiting.action, "Oil the lamp"), "with the first part");
        // Merged into the other part: the update stays with its own action, whose history it is.
        let (other,): (uuid::Uuid,) = tx
            .query("select action_id from plan_action where follows = $1")
            .bind(waiting.action.0)
            .one()
            .await
            .unwrap();
        let edit = scene.at_action::<EditAction>(tx, "lead", ActionId(other)).await;
        let edit = testing::lock(tx, &edit).await;
        actions::merge(tx, &edit, 1, &parts[1], &[waiting.action], "One lamp", scene.now).await.unwrap();
        let all = update_approvals::waiting(tx, &read).await.unwrap();
        assert_eq!((all[0].action, all[0].is_in_plan), (waiting.action, false));
        assert_eq!(scene.approve(tx, &[waiting.update], scene.now).await.approved, 1);
        assert_eq!(scene.colour(tx, waiting.action).await, Some(Colour::Amber));
        assert_eq!(scene.colour(tx, ActionId(other)).await, None);
    }
}

#[tokio::test]
async fn what_a_collaborator_sent_is_sent_back_to_them_and_to_no_other_collaborator() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let action = scene.world.actions[4];
        let library = scene.new_owner(tx).await;
        let workshop = scene.owner(tx, "Workshop", "workshop@northmoor.example").await;
        let assign = scene.at_action::<AssignOwner>(tx, "lead", action).await;
        let may = scene.here::<RequestUpdates>(tx).await;
        let may = testing::lock(tx, &may).await;
        let mut secrets = Vec::new();
        for owner in [scene.world.owner, library, workshop] {
            if owner != scene.world.owner {
                let assign = testing::lock(tx, &assign).await;
                assert!(owners::add_collaborator(tx, &assign, owner, scene.now).await.unwrap());
            }
            secrets.push(update_requests::link(tx, &may, owner, scene.now).await.unwrap());
        }
        let [owner_link, library_link, workshop_link] = &secrets[..] else { panic!() };
        let first = update_requests::one(tx, &may, action, true, scene.now).await.unwrap().unwrap();
        scene.reply(tx, library_link, first, "amber", "Half of it", scene.now).await;
        let update = scene.to_approve(tx).await[0];
        let sent_back = scene.send_back(tx, update).await;
        let SentBack::AskedAgain { request, author } = sent_back else { panic!("{sent_back:?}") };
        assert_eq!(author, library);
        let awaited = update_requests::awaited_owners(tx, &may, Some(request), scene.now).await.unwrap();
        let asked: Vec<_> = awaited.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(asked, ["Harbour master", "Library"]);
        assert!(relation::at_update_request(tx, workshop_link, request, scene.now).await.unwrap().is_none());
        // The comment and the text are shown to the author alone, at the request that was answered as well.
        for (link, request, expected) in [
            (library_link, request, true),
            (library_link, first, true),
            (owner_link, request, false),
            (owner_link, first, false),
            (workshop_link, first, false),
        ] {
            let read = scene.at_update_request(tx, link, request).await;
            let answer = update_requests::read(tx, &read).await.unwrap().unwrap().answer;
            assert_eq!(answer.is_some(), expected, "{answer:?}");
        }
        let here = scene.here::<ReadInternal>(tx).await;
        let collaborators = update_requests::collaborators(tx, &here, None).await.unwrap();
        let names: Vec<_> = collaborators[&request].iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Library"]);
        scene.reply(tx, library_link, request, "amber", "Half of it, 3 litres", later(scene.now, 1)).await;
    }
}

#[tokio::test]
async fn a_link_waits_with_its_update_and_is_attached_when_that_is_approved() {
    for scene in Scene::all().await {
        let tx = &mut scene.db.write().await.unwrap();
        let (_, mut request, secret) = scene.asked(tx).await;
        let read = scene.here::<ReadInternal>(tx).await;
        let before = evidence::list(tx, &read).await.unwrap().len();
        // What is replaced or sent back leaves no evidence.
        for (number, end) in ["replaced", "sent back", "approved"].into_iter().enumerate() {
            let page = evidence_link(&format!("https://northmoor.example/{number}")).unwrap();
            let may = scene.at_update_request::<AnswerUpdateRequest>(tx, &secret, request).await;
            let may = testing::lock(tx, &may).await;
            assert!(update_requests::answer(tx, &may, &update("amber", end), page.as_ref(), scene.now).await.unwrap());
            let waiting = scene.here::<ReadWaitingUpdates>(tx).await;
            let waiting = update_approvals::waiting(tx, &waiting).await.unwrap();
            assert_eq!((waiting.len(), &waiting[0].address), (1, &page), "a lead sees it before deciding");
            assert_eq!(evidence::list(tx, &read).await.unwrap().len(), before, "{end}: it waits");
            match end {
                "sent back" => match scene.send_back(tx, waiting[0].id).await {
                    SentBack::AskedAgain { request: new, .. } => request = new,
                    other => panic!("{other:?}"),
                },
                "approved" => assert_eq!(scene.approve(tx, &[waiting[0].id], scene.now).await.approved, 1),
                _ => {}
            }
        }
        let all = evidence::list(tx, &read).await.unwrap();
        assert_eq!(all.len(), before + 1);
        assert_eq!((all[0].evidence.who.as_deref(), all[0].uses), (Some("Harbour master"), 1));
        let EvidenceContent::Link { address } = &all[0].evidence.content else { panic!("{:?}", all[0]) };
        assert_eq!(address.as_str(), "https://northmoor.example/2");
    }
}
