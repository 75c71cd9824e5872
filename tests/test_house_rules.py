"""CONTRIBUTING, as far as a machine can read it."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
APPS = ["dialogues", "participants", "workshops"]
NOT_OURS = re.compile(r"/(\.venv|var|migrations|node_modules|staticfiles|\.\w+)/")


def _files(*patterns):
    found = [path for pattern in patterns for path in HOUSE.glob(pattern)]
    return sorted(p for p in found if not NOT_OURS.search(p.as_posix()))


PYTHON = _files("trackii/**/*.py", *(f"{app}/**/*.py" for app in APPS))
VIEWS = [
    path for path in PYTHON if path.parent.name == "views" or path.name == "views.py"
]
TESTS = _files("tests/**/*.py")
TEMPLATES = _files("templates/**/*.html", "templates/**/*.txt", "templates/**/*.md")
REGIONS = [p for p in TEMPLATES if 'hx-boost="true"' in p.read_text()]

# Django's own file names, and where a verb may write.
NOUN_MODULES = [
    path
    for app in APPS
    for path in _files(f"{app}/*.py")
    if path.stem not in {"__init__", "apps", "forms", "urls", "exports", "tasks"}
]
INSTEAD_OF = {
    r"""join:["'], ["']""": "`listed` parts words as the language does: not by a Latin comma",
    r"hx-(post|put|patch|delete)=": "write a plain form inside an hx-boost region",
    r"\|safe\b": "build the HTML with format_html, where it is made",
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)": "our CSP wants it in static/",
    r"https?://(?!www\.w3\.org)": "nothing loads from elsewhere",
}
FORBIDDEN_NAMES = re.compile(
    r"(^|_)(manager|helper|util|utils|handler|core|base|common|misc|data|info|item)s?\.py$"
)


def name(path):
    return path.relative_to(HOUSE).as_posix()


def tree(path):
    return ast.parse(path.read_text())


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_views_reach_rows_only_through_the_policy(path):
    reached = {
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and getattr(node.value, "attr", "") == "objects"
    }

    # The vault's pages and the demo's doors stand below the policy and name one member.
    below = {"filter", "get", "of"} if "vault" in name(path) else {"get", "of"}
    assert reached <= {"allowing"} | below


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_views_forms_and_tasks_do_not_write(path):
    writing = {"save", "create", "update", "delete", "bulk_create", "get_or_create"}

    written = {
        node.func.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in writing
    }

    assert written == set()


@pytest.mark.parametrize("path", VIEWS, ids=name)
def test_a_view_has_twelve_lines(path):
    views = [f for f in _functions(path) if f.decorator_list]

    assert {view.name: _lines(view) for view in views if _lines(view) > 12} == {}


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_rooms_are_small(path):
    functions = _functions(path)

    assert len(path.read_text().splitlines()) <= 300
    assert {f.name: _lines(f) for f in functions if _lines(f) > 25} == {}


def _functions(path):
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]


def _lines(function):
    """The lines of its body; what a docstring says is free."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_module_says_what_it_promises(path):
    plain = path.stem in {
        "apps",
        "urls",
        "__init__",
    }  # Django's own, and alike everywhere

    assert plain or ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_no_drawer_is_called_a_room(path):
    assert not FORBIDDEN_NAMES.search(path.name)


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_there_is_one_clock(path):
    """No "now" but the clock's, so that the demo can tell history."""
    own = {"trackii/clock.py", "trackii/mailbox.py"}

    reached = re.findall(
        r"timezone\.now\(|datetime\.now\(|date\.today\(|datetime\.utcnow\(",
        path.read_text(),
    )

    assert name(path) in own or reached == []


@pytest.mark.parametrize("path", NOUN_MODULES, ids=name)
def test_verbs_are_keyword_only_and_say_by_whom(path):
    """The thing acted on comes first; whatever else there is, is named."""
    public = [
        node
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]

    acting = [
        node
        for node in public
        if any(_is(deco, "atomic") for deco in node.decorator_list)
    ]

    assert {node.name for node in acting if not _says_by_whom(node)} <= FOLLOWS


# What follows from somebody's act, in the act's own transaction.
FOLLOWS = {
    "add", "recognise", "correct", "reopen", "give_back", "newcomer", "follow", "end", "carry_out",
}  # fmt: skip


def _is(node, attribute):
    return isinstance(node, ast.Attribute) and node.attr == attribute


def _says_by_whom(node):
    return "by" in {argument.arg for argument in node.args.kwonlyargs}


