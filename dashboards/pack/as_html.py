"""A pack as one HTML file: no script, nothing fetched from anywhere, readable on a phone and printable."""

from __future__ import annotations

import html
from pathlib import Path

from dashboards import charts, heat, icons
from dashboards.pack import drawings
from dashboards.pack.parts import Bullets, Chart, Columns, Heading, Icons, Pack, Page, Part, Shaded, Table, Text

STYLE = Path(__file__).with_name("pack.css")


def page(pack: Pack) -> bytes:
    """Return the pack as UTF-8 HTML."""
    links = "".join(f'<li><a href="#{_anchor(each)}">{html.escape(each.title)}</a></li>' for each in pack.pages)
    mark = f'<p class="mark">{html.escape(pack.mark)}</p>' if pack.mark else ""
    sections = "".join(_section(each, mark) for each in pack.pages)
    style = STYLE.read_text(encoding="utf-8")
    written = (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(pack.title)}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{style}</style>\n</head>\n<body>\n'
        f'<a class="skip" href="#main">To the summary</a>\n<header>\n<p class="organisation">{html.escape(pack.organisation)}</p>\n'
        f'<h1>{html.escape(pack.title)}</h1>\n<p class="quiet">{html.escape(pack.version)} Edition {html.escape(pack.edition)}.</p>\n'
        f'{mark}\n<nav aria-label="Pages"><ul>{links}</ul></nav>\n</header>\n<main id="main">\n{sections}</main>\n</body>\n</html>\n'
    )
    return written.encode()


def _section(page_: Page, mark: str) -> str:
    anchor = _anchor(page_)
    parts = "\n".join(_part(part) for part in page_.parts)
    return f'<section id="{anchor}" aria-labelledby="{anchor}-title">\n{mark}<h2 id="{anchor}-title">{html.escape(page_.title)}</h2>\n{parts}\n</section>\n'


def _anchor(page_: Page) -> str:
    return f"page-{page_.title.partition('.')[0].lower()}"


def _part(part: Part) -> str:
    match part:
        case Heading(text):
            return f"<h3>{html.escape(text)}</h3>"
        case Text(text, look):
            return f'<p class="{look}">{html.escape(text)}</p>' if look else f"<p>{html.escape(text)}</p>"
        case Bullets(lines):
            return f"<ul>{''.join(f'<li>{html.escape(line)}</li>' for line in lines)}</ul>"
        case Chart():
            return _chart(part)
        case Columns(columns, widths):
            cells = "".join(f"<div>{''.join(_part(each) for each in column)}</div>" for column in columns if column)
            shares = f' style="--shares: {" ".join(f"minmax(0, {width:g}fr)" for width in widths)}"' if widths else ""
            return f'<div class="columns"{shares}>{cells}</div>'
        case Table():
            return _table(part)


def _chart(chart: Chart) -> str:
    drawn = drawings.lettered(chart.svg, html.escape(charts.FONT, quote=True))
    width, height = drawings.size(drawn)
    image = icons.image(drawn, chart.alt, width).replace(f'height="{width}"', f'height="{height}"')
    image = image.replace(f' title="{html.escape(chart.alt, quote=True)}"', "")
    below = (
        f"<details><summary>{html.escape(chart.table.caption)}</summary>{_table(chart.table)}</details>"
        if chart.table
        else ""
    )
    return f"<figure>{image}{below}</figure>"


def _table(table: Table) -> str:
    kinds = {key: ' class="number"' if key in table.numbers else "" for key in table.columns}
    head = "".join(
        f'<th scope="col" role="columnheader"{kinds[key]}>{html.escape(label)}</th>'
        for key, label in table.columns.items()
    )
    labels = {key: html.escape(label, quote=True) for key, label in table.columns.items()}
    body = "".join(
        '<tr role="row">'
        + "".join(
            f'<th scope="row" role="rowheader" data-label="{labels[key]}"{kinds[key]}>{_cell(row[key])}</th>'
            if key == table.names_rows
            else f'<td role="cell" data-label="{labels[key]}"{kinds[key]}{_shade(row[key])}>{_cell(row[key])}</td>'
            for key in table.columns
        )
        + "</tr>\n"
        for row in table.rows
    )
    caption = html.escape(table.caption)
    return (  # roles, for on a phone the rows become lists (pack.css), and would else no longer be rows to a screen reader
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table role="table">'
        f'<caption>{caption}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
        f'<tbody role="rowgroup">\n{body}</tbody></table></div>'
    )


def _shade(cell: str | Icons | Shaded) -> str:
    if not isinstance(cell, Shaded) or not cell.shade:
        return ""
    return f' style="background: {heat.TINTS[cell.shade]}; color: {heat.INK}"'


def _cell(cell: str | Icons | Shaded) -> str:
    if isinstance(cell, str):
        return html.escape(cell)
    if isinstance(cell, Shaded):
        return html.escape(cell.text)
    return "".join(
        f'<p class="icon">{icons.icon(code, 28)}<span>{html.escape(words)}</span></p>' for code, words in cell.lines
    )
