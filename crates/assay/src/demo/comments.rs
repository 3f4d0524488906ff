//! Comments of the first organisation with a draft: on actions and on an answer.

use super::{
    context::{DemoContext, at},
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
pub(super) async fn create(tx: &mut Tx, context: &DemoContext<'_>, plan: &Plan) -> Result<(), Error> {
    let lead = context.team.lead;
    let other = context.team.writers.last().copied().unwrap_or(lead);
    let on = context.today().saturating_sub(6.days());
    let mut actions = plan.live();
    let mut place = || {
        let action = actions.next()?.id;
        Some(AtAction {
            organisation: context.id,
            plan: plan.id,
            action,
            step: Some(Step::Submitted),
            shared: None,
            is_submitted: true,
        })
    };
    if let Some(action) = place() {
        let text = "Does this still include the workshop that moved to the *north campus*?";
        let permit = lock(tx, &other.may(action)).await?;
        let thread = comments::begin_on_action(tx, &permit, &new(context, text, lead), at(on, 0)).await?;
        let thread = thread.expect("it is the first comment");
        let reply = new(context, "Yes, it does. I have asked their manager for the numbers.", other);
        let permit = lock(tx, &lead.may(open(context, thread))).await?;
        comments::reply(tx, &permit, &reply, at(on, 50)).await?;
        let decided = "Both campuses are included, and the plan says so.";
        let permit = lock(tx, &lead.may(open(context, thread))).await?;
        comments::resolve(tx, &permit, decided, at(on.saturating_add(2.days()), 0)).await?;
    }
    if let Some(action) = place() {
        let text = "This was due in the spring. Should we raise it at the next meeting, or find another owner first?";
        let permit = lock(tx, &other.may(action)).await?;
        comments::begin_on_action(tx, &permit, &new(context, text, lead), at(on, 90)).await?;
    }
    on_answer(tx, context, [lead, other], on.saturating_add(3.days())).await
}

/// A comment on the first answer of the draft, and a reply that is deleted.
async fn on_answer(tx: &mut Tx, context: &DemoContext<'_>, [lead, other]: [Actor; 2], on: Date) -> Result<(), Error> {
    let all = assessments::list(tx, &lead.may(context.at_organisation())).await?;
    let Some(draft) = all.into_iter().find(|one| one.state.step() == Step::Drafting) else { return Ok(()) };
    let edition = context.charter.edition(&draft.edition).expect("it was started under this charter");
    let place = AtAssessment { organisation: context.id, assessment: draft.id, step: Step::Drafting, shared: None };
    let question = &edition.questions[0];
    let question = (&question.id, question.title.as_str());
    let text = "Can you check the number of teams? I have 14, but the directory says 15.";
    let permit = lock(tx, &lead.may(place)).await?;
    let thread = comments::begin_on_answer(tx, &permit, question, &new(context, text, other), at(on, 0)).await?;
    let reply = new(context, "It is 13.", lead);
    let thread = thread.expect("it is the first comment");
    let permit = lock(tx, &other.may(open(context, thread))).await?;
    comments::reply(tx, &permit, &reply, at(on, 40)).await?;
    let read = comments::read(tx, &other.may(open(context, thread))).await?;
    let comment = read.and_then(|thread| thread.comments.last().map(|one| one.id));
    let by = other.may::<ReadOrganisation>(context.at_organisation()).author().person();
    let comment = comment.unwrap_or(CommentId(thread.0));
    let at_comment = AtComment { organisation: context.id, thread, comment, by, is_withdrawn: false };
    let permit = lock(tx, &other.may(at_comment)).await?;
    comments::withdraw(tx, &permit, at(on, 45)).await?;
    let corrected = "It is 15, including the glass workshop, which joined in August.";
    let permit = lock(tx, &other.may(open(context, thread))).await?;
    comments::reply(tx, &permit, &new(context, corrected, lead), at(on, 50)).await?;
    Ok(())
}

fn open(context: &DemoContext<'_>, thread: ThreadId) -> AtThread {
    AtThread { organisation: context.id, thread, is_resolved: false }
}

/// A new comment that mentions `to`.
fn new(context: &DemoContext<'_>, words: &str, to: Actor) -> NewComment {
    let to = to.may::<ReadOrganisation>(context.at_organisation()).author().person();
    NewComment { words: CommentText::parse(words).expect("it is short"), notified: to.into_iter().collect() }
}
