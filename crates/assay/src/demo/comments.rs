//! Comments of the first organisation with a draft: on actions and on an answer.

use super::{
    context::{Teller, at},
    people::{Actor, lock},
};
use jiff::{ToSpan as _, civil::Date};
use model::{
    CommentId, ThreadId,
    assessment::Step,
    core::permit::{AtAction, AtAssessment, AtComment, AtThread, ReadOrganisation},
    plan::Plan,
    team::comment::CommentText,
};
use store::{
    Error, Tx,
    assessment::assessments,
    team::comments::{self, NewComment},
};

/// Creates comments on the current plan and on the draft self-assessment.
pub(super) async fn create(tx: &mut Tx, teller: &Teller<'_>, plan: &Plan) -> Result<(), Error> {
    let lead = teller.team.lead;
    let other = teller.team.writers.last().copied().unwrap_or(lead);
    let on = teller.today().saturating_sub(6.days());
    let mut actions = plan.live();
    let mut place = || {
        let action = actions.next()?.id;
        Some(AtAction { organisation: teller.id, plan: plan.id, action, step: Some(Step::Submitted) })
    };
    if let Some(action) = place() {
        let asks = "Does this still include the workshop that moved to the *north campus*?";
        let permit = lock(tx, &other.may(action)).await?;
        let thread = comments::begin_on_action(tx, &permit, &new(teller, asks, lead), at(on, 0)).await?;
        let thread = thread.expect("it is the first comment");
        let says = new(teller, "Yes, it does. I have asked their manager for the numbers.", other);
        let permit = lock(tx, &lead.may(open(teller, thread))).await?;
        comments::reply(tx, &permit, &says, at(on, 50)).await?;
        let decided = "Both campuses are included, and the plan says so.";
        let permit = lock(tx, &lead.may(open(teller, thread))).await?;
        comments::resolve(tx, &permit, decided, at(on.saturating_add(2.days()), 0)).await?;
    }
    if let Some(action) = place() {
        let asks = "This was due in the spring. Should we raise it at the next meeting, or find another owner first?";
        let permit = lock(tx, &other.may(action)).await?;
        comments::begin_on_action(tx, &permit, &new(teller, asks, lead), at(on, 90)).await?;
    }
    on_answer(tx, teller, [lead, other], on.saturating_add(3.days())).await
}

/// A comment on the first answer of the draft, and a reply that is deleted.
async fn on_answer(tx: &mut Tx, teller: &Teller<'_>, [lead, other]: [Actor; 2], on: Date) -> Result<(), Error> {
    let all = assessments::list(tx, &lead.may(teller.at_organisation())).await?;
    let Some(draft) = all.into_iter().find(|one| one.state.step() == Step::Drafting) else { return Ok(()) };
    let edition = teller.charter.edition(&draft.edition).expect("it was started under this charter");
    let place = AtAssessment { organisation: teller.id, assessment: draft.id, step: Step::Drafting };
    let question = &edition.questions[0];
    let question = (&question.id, question.title.as_str());
    let asks = "Can you check the number of teams? I have 14, but the directory says 15.";
    let permit = lock(tx, &lead.may(place)).await?;
    let thread = comments::begin_on_answer(tx, &permit, question, &new(teller, asks, other), at(on, 0)).await?;
    let back = new(teller, "It is 13.", lead);
    let thread = thread.expect("it is the first comment");
    let permit = lock(tx, &other.may(open(teller, thread))).await?;
    comments::reply(tx, &permit, &back, at(on, 40)).await?;
    let read = comments::read(tx, &other.may(open(teller, thread))).await?;
    let comment = read.and_then(|thread| thread.comments.last().map(|one| one.id));
    let by = other.may::<ReadOrganisation>(teller.at_organisation()).author().person();
    let comment = comment.unwrap_or(CommentId(thread.0));
    let its = AtComment { organisation: teller.id, thread, comment, by, is_withdrawn: false };
    let permit = lock(tx, &other.may(its)).await?;
    comments::withdraw(tx, &permit, at(on, 45)).await?;
    let says = "It is 15, including the glass workshop, which joined in August.";
    let permit = lock(tx, &other.may(open(teller, thread))).await?;
    comments::reply(tx, &permit, &new(teller, says, lead), at(on, 50)).await?;
    Ok(())
}

fn open(teller: &Teller<'_>, thread: ThreadId) -> AtThread {
    AtThread { organisation: teller.id, thread, is_resolved: false }
}

/// A new comment that mentions `to`.
fn new(teller: &Teller<'_>, words: &str, to: Actor) -> NewComment {
    let to = to.may::<ReadOrganisation>(teller.at_organisation()).author().person();
    NewComment { words: CommentText::parse(words).expect("it is short"), told: to.into_iter().collect() }
}
