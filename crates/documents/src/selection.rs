//! Turns a [`Reading`] and a person's choices into what is imported.

use crate::reading::{FoundAction, FoundHeadcount, Reading, SignerRole, WhichPlan};
use model::{
    ActionId, AssessmentId, Date, EditionKey, QuestionKey,
    assessment::{
        PaperSignature, PaperSignatures,
        headcount::{self, Totals, Unit},
    },
    charter::Charter,
    core::{address::Address, short::Email},
    imports::{
        import::{ImportContent, ImportTarget, ImportedAction, OnPaper},
        matching::{self, Similarity},
    },
    plan::{
        action::{ActionDetails, ActionDraft},
        progress::Progress,
        timescale,
    },
    register::organisation::Contact,
};
use std::collections::{BTreeMap, BTreeSet};

/// The items of a reading that a person selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The form that the document answers.
    pub edition: EditionKey,
    /// What the import becomes.
    pub destination: Destination,
    /// The questions whose answers are imported.
    pub answers: BTreeSet<QuestionKey>,
    /// The actions that are imported, by their index in [`Reading::actions`].
    pub actions: BTreeSet<usize>,
    /// Explanations that the person added to red actions without one, by index.
    pub explanations: BTreeMap<usize, String>,
    /// The existing actions that they continue, by index.
    pub same_as: BTreeMap<usize, ActionId>,
    /// Whether the headcount is imported.
    pub headcount: bool,
    /// Whether the contact and the address of the page are imported.
    pub contact: bool,
}

/// What an import becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destination {
    /// A submission on paper of this date.
    OnPaper(Date),
    /// A draft.
    Draft,
    /// Part of the open self-assessment.
    PartOf(AssessmentId),
}

/// The reason, as a sentence, why a selected item cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotImported(pub String);

impl Reading {
    /// The latest date of a signature.
    #[must_use]
    pub fn signed_on(&self) -> Option<Date> {
        self.signatures.iter().filter_map(|signature| signature.date).max()
    }

    /// The actions of one of the two plans, by index, that certainly or probably are one of `known`.
    #[must_use]
    pub fn matched(&self, plan: WhichPlan, known: &[(ActionId, String)]) -> BTreeMap<usize, (ActionId, Similarity)> {
        let (places, texts): (Vec<usize>, Vec<&str>) = (self.actions.iter().enumerate())
            .filter(|(_, action)| action.plan == plan)
            .map(|(index, action)| (index, action.text.as_str()))
            .unzip();
        let known_texts: Vec<&str> = known.iter().map(|(_, text)| text.as_str()).collect();
        let found = matching::matches(&texts, &known_texts);
        let pairs = places.into_iter().zip(found);
        pairs.filter_map(|(index, found)| found.map(|found| (index, (known[found.known].0, found.alike)))).collect()
    }

    /// Selects everything. Returns `None` if the form is not known. A document with a dated signature becomes a submission on
    /// paper. An action whose text is the same as that of an action in the `previous` plan continues it.
    #[must_use]
    pub fn select_all(&self, previous: &[(ActionId, String)]) -> Option<Selection> {
        let mut same = self.matched(WhichPlan::Rated, previous);
        same.extend(self.matched(WhichPlan::New, previous));
        Some(Selection {
            edition: self.edition.clone()?,
            destination: self.signed_on().map_or(Destination::Draft, Destination::OnPaper),
            same_as: same
                .into_iter()
                .filter(|(_, (_, alike))| *alike == Similarity::Same)
                .map(|(at, (id, _))| (at, id))
                .collect(),
            answers: self.answers.iter().map(|answer| answer.question.clone()).collect(),
            actions: (0..self.actions.len()).collect(),
            explanations: BTreeMap::new(),
            headcount: true,
            contact: true,
        })
    }

