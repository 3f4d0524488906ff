//! The panel of the reviewer who has a link: its draft is being discussed, and its other submission is still read.

use super::reviewing::{ReviewedSubmission, Reviewing};
use crate::demo::context::at;
use jiff::{ToSpan as _, civil::Date};
use model::{
    PersonId,
    core::saving::Draft,
    peer_review::{feedback::draft::DraftField, meeting::PanelMeeting, private_note::NewNote},
    team::comment::CommentText,
};
use store::{
    Error, Tx,
    peer_review::{feedback_drafts, feedback_drafts::panel_comments, reviews::private_notes},
};

impl Reviewing<'_> {
    /// The panel has begun its draft: it is commented on and changed, and one member has agreed and another disagrees.
    pub(super) async fn discuss(
        &self,
        tx: &mut Tx,
        (of, reviewer): (&ReviewedSubmission, PersonId),
        first: Date,
    ) -> Result<(), Error> {
        self.note(tx, (of, reviewer), first.saturating_sub(1.day())).await?;
        self.begin_draft(tx, of, reviewer, first).await?;
        let texts = &self.texts.draft;
        let on = first.saturating_add(14.days());
        let others: Vec<PersonId> = of.members.iter().copied().filter(|person| *person != reviewer).collect();
        let (first_other, last_other) = (others[0], others[others.len() - 1]);
        for ((text, person), minutes) in texts.comments.iter().zip([first_other, reviewer]).zip([0, 35]) {
            let may = of.may(tx, person).await?;
            let comment = CommentText::parse(text).expect("comments are short");
            panel_comments::write(tx, &may, &comment, at(on, minutes)).await?;
        }
        let (address, when) = &texts.meeting;
        let may = of.may(tx, first_other).await?;
        let meeting = PanelMeeting::parse(address, when).expect("the meeting has an address and a time");
        feedback_drafts::suggest_meeting(tx, &may, &meeting).await?;
        let criterion = &self.criteria()[2].id;
        let shorter = (&DraftField::Advice(criterion.clone()), Draft::new(&texts.shorter, 1));
        self.save_text(tx, of, first_other, shorter, at(on, 90)).await?;
        let may = of.may(tx, last_other).await?;
        let disagreement = CommentText::parse(&texts.disagreement).expect("it is short");
        let about = self.criteria().iter().find(|one| one.id.as_str() == "participation").map(|one| &one.id);
        feedback_drafts::record_disagreement(tx, &may, about, &disagreement, at(on, 120)).await?;
        self.agree(tx, of, first_other, at(on, 150)).await
    }

    /// The reviewer has begun their review with notes, another member has completed theirs, and the others have not begun.
    pub(super) async fn begin_reviews(
        &self,
        tx: &mut Tx,
        (of, reviewer): (&ReviewedSubmission, PersonId),
        first: Date,
    ) -> Result<(), Error> {
        self.note(tx, (of, reviewer), first).await?;
        let own = of.members.iter().position(|person| *person == reviewer).expect("they are on the panel");
        self.write(tx, of, (own, 3), first.saturating_add(2.days())).await?;
        let other = (own + 1) % of.members.len();
        self.complete(tx, of, other, first.saturating_add(5.days())).await
    }

    async fn note(&self, tx: &mut Tx, (of, reviewer): (&ReviewedSubmission, PersonId), on: Date) -> Result<(), Error> {
        for (note, minutes) in self.texts.notes.iter().zip(0..) {
            let may = of.may(tx, reviewer).await?;
            let (part, quote, text) = (note.part.clone(), note.quote.clone(), note.text.clone());
            private_notes::add(tx, &may, &NewNote { part, quote, text }, at(on, 7 * minutes)).await?;
        }
        Ok(())
    }
}
