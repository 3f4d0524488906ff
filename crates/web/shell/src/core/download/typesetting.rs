//! Typesetting PDF files, which occupies a processor for a second or more.
//!
//! A file is typeset once for each content: requests for the same file wait for the same result, also if the first of them has gone, and
//! the result is kept in memory. The number of files that wait is limited, and a request above it gets 503 at once. Anonymous visitors
//! have a queue of their own, so that members get their files whatever the public does. The limits are for all clients together, so they
//! hold behind a proxy that sends no addresses. See `docs/decisions/0023-private-drafts-and-cheap-requests.md`.

use crate::core::{app::App, app::Typeset, problem::Problem};
use axum::body::Bytes;
use documents::write::form::Form;
use model::Date;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{HashMap, VecDeque},
    hash::{Hash as _, Hasher},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Semaphore, watch};

/// Who waits for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A visitor who is not known.
    Anyone,
    /// A person who is signed in or has a personal link.
    Known,
}

/// How many files for anyone are typeset at once, and how many may wait for that.
const FOR_ANYONE: (usize, usize) = (1, 6);
/// The same for known people.
const FOR_KNOWN: (usize, usize) = (2, 24);
/// The maximum size of all files that a queue keeps, in bytes.
const MAX_KEPT_BYTES: usize = 16 * 1024 * 1024;

/// The hash of everything that a file depends on.
type Key = [u8; 32];
/// A file, or why it could not be typeset; `None` while it is being typeset.
type Outcome = Option<Result<Bytes, String>>;

/// The queues of files.
#[derive(Debug, Clone)]
pub struct Typesetting {
    anyone: Arc<Queue>,
    known: Arc<Queue>,
}

impl Default for Typesetting {
    fn default() -> Self {
        Self { anyone: Arc::new(Queue::new(FOR_ANYONE)), known: Arc::new(Queue::new(FOR_KNOWN)) }
    }
}

#[derive(Debug)]
struct Queue {
    slots: Arc<Semaphore>,
    max_unfinished: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    unfinished: HashMap<Key, watch::Receiver<Outcome>>,
    /// The files that were typeset, the one that was used longest ago first.
    kept: VecDeque<(Key, Bytes)>,
}

/// Typesets a form as PDF with the submission's canonical text attached, or returns the file from memory.
///
/// # Errors
/// There is no typesetter, it failed, or too many files wait.
pub async fn typeset(
    app: &App,
    reader: Reader,
    form: Form,
    canonical: Option<String>,
    date: Date,
) -> Result<Bytes, Problem> {
    let typeset = app.typeset.ok_or(Problem::NotFound)?;
    let queue = match reader {
        Reader::Anyone => &app.typesetting.anyone,
        Reader::Known => &app.typesetting.known,
    };
    let mut outcome = match queue.ask(key(&form, canonical.as_deref(), date))? {
        Asked::Kept(file) => return Ok(file),
        Asked::Unfinished(outcome) => outcome,
        Asked::First(key, outcome, finished) => {
            // The task does not end with the request, so that a client cannot start the same work again and again by going away.
            tokio::spawn(queue.clone().work(key, finished, typeset, form, canonical, date));
            outcome
        }
    };
    let done = outcome.wait_for(Option::is_some).await.map(|done| done.clone());
    let done = done.ok().flatten().unwrap_or_else(|| Err("the task that typesets it ended".to_owned()));
    done.map_err(Problem::Typesetting)
}

/// Makes a file before anyone asks for it, in a task of its own. A failure is only logged, since the file is made when it is asked for.
pub fn ahead(app: &App, file: impl Future<Output = Result<Bytes, Problem>> + Send + 'static) {
    if app.typeset.is_some() {
        tokio::spawn(async move {
            if let Err(problem) = file.await {
                tracing::warn!(%problem, "a PDF file was not made ahead");
            }
        });
    }
}

/// The answer of a queue.
enum Asked {
    Kept(Bytes),
    Unfinished(watch::Receiver<Outcome>),
    /// No one has asked for it before.
    First(Key, watch::Receiver<Outcome>, watch::Sender<Outcome>),
}