# Who starts a program, and none of them while a page is being answered: commands, the
# servers of the demo and the tests, backups.
STARTING = {
    "trackii/backups.py", "trackii/bench/post.py", "trackii/embedded.py",
    "trackii/management/commands/demo.py", "trackii/supervise.py", "trackii/wheels.py",
}  # fmt: skip


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_a_program_is_started_by_commands_alone_and_never_through_a_shell(path):
    text, calls = path.read_text(), _calls(path)

    starts = {call for call in calls if call.startswith(("subprocess.", "os.spawn"))}
    shells = {
        "os.system",
        "os.popen",
        "eval",
        "exec",
        "compile",
        "pickle.loads",
    } & calls

    assert not starts or name(path) in STARTING
    assert shells == set()
    assert "shell=True" not in text


def _calls(path):
    return {
        ast.unparse(node.func)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
    }


@pytest.mark.parametrize("path", _files("static/*.js"), ids=name)
def test_scripts_put_nothing_under_a_name_that_somebody_gave(path):
    """Nothing typed or fetched becomes the name of a property, and so of no prototype's."""
    dangerous = r"__proto__|prototype|Object\.assign|\w\[[^\]]+\]\s*=[^=>]|\bin\s+\w+\)|eval\(|Function\("

    assert re.findall(dangerous, path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
@pytest.mark.parametrize("pattern", INSTEAD_OF)
def test_templates_stay_plain(path, pattern):
    assert not re.search(pattern, path.read_text()), INSTEAD_OF[pattern]


# What the engines and the columns of lists say is no sentence of any language.
SPOKEN = [path for app in APPS for path in _files(f"{app}/**/*.py")
          if "screening" not in path.parts]  # fmt: skip


@pytest.mark.parametrize("path", SPOKEN, ids=name)
def test_words_in_a_row_are_parted_as_the_language_does(path):
    assert '", ".join(' not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_are_short(path):
    assert len(path.read_text().splitlines()) <= 80


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_visible_word_is_marked_for_translation(path):
    text = path.read_text()
    for unseen in (
        r"\{#.*?#\}",
        r"\{% block room %\}\w+",  # a class of body
        r"\{% blocktranslate.*?\{% endblocktranslate %\}",
        r"\{[%{].*?[%}]\}",
        r"<(svg|defs)\b.*?</\1>",
        r"<!--.*?-->|<!doctype html>",
    ):
        text = re.sub(unseen, "", text, flags=re.DOTALL)
    bare = re.sub(r"<[^>]+>", " ", text, flags=re.DOTALL)

    words = set(re.findall(r"[A-Za-z]{2,}", bare)) - {
        "trackii",
        "nbsp",
        "amp",
        "UTC",
        "TOTP",
    }

    assert words == set()


@pytest.mark.parametrize("path", REGIONS, ids=name)
def test_a_link_out_of_a_region_takes_the_whole_page(path):
    """Inside a region a link answers with that region, unless it says otherwise.

    Or what stands around it does.
    """
    around = r'<(nav|p|table)\b[^>]* hx-boost="false">.*?</\1>'
    text = re.sub(around, "", path.read_text(), flags=re.DOTALL)

    links = re.findall(r"<a\b[^>]*>", text)

    assert [
        link for link in links if 'hx-boost="false"' not in link and '"?' not in link
    ] == []


@pytest.mark.parametrize(
    "path", [p for p in TEMPLATES if p.name.startswith("_")], ids=name
)
def test_a_region_says_what_it_needs(path):
    assert re.match(r"\{#.*Needs?:.*#\}", path.read_text().splitlines()[0])


def test_the_style_sheet_has_its_ceiling():
    assert len((HOUSE / "static/house.css").read_text().splitlines()) <= 500
    assert "!important" not in re.sub(r"/\*.*?\*/", "", _sheet(), flags=re.DOTALL)


def test_the_script_has_its_ceiling():
    assert len((HOUSE / "static/house.js").read_text().splitlines()) < 60


def test_the_style_sheet_mirrors_by_itself():
    physical = r"\b(margin|padding|border)-(left|right)\b|\b(left|right):|text-align: ?(left|right)"

    assert re.findall(physical, _sheet()) == []


def _sheet():
    return (HOUSE / "static/house.css").read_text()


def test_every_dependency_has_its_reason():
    lines = (HOUSE / "pyproject.toml").read_text().splitlines()
    named = [
        n
        for n, line in enumerate(lines)
        if re.match(r'  "[a-z][\w.\[\],-]*[><=]', line)
    ]

    unexplained = [lines[n] for n in named if not _explained(lines, n)]

    assert named
    assert unexplained == []


def _explained(lines, number):
    """A comment stands above it, or above the group it belongs to."""
    while re.match(r'  "', lines[number]):
        number -= 1
    return lines[number].strip().startswith("#")


def test_the_lock_names_no_address():
    lock = (HOUSE / "requirements.lock").read_text()

    assert "://" not in lock
    assert lock.count("--hash=") >= lock.count("==")


def test_env_example_lists_whatever_any_module_reads():
    """But what belongs to the machine or to Django, and is not ours to set."""
    asked = re.compile(
        r"\b(?:read|secret|former_secret|getenv|environ\.(?:get|pop|setdefault))"
        r"""\(\s*["']([A-Z_]+)["']|environ\[\s*["']([A-Z_]+)["']"""
    )
    sources = [path.read_text() for path in [*PYTHON, HOUSE / "manage.py"]]
    found = {one or other for text in sources for one, other in asked.findall(text)}
    example = (HOUSE / ".env.example").read_text()

    listed = set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    reads = {one.removesuffix("_FILE") for one in found}

    assert {"DATABASE_URL", "TRACKII_ROOT_KEY_FORMER", "PATH"} <= reads
    assert reads - {"DJANGO_SETTINGS_MODULE", "PATH"} == listed


def test_the_map_of_the_house_is_the_import_law():
    """Layer by layer in the law's order; within a layer, in any."""
    law = tomllib.loads((HOUSE / "pyproject.toml").read_text())["tool"]["importlinter"]
    readme = (HOUSE / "README.md").read_text()
    drawn = readme.split("## A map of the house")[1].split("```")[1]
    # A name begins its line, or its box; two blanks end what is named there.
    named = re.findall(r"^ (?: |│ )(\w+(?: · \w+)*)(?:  |$)", drawn, re.MULTILINE)
    names = re.findall(r"\w+", " ".join(named))

    [house] = [each for each in law["contracts"] if each["name"] == "The house"]
    layers = [re.findall(r"(\w+)\)?(?: :|$)", layer) for layer in house["layers"]]

    assert len(layers) > 20
    for layer in layers:
        here, names = names[: len(layer)], names[len(layer) :]
        assert sorted(here) == sorted(layer)
    assert names == []


def test_no_table_of_the_readme_is_broken_in_two():
    """An empty line ends a table; rows after it have no head and are shown as bars."""
    lines = (HOUSE / "README.md").read_text().splitlines()
    rows = [bool(re.fullmatch(r"\s*\|.*\|", line)) for line in lines]
    heads = [at for at, row in enumerate(rows) if row and not rows[at - 1]]

    assert heads
    assert [
        lines[at] for at in heads if not re.match(r"\s*\|[-| ]+$", lines[at + 1])
    ] == []


def test_no_test_is_skipped_or_expected_to_fail():
    marks = re.compile(r"pytest\.(mark\.)?(skip|xfail)|unittest\.skip")
    here = Path(__file__)

    assert [name(p) for p in TESTS if p != here and marks.search(p.read_text())] == []


def test_nothing_is_left_to_do_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    here = Path(__file__)

    assert [
        name(p)
        for p in [*PYTHON, *TESTS, *TEMPLATES]
        if p != here and marks.search(p.read_text())
    ] == []


def test_migrations_have_names():
    found = [
        p
        for app in ["trackii", *APPS]
        for p in (HOUSE / app).glob("**/migrations/0*.py")
    ]

    assert found
    assert [name(p) for p in found if "_auto_" in p.name or "_merge" in p.name] == []


def test_the_top_level_holds_what_it_should():
    kept = {
        "manage.py", "pyproject.toml", "requirements.lock", "README.md", "CONTRIBUTING.md",
        "CHANGELOG.md", "SECURITY.md", "LICENSE", "Makefile", "docker-compose.yml", "Dockerfile",
        "trackii", "dialogues", "participants", "workshops", "templates", "static",
        "tests", "training", "docs", "var",
    }  # fmt: skip

    there = {p.name for p in HOUSE.iterdir() if not p.name.startswith(".")}

    assert there - {"staticfiles", "secrets"} <= kept
    assert kept - {"var", "docs"} <= there


def test_the_package_asks_for_the_python_it_says():
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]

    assert project["requires-python"] == ">=3.11"
    assert project["license"] == "Apache-2.0"
