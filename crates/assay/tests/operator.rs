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

#[test]
fn an_audit_names_what_was_changed_and_a_database_of_another_version_is_not_touched() {
    let data = std::env::temp_dir().join(format!("assay-audit-{}", std::process::id()));
    let none = assay(&data, &["audit"]);
    assert!(!none.status.success() && printed(&none).contains("cannot open the database"), "{}", printed(&none));
    assert!(!data.exists(), "nothing is created");
    let made = assay(&data, &["add-secretariat", "ann@charter.example", "--name", "Ann Example"]);
    assert!(made.status.success(), "{}", printed(&made));
    let without_keys = assay(&data, &["audit"]);
    assert!(
        printed(&without_keys).contains("give the public key of the register with --key"),
        "{}",
        printed(&without_keys)
    );
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let audited = assay(&data, &["audit", "--key", key]);
    assert!(audited.status.success(), "{}", printed(&audited));
    assert!(printed(&audited).contains("Nothing was changed."), "{}", printed(&audited));
    let kept = data.join("checkpoint.txt");
    let key_of_another = "\u{2014} assay.example/log AAAAAAAA\n";
    std::fs::write(
        &kept,
        format!("assay.example/log\n1\n{}=\ntime 2026-11-22T10:00:00Z\n\n{key_of_another}", "A".repeat(43)),
    )
    .unwrap();
    let forged = assay(&data, &["audit", "--key", key, "--checkpoint", kept.to_str().unwrap()]);
    assert_eq!(forged.status.code(), Some(1), "{}", printed(&forged));
    assert!(printed(&forged).contains("not signed by a key of this register"), "{}", printed(&forged));
}
