"""Attempts to break the running program, and counts what was acknowledged and found. Started by `tests/attack/run`."""
import concurrent.futures, pathlib, resource, shutil, sys, tempfile, time, traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import chaos, forgeries, unmasking

# The attempts of a group follow one another. Groups run at once: those of chaos mostly wait.
GROUPS = [chaos.ALL, forgeries.ALL, unmasking.ALL]
ROUNDS = 3 if "--short" in sys.argv else 100


def run(attempt):
    """Runs an attempt, and prints its counts. Returns whether it held; `None` if it was not tried."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="assay-attack."))
    began = time.monotonic()
    try:
        counts, held = attempt(work, ROUNDS)
    except Exception:
        traceback.print_exc()
        counts, held = {"error": "see above"}, False
    finally:
        if (work / "log").exists() and "--log" in sys.argv:
            print((work / "log").read_text()[-4000:])
        shutil.rmtree(work, ignore_errors=True)
    word = {True: "held", False: "BROKEN", None: "not tried"}[held]
    counted = ", ".join(f"{name}: {value}" for name, value in counts.items())
    print(f"{attempt.__name__}: {word} ({counted}; {time.monotonic() - began:.0f} s)", flush=True)
    return held


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    only = [name for name in sys.argv[1:] if not name.startswith("--")]
    groups = [[attempt for attempt in group if not only or attempt.__name__ in only] for group in GROUPS]
    unknown = [name for name in only if not any(attempt.__name__ == name for group in groups for attempt in group)]
    if unknown:
        sys.exit(f"There is no attempt {', '.join(unknown)}.")
    with concurrent.futures.ThreadPoolExecutor(len(groups)) as pool:
        outcomes = [held for group in pool.map(lambda group: [run(attempt) for attempt in group], groups) for held in group]
    print(f"# pass {outcomes.count(True)}\n# fail {outcomes.count(False)}")
    sys.exit(1 if False in outcomes else 0)


if __name__ == "__main__":
    main()
