-- One row per edition found: the month as it was frozen, by whom, and whether it may still be trusted.
select
    editions.edition, editions.period,
    cast(editions.issue as integer) as issue,
    editions.frozen_at, editions.frozen_by, editions.reason, editions.software_version, editions.strategy_version, editions.taxonomy_version,
    editions.data_to, editions.is_sandbox, editions.measured, editions.provisional, editions.batches, editions.batches_sha256,
    editions.edition_sha256,
    editions.superseded_by is not null as is_superseded,
    editions.superseded_by,
    editions.damage is not null as is_damaged,
    editions.damage,
    case
        when editions.period is null then 'The edition ' || editions.edition || ' was not read: ' || editions.damage || '.'
        else
            {{ month_name('editions.period') }} || case when editions.issue > 1 then ', issue ' || cast(editions.issue as {{ dbt.type_string() }}) else '' end
            || ', frozen on ' || {{ day_name('editions.frozen_at') }} || ' by ' || editions.frozen_by
            || case
                when editions.damage is not null then '. Not read, for it is not as it was frozen: ' || editions.damage
                when editions.superseded_by is not null then '. Superseded by ' || editions.superseded_by || coalesce(': ' || trim(trailing '. ' from later.reason), '')
                else ': ' || {{ whole('editions.measured') }} || ' figures of the month, ' || {{ whole('editions.provisional') }} || ' of them provisional'
            end || '.'
    end as words
from {{ ref('stg_editions') }} as editions
left join {{ ref('stg_editions') }} as later on editions.superseded_by = later.edition
order by editions.period, editions.issue, editions.edition
