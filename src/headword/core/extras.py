"""Optional packages, and the command that installs them."""

import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from headword.core.errors import HeadwordError


def require_packages(what: str, extra: str, *names: str) -> None:
    """Check that the packages that ``what`` needs are installed.

    Raises:
        HeadwordError: one of ``names`` is not; the hint is the command that installs the extra.
    """
    for name in names:
        if find_spec(name) is None:
            message = f"{what} needs the package {name}, which is not installed"
            raise HeadwordError(message, hint=f"run {install_command(extra)}")


def install_command(extra: str) -> str:
    """Return the command that adds an extra of headword to the environment that this process runs in."""
    wanted = f"'headword[{extra}]'"
    folders = Path(sys.prefix).parts
    if "pipx" in folders:
        return f"pipx install --force {wanted}"
    if folders[-3:-1] == ("uv", "tools"):
        return f"uv tool install {wanted}"
    # In an environment that uv made there is no pip; a pip of another environment would install elsewhere.
    if find_spec("pip") is None:
        return f"uv pip install --python {shlex.quote(sys.executable)} {wanted}"
    first = shutil.which("pip")
    is_ours = first is not None and Path(first).parent == Path(sys.executable).parent
    return f"pip install {wanted}" if is_ours else f"{shlex.quote(sys.executable)} -m pip install {wanted}"
