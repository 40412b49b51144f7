"""Grade a folder of submissions: a table, a page for each student, and a report on the class.

    python course.py grade FOLDER             reports go to FOLDER_graded
    python course.py grade FOLDER REPORTS

FOLDER holds a folder for each student with notebooks in it, or files STUDENT_NN_topic.ipynb. Each
submission runs in a process of its own, with limits for time, memory and output, in a copy of the
students' course, and without a network where the system can do that. Its answers are then tried
with fresh cases, and compared here: no reference and no fresh result is in its process.
"""

import argparse
import csv
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import handout
import nbformat
import psutil
import sealing

from lectures_nn.exercises import declared, encoding
from lectures_nn.exercises.engine import Verdict
from lectures_nn.exercises.own_work import WITHOUT

ROOT = Path(__file__).resolve().parents[1]
RUNNER = ROOT / "tools" / "submission.py"
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT")  # of the teacher's environment variables
TITLE = r"^#{2,4} ([^:\n]*[^:,\n (])"  # of an exercise: "Exercise 1", what stands before a colon
MISSING, NOT_JUDGED = "missing", "not judged"
STATES = ("passed", "not yet", "not attempted yet", MISSING, NOT_JUDGED)
# What cuts a process off, the strictest first: no network, and nothing that outlives it.
WALLS = (
    ("unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child"),
    ("unshare", "--user", "--map-root-user", "--net"),
)


class GradingError(Exception):
    """One sentence on why nothing was graded."""


@dataclass
class Lecture:
    """What is asked in a lecture: its exercises, where their answers stand, what they are called.

    `version` tells the exercises of this course from those of an older or newer one.
    """

    number: str
    name: str
    exercises: dict
    expressions: dict
    titles: dict
    version: str


@dataclass
class Submission:
    """One notebook of a student, what became of it, and what there is to say about it."""

    student: str
    path: Path
    lecture: Lecture | None = None
    version: str = ""
    remarks: list = field(default_factory=list)
    verdicts: dict = field(default_factory=dict)
    seconds: float = 0.0


# ------------------------------------------------------------------------- what is asked


@functools.cache
def lectures():
    """Return number -> Lecture, from the course's notebooks and exercises."""
    modules = {module.__name__[-2:]: module for module in declared.lectures()}
    found = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        expressions, titles, heading = {}, {}, ""
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                heading = (re.findall(TITLE, cell.source, re.MULTILINE) or [heading])[-1]
            call = re.search(r"^check\.(\w+)\((.*)\)\s*$", cell.source, re.DOTALL | re.MULTILINE)
            if "check" in cell.metadata.get("tags", []) and call:
                expressions[call[1]] = call[2]
                titles[call[1]] = f"{heading} ({call[1]})"
        number = path.name[:2]
        if number in modules and expressions:
            exercises = declared.exercises_of(modules[number])
            version = handout.version(notebook)
            found[number] = Lecture(number, path.stem, exercises, expressions, titles, version)
    return found


@functools.cache
def questions(number, seed):
    """Return what a submission of a lecture is asked, and the exercises that judge what it says."""
    lecture, asked, judges = lectures()[number], {}, {}
    for name, expression in lecture.expressions.items():
        exercise = lecture.exercises[name]
        asked[name] = {"expression": expression}
        if hasattr(exercise, "fresh"):
            exercise = exercise.fresh(seed)
            module = sys.modules[f"lectures_nn.exercises.lecture_{lecture.number}"]
            parts = sealing.questions(exercise, module)
            if "cases" in parts:
                parts["cases"] = encoding.write(parts["cases"], sealing.source_of(module))
            without = WITHOUT.get(f"lecture_{lecture.number}.{name}", ())
            asked[name] |= parts | {"without": list(without)}
        judges[name] = exercise
    return asked, judges


# -------------------------------------------------------------------- what was handed in


def find(folder):
    """Return the submissions in a folder; those that cannot be graded have no lecture."""
    if not folder.is_dir():
        raise GradingError(f"expected a folder of submissions, got {folder}, which is none")
    found = []
    for path in sorted(folder.rglob("*.ipynb")):
        place = path.relative_to(folder).parts
        if any(part.startswith(".") for part in place):
            continue
        submission = Submission(place[0] if len(place) > 1 else "", path)
        recognise(submission)
        submission.student = submission.student or student_of(path, submission.lecture)
        found.append(submission)
    if not found:
        raise GradingError(f"expected notebooks in {folder}, found none")
    named = {submission.student for submission in found}
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith(".") and path.name not in named:
            empty = f"nothing was handed in: there is no notebook in the folder {path.name}"
            found.append(Submission(path.name, path, remarks=[empty]))
    found.sort(key=lambda submission: submission.student)
    twice = Counter((s.student, s.lecture.number) for s in found if s.lecture)
    for submission in found:
        if submission.lecture and twice[submission.student, submission.lecture.number] > 1:
            submission.remarks.append(
                f"{submission.path.name} is one of several notebooks of lecture "
                f"{submission.lecture.number}, so none of them was graded: leave one"
            )
            submission.lecture = None
    return found


