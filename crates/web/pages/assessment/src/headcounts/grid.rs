//! A headcount as a form: text in cells, parsed only when it is saved.

use model::{
    Date,
    assessment::headcount::{Headcount, MAX_GROUPS, MAX_UNITS, Totals, Unit},
    core::date_bounds::DateKind,
};
use serde::Deserialize;
use web_shell::core::form::{DateFields, Errors};

/// The fields of the form: cells row by row, each row's total after its cells.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HeadcountForm {
    /// Which button was selected.
    #[serde(rename = "do")]
    pub(super) button: String,
    pub(super) revision: String,
    #[serde(rename = "as_at-day")]
    day: String,
    #[serde(rename = "as_at-month")]
    month: String,
    #[serde(rename = "as_at-year")]
    year: String,
    group: Vec<String>,
    unit: Vec<String>,
    cell: Vec<String>,
    total: Vec<String>,
    pub(super) pasted: String,
}

/// The table as text. A row has a cell for each group and one for its total, and so does the row of totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeadcountGrid {
    pub(super) as_at: TypedDay,
    pub(super) groups: Vec<String>,
    pub(super) rows: Vec<UnitRow>,
    pub(super) totals: Vec<String>,
}

/// The day, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TypedDay(String, String, String);

/// The row of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitRow {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

