"""Forms with their questions and answers in tables, as in most templates of universities."""

from document import Break, Cell, Document, Heading, Items, Rows, Words
from laid import PLAIN, RATED, golds, one_table
from tables import many
from whole import PEOPLE
from world import MORE, PLACES, POOL, plan, unrated

GREY = "D9D9D9"
LEAD = "Dr Wren Tallow"

# The text of each answer: paragraphs, with lists of items between them.
STRUCTURES = ["Technicians are organised in three faculties, and the heads of technical services meet monthly.", ["Faculty of Glass: two teams", "Faculty of Tides: one team", "Library: a team of five"], "Since 2021 all of them report to one director."]
GOVERNANCE = ["A steering group meets each term. It reports to the executive and has a budget of its own.", "Its members are:", ["a dean", "two technicians", "the head of people"]]
IMPACT = [["Survey results went up by a tenth", "Two schools copied the scheme"], "A technician said that the course changed her work."]
MORE_DONE = ["We made badges and opened a shop.", "Both were the technicians' own idea."]
VOICE = ["Two workshops were held, and a draft went to all technicians.", ["40 people came", "61 comments were sent"]]
IN_APPENDIX = "Please see Appendix A."
NEW_IN_APPENDIX = "Please see Appendix B."
ADDRESS = "https://www.tallow.example/technicians"

STAGE_TWO = [
    ("structures", "Please provide an overview of technical staff structures in your organisation.", STRUCTURES),
    ("governance", "Please tell us about your institution's approach to the Technician Commitment since becoming a signatory. Comments on governance and reporting lines, resources and wider community engagement are welcomed.", GOVERNANCE),
    ("", "Please provide a RAG analysis on your institutional 24-month action plan indicating which activities you have undertaken and completed (green), which are in progress (amber) and which are still to be carried out (red).", [IN_APPENDIX]),
    ("impact", "Please tell us how you evidence that your action plan has had/is having impact?", IMPACT),
    ("additional", "Please provide details of any additional initiatives/programmes/activities aligned to your Technician Commitment that are not covered in your original action plan.", MORE_DONE),
    ("", "Please provide a 36-month action plan; detailing plans to ensure your organisation continues to address the themes of the Technician Commitment and details of how impact will be evidenced.", [NEW_IN_APPENDIX]),
    ("voice", "Please evidence how the 'technician voice' was present in the development and formation of the 36-month action plan.", VOICE),
    ("", "Please confirm that your Technician Commitment status and 3-year action plan is published on your organisation's website and provide the relevant URL here:", [ADDRESS]),
]
STAGE_ONE = [
    ("structures", "Comments on organisation of technical structures and the internal scope/reach established for the Technician Commitment at this institution:", STRUCTURES),
    ("before-signing", "Comments on level of initiatives/programmes/activities that were already in place for the technical community within this organisation prior to them becoming a signatory of the Technician Commitment:", GOVERNANCE),
    ("since-signing", "Comments on initiatives this organisation has put in place to address the themes of the Technician Commitment since becoming a signatory:", MORE_DONE),
    ("", "Please provide a 24-month action plan, detailing future plans to ensure your organisations addresses the themes of the Technician Commitment and details of how impact will be evidenced:", ["Please see Appendix A."]),
    ("voice", "Please evidence how the 'technician voice' was present in the development and formation of the institutional action plan:", VOICE),
    ("", "Please confirm that your Technician Commitment status and action plan is published on your organisation website and provide the relevant URL here:", [ADDRESS]),
]

ABOUT = lambda seed: [["Organisation", PLACES[seed]], ["Name of Institutional Lead", LEAD], ["E-mail", "w.tallow@tallow.example"], ["Contact Number", "01234 567890"]]
SIGNED = [["Signed (Institutional Lead)", "Wren Tallow"], ["Date", "12th June 2025"], ["Signed (Leader of Institution)", "Prof. Hale Underwood"], ["Date", "16 June 2025"]]


def body(answer):
    """An answer as the lines of a cell: paragraphs are `Words`, items are strings."""
    return [line for part in answer for line in (part if isinstance(part, list) else [Words(part)])]


def said(answer):
    """An answer as it is read: items with a marker."""
    return "\n".join(f"- {item}" for part in answer for item in part) if all(isinstance(p, list) for p in answer) else "\n\n".join("\n".join(f"- {item}" for item in part) if isinstance(part, list) else part for part in answer)


def answers(questions):
    return {key: said(answer) for key, _, answer in questions if key}


