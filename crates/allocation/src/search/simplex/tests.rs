use super::*;

#[test]
fn a_small_program_is_solved_and_a_row_that_is_added_cuts_it() {
    let mut program = LinearProgram::default();
    let row = |kind, bound| Row { kind, bound, penalty: 100.0 };
    let one = program.add_row(row(RowKind::Exactly, 1.0), &[]);
    let two = program.add_row(row(RowKind::AtMost, 1.0), &[]);
    let first = program.add_column(3.0, vec![one, two]);
    let second = program.add_column(2.0, vec![one]);
    program.maximise();
    assert_eq!(
        program
            .used()
            .filter(|(column, amount)| *column >= first && *amount > 0.5)
            .map(|(column, _)| column)
            .collect::<Vec<_>>(),
        [first]
    );
    program.add_row(row(RowKind::AtMost, 0.0), &[first]);
    program.maximise();
    assert_eq!(
        program
            .used()
            .filter(|(column, amount)| *column >= first && *amount > 0.5)
            .map(|(column, _)| column)
            .collect::<Vec<_>>(),
        [second]
    );
}
