//! The page with all threads on an action or answer, and the form to start another.

use super::{CommentFields, CommentFormView, ThreadView};
use askama::Template;
use model::{
    core::permit::{InOrganisation, Permission},
    team::comment::Thread,
};
use store::accounts::members::Member;
use web_shell::core::{
    app::App,
    authorize::{May, Section},
    form::Errors,
    shell::Shell,
};

/// The page with the threads on an action or answer.
#[derive(Template)]
#[template(path = "team/comments/list.html")]
pub(super) struct ListPage {
    shell: Shell,
    name: String,
    /// The address of the action or answer, and "Action" or "Answer".
    on: (String, &'static str),
    /// The text of the action, or the title of the question.
    about: String,
    title: String,
    here: String,
    open: Vec<ThreadView>,
    resolved: Vec<ThreadView>,
    form: CommentFormView,
    errors: Errors,
}

/// The action or answer that comments are on.
pub(super) struct CommentedItem {
    /// Its address.
    pub(super) path: String,
    /// "Action", "Answer".
    pub(super) what: &'static str,
    /// The text of the action, or the title of the question.
    pub(super) about: String,
    /// The tab that its page is under.
    pub(super) section: Section,
}

impl ListPage {
    pub(super) fn new<P: Permission>(
        (app, may): (&App, &May<P>),
        item: CommentedItem,
        threads: &[Thread],
        members: &[Member],
        (fields, errors): (CommentFields, Errors),
    ) -> Self
    where
        P::Place: InOrganisation,
    {
        let me = may.author().person();
        // The newest thread comes first.
        let views = threads.iter().rev().map(|thread| ThreadView::new(thread, me));
        let (open, resolved): (Vec<_>, Vec<_>) = views.partition(|view| view.is_open);
        Self {
            shell: may.shell(app, item.section),
            name: may.organisation.clone(),
            title: title(open.len(), resolved.len()),
            here: format!("{}/comments", item.path),
            on: (item.path, item.what),
            about: item.about,
            open,
            resolved,
            form: CommentFormView::new(fields, members, me),
            errors,
        }
    }
}

fn title(open: usize, resolved: usize) -> String {
    match (open, resolved) {
        (0, 0) => "No comments yet".to_owned(),
        (0, _) => "No open comments".to_owned(),
        (1, _) => "1 open comment".to_owned(),
        (open, _) => format!("{open} open comments"),
    }
}

/// The error if an action or answer already has the maximum number of threads.
pub(super) const FULL: &str = "There are already 200 comments here. Reply to one of them";
