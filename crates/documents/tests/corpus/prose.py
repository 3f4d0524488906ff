"""Plans without a table: lists, labels, periods, an example edited in place; and text that is not an action."""

from document import Cell, Document, Heading, Items, Rows, Words
from laid import PLAIN, document, gold, golds, header, one_table, runs
from tables import many
from world import DEFINITIONS, MORE, PLACES, POOL, THEMES, plan, unrated


def numbered(seed):
    """Numbered lists under themes, with owner and date in brackets."""
    actions = unrated(plan(seed, 10))
    blocks = [Heading("Action plan 2025-2028"), Words("The plan was agreed in March by the technicians' forum.")]
    at = 1
    for run in runs(actions):
        items = [[f"{a.text} (Owner: {a.owner}; by when: {a.when})", f"{a.text} ({a.owner}, {a.when})", f"{a.text}. Lead: {a.owner}. Timescale: {a.when}"][seed % 3] for a in run]
        blocks += [Heading(THEMES[run[0].theme], 2), Items(items, numbered=True, first=at)]
        at += len(run)
    return document(blocks, actions, [("", "text"), ("", "owner"), ("", "when")])


def labelled(seed):
    """Paragraphs with labels: action, comment, learning."""
    actions = [a for a in plan(seed, 15, POOL + MORE) if a.rag == "red"] + [a for a in plan(seed, 10) if a.rag == "amber"]
    blocks = [Heading("RAG analysis of the action plan")]
    for colour in ("red", "amber"):
        blocks.append(Words(f"We rated the following actions as {colour}:"))
        for run in runs([a for a in actions if a.rag == colour]):
            blocks.append(Words(f"{THEMES[run[0].theme]}:", bold=True))
            for a in run:
                blocks += [Words(f"Action: {a.text}"), Words("Comment:", bold=True), Words(a.comment), Words("Learning:", bold=True), Words(a.learning)]
    return document(blocks, actions, [("", "text"), ("", "rag"), ("", "comment"), ("", "learning")])


BANDS = ["0-12 months", "12-24 months", "24-36 months"]


def bands(seed, inner):
    """Bullets under periods, within themes or above them."""
    actions = unrated(plan(seed, 15))
    names = [BANDS, ["Year 1", "Year 2", "Year 3"], ["Short term (by July 2025)", "Medium term (by July 2026)", "Long term (by July 2027)"]][seed % 3]
    due = [None, None, "2025-07-31"][seed % 3]
    blocks, read = [Heading("36-month action plan")], []
    def group(run, band, level):
        chosen = [a for at, a in enumerate(run) if at % 3 == band]
        for a in chosen:
            read.append(gold(a, ["text", "theme"], timescale=names[band], due=due and due.replace("2025", str(2025 + band))))
        return chosen
    if inner:
        for run in runs(actions):
            blocks.append(Heading(THEMES[run[0].theme], 2))
            for band in range(3):
                chosen = group(run, band, 3)
                if chosen:
                    blocks += [Heading(names[band], 3), Items([a.text for a in chosen])]
    else:
        for band in range(3):
            blocks.append(Heading(names[band], 2))
            for run in runs(actions):
                chosen = group(run, band, 3)
                if chosen:
                    blocks += [Heading(THEMES[run[0].theme], 3), Items([a.text for a in chosen])]
    return Document(blocks, read)


def example_edited(seed):
    """The sector's own table of examples, edited in place; states are typed at the end."""
    actions = plan(seed, 15)
    ends = {"green": " - complete", "amber": " (in progress)", "red": ""}
    rows = [[Cell("Theme", bold=True), Cell("Activities", bold=True)]]
    for run in runs(actions):
        rows.append([f"{THEMES[run[0].theme]}\n{DEFINITIONS[run[0].theme]}", [a.text + ends[a.rag] for a in run]])
    read = golds(actions, [("", "text"), ("", "rag")])
    for one in read:
        one["rag"] = one["rag"] if one["rag"] != "red" else None
    blocks = [Heading("Appendix A: Activities and initiatives to address the themes of the Technician Commitment"), Words("Please note that this is not an exhaustive list, it intends to demonstrate example activities to support institutions in action planning."), Rows(rows)]
    return Document(blocks, read)


def no_actions(seed):
    """Achievements, guidance, obligations, measures and a glossary around a plan, which are not part of it."""
    actions = unrated(plan(seed, 8))
    table = [[Cell("Theme", bold=True), Cell("What we have achieved", bold=True)], ["Visibility", "Opened a hub for technicians"], ["Recognition", "Won a regional award"]]
    blocks = [
        Heading(f"{PLACES[seed]} Technician Commitment Action Plan"),
        Heading("The commitment", 2), Words("Signatories promise to:"), Items(["Ensure that technicians are identifiable within the organisation", "Support technicians to gain professional registration", "Enable career progression through documented pathways"]),
        Heading("Progress since signing", 2), Words("Visibility", bold=True), Items(["We printed a map of workshops", "We gave two talks at the town hall"]), Words("Sustainability", bold=True), Items(["Three apprentices were hired"]), Rows(table),
        Heading("How to use this plan", 2), Items(["Update each action every quarter", "Tell the lead if a date slips"]),
        Heading("Our actions", 2), one_table(actions, PLAIN),
        Heading("Measures of success", 2), Items(["Turnover of technicians falls", "More technicians on committees"]),
        Heading("Glossary", 2), Rows([["Term", "Meaning"], ["HoD", "Head of department"], ["Action", "Something that we promise to do"]]),
    ]
    return document(blocks, actions, PLAIN)


def struck(seed):
    """Struck-out text is not an action."""
    actions = unrated(plan(seed, 10))
    blocks = [Heading("Action plan")]
    for run in runs(actions):
        blocks.append(Heading(THEMES[run[0].theme], 2))
        for at, a in enumerate(run):
            if at == 0:
                blocks.append(Words(f"Action: {MORE[seed].text}", struck=True))
            blocks += [Words(f"Action: {a.text}"), Words(f"Owner: {a.owner}"), Words(f"Deadline: {a.when}")]
    return document(blocks, actions, [("", "text"), ("", "owner"), ("", "when")])


FILES = [
    *many("numbered-lists", numbered, [("docx", {}), ("md", {}), ("txt", {}), ("pdf", {}), ("odt", {})], 0),
    *many("labelled-paragraphs", labelled, [("docx", {}), ("odt", {}), ("txt", {}), ("pdf", {})], 1),
    *many("bands-within-themes", bands, [("docx", {}), ("md", {}), ("html", {})], 0, inner=True),
    *many("themes-within-bands", bands, [("docx", {}), ("odt", {}), ("pdf", {})], 3, inner=False),
    *many("example-edited", example_edited, [("docx", {}), ("odt", {}), ("pdf", {}), ("html", {})], 2),
    *many("no-actions", no_actions, [("docx", {}), ("md", {}), ("html", {}), ("odt", {}), ("pdf", {})], 3),
    *many("struck-out", struck, [("docx", {}), ("odt", {}), ("md", {})], 1),
]
