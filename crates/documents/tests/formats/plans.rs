//! Plans in the layouts of real documents. All organisations, people and actions are invented.

use crate::charter;

use documents::reading::{FoundAction, Reading, WhichPlan};

/// A stage 2 form around a plan, so that the form is recognised.
fn submission(ratings: &str, plan: &str) -> Reading {
    let text = format!(
        "Stage Two Self-Assessment\n\nOrganisation: University of Marrow\n\nPlease provide an overview of technical staff \
         structures in your organisation.\n\nWe have four workshops.\n\nPlease provide a RAG analysis of your 24-month action \
         plan indicating which activities are completed.\n\n{ratings}\n\nPlease provide a 36-month action plan detailing how you \
         address the themes and how impact is evidenced.\n\n{plan}\n"
    );
    read("plan.txt", &text)
}

fn read(name: &str, text: &str) -> Reading {
    documents::read(name, text.as_bytes(), &charter::technician_commitment()).unwrap()
}

/// An action as one line: plan, colour, themes, text.
fn line(action: &FoundAction) -> String {
    let plan = if action.plan == WhichPlan::Rated { "rated" } else { "new" };
    let rag = action.rag.map_or("-", |colour| colour.as_str());
    let themes: Vec<&str> = action.themes.iter().map(model::ThemeKey::as_str).collect();
    format!("{plan} {rag} {}: {}", themes.join("+"), action.text.replace('\n', " / "))
}

fn lines(reading: &Reading) -> Vec<String> {
    reading.actions.iter().map(line).collect()
}

#[test]
fn one_table_for_all_with_a_theme_column_that_is_filled_down() {
    let reading = submission(
        "",
        "| Theme | Action | Owner | Timescale | Success measure |\n|---|---|---|---|---|\n\
         | **Visibility** | Print a map of the kilns | A. Bone | By March 2022 | 90% know it |\n\
         | | Name a spokesperson | TBC | ongoing | |\n\
         | Recognition & Career Development | Fund two degrees | HR | Y1-3 | two degrees |\n",
    );
    assert_eq!(
        lines(&reading),
        [
            "new - visibility: Print a map of the kilns",
            "new - visibility: Name a spokesperson",
            "new - recognition+career-development: Fund two degrees"
        ]
    );
    let map = &reading.actions[0];
    assert_eq!((map.owner.as_deref(), map.timescale.as_deref()), (Some("A. Bone"), Some("By March 2022")));
    assert_eq!((map.due.unwrap().to_string().as_str(), map.measure.as_deref()), ("2022-03-31", Some("90% know it")));
    let others = reading.actions[1..].iter().map(|action| (action.timescale.as_deref(), action.due));
    assert_eq!(others.collect::<Vec<_>>(), [(Some("ongoing"), None), (Some("Y1-3"), None)]);
}

#[test]
fn a_table_for_each_theme_below_its_heading_with_a_letter_for_the_colour() {
    let reading = submission(
        "### Visibility\n\nNo.\tAction\tR/A/G\tUpdate\n1\tPrint a map\tG\tPrinted twice\n2\tName a spokesperson\tA\t\n3\tOpen the doors\t\tNobody knows\n\n\
         ### Sustainability\n\nNo.\tAction\tR/A/G\tUpdate\n1\tHire apprentices\tR – no funds\tWe asked\n2\tGreen labs\tEmbedded\t\n",
        "See the appendix.",
    );
    assert_eq!(
        lines(&reading),
        [
            "rated green visibility: Print a map",
            "rated amber visibility: Name a spokesperson",
            "rated - visibility: Open the doors",
            "rated red sustainability: Hire apprentices",
            "rated - sustainability: Green labs",
        ]
    );
    let comments: Vec<_> = reading.actions.iter().map(|action| action.comment.as_deref()).collect();
    assert_eq!(
        comments,
        [Some("Printed twice"), None, Some("Nobody knows"), Some("We asked\n\nR – no funds"), Some("Embedded")]
    );
}

