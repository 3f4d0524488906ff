//! Lists of routes: each has a handler whose first argument says who may call it, or is listed as public.

use crate::core::{
    app::App,
    authorize::May,
    form::{extract::Checked, limit::FormLimit, upload},
    problem::Problem,
};
use axum::{
    Router,
    extract::{DefaultBodyLimit, RawPathParams, RawQuery, Request, State},
    handler::Handler,
    response::{Redirect, Response},
    routing::{self, MethodFilter, MethodRouter},
};
use model::core::permit::Permission;
use std::{pin::Pin, sync::Arc};

/// A handler with its type erased. Axum is given this one type, so that its generic code is compiled once and not for each of 200 handlers.
type Endpoint = Arc<dyn Fn(Request, App) -> Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync>;

fn endpoint<T: 'static>(handler: impl Handler<T, App>) -> Endpoint {
    Arc::new(move |request, app| Box::pin(handler.clone().call(request, app)))
}

fn on(method: MethodFilter, endpoint: Endpoint) -> MethodRouter<App> {
    routing::on(method, move |State(app): State<App>, request: Request| endpoint(request, app))
}

/// A router that records its routes, so that tests can visit each one in every role.
#[derive(Default)]
pub struct Routes {
    /// The router.
    pub router: Router<App>,
    /// The method and path of each route, in the order of the lists.
    pub list: Vec<(&'static str, &'static str)>,
    /// The former and the current path of each renamed page.
    pub renamed: Vec<(&'static str, &'static str)>,
    /// The limit of the form at each path that takes one.
    pub limits: Vec<(&'static str, FormLimit)>,
}

#[expect(clippy::disallowed_methods, reason = "this is the list of routes")]
impl Routes {
    /// Adds the routes of another list.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.list.extend(more.list);
        self.renamed.extend(more.renamed);
        self.limits.extend(more.limits);
        self.router = self.router.merge(more.router);
        self
    }
    /// Adds a permanent redirect from the former path of a page, which is on posters, in emails and in bookmarks, to the current one. Both have
    /// the same parameters.
    #[must_use]
    pub fn renamed(mut self, former: &'static str, current: &'static str) -> Self {
        self.renamed.push((former, current));
        let handler = async move |path: RawPathParams, RawQuery(query): RawQuery| -> Result<Redirect, Problem> {
            let mut address = current.to_owned();
            for (name, value) in &path {
                // Ids, slugs, keys and secrets have only these characters, so a path with others is not one of ours.
                if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) {
                    return Err(Problem::NotFound);
                }
                address = address.replace(&format!("{{{name}}}"), value);
            }
            if let Some(query) = query {
                address = format!("{address}?{query}");
            }
            Ok(Redirect::permanent(&address))
        };
        self.router = self.router.route(former, on(MethodFilter::GET, endpoint(handler)));
        self
    }
    /// Adds a page that everyone may see.
    #[must_use]
    pub fn public<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, on(MethodFilter::GET, endpoint(handler)));
        self
    }
    /// Adds a form that everyone may submit, with the limit [`FormLimit::PUBLIC`].
    #[must_use]
    pub fn public_post<T: EndsChecked + 'static>(self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.public_post_within(path, FormLimit::PUBLIC, handler)
    }
    /// Adds a form that everyone may submit, with a limit of its own.
    #[must_use]
    pub fn public_post_within<T: EndsChecked + 'static>(
        mut self,
        path: &'static str,
        limit: FormLimit,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        self.limits.push((path, limit));
        self.router = self.router.route(path, on(MethodFilter::POST, endpoint(handler)));
        self
    }
    /// Adds a form with a file that everyone may submit, with the maximum size of its body in bytes.
    #[must_use]
    pub fn public_post_file<T: EndsChecked + 'static>(
        mut self,
        path: &'static str,
        max_bytes: usize,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        let limit = DefaultBodyLimit::max(max_bytes);
        self.router = self.router.route(path, on(MethodFilter::POST, endpoint(handler)).layer(limit));
        self
    }
    /// Adds a page for visitors with the permission in the handler's first argument.
    #[must_use]
    pub fn get<T: Guarded + 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, on(MethodFilter::GET, endpoint(handler)));
        self
    }
    /// Adds a form for visitors with the permission in the handler's first argument.
    #[must_use]
    pub fn post<T: Guarded + EndsChecked + 'static>(
        mut self,
        path: &'static str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        self.limits.push((path, FormLimit::GUARDED));
        self.router = self.router.route(path, on(MethodFilter::POST, endpoint(handler)));
        self
    }
    /// Adds a form with files, whose body may be larger, for visitors with the permission in the handler's first argument.
    #[must_use]
    pub fn post_file<T: Guarded + EndsChecked + 'static>(
        mut self,
        path: &'static str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        let limit = DefaultBodyLimit::max(upload::MAX_UPLOAD_BYTES);
        self.router = self.router.route(path, on(MethodFilter::POST, endpoint(handler)).layer(limit));
        self
    }
}

/// The arguments of a handler whose first argument says who may call it.
#[diagnostic::on_unimplemented(
    message = "this page does not say who may see it",
    note = "take `May<SomePermission>` as its first argument, or list it as `.public`"
)]
pub trait Guarded {}

/// The arguments of a handler whose last argument checks the CSRF token.
#[diagnostic::on_unimplemented(
    message = "this handler does not check the CSRF token of the form",
    note = "take `Filled<SomeFields>` as its last argument"
)]
pub trait EndsChecked {}

macro_rules! guarded { ($($more:ident)*) => { impl<M, P: Permission, $($more),*> Guarded for (M, May<P>, $($more),*) {} } }
guarded!();
guarded!(A);
guarded!(A B);
guarded!(A B C);
guarded!(A B C D);
guarded!(A B C D E);

macro_rules! ends_checked { ($($before:ident)*) => { impl<M, $($before,)* F: Checked> EndsChecked for (M, $($before,)* F,) {} } }
ends_checked!();
ends_checked!(A);
ends_checked!(A B);
ends_checked!(A B C);
ends_checked!(A B C D);
ends_checked!(A B C D E);
