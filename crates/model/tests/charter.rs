//! Both charters are read from disk, and everything that can be wrong with one is reported.

mod charters;

use charters::{REAL, TINY, files, folder, read};
use model::charter::{Edition, source};

fn lines(flaws: &[source::CharterFlaw]) -> Vec<String> {
    flaws.iter().map(ToString::to_string).collect()
}

/// The flaws of the tiny charter, without its lock, after `old` is replaced with `new` in one of its files.
fn after(file: &str, old: &str, new: &str) -> Vec<String> {
    let mut files = files(&folder(TINY));
    files.retain(|(name, _)| name != "published.lock");
    let (_, text) = files.iter_mut().find(|(name, _)| name == file).expect("the file is there");
    assert!(text.contains(old), "{file} does not contain {old}");
    *text = text.replacen(old, new, 1);
    lines(&source::read(&files).expect_err("it should be refused"))
}

#[test]
fn the_real_charter_has_no_flaws_and_its_editions_are_unchanged() {
    let charter = read(REAL);
    assert_eq!(charter.unpublished().count(), 0);
    let themes: Vec<_> = charter.themes.iter().map(|theme| theme.id.as_str()).collect();
    assert_eq!(themes, ["visibility", "recognition", "career-development", "sustainability", "evaluating-impact"]);
    let editions: Vec<_> = charter.editions.iter().map(|edition| edition.id.as_str()).collect();
    assert_eq!(editions, ["stage-1-2018", "stage-1-2019", "stage-2-2019", "stage-3-2021", "stage-3-2023-12"]);
    assert_eq!(charter.categories.len(), 26);
    assert_eq!(charter.recommendations[0].recommendations.len(), 16);
    assert!(charter.themes.iter().all(|theme| charter.practice.iter().any(|practice| practice.theme == theme.id)));
}

#[test]
fn another_charter_goes_through_the_same_code() {
    let charter = read(TINY);
    assert_eq!((charter.themes.len(), charter.last_stage()), (3, 2));
    assert_eq!(charter.edition(&"first-2030".into()).expect("it is there").hash.len(), 64);
}

#[test]
fn an_edition_outside_the_lock_is_a_draft() {
    let charter = read(TINY);
    let drafts: Vec<_> = charter.unpublished().map(|edition| edition.id.as_str()).collect();
    assert_eq!(drafts, ["second-2031"]);
}

#[test]
fn a_published_edition_may_not_change() {
    let mut files = files(&folder(TINY));
    for (name, text) in &mut files {
        if name == "stages/first-2030.toml" {
            *text = text.replace("How does it stand?", "How tall is it?");
        }
    }
    let flaws = lines(&source::read(&files).expect_err("it should be refused"));
    assert_eq!(flaws.len(), 1);
    assert!(
        flaws[0].starts_with("published.lock: edition \"first-2030\": its file has changed since it was published")
    );
    assert!(flaws[0].contains("make the change in a new edition"));
}

#[test]
fn a_published_edition_may_not_be_removed() {
    let mut files = files(&folder(TINY));
    let line = format!("zeroth {}\n", "0".repeat(64));
    files.iter_mut().filter(|(name, _)| name == "published.lock").for_each(|(_, text)| text.push_str(&line));
    assert_eq!(
        lines(&source::read(&files).expect_err("it should be refused")),
        [
            "published.lock: edition \"zeroth\": is published, but stages/zeroth.toml is missing. Restore it: submissions refer to it"
        ]
    );
}

#[test]
fn a_lock_that_is_not_valid_is_refused() {
    let mut files = files(&folder(TINY));
    files.iter_mut().filter(|(name, _)| name == "published.lock").for_each(|(_, text)| *text += "second-2031 yes\n");
    assert_eq!(
        lines(&source::read(&files).expect_err("it should be refused")),
        ["published.lock: line 2: is not an edition's id, a space and 64 lower-case hexadecimal digits"]
    );
}

#[test]
fn files_that_are_missing_duplicate_or_unknown_are_reported() {
    let mut files = files(&folder(TINY));
    files.retain(|(name, _)| name != "review.toml");
    files.push(("notes.txt".into(), String::new()));
    let twice = files.iter().find(|(name, _)| name == "practice.toml").cloned().expect("it is there");
    files.push(twice);
    assert_eq!(
        lines(&source::read(&files).expect_err("it should be refused")),
        [
            "practice.toml: is given twice",
            "notes.txt: is not a file of a charter; remove it from the folder",
            "review.toml: is missing"
        ]
    );
}

