"""Times allocations of the same files by Assay, OR-tools and fairpyx and prints a table. Called by benches/allocation.

Reading the file is in no figure. OR-tools has two: building the model and solving it.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from ortools.graph.python import min_cost_flow
from ortools.sat.python import cp_model

program, fairpyx, work, which = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
SIZES = [(24, 30), (24, 60), (100, 250)] + ([] if which == "quick" else [(500, 1500), (5000, 10000)])
# All pairs beyond this size do not fit into the flow's memory in a reasonable time: the best candidates of each submission are taken.
MAX_ARCS, CANDIDATES = 2_000_000, 30
# CP-SAT has all pairs up to this size, and the best candidates of each submission beyond.
MAX_PAIRS_OF_RULES, RULES_SECONDS = 30_000, 60
# fairpyx has a graph in Python: beyond this size it would take minutes.
MAX_PAIRS_OF_FAIRPYX, FAIRPYX_SECONDS = 150_000, 60
# The time limit with all rules, and with panels.
LIMIT, PANEL_LIMIT = 30, 2


def assay(file, rules, objective, seconds, rounds):
    output = subprocess.run([program, "measure", file, rules, objective, str(seconds), str(rounds)], check=True, text=True, stdout=subprocess.PIPE)
    return json.loads(output.stdout)


def read(file):
    """Returns what a round needs, its maximum loads, its scores in millionths (-1 million where not allowed), and its other lines."""
    with open(file) as lines:
        first = [int(word) for word in lines.readline().split()]
        rest = [np.array(lines.readline().split(), dtype=np.int64) for _ in range(3 if len(first) == 2 else 4)]
        scores = np.array([np.array(line.split(), dtype=np.float64) for line in lines if line.strip()])
    scores = np.rint(scores * 1e6).astype(np.int64)
    if len(first) == 2:
        return rest[0], rest[2], scores, np.ones(scores.shape, dtype=bool), None
    submissions, reviewers, need, _, most = first
    return np.full(submissions, need), np.full(reviewers, most), scores, scores >= 0, rest


def flow(need, most, scores, allowed):
    """Minimum-cost flow. Returns the total, the milliseconds of building and of solving, and whether all pairs were in it."""
    start = time.perf_counter()
    submissions, reviewers = scores.shape
    is_complete = scores.size <= MAX_ARCS
    if is_complete:
        heads, tails = np.nonzero(allowed)
    else:
        tails = np.argpartition(np.where(allowed, -scores, 10**9), CANDIDATES, axis=1)[:, :CANDIDATES].ravel()
        heads = np.repeat(np.arange(submissions), CANDIDATES)
    solver = min_cost_flow.SimpleMinCostFlow()
    sink = submissions + reviewers
    solver.add_arcs_with_capacity_and_unit_cost(heads, submissions + tails, np.ones(len(heads), dtype=np.int64), -scores[heads, tails])
    people = np.arange(reviewers)
    solver.add_arcs_with_capacity_and_unit_cost(submissions + people, np.full(reviewers, sink), most, np.zeros(reviewers, dtype=np.int64))
    solver.set_nodes_supplies(np.append(np.arange(submissions), sink), np.append(need, -need.sum()))
    built = time.perf_counter()
    status = solver.solve()
    solved = time.perf_counter()
    total = -solver.optimal_cost() / 1e6 if status == solver.OPTIMAL else None
    return total, (built - start) * 1e3, (solved - built) * 1e3, is_complete


def matching(need, most, scores, allowed):
    """fairpyx. Returns what it found in words, and the milliseconds."""
    np.savez(work / "matching.npz", need=need, most=most, scores=scores, allowed=allowed)
    command = [fairpyx, Path(__file__).with_name("allocation_fairpyx.py"), work / "matching.npz"]
    try:
        output = subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, timeout=FAIRPYX_SECONDS)
    except subprocess.TimeoutExpired:
        return "fairpyx: not finished", f"over {FAIRPYX_SECONDS * 1000:,}"
    found = json.loads(output.stdout)
    broken = "".join(f", {found[what]} {words}" for what, words in (("unmet", "places empty"), ("beyond", "beyond loads")) if found[what])
    return f"fairpyx: {found['total']:.4f}{broken}", f"{found['ms']:,.1f}"


def rules(need, most, scores, allowed, lines):
    """CP-SAT, one thread as Assay has. Reciprocity is left out, which makes it easier. Returns total, bound and milliseconds."""
    leads, experienced, organisations, _ = lines
    start = time.perf_counter()
    if scores.size > MAX_PAIRS_OF_RULES:
        best = np.argpartition(np.where(allowed, -scores, 10**9), CANDIDATES, axis=1)[:, :CANDIDATES]
        candidates = np.zeros(scores.shape, dtype=bool)
        np.put_along_axis(candidates, best, True, axis=1)
        allowed = allowed & candidates
    model = cp_model.CpModel()
    submissions, reviewers = scores.shape
    pairs = {(p, r): model.NewBoolVar("") for p, r in zip(*np.nonzero(allowed))}
    for p in range(submissions):
        mine = np.nonzero(allowed[p])[0]
        model.Add(sum(pairs[p, r] for r in mine) == int(need[p]))
        for members in ([r for r in mine if leads[r]], [r for r in mine if not leads[r]], [r for r in mine if experienced[r]]):
            model.AddBoolOr([pairs[p, r] for r in members])
        for organisation in set(organisations[mine]):
            model.AddAtMostOne(pairs[p, r] for r in mine if organisations[r] == organisation)
    for r in range(reviewers):
        model.Add(sum(pairs[p, r] for p in np.nonzero(allowed[:, r])[0]) <= int(most[r]))
    model.Maximize(sum(int(scores[pair]) * pair_used for pair, pair_used in pairs.items()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = RULES_SECONDS
    solver.parameters.num_workers = 1
    if solver.Solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, solver.BestObjectiveBound() / 1e6, (time.perf_counter() - start) * 1e3
    return solver.ObjectiveValue() / 1e6, solver.BestObjectiveBound() / 1e6, (time.perf_counter() - start) * 1e3


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def shown(result):
    if result["total"] is None:
        return f"{result['outcome']}", f"{result['ms']:,.1f}"
    assert result["breaches"] == 0, result
    proof = "proven" if result["proven"] else f"bound {result['bound']:.4f}"
    return f"{result['total']:.4f}, {proof}", f"{result['ms']:,.1f}"


load = os.getloadavg()[0]
print(f"{os.cpu_count()} cores, load {load:.1f} at the start: other work ran beside it if that is above 1\n")
row("data", "what", "Assay", "ms", "peer", "ms")
row(*["---"] * 6)
data = Path(os.environ.get("ALLOCATION_DATA", "/nonexistent"))
files = [(name, data / f"{name}.txt") for name in ("midl", "aamas2016", "aamas2015") if (data / f"{name}.txt").exists()]
for submissions, reviewers in SIZES:
    file = work / f"{submissions}x{reviewers}.txt"
    subprocess.run([program, "write", str(submissions), str(reviewers), file], check=True)
    files.append((f"{submissions} × {reviewers}", file))
for name, file in files:
    need, most, scores, allowed, lines = read(file)
    repeats = 9 if scores.size < 1_000_000 else 3
    total, built, solved, is_complete = flow(need, most, scores, allowed)
    peer = f"flow: {total:.4f}" if total is not None else "flow: none"
    peer += "" if is_complete else f" ({CANDIDATES} candidates each, no proof)"
    row(name, "loads and conflicts", *shown(assay(file, "plain", "total", 60, repeats)), peer, f"{built:,.1f} + {solved:,.1f}")
    if scores.size <= MAX_PAIRS_OF_FAIRPYX:
        row(name, "the same", "", "", *matching(need, most, scores, allowed))
    if lines is None:
        if name == "midl":
            row(name, "the same, fair", *shown(assay(file, "plain", "fair", 60, 3)), "", "")
        continue
    is_small = scores.size <= MAX_PAIRS_OF_RULES
    result = assay(file, "rules", "total", LIMIT, repeats if is_small else 1)
    total, bound, elapsed = rules(need, most, scores, allowed, lines)
    peer = "CP-SAT: none found" if total is None else f"CP-SAT: {total:.4f}, bound {bound:.4f}"
    peer += "" if is_small else f" ({CANDIDATES} candidates each, no proof)"
    row(name, "all rules", *shown(result), peer, f"{elapsed:,.1f}")
    row(name, "all rules, fair", *shown(assay(file, "rules", "fair", LIMIT, 3 if is_small else 1)), "", "")
    if is_small:
        for limit in (PANEL_LIMIT, LIMIT):
            row(name, f"panels, up to {limit} seconds", *shown(assay(file, "panels", "total", limit, 1)), "", "")
