//! Adding actions by pasting rows from Excel: they are shown for checking before they are added.

use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    Date, PlanId,
    charter::{Charter, rating::Colour},
    core::{dates::long_date, permit::EditPlan},
    plan::{
        action::{ActionDetails, ActionDraft, ActionField},
        paste::{self, PastedAction},
        progress::Progress,
    },
};
use serde::Deserialize;
use store::plan::actions::{self, NewAction};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, Errors, extract::Filled},
    page::{page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The rows, the theme for rows without one, and whether to add or only check them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PasteForm {
    rows: String,
    theme: String,
    button: String,
}

#[derive(Template)]
#[template(path = "plan/plans/paste.html")]
struct PastePage {
    shell: Shell,
    name: String,
    plan: PlanId,
    sentence: String,
    found: Vec<PastedRow>,
    notes: Vec<String>,
    themes: Vec<Choice>,
    rows: String,
    errors: Errors,
}

/// A row, as parsed.
struct PastedRow {
    row: usize,
    text: String,
    themes: String,
    owner: String,
    by_when: String,
    measure: String,
    class: &'static str,
    word: String,
    /// Other details, each with its label.
    others: Vec<(&'static str, String)>,
}

/// The parsed rows.
#[derive(Default)]
struct ParsedRows {
    found: Vec<PastedRow>,
    notes: Vec<String>,
    new: Vec<NewAction>,
    errors: Errors,
}

/// `GET /plans/{plan}/paste`.
pub async fn form(may: May<EditPlan>, State(app): State<App>) -> Result<Response, Problem> {
    page(&draw(&may, &app, PasteForm::default(), ParsedRows::default()))
}

/// `POST /plans/{plan}/paste`: `button=read` shows the rows for checking; `button=add` adds them.
pub async fn read(
    may: May<EditPlan>,
    State(app): State<App>,
    Filled(form): Filled<PasteForm>,
) -> Result<Response, Problem> {
    let parsed = parse(&form, &app.charter, may.visit.today());
    match form.button.as_str() {
        _ if !parsed.errors.is_empty() => unprocessable(&draw(&may, &app, form, parsed)),
        "add" => {
            let (mut tx, permit) = may.begin(&app).await?;
            actions::add(&mut tx, &permit, &parsed.new, may.visit.now).await?;
            tx.commit().await?;
            let notice = match parsed.new.len() {
                1 => "1 action added.".to_owned(),
                number => format!("{number} actions added."),
            };
            Ok(redirect_with_notice(&app, &format!("/plans/{}", may.place().plan), &notice))
        }
        _ => page(&draw(&may, &app, form, parsed)),
    }
}

fn parse(form: &PasteForm, charter: &Charter, today: Date) -> ParsedRows {
    let mut parsed = ParsedRows::default();
    let pasted = match paste::read(&form.rows, &charter.themes) {
        Ok(pasted) => pasted,
        Err(error) => {
            parsed.errors.add("rows", error);
            return parsed;
        }
    };
    parsed.notes = pasted.notes.iter().map(ToString::to_string).collect();
    for action in pasted.actions {
        let draft = draft(&action, &form.theme);
        parsed.found.push(row(&action, &draft, charter));
        match ActionDetails::parse_on(&draft, charter, today) {
            Ok(details) => {
                if action.colour == Some(Colour::Red) {
                    let word = charter.word(action.colour).to_lowercase();
                    let row = action.row;
                    parsed.notes.push(format!(
                        "Row {row}: a “{word}” rating needs an explanation. Add the action, then update its progress"
                    ));
                }
                let progress = action.colour.and_then(|colour| Progress::parse(colour.as_str(), "", "").ok());
                parsed.new.push(NewAction { progress, ..NewAction::from(details) });
            }
            Err(flaws) => {
                for flaw in flaws {
                    let field = if flaw.field == ActionField::Themes { "theme" } else { "rows" };
                    parsed.errors.add(field, format!("Row {}: {}", action.row, flaw.message));
                }
            }
        }
    }
    parsed
}

/// The draft action of a row. A row without a theme gets the selected one.
fn draft(action: &PastedAction, theme: &str) -> ActionDraft {
    let mut draft = action.draft.clone();
    if draft.themes.is_empty() && !theme.is_empty() {
        draft.themes.push(theme.to_owned());
    }
    draft
}

fn row(action: &PastedAction, draft: &ActionDraft, charter: &Charter) -> PastedRow {
    let themes = charter.themes.iter().filter(|theme| draft.themes.iter().any(|key| theme.id.as_str() == key));
    let due = draft.due.map(long_date);
    PastedRow {
        row: action.row,
        text: draft.text.clone(),
        themes: themes.map(|theme| theme.name.as_str()).collect::<Vec<_>>().join(", "),
        owner: draft.owner.clone(),
        by_when: match (draft.timescale.as_str(), due) {
            (timescale, Some(due)) if !timescale.is_empty() => format!("{timescale} ({due})"),
            ("", Some(due)) => due,
            (timescale, _) => timescale.to_owned(),
        },
        measure: draft.measure.clone(),
        class: web_shell::core::rating_chart::class(action.colour),
        word: charter.word(action.colour).to_owned(),
        others: others(draft),
    }
}

/// What else was read: the texts that have no column of their own on the page, and the start date.
fn others(draft: &ActionDraft) -> Vec<(&'static str, String)> {
    const SHOWN: [ActionField; 4] =
        [ActionField::Text, ActionField::Owner, ActionField::Timescale, ActionField::Measure];
    let starts = draft.starts.map(|day| (ActionField::Starts.label(), long_date(day)));
    let texts = ActionField::ALL.iter().filter(|field| !SHOWN.contains(field));
    let texts = texts.filter_map(|field| Some((field.label(), draft.text(*field)?.to_owned())));
    starts.into_iter().chain(texts.filter(|(_, text)| !text.is_empty())).collect()
}

fn draw(may: &May<EditPlan>, app: &App, form: PasteForm, parsed: ParsedRows) -> PastePage {
    let themes = app.charter.themes.iter();
    let themes = themes.map(|theme| (theme.id.as_str(), theme.name.as_str()));
    PastePage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        plan: may.place().plan,
        sentence: match parsed.found.len() {
            1 => "1 action found.".to_owned(),
            number => format!("{number} actions found."),
        },
        themes: Choice::all_or("Select a theme", themes, &form.theme),
        found: parsed.found,
        notes: parsed.notes,
        rows: form.rows,
        errors: parsed.errors,
    }
}
