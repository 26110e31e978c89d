"""The config of a project: its keys with their types and defaults, and the file that contains them.

`Config` is the config, `KEYS` describes it; `load.read_config` reads a file, `edit.set_keys` changes one.
"""

from headword.project.config.content import ANY_SCHEME, ProseRules
from headword.project.config.schema import KEYS, PLACEHOLDER_BASE, Agent, Config, make_agent
from headword.project.config.validate import FORMATS, PROFILES
from headword.project.config.values import to_toml

__all__ = [
    "ANY_SCHEME", "FORMATS", "KEYS", "PLACEHOLDER_BASE", "PROFILES", "Agent", "Config", "ProseRules",
    "make_agent", "to_toml",
]  # fmt: skip
