-- One row per organisation, month, objective and kind of spending: pounds, shown beside the hours and never blended with them.
select
    organisation_id,
    month as period,
    objective_id, kind,
    cast(sum(pounds) as double) as pounds
from {{ ref('stg_spend') }}
group by organisation_id, month, objective_id, kind
