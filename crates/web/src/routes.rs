//! Every address, a list for each area. A newcomer starts here.

use crate::{
    core::{
        app::App,
        assets,
        cache::{self, Cache},
        form::LARGEST_FORM,
        problem::Problem,
        request,
        routing::Routes,
    },
    pages,
};
use axum::{Router, extract::DefaultBodyLimit, middleware};

/// The addresses.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        .public("/static/{version}/{*file}", assets::serve)
        .and(pages::public::routes::routes())
        .and(pages::charter::routes::routes())
        .and(pages::register::routes::routes())
        .and(pages::accounts::routes::routes())
        .and(pages::team::routes::routes())
        .and(pages::plan::routes::routes())
        .and(pages::assessment::routes::routes())
        .and(pages::consultation::routes::routes())
        .and(pages::imports::routes::routes())
        .and(pages::work::routes::routes())
}

/// The whole of the site: its addresses, with the layers around each.
pub fn site(app: App) -> Router {
    routes()
        .router
        .fallback(async || Problem::NotFound)
        // A form's address that is opened as a page has none.
        .method_not_allowed_fallback(async || Problem::NotFound)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(app.clone(), request::around))
        .layer(middleware::from_fn_with_state((app.clone(), Cache::default()), cache::around))
        .with_state(app)
}
