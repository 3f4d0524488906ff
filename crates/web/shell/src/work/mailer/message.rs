//! An email in the form in which it is sent, with the headers that keep mailboxes from answering it.

use crate::core::app::App;
use lettre::{
    Message,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::error::Error as StdError;
use store::work::emails::QueuedEmail;

/// The email as it is sent.
///
/// # Errors
/// An address is none.
pub(super) fn message(
    app: &App,
    from: &Mailbox,
    queued: &QueuedEmail,
) -> Result<Message, Box<dyn StdError + Send + Sync>> {
    let host = app.site.base.split("://").last().unwrap_or_default();
    let mut message = Message::builder()
        .from(from.clone())
        .to(queued.recipient.parse()?)
        .subject(&queued.subject)
        // The same each time it is tried, so that a mailbox knows a second copy.
        .message_id(Some(format!("<{}@{host}>", queued.id)))
        .header(Automatic)
        .header(ContentType::TEXT_PLAIN);
    if let Some(address) = &queued.unsubscribe {
        message = message.header(Unsubscribe(format!("<{address}>"))).header(OneClick);
    }
    Ok(message.body(queued.body.clone())?)
}

/// Where its reader stops such emails (RFC 2369).
#[derive(Debug, Clone)]
struct Unsubscribe(String);

impl Header for Unsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }
    fn parse(text: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }
    fn display(&self) -> HeaderValue {
        // As it is: the address is longer than a line, and RFC 8058 wants it whole.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// That a single `POST` there is enough (RFC 8058).
#[derive(Debug, Clone)]
struct OneClick;

impl Header for OneClick {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}

/// Keeps notes of absence from being sent back (RFC 3834, section 5).
#[derive(Debug, Clone)]
struct Automatic;

impl Header for Automatic {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }
    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }
    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
