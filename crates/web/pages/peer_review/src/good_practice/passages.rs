//! `/assessments/{assessment}/good-practice`: the passages of a submission that reviewers marked, and what a lead answers about each.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    core::{
        canonical::Hash,
        dates::{day, long_date},
        permit::{AnswerMarkedPassages, AtAssessment, Permission, ReadMarkedPassages},
    },
    peer_review::good_practice::{MarkedPassage, PassageAnswer, place_name},
};
use serde::Deserialize;
use store::peer_review::good_practice::{self, MarkedPassages};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/good_practice/passages.html")]
struct PassagesPage {
    shell: Shell,
    errors: Errors,
    assessment: String,
    title: String,
    then: String,
    may_answer: bool,
    rows: Vec<PassageRow>,
}

/// A passage.
struct PassageRow {
    name: String,
    /// Its number on the page, which begins its id.
    number: usize,
    place: String,
    quote: String,
    class: &'static str,
    state: String,
    /// Whether a lead can consent, and whether they can decline or withdraw.
    can_consent: bool,
    decline: Option<&'static str>,
}

impl PassageRow {
    fn new((number, passage): (usize, MarkedPassage), place: String) -> Self {
        let on = |at| long_date(day(at));
        let (class, state, can_consent, decline) = match passage.answer {
            PassageAnswer::Waiting => ("started", "Waiting for a lead’s answer".to_owned(), true, Some("Decline")),
            PassageAnswer::Shared(at) => {
                ("done", format!("Consent given on {}", on(at)), false, Some("Withdraw consent"))
            }
            PassageAnswer::Declined(at) => ("", format!("Declined on {}", on(at)), true, None),
        };
        Self {
            name: passage.name.to_string(),
            number: number + 1,
            place,
            quote: passage.quote,
            class,
            state,
            can_consent,
            decline,
        }
    }
}

fn address<P: Permission<Place = AtAssessment>>(may: &May<P>) -> String {
    format!("/assessments/{}", may.place().assessment)
}

/// `GET /assessments/{assessment}/good-practice`
///
/// # Errors
/// Returns [`Problem::NotFound`] before the feedback is sent, as if there were no review.
pub async fn show(may: May<ReadMarkedPassages>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, Errors::none()).await?)
}

async fn draw<P: Permission<Place = AtAssessment>>(
    may: &May<P>,
    app: &App,
    errors: Errors,
) -> Result<PassagesPage, Problem> {
    let read = may.ask::<ReadMarkedPassages>()?;
    let marked = good_practice::of_organisation(&mut app.db.read().await?, &read).await?;
    let MarkedPassages { edition, passages } = marked.ok_or(Problem::NotFound)?;
    let edition = app.charter.edition(&edition);
    let waiting = passages.iter().filter(|one| one.answer == PassageAnswer::Waiting).count();
    Ok(PassagesPage {
        shell: may.shell(app, Section::Assessment),
        errors,
        assessment: address(may),
        title: edition.map_or_else(String::new, |edition| edition.title.clone()),
        then: match (passages.len(), waiting) {
            (0, _) => "No passage of this submission was marked as good practice.".to_owned(),
            (all, 0) => format!("Marked by reviewers: {all}. All are answered."),
            (all, waiting) => format!("Marked by reviewers: {all}. Waiting for an answer: {waiting}."),
        },
        may_answer: may.also::<AnswerMarkedPassages>(),
        rows: passages
            .into_iter()
            .enumerate()
            .map(|(number, one)| {
                let place = place_name(&one.place, edition);
                PassageRow::new((number, one), place)
            })
            .collect(),
    })
}

/// The answer about a passage.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PassageAnswerForm {
    /// The name of the passage.
    passage: String,
    /// `yes` or `no`.
    answer: String,
}

/// `POST /assessments/{assessment}/good-practice`
pub async fn answer(
    may: May<AnswerMarkedPassages>,
    State(app): State<App>,
    Filled(form): Filled<PassageAnswerForm>,
) -> Result<Response, Problem> {
    let has_consented = match form.answer.as_str() {
        "yes" => true,
        "no" => false,
        _ => {
            let errors = Errors::one("answer", "Select whether you agree to share the passage");
            return unprocessable(&draw(&may, &app, errors).await?);
        }
    };
    let passage: Hash = form.passage.parse().map_err(|_| Problem::NotFound)?;
    let charter = app.charter.clone();
    let title = |key: &_| charter.edition(key).map_or_else(String::new, |edition| edition.title.clone());
    let (mut tx, permit) = may.begin(&app).await?;
    if !good_practice::answer(&mut tx, &permit, (passage, has_consented), title, may.visit.now).await? {
        return Err(Problem::NotFound);
    }
    tx.commit().await?;
    let notice = if has_consented { "Consent given." } else { "Answer saved: the passage is not shared." };
    Ok(redirect_with_notice(&app, &format!("{}/good-practice", address(&may)), notice))
}
