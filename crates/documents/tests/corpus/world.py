"""The invented plans of invented organisations. The same actions are laid out in many ways."""

from dataclasses import dataclass, replace

THEMES = {
    "visibility": "Visibility",
    "recognition": "Recognition",
    "career-development": "Career Development",
    "sustainability": "Sustainability",
    "evaluating-impact": "Evaluating Impact",
}

DEFINITIONS = {
    "visibility": "Ensure that technicians within the organisation are identifiable and that the contribution of technicians is visible within and beyond the institution",
    "recognition": "Support technicians to gain recognition through professional registration and external awards schemes",
    "career-development": "Enable career progression opportunities for technicians through the provision of clear, documented career pathways",
    "sustainability": "Ensure the future sustainability of technical skills across the organisation and that technical expertise is fully utilised",
    "evaluating-impact": "Regularly assess the impact of actions taken in support of the commitment to ensure their effectiveness",
}


@dataclass(frozen=True)
class Action:
    theme: str
    text: str
    owner: str
    when: str
    due: str | None
    measure: str
    rag: str | None = None
    comment: str = ""
    learning: str = ""
    also: tuple = ()

    @property
    def themes(self):
        return [self.theme, *self.also]


V, R, C, S, E = THEMES
G, A, D = "green", "amber", "red"

POOL = [
    Action(V, "Print a directory of every technician, with a photograph and their instruments", "Head of Kiln Services", "By March 2022", "2022-03-31", "Directory found by nine in ten new starters", G, "Printed twice since launch", "Photographs need consent forms first"),
    Action(V, "Put technicians' names on the doors of the workshops they run", "Estates and the workshop managers", "31/12/2024", "2024-12-31", "All 41 doors bear a name", A, "Half of the doors are done", "Order the plates in one batch"),
    Action(V, "Launch green labs scheme led by technicians in three schools", "Sustainability Office", "September 2026", "2026-09-30", "Three schools hold a bronze award", D, "No member of staff could be released", "Ask heads of school before the budget round"),
    Action(V, "Hold an open day at which visitors try the glass lathe", "J. Fennimore", "Q3 2025", "2025-09-30", "200 visitors, and a survey of them", A, "Date agreed with the events team", "Avoid the examination period"),
    Action(V, "Write a monthly column about a technician for the staff newsletter", "Communications", "ongoing", None, "Twelve columns a year", G, "Eleven columns appeared", "Readers like failures more than prizes"),
    Action(V, "Embedded technicians to be listed on the pages of their research groups", "Web team", "Y2", None, "No group page without its technicians", D, "The web system changed", "Wait for the new system"),
    Action(V, "Seat a technician on each faculty board", "Registrar", "1Q2025", "2025-03-31", "Minutes list a technician at every meeting", A, "Three of five boards have one", "Give each member a deputy"),
    Action(R, "Name technicians as authors wherever they made the data", "Research Office; Prof. Ida Quarrel", "6-12 months", None, "Share of papers with a technician among the authors", A, "Policy drafted and out for comment", "Start with one willing journal club"),
    Action(R, "Pay the first year's fee for professional registration", "HR", "by 1 May 2025", "2025-05-01", "60 registered technicians by 2026", G, "Fees paid for 64 people", "Drop-in sessions filled the forms"),
    Action(R, "Create an annual award for the best repaired instrument", "Technician Forum", "Sep-12", None, "Twenty nominations each year", D, "The sponsor withdrew", "Find two sponsors"),
    Action(R, "Nominate at least five colleagues for national awards", "Deans", "2027", "2027-12-31", "Five nominations sent, one shortlisted", G, "Six were sent", "Templates help"),
    Action(R, "Add technical contribution to the acknowledgement guidance for theses", "Graduate School", "July 2025", "2025-07-31", "Guidance published", A, "With the quality committee", "Committees meet rarely in summer"),
    Action(R, "Thank technicians by name in every grant's final report", "Principal investigators", "Annually", None, "Sample of ten reports a year", D, "Reports are not seen before they are sent", "Put a prompt into the form"),
    Action(C, "Write role profiles for all grades from 3 to 8", "Organisational Development", "End of 2026", "2026-12-31", "Profiles used in each new advertisement", A, "Grades 3 to 5 are written", "Test with the unions early"),
    Action(C, "Offer every technician two days of job shadowing a year", "Line managers", "31 June", None, "100 days taken up in a year", D, "Managers said that cover was lacking", "Share cover between buildings"),
    Action(C, "Fund ten places on a leadership course for laboratory managers", "Dr Osric Thrale", "30 September 2025", "2025-09-30", "Ten people complete it", G, "Ten completed, two promoted", "A waiting list shows the demand"),
    Action(C, "Build a web page that maps career pathways from apprentice to director", "HR Systems", "Autumn term 2025", None, "1,000 visits in the first year", A, "Prototype tested with twelve people", "Use the words that technicians use"),
    Action(C, "Start a mentoring scheme across the four campuses", "M. Okonjo-Vale", "within 18 months", None, "30 pairs that meet at least twice", D, "The coordinator left", "Two coordinators from the start"),
    Action(C, "Ring-fence a training budget of 250 a head", "Finance Director", "1 August 2026", "2026-08-01", "Nine tenths of the budget is spent", G, "Agreed by the executive board", "Ask for a line of its own"),
    Action(C, "Run a yearly conference with the neighbouring college", "Joint committee", "June 2026", "2026-06-30", "80 people attend, half of them from the college", A, "Hall booked", "Share costs evenly"),
    Action(S, "Hire six apprentices in instrument making", "Workshop managers", "Oct 2026", "2026-10-31", "Five of six finish", A, "Four are in post", "Advertise in schools"),
    Action(S, "Record the skills of everyone who may retire within five years", "Head of Technical Services", "AY 2025/26", None, "A register reviewed each January", D, "No system to hold it", "A spreadsheet would have done"),
    Action(S, "Draw up a succession plan for single points of failure", "Faculty managers", "28 February 2025", "2025-02-28", "No instrument depends on one person", G, "Plans exist for all 17 instruments", "Review them when people leave"),
    Action(S, "Share equipment lists with two other institutions", "Procurement", "TBC", None, "40 items booked by partners", A, "Agreement with one of two", "Insurance takes longest"),
    Action(S, "Include technician time in the costing of each research bid", "Research Finance", "January to March 2026", "2026-03-31", "Nine of ten bids name technician time", D, "The costing tool has no field for it", "Change the tool, not the policy"),
    Action(S, "Replace single-use plastics in the teaching laboratories", "Laboratory managers", "Y1-3", None, "Waste falls by a third", G, "Waste fell by 38%", "Suppliers will take packaging back"),
    Action(E, "Survey all technicians every second year and publish the results", "Technician Forum", "November 2025", "2025-11-30", "Half of all technicians answer", A, "Questions agreed", "Keep it under ten minutes"),
    Action(E, "Report progress to the university executive twice a year", "Institutional lead", "Twice yearly", None, "Two papers a year in the minutes", G, "Papers went in May and November", "One page is enough"),
    Action(E, "Keep a public page that shows how far each action has come", "Planning Office", "15/01/2026", "2026-01-15", "Page updated within a month of each review", D, "Nobody owned the page", "Name one owner for each page"),
    Action(E, "Compare staff turnover of technicians with that of other groups", "HR Analytics", "2026-12-31", "2026-12-31", "Figures for three years", A, "Two years of data cleaned", "Job titles differ between systems"),
]

