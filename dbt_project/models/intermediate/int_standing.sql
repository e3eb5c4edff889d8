-- One row per organisation, slice (organisation or platform), subject and month: is what a figure needs known, and if not, why not.
-- subject: posts | interactions | counts (posts and the readings of them) | a register.
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
        {{ list_agg("case when standing = 'missing' then reason end", '; ') }} as why_missing,
        {{ list_agg("case when standing = 'not_measurable' then reason end", '; ') }} as why_not_measurable,
        {{ list_agg("case when standing in ('closed', 'not_open') then reason end", '; ') }} as why_not_there
    from sliced
    group by organisation_id, slice_kind, slice, subject, period
),

slices as (select distinct organisation_id, slice_kind, slice from by_slice)

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
union all
select
    registers.organisation_id, slices.slice_kind, slices.slice, registers.register as subject, registers.period, registers.standing,
    registers.reason, cast(null as {{ dbt.type_string() }}) as left_out
from {{ ref('int_register_months') }} as registers
inner join slices on registers.organisation_id = slices.organisation_id