def appendices(seed, stage):
    rated, new = plan(seed, 8), unrated(plan(seed + 2, 8, MORE + POOL))
    if stage == 1:
        return [Break(), Heading("Appendix A: Action plan 2025-2027"), one_table(new, PLAIN, "merged")], golds(new, PLAIN, plan="new")
    blocks = [Break(), Heading("Appendix A: RAG-rated action plan 2022-2024"), one_table(rated, RATED, "merged"), Break(), Heading("Appendix B: Action plan 2025-2028"), one_table(new, PLAIN, "merged")]
    return blocks, golds(rated, RATED, plan="rated") + golds(new, PLAIN, plan="new")


def whole(seed, stage, title, form):
    """A form, then its appendices; `form` lays out questions with their answers."""
    questions = STAGE_ONE if stage == 1 else STAGE_TWO
    after, actions = appendices(seed, stage)
    also = {"stage": stage, "organisation": PLACES[seed], "lead": LEAD, "url": ADDRESS, "answers": answers(questions), "signatures": ["Wren Tallow", "Prof. Hale Underwood"]}
    return Document([Heading(title), *form(seed, questions), *after], actions, also)


TWO = "Technician Commitment: Stage Two Self-Assessment"
ONE = "Technician Commitment: Evaluating Impact through Self-Assessment & Future Action Planning"


def beside(seed, stage=2, shade=GREY):
    """One table of questions at the left and answers at the right, below a header."""
    def form(seed, questions):
        rows = [["Question", "Your response"]] + [[Cell(ask, shade=shade), Cell(body(answer))] for _, ask, answer in questions]
        return [Rows(ABOUT(seed), header=0), Words("Please answer every question."), Rows(rows), Rows(SIGNED, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


def all_in_one(seed, stage=2):
    """The organisation, the questions and the signatures in one table of two columns, without a header."""
    def form(seed, questions):
        rows = ABOUT(seed) + [[Cell(ask, bold=True), Cell(body(answer))] for _, ask, answer in questions] + SIGNED
        return [Rows(rows, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


def numbered(seed, stage=2):
    """Numbers, questions with guidance below them, and answers."""
    def form(seed, questions):
        guided = lambda ask: [Words(ask), Words("Maximum 500 words.")]
        rows = [["No.", "Question", "Answer"]] + [[str(at), Cell(guided(ask)), Cell(body(answer))] for at, (_, ask, answer) in enumerate(questions, 1)]
        return [Rows(ABOUT(seed), header=0), Rows(rows), Rows(SIGNED, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


def above(seed, stage=2):
    """A question in a separate row, and its answer in the row below, with a number beside the question."""
    def form(seed, questions):
        rows = []
        for at, (_, ask, answer) in enumerate(questions, 1):
            rows += [[Cell(str(at), shade=GREY), Cell(ask, shade=GREY, bold=True)], [Cell(body(answer), columns=2)]]
        return [Rows(ABOUT(seed), header=0), Rows(rows, header=0), Rows(SIGNED, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


def own_rows(seed, stage=2):
    """The same in one column: every row has one cell."""
    def form(seed, questions):
        rows = []
        for _, ask, answer in questions:
            rows += [[Cell(ask, shade=GREY)], [Cell(body(answer))]]
        return [Rows(ABOUT(seed), header=0), Rows(rows, header=0), Rows(SIGNED, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


def one_each(seed, stage=2):
    """A small table for each question, with headings between them."""
    def form(seed, questions):
        blocks = [Rows(ABOUT(seed), header=0)]
        for at, (_, ask, answer) in enumerate(questions, 1):
            blocks += [Heading(f"Section {at}", 2), Rows([[Cell(ask), Cell(body(answer))]], header=0)]
        return [*blocks, Rows(SIGNED, header=0)]
    return whole(seed, stage, ONE if stage == 1 else TWO, form)


FILES = [
    *many("form-beside", beside, [("docx", {}), ("odt", {}), ("html", {}), ("pdf", {"widths": [1, 2]}), ("xlsx", {})], 0),
    *many("form-all-in-one", all_in_one, [("docx", {}), ("odt", {}), ("html", {"header_cell": "td"}), ("pdf", {"widths": [1, 2]})], 1),
    *many("form-numbered", numbered, [("docx", {}), ("odt", {}), ("pdf", {"widths": [1, 6, 12]}), ("xlsx", {})], 2),
    *many("form-above", above, [("docx", {}), ("odt", {}), ("html", {"header_cell": "td"}), ("pdf", {"widths": [1, 4]})], 0),
    *many("form-own-rows", own_rows, [("docx", {}), ("odt", {}), ("pdf", {})], 1),
    *many("form-one-each", one_each, [("docx", {}), ("html", {"header_cell": "td"})], 2),
    *many("form-beside-stage-one", beside, [("docx", {}), ("pdf", {"widths": [1, 2]}), ("odt", {})], 3, stage=1),
    *many("form-above-stage-one", above, [("docx", {}), ("html", {"header_cell": "td"})], 1, stage=1),
]
