//! The program with real files: what is imported, what is refused, and how imports are shown.

use model::{
    core::{
        permit::{AtCharter, AtImport, DecidePastSubmission, Permission, Permit},
        short::{Email, Line},
    },
    register::organisation::{Registration, Standing},
};
use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};
use store::{Db, Tx, accounts::people, core::values::At, imports::past_submissions, register::organisations};
use web::core::clock::Clock;

fn assay(data: &PathBuf, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).arg("--data").arg(data).args(arguments).output().unwrap()
}

/// Runs `work` with the database of a data folder, as the operator.
fn with_database<T>(data: &PathBuf, work: impl AsyncFnOnce(&mut Tx) -> T) -> T {
    std::fs::create_dir_all(data).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let db = Db::open(&format!("sqlite:{}", data.join("assay.db").display())).await.unwrap();
        let mut tx = db.write().await.unwrap();
        let done = work(&mut tx).await;
        tx.commit().await.unwrap();
        db.close().await;
        done
    })
}

fn may<P: Permission>(place: P::Place) -> Permit<P> {
    Permit::ask(&testing::operator(), place).unwrap()
}

/// Registers an organisation, as a member of the secretariat does in the browser.
fn register(data: &PathBuf, name: &str) {
    let entry = Registration {
        name: name.to_owned(),
        standing: Standing::Signatory,
        kind: String::new(),
        country: String::new(),
        region: String::new(),
        consortium: String::new(),
        signed_on: Some(jiff::civil::date(2017, 5, 1)),
        phase: None,
        stage: 3,
    };
    with_database(data, async |tx| {
        let permit = testing::lock(tx, &may(AtCharter)).await;
        organisations::register(tx, &permit, &entry, Clock::default().now()).await.unwrap();
    });
}

/// Makes a person a lead of an organisation, and returns its id.
fn add_lead(data: &PathBuf, organisation: &str, email: &str) -> String {
    with_database(data, async |tx| {
        let (program, now) = (testing::program(), Clock::default().now());
        let id = organisations::named(tx, &may(AtCharter), organisation).await.unwrap().unwrap();
        let (email, name) = (Email::parse(email).unwrap(), Line::parse("Q. Lead").unwrap());
        let person = people::find_or_create(tx, &program, &email, &name, now).await.unwrap();
        tx.query("insert into member (organisation_id, person_id, role, since) values ($1, $2, 'lead', $3)")
            .bind(id.0)
            .bind(person.0)
            .bind(At(now))
            .run()
            .await
            .unwrap();
        id.to_string()
    })
}

/// Confirms every submission that waits, as a member of the secretariat does in the browser. Returns how many there were.
fn confirm_all(data: &PathBuf) -> usize {
    with_database(data, async |tx| {
        let waiting = past_submissions::all_waiting(tx, &may(AtCharter)).await.unwrap();
        let (charter, now) = (testing::real_charter(), Clock::default().now());
        for one in &waiting {
            let organisation = organisations::named(tx, &may(AtCharter), &one.organisation).await.unwrap().unwrap();
            let place = AtImport { organisation, import: one.import, has_members: true, proposed: None };
            let permit = testing::lock(tx, &may::<DecidePastSubmission>(place)).await;
            let proposal = past_submissions::newest(tx, &permit).await.unwrap().unwrap();
            let today = model::core::dates::day(now);
            past_submissions::confirm(tx, &permit, &charter, proposal.id, today, now).await.unwrap().unwrap();
        }
        waiting.len()
    })
}

