//! The parts of the page of an allocation.

use model::{
    PersonId, Timestamp,
    charter::Charter,
    peer_review::allocation::{ProposedPanel, check, naming::RoundNames, proposal::ProposalResult, suitability},
};
use store::peer_review::allocation::{Gathered, Proposal, Wish, WishKind};

/// Millionths as a number with 2 decimals.
pub(crate) fn points(millionths: i64) -> String {
    let hundredths = millionths.div_euclid(10_000);
    let sign = if hundredths < 0 { "−" } else { "" };
    format!("{sign}{}.{:02}", hundredths.abs() / 100, hundredths.abs() % 100)
}

/// How far a search has come.
pub(super) struct SearchStatus {
    pub(super) found: String,
    pub(super) seconds: String,
    pub(super) is_stopping: bool,
}

impl SearchStatus {
    pub(super) fn of(proposal: &Proposal, now: Timestamp) -> Self {
        let found = match proposal.progress {
            (Some(best), Some(bound)) => format!("{}; no allocation exceeds {}", points(best), points(bound)),
            (Some(best), None) => points(best),
            (None, Some(bound)) => format!("Nothing yet; no allocation exceeds {}", points(bound)),
            (None, None) => "Nothing yet".to_owned(),
        };
        let since = proposal.searched.map_or(0, |(start, _)| now.duration_since(start).as_secs().max(0));
        let seconds = format!("{since} of at most {}", proposal.time_limit);
        Self { found, seconds, is_stopping: proposal.is_stopping }
    }
}

/// A panel, or a submission with its reviewers.
pub(super) struct GroupRow {
    /// From 1.
    pub(super) number: usize,
    /// The class of its colour.
    pub(super) colour: usize,
    pub(super) submissions: Vec<(String, String)>,
    pub(super) members: Vec<MemberRow>,
}

/// A reviewer on a panel.
pub(super) struct MemberRow {
    pub(super) person: PersonId,
    pub(super) name: String,
    pub(super) from: String,
    pub(super) background: String,
    /// For each submission: its id and name, the match in words, and why.
    pub(super) matches: Vec<MatchCell>,
}

/// How well a reviewer suits a submission.
pub(super) struct MatchCell {
    pub(super) assessment: String,
    pub(super) submission: String,
    pub(super) grade: &'static str,
    pub(super) why: String,
}

/// A reviewer without a submission.
pub(super) struct LeftRow {
    pub(super) name: String,
    pub(super) from: String,
    pub(super) reason: String,
    /// The person, if they can be added.
    pub(super) person: Option<PersonId>,
}

/// The number of colours of panels.
const COLOURS: usize = 6;

pub(super) fn groups(
    proposal: &Proposal,
    panels: &[ProposedPanel],
    (facts, charter): (&Gathered, &Charter),
) -> Vec<GroupRow> {
    let names = &facts.names;
    let reasons = match &proposal.result {
        Some(ProposalResult::Allocated { reasons, .. }) => reasons.as_slice(),
        _ => &[],
    };
    let cell = |person, assessment| {
        let known = suitability::between(&facts.input, person, assessment);
        let reason = reasons.iter().find(|reason| reason.pair == (assessment, person));
        let computed = reason.map_or("Allocated by hand.".to_owned(), |reason| reason.sentence(names));
        let sentence = known.map_or(String::new(), suitability::Suitability::sentence);
        MatchCell {
            assessment: assessment.to_string(),
            submission: names.submission(assessment).to_owned(),
            grade: known.map_or("Not known", suitability::Suitability::grade),
            why: format!("{sentence} {computed}"),
        }
    };
    let member = |panel: &ProposedPanel, person| {
        let reviewer = facts.input.reviewer(person).or_else(|| proposal.input.reviewer(person));
        MemberRow {
            person,
            name: names.person(person).to_owned(),
            from: facts.from.get(&person).cloned().unwrap_or_default(),
            background: reviewer.map_or(String::new(), |one| one.background(charter)),
            matches: panel.submissions.iter().map(|assessment| cell(person, *assessment)).collect(),
        }
    };
    panels
        .iter()
        .enumerate()
        .map(|(place, panel)| GroupRow {
            number: place + 1,
            colour: place % COLOURS + 1,
            submissions: panel
                .submissions
                .iter()
                .map(|one| {
                    let slug = facts.slugs.get(one).map_or("", String::as_str);
                    (names.submission(*one).to_owned(), format!("/signatories/{slug}/submissions/{one}"))
                })
                .collect(),
            members: panel.reviewers.iter().map(|person| member(panel, *person)).collect(),
        })
        .collect()
}

pub(super) fn left_over(panels: &[ProposedPanel], facts: &Gathered, charter: &Charter) -> Vec<LeftRow> {
    let row = |person: PersonId, reason: String, is_able: bool| LeftRow {
        name: facts.names.person(person).to_owned(),
        from: facts.from.get(&person).cloned().unwrap_or_default(),
        reason,
        person: is_able.then_some(person),
    };
    let able = check::left_over(&facts.input, panels).into_iter().map(|reviewer| {
        let allowed =
            facts.input.submissions.iter().filter(|one| reviewer.conflict_with(one.organisation).is_none()).count();
        let reason = if allowed == 0 {
            "Has a conflict of interest with every submission.".to_owned()
        } else {
            format!(
                "May review {allowed} of {} submissions: other reviewers match them better overall.",
                facts.input.submissions.len()
            )
        };
        row(reviewer.person, format!("{}. {reason}", reviewer.background(charter)), allowed > 0)
    });
    let out = facts.input.left_out.iter().map(|(person, reason)| row(*person, reason.sentence().to_owned(), false));
    able.chain(out).collect()
}

/// A pin or a ban.
pub(super) struct WishRow {
    pub(super) sentence: String,
    pub(super) assessment: String,
    pub(super) person: String,
}

impl WishRow {
    pub(super) fn new(((assessment, person), kind): Wish, names: &RoundNames) -> Self {
        let (name, submission) = (names.person(person), names.submission(assessment));
        let sentence = match kind {
            WishKind::Pin => format!("{name} reviews {submission}."),
            WishKind::Ban => format!("{name} does not review {submission}."),
        };
        Self { sentence, assessment: assessment.to_string(), person: person.to_string() }
    }
}
