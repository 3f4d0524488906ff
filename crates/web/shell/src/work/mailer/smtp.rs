//! Sends each email over a connection of its own.
//!
//! An email is sent when the server has accepted its text. How the connection ends does not matter then: lettre's own transport ends it before
//! it returns, so that an email counted as failed, and was sent again, if the server was slow to say goodbye.

use super::STEP_TIMEOUT;
use lettre::{
    Message,
    transport::smtp::{
        Error, SMTP_PORT, SUBMISSION_PORT, SUBMISSIONS_PORT,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use percent_encoding::percent_decode_str;
use std::time::Duration;
use tokio::time::timeout;
use url::Url;

/// How long a server may take to end the connection.
const END_TIMEOUT: Duration = Duration::from_secs(5);

/// An email server, and how to connect to it.
#[derive(Debug, Clone)]
pub struct SmtpServer {
    host: String,
    port: u16,
    encryption: Encryption,
    credentials: Option<Credentials>,
    /// The name by which the program introduces itself.
    name: ClientId,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encryption {
    None,
    /// After `STARTTLS`, if the server offers it.
    IfOffered,
    /// After `STARTTLS`.
    Required,
    /// From the first byte.
    Wrapped,
}

impl SmtpServer {
    /// Parses an address such as `smtps://user:password@host`, as lettre does.
    pub(super) fn parse(address: &str) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?.to_owned();
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let (encryption, port) = match (url.scheme(), tls.as_deref()) {
            ("smtp", None) => (Encryption::None, SMTP_PORT),
            ("smtp", Some("opportunistic")) => (Encryption::IfOffered, SUBMISSION_PORT),
            ("smtp", Some("required")) => (Encryption::Required, SUBMISSION_PORT),
            ("smtps", _) => (Encryption::Wrapped, SUBMISSIONS_PORT),
            _ => return None,
        };
        let decode = |text: &str| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned());
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decode(url.username())?, decode(password)?)),
            None => None,
        };
        let name = match url.path().trim_matches('/') {
            "" => ClientId::default(),
            name => ClientId::Domain(name.to_owned()),
        };
        Some(Self { host, port: url.port().unwrap_or(port), encryption, credentials, name })
    }

    /// Sends an email. It returns when the server has accepted or refused it, and ends the connection afterwards.
    pub(super) async fn send(&self, message: &Message) -> Result<(), Error> {
        let mut connection = self.connect().await?;
        connection.send(message.envelope(), &message.formatted()).await?;
        // In a task of its own, so that the email is recorded as sent meanwhile.
        tokio::spawn(async move { timeout(END_TIMEOUT, connection.abort()).await });
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let parameters = || TlsParameters::new(self.host.clone());
        let wrapped = (self.encryption == Encryption::Wrapped).then(parameters).transpose()?;
        let server = (self.host.as_str(), self.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(STEP_TIMEOUT), &self.name, wrapped, None).await?;
        let upgrades = match self.encryption {
            Encryption::Required => true,
            Encryption::IfOffered => connection.can_starttls(),
            Encryption::Wrapped | Encryption::None => false,
        };
        if upgrades {
            connection.starttls(parameters()?, &self.name).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_how_to_connect() {
        let parsed = |address| SmtpServer::parse(address).unwrap();
        let plain = parsed("smtp://127.0.0.1:2525");
        assert_eq!((plain.host.as_str(), plain.port, plain.credentials.is_none()), ("127.0.0.1", 2525, true));
        assert_eq!(plain.encryption, Encryption::None);
        let wrapped = parsed("smtps://user%40example.ac.uk:p%2Bss@mail.example.ac.uk");
        assert_eq!((wrapped.port, wrapped.encryption), (465, Encryption::Wrapped));
        assert_eq!(wrapped.credentials, Some(Credentials::new("user@example.ac.uk".into(), "p+ss".into())));
        assert_eq!(parsed("smtp://host?tls=required").encryption, Encryption::Required);
        let offered = parsed("smtp://host/assay.example?tls=opportunistic");
        assert_eq!((offered.port, offered.encryption), (587, Encryption::IfOffered));
        assert_eq!(offered.name, ClientId::Domain("assay.example".to_owned()));
        for wrong in ["smtp://host?tls=wrapper", "http://host", "mail.example.ac.uk", "smtps:"] {
            assert!(SmtpServer::parse(wrong).is_none(), "{wrong}");
        }
    }
}
