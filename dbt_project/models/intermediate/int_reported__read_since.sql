-- One row per edition, what was said next, organisation and source: what was read, received or taken away in between, in words.
with batches as (
    select edition, organisation_id, table_name, platform, account_id, batch_id, register, file_name, seen_on, sha256
    from {{ source('raw', 'reported_batches') }}
    union all
    select 'latest', organisation_id, table_name, platform, account_id, batch_id, register, file_name, seen_on, sha256
    from {{ ref('report_batches') }}
),

counted as (select * from batches where table_name <> 'extracts'), -- what happened, which no figure counts

pairs as (select distinct edition, said_next from {{ ref('int_reported__next') }}),

came as (
    select pairs.edition, pairs.said_next, now.organisation_id, now.register, now.platform, now.file_name, now.seen_on,
        case when then_.edition is null then 'came' else 'rewritten' end as moved
    from pairs
    inner join counted as now on pairs.said_next = now.edition
    left join counted as then_
        on
            pairs.edition = then_.edition and now.table_name = then_.table_name and now.platform = then_.platform
            and now.account_id = then_.account_id and now.batch_id = then_.batch_id
    where then_.edition is null or now.sha256 <> then_.sha256
),

went as (
    select pairs.edition, pairs.said_next, then_.organisation_id, then_.register, then_.platform, then_.file_name, then_.seen_on, 'went' as moved
    from pairs
    inner join counted as then_ on pairs.edition = then_.edition
    left join counted as now
        on
            pairs.said_next = now.edition and now.table_name = then_.table_name and now.platform = then_.platform
            and now.account_id = then_.account_id and now.batch_id = then_.batch_id
    where now.edition is null
),

moved as (
    select * from came
    union all
    select * from went
),

removed as (
    select
        pairs.edition, pairs.said_next, gone.organisation_id, gone.platform as source, false as is_register,
        {{ whole('sum(gone.removed)') }} || case gone.what when 'post' then ' posts' when 'file' then ' files' else ' items people wrote' end
        || ' of ' || gone.platform || ' were taken out on ' || {{ day_name('gone.removed_on') }} || ': ' || trim(trailing '. ' from gone.reason) as words
    from pairs
    inner join {{ ref('stg_editions') }} as before on pairs.edition = before.edition
    left join {{ ref('stg_editions') }} as after on pairs.said_next = after.edition
    inner join {{ ref('stg_removals') }} as gone
        on
            gone.what <> 'pages' -- answers as received, whose rows stay
            and gone.removed_at > before.frozen_at and gone.removed_at <= coalesce(after.frozen_at, timestamp '9999-12-31 00:00:00')
    group by pairs.edition, pairs.said_next, gone.organisation_id, gone.platform, gone.what, gone.reason, gone.removed_on
),

worded as (
    select
        edition, said_next, organisation_id,
        coalesce(register, platform) as source,
        register is not null as is_register,
        case moved
            when 'went' then coalesce('the file ' || file_name, 'what ' || platform || ' said on ' || {{ day_name('seen_on') }}) || ' is no longer there'
            -- such as by taking out what its platform says is gone
            when 'rewritten' then coalesce('the file ' || file_name, 'what ' || platform || ' said on ' || {{ day_name('seen_on') }}) || ' was changed on the shelf'
            else coalesce('the file ' || file_name || ' came on ', platform || ' was read on ') || {{ day_name('seen_on') }}
        end as words
    from moved
    union all
    select edition, said_next, organisation_id, source, is_register, words from removed
)

select edition, said_next, organisation_id, source, is_register, {{ list_agg('words', ', ') }} as words
from worded
group by edition, said_next, organisation_id, source, is_register
