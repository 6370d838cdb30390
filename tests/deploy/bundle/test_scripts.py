"""The scripts as they lie in the package, and what they make of data: whatever stands in it, it stays data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from converter.deploy.bundle.files import static_files
from converter.deploy.bundle.tables import HEADINGS, escaped, table
from tests.deploy.bundle.scripts import bundle_of
from tests.frame.checkout import ROOT

FILES = ROOT / "converter" / "deploy" / "bundle" / "static"
SCRIPTS = FILES / "scripts"
BASH = shutil.which("bash") or "bash"
BIN = str(Path(sys.executable).parent)
HOSTILE = tuple(
    json.loads(line) for line in (Path(__file__).with_name("hostile.txt")).read_text("utf-8").splitlines() if line
)


def bash(program: str, folder: Path, *arguments: str) -> str:
    """What a program prints that has the libraries loaded; the folder is a bundle's."""
    libraries = " ".join(f'source "{library}";' for library in sorted((SCRIPTS / "lib").glob("*.sh"), key=order))
    done = subprocess.run(
        [BASH, "-c", f"set -euo pipefail; {libraries} {program}", "test", *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def order(library: Path) -> tuple[bool, str]:
    """What the others need comes first."""
    return library.name != "bundle.sh", library.name


def shellcheck(*arguments: str) -> str:
    """What shellcheck finds."""
    program = shutil.which("shellcheck", path=BIN) or "shellcheck"
    done = subprocess.run([program, *arguments], cwd=SCRIPTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or done.stdout, done.stderr
    return done.stdout


def test_shellcheck_finds_nothing_in_any_file() -> None:
    """Each by itself, without what one file gives to another (SC2004, SC2034, SC2154) and where it is (SC1091)."""
    files = sorted(path.relative_to(SCRIPTS).as_posix() for path in SCRIPTS.rglob("*.sh"))
    assert shellcheck("--exclude=SC1091,SC2004,SC2034,SC2154", *files) == ""


@pytest.mark.slow
@pytest.mark.parametrize("script", ["deploy.sh", "delete.sh", "validate.sh"])
def test_shellcheck_finds_nothing_in_a_script_with_its_libraries(script: str) -> None:
    assert shellcheck("--check-sourced", "--external-sources", "--source-path=SCRIPTDIR", script) == ""


def test_every_exit_code_stands_in_the_guide_and_in_the_help() -> None:
    page = (FILES.parent / "guide.md").read_text("utf-8")
    usage = (SCRIPTS / "deploy.sh").read_text("utf-8") + (SCRIPTS / "delete.sh").read_text("utf-8")
    codes = [
        part.split("=")[1]
        for line in (SCRIPTS / "lib" / "bundle.sh").read_text("utf-8").splitlines()
        if line.startswith("readonly EXIT_")
        for part in line.split()[1:]
    ]
    assert len(codes) > 15
    for code in codes:
        assert f"| {code} |" in page
        assert f"  {code} " in usage or f" {code} " in usage


def test_fields_of_a_table_come_back_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "table").write_text(table(HOSTILE, []), encoding="utf-8")
    program = r"""IFS= read -r line <table; split_row "$line"; printf '%s\0' "${FIELDS[@]}" """
    assert bash(program, tmp_path).split("\0")[:-1] == list(HOSTILE)
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_values_pass_through_json_as_they_are(tmp_path: Path, text: str) -> None:
    written = bash('json_string "$1"; printf %s "$REPLY"', tmp_path, text)
    assert json.loads(written) == text
    for form in (json.dumps(text), json.dumps(text, ensure_ascii=False)):
        entries = (
            f'[ {{"ParameterKey": "Name", "ParameterValue": {form}}},\n{{"ParameterValue":"x","ParameterKey":"B"}} ]'
        )
        program = r"""show() { printf '%s=%s\0' "$1" "$2"; }; json_parameters "$1" show"""
        assert bash(program, tmp_path, entries) == f"Name={text}\0B=x\0"
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        "[",
        "[{]",
        '[{"ParameterKey": "A"',
        '[{"ParameterKey": "A"}] x',
        '[{"ParameterValue": "A"}]',
        '[{"ParameterKey": "A", "ParameterValue": ["x"]}]',
        '[{"ParameterKey": "A", "Value": "x"}]',
        '["A"]',
        '[{"ParameterKey": "A", "ParameterValue": "\\u00[$"}]',
        '[{"ParameterKey": "A", "ParameterValue": "\\x"}]',
        '[{"ParameterKey": "A", "ParameterValue": "x"},]',
    ],
)
def test_what_is_no_list_of_parameters_is_refused(tmp_path: Path, text: str) -> None:
    assert bash('json_parameters "$1" : && echo taken || echo refused', tmp_path, text) == "refused\n"


