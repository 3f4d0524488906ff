//! The errors of handlers, and the pages about them.

use crate::core::page;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use store::Failure;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The visitor is not signed in. After signing in they return to this path.
    #[error("You need to sign in")]
    SignInFirst(String),
    /// The policy forbids it, for this reason.
    #[error("{0}")]
    Forbidden(&'static str),
    /// The page does not exist, or the visitor may not know that it does.
    #[error("Page not found")]
    NotFound,
    /// A link that was sent to a person has expired or is no longer needed.
    #[error("Link expired")]
    LinkExpired,
    /// The form is from another site, or was opened before the browser lost its cookies.
    #[error("Form expired: reload the page and try again")]
    CrossSite,
    /// The body is not the expected form.
    #[error("We could not read your request")]
    Unreadable,
    /// The body or a file is too large.
    #[error("File too large")]
    TooLarge,
    /// The rate limit was reached.
    #[error("Too many attempts: wait 15 minutes")]
    TooMany,
    /// Too many sign-in emails were requested for an address.
    #[error("Too many sign-in emails were requested for this address")]
    TooManyEmails,
    /// Too much work of this kind waits already.
    #[error("Assay is busy")]
    Busy,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] store::Error),
    /// The body did not arrive in time.
    #[error("Your request took too long to arrive")]
    RequestTimeout,
    /// The handler did not respond in time.
    #[error("Assay took too long to answer")]
    HandlerTimeout,
    /// A template failed.
    #[error("a template failed")]
    Template(#[from] askama::Error),
    /// A form could not be typeset as PDF, for this reason.
    #[error("typesetting failed: {0}")]
    Typesetting(String),
    /// The file storage failed.
    #[error("the file storage failed")]
    Files(#[from] crate::core::files::StorageError),
    /// A job was started again and again, and never ended.
    #[error("the program ended during every attempt")]
    Abandoned,
    /// The entries of the event log do not go on from its newest checkpoint, so that no other one is signed.
    #[error("the event log does not go on from its newest checkpoint. Run: assay audit")]
    EventLog,
    /// The file with the newest checkpoint cannot be read or written.
    #[error("the file with the newest checkpoint cannot be used: {0}")]
    KeptCheckpoint(std::io::Error),
}

/// The content of the page about a problem, which [`crate::core::request::middleware`] renders, because it knows the visitor.
#[derive(Debug, Clone)]
pub struct ProblemDetails {
    /// The status of the response.
    pub status: StatusCode,
    /// What happened, as a short heading.
    pub title: String,
    /// Why the policy refused it; empty for other problems.
    pub reason: &'static str,
    /// What to do.
    pub advice: &'static str,
    /// The address to sign in at, if that is what to do.
    pub sign_in: Option<String>,
}

impl ProblemDetails {
    /// Returns what is shown to a visitor who only opened a page, so that nothing of theirs is unsaved.
    pub(crate) fn of_reading(self) -> Self {
        match self.status {
            StatusCode::FORBIDDEN if !self.reason.is_empty() => {
                Self { title: "You cannot open this page".to_owned(), ..self }
            }
            StatusCode::BAD_REQUEST => Self { advice: "Check the address, or go back and try again.", ..self },
            _ => self,
        }
    }
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst(_) => StatusCode::SEE_OTHER,
            Self::Forbidden(_) | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::LinkExpired => StatusCode::GONE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany | Self::TooManyEmails => StatusCode::TOO_MANY_REQUESTS,
            Self::RequestTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::HandlerTimeout | Self::Files(_) | Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(error) if !matches!(Failure::of(error), Failure::Fault | Failure::Tampered) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Database(_)
            | Self::Template(_)
            | Self::Typesetting(_)
            | Self::Abandoned
            | Self::EventLog
            | Self::KeptCheckpoint(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
    fn advice(&self) -> &'static str {
        match self {
            Self::SignInFirst(_) => "You may have been signed out because you were inactive.",
            Self::Forbidden(_) => "",
            Self::NotFound => {
                "If you typed the address, check it is correct. You may need to sign in, or you may not have access."
            }
            Self::LinkExpired => "The link may have expired, or may no longer be needed. Ask the sender for a new one.",
            Self::CrossSite => "Your changes were not saved. Go back, reload the page and send the form again.",
            Self::Unreadable => "Your changes were not saved. Go back and try again.",
            Self::TooLarge => "Your changes were not saved. Go back and send a smaller file or less text.",
            Self::TooMany => "You can try again in 15 minutes.",
            Self::TooManyEmails => {
                "A link that you have already received still works. You can also use a browser in which you have signed in before, or try again in 15 minutes."
            }
            Self::Busy => "Try again in a minute.",
            Self::RequestTimeout => "Your changes were not saved. Check your connection, go back and send them again.",
            Self::Database(error) => database_advice(Failure::of(error)),
            Self::Files(_) => "The file could not be opened. Try again in a few minutes.",
            Self::HandlerTimeout
            | Self::Template(_)
            | Self::Typesetting(_)
            | Self::Abandoned
            | Self::EventLog
            | Self::KeptCheckpoint(_) => {
                "Your last change may not have been saved. Copy your text and try again in a few minutes."
            }
        }
    }
}

impl Problem {
    /// Returns the content of its page. It is not for [`Self::SignInFirst`], which needs an address.
    pub(crate) fn details(&self) -> ProblemDetails {
        let reason = if let Self::Forbidden(reason) = self { *reason } else { "" };
        ProblemDetails { status: self.status(), title: self.title(), reason, advice: self.advice(), sign_in: None }
    }

    fn title(&self) -> String {
        let title = match self {
            Self::Database(error) => match Failure::of(error) {
                Failure::Away | Failure::Unacknowledged => "Assay cannot reach its database",
                Failure::Busy => "Assay is busy",
                Failure::Disk => "Assay cannot use its database",
                Failure::Tampered => "This is not what was signed",
                Failure::SigningKey => "Assay cannot sign at the moment",
                Failure::Fault => "Sorry, there is a problem with the service",
            },
            Self::Forbidden(_) => "Your changes were not saved",
            Self::Files(_) => "Assay cannot reach its file storage",
            Self::Template(_) | Self::Typesetting(_) => "Sorry, there is a problem with the service",
            _ => return self.to_string(),
        };
        title.to_owned()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if let Self::SignInFirst(path) = &self {
            let sign_in = format!("/sign-in?then={}", page::encoded(path));
            let mut response = Redirect::to(&sign_in).into_response();
            let (status, title, advice) = (response.status(), self.to_string(), self.advice());
            response.extensions_mut().insert(ProblemDetails {
                status,
                title,
                reason: "",
                advice,
                sign_in: Some(sign_in),
            });
            return response;
        }
        let details = self.details();
        match &self {
            // Not the debug form: it contains values in PostgreSQL's errors, such as a duplicate email address.
            Self::Database(error) if Failure::of(error) == Failure::Tampered => {
                tracing::error!(%error, "what is stored is not what was signed");
            }
            Self::Database(error) => tracing::error!(%error, "the database failed"),
            Self::Template(error) => tracing::error!(?error, "a template failed"),
            Self::Files(error) => tracing::error!(%error, "the file storage failed"),
            Self::Typesetting(reason) => tracing::error!(reason, "typesetting failed"),
            _ => {}
        }
        let mut response = details.status.into_response();
        response.extensions_mut().insert(details);
        response
    }
}

/// Returns what to do when the database failed.
fn database_advice(failure: Failure) -> &'static str {
    match failure {
        Failure::Away | Failure::Busy => {
            "Try again in a minute. If you sent a form, it was not saved: go back in your browser, and what you typed is still there."
        }
        Failure::Disk => {
            "Your changes were not saved: go back in your browser, and what you typed is still there. Try again later."
        }
        Failure::Unacknowledged => {
            "Your last change may or may not have been saved. Check before you send it again, and copy your text first."
        }
        Failure::Tampered => {
            "The stored text, its signatures or its dates differ from what was signed, so they are not shown. We have recorded this for the \
             operator. Contact the secretariat, and keep the receipt that you were emailed."
        }
        Failure::SigningKey => {
            "Nothing was signed or submitted. The operator has replaced the signing key, or the clock of the server is wrong. Try again in a few minutes."
        }
        Failure::Fault => "Your last change may not have been saved. Copy your text and try again in a few minutes.",
    }
}
