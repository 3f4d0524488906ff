//! A submission as pages list it: its title, its date and its signatories.

use model::{
    Date,
    assessment::{PaperSignature, PaperSignatures, PaperSubmission, verify::Signatory},
    charter::Charter,
    core::dates::long_date,
};
use store::public::Submitted;
use web_shell::core::clock::day;

/// A submission, as listed.
pub(crate) struct SubmissionView {
    pub(crate) href: String,
    pub(crate) title: String,
    /// "14 April 2021"; empty for a paper without a date.
    pub(crate) on: String,
    pub(crate) day: Option<Date>,
    /// "P. Example (institutional lead) and A. Sample (Vice-Chancellor)".
    pub(crate) by: String,
    /// The hash of the signed version, in full and shortened; empty on paper.
    pub(crate) hash: String,
    pub(crate) short: String,
    /// "Submitted outside Assay, confirmed by the secretariat on 3 March 2027"; empty for one that was made here.
    pub(crate) outside: String,
}

impl SubmissionView {
    pub(crate) fn new(charter: &Charter, slug: &str, one: &Submitted) -> Self {
        let on = one.at.map(day).or_else(|| one.paper.as_ref().map(|paper| paper.on));
        let hash = one.hash.map(|hash| hash.to_string()).unwrap_or_default();
        let short = if hash.is_empty() { String::new() } else { format!("{}…{}", &hash[..4], &hash[60..]) };
        let title = charter.edition(&one.edition).map_or_else(|| format!("Stage {}", one.stage), |e| e.title.clone());
        let by = match &one.paper {
            Some(paper) => on_paper(&paper.signatures),
            None => one.signatures.iter().map(|signed| format!("{} ({})", signed.name, signed.post)).collect(),
        };
        Self {
            href: format!("/signatories/{slug}/submissions/{}", one.id),
            title,
            on: on.map(long_date).unwrap_or_default(),
            day: on,
            by: by.join(" and "),
            hash,
            short,
            outside: one.paper.as_ref().map(PaperSubmission::label).unwrap_or_default(),
        }
    }
}

/// Returns the signatures on a paper. A signature with a date but no name is illegible.
fn on_paper(signatures: &PaperSignatures) -> Vec<String> {
    let both = [(Signatory::Lead, &signatures.lead), (Signatory::Leader, &signatures.leader)];
    let signatories = both.into_iter().filter_map(|(who, signature)| {
        let PaperSignature { name, on } = signature.as_ref()?;
        let role = who.name().to_lowercase();
        let on = on.map(|on| format!(", {}", long_date(on))).unwrap_or_default();
        Some(name.as_ref().map_or_else(|| format!("the {role}{on}"), |name| format!("{name} ({role}{on})")))
    });
    signatories.collect()
}
