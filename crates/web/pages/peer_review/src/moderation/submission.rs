//! `/peer-review/rounds/{round}/moderation/{submission}`: the draft as its organisation would see it, and what a moderator looks at before deciding.

use super::{
    SubmissionRow, address,
    view::{CheckedField, ContradictionView},
};
use crate::{
    feedback::FeedbackView,
    feedback_draft::{
        ReviewsOfCriterion,
        agreement::{DisagreementView, MemberView},
        discussion::CommentView,
        side_by_side,
    },
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::Review,
    core::{
        dates::long_date,
        permit::{AtReview, AtRound, DecideOnFeedback, ModerateFeedback, Permission, ReadModeration, WithdrawApproval},
    },
    peer_review::{
        feedback::Feedback,
        feedback::draft::DraftText,
        feedback::moderation::{contradictions::contradictions, pointers::PointerPhrases},
    },
};
use store::{
    Tx,
    peer_review::{
        feedback::moderation::{self, ModeratedSubmission, ModerationDecision},
        feedback_drafts,
        feedback_drafts::panel_comments,
        reviews, rounds,
    },
};
use web_shell::core::{
    app::App, authorize::May, clock::date_and_time, form::Errors, page::page, problem::Problem, shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/moderation/submission.html")]
pub(super) struct SubmissionPage {
    shell: Shell,
    errors: Errors,
    /// The addresses of the list and of this page.
    list: String,
    here: String,
    round: String,
    row: SubmissionRow,
    caption: String,
    then: String,
    /// The draft; none before it is begun.
    draft: Option<DraftView>,
    members: Vec<MemberView>,
    criteria: Vec<ReviewsOfCriterion>,
    /// Those that are not settled.
    disagreements: Vec<DisagreementView>,
    comments: Vec<CommentView>,
    decisions: Vec<DecisionView>,
    comment: String,
    may_decide: bool,
    may_withdraw: bool,
}

/// The draft, and what is in it to check.
struct DraftView {
    version: String,
    text: FeedbackView,
    checked: Vec<CheckedField>,
    /// How many phrases are to be checked.
    phrases: usize,
    contradictions: Vec<ContradictionView>,
}

/// A decision that was made.
struct DecisionView {
    what: &'static str,
    who: String,
    when: String,
    version: String,
    comment: String,
}

impl DecisionView {
    fn new(one: ModerationDecision) -> Self {
        Self {
            what: if one.is_approval { "Approved" } else { "Returned to panel" },
            who: one.who.unwrap_or_else(|| "A former moderator".to_owned()),
            when: date_and_time(one.at),
            version: one.version.get(..8).unwrap_or_default().to_owned(),
            comment: one.comment,
        }
    }
}

/// `GET /peer-review/rounds/{round}/moderation/{submission}`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the submission is not reviewed any more.
pub async fn show(may: May<ModerateFeedback>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, &mut app.db.read().await?, String::new(), Errors::none()).await?)
}

/// Draws the page, with the comment as it was typed and what is wrong with it.
pub(super) async fn draw<P: Permission<Place = AtReview>>(
    may: &May<P>,
    app: &App,
    tx: &mut Tx,
    comment: String,
    errors: Errors,
) -> Result<SubmissionPage, Problem> {
    let (review, read) = (&app.charter.review, may.ask::<ModerateFeedback>()?);
    let in_round = may.at::<ReadModeration>(AtRound { round: may.place().round, is_cancelled: false })?;
    let round = rounds::read(tx, &in_round).await?;
    let all = moderation::list(tx, &in_round).await?;
    let one = all.iter().find(|one| one.assessment == may.place().assessment).ok_or(Problem::NotFound)?;
    let texts = moderation::texts(tx, &in_round).await?;
    let members = feedback_drafts::members_to_moderate(tx, &read).await?;
    let reviews = reviews::to_moderate(tx, &read).await?;
    let disagreements = feedback_drafts::disagreements_to_moderate(tx, &read).await?;
    let comments = panel_comments::to_moderate(tx, &read).await?;
    let decisions = moderation::decisions(tx, &read).await?;
    let name = |assessment| all.iter().find(|one| one.assessment == assessment).map_or("", |one| one.name.as_str());
    let drafts: Vec<(String, &DraftText)> =
        texts.iter().map(|(assessment, text)| (name(*assessment).to_owned(), text)).collect();
    let own = texts.keys().position(|assessment| *assessment == one.assessment);
    let draft = own.map(|own| view(review, one, own, &drafts));
    let row = SubmissionRow::new(one, &round, may.visit.today());
    let version = own.and_then(|own| drafts.get(own)).map(|(_, text)| text.version());
    Ok(SubmissionPage {
        shell: Shell::new(app, &may.visit),
        errors,
        here: address(&round, one.assessment),
        list: format!("{}/moderation", crate::rounds::address(&round)),
        caption: format!("{}, submitted on {}", row.about, long_date(one.submitted)),
        then: match one.step.turn() {
            Some(turn) => format!("{}. Whose turn: {turn}, by {}.", row.step, row.by),
            None => format!("Sent on {}.", row.by),
        },
        row,
        draft,
        members: members.iter().map(|member| MemberView::new(member, version)).collect(),
        criteria: side_by_side(&review.criteria, &reviews),
        disagreements: disagreements
            .iter()
            .filter(|one| one.settled.is_none())
            .map(|one| DisagreementView::new(one, &review.criteria, None))
            .collect(),
        comments: comments.into_iter().map(|one| CommentView::new(one, None)).collect(),
        decisions: decisions.into_iter().map(DecisionView::new).collect(),
        comment,
        may_decide: may.also::<DecideOnFeedback>(),
        may_withdraw: may.also::<WithdrawApproval>(),
        round: round.name.into(),
    })
}

/// The draft with that number among those of the round.
fn view(review: &Review, one: &ModeratedSubmission, own: usize, drafts: &[(String, &DraftText)]) -> DraftView {
    let (names, texts): (Vec<String>, Vec<&DraftText>) = drafts.iter().cloned().unzip();
    let text = texts[own];
    let feedback = Feedback::from_draft((&one.name, one.stage, one.submitted), &review.criteria, text);
    let contradictions = contradictions(&review.criteria, &texts);
    let checked = CheckedField::all(&review.criteria, &PointerPhrases::new(review), text);
    DraftView {
        version: text.version().to_string(),
        text: FeedbackView::new(&feedback),
        phrases: checked.iter().map(|field| field.hints.len()).sum(),
        checked,
        contradictions: contradictions
            .iter()
            .filter(|one| one.is_about(own))
            .map(|one| ContradictionView::new(one, &review.criteria, &names))
            .collect(),
    }
}
