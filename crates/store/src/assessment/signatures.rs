//! Two signatures on one version: the institutional lead's, then the leader's or their deputy's by a link of their own; and what voids them.
//!
//! The SQL of each change names the step that it starts from: of two simultaneous changes, the second does nothing and
//! returns `false`.

use crate::{
    accounts::names,
    assessment::{
        leader_links::{self, LiveLink, subject},
        locked_versions::parse_hash,
        signatory_addresses,
        statements::{self, GivenSignature},
    },
    core::{
        db::{Error, Tx},
        events, identities, ids, secrets,
        values::{At, Text},
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
        permit::{
            AtAssessment, Author, Permit, ReadAsLeader, ReadSignatureDetails, SignAsLead, SignAsLeader,
            UnlockAssessment,
        },
        short::Line,
    },
    register::signatory_address::{AddressBasis, Capacity},
    work::event::{EventKind, NamedPerson},
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

/// A signature that is not voided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentSignature {
    /// Which of the two signatories it is of.
    pub signatory: Signatory,
    /// The name of who signed.
    pub name: String,
    /// Their job title.
    pub post: String,
    /// When it was given.
    pub at: Timestamp,
    /// The hash of the version that was signed.
    pub hash: Hash,
}

/// The signatures of the locked version of an assessment that are not voided, in order.
pub(crate) async fn current(tx: &mut Tx, place: AtAssessment) -> Result<Vec<CurrentSignature>, Error> {
    let rows: Vec<(Text<Signatory>, String, String, At, String)> = tx
        .query(
            "select s.role, s.name, s.post, s.signed_at, s.locked_version_hash
             from signature s join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             where a.id = $1 and a.organisation_id = $2 and s.voided_at is null order by s.signed_at, s.id",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .all()
        .await?;
    rows.into_iter()
        .map(|(Text(signatory), name, post, at, hash)| {
            Ok(CurrentSignature { signatory, name, post, at: at.0, hash: parse_hash(&hash)? })
        })
        .collect()
}

/// The signatures that the leader sees: the lead's, and their own once it is given.
pub async fn for_leader(tx: &mut Tx, may: &Permit<ReadAsLeader>) -> Result<Vec<CurrentSignature>, Error> {
    current(tx, may.place()).await
}

/// How a signature that is not voided came about, for those who may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureDetails {
    /// Whose signature it is.
    pub signatory: Signatory,
    /// The email address of who signed; empty once their personal data is deleted, and if they signed before addresses were stored.
    pub email: String,
    /// The leader for whom a deputy signed.
    pub leader: Option<String>,
    /// Why the address was accepted; `None` for a lead.
    pub basis: Option<AddressBasis>,
}

/// How the signatures that are not voided came about, in the order in which they were given.
pub async fn details(tx: &mut Tx, may: &Permit<ReadSignatureDetails>) -> Result<Vec<SignatureDetails>, Error> {
    type Row = (Text<Signatory>, String, Option<String>, Option<String>, Option<String>, Option<At>);
    let rows: Vec<Row> = tx
        .query(
            "select s.role, s.email, s.leader_name, s.basis, p.name, s.confirmed_at
             from signature s join assessment a on a.id = s.assessment_id and a.locked_version_hash = s.locked_version_hash
             left join person p on p.id = s.confirmed_by
             where a.id = $1 and a.organisation_id = $2 and s.voided_at is null order by s.signed_at, s.id",
        )
        .bind(may.place().assessment.0)
        .bind(may.place().organisation.0)
        .all()
        .await?;
    let read = |(Text(signatory), email, leader, basis, by, at): Row| SignatureDetails {
        signatory,
        email,
        leader,
        basis: match (basis.as_deref(), at) {
            (Some("confirmed"), Some(At(at))) => Some(AddressBasis::Confirmed { by, at }),
            (Some("domain"), _) => Some(AddressBasis::Domain),
            _ => None,
        },
    };
    Ok(rows.into_iter().map(read).collect())
}

/// Unlocks an assessment for editing: its signatures are voided and its links end. Returns the names of those whose
/// signatures were voided; none, and nothing is changed, if it is not locked or was submitted.
pub async fn unlock(
    tx: &mut Tx,
    may: &WritePermit<UnlockAssessment>,
    now: Timestamp,
) -> Result<Option<Vec<String>>, Error> {
    let place = may.place();
    let opened = tx
        .query(
            "update assessment set step = 'drafting', locked_version_hash = null, locked_at = null
             where id = $1 and organisation_id = $2 and step in ('ready', 'lead-signed', 'signed')",
        )
        .bind(place.assessment.0)
        .bind(place.organisation.0)
        .run()
        .await?;
    if opened == 0 {
        return Ok(None);
    }
    let voided = void(tx, place, now).await?;
    let names = voided.iter().map(|signed| signed.name.clone()).collect();
    let what = EventKind::AssessmentReopened { voided };
    events::record(tx, may.author(), subject(place), &what, now).await?;
    Ok(Some(names))
}

/// Voids the signatures of an assessment and ends its links. Returns who had signed, in that order.
pub(crate) async fn void(tx: &mut Tx, place: AtAssessment, now: Timestamp) -> Result<Vec<NamedPerson>, Error> {
    leader_links::end(tx, place, now).await?;
    let mut voided: Vec<(Uuid, String, String)> = tx
        .query(
            "update signature set voided_at = $2 where assessment_id = $1 and voided_at is null returning id, name, email",
        )
        .bind(place.assessment.0)
        .bind(At(now))
        .all()
        .await?;
    // Identities are in order of time, and the lead signs first.
    voided.sort_unstable();
    let mut signed = Vec::new();
    for (_, name, email) in voided {
        signed.push(identities::named(tx, name, Some(&email), now).await?);
    }
    Ok(signed)
}
