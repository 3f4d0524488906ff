//! A poster to print: what is asked, a QR code, and the address for people without a camera.

use super::voice;
use askama::Template;
use axum::{extract::State, response::Response};
use model::core::{dates::long_date, permit::ReadConsultation};
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
    /// The address without `https://`, as one types it.
    address: String,
    /// The code as a drawing: `viewBox` and path.
    side: i32,
    path: String,
}

/// `GET /consultations/{consultation}/poster`: once it is open, since only then it has an address.
pub async fn show(may: May<ReadConsultation>, State(app): State<App>) -> Result<Response, Problem> {
    let consultation = consultations::read(&mut app.db.read().await?, &may).await?;
    let code = consultation.opened().map(|opened| opened.code.to_string()).ok_or(Problem::NotFound)?;
    let address = app.site.address(&format!("/respond/{code}"));
    let (side, path) = drawing(&address).ok_or(Problem::TooLarge)?;
    page(&PosterPage {
        shell: may.shell(&app, Section::Consultations),
        base: format!("/consultations/{}", consultation.id),
        caption: voice(&app),
        organisation: may.organisation.clone(),
        closes: long_date(consultation.closes),
        people: app.charter.words.people.clone(),
        title: consultation.title.into(),
        address: address.split_once("://").map_or(address.as_str(), |(_, rest)| rest).to_owned(),
        side,
        path,
    })
}

/// The dark squares of the QR code of a text, as one path, with the four light squares about it that readers need (ISO/IEC 18004);
/// none if the text is too long for any.
fn drawing(text: &str) -> Option<(i32, String)> {
    const MARGIN: i32 = 4;
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN).expect("a String can be written to");
        }
    }
    Some((code.size() + 2 * MARGIN, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_three_corners_and_a_margin() {
        let (side, path) = drawing("https://assay.example/respond/k7mf-3xqt").unwrap();
        // 37 characters at medium correction are version 3: 29 squares, and four on each side.
        assert_eq!(side, 37);
        for corner in ["M4 4h", "M32 4h", "M4 32h"] {
            assert!(path.contains(corner), "{corner}");
        }
        assert!(!path.contains("M3 ") && !path.contains("M33 "));
        assert!(drawing(&"x".repeat(5000)).is_none());
    }
}
