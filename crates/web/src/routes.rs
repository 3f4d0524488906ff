//! Every address, and the function that answers it. A newcomer starts here.

use crate::core::{
    app::App,
    assets,
    cache::{self, Cache},
    filled::Checked,
    may::May,
    problem::Problem,
    upload, visit,
};
// A line for each, so that two who add a page do not meet.
use crate::pages::accounts::account;
use crate::pages::accounts::calendar_links;
use crate::pages::accounts::home;
use crate::pages::accounts::invitations;
use crate::pages::accounts::people;
use crate::pages::accounts::sign_in;
use crate::pages::assessment::answers;
use crate::pages::assessment::assessments;
use crate::pages::assessment::files;
use crate::pages::assessment::frozen;
use crate::pages::assessment::headcounts;
use crate::pages::assessment::leader;
use crate::pages::assessment::ratings;
use crate::pages::assessment::sign_off::{self, deeds, leader_request, reopening, returning};
use crate::pages::charter::charter;
use crate::pages::consultation::consultations;
use crate::pages::consultation::findings;
use crate::pages::consultation::voice;
use crate::pages::imports::{self, proposals};
use crate::pages::plan::actions;
use crate::pages::plan::asks;
use crate::pages::plan::evidence::{self, beside_action, beside_answer};
use crate::pages::plan::files as plan_files;
use crate::pages::plan::owners;
use crate::pages::plan::plan_reviews;
use crate::pages::plan::plans;
use crate::pages::plan::progress;
use crate::pages::plan::rows;
use crate::pages::plan::tell;
use crate::pages::plan::workbooks;
use crate::pages::public;
use crate::pages::register::calendar;
use crate::pages::register::stewards;
use crate::pages::register::{details, due_dates, entry, register};
use crate::pages::team::comments::{on_action, on_answer, thread};
use crate::pages::team::groups;
use crate::pages::work::handovers;
use crate::pages::work::health;
use crate::pages::work::history;
use crate::pages::work::organisations;
use crate::pages::work::reminders;
use axum::{Router, extract::DefaultBodyLimit, handler::Handler, middleware, routing};
use model::core::permit::Permission;

/// The largest form: a long answer many times over.
pub(crate) const LARGEST_FORM: usize = 2 * 1024 * 1024;