#[test]
fn lists_below_themes_with_statuses_typed_at_the_end() {
    let reading = submission(
        "**Visibility**\n\n- Print a map – Green – done\n- Name a spokesperson (Amber)\n- Open the doors\n  - on Mondays\n\nRecognition:\n\n\
         1. Nominate for prizes - complete\n2. Green labs\n3. Embedded in the culture\n",
        "",
    );
    assert_eq!(
        lines(&reading),
        [
            "rated green visibility: Print a map",
            "rated amber visibility: Name a spokesperson",
            "rated - visibility: Open the doors / - on Mondays",
            "rated green recognition: Nominate for prizes",
            "rated - recognition: Green labs",
            "rated - recognition: Embedded in the culture",
        ]
    );
}

#[test]
fn labels_on_the_same_line_or_on_the_next() {
    let reading = submission(
        "The following actions were rated amber:\n\nVisibility\n\n1. Action: Print a map\nComments: The printer broke.\nLessons learned: Buy two.\n\n\
         2.\n\nAction:\n\nName a spokesperson\n\nComment:\n\nNobody asked.\n\nThen somebody did:\n\n- in May\n- in June\n\nLearning:\n\nAsk.\n\n\
         ## Recognition\n\n**Action**\n\nNominate for prizes\n\n**RAG:** Red\n\n**Owner:** Ada Bone\n\n**Timescale:** June 2024\n",
        "",
    );
    assert_eq!(
        lines(&reading),
        [
            "rated amber visibility: Print a map",
            "rated amber visibility: Name a spokesperson",
            "rated red recognition: Nominate for prizes"
        ]
    );
    let [map, spokesperson, prizes] = reading.actions.as_slice() else { panic!() };
    assert_eq!((map.comment.as_deref(), map.learning.as_deref()), (Some("The printer broke."), Some("Buy two.")));
    assert_eq!(spokesperson.comment.as_deref(), Some("Nobody asked.\n\nThen somebody did:\n- in May\n- in June"));
    assert_eq!((prizes.owner.as_deref(), prizes.due.unwrap().to_string()), (Some("Ada Bone"), "2024-06-30".into()));
}

#[test]
fn past_achievements_below_a_theme_in_an_answer_are_not_actions() {
    let text = "Guidance for completing the self-assessment\n\nComments on initiatives put in place since becoming a signatory:\n\n\
                Visibility\n\n- We printed a map\n- We named a spokesperson\n\nPlease provide a 24-month action plan, detailing how \
                themes are addressed and evidenced:\n\nVisibility\n\n- Print another map\n";
    let reading = read("stage-1.txt", text);
    assert_eq!(lines(&reading), ["new - visibility: Print another map"]);
    assert_eq!(reading.answers[0].text, "Visibility\n\n- We printed a map\n- We named a spokesperson");
}

#[test]
fn a_table_that_continues_on_the_next_page_keeps_its_columns_and_theme() {
    let reading = submission(
        "",
        "Theme\tAction\tOwner\tWhen\nVisibility\tPrint a map\tBone\t2025\n\n\tName a spokesperson\tSinew\tQ1 2026\n\
         \t\tand Marrow\t\nTheme\tAction\tOwner\tWhen\nSustainability\tHire apprentices\tHR\t31 June\n",
    );
    assert_eq!(
        lines(&reading),
        [
            "new - visibility: Print a map",
            "new - visibility: Name a spokesperson",
            "new - sustainability: Hire apprentices"
        ]
    );
    let owners: Vec<_> = reading.actions.iter().map(|action| action.owner.as_deref().unwrap()).collect();
    assert_eq!(owners, ["Bone", "Sinew\nand Marrow", "HR"]);
    let dues: Vec<_> = reading.actions.iter().map(|action| action.due.map(|due| due.to_string())).collect();
    assert_eq!(dues, [Some("2025-12-31".into()), Some("2026-03-31".into()), None]);
}

#[test]
fn html_in_cells_is_a_list_of_actions() {
    let reading = submission(
        "",
        "Theme\tActivities\n<p>Visibility</p><p>That <b>everybody</b> is seen.</p>\t<ul><li>Print a map</li><li>Name a spokesperson &amp; more</li></ul>\n\
         <p>Recognition</p>\t<ul> • Nominate • Publish names (in progress with the press)\n",
    );
    assert_eq!(
        lines(&reading),
        [
            "new - visibility: Print a map",
            "new - visibility: Name a spokesperson & more",
            "new - recognition: Nominate",
            "new amber recognition: Publish names"
        ]
    );
    assert_eq!(reading.actions[3].comment.as_deref(), Some("in progress with the press"));
}

