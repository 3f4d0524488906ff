//! Reads uploaded documents in isolation: in a program of its own, which has little memory and little time.
//!
//! A reader of a dozen formats will meet a file that makes it panic, loop or grow. That must cost the file and nothing
//! else.

use crate::core::form::upload::UploadedFile;
use documents::{
    manuscript::preview::Preview,
    plan_sheet::{self, WorkbookRow},
    reading::Reading,
};
use model::charter::Charter;
use serde::{Deserialize, Serialize};
use std::{ffi::OsString, path::PathBuf, process::Stdio, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

/// How long a file may take.
pub const LONGEST: Duration = Duration::from_secs(10);
/// The argument by which the program is asked for the rows of a plan's workbook, and not for a submission.
pub const AS_PLAN: &str = "--plan";
/// How many files are read at once; others wait.
const AT_ONCE: usize = 4;
/// The most bytes of an answer: a reading says less than its file.
const LONGEST_ANSWER: u64 = 64_000_000;

/// Where documents are read.
#[derive(Debug, Clone, Default)]
pub enum DocumentReader {
    /// In this program, without a wall: for tests.
    #[default]
    Here,
    /// In a program of its own.
    Program(Program),
}

/// The program that reads: it gets the files on its standard input, and answers with a [`ReaderReply`] as JSON.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    places: Arc<Semaphore>,
}

/// What the program that reads answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReaderReply {
    /// What was found.
    Read(Box<Reading>, Preview),
    /// The rows of a plan's workbook.
    Plan(Vec<WorkbookRow>),
    /// Why the file is not read, as a sentence.
    Refused(String),
}

/// A file that was not read, and why, as a sentence for the person who uploaded it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(pub String);

impl DocumentReader {
    /// Reads in that program, called with these arguments and the file's name.
    #[must_use]
    pub fn program(path: PathBuf, arguments: Vec<OsString>) -> Self {
        Self::Program(Program { path, arguments, places: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// How many programs read now.
    #[must_use]
    pub fn running(&self) -> usize {
        match self {
            Self::Here => 0,
            Self::Program(program) => AT_ONCE - program.places.available_permits(),
        }
    }

    /// Read the files of one submission, and give them as they were laid out too. Ends within [`LONGEST`] after its turn has
    /// come, whatever the files are.
    ///
    /// # Errors
    /// A sentence that says why they are not read.
    pub async fn read(&self, files: Vec<UploadedFile>, charter: Arc<Charter>) -> Result<(Reading, Preview), Unread> {
        match self {
            Self::Here => {
                let read = move || {
                    let files: Vec<(&str, &[u8])> =
                        files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
                    documents::read_with_preview(&files, &charter).map_err(|refused| Unread(refused.to_string()))
                };
                tokio::task::spawn_blocking(read).await.expect("no test has a file that makes the reader panic")
            }
            Self::Program(program) => match program.read(&[], &files).await? {
                ReaderReply::Read(reading, original) => Ok((*reading, original)),
                ReaderReply::Plan(_) => Err(too_much(&files)),
                ReaderReply::Refused(sentence) => Err(Unread(sentence)),
            },
        }
    }

    /// Read the workbook of a plan that comes back, within the same bounds.
    ///
    /// # Errors
    /// A sentence that says why it is not read.
    pub async fn read_plan(&self, file: UploadedFile) -> Result<Vec<WorkbookRow>, Unread> {
        match self {
            Self::Here => {
                let read = move || plan_sheet::read(&file.name, &file.bytes).map_err(|why| Unread(why.to_string()));
                tokio::task::spawn_blocking(read).await.expect("no test has a file that makes the reader panic")
            }
            Self::Program(program) => match program.read(&[AS_PLAN], std::slice::from_ref(&file)).await? {
                ReaderReply::Plan(rows) => Ok(rows),
                ReaderReply::Read(..) => Err(too_much(&[file])),
                ReaderReply::Refused(sentence) => Err(Unread(sentence)),
            },
        }
    }
}

/// The message about a file that the reader did not finish.
fn too_much(files: &[UploadedFile]) -> Unread {
    Unread(documents::ReadError::TooComplex { file: names(files) }.to_string())
}

fn names(files: &[UploadedFile]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ")
}

impl Program {
    async fn read(&self, asked: &[&str], files: &[UploadedFile]) -> Result<ReaderReply, Unread> {
        let _place = self.places.acquire().await.expect("places are never closed");
        let mut child = self.start(asked, files).map_err(|error| {
            tracing::error!(%error, "the program that reads documents does not start");
            Unread(format!("{} could not be read. Try again in a minute.", names(files)))
        })?;
        // On its way out of this function the child is killed, unless it has ended.
        let answer = timeout(LONGEST, answer(&mut child, files)).await.map_err(|_| too_much(files))?;
        // Where there is none, it ran out of memory or time, or the reader panicked: the file asks for more than any plan or
        // submission does.
        answer.and_then(|answer| serde_json::from_slice(&answer).ok()).ok_or_else(|| too_much(files))
    }

    /// It inherits nothing: no secrets of the environment, no terminal.
    fn start(&self, asked: &[&str], files: &[UploadedFile]) -> std::io::Result<Child> {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).args(asked).arg("--").env_clear();
        for file in files {
            command.arg(file.bytes.len().to_string()).arg(&file.name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()
    }
}

/// Give the files, and take what is answered; none where it ends badly or answers without end.
async fn answer(child: &mut Child, files: &[UploadedFile]) -> Option<Vec<u8>> {
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let give = async move {
        for file in files {
            // A reader that refuses a file may not read it to its end.
            let _ = input.write_all(&file.bytes).await;
        }
    };
    let take = async move {
        let mut answer = Vec::new();
        output.take(LONGEST_ANSWER).read_to_end(&mut answer).await.ok().map(|_| answer)
    };
    let ((), answer) = tokio::join!(give, take);
    let ended = child.wait().await.ok()?;
    answer.filter(|_| ended.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told_by(script: &str) -> String {
        let reader = DocumentReader::program("/bin/sh".into(), vec!["-c".into(), script.into()]);
        let charter = Arc::new(testing::invented_charter());
        let file = || UploadedFile { name: "plan.pdf".to_owned(), bytes: b"%PDF".to_vec() };
        let told = reader.read(vec![file()], charter).await.unwrap_err().0;
        assert_eq!(reader.read_plan(file()).await.unwrap_err().0, told, "a workbook is read behind the same wall");
        told
    }

    /// Time is paused except for waiting: ten seconds pass as soon as there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_given_up() {
        assert!(told_by("sleep 100").await.contains("too complex to read"));
    }

    #[tokio::test]
    async fn a_reader_that_crashes_has_read_nothing() {
        for script in ["exit 1", "kill -9 $$", "cat >/dev/null; echo nonsense", "cat >/dev/null"] {
            assert!(told_by(script).await.contains("too complex to read"), "{script}");
        }
    }

    #[tokio::test]
    async fn what_was_refused_is_told_in_its_words() {
        assert_eq!(told_by(r#"cat >/dev/null; echo '{"refused":"It is a scan."}'"#).await, "It is a scan.");
    }

    #[tokio::test]
    async fn no_secret_is_inherited() {
        assert_eq!(told_by(r#"cat >/dev/null; echo "{\"refused\":\"<$ASSAY_DATABASE$HOME>\"}""#).await, "<>");
    }
}
