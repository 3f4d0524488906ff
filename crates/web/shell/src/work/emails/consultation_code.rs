//! The email with a single-use code for a consultation.

use askama::Template;

/// The email to one address of a list.
#[derive(Debug, Template)]
#[template(path = "work/emails/consultation_code.txt")]
pub struct ConsultationCodeEmail<'a> {
    /// The name of the organisation.
    pub organisation: &'a str,
    /// The title of the consultation.
    pub title: &'a str,
    /// The charter's word for the people: "technicians".
    pub people: &'a str,
    /// The full address with the code.
    pub link: &'a str,
    /// The last day: "6 December 2026".
    pub until: &'a str,
    /// The number of people invited.
    pub invited: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_link_and_says_that_the_address_is_not_kept() {
        let email = ConsultationCodeEmail {
            organisation: "Northmoor University",
            title: "How is it going?",
            people: "technicians",
            link: "https://assay.example/respond/k7mf-3xqt?slip=k7mf-3xqt-9hbd",
            until: "6 December 2026",
            invited: 40,
        };
        let text = email.render().unwrap();
        assert!(text.starts_with("Subject: Consultation: respond by 6 December 2026 – Northmoor University\n"));
        assert!(text.contains(email.link) && text.contains("does not keep your address"));
    }
}
