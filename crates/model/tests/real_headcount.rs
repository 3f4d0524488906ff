//! The headcount of a real submission, which does not add up. It is read from a folder beside the checkout, if it is there.

use model::assessment::headcount::Headcount;

#[test]
fn the_disagreements_in_a_real_submission_are_found() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seeds/004_da3d95133a47e062.txt");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: {path} is not here");
        return;
    };
    let table: Vec<&str> =
        text.lines().skip_while(|line| !line.starts_with("\tF\tM")).take_while(|line| line.contains('\t')).collect();
    let table = Headcount::from_pasted(&table.join("\n")).unwrap();
    assert_eq!(table.units().len(), 19);
    assert_eq!((table.group_sums(), table.sum()), (vec![55, 123], 178));
    let sentences: Vec<_> = table.disagreements().iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "Planning: 2 + 1 is 3, but the row total is 1",
            "F: the rows add up to 55, but the total is 57",
            "M: the rows add up to 123, but the total is 130",
            "All together: the rows’ totals add up to 176 and their counts to 178, but the total is 187",
        ]
    );
    let doubts: Vec<_> =
        table.unmatched_numbers(&text, &["technician", "technical staff"]).iter().map(|doubt| doubt.number).collect();
    assert_eq!(doubts, [185]);
}
