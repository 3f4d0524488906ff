"""Attempts to break the running program, and counts what was acknowledged and found. Started by `tests/attack/run`."""
import pathlib, resource, shutil, sys, tempfile, time, traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import chaos, unmasking

ROUNDS = 3 if "--short" in sys.argv else 100


def main():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    only = [name for name in sys.argv[1:] if not name.startswith("--")]
    passed = failed = 0
    for attempt in [attempt for attempt in chaos.ALL + unmasking.ALL if not only or attempt.__name__ in only]:
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
        print(f"{attempt.__name__}: {word} ({', '.join(f'{name}: {value}' for name, value in counts.items())}; {time.monotonic() - began:.0f} s)", flush=True)
        passed, failed = passed + (held is True), failed + (held is False)
    print(f"# pass {passed}\n# fail {failed}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
