//! Styles, script, fonts and the icon, built into the program and served at `/static/{version}/{file}`.
//!
//! The version is a hash of all files, so the content of an address never changes and a browser requests it once. The files refer to each
//! other by relative addresses, so they share one version.

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
    media_type: &'static str,
    bytes: &'static [u8],
}

/// All files. The style sheets are served as one file: GOV.UK Frontend first, then ours.
const ASSETS: [Asset; 6] = [
    Asset {
        name: "assay.css",
        media_type: "text/css; charset=utf-8",
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
            include_str!("../../../static/css/timeline.css"),
            include_str!("../../../static/css/allocation.css"),
            include_str!("../../../static/css/print.css"),
        )
        .as_bytes(),
    },
    Asset {
        name: "assay.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../static/assay.js"),
    },
    Asset {
        name: "allocation.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../../../static/allocation.js"),
    },
    Asset { name: "favicon.svg", media_type: "image/svg+xml", bytes: include_bytes!("../../../static/favicon.svg") },
    Asset {
        name: "fonts/atkinson-hyperlegible-next.woff2",
        media_type: "font/woff2",
        bytes: include_bytes!("../../../static/fonts/atkinson-hyperlegible-next.woff2"),
    },
    Asset {
        name: "fonts/source-serif-4.woff2",
        media_type: "font/woff2",
        bytes: include_bytes!("../../../static/fonts/source-serif-4.woff2"),
    },
];

/// The first 16 hexadecimal digits of the SHA-256 of all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.bytes);
    }
    hex::encode(&hash.finalize()[..8])
});

static ADDRESSES: LazyLock<Vec<String>> =
    LazyLock::new(|| ASSETS.iter().map(|asset| format!("/static/{}/{}", *VERSION, asset.name)).collect());

/// Returns the address of a file, for templates.
///
/// # Panics
/// Panics if there is no such file. Every page uses the layout, so the first test of any page finds a wrong name.
#[must_use]
pub fn href(name: &str) -> &'static str {
    let index = ASSETS.iter().position(|asset| asset.name == name);
    &ADDRESSES[index.expect("a template names a file that is listed in assets.rs")]
}

/// Serves `/static/{version}/{*file}`. A page of another version, loaded while the program was being upgraded, gets the current file, which
/// must not be cached under that address.
#[expect(clippy::unused_async, reason = "a handler is async")]
pub async fn serve(Path((version, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    let Some(asset) = ASSETS.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = format!("\"{}\"", *VERSION);
    let cache_control = if version == *VERSION { "public, max-age=31536000, immutable" } else { "no-cache" };
    let response_headers = [
        (header::CACHE_CONTROL, cache_control),
        (header::ETAG, &tag),
        (header::CONTENT_TYPE, asset.media_type),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, response_headers).into_response();
    }
    (response_headers, asset.bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn get(address: &str, headers: HeaderMap) -> Response {
        let (version, name) = address.strip_prefix("/static/").unwrap().split_once('/').unwrap();
        serve(Path((version.to_owned(), name.to_owned())), headers).await
    }

    #[tokio::test]
    async fn an_address_with_the_current_version_is_cached_for_good() {
        for asset in &ASSETS {
            let response = get(href(asset.name), HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
            assert_eq!(response.headers()[header::CONTENT_TYPE], asset.media_type);
            assert_eq!(response.headers()[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        }
    }

    #[tokio::test]
    async fn an_older_address_is_served_but_not_cached() {
        let response = get("/static/0123456789abcdef/assay.css", HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
    }

    #[tokio::test]
    async fn a_file_that_the_browser_has_is_not_sent_again() {
        let first = get(href("assay.css"), HeaderMap::new()).await;
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone())]);
        assert_eq!(get(href("assay.css"), headers).await.status(), StatusCode::NOT_MODIFIED);
    }

    #[tokio::test]
    async fn a_file_that_is_not_listed_is_not_served() {
        let response = get("/static/0123456789abcdef/../Cargo.toml", HeaderMap::new()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_styles_request_only_files_that_are_served() {
        let style = std::str::from_utf8(ASSETS[0].bytes).unwrap();
        let requested: Vec<_> = style.split("url(").skip(1).filter_map(|rest| rest.split(')').next()).collect();
        assert_eq!(requested.len(), 2, "{requested:?}");
        for file in requested {
            assert!(ASSETS.iter().any(|asset| asset.name == file.trim_matches('"')), "{file}");
        }
        assert!(!style.contains("GDS Transport"));
    }
}
