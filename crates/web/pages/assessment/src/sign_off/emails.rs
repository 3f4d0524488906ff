//! The emails about signing and submitting.

use model::{
    Date, Timestamp,
    assessment::{Signature, locked_version::Submission},
    core::{
        canonical::Hash,
        dates::{long_date, month_year},
        keys::PublicKey,
    },
};
use web_shell::work::emails::subject::{by, subject};

/// An email’s subject and body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EmailText {
    pub(crate) subject: String,
    pub(crate) body: String,
    /// The address of the person who wrote what is in it, to whom its readers reply.
    pub(crate) reply_to: Option<String>,
}

impl EmailText {
    pub(crate) fn new(subject: String, body: String) -> Self {
        Self { subject, body, reply_to: None }
    }
}

/// The person who is asked to sign.
pub(crate) struct Asked<'a> {
    /// Their name.
    pub(crate) name: &'a str,
    /// The name of the leader for whom a deputy signs.
    pub(crate) leader: Option<&'a str>,
    /// The name of the lead who signed.
    pub(crate) lead: &'a str,
}

/// The email that asks the leader or their deputy to sign, with the link.
pub(crate) fn signature_request(submission: &Submission, asked: &Asked<'_>, link: &str, last_day: Date) -> EmailText {
    let (organisation, title) = (&submission.organisation.name, &submission.edition.title);
    let (charter, until) = (&submission.charter.name, long_date(last_day));
    let Asked { name, leader, lead } = asked;
    let asks = match leader {
        None => format!("asks you, as leader of the institution, to sign it by {until}"),
        Some(leader) => format!(
            "the leader of the institution, {leader}, has named you to sign it for them by {until}. Your signature is shown with your name \
             and job title, for the leader"
        ),
    };
    EmailText::new(
        subject(&by("Sign", last_day), title, organisation),
        format!(
            "Dear {name},\n\n\
             {lead} has signed the {title} of {organisation} under the {charter} and {asks}. Use this link to read and sign it. It takes \
             about a minute:\n\n\
             {link}\n\n\
             There you can also download the text, ask a question{deputy} or send it back with a comment.\n\n\
             This link is personal to you. Do not forward it. It expires at the end of {until} and is for the current version \
             only.\n\n\
             If you were not expecting this email, ignore it.\n",
            deputy = if leader.is_none() { ", name a deputy" } else { "" },
        ),
    )
}

/// The facts of a submission that its receipt states.
pub(crate) struct Receipt<'r> {
    pub(crate) submission: &'r Submission,
    pub(crate) hash: Hash,
    pub(crate) signatures: [&'r Signature; 2],
    pub(crate) on: Date,
    pub(crate) days_late: Option<u32>,
    /// The address of the public page.
    pub(crate) public: String,
    /// The address of the page with the receipt.
    pub(crate) receipt: String,
    /// The address of the register's public keys.
    pub(crate) keys: String,
    /// The public key that signed the receipt.
    pub(crate) key: PublicKey,
    /// The address of the event log, and the signed checkpoint that covers the submission.
    pub(crate) checkpoint: Option<(String, String)>,
}

/// The email to the leads, the leader and the deputy that confirms what was submitted, with its hash and where it is published.
pub(crate) fn receipt(receipt: &Receipt<'_>) -> EmailText {
    let submission = receipt.submission;
    let (organisation, title) = (&submission.organisation.name, &submission.edition.title);
    let late = receipt
        .days_late
        .map(|days| format!(", {days} {} late", if days == 1 { "day" } else { "days" }))
        .unwrap_or_default();
    let [lead, leader] = receipt.signatures.map(|one| format!("{}, {}", one.name, one.post));
    let answered = submission.answers.iter().filter(|answer| !answer.text.trim().is_empty()).count();
    let planned = submission.plan.actions.len();
    let log = receipt.checkpoint.as_ref().map_or_else(String::new, |(address, note)| {
        format!("\nCheckpoint of the event log, which covers this submission ({address}):\n\n{note}")
    });
    EmailText::new(
        subject("Submission received", title, organisation),
        format!(
            "{organisation} submitted its {title} under the {charter} on {on}{late}.\n\n\
             It has {answered} {answers} and {planned} {actions} from {starts} to {ends}. It was signed by {lead} and by \
             {leader}.\n\n\
             Public page: {public}\n\n\
             Receipt signed by the register: {receipt}\n\n\
             Version ID (SHA-256):\n{hash}\n\n\
             Public key of the register (Ed25519), also at {keys}:\n{key}\n\n\
             Keep this email. With the version ID and the public key, anyone can verify the text, its signatures and its dates, even if the \
             register no longer exists.\n{log}",
            charter = submission.charter.name,
            on = long_date(receipt.on),
            answers = plural(answered, "answer"),
            actions = plural(planned, "action"),
            starts = month_year(submission.plan.starts),
            ends = month_year(submission.plan.ends),
            public = receipt.public,
            receipt = receipt.receipt,
            keys = receipt.keys,
            key = receipt.key,
            hash = receipt.hash,
        ),
    )
}

/// The email to the leads that says why the secretariat returned the submission.
pub(crate) fn returned(organisation: &str, title: &str, reason: &str, link: &str) -> EmailText {
    EmailText::new(
        subject("Changes requested", title, organisation),
        format!(
            "The secretariat has returned your {title} for changes. Reason:\n\n{reason}\n\n\
             It is unlocked and its signatures are cancelled. When you have made the changes, lock it for sign-off, collect both signatures and submit it:\n\n{link}\n"
        ),
    )
}

fn plural(number: usize, one: &str) -> String {
    if number == 1 { one.to_owned() } else { format!("{one}s") }
}

/// Returns the last day on which a signing link works.
pub(crate) fn until(now: Timestamp) -> Date {
    web_shell::core::clock::day(now + store::assessment::leader_links::LIFETIME)
}
