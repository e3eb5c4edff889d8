{# A model that is one row and always one: how many it has, if not. #}
{% test one_row(model) %}
select count(*) as times
from {{ model }}
having count(*) <> 1
{% endtest %}
