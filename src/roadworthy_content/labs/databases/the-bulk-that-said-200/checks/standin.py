"""A stand-in for Elasticsearch: the part of its REST API that a search of messages needs, in memory, over HTTP."""

import fnmatch
import itertools
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from standin_index import Index, Refusal, unknown

KIND = "application/vnd.elasticsearch+json;compatible-with=9"


class Elastic:
    """The server. The judge may look into it, refuse documents, and do something before aliases change."""

    def __init__(self):
        self.indices = {}
        self.aliases = {}  # alias -> set of index names
        self.lock = threading.RLock()
        self.busy = Counter()  # document id -> how often it is still refused with 429
        self.sent = Counter()  # document id -> how often it was in a bulk request
        self.largest = 0  # documents in one bulk request
        self.forced = 0  # refreshes that were demanded
        self.waited = 0  # writes that waited for the next refresh
        self.targets = []  # after each request: how many indices each alias has
        self.before_swap = lambda: None
        self._pits = {}
        self._last = (None, [], [])
        self._numbers = itertools.count(1)
        elastic = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # head and body go out apart; the second would wait for the first

            def do(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, answer = elastic.answer(self.command, self.path, body)
                content = b"" if self.command == "HEAD" else json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                self.send_header("Content-Type", KIND)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=[0.01], daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    # --- for the judge

    def tick(self):
        """Let a second go by: what was written can be found."""
        with self.lock:
            for index in self.indices.values():
                index.refresh()

    def of(self, alias):
        """The index that an alias, or a name, stands for; None if there is none, or several."""
        found = self._named(alias, missing_is_wrong=False)
        return found[0] if len(found) == 1 else None

    # --- requests

    def answer(self, method, target, body):
        parts = urlsplit(target)
        path = [unquote(part) for part in parts.path.split("/") if part]
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if method in ("POST", "PUT", "DELETE") and {"_alias", "_aliases"} & set(path[:2]):
            self.before_swap()
        try:
            with self.lock:
                found = self._route(method, path, query, body)
                self.targets.append({alias: len(names) for alias, names in self.aliases.items()})
                return found if isinstance(found, tuple) else (200, found)
        except Refusal as refusal:
            return refusal.status, refusal.body()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return 400, unknown(f"what to do with {method} {target}: {error!r}").body()

    def _route(self, method, path, query, body):
        if path and path[-1] == "_bulk":
            return self._bulk(path[0] if len(path) == 2 else None, query, body)
        given = json.loads(body) if body else {}
        match (method, path):
            case ("GET" | "HEAD", []):
                version = {"number": "9.0.0", "build_flavor": "default", "minimum_wire_compatibility_version": "8.0.0"}
                return {
                    "name": "stand-in",
                    "cluster_name": "stand-in",
                    "version": version,
                    "tagline": "Not the real one",
                }
            case (_, ["_cluster", "health", *_]):
                return {"status": "green", "timed_out": False}
            case ("POST", ["_aliases"]):
                return self._change_aliases(given["actions"])
            case ("POST", ["_search"]) | ("GET", ["_search"]):
                return self._search(None, given, query)
            case ("POST", ["_reindex"]):
                return self._reindex(given, query)
            case ("DELETE", ["_pit"]):
                return {"succeeded": bool(self._pits.pop(given["id"], None)), "num_freed": 1}
            case ("GET" | "HEAD", ["_alias", alias]):
                return self._tell_aliases(self.indices, alias)
            case ("GET", ["_alias"]):
                return self._tell_aliases(self.indices, "*")
            case ("POST", ["_refresh"]):
                return self._refresh("*")
            case ("GET", ["_cat", "indices", *_]):
                return [{"index": name, "docs.count": str(len(i.visible))} for name, i in self.indices.items()]
            case (_, [name, *rest]) if not name.startswith("_"):
                return self._route_index(method, name, rest, given, query)
        raise unknown(f"{method} /{'/'.join(path)}")

    def _route_index(self, method, name, rest, given, query):
        match (method, rest):
            case ("PUT", []):
                return self._create(name, given)
            case ("HEAD", []):
                return (200 if self._named(name, missing_is_wrong=False) else 404), {}
            case ("GET", [] | ["_mapping"] | ["_settings"]):
                return {i.name: self._describe(i) for i in self._named(name)}
            case ("DELETE", []):
                return self._delete(name, ignore="ignore_unavailable" in query)
            case ("POST", ["_refresh"]):
                return self._refresh(name)
            case ("GET" | "HEAD", ["_alias"]):
                return self._tell_aliases([i.name for i in self._named(name)], "*")
            case ("GET" | "HEAD", ["_alias", alias]):
                return self._tell_aliases([i.name for i in self._named(name)], alias)
            case ("PUT" | "POST", ["_alias" | "_aliases", alias]):
                return self._change_aliases([{"add": {"index": name, "alias": alias}}])
            case ("DELETE", ["_alias" | "_aliases", alias]):
                return self._change_aliases([{"remove": {"index": name, "alias": alias}}])
            case ("POST", ["_pit"]):
                pit = f"pit-{next(self._numbers)}"
                self._pits[pit] = self._rows(self._named(name))
                return {"id": pit, "_shards": {"total": 1, "successful": 1, "failed": 0}}
            case ("POST" | "GET", ["_search"]):
                return self._search(name, given, query)
            case ("POST" | "GET", ["_count"]):
                rows = self._rows(self._named(name))
                return {"count": sum(i.matches(given.get("query"), key, s) for i, key, _, s in rows)}
            case ("GET" | "HEAD", ["_doc", key]):
                return self._get(name, key)
            case ("PUT" | "POST", ["_doc" | "_create" as kind, *key]):
                action = {"_index": name, "_id": key[0] if key else None, **query}
                item = self._write("create" if kind == "_create" else query.get("op_type", "index"), action, given)
                if "error" in item:
                    raise Refusal(item["status"], item["error"]["type"], item["error"]["reason"])
                self._refresh_after(query, [item["_index"]])
                return item["status"], item
        raise unknown(f"{method} /{name}/{'/'.join(rest)}")

    def _named(self, expression, *, missing_is_wrong=True):
        found = []
        for one in str(expression).split(","):
            names = self.aliases.get(one) or ({one} if one in self.indices else set())
            if "*" in one or one == "_all":
                names = {name for name in self.indices if fnmatch.fnmatch(name, one.replace("_all", "*"))}
            elif not names and missing_is_wrong:
                raise Refusal(404, "index_not_found_exception", f"no such index [{one}]")
            found += [self.indices[name] for name in sorted(names)]
        return found

    def _create(self, name, body):
        if name in self.indices or name in self.aliases:
            raise Refusal(400, "resource_already_exists_exception", f"index [{name}] already exists")
        if name != name.lower():
            raise Refusal(400, "invalid_index_name_exception", f"Invalid index name [{name}], must be lowercase")
        self.indices[name] = Index(name, body)
        for alias in body.get("aliases") or {}:
            self.aliases.setdefault(alias, set()).add(name)
        return {"acknowledged": True, "shards_acknowledged": True, "index": name}

    def _delete(self, name, *, ignore):
        if name in self.aliases:
            reason = f"The provided expression [{name}] matches an alias, specify the corresponding concrete indices instead."
            raise Refusal(400, "illegal_argument_exception", reason)
        for index in self._named(name, missing_is_wrong=not ignore):
            del self.indices[index.name]
            for names in self.aliases.values():
                names.discard(index.name)
        self.aliases = {alias: names for alias, names in self.aliases.items() if names}
        return {"acknowledged": True}

    def _describe(self, index):
        aliases = {alias: {} for alias, names in self.aliases.items() if index.name in names}
        mappings = {"dynamic": index.dynamic, "properties": index.properties}
        return {"aliases": aliases, "mappings": mappings, "settings": {"index": index.settings}}

    def _tell_aliases(self, names, pattern):
        found = {
            name: {
                "aliases": {
                    alias: {} for alias, ns in self.aliases.items() if name in ns and fnmatch.fnmatch(alias, pattern)
                }
            }
            for name in names
        }
        found = {name: told for name, told in found.items() if told["aliases"]}
        return found if found or "*" in pattern else (404, {"error": f"alias [{pattern}] missing", "status": 404})

    def _change_aliases(self, actions):
        new = {alias: set(names) for alias, names in self.aliases.items()}
        gone = []
        for action in actions:
            ((kind, body),) = action.items()
            names = body.get("indices") or [body["index"]]
            names = [index.name for name in names for index in self._named(name)]
            aliases = body.get("aliases") or [body.get("alias")]
            aliases = [aliases] if isinstance(aliases, str) else aliases
            if kind == "remove_index":
                gone += names
                continue
            for name, alias in itertools.product(names, aliases):
                if kind == "add":
                    if alias in self.indices and alias not in gone:
                        reason = f"an index exists with the same name as the alias [{alias}]"
                        raise Refusal(400, "invalid_alias_name_exception", reason)
                    new.setdefault(alias, set()).add(name)
                elif name in new.get(alias, ()):
                    new[alias].discard(name)
                elif body.get("must_exist", True):
                    raise Refusal(404, "aliases_not_found_exception", f"aliases [{alias}] missing")
        for name in gone:
            self.indices.pop(name, None)
        new = {alias: names - set(gone) for alias, names in new.items()}
        self.aliases = {alias: names for alias, names in new.items() if names}
        return {"acknowledged": True, "errors": False}

    # --- documents

    def _refresh(self, name):
        self.forced += 1
        for index in self._named(name):
            index.refresh()
        return {"_shards": {"total": 1, "successful": 1, "failed": 0}}

    def _refresh_after(self, query, names):
        how = query.get("refresh")
        if how is None or how == "false":
            return
        if how == "wait_for":
            self.waited += 1
        else:
            self.forced += 1
        for name in names:
            self.indices[name].refresh()

    def _bulk(self, default, query, body):
        lines = iter(body.decode().split("\n"))
        if not body.endswith(b"\n"):
            raise Refusal(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]")
        items = []
        for line in lines:
            if not line.strip():
                continue
            ((kind, action),) = json.loads(line).items()
            source = json.loads(next(lines)) if kind != "delete" else None
            items.append({kind: self._write(kind, {"_index": default, **action}, source, bulk=True)})
        self.largest = max(self.largest, len(items))
        done = [item for pair in items for item in pair.values()]
        self._refresh_after(query, {item["_index"] for item in done if "error" not in item})
        return {"took": 1, "errors": any("error" in item for item in done), "items": items}

    def _write(self, kind, action, source, *, bulk=False):
        key = action.get("_id") or f"auto-{next(self._numbers)}"
        if bulk:
            self.sent[key] += 1
        item = {"_index": action["_index"], "_id": key}
        try:
            if self.busy[key] > 0:
                self.busy[key] -= 1
                raise Refusal(
                    429,
                    "es_rejected_execution_exception",
                    "rejected execution of coordinating operation: the queue is full",
                )
            indices = self._named(action["_index"], missing_is_wrong=False)
            if not indices:
                self._create(action["_index"], {})  # as the real one does it, with a mapping that it guesses
                indices = self._named(action["_index"])
            if len(indices) > 1:
                raise Refusal(
                    400, "illegal_argument_exception", f"no write index is defined for alias [{action['_index']}]"
                )
            item["_index"] = indices[0].name
            external = action.get("version_type") in ("external", "external_gt")
            if kind not in ("index", "create"):
                raise unknown(f"the bulk action {kind!r}")
            version, result = indices[0].write(
                key, source, create=kind == "create", version=action.get("version"), external=external
            )
            return {**item, "_version": version, "result": result, "status": 201 if result == "created" else 200}
        except Refusal as refusal:
            return {**item, "status": refusal.status, "error": {"type": refusal.kind, "reason": refusal.reason}}

    def _get(self, name, key):
        for index in self._named(name):
            if key in index.documents:
                version, source = index.documents[key]
                return {"_index": index.name, "_id": key, "_version": version, "found": True, "_source": source}
        return 404, {"_index": name, "_id": key, "found": False}

    def _reindex(self, given, query):
        target = given["dest"]
        rows = self._rows(self._named(given["source"]["index"]))
        versions = {key: index.documents.get(key, (1,))[0] for index, key, _, _ in rows}
        action = {"_index": target["index"], "version_type": target.get("version_type")}
        items = [
            self._write("index", {**action, "_id": key, "version": versions[key]}, source) for _, key, _, source in rows
        ]
        self._refresh_after(query, [target["index"]])
        return {"total": len(items), "failures": [item for item in items if "error" in item and item["status"] != 409]}

    # --- searching

    @staticmethod
    def _rows(indices):
        return [
            (i, key, number, source) for i in indices for number, (key, (_, source)) in enumerate(i.visible.items())
        ]

    def _search(self, name, given, query):
        pit = (given.get("pit") or {}).get("id")
        if pit is not None and pit not in self._pits:
            raise Refusal(404, "search_context_missing_exception", f"No search context found for id [{pit}]")
        rows = self._pits[pit] if pit else self._rows(self._named(name if name is not None else "*"))
        size, start = int(given.get("size", query.get("size", 10))), int(given.get("from", query.get("from", 0)))
        window = min([index.window for index, *_ in rows], default=10_000)
        if start + size > window:
            reason = f"Result window is too large, from + size must be less than or equal to: [{window}] but was [{start + size}]"
            raise Refusal(400, "illegal_argument_exception", reason)
        order = [self._order(one) for one in self._listed(given.get("sort"))]
        if pit and order:
            order.append(("_shard_doc", 1))
        found = self._sorted(rows, given.get("query"), order)
        total = len(found)
        if (after := given.get("search_after")) is not None:
            if start > 0:
                raise Refusal(
                    400,
                    "action_request_validation_exception",
                    "`from` parameter must be set to 0 when `search_after` is used",
                )
            if len(after) not in (len(order), len(order) - bool(pit)) or not order:
                reason = f"search_after has {len(after)} value(s) but sort has {len(order)}."
                raise Refusal(400, "illegal_argument_exception", reason)
            found = [row for row in found if self._compare(order, row[0], after) > 0]
        hits = [
            {"_index": index.name, "_id": key, "_score": None if order else 1.0, "_source": source}
            | ({"sort": values} if order else {})
            for values, index, key, source in found[start : start + size]
        ]
        answer = {"took": 1, "timed_out": False, "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0}}
        hits = {
            "total": {"value": min(total, 10_000), "relation": "eq" if total <= 10_000 else "gte"},
            "max_score": None,
            "hits": hits,
        }
        return {**answer, "hits": hits} | ({"pit_id": pit} if pit else {})

    def _sorted(self, rows, query, order):
        """What a query finds, in order. Kept for the next page, as long as nothing new can be found."""
        asked = (json.dumps([query, order]), [(key, id(source)) for _, key, _, source in rows])
        if self._last[0] == asked:
            return self._last[1]
        found = []
        for index, key, number, source in rows:
            if index.matches(query, key, source):
                values = [index.sort_value(field, key, number, source) for field, _ in order]
                found.append((values, index, key, source))
        for place, (_, way) in reversed(list(enumerate(order))):
            found.sort(key=lambda row: self._sortable(row[0][place], way), reverse=way < 0)  # noqa: B023  # used at once
        self._last = (asked, found, rows)  # the rows too, so that no id is used again
        return found

    @staticmethod
    def _listed(sort):
        return sort if isinstance(sort, list) else [] if sort is None else [sort]

    @staticmethod
    def _order(one):
        if isinstance(one, str):
            field, _, way = one.partition(":")
            return field, -1 if way == "desc" or field == "_score" else 1
        ((field, way),) = one.items()
        way = way.get("order", "asc") if isinstance(way, dict) else way
        return field, -1 if way == "desc" else 1

    @staticmethod
    def _sortable(value, way):
        """A key with which what has no value comes last, whatever the order."""
        return ((value is None) == (way > 0), 0 if value is None else value)

    @staticmethod
    def _compare(order, a, b):
        for (_, way), x, y in zip(order, a, b, strict=False):
            if x != y:
                if x is None or y is None:
                    return 1 if x is None else -1
                x, y = (float(x), float(y)) if isinstance(x, (int, float)) else (x, y)
                return way if x > y else -way if x < y else 0
        return 0
