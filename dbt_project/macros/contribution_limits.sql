{# The limits of what may be said, whoever wrote the words: a series' name, a KPI's sentence and a register's cell end up in our
   sentences, so the whole sentence is looked at before it is shown. #}

{# A text as a row of plain words between single blanks, so that no hyphen, line end or accent hides one. #}
{% macro words_of(text) -%}
(' ' || trim({{ swapped("translate(lower(" ~ text ~ "), 'àáâãäåāăąçćčďđèéêëēėęěğìíîïīįıłñńňòóôõöøōőřśšťùúûüūůűųŵýÿŷźżž', 'aaaaaaaaacccddeeeeeeeegiiiiiiilnnnoooooooorsstuuuuuuuuwyyyzzz')", "[^a-z]+", " ") }}) || ' ')
{%- endmacro %}

{# One row: the pattern that finds any of the forbidden words among the words of a text. No list, no pattern, nothing may be said. #}
{% macro forbidden_pattern() -%}
select ' (' || {{ list_agg('trim(' ~ words_of('words') ~ ')', '|') }} || ') ' as pattern
from {{ ref('forbidden_words') }}
{%- endmacro %}

{# Does a text say a forbidden word, or hold letters of another alphabet or marks that do not show, which could hide one? #}
{% macro says_what_it_may_not(text, pattern) -%}
(
    coalesce({{ fits(words_of(text), pattern) }}, true)
    or {{ matches(text, '[^\\x{0009}\\x{000A}\\x{000D}\\x{0020}-\\x{007E}\\x{00A0}-\\x{00AC}\\x{00AE}-\\x{017F}\\x{2010}-\\x{2027}\\x{2030}-\\x{205E}\\x{20AC}]') }}
)
{%- endmacro %}

{# Does a sentence claim more than its grade? To have contributed is said at grade 2, as likely; a size at grade 3. #}
{% macro claims_more_than_its_grade(text, grade, pattern) -%}
(
    {{ says_what_it_may_not(text, pattern) }}
    or {{ matches(
        "case when " ~ grade ~ " = 2 then replace(" ~ words_of(text) ~ ", ' likely to have contributed ', ' ') else " ~ words_of(text) ~ " end",
        ' (contribut(e|es|ed|ing)|contributions? (to|of)) '
    ) }}
    -- a row without a grade may state no size either
    or (coalesce({{ grade }}, 0) < 3 and {{ matches(words_of(text), ' ((points?|percent) (higher|lower|more|less)|interval) ') }})
)
{%- endmacro %}
