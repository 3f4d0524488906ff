//! The Merkle tree of the event log, stored as tiles (<https://c2sp.org/tlog-tiles>): a tile has up to 256 hashes of one level, and the
//! next level has a hash for each full tile.
//!
//! What is kept of a tree to append to it, and to prove what it has, is a few tiles: with a million entries, three.

mod claim;

pub use claim::Claim;

use crate::core::canonical::Hash;
use std::collections::BTreeMap;
use tlog_tiles::{HashReader, Tile};

/// The height of a tile, which has 2⁸ hashes.
const HEIGHT: u8 = 8;
/// The number of hashes of a full tile.
pub const TILE_HASHES: u64 = 1 << HEIGHT;
/// More levels than any tree has: each has 256 times as many leaves as the one before.
const MAX_LEVELS: u8 = 8;
const HASH_BYTES: usize = tlog_tiles::HASH_SIZE;

/// The position of a tile: its level, and its index within the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePosition {
    /// The level: at level 0, the hashes are leaves.
    pub level: u8,
    /// The index within the level.
    pub index: u64,
}

/// Tiles by their positions: the hashes of each, joined.
pub type Tiles = BTreeMap<TilePosition, Vec<u8>>;

/// The error when tiles are missing or too short for a tree of their size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the tiles of the event log are incomplete")]
pub struct IncompleteTiles;

impl TilePosition {
    /// How many hashes the tile has in a tree of that size.
    #[must_use]
    pub fn width(self, size: u64) -> u64 {
        let hashes = size.checked_shr(u32::from(HEIGHT) * u32::from(self.level)).unwrap_or(0);
        hashes.saturating_sub(self.index.saturating_mul(TILE_HASHES)).min(TILE_HASHES)
    }

    /// Parses the end of an address of a tile: `0/x001/234` or `1/000.p/17`. Returns the position and the number of hashes.
    #[must_use]
    pub fn parse(path: &str) -> Option<(Self, u64)> {
        // The parser of the crate panics for a level or a width that no tile has.
        let (level, rest) = path.split_once('/')?;
        let is_empty = rest.split_once(".p/").is_some_and(|(_, width)| width.starts_with('0'));
        if level.parse::<u8>().ok()? >= MAX_LEVELS || is_empty {
            return None;
        }
        let tile = Tile::from_path(&format!("tile/{HEIGHT}/{path}")).ok()?;
        Some((Self { level: tile.level(), index: tile.level_index() }, u64::from(tile.width())))
    }
}

/// The leaf of an entry's canonical text (RFC 6962, 2.1).
#[must_use]
pub fn leaf(text: &str) -> Hash {
    Hash::from_bytes(tlog_tiles::record_hash(text.as_bytes()).0)
}

/// The right edge of a tree: the tile of each level that is not full. It is enough to append leaves and to compute the root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RightEdge {
    size: u64,
    /// The hashes of the tile that is not full, for each level.
    levels: Vec<Vec<u8>>,
    /// The tiles that were filled since they were [taken](Self::take_changed).
    filled: Tiles,
    /// The size when the tiles were taken.
    taken: u64,
}

impl RightEdge {
    /// The tiles that the right edge of a tree of that size consists of.
    #[must_use]
    pub fn positions(size: u64) -> Vec<TilePosition> {
        let levels = (0..MAX_LEVELS).map(|level| (level, size >> (HEIGHT * level)));
        let partial = levels.filter(|(_, hashes)| hashes % TILE_HASHES > 0);
        partial.map(|(level, hashes)| TilePosition { level, index: hashes / TILE_HASHES }).collect()
    }

    /// The right edge of a tree of that size, from its [tiles](Self::positions).
    ///
    /// # Errors
    /// Returns an error if one of them is missing or too short.
    pub fn of(size: u64, tiles: &Tiles) -> Result<Self, IncompleteTiles> {
        let mut edge = Self { size, taken: size, ..Self::default() };
        for position in Self::positions(size) {
            let width = usize::try_from(position.width(size)).map_err(|_| IncompleteTiles)?;
            let hashes = tiles.get(&position).and_then(|hashes| hashes.get(..width * HASH_BYTES));
            *edge.level(position.level) = hashes.ok_or(IncompleteTiles)?.to_vec();
        }
        Ok(edge)
    }

