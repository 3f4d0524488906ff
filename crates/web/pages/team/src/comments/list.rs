//! All threads on an action or on an answer, and the form that begins another: one page for both.

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

/// The page.
#[derive(Template)]
#[template(path = "team/comments/list.html")]
pub(super) struct ListPage {
    shell: Shell,
    name: String,
    /// What it is on: its address, and "Action" or "Answer".
    on: (String, &'static str),
    /// The same in words: the action, or the question.
    about: String,
    title: String,
    here: String,
    open: Vec<ThreadView>,
    settled: Vec<ThreadView>,
    form: CommentFormView,
    errors: Errors,
}

/// What comments stand on.
pub(super) struct On {
    /// Its address.
    pub(super) path: String,
    /// "Action", "Answer".
    pub(super) what: &'static str,
    /// The same in words.
    pub(super) about: String,
    /// The tab that it is under.
    pub(super) section: Section,
}

impl ListPage {
    pub(super) fn new<P: Permission>(
        (app, may): (&App, &May<P>),
        on: On,
        threads: &[Thread],
        members: &[Member],
        (fields, errors): (CommentFields, Errors),
    ) -> Self
    where
        P::Place: InOrganisation,
    {
        let me = may.author().person();
        // The newest first: what was begun last is read first.
        let views = threads.iter().rev().map(|thread| ThreadView::new(thread, me));
        let (open, settled): (Vec<_>, Vec<_>) = views.partition(|view| view.is_open);
        Self {
            shell: may.shell(app, on.section),
            name: may.organisation.clone(),
            title: title(open.len(), settled.len()),
            here: format!("{}/comments", on.path),
            on: (on.path, on.what),
            about: on.about,
            open,
            settled,
            form: CommentFormView::new(fields, members, me),
            errors,
        }
    }
}

fn title(open: usize, settled: usize) -> String {
    match (open, settled) {
        (0, 0) => "No comments yet".to_owned(),
        (0, _) => "No open comments".to_owned(),
        (1, _) => "1 open comment".to_owned(),
        (open, _) => format!("{open} open comments"),
    }
}

/// Said where an action or an answer has as many threads as it can have.
pub(super) const FULL: &str = "There are already 200 comments here. Reply to one of them";
