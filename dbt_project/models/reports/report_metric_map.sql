-- One row per platform, field, first day it is stated and where: what we call the number a platform states.
-- An interface and a file may use the same word.
select platform, field, metric, unit, is_additive, valid_from, valid_to, replaced_by, said_by as source, notes
from {{ ref('metric_map') }}
