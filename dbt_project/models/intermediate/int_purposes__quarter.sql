-- One row per organisation, purpose and month: its acts or logged items in the month and the two before it, and how often that is.
-- 0 never, 1 hardly ever, 2 occasionally, 3 regularly (ours, after the 2012 study's words). A zero here may be unknown: report_purposes.
with months as (
    select period, next_period, {{ plus('period', -2, 'month') }} as quarter_start
    from {{ ref('int_months') }}
    where is_shown
),

done as (
    select organisation_id, purpose_id, post_id as item_id, published_on as done_on
    from {{ ref('fct_acts') }}
    where mode <> 'L' -- an open question counts as listening only when the log holds a response to it
    union all
    select organisation_id, purpose_id, entry_id as item_id, opened_on as done_on
    from {{ ref('stg_listening_log') }}
    where purpose_id <> 'L7' or has_response
),

counted as (
    select
        organisations.organisation_id, purposes.purpose_id, purposes.mode, months.period,
        count(done.item_id) as acts,
        -- the last days of a quarter longer than 13 weeks belong to its last week
        count(distinct least(floor({{ days_apart('months.quarter_start', 'done.done_on') }} / 7), 12)) filter (where done.item_id is not null) as weeks,
        count(distinct cast(date_trunc('month', done.done_on) as date)) as months
    from {{ ref('int_organisations') }} as organisations
    cross join {{ ref('purposes') }} as purposes
    cross join months
    left join done
        on
            organisations.organisation_id = done.organisation_id and purposes.purpose_id = done.purpose_id
            and done.done_on >= months.quarter_start and done.done_on < months.next_period
    group by organisations.organisation_id, purposes.purpose_id, purposes.mode, months.period
)

select
    *,
    case
        when acts = 0 then 0
        when acts < 3 then 1
        -- rare by nature, and listening: regularly is once a month
        when (mode = 'L' or purpose_id in ('C3', 'C6', 'C7')) and months = 3 then 3
        when mode <> 'L' and purpose_id not in ('C3', 'C6', 'C7') and weeks >= 10 then 3
        else 2
    end as frequency
from counted
