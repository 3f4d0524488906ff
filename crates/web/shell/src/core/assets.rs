//! Styles, script, typefaces and the mark, built into the program and served at `/static/{version}/{file}`.
//!
//! The version is a hash of all of them, so an address never changes its meaning and a browser asks once. The files find each
//! other by relative addresses, which is why they share one version.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// One file as it is served.
struct Asset {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
}

/// Everything there is. The style is one file on the wire and several here: GOV.UK Frontend first, ours over it.
const ASSETS: [Asset; 5] = [
    Asset {
        name: "assay.css",
        kind: "text/css; charset=utf-8",
        bytes: concat!(
            include_str!("../../../static/govuk/govuk-frontend.min.css"),
            include_str!("../../../static/css/colours.css"),
            include_str!("../../../static/css/type.css"),
            include_str!("../../../static/css/frame.css"),
            include_str!("../../../static/css/buttons.css"),
            include_str!("../../../static/css/forms.css"),
            include_str!("../../../static/css/lists.css"),
            include_str!("../../../static/css/words.css"),
            include_str!("../../../static/css/rating-charts.css"),
            include_str!("../../../static/css/import-preview.css"),
            include_str!("../../../static/css/print.css"),
        )
        .as_bytes(),
    },
    Asset {
        name: "assay.js",
        kind: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../static/assay.js"),
    },
    Asset { name: "favicon.svg", kind: "image/svg+xml", bytes: include_bytes!("../../../static/favicon.svg") },
    Asset {
        name: "fonts/atkinson-hyperlegible-next.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("../../../static/fonts/atkinson-hyperlegible-next.woff2"),
    },
    Asset {
        name: "fonts/source-serif-4.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("../../../static/fonts/source-serif-4.woff2"),
    },
];

/// The first 16 digits of the SHA-256 of all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.bytes);
    }
    hex::encode(&hash.finalize()[..8])
});

static ADDRESSES: LazyLock<Vec<String>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| format!("/static/{}/{}", *VERSION, asset.name)).collect());

/// The address of a file, for templates.
///
/// # Panics
/// When there is no such file: every page shows the layout, so the first test of any page finds a wrong name.
#[must_use]
pub fn href(name: &str) -> &'static str {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    &ADDRESSES[place.expect("a template names a file that is listed in assets.rs")]
}

/// Answer `/static/{version}/{*file}`. A page of another version, seen while the program is renewed, gets today's file and is told not to
/// keep it.
#[expect(clippy::unused_async, reason = "a handler is async")]
pub async fn serve(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", *VERSION);
    let kept = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let about = [
        (header::CACHE_CONTROL, kept),
        (header::ETAG, &tag),
        (header::CONTENT_TYPE, asset.kind),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, asset.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(address: &str, headers: HeaderMap) -> Response {
        let (version, name) = address.strip_prefix("/static/").unwrap().split_once('/').unwrap();
        serve(Path((version.to_owned(), name.to_owned())), headers).await
    }

    #[tokio::test]
    async fn an_address_with_todays_version_is_kept_for_good() {
        for asset in &ASSETS {
            let answer = ask(href(asset.name), HeaderMap::new()).await;
            assert_eq!(answer.status(), StatusCode::OK);
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], asset.kind);
            assert_eq!(answer.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }

    #[tokio::test]
    async fn an_older_address_is_answered_but_not_kept() {
        let answer = ask("/static/0123456789abcdef/assay.css", HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn what_a_browser_has_is_not_sent_again() {
        let first = ask(href("assay.css"), HeaderMap::new()).await;
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]);
        assert_eq!(ask(href("assay.css"), headers).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        let answer = ask("/static/0123456789abcdef/../Cargo.toml", HeaderMap::new()).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_style_asks_only_for_files_that_are_served() {
        let style = std::str::from_utf8(ASSETS[0].bytes).unwrap();
        let asked: Vec<_> = style.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(asked.len(), 2, "{asked:?}");
        for file in asked {
            assert!(ASSETS.iter().any(|asset| asset.name == file.trim_matches('"')), "{file}");
        }
        assert!(!style.contains("GDS Transport"));
    }
}
