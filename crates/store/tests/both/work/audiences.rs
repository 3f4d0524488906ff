//! Who may read each column, on both databases: a column without an audience fails the test.

use model::{core::permit::Audience, plan::action::ActionField};
use std::collections::{BTreeMap, BTreeSet};
use store::Db;

const AUDIENCES: [&str; 12] = [
    "public",
    "register",
    "signatories",
    "charter",
    "secretariat",
    "shared",
    "members",
    "personal",
    "panel",
    "author",
    "secret",
    "program",
];

/// Every column of every table, as `table.column`.
pub(crate) async fn columns(db: &Db) -> BTreeSet<String> {
    let sql = if db.is_sqlite() {
        "select m.name || '.' || c.name from sqlite_master m join pragma_table_info(m.name) c
         where m.type = 'table' and m.name not like '\\_%' escape '\\' and m.name not like 'sqlite%'"
    } else {
        "select cast(table_name || '.' || column_name as text) from information_schema.columns
         where table_schema = 'public' and table_name not like '\\_%'"
    };
    let rows: Vec<(String,)> = db.read().await.unwrap().query(sql).all().await.unwrap();
    rows.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn every_column_has_an_audience() {
    let mut decided = BTreeSet::new();
    for (audience, column) in testing::audiences() {
        assert!(AUDIENCES.contains(&audience.as_str()), "{audience} of {column} is no audience");
        assert!(decided.insert(column.clone()), "twice: {column}");
    }
    for db in testing::databases().await {
        let there = columns(&db).await;
        let undecided: Vec<_> = there.difference(&decided).collect();
        let gone: Vec<_> = decided.difference(&there).collect();
        assert!(
            undecided.is_empty() && gone.is_empty(),
            "in store/tests/audiences.txt, add {undecided:?} and remove {gone:?}"
        );
    }
}

/// Who reads a field of an action is decided in its row of `ActionField`, and the list says the same.
#[test]
fn a_field_of_an_action_has_the_audience_of_its_row() {
    let decided: BTreeMap<String, String> =
        testing::audiences().into_iter().map(|(audience, column)| (column, audience)).collect();
    for &field in ActionField::ALL {
        let column = ["", "_on"].map(|end| format!("action.{}{end}", field.name()));
        let audience = column.iter().find_map(|column| decided.get(column));
        let expected = if field.is_read_by(Audience::Others) { "shared" } else { "members" };
        assert_eq!(audience.map(String::as_str), Some(expected), "{field:?}");
    }
}
