//! Comments on answers and actions, on both databases.

use jiff::Timestamp;
use model::{
    CommentId, PersonId, QuestionKey, ThreadId,
    core::permit::{
        AtAccount, AtComment, AtOrganisation, AtThread, Author, DiscussAction, DiscussAnswer, KeepAccount, Permission,
        Permit, ReadActivity, ReadAgenda, ReadThread, Relation, ReopenThread, ReplyToComment, ResolveThread,
        WithdrawComment,
    },
    team::comment::{CommentText, Count, ThreadSubject},
};
use store::{
    Tx,
    core::{events, relation},
    team::comments::{self, NewComment, Replied},
    work::personal::{self, Erased},
};
use testing::world::World;

fn new(words: &str, told: &[PersonId]) -> NewComment {
    NewComment { words: CommentText::parse(words).unwrap(), notified: told.to_vec() }
}

fn person(world: &World, persona: &str) -> PersonId {
    world.persona(persona).person.unwrap()
}

async fn here<P: Permission<Place = AtOrganisation>>(tx: &mut Tx, world: &World, persona: &str) -> Permit<P> {
    let found = relation::at_organisation(tx, person(world, persona), world.organisation).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

async fn at<P: Permission<Place = AtThread>>(tx: &mut Tx, world: &World, persona: &str, id: ThreadId) -> Permit<P> {
    let found = relation::at_thread(tx, person(world, persona), id).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

async fn of_comment(tx: &mut Tx, world: &World, persona: &str, id: CommentId) -> (Relation, AtComment) {
    let found = relation::at_comment(tx, person(world, persona), id).await.unwrap().unwrap();
    (found.relation, found.place)
}

async fn on_action(tx: &mut Tx, world: &World, persona: &str) -> Permit<DiscussAction> {
    let found = relation::at_action(tx, person(world, persona), world.actions[4]).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

async fn on_answer(tx: &mut Tx, world: &World, persona: &str, step: usize) -> Permit<DiscussAnswer> {
    let (assessment, _) = world.assessments[step];
    let found = relation::at_assessment(tx, person(world, persona), assessment).await.unwrap().unwrap();
    Permit::ask(&found.relation, found.place).unwrap()
}

#[tokio::test]
async fn a_thread_is_started_replied_to_resolved_and_reopened() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let may = on_action(&mut tx, &world, "lead").await;
        assert_eq!(comments::count_of_action(&mut tx, &may).await.unwrap(), Count { all: 1, open: 1 });
        let id = world.thread;
        let reply = at::<ReplyToComment>(&mut tx, &world, "lead", id).await;
        let told = [person(&world, "contributor"), person(&world, "other lead")];
        let reply = testing::lock(&mut tx, &reply).await;
        let replied = comments::reply(&mut tx, &reply, &new("It *does*.", &told), now).await.unwrap();
        assert_eq!(replied, Replied::Yes);

        let agenda = here::<ReadAgenda>(&mut tx, &world, "contributor").await;
        let by_action = comments::open_by_action(&mut tx, &agenda).await.unwrap();
        assert_eq!(by_action.into_iter().collect::<Vec<_>>(), [(world.actions[4], 1)]);
        let [thread] = &comments::of_action(&mut tx, &may).await.unwrap()[..] else { panic!("there is one thread") };
        assert_eq!(
            (&thread.about, thread.title.as_str()),
            (&ThreadSubject::Action(world.actions[4]), "Count everyone in 2028")
        );
        let written: Vec<_> = thread.comments.iter().map(|one| (one.who.as_str(), one.words.as_deref())).collect();
        let asked = ("contributor Example", Some("Does this count the night shift?"));
        assert_eq!(written, [asked, ("lead Example", Some("It *does*."))]);
        assert_eq!(thread.comments[1].notified, ["contributor Example"], "the other person is not a member");

        let [open] = &comments::open_threads(&mut tx, &agenda).await.unwrap()[..] else { panic!("one thread is open") };
        assert!(open.mentions_me && open.comments == 2 && open.who == "contributor Example", "{open:?}");

        let resolve = at::<ResolveThread>(&mut tx, &world, "lead", id).await;
        let resolve = testing::lock(&mut tx, &resolve).await;
        assert!(comments::resolve(&mut tx, &resolve, "The night shift counts.", now).await.unwrap());
        assert!(!comments::resolve(&mut tx, &resolve, "Twice", now).await.unwrap(), "it is resolved already");
        let late = comments::reply(&mut tx, &reply, &new("Late", &[]), now).await.unwrap();
        assert_eq!(late, Replied::Resolved);
        assert_eq!(comments::count_of_action(&mut tx, &may).await.unwrap(), Count { all: 1, open: 0 });
        assert!(comments::open_threads(&mut tx, &agenda).await.unwrap().is_empty());
        let decided = comments::decided(&mut tx, &agenda).await.unwrap();
        assert_eq!((decided[0].who.as_str(), decided[0].words.as_str()), ("lead Example", "The night shift counts."));

        let reopen = at::<ReopenThread>(&mut tx, &world, "contributor", id).await;
        let reopen = testing::lock(&mut tx, &reopen).await;
        assert!(comments::reopen(&mut tx, &reopen, now).await.unwrap());
        assert!(!comments::reopen(&mut tx, &reopen, now).await.unwrap());
        let read = at::<ReadThread>(&mut tx, &world, "contributor", id).await;
        let thread = comments::read(&mut tx, &read).await.unwrap().unwrap();
        assert!(thread.is_open());
        let (who, _) = thread.resolutions[0].reopened.as_ref().unwrap();
        assert_eq!(
            (who.as_str(), thread.resolutions[0].words.as_str()),
            ("contributor Example", "The night shift counts.")
        );

        let reader = here::<ReadActivity>(&mut tx, &world, "lead").await;
        let events = events::of_organisation(&mut tx, &reader, &events::EventFilter::default(), None).await.unwrap();
        let sentences: Vec<_> = events.iter().map(|event| event.what.sentence(&testing::invented_charter())).collect();
        assert_eq!(
            sentences,
            [
                "reopened a comment on “Count everyone in 2028”",
                "resolved a comment on “Count everyone in 2028”",
                "replied to a comment on “Count everyone in 2028”",
            ]
        );
        assert!(events.iter().all(|event| event.action == Some(world.actions[4]) && !event.what.may_be_public()));
    }
}

#[tokio::test]
async fn a_locked_answer_can_be_commented_on_and_other_answers_have_no_threads() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let (one, other) = (QuestionKey::from("one"), QuestionKey::from("other"));
        let may = on_answer(&mut tx, &world, "contributor", 2).await;
        let may = testing::lock(&mut tx, &may).await;
        let begun = comments::begin_on_answer(&mut tx, &may, (&one, "Governance"), &new("Who chairs?", &[]), now).await;
        let id = begun.unwrap().unwrap();
        let threads = comments::of_answer(&mut tx, &may, &one).await.unwrap();
        assert_eq!((threads.len(), threads[0].id, threads[0].title.as_str()), (1, id, "Governance"));
        assert!(comments::of_answer(&mut tx, &may, &other).await.unwrap().is_empty());
        assert_eq!(comments::count_of_answer(&mut tx, &may, &one).await.unwrap(), Count { all: 1, open: 1 });
        let earlier = on_answer(&mut tx, &world, "contributor", 1).await;
        assert_eq!(comments::count_of_answer(&mut tx, &earlier, &one).await.unwrap(), Count::default());
        let by_question = comments::open_by_question(&mut tx, &may).await.unwrap();
        assert_eq!(by_question.into_iter().collect::<Vec<_>>(), [(one.clone(), 1)]);
        assert!(comments::open_by_question(&mut tx, &earlier).await.unwrap().is_empty());
        for more in 1..200 {
            let words = new(&format!("Number {more}"), &[]);
            assert!(
                comments::begin_on_answer(&mut tx, &may, (&one, "Governance"), &words, now).await.unwrap().is_some()
            );
        }
        let too_many = comments::begin_on_answer(&mut tx, &may, (&one, "Governance"), &new("More", &[]), now).await;
        assert_eq!(too_many.unwrap(), None);
    }
}

