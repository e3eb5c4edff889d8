{# The rule sets of `xmr`. Two tools of the NHS give two answers to the same numbers, so a set has a name, and charts print it.
     screen         leave moving ranges of 3.267 times their average or more out of the limits
     limits_from    points a group needs before it has limits and an icon (of one point there is no moving range, so no limits)
     shift, trend   points in a row that make a signal
     two_in_three   'between': beyond two sigma and inside the limits; 'beyond': also those outside them
     shows          of a point that is both improvement and concern: 'order' the first rule, 'improvement' the good news
     on_limit       of a target that stands on a limit: 'inconsistent' (hit and miss) or 'consistent'
   Sources: NHSRplotthedots 0.2.2 (MIT), by running it; Making Data Count by what its users and makers wrote: nobody here could run
   the spreadsheet. Both read the direction of a trend as NHSRplotthedots does. #}
{% macro xmr_rules(name, shift=none, trend=none) %}
{% set known = {
    'nhsrplotthedots': {
        'title': 'NHSRplotthedots 0.2.2', 'screen': true, 'limits_from': 1, 'shift': 7, 'trend': 7,
        'two_in_three': 'between', 'shows': 'order', 'on_limit': 'inconsistent',
    },
    'making_data_count': {
        'title': 'Making Data Count, as changed in November 2023', 'screen': false, 'limits_from': 13, 'shift': 7, 'trend': 7,
        'two_in_three': 'beyond', 'shows': 'improvement', 'on_limit': 'consistent',
    },
} %}
{% set chosen = name if name is mapping else known.get(name) %}
{% if chosen is none %}
    {% do exceptions.raise_compiler_error("xmr knows no rule set '" ~ name ~ "'; it knows " ~ known | join(', ')) %}
{% endif %}
{% do return(dict(chosen, shift=shift or chosen.shift, trend=trend or chosen.trend)) %}
{% endmacro %}

{# One line for under a chart: the set in use and what it means. Plain text, without a quote mark. #}
{% macro xmr_words(name='nhsrplotthedots', shift=none, trend=none) %}
{% set rules = xmr_rules(name, shift, trend) %}
{% do return(
    'XmR chart, rules of ' ~ rules.title ~ ': limits at the mean plus and minus 2.66 times the average moving range'
    ~ (', moving ranges of 3.267 times their average or more left out' if rules.screen else ', all moving ranges kept')
    ~ (', from ' ~ rules.limits_from ~ ' points' if rules.limits_from > 1 else '')
    ~ '. A signal: a point outside the limits; ' ~ rules.trend ~ ' points rising or falling; 2 of 3 points near a limit'
    ~ (' or outside it' if rules.two_in_three == 'beyond' else '') ~ '; ' ~ rules.shift ~ ' points on one side of the mean.'
    ~ (' Where a point is both, the improvement is shown.' if rules.shows == 'improvement' else '')
) %}
{% endmacro %}