@pytest.mark.parametrize(
    ("mode", "text", "expanded"),
    [
        ("plain", "a-${Name}-$x-${!Name}", 'a-it\'s "it", \\-$x-${Name}'),
        ("json", '{"a": "${Name}"}', '{"a": "it\'s \\"it\\", \\\\"}'),
        ("json", '["${Blocks[*]}"]', '["10.0.0.0/16", "10.1.0.0/16"]'),
        ("jmespath", "[?a=='${Name}']", "[?a=='it\\'s \"it\", \\\\']"),
        ("plain", "${Blocks[1]}:${AWS::Region}", "10.1.0.0/16:eu-west-1"),
        ("plain", "${Second}", "b"),
    ],
)
def test_texts_are_filled_in(tmp_path: Path, mode: str, text: str, expanded: str) -> None:
    program = r"""
        REGION=eu-west-1
        VALUE=([Name]="it's \"it\", \\" [Blocks]='10.0.0.0/16, 10.1.0.0/16' [Texts]='a|b|c')
        FOLDED=([Second]=$'Texts\t1\t|')
        expand "$1" "$2"; printf %s "$REPLY" """
    assert bash(program, tmp_path, mode, text) == expanded


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    program = r"""SECRETS=(["p*ss[word"]=yes); say "AWS says: p*ss[word is wrong" 2>&1"""
    assert bash(program, tmp_path) == "AWS says: **** is wrong\n"


def test_a_secret_is_not_shown_as_it_stands_in_a_request_either(tmp_path: Path) -> None:
    program = r"""give Password 'a"b\c"d'; say 'plain a"b\c"d, quoted {"Value": "a\"b\\c\"d"}' 2>&1"""
    known = "PARAMETER_ORIGIN[Password]=variable PARAMETER_NO_ECHO[Password]=yes PARAMETER_DEFAULT[Password]="
    assert bash(f"{known}; {program}", tmp_path) == 'plain ****, quoted {"Value": "****"}\n'


def test_what_a_killed_run_has_left_goes_with_the_next_run(tmp_path: Path) -> None:
    gone = subprocess.Popen([BASH, "-c", ":"])
    gone.wait()
    left, other, theirs = (tmp_path / f"{host}-{gone.pid}-aaaaaaaa" for host in ("tf2cfn-here", "tf2cfn-there", "x"))
    alive = tmp_path / f"tf2cfn-here-{os.getpid()}-aaaaaaaa"
    for folder in (left, other, theirs, alive):
        (folder / "inside").mkdir(parents=True)
    program = """HOSTNAME=here; drop_left_work "$PWD/tf2cfn-here" """
    assert bash(program, tmp_path) == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(p.name for p in (other, theirs, alive))


def test_a_parameters_file_may_begin_with_a_mark(tmp_path: Path) -> None:
    entry = '[{"ParameterKey": "Name", "ParameterValue": "x"}]'
    (tmp_path / "parameters.json").write_text(entry, encoding="utf-8-sig")
    known = "PARAMETER_ORIGIN[Name]=variable PARAMETER_NO_ECHO[Name]="
    program = """read_parameters parameters.json; printf %s "${VALUE[Name]}" """
    assert bash(f"{known}; {program}", tmp_path) == "x"


