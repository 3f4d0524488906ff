//! Agrees to a version of the shared draft, and records disagreements for the moderator.

use super::{
    TypedInDraft, address, draw,
    saving::{self, DraftForm},
};
use crate::workbench::here;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    DisagreementId, PersonId,
    charter::criterion::Criterion,
    core::{
        canonical::Hash,
        permit::{
            AgreeToFeedbackDraft, Disagree, ReadFeedbackDraft, ReadPanelReviews, WithdrawFeedbackAgreement,
            WriteFeedbackDraft,
        },
    },
    peer_review::{
        feedback::draft::{Disagreement, PanelMember},
        review::{PanelStanding, ReviewStep},
    },
    team::comment::CommentText,
};
use serde::Deserialize;
use store::{
    Tx,
    peer_review::feedback_drafts::{self, NotAgreed},
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock::date_and_time,
    form::{
        Errors,
        extract::{Filled, NoFields},
    },
    page::{conflict, redirect_with_notice, unprocessable},
    problem::Problem,
};

/// A member, as the others see them.
pub(crate) struct MemberView {
    pub(crate) name: String,
    pub(crate) state: &'static str,
    pub(crate) class: &'static str,
    pub(crate) when: String,
}

impl MemberView {
    /// With the current version of the draft, if it is begun.
    pub(crate) fn new(member: &PanelMember, version: Option<Hash>) -> Self {
        let agreed = member.agreed.filter(|(hash, _)| Some(*hash) == version);
        let (state, class, when) = match (version, agreed, member.completed) {
            (Some(_), Some((_, at)), _) => ("Agreed", "done", date_and_time(at)),
            (Some(_), None, Some(_)) => ("Not agreed yet", "started", String::new()),
            (None, _, Some(at)) => ("Review complete", "done", date_and_time(at)),
            (_, _, None) => ("Review not complete", "started", String::new()),
        };
        Self { name: member.name.clone(), state, class, when }
    }
}

/// A disagreement, as the panel sees it.
pub(crate) struct DisagreementView {
    pub(crate) id: String,
    pub(crate) about: String,
    pub(crate) who: String,
    pub(crate) when: String,
    pub(crate) text: String,
    pub(crate) settled: Option<String>,
    /// Whether the visitor recorded it.
    pub(crate) is_own: bool,
}

impl DisagreementView {
    pub(crate) fn new(one: &Disagreement, criteria: &[Criterion], visitor: Option<PersonId>) -> Self {
        let about = one.criterion.as_ref().and_then(|key| criteria.iter().find(|criterion| criterion.id == *key));
        Self {
            id: one.id.to_string(),
            about: about.map_or_else(|| "The whole draft".to_owned(), |criterion| criterion.title.clone()),
            who: one.name.clone().unwrap_or_else(|| "A former member".to_owned()),
            when: date_and_time(one.at),
            text: one.text.clone(),
            settled: one.settled.map(date_and_time),
            is_own: one.person.is_some() && one.person == visitor,
        }
    }
}

/// `POST …/draft/agreement`: saves what was typed in the draft and not saved yet, and agrees to the text as the visitor sees it. Whoever selects
/// the button twice agrees once.
pub async fn agree(
    may: May<ReadFeedbackDraft>,
    State(app): State<App>,
    Filled(form): Filled<DraftForm>,
) -> Result<Response, Problem> {
    let (now, criteria) = (may.visit.now, &app.charter.review.criteria);
    let errors = form.errors(criteria);
    let (mut tx, permit) = may.begin(&app).await?;
    // The second of two clicks, after the last member agreed.
    if permit.place().step == ReviewStep::Agreed {
        return Ok(redirect_with_notice(&app, &address(&here(&may)), "The whole panel has agreed."));
    }
    let permit = permit.ask::<AgreeToFeedbackDraft>()?;
    if !errors.is_empty() {
        drop(tx);
        return saving::refuse(&may, &app, &form, errors).await;
    }
    let draft = feedback_drafts::read(&mut tx, &may).await?;
    let current = draft.text().version();
    let is_changed = !form.changed(criteria, &draft).is_empty();
    if !is_changed && has_agreed(&mut tx, &may, current).await? {
        return Ok(redirect_with_notice(&app, &address(&here(&may)), "Agreement recorded."));
    }
    let mut seen = form.version.parse::<Hash>().ok().filter(|read| *read == current);
    if is_changed {
        let write = permit.ask::<WriteFeedbackDraft>()?;
        if let Some(compare) = saving::save_changed(&mut tx, &app, (&may, &write), &form, &draft).await?.lead(&app) {
            tx.commit().await?;
            return Ok(compare);
        }
        // What they saw is what they read with what they typed.
        if seen.is_some() {
            seen = Some(feedback_drafts::read(&mut tx, &may).await?.text().version());
        }
    }
    let agreed = match seen {
        Some(seen) => feedback_drafts::agree(&mut tx, &permit, criteria, seen, now).await?,
        None => Err(NotAgreed::Changed),
    };
    let by_all = match agreed {
        Ok(by_all) => by_all,
        Err(refused) => {
            tx.commit().await?;
            let is_changed = refused == NotAgreed::Changed;
            let page =
                draw(&may, &app, &mut app.db.read().await?, TypedInDraft::default(), Errors::one("agreement", refused))
                    .await?;
            return if is_changed { conflict(&page) } else { unprocessable(&page) };
        }
    };
    tx.commit().await?;
    let notice = if may.place().standing == PanelStanding::Board {
        "Confirmed: the feedback is ready for moderation."
    } else if by_all {
        "Agreement recorded. The whole panel has agreed: the feedback is ready for moderation."
    } else {
        "Agreement recorded."
    };
    Ok(redirect_with_notice(&app, &address(&here(&may)), notice))
}

