//! Adding evidence: the form depends on the type.

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::Response,
};
use model::{
    Date,
    core::{canonical::Hash, date_bounds::DateKind, permit::KeepEvidence},
    plan::evidence::{EvidenceDraft, EvidenceFile, EvidenceFormat, EvidenceKind, MAX_FILE_BYTES},
};
use serde::Deserialize;
use store::{core::digests, plan::evidence};
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::{Choice, DateFields, Errors, upload::Upload},
    page::{self, page, redirect_with_notice, unprocessable},
    problem::Problem,
    shell::Shell,
};

/// The type, and the next address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddQuery {
    kind: String,
    then: String,
}

#[derive(Template)]
#[template(path = "plan/evidence/new.html")]
struct NewPage {
    shell: Shell,
    errors: Errors,
    name: String,
    home: String,
    heading: &'static str,
    kind: EvidenceKind,
    kinds: Vec<(String, &'static str, &'static str)>,
    then: String,
    megabytes: usize,
    form: EvidenceDraft,
    asked_on: DateFields,
    on: DateFields,
    themes: Vec<Choice>,
    allied: Vec<Choice>,
}

fn draw(
    may: &May<KeepEvidence>,
    app: &App,
    kind: EvidenceKind,
    then: String,
    typed: TypedEvidence,
    errors: Errors,
) -> NewPage {
    let home = format!("/organisations/{}/evidence", may.of());
    let (form, charter) = (typed.draft, &app.charter);
    let themes = charter.themes.iter().map(|one| (one.id.as_str(), one.name.as_str()));
    let allied = charter.allied.iter().map(|one| (one.id.as_str(), one.name.as_str()));
    let address = |one: EvidenceKind| format!("{home}/new?kind={}&then={}", one.as_str(), page::encoded(&then));
    let others =
        EvidenceKind::ALL.into_iter().filter(|one| *one != kind).map(|one| (address(one), one.name(), one.as_str()));
    NewPage {
        shell: may.shell(app, Section::Evidence),
        errors: errors.in_order(&FIELDS),
        name: may.organisation.clone(),
        heading: match kind {
            EvidenceKind::Link => "Add link",
            EvidenceKind::File => "Add file",
            EvidenceKind::Testimonial => "Add testimonial",
            EvidenceKind::Number => "Add figure",
        },
        kind,
        kinds: others.collect(),
        then,
        megabytes: MAX_FILE_BYTES / 1_000_000,
        asked_on: typed.asked_on,
        on: typed.on,
        themes: Choice::any_of(themes, &form.themes),
        allied: Choice::any_of(allied, &form.allied),
        form,
        home,
    }
}

/// The fields in the order of the form (`templates/plan/evidence/new.html`).
const FIELDS: [&str; 13] = [
    "title", "address", "file", "words", "name", "asked_by", "asked_on", "terms", "value", "counts", "on", "themes",
    "allied",
];

/// The fields as typed, including dates.
#[derive(Default)]
struct TypedEvidence {
    draft: EvidenceDraft,
    asked_on: DateFields,
    on: DateFields,
}

impl TypedEvidence {
    fn of(upload: &Upload, errors: &mut Errors, today: Date) -> Self {
        let field = |name: &str| upload.field(name).to_owned();
        let all = |name: &str| {
            upload.fields.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let day = |name: &str| DateFields {
            day: field(&format!("{name}-day")),
            month: field(&format!("{name}-month")),
            year: field(&format!("{name}-year")),
        };
        let (asked_on, on) = (day("asked_on"), day("on"));
        let draft = EvidenceDraft {
            title: field("title"),
            address: field("address"),
            words: field("words"),
            name: field("name"),
            asked_by: field("asked_by"),
            asked_on: errors.collect("asked_on", asked_on.read(DateKind::Past, "Date of consent", today)).flatten(),
            terms: field("terms"),
            value: field("value"),
            counts: field("counts"),
            on: errors.collect("on", on.read(DateKind::Past, "Date of the figure", today)).flatten(),
            themes: all("themes"),
            allied: all("allied"),
        };
        Self { draft, asked_on, on }
    }
}

/// `GET /organisations/{organisation}/evidence/new`, with `?kind=` and `?then=`.
pub async fn form(
    may: May<KeepEvidence>,
    State(app): State<App>,
    Query(query): Query<AddQuery>,
) -> Result<Response, Problem> {
    let kind = EvidenceKind::parse(&query.kind).unwrap_or(EvidenceKind::Link);
    page(&draw(&may, &app, kind, query.then, TypedEvidence::default(), Errors::none()))
}

/// What is said when the file storage is away. Browsers do not keep the selected file.
const NOT_STORED: &str =
    "The file storage does not respond, so nothing was saved. Select the file again and try again in a few minutes.";

/// `POST /organisations/{organisation}/evidence`. The file is stored before the row, so that no item lacks its file.
pub async fn add(may: May<KeepEvidence>, State(app): State<App>, upload: Upload) -> Result<Response, Problem> {
    let kind = EvidenceKind::parse(upload.field("kind")).ok_or(Problem::Unreadable)?;
    let then = upload.field("then").to_owned();
    let mut errors = Errors::none();
    let typed = TypedEvidence::of(&upload, &mut errors, may.visit.today());
    let sent = upload.files.first().map(|sent| file(&sent.name, &sent.bytes));
    let new = typed.draft.parse(kind, sent, &app.charter, may.visit.today());
    let new = match new {
        Ok(new) if errors.is_empty() => new,
        parsed => {
            // An invalid date is reported already; do not also report it as missing.
            let reported: Vec<String> = errors.all().iter().map(|error| error.field.clone()).collect();
            for flaw in parsed
                .err()
                .unwrap_or_default()
                .into_iter()
                .filter(|flaw| !reported.iter().any(|field| field == flaw.field))
            {
                errors.add(flaw.field, flaw.message);
            }
            return unprocessable(&draw(&may, &app, kind, then, typed, errors));
        }
    };
    if let (model::plan::evidence::EvidenceContent::File(file), Some(sent)) =
        (&new.content, upload.files.into_iter().next())
        && let Err(error) = app.files.store(&file.sha256, sent.bytes).await
    {
        tracing::error!(%error, "an evidence file could not be stored");
        errors.add("file", NOT_STORED);
        let mut response = unprocessable(&draw(&may, &app, kind, then, typed, errors))?;
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        return Ok(response);
    }
    let (mut tx, permit) = may.begin(&app).await?;
    let id = evidence::add(&mut tx, &permit, &new, may.visit.now).await?;
    tx.commit().await?;
    let item = format!("/organisations/{}/evidence/{id}", may.of());
    let then = page::local(&then).map_or(item, ToOwned::to_owned);
    Ok(redirect_with_notice(&app, &then, "Evidence added."))
}

fn file(name: &str, bytes: &[u8]) -> Result<EvidenceFile, String> {
    let format = EvidenceFormat::parse(name, bytes).map_err(|error| error.to_string())?;
    let sha256: Hash = digests::sha256(bytes).parse().expect("a digest is a hash");
    let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(EvidenceFile { name: name.to_owned(), format, bytes, sha256 })
}
