//! All routes, in one list per area. The place to start reading.

use axum::{Extension, Router, extract::DefaultBodyLimit, middleware};
use web_shell::{
    core::{
        app::App,
        assets,
        cache::{self, Cache},
        form::limit::{FormLimit, FormLimits},
        problem::Problem,
        request,
        routing::Routes,
    },
    server::{deadlines, request_id},
};

/// Returns the routes of all areas.
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
        .and(pages_peer_review::routes::routes())
        .and(pages_work::routes::routes())
}

/// Builds the router of the site: all routes, with the middleware around them.
pub fn site(app: App) -> Router {
    let routes = routes();
    let limits = FormLimits::new(routes.limits);
    routes
        .router
        .fallback(async || Problem::NotFound)
        // An address that only takes forms has no page.
        .method_not_allowed_fallback(async || Problem::NotFound)
        .layer(DefaultBodyLimit::max(FormLimit::GUARDED.bytes))
        .layer(middleware::from_fn_with_state(app.clone(), request::middleware))
        .layer(Extension(limits))
        .layer(middleware::from_fn_with_state((app.clone(), Cache::default()), cache::middleware))
        .layer(middleware::from_fn_with_state(app.clone(), deadlines::middleware))
        .layer(middleware::from_fn_with_state(app.clone(), request_id::middleware))
        .with_state(app)
}
