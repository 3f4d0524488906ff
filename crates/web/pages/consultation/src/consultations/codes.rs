//! Single-use codes: printed on slips, or sent by email to a list of addresses that is then forgotten. They are shown once, because only
//! their hashes are stored.

use super::poster::qr_code;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    consultation::{
        Consultation,
        code_batch::CodeAllowance,
        response_code::ResponseCode,
        turnout::{Access, CodesGiven},
    },
    core::{
        dates::{capital, long_date},
        permit::{GiveCodes, ReadConsultation},
    },
};
use serde::Deserialize;
use store::{
    Tx,
    consultation::consultations::{self, GivenBy, NotGiven},
};
use web_shell::{
    core::{
        app::App,
        authorize::{May, Section},
        form::{
            Errors,
            extract::{Filled, NoFields},
        },
        page::{page, redirect_with_notice, unprocessable},
        problem::Problem,
        shell::Shell,
    },
    work::emails::{self, ConsultationCodeEmail},
};

/// The message if the key folder fails.
const NO_KEY: &str = "Codes cannot be made, because their key is missing. Ask the operator of Assay to check the key folder, then try again";

#[derive(Template)]
#[template(path = "consultation/consultations/codes.html")]
struct CodesPage {
    shell: Shell,
    errors: Errors,
    base: String,
    title: String,
    /// The codes given out so far, and for how many people.
    sentence: String,
    /// The smallest and largest batch, or why none can be given out.
    allowance: Result<(u32, u32), String>,
    can_cancel: bool,
    /// How many emails could not be delivered, as a sentence.
    undelivered: Option<String>,
    slips: String,
    addresses: String,
}

#[derive(Template)]
#[template(path = "consultation/consultations/slips.html")]
struct SlipsPage {
    shell: Shell,
    base: String,
    organisation: String,
    title: String,
    closes: String,
    people: String,
    invited: u32,
    /// The address without a code and `https://`, as people type it.
    address: String,
    slips: Vec<Slip>,
}

/// One slip: its code, and the side and path of the QR code of its address.
struct Slip {
    code: String,
    side: i32,
    path: String,
}

/// What was entered on the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodesForm {
    slips: String,
    addresses: String,
}

/// `GET /consultations/{consultation}/codes`
pub async fn show(may: May<GiveCodes>, State(app): State<App>) -> Result<Response, Problem> {
    let consultation = load(&mut app.db.read().await?, &may).await?;
    page(&draw(&app, &may, &consultation, CodesForm::default(), Errors::none()))
}

async fn load(tx: &mut Tx, may: &May<GiveCodes>) -> Result<Consultation, Problem> {
    let consultation = consultations::read(tx, &may.ask::<ReadConsultation>()?).await?;
    if consultation.asked.access == Access::Codes { Ok(consultation) } else { Err(Problem::NotFound) }
}

fn draw(app: &App, may: &May<GiveCodes>, consultation: &Consultation, form: CodesForm, errors: Errors) -> CodesPage {
    let of = consultation.invited.map(|invited| format!(", for {invited} people invited")).unwrap_or_default();
    CodesPage {
        shell: may.shell(app, Section::Consultations),
        errors,
        base: format!("/consultations/{}", consultation.id),
        title: consultation.title.as_str().to_owned(),
        sentence: if consultation.given == CodesGiven::default() {
            "No codes have been given out yet".to_owned()
        } else {
            format!("{}{of}", capital(&consultation.given.sentence()))
        },
        allowance: CodeAllowance::of(consultation).map(|allowance| allowance.bounds()).map_err(|none| none.to_string()),
        can_cancel: consultation.given != CodesGiven::default(),
        undelivered: consultation.given.undelivered_sentence(),
        slips: form.slips,
        addresses: form.addresses,
    }
}

/// `POST /consultations/{consultation}/codes/slips`: shows the slips at once, since their codes cannot be read again.
pub async fn print(
    may: May<GiveCodes>,
    State(app): State<App>,
    Filled(form): Filled<CodesForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let consultation = load(&mut tx, &may).await?;
    let number = match CodeAllowance::of(&consultation) {
        Ok(allowance) => allowance.slips(&form.slips).map_err(|flaw| {
            // Reloading the page of the slips, after a printer jam, sends the form again.
            let lost = if consultation.given == CodesGiven::default() { "" } else { LOST };
            Errors::one(flaw.field, format!("{}{lost}", flaw.message))
        }),
        Err(none) => Err(Errors::one("slips", none)),
    };
    let number = match number {
        Ok(number) => number,
        Err(errors) => return unprocessable(&draw(&app, &may, &consultation, form, errors)),
    };
    match consultations::give(&mut tx, &permit, number as usize, GivenBy::Print, may.visit.now).await? {
        Ok(codes) => {
            tx.commit().await?;
            page(&slips(&app, &may, consultation, &codes)?)
        }
        Err(refused) => unprocessable(&draw(&app, &may, &consultation, form, refusal("slips", refused))),
    }
}