impl UnitRow {
    fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl HeadcountGrid {
    /// An empty table by gender, with room for a few units. Groups and their names can be changed.
    pub(super) fn blank() -> Self {
        let groups = ["Women", "Men", "Other", "Not stated"].map(str::to_owned).to_vec();
        let mut grid = Self {
            as_at: TypedDay::default(),
            totals: vec![String::new(); groups.len() + 1],
            groups,
            rows: Vec::new(),
        };
        grid.add_rows(super::ROWS);
        grid
    }

    /// The table of a saved headcount.
    pub(super) fn of(people: &Headcount) -> Self {
        let text = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let row = |unit: &Unit| UnitRow {
            name: unit.name.clone(),
            cells: unit.counts.iter().copied().chain([unit.printed_total]).map(text).collect(),
        };
        let totals = people.printed_totals().map(|totals| totals.groups.iter().copied().chain([totals.all]));
        let as_at = people.as_at().map(DateFields::from).unwrap_or_default();
        Self {
            as_at: TypedDay(as_at.day, as_at.month, as_at.year),
            groups: people.groups().to_vec(),
            rows: people.units().iter().map(row).collect(),
            totals: totals
                .map_or_else(|| vec![String::new(); people.groups().len() + 1], |totals| totals.map(text).collect()),
        }
    }

    /// The table as it was typed. Missing cells are blank.
    pub(super) fn typed(typed: &HeadcountForm) -> Self {
        let groups: Vec<String> = typed.group.iter().take(MAX_GROUPS).cloned().collect();
        let width = typed.group.len() + 1;
        let cells = |at: usize| {
            let all = typed.cell.iter().skip(at * width).take(width).cloned();
            fitted(all.collect(), groups.len() + 1)
        };
        let rows = typed.unit.iter().take(MAX_UNITS).enumerate();
        Self {
            as_at: TypedDay(typed.day.clone(), typed.month.clone(), typed.year.clone()),
            rows: rows.map(|(at, name)| UnitRow { name: name.clone(), cells: cells(at) }).collect(),
            totals: fitted(typed.total.clone(), groups.len() + 1),
            groups,
        }
    }

    /// Whether two tables say the same, whatever their days and blank rows.
    pub(super) fn has_same_table(&self, other: &Self) -> bool {
        let used = |grid: &Self| grid.rows.iter().filter(|row| !row.is_blank()).cloned().collect::<Vec<_>>();
        self.groups == other.groups && self.totals == other.totals && used(self) == used(other)
    }

    /// The fields of the day, for the page.
    pub(super) fn day(&self) -> DateFields {
        let TypedDay(day, month, year) = self.as_at.clone();
        DateFields { day, month, year }
    }

    /// Adds empty rows, up to the largest number of units.
    pub(super) fn add_rows(&mut self, rows: usize) {
        let row = UnitRow { name: String::new(), cells: vec![String::new(); self.groups.len() + 1] };
        let rows = rows.min(MAX_UNITS.saturating_sub(self.rows.len()));
        self.rows.extend(vec![row; rows]);
    }

    /// Adds an empty group before the totals, up to the largest number of groups.
    pub(super) fn add_group(&mut self) {
        if self.groups.len() >= MAX_GROUPS {
            return;
        }
        let at = self.groups.len();
        self.groups.push(String::new());
        self.rows.iter_mut().for_each(|row| row.cells.insert(at, String::new()));
        self.totals.insert(at, String::new());
    }

    /// Parses the table. Empty rows and groups are left out.
    ///
    /// # Errors
    /// Returns an error for each cell that is not a number, each unit or group that has numbers but no name, and an invalid day.
    pub(super) fn parse(&self, today: Date) -> Result<Headcount, Errors> {
        let mut errors = Errors::none();
        let as_at = errors.collect("as_at", self.day().read(DateKind::Past, "Date of headcount", today)).flatten();
        let used: Vec<usize> = (0..self.groups.len()).filter(|group| self.is_used(*group)).collect();
        for group in used.iter().filter(|group| self.groups[**group].trim().is_empty()) {
            errors.add(format!("group-{group}"), format!("Enter a heading for column {}", group + 1));
        }
        let mut units = Vec::new();
        for (at, row) in self.rows.iter().enumerate().filter(|(_, row)| !row.is_blank()) {
            if row.name.trim().is_empty() {
                errors.add(format!("unit-{at}"), format!("Enter a unit for row {}", at + 1));
            }
            let mut cell =
                |group: usize| number(&row.cells[group], format!("cell-{at}-{group}"), &row.name, &mut errors);
            let counts = used.iter().map(|group| cell(*group)).collect();
            let printed_total = cell(self.groups.len());
            units.push(Unit { name: row.name.trim().to_owned(), counts, printed_total });
        }
        let mut total = |group: usize| number(&self.totals[group], format!("total-{group}"), "Total", &mut errors);
        let totals = Totals { groups: used.iter().map(|group| total(*group)).collect(), all: total(self.groups.len()) };
        let has_totals = totals.all.is_some() || totals.groups.iter().any(Option::is_some);
        if units.is_empty() && errors.is_empty() {
            errors.add("unit-0", "Enter at least 1 unit and its headcount");
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let groups = used.iter().map(|group| self.groups[*group].trim().to_owned()).collect();
        Headcount::new(as_at, groups, units, has_totals.then_some(totals)).map_err(|error| Errors::one("unit-0", error))
    }

    /// Whether a group has a name or a number.
    fn is_used(&self, group: usize) -> bool {
        let cells = self.rows.iter().map(|row| &row.cells[group]).chain([&self.totals[group], &self.groups[group]]);
        cells.into_iter().any(|cell| !cell.trim().is_empty())
    }
}

fn fitted(mut cells: Vec<String>, width: usize) -> Vec<String> {
    cells.resize(width, String::new());
    cells
}

/// Parses a whole number. Returns `None` for a blank cell or a dash.
fn number(cell: &str, field: String, row: &str, errors: &mut Errors) -> Option<u32> {
    let digits: String = cell.trim().chars().filter(|letter| *letter != ',').collect();
    if digits.is_empty() || ["-", "–", "—"].contains(&digits.as_str()) {
        return None;
    }
    let parsed = digits.parse().ok();
    if parsed.is_none() {
        let row = if row.trim().is_empty() { "A row" } else { row.trim() };
        errors.add(field, format!("{row}: “{}” must be a whole number", cell.trim()));
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = Date::constant(2026, 11, 22);

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn typed() -> HeadcountForm {
        HeadcountForm {
            group: strings(&["Women", "Men", ""]),
            unit: strings(&["Lamps", "", "Boats"]),
            cell: strings(&["2", "1,000", "", "3", "", "", "", "", "-", "4", "", ""]),
            total: strings(&["2", "", "", ""]),
            ..HeadcountForm::default()
        }
    }

    #[test]
    fn blank_rows_and_groups_are_left_out() {
        let people = HeadcountGrid::typed(&typed()).parse(TODAY).unwrap();
        assert_eq!(people.groups(), ["Women", "Men"]);
        assert_eq!(people.units().iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(), ["Lamps", "Boats"]);
        assert_eq!((people.sum(), people.as_at()), (1006, None));
        let messages: Vec<_> = people.disagreements().iter().map(ToString::to_string).collect();
        assert_eq!(messages, ["Lamps: 2 + 1000 is 1002, but the row total is 3"]);
    }

    #[test]
    fn a_saved_headcount_is_shown_unchanged() {
        let people = HeadcountGrid::typed(&typed()).parse(TODAY).unwrap();
        assert_eq!(HeadcountGrid::of(&people).parse(TODAY).unwrap(), people);
    }

    #[test]
    fn each_invalid_field_has_an_error() {
        let mut grid = HeadcountGrid::typed(&typed());
        grid.rows[0].cells[1] = "few".into();
        grid.rows[2].name.clear();
        grid.as_at = TypedDay("31".into(), "2".into(), "2026".into());
        let errors = grid.parse(TODAY).unwrap_err();
        let fields: Vec<_> = errors.all().iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(fields, ["as_at", "cell-0-1", "unit-2"]);
        assert_eq!(errors.of("cell-0-1"), "Lamps: “few” must be a whole number");
    }

    #[test]
    fn blank_rows_make_no_other_table() {
        let (blank, mut longer) = (HeadcountGrid::blank(), HeadcountGrid::blank());
        longer.add_rows(2);
        assert!(longer.has_same_table(&blank));
        longer.rows[6].name = "Lamps".into();
        assert!(!longer.has_same_table(&blank));
    }

    #[test]
    fn a_new_group_comes_before_the_totals() {
        let mut grid = HeadcountGrid::typed(&typed());
        grid.add_group();
        assert_eq!(grid.rows[0].cells, ["2", "1,000", "", "", "3"]);
        grid.add_rows(2);
        assert_eq!((grid.rows.len(), grid.rows[4].cells.len()), (5, 5));
    }
}
