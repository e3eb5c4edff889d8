-- One row per edition, kind of subject and month it reports: which edition reported that month next, or `latest`.
-- A month that nobody reports any more (24 are shown) has no row: that it left the charts changed nothing in it.
with reported as (select distinct edition, subject_kind, period from {{ ref('int_reported__said') }}),

followed as (
    select
        reported.edition, reported.subject_kind, reported.period,
        lead(reported.edition) over (
            partition by reported.subject_kind, reported.period
            order by case when reported.edition = 'latest' then 1 else 0 end, editions.place
        ) as said_next
    from reported
    left join {{ ref('stg_editions') }} as editions on reported.edition = editions.edition
)

select edition, subject_kind, period, said_next
from followed
where said_next is not null
