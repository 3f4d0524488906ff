//! What the page says about a shared draft as a whole: its state, what is missing, and who has agreed. It changes while a text is saved.

use super::agreement::MemberView;
use model::{
    charter::criterion::Criterion,
    core::{
        canonical::Hash,
        dates::count,
        permit::{AtReview, ReadPanelReviews, WriteFeedbackDraft},
    },
    peer_review::{
        feedback::draft::{DraftText, PanelMember, is_agreed},
        review::PanelStanding,
    },
};
use store::{Tx, peer_review::feedback_drafts};
use web_shell::core::{authorize::May, autosave::Shown, problem::Problem};

/// The state of the draft, as the page says it below its title.
pub(super) fn state(at: AtReview, members: &[PanelMember], version: Hash) -> String {
    let is_agreed = is_agreed(members, version);
    if at.step.is_locked() {
        return "A moderator has approved this feedback.".to_owned();
    }
    if at.standing == PanelStanding::Board {
        return if is_agreed { "Confirmed: ready for moderation." } else { "Not confirmed yet." }.to_owned();
    }
    if is_agreed {
        return "All members have agreed. The feedback is ready for moderation.".to_owned();
    }
    let agreed = members.iter().filter(|member| member.agreed.is_some_and(|(hash, _)| hash == version)).count();
    format!("Agreed: {agreed} of {}.", count(i64::try_from(members.len()).unwrap_or(i64::MAX), "member"))
}

/// What is missing before anyone can agree; empty if nothing is.
pub(super) fn missing(at: AtReview, text: &DraftText, criteria: &[Criterion]) -> String {
    let missing = text.missing(criteria);
    if missing.is_empty() {
        return String::new();
    }
    let what = if at.standing == PanelStanding::Board { "confirm it" } else { "agree" };
    format!("Before you can {what}, write: {}.", missing.join(", "))
}

/// What the page says about the draft after a text was saved. The version to agree to is that on the page only if it shows all of it.
pub(super) async fn shown(
    tx: &mut Tx,
    may: &May<WriteFeedbackDraft>,
    criteria: &[Criterion],
    (before, after): (Hash, &DraftText),
    is_as_shown: bool,
) -> Result<Vec<Shown>, Problem> {
    let says = |id: &str, text: String| Shown { id: id.to_owned(), text, classes: None };
    let outdated = "Others have changed the text since you opened this page. Reload it before you agree.";
    let mut shown = vec![says("draft-outdated", if is_as_shown { String::new() } else { outdated.to_owned() })];
    if before == after.version() {
        return Ok(shown);
    }
    let members = feedback_drafts::members(tx, &may.ask::<ReadPanelReviews>()?).await?;
    shown.push(says("draft-state", state(may.place(), &members, after.version())));
    shown.push(says("draft-own", "The text has changed since you agreed. Reload the page to agree again.".to_owned()));
    shown.push(says("draft-missing", missing(may.place(), after, criteria)));
    if is_as_shown {
        shown.push(says("draft-version", after.version().to_string()));
    }
    for (number, member) in members.iter().enumerate() {
        let view = MemberView::new(member, Some(after.version()));
        let (id, classes) =
            (format!("member-{number}"), if view.class == "done" { "state done" } else { "state started" });
        shown.push(Shown { id, text: view.state.to_owned(), classes: Some(classes) });
        shown.push(says(&format!("member-{number}-when"), view.when));
    }
    Ok(shown)
}
