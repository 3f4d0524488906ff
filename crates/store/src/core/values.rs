//! The model's time in the database's columns. sqlx speaks chrono at its edge; the rest of the program speaks jiff.

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use model::{Date, Timestamp};
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
        let moment =
            DateTime::<Utc>::from_timestamp_micros(self.0.as_microsecond()).ok_or("a moment beyond the calendar")?;
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
        let day = NaiveDate::from_ymd_opt(year, month.into(), day.into()).ok_or("a day beyond the calendar")?;
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
