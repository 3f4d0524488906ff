//! Generated actions and ratings.

use super::words::{line, name, prose, sentence};
use jiff::Span;
use model::{
    ActionId, AlliedKey, CategoryKey, Date, RecommendationKey, ThemeKey,
    assessment::locked_version::RatedAction,
    charter::{Charter, rating::Colour},
    plan::{Ended, Outcome, action::PublicDetails, timescale},
};
use proptest::{option, prelude::*, sample::select, sample::subsequence};
use uuid::Uuid;

/// Action details.
pub(super) fn details(charter: &'static Charter) -> impl Strategy<Value = PublicDetails> {
    let themes: Vec<ThemeKey> = charter.themes.iter().map(|theme| theme.id.clone()).collect();
    let max_themes = themes.len().min(3);
    let categories: Vec<CategoryKey> = charter.categories.iter().map(|category| category.id.clone()).collect();
    let allied: Vec<AlliedKey> = charter.allied.iter().map(|one| one.id.clone()).collect();
    let recommendations: Vec<RecommendationKey> =
        charter.recommendations.iter().flat_map(|set| &set.recommendations).map(|one| one.id.clone()).collect();
    let maybe = || prop_oneof![line(), Just(String::new())];
    let keys = (
        option::of(select(categories)),
        subsequence(allied.clone(), 0..=allied.len().min(2)),
        subsequence(recommendations.clone(), 0..=recommendations.len().min(2)),
    );
    let why =
        prop_oneof![line(), Just(String::new()), (line(), line()).prop_map(|(one, other)| format!("{one}\n{other}"))];
    let starts =
        option::of((0..700_i32).prop_map(|days| Date::constant(2024, 1, 1).saturating_add(Span::new().days(days))));
    (sentence(), subsequence(themes, 1..=max_themes), owner(), when(), (maybe(), maybe(), why, starts), keys).prop_map(
        |(
            text,
            themes,
            owner,
            (timescale, due),
            (measure, resource, rationale, starts),
            (category, allied, recommendations),
        )| {
            PublicDetails {
                text,
                themes,
                owner,
                timescale,
                due,
                measure,
                resource,
                rationale,
                starts,
                category,
                allied,
                recommendations,
            }
        },
    )
}

fn owner() -> impl Strategy<Value = String> {
    let posts =
        ["The Research Office", "Head of Technical Services", "HR / OD", "All deans", "P. Example (Deputy)", ""];
    prop_oneof![name(), select(posts.to_vec()).prop_map(str::to_owned)]
}

/// A timescale with or without a certain date, a due date alone, or both, which need not agree.
fn when() -> impl Strategy<Value = (String, Option<Date>)> {
    let timescales = [
        "By March 2027",
        "ongoing",
        "Y2",
        "6-12 months",
        "1Q2025",
        "Sep-26",
        "31 June 2026",
        "Autumn term",
        "31/01/2026",
        "",
    ];
    let day = Date::constant(2026, 9, 30);
    (select(timescales.to_vec()), 0..4_u8).prop_map(move |(words, way)| {
        let due = timescale::due(words).or((way == 0).then_some(day));
        (words.to_owned(), due)
    })
}

/// An action of the previous plan with its rating and next step.
pub(super) fn rated(charter: &'static Charter) -> impl Strategy<Value = RatedAction> {
    let colour = option::weighted(0.9, select(Colour::ALL.to_vec()));
    let maybe = || prop_oneof![2 => prose(), 1 => Just(String::new())];
    let becomes = option::of(select(vec![
        Outcome::Continued,
        Outcome::Related,
        Outcome::Stopped { reason: String::new() },
        Outcome::Stopped { reason: "The room was sold: nobody asked.".to_owned() },
    ]));
    let left = option::weighted(0.1, Just(Ended::Withdrawn { reason: "There is no door.".to_owned() }));
    (details(charter), colour, maybe(), maybe(), becomes, left, any::<u64>()).prop_map(
        |(details, rating, explanation, learning, becomes, left, id)| RatedAction {
            id: ActionId(Uuid::from_u128(u128::from(id))),
            details,
            open_since: (id % 3 == 0).then_some(Date::constant(2018, 2, 28)),
            rating,
            explanation: if rating.is_some() { explanation } else { String::new() },
            learning,
            becomes,
            left,
        },
    )
}
