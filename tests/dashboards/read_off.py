"""What is read off a page in a browser: its tables, cell by cell, its large figures, its lines, and whether charts are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

Row = dict[str, str]
LOOK = """() => {
  const words = each => each ? each.textContent.replace(/\\u00a0/g, ' ').replace(/\\s+/g, ' ').trim() : '';
  const tables = {};
  for (const table of document.querySelectorAll('.los table')) {
    const heads = [...table.querySelectorAll('thead th')].map(words);
    const rows = [...table.querySelectorAll('tbody tr')].map(row => Object.fromEntries([...row.children].flatMap(
      (cell, place) => [[heads[place], words(cell)], [heads[place] + ' link', cell.querySelector('a')?.getAttribute('href') ?? '']])));
    const caption = words(table.querySelector('caption'));
    tables[caption] = (tables[caption] ?? []).concat(rows);
  }
  const all = selector => [...document.querySelectorAll(selector)].map(words);
  const main = document.querySelector('[data-testid=stMain]').cloneNode(true);
  main.querySelectorAll('.st-key-choice, .st-key-series, .st-key-frame, style').forEach(each => each.remove());
  const blocks = [...main.querySelectorAll('p, li, h1, h2, h3, td, th, caption, summary')].filter(
    each => !each.querySelector('p, li, td, th'));
  return {tables, values: all('.los .value'), states: all('.los .state'), lines: blocks.map(words).filter(each => each),
    charts: document.querySelectorAll('.vega-embed').length, text: words(document.body)};
}"""


@dataclass(frozen=True)
class Seen:
    """A page as a reader has it."""

    tables: dict[
        str, list[Row]
    ]  # caption -> rows, each cell under its column's name and, with ' link' after it, where it leads
    values: list[str]  # the large figures
    states: list[str]  # the words that stand where a large figure would
    lines: list[str]  # every paragraph, bullet, heading and cell
    charts: int
    text: str

    def table(self, begins: str) -> list[Row]:
        """Return the rows of the table whose caption begins so."""
        (found,) = [rows for caption, rows in self.tables.items() if caption.startswith(begins)]
        return found


def seen(page: Page) -> Seen:
    """Open whatever is folded away, and read everything."""
    page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(each => each.click())")
    page.wait_for_function(
        "[...document.querySelectorAll('details')].every(each => each.open && each.innerText.trim().length"
        " > each.querySelector('summary').innerText.trim().length)"
    )
    found: dict[str, Any] = page.evaluate(LOOK)
    return Seen(**found)
