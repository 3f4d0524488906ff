//! Converts the columns of an organisation to one of the model.

use crate::core::{
    db::Error,
    values::{Day, Text},
};
use model::{
    OrganisationId, PhaseKey,
    register::organisation::{Contact, Leader, Organisation, Standing},
};

/// The columns of an organisation, for `#[sqlx(flatten)]`.
#[derive(sqlx::FromRow)]
pub(crate) struct OrganisationColumns {
    slug: String,
    name: String,
    standing: Text<Standing>,
    kind: String,
    country: String,
    region: String,
    consortium: String,
    signed_on: Option<Day>,
    phase: Option<String>,
    stage: i64,
    scope: String,
    contact_name: String,
    contact_email: String,
    contact_telephone: String,
    page_url: String,
    leader_name: String,
    leader_post: String,
    leader_email: String,
    revision: i64,
}

impl OrganisationColumns {
    /// The organisation of that identity.
    pub(crate) fn read(self, id: OrganisationId) -> Result<Organisation, Error> {
        Ok(Organisation {
            id,
            slug: self.slug,
            name: self.name,
            standing: self.standing.0,
            kind: self.kind,
            country: self.country,
            region: self.region,
            consortium: self.consortium,
            signed_on: self.signed_on.map(|day| day.0),
            phase: self.phase.as_deref().map(PhaseKey::from),
            stage: u8::try_from(self.stage).map_err(|error| Error::Decode(error.into()))?,
            scope: self.scope,
            contact: Contact { name: self.contact_name, email: self.contact_email, telephone: self.contact_telephone },
            page_url: self.page_url,
            leader: Leader { name: self.leader_name, post: self.leader_post, email: self.leader_email },
            revision: self.revision,
        })
    }
}
