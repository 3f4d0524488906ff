//! `/organisations/{organisation}/asks`: who was asked how their actions stand, who answered, who has not, and whose mail does not
//! arrive.

pub mod deeds;
mod sending;

pub(crate) use sending::{Occasion, send};

use crate::{
    core::{
        app::App,
        authorize::{May, Section},
        clock::day,
        form::Errors,
        page::page,
        problem::Problem,
        shell::Shell,
    },
    pages::plan::plans::view::NewsView,
};
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    ActionId, AskId, PlanReviewId,
    charter::Charter,
    core::{
        dates::long_date,
        permit::{AskOwners, AtOrganisation, Permission, ReadOrganisation},
    },
    plan::update_request::{Ask, Delivery, Stage},
};
use store::plan::{
    owners, progress_reviews,
    update_requests::{self, Helper},
};

#[derive(Template)]
#[template(path = "plan/asks/list.html")]
struct AsksPage {
    shell: Shell,
    home: String,
    name: String,
    /// How many requests are awaiting reply.
    sentence: String,
    then: String,
    review: Option<PlanReviewId>,
    /// How many who owe an answer can be written to now: nobody is, twice a day.
    chaseable: usize,
    owed: Vec<AskView>,
    answered: Vec<AskView>,
    /// Open actions that nobody can be asked about.
    unasked: String,
    may_ask: bool,
    patience: String,
    errors: Errors,
}

/// An ask in words.
pub(crate) struct AskView {
    pub(crate) id: AskId,
    pub(crate) action: ActionId,
    pub(crate) title: String,
    pub(crate) name: String,
    pub(crate) asked: String,
    /// What became of the letters.
    pub(crate) letter: String,
    pub(crate) is_failed: bool,
    pub(crate) may_be_chased: bool,
    pub(crate) news: Option<NewsView>,
    /// Those who help and are asked too: who, what became of the letter, and whether it failed.
    pub(crate) helpers: Vec<(String, String, bool)>,
}

/// What became of the letters to somebody, in words.
fn letter((letters, last): (u32, Option<model::Timestamp>), delivery: &Delivery) -> String {
    let when = last.map(|at| long_date(day(at))).unwrap_or_default();
    let times = match letters {
        0 | 1 => String::new(),
        times => format!(" ({times} emails in total)"),
    };
    match delivery {
        Delivery::NoAddress => "No email address".to_owned(),
        Delivery::NotWritten => "Not sent yet".to_owned(),
        Delivery::OnItsWay => format!("Email of {when} sending{times}"),
        Delivery::Sent => format!("Emailed on {when}{times}"),
        Delivery::Failed(why) if why.is_empty() => format!("Email of {when} not delivered"),
        Delivery::Failed(why) => format!("Email of {when} not delivered: {why}"),
    }
}

fn is_failed(delivery: &Delivery) -> bool {
    matches!(delivery, Delivery::Failed(_) | Delivery::NoAddress)
}

impl AskView {
    pub(crate) fn new(ask: &Ask, charter: &Charter, now: model::Timestamp) -> Self {
        Self {
            id: ask.id,
            action: ask.action,
            title: ask.title.clone(),
            name: ask.name.clone(),
            asked: long_date(day(ask.asked)),
            letter: letter(ask.letters, &ask.delivery),
            is_failed: is_failed(&ask.delivery),
            may_be_chased: ask.may_be_chased(now),
            news: ask.answer.as_ref().map(|news| NewsView::new(news, charter)),
            helpers: Vec::new(),
        }
    }

    /// With those who help.
    pub(crate) fn with(mut self, helpers: &[Helper]) -> Self {
        let told = |one: &Helper| (one.name.clone(), letter(one.letters, &one.delivery), is_failed(&one.delivery));
        self.helpers = helpers.iter().map(told).collect();
        self
    }
}

async fn draw<P>(app: &App, may: &May<P>, typed: Option<(String, Errors)>) -> Result<AsksPage, Problem>
where
    P: Permission<Place = AtOrganisation>,
{
    let (mut tx, read, now) = (app.db.read().await?, may.ask::<ReadOrganisation>()?, may.visit.now);
    let all = update_requests::list(&mut tx, &read, None).await?;
    let charges = owners::charges(&mut tx, &read).await?;
    let patience = update_requests::patience(&mut tx, &read).await?;
    let brief = progress_reviews::brief(&mut tx, may.of()).await?;
    let helpers = update_requests::helpers(&mut tx, &read, None).await?;
    let view = |ask: &Ask| {
        AskView::new(ask, &app.charter, now).with(helpers.get(&ask.id).map(Vec::as_slice).unwrap_or_default())
    };
    let owed: Vec<&Ask> = all.iter().filter(|ask| ask.is_owed()).collect();
    let (sentence, then) = summary(&all);
    let (patience, errors) = typed.unwrap_or_else(|| (patience.to_string(), Errors::none()));
    let unowned = charges.iter().filter(|charge| charge.owner.is_none() && charge.is_open()).count();
    Ok(AsksPage {
        shell: may.shell(app, Section::Plan),
        home: format!("/organisations/{}", may.of()),
        name: may.organisation.clone(),
        sentence,
        then,
        review: brief.open,
        chaseable: owed.iter().filter(|ask| ask.may_be_chased(now)).count(),
        owed: owed.into_iter().map(view).collect(),
        answered: all.iter().filter(|ask| ask.stage == Stage::Answered).map(view).collect(),
        unasked: match unowned {
            0 => String::new(),
            1 => "1 open action has no owner, so you cannot request an update.".to_owned(),
            number => format!("{number} open actions have no owner, so you cannot request updates."),
        },
        may_ask: may.also::<AskOwners>(),
        patience,
        errors,
    })
}

/// How many replies are awaited, and how many emails were not delivered.
fn summary(all: &[Ask]) -> (String, String) {
    let live = all.iter().filter(|ask| ask.stage != Stage::Over).count();
    let owed = all.iter().filter(|ask| ask.is_owed()).count();
    let lost = all.iter().filter(|ask| ask.is_owed() && matches!(ask.delivery, Delivery::Failed(_))).count();
    let sentence = match (owed, live) {
        (_, 0) => "No update requests yet.".to_owned(),
        (0, 1) => "The update has been received.".to_owned(),
        (0, all) => format!("All {all} updates have been received."),
        (1, 1) => "1 update is awaiting reply.".to_owned(),
        (1, all) => format!("1 of {all} updates is awaiting reply."),
        (owed, all) => format!("{owed} of {all} updates are awaiting reply."),
    };
    let then = match lost {
        0 => "Owners reply with a link in an email, without an account.".to_owned(),
        1 => "1 email could not be delivered. Check the address.".to_owned(),
        lost => format!("{lost} emails could not be delivered. Check the addresses."),
    };
    (sentence, then)
}

/// `GET /organisations/{organisation}/asks`.
pub async fn show(may: May<ReadOrganisation>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&app, &may, None).await?)
}
