"""The secret salt of pseudonyms: a file for its owner's eyes only, never part of an output."""

from __future__ import annotations

import secrets
from pathlib import Path

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.store import write_secret

__all__ = ["SALT_NAME", "load"]

SALT_NAME = ".feedback-miner-salt"
_LEAST = 16  # characters


def load(path: Path) -> str:
    """Return the salt in ``path``; a file that is not there is made, readable by its owner only.

    Raises ConfigError where it is too short or cannot be read, OutputError where none can be made.
    """
    try:
        salt = path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        salt = secrets.token_hex(32)
        write_secret(path, salt + "\n")
        return salt
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            t("无法读取盐文件", "the salt file cannot be read") + f" ({type(error).__name__})",
            file=str(path),
            do=t("请检查 --salt", "check --salt"),
        ) from None
    if len(salt) < _LEAST:
        raise ConfigError(
            t(f"盐少于 {_LEAST} 个字符", f"the salt has fewer than {_LEAST} characters"),
            file=str(path),
            do=t("删去此文件即会另生成一个", "remove the file and a new one is made"),
        )
    return salt
