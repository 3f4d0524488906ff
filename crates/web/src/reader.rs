//! Reads documents that somebody sent, behind a wall: in a program of its own, which has little memory and little time.
//!
//! A reader of a dozen formats will meet a file that makes it panic, loop or grow. That must cost the file and nothing else.

use crate::upload::File;
use documents::{original::Original, reading::Reading};
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
/// How many files are read at once; others wait.
const AT_ONCE: usize = 4;
/// The most bytes of an answer: a reading says less than its file.
const LONGEST_ANSWER: u64 = 64_000_000;

/// Where documents are read.
#[derive(Debug, Clone, Default)]
pub enum Reader {
    /// In this program, without a wall: for tests.
    #[default]
    Here,
    /// In a program of its own.
    Program(Program),
}

/// The program that reads: it gets the files on its standard input, and answers with an [`Answer`] as JSON.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    places: Arc<Semaphore>,
}

/// What the program that reads answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What was found.
    Read(Box<Reading>, Original),
    /// Why the file is not read, as a sentence.
    Refused(String),
}

/// A file that was not read, and why, as a sentence for whoever chose it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(pub String);

impl Reader {
    /// Read in that program, called with these arguments and the file's name.
    #[must_use]
    pub fn program(path: PathBuf, arguments: Vec<OsString>) -> Self {
        Self::Program(Program { path, arguments, places: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// Read the files of one submission, and give them as they were laid out too. Ends within [`LONGEST`] after its turn has
    /// come, whatever the files are.
    ///
    /// # Errors
    /// A sentence that says why they are not read.
    pub async fn read(&self, files: Vec<File>, charter: Arc<Charter>) -> Result<(Reading, Original), Unread> {
        match self {
            Self::Here => {
                let read = move || {
                    let files: Vec<(&str, &[u8])> =
                        files.iter().map(|file| (file.name.as_str(), file.bytes.as_slice())).collect();
                    documents::read_beside(&files, &charter).map_err(|refused| Unread(refused.to_string()))
                };
                tokio::task::spawn_blocking(read).await.expect("no test has a file that makes the reader panic")
            }
            Self::Program(program) => program.read(&files).await,
        }
    }
}

impl Program {
    async fn read(&self, files: &[File]) -> Result<(Reading, Original), Unread> {
        let name = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
        let _place = self.places.acquire().await.expect("places are never closed");
        let too_much = || Unread(documents::Refused::TooMuchWork { file: name.clone() }.to_string());
        let mut child = self.start(files).map_err(|error| {
            tracing::error!(%error, "the program that reads documents does not start");
            Unread(format!("{name} cannot be read just now. Try again in a minute."))
        })?;
        // On its way out of this function the child is killed, unless it has ended.
        let answer = timeout(LONGEST, answer(&mut child, files)).await.map_err(|_| too_much())?;
        match answer.as_deref().map(serde_json::from_slice) {
            Some(Ok(Answer::Read(reading, original))) => Ok((*reading, original)),
            Some(Ok(Answer::Refused(sentence))) => Err(Unread(sentence)),
            // It ran out of memory or time, or the reader panicked: the file asks for more than any submission does.
            _ => Err(too_much()),
        }
    }

    /// It inherits nothing: no secrets of the environment, no terminal.
    fn start(&self, files: &[File]) -> std::io::Result<Child> {
        let mut command = Command::new(&self.path);
        command.args(&self.arguments).arg("--").env_clear();
        for file in files {
            command.arg(file.bytes.len().to_string()).arg(&file.name);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true).spawn()
    }
}

/// Give the files, and take what is answered; none where it ends badly or answers without end.
async fn answer(child: &mut Child, files: &[File]) -> Option<Vec<u8>> {
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let give = async move {
        for file in files {
            // Whoever has refused a file may not read it to its end.
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
        let reader = Reader::program("/bin/sh".into(), vec!["-c".into(), script.into()]);
        let charter = Arc::new(testing::invented_charter());
        let file = File { name: "plan.pdf".to_owned(), bytes: b"%PDF".to_vec() };
        reader.read(vec![file], charter).await.unwrap_err().0
    }

    /// Time stands still but for waiting: ten seconds pass as soon as there is nothing else to do.
    #[tokio::test(start_paused = true)]
    async fn who_never_answers_is_given_up() {
        assert!(told_by("sleep 100").await.contains("asks for more work"));
    }

    #[tokio::test]
    async fn who_ends_badly_has_read_nothing() {
        for script in ["exit 1", "kill -9 $$", "cat >/dev/null; echo nonsense", "cat >/dev/null"] {
            assert!(told_by(script).await.contains("asks for more work"), "{script}");
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
