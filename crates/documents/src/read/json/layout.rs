//! Lays out a submission: questions with their answers, and the two plans and the headcount as tables.

use crate::manuscript::{Block, Cell, Location, Passage, Shape, Table, TableRow};
use model::{
    assessment::{locked_version::Submission, verify::Signed},
    core::dates::{day, long_date},
    plan::action::PublicDetails,
};

/// Lays out a submission.
pub(super) fn blocks(submission: &Submission, signatures: &[Signed]) -> Vec<Block> {
    let mut layout = LayoutBuilder::default();
    layout.heading(&submission.edition.title);
    layout.add_line(&format!("Organisation: {}", submission.organisation.name));
    layout.add_line(&format!("Institutional lead: {}", submission.leads.join(", ")));
    layout.add_line(&format!("Email: {}", submission.contact.email));
    for answer in &submission.answers {
        layout.heading(&answer.ask);
        answer.text.lines().for_each(|line| layout.add_line(line));
    }
    if !submission.page.is_empty() {
        layout.add_line(&submission.page);
    }
    if let Some(plan) = &submission.rated {
        layout.heading("RAG-rated action plan");
        let rows = plan.actions.iter().map(|action| {
            let progress =
                [submission.word(action.rating).to_owned(), action.explanation.clone(), action.learning.clone()];
            cells(&action.details, submission).into_iter().chain(progress).collect()
        });
        layout
            .table(&["Theme", "Action", "Owner", "By when", "Measure of success", "RAG", "Comment", "Learning"], rows);
    }
    layout.heading("New action plan");
    let rows = submission.plan.actions.iter().map(|action| cells(&action.details, submission).to_vec());
    layout.table(&["Theme", "Action", "Owner", "By when", "Measure of success"], rows);
    if let Some(table) = &submission.headcount {
        let people = &table.published;
        layout.heading("Headcount");
        layout.add_line(&people.as_at.map(|day| format!("As at {}", long_date(day))).unwrap_or_default());
        let names = people.groups.iter().map(|group| group.name.as_str());
        let headers: Vec<&str> = std::iter::once("Unit").chain(names).chain(["Total"]).collect();
        let row = |name: &str, counts: Vec<u32>| {
            std::iter::once(name.to_owned())
                .chain(counts.into_iter().map(|count| count.to_string()))
                .collect::<Vec<_>>()
        };
        let units = people
            .units
            .iter()
            .map(|unit| row(&unit.name, unit.counts.iter().chain([&unit.all]).map(|count| count.get()).collect()));
        let all =
            people.groups.iter().map(|group| group.all).chain([people.all]).map(model::assessment::hesa::Rounded::get);
        layout.table(&headers, units.chain([row("Total", all.collect())]));
    }
    for signed in signatures {
        layout.add_line(&format!("{}: signed {}, {}", signed.role.name(), signed.name, long_date(day(signed.at))));
    }
    layout.blocks
}

/// The cells that both plans have.
fn cells(details: &PublicDetails, submission: &Submission) -> [String; 5] {
    let themes: Vec<&str> = details.themes.iter().map(|theme| submission.theme(theme)).collect();
    let when = match details.due {
        Some(due) if details.timescale.is_empty() => long_date(due),
        _ => details.timescale.clone(),
    };
    [themes.join("; "), details.text.clone(), details.owner.clone(), when, details.measure.clone()]
}

/// A document that is being laid out.
#[derive(Default)]
struct LayoutBuilder {
    blocks: Vec<Block>,
    paragraphs: usize,
    tables: usize,
}

impl LayoutBuilder {
    fn heading(&mut self, text: &str) {
        self.passage(Shape::Heading(1), text);
    }
    fn add_line(&mut self, text: &str) {
        self.passage(Shape::Paragraph, text);
    }
    fn passage(&mut self, shape: Shape, text: &str) {
        self.paragraphs += 1;
        let place = Location::Paragraph { page: None, number: self.paragraphs };
        self.blocks.extend(passage(place, shape, text).map(Block::Passage));
    }
    fn table(&mut self, headers: &[&str], rows: impl Iterator<Item = Vec<String>>) {
        self.tables += 1;
        let table = self.tables;
        let headers = headers.iter().map(|head| (*head).to_owned()).collect();
        let row = |(row, cells): (usize, Vec<String>)| {
            let place = Location::Row { page: None, table, row };
            let cell = |words: String| {
                Cell::new(words.lines().filter_map(|line| passage(place, Shape::Paragraph, line)).collect())
            };
            TableRow { place, cells: cells.into_iter().map(cell).collect() }
        };
        let rows = (1..).zip(std::iter::once(headers).chain(rows)).map(row).collect();
        self.blocks.push(Block::Table(Table { rows }));
    }
}

fn passage(place: Location, shape: Shape, text: &str) -> Option<Passage> {
    let text = text.trim();
    (!text.is_empty()).then(|| Passage::plain(place, shape, text))
}
