//! Signing in with the link or the code of an email.

use super::{MAX_CODES, VerifiedEmail, code_hash};
use crate::core::{
    db::{Error, Tx},
    secrets,
    values::{At, Text},
};
use model::{Timestamp, core::short::Email};
use uuid::Uuid;

/// Whether a link signs in, in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It signs in.
    Good,
    /// It signs in only in the browser that requested it.
    Elsewhere,
    /// It does not sign in: it was used, has expired, or never existed.
    Nothing,
}

/// Returns whether a link signs in, in the browser with this secret. It does not use the link up, since email scanners open
/// links too.
pub async fn link_state(tx: &mut Tx, link: &str, browser: &str, now: Timestamp) -> Result<LinkState, Error> {
    let found: Option<(Option<String>,)> = tx
        .query("select browser_hash from sign_in where link_hash = $1 and uses_left > 0 and expires_at > $2")
        .bind(secrets::hash(link))
        .bind(At(now))
        .optional()
        .await?;
    Ok(match found {
        None => LinkState::Nothing,
        Some((Some(hash),)) if hash != secrets::hash(browser) => LinkState::Elsewhere,
        Some(_) => LinkState::Good,
    })
}

/// Uses a link up, in the browser with this secret; none if it does not sign in there.
pub async fn use_link(tx: &mut Tx, link: &str, browser: &str, now: Timestamp) -> Result<Option<VerifiedEmail>, Error> {
    let used: Option<(Text<Email>, String)> = tx
        .query(
            "update sign_in set uses_left = uses_left - 1
             where link_hash = $1 and uses_left > 0 and expires_at > $2 and (browser_hash is null or browser_hash = $3)
             returning email, onward",
        )
        .bind(secrets::hash(link))
        .bind(At(now))
        .bind(secrets::hash(browser))
        .optional()
        .await?;
    let Some((Text(email), onward)) = used else { return Ok(None) };
    finish(tx, browser, email, onward, now).await.map(Some)
}

/// The result of trying a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeAttempt {
    /// It was right.
    Right(VerifiedEmail),
    /// It was wrong; this many more can be tried.
    Wrong(i64),
    /// No more can be tried in this browser: a new email is needed.
    Over,
}

/// Whether a code can be tried in the browser with this secret: it requested an email, and has tried fewer than [`MAX_CODES`].
pub async fn awaits_code(tx: &mut Tx, browser: &str, now: Timestamp) -> Result<bool, Error> {
    let open: Option<(i64,)> = tx
        .query(
            "select codes_tried from sign_in
             where browser_hash = $1 and uses_left > 0 and codes_tried < $2 and expires_at > $3 limit 1",
        )
        .bind(secrets::hash(browser))
        .bind(MAX_CODES)
        .bind(At(now))
        .optional()
        .await?;
    Ok(open.is_some())
}

/// Tries a code of eight digits, in the browser with this secret.
pub async fn try_code(tx: &mut Tx, code: &str, browser: &str, now: Timestamp) -> Result<CodeAttempt, Error> {
    // Counted before it is compared, so that of many tried at the same moment no more than `MAX_CODES` are compared. The
    // code of any email that this browser requested is accepted, since emails do not arrive in order.
    let open: Vec<(Uuid, String, i64, Text<Email>, String)> = tx
        .query(
            "update sign_in set codes_tried = codes_tried + 1
             where browser_hash = $1 and uses_left > 0 and codes_tried < $2 and expires_at > $3
             returning id, code_hash, codes_tried, email, onward",
        )
        .bind(secrets::hash(browser))
        .bind(MAX_CODES)
        .bind(At(now))
        .all()
        .await?;
    let typed = code_hash(&secrets::hash(browser), code);
    let left = open.iter().map(|(_, _, tried, ..)| MAX_CODES - tried).max();
    match (open.into_iter().find(|(_, hash, ..)| *hash == typed), left) {
        (Some((_, _, _, Text(email), onward)), _) => {
            Ok(CodeAttempt::Right(finish(tx, browser, email, onward, now).await?))
        }
        (None, Some(left)) if left > 0 => Ok(CodeAttempt::Wrong(left)),
        (None, _) => Ok(CodeAttempt::Over),
    }
}

/// Ends all attempts of the browser, since a person who is signed in does not need the other emails, and remembers the browser as known.
async fn finish(
    tx: &mut Tx,
    browser: &str,
    email: Email,
    onward: String,
    now: Timestamp,
) -> Result<VerifiedEmail, Error> {
    let browser = secrets::hash(browser);
    // Rows that were used before are renewed too, since a link of the operator has no row of this browser: it stays known.
    tx.query(
        "update sign_in set uses_left = 0, used_at = case when email = $2 then $3 else used_at end
         where browser_hash = $1",
    )
    .bind(&browser)
    .bind(email.as_str())
    .bind(At(now))
    .run()
    .await?;
    // One row is enough to know the browser.
    tx.query(
        "delete from sign_in where browser_hash = $1 and email = $2 and used_at is not null and id <> (
             select id from sign_in where browser_hash = $1 and email = $2 and used_at is not null order by id desc limit 1)",
    )
    .bind(&browser)
    .bind(email.as_str())
    .run()
    .await?;
    Ok(VerifiedEmail { email, onward })
}
