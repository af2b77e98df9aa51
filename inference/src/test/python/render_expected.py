"""Writes what Python's jinja2, set up as the transformers library does, makes of the templates and expressions in the test
resources. Run in this folder with jinja2 3.1 installed: python3 render_expected.py"""
import datetime
import json
import pathlib

from jinja2 import nodes
from jinja2.exceptions import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

NOW = datetime.datetime(2026, 3, 7, 14, 5, 9)
FOLDER = pathlib.Path(__file__).parent.parent / "resources/io/engram/inference/chat"


class Generation(Extension):
    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return nodes.Scope(body, lineno=line)


def environment():
    env = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[Generation, loopcontrols])

    def fail(message):
        raise TemplateError(message)

    def tojson(x, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
        return json.dumps(x, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)

    env.filters["tojson"] = tojson
    env.globals["raise_exception"] = fail
    env.globals["strftime_now"] = lambda form: NOW.strftime(form)
    return env


def render(source, variables):
    try:
        return {"text": environment().from_string(source).render(tools=variables.pop("tools", None),
                documents=variables.pop("documents", None), **variables)}
    except Exception as refused:
        return {"error": type(refused).__name__}


def main():
    dialogues = json.loads((FOLDER / "dialogues.json").read_text())
    cases = []
    for template in sorted((FOLDER / "templates").glob("*.jinja")):
        for name, variables in dialogues.items():
            for prompt in (False, True):
                given = {"bos_token": "<s>", "eos_token": "</s>", "add_generation_prompt": prompt, **variables}
                cases.append({"template": template.name, "dialogue": name, "prompt": prompt,
                              **render(template.read_text(), dict(given))})
    (FOLDER / "rendered.json").write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n")
    variables = json.loads((FOLDER / "variables.json").read_text())
    sources = (FOLDER / "expressions.txt").read_text().split("\n====\n")
    lines = [{"source": s, **render(s, dict(variables))} for s in sources]
    (FOLDER / "expressions.json").write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n")


main()
