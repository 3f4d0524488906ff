//! Answers and headcounts, on both databases.

use jiff::{SignedDuration, Timestamp};
use model::{
    assessment::headcount::Headcount,
    charter::{Charter, Question},
    core::{
        permit::{Permission, Permit, ReadActivity, ReadAssessment, ReadWorkings, WriteAssessment},
        saving::{Draft, Tab},
    },
};
use store::{
    Db, Tx,
    assessment::{
        answers::{self, NotSaved},
        headcounts,
    },
    core::{events, relation},
};
use testing::world::World;

fn now() -> Timestamp {
    "2033-05-05T10:00:00Z".parse().unwrap()
}

struct Scene {
    db: Db,
    world: World,
    charter: Charter,
}

impl Scene {
    async fn all() -> Vec<Self> {
        let mut scenes = Vec::new();
        for db in testing::databases().await {
            let charter = testing::invented_charter();
            let world = World::make(&db, &charter, now()).await;
            scenes.push(Self { db, world, charter });
        }
        scenes
    }
    fn question(&self) -> &Question {
        &self.charter.editions[0].questions[0]
    }
    async fn may<P>(&self, tx: &mut Tx, persona: &str) -> Permit<P>
    where
        P: Permission<Place = model::core::permit::AtAssessment>,
    {
        let person = self.world.persona(persona).person.unwrap();
        let found = relation::at_assessment(tx, person, self.world.assessments[0].0).await.unwrap().unwrap();
        Permit::ask(&found.relation, found.place).unwrap()
    }
    async fn save(&self, persona: &str, text: &str, base: i64, minutes: i64) -> Result<i64, NotSaved> {
        self.save_draft(persona, &Draft::new(text, base), minutes).await
    }
    async fn save_in_tab(&self, tab: &str, text: &str, base: i64) -> Result<i64, NotSaved> {
        let tab = Tab::parse(tab);
        self.save_draft("lead", &Draft { tab: tab.as_ref(), ..Draft::new(text, base) }, 0).await
    }
    async fn save_draft(&self, persona: &str, draft: &Draft<'_>, minutes: i64) -> Result<i64, NotSaved> {
        let mut tx = self.db.write().await.unwrap();
        let may = self.may::<WriteAssessment>(&mut tx, persona).await;
        let at = now() + SignedDuration::from_mins(minutes);
        let may = testing::lock(&mut tx, &may).await;
        let saved = answers::save(&mut tx, &may, self.question(), draft, at).await.unwrap();
        if saved.is_err() {
            answers::set_aside(&mut tx, &may, &self.question().id, draft, at).await.unwrap();
        }
        tx.commit().await.unwrap();
        saved
    }
    async fn versions(&self) -> Vec<(i64, String, Option<String>, bool)> {
        let mut tx = self.db.read().await.unwrap();
        let may = self.may::<ReadWorkings>(&mut tx, "lead").await;
        let versions = answers::versions(&mut tx, &may, &self.question().id).await.unwrap();
        versions.into_iter().map(|one| (one.revision, one.text, one.who, one.set_aside)).collect()
    }
}

#[tokio::test]
async fn of_two_people_who_write_at_once_both_texts_are_kept() {
    for scene in Scene::all().await {
        assert_eq!(scene.save("lead", "Ours.", 0, 0).await, Ok(1));
        assert_eq!(scene.save("contributor", "Theirs.", 1, 1).await, Ok(2));
        let Err(NotSaved::Conflict(other)) = scene.save("lead", "Mine.", 1, 2).await else {
            panic!("the second save is a conflict");
        };
        assert_eq!((other.revision, other.text.as_str()), (2, "Theirs."));
        assert_eq!(other.who.as_deref(), Some("contributor Example"));
        // The same text sent twice is kept once; combined, it comes after both.
        assert!(scene.save("lead", "Mine.", 1, 3).await.is_err());
        assert_eq!(scene.save("lead", "Mine. Theirs.", 2, 4).await, Ok(4));
        let all = scene.versions().await;
        let kept: Vec<_> = all.iter().map(|(revision, text, _, aside)| (*revision, text.as_str(), *aside)).collect();
        assert_eq!(kept, [(1, "Ours.", false), (2, "Theirs.", false), (3, "Mine.", true), (4, "Mine. Theirs.", false)]);
    }
}

#[tokio::test]
async fn a_tab_does_not_conflict_with_what_it_saved_itself() {
    for scene in Scene::all().await {
        assert_eq!(scene.save_in_tab("a.1", "One.", 0).await, Ok(1));
        // The page was left before it received revision 1.
        assert_eq!(scene.save_in_tab("a.3", "One, two, three.", 0).await, Ok(2));
        assert_eq!(
            scene.save_in_tab("a.2", "One, two.", 0).await,
            Ok(2),
            "a delayed save does not replace a later one"
        );
        let restored = Tab::parse("a.3");
        let tab = Tab::parse("b.1");
        let draft = Draft { tab: tab.as_ref(), restored: restored.as_ref(), ..Draft::new("One to four.", 0) };
        assert_eq!(scene.save_draft("lead", &draft, 0).await, Ok(3), "restored after the page was reloaded");
        let texts: Vec<_> = scene.versions().await.into_iter().map(|(_, text, ..)| text).collect();
        assert_eq!(texts, ["One.", "One, two, three.", "One to four."]);
    }
}