/// What to do about slips that were printed and lost.
const LOST: &str = ". If slips were lost, cancel the unused codes and print again";

fn refusal(field: &str, refused: NotGiven) -> Errors {
    match refused {
        NotGiven::Number => {
            Errors::one(field, "Codes were given out since you opened this page. Check the number and try again")
        }
        NotGiven::NoKey(reason) => {
            tracing::error!(reason, "codes were not given out: the key of a consultation is missing");
            Errors::one(field, NO_KEY)
        }
    }
}

fn link(app: &App, consultation: &Consultation, code: &ResponseCode) -> Result<String, Problem> {
    let opened = consultation.opened().ok_or(Problem::NotFound)?;
    Ok(app.site.address(&format!("/respond/{}?slip={code}", opened.code)))
}

fn slips(
    app: &App,
    may: &May<GiveCodes>,
    consultation: Consultation,
    codes: &[ResponseCode],
) -> Result<SlipsPage, Problem> {
    let slip = |code: &ResponseCode| {
        let (side, path) = qr_code(&link(app, &consultation, code)?).ok_or(Problem::TooLarge)?;
        Ok(Slip { code: code.to_string(), side, path })
    };
    let slips = codes.iter().map(slip).collect::<Result<_, Problem>>()?;
    let opened = consultation.opened().ok_or(Problem::NotFound)?;
    let address = app.site.address(&format!("/respond/{}", opened.code));
    Ok(SlipsPage {
        shell: may.shell(app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        organisation: may.organisation.clone(),
        closes: long_date(consultation.closes),
        people: app.charter.words.people.clone(),
        invited: consultation.invited.unwrap_or_default(),
        address: address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).to_owned(),
        title: consultation.title.into(),
        slips,
    })
}

/// `POST /consultations/{consultation}/codes/emails`
pub async fn send(
    may: May<GiveCodes>,
    State(app): State<App>,
    Filled(form): Filled<CodesForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let consultation = load(&mut tx, &may).await?;
    let addresses = match CodeAllowance::of(&consultation) {
        Ok(allowance) => allowance.addresses(&form.addresses).map_err(|flaw| Errors::one(flaw.field, flaw.message)),
        Err(none) => Err(Errors::one("addresses", none)),
    };
    let addresses = match addresses {
        Ok(addresses) => addresses,
        Err(errors) => return unprocessable(&draw(&app, &may, &consultation, form, errors)),
    };
    let codes = match consultations::give(&mut tx, &permit, addresses.len(), GivenBy::Email, may.visit.now).await? {
        Ok(codes) => codes,
        Err(refused) => return unprocessable(&draw(&app, &may, &consultation, form, refusal("addresses", refused))),
    };
    let until = long_date(consultation.closes);
    for (address, code) in addresses.iter().zip(&codes) {
        let email = ConsultationCodeEmail {
            organisation: &may.organisation,
            title: consultation.title.as_str(),
            people: &app.charter.words.people,
            link: &link(&app, &consultation, code)?,
            until: &until,
            invited: consultation.invited.unwrap_or_default(),
        };
        emails::write_and_forget(&mut tx, consultation.id, address.as_str(), &email, may.visit.now).await?;
    }
    tx.commit().await?;
    app.emails_written.notify_one();
    let here = format!("/consultations/{}/codes", may.place().consultation);
    Ok(redirect_with_notice(
        &app,
        &here,
        &format!("{} codes sent. The list of addresses is not kept.", addresses.len()),
    ))
}

/// `POST /consultations/{consultation}/codes/cancelling`
pub async fn cancel(
    may: May<GiveCodes>,
    State(app): State<App>,
    Filled(NoFields {}): Filled<NoFields>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    load(&mut tx, &may).await?;
    let number = consultations::cancel(&mut tx, &permit, may.visit.now).await?;
    tx.commit().await?;
    let here = format!("/consultations/{}/codes", may.place().consultation);
    Ok(redirect_with_notice(&app, &here, &format!("Unused codes cancelled: {number}.")))
}
