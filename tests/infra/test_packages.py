"""What is in the assets that would be uploaded: opened, not believed."""

import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from infra import packaging

if TYPE_CHECKING:
    from tests.infra.conftest import Synthesized

MAGIC = {"3.11": 3495, "3.13": 3571}  # of the bytecode, as importlib has it
UNCHECKED_HASH = 0b01
P9_BYTES = 3 * 1024 * 1024


def test_the_handler_of_every_function_is_in_its_package(synthesized: "Synthesized") -> None:
    for function in synthesized.functions():
        module, _, name = function.properties["Handler"].rpartition(".")
        file = synthesized.asset(function.properties["Code"]) / (module.replace(".", "/") + ".py")
        assert f"def {name}(" in file.read_text(), function.id


def test_a_package_holds_one_system(synthesized: "Synthesized") -> None:
    for function in synthesized.functions():
        system = function.properties["Handler"].partition(".")[0]
        found = [p.name for p in synthesized.asset(function.properties["Code"]).iterdir()]
        assert found == [system]


def test_layers_hold_what_functions_import(synthesized: "Synthesized") -> None:
    found = {
        layer.stack + ":" + layer.id.rstrip("0123456789ABCDEF"): {
            p.name for p in (synthesized.asset(layer.properties["Content"]) / "python").iterdir()
        }
        for layer in synthesized.all("AWS::Lambda::LayerVersion")
    }
    for stack in ("platform", "accounts", "links"):
        assert {"core", "contracts"} <= found[f"{stack}:SharedLayer"]
        assert {"pydantic", "jwt", "valkey"} <= found[f"{stack}:VendorLayer"]
        assert "boto3" not in found[f"{stack}:VendorLayer"], "Lambda brings its own"


def test_P8_the_redirect_has_no_third_party_layer_but_what_it_names(prod: "Synthesized") -> None:
    redirect = next(f for f in prod.functions() if "redirect" in f.properties["Handler"])
    refs = [layer["Ref"] for layer in redirect.properties["Layers"]]
    names = {p.name for ref in refs for p in (_layer(prod, ref) / "python").iterdir()}
    assert {n for n in names if not n.endswith(".dist-info")} == {
        "contracts",
        "core",
        "crawlerdetect",
    }


def _layer(synthesized: "Synthesized", id_: str) -> Path:
    layers = synthesized.all("AWS::Lambda::LayerVersion")
    return next(synthesized.asset(r.properties["Content"]) for r in layers if r.id == id_)


def test_native_code_is_the_target_machine_s(prod: "Synthesized") -> None:
    libraries = [
        p for r in prod.all("AWS::Lambda::LayerVersion") for p in _layer(prod, r.id).rglob("*.so")
    ]
    assert libraries, "pydantic-core and cryptography are native"
    aarch64 = 183  # e_machine of ELF
    for library in libraries:
        (machine,) = struct.unpack_from("<H", library.read_bytes(), 18)
        assert machine == aarch64, library.name


def test_P9_a_function_s_zip_is_small(synthesized: "Synthesized", tmp_path: Path) -> None:
    for function in synthesized.functions():
        package = synthesized.asset(function.properties["Code"])
        archive = tmp_path / "package.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
            for file in (f for f in package.rglob("*") if f.is_file()):
                zipped.write(file, file.relative_to(package))
        assert archive.stat().st_size <= P9_BYTES, function.id


def test_P9_bytecode_is_never_stale(synthesized: "Synthesized") -> None:
    """Of the target's version, not checked against a source, and beside it; or none at all."""
    assets = {synthesized.asset(f.properties["Code"]) for f in synthesized.functions()}
    assets |= {_layer(synthesized, r.id) for r in synthesized.all("AWS::Lambda::LayerVersion")}
    for compiled in (c for asset in assets for c in asset.rglob("*.pyc")):
        magic, flags = struct.unpack("<HxxI", compiled.read_bytes()[:8])
        assert magic == MAGIC[synthesized.stage.python], compiled
        assert flags == UNCHECKED_HASH, compiled
        source = compiled.parent.parent / (compiled.name.partition(".")[0] + ".py")
        assert source.exists(), compiled


def test_where_the_interpreter_is_at_hand_all_is_compiled(local: "Synthesized") -> None:
    package = local.asset(local.functions()[0].properties["Code"])
    sources = [f for f in package.rglob("*.py")]
    assert len(list(package.rglob("*.pyc"))) == len(sources) > 0


def test_the_same_sources_make_the_same_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, local: "Synthesized"
) -> None:
    made = []
    for place in ("here", "there"):
        monkeypatch.setattr(packaging, "BUILD", tmp_path / place)
        made.append(packaging.system_package("links", python=local.stage.python))
    assert _contents(made[0]) == _contents(made[1])


def _contents(directory: Path) -> dict[str, bytes]:
    files = (f for f in directory.rglob("*") if f.is_file())
    return {f.relative_to(directory).as_posix(): f.read_bytes() for f in files}


def test_a_layer_of_a_package_that_is_not_locked_is_refused() -> None:
    with pytest.raises(packaging.CannotPackage, match="nothing-of-the-kind"):
        packaging.vendor_layer(
            python="3.13", architecture="arm64", here=False, only=["nothing-of-the-kind"]
        )