/// Whether the visitor has agreed to that version.
async fn has_agreed(tx: &mut Tx, may: &May<ReadFeedbackDraft>, version: Hash) -> Result<bool, Problem> {
    let members = feedback_drafts::members(tx, &may.ask::<ReadPanelReviews>()?).await?;
    let own = members.iter().find(|member| Some(member.person) == may.author().person());
    Ok(own.and_then(|member| member.agreed).is_some_and(|(agreed, _)| agreed == version))
}

/// `POST …/draft/agreement/withdrawal`
pub async fn withdraw(
    may: May<WithdrawFeedbackAgreement>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    feedback_drafts::withdraw(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    let notice = if may.place().standing == PanelStanding::Board {
        "Confirmation withdrawn. The text can be changed again."
    } else {
        "Agreement withdrawn. The text can be changed again."
    };
    Ok(redirect_with_notice(&app, &address(&here(&may)), notice))
}

/// The fields of a disagreement.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DisagreementForm {
    criterion: String,
    disagreement: String,
}

/// `POST …/draft/disagreements`
pub async fn disagree(
    may: May<Disagree>,
    State(app): State<App>,
    Filled(form): Filled<DisagreementForm>,
) -> Result<Response, Problem> {
    let mut errors = Errors::none();
    let criteria = &app.charter.review.criteria;
    let about = criteria.iter().find(|one| one.id.as_str() == form.criterion);
    if about.is_none() && !form.criterion.is_empty() {
        errors.add("criterion", "Select a criterion, or the whole draft");
    }
    let text = CommentText::parse(&form.disagreement).map_err(|error| match error {
        model::team::comment::NotAComment::Blank => "Enter what you disagree about".to_owned(),
        error @ model::team::comment::NotAComment::TooLong(_) => error.to_string().replace("Comment", "Disagreement"),
    });
    let text = errors.collect("disagreement", text);
    let typed = |form: DisagreementForm| TypedInDraft {
        criterion: form.criterion,
        disagreement: form.disagreement,
        ..TypedInDraft::default()
    };
    let (Some(text), true) = (text, errors.is_empty()) else {
        return unprocessable(&draw(&may, &app, &mut app.db.read().await?, typed(form), errors).await?);
    };
    let (mut tx, permit) = may.begin(&app).await?;
    let about = about.map(|one| &one.id);
    if !feedback_drafts::record_disagreement(&mut tx, &permit, about, &text, may.visit.now).await? {
        drop(tx);
        let errors = Errors::one("disagreement", "This draft has 100 disagreements. Talk to your panel");
        return unprocessable(&draw(&may, &app, &mut app.db.read().await?, typed(form), errors).await?);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(&here(&may)), "Disagreement recorded for the moderator."))
}

/// `POST …/draft/disagreements/{disagreement}/settling`
pub async fn settle(
    may: May<Disagree>,
    State(app): State<App>,
    Path((_, _, disagreement)): Path<(String, String, String)>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let disagreement: DisagreementId = disagreement.parse().map_err(|_| Problem::NotFound)?;
    let (mut tx, permit) = may.begin(&app).await?;
    if !feedback_drafts::settle_disagreement(&mut tx, &permit, disagreement, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, &address(&here(&may)), "Disagreement settled. It stays visible to the moderator."))
}
