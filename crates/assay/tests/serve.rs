//! What the program prints while it starts: the links in one piece, and the log in a suitable format. And that it ends in time.

use rustix::process::{Pid, Signal, kill_process};
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// Starts the program on a free port. Returns the process, and the lines that it printed until it was ready.
fn start(data: &Path, arguments: &[&str]) -> (Child, Vec<String>) {
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
    (program, lines)
}

/// The data folder of a test, which does not exist yet.
fn folder(name: &str) -> PathBuf {
    let data = std::env::temp_dir().join(format!("assay-serve-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&data);
    data
}

/// Starts the program and stops it when it is ready. Returns the lines that it printed, and its log.
fn start_and_stop(data: &Path, arguments: &[&str]) -> (Vec<String>, String) {
    let (mut program, lines) = start(data, arguments);
    program.kill().unwrap();
    let mut log = String::new();
    program.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    program.wait().unwrap();
    (lines, log)
}

/// The same in a folder of its own.
fn output_of(name: &str, arguments: &[&str]) -> (Vec<String>, String) {
    let data = folder(name);
    let output = start_and_stop(&data, arguments);
    std::fs::remove_dir_all(&data).unwrap();
    output
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
fn refused(data: &Path, arguments: &[&str]) -> String {
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
    let (demo, site) = (folder("filled"), folder("real"));
    start_and_stop(&demo, &["--demo"]);
    let message = refused(&demo, &[]);
    assert!(message.contains("is filled with the demo") && message.contains("--data"), "{message}");
    start_and_stop(&demo, &["--demo"]);
    let added = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["add-secretariat", "morgan@example.ac.uk", "--name", "Morgan", "--data"])
        .arg(&site)
        .output()
        .unwrap();
    assert!(added.status.success(), "{added:?}");
    let message = refused(&site, &["--demo"]);
    assert!(message.contains("holds real data") && message.contains("--data"), "{message}");
    start_and_stop(&site, &[]);
    for data in [demo, site] {
        std::fs::remove_dir_all(&data).unwrap();
    }
}

#[test]
fn the_log_of_a_site_is_lines_of_json() {
    let (_, log) = output_of("site", &[]);
    assert!(log.contains("ready") && log.lines().all(|line| line.starts_with("{\"")), "{log}");
}

#[test]
fn an_unfinished_request_does_not_delay_shutdown() {
    let data = folder("end");
    let (mut program, lines) = start(&data, &[]);
    let (_, address) = lines[0].split_once("http://").unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    client.write_all(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    let began = Instant::now();
    kill_process(Pid::from_child(&program), Signal::TERM).unwrap();
    let mut log = String::new();
    program.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(program.wait().unwrap().success());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    assert!(log.contains("requests did not end in time") && log.contains("ended"), "{log}");
    std::fs::remove_dir_all(&data).unwrap();
}
