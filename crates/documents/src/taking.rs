//! From what was found in a document to what is taken of it.

use crate::reading::{Action, Headcount, Plan, Reading, Role};
use model::{
    ActionId, AssessmentId, Date, EditionKey, QuestionKey,
    assessment::{
        PaperSignature, PaperSignatures,
        headcount::{self, Totals, Unit},
    },
    charter::Charter,
    core::{address::Address, short::Email},
    imports::{
        import::{Becomes, OnPaper, Proposed, Taken},
        matching::{self, Alike},
    },
    plan::{
        action::{ActionDetails, Draft},
        progress::Progress,
        timescale,
    },
    register::organisation::Contact,
};
use std::collections::{BTreeMap, BTreeSet};

/// What a person chose of a reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The edition that it answers.
    pub edition: EditionKey,
    /// What becomes of it.
    pub becomes: Standing,
    /// The questions whose answers are taken.
    pub answers: BTreeSet<QuestionKey>,
    /// The actions that are taken, by their place in [`Reading::actions`].
    pub actions: BTreeSet<usize>,
    /// The explanations that a person gave of reds without one, by the same places.
    pub explanations: BTreeMap<usize, String>,
    /// The actions that they are of those known, by the same places.
    pub known: BTreeMap<usize, ActionId>,
    /// Whether the headcount is taken.
    pub headcount: bool,
    /// Whether the contact and the address of the page are taken.
    pub contact: bool,
}

/// What a person says that a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A submission on paper, of that day.
    OnPaper(Date),
    /// A draft.
    Draft,
    /// Part of the self-assessment that is open.
    PartOf(AssessmentId),
}

/// Something that was chosen and cannot be taken, and why, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut(pub String);

impl Reading {
    /// The latest day on which a signature says that it was given.
    #[must_use]
    pub fn signed_on(&self) -> Option<Date> {
        self.signatures.iter().filter_map(|signature| signature.date).max()
    }

    /// Of the actions of one of the two plans, by their places, those that are surely or likely of `known`.
    #[must_use]
    pub fn matched(&self, plan: Plan, known: &[(ActionId, String)]) -> BTreeMap<usize, (ActionId, Alike)> {
        let (places, texts): (Vec<usize>, Vec<&str>) = (self.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(place, action)| (place, action.text.as_str()))
            .unzip();
        let known_texts: Vec<&str> = known.iter().map(|(_, text)| text.as_str()).collect();
        let found = matching::matches(&texts, &known_texts);
        let pairs = places.into_iter().zip(found);
        pairs.filter_map(|(place, found)| found.map(|found| (place, (known[found.known].0, found.alike)))).collect()
    }

    /// All of it; none where it is not known which edition it answers. What bears a signature's date was submitted on paper.
    /// An action is taken for one of the `last` plan where their words are the same.
    #[must_use]
    pub fn everything(&self, last: &[(ActionId, String)]) -> Option<Choice> {
        let mut same = self.matched(Plan::Rated, last);
        same.extend(self.matched(Plan::New, last));
        Some(Choice {
            edition: self.edition.clone()?,
            becomes: self.signed_on().map_or(Standing::Draft, Standing::OnPaper),
            known: same
                .into_iter()
                .filter(|(_, (_, alike))| *alike == Alike::Same)
                .map(|(at, (id, _))| (at, id))
                .collect(),
            answers: self.answers.iter().map(|answer| answer.question.clone()).collect(),
            actions: (0..self.actions.len()).collect(),
            explanations: BTreeMap::new(),
            headcount: true,
            contact: true,
        })
    }

