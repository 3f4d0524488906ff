//! Sign-ins: attempts to sign in by email. The reasons are in `docs/decisions/0003-signing-in.md`.
//!
//! An attempt is made for every address, known or not, so that the answer does not show which are known. It belongs to
//! the browser that asked: neither its link nor its code works in another. A link that the operator makes works in any.

mod redeeming;

pub use redeeming::{CodeAttempt, LinkState, awaits_code, link_state, try_code, use_link};

use crate::core::{
    db::{Error, Tx},
    ids, secrets,
    values::At,
};
use jiff::SignedDuration;
use model::{
    Timestamp,
    core::{
        permit::{Permit, RunProgram},
        short::Email,
    },
};

/// How long the link and the code work.
pub const LIFETIME: SignedDuration = SignedDuration::from_mins(15);
/// How many codes can be tried before a new email is needed: 5 of 100,000,000.
pub const MAX_CODES: i64 = 5;
/// How many attempts for one address a browser can start within [`LIFETIME`].
pub const ATTEMPTS: i64 = 5;
/// How many attempts for one address all browsers can start within [`LIFETIME`] in which no one has signed in with it, so that no mailbox
/// is flooded. They do not count against a browser in which a person has: strangers cannot lock its user out.
pub const ATTEMPTS_OF_STRANGERS: i64 = 20;
/// How long a browser is known after a person has signed in with it.
pub const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(180 * 24);

/// The secrets that are sent in the email, and stored only as hashes.
pub struct Issued {
    /// The secret of the link.
    pub link: String,
    /// The code of eight digits.
    pub code: String,
}

/// Proof that a person reads the mailbox of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEmail {
    /// The address.
    pub email: Email,
    /// The path to open after signing in, or empty.
    pub onward: String,
}

/// Starts an attempt for an address, in the browser with this secret; none if this browser has started [`ATTEMPTS`] within [`LIFETIME`],
/// or it is not known and browsers like it have started [`ATTEMPTS_OF_STRANGERS`]. Attempts that were started before stay valid.
pub async fn issue(
    tx: &mut Tx,
    email: &Email,
    browser: &str,
    onward: &str,
    now: Timestamp,
) -> Result<Option<Issued>, Error> {
    let issued = Issued { link: secrets::new(), code: secrets::code() };
    let is_known = is_known_browser(tx, email, browser, now).await?;
    let browser = secrets::hash(browser);
    let (mine, strangers): (i64, i64) = tx
        .query(
            "select cast(count(case when s.browser_hash = $3 then 1 end) as bigint),
                 cast(count(case when not exists (select 1 from sign_in k where k.email = s.email
                     and k.browser_hash = s.browser_hash and k.used_at > $4) then 1 end) as bigint)
             from sign_in s
             where s.email = $1 and s.created_at > $2 and s.browser_hash is not null and s.used_at is null",
        )
        .bind(email.as_str())
        .bind(At(now - LIFETIME))
        .bind(&browser)
        .bind(At(now - KNOWN_FOR))
        .one()
        .await?;
    if mine >= ATTEMPTS || (!is_known && strangers >= ATTEMPTS_OF_STRANGERS) {
        return Ok(None);
    }
    let code = code_hash(&browser, &issued.code);
    insert(tx, email, Some(&browser), &issued.link, &code, onward, 1, LIFETIME, now).await?;
    Ok(Some(issued))
}

/// Whether a person has signed in with an address in the browser with this secret, within [`KNOWN_FOR`].
pub async fn is_known_browser(tx: &mut Tx, email: &Email, browser: &str, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(String,)> = tx
        .query("select email from sign_in where email = $1 and browser_hash = $2 and used_at > $3 limit 1")
        .bind(email.as_str())
        .bind(secrets::hash(browser))
        .bind(At(now - KNOWN_FOR))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Makes a link that signs in as `email` in any browser, up to `uses` times within `lifetime`: for the operator of the
/// machine, and for the people of the demo. Returns its secret; the path is `/sign-in/link/{secret}`.
pub async fn issue_for_operator(
    tx: &mut Tx,
    _: &Permit<RunProgram>,
    email: &Email,
    uses: u32,
    lifetime: SignedDuration,
    now: Timestamp,
) -> Result<String, Error> {
    let secret = secrets::new();
    // No code has an empty hash, so that only the link can be used.
    insert(tx, email, None, &secret, "", "", i64::from(uses), lifetime, now).await?;
    Ok(secret)
}

#[expect(clippy::too_many_arguments, reason = "a row has many columns")]
async fn insert(
    tx: &mut Tx,
    email: &Email,
    browser_hash: Option<&str>,
    link: &str,
    code_hash: &str,
    onward: &str,
    uses: i64,
    lifetime: SignedDuration,
    now: Timestamp,
) -> Result<(), Error> {
    tx.query(
        "insert into sign_in (id, email, browser_hash, link_hash, code_hash, onward, uses_left, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(ids::new(now))
    .bind(email.as_str())
    .bind(browser_hash)
    .bind(secrets::hash(link))
    .bind(code_hash)
    .bind(onward)
    .bind(uses)
    .bind(At(now))
    .bind(At(now + lifetime))
    .run()
    .await?;
    Ok(())
}

/// Whether an address may sign in: it has an account or an open invitation.
pub async fn is_expected(tx: &mut Tx, email: &Email, now: Timestamp) -> Result<bool, Error> {
    let found: Option<(String,)> = tx
        .query(
            "select email from person where email = $1
             union select email from invitation
                 where email = $1 and accepted_at is null and withdrawn_at is null and expires_at > $2",
        )
        .bind(email.as_str())
        .bind(At(now))
        .optional()
        .await?;
    Ok(found.is_some())
}

/// Hashes a code together with its browser: codes are short, so that equal ones occur and must not have equal hashes.
fn code_hash(browser_hash: &str, code: &str) -> String {
    secrets::hash(&format!("{browser_hash} {code}"))
}

/// Deletes attempts that have expired and no longer count towards [`ATTEMPTS`], and what makes a browser known after [`KNOWN_FOR`].
pub async fn sweep(tx: &mut Tx, _: &Permit<RunProgram>, now: Timestamp) -> Result<u64, Error> {
    tx.query("delete from sign_in where expires_at <= $1 and created_at <= $2 and (used_at is null or used_at <= $3)")
        .bind(At(now))
        .bind(At(now - LIFETIME))
        .bind(At(now - KNOWN_FOR))
        .run()
        .await
}
