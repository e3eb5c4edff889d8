-- One row per cell of the matrix of variation and assurance: what the two say together, and what they ask of a board.
select
    variation, assurance, name, words, asks,
    cast(sort_order as integer) as sort_order
from {{ ref('spc_cells') }}
