"""The command line: the same work as the desktop's, without a screen.

Data goes to standard output, messages to standard error. Exit codes: 0 done; 1 errors in the input, or a
paper that does not agree; 2 wrong usage; 3 a file could not be read or written.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from calc import __version__, storage, units
from calc.assess import Assessment, assess
from calc.compare import Comparison, compare
from calc.compare_report import comparison_json, comparison_sheets, comparison_table, doubled_text
from calc.files import write_atomically
from calc.findings import Finding, RowNumbers, Severity
from calc.language import LANGUAGES, N_, Catalogue, ProblemsError, catalogue, system_language
from calc.opening import Opened, open_file
from calc.policy import Policy, shipped_policies, shipped_policy
from calc.register import RegisterError, register_workbook, sheets_workbook, template_workbook
from calc.report import (
    assessment_json,
    assessment_sheets,
    assessment_table,
    findings_json,
    findings_table,
    json_text,
    lines_csv,
)
from calc.scenario import Scenario

if TYPE_CHECKING:
    from calc.statements import Edition

__all__ = ["main"]

DONE, ERRORS, USAGE, NO_FILE = range(4)


class _UsageError(Exception):
    """What was asked for does not exist; the message is ready to be shown."""


_COMPLAINTS: Final = (
    (r"the following arguments are required: (?P<names>.*)", N_("this is missing: {names}")),
    (r"unrecognized arguments: (?P<words>.*)", N_("this is not known: {words}")),
    (
        r"argument (?P<name>.*): invalid choice: (?P<value>.*) \(choose from (?P<choices>.*)\)",
        N_("{name}: {value} is none of {choices}"),
    ),
    (r"argument (?P<name>.*): expected one argument", N_("{name} needs a value")),
    (r"argument (?P<name>.*): ignored explicit argument (?P<value>.*)", N_("{name} takes no value: {value}")),
    (
        r"ambiguous option: (?P<name>.*) could match (?P<choices>.*)",
        N_("{name} could be any of {choices}"),
    ),
)
"""What argparse says of wrong arguments, in English only, and the message for it."""


class _Formatter(argparse.HelpFormatter):
    """Writes the help with headings in the officer's language."""

    def add_usage(self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None) -> None:
        said = _Parser.words.text(N_("usage: ")) if prefix is None else prefix
        super().add_usage(usage, actions, groups, said)

    def start_section(self, heading: str | None) -> None:
        titles = {"positional arguments": N_("arguments"), "options": N_("options")}
        super().start_section(_Parser.words.text(titles.get(heading, heading)) if heading else heading)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in the officer's language and leaves with the exit code of the contract."""

    words: Catalogue = catalogue("en")

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False, "formatter_class": _Formatter})
        if options.get("add_help", True):
            told = self.words.text(N_("show this help and exit"))
            self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help=told)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        _tell(self.words.text(N_("Wrong usage: {reason}"), reason=self._complaint(message)))
        sys.exit(USAGE)

    def _complaint(self, message: str) -> str:
        """Return what argparse says of the arguments in the officer's language."""
        for pattern, text in _COMPLAINTS:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                return self.words.text(text, **found.groupdict())
        return message