#[test]
fn lines_of_a_text_grid_between_two_rules_are_one_row() {
    let reading = submission(
        "",
        "+------------+-----------------+---------+\n| Theme      | Action          | Lead    |\n+============+=================+=========+\n\
         | Visibility | Print a map     | A.      |\n|            | of all kilns    | Bone    |\n+------------+-----------------+---------+\n",
    );
    assert_eq!(lines(&reading), ["new - visibility: Print a map / of all kilns"]);
    assert_eq!(reading.actions[0].owner.as_deref(), Some("A.\nBone"));
}

#[test]
fn theme_rows_within_a_table_apply_to_the_rows_below() {
    let reading = submission(
        "Action\tStatus\tLessons learned\nTheme 1: Visibility\t\t\nPrint a map\tComplete\tPaper tears\nTheme 2: Career development\t\t\n\
         Fund a degree\tIn progress, with HR\t\nOffer swaps\tNot started\tAsk first\n",
        "",
    );
    assert_eq!(
        lines(&reading),
        [
            "rated green visibility: Print a map",
            "rated amber career-development: Fund a degree",
            "rated red career-development: Offer swaps"
        ]
    );
    assert_eq!(reading.actions[0].learning.as_deref(), Some("Paper tears"));
    assert_eq!(reading.actions[1].comment.as_deref(), Some("In progress, with HR"));
}

#[test]
fn a_plan_in_an_appendix_is_identified_by_its_heading() {
    let reading = submission(
        "Please see Appendix A.",
        "Please see Appendix B.\n\nSigned: Ada Bone (institutional lead)\n\nDate: 1 May 2023\n\nAppendix A: RAG-rated action plan 2020-2023\n\n\
         Theme\tAction\tRAG\nVisibility\tPrint a map\tGreen\n\nAppendix B: Forward action plan 2023-2026\n\nTheme\tAction\tOwner\nVisibility\tPrint a globe\tBone\n",
    );
    assert_eq!(lines(&reading), ["rated green visibility: Print a map", "new - visibility: Print a globe"]);
}

#[test]
fn a_plan_alone_is_read_with_a_notice_about_its_unknown_stage() {
    let text = "# Our action plan\n\n## Visibility\n\n| Action | Owner | By when |\n|---|---|---|\n| Print a map | Bone | May 2026 |\n";
    let reading = read("plan.md", text);
    assert_eq!(lines(&reading), ["new - visibility: Print a map"]);
    assert_eq!((reading.stage, reading.notices[0].code.as_str()), (None, "organisation-missing"));
    assert!(reading.notices.iter().any(|notice| notice.code == "edition-unknown"));
}

#[test]
fn struck_out_text_is_not_an_action() {
    let reading = submission("", "Visibility\n\n- ~~Print a map~~\n- ~~Open~~ Close the doors\n");
    assert_eq!(lines(&reading), ["new - visibility: Close the doors"]);
}

#[test]
fn a_heading_without_a_theme_ends_the_theme_above() {
    let reading = submission(
        "**Visibility**\n\n- Print a map\n\n**Sustainability and succession**\n\n- Hire apprentices\n\n**Other work**\n\n- Paint the doors\n",
        "",
    );
    assert_eq!(
        lines(&reading),
        ["rated - visibility: Print a map", "rated - sustainability: Hire apprentices", "rated - : Paint the doors"]
    );
    assert!(reading.notices.iter().any(|notice| notice.code == "actions-without-theme"));
}

#[test]
fn paragraphs_below_a_theme_stay_in_the_answer_with_their_heading() {
    let reading = submission("Visibility\n\nWe did well.\n\nRecognition\n\n1. Print a map\n", "");
    assert_eq!(lines(&reading), ["rated - recognition: Print a map"]);
    assert_eq!(reading.answers[1].text, "Visibility\n\nWe did well.");
}
