//! What the letters about signing and submitting say.

use model::{
    Date, Timestamp,
    assessment::{Signature, locked_version::Submission},
    core::{
        canonical::Hash,
        dates::{long_date, month_year},
    },
};

/// A letter: what stands above it, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) subject: String,
    pub(crate) body: String,
}

/// To the leader: who asks, what for, and the link.
pub(crate) fn please_sign(submission: &Submission, lead: &Signature, leader: &str, link: &str, until: Date) -> Words {
    let (organisation, title) = (&submission.organisation.name, &submission.edition.title);
    let (lead, charter, until) = (&lead.name, &submission.charter.name, long_date(until));
    Words {
        subject: format!("Please sign for {organisation}: {title}"),
        body: format!(
            "Dear {leader},\n\n\
             {lead} has signed “{title}” for {organisation}, under the {charter}, and asks you to sign it as the leader of the \
             institution. It takes a minute. The page says what is promised, and shows the whole text:\n\n\
             {link}\n\n\
             The link is for you alone: whoever holds it can sign for you, so please do not pass it on. It works until {until}, \
             and only for the text as it is now. If something should change first, tell {lead}.\n"
        ),
    }
}

/// What a receipt says of a submission.
pub(crate) struct Receipt<'r> {
    pub(crate) submission: &'r Submission,
    pub(crate) hash: Hash,
    pub(crate) signatures: [&'r Signature; 2],
    pub(crate) on: Date,
    pub(crate) days_late: Option<u32>,
    /// Where everyone can read it.
    pub(crate) public: String,
}

/// To the leads and the leader: what was submitted, its hash, and where it is published.
pub(crate) fn receipt(receipt: &Receipt<'_>) -> Words {
    let submission = receipt.submission;
    let (organisation, title) = (&submission.organisation.name, &submission.edition.title);
    let late = receipt
        .days_late
        .map(|days| format!(", {days} {} late", if days == 1 { "day" } else { "days" }))
        .unwrap_or_default();
    let [lead, leader] = receipt.signatures.map(|one| format!("{}, {}", one.name, one.post));
    let answered = submission.answers.iter().filter(|answer| !answer.text.trim().is_empty()).count();
    let promised = submission.plan.actions.len();
    Words {
        subject: format!("Submitted for {organisation}: {title}"),
        body: format!(
            "{organisation} submitted “{title}” under the {charter} on {on}{late}.\n\n\
             It holds {answered} {answers} and {promised} {actions} from {starts} to {ends}. It was signed by {lead}, and by \
             {leader}.\n\n\
             It is published at {public}\n\n\
             Its version is\n{hash}\n\n\
             Keep this letter. With that number anyone can tell whether a text is the one that was signed.\n",
            charter = submission.charter.name,
            on = long_date(receipt.on),
            answers = plural(answered, "answer"),
            actions = plural(promised, "action"),
            starts = month_year(submission.plan.starts),
            ends = month_year(submission.plan.ends),
            public = receipt.public,
            hash = receipt.hash,
        ),
    }
}

/// To the leads: the secretariat returned it, and why.
pub(crate) fn returned(organisation: &str, title: &str, reason: &str, link: &str) -> Words {
    Words {
        subject: format!("Returned to {organisation}: {title}"),
        body: format!(
            "The secretariat returned “{title}” to {organisation}:\n\n{reason}\n\n\
             It is open again, and its signatures are void. When it is right, freeze it, have it signed and submit it:\n\n{link}\n"
        ),
    }
}

fn plural(number: usize, one: &str) -> String {
    if number == 1 { one.to_owned() } else { format!("{one}s") }
}

/// The day on which a link ends, for the letter that brings it.
pub(crate) fn until(now: Timestamp) -> Date {
    crate::core::clock::day(now + store::assessment::signatures::LEADER_LINK)
}
