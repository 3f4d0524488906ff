//! Creates evidence for the invented organisations: a link, a figure and two testimonials.

use super::{
    context::{Teller, at},
    people::{line, lock},
};
use jiff::ToSpan as _;
use model::{
    core::{
        address::Address,
        permit::{AtAction, KeepEvidence, PublishEvidence},
    },
    plan::{
        Plan,
        evidence::{Consent, EvidenceContent, NewEvidence, Testimony},
    },
};
use store::{Error, Tx, plan::evidence};

/// Adds evidence dated some weeks ago, makes the figure and one testimonial public, and attaches all items but the last to actions.
pub(super) async fn add(tx: &mut Tx, teller: &Teller<'_>, plan: Option<&Plan>) -> Result<(), Error> {
    // The first actions have no evidence, which is common.
    let mut actions = plan.into_iter().flat_map(Plan::live).skip(2).step_by(3).map(|action| action.id);
    let (lead, place) = (teller.team.lead, teller.at_organisation());
    let (may, publish) = (lead.may::<KeepEvidence>(place), lead.may::<PublishEvidence>(place));
    let asked = teller.today().saturating_sub(60.days());
    let consent = Consent {
        asked_by: line(&teller.invented.leads[0]),
        on: asked,
        terms: "To be quoted by name on the public page".to_owned(),
    };
    let page = format!("https://www.{}.example/technicians/stories", teller.invented.domain);
    let address = Address::parse(&page).expect("an invented domain is valid");
    let counted = format!("{}", 8 + teller.seed % 30);
    let named = "I was asked what would help, and a year later it was in place.".to_owned();
    let unnamed = "My manager now understands what I do.".to_owned();
    let pieces = [
        ("Our technicians’ stories", EvidenceContent::Link { address }, false),
        (
            "Technicians with a mentor",
            EvidenceContent::Number { value: counted, counts: line("technicians with a mentor"), on: asked },
            true,
        ),
        (
            "Testimonial from a workshop technician",
            EvidenceContent::Testimonial(Testimony::Named { words: named, name: line("R. Sample"), consent }),
            true,
        ),
        (
            "Comment from the staff survey",
            EvidenceContent::Testimonial(Testimony::Anonymous { words: unnamed, consent: None }),
            false,
        ),
    ];
    for (number, (title, content, public)) in pieces.into_iter().enumerate() {
        let theme = teller.charter.themes[number % teller.charter.themes.len()].id.clone();
        let allied = teller.charter.allied.iter().take(number % 2).map(|one| one.id.clone()).collect();
        let new = NewEvidence { title: line(title), content, themes: vec![theme], allied };
        let now = at(teller.today().saturating_sub(40.days()), i64::try_from(number).unwrap_or(0) * 7);
        let may = lock(tx, &may).await?;
        let id = evidence::add(tx, &may, &new, now).await?;
        if public {
            let publish = lock(tx, &publish).await?;
            evidence::publish(tx, &publish, id, true, now).await?;
        }
        let Some((plan, action)) = plan.filter(|_| number < 3).zip(actions.next()) else { continue };
        let beside = AtAction { organisation: teller.id, plan: plan.id, action, step: None };
        let permit = lock(tx, &lead.may(beside)).await?;
        evidence::attach_to_action(tx, &permit, id, now).await?;
    }
    Ok(())
}
