-- One row per batch and table whose extract says it was read, and which is not in the warehouse: what kept it out, in words.
with due as (
    select
        platform, account_id, batch_id, observed_at,
        case when source = 'register' then 'entries' when subject = 'series' then 'readings' else subject end as table_name
    from {{ source('raw', 'extracts') }}
    where outcome in ('ok', 'partial') and subject <> 'deletions' -- which is news of rows and has none of its own
    union
    -- the counts of posts are readings too
    select platform, account_id, batch_id, observed_at, 'readings' as table_name
    from {{ source('raw', 'extracts') }}
    where outcome in ('ok', 'partial') and subject = 'posts'
),

unmet as (
    select platform, account_id, batch_id, table_name, {{ list_agg('check_name', ', ') }} as checks
    from {{ source('raw', 'checks') }}
    where not is_accepted and not is_met and severity = 'critical'
    group by platform, account_id, batch_id, table_name
)

select
    due.platform, due.account_id, due.batch_id, due.table_name,
    'the '
    || case due.table_name
        when 'interactions' then 'questions and comments' when 'readings' then 'counts' when 'entries' then 'rows' else due.table_name
    end
    || ' read on ' || {{ day_name(in_utc('due.observed_at')) }}
    || coalesce(
        ' were refused by a check (' || unmet.checks || ')',
        ' are not in the warehouse: their file is gone from the shelf, or no check has judged it'
    ) as cause
from due
left join {{ source('raw', 'batches') }} as loaded using (platform, account_id, batch_id, table_name)
left join unmet using (platform, account_id, batch_id, table_name)
where loaded.sha256 is null
