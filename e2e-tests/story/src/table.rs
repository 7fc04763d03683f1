//! Aligned tables for a terminal.

use std::fmt;

/// How a column's cells stand below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Flush left.
    Left,
    /// Flush right.
    Right,
    /// The decimal points below each other.
    Point,
}

/// A table. Cells may have several lines.
#[derive(Clone, Debug)]
pub struct Table {
    title: String,
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, columns: &[(&'static str, Align)]) -> Self {
        Self { title: title.into(), columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row. Missing cells are empty, cells beyond the last column are left out.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        let mut cells: Vec<String> = cells.into_iter().collect();
        cells.resize(self.columns.len(), String::new());
        self.rows.push(cells);
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts the cells of one column below each other and makes them equally wide.
    fn laid_out(&self, column: usize, heading: &str, align: Align) -> (String, Vec<Vec<String>>) {
        let mut cells: Vec<Vec<String>> =
            self.rows.iter().map(|row| row[column].split('\n').map(str::to_owned).collect()).collect();
        if align == Align::Point {
            let longest = cells.iter().flatten().map(|cell| after_point(cell)).max().unwrap_or(0);
            for cell in cells.iter_mut().flatten().filter(|cell| !cell.is_empty()) {
                cell.push_str(&" ".repeat(longest - after_point(cell)));
            }
        }
        let width = cells.iter().flatten().map(|cell| width(cell)).chain([width(heading)]).max().unwrap_or(0);
        for cell in cells.iter_mut().flatten() {
            *cell = padded(cell, width, align);
        }
        // A heading above numbers stands where the numbers do.
        (padded(heading, width, if align == Align::Left { Align::Left } else { Align::Right }), cells)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns: Vec<_> = self
            .columns
            .iter()
            .enumerate()
            .map(|(column, (heading, align))| self.laid_out(column, heading, *align))
            .collect();
        writeln!(f, "{}", self.title)?;
        let headings: Vec<&str> = columns.iter().map(|(heading, _)| heading.as_str()).collect();
        write_line(f, &headings)?;
        let rules: Vec<String> = headings.iter().map(|heading| "-".repeat(width(heading))).collect();
        write_line(f, &rules.iter().map(String::as_str).collect::<Vec<_>>())?;
        for row in 0..self.rows.len() {
            let height = columns.iter().map(|(_, cells)| cells[row].len()).max().unwrap_or(0);
            for line in 0..height {
                let cells: Vec<String> = columns
                    .iter()
                    .map(|(heading, cells)| cells[row].get(line).cloned().unwrap_or_else(|| " ".repeat(width(heading))))
                    .collect();
                write_line(f, &cells.iter().map(String::as_str).collect::<Vec<_>>())?;
            }
        }
        Ok(())
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, cells: &[&str]) -> fmt::Result {
    writeln!(f, "  {}", cells.join("  ").trim_end())
}

fn width(text: &str) -> usize {
    text.chars().count()
}

/// Characters from the decimal point on.
fn after_point(text: &str) -> usize {
    text.find('.').and_then(|at| text.get(at..)).map_or(0, width)
}

fn padded(text: &str, to: usize, align: Align) -> String {
    let space = " ".repeat(to.saturating_sub(width(text)));
    match align {
        Align::Left => format!("{text}{space}"),
        Align::Right | Align::Point => format!("{space}{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new("Sales", &[("no", Align::Right), ("who", Align::Left), ("UNIT", Align::Point)]);
        table.row(row(&["1", "Ada\nand Ben", "10.50"]));
        table.row(row(&["10", "Zoë", "1,003.000001"]));
        table.row(row(&["11"]));
        let expected = "\
Sales
  no  who              UNIT
  --  -------  ------------
   1  Ada         10.50
      and Ben
  10  Zoë      1,003.000001
  11
";
        assert_eq!(table.to_string(), expected);
        assert!(!table.is_empty());
    }

    #[test]
    fn a_table_without_rows_still_has_its_heading() {
        let table = Table::new("None", &[("a", Align::Left)]);
        assert!(table.is_empty());
        assert_eq!(table.to_string(), "None\n  a\n  -\n");
    }
}