MORE = [
    Action(V, "Film short portraits of technicians at work in the foundry", "Digital Media", "Spring 2026", None, "Ten films, 5,000 views", A, "Four films are cut", "Film in term, not before it"),
    Action(V, "Give technicians a page in the annual review", "Secretary's Office", "April 2025", "2025-04-30", "Two pages in print", G, "Appeared on pages 14 and 15", "Photographs sell it"),
    Action(V, "Invite school classes to meet technicians in their workshops", "Outreach team", "Every term", None, "Nine classes a year", D, "Buses were too dear", "Go to the schools instead"),
    Action(R, "Open the teaching prize to technical staff", "Education Committee", "May 2026", "2026-05-31", "At least one technician shortlisted", A, "Rules rewritten", "Old rules named lecturers only"),
    Action(R, "List technicians as co-creators of teaching material", "Library", "Q1 2026", "2026-03-31", "All new items in the repository", D, "The form lacks the field", "Ask the library first"),
    Action(R, "Celebrate fifty years of the glass workshop with an exhibition", "Museum and Glass Workshop", "12 June 2025", "2025-06-12", "Catalogue names all who worked there", G, "Opened on the day", "Pensioners lend the best pieces"),
    Action(C, "Let technicians take one module a year free of charge", "Registry", "2025/26", None, "25 modules taken", G, "31 modules taken", "Evening modules fill first"),
    Action(C, "Write guidance on flexible working in laboratories", "HR Policy", "Feb 2026", "2026-02-28", "Guidance read by all managers", A, "Second draft", "Examples persuade"),
    Action(C, "Set up secondments of three months between faculties", "Heads of operations", "12-18 months", None, "Eight secondments", D, "Pay grades did not match", "Settle pay before people apply"),
    Action(S, "Offer work placements to students of the further education college", "Placements Office", "31 July 2026", "2026-07-31", "15 placements, three hires", A, "Nine took place", "Start checks early"),
    Action(S, "Bring workshop safety training in house", "Safety Service", "End of June 2025", "2025-06-30", "All trained within two months of starting", G, "Two trainers certified", "Train the trainers in pairs"),
    Action(S, "Model the age profile of technical staff", "People Analytics", "year 3", None, "Report to the board", D, "Data protection review pending", "Ask for consent at hiring"),
    Action(E, "Interview those who leave and report what they say", "HR Partners", "Quarterly", None, "Four reports a year", D, "Leavers were not asked", "Ask before the last week"),
    Action(E, "Publish how many technicians were promoted, by grade", "Equality Office", "December 2025", "2025-12-31", "Table in the equality report", A, "Small numbers are being rounded", "Agree rounding first"),
]

PLACES = [
    "University of Ashmere", "Brackenholt University", "Institute of Tidal Glass", "University of Cinderford Vale", "Dunmarrow University",
    "University of Eastwick Sands", "Fennimore Institute", "University of Gorsedale", "Hollowbrook University", "University of Inchkelling",
]


def plan(seed, count=10, pool=None, themes=None):
    """A few actions of every theme, in the order of the themes; another choice for each seed."""
    pool = pool or POOL
    chosen = []
    wanted = list(themes or THEMES)
    for theme in wanted:
        of_theme = [action for action in pool if action.theme == theme]
        share = max(1, round(count / len(wanted)))
        chosen += [of_theme[(seed + step) % len(of_theme)] for step in range(min(share, len(of_theme)))]
    return chosen


def unrated(actions):
    return [replace(action, rag=None, comment="", learning="") for action in actions]
