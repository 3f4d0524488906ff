//! The page of an import: a person checks the items found, then imports the selected ones.

mod destinations;

use super::{
    choosing::ImportForm,
    found_items::{self, FoundActionContext},
    pairing::Pairing,
    past_submissions,
    preview::{self, Anchors},
};
use askama::Template;
use axum::{extract::State, response::Response};
use destinations::{closed, destinations, share};
use documents::{manuscript::preview::Preview, reading::Reading};
use model::{
    core::{
        dates::count,
        permit::{AcceptImport, AtImport, Permission, ReadImport},
    },
    imports::{
        import::{CannotImport, ExistingContent, ImportContent, ImportTarget},
        past_submission::PastSubmission,
    },
};
use serde_json::Value;
use store::{
    Tx,
    imports::{
        self, Import, ImportDecision,
        past_submissions::{NewProposal, NotProposed, newest_with_form},
    },
};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, extract::Filled},
    page::{page, redirect, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "imports/show.html")]
struct ImportPage {
    shell: Shell,
    here: String,
    file: String,
    /// "4 actions and 1 answer found".
    sentence: String,
    then: String,
    /// The address of its self-assessment, if it was imported.
    assessment: Option<String>,
    /// Whether it is still to be checked and this visitor may import it.
    open: bool,
    notices: Vec<found_items::Notice>,
    /// If the document names another organisation: the label of the box that confirms it is ours, and whether it is selected.
    ours: Option<(String, bool)>,
    answers: Vec<found_items::FoundAnswerView>,
    /// The answers that the form requires and that were not found.
    missing: Vec<found_items::MissingAnswerView>,
    /// Why the secretariat refused it as a submission made outside Assay; blank if it did not.
    refused: String,
    plans: Vec<found_items::FoundPlanView>,
    table: Option<found_items::FoundHeadcountView>,
    is_table_selected: bool,
    /// The revision of the current headcount; 0 if there is none. The form sends it, so that a change made since is noticed.
    seen_headcount: i64,
    contact: Vec<(&'static str, String)>,
    is_contact_selected: bool,
    signatures: Vec<String>,
    editions: Vec<Choice>,
    /// Why the document cannot be imported in every way; blank if it can.
    closed: String,
    destinations: Vec<Choice>,
    on: DateFields,
    /// The box to publish the files; empty if none was kept.
    share: Vec<Choice>,
    /// The parts of the file that were not used: text, place and anchor.
    unused: Vec<(String, String, String)>,
    /// The preview of the files.
    files: Vec<preview::PreviewFileView>,
    errors: Errors,
}

/// `GET /imports/{import}`.
pub async fn show(may: May<ReadImport>, State(app): State<App>) -> Result<Response, Problem> {
    if may.place().proposed.is_some() {
        return Ok(redirect(&past_submissions::address(may.place())));
    }
    let mut loaded = load(&mut app.db.read().await?, &may).await?;
    // What was proposed before, and refused or taken back, is shown again as it was. The command line keeps no fields.
    let earlier = loaded.proposal.as_ref().map(|(_, form)| ImportForm::from_stored(form));
    let earlier = earlier.filter(|form| !form.is_empty());
    if let Some(sent) = &earlier {
        loaded.reading = sent.corrected(loaded.reading, &app.charter);
    }
    let pairing = Pairing::of(&loaded.reading, &loaded.known);
    let sent = earlier.unwrap_or_else(|| {
        ImportForm::preselected(&loaded.reading, &loaded.known, &pairing, &app.charter, &may.organisation)
    });
    page(&draw(&may, &app, &loaded, &pairing, &sent, Errors::none()))
}

/// `POST /imports/{import}/acceptance`: imports the selected items.
pub async fn apply(
    may: May<AcceptImport>,
    State(app): State<App>,
    Filled(sent): Filled<ImportForm>,
) -> Result<Response, Problem> {
    let (mut tx, permit) = may.begin(&app).await?;
    let mut loaded = load(&mut tx, &may).await?;
    loaded.reading = sent.corrected(loaded.reading, &app.charter);
    let refuse = |errors| {
        let pairing = Pairing::of(&loaded.reading, &loaded.known);
        unprocessable(&draw(&may, &app, &loaded, &pairing, &sent, errors))
    };
    let context = (may.organisation.as_str(), may.visit.today());
    let taken = match sent.take(loaded.reading.clone(), &loaded.known, &app.charter, context) {
        Ok(taken) => taken,
        Err(errors) => return refuse(errors),
    };
    if matches!(taken.becomes, ImportTarget::OnPaper(_)) {
        let form = sent.to_stored();
        let shares_files = sent.has("share", "yes") && !loaded.import.kept.is_empty();
        let new = NewProposal { content: &taken, form: &form, shares_files };
        return match past_submissions::propose(&mut tx, &app, &may, &permit, new).await? {
            Ok(response) => {
                tx.commit().await?;
                app.emails_written.notify_one();
                Ok(response)
            }
            Err(NotProposed::Import(CannotImport::Decided)) => Ok(decided(&app, &may)),
            Err(NotProposed::Import(reason)) => refuse(Errors::one("file", reason)),
            Err(NotProposed::Date(flaw)) => refuse(Errors::one("on", flaw)),
            Err(reason @ NotProposed::Incomplete) => refuse(Errors::one("file", reason)),
        };
    }
    match imports::apply(&mut tx, &permit, &app.charter, &taken, may.visit.today(), may.visit.now).await? {
        Ok(assessment) => {
            tx.commit().await?;
            // What the secretariat imports for an organisation without members is for its members to read.
            let onward = match may.relation.role() {
                Some(_) => format!("/assessments/{assessment}"),
                None => format!("/organisations/{}/assessments", may.of()),
            };
            Ok(redirect_with_notice(&app, &onward, &notice(&taken)))
        }
        Err(CannotImport::Decided) => Ok(decided(&app, &may)),
        Err(reason) => refuse(Errors::one("file", reason)),
    }
}

/// Another person decided first: the page of the import shows their decision.
pub(super) fn decided(app: &App, may: &May<AcceptImport>) -> Response {
    redirect_with_notice(app, &format!("/imports/{}", may.place().import), &format!("{}.", CannotImport::Decided))
}

/// An import with everything that its page shows.
struct LoadedImport {
    import: Import,
    reading: Reading,
    original: Preview,
    /// The newest proposal of a submission made outside Assay, with its fields as they were sent.
    proposal: Option<(PastSubmission, Value)>,
    /// The current content that the document may be about; empty once the import is applied or discarded.
    known: ExistingContent,
}

async fn load<P: Permission<Place = AtImport>>(tx: &mut Tx, may: &May<P>) -> Result<LoadedImport, Problem> {
    let undecodable = |error: serde_json::Error| store::Error::Decode(Box::new(error));
    let (import, reading) = imports::read(tx, may).await?;
    let reading: Reading = serde_json::from_value(reading).map_err(undecodable)?;
    let original = imports::original(tx, may).await?.map(serde_json::from_value).transpose().map_err(undecodable)?;
    let known = match import.decision {
        None => imports::known(tx, may, reading.signed_on()).await?,
        Some(_) => ExistingContent::default(),
    };
    let proposal = match import.decision {
        None => newest_with_form(tx, may).await?,
        Some(_) => None,
    };
    Ok(LoadedImport { import, reading, original: original.unwrap_or_default(), proposal, known })
}

fn notice(taken: &ImportContent) -> String {
    let length = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let answers = count(length(taken.answers.len()), "answer");
    let actions = count(length(taken.rated.len() + taken.new.len()), "action");
    format!("Document imported: {answers} and {actions}.")
}

fn draw<P: Permission<Place = AtImport>>(
    may: &May<P>,
    app: &App,
    loaded: &LoadedImport,
    pairing: &Pairing,
    sent: &ImportForm,
    errors: Errors,
) -> ImportPage {
    let LoadedImport { import, reading, known, .. } = loaded;
    let charter = &app.charter;
    let open = import.decision.is_none() && may.also::<AcceptImport>();
    let (then, assessment) = match import.decision {
        Some(ImportDecision::Applied(assessment)) => {
            ("Imported. The selected items are in the self-assessment.", Some(assessment))
        }
        Some(ImportDecision::Discarded) => ("Discarded. Nothing was imported.", None),
        None if open => {
            ("Nothing has been imported yet. Clear anything you do not want, then select Import selected items.", None)
        }
        None => ("Nothing has been imported yet. An institutional lead or the secretariat can import it.", None),
    };
    let edition = sent.one("edition");
    let editions = charter.editions.iter();
    let editions = editions.map(|one| (one.id.as_str(), one.title.as_str()));
    let files = preview::files(&loaded.original);
    let anchors = Anchors::in_files(&files);
    let context = FoundActionContext { reading, known, pairing, charter, sent, anchors: &anchors };
    let stage = charter.edition(&edition.into()).map(|edition| edition.stage);
    ImportPage {
        shell: may.shell(app, Section::Assessment),
        here: format!("/imports/{}", import.id),
        file: import.file.clone(),
        sentence: found_items::sentence(reading),
        then: then.to_owned(),
        assessment: assessment.filter(|_| may.relation.role().is_some()).map(|id| format!("/assessments/{id}")),
        open,
        notices: found_items::notices(reading, &may.organisation, &anchors),
        ours: found_items::other(reading, &may.organisation).map(|name| {
            (format!("This is our document: {name} is another name for {}", may.organisation), sent.has("ours", "yes"))
        }),
        answers: found_items::answers(reading, known, charter, sent, &anchors),
        missing: found_items::missing(reading, charter.edition(&edition.into()), sent),
        refused: loaded.proposal.as_ref().and_then(|(one, _)| past_submissions::reason(one)).unwrap_or_default(),
        plans: found_items::plans(&context),
        table: found_items::table(reading),
        is_table_selected: sent.has("headcount", "yes"),
        seen_headcount: found_items::open_for(reading, known).map_or(0, |open| open.seen.headcount),
        contact: found_items::contact(reading),
        is_contact_selected: sent.has("contact", "yes"),
        signatures: found_items::signatures(reading),
        editions: Choice::all_or("Select a stage and form", editions, edition),
        closed: stage.and_then(|stage| closed(known, stage)).unwrap_or_default(),
        destinations: destinations(known, stage, sent.one("destination")),
        unused: (reading.unused.iter())
            .map(|one| (one.text.clone(), one.place.clone(), anchors.of(&one.place)))
            .collect(),
        files,
        share: share(&import.kept, sent),
        on: sent.on(),
        errors,
    }
}
