"""schema/api.yaml: what an answer of the socket is held against."""
import pathlib

import jsonschema
import yaml

API = yaml.safe_load((pathlib.Path(__file__).resolve().parents[2] / "schema" / "api.yaml").read_text())


def schema_of(method, path, status):
    """The schema of an answer (errors are described once, as the default); None when it is no JSON."""
    assert status >= 400 or str(status) in API["paths"][path][method.lower()]["responses"], (method, path, status)
    operation = API["paths"][path][method.lower()]
    described = operation["responses"].get(str(status)) or operation["responses"]["default"]
    if "$ref" in described:
        described = API["components"]["responses"][described["$ref"].rsplit("/", 1)[1]]
    content = described.get("content", {})
    for kind, media in content.items():
        if "json" in kind:
            return {**media["schema"], "components": API["components"]}
    return None


def check(answer, method, path, status):
    assert answer.status == status, answer.body
    schema = schema_of(method, path, status)
    if schema is None:
        return
    jsonschema.Draft202012Validator(schema).validate(answer.json)
