//! Adds a page that an owner links to in a reply to the library, once, when the reply counts.

use super::insert;
use crate::core::{
    db::{Error, Tx},
    events::{self, Subject},
    values::At,
};
use model::{
    ActionId, EvidenceId, Timestamp,
    core::{
        address::Address,
        permit::{AtOrganisation, Author},
        short::Line,
    },
    plan::evidence::{EvidenceContent, NewEvidence},
    work::event::{EventKind, evidence::EvidenceEvent},
};
use uuid::Uuid;

/// Adds the page to the library and attaches it to the action, in the name of who sent the reply. A page that the library has
/// already is only attached; one that was withdrawn stays withdrawn.
pub(crate) async fn add_from_reply(
    tx: &mut Tx,
    (author, place): (Author, AtOrganisation),
    (action, action_title): (ActionId, &str),
    address: &Address,
    now: Timestamp,
) -> Result<(), Error> {
    let known: Option<(Uuid, String, bool)> = tx
        .query(
            "select id, title, withdrawn_at is not null from evidence
             where organisation_id = $1 and kind = 'link' and content ->> 'address' = $2
             order by case when withdrawn_at is null then 0 else 1 end, created_at, id limit 1",
        )
        .bind(place.organisation.0)
        .bind(address.as_str())
        .optional()
        .await?;
    let (id, title) = match known {
        Some((_, _, true)) => return Ok(()),
        Some((id, title, false)) => (EvidenceId(id), title),
        None => {
            let Ok(title) = Line::parse(&format!("A page about “{action_title}”")) else { return Ok(()) };
            let content = EvidenceContent::Link { address: address.clone() };
            let new = NewEvidence { title: title.clone(), content, themes: Vec::new(), allied: Vec::new() };
            (insert(tx, (author, place), &new, now).await?, title.to_string())
        }
    };
    let attached = tx
        .query(
            "insert into evidence_action (evidence_id, action_id, attached_at) values ($1, $2, $3)
             on conflict (evidence_id, action_id) do nothing",
        )
        .bind(id.0)
        .bind(action.0)
        .bind(At(now))
        .run()
        .await?;
    if attached == 0 {
        return Ok(());
    }
    let what = EventKind::Evidence(EvidenceEvent::EvidenceAttached { title, to: action_title.to_owned() });
    events::record(tx, author, Subject::organisation(place.organisation).action(action), &what, now).await
}
