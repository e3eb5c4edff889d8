-- One row per campaign live in a month and measure: campaigns, and those with a route for people who are not online that was tried.
with live as (
    select
        campaigns.organisation_id, months.period, 'entry' as part_kind, campaigns.entry_id as part_id, {{ unknown(['platform', 'account_id']) }},
        campaigns.objective_id, {{ unknown(['community_id', 'theme', 'field']) }}, campaigns.batch_id,
        1 as campaigns_live,
        {{ one_if("campaigns.non_digital_route <> 'none' and campaigns.route_checked_on < months.next_period") }} as campaigns_with_route
    from {{ ref('stg_campaigns') }} as campaigns
    inner join {{ ref('int_months') }} as months
        on
            campaigns.starts_on < months.next_period and coalesce(campaigns.ends_on, date '9999-12-31') >= months.period
            and months.is_shown
)

{{ as_parts('live', ['campaigns_live', 'campaigns_with_route']) }}
