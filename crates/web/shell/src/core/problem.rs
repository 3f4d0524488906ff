//! Everything that can stop a request, and what the person is told.

use crate::core::page;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use store::Failure;

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The visitor is not signed in; they come back to this path when they are.
    #[error("You need to sign in")]
    SignInFirst(String),
    /// They may not, and why.
    #[error("{0}")]
    Forbidden(&'static str),
    /// It does not exist, or they may not know of it.
    #[error("Page not found")]
    NotFound,
    /// A link that was sent to a person has expired, or what it was for has changed.
    #[error("Link expired")]
    LinkExpired,
    /// The form is not ours, or was opened before the browser forgot its cookies.
    #[error("Form expired: reload the page and try again")]
    Elsewhere,
    /// We could not read your request as the form that it should be.
    #[error("We could not read your request")]
    Unreadable,
    /// File too large.
    #[error("File too large")]
    TooLarge,
    /// Too many attempts: wait 15 minutes.
    #[error("Too many attempts: wait 15 minutes")]
    TooMany,
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] store::Error),
    /// The request did not come in full.
    #[error("Your request took too long to arrive")]
    Slow,
    /// The answer took too long.
    #[error("Assay took too long to answer")]
    TookTooLong,
    /// A template failed.
    #[error("a template failed")]
    Template(#[from] askama::Error),
    /// A form was not drawn as PDF, and why.
    #[error("a form was not drawn: {0}")]
    NotDrawn(String),
    /// The place for files failed.
    #[error("the place for files failed")]
    Files(#[from] crate::core::files::Error),
    /// A job was begun and never ended, again and again.
    #[error("the program ended each time while it did this")]
    Abandoned,
}

/// What the page about a problem says: it is drawn where the visitor is known ([`crate::core::request::around`]).
#[derive(Debug, Clone)]
pub struct Trouble {
    /// The status that the answer has.
    pub status: StatusCode,
    /// What is wrong.
    pub title: String,
    /// What to do.
    pub advice: &'static str,
    /// Where to sign in, if that is what is wanted.
    pub sign_in: Option<String>,
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignInFirst(_) => StatusCode::SEE_OTHER,
            Self::Forbidden(_) | Self::Elsewhere => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::LinkExpired => StatusCode::GONE,
            Self::Unreadable => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::TookTooLong => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(error) if Failure::of(error) != Failure::Fault => StatusCode::SERVICE_UNAVAILABLE,
            Self::Database(_) | Self::Template(_) | Self::NotDrawn(_) | Self::Files(_) | Self::Abandoned => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
    fn advice(&self) -> &'static str {
        match self {
            Self::SignInFirst(_) => "You may have been signed out because you were inactive.",
            Self::Forbidden(_) => "Your changes were not saved.",
            Self::NotFound => {
                "If you typed the address, check it is correct. You may need to sign in, or you may not have access."
            }
            Self::LinkExpired => "The link may have expired, or may no longer be needed. Ask the sender for a new one.",
            Self::Elsewhere => "Your changes were not saved. Go back, reload the page and send the form again.",
            Self::Unreadable => "Your changes were not saved. Go back and try again.",
            Self::TooLarge => "Your changes were not saved. Go back and send a smaller file or less text.",
            Self::TooMany => "You can try again in 15 minutes.",
            Self::Slow => "Your changes were not saved. Check your connection, go back and send them again.",
            Self::Database(error) => advice(Failure::of(error)),
            Self::TookTooLong | Self::Template(_) | Self::NotDrawn(_) | Self::Files(_) | Self::Abandoned => {
                "Your last change may not have been saved. Copy your text and try again in a few minutes."
            }
        }
    }
}

impl Problem {
    /// What its page says.
    pub(crate) fn trouble(&self) -> Trouble {
        Trouble { status: self.status(), title: self.title(), advice: self.advice(), sign_in: None }
    }

    fn title(&self) -> String {
        let title = match self {
            Self::Database(error) => match Failure::of(error) {
                Failure::Away | Failure::Unacknowledged => "Assay cannot reach its database",
                Failure::Busy => "Assay is busy",
                Failure::Disk => "Assay cannot use its database",
                Failure::Fault => "Sorry, there is a problem with the service",
            },
            Self::Template(_) | Self::Files(_) | Self::NotDrawn(_) => "Sorry, there is a problem with the service",
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
            response.extensions_mut().insert(Trouble { status, title, advice, sign_in: Some(sign_in) });
            return response;
        }
        let trouble = self.trouble();
        match &self {
            // In short: the long form of PostgreSQL's errors holds values, such as an address that is there twice.
            Self::Database(error) => tracing::error!(%error, "the database failed"),
            Self::Template(error) => tracing::error!(?error, "a template failed"),
            Self::Files(error) => tracing::error!(%error, "the place for files failed"),
            Self::NotDrawn(reason) => tracing::error!(reason, "a form was not drawn"),
            _ => {}
        }
        let mut response = trouble.status.into_response();
        response.extensions_mut().insert(trouble);
        response
    }
}

/// What to do when the database failed.
fn advice(failure: Failure) -> &'static str {
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
        Failure::Fault => "Your last change may not have been saved. Copy your text and try again in a few minutes.",
    }
}
