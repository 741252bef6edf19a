"""JSON Schemas: of the data files, from the models; of what the command line prints."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from smtpcodes.knowledge import models

_TEXT = {"type": "string"}
_MAYBE = {"type": ["string", "null"]}
_NUMBER = {"type": ["integer", "null"]}
_FLAG = {"type": ["boolean", "null"]}
_LIST = {"type": "array", "items": _TEXT}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


_REPLY = {
    "anyOf": [{"type": "null"}, _object({"code": _NUMBER, "enhanced": _MAYBE, "text": _TEXT})]
}
_SUGGEST = {"anyOf": [{"type": "null"}, _object({"code": {"type": "integer"}, "enhanced": _MAYBE})]}
_FINDING = _object(
    {
        "rule": _TEXT,
        "level": {"enum": ["error", "warning", "note"]},
        "confidence": {"enum": ["high", "medium", "low"]},
        "side": {"enum": ["client", "server", "both"]},
        "fingerprint": _TEXT,
        "message": _TEXT,
        "path": _TEXT,
        "line": {"type": "integer", "minimum": 1},
        "column": {"type": "integer", "minimum": 1},
        "end_line": {"type": "integer"},
        "end_column": {"type": "integer"},
        "session": _TEXT,
        "command": _MAYBE,
        "reply": _REPLY,
        "suggest": _SUGGEST,
        "related": {
            "type": "array",
            "items": _object({"path": _TEXT, "line": {"type": "integer"}, "message": _TEXT}),
        },
        "spec": _LIST,
        "cause": _MAYBE,
        "url": _TEXT,
    },
    known=_MAYBE,
)
_VERDICT = _object(
    {
        "session": _TEXT,
        "path": _TEXT,
        "line": {"type": "integer"},
        "cause": _MAYBE,
        "side": {"enum": ["client", "server", "configuration", "network", "none"]},
        "provider": _MAYBE,
        "summary": _TEXT,
    }
)
_INPUT = _object(
    {
        "path": _TEXT,
        "status": _TEXT,
        "reader": _MAYBE,
        "readers": {"type": "array"},
        "bytes": {"type": "integer"},
        "lines": {"type": "integer"},
        "unread_lines": {"type": "integer"},
        "sessions": {"type": "integer"},
        "exchanges": {"type": "integer"},
        "evicted_sessions": {"type": "integer"},
        "notices": {"type": "object", "additionalProperties": {"type": "integer"}},
        "credentials": {"type": "integer"},
    }
)
_STATUSES = ("failed", "warned", "passed", "not-applicable", "not-tried", "not-tested")
_CHECK = _object(
    {
        "rule": _TEXT,
        "level": {"enum": ["error", "warning"]},
        "message": _TEXT,
        "spec": _LIST,
        "sent": _TEXT,
        "got": _TEXT,
        "suggest": _SUGGEST,
        "known": _MAYBE,
        "url": _TEXT,
        "fingerprint": _TEXT,
    }
)
_COUNTED = {
    "type": "array",
    "items": _object({"cause": _TEXT, "title": _TEXT, "count": {"type": "integer"}}),
}
OUTPUTS: dict[str, dict[str, Any]] = {
    "report": _object(
        {
            "schema": {"const": "smtpcodes-report/1"},
            "tool": {"type": "object"},
            "inputs": {"type": "array", "items": _INPUT},
            "findings": {"type": "array", "items": _FINDING},
            "verdicts": {"type": "array", "items": _VERDICT},
            "summary": {"type": "object"},
        }
    ),
    "check": _object(
        {
            "schema": {"const": "smtpcodes-check/1"},
            "tool": {"type": "object"},
            "target": _object({"host": _TEXT, "port": {"type": "integer"}, "greeting": _TEXT}),
            "situations": {
                "type": "array",
                "items": _object(
                    {
                        "id": _TEXT,
                        "title": _TEXT,
                        "status": {"enum": list(_STATUSES)},
                        "reason": _MAYBE,
                        "checks": {"type": "array", "items": _CHECK},
                        "right": _MAYBE,
                        "spec": _LIST,
                        "transcript": _LIST,
                    }
                ),
            },
            "summary": _object(
                {"by_status": {"type": "object"}, "by_rule": {"type": "object"}, "like": _MAYBE}
            ),
        }
    ),
    "exchange": _object(
        {
            "path": _TEXT,
            "session": _TEXT,
            "n": {"type": "integer"},
            "command": _MAYBE,
            "argument": _MAYBE,
            "line": _NUMBER,
            "reply": {"anyOf": [{"type": "null"}, {"type": "object"}]},
            "tls": _FLAG,
            "authenticated": _FLAG,
            "whole": _FLAG,
        },
        sasl_step={"type": "integer"},
    ),
    "summary": _object(
        {
            "schema": {"const": "smtpcodes-summary/1"},
            "tool": {"type": "object"},
            "inputs": {"type": "array", "items": _INPUT},
            "period": {"anyOf": [{"type": "null"}, _object({"first": _TEXT, "last": _TEXT})]},
            "log_ins": _object(
                {
                    "failed": {"type": "integer"},
                    "succeeded": {"type": "integer"},
                    "by_cause": _COUNTED,
                    "by_mechanism": {"type": "object"},
                    "clients": {"type": "integer"},
                    "by_client": {"type": "array"},
                    "users": {"type": "integer"},
                    "by_user": {"type": "array"},
                }
            ),
            "refused": _object({"count": {"type": "integer"}, "by_cause": _COUNTED}),
            "bounces": _object(
                {
                    "count": {"type": "integer"},
                    "by_action": {"type": "object"},
                    "by_cause": _COUNTED,
                    "domains": {"type": "integer"},
                    "by_domain": {"type": "array"},
                    "recipients": {"type": "integer"},
                    "by_recipient": {"type": "array"},
                }
            ),
            "replies": _object({"by_code": {"type": "object"}, "by_provider": {"type": "object"}}),
            "findings": {
                "type": "array",
                "items": _object({"rule": _TEXT, "level": _TEXT, "count": {"type": "integer"}}),
            },
            "over_time": {
                "type": "array",
                "items": _object(
                    {
                        "start": _TEXT,
                        "failed": {"type": "integer"},
                        "succeeded": {"type": "integer"},
                        "refused": {"type": "integer"},
                    }
                ),
            },
            "pseudonyms": {"type": "boolean"},
        }
    ),
    "explanation": {
        "type": "array",
        "items": _object(
            {
                "schema": {"const": "smtpcodes-explanation/1"},
                "query": _TEXT,
                "reply": _REPLY,
                "known": {"type": "boolean"},
                "title": _TEXT,
                "meaning": _TEXT,
                "cause": _TEXT,
                "confidence": {"enum": ["high", "medium", "low"]},
                "because": {"enum": ["signature", "enhanced code", "reply code", "text"]},
                "provider": _MAYBE,
                "signature": _MAYBE,
                "retry": _TEXT,
                "client_action": _TEXT,
                "temporary": {"type": "boolean"},
                "causes": {"type": "array"},
                "messages": {"type": "object"},
                "see": {"type": "array"},
                "spec": _LIST,
                "url": _TEXT,
                "why": {"type": "array", "items": _object({"step": _TEXT, "said": _TEXT})},
                "fix": _TEXT,
                "contradiction": _MAYBE,
                "recipients": {
                    "type": "array",
                    "items": _object(
                        {
                            "address": _TEXT,
                            "reply": _REPLY,
                            "cause": _TEXT,
                            "retry": _TEXT,
                            "client_action": _TEXT,
                        }
                    ),
                },
            }
        ),
    },
}


def schemas() -> dict[str, dict[str, Any]]:
    """All schemas by name: the kinds of data files, and the outputs."""
    kinds: dict[str, type[BaseModel]] = {
        "reply-code": models.ReplyCode,
        "enhanced-code": models.EnhancedStatusCode,
        "comparison": models.Comparison,
        "provider": models.Provider,
        "cause": models.Cause,
        "command": models.Command,
        "situation": models.Situation,
        "implementation": models.Implementation,
    }
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        **{name: {**draft, **model.model_json_schema()} for name, model in kinds.items()},
        **{f"output-{name}": {**draft, **schema} for name, schema in OUTPUTS.items()},
    }
