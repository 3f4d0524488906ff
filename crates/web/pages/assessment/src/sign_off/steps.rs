//! The steps from drafting to submission, and the first sentences of the sign-off page.

use super::due::DueNow;
use crate::locked_version::moment;
use model::{
    Date, Timestamp,
    assessment::{AssessmentState, Step, contents::AssessmentContents},
    core::{
        canonical::Hash,
        dates::{long_date, relative_to},
    },
    register::signatory_address::Capacity,
};
use store::assessment::{leader_links::LeaderRequestState, submissions::days_late};
use web_shell::core::clock;

/// A step, as shown.
#[derive(Debug, Clone)]
pub(super) struct StepView {
    /// `now` or `ahead`; empty for a completed step.
    pub(super) class: &'static str,
    pub(super) label: &'static str,
    /// The date of a completed step, or “Now” for the next one.
    pub(super) detail: String,
}

/// Drafting → Locked → Lead → Leader → Submitted. A completed step has its date; the next step is marked as current.
pub(super) fn steps(state: &AssessmentState<Hash>) -> Vec<StepView> {
    let (locked, lead, leader, submitted) = moments(state);
    let done = state.step();
    let when = |at: Option<Timestamp>| at.map(|at| long_date(clock::day(at))).unwrap_or_default();
    [
        (Step::Drafting, "In progress", String::new()),
        (Step::Ready, "Locked", when(locked)),
        (Step::LeadSigned, "Lead signs", when(lead)),
        (Step::Signed, "Leader signs", when(leader)),
        (Step::Submitted, "Submitted", when(submitted)),
    ]
    .into_iter()
    .map(|(step, label, when)| {
        let is_next = match state.step() {
            Step::Drafting => step == Step::Drafting,
            Step::Submitted => false,
            now => Some(step) == Step::ALL.into_iter().find(|step| *step > now),
        };
        let is_done = step <= done && !is_next;
        let (class, detail) = match (is_next, is_done) {
            (true, _) => ("now", "Now".to_owned()),
            (false, true) => ("", when),
            (false, false) => ("ahead", String::new()),
        };
        StepView { class, label, detail }
    })
    .collect()
}

type Moments = (Option<Timestamp>, Option<Timestamp>, Option<Timestamp>, Option<Timestamp>);

fn moments(state: &AssessmentState<Hash>) -> Moments {
    let locked = state.locked().map(|locked| locked.at);
    match state {
        AssessmentState::Drafting(_) | AssessmentState::Ready(_) | AssessmentState::OnPaper(..) => {
            (locked, None, None, None)
        }
        AssessmentState::LeadSigned(_, lead) => (locked, Some(lead.at), None, None),
        AssessmentState::Signed(_, lead, leader) => (locked, Some(lead.at), Some(leader.at), None),
        AssessmentState::Submitted(_, lead, leader, submission) => {
            (locked, Some(lead.at), Some(leader.at), Some(submission.at))
        }
    }
}

/// Returns the first sentence of the page, and what follows from it; `feedback` is when a submission receives it.
pub(super) fn sentences(
    contents: &AssessmentContents,
    blocking: usize,
    asked: &LeaderRequestState,
    due: Option<DueNow>,
    feedback: Option<Date>,
    today: Date,
) -> (String, String) {
    let consequence = "Locking stops all editing so that both people sign the same version.";
    match &contents.state {
        AssessmentState::Drafting(_) if blocking == 1 => {
            ("1 item missing: complete it before sign-off".into(), String::new())
        }
        AssessmentState::Drafting(_) if blocking > 0 => {
            (format!("{blocking} items missing: complete them before sign-off"), String::new())
        }
        AssessmentState::Drafting(_) => ("Complete: ready to lock for sign-off".into(), consequence.into()),
        AssessmentState::Ready(_) => (
            "Locked: awaiting lead’s signature".into(),
            "An institutional lead reads the locked version and signs it.".into(),
        ),
        AssessmentState::LeadSigned(_, lead) => {
            if let Some((name, email)) = &asked.awaits {
                let then = format!("{name}, {email}. We send the signing link when it is confirmed.");
                return ("Waiting for the secretariat to confirm the address".into(), then);
            }
            let then = match asked.links.last() {
                Some(link) => format!(
                    "We emailed a signing link to {}{} at {} on {}. It expires at the end of {}.",
                    link.name,
                    if link.capacity == Capacity::Deputy { ", the leader’s deputy," } else { "" },
                    link.email,
                    moment(link.sent),
                    long_date(clock::day(link.expires))
                ),
                None => {
                    format!("{} signed on {}. The leader signs with a personal link.", lead.name, moment(lead.at))
                }
            };
            ("Awaiting leader’s signature".into(), then)
        }
        AssessmentState::Signed(..) => {
            let public = "When it is submitted, all of it is published at once: the answers, the action plan, the rounded headcount and the \
                          names of both signatories.";
            let then = due.map(|due| {
                let when = format!("Due {} ({}).", long_date(due.on), relative_to(today, due.on));
                let feedback = due.feedback.map(long_date);
                feedback.map_or(when.clone(), |by| format!("{when} Submitted today, it receives feedback by {by}."))
            });
            let then = then.map_or_else(|| public.to_owned(), |then| format!("{then} {public}"));
            ("Signed by both: ready to submit".into(), then)
        }
        AssessmentState::Submitted(_, _, _, submission) => {
            let on = clock::day(submission.at);
            let late = days_late(submission.due, on)
                .map(|days| format!(", {days} {} late", if days == 1 { "day" } else { "days" }));
            let due = submission.due.map(|due| format!("Due {}.", long_date(due)));
            let feedback = feedback.map(|by| format!("Feedback from peer review is due by {}.", long_date(by)));
            let then = due.into_iter().chain(feedback).collect::<Vec<_>>().join(" ");
            (format!("Submitted on {}{}", long_date(on), late.unwrap_or_default()), then)
        }
        AssessmentState::OnPaper(paper) => {
            let confirmed = match paper.confirmed {
                Some(at) => format!("The secretariat confirmed it on {}.", long_date(clock::day(at))),
                None => "The secretariat has not confirmed it.".to_owned(),
            };
            (
                format!("Submitted outside Assay on {}", long_date(paper.on)),
                format!("The text was imported from its document. {confirmed}"),
            )
        }
    }
}
