//! Editing a plan in Excel: download, upload, and check the changes before they are applied.

use crate::{actions::place, plans::EXCEL};
use askama::Template;
use axum::{extract::State, response::Response};
use documents::plan_sheet::{self, ComparedRow, Cover, Differences, Edit, RowDifference, WorkbookRow};
use model::{
    ActionId, PlanId,
    core::permit::{EditAction, EditPlan, ReadPlan, RecordProgress, UploadWorkbook},
    plan::Plan,
    register::organisation::slug,
};
use serde::Deserialize;
use store::{
    Tx,
    core::write_permit::{WritePermit, lock},
    plan::{
        actions::{self, Edited, NewAction},
        plans, progress,
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Errors, extract::Filled, upload::Upload},
    page::{self, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// Maximum size of an uploaded workbook and of its parsed rows, which are sent again as a form field.
const MAX_WORKBOOK_BYTES: usize = 900_000;
const TOO_LARGE: &str = "The workbook must be smaller than 900 kB. Select the workbook you downloaded from this page";

#[derive(Template)]
#[template(path = "plan/plans/workbook.html")]
struct WorkbookPage {
    shell: Shell,
    name: String,
    plan: PlanId,
    sentence: String,
    /// Whether a workbook was uploaded and compared.
    is_compared: bool,
    /// Whether any change is selected before the visitor selects one.
    is_selected: bool,
    rows: Vec<RowView>,
    /// The titles of actions without a row.
    missing: Vec<String>,
    unread: Vec<String>,
    /// The parsed rows as hexadecimal JSON, so that nothing is stored between the steps; blank if no row can be applied.
    read: String,
    errors: Errors,
}

/// A row with changes.
struct RowView {
    /// Its index among the rows of the workbook.
    index: usize,
    place: String,
    title: String,
    what: &'static str,
    changes: Vec<ChangeRow>,
    problems: Vec<String>,
    writes: bool,
    chosen: bool,
}

/// A changed field.
struct ChangeRow {
    field: &'static str,
    was: String,
    is: String,
    clashes: bool,
}

/// `GET /plans/{plan}/workbook.xlsx`.
pub async fn file(may: May<ReadPlan>, State(app): State<App>) -> Result<Response, Problem> {
    let plan = read(&mut app.db.read().await?, &may).await?;
    let cover = Cover { organisation: may.organisation.clone(), made: may.visit.today() };
    let name = format!("{}-plan-{}-{}.xlsx", slug(&may.organisation), plan.starts, plan.ends);
    Ok(page::file(EXCEL, &name, plan_sheet::write(&plan, &app.charter, &cover)))
}

/// `GET /plans/{plan}/workbook`: the form to upload it.
pub async fn form(may: May<UploadWorkbook>, State(app): State<App>) -> Result<Response, Problem> {
    page(&upload_page(&may, &app, Errors::none()))
}

/// `POST /plans/{plan}/workbook`: shows the changes without applying them.
pub async fn compare(may: May<UploadWorkbook>, State(app): State<App>, upload: Upload) -> Result<Response, Problem> {
    let Some(file) = upload.files.into_iter().next() else {
        return unprocessable(&upload_page(&may, &app, Errors::one("file", "Select the workbook to upload")));
    };
    if file.bytes.len() > MAX_WORKBOOK_BYTES {
        return unprocessable(&upload_page(&may, &app, Errors::one("file", TOO_LARGE)));
    }
    let rows = match app.reader.read_plan(file).await {
        Ok(rows) => rows,
        Err(why) => return unprocessable(&upload_page(&may, &app, Errors::one("file", why.0.trim_end_matches('.')))),
    };
    let read = serde_json::to_vec(&rows).expect("rows are JSON");
    if read.len() > MAX_WORKBOOK_BYTES {
        return unprocessable(&upload_page(&may, &app, Errors::one("file", TOO_LARGE)));
    }
    let plan = self::read(&mut app.db.read().await?, &may.ask::<ReadPlan>()?).await?;
    let differences = plan_sheet::compare(rows, &plan, &app.charter, may.visit.today());
    page(&comparison_page(&may, &app, &plan, &differences, &read))
}

/// The selected rows of a checked workbook.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SelectedRows(Vec<(String, String)>);

impl SelectedRows {
    fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
    fn has(&self, index: usize) -> bool {
        self.0.iter().any(|(key, value)| key == "row" && *value == index.to_string())
    }
}

/// `POST /plans/{plan}/workbook/changes`: applies the selected rows to the current plan.
pub async fn apply(
    may: May<UploadWorkbook>,
    State(app): State<App>,
    Filled(chosen): Filled<SelectedRows>,
) -> Result<Response, Problem> {
    let read =
        hex::decode(chosen.one("read")).ok().and_then(|read| serde_json::from_slice::<Vec<WorkbookRow>>(&read).ok());
    let Some(rows) = read else { return Err(Problem::Unreadable) };
    let (mut tx, permit) = may.begin(&app).await?;
    let plan = self::read(&mut tx, &may.ask::<ReadPlan>()?).await?;
    let differences = plan_sheet::compare(rows, &plan, &app.charter, may.visit.today());
    let mut applied = 0;
    for (_, row) in differences.rows.iter().enumerate().filter(|(index, _)| chosen.has(*index)) {
        applied += usize::from(apply_row(&mut tx, &may, &permit, row).await?);
    }
    tx.commit().await?;
    let notice = match applied {
        0 => "No changes applied.".to_owned(),
        1 => "Changes applied to 1 row.".to_owned(),
        number => format!("Changes applied to {number} rows."),
    };
    Ok(redirect_with_notice(&app, &format!("/plans/{}", plan.id), &notice))
}

/// Applies the changes of a row with the same permits as the pages do. Returns whether anything changed.
async fn apply_row(
    tx: &mut Tx,
    may: &May<UploadWorkbook>,
    permit: &WritePermit<UploadWorkbook>,
    row: &ComparedRow,
) -> Result<bool, Problem> {
    let now = may.visit.now;
    match &row.outcome {
        RowDifference::Unchanged(_) => Ok(false),
        RowDifference::Changed(id, edit) => {
            let place = place(tx, may, *id).await?;
            if let Some(details) = &edit.details {
                let may_edit = lock(tx, &may.at::<EditAction>(place)?).await?;
                let revision = actions::read(tx, &may.at(place)?).await?.ok_or(Problem::NotFound)?.action.revision;
                if let Edited::Stale(_) = actions::edit(tx, &may_edit, revision, details, now).await? {
                    return Ok(false);
                }
            }
            if let Some(update) = &edit.progress {
                let may_record = lock(tx, &may.at::<RecordProgress>(place)?).await?;
                progress::record(tx, &may_record, update, now).await?;
            }
            Ok(edit.can_save())
        }
        RowDifference::New(edit) | RowDifference::Copied(_, edit) | RowDifference::Unknown(_, edit) => {
            let Some(details) = edit.details.clone() else { return Ok(false) };
            let new = NewAction { progress: edit.progress.clone(), ..NewAction::from(details) };
            actions::add(tx, &permit.ask::<EditPlan>()?, &[new], now).await?;
            Ok(true)
        }
    }
}

async fn read(tx: &mut Tx, may: &model::core::permit::Permit<ReadPlan>) -> Result<Plan, Problem> {
    plans::read(tx, may).await?.ok_or(Problem::NotFound)
}

fn upload_page(may: &May<UploadWorkbook>, app: &App, errors: Errors) -> WorkbookPage {
    WorkbookPage {
        shell: may.shell(app, Section::Plan),
        name: may.organisation.clone(),
        plan: may.place().plan,
        sentence: "Download the plan as an Excel workbook, edit it, then upload it. You can check the changes before they are applied.".to_owned(),
        is_compared: false,
        is_selected: false,
        rows: Vec::new(),
        missing: Vec::new(),
        unread: Vec::new(),
        read: String::new(),
        errors,
    }
}

fn comparison_page(
    may: &May<UploadWorkbook>,
    app: &App,
    plan: &Plan,
    differences: &Differences,
    read: &[u8],
) -> WorkbookPage {
    let title = |id: &ActionId| plan.placed(*id).map(|placed| placed.action.details.title()).unwrap_or_default();
    let rows = differences.rows.iter().enumerate();
    let rows = rows.filter_map(|(index, row)| Some(self::row(index, row, row.outcome.edit()?, &title)));
    let rows: Vec<RowView> = rows.collect();
    let with_errors = rows.iter().filter(|row| !row.writes).count();
    let is_of_another_plan = is_of_another_plan(differences);
    WorkbookPage {
        is_selected: rows.iter().any(|row| row.chosen),
        sentence: match (rows.len(), with_errors) {
            (number, _) if is_of_another_plan => {
                let rows = if number == 1 { "its action is" } else { "its actions are" };
                format!("This is the workbook of another plan: {rows} not in this plan.")
            }
            (0, _) => "No changes found in the workbook.".to_owned(),
            (1, 0) => "1 row differs from the plan.".to_owned(),
            (1, _) => "1 row differs from the plan and has errors.".to_owned(),
            (number, 0) => format!("{number} rows differ from the plan."),
            (number, 1) => format!("{number} rows differ from the plan. 1 row has errors."),
            (number, with_errors) => format!("{number} rows differ from the plan. {with_errors} rows have errors."),
        },
        is_compared: true,
        rows,
        missing: differences.missing.iter().map(title).collect(),
        unread: differences.unread.iter().map(ToString::to_string).collect(),
        read: if differences.savable_rows() > 0 { hex::encode(read) } else { String::new() },
        ..upload_page(may, app, Errors::none())
    }
}

/// Whether a workbook was downloaded from another plan, such as the previous one: it names actions, and none of them is in this plan.
fn is_of_another_plan(differences: &Differences) -> bool {
    let mut outcomes = differences.rows.iter().map(|row| &row.outcome);
    let is_unknown = |outcome: &RowDifference| matches!(outcome, RowDifference::Unknown(..));
    outcomes.clone().any(is_unknown)
        && outcomes.all(|outcome| is_unknown(outcome) || matches!(outcome, RowDifference::New(_)))
}

fn row(index: usize, row: &ComparedRow, edit: &Edit, title: &impl Fn(&ActionId) -> String) -> RowView {
    let (what, title) = match &row.outcome {
        RowDifference::Changed(id, _) | RowDifference::Unchanged(id) => ("Changed", title(id)),
        RowDifference::New(_) => ("New", new_title(edit)),
        RowDifference::Copied(id, _) => ("Duplicate row: added as a new action", title(id)),
        RowDifference::Unknown(..) => ("Not in this plan: added as a new action", new_title(edit)),
    };
    let clashes = edit.changes.iter().any(|change| change.conflicts);
    let is_expected = matches!(row.outcome, RowDifference::Changed(..) | RowDifference::New(_));
    RowView {
        index,
        place: row.place.to_string(),
        title,
        what,
        changes: edit
            .changes
            .iter()
            .map(|change| ChangeRow {
                field: change.column.heading(),
                was: change.before.clone(),
                is: change.after.clone(),
                clashes: change.conflicts,
            })
            .collect(),
        problems: edit.problems.iter().map(|one| format!("{}: {}", one.column.heading(), one.message)).collect(),
        writes: edit.can_save(),
        // Conflicting edits and likely mistakes are not preselected.
        chosen: edit.can_save() && is_expected && !clashes,
    }
}

fn new_title(edit: &Edit) -> String {
    edit.details.as_ref().map_or_else(|| "New action".to_owned(), model::plan::action::ActionDetails::title)
}
