//! Shared by the tests of several crates: real databases, charters read from disk, and a small invented world.

mod databases;
pub mod world;

pub use databases::{databases, empty_databases, empty_postgres, open, postgres, sqlite};

use model::{
    OrganisationId,
    charter::{Charter, source},
    core::permit::{Author, CharterRole, Permission, Permit, Relation, Role, RunProgram},
};
use std::path::{Path, PathBuf};
use store::{
    Tx,
    core::write_permit::{self, Lock, NotLocked, WritePermit},
};

/// Returns the root of the checkout.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Reads the small invented charter of the tests, which has no name in common with the first real one.
#[must_use]
pub fn invented_charter() -> Charter {
    charter(&root().join("crates/model/tests/charters/keepers-pledge"))
}

/// Reads the first real charter, in `charters/`.
#[must_use]
pub fn real_charter() -> Charter {
    let folder = std::fs::read_dir(root().join("charters")).expect("the checkout has charters").next();
    charter(&folder.expect("there is a charter").expect("its folder can be read").path())
}

fn charter(folder: &Path) -> Charter {
    let mut files = Vec::new();
    gather(folder, folder, &mut files);
    source::read(&files).unwrap_or_else(|flaws| panic!("{flaws:#?}"))
}

fn gather(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("the folder of a charter can be read") {
        let path = entry.expect("its entries can be read").path();
        if path.is_dir() {
            gather(root, &path, files);
        } else {
            let name = path.strip_prefix(root).expect("it is under the root").to_string_lossy().replace('\\', "/");
            files.push((name, std::fs::read_to_string(&path).expect("a charter is text")));
        }
    }
}

/// Returns the columns of the database with the widest audience each may be shown to, from `store/tests/audiences.txt`.
///
/// # Panics
/// Panics if a line has no audience.
#[must_use]
pub fn audiences() -> Vec<(String, String)> {
    let file = std::fs::read_to_string(root().join("crates/store/tests/audiences.txt")).expect("the list can be read");
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let pair =
        |line: &str| line.split_once(' ').map(|(audience, column)| (audience.to_owned(), column.trim().to_owned()));
    lines.map(|line| pair(line).unwrap_or_else(|| panic!("no audience: {line}"))).collect()
}

/// Returns the name and content of a real document in `../shared/seeds`, by the first three digits of its name; `None`, with a message, if the
/// folder does not exist.
#[must_use]
pub fn seed(number: &str) -> Option<(String, Vec<u8>)> {
    let folder = root().join("../shared/seeds");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} does not exist", folder.display());
        return None;
    };
    let path = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(number)))?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some((name, std::fs::read(path).expect("a seed can be read")))
}

/// Returns the permit for the program's own work, for tests of that work.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "tests do the program's own work")]
pub fn program() -> Permit<RunProgram> {
    store::core::relation::program()
}

/// Returns the relation of the operator to every place.
#[must_use]
pub fn operator() -> Relation {
    store::core::relation::operator(&program())
}

/// Returns a permit to write in `tx` what `may` permits, as a page does before it writes.
///
/// # Panics
/// Panics if the policy now refuses it.
pub async fn lock<P: Permission>(tx: &mut Tx, may: &Permit<P>) -> WritePermit<P>
where
    P::Place: Lock,
{
    write_permit::lock(tx, may).await.expect("the policy still permits it")
}

/// Whether the policy now refuses what `may` permits, so that nothing can be written with it.
///
/// # Panics
/// Panics if the database fails.
pub async fn is_refused<P: Permission>(tx: &mut Tx, may: &Permit<P>) -> bool
where
    P::Place: Lock,
{
    match write_permit::lock(tx, may).await {
        Ok(_) => false,
        Err(NotLocked::Refused(_)) => true,
        Err(NotLocked::Database(error)) => panic!("{error}"),
    }
}

/// Creates a relation for a test, whatever is in the database.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "a test may choose who somebody is")]
pub fn relation(
    author: Author,
    charter_role: Option<CharterRole>,
    role: Option<Role>,
    organisation: Option<OrganisationId>,
) -> Relation {
    Relation::from_database(author, charter_role, role, organisation)
}
