//! One email to each person whom a comment notifies, unless they want none.

use model::{
    core::permit::{InOrganisation, Permission},
    team::comment::brief,
};
use store::{Tx, accounts::members::Member, team::comments::NewComment, work::reminders};
use web_shell::{
    core::{app::App, authorize::May, problem::Problem},
    work::emails::{self, EmailContext},
};

/// So many characters of a comment are quoted in an email.
const QUOTED: usize = 300;

/// Emails those whom a comment notifies, in the transaction that keeps it: `about` is its subject, in words, and the
/// path of its thread. Returns a sentence for its author: to whom emails are sent.
pub(super) async fn write<P: Permission>(
    (tx, app, may): (&mut Tx, &App, &May<P>),
    members: &[Member],
    new: &NewComment,
    (on, path): &(String, String),
) -> Result<String, Problem>
where
    P::Place: InOrganisation,
{
    let now = may.visit.now;
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    for member in members.iter().filter(|member| new.told.contains(&member.person)) {
        if reminders::is_stopped(tx, &member.email).await? {
            untold.push(member.name.as_str());
            continue;
        }
        let unsubscribe = app.site.address(&format!("/unsubscribe/{}", reminders::link(tx, &member.email, now).await?));
        let message = emails::MentionEmail {
            name: &member.name,
            by: may.visit.visitor.as_ref().map_or("Someone", |visitor| &visitor.name),
            organisation: &may.organisation,
            on,
            words: &brief(new.words.as_str(), QUOTED),
            link: &app.site.address(path),
            unsubscribe: &unsubscribe,
        };
        let about = EmailContext {
            organisation: Some(may.of()),
            concerns: Some(&member.name),
            unsubscribe: Some(&unsubscribe),
        };
        emails::write_about(tx, &member.email, &message, about, now).await?;
        told.push(member.name.as_str());
    }
    let sentences = [
        (!told.is_empty()).then(|| format!("We have emailed {}.", told.join(", "))),
        (!untold.is_empty()).then(|| format!("Not emailed, because they have unsubscribed: {}.", untold.join(", "))),
    ];
    Ok(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
