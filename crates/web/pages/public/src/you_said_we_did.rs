//! `GET /signatories/{slug}/you-said-we-did`: the findings of consultations, in the lead's words, and the decisions. Numbers are
//! rounded, and only actions in the public plan are named.

use super::{find_signatory, public_page, shell, signatory::current};
use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use model::{
    assessment::hesa::Rounded,
    consultation::{finding::FindingOutcome, turnout::Access},
    core::dates::month_year,
    plan::action::{PublicAction, PublicPlan},
};
use store::{
    consultation::findings::{self, PublishedFinding},
    public,
};
use web_shell::core::{app::App, problem::Problem, request::Visit, shell::Shell};

#[derive(Template)]
#[template(path = "public/you_said_we_did.html")]
struct FindingsPage {
    shell: Shell,
    slug: String,
    organisation: String,
    people: String,
    consultations: Vec<ConsultationView>,
}

struct ConsultationView {
    title: String,
    when: String,
    /// The warning about more responses than invitations.
    warning: &'static str,
    findings: Vec<FindingView>,
}

struct FindingView {
    words: String,
    /// "About 45 comments."
    comments: String,
    /// The actions in the public plan.
    actions: Vec<String>,
    /// Further sentences: the number of actions in the draft plan and of those that have left the plan, or the reason for no action.
    more: String,
}

/// `GET /signatories/{slug}/you-said-we-did`
///
/// # Errors
/// Returns [`Problem::NotFound`] if there is no such organisation, or it has published no findings.
pub async fn show(visit: Visit, State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Problem> {
    let mut tx = app.db.read().await?;
    let organisation = find_signatory(&mut tx, &slug).await?;
    let published = findings::published_consultations(&mut tx, organisation.id).await?;
    if published.is_empty() {
        return Err(Problem::NotFound);
    }
    let frames = public::plans(&mut tx, organisation.id).await?;
    let plan = current(&mut tx, &organisation, &frames).await?;
    drop(tx);
    let people = app.charter.words.people.clone();
    let consultations = published.into_iter().map(|one| ConsultationView {
        when: format!("{}. {}", month_year(one.closed), responses(one.access, one.answered)),
        warning: if one.is_exceeded { "There were more responses than people invited." } else { "" },
        findings: one.findings.into_iter().map(|finding| finding_view(plan.as_ref(), finding)).collect(),
        title: one.title,
    });
    let consultations = consultations.collect();
    let description = format!("What the {people} of {} said, and the actions that followed.", organisation.name);
    let path = format!("/signatories/{slug}/you-said-we-did");
    let page = FindingsPage {
        shell: shell(&app, &visit, &path, description),
        slug,
        organisation: organisation.name,
        people,
        consultations,
    };
    public_page(&visit, &page)
}

/// What the number of responses stands for. An open link counts responses and not people.
fn responses(access: Access, answered: Rounded) -> String {
    match access {
        Access::Codes => format!("{} responded with single-use codes.", number(answered, "people")),
        Access::Link => {
            format!("{} by an open link: the number of people is not known.", number(answered, "responses"))
        }
    }
}

/// "About 45 people".
fn number(rounded: Rounded, many: &str) -> String {
    match rounded.get() {
        0 => format!("1 or 2 {many}"),
        number => format!("About {number} {many}"),
    }
}

fn finding_view(plan: Option<&PublicPlan>, finding: PublishedFinding) -> FindingView {
    let PublishedFinding { words, comments, outcome, planned } = finding;
    let public = |id| plan.into_iter().flat_map(|plan| &plan.actions).find(|action| action.id == id);
    let (actions, more) = match outcome {
        FindingOutcome::Undecided => (Vec::new(), String::new()),
        FindingOutcome::Nothing(because) => (Vec::new(), because),
        FindingOutcome::Actions(all) => {
            // As on the public page of the plan: what has left it is not an action that followed.
            let (left, live): (Vec<&PublicAction>, Vec<_>) =
                all.iter().filter_map(|id| public(*id)).partition(|action| action.ended.is_some());
            let draft = all.iter().filter(|id| planned.contains(id) && public(**id).is_none()).count();
            let sentences = [
                sentence(draft, "is in the draft action plan.", "are in the draft action plan."),
                sentence(left.len(), "is no longer in the action plan.", "are no longer in the action plan."),
            ];
            let sentences: Vec<String> = sentences.into_iter().flatten().collect();
            (live.into_iter().map(|action| action.details.text.clone()).collect(), sentences.join(" "))
        }
    };
    FindingView { words, comments: format!("{}.", number(comments, "comments")), actions, more }
}

/// "2 actions are in the draft action plan."; none for no action.
fn sentence(number: usize, one: &str, many: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 action {one}")),
        number => Some(format!("{number} actions {many}")),
    }
}
