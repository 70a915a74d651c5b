"""One index of the stand-in for Elasticsearch: mappings, analysers, versions, queries and sorting."""

import re
import unicodedata
from datetime import datetime


class Refusal(Exception):
    """An error as Elasticsearch answers it."""

    def __init__(self, status, kind, reason):
        super().__init__(reason)
        self.status, self.kind, self.reason = status, kind, reason

    def body(self):
        cause = {"type": self.kind, "reason": self.reason}
        return {"error": {"root_cause": [cause], **cause}, "status": self.status}


def unknown(what):
    return Refusal(400, "illegal_argument_exception", f"this stand-in for Elasticsearch does not know {what}")


FILTERS = {
    "lowercase": str.lower,
    "asciifolding": lambda t: "".join(c for c in unicodedata.normalize("NFKD", t) if not unicodedata.combining(c)),
    "trim": str.strip,
}
BUILT_IN = {
    "standard": {"tokenizer": "standard", "filter": ["lowercase"]},
    "simple": {"tokenizer": "letter", "filter": ["lowercase"]},
    "whitespace": {"tokenizer": "whitespace"},
    "keyword": {"tokenizer": "keyword"},
}
TOKENIZERS = {"standard": r"\w+", "letter": r"[^\W\d_]+", "whitespace": r"\S+", "keyword": r"(?s).+"}
NUMBERS = {"long", "integer", "short", "byte", "double", "float", "unsigned_long"}


