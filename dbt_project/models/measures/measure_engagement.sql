-- One row per organisation, month of publication, platform and measure: deep engagement and those who saw the posts.
-- Never added over platforms: reach and views mean something else on each. coverage = share of posts with every count known.
with posts as (select * from {{ ref('fct_post_engagement') }}),

counted as (
    select
        organisation_id, period, 'platform' as slice_kind, platform as slice,
        avg(case when is_complete then 1.0 else 0.0 end) as coverage,
        sum(deep) filter (where is_complete) as deep_engagements,
        sum(seen) filter (where is_complete) as people_reached_or_views
    from posts
    group by organisation_id, period, platform
)

{{ as_measures('counted', ['deep_engagements', 'people_reached_or_views']) }}
