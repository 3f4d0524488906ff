//! Panels review: each member their own, then one shared draft that all agree to, which the secretariat approves, returns or sends.

use super::{
    super::{
        context::at,
        people::{Actor, lock},
    },
    texts::ReviewTexts,
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use model::{
    AssessmentId, PanelId, PersonId, RoundId,
    charter::{Charter, criterion::Criterion},
    core::{
        canonical::Hash,
        permit::{
            AgreeToFeedbackDraft, AtReview, AtRound, BeginFeedbackDraft, DecideOnFeedback, Permission, Permit,
            ReadFeedbackDraft, SendFeedback, WriteFeedbackDraft, WriteReview,
        },
        saving::Draft,
    },
    peer_review::feedback::draft::DraftField,
    team::comment::CommentText,
};
use store::{
    Error, Tx,
    core::{relation, write_permit::WritePermit},
    peer_review::{feedback, feedback_drafts, reviews},
};

/// A submission of a panel, with its reviewers.
pub(super) struct ReviewedSubmission {
    pub(super) panel: PanelId,
    pub(super) assessment: AssessmentId,
    pub(super) members: Vec<PersonId>,
}

impl ReviewedSubmission {
    /// What a page would let the person do.
    pub(super) async fn ask<P: Permission<Place = AtReview>>(
        &self,
        tx: &mut Tx,
        person: PersonId,
    ) -> Result<Permit<P>, Error> {
        let found = relation::at_review(tx, person, (self.panel, self.assessment)).await?;
        let found = found.expect("the panel reviews it");
        Ok(Permit::ask(&found.relation, found.place).expect("the demo follows the policy"))
    }

    /// The permit with which a page would write.
    pub(super) async fn may<P: Permission<Place = AtReview>>(
        &self,
        tx: &mut Tx,
        person: PersonId,
    ) -> Result<WritePermit<P>, Error> {
        let permit = self.ask(tx, person).await?;
        lock(tx, &permit).await
    }
}

/// A round whose panels review.
pub(super) struct Reviewing<'c> {
    pub(super) charter: &'c Charter,
    pub(super) texts: &'c ReviewTexts,
    pub(super) secretariat: Actor,
    pub(super) round: RoundId,
}

impl Reviewing<'_> {
    pub(super) fn criteria(&self) -> &[Criterion] {
        &self.charter.review.criteria
    }

    /// Writes a member's own review of the first criteria.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        (member, number): (usize, usize),
        on: Date,
    ) -> Result<(), Error> {
        for (criterion, minutes) in self.criteria().iter().take(number).zip(0..) {
            let may = of.may::<WriteReview>(tx, of.members[member]).await?;
            let review = self.texts.review(criterion, member);
            let saved = reviews::save(tx, &may, &criterion.id, &review, &Draft::new("", 0), at(on, minutes)).await?;
            saved.expect("nobody else writes it");
        }
        Ok(())
    }

    /// Writes a member's own review and completes it.
    pub(super) async fn complete(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        member: usize,
        on: Date,
    ) -> Result<(), Error> {
        self.write(tx, of, (member, self.criteria().len()), on).await?;
        let may = of.may(tx, of.members[member]).await?;
        reviews::complete_own(tx, &may, self.criteria(), at(on, 60)).await?.expect("every criterion is written");
        Ok(())
    }

    /// All members complete their reviews and begin the shared draft, with an opening.
    pub(super) async fn begin_draft(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        author: PersonId,
        first: Date,
    ) -> Result<(), Error> {
        for (member, days) in (0..of.members.len()).zip(0..) {
            self.complete(tx, of, member, first.saturating_add((2 * days).days())).await?;
        }
        let on = first.saturating_add(8.days());
        let may = of.may::<BeginFeedbackDraft>(tx, author).await?;
        feedback_drafts::begin(tx, &may, self.criteria(), at(on, 0)).await?;
        let opening = (&DraftField::Opening, Draft::new(&self.texts.draft.opening, 0));
        self.save_text(tx, of, author, opening, at(on, 20)).await
    }

    /// Saves a text of the draft.
    pub(super) async fn save_text(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        person: PersonId,
        (field, draft): (&DraftField, Draft<'_>),
        now: Timestamp,
    ) -> Result<(), Error> {
        let may = of.may::<WriteFeedbackDraft>(tx, person).await?;
        let saved = feedback_drafts::save(tx, &may, (field, self.criteria()), &draft, now).await?;
        saved.expect("nobody else writes it");
        Ok(())
    }

    /// A member agrees to the current text.
    pub(super) async fn agree(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        person: PersonId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let version = self.version(tx, of, person).await?;
        let may = of.may::<AgreeToFeedbackDraft>(tx, person).await?;
        feedback_drafts::agree(tx, &may, self.criteria(), version, now).await?.expect("nothing is missing");
        Ok(())
    }

    async fn version(&self, tx: &mut Tx, of: &ReviewedSubmission, person: PersonId) -> Result<Hash, Error> {
        let may = of.ask::<ReadFeedbackDraft>(tx, person).await?;
        Ok(feedback_drafts::read(tx, &may).await?.text().version())
    }

    /// The panel agrees on its feedback. Returns the day on which the last member agreed.
    pub(super) async fn review_and_agree(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        first: Date,
    ) -> Result<Date, Error> {
        self.begin_draft(tx, of, of.members[0], first).await?;
        let on = first.saturating_add(12.days());
        for (person, minutes) in of.members.iter().zip(0..) {
            self.agree(tx, of, *person, at(on, 30 * minutes)).await?;
        }
        Ok(on)
    }

    /// The secretariat approves the feedback of a panel, so that it can be sent.
    pub(super) async fn review_and_approve(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        first: Date,
    ) -> Result<(), Error> {
        let on = self.review_and_agree(tx, of, first).await?.saturating_add(4.days());
        let version = self.version(tx, of, of.members[0]).await?;
        let may = self.decide(tx, of).await?;
        feedback::approve(tx, &may, self.criteria(), version, at(on, 0)).await?.expect("nobody has changed it");
        Ok(())
    }

    /// The secretariat returns the draft of a panel with a comment.
    pub(super) async fn review_and_return(
        &self,
        tx: &mut Tx,
        of: &ReviewedSubmission,
        first: Date,
    ) -> Result<(), Error> {
        let on = self.review_and_agree(tx, of, first).await?.saturating_add(5.days());
        let version = self.version(tx, of, of.members[0]).await?;
        let may = self.decide(tx, of).await?;
        let comment = CommentText::parse(&self.texts.draft.returned).expect("the comment is short");
        feedback::return_to_panel(tx, &may, version, &comment, at(on, 0)).await?.expect("nobody has changed it");
        Ok(())
    }

    async fn decide(&self, tx: &mut Tx, of: &ReviewedSubmission) -> Result<WritePermit<DecideOnFeedback>, Error> {
        let moderator = self.secretariat.person().expect("the secretariat is a person");
        of.may(tx, moderator).await
    }

    /// Sends all feedback that is approved.
    pub(super) async fn send(&self, tx: &mut Tx, on: Date) -> Result<(), Error> {
        let place = AtRound { round: self.round, is_cancelled: false };
        let may = lock(tx, &self.secretariat.may::<SendFeedback>(place)).await?;
        let title = |stage: u8| {
            let edition = self.charter.edition_for(stage, on);
            edition.map(|edition| edition.title.clone()).unwrap_or_default()
        };
        let sent = feedback::send(tx, &may, title, at(on, 15)).await?;
        assert!(!sent.is_empty(), "feedback of the round is approved");
        Ok(())
    }
}
