-- One row per entry of the audience register, month and measure: people reached by age, and how many there would be in proportion.
-- Organic and paid are never mixed: a month and platform with an organic report counts that one, else the paid one.
with bands as (
    select
        *,
        band <> 'unknown' as is_known,
        cast(nullif({{ stripped('band', '[^0-9].*$') }}, '') as integer) as band_from,
        min(report) over (partition by organisation_id, month, platform) as report_used -- organic sorts before paid
    from {{ ref('stg_audience') }}
),

grouped as (
    select
        bands.*,
        populations.group_id,
        populations.band_from as group_from,
        populations.share
    from bands
    -- the youngest adult band must be the one whose population is known; of the older, every band counts
    left join {{ ref('populations') }} as populations
        on
            bands.organisation_id = populations.organisation_id
            and (
                (populations.group_id = 'young' and bands.band_from = populations.band_from)
                or (populations.group_id = 'older' and bands.band_from >= populations.band_from)
            )
    where bands.report = bands.report_used
),

offered as (
    select
        organisation_id, month, platform,
        max(case when group_id = 'young' then share end) as young_share,
        -- a report that begins at 70 leaves some of them out
        max(case when group_id = 'older' and band_from = group_from then share end) as older_share
    from grouped
    group by organisation_id, month, platform
),

reached as (
    select
        grouped.organisation_id, grouped.month as period, 'entry' as part_kind, grouped.entry_id as part_id, grouped.platform,
        {{ unknown(['account_id', 'objective_id', 'community_id', 'theme']) }}, grouped.band as field, grouped.batch_id,
        grouped.people_reached as reached_of_any_age,
        case when grouped.is_known then grouped.people_reached end as reached_with_age,
        case when grouped.group_id = 'young' then grouped.people_reached end as reached_young,
        case when grouped.group_id = 'older' then grouped.people_reached end as reached_older,
        -- a report without that band says nothing of the group
        case when grouped.is_known then grouped.people_reached * offered.young_share end as reached_young_if_in_proportion,
        case when grouped.is_known then grouped.people_reached * offered.older_share end as reached_older_if_in_proportion
    from grouped
    inner join offered
        on grouped.organisation_id = offered.organisation_id and grouped.month = offered.month and grouped.platform = offered.platform
)

{{ as_parts('reached', [
    'reached_of_any_age', 'reached_with_age', 'reached_young', 'reached_older', 'reached_young_if_in_proportion',
    'reached_older_if_in_proportion',
]) }}
