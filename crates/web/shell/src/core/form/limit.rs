//! How large a form may be. Each address has a limit, which is checked before anything is parsed, because reading a body of a million
//! empty fields costs far more than sending it.

use crate::core::problem::Problem;
use axum::extract::{MatchedPath, Request};
use std::{collections::HashMap, sync::Arc};

/// The maximum length of the name of a field, in bytes. Names are ours, and short.
const MAX_NAME_BYTES: usize = 200;

/// The limit of the form at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FormLimit {
    /// The maximum size of its body, in bytes.
    pub bytes: usize,
    /// The maximum number of its fields.
    pub fields: usize,
}

impl FormLimit {
    /// The limit of a form that everyone may send, if its address states no other: an address, a code, a name.
    pub const PUBLIC: Self = Self { bytes: 16 * 1024, fields: 50 };
    /// The limit of a form for people who are signed in or have a personal link. The largest are the table of a headcount, an import with
    /// hundreds of items, and a compared workbook.
    pub const GUARDED: Self = Self { bytes: 2 * 1024 * 1024, fields: 10_000 };

    /// Checks a body before it is parsed. It looks at each byte at most once, and stops at the first field too many.
    ///
    /// # Errors
    /// The body is too large, has too many fields, or the name of a field is too long.
    pub fn check(self, body: &[u8]) -> Result<(), Problem> {
        let is_short = |field: &[u8]| field.iter().take(MAX_NAME_BYTES + 1).any(|byte| *byte == b'=');
        let mut fields = body.split(|byte| *byte == b'&');
        let fits = |field: &[u8]| field.len() <= MAX_NAME_BYTES || is_short(field);
        let within = fields.by_ref().take(self.fields).all(fits);
        if body.len() <= self.bytes && within && fields.next().is_none() { Ok(()) } else { Err(Problem::TooLarge) }
    }
}

/// The limits of all addresses, as an extension of each request.
#[derive(Debug, Clone, Default)]
pub struct FormLimits(Arc<HashMap<&'static str, FormLimit>>);

impl FormLimits {
    /// Creates the list from the pattern of each address and its limit.
    #[must_use]
    pub fn new(all: impl IntoIterator<Item = (&'static str, FormLimit)>) -> Self {
        Self(Arc::new(all.into_iter().collect()))
    }

    /// Returns the limit of the form that a request sends. At an address that takes none, it is the smallest.
    #[must_use]
    pub fn of(request: &Request) -> FormLimit {
        let limits = request.extensions().get::<Self>();
        let pattern = request.extensions().get::<MatchedPath>();
        let limit = limits.zip(pattern).and_then(|(limits, pattern)| limits.0.get(pattern.as_str()));
        limit.copied().unwrap_or(FormLimit::PUBLIC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: FormLimit = FormLimit { bytes: 1000, fields: 3 };

    #[test]
    fn a_form_within_its_limit_is_read() {
        for body in ["", "csrf=x", "a=1&b=2&csrf=x", &format!("text={}", "x".repeat(900))] {
            assert!(LIMIT.check(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn too_many_fields_too_many_bytes_and_long_names_are_refused() {
        for body in ["a&".repeat(3), "&".repeat(3), format!("text={}", "x".repeat(1000)), "n".repeat(201)] {
            assert!(matches!(LIMIT.check(body.as_bytes()), Err(Problem::TooLarge)), "{body}");
        }
        assert!(LIMIT.check(format!("{}=", "n".repeat(201)).as_bytes()).is_err());
        assert!(LIMIT.check(format!("{}=", "n".repeat(200)).as_bytes()).is_ok());
    }
}