def recognise(submission):
    """Find out which lecture a notebook is of, whatever its name is."""
    path = submission.path
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:
        reason = str(error).partition("\n")[0][:100]
        submission.remarks.append(f"{path.name} is damaged and cannot be read: {reason}")
        return
    settings = notebook.metadata.get("lectures_nn", {})
    number = settings.get("lecture") if isinstance(settings, dict) else None
    if number not in lectures():
        source = "\n".join(cell.source for cell in notebook.cells)
        signs = re.findall(r"\blecture_(\d\d) as check\b", source)
        number = signs[0] if signs else None
    if number not in lectures():
        submission.remarks.append(f"{path.name} is no notebook of the course with exercises")
        return
    submission.lecture = lectures()[number]
    submission.version = str(settings.get("version", "")) if isinstance(settings, dict) else ""
    if not path.stem.endswith(submission.lecture.name):
        submission.remarks.append(
            f"{path.name} was renamed, and recognised as {submission.lecture.name}.ipynb"
        )


def student_of(path, lecture):
    """Return the student's name in the name of a file."""
    name = path.stem
    if lecture:
        name = name.removesuffix(lecture.name)
    return name.strip("_- ") or path.stem


# ------------------------------------------------------------------------------- running


def wall():
    """Return the command that cuts a process off, the strictest that works here, or nothing."""
    for command in WALLS:
        if shutil.which(command[0]):
            done = subprocess.run([*command, sys.executable, "-c", ""], capture_output=True)
            if done.returncode == 0:
                return command
    return ()


