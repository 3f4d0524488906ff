"""Times fairpyx's largest total of a many-to-many matching and prints JSON. Called by benches/allocation.py with a file of need, loads and scores."""

import json
import sys
import time

import numpy as np
from fairpyx import Instance, divide
from fairpyx.algorithms import utilitarian_matching

data = np.load(sys.argv[1])
need, most, scores, allowed = (data[name] for name in ("need", "most", "scores", "allowed"))
submissions, reviewers = range(scores.shape[0]), range(scores.shape[1])
start = time.perf_counter()
instance = Instance(
    valuations={p: {r: int(scores[p, r]) for r in reviewers if allowed[p, r]} for p in submissions},
    agent_capacities={p: int(need[p]) for p in submissions},
    item_capacities={r: int(most[r]) for r in reviewers},
    agent_conflicts={p: {r for r in reviewers if not allowed[p, r]} for p in submissions},
)
teams = divide(utilitarian_matching, instance=instance)
elapsed = time.perf_counter() - start
taken = np.zeros(len(most), dtype=np.int64)
for p, team in teams.items():
    np.add.at(taken, list(team), 1)
total = sum(int(scores[p, r]) for p, team in teams.items() for r in team) / 1e6
unmet = sum(int(need[p]) - len(team) for p, team in teams.items())
print(json.dumps({"total": total, "unmet": unmet, "beyond": int((taken - most).clip(0).sum()), "ms": elapsed * 1e3}))
