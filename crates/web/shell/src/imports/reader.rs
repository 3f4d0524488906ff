//! Reads uploaded documents in isolation: in a separate process with little memory and time.
//!
//! Some files will make a reader of a dozen formats panic, loop or allocate without end. That must affect only the file.

mod usage;

pub use usage::ReaderUse;

use crate::core::form::upload::UploadedFile;
use documents::{
    manuscript::preview::Preview,
    plan_sheet::{self, WorkbookRow},
    reading::Reading,
};
use model::charter::Charter;
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    path::PathBuf,
    process::Stdio,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};
use usage::{Counts, Waiting};

/// How long reading a submission may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(10);
/// The argument that makes the process read the workbook of a plan instead of a submission.
pub const AS_PLAN: &str = "--plan";
/// How many processes read at once. Others wait.
const MAX_PROCESSES: usize = 4;
/// The maximum size of a reply, in bytes. A reply is normally smaller than its file.
const MAX_REPLY_BYTES: u64 = 64_000_000;

/// Reads documents.
#[derive(Debug, Clone, Default)]
pub enum DocumentReader {
    /// In this process, without isolation, for tests.
    #[default]
    Here,
    /// In a separate process.
    Program(Program),
}

/// The program that reads. It gets the files on its standard input, and replies with a [`ReaderReply`] as JSON.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    slots: Arc<Semaphore>,
    counts: Arc<Counts>,
}

/// The reply of the program that reads.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderReply {
    /// What was found in a submission.
    Read(Box<Reading>, Preview),
    /// The rows of a plan's workbook.
    Plan(Vec<WorkbookRow>),
    /// Why the file was not read, as a sentence.
    Refused(String),
}

/// The error of a file that was not read: a sentence for the person who uploaded it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(pub String);

impl DocumentReader {
    /// Creates a reader that runs a program with these arguments, followed by the size and name of each file.
    #[must_use]
    pub fn program(path: PathBuf, arguments: Vec<OsString>) -> Self {
        Self::Program(Program {
            path,
            arguments,
            slots: Arc::new(Semaphore::new(MAX_PROCESSES)),
            counts: Arc::default(),
        })
    }

    /// Returns what the processes are doing and have done.
    #[must_use]
    pub fn usage(&self) -> ReaderUse {
        match self {
            Self::Here => ReaderUse::default(),
            Self::Program(Program { slots, counts, .. }) => ReaderUse {
                running: (MAX_PROCESSES - slots.available_permits()) as u64,
                waiting: counts.waiting.load(Relaxed),
                read: counts.read.load(Relaxed),
                refused: counts.refused.load(Relaxed),
                failed: counts.failed.load(Relaxed),
            },
        }
    }

    /// Reads the files of one submission, and returns a preview of their layout too. Takes at most [`TIME_LIMIT`] after it has got a slot,
    /// whatever the files are.
    ///
    /// # Errors
    /// The files cannot be read.
    pub async fn read(&self, files: Vec<UploadedFile>, charter: Arc<Charter>) -> Result<(Reading, Preview), Unread> {
        match self {
            Self::Here => {
                let read = move || {
                    let files: Vec<(&str, &[u8])> =
                        files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
                    documents::read_with_preview(&files, &charter).map_err(|error| Unread(error.to_string()))
                };
                tokio::task::spawn_blocking(read).await.expect("no test has a file that makes the reader panic")
            }
            Self::Program(program) => match program.read(&[], &files).await? {
                ReaderReply::Read(reading, preview) => Ok((*reading, preview)),
                ReaderReply::Plan(_) => Err(too_complex(&files)),
                ReaderReply::Refused(sentence) => Err(Unread(sentence)),
            },
        }
    }

    /// Reads an edited workbook of a plan, within the same limits.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn read_plan(&self, file: UploadedFile) -> Result<Vec<WorkbookRow>, Unread> {
        match self {
            Self::Here => {
                let read = move || plan_sheet::read(&file.name, &file.bytes).map_err(|error| Unread(error.to_string()));
                tokio::task::spawn_blocking(read).await.expect("no test has a file that makes the reader panic")
            }
            Self::Program(program) => match program.read(&[AS_PLAN], std::slice::from_ref(&file)).await? {
                ReaderReply::Plan(rows) => Ok(rows),
                ReaderReply::Read(..) => Err(too_complex(&[file])),
                ReaderReply::Refused(sentence) => Err(Unread(sentence)),
            },
        }
    }
}

/// Returns the error about files that the reader did not finish.
fn too_complex(files: &[UploadedFile]) -> Unread {
    Unread(documents::ReadError::TooComplex { file: names(files) }.to_string())
}

