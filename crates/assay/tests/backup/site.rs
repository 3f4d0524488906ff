//! A site in a folder of its own, with the commands that the tests run on it.

use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
};
use store::{Db, core::digests::sha256};
use testing::{program, world::World};

/// A site with the world of the tests: its data folder and the address of its database.
pub(crate) struct TestSite {
    pub(crate) folder: PathBuf,
    pub(crate) data: PathBuf,
    /// The address of PostgreSQL, or none for SQLite in the data folder.
    pub(crate) database: Option<String>,
}

/// The rows of all tables, sorted.
pub(crate) type Rows = BTreeMap<String, Vec<String>>;

impl TestSite {
    /// A place for a site in a new folder, without data.
    pub(crate) fn place(database: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("assay-backup-{}", uuid::Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        let database = database.starts_with("postgres").then(|| database.to_owned());
        Self { data: folder.join("data"), folder, database }
    }

    pub(crate) fn url(&self) -> String {
        self.database.clone().unwrap_or_else(|| format!("sqlite:{}", self.data.join("assay.db").display()))
    }

    /// Fills it with the world and the file of its evidence, as a site that has been served.
    pub(crate) async fn filled(database: &str) -> (Self, World) {
        let site = Self::place(database);
        fs::create_dir(&site.data).unwrap();
        let db = testing::open(&site.url()).await;
        let world = World::make(&db, &testing::invented_charter(), web::core::clock::Clock::default().now()).await;
        db.close().await;
        let (_, file, bytes) = &world.evidence;
        let hash = file.sha256.to_string();
        let within = site.data.join("files").join(&hash[..2]);
        fs::create_dir_all(&within).unwrap();
        fs::write(within.join(&hash), bytes).unwrap();
        (site, world)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assay"));
        command.arg("--data").arg(&self.data).args(arguments).env_remove("ASSAY_FILES");
        if let Some(database) = &self.database {
            command.arg("--database").arg(database);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must succeed, and returns what it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{}", printed(&output));
        printed(&output)
    }

    /// Runs a command that must fail, and returns what it printed.
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(!output.status.success(), "{}", printed(&output));
        printed(&output)
    }

    /// A path for a backup of it.
    pub(crate) fn archive(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Reads all rows.
    pub(crate) async fn rows(&self) -> Rows {
        let db = Db::open_as_is(&self.url()).unwrap();
        let (may, mut tx, mut all) = (program(), db.read().await.unwrap(), Rows::new());
        for of in tx.tables(&may).await.unwrap() {
            let mut rows = tx.rows(&may, &of);
            let found = all.entry(of.table.clone()).or_default();
            while let Some(row) = rows.next_row(&may).await.unwrap() {
                let cells = of.columns.iter().zip(row).map(|((name, kind), value)| {
                    // PostgreSQL writes documents in its own way.
                    let is_json = *kind == store::core::db::ColumnKind::Json;
                    let value = match &value {
                        Value::String(text) if is_json => serde_json::from_str(text).unwrap(),
                        _ => value,
                    };
                    (name.clone(), value)
                });
                found.push(serde_json::to_string(&cells.collect::<BTreeMap<_, _>>()).unwrap());
            }
            found.sort();
        }
        drop(tx);
        db.close().await;
        all
    }

    /// The stored files by name, with their hashes.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        for folder in fs::read_dir(self.data.join("files")).unwrap() {
            for file in fs::read_dir(folder.unwrap().path()).unwrap() {
                let path = file.unwrap().path();
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                all.insert(name, sha256(&fs::read(&path).unwrap()));
            }
        }
        all
    }

    /// Starts to serve it, and returns the process and its address.
    pub(crate) fn serve(&self) -> (Child, String) {
        let charter = testing::root().join("crates/model/tests/charters/keepers-pledge");
        let mut command = self.command(&["serve", "--port", "0", "--charter", charter.to_str().unwrap()]);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
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
        (process, address)
    }
}

impl Drop for TestSite {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

pub(crate) fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Gets a page as a person with this session.
pub(crate) fn get(address: &str, path: &str, session: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: session={session}\r\nConnection: close\r\n\r\n")
        .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
