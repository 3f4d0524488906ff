//! What a transaction changes on public pages, as far as it can be known from what it wrote.
//!
//! It is found without the help of the code that writes, so that no commit can forget it: events tell it by their category, and a
//! transaction without events by its tables. A new table counts as one that public pages show, until it is listed here.

/// The tables whose rows no public page shows: those of sign-ins, emails, jobs, comments, reviews, responses before they are counted, and the
/// program's own bookkeeping, among it the progress of a search. Entries of the event log are shown when a checkpoint covers them.
const NEVER_PUBLIC: [&str; 37] = [
    "allocation_proposal",
    "answer_version",
    "calendar_link",
    "comment",
    "email",
    // An event that is recorded is told by `record_event`. Afterwards only its place in the event log changes; personal data is erased from it
    // by a transaction that records another.
    "event",
    "feedback_draft",
    "feedback_draft_version",
    "feedback_rating",
    "feedback_text",
    "follow_up",
    "heartbeat",
    "job",
    "known_address",
    "leader_link",
    "log_entry",
    "log_tile",
    "mention",
    "name_check",
    "owner_link",
    "panel_comment",
    "pending_wipe",
    "practice_feedback",
    "private_note",
    "reading_time",
    "reminded",
    "resolution",
    "response",
    "response_code",
    "review_version",
    "session",
    "sign_in",
    "thread",
    "training_answer",
    "training_page",
    "unsubscribe_link",
    "unsubscribed",
];

/// The tables whose rows are of a draft until its self-assessment becomes a submission, which has an event. They are saved every second.
const OF_DRAFTS: [&str; 2] = ["answer", "headcount"];

/// The effect of a transaction on public pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effect {
    /// Whether an event was recorded that can change public pages; `None` if no event was recorded.
    by_events: Option<bool>,
    /// Whether a table was written that public pages may show.
    by_tables: bool,
}

impl Effect {
    /// Records an event, and whether it can change public pages.
    pub(super) fn record_event(&mut self, changes_public_pages: bool) {
        self.by_events = Some(self.by_events.unwrap_or(false) || changes_public_pages);
    }

    /// Records a statement that returned or changed a row.
    pub(super) fn record_statement(&mut self, sql: &str) {
        self.by_tables |=
            written_table(sql).is_some_and(|table| !NEVER_PUBLIC.contains(&table) && !OF_DRAFTS.contains(&table));
    }

    /// Whether public pages may have changed. Events decide, where there are some, because a draft is in the tables of what is published.
    pub(super) fn is_possible(self) -> bool {
        self.by_events.unwrap_or(self.by_tables)
    }
}

/// The table that a statement writes; none if it only reads.
fn written_table(sql: &str) -> Option<&str> {
    let mut words = sql.split(|letter: char| letter.is_whitespace() || letter == '(').filter(|word| !word.is_empty());
    match words.next()? {
        "insert" | "delete" => words.nth(1),
        "update" => words.next(),
        "select" | "pragma" => None,
        // Nothing else is expected, and a table that is not known counts.
        other => Some(other),
    }
}
