//! Edits a workbook offline: an independent library reads its cells, and another file is written with them.

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Format, Workbook};
use std::io::Cursor;

/// The sheet of a plan while it is edited.
pub(crate) struct Offline {
    rows: Vec<Vec<Data>>,
    title: Option<String>,
}

impl Offline {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let range = workbook.worksheet_range("Plan").unwrap();
        Self { rows: range.rows().map(<[Data]>::to_vec).collect(), title: None }
    }

    /// The index of a column, by its heading.
    fn column(&self, heading: &str) -> usize {
        self.rows[0].iter().position(|cell| *cell == *heading).unwrap()
    }
    fn row(&self, action: &str) -> usize {
        let column = self.column("Action");
        self.rows.iter().position(|row| row[column] == *action).unwrap()
    }
    /// Sets the text of a cell.
    pub(crate) fn set(&mut self, action: &str, heading: &str, words: &str) {
        let (row, column) = (self.row(action), self.column(heading));
        self.rows[row][column] = Data::String(words.to_owned());
    }
    /// Adds a row at the end.
    pub(crate) fn add(&mut self, cells: &[(&str, &str)]) {
        let mut row = vec![Data::Empty; self.rows[0].len()];
        for (heading, words) in cells {
            row[self.column(heading)] = Data::String((*words).to_owned());
        }
        self.rows.push(row);
    }
    pub(crate) fn copy(&mut self, action: &str) {
        let row = self.rows[self.row(action)].clone();
        self.rows.push(row);
    }
    pub(crate) fn delete(&mut self, action: &str) {
        let row = self.row(action);
        self.rows.remove(row);
    }
    pub(crate) fn reverse_rows(&mut self) {
        self.rows[1..].reverse();
    }
    pub(crate) fn move_to_front(&mut self, heading: &str) {
        let column = self.column(heading);
        for row in &mut self.rows {
            row[..=column].rotate_right(1);
        }
    }
    pub(crate) fn rename(&mut self, heading: &str, name: &str) {
        let column = self.column(heading);
        self.rows[0][column] = Data::String(name.to_owned());
    }
    pub(crate) fn remove(&mut self, heading: &str) {
        let column = self.column(heading);
        for row in &mut self.rows {
            row.remove(column);
        }
    }
    pub(crate) fn add_title(&mut self, title: &str) {
        self.title = Some(title.to_owned());
    }

    /// Writes the cells without any formatting.
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet().set_name("Renamed").unwrap();
        let first = if let Some(title) = &self.title {
            sheet.write_string(0, 0, title).unwrap();
            2
        } else {
            0
        };
        let day = Format::new().set_num_format("dd/mm/yy");
        for (row, cells) in (first..).zip(&self.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Data::Empty => {}
                    Data::DateTime(moment) => {
                        sheet.write_number_with_format(row, column, moment.as_f64(), &day).unwrap();
                    }
                    other => {
                        sheet.write_string(row, column, other.to_string()).unwrap();
                    }
                }
            }
        }
        workbook.save_to_buffer().unwrap()
    }
}
