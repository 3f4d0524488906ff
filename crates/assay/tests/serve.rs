//! What the program prints while it starts: the links in one piece, and the log in a suitable format.

use std::{
    io::{BufRead as _, BufReader, Read as _},
    process::{Command, Stdio},
};

/// Starts the program and stops it when it is ready. Returns the lines that it printed, and its log.
fn output_of(name: &str, arguments: &[&str]) -> (Vec<String>, String) {
    let data = std::env::temp_dir().join(format!("assay-serve-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    let said = start(&data, arguments);
    std::fs::remove_dir_all(&data).unwrap();
    said
}

/// The same in a folder that stays.
fn start(data: &std::path::Path, arguments: &[&str]) -> (Vec<String>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["serve", "--port", "0", "--data"])
        .arg(data)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = Vec::new();
    for line in BufReader::new(program.stdout.take().unwrap()).lines() {
        lines.push(line.unwrap());
        if lines.last().is_some_and(|line| line.starts_with("Ready")) {
            break;
        }
    }
    program.kill().unwrap();
    let mut log = String::new();
    program.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    program.wait().unwrap();
    (lines, log)
}

#[test]
fn the_links_of_the_demo_are_one_list_and_its_log_is_text() {
    let (printed, log) = output_of("demo", &["--demo"]);
    let is_link = |line: &&String| ["/sign-in/link/", "/leader/", "/updates/"].iter().any(|path| line.contains(path));
    let links = printed.iter().skip(1).take_while(is_link).count();
    assert!(printed[0].contains(" is at http://127.0.0.1:") && links >= 5, "{printed:?}");
    assert_eq!(links, printed.iter().filter(is_link).filter(|line| !line.starts_with(' ')).count(), "{printed:?}");
    assert!(log.contains("ready") && !log.contains("{\""), "{log}");
}

/// What the program says when it refuses to start in a folder.
fn refused(data: &std::path::Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["serve", "--port", "0", "--data"])
        .arg(data)
        .args(arguments)
        .output()
        .unwrap();
    assert!(!output.status.success());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_demo_and_a_site_do_not_share_a_folder() {
    let folder = |name| {
        let data = std::env::temp_dir().join(format!("assay-serve-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&data);
        data
    };
    let (demo, site) = (folder("filled"), folder("real"));
    start(&demo, &["--demo"]);
    let said = refused(&demo, &[]);
    assert!(said.contains("is filled with the demo") && said.contains("--data"), "{said}");
    start(&demo, &["--demo"]);
    let added = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["add-secretariat", "morgan@example.ac.uk", "--name", "Morgan", "--data"])
        .arg(&site)
        .output()
        .unwrap();
    assert!(added.status.success(), "{added:?}");
    let said = refused(&site, &["--demo"]);
    assert!(said.contains("holds real data") && said.contains("--data"), "{said}");
    start(&site, &[]);
    for data in [demo, site] {
        std::fs::remove_dir_all(&data).unwrap();
    }
}

#[test]
fn the_log_of_a_site_is_lines_of_json() {
    let (_, log) = output_of("site", &[]);
    assert!(log.contains("ready") && log.lines().all(|line| line.starts_with("{\"")), "{log}");
}
