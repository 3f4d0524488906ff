//! Writes synthetic rounds, and measures allocations of files, for `benches/allocation`.
//!
//! `measure_allocation write SUBMISSIONS REVIEWERS FILE` writes a round with rules of composition.
//! `measure_allocation measure FILE plain|rules|panels fair|total SECONDS ROUNDS` prints figures as JSON. `plain` leaves the rules out.

use allocation::{Budget, Load, Objective, Outcome, PanelSizes, Request, Round, allocate, format, verify};
use std::{
    fs::File,
    io::{BufWriter, Write as _},
    ops::ControlFlow,
    time::{Duration, Instant},
};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["write", submissions, reviewers, file] => {
            let number = |text: &str| text.parse().expect("sizes are numbers");
            write(number(submissions), number(reviewers), file).expect("the file can be written");
        }
        ["measure", file, rules, objective, seconds, rounds] => {
            let text = std::fs::read_to_string(file).expect("the file can be read");
            let round = format::parse(&text).expect("the file is a round");
            drop(text);
            let round = if rules == "plain" { without_rules(&round) } else { round };
            let objective = if objective == "fair" { Objective::Fair } else { Objective::Total };
            measure(
                &round,
                rules == "panels",
                objective,
                seconds.parse().expect("a number"),
                rounds.parse().expect("a number"),
            );
        }
        _ => eprintln!("see the head of examples/measure_allocation.rs"),
    }
}

/// The same scores and maximum loads, without rules of composition and minimum loads.
fn without_rules(round: &Round) -> Round {
    let demand = (0..round.submissions()).map(|one| round.demand(one)).collect();
    let loads = (0..round.reviewers()).map(|one| round.load(one)).collect();
    let pairs = (0..round.submissions()).flat_map(|one| (0..round.reviewers()).map(move |other| (one, other)));
    let scores = pairs.map(|(submission, reviewer)| round.score(submission, reviewer)).collect();
    at_most(Round::new(demand, loads, scores).expect("it was a round"))
}

fn at_most(round: Round) -> Round {
    round.map_loads(|load| Load::new(0, load.max()).expect("0 is not above any maximum"))
}

fn measure(round: &Round, is_panels: bool, objective: Objective, seconds: f64, rounds: usize) {
    let round = at_most(round.clone());
    let sizes = PanelSizes::new(2..=3, 2..=3).expect("the sizes are valid");
    let request = if is_panels { Request::panels(objective, sizes.clone()) } else { Request::free(objective) };
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..rounds {
        let start = Instant::now();
        let limit = Duration::from_secs_f64(seconds);
        let mut budget =
            Budget::until(|_| if start.elapsed() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
        last = Some(allocate(&round, &request, &mut budget));
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let median = times[times.len() / 2];
    match last {
        Some(Outcome::Allocated(found)) => {
            let breaches = if is_panels {
                verify::panel_breaches(&round, &sizes, found.panels())
            } else {
                verify::breaches(&round, found.assignment())
            };
            println!(
                "{{\"total\": {}, \"bound\": {}, \"minimum\": {}, \"proven\": {}, \"breaches\": {}, \"ms\": {median:.3}}}",
                found.total(),
                found.bound(),
                found.minimum(),
                found.is_proven(),
                breaches.len()
            );
        }
        other => println!("{{\"total\": null, \"outcome\": \"{}\", \"ms\": {median:.3}}}", outcome(other.as_ref())),
    }
}

fn outcome(outcome: Option<&Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Impossible(_)) => "impossible",
        _ => "unfinished",
    }
}

/// Writes a round in which reviewers and submissions have interests, as people do: cubes of random numbers in 12 topics.
fn write(submissions: usize, reviewers: usize, file: &str) -> std::io::Result<()> {
    const TOPICS: usize = 12;
    let mut random = Random(20_261_129);
    let mut interests = |count: usize| -> Vec<[f32; TOPICS]> {
        let one = |random: &mut Random| std::array::from_fn(|_| random.share().powi(3));
        (0..count)
            .map(|_| {
                let topics: [f32; TOPICS] = one(&mut random);
                let length = topics.iter().map(|topic| topic * topic).sum::<f32>().sqrt().max(1e-3);
                topics.map(|topic| topic / length)
            })
            .collect()
    };
    let (theirs, wanted) = (interests(reviewers), interests(submissions));
    let mut out = BufWriter::new(File::create(file)?);
    writeln!(out, "{submissions} {reviewers} 3 2 3")?;
    for share in [0.5, 0.4] {
        let marks: Vec<&str> = (0..reviewers).map(|_| if random.share() < share { "1" } else { "0" }).collect();
        writeln!(out, "{}", marks.join(" "))?;
    }
    let organisations = (submissions * 5 / 4) as u64;
    let theirs_of: Vec<String> = (0..reviewers).map(|_| (random.next() % organisations).to_string()).collect();
    writeln!(out, "{}", theirs_of.join(" "))?;
    writeln!(out, "{}", (0..submissions).map(|one| one.to_string()).collect::<Vec<_>>().join(" "))?;
    for (submission, topics) in wanted.iter().enumerate() {
        let own = submission.to_string();
        for (reviewer, interests) in theirs.iter().enumerate() {
            let likeness: f32 = topics.iter().zip(interests).map(|(one, other)| one * other).sum();
            let is_barred = random.share() < 0.1 || theirs_of[reviewer] == own;
            let score = likeness * 0.8 + random.share() * 0.2;
            if is_barred { write!(out, "-1 ")? } else { write!(out, "{score:.4} ")? }
        }
        writeln!(out)?;
    }
    out.flush()
}

/// Numbers that look random and are the same on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 to below 1.
    fn share(&mut self) -> f32 {
        f32::from(u16::try_from(self.next() >> 48).expect("16 bits are left")) / 65_536.0
    }
}
