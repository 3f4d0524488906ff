use super::*;

#[test]
fn a_small_program_is_solved_and_a_row_that_is_added_cuts_it() {
    let mut program = LinearProgram::default();
    let row = |kind, bound| Row { kind, bound, penalty: 100.0 };
    let one = program.add_row(row(RowKind::Exactly, 1.0), &[]);
    let two = program.add_row(row(RowKind::AtMost, 1.0), &[]);
    let first = program.add_column(3.0, vec![one, two]);
    let second = program.add_column(2.0, vec![one]);
    let chosen = |program: &LinearProgram| -> Vec<_> {
        let used = program.used().filter(|(column, amount)| *column >= first && *amount > 0.5);
        used.map(|(column, _)| column).collect()
    };
    program.maximise();
    assert_eq!(chosen(&program), [first]);
    program.add_row(row(RowKind::AtMost, 0.0), &[first]);
    program.maximise();
    assert_eq!(chosen(&program), [second]);
}

#[test]
fn a_column_counts_in_a_row_as_often_as_it_names_it() {
    let amount =
        |program: &LinearProgram, column| program.used().find(|(one, _)| *one == column).map(|(_, amount)| amount);
    let is_half = |amount: Option<f64>| amount.is_some_and(|amount| (amount - 0.5).abs() < 1e-3);
    let mut program = LinearProgram::default();
    let row = |kind, bound| Row { kind, bound, penalty: 100.0 };
    let one = program.add_row(row(RowKind::AtMost, 1.0), &[]);
    let column = program.add_column(3.0, vec![one]);
    program.maximise();
    assert!(amount(&program, column).is_some_and(|amount| amount > 0.9));
    let two = program.add_row(row(RowKind::AtMost, 1.0), &[column, column]);
    program.maximise();
    assert!(is_half(amount(&program, column)));
    let better = program.add_column(4.0, vec![one, two, two]);
    program.maximise();
    assert!(is_half(amount(&program, better)));
    assert_eq!(amount(&program, column), None);
}