/// Imports a source document with a plan, since the form alone has no new actions, and has it confirmed. Returns what was found.
fn publish(data: &PathBuf, document: &str) -> Value {
    let folder = new_folder("plan-of").join(data.file_name().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    let plan = folder.join("plan.csv");
    std::fs::write(&plan, "Theme,Action,Owner,Due\nVisibility,Open the workshops to schools,Dean,March 2027\n")
        .unwrap();
    let files = ["--together", document, plan.to_str().unwrap()];
    let output = assay(data, &[&["import", "--dry-run", "--json"], &files[..]].concat());
    let reading: Value = serde_json::from_slice(&output.stdout).unwrap();
    register(data, reading["organisation"].as_str().unwrap());
    let accept =
        || String::from_utf8_lossy(&assay(data, &[&["import", "--accept"], &files[..]].concat()).stdout).into_owned();
    let printed = accept();
    assert!(printed.contains("to the secretariat") && printed.contains("None of it is public."), "{printed}");
    assert_eq!(confirm_all(data), 1);
    assert!(accept().contains("nothing new"));
    reading
}

fn new_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// The path of a source document, by its number.
fn seed(number: &str) -> Option<String> {
    let (name, _) = testing::seed(number)?;
    Some(testing::root().join("../shared/seeds").join(name).display().to_string())
}

fn dry_run(data: &PathBuf, file: &str) -> Value {
    let output = assay(data, &["import", "--dry-run", "--json", file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn count(reading: &Value, list: &str) -> usize {
    reading[list].as_array().unwrap().len()
}

fn rated(reading: &Value, colour: &str) -> usize {
    reading["actions"].as_array().unwrap().iter().filter(|action| action["rag"] == colour).count()
}

#[test]
fn a_dry_run_shows_what_is_in_a_real_submission_and_saves_nothing() {
    let data = new_folder("dry");
    let (Some(stage_3), Some(stage_1)) = (seed("004"), seed("003")) else { return };
    let reading = dry_run(&data, &stage_3);
    assert_eq!((count(&reading, "answers"), count(&reading, "signatures")), (7, 2));
    assert_eq!((count(&reading, "actions"), rated(&reading, "red")), (16, 16));
    assert_eq!(reading["headcount"]["units"].as_array().unwrap().len(), 19);
    let reading = dry_run(&data, &stage_1);
    assert_eq!((count(&reading, "answers"), count(&reading, "actions")), (5, 30));
    assert_eq!((rated(&reading, "green"), rated(&reading, "amber"), rated(&reading, "red")), (3, 1, 0));
    assert!(!data.exists(), "a dry run makes no data folder");
}

#[test]
fn an_unreadable_file_is_refused_with_a_sentence_and_saves_nothing() {
    let (data, folder) = (new_folder("refused"), new_folder("files"));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).unwrap();
        folder.join(name).display().to_string()
    };
    let large = folder.join("large.txt");
    std::fs::File::create(&large).unwrap().set_len(200_000_000).unwrap();
    let all = [
        (file("binary.txt", b"\x7fELF\0\x01\x02\0\0\0"), "binary"),
        (file("empty.txt", b""), "empty"),
        (large.display().to_string(), "must be smaller than"),
        (folder.display().to_string(), "is a folder"),
        (folder.join("missing.txt").display().to_string(), "cannot be read"),
    ];
    let slides = ["001", "002"].into_iter().filter_map(seed).map(|path| (path, "is a presentation"));
    for (path, why) in all.into_iter().chain(slides) {
        for arguments in [&["import", &path][..], &["import", "--accept", &path][..]] {
            let output = assay(&data, arguments);
            let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success(), "{path} was accepted");
            assert!(stderr.contains(why), "{path}: {stderr}");
        }
    }
    assert!(!data.exists(), "nothing was written");
}

/// The path of an invented document in the reader's corpus.
fn corpus(name: &str) -> String {
    testing::root().join("crates/documents/tests/corpus/files").join(name).display().to_string()
}

#[test]
fn many_files_are_imported_one_at_a_time_and_skipped_when_run_again() {
    let (data, folder) = (new_folder("many"), new_folder("many-files"));
    std::fs::create_dir_all(&folder).unwrap();
    let broken = folder.join("broken.docx").display().to_string();
    std::fs::write(&broken, b"PK\x03\x04 word/ cut off").unwrap();
    let files = [corpus("whole-stage-two-1.docx"), broken, corpus("whole-stage-one-1.docx")];
    for file in [&files[0], &files[2]] {
        register(&data, dry_run(&data, file)["organisation"].as_str().unwrap());
    }
    let run = || assay(&data, &[&["import", "--accept"][..], &files.each_ref().map(String::as_str)].concat());
    let first = run();
    let (stdout, stderr) = (String::from_utf8_lossy(&first.stdout), String::from_utf8_lossy(&first.stderr));
    assert!(!first.status.success(), "one of them is broken");
    assert!(stderr.contains("2 of 3") && stderr.contains("cannot be opened as .docx"), "{stderr}");
    assert_eq!(stdout.matches("Sent ").count(), 2, "{stdout}{stderr}");
    assert_eq!(stdout.matches("None of it is public.").count(), 2, "{stdout}");
    let run_again = || String::from_utf8_lossy(&run().stdout).into_owned();
    let stdout = run_again();
    assert_eq!(stdout.matches("waiting for the secretariat").count(), 2, "{stdout}");
    assert_eq!(confirm_all(&data), 2);
    let stdout = run_again();
    assert_eq!(stdout.matches("nothing new").count(), 2, "{stdout}");
}

#[test]
fn an_organisation_is_not_registered_because_a_document_names_it() {
    let data = new_folder("guess");
    register(&data, "Northmoor University");
    for arguments in [&["import"][..], &["import", "--accept"]] {
        let file = corpus("whole-stage-two-1.docx");
        let output = assay(&data, &[arguments, &["--organisation", "Nowhere University", &file]].concat());
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success());
        assert!(stderr.contains("no organisation is registered as “Nowhere University”"), "{stderr}");
        assert!(stderr.contains("http://127.0.0.1:8080/organisations/new"), "{stderr}");
    }
    let names: Vec<(String,)> =
        with_database(&data, async |tx| tx.query("select name from organisation").all().await.unwrap());
    assert_eq!(names, [("Northmoor University".to_owned(),)]);
}