impl Queue {
    fn new((slots, waiting): (usize, usize)) -> Self {
        Self { slots: Arc::new(Semaphore::new(slots)), max_unfinished: slots + waiting, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, key: Key) -> Result<Asked, Problem> {
        let mut state = self.state();
        if let Some(file) = state.kept(&key) {
            return Ok(Asked::Kept(file));
        }
        if let Some(outcome) = state.unfinished.get(&key) {
            return Ok(Asked::Unfinished(outcome.clone()));
        }
        if state.unfinished.len() >= self.max_unfinished {
            return Err(Problem::Busy);
        }
        let (finished, outcome) = watch::channel(None);
        state.unfinished.insert(key, outcome.clone());
        Ok(Asked::First(key, outcome, finished))
    }

    async fn work(
        self: Arc<Self>,
        key: Key,
        finished: watch::Sender<Outcome>,
        typeset: Typeset,
        form: Form,
        canonical: Option<String>,
        date: Date,
    ) {
        let slot = self.slots.clone().acquire_owned().await.expect("the semaphore is never closed");
        let file = tokio::task::spawn_blocking(move || {
            let _slot = slot;
            typeset(&form, canonical.as_deref().map(str::as_bytes), date)
        });
        let file = file.await.unwrap_or_else(|_| Err("the typesetter panicked".to_owned())).map(Bytes::from);
        let mut state = self.state();
        state.unfinished.remove(&key);
        if let Ok(file) = &file {
            state.keep(key, file.clone());
        }
        drop(state);
        // No one may be waiting any more.
        finished.send_replace(Some(file));
    }
}

impl State {
    fn kept(&mut self, key: &Key) -> Option<Bytes> {
        let at = self.kept.iter().position(|(kept, _)| kept == key)?;
        let entry = self.kept.remove(at)?;
        let file = entry.1.clone();
        self.kept.push_back(entry);
        Some(file)
    }

    fn keep(&mut self, key: Key, file: Bytes) {
        self.kept.push_back((key, file));
        let mut size: usize = self.kept.iter().map(|(_, file)| file.len()).sum();
        while size > MAX_KEPT_BYTES
            && let Some((_, oldest)) = self.kept.pop_front()
        {
            size -= oldest.len();
        }
    }
}

/// The hash of what a file depends on, so that files of different content are never mistaken for each other.
fn key(form: &Form, canonical: Option<&str>, date: Date) -> Key {
    let mut hasher = Sha256Hasher(Sha256::new());
    (form, canonical, date).hash(&mut hasher);
    hasher.0.finalize().into()
}

/// Feeds what is hashed to SHA-256.
struct Sha256Hasher(Sha256);

impl Hasher for Sha256Hasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn finish(&self) -> u64 {
        // Only `key` uses this hasher, and reads all 32 bytes.
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue() -> Queue {
        Queue::new((1, 1))
    }

    #[test]
    fn the_same_file_is_asked_for_once_and_a_full_queue_refuses() {
        let queue = queue();
        assert!(matches!(queue.ask([1; 32]), Ok(Asked::First(..))));
        assert!(matches!(queue.ask([1; 32]), Ok(Asked::Unfinished(_))));
        assert!(matches!(queue.ask([2; 32]), Ok(Asked::First(..))));
        assert!(matches!(queue.ask([3; 32]), Err(Problem::Busy)));
        assert!(matches!(queue.ask([2; 32]), Ok(Asked::Unfinished(_))), "one that is awaited anyway is not refused");
    }

    #[test]
    fn the_file_that_was_used_longest_ago_is_dropped() {
        let mut state = State::default();
        let file = || Bytes::from(vec![0; MAX_KEPT_BYTES / 2]);
        state.keep([1; 32], file());
        state.keep([2; 32], file());
        assert!(state.kept(&[1; 32]).is_some());
        state.keep([3; 32], file());
        assert!(state.kept(&[2; 32]).is_none());
        assert!(state.kept(&[1; 32]).is_some() && state.kept(&[3; 32]).is_some());
        state.keep([4; 32], Bytes::from(vec![0; MAX_KEPT_BYTES + 1]));
        assert!(state.kept.is_empty(), "memory is bounded whatever the size of a file");
    }

    #[test]
    fn files_of_different_content_have_different_keys() {
        let form =
            |title: &str| Form { title: title.into(), organisation: String::new(), banner: None, parts: Vec::new() };
        let (day, next) = (Date::constant(2027, 3, 1), Date::constant(2027, 3, 2));
        let one = key(&form("One"), None, day);
        assert_eq!(one, key(&form("One"), None, day));
        for other in [key(&form("Two"), None, day), key(&form("One"), Some(""), day), key(&form("One"), None, next)] {
            assert_ne!(one, other);
        }
    }
}
