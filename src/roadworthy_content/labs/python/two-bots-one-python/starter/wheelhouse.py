"""Makes the wheels of the bots: `python wheelhouse.py FOLDER`. Always the same bytes. Not yours to edit."""

import base64
import hashlib
import io
import sys
import zipfile
from pathlib import Path

BOT = """\
from importlib.metadata import distributions


def main():
    found = sorted(f"{{one.name}} {{one.version}}" for one in distributions() if one.name not in ("pip", "setuptools"))
    print("{name} runs with " + ", ".join(found))
"""
WHEELS = {
    ("chatproto", "1.4.0"): [],
    ("chatproto", "1.9.2"): [],
    ("chatproto", "2.0.0"): [],
    ("chatproto", "2.3.1"): [],
    ("storekit", "1.8"): ["chatproto"],
    ("storekit", "2.0"): ["chatproto>=2"],
    ("storekit", "2.1"): ["chatproto<2"],
    ("greeter", "3.0"): ["chatproto<2", "chatproto!=1.9.2"],
    ("archiver", "5.1"): ["chatproto>=2,<2.3", "storekit>=1.5"],
}


def wheel(name: str, version: str, needs: list[str], note: str = "") -> bytes:
    """Write a wheel to a file in memory, without compression, so that its bytes depend on nothing else."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": (BOT.format(name=name) if name in ("greeter", "archiver") else f"VERSION = {version!r}\n") + note,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        + "".join(f"Requires-Dist: {need}\n" for need in needs),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: wheelhouse\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if name in ("greeter", "archiver"):
        files[f"{info}/entry_points.txt"] = f"[console_scripts]\n{name} = {name}:main\n"
    rows = []
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows.append(f"{path},sha256={digest},{len(text.encode())}\n")
    files[f"{info}/RECORD"] = "".join(rows) + f"{info}/RECORD,,\n"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text)
    return buffer.getvalue()


def build(folder: Path) -> None:
    """Write all wheels into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for (name, version), needs in WHEELS.items():
        (folder / f"{name}-{version}-py3-none-any.whl").write_bytes(wheel(name, version, needs))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
