-- One row per action a board decided on: what, who, by when, and how it stands on the last day anybody looked.
select
    actions.organisation_id, actions.action_id, actions.kpi_id, actions.decided_on, actions.action, actions.owner, actions.due_on, actions.closed_on,
    case
        when actions.closed_on <= actions.due_on then 'closed on time'
        when actions.closed_on is not null then 'closed late'
        when actions.due_on < as_of.as_of then 'overdue'
        else 'open'
    end as state,
    actions.batch_id
from {{ ref('stg_actions') }} as actions
cross join {{ ref('int_as_of') }} as as_of
