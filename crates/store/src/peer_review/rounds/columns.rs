//! The columns of a round, among them which of its steps are done.

use super::gathering;
use crate::core::{
    db::{Error, Tx},
    values::{At, Day, Text},
};
use model::{
    RoundId,
    core::{dates, short::Line},
    peer_review::round::{Cancellation, ReviewRound, RoundDates, RoundStep},
};
use uuid::Uuid;

/// The columns of a round.
#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a column tells")]
pub(super) struct RoundRow {
    id: Uuid,
    name: Text<Line>,
    first_on: Day,
    due_on: Day,
    recruit_on: Day,
    train_on: Day,
    allocate_on: Day,
    read_on: Day,
    agree_on: Day,
    moderate_on: Day,
    send_on: Day,
    cancelled_at: Option<At>,
    cancelled_reason: Option<String>,
    revision: i64,
    is_allocated: bool,
    is_read: bool,
    is_agreed: bool,
    is_moderated: bool,
    is_sent: bool,
    awaits_moderation: bool,
    /// Whether the board reads a submission of it, or wrote about one that was returned since.
    has_board_reading: bool,
}

impl RoundRow {
    /// The last step whose work is done, if nothing is to be allocated or it is.
    fn done(&self, is_allocated: bool) -> Option<RoundStep> {
        let facts = [
            (is_allocated, RoundStep::Allocate),
            (self.is_read, RoundStep::Read),
            (self.is_agreed, RoundStep::Agree),
            (self.is_moderated, RoundStep::Moderate),
            (self.is_sent, RoundStep::Send),
        ];
        facts.into_iter().take_while(|(is_done, _)| *is_done).last().map(|(_, step)| step)
    }

    /// The round. Whether the board reads all its submissions is asked only if it reads some, and no reviewers are allocated.
    pub(super) async fn round(self, tx: &mut Tx) -> Result<ReviewRound, Error> {
        let can_be_alone = self.has_board_reading && !self.is_allocated && self.cancelled_at.is_none();
        let done = self.done(true);
        let round = self.parse()?;
        if can_be_alone && gathering::has_panel_for_each(tx, &round).await? {
            return Ok(ReviewRound { is_read_by_board_alone: true, done, ..round });
        }
        Ok(round)
    }

    fn parse(self) -> Result<ReviewRound, Error> {
        let done = self.done(self.is_allocated);
        let steps = [
            self.recruit_on,
            self.train_on,
            self.allocate_on,
            self.read_on,
            self.agree_on,
            self.moderate_on,
            self.send_on,
        ];
        let dates = RoundDates::parse(self.first_on.0, self.due_on.0, steps.map(|Day(on)| on))
            .map_err(|_| Error::Decode("a round whose dates are not in order".into()))?;
        let cancelled = self
            .cancelled_at
            .map(|At(at)| Cancellation { on: dates::day(at), reason: self.cancelled_reason.unwrap_or_default() });
        Ok(ReviewRound {
            id: RoundId(self.id),
            name: self.name.0,
            dates,
            cancelled,
            done,
            awaits_moderation: self.awaits_moderation,
            is_read_by_board_alone: false,
            revision: self.revision,
        })
    }
}

/// SQL: whether no submission that a panel of the round reviews now has this open. `f` is its feedback, if it is approved, and `d` its draft. A
/// round whose panels have no submission left has nothing open, and is finished; one that was never allocated is cancelled instead.
macro_rules! none_is_open {
    ($($open:tt)*) => {
        concat!(
            "not exists (select 1 from panel p join panel_submission x on x.panel_id = p.id and x.until is null
             join assessment a on a.id = x.assessment_id and a.step = 'submitted'
             left join feedback_draft d on d.panel_id = p.id and d.assessment_id = a.id
             left join feedback f on f.round_id = p.round_id and f.assessment_id = a.id and f.withdrawn_at is null
         where p.round_id = round.id and ",
            $($open)*,
            ")"
        )
    };
}

/// The SQL that reads rounds.
macro_rules! select_rounds { ($rest:literal) => {
    concat!(
        "select id, name, first_on, due_on, recruit_on, train_on, allocate_on, read_on, agree_on, moderate_on, send_on,
             cancelled_at, cancelled_reason, revision,
             exists (select 1 from panel where panel.round_id = round.id and panel.kind = 'reviewers') as is_allocated, ",
        none_is_open!(
            "f.id is null and d.panel_id is null and (p.kind = 'board' or exists (
                 select 1 from panel_member m where m.panel_id = p.id and m.until is null and not exists (
                     select 1 from review w where w.panel_id = p.id and w.assessment_id = a.id and w.person_id = m.person_id
                         and w.completed_at is not null)))"
        ),
        " as is_read, ",
        none_is_open!("f.id is null and (d.panel_id is null or ", lacks_agreement!(), ")"),
        " as is_agreed, ",
        none_is_open!("f.id is null"),
        " as is_moderated, ",
        none_is_open!("f.sent_at is null"),
        " as is_sent, not ",
        none_is_open!("f.id is null and d.panel_id is not null and not ", lacks_agreement!()),
        " as awaits_moderation,
             exists (select 1 from panel b where b.round_id = round.id and b.kind = 'board' and (
                 exists (select 1 from panel_submission s where s.panel_id = b.id and s.until is null)
                 or exists (select 1 from feedback_draft d where d.panel_id = b.id))) as has_board_reading
             from round ",
        $rest
    )
} }
pub(super) use {none_is_open, select_rounds};