/// The addresses.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table has a line for each of its rows")]
pub fn routes() -> Routes {
    Routes::default()
        // For everyone.
        .public("/health", health::show)
        .public("/static/{version}/{*file}", assets::serve)
        // Sign-off: freeze, two signatures, submit; and what takes it back.
        .get("/assessments/{assessment}/sign-off", sign_off::show)
        .get("/assessments/{assessment}/frozen", frozen::show)
        .post("/assessments/{assessment}/freeze", deeds::freeze)
        .post("/assessments/{assessment}/lead-signature", deeds::sign)
        .post("/assessments/{assessment}/leader-request", leader_request::send)
        .get("/assessments/{assessment}/reopening", reopening::ask)
        .post("/assessments/{assessment}/reopening", reopening::confirm)
        .post("/assessments/{assessment}/submission", deeds::submit)
        .get("/assessments/{assessment}/return", returning::ask)
        .post("/assessments/{assessment}/return", returning::confirm)
        // The leader's link: it shows and signs one version.
        .get("/leader/{leader_link}", leader::show)
        .post("/leader/{leader_link}", leader::sign)
        .get("/leader/{leader_link}/text", leader::text)
        // Signing in: for everyone.
        .public("/sign-in", sign_in::show)
        .public_post("/sign-in", sign_in::send)
        .public("/sign-in/code", sign_in::code::show)
        .public_post("/sign-in/code", sign_in::code::enter_by)
        .public("/sign-in/link/{sign_in_link}", sign_in::link::show)
        .public_post("/sign-in/link/{sign_in_link}", sign_in::link::follow)
        .public("/invitations/{invitation_link}", invitations::show)
        .public_post("/invitations/{invitation_link}", invitations::begin)
        .public_post("/sign-out", account::sign_out)
        // One's own account.
        .get("/home", home::show)
        .get("/account", account::show)
        .post("/account/name", account::rename)
        .post("/account/sign-out-everywhere", account::sign_out_everywhere)
        .post("/account/calendar", calendar_links::make)
        .post("/account/calendar/end", calendar_links::end)
        // Reminders, and the days in one's own calendar: by a secret in the address.
        .post("/account/reminders/stop", reminders::stop_here)
        .post("/account/reminders", reminders::resume)
        .public("/unsubscribe/{unsubscribe_link}", reminders::show)
        .public_post("/unsubscribe/{unsubscribe_link}", reminders::stop)
        .public("/calendars/{calendar_link}", calendar_links::feed)
        .get("/account/data", account::data::show)
        .get("/account/data.json", account::data::file)
        .get("/account/erasure", account::data::ask)
        .post("/account/erasure", account::data::erase)
        // The people of an organisation.
        .get("/organisations/{organisation}/people", people::show)
        .post("/organisations/{organisation}/people/{person}/role", people::change::role)
        .post("/organisations/{organisation}/people/{person}/leave", people::change::leave)
        .post("/organisations/{organisation}/invitations", people::invite::send)
        .post("/organisations/{organisation}/invitations/{invitation}/withdraw", people::invite::withdraw)
        .get("/organisations/{organisation}/groups", groups::list)
        .post("/organisations/{organisation}/groups", groups::form)
        .get("/organisations/{organisation}/groups/{group}", groups::show)
        .post("/organisations/{organisation}/groups/{group}", groups::change)
        .post("/organisations/{organisation}/groups/{group}/seats", groups::seats::take)
        .post("/organisations/{organisation}/groups/{group}/seats/{seat}/leave", groups::seats::leave)
        .post("/organisations/{organisation}/groups/{group}/meetings", groups::meetings::meet)
        .get("/organisations/{organisation}/groups/{group}/room", groups::room::show)
        .get("/organisations/{organisation}/groups/{group}/meetings/{meeting}", groups::meetings::show)
        .post("/organisations/{organisation}/groups/{group}/meetings/{meeting}", groups::meetings::minute)
        .get("/organisations/{organisation}/groups/{group}/meetings/{meeting}/versions", groups::meetings::versions)
        .get("/organisations/{organisation}/handovers", handovers::list)
        .post("/organisations/{organisation}/handovers", handovers::prepare)
        .get("/organisations/{organisation}/handovers/{handover}", handovers::show)
        .get("/organisations/{organisation}/handovers/{handover}/handover.pdf", handovers::file)
        .post("/organisations/{organisation}/handovers/{handover}/acceptance", handovers::accept)
        // The secretariat and the board.
        .get("/stewards", stewards::show)
        .post("/stewards/invitations", stewards::invite)
        .post("/stewards/invitations/{invitation}/withdraw", stewards::withdraw)
        .post("/stewards/{person}/leave", stewards::leave)
        // What everyone sees.
        .public("/", public::front::show)
        .public("/signatories", public::signatories::list)
        .public("/signatories.csv", public::open_data::rows)
        .public("/signatories.json", public::open_data::list)
        .public("/signatories/{slug}", public::signatory::show)
        .public("/signatories/{slug}/plan", public::plan::show)
        .public("/signatories/{slug}/plans/{plan}", public::plan::past)
        .public("/signatories/{slug}/plan-reviews/{plan_review}", public::plan_review::show)
        .public("/signatories/{slug}/submissions/{submission}", public::submission::show)
        .public("/signatories/{slug}/submissions/{submission}/submission.json", public::submission::file)
        .public("/signatories/{slug}/submissions/{submission}/files/{format}", files::submission)
        .public("/signatories/{slug}/plans/{plan}/files/{format}", plan_files::published)
        .public("/signatories/{slug}/actions.csv", public::plan::rows)
        .public("/signatories/{slug}/organisation.json", public::open_data::organisation)
        .public("/signatories/{slug}/you-said-we-did", public::you_said::show)
        .public("/signatories/{slug}/changes.atom", public::feed::show)
        .public("/charter", charter::show)
        .public("/charter/{edition}", charter::edition)
        .public("/charter/{edition}/form.docx", files::blank)
        .public("/open-data", public::open_data::show)
        .public("/accessibility", public::about::accessibility)
        .public("/privacy", public::about::privacy)
        .public("/robots.txt", public::about::robots)
        .public("/sitemap.xml", public::about::sitemap)
        // Self-assessments: starting, their pages, answers, headcount.
        .get("/organisations/{organisation}/assessments", assessments::list)
        .post("/organisations/{organisation}/assessments", assessments::start)
        .get("/assessments/{assessment}", assessments::tasks::show)
        .get("/assessments/{assessment}/check", assessments::check::show)
        .get("/assessments/{assessment}/questions/{question}", answers::show)
        .post("/assessments/{assessment}/questions/{question}", answers::save)
        .get("/assessments/{assessment}/questions/{question}/merge", answers::merge::show)
        .get("/assessments/{assessment}/questions/{question}/history", answers::history::show)
        .post("/assessments/{assessment}/questions/{question}/restoring", answers::history::restore)
        .get("/assessments/{assessment}/headcount", headcounts::show)
        .post("/assessments/{assessment}/headcount", headcounts::save)
        .get("/assessments/{assessment}/files/{format}", files::assessment)
        // Plans, and the actions in them.
        .get("/organisations/{organisation}/plan", plans::current)
        .get("/organisations/{organisation}/plans", plans::list)
        .get("/plans/{plan}", plans::show)
        .post("/plans/{plan}/term", plans::change_term)
        .get("/plans/{plan}/charters/{charter}/actions.csv", plans::charters::rows)
        .get("/plans/{plan}/charters/{charter}/actions.xlsx", plans::charters::workbook)
        .get("/plans/{plan}/actions/new", actions::promise::new)
        .post("/plans/{plan}/actions", actions::promise::add)
        .get("/plans/{plan}/rows", rows::form)
        .post("/plans/{plan}/rows", rows::read)
        .get("/plans/{plan}/files/{format}", plan_files::show)
        .get("/plans/{plan}/workbook.xlsx", workbooks::file)
        .get("/plans/{plan}/workbook", workbooks::form)
        .post_file("/plans/{plan}/workbook", workbooks::compare)
        .post("/plans/{plan}/workbook/changes", workbooks::write)
        .get("/actions/{action}", actions::show)
        .get("/actions/{action}/promise", actions::promise::edit)
        .post("/actions/{action}/promise", actions::promise::save)
        .get("/actions/{action}/progress", progress::form)
        .post("/actions/{action}/progress", progress::record)
        .post("/actions/{action}/place", actions::place)
        .get("/actions/{action}/division", actions::division::form)
        .post("/actions/{action}/division", actions::division::split)
        .get("/actions/{action}/merger", actions::merger::form)
        .post("/actions/{action}/merger", actions::merger::merge)
        .get("/actions/{action}/withdrawal", actions::withdrawal::form)
        .post("/actions/{action}/withdrawal", actions::withdrawal::withdraw)
        .post("/actions/{action}/return", actions::withdrawal::restore)
        // Who answers for actions.
        .get("/organisations/{organisation}/owners", owners::show)
        .post("/organisations/{organisation}/owners", owners::name)
        .get("/organisations/{organisation}/owners/{owner}", owners::one::show)
        .post("/organisations/{organisation}/owners/{owner}", owners::one::change)
        .post("/organisations/{organisation}/owners/{owner}/leave", owners::one::leave)
        .get("/actions/{action}/owner", actions::owner::form)
        .post("/actions/{action}/owner", actions::owner::save)
        // Asking owners how their actions stand, and what they say by their link.
        .get("/organisations/{organisation}/asks", asks::show)
        .post("/organisations/{organisation}/asks", asks::deeds::all)
        .post("/organisations/{organisation}/asks/chase", asks::deeds::chase)
        .post("/organisations/{organisation}/asks/patience", asks::deeds::wait)
        .post("/organisations/{organisation}/asks/{ask}/again", asks::deeds::again)
        .post("/organisations/{organisation}/asks/{ask}/withdrawal", asks::deeds::withdraw)
        .post("/actions/{action}/ask", asks::deeds::one)
        .get("/tell/{owner_link}", tell::list)
        .get("/tell/{owner_link}/{ask}", tell::show)
        .post("/tell/{owner_link}/{ask}", tell::say)
        // Reviews of the plan, by the organisation itself.
        .get("/organisations/{organisation}/plan-reviews", plan_reviews::list)
        .post("/organisations/{organisation}/plan-reviews", plan_reviews::deeds::open)
        .get("/plan-reviews/{plan_review}", plan_reviews::show)
        .post("/plan-reviews/{plan_review}/minutes", plan_reviews::deeds::write)
        .get("/plan-reviews/{plan_review}/versions", plan_reviews::versions)
        .post("/plan-reviews/{plan_review}/closing", plan_reviews::deeds::close)
        .post("/plan-reviews/{plan_review}/publication", plan_reviews::deeds::publish)
        // Evidence: the library, each piece, and what stands beside actions and answers.
        .get("/organisations/{organisation}/evidence", evidence::list)
        .get("/organisations/{organisation}/evidence/new", evidence::add::form)
        .post_file("/organisations/{organisation}/evidence", evidence::add::add)
        .get("/organisations/{organisation}/evidence/{evidence}", evidence::one::show)
        .get("/organisations/{organisation}/evidence/{evidence}/correction", evidence::correct::form)
        .post("/organisations/{organisation}/evidence/{evidence}/correction", evidence::correct::correct)
        .get("/organisations/{organisation}/evidence/{evidence}/file", evidence::one::file)
        .post("/organisations/{organisation}/evidence/{evidence}/withdrawal", evidence::one::withdraw)
        .post("/organisations/{organisation}/evidence/{evidence}/consent-end", evidence::one::take_back)
        .post("/organisations/{organisation}/evidence/{evidence}/publication", evidence::one::publish)
        .get("/actions/{action}/evidence", beside_action::choose)
        .post("/actions/{action}/evidence", beside_action::attach)
        .post("/actions/{action}/evidence/removal", beside_action::detach)
        .get("/assessments/{assessment}/questions/{question}/evidence", beside_answer::choose)
        .post("/assessments/{assessment}/questions/{question}/evidence", beside_answer::attach)
        .post("/assessments/{assessment}/questions/{question}/evidence/removal", beside_answer::detach)
        .public("/signatories/{slug}/evidence/{evidence}/file", evidence::one::public_file)
        // Comments on actions and answers, in threads.
        .get("/actions/{action}/comments", on_action::show)
        .post("/actions/{action}/comments", on_action::begin)
        .get("/assessments/{assessment}/questions/{question}/comments", on_answer::show)
        .post("/assessments/{assessment}/questions/{question}/comments", on_answer::begin)
        .get("/threads/{thread}", thread::show)
        .post("/threads/{thread}/comments", thread::reply)
        .post("/threads/{thread}/resolution", thread::deeds::resolve)
        .post("/threads/{thread}/reopening", thread::deeds::reopen)
        .post("/comments/{comment}/withdrawal", thread::deeds::withdraw)
        // What becomes of the last plan.
        .get("/assessments/{assessment}/ratings", ratings::list)
        .post("/assessments/{assessment}/ratings", ratings::decide_all)
        .get("/assessments/{assessment}/ratings/{rated}", ratings::one::form)
        .post("/assessments/{assessment}/ratings/{rated}", ratings::one::save)
        // Technicians are asked: what is asked, and what is done with it.
        .get("/organisations/{organisation}/consultations", consultations::list)
        .get("/organisations/{organisation}/consultations/new", consultations::writing::new)
        .post("/organisations/{organisation}/consultations", consultations::writing::start)
        .get("/consultations/{consultation}", consultations::show)
        .get("/consultations/{consultation}/questions", consultations::writing::edit)
        .post("/consultations/{consultation}/questions", consultations::writing::save)
        .get("/consultations/{consultation}/preview", consultations::preview::show)
        .get("/consultations/{consultation}/poster", consultations::poster::show)
        .post("/consultations/{consultation}/opening", consultations::deeds::open)
        .post("/consultations/{consultation}/closing", consultations::deeds::close)
        .post("/consultations/{consultation}/invited", consultations::deeds::count_invited)
        .get("/consultations/{consultation}/results", consultations::results::show)
        // You said, we did.
        .get("/consultations/{consultation}/findings", findings::list)
        .post("/consultations/{consultation}/findings", findings::sort)
        .get("/consultations/{consultation}/findings/{finding}", findings::one::show)
        .post("/consultations/{consultation}/findings/{finding}", findings::one::decide)
        .post("/consultations/{consultation}/findings/{finding}/actions", findings::one::promise)
        .post("/consultations/{consultation}/publication", findings::publish)
        // They answer: for everyone who has the link, and nobody is known there.
        .public("/voice/{code}", voice::show)
        .public_post("/voice/{code}", voice::send)
        .public("/voice/{code}/thanks", voice::thanks)
        .public_post("/voice/{code}/name", voice::leave_name)
        // Documents that are read in.
        .get("/organisations/{organisation}/imports", imports::list)
        .post_file("/organisations/{organisation}/imports", imports::read)
        .get("/imports/{import}", proposals::show)
        .post("/imports/{import}/acceptance", proposals::accept)
        .post("/imports/{import}/refusal", proposals::refuse)
        // What is due when, for everyone.
        .public("/calendar", calendar::show)
        .public("/calendar.ics", calendar::feed)
        .public("/signatories/{slug}/calendar.ics", calendar::feed_of)
        // The register.
        .get("/register", register::list)
        .get("/register/new", register::enter::form)
        .post("/register", register::enter::save)
        // An organisation: what is due, what it says of itself, what the secretariat keeps of it.
        .get("/organisations/{organisation}", organisations::show)
        .get("/organisations/{organisation}/details", details::form)
        .post("/organisations/{organisation}/details", details::save)
        .get("/organisations/{organisation}/register", entry::form)
        .post("/organisations/{organisation}/register", entry::save)
        .get("/organisations/{organisation}/due-dates", due_dates::form)
        .post("/organisations/{organisation}/due-dates", due_dates::record)
        .get("/organisations/{organisation}/history", history::show)
}

/// The whole of the site: its addresses, with what stands around each.
pub fn site(app: App) -> Router {
    routes()
        .router
        .fallback(async || Problem::NotFound)
        // A form's address that is opened as a page has none.
        .method_not_allowed_fallback(async || Problem::NotFound)
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(app.clone(), visit::around))
        .layer(middleware::from_fn_with_state((app.clone(), Cache::default()), cache::around))
        .with_state(app)
}

/// A router that remembers its addresses, so that the tests can visit each one as everybody.
#[derive(Default)]
pub struct Routes {
    /// The router.
    pub router: Router<App>,
    /// Each method and path, in the order above.
    pub list: Vec<(&'static str, &'static str)>,
}

#[expect(clippy::disallowed_methods, reason = "this is the list of addresses")]
impl Routes {
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
