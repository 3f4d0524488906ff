//! Gives a signature: the institutional lead's, then the leader's or their deputy's by a link of their own.

use crate::{
    accounts::names,
    assessment::{
        leader_links::{self, LiveLink, subject},
        signatory_addresses,
        statements::{self, GivenSignature},
    },
    core::{
        db::{Error, Tx},
        events, ids, secrets,
        values::At,
        write_permit::WritePermit,
    },
};
use model::{
    Timestamp,
    assessment::{
        deputy,
        receipt::{Basis, SignedAs},
        verify::Signatory,
    },
    core::{
        canonical::Hash,
        keys::SigningKeys,
        permit::{AtAssessment, Author, SignAsLead, SignAsLeader},
        short::Line,
    },
    register::signatory_address::Capacity,
    work::event::EventKind,
};
use uuid::Uuid;

/// A signature to give: the name and job title of who signs, and the version that they saw.
#[derive(Debug, Clone)]
pub struct Signing {
    /// Their name.
    pub name: Line,
    /// Their job title.
    pub post: Line,
    /// The hash of the version that the form showed.
    pub shown: Hash,
}

/// Another member of the organisation with this name, or one that looks like it: a lead signs in their own.
pub async fn namesake(tx: &mut Tx, may: &WritePermit<SignAsLead>, name: &Line) -> Result<Option<String>, Error> {
    let own = own_email(tx, may).await?;
    names::member_called(tx, may.place().organisation, name, &own).await
}

async fn own_email(tx: &mut Tx, may: &WritePermit<SignAsLead>) -> Result<String, Error> {
    let own: Option<(String,)> = tx
        .query("select email from person where id = $1")
        .bind(may.author().person().map(|person| person.0))
        .optional()
        .await?;
    Ok(own.map(|(email,)| email).unwrap_or_default())
}

/// Signs as the institutional lead. False, and nothing is changed, if another lead was faster or the version that was shown
/// is not the one that is locked. The register signs what it records.
pub async fn sign_as_lead(
    tx: &mut Tx,
    may: &WritePermit<SignAsLead>,
    signing: &Signing,
    keys: &SigningKeys,
    now: Timestamp,
) -> Result<bool, Error> {
    let origin = SignatureOrigin {
        signed_as: SignedAs::Lead,
        email: own_email(tx, may).await?,
        leader_name: None,
        basis: None,
        confirmed: None,
    };
    sign(tx, may.place(), may.author(), (signing, &origin), keys, now).await
}

/// Signs as the leader or their deputy, by the link with this secret, which is then used: with the name and job title that were asked, and
/// perhaps confirmed, for this address, so that nobody signs under another name. The job title of a deputy is marked as for the leader.
/// False, and nothing is changed, if the version that was shown does not await their signature, or the link has ended.
pub async fn sign_as_leader(
    tx: &mut Tx,
    may: &WritePermit<SignAsLeader>,
    secret: &str,
    signing: &Signing,
    keys: &SigningKeys,
    now: Timestamp,
) -> Result<bool, Error> {
    let Some(LiveLink { link, confirmed }) = leader_links::live(tx, may.place(), secret, now).await? else {
        return Ok(false);
    };
    let asked = |text: &str| Line::parse(text).map_err(|error| Error::Decode(error.into()));
    let (name, post) = (asked(&link.name)?, asked(&link.post)?);
    let (signed_as, post) = match link.capacity {
        Capacity::Leader => (SignedAs::Leader, post),
        Capacity::Deputy => (SignedAs::Deputy, deputy::post(&post)),
    };
    let signing = Signing { name, post, shown: signing.shown };
    let origin = SignatureOrigin {
        signed_as,
        email: link.email,
        leader_name: link.leader,
        basis: Some(if confirmed.is_some() { "confirmed" } else { "domain" }),
        confirmed,
    };
    let signed = sign(tx, may.place(), may.author(), (&signing, &origin), keys, now).await?;
    if signed {
        tx.query("update leader_link set used_at = $2 where token_hash = $1")
            .bind(secrets::hash(secret))
            .bind(At(now))
            .run()
            .await?;
        signatory_addresses::replace(tx, may.place(), None, now).await?;
    }
    Ok(signed)
}

/// How a signature came about.
struct SignatureOrigin {
    /// As what they sign.
    signed_as: SignedAs,
    /// The email address of who signs.
    email: String,
    /// The name of the leader for whom a deputy signs.
    leader_name: Option<String>,
    /// The stored word for why that address was accepted; `None` for a lead, who is signed in.
    basis: Option<&'static str>,
    /// The member of the secretariat who confirmed it, and when.
    confirmed: Option<(Option<Uuid>, Timestamp)>,
}

impl SignatureOrigin {
    fn basis(&self) -> Basis {
        match self.basis {
            None => Basis::Account,
            Some("confirmed") => Basis::Confirmed,
            Some(_) => Basis::Domain,
        }
    }
}

async fn sign(
    tx: &mut Tx,
    place: AtAssessment,
    author: Author,
    (signing, origin): (&Signing, &SignatureOrigin),
    keys: &SigningKeys,
    now: Timestamp,
) -> Result<bool, Error> {
    let signatory = origin.signed_as.signatory();
    let (from, to) = match signatory {
        Signatory::Lead => ("ready", "lead-signed"),
        Signatory::Leader => ("lead-signed", "signed"),
    };
    let (name, post, version) =
        (signing.name.as_str().to_owned(), signing.post.as_str().to_owned(), signing.shown.to_string());
    let changed = tx
        .query(
            "update assessment set step = $4 where id = $1 and organisation_id = $2 and step = $3 and locked_version_hash = $5",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .bind(from)
        .bind(to)
        .bind(&version)
        .run()
        .await?;
    if changed == 0 {
        return Ok(false);
    }
    let id = ids::new(now);
    tx.query(
        "insert into signature (id, assessment_id, role, person_id, name, post, locked_version_hash, signed_at, email, leader_name,
             basis, confirmed_by, confirmed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(id)
    .bind(place.assessment.0)
    .bind(signatory.as_str())
    .bind(author.person().map(|person| person.0))
    .bind(&name)
    .bind(&post)
    .bind(&version)
    .bind(At(now))
    .bind(origin.email.as_str())
    .bind(origin.leader_name.as_deref())
    .bind(origin.basis)
    .bind(origin.confirmed.and_then(|(by, _)| by))
    .bind(origin.confirmed.map(|(_, at)| At(at)))
    .run()
    .await?;
    let given = GivenSignature {
        id,
        signed_as: origin.signed_as,
        name: &name,
        post: &post,
        for_leader: origin.leader_name.as_deref(),
        email: &origin.email,
        basis: origin.basis(),
        version: signing.shown,
    };
    statements::of_signature(tx, keys, place, &given, now).await?;
    let what = match signatory {
        Signatory::Lead => EventKind::LeadSigned { name, post, version },
        Signatory::Leader => EventKind::LeaderSigned { name, post, version },
    };
    events::record(tx, author, subject(place), &what, now).await?;
    Ok(true)
}
