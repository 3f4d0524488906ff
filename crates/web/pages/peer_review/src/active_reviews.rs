//! Active review: the submissions of a round that are suggested and chosen, with the reasons.

mod emails;
pub mod own;
pub mod submission;

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    AssessmentId, Date,
    charter::{ActiveReviewRules, Charter, rating::Colour},
    core::{
        dates::{count, long_date},
        permit::ReadActiveReviews,
    },
    peer_review::active_review::{Candidate, Suggestion, suggest},
    plan::Tally,
};
use store::peer_review::{
    active_reviews::{self, ActiveReviewCandidate},
    rounds,
};
use web_shell::core::{app::App, authorize::May, page::page, problem::Problem, shell::Shell};

#[derive(Template)]
#[template(path = "peer_review/active_reviews/list.html")]
struct ListPage {
    shell: Shell,
    base: String,
    round: String,
    /// How many are chosen.
    then: String,
    stage: u8,
    suggested: Vec<SuggestedRow>,
    rows: Vec<CandidateRow>,
}

struct SuggestedRow {
    name: String,
    href: String,
    reasons: Vec<String>,
}

struct CandidateRow {
    name: String,
    href: String,
    about: String,
    ratings: String,
    class: &'static str,
    state: String,
    meeting: String,
}

/// `GET /peer-review/rounds/{round}/active-review`
///
/// # Errors
/// Returns [`Problem::NotFound`] if the charter has no active review.
pub async fn list(may: May<ReadActiveReviews>, State(app): State<App>) -> Result<Response, Problem> {
    let rules = rules(&app.charter)?;
    let mut tx = app.db.read().await?;
    let round = rounds::read(&mut tx, &may).await?;
    let all = active_reviews::candidates(&mut tx, &may, (rules, &round), may.visit.today()).await?;
    drop(tx);
    let base = format!("/peer-review/rounds/{}", round.id);
    let suggestions = suggestions(rules, &all);
    let suggested = suggestions.iter().filter_map(|one| {
        let found = all.iter().find(|other| other.candidate.assessment == one.assessment)?;
        Some(SuggestedRow { name: found.name.clone(), href: address(&base, one.assessment), reasons: sentences(one) })
    });
    page(&ListPage {
        shell: Shell::new(&app, &may.visit),
        then: then(&all),
        stage: rules.stage,
        suggested: suggested.collect(),
        rows: all.iter().map(|one| row(one, &base, &app.charter)).collect(),
        base,
        round: round.name.into(),
    })
}

/// The rules of the charter, if it has active review.
fn rules(charter: &Charter) -> Result<ActiveReviewRules, Problem> {
    charter.review.active_review.ok_or(Problem::NotFound)
}

fn suggestions(rules: ActiveReviewRules, all: &[ActiveReviewCandidate]) -> Vec<Suggestion> {
    let candidates: Vec<Candidate> = all.iter().map(|one| one.candidate.clone()).collect();
    suggest(&candidates, rules.most)
}

fn sentences(suggestion: &Suggestion) -> Vec<String> {
    suggestion.reasons.iter().map(model::peer_review::active_review::SuggestionReason::sentence).collect()
}

fn address(base: &str, assessment: AssessmentId) -> String {
    format!("{base}/active-review/{assessment}")
}

fn then(all: &[ActiveReviewCandidate]) -> String {
    let chosen = |is_chosen: bool| {
        all.iter().filter_map(|one| one.review.as_ref()).filter(|review| review.choice.is_chosen == is_chosen).count()
    };
    match (chosen(true), all.len() - chosen(true) - chosen(false)) {
        (0, _) if all.is_empty() => "No submission of this round can be chosen yet.".to_owned(),
        (chosen, 0) => format!("Chosen: {chosen}. All decisions have been made."),
        (chosen, open) => format!("Chosen: {chosen}. Not decided: {open}."),
    }
}

fn row(one: &ActiveReviewCandidate, base: &str, charter: &Charter) -> CandidateRow {
    let (class, state) = state(one);
    CandidateRow {
        name: one.name.clone(),
        href: address(base, one.candidate.assessment),
        about: format!("{}, {}", one.candidate.kind, one.candidate.country),
        ratings: ratings(one.candidate.tally, charter),
        class,
        state,
        meeting: meeting(one.review.as_ref().and_then(|review| review.record.meeting)),
    }
}

fn state(one: &ActiveReviewCandidate) -> (&'static str, String) {
    match &one.review {
        Some(review) if review.choice.is_chosen => ("done", "Chosen".to_owned()),
        Some(_) => ("", "Not chosen".to_owned()),
        None => match one.candidate.last {
            Some(last) => ("started", format!("Not decided; an earlier submission was chosen on {}", long_date(last))),
            None => ("started", "Not decided".to_owned()),
        },
    }
}

fn ratings(tally: Tally, charter: &Charter) -> String {
    let Tally { green, amber, red, unknown } = tally;
    if green + amber + red + unknown == 0 {
        return "No previous plan".to_owned();
    }
    let word =
        |number: usize, colour: Option<Colour>| (number > 0).then(|| format!("{}: {number}", charter.word(colour)));
    let words = [
        word(green, Some(Colour::Green)),
        word(amber, Some(Colour::Amber)),
        word(red, Some(Colour::Red)),
        word(unknown, None),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn meeting(on: Option<Date>) -> String {
    on.map_or_else(|| "No date yet".to_owned(), long_date)
}

/// "3 agreed actions", for a heading.
fn agreed(number: usize) -> String {
    count(i64::try_from(number).unwrap_or(i64::MAX), "agreed action")
}