def test_a_service_without_any_image_is_told(tmp_path: Path) -> None:
    program = (
        "check_image aws_ecs_task_definition.web main.tf:12 '' '${Image}'; printf '%s\\n' \"${IMAGES_MISSING[@]}\""
    )
    assert bash(f"PARAMETERS=(Image); VALUE[Image]=; {program}", tmp_path) == (
        "no image for aws_ecs_task_definition.web (main.tf:12): the parameter Image is empty\n"
    )


def test_a_package_has_the_hash_of_what_is_in_it_as_its_name(tmp_path: Path) -> None:
    for name in ("src/a.py", "src/lib/b.py", "src/lib/c.pyc", "src/tests/d.py", "src/x y.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    program = r"""
        WORK=$PWD BUCKET=b STACK_NAME=s
        aws_call() { [[ "$*" != *head-object* ]] || return 1; cp package.zip "$1.zip"; }
        upload_packed folder src $'tests\t**/*.pyc'; printf %s "$REPLY" """
    first = bash(program, tmp_path)
    with zipfile.ZipFile(tmp_path / "s3api.zip") as archive:
        assert sorted(archive.namelist()) == ["a.py", "lib/b.py", "x y.txt"]
    os.utime(tmp_path / "src" / "a.py", (1, 1))
    assert bash(program, tmp_path) == first
    (tmp_path / "src" / "a.py").write_text("other")
    assert bash(program, tmp_path) != first


def test_hostile_names_become_no_code(tmp_path: Path) -> None:
    (tmp_path / "terraform").mkdir()
    (tmp_path / "terraform" / "main.tf").write_text(
        """
        variable "password" {
          type        = string
          description = "`touch pwned` $(touch pwned) | <b>x</b>\\n# heading"
          sensitive   = true
        }
        resource "aws_ssm_parameter" "a" {
          for_each = toset(["$(touch pwned)", "'; touch pwned; '", "x\\ty\\\\n"])
          name     = "/a/${each.key}"
          type     = "SecureString"
          value    = var.password
        }
        resource "aws_sns_topic" "b" {
          for_each = toset(["`touch pwned`"])
          name     = "b"
        }
        """
    )
    bundle = bundle_of(tmp_path / "terraform", tmp_path / "bundle")
    program = r"""
        row() { printf '%s\0' "$@"; }
        each_line() { while IFS= read -r line; do split_row "$line"; row "${FIELDS[@]}"; done <"$1"; }
        for table in "$1"/scripts/data/*.tsv; do each_line "$table"; done"""
    shown = bash(program, tmp_path, str(bundle)).split("\0")
    assert 'aws_ssm_parameter.a["\\$(touch pwned)"]' in shown or 'aws_ssm_parameter.a["$(touch pwned)"]' in shown
    outcome = subprocess.run(
        [BASH, str(bundle / "scripts" / "deploy.sh"), "--stack-name", "x", "--region", "none"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )
    assert outcome.returncode in {2, 10}, outcome.stderr
    assert not [path for path in tmp_path.rglob("*") if path.name == "pwned"]
    page = (bundle / "docs" / "deployment.md").read_text()
    assert "<b>" not in page
    assert "\n# heading" not in page


def test_tables_have_their_headings(shop_bundle: Path) -> None:
    for name, headings in HEADINGS.items():
        lines = (shop_bundle / "scripts" / "data" / f"{name}.tsv").read_text("utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert lines[1].split("\t") == list(headings)
        assert all(len(line.split("\t")) == len(headings) for line in lines[1:])


def test_control_characters_are_left_out() -> None:
    assert escaped("a\0b\x1b[31mc\x7f") == "ab[31mc"


def test_the_note_stands_on_the_second_line_of_every_script() -> None:
    for name, text in static_files().items():
        assert "Generated by tf2cfn convert" in text.splitlines()[1], name
