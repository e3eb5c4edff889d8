{# What became of a group's gap in a year, read with the people reached; or why that cannot be told. What chance alone would do is no change. #}
{% macro equity_reading() -%}
case
    when reading <> 'cannot be compared'
        then
            upper(substr(reading, 1, 1)) || substr(reading, 2) || ': ' || people_words || ' ' || {{ signed('reach_change') }}
            || '% on the same three months a year before, each month counted by itself'
            || case when reach_moved = 'same' then ', which is within what chance allows; ' else '; ' end || case
                when gap_moved in ('wider', 'narrower') then 'the gap is ' || gap_moved
                when gap_now = 0 and gap_before = 0 then 'there is no gap'
                else 'the gap moved within what chance allows'
            end || ' (' || {{ one_decimal('gap_before') }} || ' points short of 100 then, ' || {{ one_decimal('gap_now') }} || ' now).'
    when state <> 'measured' then 'Cannot be compared: there is no figure.'
    when people_measure is null then 'Cannot be compared: ' || {{ sentence('caveat') }}
    when is_compared and why_none is not null then 'Cannot be compared: change cannot be told from chance. ' || {{ sentence('why_none') }}
    when is_compared and reach_change is not null then 'Cannot be compared: the figure is provisional, so change cannot be told from chance yet.'
    else 'Cannot be compared: it takes a figure of the same kind in each of the three months to this one, all of them over, and in the same three a year before.'
end
{%- endmacro %}
