-- One row per platform, field and first day it is stated: what we call the number a platform states.
select platform, field, metric, unit, is_additive, valid_from, valid_to, replaced_by, said_by as source, notes
from {{ ref('metric_map') }}