#[test]
fn a_form_and_its_appendix_are_one_submission() {
    let folder = new_folder("together");
    std::fs::create_dir_all(&folder).unwrap();
    let (form, plan) = (folder.join("form.md"), folder.join("plan.csv"));
    let words = "# Westfold College\n\nTechnician Commitment Stage 2 self-assessment\n\n## Technician voice\n\nAll were asked.\n";
    std::fs::write(&form, words).unwrap();
    std::fs::write(&plan, "Theme,Action,Owner,Due\nVisibility,Open the workshops to schools,Dean,March 2027\n")
        .unwrap();
    let arguments = ["import", "--together", "--dry-run", "--json", form.to_str().unwrap(), plan.to_str().unwrap()];
    let output = assay(&new_folder("together-data"), &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let reading: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((count(&reading, "answers"), count(&reading, "actions")), (1, 1));
    assert_eq!(reading["actions"][0]["where"], "plan.csv: sheet 1, row 2");
    assert_eq!(reading["actions"][0]["due"], "2027-03-31");
}

/// A running server, which ends when this is dropped.
struct Site {
    program: Child,
    port: u16,
}

impl Site {
    fn serve(data: &PathBuf) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_assay"))
            .arg("--data")
            .arg(data)
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = None;
        for line in BufReader::new(program.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            let found = line.rsplit_once("127.0.0.1:").and_then(|(_, port)| port.parse().ok());
            port = port.or(found);
            if line.starts_with("Ready") {
                break;
            }
        }
        Self { program, port: port.expect("the program prints its address") }
    }

    /// A page as seen without signing in.
    fn get(&self, path: &str) -> (u16, String) {
        self.request(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    /// A file as downloaded by a signed-in user.
    fn file(&self, cookies: &str, path: &str) -> Vec<u8> {
        let response = self.send(&format!("GET {path} HTTP/1.1\r\nCookie: {cookies}\r\n"), "");
        let head = response.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        response[head + 4..].to_vec()
    }

    fn send(&self, head: &str, body: &str) -> Vec<u8> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "{head}Host: 127.0.0.1\r\nConnection: close\r\n\r\n{body}").unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        response
    }

    fn request(&self, head: &str, body: &str) -> (u16, String) {
        let response = String::from_utf8_lossy(&self.send(head, body)).into_owned();
        let status = response.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, response)
    }

    /// The cookies of a browser that signed in with a link printed by `assay sign-in`.
    fn sign_in(&self, link: &str) -> String {
        let path = &link[link.find("/sign-in").unwrap()..];
        let (_, page) = self.get(path);
        let browser = cookie(&page, "browser");
        let body = format!("csrf={}", between(&page, "name=\"csrf\" value=\"", "\""));
        let action = between(&page, "<form method=\"post\" action=\"", "\"");
        let head = format!(
            "POST {action} HTTP/1.1\r\nCookie: {browser}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n",
            body.len()
        );
        let (status, response) = self.request(&head, &body);
        assert_eq!(status, 303, "{response}");
        format!("{browser}; {}", cookie(&response, "session"))
    }

    /// A page as seen by a signed-in user.
    fn page(&self, cookies: &str, path: &str) -> String {
        let (status, page) = self.request(&format!("GET {path} HTTP/1.1\r\nCookie: {cookies}\r\n"), "");
        assert_eq!(status, 200, "{path}");
        page
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{before} is not in {text}"));
    rest.split_once(after).unwrap().0
}

