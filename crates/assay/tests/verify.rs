//! `assay verify` and `assay keys`, with a register that runs: what each forgery is told, and who may not start.

use std::{
    fs::{self, Permissions},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

/// A running demo. It ends with the test.
struct Register {
    program: Child,
    address: String,
    data: PathBuf,
}

impl Register {
    fn start(name: &str) -> Self {
        let data = std::env::temp_dir().join(format!("assay-verify-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&data);
        let mut program = Command::new(env!("CARGO_BIN_EXE_assay"))
            .args(["serve", "--demo", "--port", "0", "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map(Result::unwrap);
        let first = lines.next().unwrap();
        let address = first.split_once("http://").unwrap().1.to_owned();
        assert!(lines.any(|line| line.starts_with("Ready")));
        Self { program, address, data }
    }

    fn get(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", self.address).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        let (head, body) = response.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(" 200 "), "{path}: {head}");
        body.to_owned()
    }

    /// The path of a submission of the demo.
    fn submission(&self) -> String {
        let list = self.get("/signatories.json");
        let slugs = list.split("/signatories/").skip(1).filter_map(|rest| rest.split('"').next());
        let found = slugs.into_iter().find_map(|slug| {
            let page = self.get(&format!("/signatories/{slug}"));
            let start = page.find(&format!("/signatories/{slug}/submissions/"))?;
            Some(page[start..].split(['"', '#', '?']).next()?.to_owned())
        });
        found.expect("the demo has a submission")
    }

    fn save(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.data.join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn assay(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command.arg("--data").arg(&self.data).args(arguments).output().unwrap()
    }

    /// The exit status and what was printed.
    fn verify(&self, file: &Path, arguments: &[&str]) -> (i32, String) {
        let output = self.assay(&[&["verify", file.to_str().unwrap()], arguments].concat());
        let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap(), printed)
    }
}

impl Drop for Register {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

#[test]
fn each_file_is_told_for_what_it_is() {
    let register = Register::start("outcomes");
    let path = register.submission();
    let text = register.get(&format!("{path}/submission.json"));
    let keys = register.save("keys.json", register.get("/.well-known/assay-keys.json"));
    let (key, online) = (keys.to_str().unwrap(), format!("http://{}/", register.address));
    let genuine = register.save("genuine.json", &text);
    for arguments in [&["--key", key][..], &["--register", &online], &["--here"]] {
        let (status, printed) = register.verify(&genuine, arguments);
        assert_eq!(status, 0, "{arguments:?}: {printed}");
        assert!(printed.starts_with("Authentic.\n") && printed.contains("Signed by "), "{printed}");
    }
    let receipt = register.save("receipt.json", register.get(&format!("{path}/receipt.json")));
    assert_eq!(register.verify(&receipt, &["--key", key]).0, 0);
    let (status, printed) = register.verify(&genuine, &[]);
    assert!(status == 4 && printed.contains("Verify it with the public key, or ask the register"), "{printed}");
    let other = register.save("other-key", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n");
    let (status, printed) = register.verify(&genuine, &["--key", other.to_str().unwrap()]);
    assert!(status == 4 && printed.starts_with("Unknown signer."), "{printed}");

    let post = text.rfind("\"post\": \"").unwrap();
    let changed = format!("{}\"post\": \"Acting {}", &text[..post], &text[post + 9..]);
    let repeated = text.replacen("\"sha256\":", "\"sha256\": \"0\", \"sha256\":", 1);
    let stripped = format!("{}\n}}\n", text[..text.rfind("\"receipt\": {").unwrap()].trim_end().trim_end_matches(','));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, offline, asked) in [
        ("changed.json", changed.as_bytes(), 1, 1),
        ("repeated.json", repeated.as_bytes(), 5, 5),
        ("marked.json", format!("\u{feff}{text}").as_bytes(), 5, 5),
        ("utf-16.json", &utf16, 5, 5),
        ("twice.json", format!("{text}{text}").as_bytes(), 5, 5),
        ("stripped.json", stripped.as_bytes(), 6, 1),
        ("large.json", " ".repeat(5_000_000).as_bytes(), 5, 5),
        ("empty.json", b"", 5, 5),
    ] {
        let file = register.save(name, bytes);
        let (status, printed) = register.verify(&file, &["--key", key]);
        assert_eq!(status, offline, "{name}: {printed}");
        let (status, printed) = register.verify(&file, &["--register", &online]);
        assert_eq!(status, asked, "{name}: {printed}");
    }
    let (status, printed) = register.verify(&genuine, &["--register", "http://127.0.0.1:1"]);
    assert!(status == 7 && printed.contains("cannot ask http://127.0.0.1:1"), "{printed}");
}

#[test]
fn a_rotated_key_verifies_what_it_signed_and_the_site_goes_on() {
    let register = Register::start("rotation");
    let genuine = register.save("genuine.json", register.get(&format!("{}/submission.json", register.submission())));
    let printed = register.assay(&["keys", "rotate"]);
    assert!(printed.status.success(), "{printed:?}");
    let list = String::from_utf8(register.assay(&["keys", "list"]).stdout).unwrap();
    assert!(list.lines().count() == 2 && list.contains(" signed from ") && list.contains(" signs since "), "{list}");
    // The running instance has read the new file.
    let keys = register.get("/.well-known/assay-keys.json");
    assert_eq!(keys.matches("\"public\"").count(), 2, "{keys}");
    let keys = register.save("keys.json", keys);
    assert_eq!(register.verify(&genuine, &["--key", keys.to_str().unwrap()]).0, 0);
    assert_eq!(register.verify(&genuine, &["--here"]).0, 0);
}

/// What the program says when it refuses to start.
fn refused(arguments: &[&str]) -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_assay")).args(["serve", "--port", "0"]).args(arguments).output().unwrap();
    assert!(!output.status.success(), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn it_does_not_start_with_a_file_that_others_can_read_or_with_another_key() {
    let register = Register::start("start");
    let (data, file) = (register.data.to_str().unwrap(), register.data.join("signing-keys.json"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    let message = refused(&["--demo", "--data", data]);
    assert!(message.contains("can be read or changed by others") && message.contains("chmod 600"), "{message}");
    fs::set_permissions(&file, Permissions::from_mode(0o600)).unwrap();
    let other = register.data.join("other.json");
    let message = refused(&["--demo", "--data", data, "--signing-keys", other.to_str().unwrap()]);
    assert!(message.contains("the register signs with the key") && message.contains("--lost"), "{message}");
    let not_rotated = |file: &Path| {
        let before = fs::read(file).unwrap();
        let output = register.assay(&["keys", "rotate", "--signing-keys", file.to_str().unwrap()]);
        assert!(!output.status.success(), "{output:?}");
        assert_eq!(fs::read(file).unwrap(), before, "the file is as it was");
        String::from_utf8(output.stderr).unwrap()
    };
    let message = not_rotated(&other);
    assert!(message.contains("the register signs with the key") && message.contains("--lost"), "{message}");
    // A file from before a rotation is refused too, and a lost one is begun again.
    let before = register.data.join("before.json");
    fs::copy(&file, &before).unwrap();
    assert!(register.assay(&["keys", "rotate"]).status.success());
    let message = refused(&["--demo", "--data", data, "--signing-keys", before.to_str().unwrap()]);
    assert!(message.contains("was replaced by"), "{message}");
    assert!(not_rotated(&before).contains("was replaced by"));
    fs::remove_file(&file).unwrap();
    assert!(!register.assay(&["keys", "rotate"]).status.success(), "there is nothing to rotate");
    let list = register.assay(&["keys", "rotate", "--lost"]);
    assert_eq!(
        String::from_utf8(list.stdout).unwrap().lines().count(),
        3,
        "the public keys of the database stay known"
    );
}