def grade(submission, course, options):
    """Run a submission in a copy of the students' course and judge its answers."""
    start = time.monotonic()
    asked, judges = questions(submission.lecture.number, options.seed)
    with tempfile.TemporaryDirectory(prefix="grade-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        shutil.copytree(course, place / "course")
        notebook = place / "course" / "notebooks" / "submission.ipynb"
        shutil.copy(submission.path, notebook)
        (place / "questions.json").write_text(json.dumps(asked), encoding="utf-8")
        ended = run(notebook, place, options)
        report, answers = place / "report.json", place / "answers.json"
        submission.remarks += ended or noticed(report)
        said = read_answers(answers)
    for name, exercise in judges.items():
        submission.verdicts[name] = judge(exercise, said.get(name), asked[name]["expression"])
    submission.seconds = time.monotonic() - start


def run(notebook, place, options):
    """Run tools/submission.py within its limits; return a line if it did not come to its end."""
    settings = {
        "cell_seconds": options.cell_seconds,
        "megabytes": options.megabytes,
        "alone": bool(options.wall),
    }
    files = [place / name for name in ("questions.json", "answers.json", "report.json")]
    command = [*options.wall, sys.executable, RUNNER, notebook, *files, json.dumps(settings)]
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=notebook.parent,
        env=environment(place),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        _, said = process.communicate(timeout=options.seconds)
    except subprocess.TimeoutExpired:
        stop(process)
        return [f"was stopped after {options.seconds} s"]
    finally:
        stop(process)
    if process.returncode:
        last = said.decode(errors="replace").strip().rpartition("\n")[2][:200]
        return [f"could not be run to its end: {last or 'its process was ended'}"]
    return []


def environment(place):
    """Return the variables for a submission: a home of its own, and nothing of the teacher's."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    home = place / "home"
    home.mkdir()
    paths = [place / "course", ROOT / "tools"]
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "IPYTHONDIR": str(home),
        "JUPYTER_RUNTIME_DIR": str(place / "run"),
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(home)),
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }


def stop(process):
    """End a process and everything that it started."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        family = []
    for child in family:
        try:
            child.kill()
        except psutil.Error:
            continue
    process.kill()
    process.communicate()


def noticed(report):
    """Return the lines that a submission's process left, as far as they are lines."""
    try:
        found = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ["left no report"]
    return [str(line)[:300] for line in found] if isinstance(found, list) else []


def read_answers(path):
    """Return exercise -> what the submission said; what cannot be read was not said."""
    found = {}
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    for line in lines:
        try:
            entry = json.loads(line)
            found.setdefault(entry["exercise"], entry)
        except (ValueError, KeyError, TypeError):
            continue
    return found


def judge(exercise, entry, expression):
    """Return the verdict on what a submission said."""
    name = exercise.name
    if entry is None:
        return Verdict(name, NOT_JUDGED, "The notebook ended before this was tried.")
    if "missing" in entry:
        text = f"`{expression}` is nothing: its cell was deleted, renamed or failed."
        return Verdict(name, MISSING, text)
    try:
        if "value" in entry:
            return exercise(encoding.read(entry["value"]))
        if entry["state"] == "passed":
            results = encoding.read(entry["results"])
            if len(results) != len(exercise.cases):
                raise ValueError("results of other cases")
            return exercise.verdict_on(results, bool(entry["printing"]))
        if entry["state"] not in STATES:
            raise ValueError("an unknown verdict")
        hint = entry["hint"] if entry["hint"] is None else str(entry["hint"])
        return Verdict(name, entry["state"], str(entry["message"])[:2000], hint)
    except (ValueError, KeyError, TypeError) as error:
        return Verdict(name, NOT_JUDGED, f"What came back cannot be read: {error}.")


# ------------------------------------------------------------------------------- reports


def told(exercise, key):
    """Return the hint of a mistake in general, without the numbers of one answer."""
    for kind in ("misconceptions", "properties"):
        if key in getattr(exercise, kind, {}):
            return getattr(exercise, kind)[key][1]
    return getattr(exercise, "choices", {}).get(key)


def safe(text):
    """Return a cell for a table that a spreadsheet does not take for a formula."""
    text = str(text)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def write_table(path, submissions):
    """Write a line for each student and exercise."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student", "lecture", "exercise", "verdict", "mistake", "message"])
        for submission in submissions:
            number = submission.lecture.number if submission.lecture else ""
            for name, verdict in submission.verdicts.items():
                row = [submission.student, number, name, verdict.state, verdict.hint or ""]
                rows.writerow([safe(cell) for cell in [*row, " ".join(verdict.message.split())]])
            if not submission.verdicts:
                row = [submission.student, number, "", NOT_JUDGED, ""]
                rows.writerow([safe(cell) for cell in [*row, "; ".join(submission.remarks)]])


def write_totals(path, submissions):
    """Write a line for each student: the exercises passed in each lecture and in all of them."""
    asked = {s.lecture.number: len(s.lecture.expressions) for s in submissions if s.lecture}
    totals = defaultdict(Counter)
    for submission in submissions:
        own = totals[submission.student]
        for verdict in submission.verdicts.values():
            own[submission.lecture.number] += verdict.passed
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["student", *sorted(asked), "total", "of"])
        for student, own in totals.items():
            passed = [own[number] for number in sorted(asked)]
            rows.writerow([safe(student), *passed, sum(passed), sum(asked.values())])


def page(student, submissions):
    """Return a student's page."""
    lines = [f"# {student}"]
    for submission in submissions:
        lecture = submission.lecture
        verdicts = submission.verdicts
        lines += ["", f"## {lecture.name if lecture else submission.path.name}", ""]
        lines += [f"- {remark}" for remark in submission.remarks]
        if verdicts:
            passed = sum(verdict.passed for verdict in verdicts.values())
            lines += [f"- {passed} of {len(verdicts)} exercises passed"]
        for name, verdict in verdicts.items():
            lines += ["", f"**{lecture.titles[name]}**: {verdict.state}"]
            if verdict.message:
                lines += ["", *(f"    {line}" for line in verdict.message.splitlines())]
    return "\n".join(lines) + "\n"


def class_report(submissions, seed):
    """Return the report on the class: each exercise, each mistake and how often it was made."""
    lines = ["# The class", "", f"Fresh cases were drawn with the seed {seed}."]
    groups = defaultdict(list)
    for submission in submissions:
        if submission.verdicts:
            groups[submission.lecture.number].append(submission)
    for _, group in sorted(groups.items()):
        lecture = group[0].lecture
        lines += ["", f"## {lecture.name}: {len(group)} graded", ""]
        if said := other_version(lecture, group):
            lines += [said, ""]
        lines += ["| exercise | " + " | ".join(STATES) + " |", "| --- |" + " ---: |" * len(STATES)]
        for name in lecture.expressions:
            counts = Counter(submission.verdicts[name].state for submission in group)
            lines.append(
                f"| {lecture.titles[name]} | " + " | ".join(str(counts[s]) for s in STATES) + " |"
            )
        lines += ["", "Mistakes, the most frequent first:", "", *mistakes(lecture, group)]
    remarks = [f"- {s.student}: {remark}" for s in submissions for remark in s.remarks]
    if remarks:
        lines += ["", "## What else happened", "", *remarks]
    return "\n".join(lines) + "\n"


def mistakes(lecture, group):
    """Return a line for each mistake of a lecture with the number of students who made it."""
    made = defaultdict(list)
    for submission in group:
        for name, verdict in submission.verdicts.items():
            if verdict.state == "not yet":
                made[name, verdict.hint].append(verdict.message)
    lines = []
    for (name, key), messages in sorted(made.items(), key=lambda item: -len(item[1])):
        text = told(lecture.exercises[name], key) or messages[0]
        text = " ".join(text.split())
        lines.append(
            f"- {len(messages)} of {len(group)}: {lecture.titles[name]}, {key or 'other'}. {text}"
        )
    return lines or ["- none"]


def other_version(lecture, group):
    """Return a line on those who were handed out other exercises of a lecture, "" for none."""
    other = sum(s.version not in ("", lecture.version) for s in group if s.lecture)
    if not other:
        return ""
    return (
        f"{other} of {len(group)} notebooks of lecture {lecture.number} were handed out by another "
        "version of the course, whose exercises differ: grade them with that version."
    )


def report(submissions, folder, seed):
    """Write all reports."""
    (folder / "students").mkdir(parents=True, exist_ok=True)
    write_table(folder / "grades.csv", submissions)
    write_totals(folder / "totals.csv", submissions)
    pages = defaultdict(list)
    for submission in submissions:
        pages[submission.student].append(submission)
    for student, own in pages.items():
        name = re.sub(r"[^\w.-]+", "_", student).strip(".") or "student"
        handout.store(folder / "students" / f"{name}.md", page(student, own))
    handout.store(folder / "class.md", class_report(submissions, seed))


def main(arguments=None):
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python course.py grade",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("reports", metavar="REPORTS", type=Path, nargs="?")
    parser.add_argument("--seconds", type=int, default=600, help="the most for a submission")
    parser.add_argument("--cell-seconds", type=int, default=120, help="the most for a cell")
    parser.add_argument("--megabytes", type=int, default=4096, help="the most memory of a process")
    parser.add_argument("--seed", type=int, default=None, help="of the fresh cases")
    parser.add_argument("--jobs", type=int, default=1, help="submissions at the same time")
    options = parser.parse_args(arguments)
    reports = options.reports or options.folder.with_name(options.folder.name + "_graded")
    options.seed = int.from_bytes(os.urandom(4)) if options.seed is None else options.seed
    options.wall = wall()
    try:
        submissions = find(options.folder)
        if reports.exists() and (not reports.is_dir() or any(reports.iterdir())):
            raise GradingError(f"expected a new or an empty folder for the reports, got {reports}")
    except GradingError as error:
        print(error, file=sys.stderr)
        return 1
    if not options.wall:
        print("This system does not let the network be cut off: submissions could reach it.")
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        handout.write_for_grading(course)
        todo = [submission for submission in submissions if submission.lecture]
        # Asked before the threads begin: they need it all, and compiling, which it takes, can fail
        # in two threads at once in Python 3.11 (gh-106905).
        for number in {submission.lecture.number for submission in todo}:
            questions(number, options.seed)
        with ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(lambda submission: grade_and_say(submission, course, options), todo))
    report(submissions, reports, options.seed)
    for submission in submissions:
        if not submission.lecture:
            print(f"{submission.student}: {'; '.join(submission.remarks)}")
    for number in sorted({submission.lecture.number for submission in todo}):
        if said := other_version(
            lectures()[number], [s for s in todo if s.lecture.number == number]
        ):
            print(said)
    print(
        f"The reports are in {reports}: class.md, grades.csv, totals.csv, a page for each student"
    )
    return 0


def grade_and_say(submission, course, options):
    """Grade one submission and print a line on it; nothing in it stops the others."""
    try:
        grade(submission, course, options)
    except (OSError, ValueError, RuntimeError) as error:
        submission.remarks.append(f"could not be graded: {error}")
    verdicts = submission.verdicts.values()
    passed = sum(verdict.passed for verdict in verdicts)
    line = f"{submission.student}, {submission.lecture.name}: {passed} of {len(verdicts)} passed"
    print("; ".join([line, *submission.remarks]) + f" ({submission.seconds:.0f} s)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
