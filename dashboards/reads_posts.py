"""The SELECTs of our own posts: practice with its evidence, examples pinned by a rule, counts beside the platform's median."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.selects import Board, Rows, frame, row, rows

METRICS = ("views", "reach", "comments", "shares", "saves")
POST = """
    select p.platform, p.account_id, p.post_id, p.published_at, p.kind, p.purpose_id, p.text, p.permalink,
        p.views, p.reach, p.comments, p.shares, p.saves, u.name as purpose
    from board.posts as p
    left join (select purpose_id, min(name) as name from board.purposes group by purpose_id) as u using (purpose_id)
    """


def practices(board: Board, organisation: str, month: date) -> Rows:
    """Return, for each practice the month has an example of, how many are good, poor, unknown and duties."""
    sql = """
        select practice, count(*) filter (where finding = 'good') as good, count(*) filter (where finding = 'poor') as poor,
            count(*) filter (where finding = 'unknown') as unknown, count(*) filter (where finding = 'duty') as duty
        from board.post_practice where organisation_id = ? and period = ?
        group by practice
        order by list_position(['alt_text', 'hashtags', 'asks', 'answers', 'closes_loop', 'duty'], practice)"""
    return rows(board, sql, [organisation, month])


def examples(board: Board, organisation: str, month: date, practice: str) -> Rows:
    """Return the newest good and the newest poor act of a practice in the month, with the evidence.

    The newest and no other: an example is not chosen by how it did, and nobody is ranked.
    """
    sql = f"""
        with newest as (
            select e.platform, e.account_id, e.post_id, e.finding, e.evidence
            from board.post_practice as e
            join board.posts as p using (platform, account_id, post_id)
            where e.organisation_id = ? and e.period = ? and e.practice = ? and e.finding in ('good', 'poor')
                and p.text is not null
            qualify row_number() over (partition by e.finding order by p.published_at desc, p.platform, p.post_id) = 1
        )

        select * from newest join ({POST}) as p using (platform, account_id, post_id) order by finding"""
    return rows(board, sql, [organisation, month, practice])


def one(board: Board, organisation: str, named: str) -> dict[str, Any] | None:
    """Return the post an address names (platform:account:id) with its evidence; None where it is not ours or not kept."""
    platform, _, rest = named.partition(":")
    account, _, post = rest.partition(":")
    sql = f"""
        select *, coalesce((
            select string_agg(evidence, '. ' order by practice) from board.post_practice as e
            where e.platform = p.platform and e.account_id = p.account_id and e.post_id = p.post_id
        ), '') as evidence
        from ({POST} where p.organisation_id = $organisation) as p
        where platform = $platform and account_id = $account and post_id = $post"""
    return row(board, sql, {"organisation": organisation, "platform": platform, "account": account, "post": post})


def medians(board: Board, organisation: str, month: date) -> dict[tuple[str, str], dict[str, Any]]:
    """Return by (platform, count) the median of our own original posts there over 12 months, or the reason for none."""
    sql = "select * from board.post_medians where organisation_id = ? and period = ?"
    return {(each["platform"], each["metric"]): each for each in rows(board, sql, [organisation, month])}


def download(board: Board, organisation: str, month: date) -> pd.DataFrame:
    """Return the practice of every act of the month with its evidence, for a CSV; without words."""
    sql = """
        select e.organisation_id, strftime(e.period, '%Y-%m') as month, e.platform, e.account_id, e.post_id, p.kind, p.purpose_id,
            p.objective_id, e.practice, e.finding, e.evidence
        from board.post_practice as e left join board.posts as p using (platform, account_id, post_id)
        where e.organisation_id = ? and e.period = ? order by e.practice, e.platform, p.published_at, e.post_id"""
    return frame(board, sql, [organisation, month])