#[test]
fn all_flaws_are_reported_and_not_only_the_first() {
    let flaws = after(
        "stages/second-2031.toml",
        "carries_from = [\"first-2030/tower\"]",
        "words = 0\ncarries_from = [\"a/b\", \"c\"]",
    );
    assert_eq!(
        flaws,
        [
            "stages/second-2031.toml: question \"tower\": words must be at least 1",
            "stages/second-2031.toml: question \"tower\": carries_from names \"a/b\", which no edition has",
            "stages/second-2031.toml: question \"tower\": carries_from names \"c\"; write it as \"edition/question\"",
        ]
    );
}

/// A change to a file of the tiny charter, and the one flaw that it causes.
#[rustfmt::skip]
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("charter.toml", "name = \"Light\"", "name = \"Light\"\ncolour = \"blue\"", "line 14: unknown field `colour`, expected one of `id`, `name`, `definition`, `cues`"),
    ("charter.toml", "keepers-pledge", "Keepers Pledge", "key: \"Keepers Pledge\" is not a key: lower-case letters and digits, with single hyphens between"),
    ("charter.toml", "id = \"upkeep\"", "id = \"light\"", "theme \"light\": is listed twice"),
    ("charter.toml", "id = \"upkeep\"", "id = \"up--keep\"", "theme \"up--keep\": \"up--keep\" is not a key: lower-case letters and digits, with single hyphens between"),
    ("charter.toml", "\"The lamp is lit.\"", "\" \"", "theme \"light\": definition is empty"),
    ("charter.toml", "cues = [\"lamp\"]", "cues = [\"Lamp\"]", "theme \"light\": cue \"Lamp\" should be a few words in lower case"),
    ("charter.toml", "person = \"keeper\"", "person = \"\"", "words: person is empty"),
    ("charter.toml", "colour = \"amber\"\nword = \"Under way\"\nmeaning = \"It was begun.\"\n\n[[rating]]\n", "", "rating \"amber\": is missing: say what the colour means"),
    ("charter.toml", "[[category]]", "[[rating]]\ncolour = \"red\"\nword = \"Late\"\nmeaning = \"Late\"\n[[category]]", "rating \"red\": is listed 2 times"),
    ("charter.toml", "[[category]]", "[[category]]\nid = \"lamps\"\nname = \"More\"\n[[category]]", "category \"lamps\": is listed twice"),
    ("charter.toml", "id = \"harbour-code\"", "id = \"harbour code\"", "allied \"harbour code\": \"harbour code\" is not a key: lower-case letters and digits, with single hyphens between"),
    ("practice.toml", "theme = \"company\"", "theme = \"companies\"", "practice 1: theme \"companies\" is not in charter.toml"),
    ("practice.toml", "Dine together on Sundays", "", "practice 1: activity is empty"),
    ("charter.toml", "\"Keepers' Pledge\"", "\"\"", "name is empty"),
    ("charter.toml", "\"green\"", "\"blue\"", "line 28: unknown variant `blue`, expected one of `green`, `amber`, `red`"),
    ("stages/second-2031.toml", "title = \"Second watch\"", "title = \"\"", "title is empty"),
    ("stages/second-2031.toml", "title = \"Second watch\"\n", "", "line 1: missing field `title`"),
    ("stages/second-2031.toml", "title = \"Your last year\"\n", "", "line 18: missing field `title`"),
    ("stages/second-2031.toml", "2031-01-01", "1 January", "line 4: failed to parse four digit integer as year: invalid digit, expected 0-9 but got  "),
    ("calendar.toml", "\"Spring harbours\"", "\"\"", "phase \"spring\": name is empty"),
    ("review.toml", "panel_size = [1, 2]", "panel_size = [3, 2]", "panel_size: must be the fewest and the most: the first at least 1 and not above the second"),
    ("review.toml", "panel_load = [1, 4]", "panel_load = [1, 4]\npanel_needs = [\"lead\"]", "panel_needs: must have both \"lead\" and \"technician\", or be empty"),
    ("review.toml", "feedback_months = [1, 2]", "feedback_months = [0, 2]", "feedback_months: must be the fewest and the most: the first at least 1 and not above the second"),
    ("review.toml", "[[criterion]]\nid = \"lamp\"\ntitle = \"The lamp\"\ntext = \"Is the lamp lit?\"\n\n[[criterion]]\nid = \"log\"\ntitle = \"The log\"\ntext = \"Is the log kept?\"\n", "", "criterion: is missing: a review has at least one [[criterion]]"),
    ("review.toml", "id = \"log\"", "id = \"lamp\"", "criterion \"lamp\": is listed twice"),
    ("review.toml", "id = \"log\"", "id = \"The log\"", "criterion \"The log\": \"The log\" is not a key: lower-case letters and digits, with single hyphens between"),
    ("review.toml", "\"The log\"", "\" \"", "criterion \"log\": title is empty"),
    ("review.toml", "Is the lamp lit?", " ", "criterion \"lamp\": text is empty"),
    ("review.toml", "phrase = \"you must\"", "phrase = \"…\"", "pointer \"…\": phrase has no word"),
    ("review.toml", "phrase = \"you must\"", "phrase = \"Well kept\"", "pointer \"well kept\": is listed twice"),
    ("review.toml", "hint = \"Say what is kept well\"", "hint = \" \"", "pointer \"well kept\": hint is empty"),
    ("review.toml", "feedback_months = [1, 2]", "feedback_months = [1, 2]\nresponse_weeks = 0", "response_weeks: must be at least 1"),
    ("review.toml", "id = \"useful\"", "id = \"clear\"", "feedback_rating question \"clear\": is listed twice"),
    ("review.toml", "levels = [\"No\", \"A little\", \"Mostly\", \"Yes\"]", "levels = [\"Yes\"]", "feedback_rating: must have at least 2 levels"),
    ("review.toml", "Did it help?", " ", "feedback_rating question \"useful\": text is empty"),
    ("review.toml", "training =", "phrases = [\"\"]\ntraining =", "phrases: a phrase is empty"),
    ("training.toml", "edition = \"2031-01\"", "edition = \"January 2031\"", "edition: \"January 2031\" is not a key: lower-case letters and digits, with single hyphens between"),
    ("training.toml", "minutes = 3", "minutes = 0", "page \"stairs\": must be from 1 to 240 minutes"),
    ("training.toml", "id = \"gallery\"", "id = \"stairs\"", "page \"stairs\": is listed twice"),
    ("training.toml", "[[page.section]]\nheading = \"Look\"\ntext = \"First the lamp.\"\n", "", "page \"gallery\": has no [[page.section]]"),
    ("training.toml", "text = \"Hold it still.\"", "text = \" \"", "page \"stairs\": text of a section is empty"),
    ("training.toml", "right = true\nwhy = \"It is fixed", "why = \"It is fixed", "question \"rail\": has no right choice: mark at least one with right = true"),
    ("training.toml", "why = \"They come anyway.\"", "right = true\nwhy = \"They come anyway.\"", "question \"see\": has no wrong choice, so that every answer is right"),
    ("training.toml", "why = \"They come anyway.\"", "why = \"\"", "question \"see\": choice \"gulls\": why is empty"),
    ("training.toml", "id = \"rope\"", "id = \"rail\"", "question \"rail\": choice \"rail\": is listed twice"),
    ("training.toml", "notice = \"Windhaven is invented.\"", "notice = \"\"", "practice: notice is empty"),
    ("training.toml", "explanation = \"The founder retired.\"\n", "", "practice: \"Buy a bell\" is red without an explanation"),
    ("training.toml", "[[practice.answer]]\ntitle = \"The tower\"\ntext = \"It is white.\"\n", "", "practice: has no [[practice.answer]]"),
    ("training.toml", "advice = \"A second wick would help.\"", "advice = \"\"", "model of \"lamp\": advice is empty"),
    ("recommendations/storm-2030.toml", "Keep spare lamps", "", "recommendation \"spare-lamps\": label is empty"),
    ("recommendations/storm-2030.toml", "\"storm-2030\"", "\"storm\"", "id: is \"storm\", so the file should be called storm.toml"),
    ("stages/second-2031.toml", "\"storm-2030\"", "\"storm-2029\"", "recommendations: names \"storm-2029\", but there is no recommendations/storm-2029.toml"),
    ("stages/second-2031.toml", "id = \"second-2031\"", "id = \"second\"", "id: is \"second\", so the file should be called second.toml"),
    ("stages/second-2031.toml", "kind = \"words\"", "kind = \"wrods\"", "line 13: unknown variant `wrods`, expected one of `words`, `ratings`, `plan`, `voice`, `address`"),
    ("stages/second-2031.toml", "id = \"ratings\"", "id = \"tower\"", "question \"tower\": is listed twice"),
    ("stages/second-2031.toml", "kind = \"words\"", "kind = \"plan\"", "question \"plan\": is of kind \"plan\", as is \"tower\"; only one may be"),
    ("stages/second-2031.toml", "rates_plan_of_months = 12\n", "", "rates_plan_of_months: must be set if, and only if, a question has kind \"ratings\""),
    ("stages/second-2031.toml", "kind = \"ratings\"", "kind = \"words\"", "rates_plan_of_months: must be set if, and only if, a question has kind \"ratings\""),
    ("stages/second-2031.toml", "rates_plan_of_months = 12", "rates_plan_of_months = 13", "rates_plan_of_months: is 13, but no earlier stage has a plan of that length"),
    ("stages/second-2031.toml", "plan_months = 24", "plan_months = 0", "plan_months: is 0"),
    ("stages/second-2031.toml", "[\"second watch\"]", "[\"\"]", "cues: cue \"\" should be a few words in lower case"),
    ("stages/second-2031.toml", "ask = \"What was done?\"", "ask = \"\"", "question \"ratings\": ask is empty"),
    ("stages/second-2031.toml", "first-2030/tower", "first-2030/towerr", "question \"tower\": carries_from names \"first-2030/towerr\", which no edition has"),
    ("stages/second-2031.toml", "first-2030/tower", "second-2031/plan", "question \"tower\": carries_from names \"second-2031/plan\", which is not asked before this edition"),
    ("stages/first-2030.toml", "words = 100", "carries_from = [\"second-2031/tower\"]", "question \"tower\": carries_from names \"second-2031/tower\", which is not asked before this edition"),
    ("stages/first-2030.toml", "words = 100", "words = 0", "question \"tower\": words must be at least 1"),
    ("calendar.toml", "id = \"later\"", "id = \"spring\"", "phase \"spring\": is listed twice"),
    ("calendar.toml", "2030-05-31", "2030-02-28", "phase \"spring\": signed_until is before signed_from"),
    ("calendar.toml", "2030-06-01", "2029-06-01", "phase \"later\": starts before \"spring\", which is listed above it"),
    ("calendar.toml", "{ stage = 2, on", "{ stage = 3, on", "phase \"spring\": stage 3 is due, but has no edition"),
    ("calendar.toml", "{ stage = 2, on", "{ stage = 1, on", "phase \"spring\": stage 1 is due twice"),
    ("calendar.toml", "2032-03-31", "2031-03-01", "phase \"spring\": stages 1 and 2 are not in the order of their dates"),
    ("calendar.toml", "2031-06-30", "2031-03-31", "phase \"spring\": feedback on stage 1 must be after its due date"),
    ("calendar.toml", "2031-03-31\"", "2030-02-01\"", "phase \"spring\": the due date of stage 1 must be after signed_from"),
    ("calendar.toml", "2032-07-15", "2032-04-15", "round \"April 2032\": feedback must be after submissions"),
    ("calendar.toml", "2032-10-15", "2032-04-15", "round \"October 2032\": is not after \"April 2032\", which is listed above it"),
    ("calendar.toml", "stage = 1\nmonths", "stage = 2\nmonths", "usual for stage 2: is listed twice"),
    ("calendar.toml", "stage = 2\nmonths", "stage = 9\nmonths", "usual for stage 9: stage 9 has no edition"),
    ("calendar.toml", "months = 12", "months = 0", "usual for stage 1: months and feedback_months must be at least 1"),
];