    /// What is taken by a choice, and what of it cannot be. None if the charter has no such edition.
    #[must_use]
    pub fn take(&self, choice: &Choice, charter: &Charter) -> Option<(Taken, Vec<LeftOut>)> {
        let edition = charter.edition(&choice.edition)?;
        let mut left_out = Vec::new();
        let answers = self.answers.iter().filter(|answer| choice.answers.contains(&answer.question));
        let (mut rated, mut new) = (Vec::new(), Vec::new());
        for (index, action) in self.actions.iter().enumerate().filter(|(index, _)| choice.actions.contains(index)) {
            let explanation = choice.explanations.get(&index).map(String::as_str);
            let Some(proposed) = proposed(action, explanation, charter, &mut left_out) else { continue };
            let proposed = Proposed { of: choice.known.get(&index).copied(), ..proposed };
            let is_rated = action.plan == Plan::Rated && edition.rates_plan_of_months.is_some();
            if is_rated { rated.push(proposed) } else { new.push(proposed) }
        }
        let headcount = Some(&self.headcount).filter(|table| choice.headcount && !table.units.is_empty());
        let headcount = headcount.and_then(|table| match table_of(table) {
            Ok(table) => Some(table),
            Err(reason) => {
                left_out.push(LeftOut(format!("The headcount cannot be imported: {reason}.")));
                None
            }
        });
        let page = self.publication_url.as_deref().and_then(|url| Address::parse(url).ok());
        let taken = Taken {
            stage: edition.stage,
            edition: edition.id.clone(),
            becomes: match choice.becomes {
                Standing::OnPaper(on) => Becomes::OnPaper(OnPaper { signatures: self.paper_signatures(), on }),
                Standing::Draft => Becomes::Draft,
                Standing::PartOf(assessment) => Becomes::PartOf(assessment),
            },
            answers: answers.map(|answer| (answer.question.clone(), answer.text.clone())).collect(),
            rated,
            new,
            headcount,
            contact: if choice.contact { self.contact() } else { Contact::default() },
            page: page.filter(|_| choice.contact).map(String::from).unwrap_or_default(),
            seen: None,
        };
        Some((taken, left_out))
    }

    fn contact(&self) -> Contact {
        let email = self.lead.email.as_deref().and_then(|email| Email::parse(email).ok());
        Contact {
            name: self.lead.name.clone().unwrap_or_default(),
            email: email.map(String::from).unwrap_or_default(),
            telephone: self.lead.telephone.clone().unwrap_or_default(),
        }
    }

    fn paper_signatures(&self) -> PaperSignatures {
        let of = |role| {
            let signature = self.signatures.iter().find(|signature| signature.role == role)?;
            Some(PaperSignature { name: signature.name.clone(), on: signature.date })
        };
        PaperSignatures { lead: of(Role::Lead), leader: of(Role::Leader) }
    }
}

/// An action as it is taken. A red one without an explanation stays unrated; what is no promise is left out.
fn proposed(
    action: &Action,
    explanation: Option<&str>,
    charter: &Charter,
    left_out: &mut Vec<LeftOut>,
) -> Option<Proposed> {
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    let said = text(&action.timescale);
    let draft = Draft {
        text: action.text.clone(),
        themes: action.themes.iter().map(ToString::to_string).collect(),
        owner: text(&action.owner),
        timescale: text(&action.timescale),
        measure: text(&action.measure),
        resource: text(&action.resource),
        rationale: text(&action.rationale),
        category: action.category.as_ref().map(ToString::to_string).unwrap_or_default(),
        recommendations: action.recommendations.iter().map(ToString::to_string).collect(),
        allied: action.allied.iter().map(ToString::to_string).collect(),
        // A first day after the last is somebody's slip: the action is taken without it.
        starts: action.starts.filter(|starts| action.due.is_none_or(|due| *starts <= due)),
        due: action.due.filter(|due| timescale::due(&said).is_none_or(|said| said == *due)),
    };
    let promise = match ActionDetails::parse(&draft, charter) {
        Ok(promise) => promise,
        Err(flaws) => {
            let why: Vec<&str> = flaws.iter().map(|flaw| flaw.message.as_str()).collect();
            left_out.push(LeftOut(format!("The action at {} cannot be imported: {}.", action.place, why.join("; "))));
            return None;
        }
    };
    let words = explanation.or(action.comment.as_deref()).unwrap_or_default();
    let progress = action.rag.and_then(|colour| {
        let said = Progress::parse(colour.as_str(), words, action.learning.as_deref().unwrap_or_default());
        if let Err(flaws) = &said {
            let why: Vec<&str> = flaws.iter().map(|flaw| flaw.message).collect();
            left_out.push(LeftOut(format!(
                "The rating of the action at {} cannot be imported: {}.",
                action.place,
                why.join("; ")
            )));
        }
        said.ok()
    });
    Some(Proposed { promise, progress, of: None })
}

/// The table with a column for each group that any row has, in the order in which they come.
fn table_of(read: &Headcount) -> Result<headcount::Headcount, headcount::HeadcountError> {
    let groups = read.groups();
    let units = read.units.iter().map(|unit| Unit {
        name: unit.unit.clone(),
        counts: groups.iter().map(|group| unit.counts.get(group)).collect(),
        printed_total: unit.total,
    });
    let printed = (!read.totals.0.is_empty()).then(|| Totals {
        groups: groups.iter().map(|group| read.totals.get(group)).collect(),
        all: read.totals.get(Headcount::ALL),
    });
    headcount::Headcount::new(read.as_at, groups.clone(), units.collect(), printed)
}
