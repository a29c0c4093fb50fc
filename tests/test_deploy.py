"""Hold the files in deploy/ to the program: names, ports, addresses, versions, metrics."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.monitor import LIVE, METRICS, READY
from bot.cli.app import app
from bot.cli.watchdog import STOP_LIMIT
from bot.config import MonitoringSection, SlackSection, WebSection, list_keys
from bot.core import metrics
from tests.architecture import PROJECT

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.iterdir())
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
MONITORING = MonitoringSection().port
PORTS = {MONITORING, SlackSection().port, WebSection().port}
EXPOSURE = 1.5  # of `systemd-analyze security`; ten is wide open
NAMED_METRIC = re.compile(r"\bmingle_[a-z_]+\b")


class Lenient(yaml.SafeLoader):  # type: ignore[misc]
    """Reads Compose's own tags, such as !reset, as what they are on."""


Lenient.add_multi_constructor("!", lambda loader, _, node: loader.construct_sequence(node))


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def documents(name: str) -> list[Any]:
    return list(yaml.load_all(read(name), Lenient))


def dockerfile() -> Iterator[tuple[str, str]]:
    """Yield the instructions with what they are given, continued lines joined."""
    lines = [line for line in read("Dockerfile").splitlines() if not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    for line in filter(None, joined.splitlines()):
        instruction, _, rest = line.partition(" ")
        yield instruction, rest


def container() -> dict[str, Any]:
    [deployment] = [one for one in documents("kubernetes.yaml") if one["kind"] == "Deployment"]
    assert deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] > STOP_LIMIT
    [only] = deployment["spec"]["template"]["spec"]["containers"]
    return dict(only)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_file_is_spoken_of_and_names_settings_that_there_are(file: Path) -> None:
    if file.name != "Dockerfile.dockerignore":
        assert f"deploy/{file.name}" in OPERATING

    known = {f"MINGLE_{key.upper().replace('.', '__')}" for key in list_keys()}
    named = set(re.findall(r"MINGLE_[A-Z_]+", file.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_each_image_has_the_version_of_the_program(file: Path) -> None:
    tags = set(re.findall(r"\bmingle:(\d[\w.]*)", file.read_text(encoding="utf-8")))
    assert tags <= {VERSION}


def test_the_image_takes_files_that_are_there_and_all_of_the_program() -> None:
    copied = [rest.split()[:-1] for name, rest in dockerfile() if name == "COPY"]
    own = [source for sources in copied for source in sources if not source.startswith("-")]
    own = [source for source in own if source != "/srv/mingle"]
    assert [source for source in own if not (ROOT / source).exists()] == []
    assert {*PROJECT, "requirements.lock", "pyproject.toml"} <= set(own)
    let_in = re.findall(r"^!(.+)$", read("Dockerfile.dockerignore"), re.MULTILINE)
    assert set(let_in) == set(own)


def test_the_image_runs_as_nobody_and_listens_where_the_program_does() -> None:
    told = dict(dockerfile())
    assert told["USER"].split(":")[0].isdecimal()
    assert {int(port) for port in told["EXPOSE"].split()} == PORTS
    assert f"http://127.0.0.1:{MONITORING}{LIVE}" in told["HEALTHCHECK"]
    assert json.loads(told["ENTRYPOINT"]) == ["mingle"]
    assert json.loads(told["CMD"])[0] in command_names()


def command_names() -> set[str]:
    return {one.name or one.callback.__name__ for one in app.registered_commands if one.callback}


def test_compose_has_one_mingle_on_a_file_or_two_on_postgresql() -> None:
    [alone], [together] = documents("compose.yaml"), documents("compose.postgresql.yaml")
    service = alone["services"]["mingle"]
    assert (ROOT / "deploy" / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    assert service["ports"] == [f"127.0.0.1:{MONITORING}:{MONITORING}"]
    assert service["read_only"]
    assert int(service["stop_grace_period"].removesuffix("s")) > STOP_LIMIT
    assert service["volumes"] == ["data:/var/lib/mingle"]

    replicated = together["services"]["mingle"]
    assert replicated["deploy"]["replicas"] == 2
    assert set(replicated["depends_on"]) <= set(together["services"])
    assert replicated["environment"]["MINGLE_DATABASE__URL"].startswith("postgresql+asyncpg://")


def test_kubernetes_asks_what_the_program_answers() -> None:
    mingle = container()
    ports = {port["name"]: port["containerPort"] for port in mingle["ports"]}
    assert set(ports.values()) == PORTS
    asked = {name: mingle[f"{name}Probe"]["httpGet"] for name in ("liveness", "readiness")}
    assert (asked["liveness"]["path"], asked["readiness"]["path"]) == (LIVE, READY)
    assert {ports[probe["port"]] for probe in asked.values()} == {MONITORING}
    assert mingle["securityContext"]["readOnlyRootFilesystem"]


def test_the_systemd_unit_starts_a_command_that_there_is_and_lets_it_end() -> None:
    unit = dict(re.findall(r"^(\w+)=(.+)$", read("mingle.service"), re.MULTILINE))
    program, command = unit["ExecStart"].split()[:2]
    assert (Path(program).name, command in command_names()) == ("mingle", True)
    assert int(unit["TimeoutStopSec"]) > STOP_LIMIT
    assert unit["Restart"] == "on-failure"


def test_the_systemd_unit_leaves_little_open() -> None:
    tool = shutil.which("systemd-analyze")
    if not tool:  # only where systemd is installed
        return
    words = [tool, "security", "--offline=true", str(DEPLOY / "mingle.service")]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    found = re.search(r"exposure level .*: ([\d.]+)", told)
    assert found
    assert float(found[1]) <= EXPOSURE


@pytest.mark.parametrize("name", ["grafana.json", "alerts.yaml"])
def test_each_figure_that_is_shown_or_watched_is_measured(name: str) -> None:
    measured = {
        sample.name for family in metrics.REGISTRY.collect() for sample in family.samples
    } | {family.name for family in metrics.REGISTRY.collect()}
    endings = ("_total", "_bucket", "_sum", "_count")
    expressions = " ".join(re.findall(r"expr\W+(.+)", read(name)))
    used = set(NAMED_METRIC.findall(expressions))
    unknown = {
        one for one in used if not measured & {one, *(one.removesuffix(end) for end in endings)}
    }
    assert used
    assert not unknown


def test_each_alarm_is_explained() -> None:
    [rules] = documents("alerts.yaml")
    alarms = [rule["alert"] for group in rules["groups"] for rule in group["rules"]]
    assert re.findall(r"^\| (Mingle\w+) \|", OPERATING, re.MULTILINE) == alarms
    assert all(path in OPERATING for path in (LIVE, READY, METRICS))


def test_each_panel_of_the_dashboard_has_a_place_of_its_own() -> None:
    panels = json.loads(read("grafana.json"))["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places) == len({panel["id"] for panel in panels})
