//! Small commands for the operator of an installation: `sign-in`, `add-secretariat` and `check`.

use crate::{
    charter, program,
    settings::{CommandResult, Settings},
};
use clap::Args;
use jiff::SignedDuration;
use model::{
    assessment::{Step, completeness},
    core::{
        permit::{AtAssessment, AtCharter, AtOrganisation, CharterRole, ReadAssessment},
        short::{Email, Line},
    },
};
use std::process::ExitCode;
use store::{
    accounts::{people, sign_ins},
    assessment::{assessments, contents},
    register::{due_dates, organisations},
};
use web::core::clock::{self, Clock};

/// How long a sign-in link printed by the operator is valid.
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// Print a one-time sign-in link for an existing user. It expires in 15 minutes.
#[derive(Args)]
pub(crate) struct SignIn {
    /// The email address.
    email: String,
    /// The web address of the site.
    #[arg(long, env = "ASSAY_BASE", default_value = "http://127.0.0.1:8080")]
    base: String,
}

impl SignIn {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let email = Email::parse(&self.email)?;
        let (db, now) = (settings.open().await?, Clock::default().now());
        let mut tx = db.write().await?;
        if !sign_ins::is_expected(&mut tx, &email, now).await? {
            return Err(format!("no user with the address {email}").into());
        }
        let secret = sign_ins::issue_for_operator(&mut tx, &program::permit(), &email, 1, LIFETIME, now).await?;
        tx.commit().await?;
        println!("{}/sign-in/link/{secret}", self.base.trim_end_matches('/'));
        Ok(ExitCode::SUCCESS)
    }
}

/// Add a member of the secretariat or Steering Board.
#[derive(Args)]
pub(crate) struct AddSecretariat {
    /// The email address.
    email: String,
    /// The name.
    #[arg(long)]
    name: String,
    /// Add to the Steering Board instead, which reads submissions, takes part in peer review and does not read drafts.
    #[arg(long)]
    board: bool,
}

impl AddSecretariat {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let (email, name) = (Email::parse(&self.email)?, Line::parse(&self.name)?);
        let charter_role = if self.board { CharterRole::Board } else { CharterRole::Secretariat };
        let (db, now) = (settings.open().await?, Clock::default().now());
        let mut tx = db.write().await?;
        let may = program::permit();
        let person = people::find_or_create(&mut tx, &may, &email, &name, now).await?;
        if !people::give_charter_role(&mut tx, &may, person, charter_role).await? {
            return Err(format!(
                "{email} is a member of an organisation, and a person cannot be both. Remove them there first, or use another address"
            )
            .into());
        }
        tx.commit().await?;
        println!("{name} added: {}. Sign in with {email}.", charter_role.with_article());
        Ok(ExitCode::SUCCESS)
    }
}

/// Check open self-assessments for completeness. The exit status is 1 if anything is missing.
#[derive(Args)]
pub(crate) struct Check {
    /// The organisation's name or the last part of its address. The default is all organisations.
    organisation: Option<String>,
}

impl Check {
    pub(crate) async fn run(self, settings: &Settings) -> CommandResult {
        let charter = charter::load(settings.charter.as_ref())?;
        let (db, today) = (settings.open().await?, clock::day(Clock::default().now()));
        let mut tx = db.read().await?;
        let wanted = match &self.organisation {
            None => None,
            Some(name) => {
                let found = organisations::named(&mut tx, &program::at(AtCharter), name).await?;
                Some(found.ok_or_else(|| format!("no organisation “{name}”"))?)
            }
        };
        let mut is_blocked = false;
        for one in due_dates::all(&mut tx, &program::at(AtCharter)).await? {
            if wanted.is_some_and(|wanted| wanted != one.organisation) {
                continue;
            }
            let place = AtOrganisation { organisation: one.organisation };
            let listed = assessments::list(&mut tx, &program::at(place)).await?;
            let Some(open) = listed.into_iter().find(|listed| listed.state.step() != Step::Submitted) else {
                if wanted.is_some() {
                    println!("{}: no open self-assessment", one.name);
                }
                continue;
            };
            let place = AtAssessment {
                organisation: one.organisation,
                assessment: open.id,
                step: open.state.step(),
                shared: None,
            };
            let contents = contents::load(&mut tx, &program::at::<ReadAssessment>(place)).await?;
            let Some(edition) = charter.edition(&contents.edition) else {
                return Err(format!("this charter has no edition {}", contents.edition).into());
            };
            let items = completeness::check(&contents, edition, &charter, today);
            is_blocked |= !completeness::is_ready(&items);
            println!("{}: {}", one.name, edition.title);
            print!("{}", completeness::as_text(&items, edition));
        }
        Ok(if is_blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
