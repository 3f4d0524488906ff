//! Headings by the names of their styles.

/// The heading level of a style by its lower-case name. Word uses English names in every language; other programs translate them.
pub(crate) fn heading_level_from_name(name: &str) -> Option<u8> {
    const HEADINGS: [&str; 14] = [
        "heading",
        "überschrift",
        "titre",
        "título",
        "titulo",
        "titolo",
        "rubrik",
        "kop",
        "nagłówek",
        "otsikko",
        "overskrift",
        "pennawd",
        "encabezado",
        "nadpis",
    ];
    if name == "title" {
        return Some(1);
    }
    if name == "subtitle" {
        return Some(2);
    }
    let level = name.trim_end().chars().next_back().and_then(|last| last.to_digit(10)).filter(|level| *level > 0);
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['_', ' ', '-']);
    let is_excluded = ["table", "toc", "contents", "no heading"].iter().any(|word| stem.contains(word));
    if HEADINGS.contains(&stem) {
        return Some(level.map_or(1, |level| u8::try_from(level).unwrap_or(1)));
    }
    // Custom styles, such as "Question heading" and "Heading unnumbered 2".
    let is_custom = stem.ends_with(" heading") || stem.starts_with("heading ");
    (is_custom && !is_excluded).then(|| level.map_or(2, |level| u8::try_from(level).unwrap_or(2)))
}
