//! How an address is listed: with a handler whose first argument says who may call it, or as public.

use crate::core::{
    app::App,
    authorize::May,
    form::{extract::Checked, upload},
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

/// What answers a request, whichever handler it is. Axum is given this one type, so that its machinery is compiled once and not again
/// for each of 200 handlers.
type Answer = Arc<dyn Fn(Request, App) -> Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync>;

fn answer<T: 'static>(handler: impl Handler<T, App>) -> Answer {
    Arc::new(move |request, app| Box::pin(handler.clone().call(request, app)))
}

fn on(method: MethodFilter, answer: Answer) -> MethodRouter<App> {
    routing::on(method, move |State(app): State<App>, request: Request| answer(request, app))
}

/// A router that remembers its addresses, so that the tests can visit each one in every role.
#[derive(Default)]
pub struct Routes {
    /// The router.
    pub router: Router<App>,
    /// Each method and path, in the order of the lists.
    pub list: Vec<(&'static str, &'static str)>,
    /// Each former address of a page, and its present one.
    pub renamed: Vec<(&'static str, &'static str)>,
}

#[expect(clippy::disallowed_methods, reason = "this is the list of addresses")]
impl Routes {
    /// These addresses and those of another list.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.list.extend(more.list);
        self.renamed.extend(more.renamed);
        self.router = self.router.merge(more.router);
        self
    }
    /// The former address of a page, which is on posters, in emails and in bookmarks: it leads to the present one for good. Both name
    /// the same parameters.
    #[must_use]
    pub fn renamed(mut self, former: &'static str, present: &'static str) -> Self {
        self.renamed.push((former, present));
        let handler = async move |path: RawPathParams, RawQuery(query): RawQuery| -> Result<Redirect, Problem> {
            let mut address = present.to_owned();
            for (name, value) in &path {
                // Identities, slugs, keys and secrets have no other characters; whatever has is no address of ours.
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
        self.router = self.router.route(former, on(MethodFilter::GET, answer(handler)));
        self
    }
    /// A page for everyone.
    #[must_use]
    pub fn public<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, on(MethodFilter::GET, answer(handler)));
        self
    }
    /// A form that everyone may send.
    #[must_use]
    pub fn public_post<T: EndsChecked + 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("POST", path));
        self.router = self.router.route(path, on(MethodFilter::POST, answer(handler)));
        self
    }
    /// A page for those whom its handler's first argument admits.
    #[must_use]
    pub fn get<T: Guarded + 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, on(MethodFilter::GET, answer(handler)));
        self
    }
    /// A form that those may send whom its handler's first argument admits.
    #[must_use]
    pub fn post<T: Guarded + EndsChecked + 'static>(
        mut self,
        path: &'static str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        self.router = self.router.route(path, on(MethodFilter::POST, answer(handler)));
        self
    }
    /// The same for a form with a file, which may be larger.
    #[must_use]
    pub fn post_file<T: Guarded + EndsChecked + 'static>(
        mut self,
        path: &'static str,
        handler: impl Handler<T, App>,
    ) -> Self {
        self.list.push(("POST", path));
        let limit = DefaultBodyLimit::max(upload::LARGEST);
        self.router = self.router.route(path, on(MethodFilter::POST, answer(handler)).layer(limit));
        self
    }
}

/// The arguments of a handler that says first who may call it.
#[diagnostic::on_unimplemented(
    message = "this page does not say who may see it",
    note = "take `May<SomePermission>` as its first argument, or list it as `.public`"
)]
pub trait Guarded {}

/// The arguments of a handler that looks for the token of the form.
#[diagnostic::on_unimplemented(
    message = "this form is not checked to be ours",
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
