-- One row per public act of ours that is not paid for: purpose, mode, and the objective in force on its day.
with acts as (select * from {{ ref('int_acts__classified') }})

select
    acts.organisation_id, acts.platform, acts.account_id, acts.post_id, acts.kind, acts.route, acts.batch_id, acts.published_at, acts.published_on,
    {{ month_of('acts.published_at') }} as period,
    acts.text, acts.permalink, acts.parent_id, acts.conversation_id, acts.is_template, acts.is_civic_duty, acts.decided_by,
    acts.purpose_id, acts.mode,
    acts.is_an_act_of_its_own and acts.mode is not null as is_classified,
    acts.is_an_act_of_its_own and acts.mode is null as is_unclassified,
    objectives.objective_id
from acts
left join {{ ref('objectives') }} as objectives
    on
        acts.organisation_id = objectives.organisation_id and acts.objective_id = objectives.objective_id
        and acts.published_on >= objectives.valid_from and acts.published_on < coalesce(objectives.valid_to, date '9999-12-31')
where not coalesce(acts.is_paid, false) -- unknown counts as organic: no source we read lists paid posts without saying so
