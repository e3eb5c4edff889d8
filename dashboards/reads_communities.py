"""The SELECTs about communities: the register, their figures, and what else is looked at; never a member."""

from __future__ import annotations

from datetime import date

from dashboards.selects import Board, Rows, rows


def communities(board: Board, organisation: str, month: date) -> Rows:
    """Return the communities on the register in the month, in the order of their names; never a member."""
    return rows(
        board,
        """
        select * from board.communities
        where organisation_id = ?
            and coalesce(valid_from, date '0001-01-01') < ?::date + interval 1 month and coalesce(valid_to, ?) >= ?
        order by name
        """,
        [organisation, month, month, month],
    )


def community_figures(board: Board, organisation: str, month: date) -> Rows:
    """Return a row a community: its name and the words of each of the four KPIs of communities, under the KPI's id."""
    return rows(
        board,
        """
        select c.name,
            max(f.words) filter (where f.kpi_id = 'CM-REACH') as "CM-REACH",
            max(f.words) filter (where f.kpi_id = 'CM-RECIP') as "CM-RECIP",
            max(f.words) filter (where f.kpi_id = 'CM-RETURN') as "CM-RETURN",
            max(f.words) filter (where f.kpi_id = 'CM-VOICES') as "CM-VOICES"
        from board.communities as c
        join board.figures as f
            on f.organisation_id = c.organisation_id and f.slice_kind = 'community' and f.slice = c.community_id
        where c.organisation_id = ? and f.period = ?
        group by c.community_id, c.name order by c.name
        """,
        [organisation, month],
    )


def measured_communities(board: Board, organisation: str, kpi: str) -> Rows:
    """Return slice and name of the communities that ever had a figure of a KPI."""
    return rows(
        board,
        """
        select c.community_id as slice, c.name from board.communities as c
        where c.organisation_id = $organisation and c.community_id in (
            select slice from board.figures
            where organisation_id = $organisation and kpi_id = $kpi and slice_kind = 'community' and state = 'measured'
        )
        order by c.name
        """,
        {"organisation": organisation, "kpi": kpi},
    )


def community_measures(board: Board, organisation: str, month: date) -> Rows:
    """Return a row a community: its name and the words of what else is looked at, each under its measure's name."""
    return rows(
        board,
        """
        select c.name,
            max(m.words) filter (where m.measure = 'member_to_member') as member_to_member,
            max(m.words) filter (where m.measure = 'questions_met') as questions_met,
            max(m.words) filter (where m.measure = 'returning_without_staff') as returning_without_staff,
            max(m.words) filter (where m.measure = 'give_ratio') as give_ratio
        from board.communities as c
        join board.community_measures as m using (organisation_id, community_id)
        where c.organisation_id = ? and m.period = ?
        group by c.community_id, c.name order by c.name
        """,
        [organisation, month],
    )
