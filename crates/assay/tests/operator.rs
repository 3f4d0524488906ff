//! The operator's small commands.

use std::{
    path::Path,
    process::{Command, Output},
};

fn assay(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).arg("--data").arg(data).args(arguments).output().unwrap()
}

fn printed(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_first_secretariat_member_can_sign_in() {
    let data = std::env::temp_dir().join(format!("assay-operator-{}", std::process::id()));
    let stranger = assay(&data, &["sign-in", "ann@charter.example"]);
    assert!(!stranger.status.success());
    assert!(printed(&stranger).contains("no user with the address"), "{}", printed(&stranger));
    let made = assay(&data, &["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    assert!(made.status.success(), "{}", printed(&made));
    let former = assay(&data, &["steward", "bea@charter.example", "--name", "Bea Example", "--board"]);
    assert!(former.status.success(), "the former name of the command still works: {}", printed(&former));
    let link = assay(&data, &["sign-in", "ann@charter.example"]);
    assert!(printed(&link).starts_with("http://127.0.0.1:8080/sign-in/link/"), "{}", printed(&link));
    let none = assay(&data, &["check", "Nowhere University"]);
    assert!(!none.status.success());
    assert!(printed(&none).contains("no organisation “Nowhere University”"), "{}", printed(&none));
    assert!(assay(&data, &["check"]).status.success(), "nothing is open");
    let foreign = assay(&data, &["verify", "Cargo.toml"]);
    assert_eq!(foreign.status.code(), Some(5));
    assert!(printed(&foreign).contains("Cannot be verified"), "{}", printed(&foreign));
}
