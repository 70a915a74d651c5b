"""An OpenAPI document, as something that answers and requests can be held against."""

import copy
import re

from openapi_schema_validator import OAS31Validator


class Description:
    """The learner's openapi.json."""

    def __init__(self, document):
        self.document = document

    def resolve(self, part):
        """Follow a reference into the document."""
        seen = 0
        while isinstance(part, dict) and "$ref" in part and seen < 20:
            found = self.document
            for name in part["$ref"].removeprefix("#/").split("/"):
                found = found[name.replace("~1", "/").replace("~0", "~")]
            part, seen = found, seen + 1
        return part

    def operation(self, method, path):
        """Return the description of an operation, by a real path or a template."""
        for template, item in self.document.get("paths", {}).items():
            pattern = re.sub(r"\\\{[^/]+\\\}", "[^/]+", re.escape(template))
            if template == path or re.fullmatch(pattern, path):
                assert method.lower() in item, f"openapi.json describes {template}, but not its {method}"
                return item[method.lower()], item
        raise AssertionError(f"openapi.json describes no path for {method} {path}")

    def parameter(self, method, path, name):
        """Return the description of a parameter."""
        operation, item = self.operation(method, path)
        for one in [*operation.get("parameters", []), *item.get("parameters", [])]:
            if self.resolve(one).get("name") == name:
                return self.resolve(one)
        raise AssertionError(f"openapi.json describes no parameter {name} of {method} {path}")

    def answer_schema(self, method, path, status, media):
        """Return the schema of an answer."""
        operation, _ = self.operation(method, path)
        responses = operation.get("responses", {})
        assert str(status) in responses, (
            f"{method} {path} was answered with {status}, and openapi.json describes only {', '.join(sorted(responses))}"
        )
        content = self.resolve(responses[str(status)]).get("content", {})
        assert media in content, f"{method} {path} {status} has the media type {media}; described: {', '.join(content)}"
        return content[media].get("schema", {})

    def request_schema(self, method, path):
        """Return the description of a request's body, and its schema."""
        operation, _ = self.operation(method, path)
        body = self.resolve(operation.get("requestBody", {}))
        return body, body.get("content", {}).get("application/json", {}).get("schema", {})

    def complaint(self, schema, value):
        """Return what does not fit a schema, or nothing."""
        whole = {"allOf": [schema], "components": self.document.get("components", {})}
        for error in OAS31Validator(whole).iter_errors(value):
            return f"{'/'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message[:160]}"
        return ""


def spoiled(value):
    """Yield (what was done, value) for a JSON value, with each of its members taken away or of another type."""
    if isinstance(value, list):
        for done, item in spoiled(value[0]):
            yield done, [item, *value[1:]]
        yield "an object instead of the list", {}
    elif isinstance(value, dict):
        for name, member in value.items():
            less = copy.deepcopy(value)
            del less[name]
            yield f"without {name}", less
            for other in ([], {"x": []}, True, 1.5):
                if not isinstance(other, type(member)):
                    yield f"{name} is {other!r}", copy.deepcopy(value) | {name: other}
            if isinstance(member, dict | list) and member:
                for done, item in spoiled(member):
                    yield f"{name}: {done}", copy.deepcopy(value) | {name: item}


def grown(value):
    """The same JSON value, with a member more in each object."""
    if isinstance(value, list):
        return [grown(item) for item in value]
    if isinstance(value, dict):
        return {name: grown(member) for name, member in value.items()} | {"added_later": 1}
    return value
