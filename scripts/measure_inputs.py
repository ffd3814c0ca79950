"""Run ``analyze`` on the real inputs and print rows, seconds and peak memory of each.

python scripts/measure_inputs.py ../shared/data
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

INPUTS = (
    "telecom_survey/附件1语音业务用户满意度数据.xlsx",
    "bank_app_reviews/reviews.txt",
    "citizen_messages/附件3.xlsx",
    "bank_comments/sentiment_dev.jsonl",
    "satisfaction_models/mobi.csv",
    "satisfaction_models/cs-survey.csv",
    "satisfaction_models/corp_rep_data.csv",
    "shop_reviews/reviews.csv",
    "finance_questions/questions.txt",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    head = ("input", "read", "accepted", "quarant.", "valid", "opinions", "seconds", "peak MB")
    print(f"{head[0]:40}" + "".join(f"{name:>10}" for name in head[1:]))
    for name in INPUTS:
        if not (data / name).is_file():
            continue
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            command = [sys.executable, "-m", "feedback_miner", "analyze", str(data / name)]
            with subprocess.Popen([*command, "-o", folder], stderr=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            seconds = time.perf_counter() - start
            if process.returncode:
                print(f"{name:40}  exit status {process.returncode}")
                continue
            text = (Path(folder) / "summary.json").read_text(encoding="utf-8")
        counts = json.loads(text)["counts"]
        cells = [counts[k] for k in ("read", "accepted", "quarantined", "valid", "opinions")]
        print(
            f"{name:40}"
            + "".join(f"{cell:>10}" for cell in cells)
            + f"{seconds:>10.1f}{usage.ru_maxrss / 1024:>10.0f}"
        )


if __name__ == "__main__":
    main()
