//! The blank form of a stage, for drafting offline.

use super::{
    Cell, Fact, Form, Orientation, Part, Table, actions, heading, people,
    submission::{pointer, title},
};
use crate::{
    wording::{APPENDICES, word_limit},
    write::prose,
};
use model::charter::{Charter, Edition};

/// The number of blank rows of a plan.
const ROWS: usize = 12;

/// The blank form of an edition.
#[must_use]
pub fn blank(charter: &Charter, edition: &Edition) -> Form {
    let labels = ["Organisation", "Institutional lead", "Email", "Telephone"];
    let mut parts = vec![
        Part::Prose(prose::read(&edition.introduction)),
        heading(1, "About this submission"),
        Part::Facts(labels.map(|label| Fact::of(label, "")).into()),
    ];
    for (index, question) in edition.questions.iter().enumerate() {
        parts.push(heading(1, format!("{}. {}", index + 1, question.title)));
        parts.push(Part::Question(question.ask.clone()));
        parts.extend(question.guidance.clone().map(Part::Guidance));
        parts.extend(word_limit(question).map(Part::Guidance));
        parts.extend(pointer(question.kind, edition.rates_plan_of_months.is_some()));
        parts.push(Part::AnswerSpace);
    }
    let signature = || Part::Facts(vec![Fact::of("Signed", ""), Fact::of("Date", "")]);
    parts.extend([
        heading(1, "Signatures"),
        heading(2, "Institutional lead"),
        signature(),
        heading(2, "Leader of the institution"),
        signature(),
    ]);
    if edition.rates_plan_of_months.is_some() {
        parts.push(Part::NewPage(Orientation::Landscape));
        parts.push(heading(1, format!("{}: RAG-rated action plan", APPENDICES[0])));
        parts.push(Part::Guidance(meanings(charter)));
        parts.push(Part::Table(Table {
            caption: actions::RATED_CAPTION.to_owned(),
            description: "Write one action in each row.".to_owned(),
            ..empty(actions::rated_columns())
        }));
    }
    parts.push(Part::NewPage(Orientation::Landscape));
    parts.push(heading(1, format!("{}: New action plan", APPENDICES[1])));
    parts.push(Part::Table(Table {
        caption: actions::NEW_CAPTION.to_owned(),
        description: "Write one action in each row.".to_owned(),
        ..empty(actions::new_columns())
    }));
    if edition.headcount {
        parts.extend([Part::NewPage(Orientation::Portrait), heading(1, format!("{}: Headcount", APPENDICES[2]))]);
        parts.push(Part::Facts(vec![Fact::of("Counted on", "")]));
        parts.push(Part::Table(people::blank()));
    }
    Form { title: title(charter, edition), organisation: String::new(), banner: None, parts }
}

/// "Green: Completed. Amber: In progress. Red: Not started."
fn meanings(charter: &Charter) -> String {
    let one = |meaning: &model::charter::RatingMeaning| {
        let colour = meaning.colour.as_str();
        format!("{}{}: {}.", colour[..1].to_uppercase(), &colour[1..], meaning.word)
    };
    charter.ratings.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn empty(columns: Vec<super::Column>) -> Table {
    let row = vec![Cell::default(); columns.len()];
    Table { caption: String::new(), description: String::new(), columns, rows: vec![row; ROWS] }
}
