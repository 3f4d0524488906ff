//! `assay allocate`: allocates reviewers to submissions from a table of scores. It needs no database.

mod report;

use crate::settings::CommandResult;
use allocation::{Budget, Load, Objective, Outcome, PanelSizes, Request, Round, allocate, format};
use clap::{Args, ValueEnum};
use std::{
    fs::File,
    io::Read as _,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant},
};

/// The exit status if no allocation keeps all rules. 1 is that of a file that cannot be read, 2 that of a command line.
const IMPOSSIBLE: u8 = 3;
/// The exit status if the time limit was reached before an allocation was found.
const UNFINISHED: u8 = 4;
/// The longest time limit, in seconds: a day.
const MAX_SECONDS: f64 = 86_400.0;

/// Allocate reviewers to submissions from a file of scores.
///
/// The file has the numbers of submissions and of reviewers; what each submission needs; the minimum and then the maximum load of each reviewer; and
/// a row of scores for each submission. With rules of composition: 5 numbers on the first line (submissions, reviewers, need, minimum and maximum
/// load); for reviewers 1 for a lead, 1 for experience, and their organisation; the organisation of each submission; and the scores, -1 where a
/// pair is not allowed. All numbers are zero-based.
///
/// The exit status is 0 with an allocation, 1 if the file is not a round, 3 if the rules allow no allocation, and 4 if none was found in time.
#[derive(Args)]
pub(crate) struct Allocate {
    /// The file.
    file: PathBuf,
    /// What to make as good as possible: the worst-served submission first and then the total, or the total alone.
    #[arg(long, value_enum, default_value_t = ObjectiveChoice::Fair)]
    objective: ObjectiveChoice,
    /// Which loads of the file apply: the minimum and the maximum, or the maximum alone.
    #[arg(long, value_enum, default_value_t = LoadsChoice::Between)]
    loads: LoadsChoice,
    /// Form panels that share the same submissions: of 2 people up to what a submission needs, with as many submissions as the loads in the file allow.
    #[arg(long)]
    panels: bool,
    /// The time after which the best allocation found so far is printed, in seconds.
    #[arg(long, default_value_t = 30.0, value_parser = parse_seconds)]
    time_limit: f64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum ObjectiveChoice {
    Fair,
    Total,
}

#[derive(Clone, Copy, ValueEnum)]
enum LoadsChoice {
    Between,
    AtMost,
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    let seconds: f64 = text.parse().map_err(|_| "enter a number of seconds, for example 10".to_owned())?;
    if seconds > 0.0 && seconds <= MAX_SECONDS {
        Ok(seconds)
    } else {
        Err("enter more than 0, up to a day (86400)".to_owned())
    }
}

impl Allocate {
    pub(crate) fn run(&self) -> CommandResult {
        let start = Instant::now();
        let round = read(&self.file)?;
        let mut request = Request::free(match self.objective {
            ObjectiveChoice::Fair => Objective::Fair,
            ObjectiveChoice::Total => Objective::Total,
        });
        if self.panels {
            request = Request::panels(request.objective, panel_sizes(&round)?);
        }
        let round = match self.loads {
            LoadsChoice::Between => round,
            LoadsChoice::AtMost => round.map_loads(without_minimum),
        };
        let limit = Duration::from_secs_f64(self.time_limit);
        let mut budget =
            Budget::until(|_| if start.elapsed() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) });
        let begun = Instant::now();
        let outcome = allocate(&round, &request, &mut budget);
        let seconds = begun.elapsed().as_secs_f64();
        let (text, status) = match &outcome {
            Outcome::Allocated(allocation) if self.json => (report::allocation_json(&round, allocation, seconds), 0),
            Outcome::Allocated(allocation) => (report::allocation_text(&round, allocation, seconds), 0),
            Outcome::Impossible(impossible) if self.json => (report::impossible_json(impossible, seconds), IMPOSSIBLE),
            Outcome::Impossible(impossible) => (report::impossible_text(impossible), IMPOSSIBLE),
            Outcome::Unfinished { bound } if self.json => (report::unfinished_json(*bound, seconds), UNFINISHED),
            Outcome::Unfinished { bound } => (report::unfinished_text(*bound, self.time_limit), UNFINISHED),
        };
        if status == 0 || self.json {
            println!("{text}");
        } else {
            eprintln!("assay: {text}");
        }
        Ok(ExitCode::from(status))
    }
}

fn without_minimum(load: Load) -> Load {
    Load::new(0, load.max()).expect("0 is not above any maximum")
}

/// Reads a round. A file that is too large is not read to its end.
fn read(path: &Path) -> Result<Round, Box<dyn std::error::Error>> {
    let cannot_read = |error: std::io::Error| format!("{} cannot be read: {error}", path.display());
    let mut text = String::new();
    let file = File::open(path).map_err(cannot_read)?;
    file.take(format::MAX_BYTES as u64 + 1).read_to_string(&mut text).map_err(cannot_read)?;
    if text.len() > format::MAX_BYTES {
        return Err(format!("{} is larger than {} MB", path.display(), format::MAX_BYTES >> 20).into());
    }
    Ok(format::parse(&text).map_err(|error| format!("{} is not a round: {error}", path.display()))?)
}

/// The sizes of panels that the file says: each person of a panel reviews all its submissions.
fn panel_sizes(round: &Round) -> Result<PanelSizes, String> {
    let need = round.demand(0);
    if (0..round.submissions()).any(|submission| round.demand(submission) != need) {
        return Err("panels need the same number of reviewers for each submission".to_owned());
    }
    let loads = (0..round.reviewers()).map(|reviewer| round.load(reviewer)).filter(|load| load.max() > 0);
    let (least, most) =
        loads.fold((usize::MAX, 0), |(least, most), load| (least.min(load.min()), most.max(load.max())));
    let sizes = PanelSizes::new(need.min(2)..=need, least.clamp(1, most.max(1))..=most);
    let sizes = sizes.ok_or_else(|| {
        format!("panels have up to {0} people and {0} submissions; the file has {need} and {most}", PanelSizes::MAX)
    })?;
    if sizes.choices(round.submissions()) > PanelSizes::MAX_CHOICES {
        let most = PanelSizes::MAX_CHOICES;
        return Err(format!("there are more than {most} ways to choose the submissions of a panel: divide the round"));
    }
    Ok(sizes)
}
