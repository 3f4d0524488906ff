//! The leader's page, made for a phone and used without an account. The leader's link shows one version and signs it, nothing else.

use crate::{
    locked_version::{self, LockedPage, SubmissionText, moment},
    sign_off::{public_page, signing},
};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::{Step, locked_version::Submission, verify::Signatory},
    charter::rating::Colour,
    core::{
        canonical::Hash,
        dates::{long_date, month_year},
        permit::{ReadAsLeader, SignAsLeader},
    },
};
use store::{
    Tx,
    assessment::{
        locked_versions,
        signatures::{self, CurrentSignature},
    },
};
use web_shell::core::{
    app::App,
    authorize::May,
    clock,
    form::{Errors, extract::Filled},
    page::{onward, page, refused},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "assessment/leader/sign.html")]
struct SignPage {
    shell: Shell,
    base: String,
    caption: String,
    title: String,
    then: String,
    /// What is signed, in four sentences.
    sentences: [String; 4],
    hash: String,
    form: signing::SignatureFormView,
    until: String,
}

#[derive(Template)]
#[template(path = "assessment/leader/thanks.html")]
struct ThanksPage {
    shell: Shell,
    base: String,
    caption: String,
    title: String,
    then: String,
    /// Labels and values: the name, the job title, the time and the version.
    receipt: Vec<(&'static str, String)>,
    public: Option<String>,
}

/// The locked version that the leader's link is for, and its signatures.
struct LockedSubmission {
    submission: Submission,
    canonical_hash: Hash,
    signatures: Vec<CurrentSignature>,
}

impl LockedSubmission {
    async fn load(tx: &mut Tx, may: &May<ReadAsLeader>) -> Result<Self, Problem> {
        let (canonical_hash, canonical) = locked_versions::locked(tx, may).await?.ok_or(Problem::LinkExpired)?;
        let signatures = signatures::for_leader(tx, may).await?;
        Ok(Self { submission: locked_version::read(&canonical)?, canonical_hash, signatures })
    }
    fn signed(&self, signatory: Signatory) -> Option<&CurrentSignature> {
        self.signatures.iter().find(|held| held.signatory == signatory)
    }
}

/// `GET /leader/{leader_link}`
pub async fn show(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let locked = LockedSubmission::load(&mut tx, &may).await?;
    if let Some(own) = locked.signed(Signatory::Leader) {
        return page(&thanks(&app, &may, &secret, &locked, own));
    }
    page(&sign_page(&app, &may, &mut tx, &secret, &locked, None).await?)
}

/// `POST /leader/{leader_link}`
pub async fn sign(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
    Filled(fields): Filled<signing::SignatureFields>,
) -> Result<Response, Problem> {
    let back = format!("/leader/{secret}");
    let (mut tx, permit) = may.begin(&app).await?;
    // If the leader has signed already, for example by selecting the button twice, the page shows the receipt.
    let Ok(permit) = permit.ask::<SignAsLeader>() else { return Ok(onward(&back)) };
    match fields.parse() {
        Ok(signing) => {
            signatures::sign_as_leader(&mut tx, &permit, &secret, &signing, may.visit.now).await?;
            tx.commit().await?;
            Ok(onward(&back))
        }
        Err(errors) => {
            let locked = LockedSubmission::load(&mut tx, &may).await?;
            refused(&sign_page(&app, &may, &mut tx, &secret, &locked, Some((fields, errors))).await?)
        }
    }
}

/// `GET /leader/{leader_link}/text`
pub async fn text(
    may: May<ReadAsLeader>,
    State(app): State<App>,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let locked = LockedSubmission::load(&mut app.db.read().await?, &may).await?;
    page(&LockedPage {
        shell: Shell::by_link(&app, &may.visit, "leaders"),
        back: format!("/leader/{secret}"),
        title: format!("{}: full text", locked.submission.edition.title),
        then: format!("The version of {} that is locked for sign-off.", locked.submission.organisation.name),
        hash: Some(locked.canonical_hash.to_string()),
        text: Some(SubmissionText::of(&locked.submission)),
    })
}

async fn sign_page(
    app: &App,
    may: &May<ReadAsLeader>,
    tx: &mut Tx,
    secret: &str,
    locked: &LockedSubmission,
    typed: Option<(signing::SignatureFields, Errors)>,
) -> Result<SignPage, Problem> {
    let link = signatures::leader_link(tx, may, secret).await?;
    let submission = &locked.submission;
    let organisation = &submission.organisation.name;
    let (fields, errors) = typed.unwrap_or_else(|| {
        (signing::SignatureFields::fresh(&link.name, &link.post, locked.canonical_hash), Errors::none())
    });
    let sentence = format!("I sign this self-assessment for {organisation} as leader of the institution");
    let lead = locked.signed(Signatory::Lead).map_or("The institutional lead", |held| &held.name);
    let base = format!("/leader/{secret}");
    Ok(SignPage {
        shell: Shell::by_link(app, &may.visit, "leaders"),
        caption: submission.charter.name.clone(),
        title: format!("Sign off: {}", submission.edition.title),
        then: format!("{lead} asks you to sign for {organisation}. It takes about a minute."),
        sentences: sentences(submission),
        hash: locked.canonical_hash.to_string(),
        form: signing::SignatureFormView::new(base.clone(), fields, errors, sentence),
        until: long_date(clock::day(link.expires)),
        base,
    })
}

/// The new plan, the ratings of the previous one, the public contact, and that the version is locked.
fn sentences(submission: &Submission) -> [String; 4] {
    let (plan, organisation) = (&submission.plan, &submission.organisation.name);
    let themes: Vec<&str> = submission
        .charter
        .themes
        .iter()
        .filter(|theme| plan.actions.iter().any(|action| action.details.themes.contains(&theme.id)))
        .map(|theme| theme.name.as_str())
        .collect();
    let under = if themes.is_empty() { String::new() } else { format!(" under {}", list(&themes)) };
    let number = plan.actions.len();
    let actions = if number == 1 { "1 action".to_owned() } else { format!("{number} actions") };
    let commitment = format!(
        "{organisation} commits to {actions}{under}, from {} to {}.",
        month_year(plan.starts),
        month_year(plan.ends)
    );
    let contact = match (submission.contact.name.as_str(), submission.contact.email.as_str()) {
        ("", "") => "No public contact yet.".to_owned(),
        ("", contact) | (contact, "") => format!("Public contact: {contact}."),
        (name, email) => format!("Public contact: {name}, {email}."),
    };
    let locked = "This version is locked, so it cannot change after you sign.".to_owned();
    [commitment, tally(submission), contact, locked]
}

/// "Previous action plan, 35 actions: 15 completed, 14 in progress and 6 still to be carried out."
fn tally(submission: &Submission) -> String {
    let Some(rated) = &submission.rated else { return "No previous action plan to report on.".to_owned() };
    let colours = [Some(Colour::Green), Some(Colour::Amber), Some(Colour::Red), None];
    let parts: Vec<String> = colours
        .into_iter()
        .map(|colour| (colour, rated.actions.iter().filter(|action| action.rating == colour).count()))
        .filter(|(_, number)| *number > 0)
        .map(|(colour, number)| format!("{number} {}", submission.word(colour).to_lowercase()))
        .collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let plan = match rated.actions.len() {
        0 => return "The previous action plan had no actions.".to_owned(),
        1 => "Previous action plan, 1 action".to_owned(),
        number => format!("Previous action plan, {number} actions"),
    };
    format!("{plan}: {}.", list(&parts))
}

fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn thanks(
    app: &App,
    may: &May<ReadAsLeader>,
    secret: &str,
    locked: &LockedSubmission,
    own: &CurrentSignature,
) -> ThanksPage {
    let submission = &locked.submission;
    let is_submitted = may.place().step == Step::Submitted;
    let lead = locked.signed(Signatory::Lead).map_or("The institutional lead", |held| &held.name);
    ThanksPage {
        shell: Shell::by_link(app, &may.visit, "leaders"),
        base: format!("/leader/{secret}"),
        caption: submission.charter.name.clone(),
        title: "Signature received".into(),
        then: if is_submitted {
            "Thank you. The self-assessment is submitted, and we have emailed you a receipt.".into()
        } else {
            format!(
                "Thank you. {lead} submits the self-assessment next, and we then email you a receipt. You do not need to do anything else."
            )
        },
        receipt: vec![
            ("Signed by", format!("{}, {}", own.name, own.post)),
            ("Organisation", submission.organisation.name.clone()),
            ("Self-assessment", submission.edition.title.clone()),
            ("Signed on", moment(own.at)),
            ("Version ID", own.hash.to_string()),
        ],
        public: is_submitted.then(|| public_page(&submission.organisation.slug)),
    }
}
