-- Offenders: addresses of ours that no link could ever begin with as links are compared: lower case, no scheme, no www., no slash at the end.
select organisation_id, address
from {{ ref('own_websites') }}
where address <> lower(address) or address like '%://%' or address like 'www.%' or address like '%/'
