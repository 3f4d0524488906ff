//! The step of a review, as SQL and as the columns of its row.

use model::peer_review::review::{ReviewFacts, ReviewStep};

/// SQL: whether a current member of the panel `p` has not agreed to the current draft about the self-assessment `a`, or the panel has no member who
/// could.
macro_rules! lacks_agreement { () => {
    "(exists (select 1 from panel_member i where i.panel_id = p.id and i.until is null and not exists (
          select 1 from draft_agreement j where j.panel_id = p.id and j.assessment_id = a.id and j.person_id = i.person_id
              and j.ended_at is null))
      or not exists (select 1 from panel_member i where i.panel_id = p.id and i.until is null))"
} }
/// SQL: the [`StepColumns`] of the self-assessment `a` that the panel `p` reviews in the round `r`, where `x` is its latest row of
/// `panel_submission`. It needs [`join_step`].
macro_rules! step_columns {
    () => {
        concat!(
            "r.cancelled_at is not null or a.step <> 'submitted' or x.until is not null as is_over,
         d.panel_id is not null as is_begun, ",
            $crate::core::relation::lacks_agreement!(),
            " as lacks_agreement,
         f.id is not null as is_approved, f.sent_at is not null as is_sent"
        )
    };
}
/// SQL: the joins of [`step_columns`]: the draft `d` and the feedback `f`, if there are any.
macro_rules! join_step {
    () => {
        "left join feedback_draft d on d.panel_id = p.id and d.assessment_id = a.id
     left join feedback f on f.panel_id = p.id and f.assessment_id = a.id and f.withdrawn_at is null"
    };
}
pub(crate) use {join_step, lacks_agreement, step_columns};

/// The facts that tell the step of a review, for `#[sqlx(flatten)]`.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a column tells")]
pub(crate) struct StepColumns {
    is_over: bool,
    is_begun: bool,
    lacks_agreement: bool,
    is_approved: bool,
    is_sent: bool,
}

impl StepColumns {
    pub(crate) fn step(self) -> ReviewStep {
        ReviewStep::of(ReviewFacts {
            is_over: self.is_over,
            is_begun: self.is_begun,
            lacks_agreement: self.lacks_agreement,
            is_approved: self.is_approved,
            is_sent: self.is_sent,
        })
    }
}
