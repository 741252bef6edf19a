"""The mkdocs plugin that renders the reference site: a page for every code, comparison, cause, provider, rule and reader.

Nothing that is generated lies on disk: pages are made by ``pages`` and handed to mkdocs as files in memory.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files

from smtpcodes.integrations import pages


class SmtpcodesPlugin(BasePlugin):      # type: ignore[type-arg,no-untyped-call,misc,unused-ignore]
    """Adds the generated pages, and the static JSON of ``/api/v1``."""

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        for path, text in pages.everything(_data(config)).items():
            known = files.get_file_from_path(path)
            if known is not None:
                files.remove(known)
            files.append(File.generated(config, path, content=text))
        return files

    def on_serve(self, server: Any, *, config: MkDocsConfig, builder: Any) -> Any:
        server.watch(str(_data(config)))
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        target = Path(config.site_dir) / "api" / "v1"
        target.mkdir(parents=True, exist_ok=True)
        for name, value in pages.api().items():
            (target / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _data(config: MkDocsConfig) -> Path:
    return Path(config.config_file_path).parent / "data"
