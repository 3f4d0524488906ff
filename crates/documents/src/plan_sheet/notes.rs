//! The sheet of notes: a description of each column, and the options to choose from.

use super::{Column, rating::rating, row_height::height_of};
use model::{
    charter::{Charter, rating::Colour},
    plan::action::ActionField,
};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

/// The name of the sheet. The drop-down lists of the plan refer to it.
pub(super) const NAME: &str = "Notes";

/// The widths of its two columns, in characters.
const NAME_WIDTH: f64 = 44.0;
const MEANING_WIDTH: f64 = 84.0;

/// The cells with the options for each column that has a drop-down list.
pub(super) struct OptionLists(Vec<(Column, String)>);

impl OptionLists {
    /// The cells with the options for a column, as a formula.
    pub(super) fn of(&self, column: Column) -> Option<&str> {
        self.0.iter().find(|(own, _)| *own == column).map(|(_, range)| range.as_str())
    }
}

/// Writes the sheet and returns the cells of its lists.
pub(super) fn write(sheet: &mut Worksheet, columns: &[Column], charter: &Charter) -> Result<OptionLists, XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let bold = wrapped.clone().set_bold();
    let header = bold.clone().set_background_color(Color::RGB(0xDD_E3_EA)).set_border_bottom(FormatBorder::Thin);
    sheet.set_column_width(0, NAME_WIDTH)?.set_column_width(1, MEANING_WIDTH)?;
    let instructions = [
        "Edit the sheet “Plan”, save the file and upload it: you can check the changes before they are applied.",
        "You can sort and filter rows, and move and hide columns. To add an action, add a row and leave “Action ID” blank.",
        "Do not change the column “Action ID”: it links each row to its action. Deleting a row does not change the plan.",
        "Only the columns up to “Learning” are printed.",
    ];
    sheet.write_string_with_format(0, 0, "How to use this file", &bold)?;
    let mut row = 1;
    for words in instructions {
        sheet.write_string_with_format(row, 1, words, &wrapped)?;
        sheet.set_row_height(row, height_of(words, MEANING_WIDTH))?;
        row += 1;
    }
    row += 1;
    sheet.write_string_with_format(row, 0, "Column", &header)?;
    sheet.write_string_with_format(row, 1, "Description", &header)?;
    for &column in columns {
        row += 1;
        sheet.write_string_with_format(row, 0, column.heading(), &bold)?;
        let description = column.description(charter);
        sheet.set_row_height(row, height_of(&description, MEANING_WIDTH))?;
        sheet.write_string_with_format(row, 1, description, &wrapped)?;
    }
    row += 2;
    let is_written = |column: &Column, entries: &[(String, String)]| columns.contains(column) && !entries.is_empty();
    let lists = lists(charter).into_iter().filter(|(column, _, entries)| is_written(column, entries));
    let mut ranges = Vec::new();
    for (column, title, entries) in lists {
        sheet.write_string_with_format(row, 0, title, &header)?;
        sheet.write_string_with_format(row, 1, "", &header)?;
        let first = row + 2;
        for (name, meaning) in entries {
            row += 1;
            sheet.set_row_height(row, height_of(&name, NAME_WIDTH).max(height_of(&meaning, MEANING_WIDTH)))?;
            sheet.write_string_with_format(row, 0, name, &wrapped)?;
            sheet.write_string_with_format(row, 1, meaning, &wrapped)?;
        }
        ranges.push((column, format!("={NAME}!$A${first}:$A${}", row + 1)));
        row += 2;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_footer("&RPage &P of &N");
    Ok(OptionLists(ranges))
}

/// The options for a column, under a title, each with its meaning.
type List = (Column, &'static str, Vec<(String, String)>);

fn lists(charter: &Charter) -> Vec<List> {
    let meaning = |colour: Colour| {
        let known = charter.ratings.iter().find(|meaning| meaning.colour == colour);
        known.map(|meaning| meaning.meaning.clone()).unwrap_or_default()
    };
    let themes = charter.themes.iter().map(|theme| (theme.name.clone(), theme.definition.clone()));
    let categories = charter.categories.iter().map(|category| (category.name.clone(), String::new()));
    let all = charter.recommendations.iter().flat_map(|set| &set.recommendations);
    let recommendations = all.map(|one| (one.label.clone(), String::new()));
    let allied = charter.allied.iter().map(|allied| (allied.name.clone(), String::new()));
    vec![
        (Column::Rating, "RAG ratings", Colour::ALL.map(|colour| (rating(colour, charter), meaning(colour))).to_vec()),
        (Column::Field(ActionField::Themes), "Themes", themes.collect()),
        (Column::Field(ActionField::Category), "Categories", categories.collect()),
        (Column::Field(ActionField::Recommendations), "Recommendations", recommendations.collect()),
        (Column::Field(ActionField::Allied), "Other charters", allied.collect()),
    ]
}
