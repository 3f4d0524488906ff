//! Everything that can stop a request, and what the person is told.

use crate::core::page;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

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
            Self::Database(_) | Self::Template(_) | Self::NotDrawn(_) | Self::Files(_) | Self::Abandoned => {
                "Your last change may not have been saved. Copy your text and try again in a few minutes."
            }
        }
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
        let (status, advice) = (self.status(), self.advice());
        let title = match &self {
            Self::Database(error) => {
                // In short: the long form of PostgreSQL's errors holds values, such as an address that is there twice.
                tracing::error!(%error, "the database failed");
                "Sorry, there is a problem with the service".to_owned()
            }
            Self::Template(error) => {
                tracing::error!(?error, "a template failed");
                "Sorry, there is a problem with the service".to_owned()
            }
            Self::Files(error) => {
                tracing::error!(%error, "the place for files failed");
                "Sorry, there is a problem with the service".to_owned()
            }
            Self::NotDrawn(reason) => {
                tracing::error!(reason, "a form was not drawn");
                "Sorry, there is a problem with the service".to_owned()
            }
            _ => self.to_string(),
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Trouble { status, title, advice, sign_in: None });
        response
    }
}
