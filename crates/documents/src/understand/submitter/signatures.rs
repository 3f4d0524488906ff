//! Finds who signed, and when.

use crate::{
    manuscript::{Block, Manuscript},
    reading::{FoundSignature, Notice, SignerRole},
    understand::{
        dates,
        outline::{Section, SectionKind, is_signed_label},
        usage::UsedBlocks,
    },
    words::{fold, has, has_any, label, non_blank, start, words},
};
use model::core::dates::long_date;

/// The lines of one signature, from a caption or "Signed" to its date.
#[derive(Default)]
struct SignatureLines {
    role: Option<SignerRole>,
    name: Option<String>,
    /// The caption, which may contain the full name.
    caption: String,
    date: Option<model::Date>,
    is_signed: bool,
}

/// Reads the signatures, and adds a notice for each that is missing although there is a place for it.
pub(in crate::understand) fn read(
    manuscript: &Manuscript,
    sections: &[Section<'_>],
    used: &mut UsedBlocks,
    notices: &mut Vec<Notice>,
) -> Vec<FoundSignature> {
    let mut found: Vec<SignatureLines> = Vec::new();
    let mut place = None;
    for section in sections.iter().filter(|section| matches!(section.kind, SectionKind::SignOff)) {
        place = place.or(section.heading.map(|heading| heading.place));
        for index in section.blocks.clone() {
            for line in lines(&manuscript.blocks[index]) {
                if add_line(&mut found, &line) {
                    used.mark_used(index);
                }
            }
        }
    }
    let has_place = !found.is_empty();
    let mut signatures = Vec::new();
    for role in [SignerRole::Lead, SignerRole::Leader] {
        let lines = found.iter().position(|lines| lines.role == Some(role)).map(|at| found.swap_remove(at));
        let signature = lines.map_or(FoundSignature { role, name: None, date: None }, |lines| lines.signature(role));
        if has_place {
            notices.extend(missing(&signature, place));
        }
        if signature.name.is_some() || signature.date.is_some() {
            signatures.push(signature);
        }
    }
    signatures
}

fn missing(signature: &FoundSignature, place: Option<crate::manuscript::Location>) -> Option<Notice> {
    let who = match signature.role {
        SignerRole::Lead => "institutional lead",
        SignerRole::Leader => "leader of the institution",
    };
    let (code, message) = match (&signature.name, signature.date) {
        (Some(_), Some(_)) => return None,
        (None, None) => ("signature-missing", format!("The {who}’s signature is missing.")),
        (None, Some(date)) => (
            "signature-name-missing",
            format!("The {who} signed on {}, but we could not read the name.", long_date(date)),
        ),
        (Some(name), None) => {
            ("signature-date-missing", format!("{name} signed as {who}, but we could not read the date."))
        }
    };
    Some(Notice::warning(code, message, place))
}

fn lines(block: &Block) -> Vec<String> {
    match block {
        Block::Passage(passage) => vec![start(&passage.text, 1_000).to_owned()],
        // Cells are read in order; a label and the next cell form one line.
        Block::Table(table) => {
            let mut lines: Vec<String> = Vec::new();
            for row in table.rows.iter().take(20) {
                let mut label: Option<String> = None;
                for cell in &row.cells {
                    let text = cell.text().trim().replace('\n', " ");
                    let beside = label.take().filter(|_| !text.is_empty() && !is_label(&text));
                    match lines.last_mut() {
                        Some(last) if last.ends_with(':') => *last = format!("{last} {text}"),
                        Some(last) if beside.is_some() => *last = joined_with_label(last, &text),
                        _ if !text.is_empty() => {
                            label = Some(text.clone()).filter(|text| is_label(text));
                            lines.push(text);
                        }
                        _ => {}
                    }
                }
            }
            lines
        }
        Block::Object(_) => Vec::new(),
    }
}

/// Whether a cell is a label for the next cell: "Date", "Signed (Institutional Lead)".
fn is_label(text: &str) -> bool {
    let folded = fold(text);
    let is_bare = matches!(folded.as_str(), "date" | "dated" | "name" | "print name" | "signed" | "signature");
    is_bare || is_signed_label(&folded) && folded.ends_with(')') && folded.matches('(').count() == 1
}

/// "Signed (Lead)" beside "Ada Glass" becomes "Signed: Ada Glass (Lead)".
fn joined_with_label(label: &str, words: &str) -> String {
    match label.split_once('(') {
        Some((label, caption)) => format!("{}: {words} ({caption}", label.trim_end()),
        None => format!("{label}: {words}"),
    }
}

/// Adds a line to its signature. Returns whether it belongs to one.
fn add_line(found: &mut Vec<SignatureLines>, line: &str) -> bool {
    let folded = fold(line);
    let role = role(&folded);
    if is_signed_label(&folded) {
        // A caption above opened this signature, unless that one was signed already.
        if found.last().is_none_or(|last| last.is_signed) {
            found.push(SignatureLines::default());
        }
        let Some(last) = found.last_mut() else { return false };
        let (line, date) = date_beside(line);
        let (name, caption) = name_and_caption(line);
        last.date = last.date.or(date);
        last.is_signed = true;
        last.role = role.or(last.role);
        last.name = name;
        last.caption.push_str(&caption);
        return true;
    }
    let named = label(line).filter(|(name, _)| matches!(name.as_str(), "date" | "dated" | "name" | "print name"));
    if let Some((name, value)) = named {
        let Some(last) = found.last_mut() else { return false };
        if name.starts_with("date") {
            last.date = last.date.or_else(|| dates::find(value));
        } else {
            last.name = non_blank(value).or(last.name.take());
        }
        return true;
    }
    match (role, found.last_mut()) {
        (Some(role), Some(last)) if last.role.is_none() => {
            last.role = Some(role);
            last.caption.push_str(line);
        }
        (Some(role), _) => {
            found.push(SignatureLines { role: Some(role), caption: line.to_owned(), ..SignatureLines::default() });
        }
        (None, Some(last)) if last.is_signed && last.date.is_none() => {
            last.date = dates::find(line);
            return last.date.is_some();
        }
        (None, _) => return false,
    }
    true
}

/// "Leader" is tested before "lead", which it contains.
fn role(folded: &str) -> Option<SignerRole> {
    const LEADER_TITLES: [&str; 6] =
        ["vice-chancellor", "vice chancellor", "president", "principal", "director", "chief executive"];
    if has(folded, "leader") {
        Some(SignerRole::Leader)
    } else if has(folded, "lead") {
        Some(SignerRole::Lead)
    } else {
        has_any(folded, &LEADER_TITLES).then_some(SignerRole::Leader)
    }
}

/// "Signed: Ada Glass    Date: 5 May 2024" is two lines in one.
fn date_beside(line: &str) -> (&str, Option<model::Date>) {
    let at = ["Date:", "date:", "DATE:", "Dated:", "Date "].iter().filter_map(|label| line.find(label)).min();
    at.map_or((line, None), |at| (line[..at].trim_end(), dates::find(&line[at..])))
}

/// "Signed.....A. Glass.....(Lead - Ada Glass, Officer)" has the name as signed, and the caption.
fn name_and_caption(line: &str) -> (Option<String>, String) {
    let rest = line.trim_start_matches(char::is_alphabetic).trim_start();
    let rest = rest.strip_prefix("by").unwrap_or(rest);
    let is_line = |c: char| matches!(c, '.' | '_' | '…' | ':' | '-' | ' ' | '*');
    let rest = rest.trim_start_matches(is_line);
    let dots = rest.find("..").or_else(|| rest.find('…')).or_else(|| rest.find("__"));
    let bracket = rest.find('(');
    let end = match (dots, bracket) {
        (Some(dots), Some(bracket)) => dots.min(bracket),
        (one, other) => one.or(other).unwrap_or(rest.len()),
    };
    let (name, caption) = rest.split_at(end);
    // "Jo Glass, Director" is a name and a role.
    let name = name.split(',').next().unwrap_or_default().trim_matches(is_line);
    let is_role = role(&fold(name)).is_some();
    (non_blank(name).filter(|_| !is_role), caption.to_owned())
}

impl SignatureLines {
    fn signature(self, role: SignerRole) -> FoundSignature {
        let in_full = self.name.as_deref().and_then(|name| full_name(name, &self.caption));
        FoundSignature { role, name: in_full.or(self.name), date: self.date }
    }
}

/// The longer form of a signed name in the caption: the same surname, with a full first name.
fn full_name(signed: &str, caption: &str) -> Option<String> {
    let surname = signed.split_whitespace().next_back()?;
    let candidates = caption.split([',', '(', ')', '-', '–', '—', ';']).map(str::trim);
    let full = candidates.filter(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        (2..=4).contains(&words.len()) && words.last() == Some(&surname)
    });
    let longer =
        full.filter(|part| part.len() > signed.len() && words(part).all(|w| w.starts_with(char::is_uppercase)));
    longer.map(str::to_owned).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Vec<(Option<SignerRole>, Option<String>, Option<String>)> {
        let mut found = Vec::new();
        for line in lines {
            add_line(&mut found, line);
        }
        let shown = |lines: SignatureLines| {
            let role = lines.role;
            let signature = lines.signature(role.unwrap_or(SignerRole::Lead));
            (role, signature.name, signature.date.map(|date| date.to_string()))
        };
        found.into_iter().map(shown).collect()
    }

    #[test]
    fn a_signature_is_read_with_its_caption_before_beside_or_after_it() {
        let lead = (Some(SignerRole::Lead), Some("Ada Glass".to_owned()), Some("2024-07-25".to_owned()));
        let date = "Date: 25th July 2024";
        for lines in [
            &["Signed.....A Glass.....(Nominated Lead- Ada Glass, Officer (Research))", date][..],
            &["Institutional lead", "Signed: Ada Glass", date],
            &["Signed", "(Institutional lead)", "Name: Ada Glass", date],
            &["Signed: Ada Glass (e signature)", "Institutional lead", "25/07/2024"],
            &["Institutional lead", "Signed: Ada Glass    Date: 25 July 2024"],
            &["Signed: Ada Glass    Date: 25 July 2024", "Institutional lead"],
        ] {
            assert_eq!(of(lines), std::slice::from_ref(&lead), "{lines:?}");
        }
    }

    #[test]
    fn a_role_after_the_name_is_not_part_of_it() {
        let found =
            of(&["Signatory – leader of institution", "Signed: Prof. Jo Glass, Vice-Chancellor", "Date: May 2024"]);
        assert_eq!(found, [(Some(SignerRole::Leader), Some("Prof. Jo Glass".into()), None)]);
    }

    #[test]
    fn a_blank_line_is_not_a_name() {
        let both = of(&["Institutional lead", "Signed:", "Date:", "Signed..........(Leader of institution)", "Date:"]);
        assert_eq!(both, [(Some(SignerRole::Lead), None, None), (Some(SignerRole::Leader), None, None)]);
    }
}
