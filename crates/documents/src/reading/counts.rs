//! Numbers of people by group, in the order of the table's columns.

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

/// Serialises as a JSON object of group to number. Unlike a map, it keeps the order of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts(pub Vec<(String, u32)>);

impl Counts {
    /// The number of people in a group.
    #[must_use]
    pub fn get(&self, group: &str) -> Option<u32> {
        self.0.iter().find(|(name, _)| name == group).map(|(_, count)| *count)
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(group, count)| (group, count)))
    }
}

impl<'de> Deserialize<'de> for Counts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Groups;
        impl<'de> Visitor<'de> for Groups {
            type Value = Counts;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of group and number")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Counts, M::Error> {
                let mut counts = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    counts.push(entry);
                }
                Ok(Counts(counts))
            }
        }
        deserializer.deserialize_map(Groups)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_columns_is_kept() {
        let counts = Counts(vec![("Women".into(), 3), ("Men".into(), 2), ("Another".into(), 0)]);
        let json = serde_json::to_string(&counts).unwrap();
        assert_eq!(json, r#"{"Women":3,"Men":2,"Another":0}"#);
        assert_eq!(serde_json::from_str::<Counts>(&json).unwrap(), counts);
    }
}
