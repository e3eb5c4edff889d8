-- One row per organisation, month and KPI (or the month as a whole): the words its people wrote beside the figures.
select
    organisation_id,
    month as period,
    kpi_id, narrative, learned, written_by, batch_id, first_received_on,
    said_since as written_at
from {{ ref('stg_commentary') }}