def main(argv: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    words = catalogue(_language(argv))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        arguments = _parser(words).parse_args(argv)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else USAGE
    run: Callable[[argparse.Namespace, Catalogue], int] = arguments.run
    try:
        return run(arguments, words)
    except _UsageError as error:
        _tell(str(error))
        return USAGE
    except (storage.StorageError, RegisterError) as error:
        _tell(error.text(words))
        return NO_FILE
    except ProblemsError as error:
        for text in error.texts(words):
            _tell(text)
        return NO_FILE
    except BrokenPipeError:
        raise  # whoever read the output has gone: `main.py` knows what to do
    except OSError as error:
        failure = storage.write_failure(error, Path(error.filename or "?"))
        _tell(failure.text(words))
        return NO_FILE


def _language(argv: Sequence[str]) -> str:
    """Return the language asked for before the arguments are parsed, for the parser's own messages."""
    for number, word in enumerate(argv):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and number + 1 < len(argv):
            value = argv[number + 1]
        if value in LANGUAGES:
            return value
    return system_language()


def _tell(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201  (messages go to standard error)


def _say(text: str) -> None:
    print(text)  # noqa: T201  (data goes to standard output)


def _parser(words: Catalogue) -> argparse.ArgumentParser:
    say = words.text
    _Parser.words = words
    common = _Parser(add_help=False)
    common.add_argument(
        "--lang", choices=LANGUAGES, help=say(N_("language of messages (the paper is Chinese)"))
    )
    parser = _Parser(
        prog="main.py",
        description=say(N_("Land requisition compensation. Without a command the desktop opens.")),
        parents=[common],
    )
    told = say(N_("show the program's version and exit"))
    parser.add_argument("--version", action="version", version=__version__, help=told)
    commands = parser.add_subparsers(dest="command", required=True, metavar=say(N_("COMMAND")))

    def command(name: str, run: Callable[[argparse.Namespace, Catalogue], int], help_text: str) -> _Parser:
        added: _Parser = commands.add_parser(name, help=help_text, description=help_text, parents=[common])
        added.set_defaults(run=run)
        return added

    file_help = say(N_("a scenario (.lcs), a register (.xlsx), or a folder of its sheets (.csv)"))
    replace_help = say(N_("replace what exists"))
    policy_help = say(N_("id of a policy that ships with the program"))

    importing = command("import", _import, say(N_("register → new scenario; all problems at once")))
    importing.add_argument(
        "register", type=Path, help=say(N_("the register: .xlsx, or a folder of .csv files"))
    )
    importing.add_argument("scenario", type=Path, help=say(N_("the scenario file to write (.lcs)")))
    importing.add_argument("--policy", help=policy_help)
    importing.add_argument("--replace", action="store_true", help=replace_help)

    assessing = command("assess", _assess, say(N_("lines, totals and findings")))
    assessing.add_argument("file", type=Path, help=file_help)
    assessing.add_argument("--format", choices=("table", "json", "csv"), default="table")
    assessing.add_argument("--policy", help=say(N_("assess under another policy, as a what-if")))

    checking = command("check", _check, say(N_("findings only")))
    checking.add_argument("file", type=Path, help=file_help)
    checking.add_argument("--format", choices=("table", "json"), default="table")
    checking.add_argument("--policy", help=say(N_("check under another policy, as a what-if")))

    printing = command("print", _print, say(N_("statements as PDF files")))
    _add_printing(printing, file_help, replace_help, words)

    verifying = command("verify", _verify, say(N_("does a paper still agree with this scenario")))
    verifying.add_argument("file", type=Path, help=file_help)
    verifying.add_argument(
        "code", nargs="+", metavar="CODE", help=say(N_("the check code at the foot of the paper"))
    )

    exporting = command(
        "export", _export, say(N_("scenario → register workbook with the assessment's sheets"))
    )
    exporting.add_argument("file", type=Path, help=file_help)
    exporting.add_argument("workbook", type=Path, metavar="OUT.xlsx", help=say(N_("the workbook to write")))
    exporting.add_argument("--replace", action="store_true", help=replace_help)

    comparing = command("compare", _compare, say(N_("what differs, by how much, because of which input")))
    for name, metavar, help_text in (
        ("before", "A", N_("the plan as it was announced: a scenario or a register")),
        ("after", "B", N_("the revised plan")),
    ):
        comparing.add_argument(name, type=Path, metavar=metavar, help=say(help_text))
    comparing.add_argument("--format", choices=("table", "json", "xlsx"), default="table")
    comparing.add_argument(
        "--out",
        type=Path,
        dest="workbook",
        metavar="OUT.xlsx",
        help=say(N_("with --format xlsx: the workbook to write; standard output by default")),
    )
    comparing.add_argument("--replace", action="store_true", help=replace_help)

    template = command("template", _template, say(N_("an empty register with headers, notes and choices")))
    template.add_argument("workbook", type=Path, metavar="OUT.xlsx", help=say(N_("the workbook to write")))
    template.add_argument("--replace", action="store_true", help=replace_help)
    return parser


def _add_printing(printing: _Parser, file_help: str, replace_help: str, words: Catalogue) -> None:
    say = words.text
    printing.add_argument("file", type=Path, help=file_help)
    printing.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help=say(N_("folder to write to"))
    )
    printing.add_argument("--documents", metavar="a,b", help=say(N_("only these documents")))
    printing.add_argument("--households", metavar="id,id", help=say(N_("only these household IDs")))
    printing.add_argument(
        "--changed-since",
        type=Path,
        metavar="FILE",
        help=say(N_("only households whose statement differs from this scenario or register")),
    )
    printing.add_argument(
        "--separate", action="store_true", help=say(N_("one file a household, and an index of them"))
    )
    printing.add_argument(
        "--paper",
        choices=("a4", "a3"),
        default="a4",
        help=say(N_("the sheet of payment rolls and village summaries (default a4)")),
    )
    printing.add_argument(
        "--wording",
        type=Path,
        metavar="FILE",
        help=say(N_("a county's own words for the paper, in the form of resources/wording.toml")),
    )
    printing.add_argument("--replace", action="store_true", help=replace_help)
    printing.add_argument(
        "--issue",
        metavar="NUMBER",
        help=say(N_("issue the papers under this document number and record that in FILE, a scenario")),
    )
    printing.add_argument(
        "--issue-date", metavar="DATE", help=say(N_("day of issue, 2018-05-01 for example; today by default"))
    )
    printing.add_argument("--officer", metavar="NAME", help=say(N_("who issues them")))


def _policy(policy_id: str | None, words: Catalogue) -> Policy | None:
    if policy_id is None:
        return None
    try:
        return shipped_policy(policy_id)
    except KeyError:
        known = ", ".join(shipped_policies())
        message = N_("There is no policy “{policy}”; one of these is: {known}")
        raise _UsageError(words.text(message, policy=policy_id, known=known)) from None


def _exit_code(findings: Sequence[Finding]) -> int:
    return ERRORS if any(finding.severity is Severity.ERROR for finding in findings) else DONE


def _assessed(opened: Opened, policy: Policy | None = None) -> tuple[Assessment, tuple[Finding, ...]]:
    """Return the assessment, and its findings behind those of reading the register."""
    assessment = assess(opened.scenario, policy)
    return assessment, (*opened.findings, *assessment.findings)


def _import(arguments: argparse.Namespace, words: Catalogue) -> int:
    _policy(arguments.policy, words)
    target: Path = arguments.scenario
    if not arguments.replace and target.exists():
        raise storage.write_failure(FileExistsError(), target)
    opened = open_file(arguments.register, arguments.policy or "")
    if not opened.is_register:
        raise _UsageError(words.text(N_("{file} is a scenario already"), file=arguments.register.name))
    if opened.unrecordable:
        _tell(findings_table(opened.unrecordable, words, opened.row_of))
        message = N_("Nothing was written: {count} problems keep the register from being recorded")
        _tell(words.text(message, count=len(opened.unrecordable)))
        return ERRORS
    _, findings = _assessed(opened)
    storage.save(opened.scenario, target, replace=arguments.replace)
    if findings:
        _tell(findings_table(findings, words, opened.row_of))
    _tell(words.text(N_("Written: {file}"), file=target))
    return DONE


def _assess(arguments: argparse.Namespace, words: Catalogue) -> int:
    policy = _policy(arguments.policy, words)
    opened = open_file(arguments.file)
    assessment, findings = _assessed(opened, policy)
    if arguments.format == "json":
        what_if = policy is not None
        _say(json_text(assessment_json(assessment, findings, words, opened.row_of, what_if=what_if)))
    elif arguments.format == "csv":
        sys.stdout.write(lines_csv(assessment))
        _tell_findings(findings, words, opened.row_of)
    else:
        _say(assessment_table(assessment, words) + "\n")
        _say_findings(findings, words, opened.row_of)
    if policy is not None and arguments.format != "json":
        message = N_("What-if under policy “{policy}”: not the scenario's own figures")
        _tell(words.text(message, policy=policy.id))
    return _exit_code(findings)


def _check(arguments: argparse.Namespace, words: Catalogue) -> int:
    policy = _policy(arguments.policy, words)
    opened = open_file(arguments.file)
    _, findings = _assessed(opened, policy)
    if arguments.format == "json":
        _say(json_text(findings_json(findings, words, opened.row_of)))
    else:
        _say_findings(findings, words, opened.row_of)
    return _exit_code(findings)


def _say_findings(findings: Sequence[Finding], words: Catalogue, row_of: RowNumbers) -> None:
    if findings:
        _say(findings_table(findings, words, row_of))


def _tell_findings(findings: Sequence[Finding], words: Catalogue, row_of: RowNumbers) -> None:
    if findings:
        _tell(findings_table(findings, words, row_of))


def _listed(text: str | None) -> list[str] | None:
    return None if text is None else [part.strip() for part in text.split(",") if part.strip()]


def _print(arguments: argparse.Namespace, words: Catalogue) -> int:
    # The statements load the drawing library; no other command pays for it.
    from calc import statements  # noqa: PLC0415

    seen = [storage.stamp(arguments.file)]
    opened = open_file(arguments.file)
    assessment, findings = _assessed(opened)
    households = _listed(arguments.households)
    if arguments.changed_since is not None:
        before = assess(open_file(arguments.changed_since).scenario)
        changed = _changed_ids(compare(before, assessment, statements.HOUSEHOLD_READS))
        households = [each for each in households if each in changed] if households else list(changed)
        if not households:
            _tell(words.text(N_("No household's statement has changed: nothing was printed")))
            return DONE
    try:
        if arguments.issue is None:
            files = _printed(arguments, words, assessment, households)
        elif opened.is_register:
            message = N_(
                "{file} is a register: import it, and issue from the scenario, which keeps the record"
            )
            raise _UsageError(words.text(message, file=arguments.file.name))
        else:
            files = _issued(arguments, words, assessment, households, seen)
    except statements.RequestError as error:
        raise _UsageError(error.text(words)) from error
    except statements.WorkerError as error:
        _tell(error.text(words))
        return NO_FILE
    except statements.BlockedError as error:
        _tell(findings_table(error.findings, words, opened.row_of))
        _tell(words.text(N_("Nothing was printed: mend these errors first")))
        return ERRORS
    _tell_findings([each for each in findings if each.severity is Severity.WARNING], words, opened.row_of)
    _tell_empty(_listed(arguments.documents) or [], words, assessment, households)
    for path in files:
        _say(str(path))
    return DONE


def _tell_empty(
    stems: Sequence[str], words: Catalogue, assessment: Assessment, households: list[str] | None
) -> None:
    """Tell which of the documents asked for by name have no file, as there is nothing to stand in them."""
    from calc import statements  # noqa: PLC0415  (as in `_print`)

    for stem in stems:
        if not statements.papers_of(assessment, [stem], households):
            _tell(words.text(N_("{document}: nothing is recorded that would stand in it"), document=stem))


def _edition(arguments: argparse.Namespace) -> "Edition":
    from calc import statements  # noqa: PLC0415  (as in `_print`)

    words = arguments.wording
    wording = statements.shipped_wording() if words is None else statements.read_wording(words)
    return statements.Edition(wording=wording, large=arguments.paper == "a3")


def _printed(
    arguments: argparse.Namespace, words: Catalogue, assessment: Assessment, households: list[str] | None
) -> Sequence[Path]:
    """Print and return the files; nothing is recorded."""
    from calc import statements  # noqa: PLC0415  (as in `_print`)

    if arguments.issue_date is not None or arguments.officer is not None:
        raise _UsageError(words.text(N_("--issue-date and --officer belong to --issue NUMBER")))
    return statements.print_documents(
        assessment,
        arguments.out,
        _listed(arguments.documents),
        households=households,
        edition=_edition(arguments),
        separate=arguments.separate,
        replace=arguments.replace,
    ).files


def _issued(
    arguments: argparse.Namespace,
    words: Catalogue,
    assessment: Assessment,
    households: list[str] | None,
    seen: list[tuple[int, ...]],
) -> Sequence[Path]:
    """Issue the papers, record it in the file whose stamp was `seen` before it was read; return the files."""
    from calc import issuing  # noqa: PLC0415  (as in `_print`)
    from calc.issues import IssueError  # noqa: PLC0415

    path: Path = arguments.file

    def unchanged() -> None:
        if storage.stamp(path) != seen[-1]:
            raise storage.FileAccessError(
                N_("{file} was saved by somebody else meanwhile: nothing was issued. Start again."),
                file=path.name,
            )

    def save(scenario: Scenario) -> None:
        storage.save(scenario, path, check=unchanged)
        seen.append(storage.stamp(path))

    try:
        date = None if arguments.issue_date is None else units.parse_date(arguments.issue_date)
        issue = issuing.begin_issue(assessment.scenario, arguments.issue, date, arguments.officer or "")
        result = issuing.issue_documents(
            assessment,
            save,
            arguments.out,
            issue,
            _listed(arguments.documents),
            households=households,
            edition=_edition(arguments),
            separate=arguments.separate,
            replace_files=arguments.replace,
        )
    except (IssueError, units.QuantityError) as error:
        raise _UsageError(error.text(words)) from error
    message = N_("Issued under {number} of {date}, recorded in {file}")
    if not result.recorded:
        message = N_("{number} of {date} is on record in {file} already: these are further copies")
    _tell(words.text(message, number=issue.number, date=issue.day, file=path.name))
    return result.printed.files


def _verify(arguments: argparse.Namespace, words: Catalogue) -> int:
    from calc.verify_report import verification_text  # noqa: PLC0415  (as in `_print`)
    from calc.verifying import CodeError, verify  # noqa: PLC0415

    assessment = assess(open_file(arguments.file).scenario)
    try:
        found = verify(assessment, " ".join(arguments.code))
    except CodeError as error:
        raise _UsageError(error.text(words)) from error
    _say(verification_text(found, words))
    return DONE if found.agrees else ERRORS


def _export(arguments: argparse.Namespace, words: Catalogue) -> int:
    opened = open_file(arguments.file)
    assessment, findings = _assessed(opened)
    sheets = assessment_sheets(assessment, findings, words, opened.row_of)
    _write(arguments, register_workbook(opened.scenario, sheets), words)
    return DONE


def _changed_ids(comparison: Comparison) -> dict[str, None]:
    """Return the household IDs whose statement reads otherwise, in the order of the register."""
    from calc import statements  # noqa: PLC0415  (as in `_print`)

    names = comparison.pairs["households"].names
    return dict.fromkeys(str(names[pair]) for pair in statements.changed_households(comparison))


def _compare(arguments: argparse.Namespace, words: Catalogue) -> int:
    from calc import statements  # noqa: PLC0415  (as in `_print`)

    as_workbook = arguments.format == "xlsx"
    if arguments.workbook is not None and not as_workbook:
        raise _UsageError(words.text(N_("--out goes with --format xlsx")))
    if as_workbook and arguments.workbook is None and sys.stdout.isatty():
        raise _UsageError(words.text(N_("a workbook cannot be read on a terminal: name a file with --out")))
    if arguments.workbook is not None and not arguments.replace and arguments.workbook.exists():
        raise storage.write_failure(FileExistsError(), arguments.workbook)
    paths = (arguments.before, arguments.after)
    before, after = (assess(open_file(path).scenario) for path in paths)
    comparison = compare(before, after, statements.HOUSEHOLD_READS)
    reprint = set(statements.changed_households(comparison))
    names = (str(arguments.before), str(arguments.after))
    if arguments.format == "json":
        _say(json_text(comparison_json(comparison, reprint, names, words)))
    elif as_workbook:
        workbook = sheets_workbook(comparison_sheets(comparison, reprint, names, words))
        if arguments.workbook is None:
            sys.stdout.buffer.write(workbook)
        else:
            _write(arguments, workbook, words)
    else:
        _say(comparison_table(comparison, reprint, names, words))
    for path, assessment in zip(paths, (before, after), strict=True):
        if not assessment.totals.complete:
            message = N_("{file}: some amounts cannot be computed, and its sums lack them: see its errors")
            _tell(words.text(message, file=path))
    for text in doubled_text(comparison, words):
        _tell(text)
    return DONE


def _template(arguments: argparse.Namespace, words: Catalogue) -> int:
    _write(arguments, template_workbook(), words)
    return DONE


def _write(arguments: argparse.Namespace, workbook: bytes, words: Catalogue) -> None:
    try:
        write_atomically(arguments.workbook, workbook, replace=arguments.replace)
    except OSError as error:
        raise storage.write_failure(error, arguments.workbook) from error
    _tell(words.text(N_("Written: {file}"), file=arguments.workbook))
