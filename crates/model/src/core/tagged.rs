//! Reading of tagged enums from JSON.

/// Implements the traits of serde for enums that derive them with `#[serde(remote = "Self")]`, so that they are read by way of a
/// [`serde_json::Value`]. The derived code of a tagged enum is large and generic; without this, it is generated in each crate that reads a
/// row with one.
macro_rules! read_by_value { ($($tagged:ident)*) => {$(
    impl serde::Serialize for $tagged {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Self::serialize(self, serializer)
        }
    }
    impl<'de> serde::Deserialize<'de> for $tagged {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            fn read(value: serde_json::Value) -> serde_json::Result<$tagged> {
                $tagged::deserialize(value)
            }
            read(serde::Deserialize::deserialize(deserializer)?).map_err(serde::de::Error::custom)
        }
    }
)*} }

pub(crate) use read_by_value;
