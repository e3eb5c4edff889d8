-- One row per organisation, slice, subject and month: may a figure be shown, and if not, why not.
-- subject: posts | interactions | posts_quarter (the month and the two before it) | engagement (the posts, and the counts read with them).
with account_months as (select * from {{ ref('int_account_months') }}),

sliced as (
    select *, 'organisation' as slice_kind, organisation_id as slice from account_months
    union all
    select *, 'platform' as slice_kind, platform as slice from account_months
),

by_slice as (
    select
        organisation_id, slice_kind, slice, subject, period,
        count(*) filter (where standing = 'known') as known,
        count(*) filter (where standing = 'missing') as missing,
        count(*) filter (where standing = 'not_measurable') as not_measurable,
        {{ list_agg("case when standing = 'missing' then reason end", '; ', "case when standing = 'missing' then reason end") }} as why_missing,
        {{ list_agg("case when standing = 'not_measurable' then reason end", '; ', "case when standing = 'not_measurable' then reason end") }} as why_not_measurable,
        {{ list_agg("case when standing in ('closed', 'not_open') then reason end", '; ', "case when standing in ('closed', 'not_open') then reason end") }} as why_not_there
    from sliced
    group by organisation_id, slice_kind, slice, subject, period
),

judged as (
    select
        organisation_id, slice_kind, slice, subject, period,
        case
            when missing > 0 then 'missing'
            when known > 0 then 'known'
            else 'not_measurable'
        end as standing,
        case
            when missing > 0 then why_missing
            when known > 0 then null
            else coalesce(why_not_measurable, why_not_there)
        end as reason,
        -- what a figure that is shown leaves out
        case when missing = 0 and known > 0 then why_not_measurable end as left_out
    from by_slice
),

quarters as (
    select
        judged.organisation_id, judged.slice_kind, judged.slice, 'posts_quarter' as subject, judged.period,
        case
            when count(*) < 3 or count(*) filter (where parts.standing = 'missing') > 0 then 'missing'
            when count(*) filter (where parts.standing = 'known') > 0 then 'known'
            else 'not_measurable'
        end as standing,
        -- one month's reason is enough: the three mostly share it
        min(parts.reason) as reason,
        cast(null as {{ dbt.type_string() }}) as left_out
    from judged
    inner join judged as parts
        on
            judged.organisation_id = parts.organisation_id and judged.slice_kind = parts.slice_kind and judged.slice = parts.slice
            and judged.subject = parts.subject and parts.period <= judged.period
            and parts.period >= {{ plus('judged.period', -2, 'month') }}
    where judged.subject = 'posts'
    group by judged.organisation_id, judged.slice_kind, judged.slice, judged.period
)

select organisation_id, slice_kind, slice, subject, period, standing, reason, left_out from judged
union all
select organisation_id, slice_kind, slice, subject, period, standing, reason, left_out from quarters
union all
select organisation_id, slice_kind, slice, 'engagement' as subject, period, standing, reason, left_out from judged where subject = 'counts'
