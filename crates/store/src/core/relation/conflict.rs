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
/// SQL: whether the person has to do with the organisation: [works there](works_at), is a member, declared a conflict of interest with it, or
/// reviews or reviewed from it. Of a member of the board, who is a member nowhere, where they were a member before counts as well.
macro_rules! belongs_to {
    ($person:literal, $organisation:literal) => {
        concat!(
            "(",
            $crate::core::relation::works_at!($person, $organisation),
            " or ",
            $crate::core::relation::has_conflict!($person, $organisation),
            " or exists (select 1 from charter_role y join event e on e.identity_id = y.person_id where y.person_id = ",
            $person,
            " and y.role = 'board' and e.organisation_id = ",
            $organisation,
            " and e.what ->> 'what' = 'person-joined'))"
        )
    };
}
/// SQL: whether the person is a member of the board who [belongs to](belongs_to) the organisation.
macro_rules! is_board_of {
    ($person:literal, $organisation:literal) => {
        concat!(
            "(exists (select 1 from charter_role y where y.person_id = ",
            $person,
            " and y.role = 'board') and ",
            $crate::core::relation::belongs_to!($person, $organisation),
            ")"
        )
    };
}
/// SQL: whether the person is a member of the organisation, declared a conflict of interest with it, or reviews or reviewed from it.
macro_rules! has_conflict {
    ($person:literal) => {
        $crate::core::relation::has_conflict!($person, "a.organisation_id")
    };
    ($person:literal, $organisation:literal) => {
        concat!(
            "(exists (select 1 from member y where y.organisation_id = ",
            $organisation,
            " and y.person_id = ",
            $person,
            ")
              or exists (select 1 from declared_conflict y where y.organisation_id = ",
            $organisation,
            " and y.person_id = ",
            $person,
            ")
              or exists (select 1 from reviewer y where y.organisation_id = ",
            $organisation,
            " and y.person_id = ",
            $person,
            "))"
        )
    };
}
/// SQL: whether the person [belongs to](belongs_to) the organisation of the self-assessment `a`.
macro_rules! is_reviewed {
    ($person:literal) => {
        $crate::core::relation::belongs_to!($person, "a.organisation_id")
    };
}
/// SQL: whether the panel `p` reviews a submission of an organisation that the person [belongs to](belongs_to). Who reads its other submissions
/// would learn who reviews their own.
macro_rules! is_of_panel {
    ($person:literal) => {
        concat!(
            "exists (select 1 from panel_submission z join assessment b on b.id = z.assessment_id
                 where z.panel_id = p.id and z.until is null and ",
            $crate::core::relation::belongs_to!($person, "b.organisation_id"),
            ")"
        )
    };
}
pub(crate) use {belongs_to, has_conflict, is_board_of, is_of_panel, is_reviewed, works_at};