#[test]
fn every_flaw_names_its_file_its_place_and_its_reason() {
    for (file, old, new, flaw) in CHANGES {
        assert_eq!(after(file, old, new), [format!("{file}: {flaw}")], "{old} was replaced with {new}");
    }
}

#[test]
fn stages_are_counted_from_one_without_a_gap() {
    let flaws = after("stages/second-2031.toml", "stage = 2", "stage = 3");
    assert!(flaws.contains(&"stages: stage 2: has no edition, but a later stage has".to_owned()), "{flaws:?}");
}

#[test]
fn two_editions_of_a_stage_do_not_start_on_the_same_day() {
    let mut files = files(&folder(TINY));
    let (_, text) = files.iter().find(|(name, _)| name == "stages/first-2030.toml").cloned().expect("it is there");
    files.push(("stages/twin.toml".into(), text.replace("first-2030", "twin")));
    assert_eq!(
        lines(&source::read(&files).expect_err("it should be refused")),
        ["stages/twin.toml: from: is the date of \"first-2030\" too, so it is not clear which edition applies"]
    );
}

#[test]
fn a_charter_without_themes_is_refused() {
    let mut files = files(&folder(TINY));
    for (name, text) in &mut files {
        if name == "charter.toml" {
            let (from, to) = (text.find("[[theme]]").unwrap(), text.find("[[rating]]").unwrap());
            text.replace_range(from..to, "");
        }
    }
    let flaws = lines(&source::read(&files).expect_err("it should be refused"));
    assert_eq!(flaws[0], "charter.toml: theme: is missing: a charter has at least one [[theme]]");
}

