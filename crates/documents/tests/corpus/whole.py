"""Complete submissions: the form, a rated plan, a new plan, a headcount and signatures."""

from document import Break, Cell, Document, Heading, Items, Rows, Words
from laid import PLAIN, RATED, gold, golds, header, one_table, row, runs
from tables import many
from world import MORE, PLACES, POOL, THEMES, plan, unrated

PEOPLE = [["", "Female", "Male", "Total"], ["Faculty of Glass", "12", "20", "32"], ["Faculty of Tides", "7", "9", "16"], ["Library", "4", "1", "5"], ["Total", "23", "30", "53"]]


def opening(seed, title):
    return [Heading(title), Words("Please note: this template is for institutions that have already submitted."), Words(f"Organisation: {PLACES[seed]}"), Words("Name of Institutional Lead: Dr Wren Tallow"), Words("E-mail: w.tallow@tallow.example"), Words("Contact Number: 01234 567890")]


def signed():
    return [Words("Signed: Wren Tallow (Technician Commitment Nominated Institutional Lead)"), Words("Date: 12th June 2025"), Words("Signed: Prof. Hale Underwood (Technician Commitment Signatory – Leader of Institution)"), Words("Date: 16 June 2025")]


ALSO = {"signatures": ["Wren Tallow", "Prof. Hale Underwood"], "units": 3}


def stage_two(seed):
    """A stage 2 form with both plans in its answers."""
    rated, new = plan(seed, 10), unrated(plan(seed + 2, 10, MORE + POOL))
    blocks = opening(seed, "Technician Commitment: Stage Two Self-Assessment") + [
        Words("Please provide an overview of technical staff structures in your organisation.", bold=True), Words("Technicians are organised in three faculties. The table counts them on 1 May 2025."), Rows(PEOPLE),
        Words("Please tell us about your institution's approach to the Technician Commitment since becoming a signatory. Comments on governance and reporting lines, resources and wider community engagement are welcomed.", bold=True), Words("A steering group meets each term."), Items(["Its chair reports to the executive", "It has a budget of its own"]),
        Words("Please provide a RAG analysis on your institutional 24-month action plan indicating which activities you have undertaken and completed (green), which are in progress (amber) and which are still to be carried out (red).", bold=True), one_table(rated, RATED, "merged"),
        Words("Please tell us how you evidence that your action plan has had/is having impact?", bold=True), Items(["Survey results went up by a tenth", "Two schools copied the scheme"]),
        Words("Please provide details of any additional initiatives/programmes/activities aligned to your Technician Commitment that are not covered in your original action plan.", bold=True), Words("Visibility", bold=True), Items(["We made badges", "We opened a shop"]),
        Words("Please provide a 36-month action plan; detailing plans to ensure your organisation continues to address the themes of the Technician Commitment and details of how impact will be evidenced.", bold=True), one_table(new, PLAIN, "merged"),
        Words("Please evidence how the 'technician voice' was present in the development and formation of the 36-month action plan.", bold=True), Words("Two workshops were held, and a draft went to all technicians."),
        Words("Please confirm that your Technician Commitment status and 3-year action plan is published on your organisation's website and provide the relevant URL here:", bold=True), Words("https://www.tallow.example/technicians"), *signed()]
    return Document(blocks, golds(rated, RATED, plan="rated") + golds(new, PLAIN, plan="new"), {"stage": 2, "organisation": PLACES[seed], **ALSO})


