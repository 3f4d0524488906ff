//! `…/draft`: the shared draft of a panel, begun from the reviews of its members side by side.

pub mod agreement;
pub mod conflicting_edit;
pub mod discussion;
pub mod saving;
mod summary;
pub mod texts;

use crate::workbench::{ReviewHead, here};
use agreement::{DisagreementView, MemberView};
use askama::Template;
use axum::{extract::State, response::Response};
use discussion::CommentView;
use model::{
    charter::criterion::Criterion,
    core::{
        dates::count,
        permit::{
            AgreeToFeedbackDraft, AtReview, BeginFeedbackDraft, Disagree, Permission, ReadFeedbackDraft,
            ReadPanelReviews, WithdrawFeedbackAgreement, WriteFeedbackDraft,
        },
        prose,
    },
    peer_review::{
        feedback::draft::{DraftField, all_complete, is_agreed},
        review::{CriterionReview, PanelStanding},
    },
};
use store::{
    Tx,
    peer_review::{
        feedback::moderation,
        feedback_drafts::panel_comments,
        feedback_drafts::{self, FeedbackDraft},
        reviews::{self, CompleteReview},
    },
};
use summary::{missing, state};
use texts::TextFields;
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{
        Choice, Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice},
    problem::Problem,
    shell::Shell,
};

/// What the members of a panel wrote about one criterion, side by side.
pub(crate) struct ReviewsOfCriterion {
    pub(crate) title: String,
    pub(crate) text: String,
    /// Each member's name, finding, strengths and advice.
    pub(crate) reviews: Vec<[String; 4]>,
}

pub(crate) fn side_by_side(criteria: &[Criterion], reviews: &[CompleteReview]) -> Vec<ReviewsOfCriterion> {
    let nothing = CriterionReview::default();
    let of_criterion = |criterion: &Criterion| ReviewsOfCriterion {
        title: criterion.title.clone(),
        text: criterion.text.clone(),
        reviews: reviews
            .iter()
            .map(|review| {
                let one = review.criteria.get(&criterion.id).unwrap_or(&nothing);
                let finding = one.finding.map_or("", |finding| finding.name()).to_owned();
                let left = if review.has_left { " (left the panel)" } else { "" };
                [format!("{}{left}", review.name), finding, one.strengths.clone(), one.advice.clone()]
            })
            .collect(),
    };
    criteria.iter().map(of_criterion).collect()
}

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/begin.html")]
struct BeginPage {
    shell: Shell,
    head: ReviewHead,
    members: Vec<MemberView>,
    criteria: Vec<ReviewsOfCriterion>,
    may_begin: bool,
    /// The members whose reviews are not complete, if any: "2 reviews".
    without: Option<String>,
    is_begun: bool,
}

/// `GET …/draft/beginning`: the reviews of the panel, and the button that begins the draft.
pub async fn ask(may: May<ReadPanelReviews>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let members = feedback_drafts::members(&mut tx, &may).await?;
    let reviews = reviews::of_panel(&mut tx, &may).await?;
    let head = ReviewHead::read(&mut tx, &may).await?;
    drop(tx);
    let waiting = members.iter().filter(|member| member.completed.is_none()).count();
    page(&BeginPage {
        shell: Shell::new(&app, &may.visit),
        head,
        criteria: side_by_side(&app.charter.review.criteria, &reviews),
        may_begin: may.also::<BeginFeedbackDraft>(),
        without: (!all_complete(&members)).then(|| count(i64::try_from(waiting).unwrap_or(i64::MAX), "review")),
        is_begun: may.also::<ReadFeedbackDraft>(),
        members: members.iter().map(|member| MemberView::new(member, None)).collect(),
    })
}

/// `POST …/draft`
pub async fn begin(
    may: May<BeginFeedbackDraft>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    feedback_drafts::begin(&mut tx, &permit, &app.charter.review.criteria, may.visit.now).await?;
    tx.commit().await?;
    let is_board = may.place().standing == PanelStanding::Board;
    let notice =
        if is_board { "Feedback draft begun." } else { "Feedback draft begun from the reviews of your panel." };
    Ok(redirect_with_notice(&app, &address(&here(&may)), notice))
}

/// The address of the draft of a review.
pub(crate) fn address(base: &str) -> String {
    format!("{base}/draft")
}

/// What was typed in a form of the page that was refused.
#[derive(Default)]
pub(crate) struct TypedInDraft {
    pub(crate) comment: String,
    pub(crate) criterion: String,
    pub(crate) disagreement: String,
    pub(crate) meeting: Option<[String; 2]>,
}

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/show.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is one thing that the template shows or not")]
pub(crate) struct DraftPage {
    shell: Shell,
    errors: Errors,
    head: ReviewHead,
    then: String,
    version: String,
    /// Versions of the visitor that conflicted: the name of each text, and where both versions are compared.
    asides: Vec<(String, String)>,
    opening: TextFields,
    criteria: Vec<DraftCriterion>,
    members: Vec<MemberView>,
    /// Why nobody can agree yet: parts that are blank. Empty if none is.
    missing: String,
    /// When a moderator returned the draft, and their comment, until it is approved.
    returned: Option<(String, String)>,
    may_write: bool,
    may_disagree: bool,
    may_agree: bool,
    may_withdraw: bool,
    is_agreed: bool,
    disagreements: Vec<DisagreementView>,
    about: Vec<Choice>,
    disagreement: String,
    comments: Vec<CommentView>,
    comment: String,
    meeting_address: String,
    meeting_when: String,
    phrases: Vec<String>,
}

