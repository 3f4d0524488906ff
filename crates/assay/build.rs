//! Asks the linker of a release build to keep one copy of functions with the same code.
//!
//! Generic code of typst, of the handlers and of the database is often the same for several types.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    // The toolchain links with its own lld on this target alone; other linkers do not know the option.
    let lld = std::env::var("TARGET").is_ok_and(|target| target == "x86_64-unknown-linux-gnu");
    if release && lld {
        println!("cargo:rustc-link-arg-bins=-Wl,--icf=all");
    }
}