/// Compares the cues with real documents in `../shared/seeds`, which are not part of this repository, if they are there.
#[test]
fn each_question_is_found_once_in_a_real_document_of_its_edition() {
    let seeds = folder("../../../shared/seeds");
    let Ok(entries) = seeds.read_dir() else {
        println!("skipped: {} is absent", seeds.display());
        return;
    };
    let charter = read(REAL);
    let documents: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    for (number, key) in [("000", "stage-2-2019"), ("003", "stage-1-2019"), ("004", "stage-3-2023-12")] {
        let path =
            documents.iter().find(|path| path.file_name().unwrap().to_str().unwrap().starts_with(number)).unwrap();
        let text = std::fs::read_to_string(path).unwrap().to_lowercase();
        let found = |edition: &&Edition| edition.cues.iter().filter(|cue| text.contains(cue.as_str())).count();
        assert_eq!(charter.editions.iter().max_by_key(found).unwrap().id.as_str(), key);
        for question in &charter.edition(&key.into()).unwrap().questions {
            let asks = |line: &&str| question.cues.iter().any(|cue| cue.split(' ').all(|word| line.contains(word)));
            assert_eq!(text.lines().filter(asks).count(), 1, "{key}/{}", question.id);
        }
    }
}

#[test]
fn an_edition_of_no_stage_and_without_questions_is_refused() {
    let mut files = files(&folder(TINY));
    let empty = "id = \"Empty\"\nstage = 0\ntitle = \"Empty\"\nfrom = \"2033-01-01\"\nplan_months = 12\nintroduction = \"\"\nquestion = []\n";
    files.push(("stages/Empty.toml".into(), empty.into()));
    let flaws = lines(&source::read(&files).expect_err("it should be refused"));
    assert_eq!(
        flaws,
        [
            "stages/Empty.toml: id: \"Empty\" is not a key: lower-case letters and digits, with single hyphens between",
            "stages/Empty.toml: stage: is 0; stages are counted from 1",
            "stages/Empty.toml: question: is missing: an edition needs at least one",
        ]
    );
}

