//! The tiles of the tree.

use super::{checkpoints, number, size};
use crate::core::db::{Error, Tx};
use model::work::event_log::tree::{RightEdge, TilePosition, Tiles};

/// The tiles at some positions. One that is missing is left out.
pub(in crate::work) async fn at(tx: &mut Tx, positions: &[TilePosition]) -> Result<Tiles, Error> {
    let mut tiles = Tiles::new();
    for position in positions {
        let row: Option<(Vec<u8>,)> = tx
            .query("select hashes from log_tile where level = $1 and position = $2")
            .bind(i64::from(position.level))
            .bind(number(position.index)?)
            .optional()
            .await?;
        tiles.extend(row.map(|(hashes,)| (*position, hashes)));
    }
    Ok(tiles)
}

/// The right edge of the tree as it is.
pub(super) async fn edge(tx: &mut Tx) -> Result<RightEdge, Error> {
    let size = size(tx).await?;
    let tiles = at(tx, &RightEdge::positions(size)).await?;
    RightEdge::of(size, &tiles).map_err(|error| Error::Decode(error.into()))
}

/// Stores tiles, of which those at the right edge may be there with fewer hashes.
pub(super) async fn store(tx: &mut Tx, tiles: Tiles) -> Result<(), Error> {
    for (position, hashes) in tiles {
        tx.query(
            "insert into log_tile (level, position, hashes) values ($1, $2, $3)
             on conflict (level, position) do update set hashes = excluded.hashes",
        )
        .bind(i64::from(position.level))
        .bind(number(position.index)?)
        .bind(hashes)
        .run()
        .await?;
    }
    Ok(())
}

/// The first `width` hashes of a tile, for everyone; none if the newest checkpoint does not cover them.
pub async fn tile(tx: &mut Tx, position: TilePosition, width: u64) -> Result<Option<Vec<u8>>, Error> {
    let Some(newest) = checkpoints::latest(tx).await? else { return Ok(None) };
    if position.width(newest.size) < width {
        return Ok(None);
    }
    let bytes = usize::try_from(width * 32).map_err(|error| Error::Decode(error.into()))?;
    let hashes = at(tx, &[position]).await?.remove(&position);
    Ok(hashes.and_then(|hashes| hashes.get(..bytes).map(<[u8]>::to_vec)))
}