#[tokio::test]
async fn two_tabs_of_one_person_never_lose_text() {
    for scene in Scene::all().await {
        assert_eq!(scene.save_in_tab("a.1", "In a.", 0).await, Ok(1));
        for (tab, text) in [("b.1", "In"), ("b.2", "In b."), ("c.1", "In c."), ("b.1", "In")] {
            assert!(scene.save_in_tab(tab, text, 0).await.is_err());
        }
        let mut tx = scene.db.read().await.unwrap();
        let may = scene.may::<ReadAssessment>(&mut tx, "lead").await;
        assert!(answers::whose(&mut tx, &may, &scene.question().id).await.unwrap().is_own());
        let may = scene.may::<ReadAssessment>(&mut tx, "contributor").await;
        assert!(!answers::whose(&mut tx, &may, &scene.question().id).await.unwrap().is_own());
        drop(tx);
        let kept: Vec<_> = scene.versions().await.into_iter().map(|(_, text, _, aside)| (text, aside)).collect();
        let kept: Vec<_> = kept.iter().map(|(text, aside)| (text.as_str(), *aside)).collect();
        assert_eq!(kept[..3], [("In a.", false), ("In b.", true), ("In c.", true)], "the latest of each tab");
    }
}

#[tokio::test]
async fn the_first_texts_of_two_people_conflict_too() {
    for scene in Scene::all().await {
        assert_eq!(scene.save("lead", "First.", 0, 0).await, Ok(1));
        assert!(matches!(scene.save("contributor", "Second.", 0, 0).await, Err(NotSaved::Conflict(_))));
        assert_eq!(scene.save("contributor", "First.", 0, 0).await, Ok(1), "the same text is no conflict");
    }
}

#[tokio::test]
async fn a_sitting_is_one_event_and_many_versions() {
    for scene in Scene::all().await {
        for (revision, minutes) in [(1, 0), (2, 4), (3, 8), (4, 30)] {
            let text = format!("Version {revision}");
            assert_eq!(scene.save("contributor", &text, revision - 1, minutes).await, Ok(revision));
        }
        let mut tx = scene.db.read().await.unwrap();
        let lead = scene.world.persona("lead").person.unwrap();
        let found = relation::at_organisation(&mut tx, lead, scene.world.organisation).await.unwrap().unwrap();
        let may = Permit::<ReadActivity>::ask(&found.relation, found.place).unwrap();
        assert_eq!(
            events::of_organisation(&mut tx, &may, &events::EventFilter::default(), None).await.unwrap().len(),
            2
        );
        drop(tx);
        assert_eq!(scene.versions().await.len(), 4);
    }
}

#[tokio::test]
async fn what_was_locked_since_is_not_saved() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let may = scene.may::<WriteAssessment>(&mut tx, "lead").await;
        let lock = "update assessment set step = 'ready', locked_version_hash = (select min(hash) from locked_version) where id = $1";
        tx.query(lock).bind(scene.world.assessments[0].0.0).run().await.unwrap();
        // Neither an answer nor a headcount can be saved.
        assert!(testing::is_refused(&mut tx, &may).await);
    }
}

#[tokio::test]
async fn the_answer_of_the_last_stage_is_found() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        // The submitted self-assessment answers the first edition; the open one now answers the second.
        tx.query("update assessment set edition = 'second-2031' where id = $1")
            .bind(scene.world.assessments[0].0.0)
            .run()
            .await
            .unwrap();
        tx.query("insert into answer (assessment_id, question, body, revision, saved_at) values ($1, 'tower', 'It stands.', 1, $2)")
            .bind(scene.world.assessments[4].0.0)
            .bind(store::core::values::At(now()))
            .run()
            .await
            .unwrap();
        let may = scene.may::<ReadAssessment>(&mut tx, "lead").await;
        let questions = &scene.charter.editions[1].questions;
        let carried = answers::earlier_answer(&mut tx, &may, &scene.charter, &questions[0]).await.unwrap().unwrap();
        assert_eq!((carried.edition.as_str(), carried.question.as_str()), ("first-2030", "Your tower"));
        assert_eq!(carried.text, "It stands.");
        assert_eq!(answers::earlier_answer(&mut tx, &may, &scene.charter, &questions[1]).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_headcount_is_not_overwritten_either() {
    for scene in Scene::all().await {
        let mut tx = scene.db.write().await.unwrap();
        let may = scene.may::<WriteAssessment>(&mut tx, "contributor").await;
        let table = |women: u32| Headcount::from_pasted(&format!("\tWomen\tMen\nLamps\t{women}\t3")).unwrap();
        let may = testing::lock(&mut tx, &may).await;
        assert_eq!(headcounts::save(&mut tx, &may, &table(2), 0, now()).await.unwrap(), Ok(1));
        assert_eq!(headcounts::save(&mut tx, &may, &table(4), 1, now()).await.unwrap(), Ok(2));
        let Err(headcounts::NotSaved::Conflict(kept)) =
            headcounts::save(&mut tx, &may, &table(5), 1, now()).await.unwrap()
        else {
            panic!("the second save is a conflict");
        };
        assert_eq!((kept.people.sum(), kept.revision), (7, 2));
        let read = scene.may::<ReadWorkings>(&mut tx, "lead").await;
        assert_eq!(headcounts::read(&mut tx, &read).await.unwrap(), Some(*kept));
    }
}
