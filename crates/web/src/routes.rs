//! Every address, a list for each area. A newcomer starts here.

use axum::{Router, extract::DefaultBodyLimit, middleware};
use web_shell::{
    core::{
        app::App,
        assets,
        cache::{self, Cache},
        form::LARGEST_FORM,
        problem::Problem,
        request,
        routing::Routes,
    },
    server::{deadlines, request_id},
};

/// The addresses.
#[must_use]
pub fn routes() -> Routes {
    Routes::default()
        .public("/static/{version}/{*file}", assets::serve)
        .and(pages_public::routes::routes())
        .and(pages_charter::routes::routes())
        .and(pages_register::routes::routes())
        .and(pages_accounts::routes::routes())
        .and(pages_team::routes::routes())
        .and(pages_plan::routes::routes())
        .and(pages_assessment::routes::routes())
        .and(pages_consultation::routes::routes())
        .and(pages_imports::routes::routes())
        .and(pages_work::routes::routes())
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
        .layer(middleware::from_fn_with_state(app.clone(), deadlines::around))
        .layer(middleware::from_fn_with_state(app.clone(), request_id::around))
        .with_state(app)
}
