"""The list of what the product is made of has all that the lock files pin for it, and nothing twice."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from scripts.sbom import document
from tests.conftest import ROOT


@pytest.mark.parametrize("part", ["python", "client"])
def test_components_are_named_once_with_hashes(part: str) -> None:
    made = document(part)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made == document(part)
    addresses = [each["purl"] for each in made["components"]]
    assert len(addresses) == len(set(addresses)) > 5
    assert made["dependencies"][0]["dependsOn"] == addresses
    for component in made["components"]:
        hashes = component.get("hashes") or component["externalReferences"][0]["hashes"]
        assert hashes
        assert all(re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{128}", each["content"]) for each in hashes)
        assert component["version"] in component["purl"]


def test_what_the_product_names_is_listed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[\[=]", each)[0] for each in project["dependencies"]}
    assert names <= {each["name"] for each in document("python")["components"]}
    package = json.loads((ROOT / "client" / "web" / "package.json").read_text(encoding="utf-8"))
    listed = {each["name"] for each in document("client")["components"]}
    assert set(package["dependencies"]) <= listed
    assert not set(package["devDependencies"]) & listed
