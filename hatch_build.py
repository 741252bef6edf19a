"""Compiles ``data/`` into the wheel, and writes the manual page.

An editable install reads ``data/`` itself, so nothing is compiled for it.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """Puts the compiled data into a standard wheel. A wrong entry in ``data/`` ends the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard":
            return
        sys.path.insert(0, self.root)
        try:
            from smtpcodes.cli.man import page
            from smtpcodes.cli.tree import commands
            from smtpcodes.knowledge.compiled import write

            manual = page(commands())
        finally:
            sys.path.remove(self.root)
        self.folder = tempfile.TemporaryDirectory(prefix="smtpcodes-")
        target = Path(self.folder.name)
        problems = write(Path(self.root) / "data", target)
        if problems:
            raise ValueError("\n".join(["data/ has errors:", *problems]))
        for file in target.glob("*.json"):
            build_data["force_include"][str(file)] = f"smtpcodes/knowledge/_compiled/{file.name}"

        (target / "smtpcodes.1").write_text(manual, encoding="utf-8")
        build_data["shared_data"][str(target / "smtpcodes.1")] = "share/man/man1/smtpcodes.1"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        if version == "standard":
            self.folder.cleanup()
