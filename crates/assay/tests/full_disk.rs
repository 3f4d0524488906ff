//! A disk that is full: the site says so to its monitoring and to people, loses nothing, and recovers by itself.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The served site. It is killed when it is dropped.
struct Site {
    process: Child,
    address: String,
}

impl Site {
    /// Waits until the program that was started is ready.
    fn wait(mut process: Child) -> Self {
        let mut address = String::new();
        for line in BufReader::new(process.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some((_, rest)) = line.split_once("http://") {
                rest.clone_into(&mut address);
            }
            if line.starts_with("Ready") {
                break;
            }
        }
        assert!(!address.is_empty(), "the site has started");
        Self { process, address }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Asks whether it is ready until the answer has this status and line. A report is reused for five seconds.
    fn wait_for(&self, status: &str, line: &str) {
        let started = Instant::now();
        loop {
            let response = self.get("/health/ready");
            if response.starts_with(&format!("HTTP/1.1 {status} ")) && response.contains(line) {
                return;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "{status}, {line}: {response}");
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    /// What works while nothing can be written.
    fn assert_readable(&self) {
        assert!(self.get("/health/live").starts_with("HTTP/1.1 200 "));
        assert!(self.get("/signatories").starts_with("HTTP/1.1 200 "));
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("assay-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Makes a database in a folder.
fn prepare(data: &Path) {
    let made = Command::new(env!("CARGO_BIN_EXE_assay"))
        .args(["add-secretariat", "ann@charter.example", "--name", "Ann Example", "--data"])
        .arg(data)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
}

/// The limit of the system for the size of a file stops all writing, as a full disk does. It is a little more than SQLite's index of its
/// write-ahead log, without which nothing could be read.
#[test]
fn a_database_that_cannot_grow_is_readable_and_not_ready() {
    let data = folder("limited");
    prepare(&data);
    let script = "trap '' XFSZ; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script, env!("CARGO_BIN_EXE_assay"), "serve", "--port", "0", "--data"]).arg(&data);
    let site = Site::wait(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap());
    let limit = |bytes: &str| {
        let process = format!("--pid={}", site.process.id());
        assert!(Command::new("prlimit").arg(process).arg(format!("--fsize={bytes}:")).status().unwrap().success());
    };
    limit("40960");
    site.wait_for("503", "writes: no");
    site.assert_readable();
    limit("unlimited");
    site.wait_for("200", "writes: yes");
    drop(site);
    fs::remove_dir_all(data).unwrap();
}

/// A disk of its own, in a namespace of its own: this needs a system that lets its users do so, or root.
#[test]
fn a_full_disk_is_reported_before_and_while_nothing_can_be_written() {
    let unshare = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", script]);
        command
    };
    let data = folder("full");
    fs::create_dir(&data).unwrap();
    let mount = format!("mount -t tmpfs -o size=96m,mode=700 none '{}'", data.display());
    if !unshare(&mount).stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("skipped: a file system cannot be mounted here");
        fs::remove_dir(data).unwrap();
        return;
    }
    // The script fills the disk and empties it as the lines of its input say, because only it sees the disk. It ends with its input.
    let script = format!(
        "{mount} || exit 1
         '{assay}' serve --port 0 --data '{data}' </dev/null &
         cd '{data}'
         while read -r size; do rm -f filler; [ \"$size\" = 0 ] || head -c \"$size\" /dev/zero >filler; done
         kill $!; wait",
        data = data.display(),
        assay = env!("CARGO_BIN_EXE_assay")
    );
    let mut process =
        unshare(&script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    let mut site = Site::wait(process);
    site.wait_for("200", "space: yes");
    writeln!(input, "70M").unwrap();
    site.wait_for("503", "space: no");
    writeln!(input, "200M").unwrap();
    site.wait_for("503", "writes: no");
    site.assert_readable();
    writeln!(input, "0").unwrap();
    site.wait_for("200", "writes: yes");
    drop(input);
    let Site { process, .. } = &mut site;
    process.wait().unwrap();
    fs::remove_dir(data).unwrap();
}