fn names(files: &[UploadedFile]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl Program {
    async fn read(&self, arguments: &[&str], files: &[UploadedFile]) -> Result<ReaderReply, Unread> {
        let waiting = Waiting::new(&self.counts);
        let _slot = self.slots.acquire().await.expect("the semaphore is never closed");
        drop(waiting);
        let reply = self.read_in_slot(arguments, files).await;
        let count = match &reply {
            Ok(ReaderReply::Read(..) | ReaderReply::Plan(_)) => &self.counts.read,
            Ok(ReaderReply::Refused(_)) => &self.counts.refused,
            Err(_) => &self.counts.failed,
        };
        count.fetch_add(1, Relaxed);
        reply
    }

    async fn read_in_slot(&self, arguments: &[&str], files: &[UploadedFile]) -> Result<ReaderReply, Unread> {
        let mut child = self.start(arguments, files).map_err(|error| {
            tracing::error!(%error, "the program that reads documents could not be started");
            Unread(format!("{} could not be read. Try again in a minute.", names(files)))
        })?;
        // The child is killed when this function returns, unless it has ended.
        let reply = timeout(TIME_LIMIT, exchange(&mut child, files)).await.map_err(|_| too_complex(files))?;
        // Without a reply, the process ran out of memory or time, or the reader panicked: the file is more complex than any real plan or
        // submission.
        reply.and_then(|reply| serde_json::from_slice(&reply).ok()).ok_or_else(|| too_complex(files))
    }

    /// Starts the process. It inherits nothing: no environment variables, which contain secrets, and no terminal.
    fn start(&self, arguments: &[&str], files: &[UploadedFile]) -> std::io::Result<Child> {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).args(arguments).arg("--").env_clear();
        for file in files {
            command.arg(file.bytes.len().to_string()).arg(&file.name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()
    }
}

/// Sends the files to the process and returns its reply; `None` if it fails. A reply that is too long is cut off.
async fn exchange(child: &mut Child, files: &[UploadedFile]) -> Option<Vec<u8>> {
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let send = async move {
        for file in files {
            // A process that refuses a file may not read it to its end.
            let _ = input.write_all(&file.bytes).await;
        }
    };
    let receive = async move {
        let mut reply = Vec::new();
        output.take(MAX_REPLY_BYTES).read_to_end(&mut reply).await.ok().map(|_| reply)
    };
    let ((), reply) = tokio::join!(send, receive);
    let status = child.wait().await.ok()?;
    reply.filter(|_| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn error_of(script: &str) -> String {
        let reader = DocumentReader::program("/bin/sh".into(), vec!["-c".into(), script.into()]);
        let charter = Arc::new(testing::invented_charter());
        let file = || UploadedFile { name: "plan.pdf".to_owned(), bytes: b"%PDF".to_vec() };
        let error = reader.read(vec![file()], charter).await.unwrap_err().0;
        assert_eq!(reader.read_plan(file()).await.unwrap_err().0, error, "a workbook is read in the same isolation");
        error
    }

    /// The clock is paused and advances while nothing else is to be done, so ten seconds pass at once.
    #[tokio::test(start_paused = true)]
    async fn a_process_that_does_not_reply_is_killed() {
        assert!(error_of("sleep 100").await.contains("too complex to read"));
    }

    #[tokio::test]
    async fn a_process_that_crashes_has_read_nothing() {
        for script in ["exit 1", "kill -9 $$", "cat >/dev/null; echo nonsense", "cat >/dev/null"] {
            assert!(error_of(script).await.contains("too complex to read"), "{script}");
        }
    }

    #[tokio::test]
    async fn the_reason_of_a_refusal_is_passed_on() {
        assert_eq!(error_of(r#"cat >/dev/null; echo '{"refused":"It is a scan."}'"#).await, "It is a scan.");
    }

    #[tokio::test]
    async fn uploads_are_counted_by_their_outcome() {
        let script = r#"if grep -q scan; then echo '{"refused":"It is a scan."}'; else exit 1; fi"#;
        let reader = DocumentReader::program("/bin/sh".into(), vec!["-c".into(), script.into()]);
        for bytes in [b"scan".to_vec(), b"scan".to_vec(), b"words".to_vec()] {
            reader.read_plan(UploadedFile { name: "plan.xlsx".to_owned(), bytes }).await.unwrap_err();
        }
        assert_eq!(reader.usage(), ReaderUse { refused: 2, failed: 1, ..ReaderUse::default() });
    }

    #[tokio::test]
    async fn no_secret_is_inherited() {
        assert_eq!(error_of(r#"cat >/dev/null; echo "{\"refused\":\"<$ASSAY_DATABASE$HOME>\"}""#).await, "<>");
    }
}
