//! Emails each person whom a comment notifies, unless they have unsubscribed.

use model::{
    core::permit::{InOrganisation, Permission},
    team::comment::excerpt,
};
use store::{Tx, accounts::members::Member, team::comments::NewComment, work::reminders};
use web_shell::{
    core::{app::App, authorize::May, problem::Problem},
    work::emails::{self, EmailContext},
};

/// The maximum number of characters of a comment that an email quotes.
const QUOTED: usize = 300;

/// Writes the emails in the transaction that stores the comment. The last argument is the title of the action or question, and the path
/// of the thread. Returns a sentence for the author that says who is emailed.
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
    let (mut emailed, mut unsubscribed) = (Vec::new(), Vec::new());
    for member in members.iter().filter(|member| new.notified.contains(&member.person)) {
        if reminders::is_stopped(tx, &member.email).await? {
            unsubscribed.push(member.name.as_str());
            continue;
        }
        let unsubscribe = app.site.address(&format!("/unsubscribe/{}", reminders::link(tx, &member.email, now).await?));
        let message = emails::MentionEmail {
            name: &member.name,
            by: may.visit.visitor.as_ref().map_or("Someone", |visitor| &visitor.name),
            organisation: &may.organisation,
            on,
            words: &excerpt(new.words.as_str(), QUOTED),
            link: &app.site.address(path),
            unsubscribe: &unsubscribe,
        };
        let about = EmailContext {
            organisation: Some(may.of()),
            concerns: Some(&member.name),
            unsubscribe: Some(&unsubscribe),
            ..EmailContext::default()
        };
        emails::write_about(tx, &member.email, &message, about, now).await?;
        emailed.push(member.name.as_str());
    }
    let sentences = [
        (!emailed.is_empty()).then(|| format!("We have emailed {}.", emailed.join(", "))),
        (!unsubscribed.is_empty())
            .then(|| format!("Not emailed, because they have unsubscribed: {}.", unsubscribed.join(", "))),
    ];
    Ok(sentences.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
