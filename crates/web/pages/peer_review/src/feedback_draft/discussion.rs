//! Comments between the members of a panel, and when they talk.

use super::{TypedInDraft, address, draw, html};
use crate::workbench::{ReviewHead, here};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    PanelCommentId, PersonId,
    core::permit::{DiscussFeedbackDraft, ReadFeedbackDraft},
    peer_review::{feedback::draft::PanelComment, meeting::PanelMeeting},
    team::comment::CommentText,
};
use serde::Deserialize;
use store::peer_review::{feedback_drafts, feedback_drafts::panel_comments};
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// A comment, as the panel sees it.
pub(crate) struct CommentView {
    pub(crate) id: String,
    pub(crate) who: String,
    pub(crate) when: String,
    /// Empty once its author has deleted it.
    pub(crate) html: String,
    /// Whether the visitor wrote it and can delete it.
    pub(crate) may_delete: bool,
}

impl CommentView {
    pub(crate) fn new(comment: PanelComment, visitor: Option<PersonId>) -> Self {
        let is_own = comment.person.is_some() && comment.person == visitor;
        Self {
            id: comment.id.to_string(),
            who: comment.name.unwrap_or_else(|| "A former member".to_owned()),
            when: date_and_time(comment.at),
            may_delete: is_own && comment.text.is_some(),
            html: comment.text.as_deref().map_or_else(String::new, html),
        }
    }
}

/// The field of a comment.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PanelCommentForm {
    comment: String,
}

async fn refused(
    may: &May<DiscussFeedbackDraft>,
    app: &App,
    typed: TypedInDraft,
    errors: Errors,
) -> Result<Response, Problem> {
    unprocessable(&draw(may, app, &mut app.db.read().await?, typed, errors).await?)
}

/// `POST …/draft/comments`
pub async fn write(
    may: May<DiscussFeedbackDraft>,
    State(app): State<App>,
    Filled(form): Filled<PanelCommentForm>,
) -> Result<Response, Problem> {
    let typed = |comment| TypedInDraft { comment, ..TypedInDraft::default() };
    let text = match CommentText::parse(&form.comment) {
        Ok(text) => text,
        Err(error) => return refused(&may, &app, typed(form.comment), Errors::one("comment", error)).await,
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if !panel_comments::write(&mut tx, &permit, &text, may.visit.now).await? {
        drop(tx);
        let errors = Errors::one("comment", "This draft has 500 comments. Talk to your panel");
        return refused(&may, &app, typed(form.comment), errors).await;
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#comments", address(&here(&may))), "Comment added."))
}

#[derive(Template)]
#[template(path = "peer_review/feedback_draft/delete_comment.html")]
struct DeleteCommentPage {
    shell: Shell,
    head: ReviewHead,
    comment: CommentView,
}

fn comment_id(text: &str) -> Result<PanelCommentId, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// `GET …/draft/comments/{panel_comment}/deletion`
pub async fn ask(
    may: May<DiscussFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, comment)): Path<(String, String, String)>,
) -> Result<Response, Problem> {
    let id = comment_id(&comment)?;
    let mut tx = app.db.read().await?;
    let all = panel_comments::list(&mut tx, &may.ask::<ReadFeedbackDraft>()?).await?;
    let head = ReviewHead::read(&mut tx, &may).await?;
    drop(tx);
    let own = all.into_iter().find(|one| one.id == id).ok_or(Problem::NotFound)?;
    let comment = CommentView::new(own, may.author().person());
    if !comment.may_delete {
        return Err(Problem::NotFound);
    }
    page(&DeleteCommentPage { shell: Shell::new(&app, &may.visit), head, comment })
}

/// `POST …/draft/comments/{panel_comment}/deletion`
pub async fn delete(
    may: May<DiscussFeedbackDraft>,
    State(app): State<App>,
    Path((_, _, comment)): Path<(String, String, String)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let id = comment_id(&comment)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !panel_comments::withdraw(&mut tx, &permit, id, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#comments", address(&here(&may))), "Comment deleted."))
}

/// The fields of a conversation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PanelMeetingForm {
    address: String,
    when: String,
}

/// `POST …/draft/meeting`
pub async fn suggest(
    may: May<DiscussFeedbackDraft>,
    State(app): State<App>,
    Filled(form): Filled<PanelMeetingForm>,
) -> Result<Response, Problem> {
    let meeting = match PanelMeeting::parse(&form.address, &form.when) {
        Ok(meeting) => meeting,
        Err(flaws) => {
            let mut errors = Errors::none();
            for (field, message) in flaws {
                errors.add(field, message);
            }
            let typed = TypedInDraft { meeting: Some([form.address, form.when]), ..TypedInDraft::default() };
            return refused(&may, &app, typed, errors).await;
        }
    };
    let (mut tx, permit) = may.begin(&app).await?;
    feedback_drafts::suggest_meeting(&mut tx, &permit, &meeting).await?;
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &format!("{}#meeting", address(&here(&may))), "Conversation saved."))
}