#[test]
fn a_charter_without_editions_is_refused() {
    let mut files = files(&folder(TINY));
    files.retain(|(name, _)| !name.starts_with("stages/") && name != "published.lock");
    let flaws = lines(&source::read(&files).expect_err("it should be refused"));
    assert_eq!(flaws[0], "stages: is empty: a charter needs at least one edition");
}

#[test]
fn a_course_has_one_model_for_each_criterion_and_none_for_another() {
    let flaws = after("training.toml", "criterion = \"log\"", "criterion = \"lamp\"");
    assert_eq!(
        flaws,
        [
            "training.toml: model of \"lamp\": is given 2 times",
            "training.toml: model of \"log\": is missing: feedback is compared for each criterion"
        ]
    );
    let flaws = after("training.toml", "criterion = \"log\"", "criterion = \"bell\"");
    assert_eq!(
        flaws,
        [
            "training.toml: model of \"bell\": names a criterion that is not in review.toml",
            "training.toml: model of \"log\": is missing: feedback is compared for each criterion"
        ]
    );
}

#[test]
fn a_charter_without_a_course_needs_no_training() {
    let mut files = files(&folder(TINY));
    files.retain(|(name, _)| name != "training.toml");
    assert_eq!(source::read(&files).expect("it has no flaws").course, None);
}

#[test]
fn a_published_course_may_not_change_and_another_edition_of_it_may() {
    let mut files = files(&folder(REAL));
    let course = read(REAL).course.expect("the real charter has a course");
    assert!(course.published);
    assert!((30..=40).contains(&course.minutes()), "{} minutes", course.minutes());
    for (name, text) in &mut files {
        if name == "training.toml" {
            *text = text.replacen("What peer review is for", "Purposes", 1);
        }
    }
    let flaws = lines(&source::read(&files).expect_err("it should be refused"));
    assert_eq!(flaws.len(), 1, "{flaws:?}");
    assert!(flaws[0].starts_with(&format!(
        "published.lock: edition \"training-{}\": training.toml has changed since it was published",
        course.edition
    )));
    for (name, text) in &mut files {
        if name == "training.toml" {
            *text = text.replacen(course.edition.as_str(), "2099-01", 1);
        }
    }
    let changed = source::read(&files).expect("the lines of earlier editions may stay").course.expect("it is there");
    assert!(!changed.published);
}
