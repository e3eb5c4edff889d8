{# A model lands in the schema its folder names, not in target_schema_folder. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}

{# report_figures is published as reports.figures: the prefix only keeps it apart from a seed of the same name. #}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
    {{ custom_alias_name | trim if custom_alias_name else node.name | replace('report_', '') if node.name.startswith('report_') else node.name }}
{%- endmacro %}
