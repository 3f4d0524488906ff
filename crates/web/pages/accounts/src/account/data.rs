//! `/account/data`: the personal data of the person who asks, to view, download and delete.

use askama::Template;
use axum::{extract::State, http::header, response::Response};
use model::{
    core::{
        dates::{count, day, long_date},
        permit::KeepAccount,
    },
    peer_review::review::reading_time::in_words,
    team::comment::excerpt,
};
use store::work::personal::{self, Erased, PersonalData, TextThatMayName};
use web_shell::{
    core::{
        app::App,
        authorize::May,
        clock::date_and_time,
        cookies,
        form::extract::{Filled, NoFields},
        page::{self, page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::wiping,
};

/// The number of newest events, and of comments, listed on the page. The file has all of them.
const LISTED: usize = 20;

#[derive(Template)]
#[template(path = "accounts/account/data.html")]
struct DataPage {
    shell: Shell,
    title: String,
    facts: Vec<(&'static str, String)>,
    /// The roles, invitations, actions and signatures of a person: a heading and its lines.
    lists: Vec<(&'static str, Vec<String>)>,
    history: Vec<String>,
    more: usize,
    /// Texts that have a name of the person, which may be another person's.
    texts: Vec<TextView>,
}

/// A text that may name the person, as shown.
struct TextView {
    organisation: String,
    label: &'static str,
    title: String,
    path: String,
}

#[derive(Template)]
#[template(path = "accounts/account/erasure.html")]
struct ErasurePage {
    shell: Shell,
    /// What must be done first: a sentence, and the address and label of the button to do it.
    obstacles: Vec<(String, (String, &'static str))>,
    /// Texts that may name the person, which are not changed.
    texts: Vec<TextView>,
}

/// `GET /account/data`.
pub async fn show(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let held = personal::held(&mut tx, &may).await?;
    let texts = personal::texts_that_may_name(&mut tx, &may).await?;
    drop(tx);
    let number = held.history.len();
    page(&DataPage {
        shell: Shell::new(&app, &may.visit),
        title: format!(
            "{} in the activity log {} your name",
            events(number),
            if number == 1 { "shows" } else { "show" }
        ),
        facts: vec![
            ("Name", held.name.clone()),
            ("Email address", held.email.clone()),
            ("Account since", long_date(day(held.since))),
            ("Emails to you in the last 30 days", held.emails.len().to_string()),
        ],
        history: held.history.iter().take(LISTED).map(|event| sentence(&app, event)).collect(),
        more: number.saturating_sub(LISTED),
        lists: lists(&app, &held),
        texts: texts.into_iter().map(text_view).collect(),
    })
}

fn events(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), "event")
}

fn sentence(app: &App, event: &personal::Done) -> String {
    let organisation = event.organisation.as_deref().unwrap_or(&app.charter.name);
    format!("{}, {organisation}: you {}", date_and_time(event.at), event.what.sentence(&app.charter))
}

fn text_view(text: TextThatMayName) -> TextView {
    TextView {
        organisation: text.organisation,
        label: text.place.label(),
        title: excerpt(&text.title, 80),
        path: text.place.path(),
    }
}

fn lists(app: &App, held: &PersonalData) -> Vec<(&'static str, Vec<String>)> {
    let on = |at| long_date(day(at));
    let roles =
        held.organisations.iter().map(|one| format!("{}: {} since {}", one.organisation, one.role, on(one.since)));
    let charter_role = held.charter_role.iter().map(|role| format!("The charter: {role}"));
    let devices = held.devices.iter().map(|one| format!("{}, since {}", one.device, on(one.since)));
    let invited = held.invitations.iter().map(|one| {
        let to = one.organisation.as_deref().unwrap_or("the charter");
        format!("{} to {to} as {}, on {}", one.name, one.role, on(one.at))
    });
    let owned = held
        .owners
        .iter()
        .map(|one| format!("{}: {} owns {}", one.organisation, one.name, count(one.actions, "action")));
    let group_members = held
        .group_members
        .iter()
        .map(|one| format!("{}, {}: {} as {}", one.organisation, one.group, one.name, one.role));
    let commented = held.comments.iter().take(LISTED).map(|one| {
        let deleted = if one.withdrawn { " (deleted)" } else { "" };
        format!("{}, on “{}”, {}{deleted}: {}", one.organisation, one.on, on(one.at), excerpt(&one.words, 200))
    });
    let reviewed = held.peer_review.iter().take(LISTED).map(|one| {
        format!("{}, {}, {}, {}: {}", one.round, one.organisation, one.kind, on(one.at), excerpt(&one.words, 200))
    });
    let signed = held
        .signatures
        .iter()
        .map(|one| format!("{}: as {}, {}, on {}", one.organisation, one.name, one.post, on(one.at)));
    let beside = &held.other;
    let update_requests = beside.asked.iter().map(|one| {
        let reply = one.answered.map_or(", awaiting reply".to_owned(), |at| format!(", replied on {}", on(at)));
        format!("{}: “{}”, on {}{reply}", one.organisation, one.action, on(one.at))
    });
    let signing_requests = beside.leading.iter().map(|one| {
        format!("{}: as {}, {}, to sign as its leader, on {}", one.organisation, one.name, one.post, on(one.at))
    });
    let handovers = beside
        .handovers
        .iter()
        .map(|one| format!("{}: from {} to {}, on {}", one.organisation, one.from, one.to, on(one.at)));
    let training = beside.training.iter().map(|one| {
        let completed = one.completed.map(|at| format!(", completed on {}", on(at))).unwrap_or_default();
        let answers = count(i64::try_from(one.answers.len()).unwrap_or(i64::MAX), "answer");
        let feedback = if one.practice_feedback.is_some() { " and practice feedback" } else { "" };
        format!("Edition {}{completed}: {answers} to the quiz{feedback}, which are in the file", one.edition)
    });
    let named_in = held.named_in.iter().take(LISTED).map(|one| {
        let organisation = one.organisation.as_deref().unwrap_or(&app.charter.name);
        format!("{}, {organisation}: another person {}", date_and_time(one.at), one.what.sentence(&app.charter))
    });
    let all = [
        ("Your roles", roles.chain(charter_role).collect::<Vec<_>>()),
        ("Devices", devices.collect()),
        ("Invitations to your email address", invited.collect()),
        ("Actions owned", owned.collect()),
        ("Update requests and signing requests", update_requests.chain(signing_requests).collect()),
        ("Handovers", handovers.collect()),
        ("Training for reviewers", training.collect()),
        ("Emails and calendar", emails_and_calendar(held)),
        ("Groups", group_members.collect()),
        ("Comments", commented.collect()),
        ("Texts in peer reviews", reviewed.collect()),
        ("Signatures", signed.collect()),
        ("Peer review", reviewing(&held.reviewing)),
        ("Activity of other people that names you", named_in.collect()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}

/// What is held about the person as a reviewer.
fn reviewing(held: &personal::HeldReviewing) -> Vec<String> {
    let on = |at| long_date(day(at));
    let reviewer = held.reviewer.iter().map(|one| {
        let ended = one.ended.map_or(String::new(), |at| format!(", ended on {}", on(at)));
        format!("Reviewer from {} since {}{ended}", one.organisation, on(one.since))
    });
    let availability = held.availability.iter().map(|one| {
        let most = one.submissions.map_or("a break".to_owned(), |most| format!("up to {}", count(most, "submission")));
        format!("{}: {most}, answered on {}", one.round, on(one.at))
    });
    let conflicts = held
        .conflicts
        .iter()
        .map(|one| format!("Conflict of interest with {}, on {}: {}", one.organisation, on(one.at), one.reason));
    let invited = held.invitations.iter().map(|(round, at)| format!("Invited to review in {round}, on {}", on(*at)));
    let panels = held.panels.iter().map(|one| {
        let panel = one.panel.map_or("reading for the Steering Board".to_owned(), |panel| format!("panel {panel}"));
        let until = one.until.map_or(String::new(), |at| format!(" until {}", on(at)));
        format!("{}, {panel}: member since {}{until}", one.round, on(one.since))
    });
    let spent = held.time_spent.iter().map(|one| {
        let time = in_words(one.seconds);
        format!(
            "{}, {}: {time} spent, last on {}. Only you can see this",
            one.round,
            one.organisation,
            on(one.last_request)
        )
    });
    reviewer.chain(availability).chain(conflicts).chain(invited).chain(panels).chain(spent).collect()
}

/// Stopped reminders, unsubscribe links, the calendar link and sign-in links.
fn emails_and_calendar(held: &PersonalData) -> Vec<String> {
    let (beside, on) = (&held.other, |at| long_date(day(at)));
    let stopped = beside.reminders_stopped.map(|at| format!("Reminder emails stopped on {}", on(at)));
    let links = (beside.reminder_links > 0)
        .then(|| format!("Unsubscribe links in emails to you: {}", count(beside.reminder_links, "link")));
    let calendar = beside.calendar.map(|at| format!("Calendar link created on {}", on(at)));
    let sign_ins = beside.sign_ins.iter().map(|at| format!("Sign-in link sent on {}", on(*at)));
    stopped.into_iter().chain(links).chain(calendar).chain(sign_ins).collect()
}

/// `GET /account/data.json`.
pub async fn file(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    let held = personal::held(&mut app.db.read().await?, &may).await?;
    let text = serde_json::to_string_pretty(&held).expect("personal data is JSON");
    Ok(page::file("application/json", "your-data.json", text))
}

/// `GET /account/erasure`: shows what deleting the account does, or what must be done first.
pub async fn ask(may: May<KeepAccount>, State(app): State<App>) -> Result<Response, Problem> {
    page(&erasure_page(&app, &may).await?)
}

async fn erasure_page(app: &App, may: &May<KeepAccount>) -> Result<ErasurePage, Problem> {
    let mut tx = app.db.read().await?;
    let obstacles = personal::obstacles(&mut tx, may).await?;
    let texts = personal::texts_that_may_name(&mut tx, may).await?;
    Ok(ErasurePage {
        shell: Shell::new(app, &may.visit),
        obstacles: obstacles.iter().map(|one| (one.sentence(), one.link())).collect(),
        texts: texts.into_iter().map(text_view).collect(),
    })
}

/// `POST /account/erasure`.
pub async fn erase(may: May<KeepAccount>, State(app): State<App>, _: Filled<NoFields>) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    match personal::erase(&mut tx, &permit, may.visit.now).await? {
        Erased::Yes => {
            tx.commit().await?;
            wiping::wipe(&app).await;
            let mut response = redirect_with_notice(&app, "/sign-in", "Account deleted.");
            response.headers_mut().append(header::SET_COOKIE, cookies::forget(&app.site, cookies::SESSION));
            Ok(response)
        }
        Erased::No(_) => {
            drop(tx);
            unprocessable(&erasure_page(&app, &may).await?)
        }
    }
}
