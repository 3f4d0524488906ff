//! Background work: removes what was deleted from the files of the database. What fails is logged, and done later: it must not stop what
//! was deleted from being deleted.

use crate::{core::app::App, work::program};
use store::core::wiping;

/// Does what takes no time, right after personal data or responses were deleted.
pub async fn wipe(app: &App) {
    if let Err(error) = wiping::wipe(&app.db, &program::permit()).await {
        tracing::warn!(%error, "deleted data was not removed from the files of the database yet");
    }
}

/// Does all of it, at night.
pub(crate) async fn rewrite(app: &App) {
    if let Err(error) = wiping::rewrite(&app.db, &program::permit()).await {
        tracing::error!(%error, "the files of the database were not rewritten without deleted data");
    }
}
