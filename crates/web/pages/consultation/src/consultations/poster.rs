//! A poster to print: the title, a QR code, and the address for people without a camera.

use super::voice;
use askama::Template;
use axum::{extract::State, response::Response};
use model::{
    consultation::turnout::Access,
    core::{dates::long_date, permit::ReadConsultation},
};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;
use store::consultation::consultations;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    page::page,
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "consultation/consultations/poster.html")]
struct PosterPage {
    shell: Shell,
    base: String,
    caption: String,
    organisation: String,
    title: String,
    closes: String,
    people: String,
    has_codes: bool,
    /// The address without `https://`, as people type it.
    address: String,
    /// The QR code as SVG: the side of its `viewBox`, and its path.
    side: i32,
    path: String,
}

/// `GET /consultations/{consultation}/poster`: available once the consultation has been opened, because it has no address before.
pub async fn show(may: May<ReadConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    let consultation = consultations::read(&mut app.db.read().await?, &may).await?;
    let code = consultation.opened().map(|opened| opened.code.to_string()).ok_or(Problem::NotFound)?;
    let address = app.site.address(&format!("/respond/{code}"));
    let (side, path) = qr_code(&address).ok_or(Problem::TooLarge)?;
    page(&PosterPage {
        shell: may.shell(&app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        caption: voice(&app),
        organisation: may.organisation.clone(),
        closes: long_date(consultation.closes),
        people: app.charter.words.people.clone(),
        has_codes: consultation.asked.access == Access::Codes,
        title: consultation.title.into(),
        address: address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).to_owned(),
        side,
        path,
    })
}

/// Returns the side of the QR code of a text, and its dark squares as one SVG path. On each side is a margin of four light squares,
/// which readers need (ISO/IEC 18004). Returns `None` if the text is too long.
pub(super) fn qr_code(text: &str) -> Option<(i32, String)> {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN).expect("writing to a String cannot fail");
        }
    }
    Some((code.size() + 2 * MARGIN, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let (side, path) = qr_code("https://assay.example/respond/k7mf-3xqt").unwrap();
        // 37 characters at medium correction are version 3: 29 squares, and four on each side.
        assert_eq!(side, 37);
        for corner in ["M4 4h", "M32 4h", "M4 32h"] {
            assert!(path.contains(corner), "{corner}");
        }
        assert!(!path.contains("M3 ") && !path.contains("M33 "));
        assert!(qr_code(&"x".repeat(5000)).is_none());
    }
}