/// A criterion of the draft: the reviews side by side, and its two texts.
struct DraftCriterion {
    key: String,
    sides: ReviewsOfCriterion,
    texts: [TextFields; 2],
}

/// `GET …/draft`
pub async fn show(may: May<ReadFeedbackDraft>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    page(&draw(&may, &app, &mut tx, TypedInDraft::default(), Errors::none()).await?)
}

/// Draws the page, with what was typed and what is wrong with it.
pub(crate) async fn draw<P: Permission<Place = AtReview>>(
    may: &May<P>,
    app: &App,
    tx: &mut Tx,
    typed: TypedInDraft,
    errors: Errors,
) -> Result<DraftPage, Problem> {
    let criteria = &app.charter.review.criteria;
    let read = may.ask::<ReadFeedbackDraft>()?;
    let draft = feedback_drafts::read(tx, &read).await?;
    let read_reviews = may.ask::<ReadPanelReviews>()?;
    let members = feedback_drafts::members(tx, &read_reviews).await?;
    let reviews = reviews::of_panel(tx, &read_reviews).await?;
    let disagreements = feedback_drafts::disagreements(tx, &read).await?;
    let comments = panel_comments::list(tx, &read).await?;
    let returned = moderation::returned(tx, &read).await?;
    let asides = match may.ask::<WriteFeedbackDraft>() {
        Ok(write) => feedback_drafts::undecided(tx, &write).await?,
        Err(_) => Vec::new(),
    };
    let head = ReviewHead::read(tx, may).await?;
    let (text, person) = (draft.text(), may.author().person());
    let version = text.version();
    let has_agreed = members.iter().any(|member| Some(member.person) == person && member.agreed.is_some());
    let is_agreed = is_agreed(&members, version);
    let about = criteria.iter().map(|one| (one.id.to_string(), one.title.clone()));
    let [meeting_address, meeting_when] = typed.meeting.unwrap_or_else(|| meeting(&draft));
    Ok(DraftPage {
        shell: Shell::new(app, &may.visit),
        errors,
        then: state(may.place(), &members, version),
        version: version.to_string(),
        asides: asides.iter().filter_map(|aside| conflicting_edit::set_aside(&head.base, criteria, aside)).collect(),
        opening: TextFields::saved(&DraftField::Opening, "Opening", &draft),
        criteria: criteria
            .iter()
            .zip(side_by_side(criteria, &reviews))
            .map(|(one, sides)| DraftCriterion {
                key: one.id.to_string(),
                sides,
                texts: [
                    TextFields::saved(&DraftField::Strengths(one.id.clone()), "Strengths", &draft),
                    TextFields::saved(&DraftField::Advice(one.id.clone()), "Advice", &draft),
                ],
            })
            .collect(),
        members: members.iter().map(|member| MemberView::new(member, Some(version))).collect(),
        missing: missing(may.place(), &text, criteria),
        returned: returned.map(|(at, comment)| (date_and_time(at), comment)),
        may_write: may.also::<WriteFeedbackDraft>(),
        may_disagree: may.also::<Disagree>(),
        may_agree: may.also::<AgreeToFeedbackDraft>() && !has_agreed,
        may_withdraw: may.also::<WithdrawFeedbackAgreement>() && (has_agreed || (head.is_board && is_agreed)),
        is_agreed,
        disagreements: disagreements.iter().map(|one| DisagreementView::new(one, criteria, person)).collect(),
        about: Choice::all_or("The whole draft", about, &typed.criterion),
        disagreement: typed.disagreement,
        comments: comments.into_iter().map(|one| CommentView::new(one, person)).collect(),
        comment: typed.comment,
        meeting_address,
        meeting_when,
        phrases: app.charter.review.phrases.clone(),
        head,
    })
}

/// The suggested conversation, as its form shows it.
fn meeting(draft: &FeedbackDraft) -> [String; 2] {
    let address = draft.meeting.address.as_ref().map_or_else(String::new, |address| address.as_str().to_owned());
    let when = draft.meeting.when.as_ref().map_or_else(String::new, |when| when.as_str().to_owned());
    [address, when]
}

/// "Saved by A. King on 3 March 2027 at 14:30".
fn saved_by(who: Option<&str>, at: model::Timestamp) -> String {
    match who {
        Some(who) => format!("Saved by {who} on {}", date_and_time(at)),
        None => format!("From the reviews, on {}", date_and_time(at)),
    }
}

/// A text of a person as HTML; empty for a blank one.
fn html(text: &str) -> String {
    if text.trim().is_empty() { String::new() } else { prose::html(text) }
}
