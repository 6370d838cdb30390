"""Nothing in the project tells on which machine it was made."""

from __future__ import annotations

import re

import pytest

from tests.frame.checkout import ROOT, project_files, text_of

MACHINE_PATH = re.compile(r"(?<![\w.$}*-])/(?:home|root|work|Users)/[\w.]")
PACKAGE_ORIGIN = re.compile("index" + "-url|find" + "-links")
THIS_FILE = "tests/frame/test_words.py"
LARGEST = 1024 * 1024


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in project_files():
        name = file.relative_to(ROOT).as_posix()
        text = None if name == THIS_FILE else text_of(file)
        for number, line in enumerate((text or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    return found


def test_no_path_of_a_machine() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_origin_of_packages() -> None:
    assert lines_with(PACKAGE_ORIGIN) == []


def test_no_file_is_large() -> None:
    assert [file.name for file in project_files() if file.stat().st_size > LARGEST] == []


@pytest.mark.parametrize("line", ["see /home/me/x", "/root/.cache", "'/work/main'", "(/Users/me)"])
def test_paths_of_machines_are_recognised(line: str) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["arn:aws:iam::1:root/x", "lib/work/x", "${path}/home/x", "GET */root/x"])
def test_other_paths_are_not(line: str) -> None:
    assert not MACHINE_PATH.search(line)
