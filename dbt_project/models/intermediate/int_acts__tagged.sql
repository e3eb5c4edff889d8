-- One row per act that carries a registered tag in force on its day: the objective, purpose and civic-duty mark it gives.
with tags as (
    select organisation_id, platform, account_id, post_id, published_on, {{ each_of('hashtags') }} as tag
    from {{ ref('stg_posts') }}
),

known as (
    select
        tags.organisation_id, tags.platform, tags.account_id, tags.post_id, register.tag, register.objective_id, register.purpose_id,
        register.is_civic_duty,
        -- one primary objective an act: the first tag by name that has one
        row_number() over (
            partition by tags.platform, tags.account_id, tags.post_id
            order by case when register.objective_id is null then 1 else 0 end, register.tag
        ) as place
    from tags
    inner join {{ ref('tags') }} as register
        on
            tags.organisation_id = register.organisation_id and tags.tag = register.tag
            and tags.published_on >= register.valid_from and tags.published_on < coalesce(register.valid_to, date '9999-12-31')
)

select
    platform, account_id, post_id,
    max(case when place = 1 then objective_id end) as objective_id,
    min(purpose_id) as purpose_id,
    bool_or(is_civic_duty) as is_civic_duty
from known
group by platform, account_id, post_id
