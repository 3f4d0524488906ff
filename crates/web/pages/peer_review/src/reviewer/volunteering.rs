//! A member of a signatory volunteers as a reviewer.

use super::HERE;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    charter::Charter,
    core::permit::{Role, Volunteer},
    peer_review::reviewer::{Background, EnteredKnowledge, ReviewerDraft, ReviewerFlaw, ReviewsFrom},
};
use serde::Deserialize;
use store::peer_review::reviewers;
use web_shell::core::{
    app::App,
    authorize::May,
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "peer_review/reviewer/volunteer.html")]
struct VolunteerPage {
    shell: Shell,
    then: String,
    /// The signatories to choose from; none if there is one.
    organisations: Vec<Choice>,
    backgrounds: Vec<Choice>,
    knowledge: KnowledgeChoices,
    errors: Errors,
}

/// The choices of what a reviewer can know.
pub(super) struct KnowledgeChoices {
    pub(super) stages: Vec<Choice>,
    pub(super) kinds: Vec<Choice>,
    pub(super) themes: Vec<Choice>,
}

/// What was selected of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct KnowledgeFields {
    pub(super) stages: Vec<String>,
    pub(super) kinds: Vec<String>,
    pub(super) themes: Vec<String>,
}

impl KnowledgeFields {
    pub(super) fn entered(&self) -> EnteredKnowledge<'_> {
        EnteredKnowledge { stages: &self.stages, kinds: &self.kinds, themes: &self.themes }
    }

    pub(super) fn choices(&self, charter: &Charter, kinds: &[String]) -> KnowledgeChoices {
        let stages: Vec<_> = (1..=charter.last_stage()).map(|n| (n.to_string(), format!("Stage {n}"))).collect();
        let themes = charter.themes.iter().map(|theme| (theme.id.as_str(), theme.name.as_str()));
        KnowledgeChoices {
            stages: Choice::any_of(stages.iter().map(|(n, name)| (n.as_str(), name.as_str())), &self.stages),
            kinds: Choice::any_of(kinds.iter().map(|kind| (kind.as_str(), kind.as_str())), &self.kinds),
            themes: Choice::any_of(themes, &self.themes),
        }
    }
}

/// The errors of a form with such flaws.
pub(super) fn errors_of(flaws: Vec<ReviewerFlaw>) -> Errors {
    let mut errors = Errors::none();
    for flaw in flaws {
        errors.add(flaw.field, flaw.message);
    }
    errors
}

/// The fields of the form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct VolunteerForm {
    organisation: String,
    background: String,
    stages: Vec<String>,
    kinds: Vec<String>,
    themes: Vec<String>,
}

impl VolunteerForm {
    fn knowledge(&self) -> KnowledgeFields {
        KnowledgeFields { stages: self.stages.clone(), kinds: self.kinds.clone(), themes: self.themes.clone() }
    }
}

/// The signatories that the visitor is a member of, and the kinds of organisation in the register.
async fn read(may: &May<Volunteer>, app: &App) -> Result<(Vec<ReviewsFrom>, Vec<String>), Problem> {
    let mut tx = app.db.read().await?;
    let from = reviewers::reviews_from(&mut tx, may).await?;
    if from.is_empty() {
        return Err(Problem::Forbidden("You need to be a member of a signatory to review submissions."));
    }
    Ok((from, reviewers::kinds(&mut tx, may).await?))
}

fn draw(
    may: &May<Volunteer>,
    app: &App,
    (from, kinds): (&[ReviewsFrom], &[String]),
    form: &VolunteerForm,
    errors: Errors,
) -> VolunteerPage {
    let charter = &app.charter;
    let [fewest, most] = charter.review.panel_load;
    let organisations = from.iter().map(|one| (one.organisation.to_string(), one.name.clone()));
    let leads = from.iter().any(|one| one.role == Role::Lead);
    // A single choice is selected already.
    let is_chosen = |background: Background| form.background == background.as_str() || !leads;
    let choice =
        |background: Background| Choice::new(background.as_str(), background.name(charter), is_chosen(background));
    VolunteerPage {
        shell: Shell::new(app, &may.visit),
        then: match from {
            [only] => format!(
                "You review from {}. Each reviewer reads {fewest} to {most} submissions of other signatories in a round, with 1 or 2 others, after completing the training.",
                only.name
            ),
            _ => format!(
                "Each reviewer reads {fewest} to {most} submissions of other signatories in a round, with 1 or 2 others, after completing the training."
            ),
        },
        organisations: match from {
            [_] => Vec::new(),
            _ => Choice::all_or("Select an organisation", organisations, &form.organisation),
        },
        // A contributor cannot review as a lead.
        backgrounds: Background::ALL
            .into_iter()
            .filter(|background| leads || *background != Background::Lead)
            .map(choice)
            .collect(),
        knowledge: form.knowledge().choices(charter, kinds),
        errors,
    }
}

/// `GET /peer-review/reviewer/volunteer`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if the visitor is a member of no signatory.
pub async fn form(may: May<Volunteer>, State(app): State<App>) -> Result<Response, Problem> {
    let (from, kinds) = read(&may, &app).await?;
    page(&draw(&may, &app, (&from, &kinds), &VolunteerForm::default(), Errors::none()))
}

/// `POST /peer-review/reviewer/volunteer`
///
/// # Errors
/// Returns [`Problem::Forbidden`] if the visitor is a member of no signatory.
pub async fn save(
    may: May<Volunteer>,
    State(app): State<App>,
    Filled(form): Filled<VolunteerForm>,
) -> Result<Response, Problem> {
    let (from, kinds) = read(&may, &app).await?;
    let again = |errors| unprocessable(&draw(&may, &app, (&from, &kinds), &form, errors));
    let knowledge = form.knowledge();
    let draft =
        ReviewerDraft::parse(&form.organisation, &form.background, knowledge.entered(), &from, (&app.charter, &kinds));
    let draft = match draft {
        Ok(draft) => draft,
        Err(flaws) => return again(errors_of(flaws)),
    };
    let (mut tx, permit) = may.begin(&app).await?;
    if let Err(refused) = reviewers::enrol(&mut tx, &permit, &draft, may.visit.now).await? {
        drop(tx);
        return again(Errors::one("background", refused));
    }
    tx.commit().await?;
    Ok(redirect_with_notice(&app, HERE, "You are a reviewer. Now answer how many submissions you can take."))
}
