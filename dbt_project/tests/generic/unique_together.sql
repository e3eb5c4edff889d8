{# Rows that share all of these columns with another row: the key of a file a person edits. An empty cell is a value of its own. #}
{% test unique_together(model, columns) %}
select {{ columns | join(', ') }}
{{ repeated(model, columns) }}
{% endtest %}
