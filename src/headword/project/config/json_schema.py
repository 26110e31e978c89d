"""The JSON Schema of the config, for editors that complete and check TOML by one.

Knows the keys of the config; must not know where any file is.
"""

from typing import Any

from headword.core.findings import Severity
from headword.markdown.profiles import SITES
from headword.project.config.schema import CHOICES, KEYS, Config, Website
from headword.project.version_policy import DEMAND_PATTERN, KINDS

_URL = "https://w3id.org/headword/config.schema.json"
_TEXT: dict[str, Any] = {"type": "string"}
_TEXTS: dict[str, Any] = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_AGENT: dict[str, Any] = {
    "anyOf": [
        _TEXT,
        {
            "type": "object",
            "properties": {
                "iri": {"type": "string", "format": "iri"},
                "name": _TEXT,
                "type": {"enum": ["Person", "Organization"]},
                "email": _TEXT,
                "url": _TEXT,
            },
            "required": ["iri"],
            "additionalProperties": False,
        },
    ]
}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_ONE_SITE: dict[str, Any] = {"contains": {"enum": list(SITES)}, "minContains": 0, "maxContains": 1}
"""Among profiles there may be one that says what shape the site has."""
_TABLES: dict[str, dict[str, Any]] = {
    "id-ranges": {"type": "object", "additionalProperties": {"type": "string", "pattern": r"^\d{1,9}-\d{1,9}$"}},
    "limits": {"type": "object", "additionalProperties": {"type": "integer", "minimum": 1}},
    "per-file-ignores": {"type": "object", "additionalProperties": _TEXTS},
    "prefixes": {"type": "object", "additionalProperties": {"type": "string", "format": "iri"}},
    "version-policy": {
        "type": "object",
        "properties": {kind: {"type": "string", "pattern": f"^{DEMAND_PATTERN}$"} for kind in KINDS},
        "additionalProperties": False,
    },
    "site": {
        "type": "object",
        "properties": {
            "url": {"type": "string", "format": "uri"},
            "output": {**_TEXT, "default": Website().output},
            "languages": _TEXTS,
            "templates": {**_TEXT, "default": Website().templates},
            "source-url": _TEXT,
            "web-search": {**_TEXT, "default": Website().web_search},
            "redirects": {"type": "object", "additionalProperties": _TEXT},
        },
        "additionalProperties": False,
    },
    "severity": {"type": "object", "additionalProperties": {"enum": [severity.word for severity in Severity]}},
}


def make_schema() -> dict[str, Any]:
    """The schema (JSON Schema, draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _URL,
        "title": "The config of headword: headword.toml, or [tool.headword] in pyproject.toml",
        "type": "object",
        "properties": {key: _describe(key) for key in sorted(KEYS)},
        "additionalProperties": False,
    }


def _describe(key: str) -> dict[str, Any]:
    default = getattr(Config(), KEYS[key].name)
    if key in _TABLES:
        return _TABLES[key]
    if key in ("creator", "publisher"):
        return {"anyOf": [*_AGENT["anyOf"], {"type": "array", "items": _AGENT}]}
    if key in ("created", "modified", "released"):
        return _DATE
    if key == "iri-policy":
        return {"type": "string", "format": "regex"}
    if isinstance(default, tuple):
        more = _ONE_SITE if key == "profile" else {}
        words = {"enum": list(CHOICES[key])} if key in CHOICES else _TEXT
        return {"anyOf": [words, {"type": "array", "items": words, **more}], "default": list(default)}
    words = {"enum": list(CHOICES[key])} if key in CHOICES else _TEXT
    return {**words, "default": default} if default else words
