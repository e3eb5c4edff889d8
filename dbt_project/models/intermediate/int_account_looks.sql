-- One row per account, batch and subject of figures: what came of the look.
-- subject: posts | interactions | counts (the readings of the posts: known where the look's readings were taken as well).
with extracts as (select * from {{ ref('stg_extracts') }}),

batches as (select * from {{ ref('stg_batches') }}),

looks as (
    select organisation_id, platform, account_id, batch_id, subject, since, until, observed_at, outcome, cause
    from extracts
    where subject in ('posts', 'interactions')
    union all
    select
        extracts.organisation_id, extracts.platform, extracts.account_id, extracts.batch_id, 'counts' as subject, extracts.since,
        extracts.until, extracts.observed_at,
        case when refusals.cause is not null and extracts.outcome in ('ok', 'partial') then 'refused' else extracts.outcome end as outcome,
        case when extracts.outcome in ('ok', 'partial') then coalesce(refusals.cause, extracts.cause) else extracts.cause end as cause
    from extracts
    inner join batches
        on
            extracts.platform = batches.platform and extracts.account_id = batches.account_id
            and extracts.batch_id = batches.batch_id
    left join {{ ref('stg_refusals') }} as refusals
        on
            batches.platform = refusals.platform and batches.filed_under = refusals.account_id
            and batches.batch_id = refusals.batch_id and refusals.table_name = 'readings'
    where extracts.subject = 'posts'
)

select * from looks
