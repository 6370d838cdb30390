"""The bundle on disk: whose a file is, and what is written, kept and removed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from converter.conversion.writing import MARK, changes, write
from converter.deploy.bundle import with_bundle
from tests.conversion.converting import converted

QUEUE = 'resource "aws_sqs_queue" "q" {\n name = "q"\n}\n'


def bundle() -> dict[str, str]:
    return with_bundle(converted(QUEUE).done).files


def test_the_bundle_is_complete_and_its_scripts_can_be_run(tmp_path: Path) -> None:
    files = bundle()
    write(files, tmp_path, changes(files, tmp_path))
    assert not changes(files, tmp_path)
    for name in ("deploy.sh", "delete.sh", "validate.sh"):
        assert os.access(tmp_path / "scripts" / name, os.X_OK)
    for name in ("parameters.json.example", ".cfnlintrc", "docs/deployment.md", "scripts/data/steps.tsv"):
        assert (tmp_path / name).is_file()
    listed = json.loads(files["conversion.json"])["files"]
    assert set(listed) == files.keys() - {"conversion.json"}


def test_an_edited_file_is_written_anew(tmp_path: Path) -> None:
    files = bundle()
    write(files, tmp_path, changes(files, tmp_path))
    script = tmp_path / "scripts" / "deploy.sh"
    script.write_text(script.read_text() + "# mine\n")
    found = changes(files, tmp_path)
    assert (found.changed, found.kept) == (("scripts/deploy.sh",), ())


def test_a_file_without_the_note_is_the_users_own(tmp_path: Path) -> None:
    files = bundle()
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "deployment.md").write_text("# How we deploy\n")
    (tmp_path / ".cfnlintrc").write_text("regions: [eu-west-1]\n")
    found = changes(files, tmp_path)
    assert found.kept == (".cfnlintrc", "docs/deployment.md")
    write(files, tmp_path, found)
    assert (tmp_path / "docs" / "deployment.md").read_text() == "# How we deploy\n"
    assert not changes(files, tmp_path)  # a check finds nothing stale


def test_a_file_of_an_earlier_bundle_goes_unless_it_is_the_users_own(tmp_path: Path) -> None:
    files = bundle()
    earlier = json.loads(files["conversion.json"])
    earlier["files"] += ["scripts/lib/old.sh", "scripts/lib/mine.sh", "../outside.sh"]
    before = {**files, "conversion.json": json.dumps(earlier), "scripts/lib/old.sh": f"# {MARK}\n"}
    write(before, tmp_path, changes(before, tmp_path))
    (tmp_path / "scripts" / "lib" / "mine.sh").write_text("# mine\n")
    assert changes(files, tmp_path).removed == ("scripts/lib/old.sh",)


def test_the_example_has_a_place_for_every_value_of_the_user(shop_bundle: Path) -> None:
    example = json.loads((shop_bundle / "parameters.json.example").read_text())
    values = {entry["ParameterKey"]: entry["ParameterValue"] for entry in example}
    assert values == {
        "Name": "shop",
        "Password": "<Password>",
        "Network": "main",
        "Repository": "orders",
        "Alarms": "false",
        "Title": "Shop",
    }


def test_the_guide_is_about_this_configuration(shop_bundle: Path, services_bundle: Path) -> None:
    shop = (shop_bundle / "docs" / "deployment.md").read_text()
    services = (services_bundle / "docs" / "deployment.md").read_text()
    assert "| `VpcId` | `data.aws_vpc.main` (`main.tf:34`) | `aws ec2 describe-vpcs` |" in shop
    assert "| `aws_ssm_parameter.password` |" in shop
    assert "deployed in one go" in shop
    assert "the stage `foundation`" in services
    assert "`aws_ecr_repository.web`" in services
    assert "$" not in services.replace("$(", "")
