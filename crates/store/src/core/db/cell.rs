//! A value of a row of a backup, of the kind of its column.

use super::tables::ColumnKind;
use crate::core::values::{At, Day};
use serde::de::IgnoredAny;
use serde_json::Value;
use sqlx::{Arguments, Database, Encode, Type, error::BoxDynError};
use uuid::Uuid;

/// A value, or null.
pub(super) enum CellValue {
    Uuid(Option<Uuid>),
    Text(Option<String>),
    Number(Option<i64>),
    Boolean(Option<bool>),
    Time(Option<At>),
    Date(Option<Day>),
    Bytes(Option<Vec<u8>>),
}

impl CellValue {
    /// Reads a value; `None` if it is not of this kind.
    pub(super) fn parse(kind: ColumnKind, value: &Value) -> Option<Self> {
        if value.is_null() {
            return Some(Self::null(kind));
        }
        Some(match kind {
            ColumnKind::Uuid => Self::Uuid(Some(value.as_str()?.parse().ok()?)),
            ColumnKind::Text => Self::Text(Some(value.as_str()?.to_owned())),
            ColumnKind::Json => {
                let text = value.as_str()?;
                serde_json::from_str::<IgnoredAny>(text).ok()?;
                Self::Text(Some(text.to_owned()))
            }
            ColumnKind::Number => Self::Number(Some(value.as_i64()?)),
            ColumnKind::Boolean => Self::Boolean(Some(value.as_bool()?)),
            ColumnKind::Time => Self::Time(Some(At(value.as_str()?.parse().ok()?))),
            ColumnKind::Date => Self::Date(Some(Day(value.as_str()?.parse().ok()?))),
            ColumnKind::Bytes => Self::Bytes(Some(hex::decode(value.as_str()?).ok()?)),
        })
    }

    fn null(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Uuid => Self::Uuid(None),
            ColumnKind::Text | ColumnKind::Json => Self::Text(None),
            ColumnKind::Number => Self::Number(None),
            ColumnKind::Boolean => Self::Boolean(None),
            ColumnKind::Time => Self::Time(None),
            ColumnKind::Date => Self::Date(None),
            ColumnKind::Bytes => Self::Bytes(None),
        }
    }

    /// Binds the value to the next placeholder.
    pub(super) fn add_to<A: Arguments>(self, arguments: &mut A) -> Result<(), BoxDynError>
    where
        for<'q> Option<Uuid>: Bind<'q, A::Database>,
        for<'q> Option<String>: Bind<'q, A::Database>,
        for<'q> Option<i64>: Bind<'q, A::Database>,
        for<'q> Option<bool>: Bind<'q, A::Database>,
        for<'q> Option<At>: Bind<'q, A::Database>,
        for<'q> Option<Day>: Bind<'q, A::Database>,
        for<'q> Option<Vec<u8>>: Bind<'q, A::Database>,
    {
        match self {
            Self::Uuid(value) => arguments.add(value),
            Self::Text(value) => arguments.add(value),
            Self::Number(value) => arguments.add(value),
            Self::Boolean(value) => arguments.add(value),
            Self::Time(value) => arguments.add(value),
            Self::Date(value) => arguments.add(value),
            Self::Bytes(value) => arguments.add(value),
        }
    }
}

/// A type that can be bound to a placeholder of a database.
pub(super) trait Bind<'q, D: Database>: Encode<'q, D> + Type<D> {}
impl<'q, D: Database, T: Encode<'q, D> + Type<D>> Bind<'q, D> for T {}
