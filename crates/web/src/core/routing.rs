//! How an address is listed: with a handler whose first argument says who may call it, or as public.

use crate::core::{
    app::App,
    authorize::May,
    form::{extract::Checked, upload},
};
use axum::{Router, extract::DefaultBodyLimit, handler::Handler, routing};
use model::core::permit::Permission;

/// A router that remembers its addresses, so that the tests can visit each one as everybody.
#[derive(Default)]
pub struct Routes {
    /// The router.
    pub router: Router<App>,
    /// Each method and path, in the order of the lists.
    pub list: Vec<(&'static str, &'static str)>,
}

#[expect(clippy::disallowed_methods, reason = "this is the list of addresses")]
impl Routes {
    /// These addresses and those of another list.
    #[must_use]
    pub fn and(mut self, more: Self) -> Self {
        self.list.extend(more.list);
        self.router = self.router.merge(more.router);
        self
    }
    /// A page for everyone.
    #[must_use]
    pub fn public<T: 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, routing::get(handler));
        self
    }
    /// A form that everyone may send.
    #[must_use]
    pub fn public_post<T: EndsChecked + 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("POST", path));
        self.router = self.router.route(path, routing::post(handler));
        self
    }
    /// A page for those whom its handler's first argument admits.
    #[must_use]
    pub fn get<T: Guarded + 'static>(mut self, path: &'static str, handler: impl Handler<T, App>) -> Self {
        self.list.push(("GET", path));
        self.router = self.router.route(path, routing::get(handler));
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
        self.router = self.router.route(path, routing::post(handler));
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
        self.router = self.router.route(path, routing::post(handler).layer(limit));
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
