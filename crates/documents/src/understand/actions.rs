//! Actions, wherever a document keeps them: in tables, in lists below themes, in paragraphs with labels.

mod draft;
mod field;
mod list;
mod table;

pub(super) use field::Field;

use super::{
    outline::{Part, Section},
    ratings::Statuses,
    taken::Taken,
    themes::Themes,
};
use crate::{
    manuscript::{Block, Manuscript},
    reading::{Action, Plan},
    words::{fold, has_any, start},
};
use draft::Draft;
use list::List;
use model::charter::{Charter, Edition, Kind};
use table::columns;

/// Read all actions of a file; its name may say which plan it is. The blocks that they took are added to `taken`.
pub(super) fn read(
    file: &str,
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    charter: &Charter,
    edition: Option<&Edition>,
    taken: &mut Taken,
) -> Vec<Action> {
    let themes = Themes::of(charter);
    let mut drafts = Vec::new();
    for section in sections {
        drafts.extend(section_of(file, manuscript, section, &themes, edition, taken));
    }
    let statuses = Statuses::of(charter);
    drafts.into_iter().filter_map(|draft| draft.finish(&statuses)).collect()
}

fn section_of(
    file: &str,
    manuscript: &Manuscript,
    section: &Section<'_>,
    known: &Themes,
    edition: Option<&Edition>,
    taken: &mut Taken,
) -> Vec<Draft> {
    let holds_lists = match &section.part {
        Part::Answer(questions) => questions.iter().any(|question| matches!(question.kind, Kind::Plan | Kind::Ratings)),
        Part::Plan(_) => true,
        Part::Opening | Part::Appendix | Part::SignOff => false,
    };
    let holds_tables = holds_lists || matches!(section.part, Part::Appendix);
    let mut list = List::new(known, plan_of(file, section, false, edition), section.level());
    let mut drafts = Vec::new();
    let mut headings: Vec<usize> = Vec::new();
    for index in section.blocks.clone() {
        match &manuscript.blocks[index] {
            Block::Passage(passage) if holds_lists => {
                if list.passage(passage) {
                    // A theme's heading goes with its actions; above mere words it stays with the words.
                    if list.is_open() {
                        headings.drain(..).chain([index]).for_each(|index| taken.take(index));
                    } else {
                        headings.push(index);
                    }
                } else {
                    headings.clear();
                }
            }
            // Elsewhere a theme's name above a table is all that matters.
            Block::Passage(passage) => {
                let named = known.in_heading(&passage.text);
                if !named.is_empty() {
                    list.themes = named;
                    headings = vec![index];
                }
            }
            Block::Table(table) => {
                let Some(columns) = columns(table, known).filter(|c| holds_tables || c.is_surely_a_plan()) else {
                    continue;
                };
                let plan = plan_of(file, section, columns.has(Field::Status), edition);
                let (done, mut themes) = list.finish();
                drafts.extend(done);
                drafts.extend(table::read(table, columns, plan, &mut themes, known, |row, cell| {
                    taken.leave(index, &cell.text(), row.place);
                }));
                list = List::new(known, plan_of(file, section, false, edition), section.level());
                list.themes = themes;
                headings.drain(..).chain([index]).for_each(|index| taken.take(index));
            }
            Block::Object(_) => {}
        }
    }
    drafts.extend(list.finish().0);
    drafts
}

/// Which plan the actions of a section belong to. A stage that rates no plan has only the new one.
fn plan_of(file: &str, section: &Section<'_>, has_status: bool, edition: Option<&Edition>) -> Plan {
    if edition.is_some_and(|edition| edition.rates_plan_of_months.is_none()) {
        return Plan::New;
    }
    let folded = section.heading.map(|heading| fold(start(&heading.text, 300))).unwrap_or_default();
    match &section.part {
        Part::Answer(questions) if questions.iter().any(|question| question.kind == Kind::Ratings) => Plan::Rated,
        Part::Answer(questions) if questions.iter().any(|question| question.kind == Kind::Plan) => Plan::New,
        Part::Plan(Some(plan)) => *plan,
        _ if has_any(&folded, &["rag", "previous", "review"]) => Plan::Rated,
        _ => plan_named(file, has_status),
    }
}

/// Which plan a file holds, by its name; otherwise what bears a status was rated.
fn plan_named(file: &str, has_status: bool) -> Plan {
    let stem = fold(&file.replace(['_', '-', '.'], " "));
    let is_rated = has_any(&stem, &["rag", "rated", "previous", "review", "progress", "analysis"]);
    let is_new = has_any(&stem, &["new", "forward", "next", "future"]);
    match () {
        () if is_rated != is_new => {
            if is_rated {
                Plan::Rated
            } else {
                Plan::New
            }
        }
        () if has_status => Plan::Rated,
        () => Plan::New,
    }
}
