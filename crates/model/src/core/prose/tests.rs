//! Any text is safe, and no word is lost.

use super::*;
use proptest::prelude::*;

#[test]
fn paragraphs_lists_links_bold_and_emphasis_are_shown() {
    let text = "One **two** *three*\nfour\n\n- a\n- [b](https://example.org/?x=1&y=2)\n\n3. c\n";
    let shown = "<p>One <strong>two</strong> <em>three</em><br>\nfour</p>\n<ul>\n<li>a</li>\n<li>\
        <a rel=\"nofollow noopener\" href=\"https://example.org/?x=1&amp;y=2\">b</a></li>\n</ul>\n<ol start=\"3\">\n<li>c</li>\n</ol>\n";
    assert_eq!(html(text), shown);
}

#[test]
fn anything_else_is_shown_as_words() {
    assert_eq!(html("# Aims"), "<p><strong>Aims</strong></p>\n");
    assert_eq!(html("![a *lab*](https://example.org/lab.png)"), "<p>a <em>lab</em></p>\n");
    assert_eq!(html("<b onclick=x>hi</b>"), "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>\n");
    assert_eq!(html("<script>\nalert(1)\n</script>"), "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>\n");
    assert_eq!(html("    int x;\n    y"), "<p>int x;<br>\ny</p>\n");
    assert_eq!(html("> said"), "<p>said</p>\n");
    assert_eq!(html("`a < b`"), "<p>a &lt; b</p>\n");
}

#[test]
fn links_with_other_schemes_are_shown_as_text() {
    for address in
        ["javascript:alert(1)", "JAVASCRIPT:x", "#", "data:text/html,x", "/etc", "java&#10;script:x", "//example.org"]
    {
        assert_eq!(html(&format!("[Appendix]({address})")), "<p>Appendix</p>\n", "{address}");
    }
    assert!(html("[write](mailto:a@example.org)").contains("href=\"mailto:a@example.org\""));
}

#[test]
fn a_bare_address_becomes_a_link_and_the_full_stop_stays_outside() {
    assert_eq!(
        html("See https://example.org/a_b."),
        "<p>See <a rel=\"nofollow noopener\" href=\"https://example.org/a_b\">https://example.org/a_b</a>.</p>\n"
    );
    assert_eq!(html("http:// and https://"), "<p>http:// and https://</p>\n");
}

#[test]
fn words_are_counted_as_word_counts_them() {
    assert_eq!(
        words("# Aims\n\n1. Well-being & pay\n2. [our page](https://example.org/long/address)\n\n- **bold**move"),
        7
    );
    assert_eq!(words(" \n "), 0);
    assert_eq!(words("a\nb"), 2);
}

#[test]
fn plain_text_keeps_its_paragraphs_and_items() {
    assert_eq!(plain("**A** [b](https://example.org)\n\n1. c\n   - d\n2. e\n\nf"), "A b\n\n1. c\n  - d\n2. e\n\nf");
}

#[test]
fn a_text_that_is_too_long_is_still_shown_and_hostile_ones_are_fast() {
    let long = "<b> ".repeat(MAX_TEXT_BYTES);
    assert_eq!(check(&long), Err(TooLong));
    assert!(html(&long).starts_with("<p>&lt;b&gt;"));
    assert_eq!(words(&long) as usize, MAX_TEXT_BYTES);
    for hostile in ["[", "*a_ ", "> ", "- ", "![", "`` ` ", "<a ", "\\[x]("] {
        let text = hostile.repeat(MAX_TEXT_BYTES / hostile.len());
        let started = std::time::Instant::now();
        let _ = (html(&text), plain(&text));
        assert!(started.elapsed().as_secs() < 300, "{hostile} took {:?}", started.elapsed());
    }
}

/// Whether every `<` opens one of our own tags exactly as we write them.
fn is_safe(html: &str) -> bool {
    let tags = ["p", "/p", "br", "ul", "/ul", "ol", "/ol", "li", "/li", "strong", "/strong", "em", "/em", "/a"];
    html.split('<').skip(1).all(|rest| {
        let Some((tag, _)) = rest.split_once('>') else { return false };
        let link = tag.strip_prefix("a rel=\"nofollow noopener\" href=\"").and_then(|rest| rest.strip_suffix('"'));
        let start = tag.strip_prefix("ol start=\"").and_then(|rest| rest.strip_suffix('"'));
        tags.contains(&tag)
            || start.is_some_and(|number| number.parse::<u64>().is_ok())
            || link.is_some_and(|address| {
                let lower = address.to_lowercase();
                !address.contains('"')
                    && ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
            })
    })
}

#[test]
fn a_run_that_is_longer_than_any_word_counts_as_several() {
    assert_eq!(words(&"x".repeat(99_000)), 1_980);
    assert_eq!(words(&"é".repeat(50)), 1);
    assert_eq!(words(&format!("{} and", "x".repeat(51))), 3);
    assert_eq!(words(&format!("See https://a.example/{}", "x".repeat(100))), 2, "an address is one word");
    assert_eq!(words(&format!("https://a.example/{}", "x".repeat(99_000))), 496);
}

proptest! {
    #[test]
    fn any_text_is_safe(text in ".{0,80}") {
        let html = html(&text);
        prop_assert!(is_safe(&html), "{html}");
    }

    #[test]
    fn any_mix_of_marks_is_safe(parts in prop::collection::vec(prop::sample::select(vec![
        "[", "]", "(", ")", "<", ">", "\"", "'", "javascript:", "https://", "x", " ", "\n", "\n\n", "- ", "1. ", "# ", "*", "**",
        "_", "`", "```", "    ", "<script>", "</script>", "<a href=", "&lt;", "&#106;", "!", "\\", "onload=", "mailto:", "://", "\t", "\0",
    ]), 0..40)) {
        let html = html(&parts.concat());
        prop_assert!(is_safe(&html), "{html}");
    }

    #[test]
    fn no_word_is_lost(words_in in prop::collection::vec("[a-z]{1,8}", 1..30), gap in prop::sample::select(vec![" ", "\n", "\n\n", "\n- "])) {
        let text = words_in.join(gap);
        prop_assert_eq!(words(&text) as usize, words_in.len());
        let shown = html(&text);
        prop_assert!(words_in.iter().all(|word| shown.contains(word)));
    }
}