def stage_three(seed):
    """A stage 3 form whose reds are explained in the answer, with both plans in appendices."""
    rated, new = plan(seed, 10), unrated(plan(seed + 2, 10, MORE + POOL))
    reds = [a for a in rated if a.rag == "red"]
    blocks = opening(seed, "Technician Commitment: Stage 3 Self-Assessment & Action Plan") + [
        Words("Please provide an overview of technical staff structures in your organisation, along with details of any changes to these over the past 6 years in response to the Technician Commitment.", bold=True), Words("One technical service since 2021."), Items(["Glass", "Tides", "Library"]),
        Words("Please provide a RAG analysis on your institutional 36-month action plan indicating which activities you have undertaken and completed (green), which are in progress (amber) and which are still to be carried out (red). Please provide an explanation for those categorised as red.", bold=True),
        Words("The whole plan is in Appendix B. We rated the following actions as Red:")]
    for run in runs(reds):
        blocks.append(Words(f"{THEMES[run[0].theme]}:", bold=True))
        for a in run:
            blocks += [Words(f"Action: {a.text}"), Words(f"Comment: {a.comment}"), Words(f"Learning: {a.learning}")]
    columns = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("RAG", "rag")]
    blocks += [
        Words("Please provide evidence that your previous action plans are having impact. (For example, you may wish to provide links to initiatives, websites, testimonials, articles/blogs).", bold=True), Words("A technician said that the course changed her work."),
        Words("Please provide a 36-month action plan; detailing plans to ensure your organisation continues to address the themes of the Technician Commitment and details of how impact will be evidenced and initiatives resourced: (this may be detailed here or attached to this document as an appendix). Please evidence how the 'technician voice' was present in the development and formation of the 36-month action plan.", bold=True), Words("Our plan is in Appendix C."), Words("A working group of eight technicians wrote the plan after a survey."),
        Words("Please confirm that your Technician Commitment status and 3-year action plan is published on your organisation's website and provide the relevant URL here: https://tallow.example/plan", bold=True), *signed(), Break(),
        Heading("Appendix A: Employee breakdown"), Words("The following information was collated on 1st May 2025."), Rows(PEOPLE), Break(),
        Heading("Appendix B: RAG-rated action plan 2022-2025"), one_table(rated, columns), Break(), Heading("Appendix C: Action plan 2025-2028"), one_table(new, PLAIN, "once")]
    order = reds + [a for a in rated if a.rag != "red"]
    read = [gold(a, ["text", "theme", "owner", "rag", *(("comment", "learning") if a.rag == "red" else ())], plan="rated") for a in order]
    return Document(blocks, read + golds(new, PLAIN, plan="new"), {"stage": 3, "organisation": PLACES[seed], **ALSO})


def stage_one(seed):
    """A stage 1 form with achievements theme by theme, and the plan as lists in its answer."""
    new = unrated(plan(seed, 10, POOL))
    blocks = [Heading("Technician Commitment"), Heading("Evaluating Impact through Self-Assessment & Future Action Planning", 2), Words(f"Organisation: {PLACES[seed]}"),
        Words("Comments on organisation of technical structures and the internal scope/reach established for the Technician Commitment at this institution:", bold=True), Words("Technicians work in faculties."),
        Words("Comments on level of initiatives/programmes/activities that were already in place for the technical community within this organisation prior to them becoming a signatory of the Technician Commitment:", bold=True), Items(["A yearly lunch", "A fund for courses"]),
        Words("Comments on initiatives this organisation has put in place to address the themes of the Technician Commitment since becoming a signatory:", bold=True), Words("Visibility", bold=True), Items(["We printed a map", "We named a champion"]), Words("Recognition", bold=True), Items(["We gave three prizes"]),
        Words("Please provide a 24-month action plan, detailing future plans to ensure your organisations addresses the themes of the Technician Commitment and details of how impact will be evidenced:", bold=True)]
    for run in runs(new):
        blocks += [Words(THEMES[run[0].theme], bold=True), Items([a.text for a in run])]
    blocks += [Words("Please evidence how the 'technician voice' was present in the development and formation of the institutional action plan:", bold=True), Words("Everyone was asked:"), Items(["by a survey", "at three meetings"]),
        Words("Please confirm that your Technician Commitment status and action plan is published on your organisation website and provide the relevant URL here:", bold=True), Words("In progress"), *signed()]
    return Document(blocks, golds(new, [("", "text")], plan="new"), {"stage": 1, "organisation": PLACES[seed], "signatures": ALSO["signatures"]})


FILES = [
    *many("whole-stage-two", stage_two, [("docx", {}), ("odt", {}), ("pdf", {}), ("html", {})], 1),
    *many("whole-stage-three", stage_three, [("docx", {}), ("pdf", {}), ("md", {}), ("odt", {})], 0),
    *many("whole-stage-one", stage_one, [("docx", {}), ("txt", {}), ("pdf", {})], 4),
]
