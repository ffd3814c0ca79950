"""The report in a real browser: it renders, nothing runs, nothing is fetched, nothing overflows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback_miner import pipeline, report, resources
from feedback_miner.survey import Options

webdriver = pytest.importorskip("selenium.webdriver")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("chromium or chromedriver is not here")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1200,900",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(executable_path=driver)
    found = webdriver.Chrome(options=options, service=service)
    yield found
    found.quit()


@pytest.fixture(scope="module")
def opened(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("report")
    export = resources.corpora() / "loan_survey.csv"
    hostile = folder / "more.csv"
    hostile.write_text(
        '序号,"11、您认为我们最需要改进的是什么？请具体说说。"\n'
        '9001,"利率太高<img src=x onerror=""document.title=\'owned\'"">'
        "<script>document.title='owned'</script>\"\n",
        encoding="utf-8",
    )
    report.write(pipeline.analyze([export, hostile], options=Options(quotes=3)), folder)
    browser.get((folder / "report.html").as_uri())
    return browser


def test_sections_charts_and_title(opened: Any) -> None:
    assert "owned" not in opened.title
    ids = [e.get_attribute("id") for e in opened.find_elements("css selector", "section")]
    assert {"overview", "factors", "ratings", "drivers", "topics", "cases", "quality"} <= set(ids)
    charts = opened.find_elements("css selector", "section svg")
    assert len(charts) > 5
    assert all(c.size["height"] > 20 for c in charts if c.is_displayed())


def test_nothing_is_fetched_or_complained_of(opened: Any) -> None:
    entries = opened.execute_script("return performance.getEntriesByType('resource').length")
    assert entries == 0
    severe = [e for e in opened.get_log("browser") if e["level"] == "SEVERE"]
    assert severe == []


def test_the_page_fits_a_phone(opened: Any) -> None:
    opened.set_window_size(500, 900)
    width = opened.execute_script("return document.documentElement.scrollWidth")
    inner = opened.execute_script("return window.innerWidth")
    assert width <= inner + 1


def test_printed_it_loses_no_column_and_no_detail(opened: Any) -> None:
    paper = {"width": 1032, "height": 703, "deviceScaleFactor": 1, "mobile": False}  # A4, 12 mm
    opened.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", paper)
    opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        beyond = """return [...document.querySelectorAll('main *')].filter(
            e => e.getBoundingClientRect().right > 1033).length"""
        hidden = """return [...document.querySelectorAll('details > *:not(summary)')].filter(
            e => e.textContent.trim() && !e.checkVisibility()).length"""
        assert opened.execute_script(beyond) == 0
        assert opened.execute_script(hidden) == 0
    finally:
        opened.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
        opened.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_links_lead_to_sections(opened: Any, tmp_path: Path) -> None:
    for link in opened.find_elements("css selector", "nav a"):
        target = str(link.get_attribute("href")).split("#")[1]
        assert opened.find_elements("id", target)


def test_the_drivers_page_renders_without_overflow_or_errors(browser: Any, tmp_path: Path) -> None:
    export = resources.corpora() / "loan_survey.csv"
    report.write_drivers(pipeline.analyze([export], options=Options(samples=100)), tmp_path)
    browser.get((tmp_path / "drivers.html").as_uri())
    charts = browser.find_elements("css selector", "svg")
    assert len(charts) >= 6
    # Charts in a folded part have no size until it is opened.
    shown = [chart for chart in charts if chart.is_displayed()]
    assert len(shown) >= 4
    assert all(chart.size["width"] > 100 for chart in shown if chart.size["height"] > 60)
    page = browser.execute_script("return document.documentElement.scrollWidth")
    assert page <= browser.execute_script("return window.innerWidth")
    assert not [e for e in browser.get_log("browser") if e["level"] == "SEVERE"]
