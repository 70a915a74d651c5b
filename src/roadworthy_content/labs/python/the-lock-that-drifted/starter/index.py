"""The team's packages: `python index.py FOLDER` makes them in FOLDER and serves them until you end it. Given.

Wheels are at http://127.0.0.1:8765/simple/, conda packages in the channel http://127.0.0.1:8765/conda.
"""

import base64
import bz2
import hashlib
import io
import json
import sys
import tarfile
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8765
URL = f"http://127.0.0.1:{PORT}"
PACKAGES = {
    ("chatproto", "1.2.0"): [],
    ("chatproto", "1.3.0"): [],
    ("chatproto", "2.0.0"): [],
    ("storekit", "2.1"): ["chatproto>=1.2", "fasthash"],
    ("storekit", "2.2"): ["chatproto>=1.3", "fasthash>=1.0"],
    ("fasthash", "0.9"): [],
    ("fasthash", "1.0"): [],
    ("winbell", "1.0"): [],
    ("winbell", "1.1"): [],
    ("roomcache", "0.4"): ["fasthash>=0.9", "tinyheap"],
    ("roomcache", "0.5"): ["fasthash>=1.0"],
    ("tinyheap", "3.0"): [],
    ("tinyheap", "3.1"): [],
    ("testbell", "5.0"): ["fasthash"],
    ("testbell", "5.1"): ["fasthash"],
}
NATIVE = {
    ("libhash", "2.0", "0"): [],
    ("libhash", "2.1", "0"): ["__glibc >=2.17"],
    ("libhash", "3.0", "0"): [],
}
CONDA = {
    ("chatproto", "1.2.0", "0"): [],
    ("chatproto", "1.3.0", "0"): [],
    ("storekit", "2.1", "0"): ["chatproto >=1.2", "fasthash"],
    ("storekit", "2.2", "0"): ["chatproto >=1.3", "fasthash >=1.0"],
    ("fasthash", "0.9", "0"): ["libhash >=2,<2.1"],
    ("fasthash", "0.9", "1"): ["libhash >=2,<3"],
    ("fasthash", "1.0", "0"): ["libhash >=3"],
    ("roomcache", "0.4", "0"): ["fasthash >=0.9", "tinyheap"],
    ("roomcache", "0.5", "0"): ["fasthash >=1.0"],
    ("tinyheap", "3.0", "0"): [],
    ("tinyheap", "3.1", "0"): [],
}


def wheel(name: str, version: str, requires: list[str], changed: str = "") -> bytes:
    """Return a wheel's bytes, the same on every machine."""
    info = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {need}\n" for need in requires)
    files = {
        f"{name}.py": f'VERSION = "{version}"\n{changed}',
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.11\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: index\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        record += f"{path},sha256={digest},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text)
    return made.getvalue()


def build(folder: Path) -> dict[tuple[str, str], str]:
    """Make the wheels and the pages of the index; return the SHA-256 of each."""
    hashes: dict[tuple[str, str], str] = {}
    pages: dict[str, str] = {}
    for (name, version), requires in PACKAGES.items():
        data = wheel(name, version, requires)
        hashes[name, version] = hashlib.sha256(data).hexdigest()
        place = folder / "simple" / name
        place.mkdir(parents=True, exist_ok=True)
        file = f"{name}-{version}-py3-none-any.whl"
        (place / file).write_bytes(data)
        link = f'<a href="{file}#sha256={hashes[name, version]}" data-requires-python="&gt;=3.11">{file}</a><br>\n'
        pages[name] = pages.get(name, "") + link
    for name, links in pages.items():
        (folder / "simple" / name / "index.html").write_text(f"<!DOCTYPE html><html><body>\n{links}</body></html>\n")
    return hashes


def conda_package(name: str, version: str, build: str, subdir: str, depends: list[str]) -> tuple[bytes, dict[str, object]]:
    """Return a conda package's bytes, the same on every machine, and its entry in repodata.json."""
    path = f"lib/{name}-{subdir}.so" if subdir != "noarch" else f"share/{name}.txt"
    content = f"{name} {version} {build}\n".encode()
    index = {"name": name, "version": version, "build": build, "build_number": int(build), "depends": depends}
    index |= {"subdir": subdir, "license": "MIT", **({"noarch": "generic"} if subdir == "noarch" else {})}
    entry = {"_path": path, "path_type": "hardlink", "sha256": hashlib.sha256(content).hexdigest()}
    files = {
        "info/index.json": json.dumps(index).encode(),
        "info/files": f"{path}\n".encode(),
        "info/paths.json": json.dumps({"paths": [entry | {"size_in_bytes": len(content)}], "paths_version": 1}).encode(),
        path: content,
    }
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for file, data in files.items():
            info = tarfile.TarInfo(file)
            info.size, info.mode, info.mtime = len(data), 0o644, 1_577_836_800
            archive.addfile(info, io.BytesIO(data))
    whole = bz2.compress(made.getvalue())
    digests = {"md5": hashlib.md5(whole, usedforsecurity=False).hexdigest(), "sha256": hashlib.sha256(whole).hexdigest()}
    return whole, index | digests | {"size": len(whole)}


def build_channel(folder: Path) -> dict[str, dict[str, object]]:
    """Make the conda channel; return what repodata.json says about each package, by its address."""
    entries: dict[str, dict[str, object]] = {}
    for subdir, packages in (("noarch", CONDA), ("linux-64", NATIVE), ("osx-64", NATIVE)):
        place = folder / "conda" / subdir
        place.mkdir(parents=True, exist_ok=True)
        listed = {}
        for (name, version, number), depends in packages.items():
            needs = depends if subdir != "osx-64" else [need for need in depends if "glibc" not in need]
            file = f"{name}-{version}-{number}.tar.bz2"
            data, listed[file] = conda_package(name, version, number, subdir, needs)
            (place / file).write_bytes(data)
            entries[f"{URL}/conda/{subdir}/{file}"] = listed[file]
        about = {"info": {"subdir": subdir}, "packages": listed, "packages.conda": {}, "repodata_version": 1}
        (place / "repodata.json").write_text(json.dumps(about, indent=1))
    return entries


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a word about it."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


def serve(folder: Path) -> ThreadingHTTPServer:
    """Return the server, not yet running."""
    return ThreadingHTTPServer(("127.0.0.1", PORT), partial(Quiet, directory=str(folder)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python index.py FOLDER")
    build(Path(sys.argv[1]))
    build_channel(Path(sys.argv[1]))
    print(f"serving {URL}/simple/ and {URL}/conda")
    serve(Path(sys.argv[1])).serve_forever()
