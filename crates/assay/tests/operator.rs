//! The small commands, as an operator types them.

use std::{
    path::Path,
    process::{Command, Output},
};

fn assay(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_assay")).arg("--data").arg(data).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_first_of_the_secretariat_gets_in() {
    let data = std::env::temp_dir().join(format!("assay-operator-{}", std::process::id()));
    let stranger = assay(&data, &["sign-in", "ann@charter.example"]);
    assert!(!stranger.status.success());
    assert!(said(&stranger).contains("no user with the address"), "{}", said(&stranger));
    let made = assay(&data, &["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    assert!(made.status.success(), "{}", said(&made));
    let former = assay(&data, &["steward", "bea@charter.example", "--name", "Bea Example", "--board"]);
    assert!(former.status.success(), "the former name of the command still works: {}", said(&former));
    let link = assay(&data, &["sign-in", "ann@charter.example"]);
    assert!(said(&link).starts_with("http://127.0.0.1:8080/sign-in/link/"), "{}", said(&link));
    let none = assay(&data, &["check", "Nowhere University"]);
    assert!(!none.status.success());
    assert!(said(&none).contains("no organisation “Nowhere University”"), "{}", said(&none));
    assert!(assay(&data, &["check"]).status.success(), "nothing is open");
    let foreign = assay(&data, &["verify", "Cargo.toml"]);
    assert!(!foreign.status.success());
    assert!(said(&foreign).contains("not a submission"), "{}", said(&foreign));
}
