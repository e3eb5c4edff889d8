-- One row per organisation, purpose and month: our acts of that purpose in the month and the two before it.
with months as (
    select period, next_period, {{ plus('period', -2, 'month') }} as quarter_start
    from {{ ref('int_months') }}
    where is_shown
)

select
    organisations.organisation_id, purposes.purpose_id, purposes.mode, months.period,
    count(acts.post_id) as acts,
    -- the last days of a quarter longer than 13 weeks belong to its last week
    count(distinct least(floor({{ days_apart('months.quarter_start', 'acts.published_on') }} / 7), 12)) filter (where acts.post_id is not null) as weeks,
    count(distinct acts.period) as months
from {{ ref('int_organisations') }} as organisations
cross join {{ ref('purposes') }} as purposes
cross join months
left join {{ ref('fct_acts') }} as acts
    on
        organisations.organisation_id = acts.organisation_id and purposes.purpose_id = acts.purpose_id
        and acts.published_on >= months.quarter_start and acts.published_on < months.next_period
group by organisations.organisation_id, purposes.purpose_id, purposes.mode, months.period