    fn level(&mut self, level: u8) -> &mut Vec<u8> {
        let level = usize::from(level);
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Vec::new);
        }
        &mut self.levels[level]
    }

    /// The number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn append(&mut self, leaf: Hash) {
        let (mut hash, mut level, mut index) = (*leaf.as_bytes(), 0, self.size / TILE_HASHES);
        self.size += 1;
        loop {
            let tile = self.level(level);
            tile.extend(hash);
            if tile.len() < HASH_BYTES << HEIGHT {
                return;
            }
            let full = std::mem::take(tile);
            hash = Tile::subtree_hash(&full).0;
            self.filled.insert(TilePosition { level, index }, full);
            (level, index) = (level + 1, index / TILE_HASHES);
        }
    }

    /// Returns the tiles that have changed since the last call.
    pub fn take_changed(&mut self) -> Tiles {
        let mut changed = std::mem::take(&mut self.filled);
        for position in Self::positions(self.size) {
            let hashes = |size: u64| size >> (HEIGHT * position.level);
            if hashes(self.size) > hashes(self.taken) {
                changed.insert(position, self.level(position.level).clone());
            }
        }
        self.taken = self.size;
        changed
    }

    /// The root of the tree.
    ///
    /// # Panics
    /// Never: the right edge has all hashes that the root needs.
    #[must_use]
    pub fn root(&self) -> Hash {
        let root = tlog_tiles::tree_hash(self.size, self).expect("the right edge has what the root needs");
        Hash::from_bytes(root.0)
    }
}

impl HashReader for RightEdge {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let read = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            let hashes = self.levels.get(usize::from(tile.level())).ok_or(tlog_tiles::Error::IndexesNotInTree)?;
            tile.hash_at_index(hashes, *index)
        };
        indexes.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn leaves(number: u64) -> Vec<Hash> {
        (0..number).map(|at| leaf(&at.to_string())).collect()
    }

    /// The root by the definition of RFC 6962, 2.1.
    fn root_by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::of(""),
            [one] => *one,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let [left, right] = [&leaves[..split], &leaves[split..]]
                    .map(|part| tlog_tiles::Hash(*root_by_definition(part).as_bytes()));
                Hash::from_bytes(tlog_tiles::node_hash(left, right).0)
            }
        }
    }

    pub(super) fn grow(leaves: &[Hash]) -> (RightEdge, Tiles) {
        let mut edge = RightEdge::default();
        for leaf in leaves {
            edge.append(*leaf);
        }
        let tiles = edge.take_changed();
        (edge, tiles)
    }

    #[test]
    fn the_root_is_that_of_rfc_6962_for_any_size() {
        let all = leaves(700);
        for size in [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 699, 700] {
            let (edge, _) = grow(&all[..size]);
            assert_eq!(edge.root(), root_by_definition(&all[..size]), "{size}");
        }
        // 2^16 leaves fill a tile of the second level.
        let all = leaves(65_800);
        for size in [65_535, 65_536, 65_537, 65_800] {
            assert_eq!(grow(&all[..size]).0.root(), root_by_definition(&all[..size]), "{size}");
        }
    }

    #[test]
    fn a_tree_goes_on_from_the_tiles_of_its_right_edge() {
        let all = leaves(66_000);
        for at in [0_usize, 1, 255, 256, 257, 65_536, 65_600] {
            let (mut whole, mut tiles) = grow(&all[..at]);
            let needed = RightEdge::positions(at as u64);
            tiles.retain(|position, _| needed.contains(position));
            let mut resumed = RightEdge::of(at as u64, &tiles).unwrap();
            assert_eq!(resumed.root(), whole.root(), "{at}");
            for leaf in &all[at..at + 300] {
                resumed.append(*leaf);
                whole.append(*leaf);
            }
            assert_eq!((resumed.root(), resumed.take_changed()), (whole.root(), whole.take_changed()), "{at}");
            if let Some(position) = needed.first() {
                tiles.remove(position);
                assert_eq!(RightEdge::of(at as u64, &tiles), Err(IncompleteTiles), "{at}");
            }
        }
    }

    #[test]
    fn addresses_of_tiles_are_those_of_the_specification() {
        let at = |level, index| TilePosition { level, index };
        assert_eq!(TilePosition::parse("0/000"), Some((at(0, 0), 256)));
        assert_eq!(TilePosition::parse("1/x001/x234/067.p/17"), Some((at(1, 1_234_067), 17)));
        for path in [
            "0/0",
            "0/000.p/0",
            "0/000.p/256",
            "0/000.p/300",
            "data/000",
            "x/000",
            "0/001/234",
            "0",
            "",
            "9/000",
            "0/-01",
        ] {
            assert_eq!(TilePosition::parse(path), None, "{path}");
        }
        assert_eq!(
            (at(0, 0).width(300), at(0, 1).width(300), at(0, 2).width(300), at(1, 0).width(300)),
            (256, 44, 0, 1)
        );
    }
}
