//! SQL: who works at an organisation, or has a conflict of interest with it. Such a person does not review its submissions, and does not learn who does.

/// SQL: whether the person works at the organisation, as far as their email address tells: it is at one of the organisation's domains or below it.
/// A domain is stored in lower case, and an address as it was typed.
macro_rules! works_at {
    ($person:literal, $organisation:literal) => {
        concat!(
            "exists (select 1 from email_domain d join person y on y.id = ",
            $person,
            " where d.organisation_id = ",
            $organisation,
            "
             and (lower(y.email) like '%@' || d.domain or lower(y.email) like '%.' || d.domain))"
        )
    };
}
/// SQL: whether the person is a member of the board who [works at](works_at) the organisation.
macro_rules! is_board_of {
    ($person:literal, $organisation:literal) => {
        concat!(
            "(exists (select 1 from charter_role y where y.person_id = ",
            $person,
            " and y.role = 'board') and ",
            $crate::core::relation::works_at!($person, $organisation),
            ")"
        )
    };
}
/// SQL: whether the person is a member of the organisation of the self-assessment `a`, declared a conflict of interest with it, or reviews from it.
macro_rules! has_conflict { ($person:literal) => {
    concat!(
        "(exists (select 1 from member y where y.organisation_id = a.organisation_id and y.person_id = ", $person, ")
          or exists (select 1 from declared_conflict y where y.organisation_id = a.organisation_id and y.person_id = ", $person, ")
          or exists (select 1 from reviewer y where y.organisation_id = a.organisation_id and y.person_id = ", $person, "))"
    )
} }
/// SQL: whether the person works at the organisation of the self-assessment `a`, or has a conflict of interest with it.
macro_rules! is_reviewed {
    ($person:literal) => {
        concat!(
            "(",
            $crate::core::relation::works_at!($person, "a.organisation_id"),
            " or ",
            $crate::core::relation::has_conflict!($person),
            ")"
        )
    };
}
pub(crate) use {has_conflict, is_board_of, is_reviewed, works_at};
