-- One row per organisation, month, platform and count: what half of our own original posts there had, over 12 months.
-- Each platform's counts are set against its own and no other's. NULL with the reason where there may be no median.
{% set counts = ['views', 'reach', 'comments', 'shares', 'saves'] %}
with without_basis as (
    select accounts.organisation_id, accounts.platform, max(terms.reason) as reason
    from {{ ref('int_accounts') }} as accounts
    inner join {{ ref('platform_terms') }} as terms on accounts.platform = terms.platform
    where terms.ratios_need_basis and accounts.licence_basis is null and accounts.route in ('api', 'api and export')
    group by accounts.organisation_id, accounts.platform
),

months as (select period from {{ ref('int_months') }} where is_shown),

posts as (
    select posts.*, {{ month_of('posts.published_at') }} as period
    from {{ ref('report_posts') }} as posts
    where posts.kind = 'original'
),

counted as (
    select
        months.period, posts.organisation_id, posts.platform,
        {% for count in counts %}
        count(posts.{{ count }}) as {{ count }}_posts, {{ percentile('posts.' ~ count, 0.5) }} as {{ count }}_median{{ "," if not loop.last }}
        {% endfor %}
    from months
    inner join posts on posts.period <= months.period and posts.period > {{ plus('months.period', -12, 'month') }}
    group by months.period, posts.organisation_id, posts.platform
),

long as (
    {% for count in counts %}
    select organisation_id, period, platform, '{{ count }}' as metric, {{ count }}_posts as posts, {{ count }}_median as median
    from counted
    {{ "union all" if not loop.last }}
    {% endfor %}
)

select
    long.organisation_id, long.period, long.platform, long.metric,
    cast(long.posts as integer) as posts,
    case when without_basis.reason is null and long.posts >= 10 then long.median end as median, -- under 10 posts: ours
    case
        when without_basis.reason is not null then without_basis.reason
        when long.posts = 0 then 'The source does not state this count'
        when long.posts < 10 then 'Fewer than 10 posts have this count'
    end as reason
from long
left join without_basis on long.organisation_id = without_basis.organisation_id and long.platform = without_basis.platform
