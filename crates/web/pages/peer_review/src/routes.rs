//! The addresses of peer review.

use super::{
    active_reviews::{self, own, submission},
    allocation::{self, approved, approving, changing, creating, wishes},
    board_reading,
    feedback::{self, advice, publishing, rating, ratings, response, sending_response, versions},
    feedback_draft::{self, agreement, discussion, texts},
    good_practice::{self, passages},
    lessons,
    moderation::{self, deciding, sending, submission as moderated},
    panels::{self, dropping_out, keeping, replacing},
    reviewer::{self, availability, conflicts, knowledge, stopping, volunteering},
    reviewers::{self, board_conflicts, inviting, leads, person},
    rounds::{self, cancelling, edit, late_submissions},
    training::{self, certificate, comparison, completion, pages, practice, progress, quiz},
    workbench::{self, completing, conflicting_edit, criteria, marks, notes, reviewing},
};
use web_shell::core::routing::Routes;

/// The addresses of this area.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        .get("/peer-review", rounds::list)
        .get("/peer-review/rounds/new", edit::start)
        .post("/peer-review/rounds", edit::create)
        .get("/peer-review/rounds/{round}", rounds::show)
        .get("/peer-review/rounds/{round}/edit", edit::form)
        .post("/peer-review/rounds/{round}/edit", edit::save)
        .get("/peer-review/rounds/{round}/cancellation", cancelling::ask)
        .post("/peer-review/rounds/{round}/cancellation", cancelling::cancel)
        .get("/peer-review/rounds/{round}/active-review", active_reviews::list)
        .get("/peer-review/rounds/{round}/active-review/{submission}", submission::show)
        .post("/peer-review/rounds/{round}/active-review/{submission}/choice", submission::choose)
        .post("/peer-review/rounds/{round}/active-review/{submission}/record", submission::record)
        .get("/assessments/{assessment}/active-review", own::show)
        .get("/assessments/{assessment}/feedback", feedback::show)
        .get("/assessments/{assessment}/feedback.pdf", feedback::pdf)
        .get("/assessments/{assessment}/feedback.docx", feedback::word)
        .post("/peer-review/rounds/{round}/late-submissions", late_submissions::accept)
        .post("/peer-review/rounds/{round}/late-submissions/remove", late_submissions::take_out)
        .get("/peer-review/rounds/{round}/board-reading", board_reading::show)
        .post("/peer-review/rounds/{round}/board-reading", board_reading::choose)
        .post("/peer-review/rounds/{round}/board-reading/removal", board_reading::take_back)
        .get("/peer-review/training", training::contents)
        .get("/peer-review/training/pages/{course_page}", pages::show)
        .post("/peer-review/training/pages/{course_page}", pages::read)
        .get("/peer-review/training/quiz/{quiz_question}", quiz::show)
        .post("/peer-review/training/quiz/{quiz_question}", quiz::answer)
        .get("/peer-review/training/practice", practice::show)
        .post("/peer-review/training/practice", practice::save)
        .get("/peer-review/training/practice/comparison", comparison::show)
        .post("/peer-review/training/practice/comparison", comparison::compare)
        .get("/peer-review/training/completion", completion::show)
        .post("/peer-review/training/completion", completion::complete)
        .get("/peer-review/training/certificate.pdf", certificate::file)
        .get("/peer-review/training/progress", progress::show)
        .get("/peer-review/training/progress.csv", progress::file)
        .get("/peer-review/rounds/{round}/allocation", allocation::show)
        .post("/peer-review/rounds/{round}/allocation", creating::create)
        .post("/peer-review/rounds/{round}/allocation/stop", creating::stop)
        .get("/peer-review/rounds/{round}/allocation/change", changing::ask)
        .post("/peer-review/rounds/{round}/allocation/change", changing::change)
        .post("/peer-review/rounds/{round}/allocation/undo", changing::undo)
        .post("/peer-review/rounds/{round}/allocation/wishes", wishes::set)
        .get("/peer-review/rounds/{round}/allocation/approval", approving::ask)
        .post("/peer-review/rounds/{round}/allocation/approval", approving::approve)
        .post("/peer-review/rounds/{round}/allocation/submissions", approved::give)
        .get("/peer-review/panels", panels::list)
        .get("/peer-review/panels/{panel}", panels::show)
        .get("/peer-review/panels/{panel}/drop-out", dropping_out::ask)
        .post("/peer-review/panels/{panel}/drop-out", dropping_out::drop_out)
        .get("/peer-review/panels/{panel}/replacement", replacing::ask)
        .post("/peer-review/panels/{panel}/replacement", replacing::replace)
        .get("/peer-review/panels/{panel}/keeping", keeping::ask)
        .post("/peer-review/panels/{panel}/keeping", keeping::keep)
        .get("/peer-review/rounds/{round}/reviewers", reviewers::list)
        .get("/peer-review/rounds/{round}/reviewers.csv", reviewers::csv)
        .get("/peer-review/rounds/{round}/reviewers/invite", inviting::form)
        .post("/peer-review/rounds/{round}/reviewers/invite", inviting::invite)
        .get("/peer-review/rounds/{round}/reviewers/invite-leads", leads::form)
        .post("/peer-review/rounds/{round}/reviewers/invite-leads", leads::invite)
        .get("/peer-review/reviewers/{person}", person::show)
        .post("/peer-review/reviewers/{person}/experience", person::experience)
        .get("/peer-review/board/{person}/conflicts", board_conflicts::show)
        .post("/peer-review/board/{person}/conflicts", board_conflicts::record)
        .post("/peer-review/board/{person}/conflicts/removal", board_conflicts::remove)
        .get("/peer-review/reviewer", reviewer::show)
        .get("/peer-review/reviewer/volunteer", volunteering::form)
        .post("/peer-review/reviewer/volunteer", volunteering::save)
        .get("/peer-review/reviewer/knowledge", knowledge::form)
        .post("/peer-review/reviewer/knowledge", knowledge::save)
        .get("/peer-review/reviewer/availability/{round}", availability::form)
        .post("/peer-review/reviewer/availability/{round}", availability::save)
        .get("/peer-review/reviewer/conflicts", conflicts::show)
        .post("/peer-review/reviewer/conflicts", conflicts::declare)
        .post("/peer-review/reviewer/conflicts/withdraw", conflicts::withdraw)
        .get("/peer-review/reviewer/stop", stopping::ask)
        .post("/peer-review/reviewer/stop", stopping::stop)
        .and(reviews())
        .and(feedback_drafts())
        .and(after_feedback())
        .and(good_practice_and_lessons())
        .and(moderation_and_sending())
}

