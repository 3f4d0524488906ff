//! Emails to reviewers about what happened to their panel or round. None names a submission or an organisation.

use model::{
    Timestamp,
    core::dates::long_date,
    peer_review::round::{ReviewRound, RoundStep},
};
use store::{Tx, peer_review::panels::PanelPerson};
use web_shell::{
    core::{app::App, problem::Problem},
    work::emails::{self, reviewers::PanelNoticeEmail},
};

/// Emails each person that the round was cancelled, and that nothing of it waits for them.
pub(crate) async fn cancelled(
    tx: &mut Tx,
    app: &App,
    round: &ReviewRound,
    people: &[PanelPerson],
    now: Timestamp,
) -> Result<(), Problem> {
    let sentence = format!(
        "The peer review round {} was cancelled. You have nothing more to do for it. What you wrote in it is kept, and is not sent.",
        round.name
    );
    let about = (format!("Peer review round cancelled: {}", round.name), sentence, "/peer-review/reviewing".to_owned());
    write(tx, app, about, people, now).await
}

/// Emails each member of a panel that it has another submission.
pub(crate) async fn given(
    tx: &mut Tx,
    app: &App,
    (round, path): (&ReviewRound, String),
    people: &[PanelPerson],
    now: Timestamp,
) -> Result<(), Problem> {
    let sentence = format!(
        "Your panel in the peer review round {} has another submission, or one that was returned for changes has come back. If you reviewed it before, check what you wrote and complete your review again. Sign in to see which it is:",
        round.name
    );
    write(tx, app, (format!("Submission added to your panel: {}", round.name), sentence, path), people, now).await
}

/// Emails each member of the board who can read a submission that there is one.
pub(crate) async fn board_reads(
    tx: &mut Tx,
    app: &App,
    (round, path): (&ReviewRound, String),
    board: &[PanelPerson],
    now: Timestamp,
) -> Result<(), Problem> {
    let sentence = format!(
        "The Steering Board reads a submission in the peer review round {}, without reviewers. Read it by {} and write the feedback together. A member then confirms that it is ready. Sign in to see which submission it is:",
        round.name,
        long_date(round.dates.of(RoundStep::Read))
    );
    write(tx, app, (format!("Submission to read: {}", round.name), sentence, path), board, now).await
}

/// Writes an email with this subject, sentence and path of the page to each person.
async fn write(
    tx: &mut Tx,
    app: &App,
    (subject, sentence, path): (String, String, String),
    people: &[PanelPerson],
    now: Timestamp,
) -> Result<(), Problem> {
    let link = app.site.address(&path);
    for person in people {
        let message = PanelNoticeEmail {
            charter: &app.charter.name,
            name: &person.name,
            subject: &subject,
            sentence: &sentence,
            link: &link,
        };
        emails::write(tx, &person.email, &message, now).await?;
    }
    Ok(())
}
