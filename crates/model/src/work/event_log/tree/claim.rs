//! What a tree has, and proofs of it.

use super::{HEIGHT, IncompleteTiles, TilePosition, Tiles};
use crate::core::canonical::Hash;
use std::{cell::RefCell, collections::BTreeSet};
use tlog_tiles::{HashReader, Tile};

struct TileReader<'t>(&'t Tiles);

impl HashReader for TileReader<'_> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let read = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            let position = TilePosition { level: tile.level(), index: tile.level_index() };
            let hashes = self.0.get(&position).ok_or(tlog_tiles::Error::IndexesNotInTree)?;
            tile.hash_at_index(hashes, *index)
        };
        indexes.iter().map(read).collect()
    }
}

/// Notes which tiles a proof reads.
#[derive(Default)]
struct TileNoter(RefCell<BTreeSet<TilePosition>>);

impl HashReader for TileNoter {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let position = |index: &u64| {
            let tile = Tile::from_index(HEIGHT, *index);
            TilePosition { level: tile.level(), index: tile.level_index() }
        };
        self.0.borrow_mut().extend(indexes.iter().map(position));
        Ok(vec![tlog_tiles::Hash::default(); indexes.len()])
    }
}

/// What a proof shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The tree of `size` leaves has the leaf at `place`.
    Has {
        /// The place, from 0.
        place: u64,
        /// The number of leaves.
        size: u64,
    },
    /// The tree of `size` leaves begins with the tree of `earlier` leaves.
    Extends {
        /// The number of leaves of the earlier tree.
        earlier: u64,
        /// The number of leaves.
        size: u64,
    },
}

impl Claim {
    fn prove_from(self, reader: &impl HashReader) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        match self {
            Self::Has { place, size } => tlog_tiles::prove_record(size, place, reader),
            Self::Extends { earlier: 0, .. } => Ok(Vec::new()),
            Self::Extends { earlier, size } => tlog_tiles::prove_tree(size, earlier, reader),
        }
    }

    /// The tiles that its proof is made from; none if it cannot be true.
    #[must_use]
    pub fn positions(self) -> Vec<TilePosition> {
        let noter = TileNoter::default();
        match self.prove_from(&noter) {
            Ok(_) => noter.0.into_inner().into_iter().collect(),
            Err(_) => Vec::new(),
        }
    }

    /// Its proof.
    ///
    /// # Errors
    /// Returns an error if a tile is missing or too short, or the claim cannot be true.
    pub fn prove(self, tiles: &Tiles) -> Result<Vec<Hash>, IncompleteTiles> {
        let proof = self.prove_from(&TileReader(tiles)).map_err(|_| IncompleteTiles)?;
        Ok(proof.into_iter().map(|hash| Hash::from_bytes(hash.0)).collect())
    }

    /// Whether a proof shows it: `root` is the root of the tree, and `known` the leaf or the root of the earlier tree.
    #[must_use]
    pub fn is_shown_by(self, proof: &[Hash], root: Hash, known: Hash) -> bool {
        let hash = |hash: &Hash| tlog_tiles::Hash(*hash.as_bytes());
        let (proof, root, known) = (proof.iter().map(hash).collect(), hash(&root), hash(&known));
        match self {
            Self::Has { place, size } => tlog_tiles::check_record(&proof, size, root, place, known).is_ok(),
            Self::Extends { earlier: 0, .. } => proof.is_empty() && known == tlog_tiles::EMPTY_HASH,
            Self::Extends { earlier, size } => tlog_tiles::check_tree(&proof, size, root, earlier, known).is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::work::event_log::tree::{
        leaf,
        tests::{grow, leaves},
    };

    #[test]
    fn a_proof_shows_its_claim_and_no_other() {
        let all = leaves(600);
        let (edge, tiles) = grow(&all);
        for place in [0, 1, 255, 256, 511, 512, 599] {
            let claim = Claim::Has { place, size: 600 };
            let proof = claim.prove(&tiles).unwrap();
            let known = all[usize::try_from(place).unwrap()];
            assert!(claim.is_shown_by(&proof, edge.root(), known));
            assert!(!claim.is_shown_by(&proof, edge.root(), leaf("other")));
            assert!(!claim.is_shown_by(&proof[1..], edge.root(), known));
            assert!(!Claim::Has { place: place ^ 1, size: 600 }.is_shown_by(&proof, edge.root(), known));
            let few: Tiles =
                claim.positions().into_iter().map(|position| (position, tiles[&position].clone())).collect();
            assert_eq!(claim.prove(&few), Ok(proof), "the named tiles are enough");
        }
        for earlier in [0, 1, 256, 300, 512, 600] {
            let claim = Claim::Extends { earlier, size: 600 };
            let proof = claim.prove(&tiles).unwrap();
            let (before, _) = grow(&all[..usize::try_from(earlier).unwrap()]);
            assert!(claim.is_shown_by(&proof, edge.root(), before.root()), "{earlier}");
            assert!(!claim.is_shown_by(&proof, edge.root(), leaf("other")), "{earlier}");
        }
        assert_eq!(Claim::Has { place: 600, size: 600 }.prove(&tiles), Err(IncompleteTiles));
        assert!(Claim::Has { place: 600, size: 600 }.positions().is_empty());
    }
}