def seconds(value):
    """Return a date as a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value) / 1000
    return datetime.fromisoformat(str(value).replace("Z", "+00:00")).timestamp()


class Index:
    """Documents with versions. What was written can be searched after a refresh only."""

    def __init__(self, name, body):
        self.name = name
        settings = dict(body.get("settings") or {})
        settings = {**settings, **(settings.get("index") or {})}
        analysis = settings.get("analysis") or settings.get("index.analysis") or {}
        self.analyzers = BUILT_IN | (analysis.get("analyzer") or {})
        self.window = int(settings.get("max_result_window", 10_000))
        self.settings = settings
        mappings = body.get("mappings") or {}
        self.dynamic = str(mappings.get("dynamic", "true")).lower()
        self.properties = dict(mappings.get("properties") or {})
        self.fields = {}  # "text", "text.raw" -> definition
        for field, definition in self.properties.items():
            self._declare(field, definition)
        self.documents = {}  # id -> (version, source); what a GET by id sees
        self.visible = {}  # what a search sees
        self._words = {}  # (analyser, text) -> words, since analysing takes long

    def _declare(self, name, definition):
        kind = definition.get("type", "object")
        if kind not in {"text", "keyword", "date", "boolean", "object", *NUMBERS}:
            raise unknown(f"the type {kind!r}")
        if kind == "object" and (definition.get("properties") or name in self.fields):
            raise unknown("objects with properties of their own")
        if kind == "text":
            for key in ("analyzer", "search_analyzer"):
                self._analyzer(definition.get(key, "standard"))
        self.fields[name] = definition
        for sub, inner in (definition.get("fields") or {}).items():
            self._declare(f"{name}.{sub}", inner)

    def _analyzer(self, name):
        found = self.analyzers.get(name)
        if found is None:
            raise unknown(f"the analyzer {name!r}; it knows {sorted(self.analyzers)}")
        filters = found.get("filter") or []
        filters = [filters] if isinstance(filters, str) else filters
        tokenizer = found.get("tokenizer", found.get("type", "standard"))
        if tokenizer not in TOKENIZERS or not set(filters) <= set(FILTERS):
            raise unknown(f"{found}; tokenizers are {sorted(TOKENIZERS)}, filters {sorted(FILTERS)}")
        return TOKENIZERS[tokenizer], filters

    def tokens(self, field, text, *, searching=False):
        """Return the words of a text, as its analyser makes them."""
        definition = self.fields[field]
        name = definition.get("analyzer", "standard")
        if searching:
            name = definition.get("search_analyzer", name)
        known = self._words.get((name, text := str(text)))
        if known is None:
            pattern, filters = self._analyzer(name)
            known = re.findall(pattern, text)
            for one in filters:
                known = [FILTERS[one](word) for word in known]
            self._words[name, text] = known
        return known

    # --- writing

    def write(self, key, source, *, create=False, version=None, external=False):
        """Write a document and return (version, "created" or "updated"). Raises Refusal."""
        known = self.documents.get(key)
        if create and known:
            raise Refusal(409, "version_conflict_engine_exception", f"[{key}]: document already exists")
        if external and known and int(version) <= known[0]:
            reason = f"[{key}]: version conflict, current version [{known[0]}] is higher or equal to the one provided [{version}]"
            raise Refusal(409, "version_conflict_engine_exception", reason)
        self._check(source)
        new = int(version) if external else (known[0] + 1 if known else 1)
        self.documents[key] = (new, source)
        return new, "updated" if known else "created"

    def _check(self, source):
        for name, value in source.items():
            if name not in self.properties:
                if self.dynamic == "strict":
                    reason = f"mapping set to strict, dynamic introduction of [{name}] within [_doc] is not allowed"
                    raise Refusal(400, "strict_dynamic_mapping_exception", reason)
                if self.dynamic == "true":
                    self._guess(name, value)
        for name, definition in self.properties.items():
            value = source.get(name)
            for one in value if isinstance(value, list) else [value]:
                self._fits(name, definition.get("type", "object"), one)

    def _guess(self, name, value):
        if value is None or value == []:
            return
        value = value[0] if isinstance(value, list) else value
        kinds = {bool: "boolean", int: "long", float: "float", dict: "object"}
        definition = {"type": kinds.get(type(value), "text")}
        if definition["type"] == "text":
            definition = {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}}
            if re.fullmatch(r"\d{4}-\d\d-\d\d(T.*)?", value):
                definition = {"type": "date"}
        self.properties[name] = definition
        self._declare(name, definition)

    @staticmethod
    def _fits(name, kind, value):
        try:
            if value is None or kind == "object":
                return
            if isinstance(value, dict):
                raise ValueError
            if kind == "date":
                seconds(value)
            elif kind in NUMBERS:
                float(value)
        except (TypeError, ValueError):
            reason = f"failed to parse field [{name}] of type [{kind}]. Preview of field's value: '{value}'"
            raise Refusal(400, "document_parsing_exception", reason) from None

    def refresh(self):
        self.visible = dict(self.documents)

    # --- searching

    def value(self, source, field):
        name = field if field in source or "." not in field else field.rsplit(".", 1)[0]
        return source.get(name)

    def matches(self, query, key, source):
        """Return whether a document is found by a query."""
        if not query:
            return True
        ((kind, body),) = query.items()
        if kind in ("match_all", "match_none"):
            return kind == "match_all"
        if kind == "bool":
            return self._bool(body, key, source)
        if kind == "constant_score":
            return self.matches(body["filter"], key, source)
        if kind == "ids":
            return key in body["values"]
        if kind == "exists":
            return self.value(source, body["field"]) is not None
        if kind not in ("match", "match_phrase", "term", "terms", "range"):
            raise unknown(f"the query {kind!r}")
        body = {k: v for k, v in body.items() if k != "boost"}
        ((field, wanted),) = body.items()
        definition = self.fields.get(field)
        value = self.value(source, field)
        if definition is None or value is None:
            return False
        values = value if isinstance(value, list) else [value]
        return any(self._one(kind, field, definition["type"], wanted, one) for one in values)

    def _bool(self, body, key, source):
        def clauses(name):
            found = body.get(name) or []
            return found if isinstance(found, list) else [found]

        should = clauses("should")
        least = int(body.get("minimum_should_match", 0 if clauses("must") or clauses("filter") else 1)) if should else 0
        return (
            all(self.matches(q, key, source) for q in clauses("must") + clauses("filter"))
            and not any(self.matches(q, key, source) for q in clauses("must_not"))
            and sum(self.matches(q, key, source) for q in should) >= least
        )

    def _one(self, kind, field, type_, wanted, value):
        if kind == "range":
            convert = seconds if type_ == "date" else float if type_ in NUMBERS else str
            tests = {"gt": "__gt__", "gte": "__ge__", "lt": "__lt__", "lte": "__le__"}
            return all(getattr(convert(value), tests[k])(convert(v)) for k, v in wanted.items() if k in tests)
        if kind in ("match", "match_phrase"):
            options = wanted if isinstance(wanted, dict) else {"query": wanted}
            if type_ == "text":
                have = self.tokens(field, value)
                need = self.tokens(field, options["query"], searching=True)
                if kind == "match_phrase":
                    return any(have[i : i + len(need)] == need for i in range(len(have))) and bool(need)
                every = str(options.get("operator", "or")).lower() == "and"
                return bool(need) and (all if every else any)(word in have for word in need)
            wanted = options["query"]
        if isinstance(wanted, dict):
            wanted = wanted["value"]
        terms = self.tokens(field, value) if type_ == "text" else [str(value)]
        return any(str(one) in terms for one in (wanted if kind == "terms" else [wanted]))

    def sort_value(self, field, key, number, source):
        """Return what a document is sorted by. Raises Refusal for fields that cannot be sorted by."""
        if field in ("_doc", "_shard_doc"):
            return number
        if field == "_score":
            return 1.0
        if field == "_id":
            reason = "Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster setting: indices.id_field_data.enabled"
            raise Refusal(400, "illegal_argument_exception", reason)
        definition = self.fields.get(field)
        if definition is None:
            raise Refusal(400, "query_shard_exception", f"No mapping found for [{field}] in order to sort on")
        if definition["type"] == "text":
            reason = f"Fielddata is disabled on [{field}] in [{self.name}]. Text fields are not optimised for operations that require per-document field data like aggregations and sorting. Use a keyword field instead."
            raise Refusal(400, "illegal_argument_exception", reason)
        value = self.value(source, field)
        if value is None:
            return None
        if definition["type"] == "date":
            return round(seconds(value) * 1000)
        return float(value) if definition["type"] in NUMBERS else str(value)
