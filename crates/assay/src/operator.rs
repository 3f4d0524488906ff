//! Small commands for whoever runs the program on its machine: `sign-in`, `steward`, `verify` and `check`.

use crate::{
    charter,
    settings::{Done, Settings},
};
use clap::Args;
use documents::MAX_BYTES;
use jiff::SignedDuration;
use model::{
    assessment::{
        Step, completeness,
        verify::{Verdict, verify},
    },
    core::{
        dates::long_date,
        permit::{
            AtAssessment, AtCharter, AtOrganisation, Author, Permission, Permit, ReadAssessment, Standing, Steward,
        },
        short::{Email, Line},
    },
};
use std::{fs::File, io::Read as _, path::PathBuf, process::ExitCode};
use store::{
    accounts::{people, sign_ins},
    assessment::{assessments, contents},
    register::{due_dates, organisations},
};
use web::core::clock::{self, Clock};

/// How long a link that the operator makes is good.
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

fn may<P: Permission>(place: P::Place) -> Permit<P> {
    Permit::ask(&Standing { author: Author::Operator, steward: None, role: None }, place)
        .expect("the operator reads everything")
}

/// Print a link that signs in as somebody who is known here: once, within 15 minutes.
#[derive(Args)]
pub(crate) struct SignIn {
    /// Their e-mail address.
    email: String,
    /// Where browsers reach the site.
    #[arg(long, env = "ASSAY_BASE", default_value = "http://127.0.0.1:8080")]
    base: String,
}

impl SignIn {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let email = Email::parse(&self.email)?;
        let (db, now) = (settings.open().await?, Clock::default().now());
        let mut tx = db.write().await?;
        if !sign_ins::is_expected(&mut tx, &email, now).await? {
            return Err(format!("nobody of the address {email} is known here").into());
        }
        let secret = sign_ins::issue_for_operator(&mut tx, &email, 1, LIFETIME, now).await?;
        tx.commit().await?;
        println!("{}/sign-in/link/{secret}", self.base.trim_end_matches('/'));
        Ok(ExitCode::SUCCESS)
    }
}

/// Make somebody a member of the secretariat, such as the first, who invites the others.
#[derive(Args)]
pub(crate) struct MakeSteward {
    /// Their e-mail address.
    email: String,
    /// Their name.
    #[arg(long)]
    name: String,
    /// Of the Steering Board instead, which reads everything and changes nothing.
    #[arg(long)]
    board: bool,
}

impl MakeSteward {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let (email, name) = (Email::parse(&self.email)?, Line::parse(&self.name)?);
        let steward = if self.board { Steward::Board } else { Steward::Secretariat };
        let (db, now) = (settings.open().await?, Clock::default().now());
        let mut tx = db.write().await?;
        let person = people::find_or_make(&mut tx, &email, &name, now).await?;
        people::make_steward(&mut tx, person, steward).await?;
        tx.commit().await?;
        println!("{name} is {} now. They sign in with {email}.", steward.a());
        Ok(ExitCode::SUCCESS)
    }
}

/// Say whether a downloaded submission is what was signed. Ends with 1 if it is not.
#[derive(Args)]
pub(crate) struct Verify {
    /// The file.
    file: PathBuf,
}

impl Verify {
    pub(crate) fn run(&self) -> Done {
        let fails = |error: std::io::Error| format!("{} cannot be read: {error}", self.file.display());
        let (mut bytes, limit) = (Vec::new(), u64::try_from(MAX_BYTES)?);
        File::open(&self.file).map_err(fails)?.take(limit + 1).read_to_end(&mut bytes).map_err(fails)?;
        if bytes.len() > MAX_BYTES {
            return Err(format!("{} is too large to be a submission", self.file.display()).into());
        }
        match verify(&String::from_utf8_lossy(&bytes)) {
            Verdict::NotASubmission(why) => Err(why.to_string().into()),
            Verdict::Changed { named, found } => {
                println!("It was changed since it was signed.\n  It names {named}\n  and is    {found}");
                Ok(ExitCode::FAILURE)
            }
            Verdict::ToTheLetter(genuine) => {
                println!("It is to the letter what bears the hash {}.", genuine.hash);
                for signed in &genuine.signatures {
                    let on = long_date(clock::day(signed.at));
                    println!("  Signed by {}, {}, on {on}", signed.name, signed.post);
                }
                for signed in &genuine.foreign {
                    println!("  The signature of {} is of another text.", signed.name);
                }
                println!("Compare the hash with the one on the public page: a file alone cannot prove who wrote it.");
                Ok(if genuine.foreign.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
            }
        }
    }
}

/// Say what is missing in the open self-assessment of one or every organisation. Ends with 1 while something blocks.
#[derive(Args)]
pub(crate) struct Check {
    /// The organisation's name or the end of its address; all of them if none is given.
    organisation: Option<String>,
}

impl Check {
    pub(crate) async fn run(self, settings: &Settings) -> Done {
        let charter = charter::load(settings.charter.as_ref())?;
        let (db, today) = (settings.open().await?, clock::day(Clock::default().now()));
        let mut tx = db.read().await?;
        let wanted = match &self.organisation {
            None => None,
            Some(name) => {
                let found = organisations::named(&mut tx, &may(AtCharter), name).await?;
                Some(found.ok_or_else(|| format!("there is no organisation “{name}” in the register"))?)
            }
        };
        let mut is_blocked = false;
        for one in due_dates::all(&mut tx, &may(AtCharter)).await? {
            if wanted.is_some_and(|wanted| wanted != one.organisation) {
                continue;
            }
            let place = AtOrganisation { organisation: one.organisation };
            let listed = assessments::list(&mut tx, &may(place)).await?;
            let Some(open) = listed.into_iter().find(|listed| listed.state.step() != Step::Submitted) else {
                if wanted.is_some() {
                    println!("{}: no self-assessment is open", one.name);
                }
                continue;
            };
            let place = AtAssessment { organisation: one.organisation, assessment: open.id, step: open.state.step() };
            let dossier = contents::load(&mut tx, &may::<ReadAssessment>(place)).await?;
            let Some(edition) = charter.edition(&dossier.edition) else {
                return Err(format!("this charter has no edition {}", dossier.edition).into());
            };
            let items = completeness::check(&dossier, edition, &charter, today);
            is_blocked |= !completeness::is_ready(&items);
            println!("{}: {}", one.name, edition.title);
            print!("{}", completeness::as_text(&items, edition));
        }
        Ok(if is_blocked { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}
