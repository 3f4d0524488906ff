//! Writes a plan as an Excel workbook.

use super::{Column, base::Base, column::IDENTITY, notes, rating::colour_name, row_height::height_of};
use model::{
    Date, Timestamp,
    charter::{Charter, rating::Colour},
    core::dates::long_date,
    plan::{
        Plan,
        action::{Action, FieldKind, ProgressUpdate, PublicAction, PublicPlan, PublicProgress},
    },
};
use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DocProperties, ExcelDateTime, Format,
    FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

/// What the title and the properties of the workbook show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    /// The name of the organisation.
    pub organisation: String,
    /// The date on which the workbook is written.
    pub made: Date,
}

/// The number of blank rows below the plan that have drop-down lists, date formats and colours for new actions.
const BLANK_ROWS: u32 = 200;

/// Writes a plan for those who maintain it, with one row for each current action, by theme and then in the order of the plan, and a sheet
/// of notes on the columns.
///
/// The same plan, charter and cover give the same bytes. User text is never written as a formula.
#[must_use]
pub fn write(plan: &Plan, charter: &Charter, cover: &Cover) -> Vec<u8> {
    let columns: Vec<Column> = Column::all().collect();
    workbook((plan.starts, plan.ends), plan.live().collect(), &columns, charter, cover).expect(NEVER_FAILS)
}

/// Writes what is public of a plan in the same form: it has only the columns of public fields.
#[must_use]
pub fn write_public(plan: &PublicPlan, charter: &Charter, cover: &Cover) -> Vec<u8> {
    let columns: Vec<Column> = Column::all().filter(|column| column.is_public()).collect();
    let actions: Vec<Action> = plan.live().cloned().map(with_blanks).collect();
    workbook((plan.starts, plan.ends), actions.iter().collect(), &columns, charter, cover).expect(NEVER_FAILS)
}

const NEVER_FAILS: &str = "a plan is within the limits of a workbook";

/// The action with blanks for what is not public.
fn with_blanks(action: PublicAction) -> Action {
    let PublicAction { id, details, open_since, first_planned, origin: _, ended: _, since: _, progress } = action;
    let update =
        |PublicProgress { rating, comment, learning, at }| ProgressUpdate { rating, comment, learning, at, who: None };
    Action {
        id,
        details: details.into(),
        open_since,
        first_planned,
        created: Timestamp::UNIX_EPOCH,
        revision: 0,
        progress_update: progress.map(update),
    }
}

fn workbook(
    (starts, ends): (Date, Date),
    mut actions: Vec<&Action>,
    columns: &[Column],
    charter: &Charter,
    cover: &Cover,
) -> Result<Vec<u8>, XlsxError> {
    let title = format!("Action plan of {}, {} to {}", cover.organisation, long_date(starts), long_date(ends));
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title(&title).set_author(&cover.organisation).set_subject(&charter.name);
    workbook.set_properties(
        &properties.set_custom_property("Language", "en-GB").set_creation_datetime(&excel_date(cover.made)?),
    );
    let theme =
        |action: &&Action| charter.themes.iter().position(|theme| Some(&theme.id) == action.details.themes.first());
    actions.sort_by_key(theme);
    let last = u32::try_from(actions.len()).unwrap_or(u32::MAX).min(100_000);
    let sheet = workbook.add_worksheet().set_name("Plan")?;
    write_header(sheet, columns)?;
    for (row, action) in (1..=last).zip(&actions) {
        write_row(sheet, row, action, columns, charter)?;
    }
    let lists = notes::write(workbook.add_worksheet().set_name(notes::NAME)?, columns, charter)?;
    let sheet = workbook.worksheet_from_name("Plan")?;
    add_drop_down_lists(sheet, last + BLANK_ROWS, columns, &lists)?;
    add_rating_colours(sheet, last + BLANK_ROWS, columns, charter)?;
    sheet.autofilter(0, 0, last.max(1), identity_at(columns))?;
    set_up_printing(sheet, last.max(1), columns, &title)?;
    workbook.save_to_buffer()
}

/// The position of the column with the id.
fn identity_at(columns: &[Column]) -> u16 {
    u16::try_from(columns.len()).expect("there are few columns")
}

fn numbered(columns: &[Column]) -> impl Iterator<Item = (u16, Column)> {
    (0..).zip(columns.iter().copied())
}

