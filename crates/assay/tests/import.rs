//! The real program on real input: what is read, what is refused, and that what was accepted stands.

use serde_json::Value;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};

fn assay(data: &PathBuf, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).arg("--data").arg(data).args(arguments).output().unwrap()
}

fn new_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

/// The path of a seed, by its number.
fn seed(number: &str) -> Option<String> {
    let (name, _) = testing::seed(number)?;
    Some(testing::root().join("../shared/seeds").join(name).display().to_string())
}

fn dry_run(data: &PathBuf, file: &str) -> Value {
    let output = assay(data, &["import", "--dry-run", "--json", file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn many(reading: &Value, list: &str) -> usize {
    reading[list].as_array().unwrap().len()
}

fn rated(reading: &Value, colour: &str) -> usize {
    reading["actions"].as_array().unwrap().iter().filter(|action| action["rag"] == colour).count()
}

#[test]
fn a_dry_run_says_what_is_in_a_real_submission_and_writes_nothing() {
    let data = new_folder("dry");
    let (Some(stage_3), Some(stage_1)) = (seed("004"), seed("003")) else { return };
    let reading = dry_run(&data, &stage_3);
    assert_eq!((many(&reading, "answers"), many(&reading, "signatures")), (7, 2));
    assert_eq!((many(&reading, "actions"), rated(&reading, "red")), (16, 16));
    assert_eq!(reading["headcount"]["units"].as_array().unwrap().len(), 19);
    let reading = dry_run(&data, &stage_1);
    assert_eq!((many(&reading, "answers"), many(&reading, "actions")), (5, 30));
    assert_eq!((rated(&reading, "green"), rated(&reading, "amber"), rated(&reading, "red")), (3, 1, 0));
    assert!(!data.exists(), "a dry run makes no data folder");
}

#[test]
fn what_cannot_be_read_is_refused_in_a_sentence_and_writes_nothing() {
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
        (large.display().to_string(), "too large"),
        (folder.display().to_string(), "is a folder"),
        (folder.join("missing.txt").display().to_string(), "cannot be read"),
    ];
    let slides = ["001", "002"].into_iter().filter_map(seed).map(|path| (path, "slides"));
    for (path, why) in all.into_iter().chain(slides) {
        for arguments in [&["import", &path][..], &["import", "--accept", &path][..]] {
            let output = assay(&data, arguments);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success(), "{path} was taken");
            assert!(said.contains(why), "{path}: {said}");
        }
    }
    assert!(!data.exists(), "nothing was written");
}

/// The site, until it is dropped.
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
            let said = line.rsplit_once("127.0.0.1:").and_then(|(_, port)| port.parse().ok());
            port = port.or(said);
            if line.starts_with("Ready") {
                break;
            }
        }
        Self { program, port: port.expect("the program says its address") }
    }

    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap();
        (status, answer)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn what_was_accepted_stands_on_public_pages_and_is_accepted_once() {
    let data = new_folder("accepted");
    let (Some(stage_3), Some(stage_1)) = (seed("004"), seed("003")) else { return };
    let mut names = Vec::new();
    for file in [&stage_3, &stage_1] {
        names.push(dry_run(&data, file)["organisation"].as_str().unwrap().to_owned());
        let output = assay(&data, &["import", "--accept", file]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let again = assay(&data, &["import", "--accept", &stage_3]);
    assert!(again.status.success());
    assert!(String::from_utf8_lossy(&again.stdout).contains("nothing new"));
    let site = Site::serve(&data);
    for name in &names {
        let (status, page) = site.get(&format!("/signatories/{}", model::organisation::slug(name)));
        assert_eq!(status, 200, "{name}");
        assert!(page.contains(name.as_str()));
    }
}