/// The addresses of moderators, and of sending.
fn moderation_and_sending() -> Routes {
    Routes::default()
        .get("/peer-review/rounds/{round}/moderation", moderation::list)
        .get("/peer-review/rounds/{round}/moderation/{submission}", moderated::show)
        .post("/peer-review/rounds/{round}/moderation/{submission}/return", deciding::return_to_panel)
        .post("/peer-review/rounds/{round}/moderation/{submission}/approval", deciding::approve)
        .post("/peer-review/rounds/{round}/moderation/{submission}/approval/withdrawal", deciding::withdraw)
        .get("/peer-review/rounds/{round}/sending", sending::ask)
        .post("/peer-review/rounds/{round}/sending", sending::send)
}

/// The addresses of good practice, and of what a round taught.
fn good_practice_and_lessons() -> Routes {
    Routes::default()
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/good-practice", marks::add)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/good-practice/removal", marks::remove)
        .get("/assessments/{assessment}/good-practice", passages::show)
        .post("/assessments/{assessment}/good-practice", passages::answer)
        .get("/peer-review/good-practice", good_practice::list)
        .get("/peer-review/good-practice.csv", good_practice::file)
        .get("/peer-review/rounds/{round}/lessons", lessons::show)
        .get("/peer-review/rounds/{round}/lessons.pdf", lessons::file)
}

/// The addresses of what an organisation does with its feedback.
fn after_feedback() -> Routes {
    Routes::default()
        .get("/assessments/{assessment}/feedback/response", response::show)
        .post("/assessments/{assessment}/feedback/response", response::save)
        .get("/assessments/{assessment}/feedback/response/merge", response::merge)
        .get("/assessments/{assessment}/feedback/response/versions", versions::of_response)
        .post("/assessments/{assessment}/feedback/response/restoring", versions::restore_response)
        .get("/assessments/{assessment}/feedback/response/sending", sending_response::ask)
        .post("/assessments/{assessment}/feedback/response/sending", sending_response::send)
        .get("/assessments/{assessment}/feedback/rating", rating::show)
        .post("/assessments/{assessment}/feedback/rating", rating::save)
        .get("/assessments/{assessment}/feedback/publishing", publishing::show)
        .post("/assessments/{assessment}/feedback/publishing", publishing::publish)
        .post("/assessments/{assessment}/feedback/publishing/stop", publishing::stop)
        .get("/assessments/{assessment}/advice", advice::show)
        .post("/assessments/{assessment}/advice", advice::saving::save)
        .post("/assessments/{assessment}/advice/{criterion}", advice::saving::autosave)
        .get("/assessments/{assessment}/advice/{criterion}/merge", advice::merge)
        .get("/assessments/{assessment}/advice/{criterion}/versions", versions::of_advice)
        .post("/assessments/{assessment}/advice/{criterion}/restoring", versions::restore_advice)
        .get("/peer-review/rounds/{round}/feedback-ratings", ratings::show)
}

/// The addresses of reviewers: the list of what they review, and their workbench.
fn reviews() -> Routes {
    Routes::default()
        .get("/peer-review/reviewing", reviewing::list)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}", workbench::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria", workbench::saving::save)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}", criteria::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}", criteria::save)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/criteria/{criterion}/merge",
            conflicting_edit::show,
        )
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/completion", completing::ask)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/completion", completing::complete)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/reopening", completing::reopen)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes", notes::add)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes/{private_note}/deletion", notes::ask)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/notes/{private_note}/deletion",
            notes::delete,
        )
}

/// The addresses of the shared draft of a panel.
fn feedback_drafts() -> Routes {
    Routes::default()
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/beginning", feedback_draft::ask)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft", feedback_draft::begin)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft", feedback_draft::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts", feedback_draft::saving::save)
        .get("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}", texts::show)
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}", texts::save)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/merge",
            feedback_draft::conflicting_edit::show,
        )
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/versions",
            texts::versions,
        )
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/texts/{draft_text}/restoring",
            texts::restore,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/agreement", agreement::agree)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/agreement/withdrawal",
            agreement::withdraw,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/disagreements", agreement::disagree)
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/disagreements/{disagreement}/settling",
            agreement::settle,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments", discussion::write)
        .get(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments/{panel_comment}/deletion",
            discussion::ask,
        )
        .post(
            "/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/comments/{panel_comment}/deletion",
            discussion::delete,
        )
        .post("/peer-review/panels/{panel}/submissions/{reviewed_submission}/draft/meeting", discussion::suggest)
}