fn write_header(sheet: &mut Worksheet, columns: &[Column]) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let header =
        wrapped.clone().set_bold().set_background_color(Color::RGB(0xDD_E3_EA)).set_border_bottom(FormatBorder::Thin);
    for (at, column) in numbered(columns) {
        sheet.set_column_width(at, column.width())?;
        sheet.set_column_format(at, &cell_format(column))?;
        sheet.write_string_with_format(0, at, column.heading(), &header)?;
    }
    let small_grey = Format::new().set_font_color(Color::RGB(0x60_60_60)).set_font_size(8);
    let identity_at = identity_at(columns);
    sheet.set_column_width(identity_at, 9)?;
    sheet.set_column_format(identity_at, &small_grey)?;
    sheet.write_string_with_format(0, identity_at, IDENTITY, &header)?;
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// The format of the cells of a column.
fn cell_format(column: Column) -> Format {
    let format = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let format = format.set_border_bottom(FormatBorder::Hair).set_border_bottom_color(Color::RGB(0xB0_B0_B0));
    match column {
        Column::Field(field) if field.kind() == FieldKind::Date => {
            format.set_num_format("d mmm yyyy").set_align(FormatAlign::Left)
        }
        _ => format,
    }
}

fn write_row(
    sheet: &mut Worksheet,
    row: u32,
    action: &Action,
    columns: &[Column],
    charter: &Charter,
) -> Result<(), XlsxError> {
    let mut height = 0.0_f64;
    for (at, column) in numbered(columns) {
        let format = cell_format(column);
        let words = column.text(action, charter);
        height = height.max(height_of(&words, column.width()));
        match column.day(action).and_then(|day| excel_date(day).ok()) {
            Some(day) => sheet.write_datetime_with_format(row, at, &day, &format)?,
            // Written as strings, so that no text becomes a formula.
            None => sheet.write_string_with_format(row, at, words, &format)?,
        };
    }
    let small_grey = Format::new().set_font_color(Color::RGB(0x60_60_60)).set_font_size(8).set_align(FormatAlign::Top);
    let base = Base::cell(action, columns, charter);
    sheet.write_string_with_format(row, identity_at(columns), base, &small_grey)?;
    sheet.set_row_height(row, height)?;
    Ok(())
}

/// A date that Excel can represent: 1900 or later.
fn excel_date(day: Date) -> Result<ExcelDateTime, XlsxError> {
    let part = |part: i8| u8::try_from(part).unwrap_or(1);
    ExcelDateTime::from_ymd(u16::try_from(day.year()).unwrap_or(0), part(day.month()), part(day.day()))
}

/// Adds drop-down lists. They do not forbid other text: a cell may hold several themes, and any name of a colour is read.
fn add_drop_down_lists(
    sheet: &mut Worksheet,
    last: u32,
    columns: &[Column],
    lists: &notes::OptionLists,
) -> Result<(), XlsxError> {
    for (at, column) in numbered(columns) {
        let Some(range) = lists.of(column) else { continue };
        let choice = DataValidation::new().allow_list_formula(Formula::new(range)).show_error_message(false);
        sheet.add_data_validation(1, at, last, at, &choice)?;
    }
    Ok(())
}

/// Adds conditional formatting, so that the colour follows the text. The colours are those of Excel's styles Good, Neutral and
/// Bad.
fn add_rating_colours(
    sheet: &mut Worksheet,
    last: u32,
    columns: &[Column],
    charter: &Charter,
) -> Result<(), XlsxError> {
    let Some((at, _)) = numbered(columns).find(|(_, column)| *column == Column::Rating) else { return Ok(()) };
    for colour in Colour::ALL {
        let (background, text_colour) = match colour {
            Colour::Green => (0xC6_EF_CE, 0x00_61_00),
            Colour::Amber => (0xFF_EB_9C, 0x7F_4F_00),
            Colour::Red => (0xFF_C7_CE, 0x9C_00_06),
        };
        let format = Format::new().set_background_color(Color::RGB(background)).set_font_color(Color::RGB(text_colour));
        for word in [colour_name(colour), charter.word(Some(colour))].into_iter().filter(|word| !word.is_empty()) {
            let rule = ConditionalFormatText::new().set_rule(ConditionalFormatTextRule::BeginsWith(word.to_owned()));
            sheet.add_conditional_format(1, at, last, at, &rule.set_format(&format))?;
        }
    }
    Ok(())
}

/// Sets up printing: A4 landscape, one page wide, with the header on each page.
fn set_up_printing(sheet: &mut Worksheet, last: u32, columns: &[Column], title: &str) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    // An ampersand begins a command in headers and footers.
    let title: String = title.replace('&', "&&").chars().take(200).collect();
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    let printed = numbered(columns).filter(|(_, column)| column.is_printed()).map(|(at, _)| at).max();
    sheet.set_print_area(0, 0, last, printed.unwrap_or_else(|| identity_at(columns)))?;
    sheet.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    sheet.set_header(format!("&L{title}")).set_footer("&LPrinted &D&RPage &P of &N");
    Ok(())
}
