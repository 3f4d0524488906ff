//! The three cookies: the session, the browser, and the notice for the next page. All are `HttpOnly` and `SameSite=Lax`. Over TLS they are
//! `Secure` and have the `__Host-` prefix.

use crate::core::app::Site;
use axum::http::{HeaderMap, HeaderValue, header};

/// The secret of the session.
pub const SESSION: &str = "session";
/// A secret of this browser, created on its first visit. Forms and sign-in links are bound to it.
pub const BROWSER: &str = "browser";
/// The notice for the next page, about what was just done.
pub const NOTICE: &str = "notice";

fn full_name(site: &Site, name: &str) -> String {
    if site.is_secure() { format!("__Host-{name}") } else { name.to_owned() }
}

/// Returns the value of a cookie, if the browser sent it.
#[must_use]
pub fn get(headers: &HeaderMap, site: &Site, name: &str) -> Option<String> {
    let name = full_name(site, name);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then(|| value.to_owned())
        })
}

/// Returns the header that sets a cookie for a number of seconds; 0 deletes it. The value must be visible ASCII without `;`.
#[must_use]
pub fn set(site: &Site, name: &str, value: &str, seconds: u32) -> HeaderValue {
    let secure = if site.is_secure() { "; Secure" } else { "" };
    let name = full_name(site, name);
    HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"))
        .expect("names and values are of visible ASCII")
}

/// Returns the header that deletes a cookie.
#[must_use]
pub fn forget(site: &Site, name: &str) -> HeaderValue {
    set(site, name, "", 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_tls_a_cookie_is_bound_to_the_host() {
        let site = Site { base: "https://assay.example".into(), ..Site::default() };
        assert_eq!(set(&site, SESSION, "x", 9), "__Host-session=x; Path=/; HttpOnly; SameSite=Lax; Max-Age=9; Secure");
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "session=planted; __Host-session=own".parse().unwrap());
        assert_eq!(get(&headers, &site, SESSION).as_deref(), Some("own"));
    }
}
