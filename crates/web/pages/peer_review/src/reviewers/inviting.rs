//! The secretariat invites one person to review in a round. Who has no account is invited to join the signatory first.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    OrganisationId,
    core::{
        dates::{day, long_date},
        permit::{AtOrganisation, InviteReviewers, ManagePeople, ReadRound},
        short::{Email, Line},
    },
    peer_review::round::ReviewRound,
};
use serde::Deserialize;
use store::{
    Tx,
    accounts::invitations::LIFETIME,
    peer_review::{
        reviewers::inviting::{self, ReviewerInvited, SignatoryWithLeads},
        rounds,
    },
};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        form::{Choice, Errors, extract::Filled},
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::{self, members_changed, reviewers::ReviewerInvitationEmail},
};

#[derive(Template)]
#[template(path = "peer_review/reviewers/invite.html")]
struct InvitePage {
    shell: Shell,
    base: String,
    /// The address of the list of reviewers.
    list: String,
    round: String,
    organisations: Vec<Choice>,
    full_name: String,
    email: String,
    errors: Errors,
}

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    organisation: String,
    name: String,
    email: String,
}

/// The round, and the signatories; [`Problem::NotFound`] if the round does not ask reviewers any more.
pub(super) async fn read(
    may: &May<InviteReviewers>,
    app: &App,
) -> Result<(ReviewRound, Vec<SignatoryWithLeads>), Problem> {
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &may.ask::<ReadRound>()?).await?;
    if !round.takes_answers(may.visit.today()) {
        return Err(Problem::Forbidden("Reviewers of this round have already been allocated."));
    }
    Ok((round, inviting::signatories(&mut tx, may).await?))
}

/// The address of the list of reviewers of a round.
pub(super) fn list_of(round: &ReviewRound) -> String {
    format!("{}/reviewers", super::super::rounds::address(round))
}

fn draw(
    may: &May<InviteReviewers>,
    app: &App,
    (round, signatories): (&ReviewRound, &[SignatoryWithLeads]),
    form: InviteForm,
    errors: Errors,
) -> InvitePage {
    let options = signatories.iter().map(|one| (one.id.to_string(), one.name.clone()));
    InvitePage {
        shell: Shell::new(app, &may.visit),
        list: list_of(round),
        base: super::super::rounds::address(round),
        round: round.name.to_string(),
        organisations: Choice::all_or("Select an organisation", options, &form.organisation),
        full_name: form.name,
        email: form.email,
        errors,
    }
}

/// `GET /peer-review/rounds/{round}/reviewers/invite`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if reviewers are allocated already.
pub async fn form(may: May<InviteReviewers>, State(app): State<App>) -> Result<Response, Problem> {
    let (round, signatories) = read(&may, &app).await?;
    page(&draw(&may, &app, (&round, &signatories), InviteForm::default(), Errors::none()))
}

/// `POST /peer-review/rounds/{round}/reviewers/invite`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if reviewers are allocated already.
pub async fn invite(
    may: May<InviteReviewers>,
    State(app): State<App>,
    Filled(form): Filled<InviteForm>,
) -> Result<Response, Problem> {
    let (round, signatories) = read(&may, &app).await?;
    let mut errors = Errors::none();
    let chosen = signatories.iter().find(|one| one.id.to_string() == form.organisation);
    let chosen = errors.collect("organisation", chosen.ok_or("Select an organisation"));
    let name = Line::parse(&form.name).map_err(|error| error.at("Name", "Enter the person’s name"));
    let name = errors.collect("name", name);
    let email = errors.collect("email", Email::parse(&form.email));
    let (Some(chosen), Some(name), Some(email)) = (chosen, name, email) else {
        return unprocessable(&draw(&may, &app, (&round, &signatories), form, errors));
    };
    // The organisation is locked first, as everywhere.
    let (mut tx, now) = (app.db.write().await?, may.visit.now);
    let manage = may.lock::<ManagePeople>(&mut tx, AtOrganisation { organisation: chosen.id }).await?;
    let permit = may.lock::<InviteReviewers>(&mut tx, may.place()).await?;
    let invited = inviting::invite(&mut tx, &permit, &manage, (&email, &name), now).await?;
    let link = match &invited {
        ReviewerInvited::Member => "/peer-review/reviewer/volunteer".to_owned(),
        ReviewerInvited::Joins(secret) => format!("/invitations/{secret}"),
        ReviewerInvited::Not(reason) => {
            drop(tx);
            let errors = Errors::one("email", reason);
            return unprocessable(&draw(&may, &app, (&round, &signatories), form, errors));
        }
    };
    let joins = matches!(invited, ReviewerInvited::Joins(_)).then(|| long_date(day(now + LIFETIME)));
    let to = Recipient { name: name.as_str(), email: email.as_str(), organisation: &chosen.name };
    write(&mut tx, (&app, &may), &round, to, (&link, joins.as_deref())).await?;
    if joins.is_some() {
        // As whenever the secretariat changes who the members are. Why they are invited is not told.
        let did = format!("invited {name} as a contributor");
        tell_leads(&mut tx, (&app, &may), (chosen.id, &chosen.name), &did).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    Ok(redirect_with_notice(&app, &list_of(&round), &format!("Invitation sent to {name}.")))
}

async fn tell_leads(
    tx: &mut Tx,
    (app, may): (&App, &May<InviteReviewers>),
    (organisation, name): (OrganisationId, &str),
    did: &str,
) -> Result<(), Problem> {
    let by = may.visit.visitor.as_ref().map_or("", |visitor| &visitor.name);
    let manage = may.at::<ManagePeople>(AtOrganisation { organisation })?;
    members_changed::tell(tx, app, &manage, (name, by), ("Invitation sent", did), may.visit.now).await
}

/// Who is invited.
pub(super) struct Recipient<'r> {
    pub(super) name: &'r str,
    pub(super) email: &'r str,
    pub(super) organisation: &'r str,
}

/// Writes the email to a person who is invited. `joins` is the last day on which they can join the signatory, if they are no member. The email
/// belongs to no organisation, so that its leads do not see that it could not be delivered.
pub(super) async fn write(
    tx: &mut Tx,
    (app, may): (&App, &May<InviteReviewers>),
    round: &ReviewRound,
    to: Recipient<'_>,
    (link, joins): (&str, Option<&str>),
) -> Result<(), Problem> {
    let [fewest, most] = app.charter.review.panel_load;
    let message = ReviewerInvitationEmail {
        charter: &app.charter.name,
        name: to.name,
        by: may.visit.visitor.as_ref().map_or("The operator", |visitor| &visitor.name),
        round: round.name.as_str(),
        organisation: to.organisation,
        load: &format!("{fewest} to {most}"),
        by_day: &long_date(round.dates.of(model::peer_review::round::RoundStep::Recruit)),
        joins,
        link: &app.site.address(link),
    };
    emails::write(tx, to.email, &message, may.visit.now).await?;
    Ok(())
}