#[tokio::test]
async fn a_deleted_comment_is_kept_for_its_author_until_their_account_is_deleted() {
    let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    for db in testing::databases().await {
        let world = World::make(&db, &testing::invented_charter(), now).await;
        let mut tx = db.write().await.unwrap();
        let may = on_action(&mut tx, &world, "contributor").await;
        let may = testing::lock(&mut tx, &may).await;
        let begun = comments::begin_on_action(&mut tx, &may, &new("I take this back", &[]), now).await.unwrap();
        let id = CommentId(begun.unwrap().0);
        let (relation, place) = of_comment(&mut tx, &world, "lead", id).await;
        assert!(Permit::<WithdrawComment>::ask(&relation, place).is_err(), "only its author deletes it");
        let (relation, place) = of_comment(&mut tx, &world, "contributor", id).await;
        let withdraw = Permit::<WithdrawComment>::ask(&relation, place).unwrap();
        let withdraw = testing::lock(&mut tx, &withdraw).await;
        assert!(comments::withdraw(&mut tx, &withdraw, now).await.unwrap());
        assert!(!comments::withdraw(&mut tx, &withdraw, now).await.unwrap());
        let threads = comments::of_action(&mut tx, &may).await.unwrap();
        assert_eq!((threads[1].comments[0].words.as_deref(), threads[1].is_open()), (None, false));
        assert_eq!(comments::count_of_action(&mut tx, &may).await.unwrap(), Count { all: 2, open: 1 });

        let author = Author::Person(person(&world, "contributor"));
        let own = Permit::<KeepAccount>::ask(&testing::relation(author, None, None, None), AtAccount).unwrap();
        let held = personal::held(&mut tx, &own).await.unwrap();
        let words: Vec<_> = held.comments.iter().map(|one| (one.words.as_str(), one.withdrawn)).collect();
        assert!(words.contains(&("I take this back", true)), "{words:?}");
        assert!(words.contains(&("Does this count the night shift?", false)), "{words:?}");

        let own = testing::lock(&mut tx, &own).await;
        assert_eq!(personal::erase(&mut tx, &own, now).await.unwrap(), Erased::Yes);
        let lead = on_action(&mut tx, &world, "lead").await;
        let threads = comments::of_action(&mut tx, &lead).await.unwrap();
        let [first, deleted] = [0, 1].map(|at| &threads[at].comments[0]);
        assert_eq!(
            (first.who.as_str(), first.words.as_deref()),
            ("A former contributor", Some("Does this count the night shift?"))
        );
        assert_eq!(deleted.who, "A former contributor");
        let rows: Vec<(String,)> =
            tx.query("select words from comment where withdrawn_at is not null").all().await.unwrap();
        assert_eq!(rows, [(String::new(),)]);
    }
}
