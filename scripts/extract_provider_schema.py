"""Write the AWS provider's schema as the compact file that the package ships.

Runs ``terraform providers schema -json`` against a local provider mirror, keeps what the converter needs (types, flags,
nesting) and shares equal types and blocks. The same provider gives the same bytes.

    python scripts/extract_provider_schema.py --plugin-dir DIRECTORY
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from converter.mappings_folder import mappings_folder
from converter.terraform.provider_schema import FLAGS, FORMAT

SOURCE = "registry.terraform.io/hashicorp/aws"
CONFIGURATION = """\
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "%s" }
  }
}
"""


class Packer:
    """Collects types and blocks, each distinct one once."""

    def __init__(self) -> None:
        self.types: list[Any] = []
        self.blocks: list[Any] = []
        self._seen: dict[str, int] = {}

    def block(self, block: Mapping[str, Any]) -> int:
        """The number of ``block``; its inner blocks get theirs first."""
        attributes = {name: self._attribute(a) for name, a in sorted(block.get("attributes", {}).items())}
        blocks = {
            name: [b["nesting_mode"], b.get("min_items", 0), b.get("max_items", 0), self.block(b["block"])]
            for name, b in sorted(block.get("block_types", {}).items())
        }
        return self._shared(self.blocks, [attributes, blocks])

    def _attribute(self, attribute: Mapping[str, Any]) -> list[int]:
        if "nested_type" in attribute:
            raise NotImplementedError("nested attribute types (plugin protocol 6) are not packed")
        flags = sum(bit for name, bit in FLAGS.items() if attribute.get(name))
        return [self._shared(self.types, attribute["type"]), flags]

    def _shared(self, items: list[Any], item: Any) -> int:
        key = f"{id(items)} {json.dumps(item, sort_keys=True)}"
        if key not in self._seen:
            self._seen[key] = len(items)
            items.append(item)
        return self._seen[key]


def provider_schema(version: str, plugin_dir: Path, terraform: str) -> Mapping[str, Any]:
    """What ``terraform providers schema -json`` says about the provider."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text(CONFIGURATION % version, encoding="utf-8")

        def run(*arguments: str) -> bytes:
            command = [terraform, *arguments]
            return subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE).stdout

        run("init", f"-plugin-dir={plugin_dir.resolve()}", "-backend=false", "-input=false")
        schemas: Mapping[str, Any] = json.loads(run("providers", "schema", "-json"))["provider_schemas"][SOURCE]
        return schemas


def pack(schema: Mapping[str, Any], version: str) -> bytes:
    """The compact file's content."""
    packer = Packer()
    packed = {
        "format": FORMAT,
        "provider": SOURCE,
        "version": version,
        "resources": {t: packer.block(s["block"]) for t, s in sorted(schema["resource_schemas"].items())},
        "data_sources": {t: packer.block(s["block"]) for t, s in sorted(schema["data_source_schemas"].items())},
        "types": packer.types,
        "blocks": packer.blocks,
    }
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(json.dumps(packed, separators=(",", ":"), ensure_ascii=False).encode())
    return buffer.getvalue()


def main() -> None:
    """Read the options, run Terraform, write the file."""
    parser = argparse.ArgumentParser(description="Write the AWS provider's schema as the compact file of the package.")
    parser.add_argument("--plugin-dir", type=Path, required=True, help="provider mirror, as for terraform init")
    parser.add_argument("--provider-version", default="5.100.0", help="AWS provider version (default: %(default)s)")
    parser.add_argument("--terraform", default="terraform", help="the terraform program (default: %(default)s)")
    parser.add_argument("-o", "--output", type=Path, help="default: mappings/provider/aws-VERSION.json.gz")
    options = parser.parse_args()
    version = options.provider_version
    output = options.output or mappings_folder() / "provider" / f"aws-{version}.json.gz"
    content = pack(provider_schema(version, options.plugin_dir, options.terraform), version)
    output.write_bytes(content)
    print(f"{output.name}: {len(content):,} bytes")


if __name__ == "__main__":
    main()
