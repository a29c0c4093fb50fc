"""Hold workflows and images to what docs/supply-chain.md says of them."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.imports import ROOT

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
USES = re.compile(r"^\s*(?:- )?uses: (\S+)(.*)$", re.MULTILINE)
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
IMAGE = re.compile(r"^(?:FROM|\s+image:) (\S+)", re.MULTILINE)
DIGEST = re.compile(r"[a-z]+:[\w.-]+@sha256:[0-9a-f]{64}")
MAY_WRITE = {
    ("release.yml", "publish"): {
        "contents",
        "packages",
        "id-token",
        "attestations",
        "artifact-metadata",
    },
    ("updates.yml", "packages"): {"contents", "pull-requests"},
}


def workflow(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((GITHUB / "workflows" / name).read_text(encoding="utf-8")))


def words_of(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_each_action_is_pinned_by_its_commit_and_says_its_version(path: Path) -> None:
    used = USES.findall(path.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        local = action.startswith("./") and (ROOT / action).is_file()
        assert local or PINNED.fullmatch(action), action
        assert local or re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_write_only_where_it_must(path: Path) -> None:
    read = workflow(path.name)
    assert set(read["permissions"].values()) <= {"read"}
    for name, job in read["jobs"].items():
        permissions = job.get("permissions", {}).items()
        writes = {scope for scope, may in permissions if may != "read"}
        assert writes == MAY_WRITE.get((path.name, name), set())
        for step in job.get("steps", ()):
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_each_image_is_pinned_by_its_digest() -> None:
    for path in (ROOT / "deploy").iterdir():
        images = IMAGE.findall(path.read_text(encoding="utf-8"))
        others = [image for image in images if not image.startswith("mingle:")]
        assert [image for image in others if not DIGEST.fullmatch(image)] == [], path.name
        assert path.name != "Dockerfile" or len(set(others)) == 1


def test_a_release_is_checked_audited_listed_and_attested() -> None:
    jobs = workflow("release.yml")["jobs"]
    assert jobs["check"]["uses"].endswith("/ci.yml")
    assert (jobs["build"]["needs"], jobs["publish"]["needs"]) == ("check", "build")
    assert "make audit sbom notices" in words_of(jobs["build"])
    assert "MINGLE_AUDIT_OFFLINE" in str(jobs["build"])

    attested = [
        step["with"] for step in jobs["publish"]["steps"] if "attest@" in step.get("uses", "")
    ]
    subjects = [sorted(given.keys() - {"push-to-registry"}) for given in attested]
    assert subjects == [
        ["subject-checksums"],
        ["subject-digest", "subject-name"],
        ["sbom-path", "subject-digest", "subject-name"],
    ]


def test_what_is_pinned_by_a_digest_is_renewed_every_week() -> None:
    updates = yaml.safe_load((GITHUB / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    renewed = {(one["package-ecosystem"], one["directory"]) for one in updates}
    assert renewed == {
        ("github-actions", "/"),
        ("docker", "/deploy"),
        ("docker-compose", "/deploy"),
    }
    assert all(one["cooldown"]["default-days"] >= 7 for one in updates)
    assert "make lock UPGRADE=1" in words_of(workflow("updates.yml")["jobs"]["packages"])
