//! The model's values in the database's columns: time, checked texts and smaller numbers.
//!
//! sqlx uses chrono; the rest of the program uses jiff. The types of a row check its columns: if one has a value that the
//! model does not know, the query fails with an [`Error`](sqlx::Error) that names the column, and no code after it can
//! fail. What depends on several columns is checked after the query and is an [`Error::Decode`](sqlx::Error::Decode).

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use model::{
    Date, Timestamp,
    assessment::{ReturnedBy, Step, verify::Signatory},
    charter::{criterion::CriterionFinding, rating::Colour},
    consultation::ConsultationStep,
    core::{
        permit::{CharterRole, Role},
        short::{Email, Line},
    },
    plan::{
        update_approval::{ApprovalDecision, OwnerUpdates},
        update_request::EndReason,
    },
    register::{organisation::Standing, signatory_address::Capacity},
    team::group::{GroupKind, GroupRole},
};
use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

/// A moment, in a `timestamptz` column, to the microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(pub Timestamp);

/// A day, in a `date` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

impl<D: Database> Type<D> for At
where
    DateTime<Utc>: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        DateTime::<Utc>::type_info()
    }
    fn compatible(ty: &D::TypeInfo) -> bool {
        DateTime::<Utc>::compatible(ty)
    }
}

impl<'q, D: Database> Encode<'q, D> for At
where
    DateTime<Utc>: Encode<'q, D>,
{
    fn encode_by_ref(&self, buffer: &mut <D as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let moment = DateTime::<Utc>::from_timestamp_micros(self.0.as_microsecond()).ok_or("a time out of range")?;
        Encode::<D>::encode_by_ref(&moment, buffer)
    }
}

impl<'r, D: Database> Decode<'r, D> for At
where
    DateTime<Utc>: Decode<'r, D>,
{
    fn decode(value: <D as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let moment = <DateTime<Utc> as Decode<D>>::decode(value)?;
        Ok(Self(Timestamp::from_microsecond(moment.timestamp_micros())?))
    }
}

impl<D: Database> Type<D> for Day
where
    NaiveDate: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        NaiveDate::type_info()
    }
    fn compatible(ty: &D::TypeInfo) -> bool {
        NaiveDate::compatible(ty)
    }
}

impl<'q, D: Database> Encode<'q, D> for Day
where
    NaiveDate: Encode<'q, D>,
{
    fn encode_by_ref(&self, buffer: &mut <D as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let (year, month, day) =
            (i32::from(self.0.year()), self.0.month().cast_unsigned(), self.0.day().cast_unsigned());
        let day = NaiveDate::from_ymd_opt(year, month.into(), day.into()).ok_or("a date out of range")?;
        Encode::<D>::encode_by_ref(&day, buffer)
    }
}

impl<'r, D: Database> Decode<'r, D> for Day
where
    NaiveDate: Decode<'r, D>,
{
    fn decode(value: <D as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let day = <NaiveDate as Decode<D>>::decode(value)?;
        Ok(Self(Date::new(day.year().try_into()?, day.month().try_into()?, day.day().try_into()?)?))
    }
}

/// A type of the model whose values are stored in a `text` column.
pub(crate) trait FromText: Sized {
    /// Reads the text of the column; none if the model does not know it.
    fn from_text(text: &str) -> Option<Self>;
}

impl FromText for Line {
    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl FromText for Email {
    fn from_text(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

/// Implements [`FromText`] by the `parse` function of each type.
macro_rules! from_text { ($($word:ty)*) => {$(
    impl FromText for $word {
        fn from_text(text: &str) -> Option<Self> {
            Self::parse(text)
        }
    }
)*} }

from_text! {
    ApprovalDecision Capacity CharterRole Colour ConsultationStep EndReason CriterionFinding GroupKind GroupRole OwnerUpdates ReturnedBy Role Signatory Standing Step
}

/// A value of the model as it is read from a `text` column. The query fails if the column holds anything else.
pub(crate) struct Text<T>(pub(crate) T);

impl<D: Database, T> Type<D> for Text<T>
where
    String: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        <String as Type<D>>::type_info()
    }
    fn compatible(ty: &D::TypeInfo) -> bool {
        <String as Type<D>>::compatible(ty)
    }
}

impl<'r, D: Database, T: FromText> Decode<'r, D> for Text<T>
where
    &'r str: Decode<'r, D>,
{
    fn decode(value: <D as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let text = <&'r str as Decode<'r, D>>::decode(value)?;
        // The text may be personal, so that the error does not repeat it.
        Ok(Self(T::from_text(text).ok_or("a text that is not a known value")?))
    }
}

/// A number as it is read from a `bigint` column. The query fails if it is negative or too large for its type.
pub(crate) struct Number<T>(pub(crate) T);

impl<D: Database, T> Type<D> for Number<T>
where
    i64: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        <i64 as Type<D>>::type_info()
    }
    fn compatible(ty: &D::TypeInfo) -> bool {
        <i64 as Type<D>>::compatible(ty)
    }
}

impl<'r, D: Database, T: TryFrom<i64>> Decode<'r, D> for Number<T>
where
    i64: Decode<'r, D>,
{
    fn decode(value: <D as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
        let number = <i64 as Decode<'r, D>>::decode(value)?;
        Ok(Self(T::try_from(number).map_err(|_| "a number that is negative or too large")?))
    }
}