fn cookie(response: &str, name: &str) -> String {
    let given = response.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("set-cookie: {name}=")));
    let given = given.unwrap_or_else(|| panic!("no cookie {name}: {response}"));
    between(given, ": ", ";").to_owned()
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn an_import_is_shown_on_public_pages_and_is_imported_once() {
    let data = new_folder("accepted");
    let (Some(stage_3), Some(stage_1)) = (seed("004"), seed("003")) else { return };
    let names = [&stage_3, &stage_1].map(|file| publish(&data, file)["organisation"].as_str().unwrap().to_owned());
    let site = Site::serve(&data);
    for name in &names {
        let (status, page) = site.get(&format!("/signatories/{}", model::register::organisation::slug(name)));
        assert_eq!(status, 200, "{name}");
        assert!(page.contains(name.as_str()));
    }
}

#[test]
fn members_see_an_import_like_any_other_submission() {
    let data = new_folder("signed-in");
    let Some(stage_3) = seed("004") else { return };
    let reading = publish(&data, &stage_3);
    let id = add_lead(&data, reading["organisation"].as_str().unwrap(), "lead@northmoor.example");
    let site = Site::serve(&data);
    let base = format!("http://127.0.0.1:{}", site.port);
    let output = assay(&data, &["sign-in", "--base", &base, "lead@northmoor.example"]);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let link = printed.split_whitespace().find(|word| word.contains("/sign-in/")).unwrap();
    let lead = site.sign_in(link);

    let home = format!("/organisations/{id}");
    let listed = site.page(&lead, &format!("{home}/assessments"));
    let assessment = format!("/assessments/{}", &between(&listed, "href=\"/assessments/", "\"")[..36]);
    let tasks = site.page(&lead, &assessment);
    assert!(tasks.contains("Submitted outside Assay"), "its page says that it is complete");
    let ratings = site.page(&lead, &format!("{assessment}/previous-plan"));
    let reds = ratings.matches("class=\"rag red\"").count().max(ratings.matches("rag-red").count());
    assert!(reds >= 16, "{reds} of 16 reds are shown");
    let headcount = site.page(&lead, &format!("{assessment}/headcount"));
    for unit in reading["headcount"]["units"].as_array().unwrap() {
        let first = unit["unit"].as_str().unwrap().split(['&', '\'', '’']).next().unwrap();
        assert!(headcount.contains(first), "{first}");
    }
    assert!(site.page(&lead, &format!("{home}/activity")).contains("(answers: 7, actions: "));
    let plan =
        format!("/plans/{}", &between(&site.page(&lead, &format!("{home}/plans")), "href=\"/plans/", "\"")[..36]);
    assert!(site.page(&lead, &plan).contains("<h1"));

    // Downloaded and read again, it is the same submission.
    for format in ["docx", "pdf", "json"] {
        let download = new_folder("downloaded").with_extension(format);
        std::fs::write(&download, site.file(&lead, &format!("{assessment}/files/{format}"))).unwrap();
        let again = dry_run(&data, download.to_str().unwrap());
        let all = |reading: &Value| (count(reading, "answers"), count(reading, "actions"), rated(reading, "red"));
        assert_eq!(all(&again), all(&reading), "{format}");
        assert_eq!(again["organisation"], reading["organisation"], "{format}");
    }
}

/// The HESA method rounds to the nearest 5, so that small numbers do not identify people.
#[test]
fn no_exact_count_of_a_real_submission_is_on_any_public_page() {
    let data = new_folder("rounded");
    let Some(stage_3) = seed("004") else { return };
    let reading = publish(&data, &stage_3);
    let site = Site::serve(&data);
    let home =
        format!("/signatories/{}", model::register::organisation::slug(reading["organisation"].as_str().unwrap()));
    let (_, page) = site.get(&home);
    let mut addresses = vec![home.clone()];
    let (mut seen, mut people) = (0, 0);
    while let Some(address) = addresses.get(seen).cloned() {
        seen += 1;
        let (status, page) = site.get(&address);
        assert_eq!(status, 200, "{address}");
        // Other tables count actions.
        let counts =
            page.split_once("Headcount by unit").map_or("", |(_, table)| table.split("</table>").next().unwrap());
        for cell in counts.split("<td class=\"number\">").skip(1) {
            people += 1;
            let number: String = cell.chars().take_while(char::is_ascii_digit).collect();
            assert!(number.parse::<u32>().is_ok_and(|number| number % 5 == 0), "{address} shows {number}");
        }
        for link in page.split("href=\"").skip(1) {
            let link = link.split('"').next().unwrap();
            if link.starts_with(&home) && !link.contains('#') && !addresses.iter().any(|one| one == link) {
                addresses.push(link.to_owned());
            }
        }
    }
    assert!(people > 19, "the rounded table is on a page");
    assert!(seen > 3, "the pages of a signatory link to each other: {addresses:?} {page}");
}
