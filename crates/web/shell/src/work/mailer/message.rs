//! An email as it is sent, with the headers to unsubscribe and against automatic replies.

use crate::core::app::App;
use lettre::{
    Address, Message,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::error::Error as StdError;
use store::work::emails::QueuedEmail;

/// Builds the message of a queued email.
///
/// # Errors
/// An address cannot be parsed.
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
        // The same at every attempt, so that a mailbox recognises a second copy.
        .message_id(Some(format!("<{}@{host}>", queued.id)))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    if let Some(address) = reply_to(queued) {
        message = message.reply_to(Mailbox::new(None, address));
    }
    if let Some(address) = &queued.unsubscribe {
        message = message.header(Unsubscribe(format!("<{address}>"))).header(OneClick);
    }
    Ok(message.body(queued.body.clone())?)
}

/// The address that a reply goes to. One that is no address, or has a line break that would begin another header, is left out: the email arrives
/// without it.
pub(super) fn reply_to(queued: &QueuedEmail) -> Option<Address> {
    queued.reply_to.as_ref()?.parse().ok()
}

/// The header with the address to unsubscribe (RFC 2369).
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
        // Not folded: the address may be longer than a line, and RFC 8058 requires it in one piece.
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

/// The header that declares that one `POST` to that address unsubscribes (RFC 8058).
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

/// The header that prevents automatic replies, such as out-of-office messages (RFC 3834, section 5).
#[derive(Debug, Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
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
