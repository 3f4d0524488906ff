//! Creates evidence for the invented organisations: a link, a figure and two testimonials.

use super::{
    context::{DemoContext, at},
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
pub(super) async fn add(tx: &mut Tx, context: &DemoContext<'_>, plan: Option<&Plan>) -> Result<(), Error> {
    // The first actions have no evidence, which is common.
    let mut actions = plan.into_iter().flat_map(Plan::live).skip(2).step_by(3).map(|action| action.id);
    let (lead, place) = (context.team.lead, context.at_organisation());
    let (may, publish) = (lead.may::<KeepEvidence>(place), lead.may::<PublishEvidence>(place));
    let asked_on = context.today().saturating_sub(60.days());
    let consent = Consent {
        asked_by: line(&context.invented.leads[0]),
        on: asked_on,
        terms: "To be quoted by name on the public page".to_owned(),
    };
    let page = format!("https://www.{}.example/technicians/stories", context.invented.domain);
    let address = Address::parse(&page).expect("an invented domain is valid");
    let number = format!("{}", 8 + context.seed % 30);
    let named = "I was asked what would help, and a year later it was in place.".to_owned();
    let unnamed = "My manager now understands what I do.".to_owned();
    let items = [
        ("Our technicians’ stories", EvidenceContent::Link { address }, false),
        (
            "Technicians with a mentor",
            EvidenceContent::Number { value: number, counts: line("technicians with a mentor"), on: asked_on },
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
    for (index, (title, content, public)) in items.into_iter().enumerate() {
        let theme = context.charter.themes[index % context.charter.themes.len()].id.clone();
        let allied = context.charter.allied.iter().take(index % 2).map(|one| one.id.clone()).collect();
        let new = NewEvidence { title: line(title), content, themes: vec![theme], allied };
        let now = at(context.today().saturating_sub(40.days()), i64::try_from(index).unwrap_or(0) * 7);
        let may = lock(tx, &may).await?;
        let id = evidence::add(tx, &may, &new, now).await?;
        if public {
            let publish = lock(tx, &publish).await?;
            evidence::publish(tx, &publish, id, true, now).await?;
        }
        let Some((plan, action)) = plan.filter(|_| index < 3).zip(actions.next()) else { continue };
        let at_action =
            AtAction { organisation: context.id, plan: plan.id, action, step: None, shared: None, is_submitted: false };
        let permit = lock(tx, &lead.may(at_action)).await?;
        evidence::attach_to_action(tx, &permit, id, now).await?;
    }
    Ok(())
}
