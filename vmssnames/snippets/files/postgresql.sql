%% decode
CREATE OR REPLACE FUNCTION vmss_id(name text) RETURNS bigint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT sum((strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefghijklmnopqrstuvwxyz',
    substr(name COLLATE "C", length(name) - 6 + i, 1)) - 1) % 36 * (36 ^ (6 - i))::bigint)::bigint
  FROM generate_series(1, 6) AS i
  WHERE name COLLATE "C" ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}$'
{{#prefix}}
    AND lower(left(name, -6) COLLATE "C") = {{prefix}}
{{/prefix}}
$$;
-- SELECT host, vmss_id(host) FROM logs;
%% split
CREATE OR REPLACE FUNCTION vmss_prefix(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN name COLLATE "C" ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,57}[0-9A-Za-z]{6}$'
    THEN left(name, -6) END
$$;
-- SELECT host, vmss_prefix(host), vmss_id(host) FROM logs;
%% encode
CREATE OR REPLACE FUNCTION vmss_name(prefix text, id bigint) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT prefix || string_agg(substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    (id / (36 ^ (6 - i))::bigint % 36)::int + 1, 1), '' ORDER BY i)
  FROM generate_series(1, 6) AS i
  WHERE id BETWEEN 0 AND 2176782335 AND prefix COLLATE "C" ~ '^[A-Za-z0-9][A-Za-z0-9-]{0,57}$'
$$;
-- SELECT vmss_name({{prefix}}, instance_id) FROM instances;
%% lookup
CREATE OR REPLACE TEMPORARY VIEW vmss_scale_sets(prefix, scale_set) AS VALUES
{{#rows}}
  ({{key}}, {{scale_set}}){{,}}
{{/rows}}
;
-- SELECT host, vmss_scale_sets.scale_set, vmss_id(host) AS instance_id,
--   vmss_scale_sets.scale_set || '_' || vmss_id(host) AS vm_name
-- FROM logs LEFT JOIN vmss_scale_sets ON vmss_scale_sets.prefix = lower(vmss_prefix(host) COLLATE "C");
