//! Prints the scores of reading the corpus: `cargo run -p documents --example score [-- [held-out] NAME…]`. With prefixes of file
//! names, prints the differences in those documents.

#[path = "../tests/formats/charter/mod.rs"]
mod charter;
#[path = "../tests/formats/scoring/mod.rs"]
mod scoring;

use scoring::{Scored, Tally, folder, score, tallies_by};

fn main() {
    let mut names: Vec<String> = std::env::args().skip(1).collect();
    let held_out = names.first().is_some_and(|name| name == "held-out");
    if held_out {
        names.remove(0);
    }
    let scored = score(&folder(if held_out { "held-out" } else { "files" }), &charter::technician_commitment());
    if !names.is_empty() {
        for one in scored.iter().filter(|one| names.iter().any(|name| one.name.starts_with(name.as_str()))) {
            println!("{}", one.tally.line(&one.name));
            one.tally.misses.iter().for_each(|miss| println!("    {miss}"));
        }
        return;
    }
    let print_scores = |name: &str, key: fn(&Scored) -> &str| {
        println!("\n{}", Tally::header(name));
        for (group, tally) in tallies_by(&scored, key) {
            println!("{}", tally.line(group));
        }
    };
    print_scores("layout", |one| &one.layout);
    print_scores("format", |one| &one.format);
    print_scores("all", |_| "all");
}