    /// The content to import, and the selected items that cannot be imported. Returns `None` if the charter has no such form.
    #[must_use]
    pub fn content(
        &self,
        selection: &Selection,
        charter: &Charter,
        today: Date,
    ) -> Option<(ImportContent, Vec<NotImported>)> {
        let edition = charter.edition(&selection.edition)?;
        let mut not_imported = Vec::new();
        let answers = self.answers.iter().filter(|answer| selection.answers.contains(&answer.question));
        let (mut rated, mut new) = (Vec::new(), Vec::new());
        for (index, action) in self.actions.iter().enumerate().filter(|(index, _)| selection.actions.contains(index)) {
            let explanation = selection.explanations.get(&index).map(String::as_str);
            let Some(proposed) = to_import((action, explanation), (charter, today), &mut not_imported) else {
                continue;
            };
            let proposed = ImportedAction { continues: selection.same_as.get(&index).copied(), ..proposed };
            let is_rated = action.plan == WhichPlan::Rated && edition.rates_plan_of_months.is_some();
            if is_rated { rated.push(proposed) } else { new.push(proposed) }
        }
        let headcount = Some(&self.headcount).filter(|table| selection.headcount && !table.units.is_empty());
        let headcount = headcount.and_then(|table| match headcount_table(table) {
            Ok(table) => Some(table),
            Err(reason) => {
                not_imported.push(NotImported(format!("The headcount cannot be imported: {reason}.")));
                None
            }
        });
        let page = self.publication_url.as_deref().and_then(|url| Address::parse(url).ok());
        let content = ImportContent {
            stage: edition.stage,
            edition: edition.id.clone(),
            becomes: match selection.destination {
                Destination::OnPaper(on) => ImportTarget::OnPaper(OnPaper { signatures: self.paper_signatures(), on }),
                Destination::Draft => ImportTarget::Draft,
                Destination::PartOf(assessment) => ImportTarget::PartOf(assessment),
            },
            answers: answers.map(|answer| (answer.question.clone(), answer.text.clone())).collect(),
            rated,
            new,
            headcount,
            contact: if selection.contact { self.contact() } else { Contact::default() },
            page: page.filter(|_| selection.contact).map(String::from).unwrap_or_default(),
            seen: None,
        };
        Some((content, not_imported))
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
        let signature_of = |role| {
            let signature = self.signatures.iter().find(|signature| signature.role == role)?;
            Some(PaperSignature { name: signature.name.clone(), on: signature.date })
        };
        PaperSignatures { lead: signature_of(SignerRole::Lead), leader: signature_of(SignerRole::Leader) }
    }
}

/// The action to import. A red action without an explanation is imported without a rating; one that is not valid is left out.
fn to_import(
    (action, explanation): (&FoundAction, Option<&str>),
    (charter, today): (&Charter, Date),
    not_imported: &mut Vec<NotImported>,
) -> Option<ImportedAction> {
    let text = |words: &Option<String>| words.clone().unwrap_or_default();
    let timescale = text(&action.timescale);
    let draft = ActionDraft {
        owner: text(&action.owner),
        timescale: text(&action.timescale),
        measure: text(&action.measure),
        resource: text(&action.resource),
        rationale: text(&action.rationale),
        category: action.category.as_ref().map(ToString::to_string).unwrap_or_default(),
        recommendations: action.recommendations.iter().map(ToString::to_string).collect(),
        allied: action.allied.iter().map(ToString::to_string).collect(),
        // A start date after the due date must be a mistake: the action is imported without it.
        starts: action.starts.filter(|starts| action.due.is_none_or(|due| *starts <= due)),
        due: action.due.filter(|due| timescale::due(&timescale).is_none_or(|written| written == *due)),
        ..ActionDraft::new(&action.text, action.themes.iter().map(ToString::to_string))
    };
    let details = match ActionDetails::parse_on(&draft, charter, today) {
        Ok(details) => details,
        Err(flaws) => {
            let why: Vec<&str> = flaws.iter().map(|flaw| flaw.message.as_str()).collect();
            not_imported.push(NotImported(format!(
                "The action at {} cannot be imported: {}.",
                action.place,
                why.join("; ")
            )));
            return None;
        }
    };
    let words = explanation.or(action.comment.as_deref()).unwrap_or_default();
    let progress = action.rag.and_then(|colour| {
        let progress = Progress::parse(colour.as_str(), words, action.learning.as_deref().unwrap_or_default());
        if let Err(flaws) = &progress {
            let why: Vec<&str> = flaws.iter().map(|flaw| flaw.message).collect();
            not_imported.push(NotImported(format!(
                "The rating of the action at {} cannot be imported: {}.",
                action.place,
                why.join("; ")
            )));
        }
        progress.ok()
    });
    Some(ImportedAction { details, progress, continues: None })
}

/// The headcount with a column for each group that any row has, in the order in which they appear.
fn headcount_table(read: &FoundHeadcount) -> Result<headcount::Headcount, headcount::HeadcountError> {
    let groups = read.groups();
    let units = read.units.iter().map(|unit| Unit {
        name: unit.unit.clone(),
        counts: groups.iter().map(|group| unit.counts.get(group)).collect(),
        printed_total: unit.total,
    });
    let printed = (!read.totals.0.is_empty()).then(|| Totals {
        groups: groups.iter().map(|group| read.totals.get(group)).collect(),
        all: read.totals.get(FoundHeadcount::ALL),
    });
    headcount::Headcount::new(read.as_at, groups.clone(), units.collect(), printed)
}
